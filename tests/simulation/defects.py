"""Defects that were made in systems like this one, planted on purpose: the simulation must find each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from typing import Any
from unittest.mock import patch

from sqlalchemy import bindparam, delete

from tests.simulation.centre_host import CentreHost
from tests.simulation.desk_disk import Disk, Process
from tests.simulation.faults import DAY, Fault, draw_plan
from tests.simulation.machine import Machine
from tests.support.memory_store import MemoryStore, MemoryUnitOfWork
from wenling_desk.domain import recheck
from wenling_desk.domain.errands import Errand
from wenling_desk.protocol.messages import HelloAnswer, PullAnswer, PushAnswer, PushRequest
from wenling_desk.store.centre import ops, tables
from wenling_desk.sync import receiving
from wenling_desk.sync.asking import Pull
from wenling_desk.sync.state import State, Turn
from wenling_desk.sync.tasks import ApplyRows, ForgetScope, TakeDeskCode, TakeSnapshot
from wenling_desk.use_cases import sync_heads
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.record_writer import RecordWriter
from wenling_desk.use_cases.sync_ports import CONFIRMED


@dataclass(frozen=True, slots=True)
class Defect:
    """``plant`` makes it for as long as it is entered; ``invariants``: one of these must be found broken; ``needs``:
    a fault without which it does no harm."""

    name: str
    invariants: frozenset[str]
    plant: Callable[[], AbstractContextManager[Any]]
    needs: Fault | None = None


def seeds_for(defect: Defect, most: int) -> Iterator[int]:
    """Seeds among the first so many whose plan holds the fault the defect needs."""
    for seed in range(most):
        if defect.needs is None or any(row.fault is defect.needs for row in draw_plan(seed, DAY)):
            yield seed


@contextmanager
def _carrying(change: Callable[[Process, Any, Callable[[Process, Any], Any]], Any]) -> Iterator[None]:
    real = Process.carry
    with patch.object(Process, "carry", lambda self, task: change(self, task, real)):
        yield


@contextmanager
def _ack_high_water() -> Iterator[None]:
    """The centre's own high-water mark counts as an acknowledgement."""
    real = Machine.hear

    def hear(self: Machine, request: Any, answer: Any, asked: int) -> None:
        if isinstance(answer, HelloAnswer):
            with MemoryStore(self.disk.shelves).sync_unit() as unit:
                unit.acknowledge(min(answer.last_seq, self.disk.length()))
                unit.commit()
            self.note_acks()
        real(self, request, answer, asked)

    with patch.object(Machine, "hear", hear):
        yield


def _cursor_first() -> AbstractContextManager[None]:
    """The cursor moves in a database transaction of its own, before the rows."""

    def carry(self: Process, task: Any, real: Callable[[Process, Any], Any]) -> Any:
        if isinstance(task, ApplyRows):
            with self.store.sync_unit() as unit:
                unit.save_cursor(task.scope, task.ver)
                unit.commit()
        return real(self, task)

    return _carrying(carry)


@contextmanager
def _no_op_ids() -> Iterator[None]:
    """A resend is told from something new by its number alone."""
    with patch.object(ops, "known_ops", lambda session, op_ids: []):
        yield


def _old_numbers() -> AbstractContextManager[None]:
    """A new epoch goes on with the old desk code and its serials."""

    def carry(self: Process, task: Any, real: Callable[[Process, Any], Any]) -> Any:
        shelves = self.disk.shelves
        code = shelves.desk_code
        outcome = real(self, task)
        if isinstance(task, TakeDeskCode) and shelves.epoch == task.epoch:
            shelves.desk_code = code
            shelves.epochs[code] = task.epoch
        return outcome

    return _carrying(carry)


@contextmanager
def _skip_holes() -> Iterator[None]:
    """A page is applied as it came, whatever is missing in it."""

    def on_page(state: State, request: Pull, answer: PullAnswer) -> Turn:
        if not answer.rows:
            return receiving._next_scope(state)
        waiting = replace(state.receiving, rows=answer.rows, head=answer.head, holes=0)
        return receiving._apply(replace(state, receiving=waiting))

    with patch.object(receiving, "on_page", on_page):
        yield


def _forget_outbox() -> AbstractContextManager[None]:
    """Where a scope is loaded anew, what was not sent yet is taken for sent."""

    def carry(self: Process, task: Any, real: Callable[[Process, Any], Any]) -> Any:
        outcome = real(self, task)
        if isinstance(task, ForgetScope | TakeSnapshot):
            shelves = self.disk.shelves
            shelves.acked = len(shelves.lines)
            for seq in range(1, len(shelves.lines) + 1):
                shelves.move(seq, CONFIRMED)
        return outcome

    return _carrying(carry)


@contextmanager
def _last_write_wins() -> Iterator[None]:
    """An edit made from a value that is no longer there overwrites the one that is."""
    with patch.object(recheck, "_edit_conflict", lambda standing, rules, fact: None):
        yield


@contextmanager
def _drop_held() -> Iterator[None]:
    """What the centre cannot read is acknowledged and thrown away."""
    real = CentreHost.push
    drop = [
        delete(table).where(table.c.region == bindparam("region"), table.c.op_id == bindparam("op"))
        for table in (tables.op_ledger, tables.quarantine)
    ]

    def push(self: CentreHost, device: str, request: PushRequest) -> PushAnswer:
        answer = real(self, device, request)
        for status in answer.statuses:
            if status.state == "held":
                self.store.write(lambda session, op=status.op_id: [session.run(each, [{"op": op}]) for each in drop])  # type: ignore[misc]
        return answer

    with patch.object(CentreHost, "push", push):
        yield


@contextmanager
def _no_guard() -> Iterator[None]:
    """A restored volume goes on issuing numbers as if nothing had happened."""
    with patch.object(Disk, "lock", lambda self, at: None):
        yield


@contextmanager
def _errands_pile_up() -> Iterator[None]:
    """What waits is added to what waited before, and nothing is ever over."""
    real = MemoryUnitOfWork.save_errands

    def save_errands(self: MemoryUnitOfWork, record_id: str, errands: Sequence[Errand]) -> None:
        earlier = self._shelves.errands.get(record_id, ())
        real(self, record_id, list(dict.fromkeys((*earlier, *errands))))

    with patch.object(MemoryUnitOfWork, "save_errands", save_errands):
        yield


@contextmanager
def _joint_in_halves() -> Iterator[None]:
    """The last record of a joint command is not written with the others."""
    real = RecordWriter.finish

    def finish(self: RecordWriter, **named: Any) -> Changes:
        del self._beside[-1:]
        return real(self, **named)

    with patch.object(RecordWriter, "finish", finish):
        yield


@contextmanager
def _no_errands_for_pulled() -> Iterator[None]:
    """Facts of others are shown and leave what waits at this counter as it was."""
    with patch.object(sync_heads, "record_errands", lambda book: ()):
        yield


DEFECTS: Sequence[Defect] = (
    Defect("ack the high-water mark", frozenset({"I3"}), _ack_high_water, Fault.IMAGE_RESTORED),
    Defect("cursor before rows", frozenset({"I5"}), _cursor_first, Fault.CRASH_IN_PAGE),
    Defect("resend without op ids", frozenset({"I1", "I17"}), _no_op_ids, Fault.DROP_REPLY),
    Defect("numbers not bound to the epoch", frozenset({"I2"}), _old_numbers, Fault.IMAGE_RESTORED),
    Defect("a hole is skipped", frozenset({"I5"}), _skip_holes, Fault.HOLE),
    Defect("the outbox forgotten on a snapshot", frozenset({"I1", "I3"}), _forget_outbox, Fault.FLOOR_RAISED),
    Defect("last write wins", frozenset({"I10"}), _last_write_wins),
    Defect("a held op dropped", frozenset({"I1"}), _drop_held, Fault.POISON),
    Defect("errands pile up", frozenset({"I20"}), _errands_pile_up),
    Defect("one record of a joint command lost", frozenset({"I19"}), _joint_in_halves),
    Defect("no errands for pulled facts", frozenset({"I20"}), _no_errands_for_pulled),
    Defect("no restore guard", frozenset({"I2"}), _no_guard, Fault.IMAGE_RESTORED),
)
