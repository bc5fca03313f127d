"""Many figures of one page: asked of the store together, so that a page of two hundred figures is a few questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final, Protocol

from wenling_desk.domain.acceptance import ACCEPTANCE
from wenling_desk.domain.case_attributes import CONSULTATION
from wenling_desk.domain.figures import ALL, HALL, Cell, CellQuery, CountedPage, FigureShelf, RecordQuery

OWN_KINDS: Final = (ACCEPTANCE, CONSULTATION)
"""Whose measures stand together on a page; those of all ledgers stand on another."""


class FigureReading(Protocol):
    """What figures are read from."""

    def figure_cells(self, query: CellQuery) -> tuple[Cell, ...]:
        """As of ``ports.Reading``."""
        ...

    def figure_cells_of(self, measures: Sequence[str], query: CellQuery) -> Mapping[str, tuple[Cell, ...]]:
        """As of ``ports.Reading``."""
        ...

    def figure_records(self, query: RecordQuery) -> CountedPage:
        """As of ``ports.Reading``."""
        ...

    def figure_time(self) -> datetime | None:
        """As of ``ports.Reading``."""
        ...


class OnePage:
    """A FigureReading that keeps what was read, for as long as one page is put together: every sum of a span comes in
    one question with those of the other measures, and is not asked for again."""

    def __init__(self, reading: FigureReading, shelf: FigureShelf) -> None:
        self._reading = reading
        self._shelf = shelf
        self._time: tuple[datetime | None] | None = None
        self._single: dict[CellQuery, tuple[Cell, ...]] = {}
        self._together: dict[tuple[bool, date | None, date, str, bool], Mapping[str, tuple[Cell, ...]]] = {}
        self._looked_at: dict[str, set[str]] | None = None

    def figure_time(self) -> datetime | None:
        """When the youngest worklist row changed."""
        if self._time is None:
            self._time = (self._reading.figure_time(),)
        return self._time[0]

    def figure_records(self, query: RecordQuery) -> CountedPage:
        """The records behind a figure."""
        return self._reading.figure_records(query)

    def figure_cells_of(self, measures: Sequence[str], query: CellQuery) -> Mapping[str, tuple[Cell, ...]]:
        """Of many measures, as the store has it."""
        return self._reading.figure_cells_of(measures, query)

    def figure_cells(self, query: CellQuery) -> tuple[Cell, ...]:
        """The sums of a measure; what is kept apart by day, month or group is asked for by itself."""
        if query.grain is not None or query.by_value or query.measure not in self._shelf.book.measures:
            if query not in self._single:
                self._single[query] = self._reading.figure_cells(query)
            return self._single[query]
        cells = self._all(query).get(query.measure, ())
        return _narrowed(cells, query)

    def _all(self, query: CellQuery) -> Mapping[str, tuple[Cell, ...]]:
        group = ALL if query.group == HALL else query.group
        is_own = self._shelf.measure(query.measure).of in OWN_KINDS
        key = (is_own, query.first, query.last, group, query.by_spread)
        if key not in self._together:
            names = [name for name in self._asked_by(group) if self._is_beside(name, query, is_own)]
            whole = CellQuery(
                "", query.last, query.first, group, by_value=group != ALL, by_hall=True, by_spread=query.by_spread
            )
            self._together[key] = self._reading.figure_cells_of([*{*names, query.measure}], whole)
        return self._together[key]

    def _is_beside(self, name: str, query: CellQuery, is_own: bool) -> bool:
        measure = self._shelf.book.measures.get(name)
        return (
            measure is not None
            and (measure.of in OWN_KINDS) == is_own
            and (not query.by_spread or bool(measure.spread))
        )

    def _asked_by(self, group: str) -> Iterable[str]:
        """The measures some figure looks at by this group; by none, all of them."""
        if group == ALL:
            return self._shelf.book.measures
        if self._looked_at is None:
            self._looked_at = {}
            for figure in self._shelf.book.figures.values():
                for name, where in ((figure.of, figure.where), (figure.over, figure.over_where)):
                    if where is not None:
                        self._looked_at.setdefault(where.group, set()).add(name)
        return sorted(self._looked_at.get(group, ()))


def _narrowed(cells: Iterable[Cell], query: CellQuery) -> tuple[Cell, ...]:
    """Of cells that keep hall, value and spread apart those a question asks for, added up as it asks."""
    found: dict[tuple[str, int | None], Cell] = {}
    for cell in cells:
        value = cell.hall if query.group == HALL else cell.value
        if (query.halls and cell.hall not in query.halls) or cell.hall in query.but_halls:
            continue
        if query.group and query.values and value not in query.values:
            continue
        key = cell.hall if query.by_hall else "", cell.spread if query.by_spread else None
        known = found.get(key)
        found[key] = (
            Cell("", key[0], "", key[1], cell.count, cell.people, cell.total)
            if known is None
            else replace(
                known,
                count=known.count + cell.count,
                people=known.people + cell.people,
                total=known.total + cell.total,
            )
        )
    kept = (cell for cell in found.values() if cell.count or cell.people or cell.total)
    return tuple(sorted(kept, key=lambda cell: (cell.hall, cell.spread is not None, cell.spread or 0)))
