"""The hours a hall is open: by example, and what holds for all moments."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.calendars import state_calendar
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.hall_hours import HallClock, OpeningHours

CHINA = timezone(timedelta(hours=8))
HOURS = OpeningHours(((time(8, 30), time(11, 30)), (time(13, 30), time(17, 0))))
CLOCK = HallClock(state_calendar(), HOURS)
HOUR = timedelta(hours=1)
FIRST = datetime(2026, 9, 14, tzinfo=CHINA)
MOMENTS = st.integers(0, 60 * 24 * 40).map(lambda minutes: FIRST + timedelta(minutes=minutes))
"""Six weeks around the national holiday, with its make-up days."""
LENGTHS = st.integers(0, 60 * 60).map(lambda minutes: timedelta(minutes=minutes))


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=CHINA)


def test_a_day_has_six_and_a_half_hours() -> None:
    assert HOURS.day == timedelta(hours=6, minutes=30)
    assert HOURS.closes == time(17)


@pytest.mark.parametrize(
    ("since", "until", "hours"),
    [
        (at(3, 9), at(3, 10), 1),
        (at(3, 11), at(3, 14), 1),  # lunch is no time
        (at(3, 16), at(4, 9, 30), 2),  # nor is the night
        (at(6, 16), at(9, 9, 30), 2),  # nor the weekend
        (at(7, 9), at(8, 18), 0),
        (at(3, 8), at(5, 20), 19.5),
        (at(30, 16, month=9), at(8, 9, 30, month=10), 2),  # the national holiday
        (at(20, 9, month=9), at(20, 10, month=9), 1),  # a Sunday that is worked for it
    ],
)
def test_only_open_hours_are_counted(since: datetime, until: datetime, hours: float) -> None:
    assert CLOCK.between(since, until) == hours * HOUR
    assert CLOCK.between(until, since) == -hours * HOUR


@pytest.mark.parametrize(
    ("since", "hours", "end"),
    [
        (at(3, 9), 2, at(3, 11)),
        (at(3, 11), 1, at(3, 14)),
        (at(3, 16), 4, at(4, 11, 30)),
        (at(6, 16, 30), 1, at(9, 9)),
        (at(7, 10), 1, at(9, 9, 30)),
        (at(3, 9), 0, at(3, 9)),
    ],
)
def test_a_length_ends_in_open_hours(since: datetime, hours: int, end: datetime) -> None:
    assert CLOCK.after(since, hours * HOUR) == end


def test_moments_of_another_offset_are_the_same_moments() -> None:
    utc = at(3, 9).astimezone(timezone.utc)  # noqa: UP017 - as a fact from elsewhere may say it
    assert CLOCK.between(at(3, 9), utc + HOUR) == HOUR


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [(at(3, 9), True), (at(3, 12), False), (at(3, 17), False), (at(3, 8, 30), True), (at(7, 10), False)],
)
def test_whether_it_is_open(moment: datetime, is_open: bool) -> None:
    assert CLOCK.is_open(moment) is is_open


@pytest.mark.parametrize("length", [-HOUR, timedelta(days=10**7)])
def test_no_length_below_nothing_or_beyond_reason(length: timedelta) -> None:
    with pytest.raises(DeskRefusal, match="limit_out_of_range"):
        CLOCK.after(at(3, 9), length)


def test_the_end_of_time_is_refused_not_reached() -> None:
    with pytest.raises(DeskRefusal, match="deadline_out_of_range"):
        CLOCK.after(datetime(9999, 12, 31, 18, tzinfo=CHINA), HOUR)


@pytest.mark.parametrize(
    "spans",
    [
        (),
        ((time(9), time(9)),),
        ((time(9), time(12)), (time(11), time(13))),
        ((time(13), time(17)), (time(9), time(12))),
    ],
    ids=["none", "empty", "overlap", "order"],
)
def test_hours_that_are_none_are_refused(spans: tuple[tuple[time, time], ...]) -> None:
    with pytest.raises(ValueError, match=r"open|span"):
        OpeningHours(spans)


@given(MOMENTS, MOMENTS, MOMENTS)
def test_hours_add_up(a: datetime, b: datetime, c: datetime) -> None:
    one, two, three = sorted((a, b, c))
    assert CLOCK.between(one, three) == CLOCK.between(one, two) + CLOCK.between(two, three)
    assert timedelta() <= CLOCK.between(one, three) <= three - one


@given(MOMENTS, LENGTHS)
def test_after_a_length_that_length_has_passed(since: datetime, length: timedelta) -> None:
    end = CLOCK.after(since, length)
    assert end >= since
    assert CLOCK.between(since, end) == length
    if length:
        assert CLOCK.between(since, end - timedelta(minutes=1)) < length, "the earliest such moment"


@given(MOMENTS)
def test_a_day_off_has_no_hour_and_a_working_day_all_of_them(moment: datetime) -> None:
    day = moment.date()
    begin = datetime.combine(day, time.min, tzinfo=CHINA)
    whole = CLOCK.between(begin, begin + timedelta(days=1))
    assert whole == (HOURS.day if state_calendar().is_working_day(day) else timedelta())
    assert isinstance(day, date)
