"""The application on the counter: marks the guide allows, what is missing, and what cannot become a case at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.law_catalogue import (
    BENEFIT,
    CARD,
    CHAIN,
    FILING,
    LICENCE,
    MATERIALS,
    NAME_ONLY,
    OLD,
    SHOP,
    SIGN,
    SORTED,
    agent,
    applicant,
    law_catalogue,
    marks,
    sheet_for,
)
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.identity import IdentityKind
from wenling_desk.domain.intake import (
    IntakeSheet,
    SheetPlan,
    check_sheet,
    generated_materials,
    is_filled,
    plan_sheet,
)
from wenling_desk.domain.materials import LETTERS, SETTLED, MaterialEntry, MaterialMark, check_entry, material_gap
from wenling_desk.domain.party import GUARDIAN, Mandate, PartyKind
from wenling_desk.domain.service_item import Material

TODAY = date(2026, 11, 3)
CATALOGUE = law_catalogue()
BY_ID = {material.material_id: material for material in MATERIALS}


def refusal_of(sheet: IntakeSheet, today: date = TODAY) -> str:
    with pytest.raises(DeskRefusal) as refused:
        check_sheet(sheet, CATALOGUE, today)
    return refused.value.code


def gaps(sheet: IntakeSheet) -> list[str]:
    return [gap.code for gap in plan_sheet(sheet, CATALOGUE, TODAY).gaps]


# -- one letter for each material ---------------------------------------------------------------------------


def test_one_letter_for_each_mark_that_a_clerk_gives() -> None:
    by_hand = set(MaterialMark) - {MaterialMark.UNSEEN, MaterialMark.GENERATED}
    assert set(LETTERS.values()) == by_hand
    assert len(LETTERS) == len(by_hand)


@pytest.mark.parametrize("material", MATERIALS, ids=lambda material: material.material_id)
@pytest.mark.parametrize("mark", MaterialMark)
def test_only_what_the_guide_lists_is_deferred_pledged_exempt_or_generated(
    material: Material, mark: MaterialMark
) -> None:
    allowed = {
        MaterialMark.DEFERRED: "m_late",
        MaterialMark.PLEDGED: "m_word",
        MaterialMark.EXEMPT: "m_known",
        MaterialMark.GENERATED: "m_form",
    }
    codes = {
        MaterialMark.DEFERRED: "not_deferrable",
        MaterialMark.PLEDGED: "not_pledgeable",
        MaterialMark.EXEMPT: "not_exempt",
        MaterialMark.GENERATED: "not_generated",
    }
    entry = MaterialEntry(mark, reason="不涉及" if mark is MaterialMark.NOT_APPLICABLE else "")
    if mark in allowed and material.material_id != allowed[mark]:
        with pytest.raises(DeskRefusal) as refused:
            check_entry(material, entry)
        assert refused.value.code == codes[mark]
    else:
        check_entry(material, entry)


def test_other_evidence_may_replace_a_document_and_is_recorded() -> None:
    with pytest.raises(DeskRefusal, match="not_exempt"):
        check_entry(BY_ID["m_main"], MaterialEntry(MaterialMark.EXEMPT, alternative_proof="  "))
    check_entry(BY_ID["m_main"], MaterialEntry(MaterialMark.EXEMPT, alternative_proof="社区证明"))


def test_not_applicable_needs_a_reason() -> None:
    with pytest.raises(DeskRefusal, match="reason_needed"):
        check_entry(BY_ID["m_main"], MaterialEntry(MaterialMark.NOT_APPLICABLE, reason=" "))


@pytest.mark.parametrize("copies", [-1, 1000])
def test_an_absurd_number_of_copies_is_refused(copies: int) -> None:
    with pytest.raises(DeskRefusal, match="copies_wrong"):
        check_entry(BY_ID["m_main"], MaterialEntry(MaterialMark.COPY, copies=copies))


def test_an_agent_cannot_promise_for_the_applicant() -> None:
    entry = MaterialEntry(MaterialMark.PLEDGED)
    check_entry(BY_ID["m_word"], entry)
    with pytest.raises(DeskRefusal, match="pledge_needs_applicant"):
        check_entry(BY_ID["m_word"], entry, by_agent=True)
    check_entry(BY_ID["m_word"], replace(entry, reason="申请人本人已在承诺书上签字"), by_agent=True)
    check_entry(replace(BY_ID["m_word"], pledge_by_agent=True), entry, by_agent=True)


def test_an_agents_promise_is_refused_with_the_whole_application() -> None:
    word = {"m_word": MaterialEntry(MaterialMark.PLEDGED)}
    sheet = sheet_for(LICENCE, materials={**marks(CATALOGUE, LICENCE), **word})
    assert gaps(sheet) == []
    check_sheet(sheet, CATALOGUE, TODAY)
    assert refusal_of(replace(sheet, parties=(applicant(), agent()))) == "pledge_needs_applicant"


@pytest.mark.parametrize("mark", MaterialMark)
def test_what_leaves_a_gap(mark: MaterialMark) -> None:
    gap = material_gap(BY_ID["m_main"], MaterialEntry(mark), (LICENCE,))
    assert (gap is None) is (mark in SETTLED)
    if gap is not None:
        assert gap.code == ("material_unsigned" if mark is MaterialMark.GENERATED else "material_missing")
        assert gap.members == (LICENCE,)


@pytest.mark.parametrize("mark", sorted(SETTLED))
def test_a_defect_is_a_gap_whatever_was_brought(mark: MaterialMark) -> None:
    gap = material_gap(BY_ID["m_late"], MaterialEntry(mark, defect="没有盖章"), (LICENCE,))
    assert gap is not None
    assert (gap.code, gap.defect, gap.deferrable) == ("material_defective", "没有盖章", True)


# -- what is missing ----------------------------------------------------------------------------------------


def test_a_complete_application_misses_nothing() -> None:
    for target in (LICENCE, SHOP, CHAIN, BENEFIT):
        assert gaps(sheet_for(target)) == [], target


def test_everything_unseen_is_missing_and_nothing_outside_the_guide() -> None:
    plan = plan_sheet(sheet_for(SHOP, materials={}), CATALOGUE, TODAY)
    listed = {material.material_id for material in CATALOGUE.bundles[SHOP].materials}
    assert {gap.ref for gap in plan.gaps} == listed - {"m_net"}


def test_marks_for_materials_outside_the_guide_count_for_nothing() -> None:
    sheet = sheet_for(LICENCE, materials={**marks(CATALOGUE, LICENCE), "m_birth_chart": MaterialEntry()})
    assert check_sheet(sheet, CATALOGUE, TODAY).gaps == ()


def test_a_shared_material_is_one_gap_for_all_its_members() -> None:
    plan = plan_sheet(sheet_for(SHOP, without=("m_id",)), CATALOGUE, TODAY)
    assert [gap.ref for gap in plan.gaps] == ["m_id"]
    assert all(plan.gaps_of(code) for code in plan.codes)


def test_a_members_own_material_is_nobody_elses_gap() -> None:
    plan = plan_sheet(sheet_for(SHOP, without=("m_sign",)), CATALOGUE, TODAY)
    assert {code: len(plan.gaps_of(code)) for code in plan.codes if plan.gaps_of(code)} == {SIGN: 1}


def test_open_questions_and_a_nameless_applicant_are_gaps() -> None:
    assert gaps(sheet_for(SHOP, answers={}, parties=())) == ["question_open", "applicant_unnamed"]


def test_an_applicant_without_any_proof_of_identity() -> None:
    assert gaps(sheet_for(LICENCE, parties=(applicant(identity_number=""),))) == ["identity_unproven"]
    proven = applicant(identity_number="", alternative_proof="户口簿")
    assert gaps(sheet_for(LICENCE, parties=(proven,))) == []


@pytest.mark.parametrize(
    ("mandate", "code"),
    [
        (None, ["mandate_missing"]),
        (Mandate(received=False), ["mandate_missing"]),
        (Mandate(received=True), []),
        (Mandate(received=True, until="2026-11-03"), []),
        (Mandate(received=True, until="2026-11-02"), ["mandate_expired"]),
        (Mandate(received=True, until="办结为止"), []),
    ],
)
def test_an_agent_needs_a_mandate_that_still_holds(mandate: Mandate | None, code: list[str]) -> None:
    assert gaps(sheet_for(LICENCE, parties=(applicant(), agent(mandate=mandate)))) == code


@pytest.mark.parametrize(
    ("number", "missing"),
    [("331081201011047821", True), ("331081201011037822", False), ("331081199003077828", False), ("E1234567", False)],
)
def test_a_child_under_16_applies_through_a_guardian(number: str, missing: bool) -> None:
    child = applicant(identity_number=number)
    assert ("guardian_missing" in gaps(sheet_for(CARD, parties=(child,)))) is missing
    mother = applicant(party_id="p3", role=GUARDIAN, name="周母")
    assert "guardian_missing" not in gaps(sheet_for(CARD, parties=(child, mother)))


def test_a_company_has_no_age() -> None:
    company = applicant(kind=PartyKind.LEGAL_PERSON, identity_number="331081201011047821")
    assert gaps(sheet_for(LICENCE, parties=(company,))) == []


def test_empty_required_fields_are_gaps_of_a_form_the_desk_fills_in() -> None:
    generated = {**marks(CATALOGUE, CHAIN), "m_apply": MaterialEntry(MaterialMark.GENERATED)}
    sheet = sheet_for(CHAIN, materials=generated, form={"entity_name": "温岭市甲公司", "capital": "  "})
    plan = plan_sheet(sheet, CATALOGUE, TODAY)
    assert [(gap.code, gap.ref) for gap in plan.gaps] == [
        ("material_unsigned", "m_apply"),
        ("field_empty", "address"),
        ("field_empty", "capital"),
        ("field_empty", "area"),
    ]


def test_a_form_the_applicant_brought_signed_need_not_be_typed() -> None:
    assert gaps(sheet_for(CHAIN, form={})) == []


def test_forms_the_desk_fills_in_are_named() -> None:
    plan = plan_sheet(sheet_for(CHAIN), CATALOGUE, TODAY)
    assert [material.material_id for material in generated_materials(plan)] == ["m_apply"]


@pytest.mark.parametrize(
    ("value", "filled"),
    [(None, False), ("", False), ("  ", False), ("x", True), (False, True), (0, True), ([], False), ([{}], False),
     ([{"name": " "}], False), ([{"name": "林"}], True), ((), False), ({"a": None}, False)],
)  # fmt: skip
def test_what_counts_as_filled(value: object, filled: bool) -> None:
    assert is_filled(value) is filled


@settings(max_examples=100)
@given(st.dictionaries(st.sampled_from(["m_id", "m_plan", "m_health", "m_sign", "m_income", "m_net", "m_other"]),
                       st.sampled_from(MaterialMark)),
       st.lists(st.sampled_from(["online", "sign"]), unique=True))  # fmt: skip
def test_gaps_are_exactly_the_unsettled_materials_of_the_plan(found: dict[str, MaterialMark], more: list[str]) -> None:
    entries = {key: MaterialEntry(mark) for key, mark in found.items()}
    sheet = sheet_for(SHOP, materials=entries, answers={"q1": ("yes",), "q2": tuple(more)})
    plan: SheetPlan = plan_sheet(sheet, CATALOGUE, TODAY)
    wanted = [material.material_id for material in plan.plan.materials]
    missing = [gap.ref for gap in plan.gaps if gap.kind == "material"]
    assert missing == [key for key in wanted if found.get(key) not in SETTLED]
    assert ("m_net" in wanted) is ("online" in more)


# -- what cannot become a case ------------------------------------------------------------------------------

ALL_DONE = {code: {"evidence": "证"} for code in (FILING, LICENCE, CARD)}


@pytest.mark.parametrize(
    ("sheet", "code"),
    [
        (sheet_for(SORTED), "bundle_not_in_force"),
        (sheet_for(NAME_ONLY), "bundle_without_detail"),
        (sheet_for(SHOP, answers={}), "question_unanswered"),
        (sheet_for(OLD), "item_not_in_force"),
        (sheet_for(LICENCE, parties=()), "applicant_missing"),
        (sheet_for(LICENCE, parties=(applicant(name=" "),)), "applicant_missing"),
        (sheet_for(LICENCE, parties=(agent(),)), "applicant_missing"),
        (sheet_for(LICENCE, parties=(applicant(identity_number="331081199003077827"),)), "warning_needs_reason"),
        (sheet_for(LICENCE, parties=(applicant(), agent(phone="5"))), "warning_needs_reason"),
        (sheet_for(CHAIN, already_done=ALL_DONE), "nothing_to_handle"),
        (sheet_for(CHAIN, already_done={FILING: {}}), "evidence_needed"),
        (sheet_for(CHAIN, already_done={FILING: {"evidence": " "}}), "evidence_needed"),
        (sheet_for(CHAIN, already_done={"X": {"evidence": "证"}}), "no_such_member"),
        (sheet_for(CHAIN, not_needed=("X",)), "no_such_member"),
        (sheet_for(CHAIN, not_needed=(FILING,)), "predecessor_left_out"),
        (sheet_for(CHAIN, not_needed=(LICENCE,)), "predecessor_left_out"),
        (sheet_for(CHAIN, not_needed=(FILING, LICENCE)), "predecessor_left_out"),
    ],
)  # fmt: skip
def test_no_case_is_opened_on(sheet: IntakeSheet, code: str) -> None:
    assert refusal_of(sheet) == code


def test_unknown_targets_are_refused() -> None:
    blank: dict[str, Any] = {"catalogue_release": CATALOGUE.release}
    assert refusal_of(IntakeSheet("NO", False, **blank)) == "unknown_item"
    assert refusal_of(IntakeSheet("NO", True, **blank)) == "unknown_bundle"


def test_an_item_is_in_force_until_the_day_it_is_abolished() -> None:
    assert check_sheet(sheet_for(OLD), CATALOGUE, date(2026, 6, 30)).codes == (OLD,)
    assert refusal_of(sheet_for(OLD), date(2026, 7, 1)) == "item_not_in_force"


def test_the_last_members_of_a_chain_may_be_left_out() -> None:
    assert check_sheet(sheet_for(CHAIN, not_needed=(CARD,)), CATALOGUE, TODAY).codes == (FILING, LICENCE)
    assert check_sheet(sheet_for(CHAIN, not_needed=(LICENCE, CARD)), CATALOGUE, TODAY).codes == (FILING,)


def test_a_predecessor_done_before_is_verified_and_its_successor_begins_at_once() -> None:
    found = check_sheet(sheet_for(CHAIN, already_done={FILING: {"evidence": "已有公章"}}), CATALOGUE, TODAY)
    assert [(member.item_code, member.after) for member in found.plan.members] == [(LICENCE, ()), (CARD, (LICENCE,))]
    assert "m_deed" not in [material.material_id for material in found.plan.materials]


# -- the sheet itself -----------------------------------------------------------------------------------------


def test_the_data_subject_need_not_be_the_applicant() -> None:
    late = applicant(party_id="p9", role="deceased", name="林老", identity_kind=IdentityKind.NONE, is_data_subject=True)
    assert sheet_for(LICENCE).data_subject == applicant()
    subject = sheet_for(LICENCE, parties=(applicant(), late)).data_subject
    assert subject is not None
    assert subject.name == "林老"


def test_a_sheet_survives_the_way_to_paper_and_back() -> None:
    sheet = sheet_for(
        SHOP,
        answers={"q1": ("yes",), "q2": ("online",)},
        already_done={SIGN: {"evidence": "牌照"}},
        not_needed=(LICENCE,),
        parties=(applicant(), agent()),
        form={"entity_name": "甲", "rows": [{"a": "b"}], "flag": False},
        form_sources={"entity_name": "typed"},
        note="加急",
        queue_ticket="A012",
        copied_from="record-7",
    )
    assert IntakeSheet.from_plain(sheet.to_plain()) == sheet


def test_a_sheet_of_a_newer_version_is_read_as_far_as_it_is_understood() -> None:
    plain = sheet_for(LICENCE).to_plain()
    plain["delivery"]["drone"] = True
    plain["mood"] = "good"
    assert IntakeSheet.from_plain(plain) == sheet_for(LICENCE)


def test_a_sheet_keeps_form_values_out_of_its_repr() -> None:
    assert "甲公司" not in repr(sheet_for(LICENCE, form={"entity_name": "甲公司"}))
