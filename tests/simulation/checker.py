"""The one history checker of simulation, torture and load: invariants I1 to I20, as far as a history shows them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.simulation import check_centre, check_clients, check_joint
from tests.simulation.history import (
    FAIL,
    OK,
    Acked,
    CentreRestored,
    Committed,
    Did,
    History,
    ImageRestored,
    Printed,
    Probed,
)
from wenling_desk.domain.workflow import Workflow


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken invariant: which, where, and what was seen."""

    invariant: str
    where: str
    detail: str

    def __str__(self) -> str:
        return f"{self.invariant} {self.where}: {self.detail}"


def check(history: History, workflows: Callable[[str], Workflow | None]) -> list[Finding]:
    """Everything wrong with a history; ``workflows`` gives the table of a kind of record, if there is one."""
    known = Known(history)
    found: list[Finding] = []
    for check_one in (_ops, _numbers, _acks, _probes):
        found += [Finding(*each) for each in check_one(known)]
    for check_ledger in check_centre.CHECKS:
        found += [Finding(*each) for each in check_ledger(history, workflows)]
    for check_desk in (*check_clients.CHECKS, *check_joint.CHECKS):
        found += [Finding(*each) for each in check_desk(history)]
    return found


class Known:
    """A history with what several checks look up."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.did: dict[str, Did] = {}
        self.lost: set[str] = set()
        """Ops no surviving volume holds any more."""
        self.forgotten: set[str] = set()
        """Ops the centre itself once forgot, by a restore."""
        for event in history.events:
            if isinstance(event, Did):
                self.did.setdefault(event.op_id, event)
            elif isinstance(event, ImageRestored):
                self.lost.update(event.lost)
            elif isinstance(event, CentreRestored):
                self.forgotten.update(event.lost)
        self.on_a_volume = {row.op_id: row for client in history.clients for row in client.ops}
        self.to_arrive = {row.op_id: row for client in history.clients if client.converged for row in client.ops}
        self.lost -= self.on_a_volume.keys()
        self.at_centre = {row.op_id: row for row in history.centre.ops if not row.resent}


Wrong = tuple[str, str, str]


def _ops(known: Known) -> Iterator[Wrong]:
    """I1: what was committed on a surviving volume is at the centre exactly once; nothing else is."""
    times = Counter(row.op_id for row in known.history.centre.ops if not row.resent)
    for op_id, row in known.to_arrive.items():
        if times[op_id] != 1:
            yield "I1", op_id, f"committed at a desk, {times[op_id]} times in the centre's ledger"
        elif known.at_centre[op_id].sha256 != row.sha256:
            yield "I1", op_id, "the centre has other bytes under this id"
    for op_id in times:
        if times[op_id] > 1 and op_id not in known.to_arrive:
            yield "I1", op_id, f"{times[op_id]} times in the centre's ledger"
        if op_id not in known.did and op_id not in known.on_a_volume and op_id not in known.lost:
            yield "I1", op_id, "no desk ever did this"
    on_machine: dict[str, set[str]] = {
        client.machine: {row.op_id for row in client.ops} for client in known.history.clients
    }
    for op_id, did in known.did.items():
        there = op_id in on_machine.get(did.machine, set()) or op_id in known.on_a_volume
        if did.outcome == FAIL and (there or op_id in times):
            yield "I1", op_id, "said to have failed, and yet it is there"
        elif did.outcome == OK and did.entries and not there and op_id not in known.lost:
            yield "I1", op_id, f"acknowledged to the clerk, not on the volume of {did.machine}"
    for op_id in known.lost:
        acked = any(
            op_id == each for event in known.history.events if isinstance(event, Acked) for each, _ in event.ops
        )
        if acked and op_id not in times and op_id not in known.forgotten:
            yield "I1", op_id, "acknowledged by the centre before its desk was set back, and gone"


def _numbers(known: Known) -> Iterator[Wrong]:
    """I2: a printed number leads to one case, and a desk code was granted once."""
    records: dict[str, set[str]] = {}
    ops: dict[str, str] = {}
    for event in known.history.events:
        if isinstance(event, Printed):
            records.setdefault(event.number, set()).add(event.record)
            ops[event.number] = event.op_id
    for number, named in records.items():
        if len(named) > 1:
            yield "I2", number, f"printed for {len(named)} cases"
    centre = known.history.centre
    resolved = {(number, record) for number, record in centre.papers.items()} | set(centre.aliases)
    for number in {number for number, _ in centre.aliases}:
        yield "I2", number, "two cases share it"
    for number, named in records.items():
        for record in named:
            if (number, record) not in resolved and not _has_not_come(known, ops.get(number, "")):
                yield "I2", number, f"printed for {record}, leads to {centre.papers.get(number, 'nothing')}"
    for code, times in Counter(code for code, _, _ in centre.codes).items():
        if times > 1:
            yield "I2", code, f"granted {times} times"


def _has_not_come(known: Known, op_id: str) -> bool:
    """Whether the op that issued a paper went with its volume, waits on a desk that cannot send, or is held."""
    if op_id in known.at_centre:
        return known.at_centre[op_id].state == "held"
    return op_id in known.lost or (bool(op_id) and op_id not in known.to_arrive)


def _acks(known: Known) -> Iterator[Wrong]:
    """I3: what was acknowledged had been committed, and is there under the same digest."""
    committed: set[str] = set()
    in_order = any(isinstance(event, Committed) for event in known.history.events)
    for event in known.history.events:
        if isinstance(event, Committed):
            committed.update(event.ops)
        elif isinstance(event, CentreRestored):
            committed.difference_update(event.lost)
        elif isinstance(event, Acked):
            for op_id, sha256 in event.ops:
                row = known.at_centre.get(op_id)
                if in_order and op_id not in committed and op_id not in known.forgotten:
                    yield "I3", op_id, "acknowledged before the centre had committed it"
                if row is None and not (op_id in known.forgotten and op_id not in known.to_arrive):
                    yield "I3", op_id, "acknowledged, not in the centre's ledger"
                elif row is not None and row.sha256 != sha256:
                    yield "I3", op_id, "acknowledged under another digest"


def _probes(known: Known) -> Iterator[Wrong]:
    for event in known.history.events:
        if isinstance(event, Probed) and event.wrong:
            yield event.invariant, "probe", event.wrong
