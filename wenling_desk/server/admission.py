"""How much the centre does at once: a bounded pool, a bounded queue before it, and what is turned away first.

The core is synchronous. Requests wait for a thread in a queue of twice the pool; when it fills, snapshots are turned
away first, then pulling, and sending last: work of a counter is worth more than a list on a screen.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from types import MappingProxyType
from typing import Final, TypeVar

from wenling_desk.server.endpoints import Kept
from wenling_desk.server.refusals import Refused

T = TypeVar("T")

DEADLINE_SECONDS: Final = 30.0
QUEUE_PER_THREAD: Final = 2
SHARE: Final[Mapping[Kept, float]] = MappingProxyType({Kept.SNAPSHOT: 0.5, Kept.PULL: 0.75})
"""Up to which part of the queue a kind of request may still join it."""

MOST_PUSHES_WAITING: Final = 400
"""Requests before one that sends; measured with 350 desks at once, the last one waited five seconds."""

LOOK_THREADS: Final = 2
MOST_LOOKS: Final = 500
"""Requests whose device is being looked up; that takes a fraction of a millisecond each."""

MOST_BYTES_IN_HAND: Final = 256 << 20
"""Bytes of bodies in memory at one moment; a new body waits outside."""

LEAST_WAIT, MOST_WAIT = 1, 5
"""Seconds after which a desk that was turned away may return; by chance, so that desks do not return together."""

Chance = Callable[[int], int]
"""A number from 0 to below the given one."""


class Admission:
    """The pool and its queue. Belongs to one loop."""

    def __init__(self, threads: int, chance: Chance, *, deadline: float = DEADLINE_SECONDS) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="centre")
        self._lookers = ThreadPoolExecutor(LOOK_THREADS, thread_name_prefix="centre-look")
        self._threads = threads
        self._chance = chance
        self._deadline = deadline
        self._taken = self._looking = self._bytes = 0

    @property
    def waiting(self) -> int:
        """Requests that wait for a thread."""
        return max(0, self._taken - self._threads)

    def retry_after(self) -> int:
        """Seconds a desk should wait, by chance."""
        return LEAST_WAIT + self._chance(MOST_WAIT - LEAST_WAIT + 1)

    async def run(self, kept: Kept, work: Callable[[], T]) -> T:
        """Do ``work`` on a thread of the pool.

        Refuses with ``unavailable`` (retry_after) where the queue is full for this kind, or after the deadline: the
        work still ends then, and a repetition finds what it did.
        """
        most = MOST_PUSHES_WAITING if kept is Kept.PUSH else QUEUE_PER_THREAD * self._threads * SHARE[kept]
        if self.waiting >= most:
            raise Refused("unavailable", retry_after=self.retry_after())
        return await self.carry_on(work)

    async def carry_on(self, work: Callable[[], T]) -> T:
        """The next step of what was let in already: it waits, but is not turned away."""
        self._taken += 1
        return await self._on(self._pool, work, self._let_go)

    async def look(self, work: Callable[[], T]) -> T:
        """A quick look into the database before a request is let in, beside the pool and never behind it."""
        if self._looking >= MOST_LOOKS:
            raise Refused("unavailable", retry_after=self.retry_after())
        self._looking += 1
        return await self._on(self._lookers, work, self._looked)

    @contextmanager
    def body_in_hand(self, size: int) -> Iterator[Callable[[int], None]]:
        """Room for a body of so many bytes; what is given asks for more. Both refuse with ``unavailable``
        (retry_after)."""
        taken = 0

        def take(more: int) -> None:
            nonlocal taken
            if self._bytes + more > MOST_BYTES_IN_HAND:
                raise Refused("unavailable", retry_after=self.retry_after())
            self._bytes += more
            taken += more

        take(size)
        try:
            yield take
        finally:
            self._bytes -= taken

    def close(self) -> None:
        """Finish what runs, drop what waits."""
        for pool in (self._lookers, self._pool):
            pool.shutdown(wait=True, cancel_futures=True)

    async def _on(self, pool: ThreadPoolExecutor, work: Callable[[], T], done: Callable[[], None]) -> T:
        loop = asyncio.get_running_loop()
        future = loop.run_in_executor(pool, work)

        def ended(future: asyncio.Future[T]) -> None:
            # When the thread is free, which after the deadline is later than the answer.
            done()
            if not future.cancelled():
                future.exception()  # looked at, also where nobody waits for it any more

        future.add_done_callback(ended)
        try:
            return await asyncio.wait_for(asyncio.shield(future), self._deadline)
        except TimeoutError:
            if future.done() and not future.cancelled():
                return future.result()  # the work's own error, or its result in the very last moment
            raise Refused("unavailable", retry_after=self.retry_after()) from None

    def _let_go(self) -> None:
        self._taken -= 1

    def _looked(self) -> None:
        self._looking -= 1


class NamedLimit:
    """At most so many times in so many seconds under one name. ``now`` is a monotonic number of seconds."""

    def __init__(self, most: int, seconds: float, most_names: int = 10_000) -> None:
        self._most, self._seconds, self._most_names = most, seconds, most_names
        self._times: OrderedDict[str, list[float]] = OrderedDict()

    def require(self, names: tuple[str, ...], now: float) -> None:
        """Refuse with ``too_many`` (retry_after) where it was too often under one of the names."""
        for name in names:
            recent = [at for at in self._times.get(name, ()) if now - at < self._seconds]
            if len(recent) >= self._most:
                raise Refused("too_many", retry_after=max(1, round(self._seconds - (now - recent[0]))))

    def note(self, names: tuple[str, ...], now: float) -> None:
        """Once more."""
        for name in names:
            recent = [at for at in self._times.pop(name, ()) if now - at < self._seconds]
            self._times[name] = [*recent, now]
            while len(self._times) > self._most_names:
                self._times.popitem(last=False)


class GuessLimit(NamedLimit):
    """At most so many wrong enrolment codes a minute, from one address and for one device.

    Codes have 80 bits; this only keeps the log and the database quiet.
    """

    def __init__(self, most: int = 5, seconds: float = 60.0, most_names: int = 10_000) -> None:
        super().__init__(most, seconds, most_names)

    def note_wrong(self, names: tuple[str, ...], now: float) -> None:
        """One more wrong code."""
        self.note(names, now)


class AskLimit:
    """How often a device may ask about persons: as often as a counter has people before it, and not as often as
    somebody who tries numbers."""

    def __init__(self, a_minute: int = 20, an_hour: int = 300) -> None:
        self._limits = (NamedLimit(a_minute, 60.0), NamedLimit(an_hour, 3_600.0))

    def take(self, device: str, now: float) -> None:
        """One more question. Refuses with ``too_many`` (retry_after)."""
        for limit in self._limits:
            limit.require((device,), now)
        for limit in self._limits:
            limit.note((device,), now)
