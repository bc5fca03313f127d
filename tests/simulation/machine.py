"""One desk: its disk, the process on it, the clerk in front, and the real engine and use cases in between."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tests.simulation.acts import choose
from tests.simulation.centre_host import FetchRecord
from tests.simulation.check_joint import torn
from tests.simulation.desk_disk import AFTER, BEFORE, Crashed, Disk, Process
from tests.simulation.faults import Fault
from tests.simulation.history import (
    FAIL,
    OK,
    UNKNOWN,
    Acked,
    ClientState,
    CursorMoved,
    Did,
    Event,
    ImageRestored,
    Printed,
    Probed,
    Saw,
)
from tests.simulation.network import Network
from tests.simulation.virtual import SECOND, Ids, Scheduler, WallClock
from wenling_desk.domain.errands import Errand
from wenling_desk.domain.errors import DeskRefusal, KnownTrouble
from wenling_desk.domain.facts import Fact
from wenling_desk.protocol.messages import FetchAnswer
from wenling_desk.sync.asking import Failure
from wenling_desk.sync.engine import START, Answered, Failed, LocalWork, State, Stored, Woke, step
from wenling_desk.sync.state import Ask, Do, Phase, WakeAt
from wenling_desk.sync.tasks import ApplyRows, ForgetScope, RecordPush, TakeSnapshot, TaskFailed
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.sync_ports import Trouble


@dataclass
class Figures:
    """What one run counts."""

    commands: int = 0
    refused_at_desk: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)
    prints: int = 0
    crashes: int = 0


class Machine:
    """A desk of a hall. ``events`` is the run's history; everything random comes from the machine's own source."""

    def __init__(
        self,
        name: str,
        hall: str,
        kind: str,
        disk: Disk,
        scheduler: Scheduler,
        clock: WallClock,
        network: Network,
        events: list[Event],
        figures: Figures,
        faults: Counter[Fault],
        seed: str,
        step: Callable[[State, Any], tuple[State, tuple[Any, ...]]] = step,
    ) -> None:
        self.name, self.hall, self.kind, self.disk = name, hall, kind, disk
        self.scheduler, self.clock = scheduler, clock
        self.network, self.events, self.figures, self.step = network, events, figures, step
        self.faults = faults
        self.draw = random.Random(f"{seed}/{name}")
        self.ids = Ids(name)
        self.life, self.is_dated = 0, True
        self.up, self.online, self.clerk_is_there = True, False, True
        self.shared: Callable[[Sequence[str]], list[str]] = lambda records: []
        self.is_revoked = False
        self._commands, self._alarm = 0, 0
        self._believed = disk.shelves.acked
        self.crash_in_page = False
        self.state = START
        self.process = self._boot()

    # -- the process --

    def _boot(self) -> Process:
        self.state = START
        return Process(self.disk, self.hall, self.clock, self.ids)

    def start(self) -> None:
        """The desk is switched on: what waits for the printer is printed, the sync wakes."""
        self.up = True
        self.process = self._boot()
        self.look_over()
        for paper in self.process.papers_to_print():
            self._print(paper.number, paper.record_id)
        self.wake_at(self.scheduler.now)

    def look_over(self) -> None:
        """What must hold whatever happened (I19, I20): joint commands are whole, and what waits follows from facts."""
        for wrong in torn(self.disk.ledger(self.name)):
            self.events.append(Probed("I19", f"{self.name}: {wrong}"))
        for wrong in self.process.wrong_errands():
            self.events.append(Probed("I20", f"{self.name}: {wrong}"))

    def die(self, why: str, crash: Crashed, *, in_page: bool = False) -> None:
        """The process is gone; the disk stays. It comes back after a while."""
        self.figures.crashes += 1
        when = Fault.CRASH_BEFORE if str(crash) == BEFORE else Fault.CRASH_AFTER
        self.faults[Fault.CRASH_IN_PAGE if in_page else when] += 1
        self.life += 1
        self.up = False
        self.scheduler.say(self.name, f"dies: {why}")
        self.scheduler.after(self.draw.randrange(5, 60) * SECOND, self.start)

    def set_back(self, image: Disk) -> None:
        """The volume is what it was when the image was taken; the guard sees it and locks the numbers."""
        kept = set(image.op_ids())
        lost = tuple(op_id for op_id in self.disk.op_ids() if op_id not in kept)
        self.life += 1
        self.disk = image
        self._believed = image.shelves.acked
        self._lock()
        self.events.append(ImageRestored(self.name, lost))
        self.scheduler.say(self.name, f"image restored, {len(lost)} ops gone")
        self.start()

    def _lock(self) -> None:
        """The guard found a volume that is not as it was left: it writes a mark and issues no numbers."""
        before = self.disk.length()
        self.disk.lock(self.clock.now())
        self._note_ops(before, OK)

    # -- the clerk --

    def today(self) -> date:
        return self.clock.now().date()

    def held_records(self) -> Sequence[str]:
        return self.process.held_records()

    def shared_records(self) -> Sequence[str]:
        return self.shared(self.held_records())

    def status(self, record_id: str) -> tuple[str, str]:
        return self.process.status(record_id)

    def troubles(self, record_id: str) -> Sequence[Trouble]:
        return self.process.troubles(record_id)

    def other_hall(self) -> str:
        return "H2" if self.hall == "H1" else "H1"

    def facts(self, record_id: str) -> Sequence[Fact]:
        return self.process.facts(record_id)

    def waiting(self) -> Sequence[Errand]:
        return self.process.waiting()

    def act(self) -> None:
        """The clerk does something."""
        if not self.up or not self.clerk_is_there:
            return
        plan = choose(self)
        if plan is not None:
            self.do(*plan)

    def do(self, kind: type[Command], values: dict[str, Any]) -> None:
        """Carry out one command, note what the clerk knows of it and what is on the disk."""
        self._commands += 1
        command_id = f"{self.name}-op-{self._commands:04d}"
        before = self.disk.length()
        self.figures.commands += 1
        changes, code, died = None, "", None
        try:
            changes = self.process.do(kind, command_id, values)
            outcome = OK
        except DeskRefusal as refusal:
            outcome, code = FAIL, refusal.code
        except KnownTrouble as trouble:
            outcome, code = FAIL, trouble.code
        except Crashed as crash:
            outcome, code, died = UNKNOWN, str(crash), crash
        self._note_ops(before, outcome)
        if outcome is FAIL:
            self.events.append(Did(self.name, command_id, FAIL))
            self.figures.refused_at_desk[code] += 1
        self.scheduler.say(self.name, f"{kind.__name__} {command_id} {outcome} {code}")
        if died is not None:
            self.die(code, died)
            return
        if changes is not None:
            self.figures.done[kind.__name__] += 1
            for number in changes.to_print:
                self._print(number, changes.record_id)
            self._look_again(changes.record_id)
            self._feed(LocalWork(self.scheduler.now, self.draw.random()))

    def _note_ops(self, before: int, outcome: str) -> None:
        for op_id, entries, record in self.disk.ops_since(before):
            self.events.append(Did(self.name, op_id, outcome, entries, record, self.disk.scans_of(entries)))

    def _print(self, number: str, record_id: str) -> None:
        self.figures.prints += 1
        self.disk.note_print(number, self.clock.now())
        self.events.append(Printed(self.name, number, record_id, self.disk.op_of_number(number)))

    def _look_again(self, record_id: str) -> None:
        """What the screen shows now (I7)."""
        if record_id and self.draw.random() < 0.3:
            facts = tuple(fact.fact_id for fact in self.process.facts(record_id))
            if facts:
                self.events.append(Saw(self.name, record_id, facts))

    # -- the sync --

    def wake_at(self, at: int, *, forced: bool = False) -> None:
        """The runner's alarm: a later one takes the place of an earlier one."""
        self._alarm += 1
        life, alarm = self.life, self._alarm

        def wake() -> None:
            is_enrolled = self.disk.shelves.enrolment is not None  # before, no sync runs
            if is_enrolled and self.up and self.life == life and (forced or self._alarm == alarm):
                self._feed(Woke(self.scheduler.now, self.draw.random(), self.process.reader.read(), forced=forced))

        self.scheduler.after(at - self.scheduler.now, wake)

    def wake_now(self) -> None:
        """The clerk presses 现在就送."""
        if self.up:
            self.wake_at(self.scheduler.now, forced=True)

    def _feed(self, said: Any) -> None:
        """One step of the engine and what it wants."""
        self.state, outputs = self.step(self.state, said)
        for output in outputs:
            match output:
                case Ask(request):
                    self._ask(request)
                case Do(task):
                    self._do_task(task)
                case WakeAt(at):
                    self.wake_at(at)
                case _:
                    pass

    def _ask(self, request: Any) -> None:
        life, asked = self.life, self.scheduler.now

        def deliver(answer: Any) -> None:
            if not self.up or self.life != life:
                return
            if isinstance(answer, Failure):
                self._feed(Failed(self.scheduler.now, self.draw.random(), request, answer))
            else:
                self.hear(request, answer, asked)

        self.network.ask(self.name, self.disk.device, request, deliver, online=self.online)

    def hear(self, request: Any, answer: Any, asked: int) -> None:
        """The centre has answered."""
        now = self.scheduler.now
        self._feed(Answered(now, self.draw.random(), request, answer, now - asked, self.clock.now()))

    def note_acks(self) -> None:
        """What this desk now believes the centre has."""
        told = self.disk.believed(self._believed)
        self._believed = self.disk.shelves.acked
        if told:
            self.events.append(Acked(self.name, told))

    def _do_task(self, task: Any) -> None:
        life = self.life

        def carry() -> None:
            if not self.up or self.life != life:
                return
            in_page = self.crash_in_page and isinstance(task, ApplyRows)
            if in_page:
                self.crash_in_page, self.process.store.crash = False, AFTER
            try:
                outcome = self.process.carry(task)
            except Crashed as crash:
                self._note_task(task)
                self.note_acks()
                self.die(f"{crash} {type(task).__name__}", crash, in_page=in_page)
                return
            if isinstance(outcome, TaskFailed):
                wrong = f"{self.name} could not do {type(task).__name__}: {outcome.code}"
                self.events.append(Probed("I17", wrong))
                self.scheduler.say(self.name, wrong)
            self._note_task(task)
            self.note_acks()
            self._feed(Stored(self.scheduler.now, self.draw.random(), task, outcome))

        self.scheduler.after(self.draw.randrange(1, 6), carry)

    def _note_task(self, task: Any) -> None:
        match task:
            case ApplyRows(scope, _, _) | TakeSnapshot(scope=scope) | ForgetScope(scope):
                self._note_cursor(scope, reset=not isinstance(task, ApplyRows))
            case RecordPush(ack, _):
                self.scheduler.say(self.name, f"acked to {ack}")
            case _:
                pass

    def _note_cursor(self, scope: str, *, reset: bool) -> None:
        ver = self.disk.cursor(scope)
        self.events.append(CursorMoved(self.name, scope, ver, reset=reset))
        self.scheduler.say(self.name, f"cursor {scope} {ver}")

    def jump(self, days: float) -> None:
        """The machine's own clock is wrong from now on."""
        self.clock.skew += timedelta(days=days)

    # -- what the world does to it --

    def fetch_something(self) -> None:
        """The clerk opens a case of the hall that is not here."""
        if not self.up:
            return
        known = self.process.hall_records()
        if known:
            life, record = self.life, self.draw.choice(known)

            def deliver(answer: Any) -> None:
                if self.up and self.life == life and not isinstance(answer, Failure):
                    self._keep_fetched(answer)

            self.network.ask(self.name, self.disk.device, FetchRecord(record), deliver, online=self.online)

    def _keep_fetched(self, answer: FetchAnswer) -> None:
        before, outcome = self.disk.length(), OK
        try:
            self.process.take_fetched(answer)
        except Crashed as crash:
            outcome = UNKNOWN
            self.die(f"{crash} of a fetched record", crash)
        self._note_ops(before, outcome)

    def write_for_later_versions(self) -> bool:
        """A fact of a kind, and one of a kind of record, that only a later version knows."""
        records = self.process.held_records()
        if not self.up or not records:
            return False
        before = self.disk.length()
        self.process.write_later(self.draw.choice(list(records)), f"{self.name}-later")
        self._note_ops(before, OK)
        return True

    def heal(self) -> None:
        """From now on the line is good and nothing dies."""
        self.online, self.crash_in_page, self.process.store.crash = True, False, ""
        self.wake_now()

    def is_shut_out(self) -> bool:
        """Whether the device is revoked and would need a new epoch, which a revoked one is not given: what it holds
        stays on it until a person takes it back."""
        return self.is_revoked and self.state.reason in ("device_revoked", "forked", "epoch_closed")

    def is_quiet(self, heads: Mapping[str, int]) -> bool:
        """Whether nothing waits on this desk."""
        shelves = self.disk.shelves
        waits = any(shelves.is_unsent(seq) for seq in shelves.unsettled) and not self.is_shut_out()
        blobs = not self.is_revoked and any(blob.complete_at is None for blob in shelves.blobs.values())
        behind = not self.is_revoked and any(shelves.cursors.get(scope, 0) != ver for scope, ver in heads.items())
        return self.up and self.state.phase is Phase.WAITING and not (waits or blobs or behind)

    def client(self, scopes: tuple[str, ...]) -> ClientState:
        """For the checker."""
        self.look_over()
        state = self.disk.client(self.name, self.hall, scopes)
        state.converged = not self.is_revoked
        return state
