"""The cockpit in words: names of groups, days, values. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.figures import (
    NO_VALUE,
    PERCENT,
    Figure,
    FigureColumn,
    FigureValue,
    Op,
    Period,
    figure_number,
    figure_words,
)
from wenling_desk.domain.heads import CaseHead
from wenling_desk.texts import Texts
from wenling_desk.use_cases.handover_views import department_name

COUNTED = frozenset({Op.COUNT, Op.PEOPLE, Op.SUM})
GROUP_TEXTS: Mapping[str, str] = {"yes": "cockpit.group.yes", "no": "cockpit.group.no"}


@dataclass(frozen=True, slots=True)
class Speech:
    """What the words are made of: texts, the catalogue that names things, the name of a clerk."""

    texts: Texts
    catalogue: Catalogue
    clerk_name: Callable[[str], str]

    def group(self, group: str, value: str) -> str:
        """A value of a group as people call it."""
        if not value:
            return self.texts("cockpit.group.none")
        if group == "department":
            return department_name(self.catalogue, value)
        if group == "bundle":
            bundle = self.catalogue.bundles.get(value)
            return bundle.name if bundle is not None else value
        if group == "item":
            item = self.catalogue.items.get(value)
            return item.name if item is not None else value
        if group == "clerk":
            return self.clerk_name(value)
        keys = (GROUP_TEXTS.get(value, ""), f"case.grade.{value}")
        return next((self.texts(key) for key in keys if key and self.texts.has(key)), value)

    def status(self, head: CaseHead) -> str:
        """How a record stands; a ledger's status by its ledger."""
        keys = (f"ledger.{head.record_kind}.status.{head.status}", f"case.status.{head.status}")
        return next((self.texts(key) for key in keys if self.texts.has(key)), head.status)


def value_words(found: FigureValue) -> str:
    """The value with its unit."""
    return figure_words(found)


def number_words(value: Fraction | int | None, figure: Figure) -> str:
    """The value without its unit."""
    return figure_number(value, figure, grouped=True)


def difference_words(texts: Texts, difference: Fraction | None, figure: Figure) -> str:
    """A difference with its sign; a ratio's in points of a hundred (百分点)."""
    if difference is None:
        return NO_VALUE
    shown = figure_number(difference, figure, grouped=True)
    shown = f"+{shown}" if difference > 0 else shown
    return texts("cockpit.points", value=shown) if figure.unit == PERCENT else shown


def thousands(count: int) -> str:
    """A count with commas."""
    return f"{count:,}"


def period_words(texts: Texts, period: Period, column: FigureColumn) -> str:
    """Over which days and halls something was counted."""
    key = "cockpit.behind.remark_day" if period.first == period.last else "cockpit.behind.remark"
    return texts(key, first=period.first.isoformat(), last=period.last.isoformat(), column=column.label)


def day_label(period: str) -> str:
    """A day or month below an axis: ``11-23``, ``11``."""
    return period[5:]


def weekday_name(texts: Texts, weekday: int) -> str:
    """The weekday from 1 for Monday, in one character."""
    return texts("cockpit.heat.weekdays")[weekday - 1]


def parse_day(typed: str, today: date) -> date | None:
    """A day as typed, not after today; ``None`` for anything else. ``11-23`` and ``1123`` are of this year."""
    digits = "".join(character for character in typed if character.isascii() and character.isdigit())
    if len(digits) == 4:
        digits = f"{today.year:04d}{digits}"
    if len(digits) != 8:
        return None
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return day if day <= today else None
