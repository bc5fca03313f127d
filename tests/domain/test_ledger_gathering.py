"""Rows gathered from another ledger: which entries, in which order, what stands in their columns."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenling_desk.domain.ledger import Ledger, LedgerField, ListView, ValueType
from wenling_desk.domain.ledger_gathering import DAYS, SINCE, Gathering, StandingEntry, gather

TODAY = date(2026, 11, 27)
STAGES = {"filing": "立项赋码", "drawings": "施工图", "permit": "施工许可"}
SOURCE = Ledger(
    "project", "项目", "projects", "", "1", "", "inferred", "name",
    {
        "name": LedgerField("name", "名称", ValueType.TEXT),
        "stage": LedgerField("stage", "阶段", ValueType.CHOICE, choices=STAGES),
        "planned": LedgerField("planned", "计划", ValueType.DATE),
        "area": LedgerField("area", "面积", ValueType.NUMBER, places=2),
        "phone": LedgerField("phone", "电话", ValueType.PHONE, private=True),
        "agent": LedgerField("agent", "代办员", ValueType.CLERK),
    },
    {}, {}, ListView(()),
)  # fmt: skip
TABLE = LedgerField(
    "rows", "明细", ValueType.TABLE,
    columns=(
        LedgerField("what", "项目", ValueType.TEXT),
        LedgerField("at", "环节", ValueType.CHOICE, choices=STAGES),
        LedgerField("said", "环节", ValueType.TEXT),
        LedgerField("since", "自", ValueType.DATE),
        LedgerField("days", "天数", ValueType.NUMBER),
        LedgerField("area", "面积", ValueType.NUMBER),
        LedgerField("phone", "电话", ValueType.PHONE),
    ),
)  # fmt: skip
PLAIN = Gathering("report", "rows", "project", ("blocked",), {"what": "name"})


def standing(name: str, status: str = "blocked", days: int = 3, **values: Any) -> StandingEntry:
    return StandingEntry(status, TODAY - timedelta(days=days), {"name": name, **values})


def rows(gathering: Gathering, *entries: StandingEntry, own: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    return gather(gathering, TABLE, SOURCE, entries, own or {}, TODAY)


def test_only_the_statuses_asked_for() -> None:
    assert rows(PLAIN, standing("甲"), standing("乙", "done")) == [{"what": "甲"}]


def test_a_choice_goes_as_code_to_a_choice_and_in_words_to_a_text() -> None:
    gathering = replace(PLAIN, columns={"at": "stage", "said": "stage"})
    assert rows(gathering, standing("甲", stage="permit")) == [{"at": "permit", "said": "施工许可"}]


def test_since_when_and_how_many_days() -> None:
    gathering = replace(PLAIN, columns={"since": SINCE, "days": DAYS})
    assert rows(gathering, standing("甲", days=3)) == [{"since": "2026-11-24", "days": 3}]


@pytest.mark.parametrize(("planned", "found"), [
    ("2026-11-26", [{"what": "甲", "days": 1}]), ("2026-11-27", []), ("2026-12-01", []), ("", []),
])  # fmt: skip
def test_a_day_that_is_past_counts_from_that_day(planned: str, found: list[dict[str, Any]]) -> None:
    gathering = replace(PLAIN, columns={"what": "name", "days": DAYS}, past="planned")
    assert rows(gathering, standing("甲", planned=planned)) == found


def test_only_the_entries_that_share_a_value_with_this_one() -> None:
    gathering = replace(PLAIN, where={"agent": "person"})
    entries = (standing("甲", agent="0301"), standing("乙", agent="0302"))
    assert rows(gathering, *entries, own={"person": "0302"}) == [{"what": "乙"}]


def test_private_values_stay_where_they_are() -> None:
    gathering = replace(PLAIN, columns={"what": "name", "phone": "phone"})
    assert rows(gathering, standing("甲", phone="13800005678")) == [{"what": "甲"}]


def test_a_number_keeps_its_size_in_another_number_of_places() -> None:
    assert rows(replace(PLAIN, columns={"area": "area"}), standing("甲", area=1250)) == [{"area": 12}]


def test_an_entry_that_fills_nothing_makes_no_row() -> None:
    assert rows(replace(PLAIN, columns={"said": "stage"}), standing("甲")) == []


@given(st.lists(st.sampled_from([*STAGES, "unknown", None]), max_size=12))
def test_the_rows_stand_in_the_order_of_the_choices(stages: list[str | None]) -> None:
    """Unknown stages last; where the stage is the same, in the order of the entries."""
    gathering = replace(PLAIN, columns={"what": "name"}, order="stage")
    entries = [standing(f"{number:02d}", stage=stage) for number, stage in enumerate(stages)]
    found = [row["what"] for row in rows(gathering, *entries)]
    codes = list(STAGES)
    wanted = sorted(
        range(len(stages)), key=lambda n: (codes.index(stages[n] or "") if stages[n] in codes else len(codes), n)
    )
    assert found == [f"{number:02d}" for number in wanted]
