"""The clocks between windows: which stretch runs, since when, and how it stands."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from tests.domain.test_handover import TAKEN, Told, at, back, case, given_to, record, signed, supplement
from tests.support.acts_handover import handover_rules
from tests.support.calendars import state_calendar
from tests.support.law_catalogue import LICENCE
from wenling_desk.domain.authority import Role
from wenling_desk.domain.counter_clocks import STEPS, Stretch, counter_lights, light_of, stretch_of
from wenling_desk.domain.handover_rules import Span

CHINA = timezone(timedelta(hours=8))
ACCEPTED: Told = ("Accepted", {"accepted_at": at(2).isoformat()})
GRANTED: Told = ("Granted", {"way": "signed_paper", "officer": "王科"})


def running(*told: Told) -> tuple[str, datetime] | None:
    found = record(*told)
    stretch = stretch_of(found, case(found).member(LICENCE))
    return (stretch.step, stretch.since) if stretch is not None else None


@pytest.mark.parametrize(
    ("told", "step", "since"),
    [
        ((TAKEN,), "hand_over", 0),
        ((TAKEN, given_to()), "sign_for", 1),
        ((TAKEN, given_to(), signed()), "opinion", 9),
        ((TAKEN, given_to(), signed(at=at(2).isoformat()), ("Reviewed", {"opinion": "同意"})), "opinion", 2),
        ((TAKEN, given_to(), signed(at=at(2).isoformat()), ACCEPTED), "decision", 3),
        ((TAKEN, given_to(), signed(at=at(2).isoformat()), ACCEPTED, ("Reviewed", {"opinion": "好"})), "decision", 4),
        ((TAKEN, given_to(), signed(), back()), "hand_over", 3),
        ((TAKEN, given_to(), *supplement()), "hand_over", 3),
        ((TAKEN, ACCEPTED, GRANTED), "shelve", 2),
    ],
    ids=["taken", "given", "signed", "review-refused", "answered", "reviewed", "back", "supplement", "granted"],
)  # fmt: skip
def test_the_stretch_that_runs(told: tuple[Told, ...], step: str, since: int) -> None:
    assert running(*told) == (step, at(since))


@pytest.mark.parametrize(
    "told",
    [
        (TAKEN, ("Withdrawn", {})),
        (TAKEN, ("CorrectionRequested", {"gaps": [], "due": "2026-11-20"})),
        (TAKEN, ACCEPTED, ("SpecialProcedureStarted", {"procedure": "testing", "expected_end": "2026-11-20"})),
        (TAKEN, ACCEPTED, GRANTED, ("ResultDelivered", {"way": "counter", "receiver": "x"})),
        (TAKEN, ACCEPTED, GRANTED, ("ResultShelved", {"place": "A-1"})),
    ],
    ids=["withdrawn", "correction", "procedure", "delivered", "shelved"],
)
def test_nothing_runs_while_others_have_to_act_or_all_is_done(told: tuple[Told, ...]) -> None:
    assert running(*told) is None


def moment(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=CHINA)


def light(step: str, since: datetime, now: datetime) -> Any:
    found = light_of(handover_rules(), Stretch(step, since), now, state_calendar())
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (moment(3, 9), "on_time"),
        (moment(3, 11, 30), "near"),
        (moment(3, 14), "near"),
        (moment(3, 14, 31), "late"),
        (moment(7, 9), "late"),
    ],
)
def test_a_limit_in_open_hours(now: datetime, state: str) -> None:
    found = light("hand_over", moment(3, 8, 30), now)  # four open hours
    assert (found.due, found.state) == (moment(3, 14, 30), state)


@pytest.mark.parametrize(
    ("now", "state", "days"),
    [
        (moment(3, 10), "on_time", 0),
        (moment(9, 9), "near", 4),
        (moment(10, 16, 59), "near", 5),
        (moment(10, 17, 1), "late", 5),
    ],
)
def test_a_limit_in_working_days_ends_when_the_hall_closes(now: datetime, state: str, days: int) -> None:
    found = light("opinion", moment(3, 9), now)
    assert (found.due, found.state, found.days) == (moment(10, 17), state, days)
    assert found.escalates_to is Role.REVIEWER


def test_a_step_without_a_rule_has_no_light() -> None:
    assert light_of(handover_rules(), Stretch("dream", moment(3, 9)), moment(3, 10), state_calendar()) is None


def test_the_hall_has_a_rule_for_every_step() -> None:
    assert tuple(handover_rules().steps) == STEPS


def test_the_lights_of_a_case_by_member() -> None:
    found = record(TAKEN, given_to())
    lights = counter_lights(handover_rules(), case(found), at(30), state_calendar())
    assert {code: (each.step, each.limit) for code, each in lights.items()} == {
        LICENCE: ("sign_for", Span(3, "hall_hours"))
    }


@pytest.mark.parametrize(
    ("now", "round_"),
    [
        (moment(3, 8), moment(3, 11, 30)),
        (moment(3, 11, 30), moment(3, 11, 30)),
        (moment(3, 12), moment(3, 16, 30)),
        (moment(3, 17), moment(4, 11, 30)),
        (moment(6, 17), moment(9, 11, 30)),
        (moment(7, 9), moment(9, 11, 30)),
    ],
)
def test_the_next_round(now: datetime, round_: datetime) -> None:
    assert handover_rules().next_round(now, state_calendar()) == round_
