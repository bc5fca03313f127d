"""The sync thread: drives the engine with the real clock, the real line and the desk's database."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final, Protocol, TypeVar

from wenling_desk.domain.errors import DeskRefusal, KnownTrouble
from wenling_desk.protocol.codec import BadMessageError
from wenling_desk.protocol.messages import (
    DuplicatesAnswer,
    FetchAnswer,
    FleetAnswer,
    HeldAnswer,
    HelloAnswer,
    HelloRequest,
)
from wenling_desk.protocol.versions import PROTOCOL
from wenling_desk.sync.asking import Answer, Failure, FailureKind, Request
from wenling_desk.sync.carrying import Carrier, FactsReader
from wenling_desk.sync.engine import START, Answered, Failed, LocalWork, State, Stored, Woke, status_of, step
from wenling_desk.sync.rows import read_facts
from wenling_desk.sync.state import Ask, DeskFacts, Do, Input, Show, Status, WakeAt
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.sync_ask import may_ask_duplicates
from wenling_desk.use_cases.sync_fetch import keep_fetched, may_fetch

T = TypeVar("T")
TROUBLE_PAUSE_MS: Final = 30_000
"""How long to wait where the desk's own database cannot be read."""
RETENTION: Final = {"laptop": timedelta(hours=24), "counter": timedelta(days=30)}
"""How long a scan stays here after the centre has it and its ops are confirmed."""


class Asking(Protocol):
    """``exchange.Exchange`` as the runner needs it."""

    def ask(self, request: Request) -> Answer | Failure:
        """The answer, or why there is none."""
        ...

    def fetch_record(self, record_id: str) -> FetchAnswer | Failure:
        """All facts of a record."""
        ...

    def fleet(self) -> FleetAnswer | Failure:
        """The devices of the hall."""
        ...

    def held(self, device: str) -> HeldAnswer | Failure:
        """What a device holds."""
        ...

    def duplicates(self, identity_number: str, items: tuple[str, ...]) -> DuplicatesAnswer | Failure:
        """Open cases of a person on these items, in any hall."""
        ...

    def close(self) -> None:
        """No more requests."""
        ...


class Nightly:
    """The comparison with the centre, once a day: the first quiet round after midnight."""

    def __init__(self, today: Callable[[], date]) -> None:
        self._today = today
        self._done: date | None = None

    def is_due(self) -> bool:
        """Whether it was not made today."""
        return self._done != self._today()

    def note(self, _: str = "") -> None:
        """It was made."""
        self._done = self._today()


@dataclass(frozen=True, slots=True)
class Chance:
    """Clock and chance. ``milliseconds`` only goes forward; ``now`` is the desk's own time; ``jitter`` from 0 to 1."""

    milliseconds: Callable[[], int]
    now: Callable[[], datetime]
    jitter: Callable[[], float]


@dataclass(frozen=True, slots=True)
class Summary:
    """What one run did. ``left``: ledger entries and attachments still on this machine only; ``reason``: why it stopped
    early, empty when all went well."""

    sent: int
    received: int
    left_entries: int
    left_blobs: int
    reason: str
    status: Status

    @property
    def is_done(self) -> bool:
        """Whether everything is there."""
        return not self.reason and not self.left_entries


@dataclass(frozen=True, slots=True)
class _Errand:
    work: Callable[[], Any]
    done: Callable[[Any], object]
    failed: Callable[[Failure], object]


class Runner:
    """One thread; ``shown`` hears of every change of the status on it, and so do the callbacks of errands."""

    def __init__(
        self,
        exchange: Asking,
        carrier: Carrier,
        facts: FactsReader,
        chance: Chance,
        shown: Callable[[Status], object],
        after_round: Callable[[], object] = lambda: None,
    ) -> None:
        self._exchange, self._carrier, self._facts, self._chance = exchange, carrier, facts, chance
        self._shown, self._after_round = shown, after_round
        self._state: State = START
        self._wake_at: int | None = 0
        self._changed = threading.Condition()
        self._has_work = self._is_forced = self._is_stopped = False
        self._errands: deque[_Errand] = deque()
        self._is_greeted = False
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)

    # -- from any thread -------------------------------------------------------------------------

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self, seconds: float = 40.0) -> bool:
        """End after the request under way; whether the thread ended in time."""
        with self._changed:
            self._is_stopped = True
            self._changed.notify_all()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(seconds)
        return not self._thread.is_alive()

    def local_work(self) -> None:
        """A command was written."""
        with self._changed:
            self._has_work = True
            self._changed.notify_all()

    def send_now(self) -> None:
        """Do not wait for the next try (现在就送)."""
        with self._changed:
            self._is_forced = True
            self._changed.notify_all()

    @property
    def status(self) -> Status:
        """How it stands now."""
        return status_of(self._state)

    @property
    def now_ms(self) -> int:
        """The clock the moments of the status are of."""
        return self._chance.milliseconds()

    def fetch(
        self, record_id: str, done: Callable[[Changes], object], failed: Callable[[Failure], object], reason: str = ""
    ) -> None:
        """Fetch another desk's case; the look is written together with what came. Refuses with ``not_permitted``."""
        may_fetch(self._carrier.desk())
        self._send(_Errand(lambda: self._fetch(record_id, reason), done, failed))

    def fleet(self, done: Callable[[FleetAnswer], object], failed: Callable[[Failure], object]) -> None:
        """Ask for the devices of the hall."""
        self._send(_Errand(self._exchange.fleet, done, failed))

    def held(self, device: str, done: Callable[[HeldAnswer], object], failed: Callable[[Failure], object]) -> None:
        """Ask what a device holds."""
        self._send(_Errand(lambda: self._exchange.held(device), done, failed))

    def duplicates(
        self,
        identity_number: str,
        items: tuple[str, ...],
        done: Callable[[DuplicatesAnswer], object],
        failed: Callable[[Failure], object],
    ) -> None:
        """Ask which open cases a person has in any hall. Refuses with ``not_permitted``."""
        may_ask_duplicates(self._carrier.desk())
        self._send(_Errand(lambda: self._exchange.duplicates(identity_number, items), done, failed))

    def _send(self, errand: _Errand) -> None:
        with self._changed:
            self._errands.append(errand)
            self._changed.notify_all()

    # -- one run, on the caller's thread -----------------------------------------------------------

    def run_once(self) -> Summary:
        """One round until all is quiet or something fails; for a command: no clerk works at the desk meanwhile."""
        before = status_of(self._state)
        self._state = replace(self._state, is_alone=True)
        self._round(forced=True)
        while not self._state.failures and self._take_work():
            self._round(forced=True)
        status = self.status
        with self._carrier.store.sync_reading() as reading:
            unsent = reading.unsent()
        return Summary(
            sent=status.sent - before.sent,
            received=status.received - before.received,
            left_entries=unsent.entries,
            left_blobs=unsent.blobs,
            reason=status.reason,
            status=status,
        )

    # -- the thread --------------------------------------------------------------------------------

    def _run(self) -> None:
        while True:
            with self._changed:
                while not (self._is_stopped or self._is_forced or self._has_work or self._errands or self._is_due()):
                    self._changed.wait(self._seconds_left())
                if self._is_stopped:
                    return
                is_forced, self._is_forced = self._is_forced, False
            self._do_errands()
            if self._take_work():
                self._tell(LocalWork(self._chance.milliseconds(), self._chance.jitter()))
            if is_forced or self._is_due():
                self._round(forced=is_forced)

    def _is_due(self) -> bool:
        return self._wake_at is not None and self._chance.milliseconds() >= self._wake_at

    def _seconds_left(self) -> float | None:
        if self._wake_at is None:
            return None
        return max(0.0, (self._wake_at - self._chance.milliseconds()) / 1_000)

    def _take_work(self) -> bool:
        with self._changed:
            had, self._has_work = self._has_work, False
        return had

    def _round(self, *, forced: bool) -> None:
        """From waking to the next pause."""
        now = self._chance.milliseconds()
        self._wake_at = None
        try:
            facts: DeskFacts = self._facts.read()
        except Exception as error:
            # The database cannot be read now: the thread lives on and looks again.
            self._wake_at = now + TROUBLE_PAUSE_MS
            failures = self._state.failures + 1
            self._state = replace(self._state, failures=failures, reason=_code(error), next_try=self._wake_at)
            self._shown(self.status)
            return
        said: Input | None = Woke(now, self._chance.jitter(), facts, forced)
        while said is not None and not self._is_stopped:
            said = self._tell(said)
            if self._take_work():
                self._tell(LocalWork(self._chance.milliseconds(), self._chance.jitter()))
            if said is not None:
                self._do_errands()
        self._after_round()

    def _tell(self, said: Input) -> Input | None:
        """One step, and what it wants done; the answer to it, ``None`` where the round is over."""
        self._state, outputs = step(self._state, said)
        following: Input | None = None
        for output in sorted(outputs, key=lambda each: not isinstance(each, Show)):
            match output:
                case Show(status):
                    self._shown(status)
                case WakeAt(at):
                    self._wake_at = at
                case Ask(request):
                    following = self._ask(request)
                case Do(task):
                    began = self._chance.milliseconds()
                    outcome = self._carrier.carry_out(task)
                    now = self._chance.milliseconds()
                    following = Stored(now, self._chance.jitter(), task, outcome, now - began)
        return following

    def _ask(self, request: Request) -> Input:
        began = self._chance.milliseconds()
        answer = self._exchange.ask(request)
        now, jitter = self._chance.milliseconds(), self._chance.jitter()
        if isinstance(answer, Failure):
            return Failed(now, jitter, request, answer)
        if isinstance(answer, HelloAnswer):
            self._is_greeted = True
        return Answered(now, jitter, request, answer, now - began, self._chance.now())

    # -- errands -----------------------------------------------------------------------------------

    def _do_errands(self) -> None:
        while True:
            with self._changed:
                if not self._errands or self._is_stopped:
                    return
                errand = self._errands.popleft()
            outcome = self._done(errand)
            if isinstance(outcome, Failure):
                errand.failed(outcome)
            else:
                errand.done(outcome)

    def _done(self, errand: _Errand) -> Any:
        try:
            greeted = self._greeted()
            return errand.work() if greeted is None else greeted
        except Exception as error:
            return Failure(FailureKind.STOPPED, _code(error))

    def _greeted(self) -> Failure | None:
        """Greet first: before that this side does not know which request numbers are free."""
        if self._is_greeted:
            return None
        facts = self._facts.read()
        answer = self._exchange.ask(
            HelloRequest(device=facts.device, epoch=facts.replica.epoch, protocol=PROTOCOL, report=facts.report)
        )
        if isinstance(answer, Failure):
            return answer
        self._is_greeted = True
        return None

    def _fetch(self, record_id: str, reason: str) -> Changes | Failure:
        answer = self._exchange.fetch_record(record_id)
        if isinstance(answer, Failure):
            return answer
        try:
            facts = read_facts(record_id, answer.facts)
        except BadMessageError:
            return Failure(FailureKind.BROKEN, "unreadable")
        carrier = self._carrier
        changes = carrier.on_desk(lambda: keep_fetched(carrier.desk(), carrier.store, record_id, facts, reason))
        carrier.tell(changes)
        return changes


def _code(error: Exception) -> str:
    """A stable code; of a defect its kind, never its message: that may carry a person's data."""
    is_known = isinstance(error, KnownTrouble | DeskRefusal)
    return str(error) if is_known else f"defect_{type(error).__name__}"


@dataclass
class OldScans:
    """Removes scans the centre has long had, once a day; call it after a round."""

    carrier: Carrier
    kind: str
    now: Callable[[], datetime]
    done_on: date | None = None

    def __call__(self) -> None:
        """Remove them where that was not done today."""
        now = self.now()
        if self.done_on == now.date():
            return
        self.done_on = now.date()

        def work() -> int:
            with self.carrier.store.sync_unit() as uow:
                count = uow.forget_blobs(now - RETENTION.get(self.kind, RETENTION["counter"]))
                uow.commit()
            return count

        self.carrier.on_desk(work)
