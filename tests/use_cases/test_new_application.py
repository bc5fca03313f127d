"""A new application: taken in, accepted, told what is missing, deferred, refused, or finished on the spot."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.support.counter_acts import soon, taken_in
from tests.support.fakes import CHINA, CLERK, EVERYTHING, REVIEWER, Counter
from tests.support.law_catalogue import (
    BENEFIT,
    CARD,
    CHAIN,
    CONFIRMATION,
    FILING,
    LICENCE,
    NO_COURT,
    SHOP,
    SIGN,
    WATER,
    agent,
    applicant,
    law_catalogue,
    marks,
    sheet_for,
)
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.materials import MaterialEntry, MaterialMark
from wenling_desk.domain.paper import PaperIncomplete
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.defer_materials import DeferMaterials
from wenling_desk.use_cases.finish_on_the_spot import FinishOnTheSpot
from wenling_desk.use_cases.refuse_acceptance import DeclareNotRequired, RefuseAcceptance
from wenling_desk.use_cases.request_correction import RequestCorrection
from wenling_desk.use_cases.save_draft import SaveDraft
from wenling_desk.use_cases.take_in import TakeIn


@pytest.fixture
def counter() -> Counter:
    return Counter()


def refused(counter: Counter, kind: type[Command], **values: Any) -> DeskRefusal:
    """The refusal of a command; nothing may be left of it."""
    before = counter.everything_written()
    with pytest.raises(DeskRefusal) as caught:
        counter.do(kind, **values)
    assert counter.everything_written() == before
    return caught.value


# -- 收件 ---------------------------------------------------------------------------------------------------


def test_taking_in_gives_a_receipt_in_the_centres_own_name(counter: Counter) -> None:
    changes = counter.do(TakeIn, sheet=sheet_for(LICENCE))
    assert counter.kinds(changes.record_id) == ["TakenIn", "PaperIssued"]
    assert counter.paper_kinds(changes.record_id) == ["intake_receipt"]
    assert counter.papers(changes.record_id)[0].copies == 2
    assert changes.number.startswith("331081-26-K7QX-000001-")
    assert counter.statuses(changes.record_id) == {LICENCE: "taken_in"}
    assert counter.counts() == counter.counts(CLERK.clerk) == {"received": 1}


@pytest.mark.parametrize("target", [LICENCE, SIGN, CONFIRMATION, BENEFIT, FILING, CARD, WATER])
def test_every_type_of_item_is_taken_in_delegated_or_not(counter: Counter, target: str) -> None:
    record_id = counter.do(TakeIn, sheet=sheet_for(target)).record_id
    assert counter.said(record_id, "intake_receipt").variant == str(counter.desk.catalogue().items[target].item_type)


def test_an_incomplete_application_may_be_taken_in(counter: Counter) -> None:
    record_id = counter.do(TakeIn, sheet=sheet_for(LICENCE, materials={})).record_id
    assert counter.statuses(record_id) == {LICENCE: "taken_in"}


def test_a_saturday_receipt_is_valid(counter: Counter) -> None:
    counter.clock.go_to(date(2026, 11, 7))
    record_id = counter.do(TakeIn, sheet=sheet_for(LICENCE)).record_id
    member = counter.member(record_id, LICENCE)
    assert member.received_at == datetime(2026, 11, 7, 9, 30, tzinfo=CHINA)
    assert member.due is not None
    assert member.due.day == date(2026, 11, 13)


def test_a_bundle_also_gets_its_joint_sheet(counter: Counter) -> None:
    record_id = counter.do(TakeIn, sheet=sheet_for(SHOP)).record_id
    assert counter.paper_kinds(record_id) == ["intake_receipt", "joint_acceptance"]
    assert {head.member for head in counter.heads(record_id)} == {LICENCE, SIGN, CONFIRMATION}
    assert counter.counts() == {"received": 1}


def test_what_cannot_become_a_case_writes_nothing(counter: Counter) -> None:
    assert refused(counter, TakeIn, sheet=sheet_for(LICENCE, parties=())).code == "applicant_missing"


def test_a_draft_becomes_the_record_and_is_gone(counter: Counter) -> None:
    sheet = sheet_for(LICENCE)
    counter.do(SaveDraft, draft_id="draft-1", sheet=sheet, title="x")
    changes = counter.do(TakeIn, sheet=sheet, draft_id="draft-1")
    assert changes.record_id == "draft-1"
    assert changes.drafts
    assert counter.store.shelves.drafts == {}
    assert refused(counter, TakeIn, sheet=sheet, draft_id="draft-1").code == "already_taken_in"


def test_a_draft_begun_under_an_older_release_is_shown_what_changed_first(counter: Counter) -> None:
    sheet = sheet_for(LICENCE)
    counter.publish(law_catalogue("law.2", date(2026, 11, 3)))
    refusal = refused(counter, TakeIn, sheet=sheet)
    assert (refusal.code, refusal.values) == ("catalogue_changed", {"old": "law.1", "new": "law.2"})
    record_id = counter.do(TakeIn, sheet=replace(sheet, catalogue_release="law.2")).record_id
    assert counter.case(record_id).release == "law.2"


def test_a_case_keeps_the_release_it_was_taken_in_under(counter: Counter) -> None:
    record_id = taken_in(counter)
    newer = law_catalogue("law.2", date(2026, 11, 3))
    item = replace(newer.items[LICENCE], name="改了名的许可", materials=())
    counter.publish(replace(newer, items={**newer.items, LICENCE: item}))
    assert counter.member(record_id, LICENCE).name == "食品经营许可"
    counter.do(AcceptCase, record_id=record_id)
    assert {fact.catalogue_release for fact in counter.facts(record_id)} == {"law.1"}


def test_practice_numbers_begin_with_x() -> None:
    counter = Counter(practice=True)
    changes = counter.do(TakeIn, sheet=sheet_for(LICENCE))
    assert changes.number.startswith("X331081-26-K7QX-000001-")
    assert counter.press.content(changes.number).mark is not None


def test_the_worklist_shows_a_masked_name_and_finds_by_a_keyed_hash(counter: Counter) -> None:
    (head,) = counter.heads(taken_in(counter))
    assert head.applicant == "林**"
    assert (head.task, head.due_kind, head.open) == ("accept_or_tell", "telling", True)
    assert head.subject_key
    assert "1990" not in head.subject_key


# -- 受理 ---------------------------------------------------------------------------------------------------


def test_a_complete_application_is_accepted_under_the_organs_seal(counter: Counter) -> None:
    changes = counter.do(AcceptCase, sheet=sheet_for(LICENCE))
    assert counter.kinds(changes.record_id) == ["TakenIn", "Accepted", "PaperIssued"]
    assert counter.paper_kinds(changes.record_id) == ["acceptance_notice"]
    body = counter.facts(changes.record_id)[1].body
    assert (body["department_key"], body["seal"]) == ("FOOD", "市监局受理专用章")
    assert body["delegation"] == "委托受理书(样例)甲"
    assert body["promise"] == {
        "day": "2026-11-17", "first_counted": "2026-11-04", "provisional": False, "amount": 10, "unit": "working_days",
    }  # fmt: skip
    assert counter.counts() == {"received": 1, "accepted": 1}


def test_what_is_missing_stops_the_acceptance(counter: Counter) -> None:
    refusal = refused(counter, AcceptCase, sheet=sheet_for(LICENCE, without=("m_main", "m_late")))
    assert (refusal.code, refusal.values["count"]) == ("still_missing", 2)


def test_a_missing_mandate_stops_the_acceptance(counter: Counter) -> None:
    sheet = sheet_for(LICENCE, parties=(applicant(), agent(mandated=False)))
    assert refused(counter, AcceptCase, sheet=sheet).code == "still_missing"
    assert counter.do(TakeIn, sheet=sheet).record_id


def test_without_delegation_the_counter_only_takes_in(counter: Counter) -> None:
    assert refused(counter, AcceptCase, sheet=sheet_for(SIGN)).code == "not_delegated"


def test_a_delegation_that_has_ended_no_longer_counts(counter: Counter) -> None:
    counter.clock.go_to(date(2027, 1, 4))
    assert refused(counter, AcceptCase, sheet=sheet_for(FILING)).code == "not_delegated"


def test_the_organ_accepts_at_its_own_seat(counter: Counter) -> None:
    record_id = taken_in(counter, SIGN)
    counter.sign_in(REVIEWER)
    counter.do(AcceptCase, record_id=record_id)
    fact = counter.facts(record_id)[-2]
    assert (fact.kind, fact.role, fact.clerk, fact.body["seal"]) == ("Accepted", "reviewer", "0201", "")


def test_who_is_clerk_and_reviewer_accepts_for_the_organ_only_when_saying_so(counter: Counter) -> None:
    counter.sign_in(EVERYTHING)
    record_id = taken_in(counter, SIGN)
    assert refused(counter, AcceptCase, record_id=record_id).code == "not_delegated"
    counter.do(AcceptCase, record_id=record_id, as_role="reviewer")
    assert counter.facts(record_id)[-1].role == "reviewer"


def test_a_role_that_was_chosen_stands_in_every_fact_of_the_act(counter: Counter) -> None:
    counter.sign_in(EVERYTHING)
    record_id = counter.do(AcceptCase, sheet=sheet_for(CHAIN), as_role="team_leader").record_id
    assert {fact.role for fact in counter.facts(record_id)} == {"team_leader"}


@pytest.mark.parametrize("role", ["reviewer", "emperor"])
def test_nobody_takes_a_role_not_held(counter: Counter, role: str) -> None:
    record_id = taken_in(counter, SIGN)
    assert refused(counter, AcceptCase, record_id=record_id, as_role=role).code == "not_permitted"


def test_a_single_member_may_be_named_and_only_of_this_case(counter: Counter) -> None:
    record_id = taken_in(counter, SHOP)
    assert refused(counter, AcceptCase, record_id=record_id, members=(FILING,)).code == "no_such_member"
    counter.do(AcceptCase, record_id=record_id, members=(LICENCE, LICENCE))
    assert counter.statuses(record_id) == {LICENCE: "accepted", SIGN: "taken_in", CONFIRMATION: "taken_in"}
    assert refused(counter, AcceptCase, record_id=record_id, members=(LICENCE,)).code == "not_allowed_now"


def test_no_such_record(counter: Counter) -> None:
    assert refused(counter, AcceptCase, record_id="nowhere").code == "no_such_record"


# -- 一次性告知 ---------------------------------------------------------------------------------------------


def test_everything_missing_is_told_once_with_deadline_and_remedy(counter: Counter) -> None:
    sheet = sheet_for(
        LICENCE,
        materials=marks(
            law_catalogue(),
            LICENCE,
            m_main=MaterialMark.MISSING,
            m_word=MaterialEntry(MaterialMark.COPY, defect="没盖章"),
        ),
    )
    due = soon(counter)
    record_id = counter.do(RequestCorrection, sheet=sheet, due=due, remedies=(("m_main", "手绘也可以"),)).record_id
    fact = counter.facts(record_id)[1]
    assert [(gap["ref"], gap["code"], gap["remedy"]) for gap in fact.body["gaps"]] == [
        ("m_main", "material_missing", "手绘也可以"),
        ("m_word", "material_defective", ""),
    ]
    assert (fact.body["due"], fact.body["ordinal"]) == (due.isoformat(), 1)
    assert counter.paper_kinds(record_id) == ["correction_notice"]
    assert counter.statuses(record_id) == {LICENCE: "correction_pending"}
    assert counter.counts() == {"received": 1, "corrected": 1}


def test_nothing_outside_the_guide_can_be_demanded(counter: Counter) -> None:
    sheet = sheet_for(LICENCE, without=("m_main",))
    values = {"sheet": sheet, "due": soon(counter), "remedies": (("m_dowry", "请交嫁妆清单"),)}
    assert refused(counter, RequestCorrection, **values).code == "material_not_in_guide"


@pytest.mark.parametrize("days", [0, -1])
def test_a_deadline_that_does_not_lie_ahead_is_none(counter: Counter, days: int) -> None:
    sheet = sheet_for(LICENCE, without=("m_main",))
    assert refused(counter, RequestCorrection, sheet=sheet, due=soon(counter, days)).code == "deadline_not_ahead"


def test_nothing_is_corrected_where_nothing_is_missing(counter: Counter) -> None:
    assert refused(counter, RequestCorrection, sheet=sheet_for(LICENCE), due=soon(counter)).code == "nothing_to_correct"


def test_only_members_that_miss_something_are_told_the_rest_get_a_receipt(counter: Counter) -> None:
    sheet = sheet_for(SHOP, without=("m_plan",))
    record_id = counter.do(RequestCorrection, sheet=sheet, due=soon(counter)).record_id
    assert counter.statuses(record_id) == {
        LICENCE: "correction_pending", SIGN: "taken_in", CONFIRMATION: "taken_in",
    }  # fmt: skip
    papers = {paper.kind: paper.members for paper in counter.papers(record_id)}
    assert papers == {"correction_notice": (LICENCE,), "intake_receipt": (SIGN, CONFIRMATION)}


def test_a_material_for_several_members_is_asked_for_once(counter: Counter) -> None:
    record_id = counter.do(RequestCorrection, sheet=sheet_for(SHOP, without=("m_id",)), due=soon(counter)).record_id
    fact = next(fact for fact in counter.facts(record_id) if fact.kind == "CorrectionRequested")
    assert [gap["ref"] for gap in fact.body["gaps"]] == ["m_id"]
    assert set(fact.members) == {LICENCE, SIGN, CONFIRMATION}


# -- 先予受理 -----------------------------------------------------------------------------------------------


def test_listed_materials_may_come_later_against_a_signed_commitment(counter: Counter) -> None:
    record_id = counter.do(DeferMaterials, sheet=sheet_for(LICENCE, without=("m_late",)), due=soon(counter)).record_id
    assert counter.statuses(record_id) == {LICENCE: "accepted_deferred"}
    assert counter.paper_kinds(record_id) == ["commitment_letter", "deferred_acceptance_notice"]
    assert [paper.applicant_paper for paper in counter.papers(record_id)] == [True, False]
    fact = counter.facts(record_id)[1]
    assert [gap["ref"] for gap in fact.body["gaps"]] == ["m_late"]
    assert fact.body["seal"] == "市监局受理专用章"
    assert counter.counts() == {"received": 1, "deferred": 1}


@pytest.mark.parametrize(
    ("without", "code"),
    [
        (("m_main",), "main_materials_missing"),
        (("m_main", "m_late"), "main_materials_missing"),
        ((), "nothing_to_defer"),
    ],
)
def test_nothing_else_may_come_later(counter: Counter, without: tuple[str, ...], code: str) -> None:
    sheet = sheet_for(LICENCE, without=without)
    assert refused(counter, DeferMaterials, sheet=sheet, due=soon(counter)).code == code


def test_an_agent_without_mandate_cannot_defer(counter: Counter) -> None:
    sheet = sheet_for(LICENCE, without=("m_late",), parties=(applicant(), agent(mandated=False)))
    assert refused(counter, DeferMaterials, sheet=sheet, due=soon(counter)).code == "main_materials_missing"


def test_a_deferral_is_an_acceptance_and_needs_the_delegation(counter: Counter) -> None:
    catalogue = law_catalogue()
    late = (replace(catalogue.items[SIGN].materials[0], deferrable=True),)
    counter.shelf.releases = [
        replace(catalogue, items={**catalogue.items, SIGN: replace(catalogue.items[SIGN], materials=late)})
    ]
    sheet = sheet_for(SIGN, without=("m_own",))
    assert refused(counter, DeferMaterials, sheet=sheet, due=soon(counter)).code == "not_delegated"


def test_members_that_miss_nothing_are_accepted_in_the_same_act(counter: Counter) -> None:
    catalogue = law_catalogue()
    more = replace(catalogue.delegations[0], department_key="POOR")
    counter.shelf.releases = [replace(catalogue, delegations=(*catalogue.delegations, more))]
    record_id = counter.do(DeferMaterials, sheet=sheet_for(SHOP, without=("m_health",)), due=soon(counter)).record_id
    assert counter.statuses(record_id) == {LICENCE: "accepted_deferred", SIGN: "taken_in", CONFIRMATION: "accepted"}
    assert counter.paper_kinds(record_id) == [
        "commitment_letter", "deferred_acceptance_notice", "acceptance_notice", "intake_receipt", "joint_acceptance",
    ]  # fmt: skip


# -- 不予受理, 不受理 ---------------------------------------------------------------------------------------


def test_a_refusal_outside_this_organs_power_names_the_right_one(counter: Counter) -> None:
    values: dict[str, Any] = {"sheet": sheet_for(LICENCE), "ground": "not_this_organ", "reasons": ("属水利部门职权",)}
    assert refused(counter, RefuseAcceptance, **values).code == "right_organ_needed"
    record_id = counter.do(RefuseAcceptance, **values, right_organ="温岭市水利局").record_id
    assert counter.statuses(record_id) == {LICENCE: "acceptance_refused"}
    assert counter.paper_kinds(record_id) == ["refusal_notice"]
    assert counter.facts(record_id)[1].body["right_organ"] == "温岭市水利局"
    assert counter.counts() == {"received": 1, "refused": 1}
    (head,) = counter.heads(record_id)
    assert (head.open, head.task) == (False, "serve_paper")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"ground": "not_lawful", "reasons": ()}, "value_needed"),
        ({"ground": "not_lawful", "reasons": ("  ",)}, "value_needed"),
        ({"ground": "", "reasons": ("x",)}, "value_needed"),
        ({"ground": "no_time", "reasons": ("x",)}, "choice_unknown"),
        ({"ground": "still_wrong_after_correction", "reasons": ("x",)}, "not_corrected_yet"),
    ],
)
def test_a_refusal_needs_a_lawful_ground_and_reasons(counter: Counter, values: dict[str, Any], code: str) -> None:
    assert refused(counter, RefuseAcceptance, sheet=sheet_for(LICENCE), **values).code == code


def test_only_the_organ_or_its_delegate_refuses(counter: Counter) -> None:
    values = {"sheet": sheet_for(SIGN), "ground": "not_lawful", "reasons": ("x",)}
    assert refused(counter, RefuseAcceptance, **values).code == "not_delegated"
    assert refused(counter, DeclareNotRequired, sheet=sheet_for(SIGN), reasons=("x",)).code == "not_delegated"


def test_a_refusal_that_cannot_name_review_organ_and_court_does_not_print(counter: Counter) -> None:
    before = counter.everything_written()
    with pytest.raises(PaperIncomplete) as caught:
        counter.do(RefuseAcceptance, sheet=sheet_for(NO_COURT), ground="not_lawful", reasons=("x",))
    assert caught.value.values == {"kind": "refusal_notice", "field": "organ.review_organ"}
    assert counter.everything_written() == before


def test_a_refused_member_does_not_sink_the_rest(counter: Counter) -> None:
    values: dict[str, Any] = {"sheet": sheet_for(SHOP), "ground": "not_lawful", "reasons": ("x",)}
    record_id = counter.do(RefuseAcceptance, **values, members=(LICENCE,)).record_id
    assert counter.statuses(record_id) == {
        LICENCE: "acceptance_refused", SIGN: "taken_in", CONFIRMATION: "taken_in",
    }  # fmt: skip
    papers = {paper.kind: paper.members for paper in counter.papers(record_id)}
    assert papers == {"refusal_notice": (LICENCE,), "intake_receipt": (SIGN, CONFIRMATION)}
    assert counter.case(record_id).is_open


def test_who_needs_no_licence_is_told_so(counter: Counter) -> None:
    record_id = counter.do(DeclareNotRequired, sheet=sheet_for(LICENCE), reasons=("自产自销不需许可",)).record_id
    assert counter.statuses(record_id) == {LICENCE: "not_required"}
    assert counter.paper_kinds(record_id) == ["not_required_notice"]
    assert counter.counts() == {"received": 1, "not_required": 1}


# -- 当场办结 -----------------------------------------------------------------------------------------------


def test_an_immediate_item_is_finished_in_one_act_with_the_result_slip_only(counter: Counter) -> None:
    changes = counter.do(FinishOnTheSpot, sheet=sheet_for(FILING), result_number="备 2026-1")
    assert [kind for kind in counter.kinds(changes.record_id) if kind != "PaperIssued"] == [
        "TakenIn", "Accepted", "Granted", "ResultDelivered",
    ]  # fmt: skip
    assert counter.paper_kinds(changes.record_id) == ["result_slip"]
    member = counter.member(changes.record_id, FILING)
    assert (member.status, member.delivered, member.result_number) == ("completed", True, "备 2026-1")
    assert counter.counts() == {"received": 1, "accepted": 1, "granted": 1, "delivered": 1}
    (head,) = counter.heads(changes.record_id)
    assert (head.open, head.task) == (False, "")


@pytest.mark.parametrize(
    ("target", "without", "code"),
    [(LICENCE, (), "not_immediate"), (FILING, ("m_own",), "still_missing"), (CARD, (), "not_delegated")],
)
def test_only_complete_immediate_delegated_items_are_finished_on_the_spot(
    counter: Counter, target: str, without: tuple[str, ...], code: str
) -> None:
    assert refused(counter, FinishOnTheSpot, sheet=sheet_for(target, without=without)).code == code


def test_finishing_the_first_of_a_chain_starts_the_second(counter: Counter) -> None:
    assert refused(counter, FinishOnTheSpot, sheet=sheet_for(CHAIN)).code == "not_immediate"
    record_id = counter.do(FinishOnTheSpot, sheet=sheet_for(CHAIN), members=(FILING,)).record_id
    assert counter.statuses(record_id) == {FILING: "completed", LICENCE: "taken_in", CARD: "waiting_predecessor"}
    papers = {paper.kind: paper.members for paper in counter.papers(record_id)}
    assert papers == {"result_slip": (FILING,), "intake_receipt": (LICENCE, CARD)}
    assert counter.member(record_id, LICENCE).received_at == counter.clock.now()


# -- parallel and serial members ----------------------------------------------------------------------------


def test_parallel_members_are_accepted_at_one_moment_the_others_taken_in(counter: Counter) -> None:
    changes = counter.do(AcceptCase, sheet=sheet_for(SHOP))
    case = counter.case(changes.record_id)
    assert counter.statuses(changes.record_id) == {LICENCE: "accepted", SIGN: "taken_in", CONFIRMATION: "taken_in"}
    assert {member.received_at for member in case.members} == {counter.clock.now()}
    papers = {paper.kind: paper.members for paper in counter.papers(changes.record_id)}
    assert papers == {
        "acceptance_notice": (LICENCE,),
        "intake_receipt": (SIGN, CONFIRMATION),
        "joint_acceptance": (LICENCE, SIGN, CONFIRMATION),
    }
    counter.later(hours=3)
    counter.sign_in(REVIEWER)
    counter.do(AcceptCase, record_id=changes.record_id)
    assert set(counter.statuses(changes.record_id).values()) == {"accepted"}
    moments = {counter.member(changes.record_id, code).accepted_at for code in (SIGN, CONFIRMATION)}
    assert moments == {counter.clock.now()}


def test_serial_members_are_held_and_neither_received_nor_counted(counter: Counter) -> None:
    record_id = counter.do(AcceptCase, sheet=sheet_for(CHAIN)).record_id
    assert counter.statuses(record_id) == {
        FILING: "accepted", LICENCE: "waiting_predecessor", CARD: "waiting_predecessor",
    }  # fmt: skip
    held = counter.member(record_id, LICENCE)
    assert (held.received_at, held.accepted_at, held.due) == (None, None, None)
    assert counter.counts() == {"received": 1, "accepted": 1}
    fact = next(fact for fact in counter.facts(record_id) if fact.kind == "HeldForPredecessor")
    assert fact.members == (LICENCE, CARD)
    values: dict[str, Any] = {"record_id": record_id, "members": (LICENCE,)}
    assert refused(counter, AcceptCase, **values).code == "not_allowed_now"


def test_a_member_done_before_is_verified_and_neither_handled_nor_counted(counter: Counter) -> None:
    sheet = sheet_for(CHAIN, already_done={FILING: {"evidence": "已有公章, 备案号 12"}})
    record_id = counter.do(AcceptCase, sheet=sheet).record_id
    assert counter.statuses(record_id) == {LICENCE: "accepted", CARD: "waiting_predecessor"}
    assert counter.case(record_id).sheet.already_done == {FILING: {"evidence": "已有公章, 备案号 12"}}
    assert counter.counts() == {"received": 1, "accepted": 1}
    assert FILING not in {head.member for head in counter.heads(record_id)}


def test_the_moment_of_one_command_is_one_moment(counter: Counter) -> None:
    class RunningClock:
        moment = counter.clock.moment

        def now(self) -> datetime:
            self.moment += timedelta(seconds=7)
            return self.moment

    counter.become(clock=RunningClock())
    record_id = counter.do(AcceptCase, sheet=sheet_for(SHOP)).record_id
    assert len({fact.at for fact in counter.facts(record_id)}) == 1
