"""The cockpit's layout as data: its pages, what stands on each, and the periods it can be looked at over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from wenling_desk.domain.figures import Period
from wenling_desk.domain.working_days import ONE_DAY, Calendar


class BlockKind(StrEnum):
    """What a block of a page is."""

    CARD = "card"
    TREND = "trend"
    RANKING = "ranking"
    HEAT = "heat"
    WATCH = "watch"
    TABLE = "table"
    LEDGERS = "ledgers"
    PEERS = "peers"
    CLOSING = "closing"
    OBJECTIONS = "objections"


class Note(StrEnum):
    """What stands under a card's value."""

    COLUMNS = "columns"
    PEOPLE = "people"
    PARTS = "parts"
    FORMULA = "formula"
    BASE = "base"
    BEFORE = "before"


@dataclass(frozen=True, slots=True)
class TableLine:
    """A line of a table: a figure, or the heading over those that follow."""

    figure: str = ""
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A block: ``figure`` for cards and charts, ``lines`` for tables. ``by`` is the group a ranking is drawn
    from, ``most`` how many bars, ``weight`` its share of the row, ``falls_well``: less is better, for the chip;
    ``near``: the chip says how many are near their promise (临期)."""

    kind: BlockKind
    figure: str = ""
    name: str = ""
    remark: str = ""
    by: str = ""
    most: int = 8
    weight: int = 1
    notes: tuple[Note, ...] = ()
    falls_well: bool | None = None
    near: bool = False
    lines: tuple[TableLine, ...] = ()

    def figures(self) -> Iterator[str]:
        """The figures it shows."""
        if self.figure:
            yield self.figure
        yield from (line.figure for line in self.lines if line.figure)


@dataclass(frozen=True, slots=True)
class CockpitPage:
    """A page: rows of blocks from the top down."""

    page_id: str
    name: str
    rows: tuple[tuple[Block, ...], ...]

    def blocks(self) -> Iterator[tuple[str, Block]]:
        """Every block with the place that names it: ``0.1``."""
        for at, row in enumerate(self.rows):
            for beside, block in enumerate(row):
                yield f"{at}.{beside}", block


@dataclass(frozen=True, slots=True)
class ClosingRule:
    """When a month is closed: on that working day of the next one. ``kept`` are the figures kept; empty means all of
    cases."""

    working_day: int
    source: str
    status: str
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DailyLine:
    """A line of the daily report: a text in which ``{figure}`` is that figure's value of the day."""

    text: str
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CockpitLayout:
    """``resources/cockpit/pages.yaml``."""

    pages: tuple[CockpitPage, ...]
    closing: ClosingRule
    daily: tuple[DailyLine, ...]

    def page(self, page_id: str) -> CockpitPage:
        """A page; the first where there is none of that id."""
        return next((page for page in self.pages if page.page_id == page_id), self.pages[0])


class Choice(StrEnum):
    """The periods that can be chosen; each ends with the day looked at (截至)."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


def period_of(choice: Choice, on: date) -> Period:
    """The period up to a day: the day, its week from Monday, its month from the first, its year from the first of
    January."""
    if choice is Choice.DAY:
        return Period.day(on)
    if choice is Choice.WEEK:
        return Period(on - timedelta(days=on.weekday()), on)
    if choice is Choice.MONTH:
        return Period(on.replace(day=1), on)
    return Period.year_to(on)


def a_year_before(period: Period) -> Period:
    """The same days of the year before; the 29th of February becomes the 28th."""
    return Period(_year_before(period.first), _year_before(period.last))


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def weeks_before(period: Period) -> Period:
    """The days fifty-two weeks earlier: a Monday stands beside a Monday."""
    return Period(period.first - timedelta(weeks=52), period.last - timedelta(weeks=52))


def trend_days(period: Period, choice: Choice, days: int = 37) -> Period:
    """The days a trend shows: a month or less shows the last five weeks, so that a Monday has Mondays beside it."""
    if choice is Choice.YEAR:
        return period
    return Period(period.last - timedelta(days=days), period.last)


def month_words(month: str) -> tuple[int, int]:
    """Year and month of ``2026-10``. Raises ValueError for anything else."""
    year, _, number = month.partition("-")
    first = date(int(year), int(number), 1)
    return first.year, first.month


def month_period(month: str) -> Period:
    """The days of ``2026-10``."""
    year, number = month_words(month)
    return Period.month(date(year, number, 1))


def closing_day(month: str, rule: ClosingRule, calendar: Calendar) -> date:
    """The day a month is closed: so many working days into the next month."""
    day, left = month_period(month).last, rule.working_day
    while left > 0:
        day += ONE_DAY
        left -= calendar.is_working_day(day)
    return day
