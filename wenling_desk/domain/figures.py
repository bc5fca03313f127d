"""Figures and what they are worked out from: measures, the rows a record adds to them, and the cells rows sum up to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import Final, Protocol

from wenling_desk.domain.periods import Grain as Grain
from wenling_desk.domain.periods import Period as Period
from wenling_desk.domain.periods import month_of as month_of
from wenling_desk.domain.periods import periods_of as periods_of

ALL: Final = ""
"""The grouping of the cells that sum over every group."""
HALL: Final = "hall"
"""Every measure can be asked by hall: a row has one."""
MOBILE: Final = "mobile"
"""The hall of what was taken in on a visit (流动)."""
PERCENT: Final = "%"
NO_VALUE: Final = "—"


class Op(StrEnum):
    """How a figure is worked out of its cells."""

    COUNT = "count"
    PEOPLE = "people"
    SUM = "sum"
    MEAN = "mean"
    MEDIAN = "median"
    RATIO = "ratio"


class Span(StrEnum):
    """Which days count: those of the period, all up to its end as a state that comes and goes (状态量), or all up to
    its end added up (累计)."""

    PERIOD = "period"
    STANDING = "standing"
    CUMULATIVE = "cumulative"


class Per(StrEnum):
    """What is counted once: a record, a member of a case, or each fact."""

    RECORD = "record"
    MEMBER = "member"
    FACT = "fact"


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure (量): what of a record's facts is counted, on which day, and what it can be grouped by.

    Either ``facts`` (their kinds) or ``standing`` (statuses: one more on the day an entry comes into one of them, one
    less when it leaves). ``of`` is the kind of record. ``value`` and ``people`` name what is added up beside the count,
    ``spread`` the number whose every value is kept apart, for medians. ``date`` names the day where it is not the
    fact's. ``where`` lets only these codes count. ``scale``: a value is kept multiplied by it.
    """

    measure_id: str
    of: str
    facts: tuple[str, ...] = ()
    standing: tuple[str, ...] = ()
    per: Per = Per.FACT
    groups: tuple[str, ...] = ()
    people: str = ""
    value: str = ""
    spread: str = ""
    date: str = ""
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    scale: int = 1


@dataclass(frozen=True, slots=True)
class Where:
    """One group of a measure and the values of it that count."""

    group: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure (指标) as the book of definitions has it (口径本): ``formula`` how, ``base`` over what, ``source`` by
    whose rule; ``status`` is ``inferred`` where that is nobody's document. A ratio has ``over``, the measure below the
    line. ``by`` says what a ratio compares: counts, people or sums. The value is divided by ``divide`` for its unit."""

    figure_id: str
    name: str
    op: Op
    of: str
    formula: str
    base: str
    source: str
    status: str
    where: Where | None = None
    over: str = ""
    over_where: Where | None = None
    by: Op = Op.COUNT
    span: Span = Span.PERIOD
    unit: str = ""
    places: int = 0
    divide: int = 1
    note: str = ""


@dataclass(frozen=True, slots=True)
class FigureRow:
    """What one record adds to one measure on one day; ``groups`` without the empty ones. The same facts always give the
    same rows, and no two rows of a record differ in their amounts only."""

    measure: str
    day: date
    hall: str
    groups: Mapping[str, str] = field(default_factory=dict)
    count: int = 0
    people: int = 0
    total: int = 0
    spread: int | None = None


@dataclass(frozen=True, slots=True)
class CellQuery:
    """A question to the cells of one measure. ``first`` ``None``: from the beginning. ``halls`` empty: all but
    ``but_halls``. ``values`` are those of ``group`` that count, empty: all. What is kept apart in the answer:
    ``grain`` the days or months, ``by_value`` the values of the group, ``by_hall``, ``by_spread``."""

    measure: str
    last: date
    first: date | None = None
    group: str = ALL
    values: tuple[str, ...] = ()
    halls: tuple[str, ...] = ()
    but_halls: tuple[str, ...] = ()
    grain: Grain | None = None
    by_value: bool = False
    by_hall: bool = False
    by_spread: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A sum; ``period`` (``2026-11``, ``2026-11-24``), ``hall``, ``value`` and ``spread`` where they are kept apart."""

    period: str = ""
    hall: str = ""
    value: str = ""
    spread: int | None = None
    count: int = 0
    people: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class RecordQuery:
    """A question for the records behind a figure, oldest first. ``standing``: those that stand at ``last``."""

    measure: str
    last: date
    first: date | None = None
    where: Where | None = None
    halls: tuple[str, ...] = ()
    but_halls: tuple[str, ...] = ()
    standing: bool = False
    limit: int = 100
    offset: int = 0


@dataclass(frozen=True, slots=True)
class CountedRecord:
    """A record and what it adds to the figure since ``day``, its first of these."""

    record_id: str
    day: date
    count: int
    people: int
    total: int


@dataclass(frozen=True, slots=True)
class CountedPage:
    """A page of them and how many there are."""

    rows: tuple[CountedRecord, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Edition:
    """The edition of the book of definitions (口径本): its version, since when, what it changed against the last."""

    version: str
    since: date
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CountingRule:
    """What becomes of facts and cases people argue about: ``choice`` is what the program does, ``words`` what the book
    of definitions says."""

    choice: str
    words: str
    source: str
    status: str


CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "voided": ("left_out", "counted"),
    "disputed": ("left_out", "counted"),
    "duplicate": ("until_voided",),
    "practice": ("apart",),
    "back_entered": ("on_its_day", "on_entry"),
}
"""What a rule may choose. A suspicion of a duplicate changes nothing, a practice desk has a store of its own."""


@dataclass(frozen=True, slots=True)
class FigureColumn:
    """A column of halls (全市, 中心, 镇街, 流动): those named, or all but those the other columns name."""

    column_id: str
    label: str
    halls: tuple[str, ...] = ()
    but_halls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FigureBook:
    """The book of definitions whole."""

    edition: Edition
    rules: Mapping[str, CountingRule]
    columns: tuple[FigureColumn, ...]
    measures: Mapping[str, Measure]
    figures: Mapping[str, Figure]


class FigureShelf(Protocol):
    """The book of definitions (口径本)."""

    @property
    def book(self) -> FigureBook:
        """All of it."""
        ...

    @property
    def edition(self) -> Edition:
        """Its edition."""
        ...

    @property
    def stamp(self) -> str:
        """Changes with every change of what rows a record adds."""
        ...

    def figure(self, figure_id: str) -> Figure:
        """A figure; raises ``KeyError``."""
        ...

    def measure(self, measure_id: str) -> Measure:
        """A measure; raises ``KeyError``."""
        ...

    def measures_of(self, kind: str) -> tuple[Measure, ...]:
        """The measures of a kind of record."""
        ...

    def kinds(self) -> tuple[str, ...]:
        """Kinds of records that are measured."""
        ...


_EMPTY: Final = FigureBook(Edition("", date.min, ()), {}, (), {}, {})


class NoFigures:
    """A book with nothing in it, for a desk that counts nothing."""

    book = _EMPTY
    edition = _EMPTY.edition
    stamp = ""

    def figure(self, figure_id: str) -> Figure:
        """There is none."""
        raise KeyError(figure_id)

    def measure(self, measure_id: str) -> Measure:
        """There is none."""
        raise KeyError(measure_id)

    def measures_of(self, _kind: str) -> tuple[Measure, ...]:
        """There are none."""
        return ()

    def kinds(self) -> tuple[str, ...]:
        """There are none."""
        return ()


@dataclass(frozen=True, slots=True)
class FigureValue:
    """What a figure is: ``value`` in its unit (a ratio as a part of one), ``None`` where nothing is below the line.

    ``above`` and ``below`` are the two counts of a ratio or a mean, ``people`` the people behind ``above``.
    ``data_time`` is the moment of the youngest record counted here.
    """

    figure: Figure
    value: Fraction | None
    above: int
    below: int
    people: int
    data_time: datetime | None
    edition: str


def figure_number(value: Fraction | int | None, figure: Figure, *, grouped: bool = False) -> str:
    """The number as it is shown, without its unit: rounded half up to the figure's places, a ratio in hundredths;
    ``—`` for none. ``grouped``: commas between thousands."""
    if value is None:
        return NO_VALUE
    exact = Fraction(value) * (100 if figure.unit == PERCENT else 1) * 10**figure.places
    whole, rest = divmod(abs(exact.numerator), exact.denominator)
    whole += 2 * rest >= exact.denominator
    before, after = divmod(whole, 10**figure.places)
    text = f"{before:,}" if grouped else str(before)
    sign = "-" if exact < 0 and whole else ""
    return f"{sign}{text}.{after:0{figure.places}d}" if figure.places else f"{sign}{text}"


def figure_words(found: FigureValue, *, grouped: bool = True) -> str:
    """The value with its unit; the one place where a figure becomes text."""
    number = figure_number(found.value, found.figure, grouped=grouped)
    if found.value is None or not found.figure.unit:
        return number
    return f"{number}{'' if found.figure.unit == PERCENT else ' '}{found.figure.unit}"
