"""The back room: opinions that become the one notice, delays explained, lists checked row by row, rows and alarms."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.acts_handover import handover_rules, listed
from tests.support.counter_acts import accepted, deferred, first_number, granted, halted, soon, taken_in
from tests.support.fakes import CLERK, EVERYTHING, REVIEWER, Counter, texts, workflows
from tests.support.law_catalogue import CHAIN, FILING, LICENCE, SHOP, sheet_for
from wenling_desk import resources
from wenling_desk.catalogue.alarm_rules import read_alarm_rules
from wenling_desk.domain import back_room
from wenling_desk.domain.acceptance import read_case
from wenling_desk.domain.alarms import AlarmRules, find_alarms
from wenling_desk.domain.authority import Role, Session
from wenling_desk.domain.errands import Errand
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.hall_hours import HallClock
from wenling_desk.domain.paper_number import PaperNumber
from wenling_desk.domain.recheck import terminal_of
from wenling_desk.domain.record import fold
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.alarms import AlarmView, record_alarms, view_alarms
from wenling_desk.use_cases.attach_scan import AttachScan
from wenling_desk.use_cases.back_room_acts import AdviseCorrection, ExplainDelay
from wenling_desk.use_cases.back_room_list import BackRoom, opinion_on, view_back_room
from wenling_desk.use_cases.decide_case import DecideCase, ReviewCase
from wenling_desk.use_cases.import_results import (
    CheckedResult,
    ListedResult,
    ResultFile,
    ResultRow,
    check_results,
    entering,
)
from wenling_desk.use_cases.receive_supplement import ReceiveSupplement
from wenling_desk.use_cases.request_correction import RequestCorrection
from wenling_desk.use_cases.sign_list import SignList

ADVICE: dict[str, Any] = {"opinion": "平面图没有标面积", "by": "王科", "way": "phone"}
SEAT = Session("0204", "钱科", (Role.REVIEWER,), department_key="FOOD")
OTHER_SEAT = Session("0203", "赵科", (Role.REVIEWER,), department_key="SIGN")


@pytest.fixture
def counter() -> Counter:
    return Counter(session=EVERYTHING)


@pytest.fixture(scope="module")
def rules() -> AlarmRules:
    return read_alarm_rules(resources.path("counter", "alarms.yaml"), handover_rules().hours)


def refused(counter: Counter, kind: Any, **values: Any) -> str:
    before = counter.everything_written()
    with pytest.raises(DeskRefusal) as caught:
        counter.do(kind, **values)
    assert counter.everything_written() == before
    return caught.value.code


def errands(counter: Counter, record_id: str, *kinds: str) -> list[Errand]:
    return [each for each in counter.store.shelves.errands.get(record_id, ()) if each.kind in kinds]


# -- 补正意见 ----------------------------------------------------------------------------------------------


def test_an_opinion_waits_at_the_counter_and_moves_no_status(counter: Counter) -> None:
    record_id = taken_in(counter)
    counter.do(AdviseCorrection, record_id=record_id, **ADVICE)
    assert counter.statuses(record_id) == {LICENCE: "taken_in"}
    assert "correction_notice" not in counter.paper_kinds(record_id), "the applicant is told by the counter"
    (waits,) = errands(counter, record_id, "correction_advised")
    assert (waits.member, waits.place, waits.state) == (LICENCE, "FOOD", "")


def test_the_opinion_is_told_in_the_one_notice_beside_what_the_guide_shows(counter: Counter) -> None:
    record_id = taken_in(counter, without=("m_main",))
    counter.do(AdviseCorrection, record_id=record_id, **ADVICE)
    counter.do(RequestCorrection, record_id=record_id, due=soon(counter))
    said: Any = counter.said(record_id, "correction_notice").values["gaps"]
    assert [row["name"] for row in said][-1] == texts()("case.gap.advice")
    assert said[-1]["gap"] == "平面图没有标面积。"
    assert len(said) == 2
    assert errands(counter, record_id, "correction_advised") == []
    assert counter.statuses(record_id) == {LICENCE: "correction_pending"}


def test_an_opinion_alone_can_be_told_and_answered(counter: Counter) -> None:
    record_id = taken_in(counter)
    assert refused(counter, RequestCorrection, record_id=record_id, due=soon(counter)) == "nothing_to_correct"
    assert "request_correction" not in {offer.act for offer in counter.detail(record_id).offers if offer.enabled}
    counter.do(AdviseCorrection, record_id=record_id, **ADVICE)
    offers = {offer.act for offer in counter.detail(record_id).offers if offer.enabled}
    assert "request_correction" in offers
    counter.do(RequestCorrection, record_id=record_id, due=soon(counter))
    (gap,) = counter.member(record_id, LICENCE).open_gaps
    assert gap["defect"] == "平面图没有标面积"
    counter.do(ReceiveSupplement, record_id=record_id, materials={"m_main": sheet_for(LICENCE).entry("m_main")})
    counter.do(AcceptCase, record_id=record_id)


def test_what_was_told_once_is_not_told_again_without_a_reason(counter: Counter) -> None:
    record_id = taken_in(counter, without=("m_main",))
    counter.do(RequestCorrection, record_id=record_id, due=soon(counter))
    counter.do(ReceiveSupplement, record_id=record_id, materials={"m_main": sheet_for(LICENCE).entry("m_main")})
    counter.do(AdviseCorrection, record_id=record_id, **ADVICE)
    told = {"record_id": record_id, "due": soon(counter)}
    assert refused(counter, RequestCorrection, **told) == "second_notice_needs_reason"
    counter.do(RequestCorrection, **told, not_seen_before_because="补交后部门才看到平面图")
    assert counter.facts(record_id)[-2].body["ordinal"] == 2


def test_an_opinion_names_who_gave_it(counter: Counter) -> None:
    record_id = taken_in(counter)
    assert refused(counter, AdviseCorrection, record_id=record_id, **{**ADVICE, "opinion": " "}) == "value_needed"
    assert refused(counter, AdviseCorrection, record_id=record_id, **{**ADVICE, "by": ""}) == "value_needed"
    assert (
        refused(counter, AdviseCorrection, record_id=record_id, **{**ADVICE, "opinion": "长" * 2001})
        == "value_too_long"
    )
    counter.sign_in(CLERK)
    assert refused(counter, AdviseCorrection, record_id=record_id, **{**ADVICE, "way": "seat"}) == "organ_person_needed"
    counter.sign_in(OTHER_SEAT)
    seat = {**ADVICE, "way": "seat", "by": "赵科"}
    assert refused(counter, AdviseCorrection, record_id=record_id, **seat) == "not_your_department"
    counter.sign_in(SEAT)
    counter.do(AdviseCorrection, record_id=record_id, **{**seat, "by": "钱科"})
    assert counter.facts(record_id)[-1].role == "reviewer"


def test_an_opinion_is_for_what_can_still_be_told(counter: Counter) -> None:
    assert refused(counter, AdviseCorrection, record_id=accepted(counter), **ADVICE) == "not_allowed_now"
    record_id = deferred(counter)
    counter.do(AdviseCorrection, record_id=record_id, **ADVICE)
    assert errands(counter, record_id, "correction_advised") != []


# -- 超期说明 ----------------------------------------------------------------------------------------------


def test_a_delay_is_explained_with_reason_and_a_new_day(counter: Counter) -> None:
    record_id = accepted(counter)
    promised = counter.member(record_id, LICENCE).promise
    assert promised is not None
    values: dict[str, Any] = {
        "record_id": record_id, "public": "要再核查一次", "reason": "人手不够", "by": "王科", "way": "signed_paper",
    }  # fmt: skip
    assert refused(counter, ExplainDelay, **values, expected=soon(counter)) == "promise_not_over"
    counter.clock.go_to(promised.day + timedelta(days=1))
    assert refused(counter, ExplainDelay, **values, expected=counter.today - timedelta(days=1)) == "new_day_passed"
    counter.do(ExplainDelay, **values, expected=soon(counter, 3))
    said: Any = counter.said(record_id, "delay_explanation").values
    assert said["delay"]["reason"] == "要再核查一次"
    assert "人手不够" not in str(said), "the inner reason stays inside"
    member = counter.member(record_id, LICENCE)
    assert member.due is not None
    assert (member.due.day, member.status) == (promised.day, "accepted"), "an explanation is no extension"
    (told,) = errands(counter, record_id, "delay_told")
    assert told.due == soon(counter, 3)
    counter.do(DecideCase, record_id=record_id, granted=True, way="signed_paper", officer="王科")
    assert errands(counter, record_id, "delay_told") == []


# -- 代录: the scan -----------------------------------------------------------------------------------------


def test_a_signed_paper_without_its_scan_waits_for_it(counter: Counter) -> None:
    record_id = granted(counter)
    (missing,) = errands(counter, record_id, "scan_missing")
    assert missing.number == counter.papers(record_id)[-1].number
    scan = {"data": b"%PDF-1.7 signed", "media_type": "application/pdf", "paper": missing.number}
    counter.do(AttachScan, record_id=record_id, **scan)
    assert errands(counter, record_id, "scan_missing") == []


def test_a_decision_at_the_seat_needs_no_scan(counter: Counter) -> None:
    record_id = accepted(counter)
    counter.sign_in(REVIEWER)
    counter.do(ReviewCase, record_id=record_id, opinion="同意")
    assert [each.kind for each in errands(counter, record_id, "to_decide")] == ["to_decide"]
    counter.do(DecideCase, record_id=record_id, granted=True)
    assert errands(counter, record_id, "scan_missing", "to_decide") == []


# -- the rows of the seat -----------------------------------------------------------------------------------


def room(counter: Counter) -> BackRoom:
    with counter.store.reading() as reading:
        return view_back_room(counter.desk, reading)


def test_each_member_stands_in_one_section_by_deadline(counter: Counter) -> None:
    unsigned = taken_in(counter)
    list_id = listed(counter, unsigned)
    reviewing, deciding, special, advised, scanless = (
        accepted(counter), accepted(counter), halted(counter), taken_in(counter), granted(counter),
    )  # fmt: skip
    counter.do(ReviewCase, record_id=deciding, opinion="同意", way="signed_paper", officer="王科")
    counter.do(AdviseCorrection, record_id=advised, **ADVICE)
    found = room(counter)
    sections = {row.record_id: row.section for row in found.rows}
    assert sections == {
        unsigned: "to_sign", reviewing: "reviewing", deciding: "to_decide", special: "special", advised: "advised",
        scanless: "scan_missing",
    }  # fmt: skip
    assert sum(found.counts.values()) == len(found.rows) == 6
    days = [row.due for row in found.rows if row.due is not None]
    assert days == sorted(days)
    row = next(row for row in found.rows if row.record_id == unsigned)
    assert row.list_id == list_id
    counter.do(SignList, list_id=row.list_id, by="王科")
    assert {row.record_id: row.section for row in room(counter).rows}[unsigned] == "reviewing"


def test_a_seat_sees_its_own_department(counter: Counter) -> None:
    accepted(counter)
    counter.sign_in(OTHER_SEAT)
    assert room(counter).rows == ()
    counter.sign_in(SEAT)
    assert len(room(counter).rows) == 1


def test_the_latest_word_of_the_department(counter: Counter) -> None:
    record_id = taken_in(counter)
    with counter.store.reading() as reading:
        assert opinion_on(reading, record_id, LICENCE) == ("", "", None)
    counter.do(AdviseCorrection, record_id=record_id, **ADVICE)
    with counter.store.reading() as reading:
        assert opinion_on(reading, record_id, LICENCE)[:2] == ("王科", "平面图没有标面积")


# -- 结果清单 ----------------------------------------------------------------------------------------------


def result_file(*rows: ResultRow | None) -> ResultFile:
    listed_rows = (
        ListedResult(line, row.number if row is not None else "", row, "" if row is not None else "结果", "也许")
        for line, row in enumerate(rows, 2)
    )
    return ResultFile("results.xlsx", "a" * 64, tuple(listed_rows))


def checked(counter: Counter, file: ResultFile) -> tuple[CheckedResult, ...]:
    with counter.store.reading() as reading:
        return check_results(counter.desk, reading, file)


def codes(found: tuple[CheckedResult, ...]) -> list[str]:
    return [each.refusal.code if each.refusal is not None else "entered" if each.entered else "" for each in found]


def good_row(counter: Counter, record_id: str, **more: Any) -> ResultRow:
    return replace(ResultRow(first_number(counter, record_id), "", granted=True, officer="王科"), **more)


def test_every_row_gets_its_own_sentence(counter: Counter) -> None:
    done, waiting, deferral, bundle = granted(counter), taken_in(counter), deferred(counter), accepted(counter)
    good = good_row(counter, bundle)
    number = first_number(counter, done)
    wrong_check = number[:-1] + ("A" if number[-1] != "A" else "B")
    elsewhere = str(PaperNumber("331081", 2026, "M3TW", 417))
    file = result_file(
        good,
        replace(good, result_number="2"),
        good_row(counter, done),
        good_row(counter, waiting),
        good_row(counter, deferral),
        replace(good, number=wrong_check),
        replace(good, number=elsewhere),
        replace(good, number="3310812026999"),
        replace(good, number=""),
        None,
    )
    found = checked(counter, file)
    assert codes(found)[1:] == [
        "result_row_twice", "result_row_decided", "result_row_not_accepted", "result_row_deferred",
        "result_row_number_wrong", "result_row_elsewhere", "result_row_unknown", "result_row_number_missing",
        "result_row_value",
    ]  # fmt: skip
    assert found[0].is_good
    assert all(texts().sentence(each.refusal) for each in found if each.refusal is not None)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({"officer": ""}, "result_row_officer", id="nobody"),
        pytest.param({"granted": False}, "result_row_reasons", id="no-reasons"),
        pytest.param({"decided_on": date(2026, 11, 4)}, "decided_in_future", id="tomorrow"),
        pytest.param({"member": "NO-ITEM"}, "result_row_no_item", id="no-item"),
    ],
)
def test_what_a_row_lacks(counter: Counter, change: dict[str, Any], code: str) -> None:
    record_id = accepted(counter)
    assert codes(checked(counter, result_file(good_row(counter, record_id, **change)))) == [code]


def test_of_several_members_the_list_says_which(counter: Counter) -> None:
    counter.sign_in(REVIEWER)
    record_id = accepted(counter, SHOP)
    counter.sign_in(EVERYTHING)
    members = [member.code for member in counter.case(record_id).members if member.status == "accepted"]
    assert len(members) > 1
    assert codes(checked(counter, result_file(good_row(counter, record_id)))) == ["result_row_which"]
    assert codes(checked(counter, result_file(good_row(counter, record_id, member=members[1])))) == [""]


def test_a_case_of_another_hall_is_not_ours_to_decide(counter: Counter) -> None:
    record_id = accepted(counter)
    row = good_row(counter, record_id)
    counter.become(identity=replace(counter.desk.identity, hall_code="H2", hall_name="新河大厅"))
    assert codes(checked(counter, result_file(row))) == ["result_row_other_hall"]


def test_good_rows_are_entered_and_the_same_list_again_doubles_nothing(counter: Counter) -> None:
    first, second = accepted(counter), accepted(counter)
    file = result_file(good_row(counter, first, result_number="证 1"), None, good_row(counter, second))
    sent = entering(file, checked(counter, file), "results")
    assert [line for line, _ in sent] == [2, 4]
    for _, command in sent:
        counter.dispatcher.dispatch(command)
    assert counter.statuses(first) == counter.statuses(second) == {LICENCE: "completed"}
    before = counter.everything_written()
    for _, command in sent:
        counter.dispatcher.dispatch(command)
    assert counter.everything_written() == before
    again = checked(counter, file)
    assert codes(again) == ["entered", "result_row_value", "entered"]
    assert entering(file, again, "results") == []


def test_half_a_list_can_be_sent_again(counter: Counter) -> None:
    first, second = accepted(counter), accepted(counter)
    file = result_file(good_row(counter, first), good_row(counter, second))
    counter.dispatcher.dispatch(entering(file, checked(counter, file), "results")[0][1])
    assert [line for line, _ in entering(file, checked(counter, file), "results")] == [3]


# -- alarms -------------------------------------------------------------------------------------------------


def alarms(counter: Counter, rules: AlarmRules) -> AlarmView:
    with counter.store.reading() as reading:
        return view_alarms(counter.desk, reading, rules)


def kinds(view: AlarmView) -> list[tuple[str, str]]:
    return [(row.alarm.kind, row.alarm.level) for row in view.rows]


def test_the_halls_alarms_in_one_question(counter: Counter, rules: AlarmRules) -> None:
    told, late = taken_in(counter), accepted(counter)
    promise = counter.member(late, LICENCE).promise
    assert promise is not None
    assert kinds(alarms(counter, rules)) == []
    counter.clock.go_to(date(2026, 11, 9))
    assert kinds(alarms(counter, rules)) == [("telling_wall", "amber")]
    counter.clock.go_to(promise.day)
    assert kinds(alarms(counter, rules)) == [("telling_wall", "red"), ("near_promise", "amber")]
    counter.clock.go_to(promise.day + timedelta(days=4))
    view = alarms(counter, rules)
    assert view.red == len(view.rows) == 2
    assert {row.head.record_id for row in view.rows if row.head is not None} == {told, late}
    with counter.store.reading() as reading:
        (own,) = record_alarms(counter.desk, reading, rules, late)
    assert (own.kind, own.who) == ("past_promise", Role.TEAM_LEADER)


def test_a_seat_hears_its_own_alarms(counter: Counter, rules: AlarmRules) -> None:
    accepted(counter)
    counter.clock.go_to(date(2026, 11, 20))
    counter.sign_in(OTHER_SEAT)
    assert alarms(counter, rules).rows == ()
    counter.sign_in(SEAT)
    assert kinds(alarms(counter, rules)) == [("past_promise", "red")]


def test_papers_nobody_signed_for_and_opinions_nobody_told(counter: Counter, rules: AlarmRules) -> None:
    unsigned, advised = taken_in(counter), taken_in(counter)
    listed(counter, unsigned)
    counter.do(AdviseCorrection, record_id=advised, **ADVICE)
    assert kinds(alarms(counter, rules)) == [("advice_untold", "amber")]
    counter.clock.moment += timedelta(hours=5)
    found = alarms(counter, rules)
    assert sorted(kinds(found)) == [("advice_untold", "amber"), ("unsigned", "amber")]
    row = next(row for row in found.rows if row.alarm.kind == "unsigned")
    assert (row.alarm.person, row.number != "") == (EVERYTHING.clerk, True)


def test_a_member_nobody_started_rings(counter: Counter, rules: AlarmRules) -> None:
    """Another desk completed the predecessor: its fact came from the centre, and no act here started the successor."""
    record_id = accepted(counter, CHAIN)
    own = counter.facts(record_id)[0]
    done = Fact(
        "far-1", "acceptance", record_id, "Granted", counter.clock.now(), "0301", "clerk", "A09", "desk-2", "far-op",
        own.catalogue_release, (FILING,), {"way": "signed_paper", "officer": "王科", "result_number": ""},
    )  # fmt: skip
    workflow = workflows().workflow("acceptance")
    record = fold([*counter.facts(record_id), done], workflow)
    case = read_case(record, counter.desk.catalogue().calendar, terminal_of(workflow), counter.today)
    (due,) = [each for each in back_room.errands(record, case) if each.kind == "start_due"]
    assert (due.member, due.since) == (LICENCE, counter.clock.now())
    clock = HallClock(counter.desk.catalogue().calendar, rules.hours)
    (alarm,) = find_alarms((), [(due, None)], rules, counter.clock.now(), clock)
    assert (alarm.kind, alarm.level, alarm.member) == ("member_not_started", "red", LICENCE)


def test_what_ends_rings_no_more(counter: Counter, rules: AlarmRules) -> None:
    record_id = accepted(counter)
    counter.clock.go_to(date(2026, 11, 20))
    assert alarms(counter, rules).red == 1
    counter.do(
        DecideCase, record_id=record_id, granted=False, reasons=("场所不符",), way="signed_paper", officer="王科"
    )
    assert alarms(counter, rules).red == 0
