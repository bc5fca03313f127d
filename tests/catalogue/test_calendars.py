"""The shipped calendars against two independent packages, day by day."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import holidays

from wenling_desk.domain.catalogue import Catalogue

FIRST, LAST = date(2023, 1, 1), date(2026, 12, 31)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]


def test_the_years_are_2023_to_2026(bundled: Catalogue) -> None:
    assert (bundled.calendar.published_from, bundled.calendar.published_until) == (FIRST, LAST)
    assert not bundled.calendar.is_published(date(2027, 1, 1))


def test_every_day_agrees_with_chinesecalendar(bundled: Catalogue) -> None:
    apart = [day for day in DAYS if bundled.calendar.is_working_day(day) != chinese_calendar.is_workday(day)]
    assert apart == []


def test_every_day_agrees_with_holidays(bundled: Catalogue) -> None:
    china = holidays.country_holidays("CN", years=range(2023, 2027))
    apart = [day for day in DAYS if bundled.calendar.is_working_day(day) != china.is_working_day(day)]
    assert apart == []


def test_working_days_per_year(bundled: Catalogue) -> None:
    counted = {
        year: sum(bundled.calendar.is_working_day(day) for day in DAYS if day.year == year)
        for year in range(2023, 2027)
    }
    assert counted == {2023: 249, 2024: 251, 2025: 248, 2026: 248}


def test_the_version_names_the_years_and_the_content(bundled: Catalogue) -> None:
    assert bundled.calendar.version.startswith("2023-2026.")
