"""就近办: the own town first, then those that touch it, ring by ring; what the table does not join comes last."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wenling_desk.domain.nearest_place import NearPlace, Place, nearest_first, steps_from

TOWNS = ("a", "b", "c", "d", "e")
CHAIN = {"a": ["b"], "b": ["c"], "c": ["d"]}
tables = st.dictionaries(st.sampled_from(TOWNS), st.lists(st.sampled_from(TOWNS), max_size=4), max_size=5)


def place(name: str, town: str, *ways: str) -> Place:
    return Place(name, name, town, "", "", "", ways)


def test_a_border_counts_both_ways() -> None:
    assert steps_from("c", CHAIN) == {"c": 0, "b": 1, "d": 1, "a": 2}
    assert steps_from("e", CHAIN) == {"e": 0}


def test_the_nearest_comes_first_and_the_unknown_last() -> None:
    places = [place("远", "e", "ask"), place("三", "d", "ask"), place("本", "b", "ask"), place("一", "a", "ask")]
    found = [(near.place.name, near.steps) for near in nearest_first(places, "b", CHAIN)]
    assert found == [("本", 0), ("一", 1), ("三", 2), ("远", None)]


def test_only_those_that_go_as_far_as_asked() -> None:
    places = [place("问", "a", "ask"), place("收", "c", "ask", "take"), place("空", "a")]
    assert [near.place.name for near in nearest_first(places, "a", CHAIN, "take")] == ["收"]
    assert [near.place.name for near in nearest_first(places, "a", CHAIN)] == ["问", "收"]


@given(tables, st.sampled_from(TOWNS))
def test_steps_grow_by_one_from_town_to_town(table: dict[str, list[str]], town: str) -> None:
    steps = steps_from(town, table)
    for here, others in table.items():
        for other in others:
            assert (here in steps) == (other in steps)
            if here in steps:
                assert abs(steps[here] - steps[other]) <= 1


@given(tables, st.lists(st.sampled_from(TOWNS), max_size=8))
def test_no_place_is_lost_and_the_order_is_by_steps(table: dict[str, list[str]], towns: list[str]) -> None:
    places = [place(f"{number}", town, "ask") for number, town in enumerate(towns)]
    found: tuple[NearPlace, ...] = nearest_first(places, "a", table)
    assert sorted(near.place.name for near in found) == sorted(each.name for each in places)
    known = [near.steps for near in found if near.steps is not None]
    assert known == sorted(known)
    assert all(near.steps is None for near in found[len(known) :])
