"""Guards of what a department says, each at its boundary."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.domain.test_guards import TODAY, TOMORROW, YESTERDAY, ask
from wenling_desk.domain.authority import Role


@pytest.mark.parametrize(
    ("role", "way", "by", "code"),
    [
        (Role.REVIEWER, "seat", "王科", ""),
        (Role.REVIEWER, "phone", "王科", ""),
        (Role.CLERK, "phone", "王科", ""),
        (Role.TEAM_LEADER, "signed_paper", "王科", ""),
        (Role.CLERK, "seat", "王科", "organ_person_needed"),
        (Role.CLERK, "phone", " ", "organ_person_needed"),
        (Role.CLERK, "rumour", "王科", "organ_person_needed"),
        (Role.CLERK, "", "", "organ_person_needed"),
    ],
)
def test_the_organ_speaks_for_itself_or_through_a_named_person(role: Role, way: str, by: str, code: str) -> None:
    assert ask("organ_speaks", role=role, body={"way": way, "by": by}) == code


@pytest.mark.parametrize(
    ("due", "code"),
    [(YESTERDAY, ""), (TODAY, "promise_not_over"), (TOMORROW, "promise_not_over"), (None, "promise_not_over")],
)
def test_a_delay_is_explained_once_the_day_is_over(due: Any, code: str) -> None:
    assert ask("promise_over", due=due) == code


@pytest.mark.parametrize(
    ("expected", "code"),
    [
        (TODAY.isoformat(), ""),
        ((TODAY + timedelta(days=30)).isoformat(), ""),
        (YESTERDAY.isoformat(), "new_day_passed"),
        ("", "new_day_passed"),
    ],
)
def test_the_new_day_is_not_over(expected: str, code: str) -> None:
    assert ask("new_day_ahead", body={"expected": expected}) == code
