"""Deadlines in words: never a bare date, never a bare number."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.small_catalogue import small_calendar
from wenling_desk import resources
from wenling_desk.domain.acceptance import Light
from wenling_desk.texts import Texts
from wenling_desk.ui.record.clock_words import due_words, light_of_day, short_day

TEXTS = Texts(resources.path("texts") / "zh_CN")
CALENDAR = small_calendar()
MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("due", "kind", "words", "state"),
    [
        (MONDAY, "telling", "今天到期", "near"),
        (MONDAY + timedelta(days=1), "telling", "明天到期", "near"),
        (MONDAY + timedelta(days=2), "telling", "后天到期", "on_time"),
        (MONDAY + timedelta(days=7), "decision", "11-30 周一到期", "on_time"),
        (date(2027, 1, 4), "decision", "2027-01-04 周一到期", "on_time"),
        (date(2026, 11, 19), "decision", "超期 2 个工作日", "late"),
        (MONDAY + timedelta(days=5), "special_procedure", "暂停，预计 11-28 结束", "paused"),
        (date(2026, 11, 20), "special_procedure", "暂停，已过预计结束日 11-20", "paused"),
    ],
)
def test_due(due: date, kind: str, words: str, state: str) -> None:
    found = due_words(TEXTS, due, kind, MONDAY, CALENDAR)
    assert (found.words, found.state) == (words, state)


def test_late_by_a_weekend_only_is_late_without_a_number() -> None:
    found = due_words(TEXTS, date(2026, 11, 20), "decision", date(2026, 11, 21), CALENDAR)
    assert found.state == "late"
    assert not any(character.isdigit() for character in found.words.replace("1", ""))


def test_near_counts_working_days() -> None:
    """Friday's evening: what is due on Monday has one working day left."""
    assert light_of_day(MONDAY, "decision", date(2026, 11, 20), CALENDAR) == Light("near", 1)


def test_nothing_runs_nothing_is_said() -> None:
    assert due_words(TEXTS, None, "", MONDAY, CALENDAR).words == ""


@given(st.integers(-400, 400), st.sampled_from(["telling", "correction", "deferral", "decision", "special_procedure"]))
def test_every_day_has_words_and_a_state(ahead: int, kind: str) -> None:
    found = due_words(TEXTS, MONDAY + timedelta(days=ahead), kind, MONDAY, CALENDAR)
    assert found.words
    assert found.state == ("paused" if kind == "special_procedure" else found.state)
    assert (found.state == "late") == (ahead < 0 and kind != "special_procedure")
    assert found.state != "near" or ahead <= 3


def test_another_year_is_named() -> None:
    assert short_day(TEXTS, date(2027, 1, 4), MONDAY) == "2027-01-04"
    assert short_day(TEXTS, date(2026, 1, 4), MONDAY) == "01-04"
