"""The writes of the sync to a store in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from tests.support.memory_reading import MemoryReading
from tests.support.memory_shelves import Blob, Shelves
from wenling_desk.domain.facts import Fact
from wenling_desk.store.facts import PAPER_KINDS
from wenling_desk.use_cases.ports import Paper
from wenling_desk.use_cases.sync_ports import (
    ACKED,
    CONFIRMED,
    NEEDS_ATTENTION,
    QUEUED,
    Enrolment,
    HallHeads,
    HeldRow,
    PulledFact,
    Trouble,
)

Step = Callable[[], None]


class MemorySyncWrites(MemoryReading):
    """What SyncUnitOfWork adds. What it refuses it refuses at the call, so that carrying out cannot stop half way."""

    def __init__(self, shelves: Shelves) -> None:
        super().__init__(shelves)
        self._steps: list[Step] = []
        self._pulled: dict[str, dict[str, tuple[Fact, PulledFact]]] = {}
        self._left: set[str] = set()
        self._scans: dict[str, list[tuple[str, str, bytes]]] = {}
        self._cursors: dict[str, int] = {}
        self._known_troubles: set[str] = set()
        self._closed = False

    def facts_of(self, record_id: str) -> tuple[Fact, ...]:
        pulled = self._pulled.get(record_id)
        if not pulled:
            return () if record_id in self._left else super().facts_of(record_id)
        ranks = self._shelves.ranks | {fact_id: each.rank for fact_id, (_, each) in pulled.items()}
        facts = [self._shelves.fact_at(place) for place in self._shelves.places_of(record_id)]
        known = {fact.fact_id for fact in facts}
        facts += [fact for fact_id, (fact, _) in pulled.items() if fact_id not in known]
        facts.sort(key=lambda fact: (fact.fact_id not in ranks, ranks.get(fact.fact_id, 0)))
        return tuple(facts)

    def keep_enrolment(self, enrolment: Enrolment) -> None:
        def keep() -> None:
            self._shelves.enrolment = enrolment

        self._step(keep)

    def take_desk_code(self, desk_code: str, epoch: int, first: int) -> None:
        shelves = self._shelves
        known = shelves.epochs.get(desk_code)
        if known is None and epoch <= max(shelves.epochs.values()):
            raise ValueError(f"epoch {epoch} is not new")
        if known not in (None, epoch):
            raise ValueError(f"the desk code was in use under epoch {known}")
        lines = shelves.lines
        if not 1 <= first <= len(lines) + 1:
            raise ValueError(f"the ledger has {len(lines)} entries, not {first}")
        if first <= len(lines) and shelves.spans[lines[first - 1].op_id][0] != first:
            raise ValueError(f"ledger number {first} is in the middle of an op")

        def take() -> None:
            shelves.epochs[desk_code] = epoch
            shelves.serials.setdefault(desk_code, 1)
            shelves.desk_code, shelves.is_granted = desk_code, True
            shelves.acked = first - 1
            for seq in range(1, first):
                if shelves.states[seq - 1] == QUEUED:
                    shelves.move(seq, ACKED if shelves.lines[seq - 1].kind == "fact" else CONFIRMED)
            for seq in range(first, len(shelves.lines) + 1):
                if shelves.states[seq - 1] != NEEDS_ATTENTION:
                    shelves.move(seq, QUEUED)

        self._step(take)

    def note_centre(self, incarnation: str, request_seq: int, lease_until: datetime | None = None) -> None:
        shelves = self._shelves

        def note() -> None:
            if shelves.incarnation and shelves.incarnation != incarnation:
                shelves.offer_blobs_again()
            shelves.incarnation = incarnation
            shelves.request_seq = max(shelves.request_seq, request_seq)
            if lease_until is not None and shelves.enrolment is not None:
                shelves.enrolment = replace(shelves.enrolment, lease_until=lease_until)

        self._step(note)

    def acknowledge(self, through: int) -> None:
        shelves = self._shelves
        if not 0 <= through <= len(shelves.lines):
            raise ValueError(f"the ledger has {len(shelves.lines)} entries, not {through}")

        def acknowledge() -> None:
            for seq in range(shelves.acked + 1, through + 1):
                if shelves.states[seq - 1] == QUEUED:
                    shelves.move(seq, ACKED if shelves.lines[seq - 1].kind == "fact" else CONFIRMED)
            shelves.acked = max(shelves.acked, through)

        self._step(acknowledge)

    def confirm(self, op_ids: Sequence[str]) -> None:
        wanted = tuple(op_ids)

        def confirm() -> None:
            for op_id in wanted:
                self._shelves.move_op(op_id, (QUEUED, ACKED), CONFIRMED)

        self._step(confirm)

    def need_attention(self, trouble: Trouble) -> None:
        self._known_troubles.add(trouble.trouble_id)
        shelves = self._shelves

        def add() -> None:
            if trouble.trouble_id in shelves.troubles:
                return
            marked = trouble.op_id if trouble.op_id in shelves.spans else self._last_own_op(trouble.record_id)
            shelves.troubles[trouble.trouble_id] = (trouble, marked)
            if trouble.settled_at is None:
                shelves.move_op(marked, (QUEUED, ACKED, CONFIRMED), NEEDS_ATTENTION)

        self._step(add)

    def settle(self, trouble_id: str, at: datetime) -> None:
        shelves = self._shelves
        if trouble_id not in shelves.troubles and trouble_id not in self._known_troubles:
            raise KeyError(trouble_id)

        def settle() -> None:
            trouble, marked = shelves.troubles[trouble_id]
            if trouble.settled_at is not None:
                return
            shelves.troubles[trouble_id] = (replace(trouble, settled_at=at), marked)
            if any(op == marked and each.settled_at is None for each, op in shelves.troubles.values()):
                return
            first, last = shelves.spans.get(marked, (1, 0))
            for seq in range(first, last + 1):
                if shelves.states[seq - 1] == NEEDS_ATTENTION:
                    shelves.move(seq, QUEUED if seq > shelves.acked else CONFIRMED)

        self._step(settle)

    def add_pulled(self, facts: Sequence[tuple[Fact, PulledFact]]) -> None:
        wanted = tuple(facts)
        for fact, pulled in wanted:
            self._pulled.setdefault(fact.record_id, {})[pulled.fact_id] = (fact, pulled)
        self._step(lambda: self._add_pulled(wanted))

    def save_hall_heads(self, heads: HallHeads) -> None:
        shelves = self._shelves

        def save() -> None:
            shelves.hall.pop(heads.record_id, None)
            if heads.rank:
                shelves.hall[heads.record_id] = heads
            if not shelves.is_shown(heads.record_id):
                shelves.heads[heads.record_id] = heads.heads if heads.rank else ()

        self._step(save)

    def drop_record(self, record_id: str) -> None:
        shelves = self._shelves
        own = (seq for seq in shelves.unsettled if shelves.lines[seq - 1].record_id == record_id)
        if any(seq > shelves.acked for seq in own):
            raise ValueError("the record has entries the centre has not acknowledged")
        self._pulled.pop(record_id, None)
        self._left.add(record_id)
        papers = {paper.sha256 for paper in shelves.papers.values()}
        names = [sha256 for sha256, record in shelves.blob_names if record == record_id]
        shared = {sha256 for sha256, record in shelves.blob_names if record != record_id} | papers
        kept = shared | shelves.archived_scans()
        doomed = [each for each in names if each not in kept and self._is_spent(each)]

        def drop() -> None:
            shelves.drop_pulled(record_id)
            shelves.hidden.discard(record_id)
            if shelves.places_of(record_id):
                shelves.hidden.add(record_id)
            else:
                shelves.record_ranks.pop(record_id, None)
            shelves.hall.pop(record_id, None)
            shelves.heads.pop(record_id, None)
            shelves.errands.pop(record_id, None)
            shelves.figures.pop(record_id, None)
            shelves.marks.pop(record_id, None)
            shelves.drop_blobs(doomed)

        self._step(drop)

    def save_cursor(self, scope: str, ver: int) -> None:
        if ver < self._cursors.get(scope, self._shelves.cursors.get(scope, 0)):
            raise ValueError(f"the cursor of {scope} never goes back to {ver}")
        self._cursors[scope] = ver

        def save() -> None:
            self._shelves.cursors[scope] = ver

        self._step(save)

    def forget_scope(self, scope: str) -> None:
        self._cursors[scope] = 0
        shelves = self._shelves

        def forget() -> None:
            shelves.cursors.pop(scope, None)
            if scope.startswith("hall:"):
                for record_id in shelves.hall:
                    if not shelves.is_shown(record_id):
                        shelves.heads.pop(record_id, None)
                        shelves.errands.pop(record_id, None)
                        shelves.figures.pop(record_id, None)
                        shelves.marks.pop(record_id, None)
                shelves.hall = {}
            if scope.startswith("device:"):
                shelves.forget_told()

        self._step(forget)

    def hold(self, row: HeldRow) -> None:
        def hold() -> None:
            self._shelves.held[row.scope, row.ver] = row

        self._step(hold)

    def release_held(self, scope: str, ver: int) -> None:
        def release() -> None:
            self._shelves.held.pop((scope, ver), None)

        self._step(release)

    def add_scan(self, record_id: str, data: bytes, media_type: str) -> str:
        self._check_open()
        sha256 = hashlib.sha256(data).hexdigest()
        self._scans.setdefault(sha256, []).append((record_id, media_type, bytes(data)))
        return sha256

    def blob_progress(self, sha256: str, offset: int, *, complete: bool, at: datetime) -> None:
        shelves = self._shelves

        def note() -> None:
            blob = shelves.blobs.get(sha256)
            if blob is not None:
                shelves.blobs[sha256] = replace(
                    blob, sent=offset, complete_at=(blob.complete_at or at) if complete else None
                )

        self._step(note)

    def forget_blobs(self, before: datetime) -> int:
        papers = {paper.sha256 for paper in self._shelves.papers.values()}
        unconfirmed = {
            sha256 for (sha256, _), seq in self._shelves.blob_names.items() if seq in self._shelves.unsettled
        }
        spent = [
            sha256
            for sha256, blob in self._shelves.blobs.items()
            if blob.kind == "scan"
            and blob.complete_at is not None
            and blob.complete_at < before
            and sha256 not in papers | unconfirmed | self._shelves.archived_scans()
        ]
        self._step(lambda: self._shelves.drop_blobs(spent))
        return len(spent)

    # -- inside ----------------------------------------------------------------------------------------

    def _carry_out(self) -> None:
        for step in self._steps:
            step()

    def _queue_blobs(
        self, papers: Sequence[Paper], facts: Sequence[tuple[Fact, bytes]], numbers: Mapping[str, int]
    ) -> None:
        kept = [
            (each.sha256, "paper", "application/pdf", each.record_id) for each in papers if not each.applicant_paper
        ]
        for sha256, scans in self._scans.items():
            self._shelves.pdfs[sha256] = scans[0][2]
            kept += [(sha256, "scan", media_type, record_id) for record_id, media_type, _ in scans]
        named = {(str(fact.body.get("sha256", "")), fact.record_id): numbers[fact.fact_id] for fact, _ in facts}
        last = len(self._shelves.lines)
        for sha256, kind, media_type, record_id in kept:
            size = len(self._shelves.pdfs[sha256])
            self._shelves.blobs.setdefault(sha256, Blob(kind, media_type, size))
            self._shelves.blob_names.setdefault((sha256, record_id), named.get((sha256, record_id), last))

    def _add_pulled(self, facts: Sequence[tuple[Fact, PulledFact]]) -> None:
        shelves = self._shelves
        for fact, pulled in facts:
            if not shelves.has_fact(pulled.fact_id):
                shelves.facts.append((fact, pulled.body))
                shelves.pulled.add(pulled.fact_id)
                number = str(fact.body.get("number", ""))
                if number and fact.kind == "OfficialNumberRecorded":
                    shelves.official[number] = fact.record_id
                if number and fact.kind in PAPER_KINDS:
                    shelves.known_papers.setdefault(number, fact.record_id)
            shelves.ranks[pulled.fact_id] = pulled.rank
            shelves.hidden.discard(fact.record_id)
            shelves.record_ranks[fact.record_id] = max(pulled.rank, shelves.record_ranks.get(fact.record_id, 0))

    def _last_own_op(self, record_id: str) -> str:
        for place in reversed(self._shelves.places_of(record_id)):
            fact = self._shelves.facts[place][0]
            if fact.fact_id not in self._shelves.pulled:
                return fact.command_id
        return ""

    def _is_spent(self, sha256: str) -> bool:
        blob = self._shelves.blobs[sha256]
        return blob.kind == "scan" and blob.complete_at is not None

    def _step(self, step: Step) -> None:
        self._check_open()
        self._steps.append(step)

    def _check_open(self) -> None:
        if self._closed:
            raise RuntimeError("this unit of work is done")
