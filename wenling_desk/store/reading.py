"""What may be asked of the store; every question opens, reads and closes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Select

from wenling_desk.domain.facts import Fact
from wenling_desk.domain.figures import Cell, CellQuery, CountedPage, RecordQuery
from wenling_desk.store import (
    canonical,
    drafts,
    entry_marks,
    errands,
    facts,
    figures,
    ledger,
    papers,
    series,
    summaries,
    worklist,
)
from wenling_desk.store.kept_files import KeptFiles
from wenling_desk.use_cases.ports import Draft, ErrandQuery, Paper, WaitingPage, WorkPage, WorkQuery

Guard = Callable[[], AbstractContextManager[None]]
_T = TypeVar("_T")


class SqlReading:
    """ports.Reading over one engine. Errors of the driver come out as ``KnownTrouble`` through ``guard``."""

    def __init__(self, engine: Engine, files: KeptFiles, current: series.Current, guard: Guard) -> None:
        self._engine = engine
        self._files = files
        self._current = current
        self._region = current.identity.region
        self._guard = guard

    def facts_of(self, record_id: str) -> tuple[Fact, ...]:
        """All facts of a record in order; empty where there is none."""
        rows = self._rows(facts.ROWS, record_id=record_id)
        with self._guard():
            return tuple(canonical.fact_from_bytes(row.body) for row in rows)

    def has_command(self, command_id: str) -> str | None:
        """The record id an earlier command of that id wrote to, ``None`` when it is new."""
        row = self._first(ledger.RECORD_OF_COMMAND, command_id=command_id)
        return row.record_id if row else None

    def paper(self, number: str) -> Paper | None:
        """The paper of that number."""
        row = self._first(papers.OF_NUMBER, region=self._region, number=number)
        return papers.from_row(row) if row else None

    def papers_of(self, record_id: str) -> tuple[Paper, ...]:
        """The papers of a record, oldest first."""
        return tuple(papers.from_row(row) for row in self._rows(papers.OF_RECORD, record_id=record_id))

    def papers_to_print(self) -> tuple[Paper, ...]:
        """Papers issued and never printed nor voided (待打印), oldest first."""
        return tuple(papers.from_row(row) for row in self._rows(papers.TO_PRINT))

    def papers_issued(self, since: datetime, until: datetime) -> tuple[Paper, ...]:
        """Papers issued from ``since`` on and before ``until``, voided ones among them, oldest first."""
        rows = self._rows(papers.ISSUED, since=papers.moment_text(since), until=papers.moment_text(until))
        return tuple(papers.from_row(row) for row in rows)

    def paper_pdf(self, number: str) -> bytes:
        """The kept PDF. Raises KeyError, and ``paper_file_missing`` or ``paper_file_damaged`` (number)."""
        paper = self.paper(number)
        if paper is None:
            raise KeyError(number)
        with self._guard():
            return self._files.read(paper.sha256, number)

    def record_of_number(self, number: str) -> str | None:
        """The record a paper number or an official number (办件编号) belongs to."""
        paper = self.paper(number)
        if paper is not None:
            return paper.record_id
        for query in (facts.RECORD_OF_KNOWN_PAPER, facts.RECORD_OF_OFFICIAL_NUMBER):
            if (row := self._first(query, region=self._region, number=number)) is not None:
                return str(row.record_id)
        return None

    def worklist(self, query: WorkQuery) -> WorkPage:
        """Rows that match; ``work_order`` has orders and limits. Raises ValueError for an unknown order."""
        with self._guard(), self._engine.connect() as connection:
            return worklist.read_page(connection, query)

    def head_statuses(self) -> Mapping[str, Mapping[str, int]]:
        """How many records stand in each status, by kind of record; cases are not counted."""
        found: dict[str, dict[str, int]] = {}
        for row in self._rows(worklist.STATUSES):
            found.setdefault(row.record_kind, {})[row.status] = row.amount
        return found

    def marked_records(self, kind: str) -> int:
        """How many records of a kind have marks here."""
        return self._ask(lambda connection: entry_marks.kept(connection, kind))

    def late_heads(self, before: date) -> Mapping[str, int]:
        """How many records were due before that day, by kind of record; cases are not counted."""
        rows = self._rows(worklist.LATE, before=before.isoformat())
        return {row.record_kind: row.amount for row in rows if row.amount}

    def counts(self, on: date, clerk: str = "") -> Mapping[str, int]:
        """Summaries of a day by name, of one clerk or of the hall."""
        rows = self._rows(summaries.OF_DAY, day=on.isoformat(), clerk=clerk)
        return {row.name: row.amount for row in rows}

    def errands(self, query: ErrandQuery) -> WaitingPage:
        """What waits at the counter, oldest first (by ``since``, record, member, kind, key); no cursor stays open."""
        return self._ask(lambda connection: errands.read_page(connection, query))

    def errand_counts(self) -> Mapping[str, int]:
        """How many errands there are by kind; kinds without one are absent."""
        return {row.kind: row.amount for row in self._rows(errands.BY_KIND)}

    def figure_cells(self, query: CellQuery) -> tuple[Cell, ...]:
        """The sums of a measure, in the order of what is kept apart; sums of nothing are absent."""
        return self._ask(lambda connection: figures.read_cells(connection, query))

    def figure_cells_of(self, measures: Sequence[str], query: CellQuery) -> Mapping[str, tuple[Cell, ...]]:
        """The same of many measures in one question, by measure; those without cells are absent."""
        return self._ask(lambda connection: figures.read_cells_of(connection, measures, query))

    def figure_records(self, query: RecordQuery) -> CountedPage:
        """The records behind a figure, oldest first (by day, record)."""
        return self._ask(lambda connection: figures.read_records(connection, query))

    def figure_time(self) -> datetime | None:
        """When the youngest worklist row changed."""
        return self._ask(figures.newest)

    def records_after(self, after: str, kinds: Sequence[str], *, are_open: bool, limit: int) -> tuple[str, ...]:
        """Ids of records of those kinds behind ``after``, in order: those with an open worklist row, or the others."""
        question = errands.WITH_OPEN if are_open else errands.WITHOUT_OPEN
        rows = self._rows(question, after=after, kinds=json.dumps(list(kinds)), most=limit)
        return tuple(row.record_id for row in rows)

    def drafts(self, clerk: str = "") -> tuple[Draft, ...]:
        """Drafts kept, newest first, all or one clerk's."""
        rows = self._rows(drafts.OF_CLERK, clerk=clerk) if clerk else self._rows(drafts.ALL)
        with self._guard():
            return tuple(drafts.from_row(row) for row in rows)

    def draft(self, draft_id: str) -> Draft | None:
        """One draft."""
        row = self._first(drafts.ONE, draft_id=draft_id)
        with self._guard():
            return drafts.from_row(row) if row else None

    def facts_of_kinds(self, kinds: Sequence[str], after: str, limit: int) -> tuple[Fact, ...]:
        """Facts of those kinds in the order they were stored here, after that fact or from the beginning."""
        rows = self._rows(facts.OF_KINDS, kinds=json.dumps(list(kinds)), after=after, most=limit)
        with self._guard():
            return tuple(canonical.fact_from_bytes(row.body) for row in rows)

    def recent_people(self, subject_key: str) -> tuple[str, ...]:
        """Record ids of that person's cases, newest first, at most ``work_order.RECENT_LIMIT``."""
        if not subject_key:
            return ()
        rows = self._rows(worklist.OF_SUBJECT, subject_key=subject_key)
        return tuple(row.record_id for row in rows)

    def _ask(self, question: Callable[[Connection], _T]) -> _T:
        with self._guard(), self._engine.connect() as connection:
            return question(connection)

    def _rows(self, query: Select[Any], **values: object) -> list[Any]:
        with self._guard(), self._engine.connect() as connection:
            return list(connection.execute(query, values).all())

    def _first(self, query: Select[Any], **values: object) -> Any:
        rows = self._rows(query, **values)
        return rows[0] if rows else None
