"""Rows of snapshots and releases, and what housekeeping takes away."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, delete, func, select, update

from wenling_desk.store.centre import tables as t
from wenling_desk.store.centre.ops import here
from wenling_desk.store.centre.session import Found, Session

_P, _S, _R, _L, _H = t.snapshot, t.scope_head, t.record, t.change_log, t.release

_SNAPSHOT_COLUMNS = (
    _P.c.snapshot_id, _P.c.scope, _P.c.ver, _P.c.size, _P.c.sha256, _P.c.key, _P.c.signature, _P.c.file_name,
    _P.c.made_at,
)  # fmt: skip
_LATEST = (
    select(*_SNAPSHOT_COLUMNS)
    .where(here(_P, _P.c.scope == bindparam("scope")))
    .order_by(_P.c.ver.desc(), _P.c.made_at.desc())
    .limit(1)
)
_SNAPSHOT = select(*_SNAPSHOT_COLUMNS).where(here(_P, _P.c.snapshot_id == bindparam("name")))
_SNAPSHOTS = select(*_SNAPSHOT_COLUMNS).where(here(_P)).order_by(_P.c.scope, _P.c.ver.desc(), _P.c.made_at.desc())
_DROP_SNAPSHOT = delete(_P).where(here(_P, _P.c.snapshot_id == bindparam("name")))
_DROP_SNAPSHOTS = delete(_P).where(here(_P))

_HALL_HEADS = (
    select(_R.c.record_id, _R.c.head)
    .where(here(_R, _R.c.hall_code == bindparam("hall"), _R.c.in_hall == 1))
    .order_by(_R.c.record_id)
)
_DEVICE_FACTS = (
    select(
        t.fact.c.record_id, _R.c.kind, t.fact.c.rank, t.fact.c.fact_id, t.fact.c.op_id, t.fact.c.device_id,
        t.fact.c.received_at, t.fact.c.body,
    )
    .join_from(t.holder, _R, (_R.c.region == t.holder.c.region) & (_R.c.record_id == t.holder.c.record_id))
    .join(t.fact, (t.fact.c.region == _R.c.region) & (t.fact.c.record_id == _R.c.record_id))
    .where(here(t.holder, t.holder.c.device_id == bindparam("device")))
    .order_by(t.fact.c.record_id, t.fact.c.rank)
)  # fmt: skip
_BODIES = (
    select(_L.c.kind, _L.c.record_id, _L.c.op_id, _L.c.body)
    .where(here(_L, _L.c.scope == bindparam("scope"), _L.c.body.is_not(None)))
    .order_by(_L.c.ver)
)
_LEAVING = (
    select(_R.c.record_id, _R.c.hall_code, _R.c.rank)
    .where(here(_R, _R.c.open == 0, _R.c.in_hall == 1, _R.c.closed_on <= bindparam("day")))
    .order_by(_R.c.record_id)
    .limit(bindparam("most"))
    .with_for_update()
)
_LEAVE = update(_R).where(here(_R, _R.c.record_id == bindparam("record"))).values(in_hall=0)
_OLD = (
    select(_L.c.scope, func.max(_L.c.ver)).where(here(_L, _L.c.at < bindparam("before"))).group_by(_L.c.scope)
)  # fmt: skip
_CUT = delete(_L).where(here(_L, _L.c.scope == bindparam("scope"), _L.c.ver <= bindparam("upto")))
_RAISE_FLOOR = (
    update(_S)
    .where(here(_S, _S.c.scope == bindparam("of"), _S.c.floor < bindparam("upto")))
    .values(floor=bindparam("upto"))
)
_RELEASE = select(_H.c.size, _H.c.file_name).where(
    here(_H, _H.c.kind == bindparam("of"), _H.c.number == bindparam("name"))
)
_RELEASES = select(
    _H.c.kind, _H.c.number, _H.c.size, _H.c.sha256, _H.c.effective_at, _H.c.signature
).where(here(_H)).order_by(_H.c.published_at, _H.c.kind, _H.c.number)  # fmt: skip
_SCOPES = select(_S.c.scope, _S.c.ver).where(here(_S))


def latest_snapshot(session: Session, scope: str) -> Found | None:
    """(id, scope, ver, size, sha256, key, signature, file, made) of the newest of a scope."""
    return session.first(_LATEST, scope=scope)


def snapshot(session: Session, snapshot_id: str) -> Found | None:
    """The same of that one."""
    return session.first(_SNAPSHOT, name=snapshot_id)


def snapshots(session: Session) -> list[Found]:
    """The same of all, the newest of each scope first."""
    return session.rows(_SNAPSHOTS)


def drop_snapshot(session: Session, snapshot_id: str) -> None:
    """Forget one."""
    session.run(_DROP_SNAPSHOT, [{"name": snapshot_id}])


def drop_snapshots(session: Session) -> None:
    """Forget all: they are of another life."""
    session.run(_DROP_SNAPSHOTS, [{}])


def hall_heads(session: Session, hall: str) -> list[Found]:
    """(record, head) of a hall's list."""
    return session.rows(_HALL_HEADS, hall=hall)


def device_facts(session: Session, device: str) -> list[Found]:
    """(record, its kind, rank, fact, op, device, received, body) of all a device holds, in order."""
    return session.rows(_DEVICE_FACTS, device=device)


def bodies(session: Session, scope: str) -> list[Found]:
    """(kind, record, op, body) of rows of a log that carry their own body."""
    return session.rows(_BODIES, scope=scope)


def leaving(session: Session, day: str, most: int) -> list[Found]:
    """(record, hall, rank) of closed records that have been in their hall's list since that day or longer."""
    return session.rows(_LEAVING, day=day, most=most)


def leave(session: Session, record_ids: list[str]) -> None:
    """They leave it."""
    session.run(_LEAVE, [{"record": each} for each in record_ids])


def cut_logs(session: Session, before: str) -> int:
    """Drop rows written before that moment and raise the floors; how many scopes were cut."""
    old = session.rows(_OLD, before=before)
    for scope, upto in sorted(old):
        session.run(_RAISE_FLOOR, [{"of": scope, "upto": upto}])
        session.run(_CUT, [{"scope": scope, "upto": upto}])
    return len(old)


def add_release(session: Session, row: tuple[Any, ...]) -> None:
    """(kind, number, size, sha256, effective, signature, file, published) of a new release."""
    session.insert(_H, [row])


def find_release(session: Session, kind: str, number: str) -> Found | None:
    """(size, file)."""
    return session.first(_RELEASE, of=kind, name=number)


def releases(session: Session) -> list[Found]:
    """(kind, number, size, sha256, effective, signature) in the order they were published."""
    return session.rows(_RELEASES)


def scopes(session: Session) -> list[Found]:
    """(scope, head) of all scopes."""
    return session.rows(_SCOPES)
