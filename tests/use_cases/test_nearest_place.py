"""就近办: the ledger of places answers where to go, and only with places somebody checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.fakes import CLERK, LEADER, Counter
from wenling_desk import resources
from wenling_desk.catalogue.loader import load_catalogue
from wenling_desk.catalogue.neighbours_file import read_neighbours
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.use_cases.act_in_ledger import ActInLedger
from wenling_desk.use_cases.find_nearest_place import find_nearest_place

SHITANG, SONGMEN, DAXI = "331081105", "331081102", "331081101"


@pytest.fixture
def counter() -> Counter:
    return Counter(load_catalogue(resources.root(), samples=True))


def reported(counter: Counter, name: str, town: str, **ways: bool) -> str:
    """A place as a town reports it."""
    offer = {"item": "YB006", "ask": True, "take": False, "do": False, "collect": False, **ways}
    values = {"place": name, "kind": "village", "town": town, "address": "一楼", "hours": "8:30", "offers": [offer]}
    return counter.do(ActInLedger, kind="nearby_service", action="report_place", values=values).record_id


def checked(counter: Counter, record_id: str) -> None:
    """Somebody else went and looked."""
    counter.sign_in(LEADER)
    values = {"tried": "打过电话", "checked_by": "2027-02-26"}
    counter.do(ActInLedger, kind="nearby_service", record_id=record_id, action="check_place", values=values)
    counter.sign_in(CLERK)


def names(counter: Counter, town: str, way: str = "", item: str = "YB006") -> list[str]:
    divisions = counter.desk.catalogue().divisions
    neighbours = read_neighbours(resources.path("counter", "neighbours.yaml"), divisions)
    with counter.store.reading() as reading:
        found = find_nearest_place(counter.desk, reading, item, town, neighbours, way)
    return [near.place.name for near in found]


def test_the_own_town_then_the_next_one(counter: Counter) -> None:
    for name, town in (("大溪点", DAXI), ("松门点", SONGMEN), ("石塘点", SHITANG)):
        checked(counter, reported(counter, name, town, take=town != SHITANG))
    assert names(counter, SHITANG) == ["石塘点", "松门点", "大溪点"]
    assert names(counter, SHITANG, "take") == ["松门点", "大溪点"]
    assert names(counter, SHITANG, item="RS005") == []


def test_what_nobody_checked_and_what_was_shut_is_not_named(counter: Counter) -> None:
    reported(counter, "没核的点", SHITANG)
    shut = reported(counter, "停了的点", SHITANG)
    checked(counter, shut)
    assert names(counter, SHITANG) == ["停了的点"]
    counter.sign_in(LEADER)
    values = {"shut_why": "搬走了"}
    counter.do(ActInLedger, kind="nearby_service", record_id=shut, action="shut_place", values=values)
    assert names(counter, SHITANG) == []


def test_every_town_reaches_every_other(counter: Counter) -> None:
    from wenling_desk.domain.nearest_place import steps_from

    divisions = counter.desk.catalogue().divisions
    neighbours = read_neighbours(resources.path("counter", "neighbours.yaml"), divisions)
    assert set(steps_from(SHITANG, neighbours)) == set(divisions)


def test_a_town_nobody_knows_is_refused_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "neighbours.yaml"
    file.write_text(
        "schema: wenling-desk/neighbours@1\nstatus: inferred\nsource: 样子\nneighbours: {'1': ['2']}\n",
        encoding="utf-8",
    )
    with pytest.raises(KnownTrouble) as caught:
        read_neighbours(file, {"1"})
    assert (caught.value.code, caught.value.values["detail"]) == ("neighbours_broken", "neighbours.1: 2")
