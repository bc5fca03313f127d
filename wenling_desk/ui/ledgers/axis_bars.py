"""Entries as bars on a time axis: their lines, their days, how far the axis reaches. No Qt here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

MARGIN_SHARE = 20
"""The axis reaches a twentieth of its length, and at least a day, beyond the first and the last bar."""
MOST_TICKS = 14
STEPS = (1, 2, 7, 14)
"""Days between marks; longer axes are marked by months."""


@dataclass(frozen=True, slots=True)
class AxisBar:
    """An entry: ``line`` is what its line is called, ``ends`` ``None`` where it goes on. ``state`` is its light."""

    key: str
    line: str
    title: str
    begins: date
    ends: date | None
    state: str = ""


@dataclass(frozen=True, slots=True)
class Axis:
    """The bars by line, in the order in which the lines first come, and the days the axis spans."""

    lines: tuple[tuple[str, tuple[AxisBar, ...]], ...]
    first: date
    last: date

    @property
    def days(self) -> int:
        """The length in days."""
        return max(1, (self.last - self.first).days)

    def share(self, day: date) -> float:
        """Where a day stands, 0.0 at the beginning, 1.0 at the end."""
        return (day - self.first).days / self.days

    def end(self, bar: AxisBar) -> float:
        """Where a bar ends: with its last day, or with the axis."""
        return self.share(bar.ends + timedelta(days=1)) if bar.ends is not None else 1.0

    def ticks(self) -> tuple[date, ...]:
        """The days that are marked: every day, every few, or the first of months."""
        for step in STEPS:
            if self.days // step <= MOST_TICKS:
                return tuple(self.first + timedelta(days=at) for at in range(0, self.days + 1, step))
        return tuple(_months(self.first, self.last))


def axis_of(bars: Iterable[AxisBar], today: date) -> Axis | None:
    """The axis of some bars, today on it; ``None`` where there is no bar."""
    lines: dict[str, list[AxisBar]] = {}
    for bar in bars:
        lines.setdefault(bar.line, []).append(bar)
    if not lines:
        return None
    every = [bar for several in lines.values() for bar in several]
    first = min(today, *(bar.begins for bar in every))
    last = max(today, *(bar.ends or bar.begins for bar in every))
    margin = timedelta(days=max(1, (last - first).days // MARGIN_SHARE))
    ordered = tuple((line, _by_beginning(several)) for line, several in lines.items())
    return Axis(ordered, first - margin, last + timedelta(days=1) + margin)


def _by_beginning(bars: Sequence[AxisBar]) -> tuple[AxisBar, ...]:
    return tuple(sorted(bars, key=lambda bar: (bar.begins, bar.key)))


def _months(first: date, last: date) -> Iterable[date]:
    months = (last.year - first.year) * 12 + last.month - first.month
    step = max(1, -(-months // MOST_TICKS))
    at = first.replace(day=1)
    while at <= last:
        if at >= first:
            yield at
        carried = at.month - 1 + step
        at = at.replace(year=at.year + carried // 12, month=carried % 12 + 1)
