"""Figures: a record's rows are replaced with every write of it, and the cells move by the difference."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    column,
    delete,
    func,
    insert,
    literal,
    select,
    text,
    true,
)
from sqlalchemy.dialects import sqlite

from wenling_desk.domain.figures import (
    ALL,
    HALL,
    Cell,
    CellQuery,
    CountedPage,
    CountedRecord,
    FigureRow,
    Grain,
    RecordQuery,
    periods_of,
)
from wenling_desk.domain.periods import sums_of
from wenling_desk.store import schema
from wenling_desk.store.figure_tables import NO_SPREAD
from wenling_desk.store.transaction import IDS, Row, Transaction

_R = schema.figures.rows
_C = schema.figures.cells
_COLUMNS: Final = ("measure", "day", "hall", "groups", "count", "people", "total", "spread")
_KEY: Final = ("period", "measure", "grouping", "hall", "value", "spread")
_AMOUNTS: Final = ("count", "people", "total")
_AT_A_TIME: Final = 200

ROWS_OF: Final = select(_R.c.record_id, _R.c.place, *(_R.c[name] for name in _COLUMNS)).where(_R.c.record_id.in_(IDS))
INSERT: Final = insert(_R).values({each.name: bindparam(each.name) for each in _R.columns})
DROP: Final = delete(_R).where(_R.c.record_id == bindparam("key_record"), _R.c.place == bindparam("key_place"))
_ADD: Final = sqlite.insert(_C).values({each.name: bindparam(each.name) for each in _C.columns})
ADD: Final = _ADD.on_conflict_do_update(
    index_elements=list(_KEY), set_={name: _C.c[name] + _ADD.excluded[name] for name in _AMOUNTS}
)
UNHELD: Final = (
    select(_R.c.record_id)
    .where(_R.c.record_id.not_in(select(schema.records.c.record_id).where(schema.records.c.hidden == 0)))
    .distinct()
)
FIRST_PERIOD: Final = select(func.min(_C.c.period).label("period"))
NEWEST: Final = select(func.max(schema.heads.c.changed_at).label("moment"))
LISTED: Final = {name: text(f"SELECT value FROM json_each(:{name})").columns(column("value")) for name in (
    "measures", "halls", "but_halls", "group_values",
)}  # fmt: skip
_PERIODS: Final = (
    text("SELECT key, value FROM json_each(:periods)").columns(column("key"), column("value")).subquery("p")
)
_FROM: Final = _PERIODS.join(_C, true())

_Stored = tuple[Any, ...]
_CellKey = tuple[str, str, str, str, str, int]


def write(transaction: Transaction, figures: Mapping[str, Sequence[FigureRow]]) -> None:
    """Replace the rows of each record; what did not change is not written."""
    if not figures:
        return
    before: dict[str, dict[int, _Stored]] = {}
    for row in transaction.all(ROWS_OF, {"ids": json.dumps(list(figures))}):
        before.setdefault(row[0], {})[row[1]] = tuple(row[2:])
    moved: dict[_CellKey, Counter[str]] = {}
    gone: list[Row] = []
    fresh: list[Row] = []
    for record_id, rows in figures.items():
        kept = before.get(record_id, {})
        wanted = Counter(_stored(row) for row in rows)
        for place, values in kept.items():
            if wanted[values]:
                wanted[values] -= 1
            else:
                gone.append({"key_record": record_id, "key_place": place})
                _move(moved, values, -1)
        place = max(kept, default=-1)
        for values in wanted.elements():
            place += 1
            fresh.append({"record_id": record_id, "place": place, **dict(zip(_COLUMNS, values, strict=True))})
            _move(moved, values, 1)
    transaction.run(DROP, gone)
    transaction.run(INSERT, fresh)
    changes = [
        {**dict(zip(_KEY, key, strict=True)), **{name: amounts[name] for name in _AMOUNTS}}
        for key, amounts in sorted(moved.items())
        if any(amounts.values())
    ]
    transaction.run(ADD, changes)


def drop_unheld(transaction: Transaction) -> None:
    """What records added whose facts this desk does not show any more."""
    unheld = [row[0] for row in transaction.all(UNHELD, {})]
    for start in range(0, len(unheld), _AT_A_TIME):
        write(transaction, dict.fromkeys(unheld[start : start + _AT_A_TIME], ()))


def _stored(row: FigureRow) -> _Stored:
    groups = json.dumps(dict(row.groups), ensure_ascii=False, separators=(",", ":"))
    return (row.measure, row.day.isoformat(), row.hall, groups, row.count, row.people, row.total, row.spread)


def _move(moved: dict[_CellKey, Counter[str]], values: _Stored, sign: int) -> None:
    measure, day, hall, groups, count, people, total, spread = values
    amounts = {"count": sign * count, "people": sign * people, "total": sign * total}
    apart = NO_SPREAD if spread is None else spread
    for grouping, value in ((ALL, ""), *json.loads(groups).items()):
        for period in (day, day[:7]):
            moved.setdefault((period, measure, grouping, hall, value, apart), Counter()).update(amounts)


# -- asking --------------------------------------------------------------------------------------


def read_cells(connection: Connection, query: CellQuery) -> tuple[Cell, ...]:
    """The sums of a measure in the order of what is kept apart."""
    return read_cells_of(connection, (query.measure,), query).get(query.measure, ())


def read_cells_of(connection: Connection, measures: Sequence[str], query: CellQuery) -> Mapping[str, tuple[Cell, ...]]:
    """The sums of each of these measures, in one statement."""
    first = query.first or _earliest(connection)
    if first is None or first > query.last:
        return {}
    more, less = sums_of(first, query.last) if query.grain is None else (periods_of(first, query.last, query.grain), [])
    narrowed = query.values if query.group else ()
    values: dict[str, Any] = {
        "periods": json.dumps(dict.fromkeys(more, 1) | dict.fromkeys(less, -1)),
        "measures": json.dumps(list(measures)),
        "grouping": ALL if query.group == HALL else query.group,
    }
    for name, listed in (("halls", query.halls), ("but_halls", query.but_halls), ("group_values", narrowed)):
        if listed:
            values[name] = json.dumps(list(listed))
    shape = (
        {None: 0, Grain.DAY: 10, Grain.MONTH: 7}[query.grain],
        query.group == HALL,
        query.by_value and bool(query.group),
        query.by_hall,
        query.by_spread,
        frozenset(values),
    )
    found: dict[str, list[Cell]] = {}
    for row in connection.execute(_sums(*shape), values).all():
        if row[5] or row[6] or row[7]:
            cell = Cell(row[1], row[2], row[3], None if row[4] == NO_SPREAD else row[4], row[5], row[6], row[7])
            found.setdefault(row[0], []).append(cell)
    return {measure: tuple(cells) for measure, cells in found.items()}


@cache
def _sums(
    length: int, of_hall: bool, by_value: bool, by_hall: bool, by_spread: bool, narrowed: frozenset[str]
) -> Select[Any]:
    """The statement of one shape of question; to put it together costs as much as to run it."""
    value = _C.c.hall if of_hall else _C.c.value
    apart: list[ColumnElement[Any]] = [
        _C.c.measure,
        (func.substr(_C.c.period, 1, length) if length else literal("")).label("piece"),
        (_C.c.hall if by_hall else literal("")).label("in_hall"),
        (value if by_value else literal("")).label("in_value"),
        (_C.c.spread if by_spread else literal(NO_SPREAD)).label("apart"),
    ]
    sums = [func.sum(_C.c[name] * _PERIODS.c.value).label(name) for name in _AMOUNTS]
    conditions: list[ColumnElement[bool]] = [
        _C.c.period == _PERIODS.c.key,
        _C.c.measure.in_(LISTED["measures"]),
        _C.c.grouping == bindparam("grouping"),
    ]
    if "halls" in narrowed:
        conditions.append(_C.c.hall.in_(LISTED["halls"]))
    if "but_halls" in narrowed:
        conditions.append(_C.c.hall.not_in(LISTED["but_halls"]))
    if "group_values" in narrowed:
        conditions.append(value.in_(LISTED["group_values"]))
    places = [text(str(number)) for number in range(1, len(apart) + 1)]
    # In this order and no other: a few periods, and the cells of each from the key.
    return select(*apart, *sums).select_from(_FROM).where(*conditions).group_by(*places).order_by(*places)


def read_records(connection: Connection, query: RecordQuery) -> CountedPage:
    """The records behind a figure, oldest first."""
    conditions = [_R.c.measure == query.measure, _R.c.day <= query.last.isoformat()]
    values: dict[str, Any] = {}
    if query.first is not None:
        conditions.append(_R.c.day >= query.first.isoformat())
    if query.halls:
        conditions.append(_R.c.hall.in_(LISTED["halls"]))
        values["halls"] = json.dumps(list(query.halls))
    if query.but_halls:
        conditions.append(_R.c.hall.not_in(LISTED["but_halls"]))
        values["but_halls"] = json.dumps(list(query.but_halls))
    if query.where is not None:
        of_hall = query.where.group == HALL
        shown = _R.c.hall if of_hall else func.json_extract(_R.c.groups, f'$."{query.where.group}"')
        conditions.append(shown.in_(LISTED["group_values"]))
        values["group_values"] = json.dumps(list(query.where.values))
    count = func.sum(_R.c.count)
    behind = (
        select(
            _R.c.record_id, func.min(_R.c.day).label("day"), count, func.sum(_R.c.people), func.sum(_R.c.total)
        )
        .where(*conditions)
        .group_by(_R.c.record_id)
        .having(count > 0)
    )  # fmt: skip
    page = behind.order_by(text("2"), text("1")).limit(query.limit).offset(query.offset)
    rows = tuple(
        CountedRecord(row[0], date.fromisoformat(row[1]), row[2], row[3], row[4])
        for row in connection.execute(page, values).all()
    )
    if len(rows) < query.limit and (rows or not query.offset):
        return CountedPage(rows, query.offset + len(rows))
    total = select(func.count()).select_from(behind.subquery())
    return CountedPage(rows, int(connection.execute(total, values).scalar_one()))


def newest(connection: Connection) -> datetime | None:
    """When the youngest worklist row changed."""
    found = connection.execute(NEWEST).scalar_one()
    return datetime.fromisoformat(found) if found else None


def recount(rows: Iterable[FigureRow]) -> Iterator[tuple[_CellKey, Counter[str]]]:
    """The cells of rows, added up anew: what the table must say."""
    moved: dict[_CellKey, Counter[str]] = {}
    for row in rows:
        _move(moved, _stored(row), 1)
    return iter(moved.items())


def _earliest(connection: Connection) -> date | None:
    found = connection.execute(FIRST_PERIOD).scalar_one()
    return date.fromisoformat(f"{found[:7]}-01") if found else None
