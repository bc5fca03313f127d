"""What entries of a ledger add to its measures: values put right, states that come and go, days that are named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.calendars import state_calendar
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.figures import CHOICES, CountingRule, FigureRow, Measure, Per, Period
from wenling_desk.domain.ledger import Ledger, LedgerField, ListView, ValueType
from wenling_desk.domain.measures import Ground, figure_rows
from wenling_desk.domain.periods import sums_of
from wenling_desk.domain.record import RecordState, fold
from wenling_desk.domain.workflow import Action, Status, Workflow

CHINA = timezone(timedelta(hours=8))
MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=CHINA)
CALENDAR = state_calendar()
KIND = "visit"


def _action(name: str, fact: str, sources: tuple[str, ...], target: str | None) -> Action:
    return Action(name, fact, sources, target, {})


WORKFLOW = Workflow(
    KIND,
    "1",
    {name: Status(name, terminal=name in ("closed", "voided")) for name in ("planned", "running", "closed", "voided")},
    {
        each.action_id: each
        for each in (
            _action("plan", "VisitPlanned", ("new",), "planned"),
            _action("begin", "VisitBegun", ("planned",), "running"),
            _action("note", "VisitNoted", ("planned", "running"), None),
            _action("close", "VisitClosed", ("running",), "closed"),
            _action("amend", "VisitAmended", ("planned", "running", "closed"), None),
            _action("void", "VisitVoided", ("planned", "running"), "voided"),
        )
    },
)
FIELDS = {
    name: LedgerField(name, name, kind)
    for name, kind in (
        ("place_kind", ValueType.CHOICE),
        ("served", ValueType.NUMBER),
        ("held_on", ValueType.DATE),
        ("is_rural", ValueType.YES_NO),
    )
}
LEDGER = Ledger(KIND, "流动", "outreach", "", "1", "", "inferred", "place_kind", FIELDS, {}, {}, ListView(()))
SERVED = Measure("served", KIND, facts=("VisitClosed",), value="served", people="served", groups=("place_kind",))
STANDING = Measure("standing", KIND, standing=("planned", "running"), value="served", groups=("place_kind", "status"))


def fact(number: int, kind: str, days: int = 0, body: dict[str, Any] | None = None, record_kind: str = KIND) -> Fact:
    return Fact(
        f"f-{number}", record_kind, "visit-1", kind, MONDAY + timedelta(days=days), "0101", "clerk", "A03", "desk", "c",
        "r", (), body or {},
    )  # fmt: skip


def rows(*facts: Fact, measure: Measure = SERVED, **choices: str) -> list[FigureRow]:
    rules = {name: CountingRule(choices.get(name, allowed[0]), "", "", "") for name, allowed in CHOICES.items()}
    record: RecordState = fold(facts, WORKFLOW)
    return list(figure_rows(record, None, LEDGER, (measure,), Ground(WORKFLOW, CALENDAR, "H1", rules)))


def standing(found: Iterable[FigureRow], last: date) -> dict[str, tuple[int, int]]:
    """By group: how many stand on a day, and what they add up to."""
    counts, totals = Counter[str](), Counter[str]()
    for row in found:
        if row.day <= last:
            key = "/".join(row.groups.values())
            counts[key] += row.count
            totals[key] += row.total
    return {key: (counts[key], totals[key]) for key in counts if counts[key] or totals[key]}


BEGUN = (
    fact(1, "VisitPlanned", body={"place_kind": "market", "served": 0}),
    fact(2, "VisitBegun", 2),
)


def test_a_value_that_was_put_right_counts_as_it_is_right() -> None:
    closed = fact(3, "VisitClosed", 3, {"served": 58})
    assert [(row.total, row.people) for row in rows(*BEGUN, closed)] == [(58, 58)]
    amended = fact(4, "VisitAmended", 9, {"served": 85, "place_kind": "school"})
    (row,) = rows(*BEGUN, closed, amended)
    assert (row.total, row.groups, row.day) == (85, {"place_kind": "school"}, date(2026, 11, 26)), "on its own day"


def test_what_happens_twice_keeps_its_own_values() -> None:
    noted = Measure("noted", KIND, facts=("VisitNoted",), value="served")
    found = rows(
        *BEGUN, fact(3, "VisitNoted", 3, {"served": 5}), fact(4, "VisitNoted", 4, {"served": 7}), measure=noted
    )
    assert [row.total for row in found] == [5, 7]
    once = replace(noted, per=Per.RECORD)
    again = fact(4, "VisitNoted", 4, {"served": 7})
    assert [row.total for row in rows(*BEGUN, fact(3, "VisitNoted", 3, {"served": 5}), again, measure=once)] == [5]


def test_a_number_nobody_gave_is_no_zero() -> None:
    assert rows(*BEGUN, fact(3, "VisitClosed", 3, {"served": None})) == []
    assert rows(*BEGUN, fact(3, "VisitClosed", 3, {"served": "58"})) == [], "a text is no number"


def test_the_day_a_field_names() -> None:
    dated = replace(SERVED, date="held_on")
    assert [
        row.day
        for row in rows(*BEGUN, fact(3, "VisitClosed", 3, {"served": 1, "held_on": "2026-11-01"}), measure=dated)
    ] == [date(2026, 11, 1)]
    assert rows(*BEGUN, fact(3, "VisitClosed", 3, {"served": 1, "held_on": "someday"}), measure=dated) == []
    month = fact(3, "VisitClosed", 3, {"served": 1, "held_on": "2026-10"})
    assert [row.day for row in rows(*BEGUN, month, measure=dated)] == [date(2026, 10, 1)]


@pytest.mark.parametrize(("choice", "day"), [("on_its_day", date(2026, 11, 20)), ("on_entry", date(2026, 11, 26))])
def test_what_is_entered_later(choice: str, day: date) -> None:
    closed = fact(3, "VisitClosed", 3, {"served": 1, "happened_on": "2026-11-20"})
    assert [row.day for row in rows(*BEGUN, closed, back_entered=choice)] == [day]


def test_only_what_the_measure_lets_count() -> None:
    rural = replace(SERVED, where={"is_rural": ("yes",)})
    for told, counted in ((True, 1), (False, 0)):
        closed = fact(3, "VisitClosed", 3, {"served": 1, "is_rural": told})
        assert len(rows(*BEGUN, closed, measure=rural)) == counted


def test_a_voided_entry_counts_nowhere() -> None:
    planned = Measure("planned", KIND, facts=("VisitPlanned",))
    voided = fact(3, "VisitVoided", 3)
    assert rows(*BEGUN, voided, measure=planned) == []
    assert rows(*BEGUN, voided, measure=STANDING) == []
    assert len(rows(*BEGUN, voided, measure=planned, voided="counted")) == 1


def test_a_state_comes_and_goes_with_its_group_and_value() -> None:
    found = rows(*BEGUN, fact(3, "VisitAmended", 4, {"served": 9}), fact(4, "VisitClosed", 6), measure=STANDING)
    day = MONDAY.date()
    assert standing(found, day - timedelta(days=1)) == {}
    assert standing(found, day + timedelta(days=1)) == {"market/planned": (1, 0)}
    assert standing(found, day + timedelta(days=2)) == {"market/running": (1, 0)}
    assert standing(found, day + timedelta(days=4)) == {"market/running": (1, 9)}
    assert standing(found, day + timedelta(days=6)) == {}


def test_a_refused_fact_and_one_out_of_the_table_count_nowhere() -> None:
    closed = fact(3, "VisitClosed", 3, {"served": 1})
    refused = fact(4, "FactRefused", 4, {"fact_id": "f-3"})
    assert rows(*BEGUN, closed, refused) == []
    assert rows(BEGUN[0], closed) == [], "it was never begun"


_STEPS = st.lists(
    st.tuples(
        st.sampled_from(["VisitBegun", "VisitNoted", "VisitClosed", "VisitAmended", "FactRefused", "PaperIssued"]),
        st.integers(0, 5),
        st.sampled_from(
            [{}, {"served": 4}, {"place_kind": "school"}, {"place_kind": ""}, {"served": 7, "is_rural": True}]
        ),
    ),
    max_size=8,
)


@given(steps=_STEPS)
def test_standing_at_a_day_is_the_fold_at_that_day(steps: list[tuple[str, int, dict[str, Any]]]) -> None:
    facts, days = [BEGUN[0]], 0
    for number, (kind, later, body) in enumerate(steps, 2):
        days += later
        told = {"fact_id": f"f-{number - 1}"} if kind == "FactRefused" and number > 2 else body
        facts.append(fact(number, kind, days, told))
    found = rows(*facts, measure=STANDING)
    refused = {each.body.get("fact_id") for each in facts if each.kind == "FactRefused"}
    for offset in range(days + 2):
        last = MONDAY.date() + timedelta(days=offset)
        until = [each for each in facts if each.at.date() <= last and each.fact_id not in refused]
        status = "new"
        said: dict[str, Any] = {}
        for each in until:
            action = WORKFLOW.action_for(each.kind, status)
            if action is not None:
                said |= each.body
                status = action.target or status
        assert status == fold(until, WORKFLOW).status_of("")
        key = "/".join(value for value in (said["place_kind"], status) if value)
        wanted = {key: (1, said["served"])} if status in STANDING.standing else {}
        assert standing(found, last) == wanted


@given(first=st.dates(date(2025, 1, 1), date(2027, 1, 1)), length=st.integers(0, 500))
def test_the_periods_of_a_span_make_up_its_days(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    more, less = sums_of(first, last)
    days: Counter[str] = Counter()
    for sign, periods in ((1, more), (-1, less)):
        for period in periods:
            found = Period.month(date.fromisoformat(f"{period}-01")) if len(period) == 7 else None
            inside = _days(found) if found is not None else [period]
            for day in inside:
                days[day] += sign
    assert {day for day, times in days.items() if times} == set(_days(Period(first, last)))
    assert set(days.values()) <= {0, 1}
    assert len(more) + len(less) <= len(_days(Period(first, last)))


def _days(period: Period) -> list[str]:
    return [
        (period.first + timedelta(days=number)).isoformat() for number in range((period.last - period.first).days + 1)
    ]
