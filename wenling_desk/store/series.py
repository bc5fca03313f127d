"""The serials of paper numbers, one series for each desk code, and the guard after a restore.

A desk code belongs to one life of the database. A restored database does not know what was issued after its
backup, so it issues nothing until the desk is opened under a code it has never used; that starts a new epoch.
"""

from __future__ import annotations

from dataclasses import dataclass
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


def open_series(transaction: Transaction, identity: StoreIdentity, now: datetime) -> Series:
    """The series of the desk code; one that is new to this database starts at 1 with a new epoch."""
    key = {"region": identity.region, "desk_code": identity.desk_code}
    found = transaction.first(SERIES, key)
    if found is not None:
        retired = transaction.first(READ_META, {"key": RETIRED_EPOCH})
        return Series(found[0], is_locked=retired is not None and found[0] <= int(retired[0]))
    epoch = last_epoch(transaction) + 1
    transaction.run(_ADD, [key | {"epoch": epoch, "next_serial": 1}])
    mark = ledger.entry_of_mark("desk_code_taken", now, device=identity.device, epoch=epoch, **key)
    ledger.write(transaction, [mark], epoch)
    return Series(epoch, False)


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
