"""What the cockpit shows: every block of a page read from the cells, and the records behind any of its figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from wenling_desk.domain.alarms import AlarmRules
from wenling_desk.domain.cockpit import (
    Block,
    BlockKind,
    Choice,
    CockpitLayout,
    Note,
    a_year_before,
    month_period,
    trend_days,
    weeks_before,
)
from wenling_desk.domain.figures import (
    CountedRecord,
    FigureBook,
    FigureColumn,
    FigureValue,
    Grain,
    Period,
    Where,
)
from wenling_desk.domain.heads import CaseHead
from wenling_desk.domain.working_days import ONE_DAY
from wenling_desk.use_cases.alarms import AlarmView, view_alarms
from wenling_desk.use_cases.cockpit_views import (
    PAGE_OF_CASES,
    Adjustment,
    BlockView,
    CardView,
    ClosedMonth,
    CockpitView,
    EntriesSource,
    EntriesView,
    FigureSource,
    GroupsView,
    HoursView,
    Question,
    SeriesView,
    TableRow,
    TableView,
    WatchView,
)
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import Reading, WorkQuery

MOST_ALARMS = 60
MONTHS = 12
"""Closed months whose adjustments are shown."""
HEAT_DAYS = timedelta(weeks=4)
NEAR = "near_promise"
"""The alarm of what is near its promise."""


def adjustments(source: FigureSource, closed: ClosedMonth) -> tuple[Adjustment, ...]:
    """Every figure a closed month kept beside what it is now (调整). A figure the book has no more is left out."""
    period, column = month_period(closed.month), column_of(source.book, "")
    return tuple(
        Adjustment(kept, source.value(figure_id, period, column), closed.reasons.get(figure_id, ""))
        for figure_id, kept in closed.figures.items()
        if figure_id in source.book.figures
    )


def column_of(book: FigureBook, column_id: str) -> FigureColumn:
    """A column; the first (全市) where there is none of that id."""
    for column in book.columns:
        if column.column_id == column_id:
            return column
    return book.columns[0] if book.columns else FigureColumn("", "")


def read_cockpit(
    desk: Desk,
    reading: Reading,
    source: FigureSource,
    layout: CockpitLayout,
    question: Question,
    alarms: AlarmRules | None,
    entries: EntriesSource | None = None,
) -> CockpitView:
    """A page. Nothing of it goes through the facts: cells, rows of the worklist, errands."""
    told = entries or EntriesSource()
    column = column_of(source.book, question.column)
    reader = _PageReader(desk, reading, source, question, column, alarms, told)
    blocks = {place: reader.block(block) for place, block in layout.page(question.page_id).blocks()}
    month = f"{question.on:%Y-%m}" if question.choice is Choice.MONTH else ""
    closed = next((each for each in told.closings if each.month == month), None)
    return CockpitView(
        question=question,
        period=question.period,
        column=column,
        blocks=blocks,
        data_time=_data_time(blocks.values()) or reading.figure_time(),
        edition=source.book.edition.version,
        closed=closed,
    )


def _data_time(blocks: Iterable[BlockView]) -> datetime | None:
    """The youngest record behind any figure shown."""
    values: list[FigureValue] = []
    for view in blocks:
        if isinstance(view, CardView):
            values.append(view.value)
        elif isinstance(view, TableView):
            values += [value for row in view.rows for value in row.values]
    return max((value.data_time for value in values if value.data_time is not None), default=None)


@dataclass(frozen=True, slots=True)
class _PageReader:
    desk: Desk
    reading: Reading
    source: FigureSource
    question: Question
    column: FigureColumn
    alarms: AlarmRules | None
    entries: EntriesSource

    def block(self, block: Block) -> BlockView:
        kind = block.kind
        if kind is BlockKind.CARD:
            return self._card(block)
        if kind is BlockKind.TREND:
            return self._trend(block)
        if kind is BlockKind.RANKING:
            groups = self.source.groups(block.figure, self.question.period, self.column, block.by)
            return GroupsView(block, self.source.book.figures[block.figure], groups)
        if kind is BlockKind.HEAT:
            return self._heat(block)
        if kind is BlockKind.WATCH:
            return WatchView(block, self._watch())
        if kind is BlockKind.LEDGERS:
            return self._ledgers(block)
        if kind is BlockKind.TABLE:
            return self._table(block)
        if kind is BlockKind.PEERS:
            return EntriesView(block, peers=self.entries.peers)
        if kind is BlockKind.OBJECTIONS:
            return EntriesView(block, objections=self.entries.objections)
        return EntriesView(block, months=tuple((each, self._adjusted(each)) for each in self.entries.closings[:MONTHS]))

    def _adjusted(self, closed: ClosedMonth) -> tuple[Adjustment, ...]:
        return adjustments(self.source, closed)

    def _heat(self, block: Block) -> HoursView:
        """Four weeks to the day looked at, whatever the period: a single day would be one row."""
        days = Period(self.question.on - (HEAT_DAYS - ONE_DAY), self.question.on)
        cells: dict[tuple[int, str], Fraction] = {}
        for day, hour, amount in self.source.hours(block.figure, days, self.column):
            key = day.isoweekday(), hour
            cells[key] = cells.get(key, Fraction(0)) + amount
        return HoursView(block, self.source.book.figures[block.figure], days, cells)

    def _card(self, block: Block) -> CardView:
        period = self.question.period
        value = self.source.value(block.figure, period, self.column)
        others = [
            (each, value if each == self.column else self.source.value(block.figure, period, each))
            for each in (self.source.book.columns if Note.COLUMNS in block.notes else ())
        ]
        before = self.source.value(block.figure, a_year_before(period), self.column)
        near = sum(row.alarm.kind == NEAR for row in self._watch().rows) if block.near else None
        return CardView(block, value, tuple(others), before, near)

    def _trend(self, block: Block) -> SeriesView:
        question = self.question
        grain = Grain.MONTH if question.choice is Choice.YEAR else Grain.DAY
        period = trend_days(question.period, question.choice)
        points = self.source.series(block.figure, period, self.column, grain)
        earlier = a_year_before(period) if grain is Grain.MONTH else weeks_before(period)
        before = self.source.series(block.figure, earlier, self.column, grain)
        values = tuple(value for _, value in before)
        return SeriesView(block, self.source.book.figures[block.figure], grain, points, values[: len(points)])

    def _table(self, block: Block) -> TableView:
        rows = tuple(
            TableRow(heading=line.heading) if line.heading else self._table_row(line.figure) for line in block.lines
        )
        return TableView(block, self.source.book.columns, rows)

    def _table_row(self, figure_id: str) -> TableRow:
        period = self.question.period
        columns = self.source.book.columns
        values = tuple(self.source.value(figure_id, period, column) for column in columns)
        before = self.source.value(figure_id, a_year_before(period), columns[0]) if columns else None
        return TableRow(values=values, before=before)

    def _ledgers(self, block: Block) -> TableView:
        """Every figure of a ledger, under its ledger's name; the kinds in the order of the book."""
        rows: list[TableRow] = []
        for kind, figures in ledger_figures(self.source.book):
            rows.append(TableRow(heading=kind))
            rows += [self._table_row(figure_id) for figure_id in figures]
        return TableView(block, self.source.book.columns, tuple(rows))

    def _watch(self) -> AlarmView:
        if self.alarms is None:
            return AlarmView(())
        return view_alarms(self.desk, self.reading, self.alarms, MOST_ALARMS)


CASE_KINDS = frozenset({"acceptance", "consultation", "handover_list", "booking", "desk_day", "past_case", "errand"})


def ledger_figures(book: FigureBook) -> list[tuple[str, tuple[str, ...]]]:
    """The figures of each kind of record that is no case."""
    found: dict[str, list[str]] = {}
    for figure in book.figures.values():
        kind = book.measures[figure.of].of
        if kind not in CASE_KINDS:
            found.setdefault(kind, []).append(figure.figure_id)
    return [(kind, tuple(figures)) for kind, figures in found.items()]


@dataclass(frozen=True, slots=True)
class BehindRow:
    """A record behind a figure beside its masked row, ``None`` where the worklist has none."""

    record_id: str
    day: date
    count: int
    people: int
    head: CaseHead | None


@dataclass(frozen=True, slots=True)
class Behind:
    """The records behind a figure: a page of them, and how many there are."""

    rows: tuple[BehindRow, ...]
    total: int


def records_behind(
    reading: Reading,
    source: FigureSource,
    figure_id: str,
    periods: Sequence[Period],
    column: FigureColumn,
    where: Where | None = None,
    offset: int = 0,
) -> Behind:
    """The cases a figure counts over one or several periods, with names masked as everywhere."""
    found: list[CountedRecord] = []
    total = 0
    for period in periods:
        # Only the first period is read on: several are the same hour of four days, never a long list.
        page = source.records(figure_id, period, column, where, PAGE_OF_CASES, offset if period is periods[0] else 0)
        found += page.rows
        total += page.total
    heads = heads_of(reading, [row.record_id for row in found])
    rows = (BehindRow(row.record_id, row.day, row.count, row.people, heads.get(row.record_id)) for row in found)
    return Behind(tuple(rows), total)


def heads_of(reading: Reading, records: Sequence[str]) -> dict[str, CaseHead]:
    """The first worklist row of each record."""
    if not records:
        return {}
    query = WorkQuery(records=tuple(dict.fromkeys(records)), open_only=False, order="received", limit=len(records) * 20)
    found: dict[str, CaseHead] = {}
    for head in reading.worklist(query).rows:
        found.setdefault(head.record_id, head)
    return found
