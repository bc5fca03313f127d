"""Alarms: each kind at its boundary, and what never rings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.fakes import CHINA
from wenling_desk import resources
from wenling_desk.catalogue.alarm_rules import read_alarm_rules
from wenling_desk.catalogue.handover_file import read_handover_rules
from wenling_desk.domain.alarms import RED, Alarm, find_alarms
from wenling_desk.domain.authority import Role
from wenling_desk.domain.errands import Errand
from wenling_desk.domain.hall_hours import HallClock
from wenling_desk.domain.heads import CaseHead
from wenling_desk.domain.working_days import Calendar

CALENDAR = Calendar("t", frozenset(), frozenset(), date(2026, 1, 1), date(2026, 12, 31))
HOURS = read_handover_rules(resources.path("counter", "handover.yaml")).hours
RULES = read_alarm_rules(resources.path("counter", "alarms.yaml"), HOURS)
CLOCK = HallClock(CALENDAR, HOURS)
FRIDAY = date(2026, 11, 6)
MONDAY = date(2026, 11, 9)
DAY = timedelta(days=1)
TUESDAY = date(2026, 11, 10)


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=CHINA)


def row(due: date | None, due_kind: str, status: str = "accepted", **more: object) -> CaseHead:
    head = CaseHead(
        "r1", "acceptance", "SC017", "331081-26-K7QX-000001-X", "SC017", "食品经营许可", "SCJGJ", "林**", status, True,
        due, due_kind, "in_department", at(date(2026, 11, 2)), at(date(2026, 11, 2)), "0101", "H1", "",
    )  # fmt: skip
    return replace(head, **more)  # type: ignore[arg-type]


def errand(kind: str, since: datetime, due: date | None = None) -> Errand:
    return Errand("r1", "acceptance", "SC017", kind, "", since, due, number="JD-1", place="SCJGJ")


def ring(now: datetime, *heads: CaseHead, errands: tuple[Errand, ...] = ()) -> list[Alarm]:
    beside = heads[0] if heads else None
    return list(find_alarms(heads, [(each, beside) for each in errands], RULES, now, CLOCK))


def kinds(now: datetime, *heads: CaseHead, errands: tuple[Errand, ...] = ()) -> list[tuple[str, str, str]]:
    return [(alarm.kind, alarm.level, str(alarm.who)) for alarm in ring(now, *heads, errands=errands)]


@pytest.mark.parametrize(
    ("clock", "due", "now", "rings"),
    [
        pytest.param("telling", MONDAY, date(2026, 11, 5), [], id="telling-two-days-before"),
        pytest.param("telling", MONDAY, FRIDAY, [("telling_wall", "amber", "clerk")], id="telling-over-a-weekend"),
        pytest.param("telling", MONDAY, date(2026, 11, 7), [("telling_wall", "amber", "clerk")], id="telling-saturday"),
        pytest.param("telling", MONDAY, MONDAY, [("telling_wall", "red", "team_leader")], id="telling-last-day"),
        pytest.param("correction", MONDAY, FRIDAY, [("correction_due", "amber", "clerk")], id="correction-before"),
        pytest.param("correction", MONDAY, MONDAY, [("correction_due", "amber", "clerk")], id="correction-last-day"),
        pytest.param("correction", MONDAY, TUESDAY, [("correction_due", "red", "clerk")], id="correction-over"),
        pytest.param("deferral", MONDAY, FRIDAY, [("deferral_due", "amber", "clerk")], id="deferral-before"),
        pytest.param("deferral", MONDAY, TUESDAY, [("deferral_due", "red", "team_leader")], id="deferral-over"),
        pytest.param("decision", MONDAY, date(2026, 11, 5), [], id="promise-two-days-before"),
        pytest.param("decision", MONDAY, FRIDAY, [("near_promise", "amber", "reviewer")], id="promise-near"),
        pytest.param("decision", MONDAY, MONDAY, [("near_promise", "amber", "reviewer")], id="promise-last-day"),
        pytest.param("decision", MONDAY, TUESDAY, [("past_promise", "red", "team_leader")], id="promise-past"),
        pytest.param("special_procedure", MONDAY, FRIDAY, [], id="procedure-before"),
        pytest.param("special_procedure", MONDAY, MONDAY, [("procedure_over", "amber", "reviewer")], id="its-day"),
        pytest.param(
            "special_procedure", MONDAY, TUESDAY, [("procedure_over", "red", "team_leader")], id="procedure-over"
        ),
    ],
)  # fmt: skip
def test_a_clock_rings_at_its_boundary(clock: str, due: date, now: date, rings: list[tuple[str, str, str]]) -> None:
    assert kinds(at(now), row(due, clock)) == rings


@pytest.mark.parametrize(
    ("kind", "since", "quiet", "rings", "alarm"),
    [
        pytest.param("unsigned", at(FRIDAY, 9), at(FRIDAY, 13, 59), at(FRIDAY, 14), "unsigned", id="half-a-day"),
        pytest.param("unsigned", at(FRIDAY, 16), at(MONDAY, 10, 29), at(MONDAY, 10, 30), "unsigned", id="over-night"),
        pytest.param("scan_missing", at(FRIDAY), at(MONDAY, 23), at(TUESDAY, 0), "scan_missing", id="scan"),
        pytest.param("on_shelf", at(FRIDAY), at(FRIDAY + 15 * DAY), at(FRIDAY + 16 * DAY, 0), "shelf_long", id="shelf"),
    ],
)  # fmt: skip
def test_an_errand_rings_when_it_waited_too_long(
    kind: str, since: datetime, quiet: datetime, rings: datetime, alarm: str
) -> None:
    waits = errand(kind, since)
    assert kinds(quiet, errands=(waits,)) == []
    assert kinds(rings, errands=(waits,)) == [(alarm, "amber", "clerk")]


def test_unsigned_over_a_day_is_the_team_leaders() -> None:
    assert kinds(at(TUESDAY), errands=(errand("unsigned", at(FRIDAY)),)) == [("unsigned", "red", "team_leader")]


def test_what_should_have_started_and_what_should_be_told_ring_at_once() -> None:
    assert kinds(at(FRIDAY), errands=(errand("start_due", at(FRIDAY)),)) == [
        ("member_not_started", "red", "team_leader")
    ]
    assert kinds(at(FRIDAY), errands=(errand("correction_advised", at(FRIDAY)),)) == [
        ("advice_untold", "amber", "clerk")
    ]
    assert kinds(at(TUESDAY), errands=(errand("correction_advised", at(FRIDAY)),)) == [
        ("advice_untold", "red", "team_leader")
    ]


def test_a_held_member_rings_after_twenty_working_days() -> None:
    held = row(None, "", "waiting_predecessor", received_at=at(date(2026, 11, 2)))
    assert kinds(at(date(2026, 11, 30), 23), held) == []
    assert kinds(at(date(2026, 12, 1)), held) == [("member_waits_long", "amber", "clerk")]


def test_an_explained_delay_rings_again_on_the_day_that_was_told() -> None:
    late, wednesday = row(date(2026, 11, 2), "decision"), date(2026, 11, 11)
    told = (errand("delay_told", at(FRIDAY), wednesday),)
    assert kinds(at(MONDAY), late) == [("past_promise", "red", "team_leader")]
    assert kinds(at(MONDAY), late, errands=told) == []
    assert kinds(at(wednesday), late, errands=told) == [("delay_told", "amber", "reviewer")]
    assert ("past_promise", "red", "team_leader") in kinds(at(date(2026, 11, 12)), late, errands=told)


def test_each_alarm_has_a_person_and_a_time() -> None:
    (amber,) = ring(at(FRIDAY), row(MONDAY, "telling"))
    assert (amber.who, amber.person, amber.when) == (Role.CLERK, "0101", at(FRIDAY, 16, 30))
    (near,) = ring(at(FRIDAY), row(MONDAY, "decision"))
    assert (near.who, near.person) == (Role.REVIEWER, "SCJGJ")
    (red,) = ring(at(MONDAY), row(MONDAY, "telling"))
    assert (red.who, red.person, red.when) == (Role.TEAM_LEADER, "", at(MONDAY, 11, 30))


def test_after_the_hour_the_next_working_day_is_named_but_never_one_after_the_last() -> None:
    (evening,) = ring(at(FRIDAY, 17), row(MONDAY, "telling"))
    assert evening.when == at(MONDAY, 16, 30)
    (last,) = ring(at(MONDAY, 12), row(MONDAY, "telling"))
    assert last.when == at(MONDAY, 17)
    (saturday,) = ring(at(date(2026, 11, 7)), row(MONDAY, "telling"))
    assert saturday.when == at(MONDAY, 16, 30)


def test_red_comes_first() -> None:
    other = replace(row(TUESDAY, "correction"), record_id="r2")
    assert [alarm.level for alarm in ring(at(MONDAY), other, row(date(2026, 11, 5), "decision"))] == ["red", "amber"]


STATUSES = (
    "taken_in",
    "correction_pending",
    "accepted",
    "accepted_deferred",
    "special_procedure",
    "waiting_predecessor",
)
ERRANDS = ("unsigned", "start_due", "correction_advised", "delay_told", "scan_missing", "on_shelf")


@given(
    st.sampled_from(("telling", "correction", "deferral", "decision", "special_procedure", "")),
    st.sampled_from(STATUSES),
    st.integers(-40, 40),
    st.lists(st.tuples(st.sampled_from(ERRANDS), st.integers(0, 60)), max_size=3),
)
def test_a_member_that_is_over_never_rings(clock: str, status: str, ahead: int, waits: list[tuple[str, int]]) -> None:
    due = FRIDAY + timedelta(days=ahead) if clock else None
    over = row(due, clock, status, open=False, task="")
    errands = tuple(errand(kind, at(FRIDAY) - timedelta(days=days), due) for kind, days in waits)
    assert ring(at(FRIDAY), over, errands=errands) == []


@given(st.integers(-40, 40), st.integers(8, 17))
def test_there_is_one_alarm_for_one_clock_and_it_is_looked_at_ahead(ahead: int, hour: int) -> None:
    now = at(FRIDAY, hour)
    found = ring(now, row(FRIDAY + timedelta(days=ahead), "decision"))
    assert len(found) <= 1
    assert all(alarm.when >= now or alarm.due == FRIDAY for alarm in found)
    if ahead < 0:
        assert [alarm.level for alarm in found] == [RED]
