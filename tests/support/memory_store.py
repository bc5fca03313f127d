"""A store in memory for tests of the use cases; it passes the same contract tests as the real one."""

from __future__ import annotations

import hashlib
import hmac
import string
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.heads import CaseHead
from wenling_desk.store import canonical
from wenling_desk.store.work_order import COUNT_CAP, RECENT_LIMIT, TEXT_LIMIT, column_and_direction
from wenling_desk.use_cases.ports import Draft, Look, Paper, WorkPage, WorkQuery

_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


@dataclass
class Shelves:
    """What has been committed."""

    facts: list[tuple[Fact, bytes]] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    commands: dict[str, str] = field(default_factory=dict)
    papers: dict[str, Paper] = field(default_factory=dict)
    pdfs: dict[str, bytes] = field(default_factory=dict)
    heads: dict[str, tuple[CaseHead, ...]] = field(default_factory=dict)
    counts: dict[tuple[date, str, str], int] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    official: dict[str, str] = field(default_factory=dict)
    next_serial: int = 1
    commits: int = 0


class MemoryReading:
    """ports.Reading over the shelves."""

    def __init__(self, shelves: Shelves) -> None:
        self._shelves = shelves

    def facts_of(self, record_id: str) -> tuple[Fact, ...]:
        return tuple(
            canonical.fact_from_bytes(body) for fact, body in self._shelves.facts if fact.record_id == record_id
        )

    def has_command(self, command_id: str) -> str | None:
        return self._shelves.commands.get(command_id)

    def paper(self, number: str) -> Paper | None:
        return self._shelves.papers.get(number)

    def papers_of(self, record_id: str) -> tuple[Paper, ...]:
        return self._oldest_first(p for p in self._shelves.papers.values() if p.record_id == record_id)

    def papers_to_print(self) -> tuple[Paper, ...]:
        waiting = (p for p in self._shelves.papers.values() if p.printed_at is None and p.voided_at is None)
        return self._oldest_first(waiting)

    def paper_pdf(self, number: str) -> bytes:
        paper = self._shelves.papers.get(number)
        if paper is None:
            raise KeyError(number)
        return self._shelves.pdfs[paper.sha256]

    def record_of_number(self, number: str) -> str | None:
        paper = self._shelves.papers.get(number)
        return paper.record_id if paper else self._shelves.official.get(number)

    def worklist(self, query: WorkQuery) -> WorkPage:
        column, newest_first = column_and_direction(query.order)
        rows = [head for heads in self._shelves.heads.values() for head in heads if self._fits(head, query)]
        rows.sort(key=lambda head: (head.record_id, head.member))

        def place(head: CaseHead) -> Any:
            return head.due or date.max if column == "due" else getattr(head, column)

        rows.sort(key=place, reverse=newest_first)
        unfiltered = query == WorkQuery(
            open_only=query.open_only, order=query.order, limit=query.limit, offset=query.offset
        )
        total = len(rows) if unfiltered else min(len(rows), COUNT_CAP + 1)
        return WorkPage(tuple(rows[query.offset : query.offset + query.limit]), total)

    def counts(self, on: date, clerk: str = "") -> Mapping[str, int]:
        found = self._shelves.counts.items()
        return {name: amount for (day, who, name), amount in found if (day, who) == (on, clerk)}

    def drafts(self, clerk: str = "") -> tuple[Draft, ...]:
        kept = (draft for draft in self._shelves.drafts.values() if clerk in ("", draft.clerk))
        return tuple(sorted(kept, key=lambda draft: (draft.saved_at, draft.draft_id), reverse=True))

    def draft(self, draft_id: str) -> Draft | None:
        return self._shelves.drafts.get(draft_id)

    def recent_people(self, subject_key: str) -> tuple[str, ...]:
        if not subject_key:
            return ()
        newest: dict[str, Any] = {}
        for heads in self._shelves.heads.values():
            for head in heads:
                if head.subject_key == subject_key:
                    newest[head.record_id] = max(head.received_at, newest.get(head.record_id, head.received_at))
        ordered = sorted(newest, key=lambda record_id: (newest[record_id], record_id), reverse=True)
        return tuple(ordered[:RECENT_LIMIT])

    def _oldest_first(self, papers: Any) -> tuple[Paper, ...]:
        return tuple(sorted(papers, key=lambda paper: (paper.issued_at, paper.number)))

    def _fits(self, head: CaseHead, query: WorkQuery) -> bool:
        return all((
            head.open or not query.open_only,
            not query.tasks or head.task in query.tasks,
            not query.statuses or head.status in query.statuses,
            query.department_key in ("", head.department_key),
            query.clerk in ("", head.clerk),
            query.due_until is None or (head.due is not None and head.due <= query.due_until),
            query.received_on is None or head.received_at.date() == query.received_on,
            query.subject_key in ("", head.subject_key),
            self._speaks_of(head, query.text.strip()),
        ))  # fmt: skip

    def _speaks_of(self, head: CaseHead, text: str) -> bool:
        if len(text) > TEXT_LIMIT:
            return False
        wanted = text.translate(_LOWER)
        shown = (head.number, head.item_name, head.applicant)
        return any(wanted in each.translate(_LOWER) for each in shown) or (
            self.record_of_number(text) == head.record_id
        )


class MemoryUnitOfWork(MemoryReading):
    """ports.UnitOfWork: gathered writes become visible with commit only."""

    def __init__(self, shelves: Shelves) -> None:
        super().__init__(shelves)
        self._facts: list[tuple[Fact, bytes]] = []
        self._official: dict[str, str] = {}
        self._looks: list[Look] = []
        self._papers: list[tuple[Paper, bytes | None]] = []
        self._heads: dict[str, tuple[CaseHead, ...]] = {}
        self._amounts: list[tuple[date, str, Mapping[str, int]]] = []
        self._drafts: dict[str, Draft | None] = {}
        self._serial = shelves.next_serial
        self._closed = False

    def next_serial(self) -> int:
        self._check_open()
        self._serial += 1
        return self._serial - 1

    def append(self, facts: Sequence[Fact]) -> None:
        self._check_open()
        for fact in facts:
            self._facts.append((fact, canonical.fact_to_bytes(fact)))
            number = canonical.official_number_of(fact)
            if number is not None:
                self._official[number] = fact.record_id

    def add_look(self, look: Look) -> None:
        self._check_open()
        self._looks.append(look)

    def add_paper(self, paper: Paper, pdf: bytes) -> None:
        self._check_open()
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
        papers = self._papers_after()
        shelves = self._shelves
        for fact, body in self._facts:
            shelves.facts.append((fact, body))
            shelves.commands.setdefault(fact.command_id, fact.record_id)
        shelves.official |= self._official
        shelves.looks += self._looks
        shelves.papers = papers
        shelves.pdfs |= {paper.sha256: pdf for paper, pdf in self._papers if pdf is not None}
        shelves.heads |= self._heads
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
        shelves.next_serial = self._serial
        shelves.commits += 1
        self._closed = True

    def close(self) -> None:
        self._closed = True

    def _refuse_repetition(self) -> None:
        known = {fact.fact_id for fact, _ in self._shelves.facts}
        for fact, _ in self._facts:
            if fact.command_id in self._shelves.commands or fact.fact_id in known:
                raise KnownTrouble("command_repeated", command=fact.command_id)
            known.add(fact.fact_id)

    def _papers_after(self) -> dict[str, Paper]:
        papers = dict(self._shelves.papers)
        for paper, pdf in self._papers:
            if pdf is not None and paper.number in papers:
                raise KnownTrouble("paper_number_taken", number=paper.number)
            if pdf is None and paper.number not in papers:
                raise KeyError(paper.number)
            papers[paper.number] = paper
        return papers

    def _check_open(self) -> None:
        if self._closed:
            raise RuntimeError("this unit of work is done")


class MemoryStore:
    """ports.Store in memory. ``shelves`` is what was committed; ``trouble`` lets the next commit fail."""

    def __init__(self) -> None:
        self.shelves = Shelves()
        self.trouble: KnownTrouble | None = None

    @contextmanager
    def unit_of_work(self) -> Iterator[MemoryUnitOfWork]:
        unit = _Troubled(self)
        try:
            yield unit
        finally:
            unit.close()

    @contextmanager
    def reading(self) -> Iterator[MemoryReading]:
        yield MemoryReading(self.shelves)


class _Troubled(MemoryUnitOfWork):
    def __init__(self, store: MemoryStore) -> None:
        super().__init__(store.shelves)
        self._store = store

    def commit(self) -> None:
        trouble, self._store.trouble = self._store.trouble, None
        if trouble is not None:
            raise trouble
        super().commit()
