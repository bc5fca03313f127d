"""电话咨询: the same consultation, with how it came and which answer was read out; older ones stay as they were."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.acts_bookings import PHONE
from tests.support.fakes import Counter
from tests.support.law_catalogue import LICENCE, sheet_for
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.use_cases.consult import CloseConsultation, Consult


@pytest.fixture
def counter() -> Counter:
    return Counter()


def call(counter: Counter, **more: object) -> str:
    values = {"question": "要带什么", "answer": "身份证", "channel": "phone", "answer_key": "materials"} | more
    return counter.do(Consult, **values).record_id


def test_a_call_says_how_it_came_and_is_over_with_its_answer(counter: Counter) -> None:
    record_id = call(counter, sheet=sheet_for(LICENCE))
    first = counter.facts(record_id)[0]
    assert (first.body["channel"], first.body["answer_key"]) == ("phone", "materials")
    assert counter.kinds(record_id) == ["Consulted", "ConsultationClosed"]
    (row,) = counter.heads(record_id)
    assert (row.status, row.open, row.item_name, row.applicant) == ("closed", False, "食品经营许可", "")


def test_a_call_is_a_consultation_of_the_day_and_one_of_the_telephone(counter: Counter) -> None:
    call(counter)
    call(counter, call_back=True, phone=PHONE)
    counter.do(Consult, question="公交几路到")
    assert counter.counts() == {"consulted": 3, "phone_consulted": 2}


def test_a_promised_call_back_stays_open_until_it_was_made(counter: Counter) -> None:
    record_id = call(counter, call_back=True, phone=PHONE)
    (row,) = counter.heads(record_id)
    assert (row.status, row.due, row.task) == ("call_back_due", date(2026, 11, 4), "call_back_due")
    counter.do(CloseConsultation, record_id=record_id)
    assert counter.kinds(record_id) == ["Consulted", "CallBackPromised", "CalledBack"]


def test_one_at_the_counter_is_written_as_it_always_was(counter: Counter) -> None:
    record_id = counter.do(Consult, question="公交几路到").record_id
    (fact,) = counter.facts(record_id)
    assert set(fact.body) == {"question", "answer", "title"}
    assert counter.counts() == {"consulted": 1}


def test_a_canned_answer_may_be_used_at_the_counter_too(counter: Counter) -> None:
    record_id = counter.do(Consult, question="多久", answer_key="limit").record_id
    assert counter.facts(record_id)[0].body["answer_key"] == "limit"
    assert counter.kinds(record_id) == ["Consulted"]


def test_a_way_nobody_knows_is_refused(counter: Counter) -> None:
    before = counter.everything_written()
    with pytest.raises(DeskRefusal, match="value_needed"):
        call(counter, channel="pigeon")
    assert counter.everything_written() == before
