"""One command, one database transaction: gathered in memory, written at once, done when it is on disk."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import Engine
from sqlcipher3 import dbapi2

from wenling_desk.domain.errands import Errand
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.figures import FigureRow
from wenling_desk.domain.heads import CaseHead
from wenling_desk.store import (
    blobs,
    canonical,
    derived_keys,
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
from wenling_desk.store.disk_space import DiskSpace
from wenling_desk.store.kept_files import KeptFiles
from wenling_desk.store.reading import Guard
from wenling_desk.store.sync_reading import SqlSyncReading
from wenling_desk.store.transaction import Row, Transaction
from wenling_desk.use_cases.ports import Draft, Look, Paper

LARGEST_FACT: Final = 8 << 20
"""Bytes of one fact's body, and of all facts of one command: an op must fit a request to the centre."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """What every unit of work of a store needs."""

    engine: Engine
    files: KeptFiles
    space: DiskSpace
    keys: derived_keys.DerivedKeys
    current: series.Current
    guard: Guard
    after_commit: Callable[[], None] = lambda: None
    """Called when a command is on the disk, before anything is printed; never raises."""

    @property
    def identity(self) -> series.StoreIdentity:
        """Whose store this is now."""
        return self.current.identity


@dataclass(slots=True)
class _Gathered:
    """The writes of one command, in the order of the calls where order counts."""

    entries: list[ledger.Entry] = field(default_factory=list)
    facts: list[tuple[Fact, bytes]] = field(default_factory=list)
    indexes: dict[str, int] = field(default_factory=dict)
    papers: list[Paper] = field(default_factory=list)
    changed_papers: list[Paper] = field(default_factory=list)
    pdfs: dict[str, bytes] = field(default_factory=dict, repr=False)
    scans: dict[str, list[blobs.Scan]] = field(default_factory=dict, repr=False)
    sizes: dict[str, int] = field(default_factory=dict)
    heads: dict[str, Sequence[CaseHead]] = field(default_factory=dict)
    errands: dict[str, Sequence[Errand]] = field(default_factory=dict)
    figures: dict[str, Sequence[FigureRow]] = field(default_factory=dict)
    marks: dict[str, entry_marks.Marks] = field(default_factory=dict)
    amounts: list[summaries.Amounts] = field(default_factory=list)
    drafts: dict[str, Row | None] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    first_serial: int = 0
    following_serial: int = 0


class SqlUnitOfWork(SqlSyncReading):
    """ports.UnitOfWork. Questions see what was committed before; gathered writes show after ``commit``."""

    def __init__(self, workshop: Workshop) -> None:
        super().__init__(workshop.engine, workshop.files, workshop.current, workshop.guard)
        self._workshop = workshop
        self._gathered = _Gathered()
        self._is_done = False

    def next_serial(self) -> int:
        """The next serial; taken for good only with ``commit``. Raises ``desk_restored`` (desk_code)."""
        gathered = self._writable()
        workshop = self._workshop
        if workshop.current.series.is_locked:
            raise KnownTrouble("desk_restored", desk_code=workshop.identity.desk_code)
        if not gathered.following_serial:
            identity = workshop.identity
            row = self._first(series.SERIES, region=identity.region, desk_code=identity.desk_code)
            gathered.first_serial = gathered.following_serial = row.next_serial
        gathered.following_serial += 1
        return gathered.following_serial - 1

    def append(self, facts: Sequence[Fact]) -> None:
        """Facts of this command. Raises ValueError or TypeError for a body that is no JSON, and ``fact_too_large``
        (limit, in MB)."""
        gathered = self._writable()
        for fact in facts:
            body = canonical.fact_to_bytes(fact)
            canonical.official_number_of(fact)
            gathered.sizes[fact.command_id] = gathered.sizes.get(fact.command_id, 0) + len(body)
            if gathered.sizes[fact.command_id] > LARGEST_FACT:
                raise KnownTrouble("fact_too_large", limit=LARGEST_FACT >> 20)
            index = gathered.indexes.get(fact.command_id, 0)
            gathered.indexes[fact.command_id] = index + 1
            gathered.facts.append((fact, body))
            gathered.entries.append(ledger.entry_of_fact(fact, body, index))

    def add_look(self, look: Look) -> None:
        """An audited look or login as a ledger entry."""
        self._writable().entries.append(ledger.entry_of_look(look, self._workshop.identity.device))

    def add_paper(self, paper: Paper, pdf: bytes) -> None:
        """An issued paper and its PDF. Raises ValueError where ``sha256`` is not that of the PDF, and
        ``desk_code_changed`` (desk_code) for a number of a code the centre has replaced."""
        gathered = self._writable()
        current = self._workshop.current
        if current.is_granted and f"-{current.identity.desk_code}-" not in paper.number:
            raise KnownTrouble("desk_code_changed", desk_code=current.identity.desk_code)
        if hashlib.sha256(pdf).hexdigest() != paper.sha256:
            raise ValueError("the paper's sha256 is not that of its PDF")
        gathered.papers.append(paper)
        gathered.pdfs[paper.sha256] = pdf

    def change_paper(self, paper: Paper) -> None:
        """The paper's printing or voiding; ``commit`` raises KeyError for an unknown number."""
        self._writable().changed_papers.append(paper)

    def save_heads(self, record_id: str, heads: Sequence[CaseHead]) -> None:
        """Replace the worklist rows of a record."""
        if any(head.record_id != record_id for head in heads):
            raise ValueError("heads of another record")
        self._writable().heads[record_id] = tuple(heads)

    def save_errands(self, record_id: str, errands: Sequence[Errand]) -> None:
        """Replace the errands of a record."""
        if any(errand.record_id != record_id for errand in errands):
            raise ValueError("errands of another record")
        self._writable().errands[record_id] = tuple(errands)

    def save_marks(self, record_id: str, kind: str, marks: Sequence[tuple[str, str]]) -> None:
        """Replace the (field, code) pairs by which a list finds a record."""
        self._writable().marks[record_id] = (kind, tuple(marks))

    def save_figures(self, record_id: str, rows: Sequence[FigureRow]) -> None:
        """Replace what a record adds to the measures; the cells move by the difference."""
        self._writable().figures[record_id] = tuple(rows)

    def count(self, on: date, clerk: str, amounts: Mapping[str, int]) -> None:
        """Add to the day's summaries."""
        self._writable().amounts.append((on, clerk, dict(amounts)))

    def save_draft(self, draft: Draft) -> None:
        """Keep or replace a draft. Raises TypeError for a sheet that is no JSON."""
        self._writable().drafts[draft.draft_id] = drafts.to_row(draft)

    def drop_draft(self, draft_id: str) -> None:
        """Forget a draft."""
        self._writable().drafts[draft_id] = None

    def keep_note(self, name: str, text: str) -> None:
        """Keep or replace a note (``SqlStore.note``) together with the command."""
        self._writable().notes[name] = text

    def subject_key(self, identity_number: str) -> str:
        """A keyed hash of an identity number; empty for an empty number."""
        return self._workshop.keys.subject_key(identity_number)

    def commit(self) -> None:
        """Write everything in one transaction and return when it is on disk; nothing is written on an error.

        Raises ``disk_full``, ``database_read_only``, ``database_busy``, ``database_damaged``,
        ``store_failed`` (folder), ``command_repeated`` (command), ``paper_number_taken`` (number),
        ``serial_taken`` (serial). After an error at the very end the outcome may be unknown; ``has_command``
        tells, at the latest after a restart.
        """
        gathered = self._writable()
        workshop = self._workshop
        with self._guard():
            workshop.space.require_room(for_case=bool(gathered.facts or gathered.scans))
            # Files first: a row never names a file that is not there.
            workshop.files.keep(gathered.pdfs | {sha256: each[0].data for sha256, each in gathered.scans.items()})
            try:
                with self._engine.connect() as connection, Transaction(connection) as transaction:
                    self._write(transaction, gathered)
            except dbapi2.IntegrityError as error:
                trouble = _explained(error, gathered)
                if trouble is None:
                    raise
                raise trouble from error
        self._is_done = True
        self._committed()
        workshop.after_commit()

    def close(self) -> None:
        """No more writes; what was not committed is forgotten."""
        self._is_done = True

    def _write(self, transaction: Transaction, gathered: _Gathered) -> None:
        workshop = self._workshop
        region = workshop.identity.region
        numbers = ledger.write(transaction, gathered.entries, workshop.current.series.epoch)
        facts.write(transaction, gathered.facts, region)
        series.take(transaction, workshop.identity, gathered.first_serial, gathered.following_serial)
        sizes = {sha256: len(pdf) for sha256, pdf in gathered.pdfs.items()}
        sizes |= {sha256: len(scans[0].data) for sha256, scans in gathered.scans.items()}
        rows = [
            {"sha256": sha256, "file_name": workshop.files.name(sha256), "size": size} for sha256, size in sizes.items()
        ]
        papers.write_new(transaction, gathered.papers, rows, region)
        papers.write_changes(transaction, gathered.changed_papers, region)
        blobs.write(transaction, gathered.papers, gathered.scans, sizes, gathered.facts, numbers)
        self._then(transaction)
        worklist.write(transaction, gathered.heads)
        errands.write(transaction, gathered.errands)
        figures.write(transaction, gathered.figures)
        entry_marks.write(transaction, gathered.marks)
        summaries.write(transaction, gathered.amounts)
        drafts.write(transaction, gathered.drafts)
        notes = [{"name": f"{series.NOTE}{name}", "value": text} for name, text in gathered.notes.items()]
        transaction.run(series.SET_META, notes)

    def _then(self, transaction: Transaction) -> None:
        """What a richer unit of work writes in the same transaction."""

    def _committed(self) -> None:
        """What a richer unit of work does once it is on the disk; never raises."""

    def _writable(self) -> _Gathered:
        if self._is_done:
            raise RuntimeError("this unit of work is done")
        return self._gathered


def _explained(error: dbapi2.IntegrityError, gathered: _Gathered) -> KnownTrouble | None:
    """What a broken constraint means to the clerk; ``None`` for a defect."""
    if "papers." in str(error):
        return KnownTrouble("paper_number_taken", number="、".join(paper.number for paper in gathered.papers))
    if "ledger." in str(error) or "facts." in str(error):
        return KnownTrouble("command_repeated", command="、".join(gathered.indexes))
    return None
