"""What the cockpit's blocks are once they are read, and where their figures come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Protocol

from wenling_desk.domain.cockpit import Block, Choice, period_of
from wenling_desk.domain.figures import (
    CountedPage,
    Figure,
    FigureBook,
    FigureColumn,
    FigureValue,
    Grain,
    Period,
    Where,
)
from wenling_desk.use_cases.alarms import AlarmView

PAGE_OF_CASES = 200


class FigureSource(Protocol):
    """Where figures come from: the cells of this desk, or a table of figures in a test."""

    @property
    def book(self) -> FigureBook:
        """The book of definitions."""
        ...

    def value(self, figure_id: str, period: Period, column: FigureColumn) -> FigureValue:
        """A figure over a period and a column of halls."""
        ...

    def series(
        self, figure_id: str, period: Period, column: FigureColumn, grain: Grain
    ) -> tuple[tuple[str, Fraction | None], ...]:
        """The figure for each day or month of the period, in order."""
        ...

    def groups(
        self, figure_id: str, period: Period, column: FigureColumn, group: str
    ) -> tuple[tuple[str, FigureValue], ...]:
        """The figure for each value of a group that occurs, the highest first."""
        ...

    def hours(self, figure_id: str, period: Period, column: FigureColumn) -> tuple[tuple[date, str, Fraction], ...]:
        """A count for each day and hour (``09``) that has one."""
        ...

    def records(
        self,
        figure_id: str,
        period: Period,
        column: FigureColumn,
        where: Where | None = None,
        limit: int = PAGE_OF_CASES,
        offset: int = 0,
    ) -> CountedPage:
        """The records behind it; ``where`` narrows a figure that looks at no group itself."""
        ...


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked at: a page, a period up to a day, a column of halls."""

    page_id: str
    choice: Choice
    on: date
    column: str = ""

    @property
    def period(self) -> Period:
        """The period."""
        return period_of(self.choice, self.on)


@dataclass(frozen=True, slots=True)
class KeptFigure:
    """A figure as it stood when its month was closed."""

    figure_id: str
    shown: str
    value: Fraction | None


@dataclass(frozen=True, slots=True)
class ClosedMonth:
    """A closed month: what was kept, under which edition, over data up to when; ``reasons`` say why figures were
    adjusted later."""

    record_id: str
    month: str
    edition: str
    closed_at: datetime
    data_time: str
    figures: Mapping[str, KeptFigure]
    reasons: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Adjustment:
    """调整: what a figure of a closed month has become since."""

    kept: KeptFigure
    now: FigureValue
    reason: str = ""

    @property
    def difference(self) -> Fraction | None:
        """Now minus then; ``None`` where one of them has no value."""
        if self.now.value is None or self.kept.value is None:
            return None
        return self.now.value - self.kept.value


@dataclass(frozen=True, slots=True)
class PeerRow:
    """A figure of another county: who typed it, and where it was read."""

    record_id: str
    county: str
    figure: str
    month: str
    value: str
    rank: str
    source: str
    typist: str
    is_checked: bool = False


@dataclass(frozen=True, slots=True)
class ObjectionRow:
    """An objection slip (异议单)."""

    record_id: str
    number: str
    figure: str
    month: str
    said: str
    status: str
    decision: str


@dataclass(frozen=True, slots=True)
class CardView:
    """A card's figure in the chosen column, in every column, and a year before; ``near`` is how many are near their
    promise (临期), ``None`` where the card does not say it."""

    block: Block
    value: FigureValue
    columns: tuple[tuple[FigureColumn, FigureValue], ...]
    before: FigureValue
    near: int | None = None


@dataclass(frozen=True, slots=True)
class SeriesView:
    """A trend: each day or month with its value, and the values a year before, place by place."""

    block: Block
    figure: Figure
    grain: Grain
    points: tuple[tuple[str, Fraction | None], ...]
    before: tuple[Fraction | None, ...]


@dataclass(frozen=True, slots=True)
class GroupsView:
    """A ranking: the values of a group, the highest first."""

    block: Block
    figure: Figure
    groups: tuple[tuple[str, FigureValue], ...]


@dataclass(frozen=True, slots=True)
class HoursView:
    """A heat of hours over four weeks: (weekday from 1, hour) and what fell into it; ``days`` are those looked at."""

    block: Block
    figure: Figure
    days: Period
    cells: Mapping[tuple[int, str], Fraction]


@dataclass(frozen=True, slots=True)
class TableRow:
    """A line of a table: a heading, or a figure in every column with its people and the year before."""

    heading: str = ""
    values: tuple[FigureValue, ...] = ()
    before: FigureValue | None = None


@dataclass(frozen=True, slots=True)
class TableView:
    """A table of figures."""

    block: Block
    columns: tuple[FigureColumn, ...]
    rows: tuple[TableRow, ...]


@dataclass(frozen=True, slots=True)
class WatchView:
    """What somebody has to look at."""

    block: Block
    alarms: AlarmView


@dataclass(frozen=True, slots=True)
class EntriesView:
    """A block of ledger entries: peers' figures, objections, or closed months with what has changed since."""

    block: Block
    peers: tuple[PeerRow, ...] = ()
    objections: tuple[ObjectionRow, ...] = ()
    months: tuple[tuple[ClosedMonth, tuple[Adjustment, ...]], ...] = ()


BlockView = CardView | SeriesView | GroupsView | HoursView | TableView | WatchView | EntriesView


@dataclass(frozen=True, slots=True)
class CockpitView:
    """A page as read: its blocks by place, the data time, the closing of its month where there was one."""

    question: Question
    period: Period
    column: FigureColumn
    blocks: Mapping[str, BlockView]
    data_time: datetime | None
    edition: str
    closed: ClosedMonth | None = None


@dataclass(frozen=True, slots=True)
class EntriesSource:
    """The blocks that are entries of ledgers; empty where a desk has no such ledger."""

    peers: tuple[PeerRow, ...] = ()
    closings: tuple[ClosedMonth, ...] = ()
    objections: tuple[ObjectionRow, ...] = ()
