"""Rows of attachments: what is whole, what is on its way, and which records wait for it; and of the quarantine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, bindparam, delete, func, select, update

from wenling_desk.store.centre import tables as t
from wenling_desk.store.centre.ops import here, upserting
from wenling_desk.store.centre.session import Among, Found, Session

_B, _R, _U, _C, _Q, _QR = t.blob, t.blob_ref, t.blob_upload, t.blob_chunk, t.quarantine, t.quarantine_record

_COMPLETE = select(_B.c.sha256).where(here(_B, Among(_B.c.sha256, "digests")))
_NAMED = select(_R.c.record_id, _R.c.sha256).where(here(_R, Among(_R.c.sha256, "digests")))
_ADD_REF = upserting(_R)
_BLOB = select(_B.c.size, _B.c.kind, _B.c.file_name).where(here(_B, _B.c.sha256 == bindparam("digest")))
_UPLOAD = select(
    _U.c.device_id, _U.c.record_id, _U.c.kind, _U.c.size, _U.c.offset, _U.c.file_name, _U.c.expires_at
).where(here(_U, _U.c.sha256 == bindparam("digest")))
_LOCKED_UPLOAD = _UPLOAD.with_for_update()
_MOVE_UPLOAD = (
    update(_U)
    .where(here(_U, _U.c.sha256 == bindparam("digest")))
    .values(offset=bindparam("to"), expires_at=bindparam("until"))
)
_DROP_UPLOAD = delete(_U).where(here(_U, _U.c.sha256 == bindparam("digest")))
_DROP_CHUNKS = delete(_C).where(here(_C, _C.c.sha256 == bindparam("digest")))
_EXPIRED = select(_U.c.sha256, _U.c.file_name).where(here(_U, _U.c.expires_at < bindparam("now")))
_CHUNKS = (
    select(_C.c.start, _C.c.size, _C.c.place, _C.c.sealed)
    .where(here(_C, _C.c.sha256 == bindparam("digest")))
    .order_by(_C.c.start)
)
_WAITING = (
    select(t.record.c.record_id, t.record.c.hall_code, t.record.c.rank, t.record.c.in_hall, t.record.c.head)
    .join_from(_R, t.record, and_(t.record.c.region == _R.c.region, t.record.c.record_id == _R.c.record_id))
    .where(here(_R, _R.c.sha256 == bindparam("digest"), _R.c.kind == "scan"))
    .order_by(t.record.c.record_id)
)
_MISSING = (
    select(func.count())
    .select_from(_R)
    .outerjoin(_B, and_(_B.c.region == _R.c.region, _B.c.sha256 == _R.c.sha256))
    .where(here(_R, _R.c.record_id == bindparam("record"), _R.c.kind == "scan", _B.c.sha256.is_(None)))
)
_REFS = select(_R.c.record_id).where(here(_R, _R.c.sha256 == bindparam("digest"), _R.c.record_id == bindparam("of")))
_READABLE = (
    select(t.holder.c.device_id)
    .join_from(_R, t.holder, and_(t.holder.c.region == _R.c.region, t.holder.c.record_id == _R.c.record_id))
    .where(here(_R, _R.c.sha256 == bindparam("digest"), t.holder.c.device_id == bindparam("device")))
)
_PLACE = select(func.max(_Q.c.position)).where(here(_Q))
QUARANTINE_COLUMNS = (
    _Q.c.op_id, _Q.c.position, _Q.c.device_id, _Q.c.epoch, _Q.c.first_seq, _Q.c.reason, _Q.c.body, _Q.c.received_at,
)  # fmt: skip
_OPEN = select(*QUARANTINE_COLUMNS).where(here(_Q, _Q.c.resolved_at.is_(None))).order_by(_Q.c.position)
_ONE = select(*QUARANTINE_COLUMNS).where(here(_Q, _Q.c.op_id == bindparam("op"), _Q.c.resolved_at.is_(None)))
_RESOLVE = (
    update(_Q)
    .where(here(_Q, _Q.c.op_id == bindparam("op")))
    .values(resolved_at=bindparam("at"), resolved_by=bindparam("by"), resolution=bindparam("how"))
)
_FREE = delete(_QR).where(here(_QR, _QR.c.op_id == bindparam("op")))
_OPEN_COUNT = select(func.count()).where(here(_Q, _Q.c.resolved_at.is_(None)))


def complete(session: Session, digests: list[str]) -> set[str]:
    """Those of them the centre has whole."""
    return {row[0] for row in session.rows(_COMPLETE, digests=digests)}


def named(session: Session, digests: list[str]) -> list[Found]:
    """(record, digest) of records that name them."""
    return session.rows(_NAMED, digests=digests)


def add_refs(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Records name attachments; a second naming changes nothing."""
    session.run(_ADD_REF[session.is_sqlite], [{"region": session.region, **row} for row in rows])


def names(session: Session, digest: str, record_id: str) -> bool:
    """Whether a record names an attachment."""
    return session.first(_REFS, digest=digest, of=record_id) is not None


def may_read(session: Session, digest: str, device: str) -> bool:
    """Whether a device holds a record that names it."""
    return session.first(_READABLE, digest=digest, device=device) is not None


def find(session: Session, digest: str) -> Found | None:
    """(size, kind, file) of a whole attachment."""
    return session.first(_BLOB, digest=digest)


def upload(session: Session, digest: str, *, lock: bool = False) -> Found | None:
    """(device, record, kind, size, offset, file, expires) of one on its way; ``lock`` keeps it from others until the
    commit."""
    return session.first(_LOCKED_UPLOAD if lock else _UPLOAD, digest=digest)


def move_upload(session: Session, digest: str, offset: int, until: str) -> None:
    """So much of it is here."""
    session.run(_MOVE_UPLOAD, [{"digest": digest, "to": offset, "until": until}])


def drop_upload(session: Session, digest: str, *, chunks: bool) -> None:
    """It is whole, or given up (then its pieces go too)."""
    session.run(_DROP_UPLOAD, [{"digest": digest}])
    if chunks:
        session.run(_DROP_CHUNKS, [{"digest": digest}])


def expired(session: Session, now: str) -> list[Found]:
    """(digest, file) of uploads nobody went on with."""
    return session.rows(_EXPIRED, now=now)


def chunks(session: Session, digest: str) -> list[Found]:
    """(start, bytes, place in the file, bytes there) in order."""
    return session.rows(_CHUNKS, digest=digest)


def waiting(session: Session, digest: str) -> list[Found]:
    """(record, hall, rank, whether in the hall's list, head) of records whose scan it is."""
    return session.rows(_WAITING, digest=digest)


def missing(session: Session, record_id: str) -> int:
    """Scans of a record the centre does not have whole."""
    row = session.first(_MISSING, record=record_id)
    return int(row[0]) if row else 0


def next_place(session: Session) -> int:
    """The next place in the quarantine's order."""
    row = session.first(_PLACE)
    return int(row[0] or 0) + 1 if row else 1


def held(session: Session, op_id: str = "") -> list[Found]:
    """Ops not resolved yet (``QUARANTINE_COLUMNS``), in the order they came; or that one alone."""
    return session.rows(_ONE, op=op_id) if op_id else session.rows(_OPEN)


def held_count(session: Session) -> int:
    """How many ops wait."""
    row = session.first(_OPEN_COUNT)
    return int(row[0]) if row else 0


def resolve(session: Session, op_id: str, at: str, by: str, how: str) -> None:
    """The op waits no longer, and nothing waits behind it."""
    session.run(_RESOLVE, [{"op": op_id, "at": at, "by": by, "how": how}])
    session.run(_FREE, [{"op": op_id}])
