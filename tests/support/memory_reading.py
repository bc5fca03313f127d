"""Questions to a store in memory."""

from __future__ import annotations

import hashlib
import string
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from tests.support.memory_figures import cells_of, records_of
from tests.support.memory_shelves import Shelves
from wenling_desk.domain.acceptance import ACCEPTANCE
from wenling_desk.domain.errands import Errand
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.figures import Cell, CellQuery, CountedPage, RecordQuery
from wenling_desk.domain.heads import CaseHead
from wenling_desk.store.ledger import NO_HASH
from wenling_desk.store.work_order import COUNT_CAP, RECENT_LIMIT, TEXT_LIMIT, column_and_direction
from wenling_desk.use_cases.ports import (
    Draft,
    ErrandQuery,
    Paper,
    WaitingPage,
    WaitingRow,
    WorkPage,
    WorkQuery,
)
from wenling_desk.use_cases.sync_ports import (
    ACKED,
    CONFIRMED,
    NEEDS_ATTENTION,
    QUEUED,
    BlobWaiting,
    Enrolment,
    HeldRow,
    LedgerLine,
    LedgerOp,
    OpBatch,
    RecordSync,
    RecordSyncPage,
    Replica,
    Trouble,
    Unsent,
)

_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_ORDER = (NEEDS_ATTENTION, QUEUED, ACKED, CONFIRMED)


class MemoryReading:
    """ports.Reading and sync_ports.SyncReading over the shelves."""

    def __init__(self, shelves: Shelves) -> None:
        self._shelves = shelves

    def facts_of(self, record_id: str) -> tuple[Fact, ...]:
        if record_id in self._shelves.hidden:
            return ()
        return tuple(self._shelves.in_order(record_id, self._shelves.ranks))

    def has_command(self, command_id: str) -> str | None:
        return self._shelves.commands.get(command_id)

    def paper(self, number: str) -> Paper | None:
        return self._shelves.papers.get(number)

    def papers_of(self, record_id: str) -> tuple[Paper, ...]:
        return self._oldest_first(self._shelves.papers_of(record_id))

    def papers_to_print(self) -> tuple[Paper, ...]:
        waiting = (p for p in self._shelves.papers.values() if p.printed_at is None and p.voided_at is None)
        return self._oldest_first(waiting)

    def papers_issued(self, since: datetime, until: datetime) -> tuple[Paper, ...]:
        issued = (paper for paper in self._shelves.papers.values() if since <= paper.issued_at < until)
        return self._oldest_first(issued)

    def paper_pdf(self, number: str) -> bytes:
        paper = self._shelves.papers.get(number)
        if paper is None:
            raise KeyError(number)
        return self._shelves.pdfs[paper.sha256]

    def record_of_number(self, number: str) -> str | None:
        paper = self._shelves.papers.get(number)
        if paper is not None:
            return paper.record_id
        return self._shelves.known_papers.get(number) or self._shelves.official.get(number)

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

    def head_statuses(self) -> Mapping[str, Mapping[str, int]]:
        found: dict[str, Counter[str]] = {}
        for head in self._ledger_heads():
            found.setdefault(head.record_kind, Counter())[head.status] += 1
        return found

    def marked_records(self, kind: str) -> int:
        return sum(known == kind and ("", "") in marks for known, marks in self._shelves.marks.values())

    def late_heads(self, before: date) -> Mapping[str, int]:
        return Counter(head.record_kind for head in self._ledger_heads() if head.due is not None and head.due < before)

    def _ledger_heads(self) -> Iterable[CaseHead]:
        heads = self._shelves.heads.values()
        return (head for rows in heads for head in rows if head.record_kind != ACCEPTANCE)

    def counts(self, on: date, clerk: str = "") -> Mapping[str, int]:
        found = self._shelves.counts.items()
        return {name: amount for (day, who, name), amount in found if (day, who) == (on, clerk)}

    def errands(self, query: ErrandQuery) -> WaitingPage:
        found = [each for errands in self._shelves.errands.values() for each in errands if self._waits(each, query)]
        found.sort(key=lambda each: (each.since, each.record_id, each.member, each.kind, each.key))
        rows = tuple(WaitingRow(each, self._head_beside(each)) for each in found)
        return WaitingPage(rows[query.offset : query.offset + query.limit], len(rows))

    def errand_counts(self) -> Mapping[str, int]:
        return Counter(each.kind for errands in self._shelves.errands.values() for each in errands)

    def figure_cells(self, query: CellQuery) -> tuple[Cell, ...]:
        return cells_of((row for rows in self._shelves.figures.values() for row in rows), query)

    def figure_cells_of(self, measures: Sequence[str], query: CellQuery) -> Mapping[str, tuple[Cell, ...]]:
        found = {name: self.figure_cells(replace(query, measure=name)) for name in measures}
        return {name: cells for name, cells in found.items() if cells}

    def figure_records(self, query: RecordQuery) -> CountedPage:
        return records_of(self._shelves.figures, query)

    def figure_time(self) -> datetime | None:
        return max((head.changed_at for heads in self._shelves.heads.values() for head in heads), default=None)

    def _waits(self, errand: Errand, query: ErrandQuery) -> bool:
        plain = (
            (query.record_id, errand.record_id), (query.number, errand.number), (query.place, errand.place),
            (query.who, errand.who),
        )  # fmt: skip
        if any(wanted and wanted != found for wanted, found in plain):
            return False
        if query.kinds and errand.kind not in query.kinds:
            return False
        if query.of_clerk and query.of_clerk != next((f.clerk for f in self.facts_of(errand.record_id)), ""):
            return False
        if query.since_until is not None and errand.since > query.since_until:
            return False
        return query.due_until is None or (errand.due is not None and errand.due <= query.due_until)

    def _head_beside(self, errand: Errand) -> CaseHead | None:
        heads = self._shelves.heads.get(errand.record_id, ())
        return next((head for head in heads if head.member == errand.member), None)

    def drafts(self, clerk: str = "") -> tuple[Draft, ...]:
        kept = (draft for draft in self._shelves.drafts.values() if clerk in ("", draft.clerk))
        return tuple(sorted(kept, key=lambda draft: (draft.saved_at, draft.draft_id), reverse=True))

    def draft(self, draft_id: str) -> Draft | None:
        return self._shelves.drafts.get(draft_id)

    def facts_of_kinds(self, kinds: Sequence[str], after: str, limit: int) -> tuple[Fact, ...]:
        stored = [fact for fact, _ in self._shelves.facts]
        at = next((place for place, fact in enumerate(stored, 1) if fact.fact_id == after), 0)
        return tuple(fact for fact in stored[at:] if fact.kind in kinds)[:limit]

    def recent_people(self, subject_key: str) -> tuple[str, ...]:
        if not subject_key:
            return ()
        newest: dict[str, datetime] = {}
        for heads in self._shelves.heads.values():
            for head in heads:
                if head.subject_key == subject_key:
                    newest[head.record_id] = max(head.received_at, newest.get(head.record_id, head.received_at))
        ordered = sorted(newest, key=lambda record_id: (newest[record_id], record_id), reverse=True)
        return tuple(ordered[:RECENT_LIMIT])

    # -- the sync --------------------------------------------------------------------------------------

    def replica(self) -> Replica:
        shelves = self._shelves
        return Replica(
            epoch=shelves.epoch,
            desk_code=shelves.desk_code,
            length=len(shelves.lines),
            acked=shelves.acked,
            incarnation=shelves.incarnation,
            request_seq=shelves.request_seq,
            cursors=dict(shelves.cursors),
            is_locked=shelves.is_locked,
        )

    def enrolment(self) -> Enrolment | None:
        return self._shelves.enrolment

    def ops_after(self, seq: int, most_ops: int, most_bytes: int) -> OpBatch:
        lines, ops, size = self._shelves.lines, list[LedgerOp](), 0
        if seq < len(lines) and self._shelves.spans[lines[seq].op_id][0] != seq + 1:
            raise ValueError(f"ledger number {seq + 1} is in the middle of an op")
        place = seq
        while place < len(lines) and len(ops) < most_ops:
            op = self._op(lines[place].op_id)
            size += sum(len(line.body) + len(line.entry_id) + len(line.record_id) for line in op.lines)
            if ops and size > most_bytes:
                break
            ops.append(op)
            place = op.last
        before = min(seq, len(lines))
        return OpBatch(lines[before - 1].hash if before else NO_HASH, tuple(ops))

    def op_ids_before(self, seq: int, most: int) -> tuple[tuple[str, int, int], ...]:
        found: list[tuple[str, int, int]] = []
        place = min(seq - 1, len(self._shelves.lines))
        while place > 0 and len(found) < most:
            op_id = self._shelves.lines[place - 1].op_id
            first, last = self._shelves.spans[op_id]
            if last < seq:
                found.append((op_id, first, last))
            place = first - 1
        return tuple(found)

    def op_of(self, op_id: str) -> LedgerOp | None:
        return self._op(op_id) if op_id in self._shelves.spans else None

    def record_sync(self, record_id: str) -> str:
        return self._shelves.state_of(record_id)

    def record_syncs(self, text: str, states: Sequence[str], limit: int, offset: int) -> RecordSyncPage:
        unsettled: dict[str, list[int]] = {}
        for seq in sorted(self._shelves.unsettled):
            if record_id := self._shelves.lines[seq - 1].record_id:
                unsettled.setdefault(record_id, []).append(seq)
        found: list[tuple[tuple[Any, ...], RecordSync]] = []
        for record_id, seqs in unsettled.items():
            state = self._shelves.state_of(record_id)
            if state not in states:
                continue
            first = next(seq for seq in seqs if self._shelves.states[seq - 1] == state)
            line = self._shelves.lines[first - 1]
            entries = sum(self._shelves.is_unsent(seq) for seq in seqs)
            row = self._record_sync(record_id, state, line.clerk, line.at, entries)
            found.append(((_ORDER.index(state), first, record_id), row))
        for record_id in self._shelves.shown_records() if CONFIRMED in states else ():
            if record_id not in unsettled:
                fact = self._shelves.facts[self._shelves.places_of(record_id)[0]][0]
                row = self._record_sync(record_id, CONFIRMED, fact.clerk, fact.at, 0)
                found.append(((3, fact.at, record_id), row))
        rows = [row for _, row in sorted(found, key=lambda each: each[0]) if row.state in states]
        wanted = text.strip()
        if wanted:
            heads = self._shelves.heads
            rows = [row for row in rows if any(self._speaks_of(h, wanted) for h in heads.get(row.record_id, ()))]
        return RecordSyncPage(tuple(rows[offset : offset + limit]), len(rows))

    def unsent(self, clerk: str = "") -> Unsent:
        shelves = self._shelves
        lines = [shelves.lines[seq - 1] for seq in shelves.unsettled if shelves.is_unsent(seq)]
        lines = [line for line in lines if clerk in ("", line.clerk)]
        scans = {
            sha256
            for (sha256, _), seq in shelves.blob_names.items()
            if shelves.blobs[sha256].kind == "scan"
            and shelves.blobs[sha256].complete_at is None
            and clerk in ("", shelves.lines[seq - 1].clerk if seq else "")
        }
        records = {line.record_id for line in lines if line.record_id}
        return Unsent(len(records), len(lines), len(scans), min((line.at for line in lines), default=None))

    def troubles(self, record_id: str = "", *, open_only: bool = True) -> tuple[Trouble, ...]:
        found = (
            trouble
            for trouble, _ in self._shelves.troubles.values()
            if record_id in ("", trouble.record_id) and not (open_only and trouble.settled_at)
        )
        return tuple(sorted(found, key=lambda trouble: (trouble.since, trouble.trouble_id)))

    def holds_record(self, record_id: str) -> bool:
        return self._shelves.is_shown(record_id)

    def scans_missing(self, record_id: str) -> int:
        marks = self._shelves.hall.get(record_id)
        return max(self._shelves.unfinished_scans(record_id), marks.scans_missing if marks else 0)

    def scope_digest(self, scope: str) -> tuple[int, str]:
        shelves, total = self._shelves, 0
        if scope.startswith("hall:"):
            ranks = {record_id: heads.rank for record_id, heads in shelves.hall.items()}
        else:
            ranks = {key: rank for key, rank in shelves.record_ranks.items() if key not in shelves.hidden}
        for record_id, rank in ranks.items():
            total ^= int.from_bytes(hashlib.sha256(f"{record_id}{rank}".encode()).digest(), "big")
        return len(ranks), f"{total:064x}"

    def held_rows(self) -> tuple[HeldRow, ...]:
        return tuple(row for _, row in sorted(self._shelves.held.items()))

    def blobs_waiting(self, limit: int) -> tuple[BlobWaiting, ...]:
        shelves = self._shelves
        names: dict[str, list[tuple[int, str]]] = {}
        for (sha256, record_id), seq in shelves.blob_names.items():
            if seq <= shelves.acked and shelves.blobs[sha256].complete_at is None:
                names.setdefault(sha256, []).append((seq, record_id))
        order = sorted(names, key=lambda sha256: (shelves.blobs[sha256].sent == 0, min(names[sha256])[0], sha256))
        waiting = ((sha256, shelves.blobs[sha256]) for sha256 in order[:limit])
        return tuple(
            BlobWaiting(sha256, blob.size, blob.kind, min(record_id for _, record_id in names[sha256]), blob.sent)
            for sha256, blob in waiting
        )

    def blob_bytes(self, sha256: str, offset: int, length: int) -> bytes:
        if sha256 not in self._shelves.blobs:
            raise KeyError(sha256)
        return self._shelves.pdfs[sha256][offset : offset + length]

    # -- inside ----------------------------------------------------------------------------------------

    def _op(self, op_id: str) -> LedgerOp:
        first, last = self._shelves.spans[op_id]
        lines = self._shelves.lines[first - 1 : last]
        kept = tuple(LedgerLine(line.entry_id, line.kind, line.record_id, line.body) for line in lines)
        return LedgerOp(op_id, first, kept, lines[-1].hash)

    def _record_sync(self, record_id: str, state: str, clerk: str, at: datetime, entries: int) -> RecordSync:
        heads = self._shelves.heads.get(record_id, ())
        head = min(heads, key=lambda each: each.member, default=None)
        places = self._shelves.places_of(record_id)
        return RecordSync(
            record_id=record_id,
            record_kind=self._shelves.facts[places[0]][0].record_kind if places else "",
            state=state,
            number=head.number if head else "",
            title=head.item_name if head else "",
            applicant=head.applicant if head else "",
            clerk=clerk,
            entries=entries,
            oldest_at=at,
            scans_waiting=self._shelves.unfinished_scans(record_id),
        )

    def _oldest_first(self, papers: Iterable[Paper]) -> tuple[Paper, ...]:
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
            query.number in ("", head.number),
            query.kind in ("", head.record_kind),
            not (query.kind and query.marks)
            or set(query.marks) <= set(self._shelves.marks.get(head.record_id, ("", ()))[1]),
            not query.records or head.record_id in query.records,
            self._says(head, query),
        ))  # fmt: skip

    def _says(self, head: CaseHead, query: WorkQuery) -> bool:
        text = query.text.strip()
        if not query.of_whom:
            return self._speaks_of(head, text)
        return self._is_whose(head, text) or (0 < len(text) <= TEXT_LIMIT and head.applicant == query.shape)

    def _is_whose(self, head: CaseHead, text: str) -> bool:
        if len(text) > TEXT_LIMIT:
            return False
        wanted, shelves = text.translate(_LOWER), self._shelves
        numbers = {paper.number for paper in shelves.papers.values() if paper.record_id == head.record_id}
        for others in (shelves.known_papers, shelves.official):
            numbers |= {number for number, record_id in others.items() if record_id == head.record_id}
        return any(wanted in each.translate(_LOWER) for each in (head.number, head.applicant)) or any(
            number.translate(_LOWER).endswith(wanted) for number in numbers
        )

    def _speaks_of(self, head: CaseHead, text: str) -> bool:
        if len(text) > TEXT_LIMIT:
            return False
        wanted = text.translate(_LOWER)
        shown = (head.number, head.item_name, head.applicant)
        return any(wanted in each.translate(_LOWER) for each in shown) or (
            self.record_of_number(text) == head.record_id
        )
