"""The hours a hall is open: what a clock between windows counts, so that a night or a weekend makes nothing late."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.working_days import MOST, ONE_DAY, Calendar, working_days_between

ZERO = timedelta()


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """When a hall is open on a working day (上下班时间): spans from, until, in order and apart; local time.

    Raises ``ValueError`` for none, and for spans that are empty, touch backwards or overlap.
    """

    spans: tuple[tuple[time, time], ...]

    def __post_init__(self) -> None:
        if not self.spans:
            raise ValueError("a hall is open some time")
        last = time.min
        for position, (opens, closes) in enumerate(self.spans):
            if closes <= opens or (position and opens < last):
                raise ValueError(f"span {opens:%H:%M}-{closes:%H:%M}")
            last = closes

    @property
    def day(self) -> timedelta:
        """How long the hall is open on a whole working day."""
        return sum((_length(opens, closes) for opens, closes in self.spans), ZERO)

    @property
    def closes(self) -> time:
        """When the day ends."""
        return self.spans[-1][1]


@dataclass(frozen=True, slots=True)
class HallClock:
    """Opening hours on the working days of a calendar: days off are closed, make-up days are open."""

    calendar: Calendar
    hours: OpeningHours

    def is_open(self, moment: datetime) -> bool:
        """Whether the hall is open at that moment."""
        return self.calendar.is_working_day(moment.date()) and any(
            opens <= moment.timetz().replace(tzinfo=None) < closes for opens, closes in self.hours.spans
        )

    def between(self, since: datetime, until: datetime) -> timedelta:
        """How long the hall is open from ``since`` to ``until``; negative the other way round.

        Both carry an offset; the hours are read in that of ``since``.
        """
        if until < since:
            return -self.between(until, since)
        until = until.astimezone(since.tzinfo)
        first, last = since.date(), until.date()
        if first == last:
            return sum((_overlap(span, since, until) for span in self._spans(first, since)), ZERO)
        ends = sum((_overlap(span, since, until) for day in (first, last) for span in self._spans(day, since)), ZERO)
        whole = working_days_between(first, last - ONE_DAY, self.calendar)
        return ends + whole * self.hours.day

    def after(self, since: datetime, length: timedelta) -> datetime:
        """The moment by which the hall has been open for ``length`` since then: the earliest one, and for nothing the
        moment itself. Refuses with ``limit_out_of_range`` and ``deadline_out_of_range``."""
        if not ZERO <= length <= MOST * self.hours.day:
            raise DeskRefusal("limit_out_of_range", amount=str(length))
        left = length
        if not left:
            return since
        try:
            for opens, closes in self._from(since):
                begin = max(opens, since)
                if begin < closes:
                    if closes - begin >= left:
                        return begin + left
                    left -= closes - begin
        except OverflowError:
            raise DeskRefusal("deadline_out_of_range", start=since.date().isoformat()) from None
        raise AssertionError("unreachable")

    def _spans(self, day: date, like: datetime) -> Iterator[tuple[datetime, datetime]]:
        if self.calendar.is_working_day(day):
            for opens, closes in self.hours.spans:
                yield (
                    datetime.combine(day, opens, tzinfo=like.tzinfo),
                    datetime.combine(day, closes, tzinfo=like.tzinfo),
                )

    def _from(self, since: datetime) -> Iterator[tuple[datetime, datetime]]:
        day = since.date()
        while True:
            yield from self._spans(day, since)
            day += ONE_DAY


def _length(opens: time, closes: time) -> timedelta:
    return datetime.combine(date.min, closes) - datetime.combine(date.min, opens)


def _overlap(span: tuple[datetime, datetime], since: datetime, until: datetime) -> timedelta:
    return max(ZERO, min(span[1], until) - max(span[0], since))
