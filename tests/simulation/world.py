"""One seed: desks, centre and network, what clerks do, what goes wrong, and the peace in which all must agree."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from tests.simulation.centre_host import CentreHost
from tests.simulation.checker import Finding, check
from tests.simulation.desk_disk import AFTER, BEFORE, Disk
from tests.simulation.faults import DAY, DESK_FAULTS, MESSAGE_FAULTS, Fault, Planned, draw_plan
from tests.simulation.history import Event, History, Probed
from tests.simulation.joining import enrol
from tests.simulation.machine import Figures, Machine
from tests.simulation.network import Network
from tests.simulation.probes import probe
from tests.simulation.tables import table
from tests.simulation.virtual import MINUTE, SECOND, Scheduler, Trace, WallClock
from tests.support.fakes import MORNING
from wenling_desk.server.refusals import Refused
from wenling_desk.sync.engine import step as engine_step

COMMANDS: Final = 150
LEAST_FAULTS, LEAST_KINDS = 10, 5
PEACE: Final = 4 * 60 * MINUTE
"""Within this all queues must be empty after the last fault (I17)."""
Step = Callable[[Any, Any], Any]


@dataclass
class Report:
    """What one seed did and found."""

    seed: int
    trace: str = ""
    desks: int = 0
    commands: int = 0
    messages: int = 0
    calls: int = 0
    ops: int = 0
    facts: int = 0
    refused_at_desk: int = 0
    refused: int = 0
    conflicts: int = 0
    disputed: int = 0
    held: int = 0
    prints: int = 0
    crashes: int = 0
    quiet_after: int = 0
    faults: Counter[Fault] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)
    decisions: str = ""


class World:
    """Everything of one seed."""

    def __init__(self, seed: int, *, clocks: str = "", step: Step = engine_step, is_dated: bool = True) -> None:
        """``is_dated``: whether clerks do what depends on the date."""
        self.seed, self.is_dated = seed, is_dated
        self.draw = random.Random(f"world/{seed}")
        self.trace = Trace()
        self.scheduler = Scheduler(self.trace)
        self.events: list[Event] = []
        self.figures = Figures()
        self.faults: Counter[Fault] = Counter()
        self.clocks = random.Random(f"clocks/{clocks or seed}")
        self.step = step
        self.host = CentreHost(self.scheduler, self._clock(), self.events)
        self.network = Network(self.scheduler, random.Random(f"network/{seed}"), self.host)
        self.machines: list[Machine] = []
        self.is_peace = False
        for name, hall, kind in self._crew():
            self._add(name, hall, kind, Disk(f"device-{name}"))
        self.plan = draw_plan(seed, DAY)

    def _crew(self) -> Sequence[tuple[str, str, str]]:
        crew = [("c1", "H1", "counter"), ("c2", "H2", "counter"), ("l1", "H1", "laptop")]
        return crew if self.draw.random() < 0.7 else [*crew, ("l2", "H1", "laptop")]

    def _clock(self) -> WallClock:
        """A clock of its own, up to some minutes wrong; a permutation of them may change nothing (I14)."""
        return WallClock(self.scheduler, MORNING, timedelta(seconds=self.clocks.randrange(-600, 600)))

    def _add(self, name: str, hall: str, kind: str, disk: Disk) -> Machine:
        machine = Machine(
            name, hall, kind, disk, self.scheduler, self._clock(), self.network, self.events, self.figures,
            self.faults, str(self.seed), self.step,
        )  # fmt: skip
        machine.shared, machine.is_dated = self._shared, self.is_dated
        machine.is_revoked = any(each.is_revoked and each.disk.device == disk.device for each in self.machines)
        self.machines.append(machine)
        return machine

    def _shared(self, records: Sequence[str]) -> list[str]:
        held = Counter(record for machine in self.machines for record in machine.held_records())
        return [record for record in records if held[record] > 1]

    # -- the day --

    def run(self) -> Report:
        """The whole seed."""
        if any(planned.fault is Fault.ENROL_REPLY_LOST for planned in self.plan):
            self.network.armed.append(Fault.ENROL_REPLY_LOST)
        for machine in self.machines:
            enrol(self, machine)
        self._plan_work()
        for planned in self.plan:
            self.scheduler.after(planned.at, lambda planned=planned: self._befall(planned))  # type: ignore[misc]
        self.scheduler.run_until(DAY)
        self._rest_of_the_work()
        self._rest_of_the_faults()
        quiet = self._peace()
        return self._report(quiet)

    def _plan_work(self) -> None:
        share = COMMANDS // len(self.machines) + 1
        for machine in list(self.machines):
            for _ in range(share):
                self.scheduler.after(self.draw.randrange(MINUTE, DAY), machine.act)
            for _ in range(self.draw.randrange(6, 10)):
                begin = self.draw.randrange(0, DAY)
                self.scheduler.after(begin, lambda m=machine: self._connect(m, self.draw.randrange(20, 100)))  # type: ignore[misc]

    def _connect(self, machine: Machine, seconds: int) -> None:
        machine.online = True
        machine.wake_now()
        for _ in range(2):
            self.scheduler.after(self.draw.randrange(SECOND, 15 * SECOND), machine.fetch_something)

        def part() -> None:
            machine.online = self.is_peace

        self.scheduler.after(seconds * SECOND, part)

    def _rest_of_the_work(self) -> None:
        """As many commands as were promised, whoever was away when it was his turn."""
        for _ in range(20 * COMMANDS):
            if self.figures.commands >= COMMANDS:
                break
            self.draw.choice(self.machines).act()
            self.scheduler.run_until(self.scheduler.now + SECOND)

    def _rest_of_the_faults(self) -> None:
        """As many faults as were promised, whatever found nothing to befall so far."""
        for _ in range(30):
            done = self.faults + self.network.done
            waiting = [each for each in self.network.armed if each in MESSAGE_FAULTS and each is not Fault.DUPLICATE]
            if done.total() >= LEAST_FAULTS and len(done) >= LEAST_KINDS:
                break
            if not waiting:
                left = [each for each in MESSAGE_FAULTS if not done[each]]
                self.network.armed.append(self.draw.choice(left or MESSAGE_FAULTS))
            for machine in self.machines:
                machine.online = True
                machine.wake_now()
            self.scheduler.run_until(self.scheduler.now + MINUTE)

    # -- what goes wrong --

    def _befall(self, planned: Planned) -> None:
        fault = planned.fault
        machine = self.machines[planned.machine % len(self.machines)]
        if fault is Fault.ENROL_REPLY_LOST:
            return  # it was there from the beginning
        if fault in MESSAGE_FAULTS or fault in _WAITING:
            self.network.armed.append(fault)
            return
        if fault in DESK_FAULTS:
            self._befall_desk(fault, machine)
            done = fault is Fault.CLOCK_JUMP
        else:
            done = getattr(self, _RARE[fault])(machine)
        if done:
            self.faults[fault] += 1
            self.scheduler.say(machine.name, f"! {fault}")

    def _befall_desk(self, fault: Fault, machine: Machine) -> None:
        """A crash counts when it comes."""
        match fault:
            case Fault.CRASH_BEFORE:
                machine.process.store.crash = BEFORE
            case Fault.CRASH_AFTER:
                machine.process.store.crash = AFTER
            case Fault.CRASH_IN_PAGE:
                machine.crash_in_page = True
            case _:
                machine.jump(self.clocks.choice((-1, 1)) * self.clocks.random())

    def _restore_image(self, machine: Machine) -> bool:
        image = machine.disk.image()
        self.scheduler.after(self._later(15), lambda: machine.set_back(image))
        return True

    def _later(self, most: int) -> int:
        """Some minutes later, but while the day lasts."""
        return min(self.draw.randrange(2, most) * MINUTE, max(1, DAY - 1 - self.scheduler.now))

    def _clone_image(self, machine: Machine) -> bool:
        """A second laptop starts from a copy of the first one's disk; both go on."""
        clone = self._add(f"{machine.name}k", machine.hall, machine.kind, machine.disk.image())
        clone.disk.lock(clone.clock.now())
        clone.start()
        share = max(3, (DAY - self.scheduler.now) // (6 * MINUTE))
        for _ in range(share):
            self.scheduler.after(self.draw.randrange(1, max(2, DAY - self.scheduler.now)), clone.act)
        self.scheduler.after(5 * MINUTE, lambda: self._connect(clone, 60))
        return True

    def _crash_centre(self, machine: Machine) -> bool:
        self.host.up = False
        self.scheduler.after(self.draw.randrange(10, 90) * SECOND, self.host.restart)
        return True

    def _restore_centre(self, machine: Machine) -> bool:
        self.host.take_backup()
        self.scheduler.after(self._later(20), self.host.restore)
        return True

    def _revoke(self, machine: Machine) -> bool:
        if sum(not each.is_revoked for each in self.machines) < 3:
            return False
        self.host.centre.revoke(machine.disk.device)
        for each in self.machines:
            each.is_revoked = each.is_revoked or each.disk.device == machine.disk.device
        return True

    def _cut_logs(self, machine: Machine) -> bool:
        self.host.cut_logs()
        return True

    def _tell_of_the_future(self, machine: Machine) -> bool:
        self.host.tell_of_the_future(machine.hall)
        return True

    def _poison(self, machine: Machine) -> bool:
        return machine.write_for_later_versions()

    # -- peace --

    def _peace(self) -> bool:
        """Nothing fails any more: whether everything is quiet in time."""
        begun, self.is_peace = self.scheduler.now, True
        self.scheduler.say("world", "peace")
        self.faults += self.network.done
        self.network.heal()
        if not self.host.up:
            self.host.restart()
        self.scheduler.run_until(begun + 2 * MINUTE)
        for machine in self.machines:
            machine.heal()
        while self.scheduler.now < begun + PEACE:
            self.scheduler.run_until(self.scheduler.now + MINUTE)
            if all(machine.is_quiet(self.host.heads_for(machine.disk.device)) for machine in self.machines):
                self.quiet_after = self.scheduler.now - begun
                return True
        self.quiet_after = PEACE
        return False

    def _report(self, quiet: bool) -> Report:
        if not quiet:
            waiting = [machine.name for machine in self.machines if not machine.is_quiet({})]
            self.events.append(Probed("I17", f"not quiet {PEACE // MINUTE} minutes after the last fault: {waiting}"))
        self.events += probe(self)
        self.events += [Probed("I17", wrong) for wrong in self.network.broken]
        clients = [machine.client(self.host.scopes_of(machine.disk.device)) for machine in self.machines]
        centre = self.host.state()
        findings = check(History(self.events, centre, clients), table)
        decided = self.host.statuses.values()
        report = Report(
            seed=self.seed,
            trace=self.trace.hash(),
            desks=len(self.machines),
            commands=self.figures.commands,
            messages=self.network.messages,
            calls=self.host.calls,
            ops=sum(not row.resent for row in centre.ops),
            facts=len(centre.facts),
            refused_at_desk=sum(self.figures.refused_at_desk.values()),
            refused=sum(refused for _, refused, _, _ in decided),
            conflicts=sum(reason == "field_conflict" for _, _, _, reason in decided),
            disputed=sum(disputed for _, _, disputed, _ in decided),
            held=sum(state == "held" for state, _, _, _ in decided),
            prints=self.figures.prints,
            crashes=self.figures.crashes,
            quiet_after=self.quiet_after,
            faults=self.faults,
            findings=findings,
            tail=list(self.trace.tail),
            decisions=self.host.decisions(centre),
        )
        self.host.close()
        return report


_WAITING: Final = frozenset({
    Fault.HOLE, Fault.LAGGING_REPLICA, Fault.EPOCH_REPLY_LOST, Fault.ENROL_REPLY_LOST, Fault.BLOB_CUT,
    Fault.BLOB_OFFSET,
})  # fmt: skip
_RARE: Final = {
    Fault.IMAGE_RESTORED: "_restore_image",
    Fault.IMAGE_CLONED: "_clone_image",
    Fault.CENTRE_CRASH: "_crash_centre",
    Fault.CENTRE_RESTORED: "_restore_centre",
    Fault.REVOKED: "_revoke",
    Fault.FLOOR_RAISED: "_cut_logs",
    Fault.OLD_PROGRAM: "_tell_of_the_future",
    Fault.POISON: "_poison",
}


def run_seed(seed: int, *, clocks: str = "", step: Step = engine_step, is_dated: bool = True) -> Report:
    """One seed from beginning to end."""
    return World(seed, clocks=clocks, step=step, is_dated=is_dated).run()


__all__ = ["Refused", "Report", "World", "run_seed"]
