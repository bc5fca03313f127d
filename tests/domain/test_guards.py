"""Each guard, once it lets pass and once it refuses: the conditions the law puts before an act."""

from __future__ import annotations

import inspect
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support.fakes import MORNING, workflows
from tests.support.law_catalogue import CARD, FILING, LICENCE, law_catalogue
from wenling_desk.domain.authority import Role
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.guards import GROUNDS, GUARDS, PROCEDURES, READS_GAPS, WAYS, Question
from wenling_desk.domain.materials import Gap
from wenling_desk.domain.record import RecordState, fold

TODAY = MORNING.date()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
CATALOGUE = law_catalogue()
DELEGATION = CATALOGUE.delegations[0]
LATE = Gap("material", "material_missing", "m_late", "健康证明", (LICENCE,), deferrable=True)
MAIN = Gap("material", "material_missing", "m_main", "平面图", (LICENCE,))


def ask(
    name: str, *, code: str = LICENCE, role: Role = Role.CLERK, body: dict[str, Any] | None = None, **more: Any
) -> str:
    """The guard's refusal as its code, empty where it lets pass."""
    question = Question(code, role, body or {}, TODAY, item=CATALOGUE.items[code], **more)
    try:
        GUARDS[name](question)
    except DeskRefusal as refusal:
        return refusal.code
    return ""


def record(*kinds: str, **bodies: dict[str, Any]) -> RecordState:
    """A record of one member with these facts, one a minute."""
    facts = [
        Fact(
            f"f{n}", "acceptance", "r", kind, MORNING + timedelta(minutes=n), "0101", "clerk", "A03", "d", f"c{n}",
            "law.1", (LICENCE,), bodies.get(kind, {}),
        )
        for n, kind in enumerate(kinds)
    ]  # fmt: skip
    return fold(facts, workflows().workflow("acceptance"))


# -- who may speak for the organ ----------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.CLERK, Role.TEAM_LEADER])
def test_the_counter_accepts_only_as_delegate(role: Role) -> None:
    assert ask("organ_or_delegated", role=role) == "not_delegated"
    assert ask("organ_or_delegated", role=role, delegation=DELEGATION) == ""


def test_the_organ_itself_needs_no_delegation() -> None:
    assert ask("organ_or_delegated", role=Role.REVIEWER) == ""


@pytest.mark.parametrize("way", ["seat", "on_the_spot", "", "telephone"])
def test_a_decision_the_counter_enters_names_the_officer_who_signed(way: str) -> None:
    assert ask("officer_named", body={"way": way, "officer": "王科"}) == "officer_needed"


@pytest.mark.parametrize("way", ["signed_paper", "imported"])
@pytest.mark.parametrize(("officer", "code"), [("王科", ""), (" ", "officer_needed")])
def test_signed_papers_and_lists_name_the_officer(way: str, officer: str, code: str) -> None:
    assert ask("officer_named", body={"way": way, "officer": officer}) == code


def test_the_organ_decides_at_its_own_seat() -> None:
    assert ask("officer_named", role=Role.REVIEWER, body={"way": "seat"}) == ""


def test_only_an_immediate_item_under_delegation_is_decided_on_the_spot() -> None:
    body = {"way": "on_the_spot"}
    assert ask("officer_named", code=FILING, body=body, delegation=DELEGATION) == ""
    assert ask("officer_named", code=FILING, body=body) == "officer_needed"
    assert ask("officer_named", code=LICENCE, body=body, delegation=DELEGATION) == "officer_needed"


def test_only_an_immediate_item_is_finished_in_one_act() -> None:
    assert ask("immediate_item", code=FILING) == ""
    assert ask("immediate_item", code=LICENCE) == "not_immediate"


# -- completeness -------------------------------------------------------------------------------------------


def test_a_complete_application_only() -> None:
    assert ask("nothing_missing") == ""
    assert ask("nothing_missing", gaps=(LATE,)) == "still_missing"


def test_a_notice_about_nothing_is_no_notice() -> None:
    assert ask("something_missing", body={"gaps": []}) == "nothing_to_correct"
    assert ask("something_missing", body={"gaps": [{}]}) == ""


def test_only_listed_materials_come_later() -> None:
    assert ask("only_listed_deferred", gaps=(LATE,)) == ""
    assert ask("only_listed_deferred", gaps=(LATE, MAIN)) == "main_materials_missing"
    assert ask("only_listed_deferred") == "nothing_to_defer"


def test_told_once_and_a_second_time_only_with_a_reason() -> None:
    once = record("TakenIn", "CorrectionRequested")
    assert ask("told_once", record=record("TakenIn")) == ""
    assert ask("told_once", record=once) == "second_notice_needs_reason"
    assert ask("told_once", record=once, body={"not_seen_before_because": "  "}) == "second_notice_needs_reason"
    assert ask("told_once", record=once, body={"not_seen_before_because": "第一次没有发现"}) == ""


# -- days ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "code"), [(YESTERDAY, "deadline_not_ahead"), (TODAY, "deadline_not_ahead"), (TOMORROW, "")]
)
def test_a_deadline_told_lies_ahead(due: date, code: str) -> None:
    assert ask("deadline_in_future", body={"due": due.isoformat()}) == code


def test_no_deadline_at_all_is_refused() -> None:
    assert ask("deadline_in_future") == "deadline_not_ahead"


@pytest.mark.parametrize(
    ("due", "code"),
    [(YESTERDAY, ""), (TODAY, "deadline_not_passed"), (TOMORROW, "deadline_not_passed"), (None, "deadline_not_passed")],
)
def test_the_last_day_belongs_to_the_applicant(due: date | None, code: str) -> None:
    assert ask("deadline_passed", due=due) == code
    assert ask("deadline_passed_or_still_wrong", due=due) == code


def test_still_wrong_counts_only_when_something_was_handed_in() -> None:
    body = {"still_wrong": True}
    waiting = record("TakenIn", "AcceptedWithDeferral")
    handed = record("TakenIn", "AcceptedWithDeferral", "DeferredMaterialsReceived")
    assert ask("deadline_passed_or_still_wrong", due=TOMORROW, body=body, record=waiting) == "deadline_not_passed"
    assert ask("deadline_passed_or_still_wrong", due=TOMORROW, body=body, record=handed) == ""
    assert ask("deadline_passed_or_still_wrong", due=TOMORROW, record=handed) == "deadline_not_passed"


@pytest.mark.parametrize(("due", "code"), [(YESTERDAY, "telling_too_late"), (TODAY, ""), (TOMORROW, ""), (None, "")])
def test_a_licence_is_not_asked_for_corrections_after_the_five_days(due: date | None, code: str) -> None:
    assert ask("telling_in_time", due=due) == code
    assert ask("telling_in_time", code=CARD, due=due) == ""


@pytest.mark.parametrize(
    ("due", "code"), [(YESTERDAY, "promise_passed"), (None, "promise_passed"), (TODAY, ""), (TOMORROW, "")]
)
def test_a_limit_is_extended_while_it_runs(due: date | None, code: str) -> None:
    assert ask("still_in_time", due=due) == code


# -- extension and special procedure ------------------------------------------------------------------------


@pytest.mark.parametrize("days", [0, -3, None, "5", 2.5])
def test_an_extension_adds_whole_days(days: object) -> None:
    assert ask("extension_lawful", body={"days": days}) == "extension_days_wrong"
    assert ask("extension_lawful", code=CARD, body={"days": days}) == "extension_days_wrong"


@pytest.mark.parametrize(
    ("days", "joint", "code"),
    [(10, False, ""), (11, False, "extension_too_long"), (15, True, ""), (16, True, "extension_too_long")],
)
def test_a_licence_is_extended_by_ten_days_or_fifteen_jointly(days: int, joint: bool, code: str) -> None:
    assert ask("extension_lawful", body={"days": days}, joint=joint) == code


def test_a_licence_is_extended_once() -> None:
    extended = record("TakenIn", "Accepted", "Extended")
    assert ask("extension_lawful", body={"days": 1}, record=extended) == "already_extended"


def test_what_is_no_licence_has_no_statutory_ceiling() -> None:
    assert ask("extension_lawful", code=CARD, body={"days": 30}) == ""


@pytest.mark.parametrize("name", ["approver", "reason"])
def test_extension_and_pause_name_reason_and_approver(name: str) -> None:
    body = {"approver": "李局", "reason": "需要核查"}
    assert ask("approver_named", body=body) == ""
    assert ask("approver_named", body={**body, name: " "}) == "approver_needed"


@pytest.mark.parametrize("procedure", sorted(PROCEDURES))
def test_the_eight_procedures_of_article_45(procedure: str) -> None:
    assert ask("lawful_procedure", body={"procedure": procedure}) == ""


@pytest.mark.parametrize("procedure", ["site_visit", "publication", "payment", "lunch", None])
def test_nothing_else_stops_the_clock(procedure: str | None) -> None:
    assert ask("lawful_procedure", body={"procedure": procedure}) == "choice_unknown"


@pytest.mark.parametrize(("end", "code"), [(YESTERDAY, "expected_end_passed"), (TODAY, ""), (TOMORROW, "")])
def test_the_expected_end_is_not_over(end: date, code: str) -> None:
    assert ask("expected_end_ahead", body={"expected_end": end.isoformat()}) == code


# -- refusals -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ground", [None, "", "bad_mood"])
def test_only_grounds_of_the_law(ground: str | None) -> None:
    assert ask("lawful_ground", body={"ground": ground}) == "choice_unknown"


@pytest.mark.parametrize("ground", sorted(GROUNDS - {"still_wrong_after_correction"}))
def test_other_grounds_need_no_correction_first(ground: str) -> None:
    assert ask("lawful_ground", body={"ground": ground}, record=record("TakenIn")) == ""


@pytest.mark.parametrize(
    ("kinds", "code"),
    [
        (("TakenIn",), "not_corrected_yet"),
        (("TakenIn", "CorrectionRequested"), "not_corrected_yet"),
        (("TakenIn", "CorrectionRequested", "SupplementReceived"), ""),
        (("TakenIn", "CorrectionRequested", "SupplementReceived", "CorrectionRequested"), "not_corrected_yet"),
    ],
)
def test_still_wrong_after_correction_needs_a_correction_that_came_back(kinds: tuple[str, ...], code: str) -> None:
    body = {"ground": "still_wrong_after_correction"}
    assert ask("lawful_ground", body=body, record=record(*kinds)) == code


def test_outside_this_organs_power_the_right_one_is_named() -> None:
    assert ask("names_right_organ", body={"ground": "not_this_organ", "right_organ": " "}) == "right_organ_needed"
    assert ask("names_right_organ", body={"ground": "not_this_organ", "right_organ": "水利局"}) == ""
    assert ask("names_right_organ", body={"ground": "not_lawful"}) == ""


# -- serial members, delivery, withdrawal, rating -----------------------------------------------------------


def test_a_serial_member_waits_for_all_its_predecessors() -> None:
    assert ask("predecessors_completed", predecessors_open=("A",)) == "predecessor_open"
    assert ask("predecessors_completed") == ""


def test_who_collects_for_somebody_shows_a_proof() -> None:
    assert ask("proxy_proven", body={"by_proxy": True, "proof": " "}) == "proxy_proof_needed"
    assert ask("proxy_proven", body={"by_proxy": True, "proof": "委托书"}) == ""
    assert ask("proxy_proven", body={"by_proxy": False}) == ""


@pytest.mark.parametrize("way", sorted(WAYS))
def test_known_ways_of_delivery(way: str) -> None:
    assert ask("known_way", body={"way": way}) == ""


@pytest.mark.parametrize("way", [None, "", "pigeon"])
def test_unknown_ways_of_delivery(way: str | None) -> None:
    assert ask("known_way", body={"way": way}) == "choice_unknown"


def test_a_result_is_handed_over_once_or_again_for_a_reason() -> None:
    delivered = record("TakenIn", "Accepted", "Granted", "ResultDelivered")
    assert ask("delivered_once", record=record("TakenIn")) == ""
    assert ask("delivered_once", record=delivered) == "already_delivered"
    assert ask("delivered_once", record=delivered, body={"again_because": "邮件退回"}) == ""


def test_a_withdrawal_rests_on_a_signed_request() -> None:
    assert ask("request_signed") == "withdrawal_request_needed"
    assert ask("request_signed", body={"request_received": True}) == ""


def test_one_rating_for_one_case() -> None:
    assert ask("not_yet_rated", record=record("TakenIn")) == ""
    assert ask("not_yet_rated", record=record("TakenIn", "Rated")) == "already_rated"


def test_every_guard_has_a_test_in_this_folder_and_a_reason_written_down() -> None:
    for name, guard in GUARDS.items():
        assert guard.__doc__, name
        assert guard.__name__ == name
    sources = "".join(file.read_text(encoding="utf-8") for file in Path(__file__).parent.glob("test_*.py"))
    assert [name for name in GUARDS if f'"{name}"' not in sources] == []


def test_the_guards_that_look_at_gaps_are_named() -> None:
    """The others are judged without planning the sheet: one that is not named would see nothing missing."""
    assert {name for name, check in GUARDS.items() if "question.gaps" in inspect.getsource(check)} == READS_GAPS
