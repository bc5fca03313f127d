"""The device ledger as the outbox: ops of it, and how far the centre has answered for each entry.

``acked`` (in ``meta``) is the last ledger number the centre has acknowledged under the present epoch without a gap
before it: what lies above is unsent, whatever the state of an entry says of an earlier epoch.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Integer, bindparam, case, func, literal_column, select, text, update

from wenling_desk.store import schema
from wenling_desk.store.ledger import HEAD, NO_HASH
from wenling_desk.store.transaction import IDS, Transaction
from wenling_desk.use_cases.sync_ports import (
    ACKED,
    CONFIRMED,
    NEEDS_ATTENTION,
    QUEUED,
    LedgerLine,
    LedgerOp,
    OpBatch,
    Unsent,
)

_T = schema.ledger
_SLICE: Final = 200
_UNSETTLED: Final = text(schema.UNSETTLED)
_seq_in_index: Final = literal_column("+seq", Integer)
"""With the sign the planner leaves the rows alone, which hold the bodies, and reads the small index."""
_LINE: Final = (_T.c.seq, _T.c.entry_id, _T.c.command_id, _T.c.record_id, _T.c.kind, _T.c.body, _T.c.hash)
_NAME: Final = (_T.c.seq, _T.c.entry_id, _T.c.command_id)

AFTER: Final = select(*_LINE).where(_T.c.seq > bindparam("seq")).order_by(_T.c.seq).limit(_SLICE)
BEFORE: Final = select(*_NAME).where(_T.c.seq < bindparam("seq")).order_by(_T.c.seq.desc()).limit(bindparam("most"))
ONE: Final = select(*_NAME, _T.c.hash).where(_T.c.seq == bindparam("seq"))
OF_COMMAND: Final = select(*_LINE).where(_T.c.command_id == bindparam("op_id")).order_by(_T.c.seq)
OF_ENTRY: Final = select(*_LINE).where(_T.c.entry_id == bindparam("op_id"), _T.c.command_id.is_(None))

OF_RECORD: Final = (
    select(_T.c.state, func.count().label("entries"))
    .where(_T.c.record_id == bindparam("record_id"), _UNSETTLED)
    .group_by(_T.c.state)
)
UNSENT: Final = select(
    func.count(_T.c.record_id.distinct()).label("records"),
    func.count().label("entries"),
    func.min(_T.c.at).label("oldest_at"),
).where(_UNSETTLED, _T.c.state != literal_column(f"'{ACKED}'"), _seq_in_index > bindparam("acked"))
UNSENT_OF_CLERK: Final = UNSENT.where(_T.c.clerk == bindparam("clerk"))
UNSENT_OF_RECORD: Final = (
    select(_T.c.seq).where(_T.c.record_id == bindparam("record_id"), _UNSETTLED, _T.c.seq > bindparam("acked")).limit(1)
)
OWN_COMMAND: Final = select(_T.c.seq).where(_T.c.command_id == bindparam("op_id")).limit(1)
OWN_ENTRY: Final = select(_T.c.seq).where(_T.c.entry_id == bindparam("op_id"), _T.c.command_id.is_(None)).limit(1)
LAST_OP_OF_RECORD: Final = (
    select(_T.c.command_id)
    .join_from(schema.facts, _T, _T.c.entry_id == schema.facts.c.fact_id)
    .where(schema.facts.c.record_id == bindparam("record_id"))
    .order_by(schema.facts.c.position.desc())
    .limit(1)
)

_ACKNOWLEDGE: Final = (
    update(_T)
    .where(_T.c.seq > bindparam("first"), _T.c.seq <= bindparam("through"), _T.c.state == QUEUED)
    # Looks and marks do not come back: the acknowledgement is all there is to wait for.
    .values(state=case((_T.c.kind == "fact", ACKED), else_=CONFIRMED))
)
_QUEUE_AGAIN: Final = (
    update(_T)
    .where(_T.c.seq >= bindparam("first"))
    .values(
        epoch=bindparam("new_epoch"),
        state=case((_T.c.state == NEEDS_ATTENTION, NEEDS_ATTENTION), else_=QUEUED),
    )
)
_OF_OP: Final = (_T.c.command_id == bindparam("op")) | ((_T.c.entry_id == bindparam("op")) & _T.c.command_id.is_(None))
_IS_ON_ITS_WAY: Final = (_T.c.state == QUEUED) | (_T.c.state == ACKED)
_CONFIRM: Final = update(_T).where(_T.c.command_id.in_(IDS), _IS_ON_ITS_WAY).values(state=CONFIRMED)
_CONFIRM_ENTRIES: Final = (
    update(_T).where(_T.c.entry_id.in_(IDS), _T.c.command_id.is_(None), _IS_ON_ITS_WAY).values(state=CONFIRMED)
)
_MARK: Final = update(_T).where(_OF_OP).values(state=NEEDS_ATTENTION)
_SETTLE: Final = (
    update(_T)
    .where(_OF_OP, _T.c.state == NEEDS_ATTENTION)
    .values(state=case((_T.c.seq > bindparam("acked"), QUEUED), else_=CONFIRMED))
)


def ops_after(connection: Connection, seq: int, most_ops: int, most_bytes: int) -> OpBatch:
    """Ops from ``seq + 1``; the first one comes whatever its size. Raises ValueError in the middle of an op."""
    previous = connection.execute(ONE, {"seq": seq}).first() if seq else None
    ops: list[LedgerOp] = []
    size = 0
    for rows in _op_by_op(connection, seq):
        op = _to_op(rows)
        if previous is not None and not ops and _op_id(previous) == op.op_id:
            raise ValueError(f"ledger number {seq + 1} is in the middle of an op")
        size += sum(len(line.body) + len(line.entry_id) + len(line.record_id) for line in op.lines)
        if ops and size > most_bytes:
            break
        ops.append(op)
        if len(ops) >= most_ops:
            break
    if not seq:
        head = NO_HASH
    elif previous is not None:
        head = bytes(previous.hash)
    else:  # beyond the end: there is nothing, and what comes will follow the last entry
        last = connection.execute(HEAD).first()
        head = bytes(last.hash) if last is not None else NO_HASH
    return OpBatch(head, tuple(ops))


def op_ids_before(connection: Connection, seq: int, most: int) -> tuple[tuple[str, int, int], ...]:
    """(op id, first, last) of the ops that end before ``seq``, the latest first."""
    found: list[tuple[str, int, int]] = []
    here = connection.execute(ONE, {"seq": seq}).first()
    cut = _op_id(here) if here is not None else None
    before = seq
    while rows := connection.execute(BEFORE, {"seq": before, "most": _SLICE}).all():
        for row in rows:
            op_id, before = _op_id(row), row.seq
            if op_id == cut:
                continue
            cut = None
            if found and found[-1][0] == op_id:
                found[-1] = (op_id, row.seq, found[-1][2])
            elif len(found) == most:
                return tuple(found)
            else:
                found.append((op_id, row.seq, row.seq))
    return tuple(found)


def op_of(connection: Connection, op_id: str) -> LedgerOp | None:
    """An own op."""
    for query in (OF_COMMAND, OF_ENTRY):
        if rows := connection.execute(query, {"op_id": op_id}).all():
            return _to_op(rows)
    return None


def unsent(connection: Connection, acked: int, clerk: str, blobs: int) -> Unsent:
    """What is not acknowledged yet, of one clerk or of all."""
    query = UNSENT_OF_CLERK if clerk else UNSENT
    row = connection.execute(query, {"acked": acked} | ({"clerk": clerk} if clerk else {})).one()
    oldest = datetime.fromisoformat(row.oldest_at) if row.oldest_at else None
    return Unsent(row.records, row.entries, blobs, oldest)


def require_within(transaction: Transaction, seq: int) -> None:
    """Raises ValueError for a number the ledger does not reach."""
    length = (transaction.first(HEAD, {}) or (0,))[0]
    if not 0 <= seq <= length:
        raise ValueError(f"the ledger has {length} entries, not {seq}")


def require_beginning(transaction: Transaction, seq: int) -> None:
    """Raises ValueError where no op begins at ``seq`` nor would the next one."""
    require_within(transaction, seq - 1)
    here, before = (transaction.first(ONE, {"seq": each}) for each in (seq, seq - 1))
    if here is not None and before is not None and here[2] is not None and here[2] == before[2]:
        raise ValueError(f"ledger number {seq} is in the middle of an op")


def acknowledge(transaction: Transaction, acked: int, through: int) -> None:
    """Entries above ``acked`` up to ``through``."""
    transaction.run(_ACKNOWLEDGE, [{"first": acked, "through": through}])


def queue_again(transaction: Transaction, first: int, epoch: int) -> None:
    """Entries from ``first`` on are to be sent under another epoch; what needs a person's attention still does."""
    transaction.run(_QUEUE_AGAIN, [{"first": first, "new_epoch": epoch}])


def confirm(transaction: Transaction, op_ids: Sequence[str]) -> None:
    """Ops that returned through the log."""
    named = [{"ids": json.dumps(list(op_ids))}]
    transaction.run(_CONFIRM, named)
    transaction.run(_CONFIRM_ENTRIES, named)


def mark(transaction: Transaction, op_id: str) -> None:
    """An op that needs a person's attention."""
    transaction.run(_MARK, [{"op": op_id}])


def unmark(transaction: Transaction, op_id: str, acked: int) -> None:
    """An op a person has looked at."""
    transaction.run(_SETTLE, [{"op": op_id, "acked": acked}])


def _op_by_op(connection: Connection, seq: int) -> Iterator[list[Any]]:
    """The rows of each op after ``seq``; whole ones, for an op is written at once."""
    gathered: list[Any] = []
    while rows := connection.execute(AFTER, {"seq": seq}).all():
        for row in rows:
            if gathered and _op_id(row) != _op_id(gathered[0]):
                yield gathered
                gathered = []
            gathered.append(row)
        seq = rows[-1].seq
    if gathered:
        yield gathered


def _op_id(row: Any) -> str:
    return str(row.entry_id if row.command_id is None else row.command_id)


def _to_op(rows: Sequence[Any]) -> LedgerOp:
    lines = tuple(LedgerLine(row.entry_id, row.kind, row.record_id or "", bytes(row.body)) for row in rows)
    return LedgerOp(_op_id(rows[0]), rows[0].seq, lines, bytes(rows[-1].hash))
