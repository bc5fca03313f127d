"""Deadlines for any start, limit and pauses: they agree with a loop anybody can follow on a wall calendar."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.calendars import state_calendar
from wenling_desk.domain.service_item import TimeLimit, TimeUnit
from wenling_desk.domain.working_days import Pause, deadline, merge_pauses, working_days_between

ONE = timedelta(days=1)
CALENDAR = state_calendar()
WD, ND = TimeUnit.WORKING_DAYS, TimeUnit.NATURAL_DAYS

starts = st.dates(date(2022, 12, 1), date(2027, 1, 31))
amounts = st.integers(0, 60)


@st.composite
def pause_lists(draw: st.DrawFn) -> list[Pause]:
    pauses = []
    for _ in range(draw(st.integers(0, 4))):
        first = draw(starts)
        pauses.append(Pause(first, first + draw(st.integers(0, 20)) * ONE))
    return pauses


FIXED = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}


def works(day: date) -> bool:
    off = day in CALENDAR.off_days or (not 2023 <= day.year <= 2026 and (day.month, day.day) in FIXED)
    return day in CALENDAR.make_up_days or (day.weekday() < 5 and not off)


def paused(day: date, pauses: list[Pause]) -> bool:
    return any(pause.first <= day <= (pause.last or date.max) for pause in pauses)


@settings(max_examples=150)
@given(starts, amounts, pause_lists())
def test_working_days_agree_with_a_finger_on_the_calendar(start: date, amount: int, pauses: list[Pause]) -> None:
    day, left = start, amount
    while left:
        day += ONE
        left -= works(day) and not paused(day, pauses)
    found = deadline(start, TimeLimit(amount, WD), CALENDAR, pauses)
    assert found.day == day
    if amount:
        assert works(found.day)
        assert not paused(found.day, pauses)
        assert working_days_between(start, found.day, CALENDAR, pauses) == amount
        assert found.paused == sum(
            works(start + n * ONE) and paused(start + n * ONE, pauses) for n in range(1, (found.day - start).days + 1)
        )


@settings(max_examples=150)
@given(starts, amounts, pause_lists())
def test_natural_days_agree_with_a_finger_on_the_calendar(start: date, amount: int, pauses: list[Pause]) -> None:
    day, left = start, amount
    while left:
        day += ONE
        left -= not paused(day, pauses)
    # A pause that touches the last day lengthens on, as it does for the loop's next free day.
    found = deadline(start, TimeLimit(amount, ND), CALENDAR, pauses)
    last = found.moved_from or found.day
    assert last == day
    while not works(day):
        day += ONE
    assert found.day == day


@settings(max_examples=60)
@given(starts, st.integers(0, 59), st.integers(1, 30), pause_lists(), st.sampled_from([WD, ND, TimeUnit.MONTHS]))
def test_a_longer_limit_never_ends_sooner(
    start: date, amount: int, more: int, pauses: list[Pause], unit: TimeUnit
) -> None:
    short, long = (deadline(start, TimeLimit(n, unit), CALENDAR, pauses).day for n in (amount, amount + more))
    assert short <= long
    if unit is WD:
        assert short < long


@settings(max_examples=60)
@given(starts, amounts, pause_lists(), st.sampled_from([WD, ND]))
def test_a_pause_never_shortens_and_order_does_not_matter(
    start: date, amount: int, pauses: list[Pause], unit: TimeUnit
) -> None:
    limit = TimeLimit(amount, unit)
    with_pauses = deadline(start, limit, CALENDAR, pauses)
    assert deadline(start, limit, CALENDAR).day <= with_pauses.day
    assert deadline(start, limit, CALENDAR, list(reversed(pauses))) == with_pauses
    assert deadline(start, limit, CALENDAR, [*pauses, *pauses]) == with_pauses


@settings(max_examples=60)
@given(pause_lists(), starts)
def test_merged_pauses_are_the_same_days_each_once(pauses: list[Pause], until: date) -> None:
    merged = merge_pauses(pauses, until)
    days = [first + n * ONE for first, last in merged for n in range((last - first).days + 1)]
    assert len(days) == len(set(days))
    assert set(days) == {p.first + n * ONE for p in pauses for n in range(((p.last or p.first) - p.first).days + 1)}
    assert all(after[0] - before[1] > ONE for before, after in pairwise(merged))


@settings(max_examples=60)
@given(starts, starts, starts)
def test_working_days_add_up_and_turn_around(one: date, two: date, three: date) -> None:
    def between(a: date, b: date) -> int:
        return working_days_between(a, b, CALENDAR)

    assert between(one, two) + between(two, three) == between(one, three)
    assert between(one, two) == -between(two, one)


@settings(max_examples=60)
@given(starts, amounts, pause_lists(), st.sampled_from([WD, ND, TimeUnit.MONTHS]))
def test_provisional_exactly_when_a_day_lies_outside_the_published_years(
    start: date, amount: int, pauses: list[Pause], unit: TimeUnit
) -> None:
    found = deadline(start, TimeLimit(amount, unit), CALENDAR, pauses)
    outside = not (CALENDAR.is_published(start) and CALENDAR.is_published(found.day))
    assert found.provisional is outside
