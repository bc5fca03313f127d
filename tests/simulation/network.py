"""The way between desks and centre: slow, lossy, and now and then somebody else answers."""

from __future__ import annotations

import random
from collections import Counter, deque
from collections.abc import Callable
from typing import Any, Final

from msgspec import structs

from tests.simulation.centre_host import CentreHost, Down
from tests.simulation.faults import Fault
from tests.simulation.virtual import SECOND, Scheduler
from wenling_desk.protocol.messages import BlobOffer, EnrolRequest, EpochRequest, PullAnswer, PushRequest
from wenling_desk.server.refusals import Refused
from wenling_desk.sync.asking import Failure, FailureKind, Pull, SendChunk

TIMEOUT: Final = 30 * SECOND
Deliver = Callable[[Any], None]
"""Told the answer, or a Failure."""

_ONLY: Final[dict[Fault, type[Any] | tuple[type[Any], ...]]] = {
    Fault.EPOCH_REPLY_LOST: EpochRequest,
    Fault.ENROL_REPLY_LOST: EnrolRequest,
    Fault.BLOB_CUT: SendChunk,
    Fault.BLOB_OFFSET: SendChunk,
    Fault.LAGGING_REPLICA: Pull,
    Fault.HOLE: Pull,
    Fault.DUPLICATE: (PushRequest, EpochRequest, BlobOffer, SendChunk),
}
"""Faults that wait for a message of their kind."""


class Network:
    """Carries requests; ``armed`` faults befall the next message they fit."""

    def __init__(self, scheduler: Scheduler, draw: random.Random, host: CentreHost) -> None:
        self.scheduler, self.draw, self.host = scheduler, draw, host
        self.armed: deque[Fault] = deque()
        self.done: Counter[Fault] = Counter()
        self.messages = 0
        self.under_way = 0
        self.broken: list[str] = []

    def ask(self, machine: str, device: str, request: Any, deliver: Deliver, *, online: bool) -> None:
        """Carry a request and its answer; ``deliver`` is told exactly once."""
        self.messages += 1
        self.under_way += 1
        told = False

        def tell(answer: Any) -> None:
            nonlocal told
            if not told:
                told = True
                self.under_way -= 1
                deliver(answer)

        if not online:
            self.scheduler.after(self.draw.randrange(50, 500), lambda: tell(Failure(FailureKind.OFFLINE)))
            return
        fault = self._fault_for(request)
        if fault is not None:
            self.done[fault] += 1
            self.scheduler.say(machine, f"! {fault} ({type(request).__name__})")
        self._carry(machine, device, request, tell, fault)

    def heal(self) -> None:
        """Nothing befalls messages any more; reads come from the centre itself."""
        self.armed.clear()
        self.host.replica = None

    def _fault_for(self, request: Any) -> Fault | None:
        for place, fault in enumerate(self.armed):
            if isinstance(request, _ONLY.get(fault, object)):
                del self.armed[place]
                return fault
        return None

    def _carry(self, machine: str, device: str, request: Any, tell: Deliver, fault: Fault | None) -> None:
        there, back = self.draw.randrange(5, 120), self.draw.randrange(5, 120)
        after = self.scheduler.after
        match fault:
            case Fault.DROP_REQUEST:
                after(TIMEOUT, lambda: tell(Failure(FailureKind.OFFLINE)))
                return
            case Fault.PORTAL:
                after(there + back, lambda: tell(Failure(FailureKind.PORTAL)))
                return
            case Fault.LATE_REQUEST:
                after(TIMEOUT, lambda: tell(Failure(FailureKind.OFFLINE)))
                there = TIMEOUT + self.draw.randrange(SECOND, 90 * SECOND)
            case Fault.SLOW:
                there, back = there * 60, back * 60
            case Fault.BLOB_CUT if isinstance(request, SendChunk):
                request = SendChunk(request.sha256, request.offset, request.data[: len(request.data) // 2])
            case Fault.BLOB_OFFSET if isinstance(request, SendChunk):
                request = SendChunk(request.sha256, request.offset + 1, request.data)
            case Fault.DUPLICATE:
                again = there + self.draw.randrange(1, 3_000)
                after(again, lambda: self._reach(machine, device, request, lambda answer: None))
            case Fault.LAGGING_REPLICA:
                self.host.lag()
                after(self.draw.randrange(30, 200) * SECOND, self._catch_up)
            case _:
                pass
        instead = {
            Fault.DROP_REPLY: FailureKind.OFFLINE, Fault.EPOCH_REPLY_LOST: FailureKind.OFFLINE,
            Fault.ENROL_REPLY_LOST: FailureKind.OFFLINE, Fault.BLOB_CUT: FailureKind.OFFLINE,
            Fault.SERVER_ERROR: FailureKind.SERVER_TROUBLE, Fault.CUT_REPLY: FailureKind.BROKEN,
        }.get(fault) if fault is not None else None  # fmt: skip
        lost = TIMEOUT if instead is FailureKind.OFFLINE else back

        def arrived(answer: Any) -> None:
            if fault is Fault.HOLE and isinstance(answer, PullAnswer):
                answer = _with_a_hole(answer)
            if instead is not None:
                after(lost, lambda: tell(Failure(instead)))
            else:
                after(back, lambda: tell(answer))

        after(there, lambda: self._reach(machine, device, request, arrived))

    def _catch_up(self) -> None:
        self.host.replica = None

    def _reach(self, machine: str, device: str, request: Any, arrived: Deliver) -> None:
        """The request is at the centre: what it does now is done, whether anybody hears of it or not."""
        name = type(request).__name__
        try:
            answer = self.host.ask(device, request)
        except Refused as refused:
            self.scheduler.say(machine, f"{name} refused: {refused.code}")
            answer = Failure(FailureKind.REFUSED, refused.code, dict(refused.values))
        except Down:
            self.scheduler.say(machine, f"{name}: nobody answers")
            answer = Failure(FailureKind.OFFLINE)
        except Exception as error:
            # What would be a 5xx: no desk may suffer by it, and the centre may not either.
            self.broken.append(f"{name} made the centre raise {type(error).__name__}: {error}"[:300])
            self.scheduler.say(machine, self.broken[-1])
            answer = Failure(FailureKind.SERVER_TROUBLE)
        else:
            self.scheduler.say(machine, f"{name} done")
        arrived(answer)


def _with_a_hole(page: PullAnswer) -> PullAnswer:
    """A page of which a row in the middle is missing."""
    place = len(page.rows) // 2
    rows = (*page.rows[:place], *page.rows[place + 1 :]) if len(page.rows) > 1 else page.rows
    return structs.replace(page, rows=rows)
