"""The monthly assessment from real acts: a morning's work, a late decision, a rating, a note of the roster."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Any

import pytest

from tests.support.counter_acts import taken_in
from tests.support.fakes import CHINA, EVERYTHING, Counter
from tests.support.law_catalogue import FILING, LICENCE, SHOP, sheet_for
from wenling_desk import resources
from wenling_desk.catalogue.assessment_file import read_assessment_schemes
from wenling_desk.catalogue.handover_file import read_handover_rules
from wenling_desk.domain.assessment import Assessment, Cause, Shift
from wenling_desk.domain.authority import Role, Session
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.act_in_ledger import ActInLedger
from wenling_desk.use_cases.assess_month import AssessmentGround, assess_month, assess_team, own_points
from wenling_desk.use_cases.decide_case import DecideCase
from wenling_desk.use_cases.deliver_result import RateCase

GROUND = AssessmentGround(
    read_assessment_schemes(resources.path("counter", "assessment.yaml")),
    read_handover_rules(resources.path("counter", "handover.yaml")).hours,
)
OTHER = Session("0104", "沈二", (Role.CLERK,))
LEADER = Session("0102", "林岚", (Role.TEAM_LEADER,))
NOVEMBER = date(2026, 11, 30)


@pytest.fixture
def counter() -> Counter:
    found = Counter(session=EVERYTHING)
    enroll(found, EVERYTHING.clerk, "周全", "window")
    enroll(found, OTHER.clerk, "沈二", "window")
    return found


def enroll(counter: Counter, clerk: str, name: str, post: str, **more: Any) -> str:
    values = {"name": name, "clerk": clerk, "joined_on": "2026-11-01", "level": "junior", "post": post, **more}
    return act(counter, "clerk_roster", "enroll_clerk", values)


def act(counter: Counter, kind: str, action: str, values: dict[str, Any], record_id: str = "") -> str:
    return counter.do(ActInLedger, kind=kind, action=action, values=values, record_id=record_id).record_id


def team(counter: Counter, month: date = NOVEMBER) -> dict[str, Assessment]:
    with counter.store.reading() as reading:
        return {each.clerk: each for each in assess_team(counter.desk, reading, GROUND, month)}


def mine(counter: Counter, month: date = NOVEMBER) -> Assessment:
    return team(counter, month)[EVERYTHING.clerk]


def test_each_point_leads_back_to_the_fact_it_comes_from(counter: Counter) -> None:
    bundle, single = taken_in(counter, SHOP), taken_in(counter, LICENCE)
    counter.do(AcceptCase, record_id=single)
    lines = mine(counter).lines
    told = {(line.record_id, line.what): line.points for line in lines}
    assert told == {(bundle, "TakenIn"): 2, (single, "TakenIn"): 1, (single, "Accepted"): Fraction(1, 2)}
    for line in lines:
        (fact,) = [each for each in counter.facts(line.record_id) if each.fact_id == line.fact_id]
        assert (fact.kind, fact.at.date()) == (line.what, line.day)
        assert line.number == counter.papers(line.record_id)[0].number


def test_the_work_is_that_of_whoever_did_it(counter: Counter) -> None:
    record_id = taken_in(counter)
    counter.sign_in(Session(OTHER.clerk, OTHER.clerk_name, EVERYTHING.roles))
    counter.do(AcceptCase, record_id=record_id)
    found = team(counter)
    assert [line.what for line in found[EVERYTHING.clerk].lines] == ["TakenIn"]
    assert [line.what for line in found[OTHER.clerk].lines] == ["Accepted"]


def test_overtime_and_immediate_items(counter: Counter) -> None:
    counter.clock.moment = datetime(2026, 11, 3, 19, 0, tzinfo=CHINA)
    taken_in(counter, FILING)
    (line,) = mine(counter).lines
    assert (line.shift, line.points) == (Shift.OVERTIME, Fraction("0.6"))


def test_a_decision_after_the_promise_earns_nothing(counter: Counter) -> None:
    record_id = counter.do(AcceptCase, sheet=sheet_for(LICENCE)).record_id
    counter.clock.go_to(date(2026, 11, 27))
    counter.do(DecideCase, record_id=record_id, granted=True, way="signed_paper", officer="王科")
    late = [line for line in mine(counter).lines if line.what == "Granted"]
    assert [(line.points, line.is_late) for line in late] == [(Fraction(0), True)]


def test_a_telling_on_the_last_day_is_in_time_and_on_the_next_is_not(counter: Counter) -> None:
    first, second = taken_in(counter), taken_in(counter)
    counter.clock.go_to(date(2026, 11, 10))
    counter.do(AcceptCase, record_id=first)
    counter.clock.go_to(date(2026, 11, 11))
    counter.do(AcceptCase, record_id=second)
    told = {line.record_id: line.points for line in mine(counter).lines if line.what == "Accepted"}
    assert told == {first: Fraction(1, 2), second: 0}


def test_a_bad_rating_costs_the_clerk_who_took_the_case_in(counter: Counter) -> None:
    record_id = taken_in(counter)
    counter.sign_in(Session(OTHER.clerk, OTHER.clerk_name, EVERYTHING.roles))
    counter.do(RateCase, record_id=record_id, grade="dissatisfied")
    found = team(counter)
    lines = [(line.cause, line.points) for line in found[EVERYTHING.clerk].lines]
    assert lines == [(Cause.WORK, Fraction(1)), (Cause.GRADE, Fraction(-5))]
    assert found[EVERYTHING.clerk].deducted == 5
    assert found[OTHER.clerk].lines == ()


def test_half_of_the_points_for_a_case_that_was_rated_satisfied(counter: Counter) -> None:
    record_id = taken_in(counter)
    counter.do(RateCase, record_id=record_id, grade="satisfied")
    assert mine(counter).total == Fraction(1, 2)


def test_what_happens_after_the_month_does_not_change_it(counter: Counter) -> None:
    record_id = taken_in(counter)
    before = mine(counter)
    counter.clock.go_to(date(2026, 12, 2))
    counter.do(RateCase, record_id=record_id, grade="very_dissatisfied")
    assert mine(counter).trace == before.trace
    assert mine(counter, date(2026, 12, 31)).deducted == 5


def test_notes_of_the_roster_and_who_left(counter: Counter) -> None:
    third = enroll(counter, "0107", "吴三", "reviewer")
    act(counter, "clerk_roster", "note_attendance", {
        "attendance_kind": "no_sign", "attendance_on": "2026-11-03", "attendance_said": "下午漏签",
    }, third)  # fmt: skip
    act(counter, "clerk_roster", "note_merit", {
        "merit_kind": "praise", "merit_points": 15, "merit_on": "2026-11-03", "merit_said": "锦旗",
    }, third)  # fmt: skip
    taken_in(counter)
    found = team(counter)["0107"]
    assert (found.deducted, found.bonus, found.case_points) == (Fraction(2), Fraction(3, 2), Fraction("0.35"))
    act(counter, "clerk_roster", "leave_team", {"left_on": "2026-11-03", "left_why": "moved"}, third)
    assert "0107" in team(counter)
    assert "0107" not in team(counter, date(2026, 12, 31))


def test_the_act_is_filled_in_and_carried_out_like_any_other(counter: Counter) -> None:
    taken_in(counter)
    taken_in(counter, SHOP)
    counter.sign_in(Session(OTHER.clerk, OTHER.clerk_name, EVERYTHING.roles))
    taken_in(counter, FILING)
    counter.clock.moment = datetime(2026, 12, 1, 9, 0, tzinfo=CHINA)
    counter.sign_in(LEADER)
    with counter.store.reading() as reading:
        command = assess_month(counter.desk, reading, GROUND, EVERYTHING.clerk, NOVEMBER, advice="收得又快又全。")
    changes = counter.dispatcher.dispatch(command)
    body = counter.facts(changes.record_id)[0].body
    assert (body["who"], body["case_points"], body["total"], body["grade"]) == ("周全", 300, 300, "excellent")
    assert [(row["what"], row["times"], row["points"]) for row in body["lines"]] == [("收件", 1, 100), ("收件", 1, 200)]
    assert body["lines"][0]["rule"] == "一般事项 1 分 × 收件 1"
    assert body["trace"] == mine(counter).trace
    said = counter.said(changes.record_id, "assessment_sheet").values
    entry: Any = said["entry"]
    assert entry["total"] == "3.00 分"


def test_the_clerks_own_day(counter: Counter) -> None:
    taken_in(counter)
    counter.sign_in(OTHER)
    record_id = taken_in(counter, FILING)
    counter.later(days=1)
    taken_in(counter)
    with counter.store.reading() as reading:
        today = own_points(counter.desk, reading, GROUND, counter.today)
        yesterday = own_points(counter.desk, reading, GROUND, date(2026, 11, 3))
    assert (today.points, yesterday.points) == (Fraction(1), Fraction(1, 2))
    assert [line.record_id for line in yesterday.lines] == [record_id]


def test_nobody_is_assessed_without_a_scheme_or_a_place(counter: Counter) -> None:
    with counter.store.reading() as reading:
        with pytest.raises(DeskRefusal, match="no_assessment_scheme"):
            assess_team(counter.desk, reading, GROUND, date(2019, 5, 1))
        with pytest.raises(DeskRefusal, match="not_on_roster"):
            assess_month(counter.desk, reading, GROUND, "0999", NOVEMBER)
