"""A push: one database transaction. Every op is verified, judged and kept; nothing is dropped or made twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from wenling_desk.protocol.messages import OpStatus, PushAnswer, PushRequest
from wenling_desk.protocol.ops import Op, chained, op_digest
from wenling_desk.protocol.signing import anchor_bytes
from wenling_desk.protocol.versions import MOST_OPS
from wenling_desk.server.applying import REVOKED_DEVICE, Applier
from wenling_desk.server.parts import Parts
from wenling_desk.server.reading import PAPER_KINDS, ReadOp, is_digest, is_id, read_op, records_of
from wenling_desk.server.refusals import Refused
from wenling_desk.server.work import RecordWork, load
from wenling_desk.server.writing import HeadSpoiled, hold_records, merge, write_records
from wenling_desk.store.centre import blobs, log, ops, tables
from wenling_desk.store.centre.session import Found, Session

_STATUS = msgspec.json.Decoder(OpStatus)


def verify(request: PushRequest) -> list[bytes]:
    """The heads of the chain after each op. Refuses with ``bad_message`` and ``bad_digest``; before any database."""
    if len(request.ops) > MOST_OPS:
        raise Refused("too_large", most=MOST_OPS)
    try:
        head = bytes.fromhex(request.previous)
    except ValueError:
        raise Refused("bad_message", field="previous") from None
    heads: list[bytes] = []
    expected = request.ops[0].first if request.ops else 0
    for op in request.ops:
        if not is_id(op.op_id) or not op.entries or op.first != expected or op.first < 1:
            raise Refused("bad_message", field="ops")
        head = chained(head, op.entries)
        if op_digest(op.entries) != op.sha256 or head.hex() != op.hash:
            raise Refused("bad_digest", seq=op.first)
        heads.append(head)
        expected = op.last + 1
    return heads


class Push:
    """One push of one device, done within one database transaction (again, should that have to be repeated)."""

    def __init__(self, parts: Parts, device: str, request: PushRequest, heads: Sequence[bytes]) -> None:
        self.parts, self.device, self.request, self.heads = parts, device, request, heads
        self.works: Mapping[str, RecordWork] = {}
        self.scopes: dict[str, int] = {}
        self.entries: dict[str, list[log.LogEntry]] = {}

    def run(self, session: Session) -> PushAnswer:
        """Do it. Refuses with ``device_unknown``, ``epoch_closed``, ``gap``, ``forked``."""
        self.works, self.scopes, self.entries = {}, {}, {}
        found = ops.device_of(session, self.device)
        if found is None:
            raise Refused("device_unknown")
        hall, status, _ = found
        epoch = ops.lock_epoch(session, self.device, self.request.epoch)
        found = ops.device_of(session, self.device)  # another epoch may have been granted while we waited
        if epoch is None or found is None or found[2] != self.request.epoch:
            raise Refused("epoch_closed", epoch=found[2] if found is not None else 0)
        now = self.parts.clock.now()
        if not self.request.ops:
            return self._answer(0, b"", (), now)
        known = self._compare(session, epoch)
        fresh = [op for op in self.request.ops if op.op_id not in known]
        try:
            made = self._apply(session, fresh, hall, status, now, careful=False) if fresh else {}
        except HeadSpoiled:
            made = self._apply(session, fresh, hall, status, now, careful=True)
        statuses = tuple(known.get(op.op_id) or made[op.op_id] for op in self.request.ops)
        last = self.request.ops[-1].last
        if last > epoch[1]:
            ops.move_epoch(session, self.device, self.request.epoch, last, self.heads[-1])
        if self.entries:
            self.scopes = log.publish(session, self.entries, now.isoformat(timespec="microseconds"))
        return self._answer(last, self.heads[-1], statuses, now)

    def _answer(self, ack: int, head: bytes, statuses: tuple[OpStatus, ...], now: datetime) -> PushAnswer:
        anchor = self.parts.keys.sign(anchor_bytes(self.device, ack, head.hex())) if ack else ""
        return PushAnswer(
            incarnation=self.parts.incarnation(),
            ack=ack,
            statuses=statuses,
            anchor=anchor,
            received_at=now.isoformat(timespec="microseconds"),
        )

    def _compare(self, session: Session, epoch: Found) -> dict[str, OpStatus]:
        """What of the request is known already, and whether the rest follows on it. Refuses ``gap`` and ``forked``."""
        base, last_seq, head = epoch
        first = self.request.ops[0].first
        if first > last_seq + 1 or first <= base:
            raise Refused("gap", expected=last_seq + 1)
        if first == last_seq + 1 and bytes.fromhex(self.request.previous) != head:
            raise Refused("forked", seq=first)
        rows = {row[0]: row for row in ops.known_ops(session, [op.op_id for op in self.request.ops])}
        again: dict[str, Found] = {}
        if rows:
            names = list(rows)
            again = {row[0]: row for row in ops.ops_again(session, self.device, self.request.epoch, names)}
        known: dict[str, OpStatus] = {}
        seen: set[str] = set()
        added = []
        for op, after in zip(self.request.ops, self.heads, strict=True):
            row = rows.get(op.op_id)
            if op.op_id in seen or (row is not None and row[4] != op.sha256):
                raise Refused("forked", seq=op.first)
            seen.add(op.op_id)
            if op.first <= last_seq:
                if row is None or op.last > last_seq or not self._is_here(op, after, row, again.get(op.op_id)):
                    raise Refused("forked", seq=op.first)
            elif row is not None:
                added.append((op, after))
            if row is not None:
                known[op.op_id] = _STATUS.decode(row[6])
        if added:
            at = self.parts.clock.now().isoformat(timespec="microseconds")
            epoch_number = self.request.epoch
            session.insert(tables.op_again, [
                (self.device, epoch_number, op.first, op.last, op.op_id, after, at) for op, after in added
            ])  # fmt: skip
            # An op another device sent first (a copied disk): this device holds its records too, with all their facts.
            foreign = [op for op, _ in added if rows[op.op_id][1] != self.device]
            merge(self.entries, hold_records(session, records_of(foreign), self.device, at))
        return known

    def _is_here(self, op: Op, after: bytes, row: Found, again: Found | None) -> bool:
        """Whether a known op stands at this very place of this epoch."""
        if again is not None and (again[1], again[2]) == (op.first, after):
            return True
        return (row[1], row[2], row[3], row[5]) == (self.device, self.request.epoch, op.first, after)

    def _apply(
        self, session: Session, fresh: Sequence[Op], hall: str, status: str, now: datetime, *, careful: bool
    ) -> dict[str, OpStatus]:
        works = load(session, records_of(fresh), hall, self.parts.cache)
        reads = [read_op(op, self.device) for op in fresh]
        applier = prepare(session, self.parts, reads, works, self.device, now, careful=careful)
        at = now.isoformat(timespec="microseconds")
        reason = REVOKED_DEVICE if status != "active" else ""
        made: dict[str, OpStatus] = {}
        heads = {op.op_id: head for op, head in zip(self.request.ops, self.heads, strict=True)}
        for read in reads:
            op = read.op
            answer = made[op.op_id] = applier.apply(read, self.request.epoch, reason=reason)
            applier.out.ops.append((
                op.op_id, self.device, self.request.epoch, op.first, op.last, op.sha256, heads[op.op_id],
                msgspec.json.encode(answer), at,
            ))  # fmt: skip
        merge(self.entries, write_records(session, self.parts, works, applier.out, self.device, at))
        self.works = works
        return made


def prepare(
    session: Session,
    parts: Parts,
    reads: Sequence[ReadOp],
    works: dict[str, RecordWork],
    device: str,
    now: datetime,
    *,
    careful: bool,
) -> Applier:
    """An applier that knows which of the numbers and attachments these ops name are here already."""
    facts = [read.fact for op in reads for read in op.facts]
    numbers = sorted({str(fact.body["number"]) for fact in facts if fact.kind in PAPER_KINDS})
    named = sorted({str(digest) for fact in facts if is_digest(digest := fact.body.get("sha256"))})
    papers = {row[0]: (row[1], row[2]) for row in ops.papers(session, numbers)} if numbers else {}
    complete: set[str] = set()
    if named:
        complete = blobs.complete(session, named)
        for record_id, digest in blobs.named(session, named):
            if record_id in works:
                works[record_id].known.add(digest)
    return Applier(parts.judge, parts.keys, device, now, works, papers=papers, complete=complete, careful=careful)
