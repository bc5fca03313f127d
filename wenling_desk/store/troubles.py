"""What a person must look at (需处理), and which own op it marks."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, select, text, update
from sqlalchemy.dialects import sqlite

from wenling_desk.store import outbox, schema
from wenling_desk.store.transaction import Transaction
from wenling_desk.use_cases.sync_ports import Trouble

_T = schema.troubles
_OPEN: Final = text("settled_at IS NULL")
ALL: Final = select(_T).order_by(_T.c.since, _T.c.trouble_id)
OPEN: Final = ALL.where(_OPEN)
OF_RECORD: Final = ALL.where(_T.c.record_id == bindparam("record_id"))
OPEN_OF_RECORD: Final = OF_RECORD.where(_OPEN)
_ADD: Final = sqlite.insert(_T).values({column.name: bindparam(column.name) for column in _T.columns})
ADD: Final = _ADD.on_conflict_do_nothing()
_ONE: Final = select(_T.c.settled_at, _T.c.marked_op).where(_T.c.trouble_id == bindparam("trouble_id"))
_OPEN_ON: Final = select(_T.c.trouble_id).where(_T.c.marked_op == bindparam("marked_op"), _OPEN).limit(1)
_SETTLE: Final = update(_T).where(_T.c.trouble_id == bindparam("key")).values(settled_at=bindparam("moment"))


def add(transaction: Transaction, trouble: Trouble) -> None:
    """Add a trouble once and mark its op; one that names no own op marks the last own op of its record."""
    marked = _own_op(transaction, trouble)
    plain = ("trouble_id", "code", "record_id", "op_id", "reason")
    row: dict[str, Any] = {name: getattr(trouble, name) for name in plain}
    row |= {
        "marked_op": marked,
        "since": trouble.since.isoformat(timespec="microseconds"),
        "facts": json.dumps(trouble.facts, separators=(",", ":")),
        "settled_at": trouble.settled_at.isoformat(timespec="microseconds") if trouble.settled_at else None,
    }
    if transaction.change_one(ADD, row) and marked and trouble.settled_at is None:
        outbox.mark(transaction, marked)


def settle(transaction: Transaction, trouble_id: str, at: datetime, acked: int) -> None:
    """A person has looked. Raises KeyError for an unknown trouble; a settled one stays as it was."""
    row = transaction.first(_ONE, {"trouble_id": trouble_id})
    if row is None:
        raise KeyError(trouble_id)
    settled_at, marked = row
    if settled_at is not None:
        return
    transaction.run(_SETTLE, [{"key": trouble_id, "moment": at.isoformat(timespec="microseconds")}])
    if marked and transaction.first(_OPEN_ON, {"marked_op": marked}) is None:
        outbox.unmark(transaction, marked, acked)


def from_row(row: Any) -> Trouble:
    """The trouble of a row of :data:`ALL` and its like."""
    return Trouble(
        trouble_id=row.trouble_id,
        code=row.code,
        record_id=row.record_id,
        op_id=row.op_id,
        reason=row.reason,
        since=datetime.fromisoformat(row.since),
        facts=tuple(json.loads(row.facts)),
        settled_at=datetime.fromisoformat(row.settled_at) if row.settled_at else None,
    )


def _own_op(transaction: Transaction, trouble: Trouble) -> str:
    for query in (outbox.OWN_COMMAND, outbox.OWN_ENTRY):
        if trouble.op_id and transaction.first(query, {"op_id": trouble.op_id}) is not None:
            return trouble.op_id
    row = transaction.first(outbox.LAST_OP_OF_RECORD, {"record_id": trouble.record_id}) if trouble.record_id else None
    return str(row[0]) if row is not None else ""
