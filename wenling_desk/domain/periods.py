"""Spans of days and the periods figures are summed up by: days (``2026-11-24``) and months (``2026-11``)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``first`` to ``last``, both counted."""

    first: date
    last: date

    @classmethod
    def day(cls, day: date) -> Period:
        """One day."""
        return cls(day, day)

    @classmethod
    def month(cls, day: date) -> Period:
        """The month of a day."""
        following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        return cls(day.replace(day=1), following - _ONE_DAY)

    @classmethod
    def year_to(cls, day: date) -> Period:
        """From the first of January to that day."""
        return cls(date(day.year, 1, 1), day)


class Grain(StrEnum):
    """How long the pieces of a series are."""

    DAY = "day"
    MONTH = "month"


def month_of(day: date) -> str:
    """The period of a month's cells."""
    return f"{day.year:04d}-{day.month:02d}"


def periods_of(first: date, last: date, grain: Grain | None = None) -> list[str]:
    """The periods whose cells make up these days: whole months where ``grain`` leaves it open. With ``MONTH`` the days
    of a month that is not whole come beside: their cells belong to it."""
    if grain is Grain.DAY:
        return [(first + timedelta(days=number)).isoformat() for number in range((last - first).days + 1)]
    found: list[str] = []
    day = first
    while day <= last:
        month = Period.month(day)
        if day == month.first and month.last <= last:
            found.append(month_of(day))
            day = month.last + _ONE_DAY
        else:
            found.append(day.isoformat())
            day += _ONE_DAY
    return found


def sums_of(first: date, last: date) -> tuple[list[str], list[str]]:
    """The periods whose cells make up these days, and those to take away again: of a month that is not whole the days
    outside where they are fewer than those inside, so that a year to date is a dozen periods."""
    more: list[str] = []
    less: list[str] = []
    day = first
    while day <= last:
        month = Period.month(day)
        end = min(month.last, last)
        inside = periods_of(day, end, Grain.DAY)
        before = periods_of(month.first, day - _ONE_DAY, Grain.DAY) if day > month.first else []
        behind = periods_of(end + _ONE_DAY, month.last, Grain.DAY) if end < month.last else []
        if len(before) + len(behind) < len(inside):
            more.append(month_of(day))
            less += [*before, *behind]
        else:
            more += inside
        day = end + _ONE_DAY
    return more, less
