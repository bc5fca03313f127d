"""What only the issue journal has comes back into the ledger: the same facts, ids and bytes, in one transaction."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, func, select

from wenling_desk.domain.facts import Fact
from wenling_desk.store import blobs, canonical, ledger, papers, schema, series
from wenling_desk.store.facts import PAPER_KINDS
from wenling_desk.store.issue_journal import JournalEntry
from wenling_desk.store.journal_feed import MERGED, read_list
from wenling_desk.store.transaction import Row, Transaction
from wenling_desk.store.unit_of_work import SqlUnitOfWork, Workshop
from wenling_desk.use_cases.ports import Paper

RETURNED: Final = "returned_facts"
"""The note that lists, by record, the facts whose worklist rows and day's figures are still to be made."""

PENDING: Final = "guard.return_pending"
"""Set while journals of other machines are still to be looked through."""

_HEADS_KEPT: Final = 500
_L = schema.ledger
_F = schema.facts
_LAST_INDEX: Final = select(func.max(_L.c.command_index)).where(_L.c.command_id == bindparam("command_id"))
_PULLED: Final = select(_F.c.fact_id).where(_F.c.fact_id == bindparam("fact_id"))


def take_back(workshop: Workshop, lost: Sequence[JournalEntry], head: str, now: datetime) -> None:
    """Append what was lost and note which records it touches. ``head`` is the journal's last place (hex), known from
    now on. Raises what a commit does; nothing is written then."""
    unit = _ReturnUnit(workshop)
    try:
        unit.take(lost, head, now)
        unit.commit()
    finally:
        unit.close()


def mark_by_chance(mark: str, at: datetime, **values: str | int) -> ledger.Entry:
    """A mark whose id no other life of this database has made, though both go on from one place: both may come back."""
    return replace(ledger.entry_of_mark(mark, at, **values), entry_id=f"mark-{os.urandom(16).hex()}")


class _ReturnUnit(SqlUnitOfWork):
    """A unit of work that writes entries as they were, and not as a command makes them."""

    def __init__(self, workshop: Workshop) -> None:
        super().__init__(workshop)
        self._papers: dict[str, Paper] = {}
        self._without_pdf: list[Paper] = []
        self._marks: list[Row] = []

    def take(self, lost: Sequence[JournalEntry], head: str, now: datetime) -> None:
        """Gather everything."""
        gathered = self._writable()
        if lost:
            gathered.entries.append(mark_by_chance("journal_taken_back", now, entries=len(lost)))
        returned: dict[str, list[str]] = json.loads(self._note(RETURNED) or "{}")
        indexes: Counter[str] = Counter()
        for entry in lost:
            if entry.kind != "fact":
                gathered.entries.append(_as_it_was(entry))
                continue
            fact = canonical.fact_from_bytes(entry.body)
            if fact.command_id not in indexes:
                last = self._first(_LAST_INDEX, command_id=fact.command_id)
                indexes[fact.command_id] = -1 if last is None or last[0] is None else last[0]
            indexes[fact.command_id] += 1
            gathered.entries.append(ledger.entry_of_fact(fact, entry.body, indexes[fact.command_id]))
            if self._first(_PULLED, fact_id=fact.fact_id) is None:  # else the centre gave it back already
                gathered.facts.append((fact, entry.body))
                returned.setdefault(fact.record_id, []).append(fact.fact_id)
            self._take_paper(fact)
        self._gather_papers()
        heads = self._ask(lambda connection: [*read_list(connection, MERGED), head])[-_HEADS_KEPT:]
        self._marks = [
            {"name": MERGED, "value": json.dumps(heads)},
            {"name": PENDING, "value": ""},
            {"name": f"note.{RETURNED}", "value": json.dumps(returned) if returned else ""},
        ]

    def _take_paper(self, fact: Fact) -> None:
        """The paper's row as the facts tell it; its PDF where the kept file is still there."""
        number = str(fact.body.get("number", ""))
        if fact.kind == "ScanAttached":
            self._take_scan(fact)
        if not number:
            return
        if fact.kind in PAPER_KINDS and self.paper(number) is None:
            self._papers[number] = Paper(
                number=number,
                record_kind=fact.record_kind,
                record_id=fact.record_id,
                kind=str(fact.body.get("paper_kind", "")),
                issued_at=fact.at,
                sha256=str(fact.body.get("sha256", "")),
                copies=int(fact.body.get("copies", 1)),
                members=fact.members,
                applicant_paper=fact.kind == "ApplicantPaperMade",
            )
        paper = self._papers.get(number) or (self.paper(number) if fact.kind.startswith("Paper") else None)
        if paper is None:
            return
        match fact.kind:
            case "PaperPrinted" if paper.printed_at is None:
                paper = replace(paper, printed_at=fact.at)
            case "PaperReprinted":
                paper = replace(paper, reprints=max(paper.reprints, int(fact.body.get("count", 0))))
            case "PaperVoided" | "PaperAmended":
                paper = replace(paper, voided_at=fact.at, void_reason=str(fact.body.get("reason", "")))
        self._papers[number] = paper

    def _take_scan(self, fact: Fact) -> None:
        sha256 = str(fact.body.get("sha256", ""))
        if self._files.is_whole(sha256):
            scan = blobs.Scan(fact.record_id, str(fact.body.get("media_type", "")), self._files.read_blob(sha256))
            self._writable().scans.setdefault(sha256, []).append(scan)

    def _gather_papers(self) -> None:
        gathered = self._writable()
        for paper in self._papers.values():
            if self.paper(paper.number) is not None:
                gathered.changed_papers.append(paper)
            elif self._files.is_whole(paper.sha256):
                gathered.papers.append(paper)
                gathered.pdfs[paper.sha256] = self._files.read_blob(paper.sha256)
            else:
                self._without_pdf.append(paper)

    def _note(self, name: str) -> str:
        row = self._first(series.READ_META, key=f"note.{name}")
        return str(row.value) if row is not None else ""

    def _then(self, transaction: Transaction) -> None:
        files = [
            {"sha256": paper.sha256, "file_name": self._files.name(paper.sha256), "size": 0}
            for paper in self._without_pdf
        ]
        papers.write_new(transaction, self._without_pdf, files, self._region)
        transaction.run(series.SET_META, self._marks)


def _as_it_was(entry: JournalEntry) -> ledger.Entry:
    """A look or a mark."""
    plain: dict[str, Any] = json.loads(entry.body)
    moment = datetime.fromisoformat(plain["at"])
    return ledger.Entry(entry.kind, entry.body, moment, entry.entry_id, clerk=plain.get("clerk"))
