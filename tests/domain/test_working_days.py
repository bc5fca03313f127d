"""How deadlines are counted, by example: one test for each sentence of the law."""

from __future__ import annotations

import csv
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from tests.support.calendars import state_calendar
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.service_item import TimeLimit, TimeUnit
from wenling_desk.domain.working_days import (
    MOST,
    Deadline,
    Pause,
    deadline,
    merge_pauses,
    working_days_between,
)

VECTORS = list(csv.DictReader((Path(__file__).parent / "clock_vectors.csv").read_text(encoding="utf-8").splitlines()))
CHINA = timezone(timedelta(hours=8))
D = date.fromisoformat


def count(start: str, amount: int, unit: TimeUnit = TimeUnit.WORKING_DAYS, *pauses: tuple[str, str | None]) -> Deadline:
    spans = [Pause(D(first), D(last) if last else None) for first, last in pauses]
    return deadline(D(start), TimeLimit(amount, unit), state_calendar(), spans)


def test_there_are_twelve_vectors() -> None:
    assert len(VECTORS) == 12
    assert sum(not row["deadline"] for row in VECTORS) == 1


@pytest.mark.parametrize("row", VECTORS, ids=lambda row: f"{row['start_date']}+{row['working_days']}")
def test_clock_vector(row: dict[str, str]) -> None:
    found = count(row["start_date"], int(row["working_days"]))
    if row["deadline"]:
        assert found.day.isoformat() == row["deadline"]
        assert not found.provisional
    else:
        assert found.provisional


def test_the_day_of_receipt_is_not_counted() -> None:
    found = count("2026-11-03", 1)
    assert (found.day, found.first_counted) == (D("2026-11-04"), D("2026-11-04"))


@pytest.mark.parametrize(("received", "last"), [("2026-11-07", "2026-11-13"), ("2026-11-08", "2026-11-13")])
def test_a_weekend_receipt_is_valid_and_counts_from_monday(received: str, last: str) -> None:
    assert count(received, 5).day == D(last)


def test_a_receipt_on_a_holiday_counts_from_the_first_working_day() -> None:
    assert count("2026-10-03", 1).day == D("2026-10-08")


def test_make_up_days_count_and_are_named() -> None:
    found = count("2026-09-18", 2)  # Sunday 09-20 is worked for the holiday
    assert found.day == D("2026-09-21")
    assert found.made_up == (D("2026-09-20"),)


def test_days_off_between_are_named_weekends_are_not() -> None:
    found = count("2026-09-30", 2)
    assert found.skipped == tuple(D(f"2026-10-0{day}") for day in (1, 2, 5, 6, 7))


def test_zero_working_days_end_on_the_day_itself() -> None:
    assert count("2026-11-07", 0).day == D("2026-11-07")


# -- natural days, months, hours, on the spot ------------------------------------------------------------


def test_natural_days_run_through_days_off() -> None:
    assert count("2026-11-02", 9, TimeUnit.NATURAL_DAYS).day == D("2026-11-11")


def test_natural_days_ending_on_a_day_off_end_on_the_next_working_day() -> None:
    found = count("2026-09-23", 10, TimeUnit.NATURAL_DAYS)
    assert (found.moved_from, found.day) == (D("2026-10-03"), D("2026-10-08"))


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        ("2026-01-31", 1, "2026-02-28"),  # no 31st: the last day of the month, which is worked for 春节
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-03-31", 1, "2026-04-30"),
        ("2026-08-31", 6, "2027-03-01"),  # 2027-02-28 is a Sunday
        ("2025-11-15", 2, "2026-01-15"),
        ("2026-11-24", 12, "2027-11-24"),
    ],
)
def test_months_end_on_the_same_day_or_the_months_last(start: str, months: int, last: str) -> None:
    assert count(start, months, TimeUnit.MONTHS).day == D(last)


def test_hours_run_through_days_off_to_the_minute() -> None:
    start = datetime(2026, 9, 30, 16, 30, tzinfo=CHINA)
    found = deadline(start, TimeLimit(24, TimeUnit.HOURS), state_calendar())
    assert found.at == datetime(2026, 10, 1, 16, 30, tzinfo=CHINA)
    assert found.day == D("2026-10-01")


def test_hours_leave_out_whole_paused_days() -> None:
    start = datetime(2026, 11, 3, 16, 30, tzinfo=CHINA)
    pauses = [Pause(D("2026-11-04"), D("2026-11-05"))]
    found = deadline(start, TimeLimit(24, TimeUnit.HOURS), state_calendar(), pauses)
    assert found.at == datetime(2026, 11, 6, 16, 30, tzinfo=CHINA)
    assert found.paused == 2


def test_hours_from_a_bare_date_are_refused() -> None:
    with pytest.raises(DeskRefusal, match="hours_need_a_time"):
        count("2026-11-03", 24, TimeUnit.HOURS)


def test_on_the_spot_is_today_even_on_saturday() -> None:
    assert count("2026-11-07", 0, TimeUnit.ON_THE_SPOT).day == D("2026-11-07")


# -- pauses ----------------------------------------------------------------------------------------------


def test_a_pause_moves_the_deadline_by_its_working_days() -> None:
    found = count("2026-11-02", 5, TimeUnit.WORKING_DAYS, ("2026-11-04", "2026-11-08"))
    assert (found.day, found.paused) == (D("2026-11-12"), 3)


def test_overlapping_pauses_count_each_day_once() -> None:
    once = count("2026-11-02", 5, TimeUnit.WORKING_DAYS, ("2026-11-04", "2026-11-10"))
    twice = count("2026-11-02", 5, TimeUnit.WORKING_DAYS, ("2026-11-04", "2026-11-06"), ("2026-11-05", "2026-11-10"))
    inside = count("2026-11-02", 5, TimeUnit.WORKING_DAYS, ("2026-11-04", "2026-11-10"), ("2026-11-05", "2026-11-06"))
    assert once == twice == inside


def test_adjacent_pauses_are_one() -> None:
    assert merge_pauses(
        [Pause(D("2026-11-06"), D("2026-11-09")), Pause(D("2026-11-04"), D("2026-11-05"))], D("2026-12-01")
    ) == [(D("2026-11-04"), D("2026-11-09"))]


def test_a_pause_of_one_day() -> None:
    assert count("2026-11-02", 1, TimeUnit.WORKING_DAYS, ("2026-11-03", "2026-11-03")).day == D("2026-11-04")


def test_a_pause_that_ends_on_a_holiday_resumes_on_the_next_working_day() -> None:
    found = count("2026-09-28", 3, TimeUnit.WORKING_DAYS, ("2026-09-30", "2026-10-04"))
    assert found.day == D("2026-10-09")  # 09-29, then 10-08 and 10-09


def test_a_pause_over_days_off_moves_nothing() -> None:
    assert count("2026-09-30", 1, TimeUnit.WORKING_DAYS, ("2026-10-01", "2026-10-07")).day == D("2026-10-08")


def test_a_pause_before_the_start_or_after_the_end_moves_nothing() -> None:
    plain = count("2026-11-02", 5)
    assert count("2026-11-02", 5, TimeUnit.WORKING_DAYS, ("2026-10-20", "2026-11-02")).day == plain.day
    assert count("2026-11-02", 5, TimeUnit.WORKING_DAYS, ("2026-11-10", "2026-11-20")).day == plain.day


def test_an_open_pause_counts_up_to_the_day_asked() -> None:
    limit, start = TimeLimit(5, TimeUnit.WORKING_DAYS), D("2026-11-02")
    pauses = [Pause(D("2026-11-04"), None)]
    days = [deadline(start, limit, state_calendar(), pauses, D(f"2026-11-{day:02d}")).day for day in range(2, 8)]
    assert [day.isoformat() for day in days] == [
        "2026-11-09", "2026-11-09", "2026-11-10", "2026-11-11", "2026-11-12", "2026-11-12",
    ]  # fmt: skip


def test_an_open_pause_that_has_not_begun_moves_nothing() -> None:
    assert merge_pauses([Pause(D("2026-11-04"), None)], D("2026-11-03")) == []


def test_natural_days_are_lengthened_by_paused_days_even_those_in_the_added_time() -> None:
    found = count("2026-11-02", 5, TimeUnit.NATURAL_DAYS, ("2026-11-04", "2026-11-05"), ("2026-11-08", "2026-11-10"))
    assert (found.day, found.paused) == (D("2026-11-12"), 5)


def test_a_pause_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(DeskRefusal, match="pause_ends_before_start"):
        count("2026-11-02", 5, TimeUnit.WORKING_DAYS, ("2026-11-05", "2026-11-04"))


# -- what is not known, and what is absurd ----------------------------------------------------------------


def test_beyond_the_published_calendar_it_is_provisional() -> None:
    found = count("2026-12-28", 5)
    assert found.provisional
    assert found.day == D("2027-01-05")  # without New Year's Day, whose date the law fixes; all else is not known yet


def test_before_the_published_calendar_it_is_provisional_too() -> None:
    assert count("2022-12-30", 5).provisional


@pytest.mark.parametrize("unit", [TimeUnit.WORKING_DAYS, TimeUnit.NATURAL_DAYS, TimeUnit.MONTHS])
def test_the_last_published_day_is_firm(unit: TimeUnit) -> None:
    amount = {TimeUnit.WORKING_DAYS: 22, TimeUnit.NATURAL_DAYS: 30, TimeUnit.MONTHS: 1}[unit]
    assert not count("2026-11-30", amount, unit).provisional


@pytest.mark.parametrize("amount", [-1, MOST + 1])
def test_an_absurd_limit_is_refused_at_once(amount: int) -> None:
    with pytest.raises(DeskRefusal, match="limit_out_of_range"):
        count("2026-11-03", amount)


@pytest.mark.parametrize("unit", [TimeUnit.WORKING_DAYS, TimeUnit.NATURAL_DAYS, TimeUnit.MONTHS, TimeUnit.HOURS])
def test_past_the_last_day_there_is_is_refused(unit: TimeUnit) -> None:
    with pytest.raises(DeskRefusal, match="deadline_out_of_range"):
        deadline(datetime(9999, 12, 30, tzinfo=CHINA), TimeLimit(100, unit), state_calendar())


def test_working_days_between_is_signed() -> None:
    calendar = state_calendar()
    assert working_days_between(D("2026-09-30"), D("2026-10-10"), calendar) == 3
    assert working_days_between(D("2026-10-10"), D("2026-09-30"), calendar) == -3
    assert working_days_between(D("2026-11-03"), D("2026-11-03"), calendar) == 0
