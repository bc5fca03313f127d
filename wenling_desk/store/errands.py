"""What waits at the counter (待办): a row for each errand of a record, replaced with every write of the record."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    column,
    delete,
    exists,
    func,
    insert,
    literal_column,
    select,
    text,
)

from wenling_desk.domain.errands import Errand
from wenling_desk.domain.ledger_clocks import LEDGER_DUE
from wenling_desk.store import schema, worklist
from wenling_desk.store.transaction import IDS, Row, Transaction
from wenling_desk.use_cases.ports import ErrandQuery, WaitingPage, WaitingRow

_T = schema.errands
_H = schema.heads
_R = schema.records
_PLAIN: Final = tuple(name for name in Errand.__slots__ if name not in ("since", "due"))

INSERT: Final = insert(_T).values({each.name: bindparam(each.name) for each in _T.columns})
DROP: Final = delete(_T).where(_T.c.record_id.in_(IDS))
_DROP_UNHELD: Final = delete(_T).where(_T.c.record_id.not_in(select(_R.c.record_id).where(_R.c.hidden == 0)))
KINDS: Final = text("SELECT value FROM json_each(:kinds)").columns(column("value"))
_PAGE: Final = select(*(each.label(f"errand_{each.name}") for each in _T.columns), *(each for each in _H.columns))
BY_KIND: Final = select(_T.c.kind, func.count().label("amount")).group_by(_T.c.kind)

_HAS_OPEN: Final = exists().where(_H.c.record_id == _R.c.record_id, _H.c.open == literal_column("1")).correlate(_R)
_RECORDS_AFTER: Final = (
    select(_R.c.record_id)
    .where(_R.c.record_id > bindparam("after"), _R.c.hidden == literal_column("0"), _R.c.record_kind.in_(KINDS))
    .order_by(_R.c.record_id)
    .limit(bindparam("most"))
)
WITH_OPEN: Final = _RECORDS_AFTER.where(_HAS_OPEN)
WITHOUT_OPEN: Final = _RECORDS_AFTER.where(~_HAS_OPEN)


def write(transaction: Transaction, errands: Mapping[str, Sequence[Errand]]) -> None:
    """Replace the errands of each record."""
    drop(transaction, errands)
    transaction.run(INSERT, [_to_row(errand) for rows in errands.values() for errand in rows])


def drop(transaction: Transaction, record_ids: Iterable[str]) -> None:
    """Nothing waits on these records any more, or not here."""
    wanted = list(record_ids)
    if wanted:
        transaction.run(DROP, [{"ids": json.dumps(wanted)}])


def drop_unheld(transaction: Transaction) -> None:
    """The errands of records whose facts this desk does not show any more."""
    transaction.run(_DROP_UNHELD, [{}])


def read_page(connection: Connection, query: ErrandQuery) -> WaitingPage:
    """The errands of a page, oldest first, each beside its worklist row, and how many match."""
    conditions = _conditions(query)
    beside = (_H.c.record_id == _T.c.record_id) & (_H.c.member == _T.c.member)
    page = (
        _only_of(_PAGE.select_from(_T.outerjoin(_H, beside)), query)
        .where(*conditions)
        .order_by(_T.c.since, _T.c.record_id, _T.c.member, _T.c.kind, _T.c.key)
        .limit(query.limit)
        .offset(query.offset)
    )
    rows = tuple(_from_row(row) for row in connection.execute(page).all())
    if len(rows) < query.limit and (rows or not query.offset):
        return WaitingPage(rows, query.offset + len(rows))
    total = _only_of(select(func.count()).select_from(_T), query).where(*conditions)
    return WaitingPage(rows, int(connection.execute(total).scalar_one()))


def _only_of(question: Select[Any], query: ErrandQuery) -> Select[Any]:
    """Of the records that clerk opened: whose first fact is theirs."""
    if not query.of_clerk:
        return question
    opened = exists().where(_R.c.record_id == _T.c.record_id, _R.c.clerk == query.of_clerk)
    return question.where(opened.correlate(_T))


def _conditions(query: ErrandQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.kinds == (LEDGER_DUE,):
        found.append(literal_column(schema.DUE_ROWS))
    elif len(query.kinds) == 1:
        found.append(_T.c.kind == query.kinds[0])
    elif query.kinds:
        found.append(_T.c.kind.in_(query.kinds))
    for wanted, value in (
        (_T.c.record_id, query.record_id),
        (_T.c.number, query.number),
        (_T.c.place, query.place),
        (_T.c.who, query.who),
    ):
        if value:
            found.append(wanted == value)
    if query.number:
        # A literal: the planner must see that the partial index fits.
        found.append(_T.c.number != literal_column("''"))
    if query.since_until is not None:
        found.append(_T.c.since <= query.since_until.isoformat(timespec="microseconds"))
    if query.due_until is not None:
        found += [_T.c.due <= query.due_until.isoformat(), _T.c.due < schema.NO_DAY]
    return found


def _to_row(errand: Errand) -> Row:
    row: dict[str, Any] = {name: getattr(errand, name) for name in _PLAIN}
    row["since"] = errand.since.isoformat(timespec="microseconds")
    row["due"] = errand.due.isoformat() if errand.due else schema.NO_DAY
    return row


def _from_row(row: Any) -> WaitingRow:
    values: dict[str, Any] = {name: getattr(row, f"errand_{name}") for name in _PLAIN}
    errand = Errand(
        since=datetime.fromisoformat(row.errand_since),
        due=None if row.errand_due == schema.NO_DAY else date.fromisoformat(row.errand_due),
        **values,
    )
    return WaitingRow(errand, None if row.record_id is None else worklist.from_row(row))
