"""A store in memory for tests of the use cases and for the simulation; it passes the contract tests of the real one."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime

from tests.support.memory_reading import MemoryReading
from tests.support.memory_shelves import Shelves
from tests.support.memory_sync import MemorySyncWrites
from wenling_desk.domain.errands import Errand
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.figures import FigureRow
from wenling_desk.domain.heads import CaseHead
from wenling_desk.store import canonical, ledger
from wenling_desk.store.unit_of_work import LARGEST_FACT
from wenling_desk.use_cases.ports import Draft, Look, Paper

__all__ = ["MemoryReading", "MemoryStore", "MemoryUnitOfWork", "Shelves"]


class MemoryUnitOfWork(MemorySyncWrites):
    """ports.UnitOfWork and sync_ports.SyncUnitOfWork: gathered writes become visible with commit only."""

    def __init__(self, shelves: Shelves) -> None:
        super().__init__(shelves)
        self._facts: list[tuple[Fact, bytes]] = []
        self._entries: list[ledger.Entry] = []
        self._indexes: dict[str, int] = {}
        self._sizes: dict[str, int] = {}
        self._official: dict[str, str] = {}
        self._looks: list[Look] = []
        self._papers: list[tuple[Paper, bytes | None]] = []
        self._heads: dict[str, tuple[CaseHead, ...]] = {}
        self._errands: dict[str, tuple[Errand, ...]] = {}
        self._figures: dict[str, tuple[FigureRow, ...]] = {}
        self._marks: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {}
        self._amounts: list[tuple[date, str, Mapping[str, int]]] = []
        self._drafts: dict[str, Draft | None] = {}
        self._serial = shelves.serials[shelves.desk_code]

    def next_serial(self) -> int:
        self._check_open()
        if self._shelves.is_locked:
            raise KnownTrouble("desk_restored", desk_code=self._shelves.desk_code)
        self._serial += 1
        return self._serial - 1

    def append(self, facts: Sequence[Fact]) -> None:
        self._check_open()
        for fact in facts:
            body = canonical.fact_to_bytes(fact)
            number = canonical.official_number_of(fact)
            if number is not None:
                self._official[number] = fact.record_id
            self._sizes[fact.command_id] = self._sizes.get(fact.command_id, 0) + len(body)
            if self._sizes[fact.command_id] > LARGEST_FACT:
                raise KnownTrouble("fact_too_large", limit=LARGEST_FACT >> 20)
            index = self._indexes.get(fact.command_id, 0)
            self._indexes[fact.command_id] = index + 1
            self._facts.append((fact, body))
            self._entries.append(ledger.entry_of_fact(fact, body, index))

    def add_look(self, look: Look) -> None:
        self._check_open()
        self._looks.append(look)
        self._entries.append(ledger.entry_of_look(look, self._shelves.device))

    def add_paper(self, paper: Paper, pdf: bytes) -> None:
        self._check_open()
        if self._shelves.is_granted and f"-{self._shelves.desk_code}-" not in paper.number:
            raise KnownTrouble("desk_code_changed", desk_code=self._shelves.desk_code)
        if hashlib.sha256(pdf).hexdigest() != paper.sha256:
            raise ValueError("the paper's sha256 is not that of its PDF")
        self._papers.append((paper, pdf))

    def change_paper(self, paper: Paper) -> None:
        self._check_open()
        self._papers.append((paper, None))

    def save_heads(self, record_id: str, heads: Sequence[CaseHead]) -> None:
        self._check_open()
        if any(head.record_id != record_id for head in heads):
            raise ValueError("heads of another record")
        self._heads[record_id] = tuple(heads)

    def save_errands(self, record_id: str, errands: Sequence[Errand]) -> None:
        self._check_open()
        if any(errand.record_id != record_id for errand in errands):
            raise ValueError("errands of another record")
        self._errands[record_id] = tuple(errands)

    def save_marks(self, record_id: str, kind: str, marks: Sequence[tuple[str, str]]) -> None:
        self._check_open()
        self._marks[record_id] = (kind, tuple(marks))

    def save_figures(self, record_id: str, rows: Sequence[FigureRow]) -> None:
        self._check_open()
        self._figures[record_id] = tuple(rows)

    def count(self, on: date, clerk: str, amounts: Mapping[str, int]) -> None:
        self._check_open()
        self._amounts.append((on, clerk, dict(amounts)))

    def save_draft(self, draft: Draft) -> None:
        self._check_open()
        sheet = canonical.sheet_from_bytes(canonical.sheet_to_bytes(draft.sheet))
        title = canonical.without_surrogates(draft.title)
        self._drafts[draft.draft_id] = replace(draft, sheet=sheet, title=title)

    def drop_draft(self, draft_id: str) -> None:
        self._check_open()
        self._drafts[draft_id] = None

    def subject_key(self, identity_number: str) -> str:
        plain = "".join(identity_number.split()).upper()
        return hmac.new(b"memory", plain.encode(), hashlib.sha256).hexdigest() if plain else ""

    def commit(self) -> None:
        self._check_open()
        self._refuse_repetition()
        self._refuse_papers()
        shelves = self._shelves
        numbers = shelves.write_entries(self._entries)
        for fact, body in self._facts:
            shelves.facts.append((fact, body))
            shelves.hidden.discard(fact.record_id)
            shelves.commands.setdefault(fact.command_id, fact.record_id)
        shelves.official |= self._official
        shelves.looks += self._looks
        for paper, pdf in self._papers:
            shelves.add_paper(paper)
            if pdf is not None:
                shelves.pdfs[paper.sha256] = pdf
        self._queue_blobs([paper for paper, pdf in self._papers if pdf is not None], self._facts, numbers)
        shelves.serials[shelves.desk_code] = self._serial
        self._carry_out()
        shelves.heads |= self._heads
        shelves.errands |= self._errands
        shelves.figures |= self._figures
        shelves.marks |= self._marks
        for on, clerk, amounts in self._amounts:
            for who in {clerk, ""}:
                for name, amount in amounts.items():
                    place = (on, who, name)
                    shelves.counts[place] = shelves.counts.get(place, 0) + amount
        for draft_id, draft in self._drafts.items():
            if draft is None:
                shelves.drafts.pop(draft_id, None)
            else:
                shelves.drafts[draft_id] = draft
        shelves.commits += 1
        self._closed = True

    def close(self) -> None:
        self._closed = True

    def _refuse_repetition(self) -> None:
        fresh: set[str] = set()
        for fact, _ in self._facts:
            known = fact.command_id in self._shelves.commands or self._shelves.has_fact(fact.fact_id)
            if known or fact.fact_id in fresh:
                raise KnownTrouble("command_repeated", command=fact.command_id)
            fresh.add(fact.fact_id)

    def _refuse_papers(self) -> None:
        known: set[str] = set()
        for paper, pdf in self._papers:
            is_there = paper.number in self._shelves.papers or paper.number in known
            if pdf is not None and is_there:
                raise KnownTrouble("paper_number_taken", number=paper.number)
            if pdf is None and not is_there:
                raise KeyError(paper.number)
            known.add(paper.number)


class MemoryStore:
    """ports.Store and sync_ports.SyncStore in memory.

    ``shelves`` is what was committed: a crash is a new store over the same shelves, a disk image is
    ``shelves.image()``. ``trouble`` lets the next commit fail.
    """

    def __init__(self, shelves: Shelves | None = None) -> None:
        self.shelves = shelves or Shelves()
        self.trouble: KnownTrouble | None = None

    @classmethod
    def restored(cls, image: Shelves, at: datetime) -> MemoryStore:
        """A desk from a backup: it shows everything and issues nothing until it takes a new desk code."""
        shelves = image.image()
        shelves.retired_epoch = max(shelves.epochs.values())
        shelves.write_entries([ledger.entry_of_mark("restored", at, made_at=at.isoformat(), device=shelves.device)])
        return cls(shelves)

    @contextmanager
    def unit_of_work(self) -> Iterator[MemoryUnitOfWork]:
        unit = _Troubled(self)
        try:
            yield unit
        finally:
            unit.close()

    sync_unit = unit_of_work

    @contextmanager
    def reading(self) -> Iterator[MemoryReading]:
        yield MemoryReading(self.shelves)

    sync_reading = reading


class _Troubled(MemoryUnitOfWork):
    def __init__(self, store: MemoryStore) -> None:
        super().__init__(store.shelves)
        self._store = store

    def commit(self) -> None:
        trouble, self._store.trouble = self._store.trouble, None
        if trouble is not None:
            raise trouble
        super().commit()
