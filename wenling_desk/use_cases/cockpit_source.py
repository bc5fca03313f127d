"""The cockpit's figures from the cells of this desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from wenling_desk.domain.figures import (
    CellQuery,
    CountedPage,
    FigureBook,
    FigureColumn,
    FigureShelf,
    FigureValue,
    Grain,
    Period,
    Where,
)
from wenling_desk.use_cases.cockpit_views import PAGE_OF_CASES
from wenling_desk.use_cases.figure_page import FigureReading
from wenling_desk.use_cases.figures import read_figure, read_groups, read_series, records_behind

HOUR = "hour"


@dataclass(frozen=True, slots=True)
class CellSource:
    """Implements ``FigureSource`` over one reading."""

    reading: FigureReading
    shelf: FigureShelf

    @property
    def book(self) -> FigureBook:
        """The book of definitions."""
        return self.shelf.book

    def value(self, figure_id: str, period: Period, column: FigureColumn) -> FigureValue:
        """A figure over a period and a column of halls."""
        return read_figure(self.reading, self.shelf, figure_id, period, column=column)

    def series(
        self, figure_id: str, period: Period, column: FigureColumn, grain: Grain
    ) -> tuple[tuple[str, Fraction | None], ...]:
        """The figure for each day or month, in order."""
        points = read_series(self.reading, self.shelf, figure_id, period, grain, column=column)
        return tuple((point.period, point.found.value) for point in points)

    def groups(
        self, figure_id: str, period: Period, column: FigureColumn, group: str
    ) -> tuple[tuple[str, FigureValue], ...]:
        """The figure for each value of a group, the highest first; those without a value are left out."""
        found = read_groups(self.reading, self.shelf, figure_id, group, period, column=column)
        known = [(each.value, each.found) for each in found if each.found.value]
        return tuple(sorted(known, key=_highest))

    def hours(self, figure_id: str, period: Period, column: FigureColumn) -> tuple[tuple[date, str, Fraction], ...]:
        """A count for each day and hour; the figure looks at no group itself."""
        query = CellQuery(
            measure=self.shelf.figure(figure_id).of,
            first=period.first,
            last=period.last,
            group=HOUR,
            halls=column.halls,
            but_halls=column.but_halls,
            grain=Grain.DAY,
            by_value=True,
        )
        cells: Sequence[tuple[date, str, Fraction]] = [
            (date.fromisoformat(cell.period), cell.value, Fraction(cell.count))
            for cell in self.reading.figure_cells(query)
        ]
        return tuple(cells)

    def records(
        self,
        figure_id: str,
        period: Period,
        column: FigureColumn,
        where: Where | None = None,
        limit: int = PAGE_OF_CASES,
        offset: int = 0,
    ) -> CountedPage:
        """The records behind it."""
        return records_behind(
            self.reading, self.shelf, figure_id, period, column=column, group=where, limit=limit, offset=offset
        )


def _highest(each: tuple[str, FigureValue]) -> tuple[Fraction, str]:
    value, found = each
    return -(found.value or Fraction(0)), value
