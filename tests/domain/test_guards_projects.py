"""Guards of projects, intermediaries and tenders: each once where it lets pass and once where it refuses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.fakes import MORNING
from wenling_desk.domain.authority import Role
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.guards import GUARDS, Question
from wenling_desk.domain.record import Lane, RecordState

TODAY = MORNING.date()
YESTERDAY, TOMORROW = (TODAY - timedelta(days=1)).isoformat(), (TODAY + timedelta(days=1)).isoformat()
NOW = TODAY.isoformat()


def entry(*facts: tuple[str, dict[str, Any]], clerk: str = "0101") -> RecordState:
    """An entry with these facts, one a minute."""
    kept = tuple(
        Fact(
            f"f{n}", "ledger", "r", kind, MORNING + timedelta(minutes=n), clerk, "clerk", "A03", "d", f"c{n}", "1", (),
            body,
        )
        for n, (kind, body) in enumerate(facts)
    )  # fmt: skip
    return RecordState("ledger", "r", {"": Lane("", "open", MORNING)}, kept)


def ask(
    name: str, body: dict[str, Any] | None = None, record: RecordState | None = None, role: Role = Role.CLERK,
    clerk: str = "0102",
) -> tuple[str, str]:  # fmt: skip
    """The refusal as its code and its field, both empty where the guard lets pass."""
    try:
        GUARDS[name](Question("", role, body or {}, TODAY, record=record, clerk=clerk))
    except DeskRefusal as refusal:
        return refusal.code, str(refusal.values.get("field", ""))
    return "", ""


# -- projects ------------------------------------------------------------------------------------


def test_the_land_contract_comes_before_the_permit() -> None:
    assert ask("land_before_permit")[0] == "land_contract_missing"
    assert ask("land_before_permit", record=entry(("LandContractSigned", {"land_contract": NOW})))[0] == ""


def test_land_to_build_needs_both_days() -> None:
    assert ask("permit_soon_enough", {"allowed_days": 3})[0] == "permit_missing"
    only_land = entry(("LandContractSigned", {"land_contract": NOW}))
    assert ask("permit_soon_enough", {"allowed_days": 3}, only_land)[0] == "permit_missing"


@given(st.integers(0, 40), st.integers(0, 3))
def test_land_to_build_is_a_question_of_days(days: int, allowed: int) -> None:
    signed = TODAY - timedelta(days=days)
    record = entry(
        ("LandContractSigned", {"land_contract": signed.isoformat()}), ("BuildPermitIssued", {"permit_on": NOW})
    )
    found = ask("permit_soon_enough", {"allowed_days": allowed}, record)[0]
    assert found == ("" if days <= allowed else "permit_too_late")


@pytest.mark.parametrize(("hits", "code"), [([], ""), (["energy"], "negative_list_hit"), (None, "")])
def test_one_hit_on_the_negative_list_is_enough(hits: list[str] | None, code: str) -> None:
    assert ask("negative_list_clear", {"negative_hits": hits})[0] == code


@pytest.mark.parametrize(("guard", "clock", "code"), [
    ("notice_over", "notice", "notice_still_runs"),
    ("objection_time_over", "objection", "objection_time_runs"),
    ("announcement_over", "announcement", "notice_still_runs"),
])  # fmt: skip
def test_a_clock_runs_through_its_last_day(guard: str, clock: str, code: str) -> None:
    for last, wanted in ((YESTERDAY, ""), (NOW, code), (TOMORROW, code)):
        assert ask(guard, record=entry(("Shown", {"dues": {clock: last}})))[0] == wanted
    assert ask(guard, record=entry(("Shown", {"dues": {"another": TOMORROW}})))[0] == ""


def test_a_later_promise_of_the_same_clock_stands() -> None:
    twice = entry(("Published", {"dues": {"notice": YESTERDAY}}), ("Again", {"dues": {"notice": TOMORROW}}))
    assert ask("notice_over", record=twice)[0] == "notice_still_runs"


def test_of_several_opinions_of_a_department_the_last_counts() -> None:
    met = {"unit": "ZJJ", "opinion": "met"}
    unmet = {"unit": "ZJJ", "opinion": "not_met"}
    assert ask("all_standards_met", {"accepting": [unmet]}) == ("pledge_not_met", "accepting")
    assert ask("all_standards_met", {"accepting": [met]}, entry(("Accepting", {"accepting": [unmet]})))[0] == ""
    assert ask("all_standards_met", {"accepting": [unmet]}, entry(("Accepting", {"accepting": [met]})))[0] != ""


def test_a_review_closes_once_every_department_spoke() -> None:
    asked = entry(
        ("ReviewConvened", {"asked": [{"unit": "ZJJ"}, {"unit": "FGJ"}]}),
        ("ReviewOpinionGiven", {"opinions": [{"unit": "ZJJ"}]}),
    )
    assert ask("every_department_spoke", record=asked) == ("opinions_missing", "opinions")
    assert ask("every_department_spoke", {"opinions": [{"unit": "FGJ"}]}, asked)[0] == ""


def test_only_who_was_asked_gives_an_opinion() -> None:
    asked = entry(("ReviewConvened", {"asked": [{"unit": "ZJJ"}]}))
    assert ask("department_was_asked", {"opinions": [{"unit": "FGJ"}]}, asked) == ("department_not_asked", "opinions")
    assert ask("department_was_asked", {"opinions": [{"unit": "ZJJ"}]}, asked)[0] == ""


def test_each_utility_of_the_form_has_its_day() -> None:
    form = entry(("JointFormFiled", {"utilities": ["water", "power"]}))
    water = {"utility": "water", "connected_on": NOW}
    assert ask("every_utility_connected", {"connections": [water]}, form)[0] == "utility_not_connected"
    assert ask("every_utility_connected", {"connections": [water, {"utility": "power"}]}, form)[0] != ""
    both = [water, {"utility": "power", "connected_on": NOW}]
    assert ask("every_utility_connected", {"connections": both}, form)[0] == ""


def test_a_utility_nobody_asked_for_is_not_connected() -> None:
    form = entry(("JointFormFiled", {"utilities": ["water"]}))
    assert ask("utility_on_the_form", {"connections": [{"utility": "gas"}]}, form)[0] == "utility_not_asked"
    assert ask("utility_on_the_form", {"connections": [{"utility": "water"}]}, form)[0] == ""


# -- intermediaries ------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "body", "code"), [
    (Role.REVIEWER, {"agency": "示例咨询"}, "agency_designated"),
    (Role.CLERK, {"agency": "示例咨询"}, ""),
    (Role.CLERK, {"wished_agency": "示例咨询", "named_by": "organ"}, "agency_designated"),
    (Role.CLERK, {"wished_agency": "示例咨询", "named_by": "owner"}, ""),
    (Role.REVIEWER, {"wished_agency": " ", "named_by": "organ"}, ""),
])  # fmt: skip
def test_no_organ_names_an_agency(role: Role, body: dict[str, Any], code: str) -> None:
    assert ask("no_agency_designated", body, role=role)[0] == code


def test_what_an_organ_asked_for_stays_its_wish() -> None:
    """Who posted the demand is remembered: a later act names an agency on an organ's word no more than the first."""
    posted = entry(("DemandPosted", {"named_by": "organ"}))
    assert ask("no_agency_designated", {"agency": "示例咨询"}, posted)[0] == "agency_designated"


@pytest.mark.parametrize(("body", "code"), [
    ({"chosen_by": "owner", "owner_person": "陈示例"}, ""),
    ({"chosen_by": "organ", "owner_person": "陈示例"}, "owner_choice_needed"),
    ({"chosen_by": "owner", "owner_person": "  "}, "owner_choice_needed"),
])  # fmt: skip
def test_the_owner_chooses_and_says_who(body: dict[str, Any], code: str) -> None:
    assert ask("chosen_by_owner", body)[0] == code


def test_a_deal_is_made_with_the_agency_chosen() -> None:
    assert (
        ask("deal_with_chosen_agency", {"dealt_agency": "甲"}, entry(("DemandPosted", {})))[0] == "owner_choice_needed"
    )
    chosen = entry(("AgencyChosenByOwner", {"agency": "甲"}))
    assert ask("deal_with_chosen_agency", {"dealt_agency": "乙"}, chosen)[0] == "not_the_chosen_agency"
    assert ask("deal_with_chosen_agency", {"dealt_agency": " 甲 "}, chosen)[0] == ""


def test_only_who_made_an_offer_is_chosen() -> None:
    offers = entry(
        ("OffersCollected", {"offers": [{"agency": "甲"}]}), ("OffersCollected", {"offers": [{"agency": "乙"}]})
    )
    assert ask("offered_before", {"agency": "丙"}, offers)[0] == "agency_made_no_offer"
    assert ask("offered_before", {"agency": "甲"}, offers)[0] == ""


# -- tenders -------------------------------------------------------------------------------------


def test_the_winner_is_one_of_the_candidates() -> None:
    evaluated = entry(("TenderEvaluated", {"candidates": [{"name": "甲"}, {"name": "乙"}]}))
    assert ask("winner_among_candidates", {"winner": "丙"}, evaluated) == ("winner_not_a_candidate", "winner")
    assert ask("winner_among_candidates", {"winner": "乙"}, evaluated)[0] == ""


def test_an_amended_evaluation_replaces_its_candidates() -> None:
    amended = entry(
        ("TenderEvaluated", {"candidates": [{"name": "甲"}]}), ("EvaluationAmended", {"candidates": [{"name": "乙"}]})
    )
    assert ask("winner_among_candidates", {"winner": "甲"}, amended)[0] == "winner_not_a_candidate"
    assert ask("winner_among_candidates", {"winner": "乙"}, amended)[0] == ""


def test_seats_are_counted() -> None:
    assert ask("seats_enough", {"seats": 7, "capacity": 6}) == ("seats_too_many", "seats")
    assert ask("seats_enough", {"seats": 6, "capacity": 6})[0] == ""


def test_one_faulty_device_stops_the_evaluation_until_it_is_tested_again() -> None:
    faulty = (
        "EquipmentTested",
        {"equipment": [{"what": "line", "state": "ready"}, {"what": "sound", "state": "faulty"}]},
    )
    ready = ("EquipmentTested", {"equipment": [{"what": "sound", "state": "ready"}]})
    assert ask("equipment_ready", record=entry(faulty))[0] == "equipment_faulty"
    assert ask("equipment_ready", record=entry(faulty, ready))[0] == ""


@pytest.mark.parametrize(("last", "runs_out", "claimed"), [
    (YESTERDAY, "", "guarantee_expired"), (NOW, "guarantee_still_runs", ""), (TOMORROW, "guarantee_still_runs", ""),
])  # fmt: skip
def test_a_guarantee_is_good_through_its_last_day(last: str, runs_out: str, claimed: str) -> None:
    held = entry(("GuaranteeRegistered", {"expires_on": last}))
    assert ask("guarantee_run_out", record=held)[0] == runs_out
    assert ask("guarantee_still_valid", record=held)[0] == claimed


def test_an_extension_lengthens() -> None:
    held = entry(("GuaranteeRegistered", {"expires_on": NOW}))
    assert ask("later_than_before", {"expires_on": NOW}, held)[0] == "extension_not_later"
    assert ask("later_than_before", {"expires_on": TOMORROW}, held)[0] == ""


def test_every_score_has_its_document() -> None:
    assert ask("proof_for_each_score", {"scores": [{"points": 5, "proof": " "}]}) == ("proof_needed", "scores")
    assert ask("proof_for_each_score", {"scores": [{"points": 5, "proof": "台建〔2026〕8 号"}]})[0] == ""


def test_who_scored_does_not_decide_the_objection() -> None:
    scored = entry(("AgentScored", {}), clerk="0201")
    assert ask("not_the_scorer", record=scored, clerk="0201")[0] == "not_by_the_scorer"
    assert ask("not_the_scorer", record=scored, clerk="0202")[0] == ""


@pytest.mark.parametrize(("level", "total", "code"), [
    ("excellent", 90, ""), ("excellent", 89, "level_not_earned"), ("good", 89, ""), ("poor", 10, ""),
])  # fmt: skip
def test_a_level_is_earned_by_the_total(level: str, total: int, code: str) -> None:
    scheme = {"needed_excellent": 90, "needed_good": 80}
    assert ask("score_earns_level", {"level": level, "total": total, **scheme})[0] == code


def test_a_level_decided_anew_is_measured_by_the_total_that_stands() -> None:
    scored = entry(("AgentScored", {"total": 85, "level": "good", "needed_good": 80}))
    assert ask("score_earns_level", {"level": "excellent", "needed_excellent": 90}, scored)[0] == "level_not_earned"
