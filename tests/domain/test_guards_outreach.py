"""Guards of outreach, partners, ratings and answers: each once where it lets pass and once where it refuses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.fakes import MORNING
from tests.support.law_catalogue import FILING, LICENCE, law_catalogue
from wenling_desk.domain.authority import Role
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.guards import GUARDS, Question
from wenling_desk.domain.record import Lane, RecordState

TODAY = MORNING.date()
CATALOGUE = law_catalogue()
ORGAN = CATALOGUE.items[LICENCE].department_key
FULL_SEAL = {"organ": "示例局", "number": "02", "holder": "陈示例"}


def entry(*facts: tuple[str, dict[str, Any]]) -> RecordState:
    """An entry with these facts, one a minute."""
    kept = tuple(
        Fact(
            f"f{n}", "ledger", "r", kind, MORNING + timedelta(minutes=n), "0101", "clerk", "A03", "d", f"c{n}", "1", (),
            body,
        )
        for n, (kind, body) in enumerate(facts)
    )  # fmt: skip
    return RecordState("ledger", "r", {"": Lane("", "open", MORNING)}, kept)


def ask(
    name: str, body: dict[str, Any] | None = None, record: RecordState | None = None, role: Role = Role.CLERK,
    code: str = "",
) -> tuple[str, str]:  # fmt: skip
    """The refusal as its code and its field, both empty where the guard lets pass."""
    item = CATALOGUE.items[code] if code else None
    try:
        GUARDS[name](Question(code, role, body or {}, TODAY, item=item, record=record))
    except DeskRefusal as refusal:
        return refusal.code, str(refusal.values.get("field", ""))
    return "", ""


# -- visits --------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.CLERK, Role.TEAM_LEADER])
@pytest.mark.parametrize(("seals", "code"), [
    ([], "seal_not_on_visit"), (["ANOTHER"], "seal_not_on_visit"), (["ANOTHER", ORGAN], ""),
])  # fmt: skip
def test_on_a_visit_an_organs_act_needs_that_organs_seal(role: Role, seals: list[str], code: str) -> None:
    body = {"visit": {"record_id": "v1", "seals": seals}}
    assert ask("seal_named_on_visit", body, role=role, code=LICENCE)[0] == code


def test_a_visit_that_names_no_seals_carries_none() -> None:
    assert ask("seal_named_on_visit", {"visit": {"record_id": "v1"}}, code=LICENCE)[0] == "seal_not_on_visit"


def test_the_seal_refused_is_the_one_of_the_item() -> None:
    body: dict[str, Any] = {"visit": {"seals": []}}
    with pytest.raises(DeskRefusal) as refused:
        GUARDS["seal_named_on_visit"](Question(FILING, Role.CLERK, body, TODAY, item=CATALOGUE.items[FILING]))
    assert refused.value.values == {"item": CATALOGUE.items[FILING].name}


def test_at_the_counter_and_for_the_organ_itself_no_visits_seal_is_asked_for() -> None:
    assert ask("seal_named_on_visit", code=LICENCE)[0] == ""
    assert ask("seal_named_on_visit", {"visit": {"seals": []}}, role=Role.REVIEWER, code=LICENCE)[0] == ""


@pytest.mark.parametrize("left_out", ["organ", "number", "holder"])
def test_a_seal_leaves_only_with_its_organ_its_number_and_its_holder(left_out: str) -> None:
    for said in ("", "  ", None):
        rows = [FULL_SEAL, {**FULL_SEAL, left_out: said}]
        assert ask("seals_named_in_full", {"seals": rows}) == ("seal_row_incomplete", "seals")
    assert ask("seals_named_in_full", {"seals": [FULL_SEAL]})[0] == ""


def test_a_visit_without_seals_is_no_gap() -> None:
    assert ask("seals_named_in_full")[0] == ""


PAD = entry(("VisitOpened", {"pad_from": 101, "pad_to": 120}))


@given(st.integers(80, 140))
def test_a_slip_comes_from_the_run_carried_on_the_visit(serial: int) -> None:
    wanted = ("", "") if 101 <= serial <= 120 else ("pad_serial_unknown", "slips")
    assert ask("pad_serials_known", {"slips": [{"serial": serial}]}, PAD) == wanted


def test_a_slip_is_entered_once() -> None:
    entered = entry(("VisitOpened", {"pad_from": 101, "pad_to": 120}), ("SlipsEntered", {"slips": [{"serial": 103}]}))
    assert ask("pad_serials_known", {"slips": [{"serial": 103}]}, entered) == ("pad_serial_twice", "slips")
    assert ask("pad_serials_known", {"slips": [{"serial": 104}, {"serial": 104}]}, entered)[0] == "pad_serial_twice"
    assert ask("pad_serials_known", {"slips": [{"serial": 104}, {"serial": 105}]}, entered)[0] == ""


def test_without_a_pad_and_without_a_serial_no_slip_is_known() -> None:
    assert ask("pad_serials_known", {"slips": [{"serial": 103}]}, entry(("VisitOpened", {})))[0] == "pad_serial_unknown"
    assert ask("pad_serials_known", {"slips": [{}]}, PAD)[0] == "pad_serial_unknown"
    assert ask("pad_serials_known", record=PAD)[0] == ""


@pytest.mark.parametrize(("first", "last", "code"), [
    (101, 120, ""), (101, 101, ""), (120, 101, "pad_run_reversed"), (None, 120, ""), (101, None, ""),
])  # fmt: skip
def test_a_run_of_serials_begins_before_it_ends(first: int | None, last: int | None, code: str) -> None:
    assert ask("pad_run_in_order", {"pad_from": first, "pad_to": last})[0] == code


@pytest.mark.parametrize(("counted", "recorded"), [
    ("papers_counted", "papers_recorded"),
    ("originals_counted", "originals_recorded"),
    ("slips_counted", "slips_entered"),
])  # fmt: skip
def test_what_comes_home_is_what_went_out_or_the_difference_is_named(counted: str, recorded: str) -> None:
    assert ask("return_adds_up", {counted: 3, recorded: 3})[0] == ""
    assert ask("return_adds_up", {counted: 2, recorded: 3}) == ("return_differs", counted)
    assert ask("return_adds_up", {counted: 4, recorded: 3}) == ("return_differs", counted)
    assert ask("return_adds_up", {counted: 2, recorded: 3, "difference": " "})[0] == "return_differs"
    assert ask("return_adds_up", {counted: 2, recorded: 3, "difference": "一份留在村里"})[0] == ""


def test_nothing_counted_is_none_come_home() -> None:
    assert ask("return_adds_up", {"papers_recorded": 1})[0] == "return_differs"
    assert ask("return_adds_up")[0] == ""


def test_on_one_visit_nobody_is_booked_twice_under_one_telephone() -> None:
    booked = entry(("VisitBooked", {"bookings": [{"name": "陈示例", "phone": "13800005678"}]}))
    again = {"bookings": [{"name": "林示例", "phone": "13800005678"}]}
    other = {"bookings": [{"name": "林示例", "phone": "13800005679"}]}
    assert ask("booked_once", again, booked) == ("booked_on_visit_before", "bookings")
    assert ask("booked_once", other, booked)[0] == ""
    assert ask("booked_once", {"bookings": again["bookings"] * 2})[0] == "booked_on_visit_before"


def test_people_without_a_telephone_are_not_taken_for_one_another() -> None:
    booked = entry(("VisitBooked", {"bookings": [{"name": "陈示例", "phone": ""}]}))
    assert ask("booked_once", {"bookings": [{"name": "林示例", "phone": ""}, {"name": "王示例"}]}, booked)[0] == ""


# -- partners in other places --------------------------------------------------------------------


@pytest.mark.parametrize(("partner", "rights", "code"), [
    ("chamber", ["guide"], ""),
    ("chamber", ["guide", "pass_on"], ""),
    ("chamber", None, ""),
    ("chamber", ["guide", "check_original"], "chamber_certifies_nothing"),
    ("centre", ["guide", "check_original"], ""),
])  # fmt: skip
def test_a_chamber_guides_and_passes_papers_on_and_no_more(partner: str, rights: list[str] | None, code: str) -> None:
    assert ask("chamber_only_guides", {"partner_kind": partner, "rights": rights})[0] == code


def test_a_chamber_stays_one_when_its_agreement_is_amended() -> None:
    listed = entry(("PartnerListed", {"partner_kind": "chamber", "rights": ["guide"]}))
    assert ask("chamber_only_guides", {"rights": ["take_in"]}, listed) == ("chamber_certifies_nothing", "rights")


@pytest.mark.parametrize(("via", "checked_by", "code"), [
    ("chamber", "partner", "chamber_certifies_nothing"), ("chamber", "", ""), ("chamber", "here", ""),
    ("centre", "partner", ""),
])  # fmt: skip
def test_originals_a_chamber_looked_at_are_not_looked_at(via: str, checked_by: str, code: str) -> None:
    rows = [{"name": "营业执照", "checked_by": "here"}, {"name": "租赁合同", "checked_by": checked_by}]
    assert ask("chamber_checks_no_original", {"via": via, "materials": rows})[0] == code


@pytest.mark.parametrize(("mode", "arrived", "code"), [
    ("by_proxy", "", "papers_not_arrived"), ("joint", None, "papers_not_arrived"), ("by_proxy", "2026-11-16", ""),
    ("joint", "2026-11-16", ""), ("online", "", ""),
])  # fmt: skip
def test_where_paper_travels_it_has_arrived_first(mode: str, arrived: str | None, code: str) -> None:
    opened = entry(("RemoteCaseOpened", {"mode": mode}))
    assert ask("papers_arrived", {"arrived_on": arrived}, opened)[0] == code


def test_an_arrival_noted_before_counts() -> None:
    arrived = entry(("RemoteCaseOpened", {"mode": "by_proxy"}), ("PapersArrived", {"arrived_on": "2026-11-16"}))
    assert ask("papers_arrived", record=arrived)[0] == ""


# -- ratings and answers -------------------------------------------------------------------------


def test_an_appeal_is_decided_by_another_body_than_the_unit_rated() -> None:
    bad = entry(("BadRatingListed", {"unit": "scjg"}))
    assert ask("appeal_heard_elsewhere", {"appeal_body": "scjg"}, bad) == ("appeal_heard_by_itself", "appeal_body")
    assert ask("appeal_heard_elsewhere", {"appeal_body": "zwfw"}, bad)[0] == ""
    assert ask("appeal_heard_elsewhere", record=bad)[0] == ""
    assert ask("appeal_heard_elsewhere", {"unit": "", "appeal_body": ""})[0] == ""


@pytest.mark.parametrize(("body", "code"), [
    ({"means": "screen"}, ""), ({"means": "touch"}, ""), ({"means": "mouse"}, ""), ({"means": "key"}, ""),
    ({"means": "clerk"}, "grade_by_applicant_only"), ({"means": ""}, "grade_by_applicant_only"),
    ({"grade": "5"}, "grade_by_applicant_only"),
])  # fmt: skip
def test_a_grade_is_pressed_by_the_applicant(body: dict[str, Any], code: str) -> None:
    assert ask("rated_by_applicant", body)[0] == code


def test_who_rated_adds_to_it_once() -> None:
    given_once = entry(("RatingGiven", {}))
    assert ask("comment_once", record=given_once)[0] == ""
    assert ask("comment_once", record=entry(("RatingGiven", {}), ("RatingCommented", {})))[0] == "comment_given"
    assert ask("comment_once")[0] == ""


@pytest.mark.parametrize(("kinds", "code"), [
    (("ComplaintTaken", "ComplaintAnswered"), "complainant_not_told"),
    (("ComplaintTaken", "ComplaintAnswered", "ComplainantTold"), ""),
    (("ComplaintTaken", "ComplaintAnswered", "ComplainantTold", "ComplaintAnswered"), "complainant_not_told"),
    (("ComplaintTaken", "ComplainantTold"), ""),
])  # fmt: skip
def test_a_complaint_is_closed_once_the_latest_answer_was_told(kinds: tuple[str, ...], code: str) -> None:
    assert ask("complainant_told", record=entry(*((kind, {}) for kind in kinds)))[0] == code


def test_a_complaint_nobody_took_cannot_be_told() -> None:
    assert ask("complainant_told")[0] == "complainant_not_told"


@pytest.mark.parametrize(("body", "code"), [
    ({"own_hand": True}, ""), ({"own_hand": False}, "person_must_act"), ({}, ""),
])  # fmt: skip
def test_password_code_and_signature_are_the_persons_own(body: dict[str, Any], code: str) -> None:
    assert ask("person_acted_himself", body)[0] == code


def test_what_is_counted_at_a_place_is_what_it_offers_and_how_far() -> None:
    place = entry(("PlaceListed", {"offers": [{"item": "A", "take": True, "do": False}]}))
    assert ask("offered_at_place", {"item": "A", "how": "take"}, place)[0] == ""
    assert ask("offered_at_place", {"item": "A", "how": "do"}, place) == ("not_offered_at_place", "how")
    assert ask("offered_at_place", {"item": "B", "how": "take"}, place)[0] == "not_offered_at_place"
    assert ask("offered_at_place", {"item": "A", "how": "take"})[0] == "not_offered_at_place"
