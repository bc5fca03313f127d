"""The serials of paper numbers, one series for each desk code, and the guard after a restore.

A desk code belongs to one life of the database. A restored database does not know what was issued after its
backup, so it issues nothing until the desk is opened under a code it has never used; that starts a new epoch.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.dialects import sqlite

from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.store import ledger, schema
from wenling_desk.store.transaction import Transaction

RESTORED_AT: Final = "restored_at"
RETIRED_EPOCH: Final = "retired_epoch"
"""The last epoch a backup knew of. Series up to it issue nothing ever again in the restored database: not while it
waits for a new desk code, and not when somebody writes an old code back into the settings."""

GRANTED: Final = "sync.desk_code"
"""The desk code the centre granted last: from then on it stands above the one in the settings."""

NOTE: Final = "note."
"""What the names of notes begin with in ``meta``."""

_T = schema.desk_series
_M = schema.meta
SERIES: Final = select(_T.c.epoch, _T.c.next_serial).where(
    _T.c.region == bindparam("region"), _T.c.desk_code == bindparam("desk_code")
)
_LAST_EPOCH: Final = select(func.coalesce(func.max(_T.c.epoch), 0))
_ADD: Final = insert(_T).values({column.name: bindparam(column.name) for column in _T.columns})
_MOVE: Final = (
    update(_T)
    .where(
        _T.c.region == bindparam("key_region"),
        _T.c.desk_code == bindparam("key_desk_code"),
        _T.c.next_serial == bindparam("expected"),
    )
    .values(next_serial=bindparam("following"))
)
READ_META: Final = select(_M.c.value).where(_M.c.name == bindparam("key"))
_SET: Final = sqlite.insert(_M).values(name=bindparam("name"), value=bindparam("value"))
SET_META: Final = _SET.on_conflict_do_update(
    index_elements=["name"], set_={"value": _SET.excluded.value}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StoreIdentity:
    """Whose store this is: region and desk code stand in its paper numbers, the device in its ledger."""

    region: str
    desk_code: str
    device: str


@dataclass(frozen=True, slots=True)
class Series:
    """The series in use. ``is_locked``: it was in use before a restore, so what it has issued is not known here."""

    epoch: int
    is_locked: bool


@dataclass(slots=True)
class Current:
    """Identity and series in use. The one value of a running store that changes: when the centre grants a new code."""

    identity: StoreIdentity
    series: Series
    is_granted: bool = False


def open_series(transaction: Transaction, identity: StoreIdentity, now: datetime) -> Current:
    """The series of the desk code; one that is new to this database starts at 1 with a new epoch.

    Once the centre has granted a code, only the centre grants another: that of ``identity`` no longer counts.
    """
    granted = transaction.first(READ_META, {"key": GRANTED})
    if granted is not None:
        identity = replace(identity, desk_code=granted[0])
    key = {"region": identity.region, "desk_code": identity.desk_code}
    found = transaction.first(SERIES, key)
    if found is not None:
        return Current(identity, Series(found[0], _is_locked(transaction, found[0])), granted is not None)
    epoch = last_epoch(transaction) + 1
    transaction.run(_ADD, [key | {"epoch": epoch, "next_serial": 1}])
    mark = ledger.entry_of_mark("desk_code_taken", now, device=identity.device, epoch=epoch, **key)
    ledger.write(transaction, [mark], epoch)
    return Current(identity, Series(epoch, False), granted is not None)


def take_granted(transaction: Transaction, identity: StoreIdentity, desk_code: str, epoch: int) -> Current:
    """The series of a code the centre granted, from serial 1; the same grant again goes on where it is.

    Raises ValueError for a code this database has had under another epoch, and for an epoch that is not new: numbers
    might repeat.
    """
    identity = replace(identity, desk_code=desk_code)
    key = {"region": identity.region, "desk_code": desk_code}
    found = transaction.first(SERIES, key)
    if found is None and epoch <= last_epoch(transaction):
        raise ValueError(f"epoch {epoch} is not new")
    if found is not None and found[0] != epoch:
        raise ValueError(f"the desk code was in use under epoch {found[0]}")
    if found is None:
        transaction.run(_ADD, [key | {"epoch": epoch, "next_serial": 1}])
    transaction.run(SET_META, [{"name": GRANTED, "value": desk_code}])
    return Current(identity, Series(epoch, _is_locked(transaction, epoch)), is_granted=True)


def _is_locked(transaction: Transaction, epoch: int) -> bool:
    retired = transaction.first(READ_META, {"key": RETIRED_EPOCH})
    return retired is not None and epoch <= int(retired[0])


def last_epoch(transaction: Transaction) -> int:
    """The latest epoch of this database; 0 before the first."""
    row = transaction.first(_LAST_EPOCH, {})
    return int(row[0]) if row else 0


def take(transaction: Transaction, identity: StoreIdentity, first: int, following: int) -> None:
    """Take the serials from ``first`` to before ``following``; raises ``serial_taken`` if one is gone."""
    values = {
        "key_region": identity.region,
        "key_desk_code": identity.desk_code,
        "expected": first,
        "following": following,
    }
    if first != following and not transaction.change_one(_MOVE, values):
        raise KnownTrouble("serial_taken", serial=first)
