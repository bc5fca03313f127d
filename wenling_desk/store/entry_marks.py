"""The codes by which a list of a ledger is narrowed: rows of an entry, replaced with every write of the record."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Connection, bindparam, delete, func, insert, literal_column, select

from wenling_desk.store import schema
from wenling_desk.store.transaction import IDS, Transaction

Marks = tuple[str, Sequence[tuple[str, str]]]
"""The kind of a record, and its (field, code) pairs."""

_T = schema.entry_marks
_R = schema.records
INSERT: Final = insert(_T).values({each.name: bindparam(each.name) for each in _T.columns})
DROP: Final = delete(_T).where(_T.c.record_id.in_(IDS))
_DROP_UNHELD: Final = delete(_T).where(_T.c.record_id.not_in(select(_R.c.record_id).where(_R.c.hidden == 0)))


RARE: Final = 2_000
"""So many records are sooner found by their mark than met in the order of the list."""
_SOME: Final = select(func.count()).select_from(
    select(literal_column("1"))
    .select_from(_T)
    .where(_T.c.record_kind == bindparam("kind"), _T.c.field == bindparam("field"), _T.c.code == bindparam("code"))
    .limit(RARE + 1)
    .subquery()
)
_KEPT: Final = (
    select(func.count()).select_from(_T).where(_T.c.record_kind == bindparam("kind"), _T.c.field == "", _T.c.code == "")
)


def write(transaction: Transaction, marks: Mapping[str, Marks]) -> None:
    """Replace the marks of each record."""
    if not marks:
        return
    transaction.run(DROP, [{"ids": json.dumps(list(marks))}])
    transaction.run(
        INSERT,
        [
            {"record_kind": kind, "field": field, "code": code, "record_id": record_id}
            for record_id, (kind, rows) in marks.items()
            for field, code in dict.fromkeys(rows)
        ],
    )


def drop_unheld(transaction: Transaction) -> None:
    """The marks of records whose facts this desk does not show any more."""
    transaction.run(_DROP_UNHELD, [{}])


def conditions(
    connection: Connection, record_id: Column[Any], kind: str, marks: Sequence[tuple[str, str]]
) -> tuple[list[ColumnElement[bool]], bool]:
    """That a record holds every mark; whether one of them is so rare that the records are found by it. A list that is
    read in its order looks each row up instead: it has its page soon."""
    rare = [mark for mark in marks if _is_rare(connection, kind, *mark)]
    found: list[ColumnElement[bool]] = []
    for field, code in marks:
        holding = select(_T.c.record_id).where(_T.c.record_kind == kind, _T.c.field == field, _T.c.code == code)
        if (field, code) in rare:
            found.append(record_id.in_(holding))
        else:
            found.append(holding.where(_T.c.record_id == record_id).correlate(record_id.table).exists())
    return found, bool(rare)


def _is_rare(connection: Connection, kind: str, field: str, code: str) -> bool:
    values = {"kind": kind, "field": field, "code": code}
    return int(connection.execute(_SOME, values).scalar_one()) <= RARE


def kept(connection: Connection, kind: str) -> int:
    """How many entries of a kind have marks here: those whose facts are."""
    return int(connection.execute(_KEPT, {"kind": kind}).scalar_one())
