"""The 补录 list: every case of this desk the other system does not know yet, and which of them are late.

It is derived from the facts, so nothing of it can be lost or forgotten. The book reads each record once and again only
after it has changed; a desk that is years old is read in slices.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from wenling_desk.domain.acceptance import ACCEPTANCE
from wenling_desk.domain.back_entry import BackEntry, BackEntryMember, BackEntryRule, read_back_entry
from wenling_desk.domain.heads import CaseHead, first_number
from wenling_desk.domain.record import fold
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.outage import OUTAGE, Outage, outages
from wenling_desk.use_cases.ports import Reading, WorkQuery

SLICE = 200
"""Rows of the worklist looked at in one question, so that other questions get their turn."""
DONE_DAYS = 7
"""Days a finished case is still counted among those of its outage."""


@dataclass(frozen=True, slots=True)
class BackTask:
    """One member that is still to be entered over there: the unit of work of the 跟录 window."""

    entry: BackEntry
    member: BackEntryMember
    in_outage: bool
    late: bool

    @property
    def key(self) -> str:
        """A key that stays the same for the same task."""
        return f"{self.entry.record_id}/{self.member.code}"


@dataclass(frozen=True, slots=True)
class BackEntryList:
    """What is to be done, the late first, then the outage's, then by age.

    ``outage`` lasts now; ``last_outage`` is it or the one before, with its cases (``outage_cases``) and those of them
    that are filled in (``outage_done``). ``complete`` is ``False`` while older cases are still to be read.
    """

    tasks: tuple[BackTask, ...]
    outage: Outage | None
    last_outage: Outage | None
    outage_cases: int
    outage_done: int
    complete: bool

    @property
    def late(self) -> int:
        """How many tasks are late."""
        return sum(task.late for task in self.tasks)


class BackEntryBook:
    """Remembers what it has read; used from one thread only, inside questions to the store."""

    def __init__(self, desk: Callable[[], Desk], rule: BackEntryRule) -> None:
        self._desk = desk
        self._rule = rule
        self._read: dict[str, datetime] = {}
        self._entries: dict[str, BackEntry] = {}
        self._outages: tuple[Outage, ...] | None = None
        self._offset = 0
        self._complete = False

    def look(self, reading: Reading, changed: Iterable[str] = ()) -> BackEntryList:
        """The list now. ``changed`` are records that were written since; a list that is not ``complete`` is asked for
        once more."""
        desk = self._desk()
        for record_id in changed:
            self._take(desk, reading, record_id)
        self._look_at_newest(desk, reading)
        if not self._complete:
            self._look_further_back(desk, reading)
        return self._listed(desk, reading)

    def look_at_all(self, reading: Reading) -> BackEntryList:
        """The whole list in one go, for a command line."""
        found = self.look(reading)
        while not found.complete:
            found = self.look(reading)
        return found

    def _look_at_newest(self, desk: Desk, reading: Reading) -> None:
        """Changes nobody told of: the newest rows of what was read, page by page, until one holds nothing new."""
        offset = 0
        while self._complete or offset < self._offset:
            rows = self._page(reading, offset)
            if not self._take_rows(desk, reading, rows) or len(rows) < SLICE:
                return
            offset += SLICE

    def _look_further_back(self, desk: Desk, reading: Reading) -> None:
        rows = self._page(reading, self._offset)
        self._take_rows(desk, reading, rows)
        self._offset += SLICE
        self._complete = len(rows) < SLICE

    def _page(self, reading: Reading, offset: int) -> tuple[CaseHead, ...]:
        query = WorkQuery(open_only=False, order="changed", limit=SLICE, offset=offset)
        return reading.worklist(query).rows

    def _take_rows(self, desk: Desk, reading: Reading, rows: Iterable[CaseHead]) -> bool:
        """Whether any of the rows was new or had changed."""
        found = False
        for head in rows:
            if self._read.get(head.record_id) == head.changed_at:
                continue
            self._read[head.record_id] = head.changed_at
            found = True
            if head.record_kind == ACCEPTANCE:
                self._take(desk, reading, head.record_id)
            elif head.record_kind == OUTAGE:
                self._outages = None
        return found

    def _take(self, desk: Desk, reading: Reading, record_id: str) -> None:
        facts = reading.facts_of(record_id)
        self._entries.pop(record_id, None)
        if not facts or facts[0].record_kind != ACCEPTANCE:
            return  # only its row is held here: the desk that took the case in fills it in
        entry = read_back_entry(fold(facts, desk.workflows.workflow(ACCEPTANCE)), first_number(facts))
        if entry is None:
            return
        if not entry.is_done or desk.now() - entry.received_at < timedelta(days=DONE_DAYS):
            self._entries[record_id] = entry

    def _listed(self, desk: Desk, reading: Reading) -> BackEntryList:
        if self._outages is None:
            self._outages = outages(reading, desk.identity.hall_code)
        now, spans = desk.now(), self._outages
        tasks = [
            BackTask(
                entry,
                member,
                any(span.covers(member.since) for span in spans),
                now - member.since > self._rule.within,
            )
            for entry in self._entries.values()
            for member in entry.missing
        ]
        tasks.sort(key=lambda task: (not task.late, not task.in_outage, task.member.since, task.key))
        last = spans[0] if spans else None
        cases = [entry for entry in self._entries.values() if last is not None and last.covers(entry.received_at)]
        return BackEntryList(
            tasks=tuple(tasks),
            outage=last if last is not None and last.until is None else None,
            last_outage=last,
            outage_cases=len(cases),
            outage_done=sum(entry.is_done for entry in cases),
            complete=self._complete,
        )
