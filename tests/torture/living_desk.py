"""A real desk on its home, with a clerk who never rests, its sync, and a history of both that outlives them."""

from __future__ import annotations

import json
import pickle
import random
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy import text

from tests.simulation import acts
from tests.simulation.check_centre import digest
from tests.simulation.check_joint import torn
from tests.simulation.desk_disk import CheapPress
from tests.simulation.errands import wrong_errands
from tests.simulation.history import FAIL, OK, UNKNOWN, Acked, CursorMoved, Did, Entry, Printed, Probed, Saw
from tests.support.fakes import EVERYTHING
from tests.torture.chronicle import ASKING, BACKUP, Chronicle, Doing
from tests.torture.desk_state import client_state, errands_by_record, shown_records
from tests.torture.warm import opening, syncing
from wenling_desk.bootstrap import home_state
from wenling_desk.bootstrap.enrolment import enrolment_of
from wenling_desk.domain.errands import Errand
from wenling_desk.domain.errors import DeskRefusal, KnownTrouble
from wenling_desk.domain.facts import Fact
from wenling_desk.sync.tasks import ForgetScope, TakeSnapshot, Task, TaskFailed
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.handle_papers import ReportPrinted
from wenling_desk.use_cases.ports import ErrandQuery
from wenling_desk.use_cases.settle_conflict import SetAside
from wenling_desk.use_cases.sync_ports import LedgerOp, Trouble

T = TypeVar("T")
SILENT: Final = (ReportPrinted, SetAside)
"""Commands that write no ledger entry."""
WAITING: Final = 60
"""Errands a clerk looks at."""
LATEST: Final = text("SELECT record_id FROM records WHERE hidden = 0 ORDER BY first_at DESC, record_id LIMIT 40")
SHARED: Final = text(
    "SELECT DISTINCT record_id FROM (SELECT record_id FROM facts WHERE own = 0 AND kind <> 'FactRefused' "
    "ORDER BY rowid DESC LIMIT 200)"
)
ELSEWHERE: Final = text(
    "SELECT record_id FROM hall_heads WHERE record_id NOT IN (SELECT record_id FROM records WHERE hidden = 0) LIMIT 20"
)
OPS_SINCE: Final = text("SELECT count(DISTINCT coalesce(command_id, entry_id)) FROM ledger WHERE seq > :after")
MEMBERS: Final = text(
    "SELECT target_code, status, open FROM heads WHERE record_id = :record ORDER BY open DESC, member"
)


class LivingDesk:
    """``room`` holds the home ``<name>``, its key and, beside them, what the process writes about itself."""

    def __init__(self, room: Path, name: str, draw: random.Random, stem: str, server: str = "") -> None:
        """``server`` is where the centre is to be reached instead; ``stem`` begins the ids of this life's commands."""
        self.room, self.name, self.draw, self.is_dated = room, name, draw, True
        self.history = Chronicle(room / f"{name}.history")
        self.doing = Doing(room / f"{name}.doing")
        self.doing.say("opening")
        home = room / name
        key = (room / f"{name}.key").read_bytes()
        self.desk = opening._open(home, key, home_state.ready_settings(home))
        self.desk.dispatcher.desk = replace(self.desk.current, press=CheapPress(), session=EVERYTHING)
        self.store = self.desk.store
        if self.store.is_restored:
            self.wrong("I2", "took a death for a restored volume")
        self.turn = threading.RLock()
        self._stem, self._number = stem, 0
        self._pending = room / f"{name}.pending"
        with self.store.sync_reading() as reading:
            replica = reading.replica()
        self._length, self._acked, self._cursors = replica.length, replica.acked, dict(replica.cursors)
        for scope, ver in self._cursors.items():
            self.history.note(CursorMoved(name, scope, ver))
        enrolment = enrolment_of(self.desk)
        if enrolment is None:
            raise RuntimeError(f"{name} is not enrolled")
        enrolment = replace(enrolment, server=server or enrolment.server)
        self.sync = syncing.make_sync(self.desk, enrolment, self._in_turn, lambda _: None, lambda _: None)
        self._carry_out = self.sync.runner._carrier.carry_out
        self.sync.runner._carrier.carry_out = self._carry  # type: ignore[method-assign]
        self.doing.say("")

    def wrong(self, invariant: str, what: str) -> None:
        """A finding of the desk itself."""
        self.history.note(Probed(invariant, f"{self.name}: {what}"))

    def close(self) -> None:
        """The orderly end."""
        self.doing.say("closing")
        self.sync.stop()
        self.desk.close()
        self.doing.say("closed")

    # -- the clerk ---------------------------------------------------------------------------------

    def begin_day(self) -> None:
        """What the last life left: the command in flight is pressed once more, under its own id; papers are printed."""
        with self.turn:
            if self._pending.exists():
                with suppress(EOFError, pickle.UnpicklingError):
                    self.do(*pickle.loads(self._pending.read_bytes()))
            with self.store.reading() as reading:
                waiting = reading.papers_to_print()
            for paper in waiting:
                self._print(paper.number, paper.record_id)

    def look_over(self, most: int | None = None) -> None:
        """What must hold whatever happened before (I19, I20): joint commands are whole, and what waits at the counter
        follows from the facts; ``most``: of the latest so many records alone."""
        for wrong in torn(client_state(self.store, self.name, "", ())):
            self.wrong("I19", wrong)
        records = shown_records(self.store)[:most]
        kept = errands_by_record(self.store)
        with self.store.reading() as reading:
            for wrong in wrong_errands(self.desk.current, reading, kept, records):
                self.wrong("I20", wrong)

    def act(self) -> bool:
        """The clerk does something; whether there was something to do."""
        with self.turn:
            self.doing.say("choosing")
            plan = acts.choose(self)
            if plan is not None:
                self.do(*plan, self.next_id())
            self.doing.say("")
        return plan is not None

    def next_id(self) -> str:
        """The id of the next command."""
        self._number += 1
        return f"{self._stem}-{self._number:05d}"

    def do(self, kind: type[Command], values: dict[str, Any], command_id: str) -> str:
        """One command: the intent is written first, the outcome after it. The record it wrote to."""
        self.history.note(Did(self.name, command_id, UNKNOWN))
        if kind is not ReportPrinted:
            self._pending.write_bytes(pickle.dumps((kind, values, command_id)))
        self.doing.say(kind.__name__)
        changes: Changes | None = None
        try:
            changes = self.desk.dispatcher.dispatch(kind(command_id=command_id, **values))
        except DeskRefusal:
            self.history.note(Did(self.name, command_id, FAIL))
        except KnownTrouble as trouble:
            self.history.note(Did(self.name, command_id, FAIL))
            self.wrong("I1", f"{kind.__name__}: {trouble.code}")
        if changes is not None:
            if not self._note_done(command_id):
                self.history.note(Did(self.name, command_id, OK))
                if kind not in SILENT and not changes.repeated:  # a day that is open already is not opened again
                    self.wrong("I1", f"{kind.__name__} {command_id} is said to be done and is nowhere")
            for number in changes.to_print:
                self._print(number, changes.record_id)
            self.sync.runner.local_work()
            if changes.record_id and self.draw.random() < 0.2:
                self._look_again(changes.record_id)
        if kind is not ReportPrinted:
            self._pending.unlink(missing_ok=True)
        return changes.record_id if changes is not None else ""

    def _print(self, number: str, record: str) -> None:
        self.history.note(Printed(self.name, number, record))
        self.do(ReportPrinted, {"number": number, "printed": True}, self.next_id())

    def _look_again(self, record: str) -> None:
        facts = tuple(fact.fact_id for fact in self.facts(record))
        if facts:
            self.history.note(Saw(self.name, record, facts))

    def fetch_something(self) -> None:
        """A case of the hall that is not here."""
        known = self._column(ELSEWHERE)
        if known:
            self.sync.runner.fetch(self.draw.choice(known), lambda _: None, lambda _: None)

    def forget_hall(self) -> None:
        """The hall's worklist is to be taken in anew: from a snapshot, where it is long."""
        with self.turn:
            for scope in [each for each in self._cursors if each.startswith("hall:")]:
                self.history.note(CursorMoved(self.name, scope, 0, reset=True))
                with self.store.sync_unit() as unit:
                    unit.forget_scope(scope)
                    unit.commit()
                self._cursors.pop(scope)
        self.sync.runner.send_now()

    def back_up(self, target: Path) -> None:
        """A backup while the sync goes on."""
        self.doing.say(BACKUP)
        opening.back_up(self.desk, target)
        self.doing.say("")

    # -- as acts.Seat ------------------------------------------------------------------------------

    def today(self) -> date:
        return self.desk.current.today()

    def held_records(self) -> Sequence[str]:
        return self._column(LATEST)

    def shared_records(self) -> Sequence[str]:
        return self._column(SHARED)

    def status(self, record_id: str) -> tuple[str, str]:
        with self.store._readers.connect() as connection:
            row = connection.execute(MEMBERS, {"record": record_id}).first()
        return (row.target_code, row.status) if row is not None else ("", "")

    def troubles(self, record_id: str) -> Sequence[Trouble]:
        with self.store.sync_reading() as reading:
            return reading.troubles(record_id)

    def other_hall(self) -> str:
        return "H02"

    def facts(self, record_id: str) -> Sequence[Fact]:
        with self.store.reading() as reading:
            return reading.facts_of(record_id)

    def waiting(self) -> Sequence[Errand]:
        with self.store.reading() as reading:
            return [row.errand for row in reading.errands(ErrandQuery(limit=WAITING)).rows]

    def _column(self, question: Any) -> list[str]:
        with self.store._readers.connect() as connection:
            return [str(row[0]) for row in connection.execute(question)]

    # -- the sync ----------------------------------------------------------------------------------

    def _in_turn(self, work: Callable[[], T]) -> T:
        with self.turn:
            done = work()
            self._note_sync()
            return done

    def _carry(self, task: Task) -> Any:
        """A task of the sync. Before one that sets a cursor back this is said: it may not live to say so afterwards."""
        self.doing.say(type(task).__name__, 1)
        if isinstance(task, ForgetScope | TakeSnapshot):
            self.history.note(CursorMoved(self.name, task.scope, 0, reset=True))
            self._cursors.pop(task.scope, None)
        outcome = self._carry_out(task)
        if isinstance(outcome, TaskFailed):
            self.wrong("I17", f"{type(task).__name__} ended with {outcome.code}")
        self.doing.say(ASKING, 1)
        return outcome

    def _note_sync(self) -> None:
        with self.store.sync_reading() as reading:
            replica = reading.replica()
            told = reading.ops_after(self._acked, 5_000, 64 << 20).ops if replica.acked > self._acked else ()
        if replica.length > self._length:
            self._note_ops(self._length)
        acked = tuple((op.op_id, _digest(op)) for op in told if op.last <= replica.acked)
        if acked:
            self.history.note(Acked(self.name, acked))
        self._acked = replica.acked
        for scope, ver in replica.cursors.items():
            if self._cursors.get(scope) != ver:
                self.history.note(CursorMoved(self.name, scope, ver))
        self._cursors = dict(replica.cursors)

    def _note_done(self, command_id: str) -> bool:
        """What a command wrote; pressed twice, what it wrote the first time. Whether there is anything."""
        has_written = self._note_ops(self._length)
        with self.store.sync_reading() as reading:
            op = reading.op_of(command_id)
        if op is None and has_written:  # a look is an op under an id of its own
            self.history.note(Did(self.name, command_id, OK))
        elif op is not None and not has_written:
            self._note_op(op)
        return has_written or op is not None

    @property
    def length(self) -> int:
        """The last ledger number that was noted."""
        return self._length

    def ops_since(self, after: int) -> int:
        """How many ops were written after a ledger number."""
        with self.store._readers.connect() as connection:
            return int(connection.execute(OPS_SINCE, {"after": after}).scalar_one())

    def skip_notes(self) -> None:
        """What was written since is noted already."""
        self._length = self.store.ledger_length()

    def _note_ops(self, after: int) -> bool:
        with self.store.sync_reading() as reading:
            ops = reading.ops_after(after, 100, 64 << 20).ops
        for op in ops:
            self._note_op(op)
            self._length = op.last
        return bool(ops)

    def _note_op(self, op: LedgerOp) -> None:
        facts = [json.loads(line.body) for line in op.lines if line.kind == "fact"]
        is_shown = len(facts) == len(op.lines)  # looks are in the ledger, and on no screen
        record = op.lines[0].record_id if is_shown else ""
        scans = tuple(fact["body"]["sha256"] for fact in facts if fact["kind"] == "ScanAttached")
        self.history.note(Did(self.name, op.op_id, OK, tuple(line.entry_id for line in op.lines), record, scans))


def _digest(op: LedgerOp) -> str:
    return digest([Entry(line.entry_id, line.kind, line.record_id, line.body) for line in op.lines])
