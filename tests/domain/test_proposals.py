"""沿用: what may be proposed, what never is, and that nobody's entry is touched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.support.carry_over_rules import proposing_catalogue
from tests.support.small_catalogue import COMPANY, RESTAURANT
from wenling_desk.domain.carry_over import CarryOver, Origin, OriginKind, PartyValue
from wenling_desk.domain.identity import IdentityKind
from wenling_desk.domain.intake import IntakeSheet, form_set_of, is_filled, plan_sheet
from wenling_desk.domain.party import AGENT, APPLICANT, Party, PartyKind
from wenling_desk.domain.proposals import (
    EMPTIED,
    Proposal,
    followed,
    is_proposed,
    proposals,
    take_over,
    years_later,
)

TODAY = date(2026, 11, 24)
CATALOGUE = proposing_catalogue()
NUMBER, CHILD = "331081199001011235", "331081201601011239"
ADDRESS = "温岭市城东街道示例路 2 号"


def person(role: str = APPLICANT, **changes: Any) -> Party:
    """Somebody with everything."""
    given_values = {"name": "颇文娟", "identity_number": NUMBER, "phone": "13800005678", "address": ADDRESS, **changes}
    return Party(role, role, **{"kind": PartyKind.NATURAL_PERSON, **given_values})


def company(*parties: Party, answers: Mapping[str, tuple[str, ...]] | None = None, **form: Any) -> IntakeSheet:
    """企业开办 with a form typed so far."""
    return IntakeSheet(
        COMPANY,
        is_bundle=True,
        catalogue_release=CATALOGUE.release,
        answers=answers or {"q1": ("a",), "q4": ("d",), "q5": ("a",)},
        parties=parties,
        form=form,
        form_sources=dict.fromkeys(form, "typed"),
    )


def found(sheet: IntakeSheet, rules: Mapping[str, tuple[CarryOver, ...]] | None = None) -> dict[str, Proposal]:
    """What is proposed for it."""
    asked = plan_sheet(sheet, CATALOGUE).fields
    known = CATALOGUE.carry_over if rules is None else rules
    return proposals(known, form_set_of(sheet, CATALOGUE), asked, CATALOGUE.fields, sheet, TODAY)


def values(sheet: IntakeSheet) -> dict[str, object]:
    return {field_id: proposal.value for field_id, proposal in found(sheet).items()}


def test_an_answer_a_usual_value_and_a_party_s_value_are_proposed_with_their_origin() -> None:
    proposed = found(company(person()))
    assert (proposed["premises_tenure"].value, proposed["premises_tenure"].origin.ref) == ("自有", "q1")
    assert proposed["business_scope"].value == "水产品批发"
    assert proposed["registered_address"].value == ADDRESS
    assert proposed["registered_address"].source == "proposed:party"


def test_an_option_the_rule_does_not_name_proposes_nothing() -> None:
    assert "premises_tenure" not in found(company(answers={"q1": ("b",), "q4": ("d",), "q5": ("a",)}))


def test_a_day_is_today_or_some_years_on() -> None:
    sheet = IntakeSheet(RESTAURANT, True, CATALOGUE.release, answers={"q1": ("b",), "q2": ("b",), "q4": ("a",)})
    assert values(sheet)["open_date"] == "2027-11-24"
    assert years_later(date(2028, 2, 29), 5) == date(2033, 2, 28)
    assert years_later(TODAY, 5).isoformat() == "2031-11-24"


def test_the_first_rule_that_applies_counts_also_when_it_has_no_value() -> None:
    # The agent is there and left no address: the applicant's must not stand in for it.
    assert "registered_address" not in found(company(person(), person(AGENT, address="")))
    assert values(company(person(), person(AGENT, address="甲路 1 号")))["registered_address"] == "甲路 1 号"


def test_nothing_is_proposed_for_a_field_that_somebody_else_says() -> None:
    # 财务负责人 is a role of the form: whoever it is, is entered as that party, never guessed from the applicant.
    assert "finance_head_name" not in found(company(person()))


def test_a_yes_or_no_is_a_declaration_and_never_proposed() -> None:
    sheet = IntakeSheet(RESTAURANT, True, CATALOGUE.release, answers={"q1": ("b",), "q2": ("b",), "q4": ("a",)})
    assert "food_online" in {field.field_id for field in plan_sheet(sheet, CATALOGUE).fields}
    assert "food_online" not in found(sheet)


def test_what_a_predecessor_brings_is_not_proposed() -> None:
    rules = {"uscc": (CarryOver("uscc", Origin(OriginKind.USUAL, value="91331081MA2DTEST00")),)}
    assert found(company(person()), rules) == {}


def test_a_number_is_proposed_only_where_it_is_one_of_that_kind() -> None:
    # An organisation's code is no person's number, and a personal field is not about an organisation.
    assert values(company(person()))["bank_account_no"] == NUMBER
    firm = person(kind=PartyKind.LEGAL_PERSON, identity_kind=IdentityKind.USCC, identity_number="91331081MA2DTEST00")
    assert "bank_account_no" not in found(company(firm))


def test_a_child_is_nobody_to_reach() -> None:
    assert "registered_address" not in found(company(person(identity_number=CHILD)))


def test_a_roster_s_first_row_is_whole_or_not_there() -> None:
    known: dict[str, Any] = {"legal_rep_name": "颇文娟", "legal_rep_id_no": NUMBER}
    assert "shareholders" not in found(company(person(), **known))
    row = {"name": "颇文娟", "id_no": NUMBER, "amount": "50", "way": "货币"}
    assert values(company(person(), registered_capital="50", **known))["shareholders"] == [row]
    partnership = company(person(), registered_capital="50", answers={"q1": ("b",)}, **known)
    assert "shareholders" not in found(partnership)


def test_rules_that_lead_back_to_themselves_propose_nothing() -> None:
    rules = {
        "business_scope": (CarryOver("business_scope", Origin(OriginKind.FIELD, "registered_address")),),
        "registered_address": (CarryOver("registered_address", Origin(OriginKind.FIELD, "business_scope")),),
    }
    assert found(company(person()), rules) == {}


def test_a_choice_the_field_does_not_have_is_not_proposed() -> None:
    rules = {"premises_tenure": (CarryOver("premises_tenure", Origin(OriginKind.USUAL, value="借用")),)}
    assert found(company(person()), rules) == {}


def test_what_is_typed_or_emptied_is_left_alone() -> None:
    sheet = company(person(), business_scope="海鲜")
    assert "business_scope" not in found(sheet)
    emptied = replace(company(person()), form_sources={"business_scope": EMPTIED})
    assert "business_scope" not in found(emptied)


def test_nothing_is_in_the_sheet_before_it_is_taken_over() -> None:
    sheet = company(person())
    proposed = found(sheet)
    assert followed(sheet, proposed) is sheet
    taken = take_over(sheet, proposed)
    assert taken.form["business_scope"] == "水产品批发"
    assert taken.form_sources["business_scope"] == "proposed:usual"
    assert take_over(taken, found(taken)) is taken


def test_what_was_taken_over_follows_its_origin_until_somebody_edits_it() -> None:
    taken = take_over(company(person()), found(company(person())))
    moved = replace(taken, parties=(person(address="乙路 3 号"),))
    moved = followed(moved, found(moved))
    assert moved.form["registered_address"] == "乙路 3 号"
    typed = replace(
        moved,
        form={**moved.form, "registered_address": "丙路 4 号"},
        form_sources={**moved.form_sources, "registered_address": "typed"},
    )
    again = replace(typed, parties=(person(address="丁路 5 号"),))
    assert followed(again, found(again)).form["registered_address"] == "丙路 4 号"


def test_what_is_no_longer_proposed_leaves_the_sheet() -> None:
    taken = take_over(company(person()), found(company(person())))
    gone = replace(taken, answers={"q1": ("b",), "q4": ("d",), "q5": ("a",)})
    gone = followed(gone, found(gone))
    assert "premises_tenure" not in gone.form
    assert "premises_tenure" not in gone.form_sources


def test_a_proposal_shows_nobody_s_data_in_a_log() -> None:
    assert NUMBER not in repr(Proposal(NUMBER, Origin(OriginKind.PARTY, APPLICANT, PartyValue.IDENTITY_NUMBER)))


_TEXTS = st.text("甲乙丙123 ", max_size=6)
_TYPED = st.dictionaries(
    st.sampled_from(["registered_address", "business_scope", "premises_tenure", "bank_account_no", "legal_rep_name"]),
    st.tuples(_TEXTS, st.sampled_from(["typed", "card", "scan", "reused", "computed"])),
)


@given(
    typed=_TYPED,
    names=st.lists(_TEXTS, min_size=2, max_size=2),
    addresses=st.lists(_TEXTS, min_size=2, max_size=2),
    option=st.sampled_from(["a", "b"]),
)
def test_whatever_was_entered_stays_and_the_rest_follows(
    typed: dict[str, tuple[str, str]], names: list[str], addresses: list[str], option: str
) -> None:
    answers = {"q1": (option,), "q4": ("d",), "q5": ("a",)}
    first = replace(
        company(person(name=names[0], address=addresses[0]), answers=answers),
        form={field_id: value for field_id, (value, _) in typed.items() if value.strip()},
        form_sources={field_id: source for field_id, (_, source) in typed.items()},
    )
    taken = take_over(first, found(first))
    for field_id, (value, source) in typed.items():
        assert taken.form.get(field_id, "") == (value if value.strip() else "")
        assert taken.form_sources[field_id] == source
    later = replace(taken, parties=(person(name=names[1], address=addresses[1]),))
    fresh = replace(first, parties=later.parties)
    followed_sheet = followed(later, found(later))
    expected = take_over(fresh, found(fresh))
    for field_id, source in followed_sheet.form_sources.items():
        if is_proposed(source):
            assert followed_sheet.form[field_id] == expected.form[field_id]
            assert is_filled(followed_sheet.form[field_id])
