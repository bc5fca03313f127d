"""Figures of a store in memory: nothing is summed up beforehand, every question adds up the rows of the records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from wenling_desk.domain.figures import (
    HALL,
    Cell,
    CellQuery,
    CountedPage,
    CountedRecord,
    FigureRow,
    Grain,
    RecordQuery,
)

Rows = Mapping[str, Sequence[FigureRow]]


def cells_of(rows: Iterable[FigureRow], query: CellQuery) -> tuple[Cell, ...]:
    """The recount: what the cells of the real store must add up to."""
    sums: dict[tuple[str, str, str, int | None], Counter[str]] = {}
    for row in rows:
        value = _value(row, query.group)
        if row.measure != query.measure or not _in_place(row, query.halls, query.but_halls):
            continue
        if row.day > query.last or (query.first is not None and row.day < query.first):
            continue
        if query.group and (not value or (query.values and value not in query.values)):
            continue
        length = {None: 0, Grain.DAY: 10, Grain.MONTH: 7}[query.grain]
        key = (
            row.day.isoformat()[:length],
            row.hall if query.by_hall else "",
            value if query.by_value else "",
            row.spread if query.by_spread else None,
        )
        amounts = {"count": row.count, "people": row.people, "total": row.total}
        sums.setdefault(key, Counter()).update(amounts)
    found = [
        Cell(*key, each["count"], each["people"], each["total"]) for key, each in sums.items() if any(each.values())
    ]
    return tuple(
        sorted(found, key=lambda cell: (cell.period, cell.hall, cell.value, cell.spread is not None, cell.spread or 0))
    )


def records_of(kept: Rows, query: RecordQuery) -> CountedPage:
    """The records behind a figure."""
    found = []
    for record_id, rows in kept.items():
        mine = [row for row in rows if _is_behind(row, query)]
        count = sum(row.count for row in mine)
        if count <= 0:
            continue
        people, total = sum(row.people for row in mine), sum(row.total for row in mine)
        found.append(CountedRecord(record_id, min(row.day for row in mine), count, people, total))
    found.sort(key=lambda each: (each.day, each.record_id))
    return CountedPage(tuple(found[query.offset : query.offset + query.limit]), len(found))


def _is_behind(row: FigureRow, query: RecordQuery) -> bool:
    if row.measure != query.measure or not _in_place(row, query.halls, query.but_halls) or row.day > query.last:
        return False
    if query.first is not None and row.day < query.first:
        return False
    return query.where is None or _value(row, query.where.group) in query.where.values


def _value(row: FigureRow, group: str) -> str:
    return row.hall if group == HALL else row.groups.get(group, "") if group else ""


def _in_place(row: FigureRow, halls: Sequence[str], but: Sequence[str]) -> bool:
    return row.hall not in but and (not halls or row.hall in halls)
