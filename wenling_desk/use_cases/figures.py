"""Asking for figures: a value, a series, the same by groups, and the records behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from wenling_desk.domain.acceptance import ACCEPTANCE
from wenling_desk.domain.figures import (
    ALL,
    HALL,
    Cell,
    CellQuery,
    CountedPage,
    Figure,
    FigureColumn,
    FigureRow,
    FigureShelf,
    FigureValue,
    Grain,
    Measure,
    Op,
    Period,
    RecordQuery,
    Span,
    Where,
    periods_of,
)
from wenling_desk.domain.ledger import Ledger
from wenling_desk.domain.measures import Ground, figure_rows
from wenling_desk.use_cases.figure_page import FigureReading
from wenling_desk.use_cases.record_book import RecordBook

_NOTHING: Final = Cell()
_DAY: Final = timedelta(days=1)
_AMOUNTS: Final[Mapping[Op, str]] = {Op.COUNT: "count", Op.PEOPLE: "people", Op.SUM: "total"}


@dataclass(frozen=True, slots=True)
class SeriesPoint:
    """One piece of a series: ``period`` is a day or a month in ISO spelling."""

    period: str
    found: FigureValue


@dataclass(frozen=True, slots=True)
class GroupValue:
    """A figure of one group: ``value`` is the group's (a department's key, an hour, a hall)."""

    value: str
    found: FigureValue


def record_figures(book: RecordBook) -> tuple[FigureRow, ...]:
    """What the record that is open adds to the measures; nothing before its first fact."""
    measures = book.desk.figures.measures_of(book.kind)
    if not measures or not book.facts:
        return ()
    case = book.case if book.kind == ACCEPTANCE and book.taken_in else None
    ground = Ground(book.workflow, book.calendar, book.desk.identity.hall_code, book.desk.figures.book.rules)
    return figure_rows(book.record, case, ledger_of(book), measures, ground)


def ledger_of(book: RecordBook) -> Ledger | None:
    """The ledger of business the record is an entry of; ``None`` for the program's own kinds."""
    ledgers = book.desk.ledgers
    return ledgers.ledger(book.kind) if book.kind in ledgers.kinds() else None


def read_figure(
    reading: FigureReading,
    shelf: FigureShelf,
    figure_id: str,
    period: Period,
    halls: Sequence[str] = (),
    *,
    column: FigureColumn | None = None,
) -> FigureValue:
    """A figure of a period, of some halls or of all; ``column`` names them as the book does. A standing or cumulative
    one is that of the period's last day. Raises ``KeyError`` for a figure the book does not have."""
    figure = shelf.figure(figure_id)
    return _asked(reading, shelf, figure, period, _places(halls, column)).one("")


def read_series(
    reading: FigureReading,
    shelf: FigureShelf,
    figure_id: str,
    period: Period,
    grain: Grain,
    halls: Sequence[str] = (),
    *,
    column: FigureColumn | None = None,
) -> tuple[SeriesPoint, ...]:
    """A figure by day or month: every piece of the period is there. A median or ratio is that of each piece by itself,
    a standing or cumulative figure that of its end."""
    figure = shelf.figure(figure_id)
    asked = _asked(reading, shelf, figure, period, _places(halls, column), grain=grain)
    return tuple(SeriesPoint(piece, asked.one(piece)) for piece in pieces_of(period, grain))


def read_groups(
    reading: FigureReading,
    shelf: FigureShelf,
    figure_id: str,
    group: str,
    period: Period,
    halls: Sequence[str] = (),
    *,
    column: FigureColumn | None = None,
) -> tuple[GroupValue, ...]:
    """A figure by the values of a group (or by ``hall``), in order of the values; what has no value in the group is in
    none. Raises ``ValueError`` where the figure looks at one group already and this is another, or its measures do not
    have it."""
    figure = shelf.figure(figure_id)
    for measure in {figure.of, figure.over or figure.of}:
        if group != HALL and group not in shelf.measure(measure).groups:
            raise ValueError(f"{measure} has no group {group}")
    for where in (figure.where, figure.over_where):
        if where is not None and group not in (HALL, where.group):
            raise ValueError(f"{figure_id} looks at {where.group} already")
    asked = _asked(reading, shelf, figure, period, _places(halls, column), group=group)
    return tuple(GroupValue(value, asked.one(value)) for value in sorted(asked.keys()))


def records_behind(
    reading: FigureReading,
    shelf: FigureShelf,
    figure_id: str,
    period: Period,
    halls: Sequence[str] = (),
    *,
    column: FigureColumn | None = None,
    group: Where | None = None,
    below: bool = False,
    limit: int = 100,
    offset: int = 0,
) -> CountedPage:
    """The records a figure is made of; with ``below`` those below the line of a ratio. ``group`` narrows it to one
    group where the figure itself looks at none."""
    figure = shelf.figure(figure_id)
    is_below = below and figure.op is Op.RATIO
    places = _places(halls, column)
    return reading.figure_records(
        RecordQuery(
            measure=figure.over if is_below else figure.of,
            first=period.first if figure.span is Span.PERIOD else None,
            last=period.last,
            where=(figure.over_where if is_below else figure.where) or group,
            halls=places[0],
            but_halls=places[1],
            standing=figure.span is Span.STANDING,
            limit=limit,
            offset=offset,
        )
    )


def pieces_of(period: Period, grain: Grain) -> tuple[str, ...]:
    """The days or months of a period, in order."""
    days = periods_of(period.first, period.last, Grain.DAY)
    return tuple(days) if grain is Grain.DAY else tuple(dict.fromkeys(day[:7] for day in days))


def median_of(cells: Iterable[Cell]) -> Fraction | None:
    """The median of values kept apart: the mean of the two in the middle where their number is even."""
    amounts: dict[int, int] = {}
    for cell in cells:
        if cell.spread is not None:
            amounts[cell.spread] = amounts.get(cell.spread, 0) + cell.count
    values = sorted((value, count) for value, count in amounts.items() if count > 0)
    total = sum(count for _, count in values)
    if not total:
        return None
    middle = (total - 1) // 2, total // 2
    found: list[int] = []
    passed = 0
    for value, count in values:
        found += [value for place in middle if passed <= place < passed + count]
        passed += count
    return Fraction(sum(found), 2)


# -- inside --------------------------------------------------------------------------------------

_Places = tuple[tuple[str, ...], tuple[str, ...]]


def _places(halls: Sequence[str], column: FigureColumn | None) -> _Places:
    return (column.halls, column.but_halls) if column is not None else (tuple(halls), ())


@dataclass(frozen=True, slots=True)
class _Asked:
    """The cells of a figure by what they were kept apart by: a period, a group's value, or nothing."""

    figure: Figure
    above: Mapping[str, Sequence[Cell]]
    below: Mapping[str, Sequence[Cell]]
    scale: int
    template: FigureValue

    def keys(self) -> set[str]:
        return {key for key in (*self.above, *self.below) if key}

    def one(self, key: str) -> FigureValue:
        """The figure of one piece."""
        figure = self.figure
        cells = self.above.get(key, ())
        sums = _sum(cells)
        value: Fraction | None
        above, below = sums.count, 0
        if figure.op is Op.MEDIAN:
            found = median_of(cells)
            value = found / figure.divide if found is not None else None
            below = sums.count
        elif figure.op is Op.MEAN:
            above, below = sums.total, sums.count
            value = Fraction(above, below * self.scale * figure.divide) if below else None
        elif figure.op is Op.RATIO:
            above = _amount(sums, figure.by)
            below = _amount(_sum(self.below.get(key, ())), figure.by)
            value = Fraction(above, below) if below else None
        else:
            above = _amount(sums, figure.op)
            scale = self.scale if figure.op is Op.SUM else 1
            value = Fraction(above, scale * figure.divide)
        return replace(self.template, value=value, above=above, below=below, people=sums.people)


def _amount(cell: Cell, by: Op) -> int:
    return int(getattr(cell, _AMOUNTS[by]))


def _sum(cells: Iterable[Cell]) -> Cell:
    count = people = total = 0
    for cell in cells:
        count, people, total = count + cell.count, people + cell.people, total + cell.total
    return Cell(count=count, people=people, total=total)


def _asked(
    reading: FigureReading,
    shelf: FigureShelf,
    figure: Figure,
    period: Period,
    places: _Places,
    *,
    grain: Grain | None = None,
    group: str = "",
) -> _Asked:
    above = _cells(reading, figure, figure.of, figure.where, period, places, grain, group)
    below: Mapping[str, Sequence[Cell]] = {}
    if figure.op is Op.RATIO:
        below = _cells(reading, figure, figure.over, figure.over_where, period, places, grain, group)
    template = FigureValue(figure, None, 0, 0, 0, reading.figure_time(), shelf.edition.version)
    measure: Measure = shelf.measure(figure.of)
    return _Asked(figure, above, below, measure.scale, template)


def _cells(
    reading: FigureReading,
    figure: Figure,
    measure: str,
    where: Where | None,
    period: Period,
    places: _Places,
    grain: Grain | None,
    group: str,
) -> Mapping[str, Sequence[Cell]]:
    grouping = where.group if where is not None else ALL if group in ("", HALL) else group
    query = CellQuery(
        measure=measure,
        first=period.first if figure.span is Span.PERIOD else None,
        last=period.last,
        group=grouping,
        values=where.values if where is not None else (),
        halls=places[0],
        but_halls=places[1],
        by_value=group not in ("", HALL),
        by_hall=group == HALL,
        by_spread=figure.op is Op.MEDIAN,
    )
    if grain is None:
        cells = reading.figure_cells(query)
        return _by(cells, lambda cell: cell.hall if group == HALL else cell.value if group else "")
    if figure.span is Span.PERIOD:
        return _by(reading.figure_cells(replace(query, grain=grain)), lambda cell: cell.period)
    before = reading.figure_cells(replace(query, last=period.first - _DAY)) if period.first > date.min else ()
    moved = _by(reading.figure_cells(replace(query, first=period.first, grain=grain)), lambda cell: cell.period)
    return _added_up(before, moved, pieces_of(period, grain))


def _by(cells: Iterable[Cell], key: Callable[[Cell], str]) -> Mapping[str, Sequence[Cell]]:
    found: dict[str, list[Cell]] = {}
    for cell in cells:
        found.setdefault(key(cell), []).append(cell)
    return found


def _added_up(
    before: Sequence[Cell], moved: Mapping[str, Sequence[Cell]], pieces: Iterable[str]
) -> Mapping[str, Sequence[Cell]]:
    """What stands at the end of each piece: all cells up to there."""
    found: dict[str, Sequence[Cell]] = {}
    standing: dict[int | None, Cell] = {}
    for piece, cells in (("", before), *((piece, moved.get(piece, ())) for piece in pieces)):
        for cell in cells:
            known = standing.get(cell.spread, _NOTHING)
            standing[cell.spread] = replace(_sum((known, cell)), spread=cell.spread)
        if piece:
            found[piece] = tuple(standing.values())
    return found
