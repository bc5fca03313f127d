"""The calendar agrees with two independent packages on every day, and the catalogue's files with the tests' table."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import chinese_calendar
import holidays

from tests.support.calendars import state_calendar
from wenling_desk import resources
from wenling_desk.catalogue.loader import load_catalogue

DAYS = [date(2023, 1, 1) + timedelta(days=n) for n in range(1461)]


def test_every_day_as_chinesecalendar_has_it() -> None:
    calendar = state_calendar()
    assert [day for day in DAYS if calendar.is_working_day(day) != chinese_calendar.is_workday(day)] == []


def test_every_day_as_holidays_has_it() -> None:
    calendar = state_calendar()
    china = holidays.country_holidays("CN", years=range(2023, 2027))
    assert [day for day in DAYS if calendar.is_working_day(day) != china.is_working_day(day)] == []


def test_working_days_of_each_year() -> None:
    calendar = state_calendar()
    worked = Counter(day.year for day in DAYS if calendar.is_working_day(day))
    assert worked == {2023: 249, 2024: 251, 2025: 248, 2026: 248}


def test_new_years_eve_of_2024_was_worked() -> None:
    assert state_calendar().is_working_day(date(2024, 2, 9))


def test_the_catalogues_calendar_is_the_same() -> None:
    ours, shipped = state_calendar(), load_catalogue(resources.root()).calendar
    assert (shipped.published_from, shipped.published_until) == (ours.published_from, ours.published_until)
    assert [day for day in DAYS if shipped.is_working_day(day) != ours.is_working_day(day)] == []
