"""Working days and deadlines: day 1 is the day after the start, make-up days count, and nothing is guessed."""

from __future__ import annotations

import calendar as month_lengths
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.service_item import TimeLimit, TimeUnit

ONE_DAY = timedelta(days=1)
MOST = 100_000
"""No limit is longer, in any unit."""

DayOrMoment = TypeVar("DayOrMoment", date, datetime)

ALWAYS_OFF = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
"""Month and day of the public holidays whose date the law itself fixes (全国年节及纪念日放假办法, as of 2025)."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days off and make-up working days as the State Council publishes them, year by year.

    ``off_days`` are holidays, ``make_up_days`` weekend days that are worked; any other day works Monday to Friday.
    Days before ``published_from`` or after ``published_until`` are computed Monday to Friday without the holidays of
    fixed date, and provisional.
    """

    version: str
    off_days: frozenset[date]
    make_up_days: frozenset[date]
    published_from: date
    published_until: date

    def is_published(self, day: date) -> bool:
        """Whether the notice for that day's year is in this calendar."""
        return self.published_from <= day <= self.published_until

    def is_working_day(self, day: date) -> bool:
        """Whether ``day`` is worked, as far as it is published."""
        if day in self.make_up_days:
            return True
        if day in self.off_days or (not self.is_published(day) and (day.month, day.day) in ALWAYS_OFF):
            return False
        return day.weekday() < 5

    def next_working_day(self, day: date) -> date:
        """``day`` itself when worked, else the first working day after it."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day


@dataclass(frozen=True, slots=True)
class Pause:
    """A special procedure's days, both ends included; ``last`` is ``None`` while it is open."""

    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class Deadline:
    """When something is due at the latest.

    ``day`` is the last day (inclusive); ``at`` is set for hours only. ``provisional``: the calendar of that year is
    not published yet. ``skipped`` are the days off between. ``paused`` are the days pauses excluded, in the unit of
    the limit: working days for working days, calendar days for all other units.
    """

    start: date
    limit: TimeLimit
    day: date
    first_counted: date
    at: datetime | None = None
    provisional: bool = False
    skipped: tuple[date, ...] = ()
    made_up: tuple[date, ...] = ()
    paused: int = 0
    moved_from: date | None = None


def merge_pauses(pauses: Iterable[Pause], until: date) -> list[tuple[date, date]]:
    """Closed, sorted, non-overlapping spans; an open pause runs until ``until`` and is none before its first day.

    A day never counts twice. Refuses with ``pause_ends_before_start``.
    """
    spans: list[tuple[date, date]] = []
    for pause in pauses:
        if pause.last is not None and pause.last < pause.first:
            raise DeskRefusal("pause_ends_before_start", first=pause.first.isoformat(), last=pause.last.isoformat())
        if pause.last is not None or pause.first <= until:
            spans.append((pause.first, pause.last if pause.last is not None else until))
    merged: list[tuple[date, date]] = []
    for first, last in sorted(spans):
        if merged and first <= merged[-1][1] + ONE_DAY:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged


def deadline(
    start: date | datetime,
    limit: TimeLimit,
    calendar: Calendar,
    pauses: Iterable[Pause] = (),
    as_of: date | None = None,
) -> Deadline:
    """The last day of a limit that starts on ``start`` (not counted itself; Civil Code art. 201).

    Working days exclude days off (Licensing Law art. 82) and days inside ``pauses`` (art. 45). Natural days and
    months end on the next working day when the last day is off (Civil Code art. 203). An open pause counts up to
    ``as_of``. Hours need a ``datetime``, run through days off and leave out whole paused days.

    Refuses with ``limit_out_of_range``, ``deadline_out_of_range``, ``hours_need_a_time``, ``pause_ends_before_start``.
    """
    start_day = start.date() if isinstance(start, datetime) else start
    if not 0 <= limit.amount <= MOST:
        raise DeskRefusal("limit_out_of_range", amount=limit.amount)
    spans = merge_pauses(pauses, as_of or start_day)
    try:
        return _count(start, start_day, limit, calendar, spans)
    except OverflowError:
        raise DeskRefusal("deadline_out_of_range", start=start_day.isoformat()) from None


def _count(
    start: date | datetime, start_day: date, limit: TimeLimit, calendar: Calendar, spans: list[tuple[date, date]]
) -> Deadline:
    match limit.unit:
        case TimeUnit.ON_THE_SPOT:
            return Deadline(start_day, limit, start_day, start_day, provisional=not calendar.is_published(start_day))
        case TimeUnit.HOURS:
            if not isinstance(start, datetime):
                raise DeskRefusal("hours_need_a_time")
            end, paused = _lengthen(start_day, start + timedelta(hours=limit.amount), spans)
            return Deadline(start_day, limit, end.date(), start_day, at=end, paused=paused)
        case TimeUnit.WORKING_DAYS:
            return _count_working_days(start_day, limit, calendar, spans)
        case TimeUnit.NATURAL_DAYS:
            return _count_natural_days(start_day, limit, calendar, spans)
        case TimeUnit.MONTHS:
            return _count_months(start_day, limit, calendar, spans)


def working_days_between(after: date, until: date, calendar: Calendar, pauses: Iterable[Pause] = ()) -> int:
    """Working days ``d`` with ``after < d <= until``, days inside pauses left out; negative when ``until < after``."""
    if until < after:
        return -working_days_between(until, after, calendar, pauses)
    spans = merge_pauses(pauses, until)
    days = (after + timedelta(days=n) for n in range(1, (until - after).days + 1))
    return sum(1 for day in days if calendar.is_working_day(day) and not _inside(day, spans))


def _inside(day: date, spans: list[tuple[date, date]]) -> bool:
    return any(first <= day <= last for first, last in spans)


def _days_after(start: date) -> Iterator[date]:
    day = start
    while True:
        day += ONE_DAY
        yield day


def _count_working_days(start: date, limit: TimeLimit, calendar: Calendar, spans: list[tuple[date, date]]) -> Deadline:
    if limit.amount == 0:
        return Deadline(start, limit, start, start, provisional=not calendar.is_published(start))
    left, paused, first = limit.amount, 0, None
    skipped: list[date] = []
    made_up: list[date] = []
    for day in _days_after(start):
        if not calendar.is_working_day(day):
            if day.weekday() < 5:
                skipped.append(day)
            continue
        if _inside(day, spans):
            paused += 1
            continue
        if day in calendar.make_up_days:
            made_up.append(day)
        first = first or day
        left -= 1
        if left == 0:
            return Deadline(
                start,
                limit,
                day,
                first,
                provisional=not (calendar.is_published(day) and calendar.is_published(start)),
                skipped=tuple(skipped),
                made_up=tuple(made_up),
                paused=paused,
            )
    raise AssertionError("unreachable")


def _paused_days(start: date, end: date, spans: list[tuple[date, date]]) -> int:
    return sum(max(0, (min(last, end) - max(first, start + ONE_DAY)).days + 1) for first, last in spans)


def _lengthen(start: date, end: DayOrMoment, spans: list[tuple[date, date]]) -> tuple[DayOrMoment, int]:
    """The end of a calendar-day limit with its paused days added, those that fall into the added days too."""
    paused = 0
    while (found := _paused_days(start, _day_of(end + timedelta(days=paused)), spans)) != paused:
        paused = found
    return end + timedelta(days=paused), paused


def _day_of(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _settle(start: date, limit: TimeLimit, end: date, calendar: Calendar, spans: list[tuple[date, date]]) -> Deadline:
    """Lengthen a calendar-day limit by its paused days, then move it off a day off."""
    last, paused = _lengthen(start, end, spans)
    moved = calendar.next_working_day(last)
    return Deadline(
        start,
        limit,
        moved,
        start + ONE_DAY if limit.amount else start,
        provisional=not (calendar.is_published(moved) and calendar.is_published(start)),
        paused=paused,
        moved_from=last if moved != last else None,
    )


def _count_natural_days(start: date, limit: TimeLimit, calendar: Calendar, spans: list[tuple[date, date]]) -> Deadline:
    return _settle(start, limit, start + timedelta(days=limit.amount), calendar, spans)


def _count_months(start: date, limit: TimeLimit, calendar: Calendar, spans: list[tuple[date, date]]) -> Deadline:
    months = start.year * 12 + start.month - 1 + limit.amount
    year, month = divmod(months, 12)
    if year > date.max.year:
        raise OverflowError
    day = min(start.day, month_lengths.monthrange(year, month + 1)[1])
    return _settle(start, limit, date(year, month + 1, day), calendar, spans)
