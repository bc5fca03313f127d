"""A fifth of a percent of a city's year: every count equal at the centre, on a real database."""

from __future__ import annotations

from pathlib import Path

from tests.support.small_centre import REGION
from tests.year import count, laptop
from tests.year.plan import CASES, JOINT_CASES, YearPlan
from tests.year.run import live
from wenling_desk.store.centre.store import MemoryCentreStore

SCALE = 0.002


def test_the_plan_is_the_same_for_the_same_seed_and_has_the_year_s_numbers() -> None:
    plan = YearPlan(0.001, seed=7)
    days = [(day, arrivals) for day, arrivals in plan.days()]
    assert days == list(YearPlan(0.001, seed=7).days())
    arrivals = [each for _, of_day in days for each in of_day]
    assert len(arrivals) == plan.cases == CASES // 1_000
    assert sum(each.story == "joint" for each in arrivals) == plan.joint_cases == round(JOINT_CASES / 1_000)
    assert [each.number for each in arrivals] == list(range(plan.cases))


def test_every_count_of_the_year_is_equal_at_the_centre(tmp_path: Path) -> None:
    plan = YearPlan(SCALE)
    store = MemoryCentreStore(REGION)
    report, centre, clock = live(plan, store, tmp_path / "files")
    assert count.compare(report, store) == []
    assert report.done["ops"] > 3 * report.cases
    cold = laptop.take_in_hall(centre, clock, plan, count.VISITOR, tmp_path)
    assert 0 < cold.rows < report.cases  # what ended long ago has left the hall's list


def test_a_lost_case_is_noticed(tmp_path: Path) -> None:
    plan = YearPlan(0.0001)
    store = MemoryCentreStore(REGION)
    report, _, _ = live(plan, store, tmp_path / "files")
    report.done["cases"] += 1
    assert any(each.startswith("cases:") for each in count.compare(report, store))
