"""What the hall's scope says: worklist rows of records other desks hold, and the centre's marks on any record."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects import sqlite

from wenling_desk.store import entry_marks, errands, facts, figures, schema, worklist
from wenling_desk.store.transaction import Transaction
from wenling_desk.use_cases.sync_ports import HallHeads

_T = schema.hall_heads
_R = schema.records
_UPSERT: Final = sqlite.insert(_T).values({column.name: bindparam(column.name) for column in _T.columns})
_SAVE: Final = _UPSERT.on_conflict_do_update(
    index_elements=["record_id"],
    set_={name: _UPSERT.excluded[name] for name in ("rank", "scans_missing", "duplicates")},
)
_DROP: Final = delete(_T).where(_T.c.record_id == bindparam("key"))
_DROP_ALL: Final = delete(_T)
_ONLY_HEADS: Final = (
    select(_T.c.record_id)
    .outerjoin_from(_T, _R, (_R.c.record_id == _T.c.record_id) & (_R.c.hidden == 0))
    .where(_R.c.record_id.is_(None))
)
MARKS: Final = select(_T.c.scans_missing, _T.c.duplicates).where(_T.c.record_id == bindparam("record_id"))
RANKS: Final = select(_T.c.record_id, _T.c.rank)


def save(transaction: Transaction, told: Iterable[HallHeads]) -> None:
    """Keep what the hall's log says of records, the last word on each; their worklist rows only where this desk does
    not hold their facts.

    Rank 0 (ranks run from 1) says that the record has left the hall.
    """
    last = {heads.record_id: heads for heads in told}
    held = {row[0] for row in transaction.all(facts.ARE_SHOWN, {"ids": json.dumps(list(last))})}
    rows = [
        {
            "record_id": heads.record_id,
            "rank": heads.rank,
            "scans_missing": heads.scans_missing,
            "duplicates": json.dumps(heads.duplicates, separators=(",", ":")),
        }
        for heads in last.values()
        if heads.rank
    ]
    transaction.run(_SAVE, rows)
    transaction.run(_DROP, [{"key": heads.record_id} for heads in last.values() if not heads.rank])
    others = {heads.record_id: heads.heads if heads.rank else () for heads in last.values()}
    worklist.write(transaction, {record_id: rows for record_id, rows in others.items() if record_id not in held})


def drop(transaction: Transaction, record_id: str) -> None:
    """The record leaves: no mark, no worklist row, no errand and nothing it counted stays."""
    transaction.run(_DROP, [{"key": record_id}])
    worklist.write(transaction, {record_id: ()})
    errands.drop(transaction, [record_id])
    figures.write(transaction, {record_id: ()})
    entry_marks.write(transaction, {record_id: ("", ())})


def forget(transaction: Transaction) -> None:
    """Forget the hall's scope: rows of records that are held stay, for they come from their facts."""
    worklist.write(transaction, {row[0]: () for row in transaction.all(_ONLY_HEADS, {})})
    transaction.run(_DROP_ALL, [{}])
