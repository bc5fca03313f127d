"""A case read from its facts: which clock runs, until when, how it stands today, and who owes what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.calendars import state_calendar
from tests.support.fakes import CHINA, texts, workflows
from tests.support.law_catalogue import (
    BENEFIT,
    CARD,
    CHAIN,
    FILING,
    LICENCE,
    agent,
    applicant,
    law_catalogue,
    sheet_for,
)
from wenling_desk.domain.acceptance import CaseMember, CaseView, Light, pauses_of, read_case, task_of
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.materials import MaterialEntry, MaterialMark
from wenling_desk.domain.record import fold
from wenling_desk.domain.working_days import Calendar

CATALOGUE = law_catalogue()
CALENDAR = state_calendar()
WORKFLOW = workflows().workflow("acceptance")
TERMINAL = frozenset(status.status_id for status in WORKFLOW.statuses.values() if status.terminal)


def at(day: str, hour: int = 9) -> datetime:
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), CHINA).replace(hour=hour)


class Story:
    """Facts of one case, written by hand."""

    def __init__(
        self, *codes: str, after: dict[str, tuple[str, ...]] | None = None, sheet: IntakeSheet | None = None
    ) -> None:
        self.codes = codes
        self.after = after or {}
        self.sheet = sheet or sheet_for(codes[0] if len(codes) == 1 else CHAIN)
        self.facts: list[Fact] = []

    def tell(self, day: str | datetime, kind: str, *members: str, **body: Any) -> Story:
        number = len(self.facts)
        self.facts.append(
            Fact(
                f"f{number}", "acceptance", "r1", kind, day if isinstance(day, datetime) else at(day), "0101", "clerk",
                "A03", "d1", f"c{number}", "law.1", members or self.codes, body,
            )
        )  # fmt: skip
        return self

    def taken_in(self, day: str | datetime) -> Story:
        members = []
        for code in self.codes:
            item = CATALOGUE.items[code]
            limit = item.committed_time_limit
            members.append({
                "code": code, "name": item.name, "department_key": item.department_key,
                "item_type": str(item.item_type), "handling_kind": str(item.handling_kind),
                "after": list(self.after.get(code, ())), "limit": {"amount": limit.amount, "unit": str(limit.unit)},
            })  # fmt: skip
        body = {"sheet": self.sheet.to_plain(), "hall_code": "H1", "members": members}
        held = tuple(code for code in self.codes if self.after.get(code))
        self.tell(day, "TakenIn", *(code for code in self.codes if code not in held), **body)
        return self.tell(day, "HeldForPredecessor", *held) if held else self

    def accepted(self, day: str | datetime, *members: str, kind: str = "Accepted", **body: Any) -> Story:
        moment = day if isinstance(day, datetime) else at(day)
        return self.tell(moment, kind, *members, accepted_at=moment.isoformat(), **body)

    def case(self, as_of: str, calendar: Calendar = CALENDAR) -> CaseView:
        return read_case(fold(self.facts, WORKFLOW), calendar, TERMINAL, date.fromisoformat(as_of))

    def member(self, as_of: str, code: str = "") -> CaseMember:
        return self.case(as_of).member(code or self.codes[0])


def due(member: CaseMember) -> tuple[str, str]:
    return (member.due.day.isoformat() if member.due else "", member.due_kind)


# -- the clock of telling -------------------------------------------------------------------------------------


def test_five_working_days_to_tell_from_the_receipt() -> None:
    member = Story(LICENCE).taken_in("2026-11-03").member("2026-11-03")
    assert due(member) == ("2026-11-10", "telling")
    assert member.received_at == member.told_from == at("2026-11-03")


def test_a_saturday_receipt_is_dated_saturday() -> None:
    member = Story(LICENCE).taken_in("2026-11-07").member("2026-11-07")
    assert member.received_at == at("2026-11-07")
    assert due(member) == ("2026-11-13", "telling")


def test_a_supplement_begins_the_telling_anew() -> None:
    story = Story(LICENCE).taken_in("2026-11-03")
    story.tell("2026-11-04", "CorrectionRequested", due="2026-11-20", gaps=[]).tell("2026-11-12", "SupplementReceived")
    member = story.member("2026-11-12")
    assert due(member) == ("2026-11-19", "telling")
    assert member.told_from == at("2026-11-12")
    assert member.received_at == at("2026-11-03")


def test_a_correction_on_the_spot_does_not_stop_the_telling() -> None:
    story = Story(LICENCE).taken_in("2026-11-03").tell("2026-11-05", "CorrectedOnTheSpot", what="电话")
    assert due(story.member("2026-11-05")) == ("2026-11-10", "telling")


def test_a_held_member_has_no_receipt_and_no_clock_until_it_starts() -> None:
    story = Story(FILING, LICENCE, after={LICENCE: (FILING,)}).taken_in("2026-11-03")
    held = story.member("2026-11-03", LICENCE)
    assert (held.status, held.received_at, held.due) == ("waiting_predecessor", None, None)
    story.accepted("2026-11-03", FILING).tell("2026-11-06", "Granted", FILING).tell(
        "2026-11-06", "MemberStarted", LICENCE
    )
    started = story.member("2026-11-06", LICENCE)
    assert started.received_at == at("2026-11-06")
    assert due(started) == ("2026-11-13", "telling")


# -- correction and deferral ----------------------------------------------------------------------------------


def test_the_applicants_day_is_the_one_that_was_told() -> None:
    story = Story(LICENCE).taken_in("2026-11-03").tell("2026-11-03", "CorrectionRequested", due="2026-11-20", gaps=[])
    assert due(story.member("2026-11-04")) == ("2026-11-20", "correction")


def test_a_day_told_that_is_off_moves_to_the_next_working_day() -> None:
    story = Story(LICENCE).taken_in("2026-09-25").tell("2026-09-25", "CorrectionRequested", due="2026-10-03", gaps=[])
    member = story.member("2026-09-28")
    assert due(member) == ("2026-10-08", "correction")
    assert member.due is not None
    assert member.due.moved_from == date(2026, 10, 3)


def test_a_notice_to_several_members_leaves_each_its_own_gaps() -> None:
    gaps = [
        {"ref": "m_deed", "members": [FILING]},
        {"ref": "m_plan", "members": [LICENCE]},
        {"ref": "p1", "members": []},
    ]
    story = Story(FILING, LICENCE).taken_in("2026-11-03")
    story.tell("2026-11-03", "CorrectionRequested", due="2026-11-20", gaps=gaps)
    assert [gap["ref"] for gap in story.member("2026-11-03", LICENCE).open_gaps] == ["m_plan", "p1"]
    story.tell("2026-11-05", "SupplementReceived")
    assert story.member("2026-11-05", LICENCE).open_gaps == ()
    assert story.member("2026-11-05", LICENCE).corrections == 1


def test_deferred_materials_are_owed_while_the_promise_runs_from_the_acceptance() -> None:
    gap = {"ref": "m_late", "members": [LICENCE]}
    story = Story(LICENCE).taken_in("2026-11-03")
    story.accepted("2026-11-03", kind="AcceptedWithDeferral", due="2026-11-16", gaps=[gap])
    member = story.member("2026-11-04")
    assert due(member) == ("2026-11-16", "deferral")
    assert member.open_gaps == (gap,)
    assert member.promise is not None
    assert member.promise.day == date(2026, 11, 17)
    story.tell("2026-11-10", "DeferralClosed")
    assert due(story.member("2026-11-10")) == ("2026-11-17", "decision")


# -- the promise ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "last"),
    [(LICENCE, "2026-11-17"), (BENEFIT, "2027-01-04"), (CARD, "2026-11-04"), (FILING, "2026-11-03")],
)
def test_each_unit_counts_its_own_way(code: str, last: str) -> None:
    """Ten working days; two months ending on a Sunday; 24 hours; on the spot."""
    member = Story(code).taken_in("2026-11-03").accepted("2026-11-03").member("2026-11-03")
    assert due(member) == (last, "decision")


def test_hours_end_to_the_minute() -> None:
    moment = at("2026-11-03").replace(hour=16, minute=20)
    promise = Story(CARD).taken_in("2026-11-03").accepted(moment).member("2026-11-03").promise
    assert promise is not None
    assert promise.at == moment + timedelta(hours=24)


def test_an_extension_adds_its_days() -> None:
    story = Story(LICENCE).taken_in("2026-11-03").accepted("2026-11-03")
    story.tell("2026-11-10", "Extended", days=10, reason="r", approver="a")
    assert due(story.member("2026-11-10")) == ("2026-12-01", "decision")


def test_an_extended_item_of_the_spot_gets_working_days() -> None:
    story = Story(FILING).taken_in("2026-11-03").accepted("2026-11-03").tell("2026-11-03", "Extended", days=2)
    assert due(story.member("2026-11-03")) == ("2026-11-05", "decision")


def test_a_special_procedure_is_left_out_from_the_day_after_it_began_to_the_day_it_ended() -> None:
    story = Story(LICENCE).taken_in("2026-11-03").accepted("2026-11-03")
    story.tell("2026-11-05", "SpecialProcedureStarted", expected_end="2026-11-20", procedure="testing")
    during = story.member("2026-11-09")
    assert due(during) == ("2026-11-20", "special_procedure")
    assert during.promise is not None
    assert during.promise.day == date(2026, 11, 19)  # two of the working days since are left out
    story.tell("2026-11-12", "SpecialProcedureEnded")
    after = story.member("2026-11-30")
    assert due(after) == ("2026-11-24", "decision")
    assert after.promise is not None
    assert after.promise.paused == 5


def test_on_the_day_a_special_procedure_begins_nothing_is_left_out_yet() -> None:
    story = Story(LICENCE).taken_in("2026-11-03").accepted("2026-11-03")
    story.tell("2026-11-05", "SpecialProcedureStarted", expected_end="2026-11-20", procedure="testing")
    promise = story.member("2026-11-05").promise
    assert promise is not None
    assert promise.day == date(2026, 11, 17)


def test_a_special_procedure_that_ends_the_same_day_pauses_nothing() -> None:
    story = Story(LICENCE).taken_in("2026-11-03").accepted("2026-11-03")
    story.tell(at("2026-11-05"), "SpecialProcedureStarted", expected_end="2026-11-05", procedure="hearing")
    story.tell(at("2026-11-05", 16), "SpecialProcedureEnded")
    assert due(story.member("2026-11-06")) == ("2026-11-17", "decision")


def test_a_pause_of_one_member_leaves_the_others_alone() -> None:
    story = Story(FILING, LICENCE).taken_in("2026-11-03").accepted("2026-11-03")
    story.tell("2026-11-04", "SpecialProcedureStarted", LICENCE, expected_end="2026-11-20", procedure="testing")
    assert pauses_of(fold(story.facts, WORKFLOW), FILING) == ()
    assert story.member("2026-11-09", FILING).promise == story.member("2026-11-03", FILING).promise


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 9)), max_size=4))
def test_any_row_of_special_procedures_counts_each_day_once(spans: list[tuple[int, int]]) -> None:
    story = Story(LICENCE).taken_in("2026-11-03").accepted("2026-11-03")
    day, halted = date(2026, 11, 3), set()
    for wait, length in spans:
        first = day + timedelta(days=wait)
        day = first + timedelta(days=length)
        story.tell(first.isoformat(), "SpecialProcedureStarted", expected_end=day.isoformat(), procedure="testing")
        story.tell(at(day.isoformat(), 17), "SpecialProcedureEnded")
        halted |= {first + timedelta(days=n) for n in range(1, length + 1)}
    finger, left = date(2026, 11, 3), 10
    while left:
        finger += timedelta(days=1)
        left -= CALENDAR.is_working_day(finger) and finger not in halted
    promise = story.member("2027-03-01").promise
    assert promise is not None
    assert promise.day == finger


# -- frozen promises ------------------------------------------------------------------------------------------

FROZEN = {
    "day": "2026-11-17",
    "first_counted": "2026-11-04",
    "provisional": False,
    "amount": 10,
    "unit": "working_days",
}


def test_a_firm_promise_stays_whatever_happens_to_the_calendar() -> None:
    story = Story(LICENCE).taken_in("2026-11-03").accepted("2026-11-03", promise=FROZEN)
    changed = replace(CALENDAR, off_days=CALENDAR.off_days | {date(2026, 11, 10)})
    for calendar in (CALENDAR, changed):
        promise = story.case("2026-11-05", calendar).member(LICENCE).promise
        assert promise is not None
        assert promise.day == date(2026, 11, 17)


def test_a_provisional_promise_is_settled_when_the_year_is_published() -> None:
    told = {**FROZEN, "day": "2027-01-05", "first_counted": "2026-12-22", "provisional": True}
    story = Story(LICENCE).taken_in("2026-12-21").accepted("2026-12-21", promise=told)
    before = story.case("2026-12-21").member(LICENCE).promise
    assert before is not None
    assert before.provisional
    bridge = frozenset({date(2027, 1, 1), date(2027, 1, 4)})
    published = replace(CALENDAR, off_days=CALENDAR.off_days | bridge, published_until=date(2027, 12, 31))
    after = story.case("2026-12-28", published).member(LICENCE).promise
    assert after is not None
    assert not after.provisional
    assert after.day == date(2027, 1, 6)


def test_what_moves_a_frozen_promise_is_a_pause_or_an_extension() -> None:
    story = Story(LICENCE).taken_in("2026-11-03").accepted("2026-11-03", promise=FROZEN)
    story.tell("2026-11-10", "Extended", days=5, reason="r", approver="a")
    assert due(story.member("2026-11-10")) == ("2026-11-24", "decision")


# -- deemed acceptance ----------------------------------------------------------------------------------------


def test_deemed_acceptance_counts_from_the_receipt() -> None:
    story = Story(LICENCE).taken_in("2026-11-03")
    story.tell("2026-11-11", "DeemedAccepted", accepted_at=at("2026-11-03").isoformat())
    member = story.member("2026-11-11")
    assert member.deemed
    assert member.accepted_at == at("2026-11-03")
    assert due(member) == ("2026-11-17", "decision")


# -- lights ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "light"),
    [
        ("2026-11-03", Light("on_time", 10)),
        ("2026-11-13", Light("on_time", 2)),
        ("2026-11-14", Light("on_time", 2)),
        ("2026-11-16", Light("near", 1)),
        ("2026-11-17", Light("near", 0)),
        ("2026-11-18", Light("late", -1)),
        ("2026-11-22", Light("late", -3)),
        ("2026-11-23", Light("late", -4)),
    ],
)
def test_the_light_of_a_day(today: str, light: Light) -> None:
    member = Story(LICENCE).taken_in("2026-11-03").accepted("2026-11-03").member(today)
    assert member.light(date.fromisoformat(today), CALENDAR) == light


def test_a_halted_clock_has_its_own_light() -> None:
    story = Story(LICENCE).taken_in("2026-11-03").accepted("2026-11-03")
    story.tell("2026-11-05", "SpecialProcedureStarted", expected_end="2026-11-06", procedure="testing")
    light = story.member("2026-12-01").light(date(2026, 12, 1), CALENDAR)
    assert light is not None
    assert light.state == "paused"


def test_where_nothing_runs_there_is_no_light() -> None:
    story = Story(LICENCE).taken_in("2026-11-03").tell("2026-11-04", "Withdrawn")
    assert story.member("2026-11-30").light(date(2026, 11, 30), CALENDAR) is None


@settings(max_examples=60)
@given(st.integers(0, 60), st.integers(1, 20))
def test_a_light_only_ever_goes_on(today: int, more: int) -> None:
    first, second = (date(2026, 11, 3) + timedelta(days=n) for n in (today, today + more))
    member = Story(LICENCE).taken_in("2026-11-03").accepted("2026-11-03").member(first.isoformat())
    earlier, later = member.light(first, CALENDAR), member.light(second, CALENDAR)
    assert earlier is not None
    assert later is not None
    order = ("on_time", "near", "late")
    assert order.index(earlier.state) <= order.index(later.state)
    assert earlier.days >= later.days


# -- what waits at the counter --------------------------------------------------------------------------------

HISTORIES: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "accept_or_tell": [],
    "await_supplement": [("CorrectionRequested", {"due": "2026-12-01", "gaps": []})],
    "await_deferred": [("AcceptedWithDeferral", {"accepted_at": at("2026-11-03").isoformat(), "due": "2026-12-01"})],
    "in_department": [("Accepted", {"accepted_at": at("2026-11-03").isoformat()})],
}
ACCEPTED = HISTORIES["in_department"][0]
ENDED: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "hand_over_result": [ACCEPTED, ("Granted", {})],
    "serve_denial": [ACCEPTED, ("Denied", {})],
    "serve_refusal": [("AcceptanceRefused", {})],
    "serve_not_required": [("NotRequiredTold", {})],
    "serve_deemed_withdrawal": [("CorrectionRequested", {"due": "2026-12-01"}), ("DeemedWithdrawn", {})],
    "serve_revocation": [HISTORIES["await_deferred"][0], ("AcceptanceRevoked", {})],
}


@pytest.mark.parametrize("task", HISTORIES)
def test_the_task_of_an_open_member(task: str) -> None:
    story = Story(LICENCE).taken_in("2026-11-03")
    for kind, body in HISTORIES[task]:
        story.tell("2026-11-03", kind, **body)
    member = story.member("2026-11-03")
    assert task_of(member) == task
    assert not member.terminal
    assert texts().has(f"case.task.{task}")


@pytest.mark.parametrize("ending", ENDED)
def test_results_wait_to_be_handed_over_and_refusals_to_be_served(ending: str) -> None:
    story = Story(LICENCE).taken_in("2026-11-03")
    for kind, body in ENDED[ending]:
        story.tell("2026-11-04", kind, **body)
    member = story.member("2026-11-05")
    assert task_of(member) == ("hand_over_result" if ending == "hand_over_result" else "serve_paper")
    assert member.terminal
    story.tell("2026-11-06", "ResultDelivered", way="counter")
    assert task_of(story.member("2026-11-06")) == ""


@pytest.mark.parametrize("kind", ["Withdrawn", "Terminated"])
def test_after_withdrawal_and_termination_nothing_waits(kind: str) -> None:
    story = Story(LICENCE).taken_in("2026-11-03").tell("2026-11-04", kind)
    assert task_of(story.member("2026-11-04")) == ""


@pytest.mark.parametrize("ending", ["AcceptanceRefused", "NotRequiredTold", "Withdrawn", "Terminated"])
def test_a_member_whose_predecessor_failed_asks_for_a_person(ending: str) -> None:
    story = Story(FILING, LICENCE, CARD, after={LICENCE: (FILING,), CARD: (LICENCE,)}).taken_in("2026-11-03")
    assert task_of(story.member("2026-11-03", LICENCE)) == "wait_predecessor"
    story.tell("2026-11-04", ending, FILING)
    assert story.member("2026-11-04", LICENCE).blocked_by == (FILING,)
    assert task_of(story.member("2026-11-04", LICENCE)) == "predecessor_failed"
    assert task_of(story.member("2026-11-04", CARD)) == "wait_predecessor"  # it still waits for a member that is open
    story.tell("2026-11-05", "Withdrawn", LICENCE)
    assert task_of(story.member("2026-11-05", LICENCE)) == ""
    assert task_of(story.member("2026-11-05", CARD)) == "predecessor_failed"
    assert texts().has("case.task.predecessor_failed")


def test_open_predecessors_are_those_not_completed() -> None:
    story = Story(FILING, LICENCE, after={LICENCE: (FILING,)}).taken_in("2026-11-03")
    assert story.case("2026-11-03").open_predecessors(LICENCE) == (FILING,)
    story.accepted("2026-11-03", FILING).tell("2026-11-03", "Granted", FILING)
    assert story.case("2026-11-03").open_predecessors(LICENCE) == ()


# -- the application, corrected and supplemented --------------------------------------------------------------


def test_later_materials_values_and_people_lie_over_the_first_sheet() -> None:
    story = Story(LICENCE, sheet=sheet_for(LICENCE, form={"a": "1", "b": "1"})).taken_in("2026-11-03")
    copy = MaterialEntry(MaterialMark.COPY).to_plain()
    story.tell("2026-11-03", "CorrectedOnTheSpot", what="x", form={"a": "2"})
    story.tell("2026-11-04", "CorrectionRequested", due="2026-12-01", gaps=[])
    people = [applicant().to_plain(), agent().to_plain()]
    story.tell("2026-11-05", "SupplementReceived", materials={"m_main": copy}, form={"b": "3"}, parties=people)
    story.tell("2026-11-06", "FormFieldEdited", field="a", seen="2", new="4")
    sheet = story.case("2026-11-06").sheet
    assert dict(sheet.form) == {"a": "4", "b": "3"}
    assert sheet.entry("m_main").mark is MaterialMark.COPY
    assert sheet.entry("m_late").mark is MaterialMark.ORIGINAL
    assert sheet.has_agent


@pytest.mark.parametrize("kind", ["DeferredMaterialsReceived", "DeferralClosed"])
def test_deferred_materials_may_bring_values_and_people_too(kind: str) -> None:
    story = Story(LICENCE).taken_in("2026-11-03")
    story.accepted("2026-11-03", kind="AcceptedWithDeferral", due="2026-12-01", gaps=[])
    story.tell("2026-11-05", kind, form={"c": "5"}, parties=[applicant(name="林大满").to_plain()])
    sheet = story.case("2026-11-05").sheet
    assert sheet.form["c"] == "5"
    assert sheet.applicant is not None
    assert sheet.applicant.name == "林大满"


def test_a_refused_fact_changes_no_sheet() -> None:
    story = Story(LICENCE).taken_in("2026-11-03").tell("2026-11-03", "FormFieldEdited", field="a", seen="", new="x")
    story.tell("2026-11-03", "FactRefused", fact_id="f1")
    assert "a" not in story.case("2026-11-03").sheet.form


# -- the case as a whole --------------------------------------------------------------------------------------


def test_what_a_case_keeps_of_its_beginning() -> None:
    case = Story(LICENCE).taken_in("2026-11-03").case("2026-11-10")
    assert (case.record_id, case.release, case.hall_code, case.clerk) == ("r1", "law.1", "H1", "0101")
    assert case.received_at == at("2026-11-03")
    assert case.is_open
    with pytest.raises(KeyError):
        case.member("NO")


def test_the_official_number_is_a_field_of_its_own() -> None:
    story = Story(FILING, LICENCE).taken_in("2026-11-03")
    story.tell("2026-11-04", "OfficialNumberRecorded", LICENCE, number="331081202611040001")
    assert story.case("2026-11-04").official_numbers == {LICENCE: "331081202611040001"}


def test_a_decided_member_knows_its_outcome() -> None:
    story = Story(FILING, LICENCE).taken_in("2026-11-03").accepted("2026-11-03")
    story.tell("2026-11-04", "Granted", FILING, result_number="证 1").tell(
        "2026-11-04", "Denied", LICENCE, reasons=["r"]
    )
    case = story.case("2026-11-04")
    assert (case.member(FILING).outcome, case.member(FILING).result_number) == ("granted", "证 1")
    assert case.member(LICENCE).outcome == "denied"
    assert not case.is_open


@pytest.mark.parametrize("kind", ["Disputed", "Granted"])
def test_a_disputed_case_says_so(kind: str) -> None:
    story = Story(LICENCE).taken_in("2026-11-03")
    assert not story.case("2026-11-03").disputed
    assert story.tell("2026-11-03", kind).case("2026-11-03").disputed


def test_the_rating_is_the_applicants_word() -> None:
    story = Story(LICENCE).taken_in("2026-11-03")
    assert story.case("2026-11-03").rating == ""
    assert story.tell("2026-11-03", "Rated", grade="fair").case("2026-11-03").rating == "fair"
