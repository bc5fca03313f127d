"""Rows and cells of the figures over all halls: replaced record by record, summed by question."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, Final

from sqlalchemy import and_, bindparam, delete, func, literal, not_, or_, select, union_all
from sqlalchemy.dialects import postgresql, sqlite

from wenling_desk.domain.figures import (
    ALL,
    Cell,
    CellQuery,
    CountedPage,
    CountedRecord,
    FigureRow,
    Grain,
    Period,
    RecordQuery,
    month_of,
)
from wenling_desk.store.centre import tables as t
from wenling_desk.store.centre.figure_tables import LONGEST_VALUE, figure_cell, figure_cursor, figure_row
from wenling_desk.store.centre.ops import here, upserting
from wenling_desk.store.centre.session import Among, Found, GroupValue, Session

_C, _R, _U, _S, _L = figure_cell, figure_row, figure_cursor, t.scope_head, t.change_log
FIRST_DAY: Final = date(1900, 1, 1)
"""Before anything a fact of ours could be of."""

_DEVICES: Final = "device:%"
_BEHIND = (
    select(_S.c.scope, func.coalesce(_U.c.ver, 0), _S.c.ver, _S.c.floor)
    .outerjoin(_U, and_(_U.c.region == _S.c.region, _U.c.scope == _S.c.scope))
    .where(here(_S, _S.c.scope.like(_DEVICES), _S.c.ver > func.coalesce(_U.c.ver, 0)))
    .order_by(_S.c.scope)
)
_ALL_HEADS = select(_S.c.scope, _S.c.ver).where(here(_S, _S.c.scope.like(_DEVICES)))
_CURSORS = select(_U.c.scope, _U.c.ver).where(here(_U, Among(_U.c.scope, "scopes")))
_CHANGED = (
    select(_L.c.ver, _L.c.record_id, _L.c.kind)
    .where(here(_L, _L.c.scope == bindparam("scope"), _L.c.ver > bindparam("after")))
    .order_by(_L.c.ver)
    .limit(bindparam("most"))
)
_AT = select(_L.c.at).where(here(_L, _L.c.scope == bindparam("scope"), _L.c.ver == bindparam("place")))
_MOVE = upserting(_U, "ver")
_FACTS = (
    select(
        t.fact.c.record_id, t.record.c.kind, t.record.c.hall_code, t.record.c.rank, t.fact.c.rank, t.fact.c.fact_id,
        t.fact.c.device_id, t.fact.c.received_at, t.fact.c.body,
    )
    .join(t.record, and_(t.record.c.region == t.fact.c.region, t.record.c.record_id == t.fact.c.record_id))
    .where(here(t.fact, Among(t.fact.c.record_id, "ids")))
    .order_by(t.fact.c.record_id, t.fact.c.rank)
)  # fmt: skip
_RANKS = select(t.record.c.record_id, t.record.c.rank).where(here(t.record, Among(t.record.c.record_id, "ids")))
_WALK = (
    select(t.record.c.record_id)
    .where(here(t.record, t.record.c.record_id > bindparam("after")))
    .order_by(t.record.c.record_id)
    .limit(bindparam("most"))
)
_ROWS = (
    select(
        _R.c.record_id, _R.c.measure, _R.c.day, _R.c.hall, _R.c.groups, _R.c.spread, _R.c.count, _R.c.people,
        _R.c.total,
    )
    .where(here(_R, Among(_R.c.record_id, "ids")))
    .order_by(_R.c.record_id, _R.c.position)
)  # fmt: skip
_DROP = delete(_R).where(here(_R, Among(_R.c.record_id, "ids")))

_ALL_CELLS = select(
    *(_C.c[name] for name in ("measure", "grouping", "grain", "period", "hall", "value", "spread")),
    _C.c.count, _C.c.people, _C.c.total,
).where(here(_C))  # fmt: skip

Key = tuple[str, str, str, str, str, str, str]
"""measure, grouping, grain, period, hall, value, spread."""


def _adding(kind: Any) -> Any:
    base = kind.values({column.name: bindparam(column.name) for column in _C.columns})
    amounts = ("count", "people", "total")
    key = [column.name for column in _C.primary_key.columns]
    return base.on_conflict_do_update(
        index_elements=key, set_={name: _C.c[name] + base.excluded[name] for name in amounts}
    )


_ADD: Final = {True: _adding(sqlite.insert(_C)), False: _adding(postgresql.insert(_C))}


def behind(session: Session) -> list[Found]:
    """(scope, counted up to, head, floor) of the devices' logs that have more than was counted."""
    return session.rows(_BEHIND)


def heads(session: Session) -> list[Found]:
    """(scope, head) of all devices' logs."""
    return session.rows(_ALL_HEADS)


def cursors(session: Session, scopes: list[str]) -> dict[str, int]:
    """How far each of these logs has been counted."""
    return dict(session.rows(_CURSORS, scopes=scopes))


def changed(session: Session, scope: str, after: int, most: int) -> list[Found]:
    """(version, record, kind of row) of a log from ``after + 1``."""
    return session.rows(_CHANGED, scope=scope, after=after, most=most)


def told_at(session: Session, scope: str, ver: int) -> str:
    """When that row was written; empty where it is no longer there."""
    row = session.first(_AT, scope=scope, place=ver)
    return str(row[0]) if row is not None else ""


def move(session: Session, cursors: Mapping[str, int]) -> None:
    """These logs have been counted so far."""
    session.run(
        _MOVE[session.is_sqlite],
        [{"scope": scope, "ver": ver, "region": session.region} for scope, ver in sorted(cursors.items())],
    )


def facts_of(session: Session, record_ids: list[str]) -> list[Found]:
    """(record, kind, hall, its rank, rank, fact, device, received, body), record by record in order."""
    return session.rows(_FACTS, ids=record_ids)


def ranks(session: Session, record_ids: list[str]) -> dict[str, int]:
    """How many facts each record has now."""
    return dict(session.rows(_RANKS, ids=record_ids))


def walk(session: Session, after: str, most: int) -> list[str]:
    """The next records by id."""
    return [row[0] for row in session.rows(_WALK, after=after, most=most)]


def rows_of(session: Session, record_ids: list[str]) -> dict[str, tuple[FigureRow, ...]]:
    """What these records add, as it is kept."""
    found: dict[str, list[FigureRow]] = {}
    for record_id, measure, day, hall, groups, spread, count, people, total in session.rows(_ROWS, ids=record_ids):
        row = FigureRow(
            measure, date.fromisoformat(day), hall, json.loads(groups), count, people, total,
            int(spread) if spread else None,
        )  # fmt: skip
        found.setdefault(record_id, []).append(row)
    return {record_id: tuple(rows) for record_id, rows in found.items()}


def replace(session: Session, fresh: Mapping[str, Sequence[FigureRow]]) -> None:
    """From now on these records add these rows; the cells change by the difference."""
    before = rows_of(session, sorted(fresh))
    differs = {each: rows for each, rows in fresh.items() if tuple(rows) != before.get(each, ())}
    if not differs:
        return
    sums: dict[Key, list[int]] = {}
    for record_id, rows in differs.items():
        add_up(sums, before.get(record_id, ()), -1)
        add_up(sums, rows, 1)
    session.run(_DROP, [{"ids": sorted(differs)}])
    session.insert(_R, [
        (
            record_id, position, row.measure, row.day.isoformat(), row.hall, _groups(row.groups), _spread(row),
            row.count, row.people, row.total,
        )
        for record_id, rows in sorted(differs.items())
        for position, row in enumerate(rows)
    ])  # fmt: skip
    names = ("measure", "grouping", "grain", "period", "hall", "value", "spread")
    session.run(_ADD[session.is_sqlite], [
        {**dict(zip(names, key, strict=True)), "count": amount[0], "people": amount[1], "total": amount[2],
         "region": session.region}
        for key, amount in sorted(sums.items())
        if any(amount)
    ])  # fmt: skip


def add_up(sums: dict[Key, list[int]], rows: Iterable[FigureRow], sign: int = 1) -> None:
    """The cells of these rows, by day and by month, over all and by each group."""
    for row in rows:
        spread = _spread(row)
        groupings = [(ALL, ""), *((group, value[:LONGEST_VALUE]) for group, value in row.groups.items())]
        for grain, period in ((Grain.DAY, row.day.isoformat()), (Grain.MONTH, month_of(row.day))):
            for group, value in groupings:
                key = (row.measure, group, str(grain), period, row.hall, value, spread)
                amounts = sums.setdefault(key, [0, 0, 0])
                amounts[0] += sign * row.count
                amounts[1] += sign * row.people
                amounts[2] += sign * row.total


def _groups(groups: Mapping[str, str]) -> str:
    return json.dumps(dict(groups), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _spread(row: FigureRow) -> str:
    return "" if row.spread is None else str(row.spread)


@cache
def _cells(shape: tuple[bool, bool, bool, bool, bool, bool, bool]) -> Any:
    """The question of that shape: values given, halls given, halls left out, period, hall, value, spread apart."""
    values, halls, others, by_period, by_hall, by_value, by_spread = shape
    conditions = [_C.c.measure == bindparam("of"), _C.c.grouping == bindparam("by")]
    if values:
        conditions.append(Among(_C.c.value, "wanted"))
    if halls:
        conditions.append(Among(_C.c.hall, "in_halls"))
    if others:
        conditions.append(not_(Among(_C.c.hall, "not_halls")))
    spans = [
        and_(_C.c.grain == "month", _C.c.period >= bindparam("month_from"), _C.c.period <= bindparam("month_to")),
        and_(_C.c.grain == "day", _C.c.period >= bindparam("day_from"), _C.c.period <= bindparam("day_to")),
        and_(_C.c.grain == "day", _C.c.period >= bindparam("then_from"), _C.c.period <= bindparam("then_to")),
    ]
    columns = [_C.c.period, _C.c.hall, _C.c.value, _C.c.spread, _C.c.count, _C.c.people, _C.c.total]
    parts = union_all(*(select(*columns).where(here(_C, *conditions, span)) for span in spans)).subquery()
    apart = [
        parts.c[name] if kept else literal("").label(name)
        for name, kept in (("period", by_period), ("hall", by_hall), ("value", by_value), ("spread", by_spread))
    ]
    sums = [func.sum(parts.c[name]) for name in ("count", "people", "total")]
    grouped = [column for column, kept in zip(apart, (by_period, by_hall, by_value, by_spread), strict=True) if kept]
    asked = select(*apart, *sums).having(or_(*(each != 0 for each in sums)))
    return asked.group_by(*grouped).order_by(*grouped) if grouped else asked


def cells(session: Session, query: CellQuery) -> tuple[Cell, ...]:
    """The sums asked for; none where nothing was counted."""
    shape = (
        bool(query.values), bool(query.halls), bool(query.but_halls), query.grain is not None, query.by_hall,
        query.by_value, query.by_spread,
    )  # fmt: skip
    found = session.rows(
        _cells(shape), of=query.measure, by=query.group, wanted=list(query.values), in_halls=list(query.halls),
        not_halls=list(query.but_halls), **_spans(query),
    )  # fmt: skip
    sums: dict[tuple[str, str, str, str], list[int]] = {}
    for period, hall, value, spread, *amounts in found:
        # The days of a month that is not whole belong to it where months are asked for.
        key = (period[:7] if query.grain is Grain.MONTH else period, hall, value, spread)
        known = sums.setdefault(key, [0, 0, 0])
        for place, amount in enumerate(amounts):
            known[place] += int(amount)
    return tuple(
        Cell(period, hall, value, int(spread) if spread else None, *amounts)
        for (period, hall, value, spread), amounts in sorted(sums.items())
    )


def _spans(query: CellQuery) -> dict[str, str]:
    """The whole months of the days asked for, the days before them and the days after."""
    first, last = query.first or FIRST_DAY, query.last
    none = {"month_from": "9", "month_to": "", "then_from": "9", "then_to": ""}
    whole = {**none, "day_from": first.isoformat(), "day_to": last.isoformat()}
    if query.grain is Grain.DAY:
        return whole
    begins = first if first.day == 1 else Period.month(first).last
    first_whole = begins if first.day == 1 else date.fromordinal(begins.toordinal() + 1)
    end = Period.month(last)
    last_whole = last if end.last == last else date.fromordinal(end.first.toordinal() - 1)
    if first_whole > last_whole:
        return whole
    return {
        "month_from": month_of(first_whole), "month_to": month_of(last_whole),
        "day_from": first.isoformat(), "day_to": date.fromordinal(first_whole.toordinal() - 1).isoformat(),
        "then_from": date.fromordinal(last_whole.toordinal() + 1).isoformat(), "then_to": last.isoformat(),
    }  # fmt: skip


@cache
def _records(shape: tuple[bool, bool, bool, bool], *, counted: bool) -> Any:
    """Records behind a figure: halls given, left out; a group and its values; those that stand at the end."""
    halls, others, where, standing = shape
    conditions = [_R.c.measure == bindparam("of"), _R.c.day >= bindparam("since"), _R.c.day <= bindparam("until")]
    if halls:
        conditions.append(Among(_R.c.hall, "in_halls"))
    if others:
        conditions.append(not_(Among(_R.c.hall, "not_halls")))
    if where:
        conditions.append(Among(GroupValue(_R.c.groups, "by"), "wanted"))
    sums = [func.sum(_R.c[name]) for name in ("count", "people", "total")]
    first = func.min(_R.c.day)
    asked = select(_R.c.record_id, first.label("day"), *sums).where(here(_R, *conditions)).group_by(_R.c.record_id)
    if standing:
        asked = asked.having(sums[0] > 0)
    if counted:
        return select(func.count()).select_from(asked.subquery())
    return asked.order_by(first, _R.c.record_id).limit(bindparam("most")).offset(bindparam("skip"))


def records(session: Session, query: RecordQuery) -> CountedPage:
    """The records behind a figure, oldest first."""
    shape = (bool(query.halls), bool(query.but_halls), query.where is not None, query.standing)
    values = {
        "of": query.measure, "since": (query.first or FIRST_DAY).isoformat(), "until": query.last.isoformat(),
        "in_halls": list(query.halls), "not_halls": list(query.but_halls),
        "by": query.where.group if query.where is not None else "",
        "wanted": list(query.where.values) if query.where is not None else [],
    }  # fmt: skip
    total = session.first(_records(shape, counted=True), **values)
    found = session.rows(_records(shape, counted=False), **values, most=query.limit, skip=query.offset)
    rows = tuple(
        CountedRecord(record_id, date.fromisoformat(day), int(count), int(people), int(amount))
        for record_id, day, count, people, amount in found
    )
    return CountedPage(rows, int(total[0]) if total is not None else 0)


def all_cells(session: Session) -> dict[Key, tuple[int, int, int]]:
    """Every cell that is not nothing; a check compares them with what the rows sum up to."""
    return {row[:7]: (row[7], row[8], row[9]) for row in session.rows(_ALL_CELLS) if any(row[7:])}
