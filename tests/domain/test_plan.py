"""Situation guidance and the plan it leads to: dropping wins, and the order of the answers never matters."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.law_catalogue import (
    CARD,
    CHAIN,
    CONFIRMATION,
    FILING,
    LICENCE,
    SHOP,
    SIGN,
    law_catalogue,
)
from wenling_desk.domain.delegation import Delegation, find_delegation
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.service_bundle import BundleMember, ServiceBundle, plan_bundle, plan_single, saving
from wenling_desk.domain.service_item import Material
from wenling_desk.domain.situation import Effect, Option, Situation, check_answers

CATALOGUE = law_catalogue()


def codes(bundle: ServiceBundle, done: frozenset[str] = frozenset(), **answers: tuple[str, ...]) -> list[str]:
    return [member.item_code for member in plan_bundle(bundle, answers, done).members]


def materials(bundle: ServiceBundle, done: frozenset[str] = frozenset(), **answers: tuple[str, ...]) -> list[str]:
    return [material.material_id for material in plan_bundle(bundle, answers, done).materials]


# -- answers ---------------------------------------------------------------------------------------------

QUESTIONS = CATALOGUE.bundles[SHOP].questions


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"q9": ("yes",)}, "unknown_question"),
        ({"q1": ("maybe",)}, "unknown_option"),
        ({"q1": ("yes", "no")}, "one_answer_only"),
        ({"q1": ("yes",), "q2": ("online", "none")}, "exclusive_answer"),
        ({"q2": ("online",)}, "question_unanswered"),
        ({"q1": ()}, "question_unanswered"),
    ],
)
def test_answers_the_questions_do_not_allow(answers: dict[str, tuple[str, ...]], code: str) -> None:
    with pytest.raises(DeskRefusal) as refused:
        check_answers(QUESTIONS, answers, complete=True)
    assert refused.value.code == code


def test_an_open_question_is_no_error_while_the_clerk_is_still_asking() -> None:
    check_answers(QUESTIONS, {}, complete=False)
    check_answers(QUESTIONS, {"q1": ("yes",), "q2": ("online", "sign")}, complete=True)


# -- the plan --------------------------------------------------------------------------------------------


def test_without_answers_the_defaults_are_handled() -> None:
    shop = CATALOGUE.bundles[SHOP]
    assert codes(shop) == [LICENCE, SIGN, CONFIRMATION]
    assert materials(shop) == ["m_id", "m_plan", "m_health", "m_sign", "m_income"]


def test_dropping_wins_over_adding() -> None:
    shop = CATALOGUE.bundles[SHOP]
    assert codes(shop, q1=("no",), q2=("sign",)) == [LICENCE, CONFIRMATION]
    assert "m_sign" not in materials(shop, q1=("no",), q2=("sign",))


def test_a_material_nobody_needs_is_not_asked_for() -> None:
    shop = CATALOGUE.bundles[SHOP]
    assert "m_income" not in materials(shop, frozenset({CONFIRMATION}))
    assert "m_id" in materials(shop, frozenset({CONFIRMATION}))


def test_a_member_done_before_no_longer_holds_back_its_successor() -> None:
    chain = CATALOGUE.bundles[CHAIN]
    waits = {m.item_code: m.after for m in plan_bundle(chain, {}).members}
    assert waits == {FILING: (), LICENCE: (FILING,), CARD: (LICENCE,)}
    waits = {m.item_code: m.after for m in plan_bundle(chain, {}, frozenset({FILING})).members}
    assert waits == {LICENCE: (), CARD: (LICENCE,)}


def test_nothing_left_to_handle_is_an_empty_plan() -> None:
    plan = plan_bundle(CATALOGUE.bundles[CHAIN], {}, frozenset({FILING, LICENCE, CARD}))
    assert (plan.members, plan.materials) == ((), ())


def test_an_item_on_its_own_asks_for_what_its_guide_lists() -> None:
    item = CATALOGUE.items[LICENCE]
    plan = plan_single(item)
    assert [member.item_code for member in plan.members] == [LICENCE]
    assert plan.materials == item.materials


def test_the_saving_counts_shared_materials_once() -> None:
    shop = CATALOGUE.bundles[SHOP]
    assert saving(plan_bundle(shop, {})) == (7, 5)


MEMBERS = ("A", "B", "C", "D")
PAPERS = ("m1", "m2", "m3")
some_members = st.lists(st.sampled_from(MEMBERS), max_size=3, unique=True).map(tuple)
some_papers = st.lists(st.sampled_from(PAPERS), max_size=2, unique=True).map(tuple)
effects = st.builds(Effect, some_members, some_members, some_papers, some_papers)


@st.composite
def bundles(draw: st.DrawFn) -> ServiceBundle:
    questions = tuple(
        Situation(
            f"q{number}",
            "?",
            tuple(Option(f"o{n}", "", draw(effects)) for n in range(draw(st.integers(1, 3)))),
            multiple=True,
        )
        for number in range(draw(st.integers(1, 3)))
    )
    members = tuple(
        BundleMember(code, draw(st.booleans()), tuple(each for each in draw(some_members) if each < code))
        for code in MEMBERS
    )
    papers = tuple(Material(paper, paper, default=draw(st.booleans()), used_by=draw(some_members)) for paper in PAPERS)
    return dataclasses.replace(
        CATALOGUE.bundles[SHOP], members=members, questions=questions, materials=papers, item_codes=MEMBERS
    )


@st.composite
def answered(draw: st.DrawFn) -> tuple[ServiceBundle, dict[str, tuple[str, ...]]]:
    bundle = draw(bundles())
    answers = {
        question.question_id: tuple(
            draw(st.lists(st.sampled_from([option.option_id for option in question.options]), unique=True))
        )
        for question in bundle.questions
    }
    return bundle, answers


@settings(max_examples=80)
@given(answered(), st.randoms())
def test_the_order_of_answers_and_options_never_matters(
    case: tuple[ServiceBundle, dict[str, tuple[str, ...]]], dice
) -> None:
    bundle, answers = case
    shuffled = list(answers.items())
    dice.shuffle(shuffled)
    turned = {question: tuple(reversed(chosen)) for question, chosen in shuffled}
    assert plan_bundle(bundle, answers) == plan_bundle(bundle, turned)


@settings(max_examples=80)
@given(answered(), some_members.map(frozenset))
def test_what_any_answer_drops_is_never_in_the_plan(
    case: tuple[ServiceBundle, dict[str, tuple[str, ...]]], done: frozenset[str]
) -> None:
    bundle, answers = case
    chosen = [
        option.effect
        for question in bundle.questions
        for option in question.options
        if option.option_id in answers[question.question_id]
    ]
    plan = plan_bundle(bundle, answers, done)
    handled = [member.item_code for member in plan.members]
    dropped = {code for effect in chosen for code in effect.drop_items}
    wanted = {m.item_code for m in bundle.members if m.default} | {c for e in chosen for c in e.add_items}
    assert set(handled) == wanted - dropped - done
    assert handled == [code for code in MEMBERS if code in handled]
    for member in plan.members:
        assert set(member.after) <= set(handled)
    for material in plan.materials:
        assert set(material.used_by) & set(handled)
        assert material.material_id not in {m for e in chosen for m in e.drop_materials}


# -- delegation of acceptance -----------------------------------------------------------------------------

ROWS = (
    Delegation("FOOD", ("X",), date(2026, 1, 1), "doc", "seal", "holder", effective_to=date(2026, 7, 1)),
    Delegation("FOOD", (), date(2026, 9, 1), "doc2", "seal2", "holder"),
)


@pytest.mark.parametrize(
    ("department", "item", "day", "document"),
    [
        ("FOOD", "X", "2025-12-31", None),
        ("FOOD", "X", "2026-01-01", "doc"),
        ("FOOD", "X", "2026-06-30", "doc"),
        ("FOOD", "X", "2026-07-01", None),
        ("FOOD", "Y", "2026-06-30", None),
        ("FOOD", "Y", "2026-09-01", "doc2"),
        ("SIGN", "X", "2026-06-30", None),
    ],
)
def test_acceptance_is_delegated_item_by_item_and_for_a_time(
    department: str, item: str, day: str, document: str | None
) -> None:
    found = find_delegation(ROWS, department, item, date.fromisoformat(day))
    assert (found.document if found else None) == document
