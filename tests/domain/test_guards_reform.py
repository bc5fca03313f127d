"""Guards of the list of bundles, the star halls, free agents and assessments, each where it holds and where not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.fakes import MORNING
from wenling_desk.domain.authority import Role
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.guard_register import GUARDS, Question
from wenling_desk.domain.record import Lane, RecordState

Told = tuple[str, str, dict[str, Any]]
TODAY = MORNING.date()


def question(body: Mapping[str, Any], *before: Told, clerk: str = "0101", today: date = TODAY) -> Question:
    """An act with ``body`` after facts (kind, clerk, body)."""
    facts = tuple(
        Fact(f"f{n}", "k", "r", kind, MORNING + timedelta(minutes=n), by, "clerk", "A03", "d", f"c{n}", "1", (), said)
        for n, (kind, by, said) in enumerate(before)
    )
    record = RecordState("k", "r", {"": Lane("", "open", MORNING)}, facts) if facts else None
    return Question(member="", role=Role.CLERK, body=body, today=today, record=record, clerk=clerk)


def outcome(guard: str, asked: Question) -> str:
    try:
        GUARDS[guard](asked)
    except DeskRefusal as refusal:
        return refusal.code
    return ""


def joint(*keys: str) -> dict[str, Any]:
    return {"joint": [{"department": key} for key in keys]}


def answers(**said: str) -> dict[str, Any]:
    return {"answers": [{"department": key, "answer": answer} for key, answer in said.items()]}


CIRCULATED: Told = ("BundleCirculated", "0102", joint("SCJG", "ZFJ"))
SUMMED = {"summed_up": "都同意"}


def test_answers_are_summed_up_once_every_department_gave_one() -> None:
    one: Told = ("BundleAnswered", "0102", answers(SCJG="agreed"))
    both: Told = ("BundleAnswered", "0102", answers(ZFJ="with_changes"))
    assert outcome("every_department_answered", question(SUMMED, CIRCULATED, one)) == "department_not_answered"
    assert outcome("every_department_answered", question(SUMMED, CIRCULATED, one, both)) == ""


def test_leaving_a_silent_department_out_does_not_make_it_answer() -> None:
    one: Told = ("BundleAnswered", "0102", answers(SCJG="agreed"))
    asked = question({**SUMMED, **joint("SCJG")}, CIRCULATED, one)
    assert outcome("every_department_answered", asked) == "department_not_answered"


def test_a_refusing_department_leaves_the_list_or_changes_its_mind() -> None:
    no: Told = ("BundleAnswered", "0102", answers(SCJG="agreed", ZFJ="refused"))
    yes: Told = ("BundleAnswered", "0102", answers(ZFJ="agreed"))
    left_out: Told = ("BundleAnswersSummedUp", "0102", joint("SCJG"))
    assert outcome("no_department_refuses", question({}, CIRCULATED, no)) == "department_refuses"
    assert outcome("no_department_refuses", question({}, CIRCULATED, no, yes)) == ""
    assert outcome("no_department_refuses", question({}, CIRCULATED, no, left_out)) == ""
    assert outcome("no_department_refuses", question({}, ("BundleSorted", "0102", {"name": "x"}))) == ""


@pytest.mark.parametrize(
    ("needed", "total", "code"), [(75, 75, ""), (75, 74, "star_not_earned"), (90, 89, "star_not_earned"), (60, 100, "")]
)
def test_a_star_takes_its_points(needed: int, total: int, code: str) -> None:
    checked: Told = ("HallChecked", "0102", {"checked_total": total})
    assert outcome("score_earns_star", question({"star": "4", "needed_four": needed}, checked)) == code


@pytest.mark.parametrize(
    ("wish", "code"), [(True, ""), (False, "not_wished_by_applicant"), (None, "not_wished_by_applicant")]
)
def test_help_is_wished_for(wish: object, code: str) -> None:
    assert outcome("wished_by_applicant", question({"wish": wish})) == code


ISSUED: Told = ("AssessmentIssued", "0102", {"clerk": "0101", "dues": {"own_word": "2026-11-06"}})
APPEALED: Told = ("AssessmentAppealed", "0101", {"appeal_line": "x"})


@pytest.mark.parametrize(
    ("clerk", "code"), [("0101", ""), ("0102", "assessed_speaks_alone"), ("0104", "assessed_speaks_alone")]
)
def test_the_assessed_clerk_speaks_alone(clerk: str, code: str) -> None:
    assert outcome("assessed_says", question({}, ISSUED, clerk=clerk)) == code


@pytest.mark.parametrize(
    ("clerk", "code"), [("0101", "another_person_needed"), ("0102", "another_person_needed"), ("0401", "")]
)
def test_an_appeal_is_decided_by_neither_side(clerk: str, code: str) -> None:
    assert outcome("neither_side_decides", question({}, ISSUED, APPEALED, clerk=clerk)) == code


@pytest.mark.parametrize(("day", "code"), [(6, "own_word_still_open"), (7, "")])
def test_silence_counts_once_the_days_are_over(day: int, code: str) -> None:
    assert outcome("own_word_over", question({}, ISSUED, clerk="0102", today=date(2026, 11, day))) == code
