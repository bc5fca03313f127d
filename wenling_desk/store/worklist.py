"""The worklist: a head for each member of a record, an index for every order, totals kept beside."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.dialects import sqlite

from wenling_desk.domain.acceptance import ACCEPTANCE
from wenling_desk.domain.heads import CaseHead
from wenling_desk.store import entry_marks, schema
from wenling_desk.store.transaction import IDS, Row, Transaction
from wenling_desk.store.work_order import COUNT_CAP, RECENT_LIMIT, TEXT_LIMIT, column_and_direction
from wenling_desk.use_cases.ports import WorkPage, WorkQuery

_T = schema.heads
_N = schema.head_totals
_S = schema.figures.statuses
_PLAIN: Final = tuple(name for name in CaseHead.__slots__ if name not in ("open", "due", "received_at", "changed_at"))

INSERT: Final = insert(_T).values({column.name: bindparam(column.name) for column in _T.columns})
DROP: Final = delete(_T).where(_T.c.record_id == bindparam("key"))
BEFORE: Final = select(_T.c.record_id, _T.c.record_kind, _T.c.status, _T.c.open).where(_T.c.record_id.in_(IDS))
ADD_TOTAL: Final = update(_N).where(_N.c.open == bindparam("key")).values(amount=_N.c.amount + bindparam("more"))
_ADD_STATUS: Final = sqlite.insert(_S).values({each.name: bindparam(each.name) for each in _S.columns})
ADD_STATUS: Final = _ADD_STATUS.on_conflict_do_update(
    index_elements=["record_kind", "status"], set_={"amount": _S.c.amount + _ADD_STATUS.excluded.amount}
)
STATUSES: Final = select(_S.c.record_kind, _S.c.status, _S.c.amount).where(_S.c.amount > 0)
_KINDS: Final = select(_S.c.record_kind).distinct().subquery()
LATE: Final = select(
    _KINDS.c.record_kind,
    select(func.count())
    .select_from(_T)
    .where(_T.c.record_kind == _KINDS.c.record_kind, _T.c.due < bindparam("before"), literal_column(schema.LEDGER_ROWS))
    .scalar_subquery()
    .label("amount"),
)
OF_SUBJECT: Final = (
    select(_T.c.record_id)
    .where(_T.c.subject_key == bindparam("subject_key"))
    .group_by(_T.c.record_id)
    .order_by(func.max(_T.c.received_at).desc(), _T.c.record_id.desc())
    .limit(RECENT_LIMIT)
)


def write(transaction: Transaction, heads: Mapping[str, Sequence[CaseHead]]) -> None:
    """Replace the heads of each record."""
    if not heads:
        return
    more = Counter({0: 0, 1: 0})
    statuses: Counter[tuple[str, str]] = Counter()
    stale: dict[str, Row] = {}
    for record_id, kind, status, is_open in transaction.all(BEFORE, {"ids": json.dumps(list(heads))}):
        stale[record_id] = {"key": record_id}
        more[is_open] -= 1
        statuses[kind, status] -= 1
    for head in (head for rows in heads.values() for head in rows):
        more[int(head.open)] += 1
        statuses[head.record_kind, head.status] += 1
    moved = [
        {"record_kind": kind, "status": status, "amount": amount}
        for (kind, status), amount in statuses.items()
        if amount and kind != ACCEPTANCE
    ]
    transaction.run(DROP, list(stale.values()))
    transaction.run(INSERT, [_to_row(head) for rows in heads.values() for head in rows])
    transaction.run(ADD_TOTAL, [{"key": key, "more": each} for key, each in more.items() if each])
    transaction.run(ADD_STATUS, moved)


def read_page(connection: Connection, query: WorkQuery) -> WorkPage:
    """The rows of a page and how many match, up to ``COUNT_CAP``. Raises ValueError for an unknown order."""
    name, newest_first = column_and_direction(query.order)
    text = query.text.strip()
    if not can_match(text):
        return WorkPage((), 0)
    conditions = _conditions(connection, query, text)
    column = _T.c[name]
    order = (column.desc() if newest_first else column, _T.c.record_id, _T.c.member)
    page = select(_T).where(*conditions).order_by(*order).limit(query.limit).offset(query.offset)
    rows = tuple(from_row(row) for row in connection.execute(page).all())
    if len(rows) < query.limit and (rows or not query.offset):
        return WorkPage(rows, query.offset + len(rows))
    return WorkPage(rows, _count(connection, query, conditions))


def _count(connection: Connection, query: WorkQuery, conditions: Sequence[ColumnElement[bool]]) -> int:
    if len(conditions) == query.open_only:
        totals = select(func.coalesce(func.sum(_N.c.amount), 0)).where(_N.c.open >= int(query.open_only))
        return int(connection.execute(totals).scalar_one())
    bounded = select(literal_column("1")).select_from(_T).where(*conditions).limit(COUNT_CAP + 1).subquery()
    return int(connection.execute(select(func.count()).select_from(bounded)).scalar_one())


def _conditions(connection: Connection, query: WorkQuery, text: str) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.open_only:
        # A literal: the planner must see that the partial index fits.
        found.append(_T.c.open == literal_column("1"))
    for column, values in (
        (_T.c.task, query.tasks),
        (_T.c.status, query.statuses),
        (_T.c.record_id, query.records),
    ):
        if values:
            found.append(column.in_(values))
    by_mark = False
    if query.kind and query.marks:
        marked, by_mark = entry_marks.conditions(connection, _T.c.record_id, query.kind, query.marks)
        found += marked
    if query.kind and not by_mark:
        # Literal words: the planner must see that the partial indexes fit.
        found += [_T.c.record_kind == query.kind, literal_column(schema.LEDGER_ROWS)]
    for column, value in (
        (_T.c.department_key, query.department_key),
        (_T.c.clerk, query.clerk),
        (_T.c.subject_key, query.subject_key),
        (_T.c.number, query.number),
    ):
        if value:
            found.append(column == value)
    if query.due_until is not None:
        found += [_T.c.due <= query.due_until.isoformat(), _T.c.due < schema.NO_DAY]
    if query.received_on is not None:
        next_day = query.received_on + timedelta(days=1)
        found += [
            _T.c.received_at >= query.received_on.isoformat(),
            _T.c.received_at < next_day.isoformat(),
        ]
    if text:
        found.append(is_whose(text, query.shape) if query.of_whom else speaks_of(text))
    return found


def is_whose(text: str, shape: str = "") -> ColumnElement[bool]:
    """Part of a masked name or of the number shown, or the end of any number of the record; or exactly the masked name
    ``shape``."""
    tables = (schema.papers.c, schema.known_papers.c, schema.official_numbers.c)
    numbers = union_all(*(select(t.record_id).where(t.number.endswith(text, autoescape=True)) for t in tables))
    parts = [column.contains(text, autoescape=True) for column in (_T.c.number, _T.c.applicant)]
    if shape:
        parts.insert(0, _T.c.applicant == shape)
    return or_(*parts, _T.c.record_id.in_(numbers))


def speaks_of(text: str) -> ColumnElement[bool]:
    """Part of a shown text, or the whole of any number of the record."""
    numbers = union_all(
        select(schema.papers.c.record_id).where(schema.papers.c.number == text),
        select(schema.known_papers.c.record_id).where(schema.known_papers.c.number == text),
        select(schema.official_numbers.c.record_id).where(schema.official_numbers.c.number == text),
    )
    shown = (_T.c.number, _T.c.item_name, _T.c.applicant)
    # LIKE and not lower(): SQLite's LIKE forgives ASCII case by itself, and allocates nothing for each row.
    parts = [column.contains(text, autoescape=True) for column in shown]
    return or_(*parts, _T.c.record_id.in_(numbers))


def can_match(text: str) -> bool:
    """Whether a text of that length and of those characters can stand in a row at all."""
    return (
        len(text) <= TEXT_LIMIT
        and "\0" not in text
        and not any("\ud800" <= character <= "\udfff" for character in text)
    )


def _to_row(head: CaseHead) -> Row:
    row: dict[str, Any] = {name: getattr(head, name) for name in _PLAIN}
    row["open"] = int(head.open)
    row["due"] = head.due.isoformat() if head.due else schema.NO_DAY
    row["received_at"] = head.received_at.isoformat(timespec="microseconds")
    row["changed_at"] = head.changed_at.isoformat(timespec="microseconds")
    return row


def from_row(row: Any) -> CaseHead:
    """The head of a row that has all its columns."""
    values: dict[str, Any] = {name: getattr(row, name) for name in _PLAIN}
    return CaseHead(
        open=bool(row.open),
        due=None if row.due == schema.NO_DAY else date.fromisoformat(row.due),
        received_at=datetime.fromisoformat(row.received_at),
        changed_at=datetime.fromisoformat(row.changed_at),
        **values,
    )
