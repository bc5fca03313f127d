"""Rows of devices: how they were enrolled, under which epoch and desk code, what they were answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, bindparam, delete, func, select, update

from wenling_desk.store.centre import tables as t
from wenling_desk.store.centre.ops import here, upserting
from wenling_desk.store.centre.session import Among, Found, Session

_C, _D, _E, _K, _G, _Q = t.enrolment_code, t.device, t.device_epoch, t.desk_code, t.hall_grant, t.request_log
_H, _R, _S = t.holder, t.record, t.server_state

_CODE = (
    select(_C.c.hall_code, _C.c.hall_name, _C.c.kind, _C.c.expires_at, _C.c.device_id, _C.c.public_key, _C.c.answer)
    .where(here(_C, _C.c.code_hash == bindparam("code")))
    .with_for_update()
)
_USE_CODE = (
    update(_C)
    .where(here(_C, _C.c.code_hash == bindparam("code")))
    .values(device_id=bindparam("device"), public_key=bindparam("key"), answer=bindparam("said"))
)
DEVICE_COLUMNS = (
    _D.c.device_id, _D.c.hall_code, _D.c.hall_name, _D.c.kind, _D.c.counter, _D.c.public_key, _D.c.status,
    _D.c.desk_code, _D.c.epoch, _D.c.enrolled_at, _D.c.last_seen_at, _D.c.lease_until, _D.c.request_seq,
    _D.c.unsent, _D.c.report,
)  # fmt: skip
_DEVICE = select(*DEVICE_COLUMNS).where(here(_D, _D.c.device_id == bindparam("device")))
_LOCKED_DEVICE = _DEVICE.with_for_update()
_OF_HALLS = select(*DEVICE_COLUMNS).where(here(_D, Among(_D.c.hall_code, "halls"))).order_by(_D.c.device_id)
_HALL_NAMES = (
    select(_D.c.hall_code, _D.c.hall_name)
    .where(here(_D, Among(_D.c.hall_code, "halls")))
    .order_by(_D.c.enrolled_at, _D.c.device_id)
)
_ALL = select(*DEVICE_COLUMNS).where(here(_D)).order_by(_D.c.device_id)
_SAVE = upserting(
    _D, "hall_code", "hall_name", "kind", "counter", "public_key", "status", "desk_code", "epoch", "lease_until",
    "last_seen_at",
)  # fmt: skip
_SEEN = (
    update(_D)
    .where(here(_D, _D.c.device_id == bindparam("device")))
    .values(
        last_seen_at=bindparam("at"),
        lease_until=bindparam("lease"),
        unsent=bindparam("waiting"),
        oldest_unsent_at=bindparam("oldest"),
        report=bindparam("told"),
    )
)
_SET = (
    update(_D)
    .where(here(_D, _D.c.device_id == bindparam("device")))
    .values(status=bindparam("standing"), lease_until=bindparam("lease"))
)
_NEW_EPOCH = (
    update(_D)
    .where(here(_D, _D.c.device_id == bindparam("device")))
    .values(epoch=bindparam("number"), desk_code=bindparam("code"))
)
_EPOCH_ASKED = select(_E.c.epoch, _E.c.desk_code).where(
    here(_E, _E.c.device_id == bindparam("device"), _E.c.request_id == bindparam("request"))
)
_LAST_SEQ = select(_E.c.last_seq).where(
    here(_E, _E.c.device_id == bindparam("device"), _E.c.epoch == bindparam("number"))
)
_CODES = select(_K.c.code).where(here(_K, Among(_K.c.code, "codes")))
_GRANTS = select(_G.c.hall_code).where(here(_G, _G.c.device_id == bindparam("device"))).order_by(_G.c.hall_code)
_ADD_GRANT = upserting(_G)
_DROP_GRANT = delete(_G).where(here(_G, _G.c.device_id == bindparam("device"), _G.c.hall_code == bindparam("hall")))
_FIND_REQUEST = select(_Q.c.fingerprint, _Q.c.status, _Q.c.answer).where(
    here(_Q, _Q.c.device_id == bindparam("device"), _Q.c.seq == bindparam("number"))
)
_KEEP_REQUEST = upserting(_Q, "fingerprint", "status", "answer")
_FORGET_REQUESTS = delete(_Q).where(
    here(_Q, _Q.c.device_id == bindparam("device"), _Q.c.seq <= bindparam("upto"))
)  # fmt: skip
_RAISE_SEQ = (
    update(_D)
    .where(here(_D, _D.c.device_id == bindparam("device"), _D.c.request_seq < bindparam("number")))
    .values(request_seq=bindparam("number"))
)
_HELD_COUNTS = (
    select(_H.c.device_id, func.count()).where(here(_H, Among(_H.c.device_id, "devices"))).group_by(_H.c.device_id)
)
_HELD = (
    select(_R.c.record_id, _R.c.open, _R.c.changed_at, _R.c.head)
    .join_from(_H, _R, and_(_R.c.region == _H.c.region, _R.c.record_id == _H.c.record_id))
    .where(here(_H, _H.c.device_id == bindparam("device")))
    .order_by(_R.c.open.desc(), _R.c.changed_at.desc(), _R.c.record_id)
    .limit(bindparam("most"))
)
_STATE = select(_S.c.name, _S.c.value).where(here(_S))
_SET_STATE = upserting(_S, "value")
_OLDEST_SEEN = select(func.min(_D.c.last_seen_at), func.count()).where(here(_D, _D.c.status == "active"))


def code(session: Session, code_hash: str) -> Found | None:
    """(hall, its name, kind, expires, device, key, answer) of an enrolment code, kept from others."""
    return session.first(_CODE, code=code_hash)


def add_code(session: Session, row: tuple[Any, ...]) -> None:
    """(hash, hall, its name, kind, made, expires) of a new one."""
    session.insert(_C, [(*row, None, None, None)])


def use_code(session: Session, code_hash: str, device: str, key: str, answer: bytes) -> None:
    """The code is used up, and by whom; the answer is given again to the same one."""
    session.run(_USE_CODE, [{"code": code_hash, "device": device, "key": key, "said": answer}])


def find(session: Session, device: str, *, lock: bool = False) -> dict[str, Any] | None:
    """A device's row by column."""
    row = session.first(_LOCKED_DEVICE if lock else _DEVICE, device=device)
    return _named(row) if row else None


def of_halls(session: Session, halls: list[str]) -> list[dict[str, Any]]:
    """The devices of these halls."""
    return [_named(row) for row in session.rows(_OF_HALLS, halls=halls)]


def hall_names(session: Session, halls: list[str]) -> dict[str, str]:
    """What these halls are called, by their codes: as the device that joined last was told. Halls without a device
    are left out."""
    return {hall: name for hall, name in session.rows(_HALL_NAMES, halls=halls) if name}


def everyone(session: Session) -> list[dict[str, Any]]:
    """All devices."""
    return [_named(row) for row in session.rows(_ALL)]


def _named(row: Found) -> dict[str, Any]:
    return {column.name: value for column, value in zip(DEVICE_COLUMNS, row, strict=True)}


def save(session: Session, row: dict[str, Any]) -> None:
    """Enter a device, or enrol it anew."""
    session.run(_SAVE[session.is_sqlite], [{"region": session.region, **row}])


def seen(session: Session, device: str, at: str, lease: str, unsent: int, oldest: str, report: bytes) -> None:
    """It has spoken."""
    values = {"device": device, "at": at, "lease": lease, "waiting": unsent, "oldest": oldest, "told": report}
    session.run(_SEEN, [values])


def set_standing(session: Session, device: str, status: str, lease: str) -> None:
    """Revoke it, or take it back."""
    session.run(_SET, [{"device": device, "standing": status, "lease": lease}])


def epoch_asked(session: Session, device: str, request_id: str) -> Found | None:
    """(epoch, desk code) granted for a request before."""
    return session.first(_EPOCH_ASKED, device=device, request=request_id)


def last_seq(session: Session, device: str, epoch: int) -> int | None:
    """The last ledger number of a device's epoch, ``None`` for one the centre does not know."""
    row = session.first(_LAST_SEQ, device=device, number=epoch)
    return int(row[0]) if row else None


def open_epoch(session: Session, row: tuple[Any, ...]) -> None:
    """(device, epoch, request, reason, desk code, base, last, head of the chain, opened) of a new epoch; the one
    before it takes nothing more."""
    session.insert(_E, [row])
    session.run(_NEW_EPOCH, [{"device": row[0], "number": row[1], "code": row[4]}])


def codes_taken(session: Session, codes: Sequence[str]) -> set[str]:
    """Those of these desk codes that were granted before."""
    return {row[0] for row in session.rows(_CODES, codes=list(codes))}


def grant_code(session: Session, desk_code: str, device: str, epoch: int, at: str) -> None:
    """Enter a desk code for ever; a second grant of it collides."""
    session.insert(_K, [(desk_code, device, epoch, at)])


def grants(session: Session, device: str) -> list[str]:
    """Halls a device may see besides its own."""
    return [row[0] for row in session.rows(_GRANTS, device=device)]


def add_grant(session: Session, device: str, hall: str, at: str) -> None:
    """Let it see another hall."""
    row = {"region": session.region, "device_id": device, "hall_code": hall, "granted_at": at}
    session.run(_ADD_GRANT[session.is_sqlite], [row])


def drop_grant(session: Session, device: str, hall: str) -> None:
    """No longer."""
    session.run(_DROP_GRANT, [{"device": device, "hall": hall}])


def find_request(session: Session, device: str, seq: int) -> Found | None:
    """(fingerprint, status, answer) of a request answered before."""
    return session.first(_FIND_REQUEST, device=device, number=seq)


def keep_request(
    session: Session, device: str, seq: int, fingerprint: str, status: int, answer: bytes, kept: int
) -> None:
    """Keep an answer for its repetition, and the last ``kept`` of the device."""
    row = {
        "region": session.region, "device_id": device, "seq": seq, "fingerprint": fingerprint, "status": status,
        "answer": answer,
    }  # fmt: skip
    session.run(_KEEP_REQUEST[session.is_sqlite], [row])
    session.run(_FORGET_REQUESTS, [{"device": device, "upto": seq - kept}])
    session.run(_RAISE_SEQ, [{"device": device, "number": seq}])


def held_counts(session: Session, device_ids: list[str]) -> dict[str, int]:
    """Device -> number of records it holds."""
    return {row[0]: row[1] for row in session.rows(_HELD_COUNTS, devices=device_ids)}


def held(session: Session, device: str, most: int) -> list[Found]:
    """(record, open, changed, head) of what a device holds, open ones first."""
    return session.rows(_HELD, device=device, most=most)


def state(session: Session) -> dict[str, str]:
    """What the centre knows of itself."""
    return dict(session.rows(_STATE))


def set_state(session: Session, name: str, value: str) -> None:
    """Note something of the centre itself."""
    session.run(_SET_STATE[session.is_sqlite], [{"region": session.region, "name": name, "value": value}])


def oldest_seen(session: Session) -> tuple[str, int]:
    """(the longest silence of an active device, how many are active)."""
    row = session.first(_OLDEST_SEEN)
    return (row[0] or "", row[1]) if row else ("", 0)
