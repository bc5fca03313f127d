"""Virtual time, the order of what happens in it, and the trace of it all. Nothing here looks at a real clock."""

from __future__ import annotations

import hashlib
import heapq
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000
"""In milliseconds, the unit of virtual time."""


@dataclass
class Trace:
    """Every step as a line: a digest of all, the last ones in words."""

    kept: int = 40
    lines: int = 0
    _digest: hashlib._Hash = field(default_factory=hashlib.sha256)

    def __post_init__(self) -> None:
        self.tail: deque[str] = deque(maxlen=self.kept)

    def add(self, line: str) -> None:
        """One more line."""
        self.lines += 1
        self._digest.update(line.encode("utf-8", "surrogateescape") + b"\n")
        self.tail.append(line)

    def hash(self) -> str:
        """The digest of all lines so far."""
        return self._digest.hexdigest()[:16]


class Scheduler:
    """Does what is due, in order of time and, at one moment, in the order it was asked for."""

    def __init__(self, trace: Trace) -> None:
        self.now = 0
        self.trace = trace
        self._waiting: list[tuple[int, int, Callable[[], None]]] = []
        self._asked = 0

    def after(self, delay: int, act: Callable[[], None]) -> None:
        """Do ``act`` in so many milliseconds."""
        self._asked += 1
        heapq.heappush(self._waiting, (self.now + max(delay, 0), self._asked, act))

    def run_until(self, end: int) -> None:
        """Do everything due until then."""
        while self._waiting and self._waiting[0][0] <= end:
            self.now, _, act = heapq.heappop(self._waiting)
            act()
        self.now = end

    def say(self, who: str, what: str) -> None:
        """A line of the trace."""
        self.trace.add(f"{self.now:9d} {who:<9} {what}")


@dataclass
class WallClock:
    """What a machine believes the time is. It may jump; nothing may hang on it."""

    scheduler: Scheduler
    start: datetime
    skew: timedelta = timedelta()

    def now(self) -> datetime:
        """The machine's own time."""
        return self.start + timedelta(milliseconds=self.scheduler.now) + self.skew


@dataclass
class Ids:
    """Ids in order, apart for each maker of them."""

    stem: str
    count: int = 0

    def new_id(self) -> str:
        """The next one."""
        self.count += 1
        return f"{self.stem}-{self.count:05d}"
