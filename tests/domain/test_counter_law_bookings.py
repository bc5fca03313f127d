"""The tables of bookings and past cases, and the rows of records without members."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from tests.support.fakes import CHINA, texts, workflows
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.guards import GUARDS
from wenling_desk.domain.heads import CaseHead, first_number, whole_head
from wenling_desk.domain.record import fold
from wenling_desk.domain.workflow import NEW, find_flaws

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=CHINA)


@pytest.mark.parametrize("kind", ["booking", "past_case"])
def test_the_file_has_no_flaw_and_every_word_it_needs(kind: str) -> None:
    workflow = workflows().workflow(kind)
    assert find_flaws(workflow, GUARDS) == []
    for action in workflow.actions.values():
        assert texts().has(f"rules.{action.basis}")
        assert texts().has(f"acts.{action.action_id}")
        assert texts().has(f"case.fact.{action.fact}")
    assert [status for status in workflow.statuses if not texts().has(f"case.status.{status}")] == []
    assert not workflow.clocks, "nothing runs"


def test_a_booking_comes_moves_is_missed_or_called_off() -> None:
    workflow = workflows().workflow("booking")
    table = {
        (status, action.action_id): action.target
        for status in (NEW, *workflow.statuses)
        for action in workflow.allowed(status)
    }
    assert table == {
        (NEW, "book"): "booked",
        ("booked", "move_booking"): None,
        ("booked", "arrive_booking"): "arrived",
        ("booked", "miss_booking"): "missed",
        ("booked", "cancel_booking"): "cancelled",
    }


def test_a_past_case_ends_as_it_begins() -> None:
    workflow = workflows().workflow("past_case")
    assert [(action.sources, action.target) for action in workflow.actions.values()] == [((NEW,), "imported")]
    assert workflow.statuses["imported"].terminal


def fact(record_kind: str, kind: str, at: int = 1, /, **body: Any) -> Fact:
    return Fact(f"f{at}", record_kind, "r1", kind, NOW, "0101", "clerk", "3", "d", f"c{at}", "1", (), body)


def row(*facts: Fact) -> CaseHead:
    workflow = workflows().workflow(facts[0].record_kind)
    return whole_head(fold(facts, workflow), workflow, first_number(facts), NOW, "H1")


BOOKED = fact(
    "booking", "Booked", title="x", day="2026-11-25", slot="09:30", number="11-25 09:30", applicant_masked="林**"
)


def test_a_later_fact_of_the_records_own_goes_before_the_first() -> None:
    moved = fact("booking", "BookingMoved", 2, day="2026-11-30", slot="14:30", number="11-30 14:30")
    found = row(BOOKED, moved)
    assert (found.due, found.number, found.applicant) == (date(2026, 11, 30), "11-30 14:30", "林**")


def test_papers_and_numbers_every_record_may_carry_do_not_speak_for_it() -> None:
    noted = fact("booking", "OfficialNumberRecorded", 2, number="331081202611240001", day="2027-01-01")
    found = row(BOOKED, noted)
    assert (found.number, found.due) == ("11-25 09:30", date(2026, 11, 25))
    issued = fact("booking", "PaperIssued", 3, number="331081-26-K7QX-000001-J")
    assert row(BOOKED, noted, issued).number == "331081-26-K7QX-000001-J"


@pytest.mark.parametrize("day", ["", "soon", None, 7])
def test_a_day_nobody_can_read_is_none(day: object) -> None:
    assert row(replace(BOOKED, body={**BOOKED.body, "day": day})).due is None


def test_what_is_over_is_due_no_more() -> None:
    assert row(BOOKED, fact("booking", "BookingArrived", 2)).due is None


def test_a_consultation_is_what_it_was() -> None:
    asked = fact("consultation", "Consulted", question="x", answer="y", title="x")
    promised = fact("consultation", "CallBackPromised", 2, phone="13800005678", due="2026-11-25")
    plain, due = row(asked), row(asked, promised)
    assert (plain.due, plain.number, plain.applicant, plain.task) == (None, "", "", "")
    assert (due.due, due.due_kind, due.task) == (date(2026, 11, 25), "call_back", "call_back_due")
