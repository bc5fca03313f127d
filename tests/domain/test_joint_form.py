"""The joint form: every field once, nothing typed that an earlier member produces."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.law_catalogue import CARD, CHAIN, FILING, LICENCE, SHOP, SIGN, law_catalogue
from wenling_desk.domain.form import AskedField, condition_holds, joint_form

CATALOGUE = law_catalogue()
FORMS = CATALOGUE.forms[CHAIN]


def asked(*codes: str, done: tuple[str, ...] = (), materials: tuple[str, ...] = ("m_apply",)) -> dict[str, AskedField]:
    rows = joint_form(FORMS, CATALOGUE.fields, codes, frozenset(materials), {}, done)
    assert len({row.field_id for row in rows}) == len(rows), "a field is asked twice"
    return {row.field_id: row for row in rows}


def test_the_union_of_all_members_with_each_field_once() -> None:
    rows = asked(FILING, LICENCE, CARD)
    assert list(rows) == ["entity_name", "address", "capital", "uscc", "area", "staff"]
    assert rows["entity_name"].item_codes == (FILING, LICENCE, CARD)
    assert rows["entity_name"].material_ids == ("m_apply",)


def test_a_field_is_required_as_soon_as_one_member_requires_it() -> None:
    assert not asked(FILING)["capital"].required
    assert asked(FILING, LICENCE)["capital"].required


def test_what_a_member_produces_is_not_typed() -> None:
    assert asked(FILING, LICENCE)["uscc"].produced
    assert not asked(LICENCE)["uscc"].produced


def test_a_member_done_before_is_captured_instead() -> None:
    rows = asked(LICENCE, CARD, done=(FILING,))
    assert not rows["uscc"].produced
    assert rows["uscc"].item_codes == (LICENCE, CARD, FILING)
    assert "address" not in rows


def test_the_sheet_of_a_material_nobody_collects_is_not_asked() -> None:
    assert list(asked(FILING, CARD, materials=())) == ["entity_name", "uscc", "staff"]


def test_the_bundles_own_label_wins() -> None:
    assert asked(FILING)["entity_name"].label == "企业名称"
    assert asked(FILING)["address"].label == "地址"


def test_a_member_without_a_form_asks_nothing() -> None:
    assert asked("NO-FORM") == {}


@pytest.mark.parametrize(
    ("answers", "present"),
    [({}, False), ({"q2": ("sign",)}, False), ({"q2": ("online",)}, True), ({"q2": ("sign", "online")}, True)],
)
def test_a_field_that_depends_on_an_answer(answers: dict[str, tuple[str, ...]], present: bool) -> None:
    rows = joint_form(
        CATALOGUE.forms[SHOP], CATALOGUE.fields, [LICENCE, SIGN], frozenset({"m_plan", "m_sign"}), answers
    )
    assert ("online_shop" in {row.field_id for row in rows}) is present


def test_alternatives_are_or_their_questions_and() -> None:
    when = ({"q1": ("a",), "q2": ("x", "y")}, {"q3": ("z",)})
    assert condition_holds((), {})
    assert not condition_holds(when, {"q1": ("a",)})
    assert condition_holds(when, {"q1": ("a",), "q2": ("y",)})
    assert condition_holds(when, {"q3": ("z",)})


@settings(max_examples=80)
@given(
    st.lists(st.sampled_from([FILING, LICENCE, CARD]), unique=True),
    st.lists(st.sampled_from([FILING, LICENCE, CARD]), unique=True),
    st.booleans(),
)
def test_no_field_is_asked_twice_or_for_nobody(codes: list[str], done: list[str], collected: bool) -> None:
    handled = [code for code in codes if code not in done]
    rows = joint_form(FORMS, CATALOGUE.fields, handled, frozenset({"m_apply"} if collected else ()), {}, done)
    assert len({row.field_id for row in rows}) == len(rows)
    for row in rows:
        assert row.item_codes
        assert set(row.item_codes) <= {*handled, *done}
        assert len(set(row.item_codes)) == len(row.item_codes)
    everything = {
        use.field_id
        for form in FORMS.items
        if form.item_code in handled
        for sheet in form.sheets
        if sheet.material_id is None or collected
        for use in sheet.fields
    }
    capture = {field for form in FORMS.items if form.item_code in done for field in form.already_done.capture}
    assert {row.field_id for row in rows} == everything | capture


def test_members_in_another_order_give_the_same_fields() -> None:
    forward = asked(FILING, LICENCE, CARD)
    backward = asked(CARD, LICENCE, FILING)
    assert set(forward) == set(backward)
    assert {key: row.required for key, row in forward.items()} == {key: row.required for key, row in backward.items()}
    assert dataclasses.astuple(forward["staff"]) == dataclasses.astuple(backward["staff"])


def test_what_was_captured_is_typed_even_where_another_member_would_produce_it() -> None:
    """The licence number of the member done before is asked for, though a further member makes one of its own."""
    again = dataclasses.replace(FORMS.items[1], produces=("uscc",))
    forms = dataclasses.replace(FORMS, items=(FORMS.items[0], again, FORMS.items[2]))
    rows = joint_form(forms, CATALOGUE.fields, [LICENCE, CARD], frozenset({"m_apply"}), {}, [FILING])
    assert not next(row for row in rows if row.field_id == "uscc").produced
