"""Candidates of bundles: what the same people came for twice, and nobody's name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from wenling_desk.domain.bundle_candidates import CandidateRules, Visit, find_candidates

RULES = CandidateRules(
    within_days=30, looks_back_days=180, least_people=2, least_share=20, most_items=4, absorbed_at=80, most_a_day=8,
    status="inferred", source="",
)  # fmt: skip
FIRST = date(2026, 9, 1)


def visit(who: str, item: str, day: int, application: str = "") -> Visit:
    return Visit(who, item, FIRST + timedelta(days=day), application or f"{who}-{item}-{day}")


def pair(who: str, gap: int) -> list[Visit]:
    return [visit(who, "SHOP", 3), visit(who, "SIGN", 3 + gap)]


def test_the_same_people_within_the_days() -> None:
    visits = [*pair("a", 10), *pair("b", 20), *pair("c", 31), visit("d", "SHOP", 0)]
    (found,) = find_candidates(visits, RULES)
    assert (found.items, found.people, found.base_people, found.middle_days) == (("SHOP", "SIGN"), 2, 4, 10)


def test_the_last_day_counts_and_the_order_does_not_matter() -> None:
    visits = [*pair("a", 30), visit("b", "SIGN", 0), visit("b", "SHOP", 1)]
    (found,) = find_candidates(reversed(visits), RULES)
    assert (found.people, found.middle_days) == (2, 1)


def test_one_application_is_no_second_way() -> None:
    once = [visit(who, item, 3, f"{who}-together") for who in "ab" for item in ("SHOP", "SIGN")]
    assert find_candidates(once, RULES) == ()
    again = [*once, visit("a", "SIGN", 9), visit("b", "SIGN", 12)]
    (found,) = find_candidates(again, RULES)
    assert found.middle_days == 6


def test_people_who_came_twice_for_one_thing_are_no_candidate() -> None:
    assert find_candidates([visit(who, "SHOP", day) for who in "abc" for day in (1, 9)], RULES) == ()


def test_what_stands_in_a_bundle_is_left_out_whole_only() -> None:
    visits = [*pair("a", 5), *pair("b", 5)]
    assert find_candidates(visits, RULES, [frozenset({"SHOP", "SIGN", "TAX"})]) == ()
    assert find_candidates(visits, RULES, [frozenset({"SHOP", "TAX"})]) != ()


def test_a_part_that_nearly_the_same_people_came_for_is_not_told_apart() -> None:
    visits = [each for who in "abcde" for each in (*pair(who, 4), visit(who, "TAX", 8))]
    assert [each.items for each in find_candidates(visits, RULES)] == [("SHOP", "SIGN", "TAX")]
    more = [*visits, *(each for who in "uvwxyz" for each in pair(who, 4))]
    assert [each.items for each in find_candidates(more, RULES)] == [("SHOP", "SIGN"), ("SHOP", "SIGN", "TAX")]


def test_who_acts_for_others_is_not_one_person_with_many_needs() -> None:
    many = [visit("agent", f"I{number}", 2) for number in range(9)]
    visits = [*many, *(replace(each, subject="agent2") for each in many)]
    assert find_candidates(visits, RULES) == ()


def test_too_small_a_share_of_those_who_came() -> None:
    crowd = [visit(f"p{number}", "SHOP", 1) for number in range(20)]
    visits = [*pair("a", 2), *pair("b", 2), *crowd]
    assert find_candidates(visits, RULES) == ()
    assert find_candidates(visits, replace(RULES, least_share=9)) != ()


@given(
    st.lists(
        st.builds(
            visit,
            st.sampled_from("abcdef"),
            st.sampled_from(["SHOP", "SIGN", "TAX", "LAND"]),
            st.integers(0, 60),
            st.sampled_from(["", "one", "two"]),
        ),
        max_size=40,
    ),
    st.randoms(use_true_random=False),
)
def test_every_candidate_is_borne_out_by_that_many_people(visits: list[Visit], order: object) -> None:
    found = find_candidates(visits, RULES)
    shuffled = list(visits)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    assert find_candidates(shuffled, RULES) == found
    for each in found:
        came = {subject for subject in {visit.subject for visit in visits} if _did(visits, subject, each.items)}
        assert len(came) == each.people >= RULES.least_people
        assert each.people <= each.base_people
        assert 0 <= each.middle_days <= RULES.within_days


def _did(visits: list[Visit], subject: str, items: tuple[str, ...]) -> bool:
    """By brute force: some choice of one visit for each item, near enough, and not all in one application."""
    choices: list[list[Visit]] = [[]]
    for item in items:
        mine = [visit for visit in visits if visit.subject == subject and visit.item == item]
        choices = [[*begun, visit] for begun in choices for visit in mine]
    return any(
        (max(each.day for each in chosen) - min(each.day for each in chosen)).days <= RULES.within_days
        and len({each.application for each in chosen}) > 1
        for chosen in choices
    )
