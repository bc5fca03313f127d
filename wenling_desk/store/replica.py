"""Where this desk stands towards the centre: enrolment, epoch, cursors, and rows it could not read."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects import sqlite

from wenling_desk.store import schema, series
from wenling_desk.store.ledger import HEAD
from wenling_desk.store.transaction import Transaction
from wenling_desk.use_cases.sync_ports import Enrolment, HeldRow, Replica

ACKED: Final = "sync.acked"
INCARNATION: Final = "sync.incarnation"
REQUEST_SEQ: Final = "sync.request_seq"
ENROLMENT: Final = "sync.enrolment"

_C = schema.cursors
_H = schema.held_rows
_SET_CURSOR: Final = sqlite.insert(_C).values(scope=bindparam("scope"), ver=bindparam("ver"))
SET_CURSOR: Final = _SET_CURSOR.on_conflict_do_update(
    index_elements=["scope"], set_={"ver": _SET_CURSOR.excluded.ver}
)  # fmt: skip
DROP_CURSOR: Final = delete(_C).where(_C.c.scope == bindparam("key"))
CURSORS: Final = select(_C.c.scope, _C.c.ver)
_CURSOR: Final = select(_C.c.ver).where(_C.c.scope == bindparam("scope"))
_HOLD: Final = sqlite.insert(_H).values({column.name: bindparam(column.name) for column in _H.columns})
HOLD: Final = _HOLD.on_conflict_do_update(
    index_elements=["scope", "ver"], set_={"reason": _HOLD.excluded.reason, "raw": _HOLD.excluded.raw}
)
RELEASE: Final = delete(_H).where(_H.c.scope == bindparam("key_scope"), _H.c.ver == bindparam("key_ver"))
HELD: Final = select(_H).order_by(_H.c.scope, _H.c.ver)


def read(connection: Connection, current: series.Current) -> Replica:
    """Where the desk stands now."""
    head = connection.execute(HEAD).first()
    return Replica(
        epoch=current.series.epoch,
        desk_code=current.identity.desk_code,
        length=head.seq if head is not None else 0,
        acked=acked(connection),
        incarnation=_text(connection, INCARNATION),
        request_seq=int(_text(connection, REQUEST_SEQ) or 0),
        cursors={row.scope: row.ver for row in connection.execute(CURSORS).all()},
        is_locked=current.series.is_locked,
    )


def acked(connection: Connection) -> int:
    """The last ledger number the centre has acknowledged under the present epoch without a gap before it."""
    return int(_text(connection, ACKED) or 0)


def enrolment(connection: Connection) -> Enrolment | None:
    """How this desk is enrolled."""
    kept = _text(connection, ENROLMENT)
    return _enrolment(kept) if kept else None


def held_rows(connection: Connection) -> tuple[HeldRow, ...]:
    """What this version could not read."""
    return tuple(HeldRow(row.scope, row.ver, row.reason, bytes(row.raw)) for row in connection.execute(HELD).all())


def acked_in(transaction: Transaction) -> int:
    """As :func:`acked`, inside a transaction."""
    return int(read_mark(transaction, ACKED) or 0)


def read_mark(transaction: Transaction, name: str) -> str:
    """A value of ``meta``; empty where there is none."""
    row = transaction.first(series.READ_META, {"key": name})
    return str(row[0]) if row is not None else ""


def keep_mark(transaction: Transaction, name: str, value: str | int) -> None:
    """Keep or replace a value of ``meta``."""
    transaction.run(series.SET_META, [{"name": name, "value": str(value)}])


def keep_enrolment(transaction: Transaction, enrolment: Enrolment) -> None:
    """Keep or replace it, the private key with it: the database is encrypted."""
    plain = asdict(enrolment) | {
        "lease_until": enrolment.lease_until.isoformat(),
        "private_key": enrolment.private_key.hex(),
    }
    keep_mark(transaction, ENROLMENT, json.dumps(plain, ensure_ascii=False, sort_keys=True))


def note_centre(transaction: Transaction, incarnation: str, request_seq: int, lease_until: datetime | None) -> bool:
    """What the centre said last; whether it is another life of it than before. Request numbers never fall."""
    before = read_mark(transaction, INCARNATION)
    keep_mark(transaction, INCARNATION, incarnation)
    keep_mark(transaction, REQUEST_SEQ, max(request_seq, int(read_mark(transaction, REQUEST_SEQ) or 0)))
    kept = read_mark(transaction, ENROLMENT)
    if lease_until is not None and kept:
        keep_enrolment(transaction, replace(_enrolment(kept), lease_until=lease_until))
    return bool(before) and before != incarnation


def save_cursor(transaction: Transaction, scope: str, ver: int) -> None:
    """Move the cursor of a scope. Raises ValueError where it would go back."""
    row = transaction.first(_CURSOR, {"scope": scope})
    if row is not None and ver < row[0]:
        raise ValueError(f"the cursor of {scope} stands at {row[0]} and never goes back to {ver}")
    transaction.run(SET_CURSOR, [{"scope": scope, "ver": ver}])


def _enrolment(kept: str) -> Enrolment:
    plain: dict[str, Any] = json.loads(kept)
    plain["lease_until"] = datetime.fromisoformat(plain["lease_until"])
    plain["private_key"] = bytes.fromhex(plain["private_key"])
    return Enrolment(**plain)


def _text(connection: Connection, name: str) -> str:
    row = connection.execute(series.READ_META, {"key": name}).first()
    return str(row.value) if row is not None else ""
