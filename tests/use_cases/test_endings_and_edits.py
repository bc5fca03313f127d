"""Withdrawal, termination, errors mended, numbers kept apart, lights of a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.counter_acts import (
    ORIGINAL,
    accepted,
    granted,
    taken_in,
)
from tests.support.fakes import EVERYTHING, Counter
from tests.support.law_catalogue import (
    CHAIN,
    CONFIRMATION,
    LICENCE,
    SHOP,
    SIGN,
)
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.decide_case import DecideCase
from wenling_desk.use_cases.edit_case import CorrectOnTheSpot, EditFormField, RecordOfficialNumber
from wenling_desk.use_cases.end_application import (
    TerminateCase,
    WithdrawApplication,
)

SIGNED: dict[str, Any] = {"way": "signed_paper", "officer": "王科"}


@pytest.fixture
def counter() -> Counter:
    return Counter(session=EVERYTHING)


def refused(counter: Counter, kind: type[Command], **values: Any) -> str:
    """The code of a refusal; nothing may be left of the command."""
    before = counter.everything_written()
    with pytest.raises(DeskRefusal) as caught:
        counter.do(kind, **values)
    assert counter.everything_written() == before
    return caught.value.code


# -- 撤回, 终止, 更正, 编号 ---------------------------------------------------------------------------------


def test_a_withdrawal_rests_on_the_request_and_lists_what_went_back(counter: Counter) -> None:
    record_id = accepted(counter)
    values: dict[str, Any] = {"record_id": record_id, "reason": "不办了", "returned": ("m_main",)}
    assert refused(counter, WithdrawApplication, **values, request_received=False) == "withdrawal_request_needed"
    counter.do(WithdrawApplication, **values, request_received=True)
    assert counter.statuses(record_id) == {LICENCE: "withdrawn"}
    request, returned = counter.papers(record_id)[-2:]
    assert (request.kind, request.applicant_paper) == ("withdrawal_request", True)
    assert (returned.kind, returned.applicant_paper) == ("material_return_list", False)
    assert counter.counts()["withdrawn"] == 1


def test_after_the_decision_nothing_is_withdrawn(counter: Counter) -> None:
    assert refused(counter, WithdrawApplication, record_id=granted(counter), request_received=True) == "not_allowed_now"


def test_one_member_is_withdrawn_and_the_others_go_on(counter: Counter) -> None:
    record_id = taken_in(counter, SHOP)
    counter.do(WithdrawApplication, record_id=record_id, members=(SIGN,), request_received=True)
    assert counter.statuses(record_id) == {LICENCE: "taken_in", SIGN: "withdrawn", CONFIRMATION: "taken_in"}


def test_a_pointless_case_is_ended_with_reasons_and_a_summary(counter: Counter) -> None:
    record_id = accepted(counter)
    assert refused(counter, TerminateCase, record_id=record_id, reasons=()) == "value_needed"
    counter.do(TerminateCase, record_id=record_id, reasons=("主体已注销",))
    assert counter.statuses(record_id) == {LICENCE: "terminated"}
    assert counter.paper_kinds(record_id)[-1] == "case_summary"


def test_an_error_is_mended_on_the_spot_without_a_notice(counter: Counter) -> None:
    record_id = taken_in(counter, without=("m_word",))
    values: dict[str, Any] = {"record_id": record_id, "what": "补盖章"}
    assert refused(counter, CorrectOnTheSpot, **values, materials={"m_x": ORIGINAL}) == "material_not_in_guide"
    assert refused(counter, CorrectOnTheSpot, record_id=record_id, what=" ") == "value_needed"
    counter.do(CorrectOnTheSpot, **values, materials={"m_word": ORIGINAL}, form={"a": "1"})
    assert counter.paper_kinds(record_id) == ["intake_receipt"]
    counter.do(AcceptCase, record_id=record_id)


def test_a_field_is_edited_with_what_was_seen_and_only_if_the_form_has_it(counter: Counter) -> None:
    record_id = taken_in(counter, CHAIN)
    counter.do(EditFormField, record_id=record_id, field_id="address", seen="", new="某路 1 号")
    assert counter.case(record_id).sheet.form["address"] == "某路 1 号"
    assert counter.facts(record_id)[-1].body == {"field": "address", "seen": "", "new": "某路 1 号"}
    values = {"record_id": record_id, "seen": "", "new": "x"}
    assert refused(counter, EditFormField, field_id="dowry", **values) == "field_not_in_form"


def test_the_official_number_is_kept_apart_and_belongs_to_one_case(counter: Counter) -> None:
    record_id, other = accepted(counter), accepted(counter)
    counter.do(RecordOfficialNumber, record_id=record_id, official_number=" 3310812026 11030001 ")
    assert counter.case(record_id).official_numbers == {"": "331081202611030001"}
    with counter.store.reading() as reading:
        assert reading.record_of_number("331081202611030001") == record_id
    values: dict[str, Any] = {"official_number": "331081202611030001"}
    assert refused(counter, RecordOfficialNumber, record_id=other, **values) == "official_number_taken"
    assert refused(counter, RecordOfficialNumber, record_id=other, official_number=" ") == "value_needed"
    counter.do(RecordOfficialNumber, record_id=record_id, **values)
    assert counter.papers(record_id)[0].number.startswith("331081-26-K7QX-")


def test_lights_are_computed_on_the_day_they_are_asked_for(counter: Counter) -> None:
    record_id = accepted(counter)
    calendar = counter.desk.catalogue().calendar
    states = []
    for day in (3, 16, 17, 18):
        counter.clock.go_to(date(2026, 11, day))
        light = counter.member(record_id, LICENCE).light(counter.today, calendar)
        assert light is not None
        states.append(light.state)
    assert states == ["on_time", "near", "near", "late"]
    assert counter.store.shelves.commits == 1


def test_late_cases_still_come_to_a_decision(counter: Counter) -> None:
    record_id = accepted(counter)
    counter.later(days=60)
    counter.do(DecideCase, record_id=record_id, granted=True, **SIGNED)
    assert counter.statuses(record_id) == {LICENCE: "completed"}
    assert timedelta(days=60) == counter.clock.now() - counter.case(record_id).received_at
