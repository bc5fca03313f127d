"""Ops become facts of records: read, judged where they stand, and never dropped, whatever the judgement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

import msgspec

from wenling_desk.domain.recheck import Objection
from wenling_desk.domain.record import DISPUTE_SETTLED, DISPUTED, FACT_REFUSED
from wenling_desk.protocol.messages import OpStatus
from wenling_desk.protocol.ops import Op, WireEntry
from wenling_desk.server.heads import SubjectKeys, headline
from wenling_desk.server.judge import Judge
from wenling_desk.server.reading import (
    PAPER_KINDS,
    ReadFact,
    ReadOp,
    Unreadable,
    centre_fact,
    is_digest,
    is_id,
)
from wenling_desk.server.work import RecordWork, Writing

NUMBER_SHARED = "number_shared"
BEHIND_HELD = "behind_held"
CANNOT_APPLY = "cannot_apply"
REVOKED_DEVICE = "revoked_device"


class Applier:
    """Applies the ops of one device to the records of one push. Nothing is written here, only gathered."""

    def __init__(
        self,
        judge: Judge,
        keys: SubjectKeys,
        device: str,
        now: datetime,
        works: dict[str, RecordWork],
        *,
        papers: dict[str, tuple[str, str]],
        complete: set[str],
        careful: bool,
    ) -> None:
        """``papers``: number -> (record, fact) of those issued; ``complete``: attachments the centre has whole.
        ``careful``: the lists of every record are tried after every op, to find the one that spoils them."""
        self.judge, self.keys, self.device, self.now = judge, keys, device, now
        self.works, self.papers, self.complete, self.careful = works, papers, complete, careful
        self.out = Writing()
        self.at = now.isoformat(timespec="microseconds")

    def apply(self, read: ReadOp, epoch: int, *, reason: str = "") -> OpStatus:
        """Apply or hold one op; ``reason`` holds it whatever it is."""
        op, facts = read.op, read.facts
        if reason or read.reason:
            return self._hold(op, epoch, reason or read.reason)
        try:
            touched = self._touched(facts)
        except Unreadable as unreadable:
            return self._hold(op, epoch, unreadable.reason)
        if any(work.blocked_by - {op.op_id} for work in touched):
            return self._hold(op, epoch, BEHIND_HELD)
        before = {work.record_id: (work, len(work.standing.facts), work.rank, work.added) for work in touched}
        gathered = len(self.out.facts), len(self.out.published)
        try:
            return self._apply(op, facts, read.others)
        except Unreadable as unreadable:
            reason = unreadable.reason
        except Exception:
            # A body no rule can read: whatever it raises, the op is kept and the others go on.
            reason = CANNOT_APPLY
        for work, count, rank, added in before.values():
            for fact in work.standing.facts[count:]:
                work.ranks.pop(fact.fact_id, None)
            work.standing.cut(count)
            work.rank, work.added = rank, added
        del self.out.facts[gathered[0] :]
        del self.out.published[gathered[1] :]
        return self._hold(op, epoch, reason)

    def _touched(self, facts: Sequence[ReadFact]) -> list[RecordWork]:
        touched = []
        for read in facts:
            kind, work = read.fact.record_kind, self.works[read.fact.record_id]
            if not self.judge.knows(kind):
                raise Unreadable("record_kind_unknown")
            if work.kind not in ("", kind):
                raise Unreadable("record_kind_differs")
            touched.append(work)
        for read, work in zip(facts, touched, strict=True):
            work.kind = read.fact.record_kind
        return touched

    def _apply(self, op: Op, facts: Sequence[ReadFact], others: Sequence[WireEntry]) -> OpStatus:
        fresh: list[ReadFact] = []
        found: list[tuple[ReadFact, Objection]] = []
        for read in facts:
            work = self.works[read.fact.record_id]
            known = work.ranks.get(read.fact.fact_id)
            if known is not None:  # two desks made the same deemed acceptance: the first one stands
                self.out.published.append((work.record_id, op.op_id, known, known))
                continue
            objection = self.judge.objection(work.standing, read.fact)
            if objection is not None:
                found.append((read, objection))
            self._add(work, read, op.op_id)
            fresh.append(read)
        has_paper = any(read.fact.kind == "PaperIssued" for read in fresh)
        if has_paper and any(read.fact.kind == DISPUTE_SETTLED for read, _ in found):
            raise Unreadable("not_permitted")  # it would settle itself
        refused: list[str] = []
        disputed: dict[str, None] = {}
        if found and has_paper:
            for record_id, objections in _by_record(found).items():
                self._dispute(op, [read for read, _ in objections], objections[0][1].reason)
                disputed[record_id] = None
        elif found:
            refused = self._refuse(op, fresh, found)
        if self.careful:
            for read in fresh:
                work = self.works[read.fact.record_id]
                headline(work.standing, self.judge, work.hall, self.keys)
        for read in fresh:  # nothing fails from here on
            if self._note_paper(op, read):
                disputed[read.fact.record_id] = None
            self._note_blob(read)
        self._keep_others(op, others)
        return OpStatus(
            op_id=op.op_id,
            state="applied",
            refused=tuple(refused),
            disputed=tuple(disputed),
            reason=found[0][1].reason if found else NUMBER_SHARED if disputed else "",
        )

    def _add(self, work: RecordWork, read: ReadFact, op_id: str) -> None:
        work.standing.add(read.fact)
        work.rank += 1
        work.added += 1
        work.ranks[read.fact.fact_id] = work.rank
        fact = read.fact
        self.out.facts.append(
            (work.record_id, work.rank, fact.fact_id, op_id, fact.device, fact.kind, self.at, read.body)
        )
        last = self.out.published[-1] if self.out.published else None
        if last is not None and last[:2] == (work.record_id, op_id) and last[3] == work.rank - 1:
            self.out.published[-1] = (work.record_id, op_id, last[2], work.rank)
        else:
            self.out.published.append((work.record_id, op_id, work.rank, work.rank))

    def _by_centre(self, kind: str, op: Op, after: ReadFact, about: str, body: dict[str, object]) -> None:
        read = centre_fact(kind, after.fact, op.op_id, about, self.now, body)
        work = self.works[after.fact.record_id]
        if read.fact.fact_id not in work.ranks:
            self._add(work, read, read.fact.command_id)

    def _dispute(self, op: Op, reads: Sequence[ReadFact], reason: str) -> None:
        body: dict[str, object] = {"facts": [read.fact.fact_id for read in reads], "reason": reason}
        self._by_centre(DISPUTED, op, reads[0], f"{reads[0].fact.record_id}\0{reason}", body)

    def _refuse(self, op: Op, fresh: Sequence[ReadFact], found: Sequence[tuple[ReadFact, Objection]]) -> list[str]:
        """An op is taken whole or not at all."""
        own = {read.fact.fact_id: objection for read, objection in found}
        for read in fresh:
            objection = own.get(read.fact.fact_id, found[0][1])
            body: dict[str, object] = {"fact_id": read.fact.fact_id, "reason": objection.reason}
            if objection.winner:
                body["winner"] = objection.winner
            self._by_centre(FACT_REFUSED, op, read, read.fact.fact_id, body)
        return [read.fact.fact_id for read in fresh]

    def _note_paper(self, op: Op, read: ReadFact) -> bool:
        """Enter a paper's number; whether another one has it already."""
        fact = read.fact
        if fact.kind not in PAPER_KINDS:
            return False
        number = str(fact.body["number"])
        holder = self.papers.setdefault(number, (fact.record_id, fact.fact_id))
        if holder[1] == fact.fact_id:
            digest = fact.body.get("sha256")
            copies = fact.body.get("copies")
            row = (
                number, fact.record_id, fact.fact_id, fact.kind, fact.at.isoformat(timespec="microseconds"),
                digest if is_digest(digest) else "", copies if isinstance(copies, int) and 0 <= copies < 1000 else 1,
            )  # fmt: skip
            self.out.papers.append(row)
            return False
        alias = {"number": number, "record_id": fact.record_id, "fact_id": fact.fact_id, "seen_at": self.at}
        self.out.aliases.append(alias)
        self._dispute(op, [read], NUMBER_SHARED)
        return True

    def _note_blob(self, read: ReadFact) -> None:
        """Name the attachment a fact is about; a scan that is not here yet is missing from the record's materials."""
        fact = read.fact
        digest = fact.body.get("sha256")
        if fact.kind not in ("ScanAttached", "PaperIssued") or not is_digest(digest):
            return
        work = self.works[fact.record_id]
        if str(digest) in work.known:
            return
        work.known.add(str(digest))
        kind = "scan" if fact.kind == "ScanAttached" else "paper"
        if kind == "scan" and digest not in self.complete:
            work.scans_missing += 1
        row = {"sha256": digest, "record_id": fact.record_id, "fact_id": fact.fact_id, "kind": kind}
        self.out.blob_refs.append(row)

    def _keep_others(self, op: Op, others: Sequence[WireEntry]) -> None:
        self.out.others += [
            {
                "entry_id": entry.id,
                "op_id": op.op_id,
                "device_id": self.device,
                "kind": entry.kind,
                "record_id": entry.record,
                "received_at": self.at,
                "body": bytes(entry.body),
            }
            for entry in others
        ]

    def _hold(self, op: Op, epoch: int, reason: str) -> OpStatus:
        """Keep the op byte for byte; what follows on the same records waits behind it, so that order is kept."""
        body = msgspec.json.encode(op)
        self.out.quarantine.append((op.op_id, self.device, epoch, op.first, reason, body, self.at))
        if reason != REVOKED_DEVICE:  # a stolen laptop must not stop the others
            for record_id in {entry.record for entry in op.entries if is_id(entry.record)}:
                self.out.quarantine_records.append((record_id, op.op_id))
                if record_id in self.works:
                    self.works[record_id].blocked_by.add(op.op_id)
        return OpStatus(op_id=op.op_id, state="held", reason=reason)


def _by_record(found: Sequence[tuple[ReadFact, Objection]]) -> dict[str, list[tuple[ReadFact, Objection]]]:
    groups: dict[str, list[tuple[ReadFact, Objection]]] = defaultdict(list)
    for read, objection in found:
        groups[read.fact.record_id].append((read, objection))
    return groups
