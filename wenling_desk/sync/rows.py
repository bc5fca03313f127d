"""Rows of the wire as the use cases take them. What cannot be read becomes an ``UnreadRow``: kept, never skipped."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from wenling_desk.domain.facts import Fact
from wenling_desk.domain.heads import CaseHead
from wenling_desk.protocol.codec import BadMessageError, decode, encode
from wenling_desk.protocol.messages import FactsBody, HeadBody, LeaseBody, LogRow, RankedFact, ReleaseBody
from wenling_desk.use_cases.sync_ports import HallHeads, HeldRow, PulledFact
from wenling_desk.use_cases.sync_rows import (
    CANNOT_READ,
    KIND_UNKNOWN,
    FactsRow,
    HeadRow,
    LeaseRow,
    PulledRow,
    ReleaseRow,
    RemoveRow,
    UnreadRow,
)

MALFORMED: Final = (BadMessageError, msgspec.MsgspecError, LookupError, ValueError, TypeError, AttributeError,
                    RecursionError)  # fmt: skip


def read_row(row: LogRow) -> PulledRow:
    """The row in the use cases' words."""
    raw = encode(row)
    try:
        return _read(row, raw)
    except MALFORMED:
        return UnreadRow(ver=row.ver, raw=raw, reason=CANNOT_READ)


def _read(row: LogRow, raw: bytes) -> PulledRow:
    match row.kind:
        case "facts":
            body = decode(bytes(row.body), FactsBody)
            facts = tuple(_read_fact(row.record, each) for each in body.facts)
            return FactsRow(ver=row.ver, raw=raw, record_id=row.record, op_id=row.op_id, facts=facts)
        case "head":
            return HeadRow(ver=row.ver, raw=raw, heads=_read_heads(row.record, decode(bytes(row.body), HeadBody)))
        case "remove":
            return RemoveRow(ver=row.ver, raw=raw, record_id=row.record)
        case "lease":
            lease = decode(bytes(row.body), LeaseBody)
            until = datetime.fromisoformat(lease.lease_until)
            return LeaseRow(ver=row.ver, raw=raw, lease_until=until, revoked=lease.revoked)
        case "release":
            decode(bytes(row.body), ReleaseBody)
            return ReleaseRow(ver=row.ver, raw=raw)
    return UnreadRow(ver=row.ver, raw=raw, reason=KIND_UNKNOWN)


def _read_fact(record_id: str, ranked: RankedFact) -> tuple[Fact, PulledFact]:
    body = bytes(ranked.body)
    fact = Fact.from_plain(msgspec.json.decode(body))
    if fact.fact_id != ranked.id or fact.record_id != record_id or ranked.rank < 1:
        raise ValueError("a fact of another place")
    return fact, PulledFact(ranked.id, ranked.rank, body)


def read_facts(record_id: str, facts: tuple[RankedFact, ...]) -> tuple[tuple[Fact, PulledFact], ...]:
    """The facts of a fetched record. Raises BadMessageError where one cannot be read."""
    try:
        return tuple(_read_fact(record_id, each) for each in facts)
    except MALFORMED as error:
        raise BadMessageError("facts") from error


def _read_heads(record_id: str, body: HeadBody) -> HallHeads:
    heads = tuple(msgspec.convert(plain, CaseHead) for plain in body.heads)
    if any(head.record_id != record_id for head in heads):
        raise ValueError("a head of another record")
    return HallHeads(record_id, body.rank, heads, body.scans_missing, tuple(body.duplicates))


def read_held(row: HeldRow) -> LogRow:
    """A kept row as the log had it. Raises BadMessageError."""
    return decode(row.raw, LogRow)
