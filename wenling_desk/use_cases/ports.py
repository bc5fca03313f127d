"""What the use cases need from outside; adapters fill these, fakes in the tests pass the same contract tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.errands import Errand
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.figures import Cell, CellQuery, CountedPage, FigureRow, RecordQuery
from wenling_desk.domain.heads import CaseHead
from wenling_desk.domain.paper import PaperContent, RenderedPaper
from wenling_desk.domain.workflow import Workflow


class Clock(Protocol):
    """The desk's own time."""

    def now(self) -> datetime:
        """Now, with the offset of the hall's time zone."""
        ...


class IdSource(Protocol):
    """New identifiers that sort by time and never repeat."""

    def new_id(self) -> str:
        """A new id."""
        ...


@dataclass(frozen=True, slots=True)
class DeskIdentity:
    """Which desk this is. ``practice`` (练习): papers say so, numbers begin with X, nothing is ever sent."""

    region: str
    hall_code: str
    hall_name: str
    desk_code: str
    device: str
    counter: str
    practice: bool


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that was issued (文书); its PDF is kept by ``sha256`` and a reprint is that PDF again."""

    number: str
    record_kind: str
    record_id: str
    kind: str
    issued_at: datetime
    sha256: str
    copies: int
    members: tuple[str, ...] = ()
    applicant_paper: bool = False
    voided_at: datetime | None = None
    void_reason: str = ""
    reprints: int = 0
    printed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """An audited look at a person's data, or a login: goes into the device ledger, carries ids only."""

    kind: str
    clerk: str
    role: str
    at: datetime
    object_id: str
    reason: str = ""
    outcome: str = "ok"


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft of an intake, saved on every field leave; ``sheet`` is JSON."""

    draft_id: str
    clerk: str
    counter: str
    title: str
    saved_at: datetime
    catalogue_release: str
    sheet: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class WorkPage:
    """A page of the worklist and the count of all rows that match."""

    rows: tuple[CaseHead, ...]
    total: int


@dataclass(frozen=True, slots=True)
class WorkQuery:
    """A question to the worklist. ``text`` matches numbers, item names and masked names; pages need ``limit``.

    ``of_whom``: the text says whose case it is. It matches masked names and the end of any number of the record, and no
    item name. ``shape``, a masked name, is matched as well where it is the whole of one. ``number`` is the whole number
    a row shows. ``kind`` asks for records of a kind other than cases, ``marks`` for those here that hold these codes.
    """

    text: str = ""
    open_only: bool = True
    tasks: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    department_key: str = ""
    clerk: str = ""
    due_until: date | None = None
    received_on: date | None = None
    number: str = ""
    subject_key: str = ""
    records: tuple[str, ...] = ()
    of_whom: bool = False
    shape: str = ""
    kind: str = ""
    marks: tuple[tuple[str, str], ...] = ()
    order: str = "due"
    limit: int = 100
    offset: int = 0


@dataclass(frozen=True, slots=True)
class ErrandQuery:
    """A question to what waits at the counter. An empty value asks for all; ``due_until`` leaves out errands without a
    day, ``of_clerk`` asks for those of records that clerk opened. Oldest first."""

    kinds: tuple[str, ...] = ()
    record_id: str = ""
    number: str = ""
    place: str = ""
    who: str = ""
    of_clerk: str = ""
    since_until: datetime | None = None
    due_until: date | None = None
    limit: int = 200
    offset: int = 0


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """An errand beside the worklist row of its member, which is ``None`` where the record has none (a draft's
    papers)."""

    errand: Errand
    head: CaseHead | None


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """A page of errands and the count of all that match."""

    rows: tuple[WaitingRow, ...]
    total: int


class Reading(Protocol):
    """Reading, open to the use cases inside a unit of work and to the lists on their own connection."""

    def facts_of(self, record_id: str) -> tuple[Fact, ...]:
        """All facts of a record in order; empty where there is none."""
        ...

    def has_command(self, command_id: str) -> str | None:
        """The record id an earlier command of that id wrote to, ``None`` when it is new."""
        ...

    def paper(self, number: str) -> Paper | None:
        """The paper of that number."""
        ...

    def papers_of(self, record_id: str) -> tuple[Paper, ...]:
        """The papers of a record, oldest first."""
        ...

    def papers_to_print(self) -> tuple[Paper, ...]:
        """Papers issued and never printed nor voided (待打印), oldest first."""
        ...

    def papers_issued(self, since: datetime, until: datetime) -> tuple[Paper, ...]:
        """Papers issued from ``since`` on and before ``until``, voided ones among them, oldest first."""
        ...

    def paper_pdf(self, number: str) -> bytes:
        """The kept PDF, byte for byte."""
        ...

    def record_of_number(self, number: str) -> str | None:
        """The record a paper number or an official number (办件编号) belongs to."""
        ...

    def worklist(self, query: WorkQuery) -> WorkPage:
        """Rows that match; no cursor stays open."""
        ...

    def head_statuses(self) -> Mapping[str, Mapping[str, int]]:
        """How many records stand in each status, by kind of record; cases are not counted."""
        ...

    def marked_records(self, kind: str) -> int:
        """How many records of a kind have marks: those whose facts are here."""
        ...

    def late_heads(self, before: date) -> Mapping[str, int]:
        """How many records were due before that day, by kind of record; cases are not counted."""
        ...

    def counts(self, on: date, clerk: str = "") -> Mapping[str, int]:
        """Summaries of a day by name (``received``, ``accepted``, ``consulted`` …), of one clerk or of the hall."""
        ...

    def errands(self, query: ErrandQuery) -> WaitingPage:
        """What waits at the counter, oldest first (by ``since``, record, member, kind, key); no cursor stays open."""
        ...

    def errand_counts(self) -> Mapping[str, int]:
        """How many errands there are by kind; kinds without one are absent."""
        ...

    def figure_cells(self, query: CellQuery) -> tuple[Cell, ...]:
        """The sums of a measure, by period, hall, value and spread where kept apart; sums of nothing are absent."""
        ...

    def figure_cells_of(self, measures: Sequence[str], query: CellQuery) -> Mapping[str, tuple[Cell, ...]]:
        """The same of many measures at once, by measure; those without cells are absent."""
        ...

    def figure_records(self, query: RecordQuery) -> CountedPage:
        """The records behind a figure, oldest first (by day, record)."""
        ...

    def figure_time(self) -> datetime | None:
        """When the youngest worklist row changed: the moment up to which figures are complete here."""
        ...

    def drafts(self, clerk: str = "") -> tuple[Draft, ...]:
        """Drafts kept, newest first, all or one clerk's."""
        ...

    def draft(self, draft_id: str) -> Draft | None:
        """One draft."""
        ...

    def facts_of_kinds(self, kinds: Sequence[str], after: str, limit: int) -> tuple[Fact, ...]:
        """Facts of those kinds, of records that left this desk's scope too, in the order they were stored here: those
        that came after the fact ``after``, or from the beginning where it is empty or gone; at most ``limit``."""
        ...

    def recent_people(self, subject_key: str) -> tuple[str, ...]:
        """Record ids of that person's cases, newest first; ``subject_key`` is a keyed hash, never the number."""
        ...


class UnitOfWork(Reading, Protocol):
    """One command, one database transaction. Writes are gathered and written at ``commit``; leaving without it
    writes nothing."""

    def next_serial(self) -> int:
        """The next serial of this desk's paper numbers; taken for good only with ``commit``."""
        ...

    def append(self, facts: Sequence[Fact]) -> None:
        """Facts of this command: they and one ledger entry each are written together."""
        ...

    def add_look(self, look: Look) -> None:
        """An audited look or login as a ledger entry."""
        ...

    def add_paper(self, paper: Paper, pdf: bytes) -> None:
        """An issued paper and its PDF (kept encrypted)."""
        ...

    def change_paper(self, paper: Paper) -> None:
        """The paper's printing or voiding, derived from its facts."""
        ...

    def save_heads(self, record_id: str, heads: Sequence[CaseHead]) -> None:
        """Replace the worklist rows of a record."""
        ...

    def save_errands(self, record_id: str, errands: Sequence[Errand]) -> None:
        """Replace the errands of a record."""
        ...

    def save_marks(self, record_id: str, kind: str, marks: Sequence[tuple[str, str]]) -> None:
        """Replace the (field, code) pairs by which a list finds a record."""
        ...

    def save_figures(self, record_id: str, rows: Sequence[FigureRow]) -> None:
        """Replace what a record adds to the measures; the cells move by the difference."""
        ...

    def count(self, on: date, clerk: str, amounts: Mapping[str, int]) -> None:
        """Add to the day's summaries."""
        ...

    def save_draft(self, draft: Draft) -> None:
        """Keep or replace a draft."""
        ...

    def drop_draft(self, draft_id: str) -> None:
        """Forget a draft that became a case or was discarded."""
        ...

    def subject_key(self, identity_number: str) -> str:
        """A keyed hash of an identity number for finding the same person; empty for an empty number."""
        ...

    def commit(self) -> None:
        """Write everything in one database transaction; returns once it is on disk."""
        ...


class Store(Protocol):
    """The desk's database."""

    def unit_of_work(self) -> AbstractContextManager[UnitOfWork]:
        """A new unit of work; only the desk thread opens one."""
        ...

    def reading(self) -> AbstractContextManager[Reading]:
        """A read-only view on its own connection, for lists and search."""
        ...


class PaperPress(Protocol):
    """Renders papers. Refuses with ``paper_field_missing`` or ``glyph_missing``."""

    def render(self, content: PaperContent) -> RenderedPaper:
        """The paper as PDF; the same content gives the same bytes."""
        ...


class CatalogueShelf(Protocol):
    """The releases of the catalogue this desk holds."""

    def current(self, on: date) -> Catalogue:
        """The release in force on that day."""
        ...

    def release(self, number: str) -> Catalogue:
        """A pinned release; the nearest one held when that release is gone."""
        ...


class WorkflowShelf(Protocol):
    """The workflow files."""

    def workflow(self, kind: str) -> Workflow:
        """The workflow of a kind of record; raises ``KeyError``."""
        ...


class Words(Protocol):
    """Short Chinese texts by id, for what a paper says about codes and dates."""

    def __call__(self, key: str, /, **values: object) -> str:
        """The text of that id with its placeholders filled; raises ``KeyError`` for an unknown id."""
        ...


@dataclass(frozen=True, slots=True)
class Found:
    """A hit of the catalogue search: an item or a bundle, best first; ``reason`` says what matched."""

    code: str
    kind: str
    name: str
    score: float
    reason: str = ""


class CatalogueSearch(Protocol):
    """Finds items and bundles by code, pinyin, initials, department, and by what people say at a counter."""

    def search(self, text: str, limit: int) -> Sequence[Found]:
        """Hits, best first; empty when nothing fits, because a wrong guess is worse."""
        ...
