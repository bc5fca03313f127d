"""A city's worth of figures that no store could hold in a test: invented, the same with every run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Final

from tests.ui.record.counter import HALL_TIME
from wenling_desk.domain.figures import (
    CountedPage,
    CountedRecord,
    FigureBook,
    FigureColumn,
    FigureValue,
    Grain,
    Op,
    Period,
    Where,
    periods_of,
)

WEEK: Final = (5_860, 5_540, 6_020, 6_390, 5_310, 760, 1_240)
HOURS: Final = {"08": 14, "09": 30, "10": 28, "11": 20, "12": 6, "13": 11, "14": 24, "15": 19, "16": 13, "17": 7}
SHARES: Final = {"city": 100, "centre": 44, "towns": 55, "mobile": 1}
RATIOS: Final[Mapping[str, tuple[int, int]]] = {
    "online_rate": (910_800, 940_400),
    "early_rate": (75_310, 85_192),
    "second_correction_rate": (18, 2_571),
    "instant_rate": (61_022, 131_402),
    "correction_rate": (2_571, 131_402),
    "hand_back_rate": (212, 9_801),
}
SMALL: Final[Mapping[str, int]] = {"items_overdue_now": 3, "bad_ratings": 5, "joint_case_count": 6_633}
BUNDLES: Final = (
    ("企业开办", 1_864), ("新生儿出生", 1_530), ("二手房转移过户", 1_322), ("开办餐饮店", 987), ("公民身后", 640),
    ("退休", 611), ("水电气网联合报装", 402), ("企业注销登记", 377), ("𬱖江路示例街区小餐饮集中办", 88),
    ("灵活就业", 41),
)  # fmt: skip
"""Names where a catalogue would have codes: what it does not know is shown as it is."""


@dataclass(frozen=True, slots=True)
class CitySource:
    """Implements ``FigureSource``; ``records`` are the cases behind every figure, ``empty`` a desk on its first day."""

    book: FigureBook
    records_held: tuple[str, ...] = ()
    empty: bool = False
    bundles: tuple[tuple[str, int], ...] = BUNDLES
    moved: Mapping[str, int] = ()  # type: ignore[assignment]

    def value(self, figure_id: str, period: Period, column: FigureColumn) -> FigureValue:
        figure = self.book.figures[figure_id]
        at = datetime(2026, 11, 23, 10, 20, tzinfo=HALL_TIME)
        found = FigureValue(figure, None, 0, 0, 0, None if self.empty else at, self.book.edition.version)
        if self.empty:
            return replace(found, value=Fraction(0) if figure.op in (Op.COUNT, Op.SUM, Op.PEOPLE) else None)
        share = SHARES.get(column.column_id, 100)
        years = 97 if period.first.year < 2026 else 100
        if figure.op is Op.RATIO:
            above, below = RATIOS.get(figure_id, (figure_number(figure_id), 1_000))
            above = above * share * years // 10_000
            below = max(below * share // 100, 1)
            return replace(found, value=Fraction(above, below), above=above, below=below)
        days = (period.last - period.first).days + 1
        count = SMALL.get(figure_id, figure_number(figure_id) * days) * share * years // 10_000
        if figure_id == "received_cases":
            count = sum(day_count(period.first + timedelta(days=at)) for at in range(days)) * share // 100
        count += dict(self.moved or {}).get(figure_id, 0)
        return replace(found, value=Fraction(count), above=count, people=count * 11 // 10)

    def series(
        self, figure_id: str, period: Period, column: FigureColumn, grain: Grain
    ) -> tuple[tuple[str, Fraction | None], ...]:
        days = periods_of(period.first, period.last, Grain.DAY)
        if grain is Grain.MONTH:
            months = dict.fromkeys(day[:7] for day in days)
            return tuple(
                (month, None if self.empty else Fraction(124_000 + 900 * at)) for at, month in enumerate(months)
            )
        if self.empty:
            return tuple((day, Fraction(0)) for day in days)
        return tuple((day, Fraction(day_count(date.fromisoformat(day)))) for day in days)

    def groups(
        self, figure_id: str, period: Period, column: FigureColumn, group: str
    ) -> tuple[tuple[str, FigureValue], ...]:
        if self.empty:
            return ()
        base = self.value(figure_id, period, column)
        if base.figure.op is Op.RATIO:
            keys = ("SCJG", "GAJ", "RSJ", "MZJ")
            return tuple(
                (key, replace(base, value=Fraction(90 - 11 * at, 1_000), above=90 - 11 * at, below=1_000))
                for at, key in enumerate(keys)
            )
        return tuple((key, replace(base, value=Fraction(count), above=count)) for key, count in self.bundles)

    def hours(self, figure_id: str, period: Period, column: FigureColumn) -> tuple[tuple[date, str, Fraction], ...]:
        if self.empty:
            return ()
        days = [period.first + timedelta(days=at) for at in range((period.last - period.first).days + 1)]
        return tuple(
            (day, hour, Fraction(weight * day_count(day) // 160))
            for day in days
            if day.isoweekday() < 7
            for hour, weight in HOURS.items()
        )

    def records(
        self,
        figure_id: str,
        period: Period,
        column: FigureColumn,
        where: Where | None = None,
        limit: int = 200,
        offset: int = 0,
    ) -> CountedPage:
        page = self.records_held[offset : offset + limit]
        return CountedPage(
            tuple(CountedRecord(record, period.last, 1, 1, 0) for record in page), len(self.records_held)
        )


def day_count(day: date) -> int:
    """What came in on a day: weekly, a little more this year than last, one day above all."""
    base = WEEK[day.weekday()] * (100 if day.year >= 2026 else 93) // 100
    return 6_893 if day == date(2026, 11, 12) else base + (day.day * 37) % 180


def figure_number(figure_id: str) -> int:
    """A number for any other figure, the same with every run."""
    return 20 + sum(map(ord, figure_id)) % 400
