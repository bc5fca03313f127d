"""The bit-mask evaluation of the checks and the plan of the domain are two ways to the same answer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.small_catalogue import small_catalogue
from wenling_desk.catalogue.check_bundles import find_cycle
from wenling_desk.catalogue.outcomes import BundleSpace, holds
from wenling_desk.catalogue.result_names import is_own_result
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.form import condition_holds
from wenling_desk.domain.service_bundle import ServiceBundle, plan_bundle


def _answers(space: BundleSpace, chosen: int) -> dict[str, tuple[str, ...]]:
    answers: dict[str, tuple[str, ...]] = {}
    for (question, option), bit in space.option_bits.items():
        if chosen & bit:
            answers[question] = (*answers.get(question, ()), option)
    return answers


def _agrees(space: BundleSpace) -> None:
    step = max(1, len(space.outcomes) // 60)
    for outcome in space.outcomes[::step]:
        plan = plan_bundle(space.bundle, _answers(space, outcome.chosen))
        assert space.members_mask(member.item_code for member in plan.members) == outcome.members
        assert space.materials_mask(material.material_id for material in plan.materials) == outcome.materials


def test_all_bundled_bundles_agree_with_the_domain(bundled: Catalogue) -> None:
    for bundle in bundled.bundles.values():
        if bundle.has_detail:
            space = BundleSpace(bundle)
            assert space.is_complete
            _agrees(space)


def test_the_number_of_combinations() -> None:
    bundle = small_catalogue().bundles["WL-QY-01"]
    expected = 1
    for question in bundle.questions:
        together = question.multiple and sum(not option.exclusive for option in question.options) > 1
        expected *= len(question.options) + bool(together)
    assert len(BundleSpace(bundle).outcomes) == expected


def test_beyond_the_limit_every_option_is_still_tried(bundled: Catalogue) -> None:
    bundle = bundled.bundles["WL-QY-01"]
    space = BundleSpace(bundle, most=10)
    assert not space.is_complete
    assert len(space.outcomes) < 40
    tried = 0
    for outcome in space.outcomes:
        tried |= outcome.chosen
    assert tried == sum(space.option_bits.values())
    _agrees(space)


def test_an_optional_question_may_stay_unanswered(bundled: Catalogue) -> None:
    bundle = bundled.bundles["WL-QY-01"]
    optional = replace(bundle, questions=tuple(replace(question, required=False) for question in bundle.questions))
    assert 0 in {outcome.chosen for outcome in BundleSpace(optional).outcomes}


@given(st.data())
def test_conditions_mean_the_same(data: st.DataObject) -> None:
    bundle: ServiceBundle = small_catalogue().bundles["WL-QY-01"]
    space = BundleSpace(bundle)
    pairs = sorted(space.option_bits)
    alternative = st.lists(st.sampled_from(pairs), min_size=1, max_size=3).map(
        lambda chosen: {question: tuple(o for q, o in chosen if q == question) for question, _ in chosen}
    )
    when = tuple(data.draw(st.lists(alternative, max_size=3)))
    outcome = data.draw(st.sampled_from(space.outcomes))
    assert holds(space.condition_masks(when), outcome.chosen) == condition_holds(when, _answers(space, outcome.chosen))


@pytest.mark.parametrize(
    ("after", "cycle"),
    [
        ({"a": (), "b": ("a",), "c": ("a", "b")}, []),
        ({"a": ("b",), "b": ("a",)}, ["a", "b", "a"]),
        ({"a": ("a",)}, ["a", "a"]),
        ({"a": (), "b": ("d",), "c": ("b",), "d": ("c", "a")}, ["b", "d", "c", "b"]),
        ({"a": ("nobody",)}, []),
    ],
)
def test_cycles(after: dict[str, tuple[str, ...]], cycle: list[str]) -> None:
    assert find_cycle(after) == cycle


def test_a_long_chain_is_no_recursion() -> None:
    assert find_cycle({str(n): (str(n + 1),) for n in range(50_000)}) == []


@pytest.mark.parametrize(
    ("material", "result", "same"),
    [
        ("营业执照", "营业执照", True),
        ("营业执照正、副本", "营业执照、登记通知书", True),
        ("营业执照信息", "营业执照", True),
        ("户口簿", "居民户口簿", True),
        ("机动车登记证书、行驶证", "登记证书、行驶证", True),
        ("原劳务派遣经营许可证", "劳务派遣经营许可证", False),
        ("身份证或社保卡", "社保卡", False),
        ("建设工程规划许可证", "许可证", False),
        ("消防验收备案表", "备案表", False),
        ("身份证", "营业执照", False),
        ("", "", False),
    ],
)
def test_own_results(material: str, result: str, same: bool) -> None:
    assert is_own_result(material, result) is same
