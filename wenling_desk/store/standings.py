"""How each record stands towards the centre: what the sync centre lists.

What is not confirmed comes from the partial index of the ledger, so it costs what is on its way and not what has
arrived; what is confirmed comes page by page from the table of records.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    select,
    text,
)

from wenling_desk.store import blobs, outbox, replica, schema, worklist
from wenling_desk.use_cases.sync_ports import (
    ACKED,
    CONFIRMED,
    NEEDS_ATTENTION,
    QUEUED,
    RecordSync,
    RecordSyncPage,
)

ORDER: Final = (NEEDS_ATTENTION, QUEUED, ACKED, CONFIRMED)
"""Those that need attention first."""

_L = schema.ledger
_R = schema.records
_H = schema.heads
_UNSETTLED: Final = text(schema.UNSETTLED)


def _first(state: str) -> ColumnElement[int | None]:
    return func.min(case((_L.c.state == literal_column(f"'{state}'"), _L.c.seq)))


_IS_UNSENT: Final = and_(_L.c.state != literal_column(f"'{ACKED}'"), _L.c.seq > bindparam("acked"))
_GROUPS: Final = (
    select(
        _L.c.record_id,
        _first(NEEDS_ATTENTION).label("attention"),
        _first(QUEUED).label("queued"),
        _first(ACKED).label("acked"),
        func.sum(case((_IS_UNSENT, 1), else_=0)).label("entries"),
    )
    .where(_L.c.record_id.is_not(None), _UNSETTLED)
    .group_by(_L.c.record_id)
    .subquery("standing")
)
_STATE: Final = case((_GROUPS.c.attention.is_not(None), 0), (_GROUPS.c.queued.is_not(None), 1), else_=2)
_SINCE: Final = func.coalesce(_GROUPS.c.attention, _GROUPS.c.queued, _GROUPS.c.acked)
_ON_ITS_WAY: Final = (
    select(_GROUPS.c.record_id, _STATE.label("place"), _SINCE.label("since"), _GROUPS.c.entries)
    .order_by(literal_column("place"), literal_column("since"))
)  # fmt: skip
_IS_UNSETTLED: Final = exists().where(_L.c.record_id == _R.c.record_id, _UNSETTLED)
_SETTLED: Final = (
    select(_R.c.record_id, _R.c.record_kind, _R.c.first_at, _R.c.clerk)
    .where(text("hidden = 0"), ~_IS_UNSETTLED)
    .order_by(_R.c.first_at, _R.c.record_id)
)
_SHOWN: Final = select(schema.record_totals.c.amount).where(schema.record_totals.c.hidden == 0)
_SHOWN_UNSETTLED: Final = (
    select(func.count())
    .select_from(_GROUPS)
    .join(_R, (_R.c.record_id == _GROUPS.c.record_id) & (_R.c.hidden == 0))
)  # fmt: skip
_ENTRY: Final = select(_L.c.seq, _L.c.at, _L.c.clerk)
_NAMES: Final = select(_H.c.record_id, _H.c.number, _H.c.item_name, _H.c.applicant).order_by(
    _H.c.record_id, _H.c.member.desc()
)
_IS_KNOWN: Final = select(_R.c.record_id).where(_R.c.record_id == bindparam("record_id"))
_HAS_HEADS: Final = select(_H.c.record_id).where(_H.c.record_id == bindparam("record_id")).limit(1)


def state_of(connection: Connection, record_id: str) -> str:
    """The state of one record; empty where it is unknown."""
    states = {row.state for row in connection.execute(outbox.OF_RECORD, {"record_id": record_id}).all()}
    for state in ORDER[:3]:
        if state in states:
            return state
    known = any(connection.execute(query, {"record_id": record_id}).first() for query in (_IS_KNOWN, _HAS_HEADS))
    return CONFIRMED if known else ""


def read_page(connection: Connection, wanted: str, states: Sequence[str], limit: int, offset: int) -> RecordSyncPage:
    """Records in those states, in the order of :data:`ORDER` and then the oldest first."""
    wanted = wanted.strip()
    if not worklist.can_match(wanted):
        return RecordSyncPage((), 0)
    acked = replica.acked(connection)
    rows: list[RecordSync] = []
    total = 0
    places = [place for place, state in enumerate(ORDER[:3]) if state in states]
    if places:
        query = _ON_ITS_WAY.where(_STATE.in_(places))
        if wanted:
            query = query.where(_is_spoken_of(_GROUPS.c.record_id, wanted))
        total = _count(connection, query, acked)
        page = connection.execute(query.limit(limit).offset(offset), {"acked": acked}).all()
        rows += _on_their_way(connection, page)
    if CONFIRMED in states:
        query = _SETTLED.where(_is_spoken_of(_R.c.record_id, wanted)) if wanted else _SETTLED
        skipped = max(0, offset - total)
        if len(rows) < limit:
            settled = connection.execute(query.limit(limit - len(rows)).offset(skipped)).all()
            rows += [_arrived(row) for row in settled]
        total += _count(connection, query, acked) if wanted else _count_settled(connection, acked)
    return RecordSyncPage(tuple(_named(connection, rows)), total)


def _is_spoken_of(record_id: ColumnElement[str], wanted: str) -> ColumnElement[bool]:
    return exists().where(_H.c.record_id == record_id, worklist.speaks_of(wanted))


def _count(connection: Connection, query: Select[Any], acked: int) -> int:
    counted = select(func.count()).select_from(query.order_by(None).subquery())
    return int(connection.execute(counted, {"acked": acked}).scalar_one())


def _count_settled(connection: Connection, acked: int) -> int:
    shown = int(connection.execute(_SHOWN).scalar_one())
    return shown - int(connection.execute(_SHOWN_UNSETTLED, {"acked": acked}).scalar_one())


def _on_their_way(connection: Connection, page: Sequence[Any]) -> list[RecordSync]:
    numbers = [row.since for row in page]
    records = [row.record_id for row in page]
    entries = {row.seq: row for row in connection.execute(_ENTRY.where(_L.c.seq.in_(numbers))).all()}
    kinds = select(_R.c.record_id, _R.c.record_kind).where(_R.c.record_id.in_(records))
    kind_of = {row.record_id: row.record_kind for row in connection.execute(kinds).all()}
    return [
        RecordSync(
            record_id=row.record_id,
            record_kind=kind_of.get(row.record_id, ""),
            state=ORDER[row.place],
            number="",
            title="",
            applicant="",
            clerk=entries[row.since].clerk or "",
            entries=row.entries,
            oldest_at=datetime.fromisoformat(entries[row.since].at),
        )
        for row in page
    ]


def _arrived(row: Any) -> RecordSync:
    return RecordSync(
        record_id=row.record_id,
        record_kind=row.record_kind,
        state=CONFIRMED,
        number="",
        title="",
        applicant="",
        clerk=row.clerk,
        entries=0,
        oldest_at=datetime.fromisoformat(row.first_at),
    )


def _named(connection: Connection, rows: Sequence[RecordSync]) -> Iterable[RecordSync]:
    """The rows with what the worklist says of their records, and the attachments that wait."""
    records = [row.record_id for row in rows]
    heads = {row.record_id: row for row in connection.execute(_NAMES.where(_H.c.record_id.in_(records))).all()}
    scans = blobs.scans_waiting_of(connection, records)
    for row in rows:
        head = heads.get(row.record_id)
        waiting = scans.get(row.record_id, 0)
        if head is None:
            yield replace(row, scans_waiting=waiting)
        else:
            yield replace(
                row, number=head.number, title=head.item_name, applicant=head.applicant, scans_waiting=waiting
            )
