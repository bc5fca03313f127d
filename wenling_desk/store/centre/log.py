"""The logs of the scopes: a counter row for each, versions without a gap in the order of commits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite

from wenling_desk.store.centre import tables as t
from wenling_desk.store.centre.ops import here, inserting
from wenling_desk.store.centre.session import Among, Found, Session

_S, _L, _F, _R, _H = t.scope_head, t.change_log, t.fact, t.record, t.holder

LogEntry = tuple[str, str, str, int, int, bytes | None]
"""(kind, record, op, first rank, last rank, body); the body of facts and heads stands in their own tables."""


def _advance(kind: Any) -> Any:
    base = kind.values(
        region=bindparam("region"), scope=bindparam("scope"), ver=bindparam("amount"), floor=bindparam("nothing")
    )
    return base.on_conflict_do_update(
        index_elements=["region", "scope"], set_={"ver": _S.c.ver + base.excluded.ver}
    ).returning(_S.c.ver)


_ADVANCE: Final = {True: _advance(sqlite.insert(_S)), False: _advance(postgresql.insert(_S))}
_HEADS = select(_S.c.scope, _S.c.ver, _S.c.floor).where(here(_S, Among(_S.c.scope, "scopes")))
_PAGE = (
    select(_L.c.ver, _L.c.kind, _L.c.record_id, _L.c.op_id, _L.c.first_rank, _L.c.last_rank, _L.c.body)
    .where(here(_L, _L.c.scope == bindparam("scope"), _L.c.ver > bindparam("after")))
    .order_by(_L.c.ver)
    .limit(bindparam("most"))
)
_PAGE_FACTS = (
    select(_L.c.ver, _F.c.rank, _F.c.fact_id, _F.c.device_id, _F.c.received_at, _F.c.body)
    .join_from(
        _L,
        _F,
        and_(
            _F.c.region == _L.c.region,
            _F.c.record_id == _L.c.record_id,
            _F.c.rank >= _L.c.first_rank,
            _F.c.rank <= _L.c.last_rank,
        ),
    )
    .where(
        here(
            _L, _L.c.scope == bindparam("scope"), _L.c.ver > bindparam("after"), _L.c.ver <= bindparam("upto"),
            _L.c.kind == "facts",
        )
    )
    .order_by(_L.c.ver, _F.c.rank)
)  # fmt: skip
_KINDS = select(_R.c.record_id, _R.c.kind, _R.c.hall_code, _R.c.in_hall, _R.c.head).where(
    here(_R, Among(_R.c.record_id, "ids"))
)
_HALL_RECORDS = select(_R.c.record_id, _R.c.rank).where(
    here(_R, _R.c.hall_code == bindparam("hall"), _R.c.in_hall == 1)
)
_DEVICE_RECORDS = (
    select(_R.c.record_id, _R.c.rank)
    .join_from(_H, _R, and_(_R.c.region == _H.c.region, _R.c.record_id == _H.c.record_id))
    .where(here(_H, _H.c.device_id == bindparam("device")))
)
_COUNT = select(func.count(), func.min(_L.c.ver), func.max(_L.c.ver)).where(here(_L, _L.c.scope == bindparam("scope")))
_INSERT = inserting(_L)


def publish(session: Session, entries: Mapping[str, Sequence[LogEntry]], at: str) -> dict[str, int]:
    """Append to the scopes' logs; call it last: the counter rows are locked, in ascending order, until the commit.

    Returns the new head of each scope.
    """
    heads: dict[str, int] = {}
    rows: list[tuple[Any, ...]] = []
    for scope in sorted(entries):
        added = entries[scope]
        row = session.first(_ADVANCE[session.is_sqlite], scope=scope, amount=len(added), nothing=0)
        assert row is not None
        heads[scope] = row[0]
        ver = row[0] - len(added)
        for kind, record_id, op_id, first, last, body in added:
            ver += 1
            rows.append((scope, ver, kind, record_id, op_id, first, last, at, body))
    session.insert(_L, rows)
    return heads


def heads(session: Session, scopes: list[str]) -> dict[str, tuple[int, int]]:
    """Scope -> (head, floor); those without a row have had no change."""
    return {scope: (ver, floor) for scope, ver, floor in session.rows(_HEADS, scopes=scopes)}


def page(session: Session, scope: str, after: int, most: int) -> list[Found]:
    """(ver, kind, record, op, first rank, last rank, body) from ``after + 1``."""
    return session.rows(_PAGE, scope=scope, after=after, most=most)


def page_facts(session: Session, scope: str, after: int, upto: int) -> list[Found]:
    """(ver, rank, fact, device, received, body) of the rows of kind ``facts`` between."""
    return session.rows(_PAGE_FACTS, scope=scope, after=after, upto=upto)


def record_heads(session: Session, record_ids: list[str]) -> dict[str, Found]:
    """Record -> (record, kind, hall, whether it is in the hall's list, head)."""
    return {row[0]: row for row in session.rows(_KINDS, ids=record_ids)}


def hall_records(session: Session, hall: str) -> list[Found]:
    """(record, rank) of a hall's list."""
    return session.rows(_HALL_RECORDS, hall=hall)


def device_records(session: Session, device: str) -> list[Found]:
    """(record, rank) a device holds."""
    return session.rows(_DEVICE_RECORDS, device=device)


def extent(session: Session, scope: str) -> Found:
    """(rows, lowest version, highest version) still in a scope's log."""
    row = session.first(_COUNT, scope=scope)
    assert row is not None
    return row
