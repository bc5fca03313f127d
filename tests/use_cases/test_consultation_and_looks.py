"""Questions and answers, promised calls, and audited looks at a person."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.support.counter_acts import consulted, granted, taken_in
from tests.support.fakes import CLERK, EVERYTHING, LEADER, Counter
from tests.support.law_catalogue import CHAIN, LICENCE, NAME_ONLY, SHOP, sheet_for
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.consult import CloseConsultation, Consult
from wenling_desk.use_cases.look_at_person import LookAtPerson


@pytest.fixture
def counter() -> Counter:
    return Counter()


def refused(counter: Counter, kind: type[Command], **values: Any) -> str:
    before = counter.everything_written()
    with pytest.raises(DeskRefusal) as caught:
        counter.do(kind, **values)
    assert counter.everything_written() == before
    return caught.value.code


def test_a_question_is_recorded_without_asking_who_asks(counter: Counter) -> None:
    changes = counter.do(Consult, question="公交几路到?", answer="12 路")
    (fact,) = counter.facts(changes.record_id)
    assert fact.body == {"question": "公交几路到?", "answer": "12 路", "title": "公交几路到?"}
    assert counter.papers(changes.record_id) == ()
    (head,) = counter.heads(changes.record_id)
    assert (head.status, head.open, head.task, head.applicant) == ("answered", True, "", "")
    assert counter.counts() == {"consulted": 1}


def test_a_question_without_words_is_none(counter: Counter) -> None:
    assert refused(counter, Consult, question="  ") == "value_needed"


@pytest.mark.parametrize("target", [LICENCE, SHOP, CHAIN])
def test_a_notice_lists_what_to_bring_and_keeps_no_person(counter: Counter, target: str) -> None:
    sheet = sheet_for(target, form={"entity_name": "甲公司"})
    record_id = counter.do(Consult, question="开店", sheet=sheet, notice=True).record_id
    assert counter.kinds(record_id) == ["Consulted", "ConsultationNoticeIssued", "PaperIssued"]
    assert counter.paper_kinds(record_id) == ["consultation_notice"]
    kept = IntakeSheet.from_plain(counter.facts(record_id)[0].body["sheet"])
    assert (kept.parties, dict(kept.form), kept.target_code) == ((), {}, target)
    names = {row["name"] for row in counter.said(record_id, "consultation_notice").values["materials"]}  # type: ignore[attr-defined]
    owner = counter.desk.catalogue().bundles.get(target) or counter.desk.catalogue().items[target]
    assert names == {material.name for material in owner.materials if material.default}


def test_a_bundle_nobody_can_take_in_can_be_asked_about(counter: Counter) -> None:
    record_id = counter.do(Consult, question="有这件事吗", sheet=sheet_for(NAME_ONLY)).record_id
    (head,) = counter.heads(record_id)
    assert (head.item_name, head.target_code, head.department_key) == ("只有名字的一件事", NAME_ONLY, "FOOD")


def test_a_notice_needs_something_to_be_about(counter: Counter) -> None:
    assert refused(counter, Consult, question="x", notice=True) == "notice_needs_target"


def test_a_call_back_is_due_on_the_next_working_day(counter: Counter) -> None:
    counter.clock.go_to(date(2026, 11, 6))  # a Friday
    record_id = consulted(counter)
    (head,) = counter.heads(record_id)
    assert (head.status, head.task, head.due_kind, head.due) == (
        "call_back_due", "call_back_due", "call_back", date(2026, 11, 9),
    )  # fmt: skip
    counter.do(CloseConsultation, record_id=record_id, answer="已答复")
    assert counter.kinds(record_id)[-1] == "CalledBack"
    (head,) = counter.heads(record_id)
    assert (head.status, head.open, head.due, head.task) == ("closed", False, None, "")
    assert refused(counter, CloseConsultation, record_id=record_id) == "not_allowed_now"


def test_a_call_back_needs_a_phone(counter: Counter) -> None:
    assert refused(counter, Consult, question="x", call_back=True) == "value_needed"


def test_an_answered_question_is_closed(counter: Counter) -> None:
    record_id = counter.do(Consult, question="x").record_id
    counter.do(CloseConsultation, record_id=record_id)
    assert counter.kinds(record_id)[-1] == "ConsultationClosed"


def test_a_case_is_no_consultation_and_the_reverse(counter: Counter) -> None:
    assert refused(counter, CloseConsultation, record_id=taken_in(counter)) == "no_such_record"
    assert refused(counter, AcceptCase, record_id=consulted(counter)) == "no_such_record"


# -- looks ----------------------------------------------------------------------------------------------------


def test_the_own_open_case_is_seen_without_a_reason_and_written_down(counter: Counter) -> None:
    record_id = taken_in(counter)
    counter.do(LookAtPerson, record_id=record_id)
    (look,) = counter.store.shelves.looks
    assert (look.object_id, look.clerk, look.role, look.reason) == (record_id, CLERK.clerk, "clerk", "")


def test_any_other_look_needs_a_reason(counter: Counter) -> None:
    record_id = taken_in(counter)
    counter.sign_in(LEADER)
    assert refused(counter, LookAtPerson, record_id=record_id) == "reveal_needs_reason"
    assert refused(counter, LookAtPerson, record_id=record_id, reason=" ") == "reveal_needs_reason"
    counter.do(LookAtPerson, record_id=record_id, reason="来电核对")
    counter.sign_in(EVERYTHING)
    closed = granted(counter)
    assert refused(counter, LookAtPerson, record_id=closed) == "reveal_needs_reason"


def test_there_is_nothing_to_see_where_there_is_no_record(counter: Counter) -> None:
    assert refused(counter, LookAtPerson, record_id="nowhere", reason="x") == "no_such_record"
