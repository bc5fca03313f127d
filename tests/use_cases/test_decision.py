"""Review and decision in three ways, serial members, delivery and rating."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.support.counter_acts import (
    ORIGINAL,
    accepted,
    corrected,
    deferred,
    first_number,
    granted,
    halted,
    soon,
    taken_in,
)
from tests.support.fakes import CLERK, EVERYTHING, REVIEWER, Counter
from tests.support.law_catalogue import (
    CARD,
    CHAIN,
    FILING,
    LICENCE,
    NO_COURT,
    SHOP,
    SIGN,
    law_catalogue,
    sheet_for,
)
from wenling_desk.domain.authority import Role, Session
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.paper import PaperIncomplete
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.decide_case import DecideCase, ReviewCase
from wenling_desk.use_cases.deliver_result import DeliverResult, RateCase
from wenling_desk.use_cases.edit_case import RecordOfficialNumber
from wenling_desk.use_cases.end_application import (
    TerminateCase,
    WithdrawApplication,
)
from wenling_desk.use_cases.import_results import ImportResults, ResultRow
from wenling_desk.use_cases.receive_supplement import ReceiveSupplement
from wenling_desk.use_cases.refuse_acceptance import RefuseAcceptance
from wenling_desk.use_cases.request_correction import RequestCorrection

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


# -- 审查, 决定 ---------------------------------------------------------------------------------------------


def test_three_equal_ways_to_a_decision(counter: Counter) -> None:
    by_paper, by_list = accepted(counter), accepted(counter)
    counter.do(DecideCase, record_id=by_paper, granted=True, result_number="证 1", **SIGNED)
    row = ResultRow(first_number(counter, by_list), LICENCE, granted=True, officer="王科", result_number="证 2")
    counter.do(ImportResults, row=row)
    at_seat = accepted(counter)
    counter.sign_in(REVIEWER)
    counter.do(DecideCase, record_id=at_seat, granted=True, result_number="证 3")
    for record_id, way, number in (
        (by_paper, "signed_paper", "证 1"),
        (by_list, "imported", "证 2"),
        (at_seat, "seat", "证 3"),
    ):
        fact = counter.facts(record_id)[-2]
        assert (fact.kind, fact.body["way"], fact.body["result_number"]) == ("Granted", way, number)
        assert counter.paper_kinds(record_id)[-1] == "completion_notice"
        assert counter.statuses(record_id) == {LICENCE: "completed"}


def test_a_decision_at_the_seat_is_the_reviewers(counter: Counter) -> None:
    record_id = accepted(counter)
    counter.do(ReviewCase, record_id=record_id, opinion="同意")
    counter.do(DecideCase, record_id=record_id, granted=True)
    roles = [fact.role for fact in counter.facts(record_id) if fact.kind in {"Reviewed", "Granted"}]
    assert roles == ["reviewer", "reviewer"]
    counter.sign_in(CLERK)
    assert refused(counter, DecideCase, record_id=accepted(counter), granted=True) == "officer_needed"


def test_a_reviewer_decides_for_the_own_department_only(counter: Counter) -> None:
    record_id = accepted(counter)
    counter.sign_in(Session("0203", "赵科", (Role.REVIEWER,), department_key="SIGN"))
    assert refused(counter, DecideCase, record_id=record_id, granted=True) == "not_your_department"
    counter.sign_in(Session("0204", "钱科", (Role.REVIEWER,), department_key="FOOD"))
    counter.do(DecideCase, record_id=record_id, granted=True)


def test_a_denial_states_reasons(counter: Counter) -> None:
    record_id = accepted(counter)
    assert refused(counter, DecideCase, record_id=record_id, granted=False, **SIGNED) == "value_needed"
    counter.do(DecideCase, record_id=record_id, granted=False, reasons=("场所不符",), **SIGNED)
    assert counter.statuses(record_id) == {LICENCE: "denied"}
    assert counter.counts()["denied"] == 1


def test_a_denial_that_cannot_name_the_court_does_not_print(counter: Counter) -> None:
    record_id = accepted(counter, NO_COURT)
    before = counter.everything_written()
    with pytest.raises(PaperIncomplete):
        counter.do(DecideCase, record_id=record_id, granted=False, reasons=("x",), **SIGNED)
    assert counter.everything_written() == before
    counter.do(DecideCase, record_id=record_id, granted=True, **SIGNED)


def test_the_day_on_the_organs_paper_is_kept_and_never_in_the_future(counter: Counter) -> None:
    record_id = accepted(counter)
    counter.later(days=6)
    values: dict[str, Any] = {"record_id": record_id, "granted": True, **SIGNED}
    assert refused(counter, DecideCase, **values, decided_on=soon(counter, 1)) == "decided_in_future"
    counter.do(DecideCase, **values, decided_on=date(2026, 11, 5))
    assert counter.facts(record_id)[-2].body["decided_on"] == "2026-11-05"


@pytest.mark.parametrize(
    ("number", "member"), [("331081-26-K7QX-999999-0", LICENCE), ("", LICENCE), (None, SIGN), (None, "NO")]
)
def test_a_row_of_a_list_that_fits_nothing_is_refused(counter: Counter, number: str | None, member: str) -> None:
    record_id = accepted(counter)
    row = ResultRow(
        first_number(counter, record_id) if number is None else number, member, granted=True, officer="王科"
    )
    assert refused(counter, ImportResults, row=row) == "result_row_unmatched"


def test_a_row_may_use_the_official_number_and_needs_an_officer(counter: Counter) -> None:
    record_id = accepted(counter)
    counter.do(RecordOfficialNumber, record_id=record_id, official_number="331081202611030001")
    row = ResultRow("331081202611030001", "", granted=True, officer="")
    assert refused(counter, ImportResults, row=row) == "officer_needed"
    counter.do(ImportResults, row=replace(row, officer="王科", decided_on=date(2026, 11, 3)))
    assert counter.statuses(record_id) == {LICENCE: "completed"}


def test_a_list_never_grants_before_the_gap_is_closed(counter: Counter) -> None:
    record_id = deferred(counter)
    row = ResultRow(first_number(counter, record_id), LICENCE, granted=True, officer="王科")
    assert refused(counter, ImportResults, row=row) == "not_allowed_now"


# -- serial members -----------------------------------------------------------------------------------------


def test_the_second_member_starts_when_the_first_is_completed_and_is_accepted_as_of_then(counter: Counter) -> None:
    record_id = accepted(counter, CHAIN)
    moment = counter.later(days=1)
    counter.do(DecideCase, record_id=record_id, granted=True, **SIGNED)
    assert counter.statuses(record_id) == {FILING: "completed", LICENCE: "taken_in", CARD: "waiting_predecessor"}
    started = next(fact for fact in counter.facts(record_id) if fact.kind == "MemberStarted")
    assert (started.members, started.body["completed"], started.at) == ((LICENCE,), [FILING], moment)
    head = next(head for head in counter.heads(record_id) if head.member == LICENCE)
    assert (head.task, head.due) == ("accept_or_tell", date(2026, 11, 11))
    counter.later(days=2)
    counter.do(AcceptCase, record_id=record_id)
    member = counter.member(record_id, LICENCE)
    assert member.accepted_at == moment
    assert member.promise is not None
    assert member.promise.day == date(2026, 11, 18)


def test_a_started_member_that_had_to_be_corrected_is_accepted_when_it_is_complete(counter: Counter) -> None:
    record_id = counter.do(AcceptCase, sheet=sheet_for(CHAIN, without=("m_plan",))).record_id
    counter.do(DecideCase, record_id=record_id, granted=True, **SIGNED)
    counter.do(RequestCorrection, record_id=record_id, due=soon(counter))
    counter.later(days=6)
    counter.do(ReceiveSupplement, record_id=record_id, materials={"m_plan": ORIGINAL})
    counter.do(AcceptCase, record_id=record_id)
    assert counter.member(record_id, LICENCE).accepted_at == counter.clock.now()


def test_a_result_list_starts_the_next_member_too(counter: Counter) -> None:
    record_id = accepted(counter, CHAIN)
    row = ResultRow(first_number(counter, record_id), FILING, granted=True, officer="王科")
    counter.do(ImportResults, row=row)
    assert counter.statuses(record_id)[LICENCE] == "taken_in"


@pytest.mark.parametrize("ending", ["denied", "refused", "withdrawn", "terminated"])
def test_when_the_first_fails_the_second_does_not_start_and_a_person_is_asked(counter: Counter, ending: str) -> None:
    record_id = taken_in(counter, CHAIN)
    only: dict[str, Any] = {"record_id": record_id, "members": (FILING,)}
    match ending:
        case "denied":
            counter.do(AcceptCase, **only)
            counter.do(DecideCase, **only, granted=False, reasons=("x",), **SIGNED)
        case "refused":
            counter.do(RefuseAcceptance, **only, ground="not_lawful", reasons=("x",))
        case "withdrawn":
            counter.do(WithdrawApplication, **only, request_received=True)
        case "terminated":
            counter.do(TerminateCase, **only, reasons=("x",))
    assert counter.statuses(record_id)[LICENCE] == "waiting_predecessor"
    tasks = {head.member: head.task for head in counter.heads(record_id)}
    assert (tasks[LICENCE], tasks[CARD]) == ("predecessor_failed", "wait_predecessor")
    offers = {offer.act: offer.members for offer in counter.detail(record_id).offers if offer.enabled}
    assert set(offers["withdraw"]) == set(offers["terminate"]) == {LICENCE, CARD}
    counter.do(WithdrawApplication, record_id=record_id, request_received=True, reason="前序未办成")
    assert not counter.case(record_id).is_open


def test_a_member_waits_for_all_its_predecessors(counter: Counter) -> None:
    catalogue = law_catalogue()
    chain = catalogue.bundles[CHAIN]
    members = tuple(
        replace(member, after=(FILING, CARD) if member.item_code == LICENCE else ()) for member in chain.members
    )
    counter.shelf.releases = [replace(catalogue, bundles={**catalogue.bundles, CHAIN: replace(chain, members=members)})]
    record_id = accepted(counter, CHAIN)
    counter.do(DecideCase, record_id=record_id, members=(FILING,), granted=True, **SIGNED)
    assert counter.statuses(record_id)[LICENCE] == "waiting_predecessor"
    counter.do(AcceptCase, record_id=record_id, members=(CARD,), as_role="reviewer")
    counter.do(DecideCase, record_id=record_id, members=(CARD,), granted=True, **SIGNED)
    assert counter.statuses(record_id)[LICENCE] == "taken_in"


# -- 送达, 评价 ---------------------------------------------------------------------------------------------


def test_a_result_is_handed_over_against_a_record(counter: Counter) -> None:
    record_id = granted(counter)
    counter.do(DeliverResult, record_id=record_id, way="counter", receiver="林小满")
    assert counter.paper_kinds(record_id)[-1] == "delivery_record"
    (head,) = counter.heads(record_id)
    assert head.task == ""
    assert counter.counts()["delivered"] == 1


def test_who_collects_for_somebody_shows_a_proof(counter: Counter) -> None:
    values: dict[str, Any] = {"record_id": granted(counter), "way": "counter", "receiver": "王代办", "by_proxy": True}
    assert refused(counter, DeliverResult, **values) == "proxy_proof_needed"
    counter.do(DeliverResult, **values, proof="授权委托书", relation="同事")


def test_refusals_are_served_too(counter: Counter) -> None:
    values: dict[str, Any] = {"sheet": sheet_for(LICENCE), "ground": "not_lawful", "reasons": ("x",)}
    record_id = counter.do(RefuseAcceptance, **values).record_id
    counter.do(DeliverResult, record_id=record_id, way="courier", receiver="林小满")
    assert counter.member(record_id, LICENCE).delivered


def test_nothing_is_delivered_before_a_result_or_twice(counter: Counter) -> None:
    values: dict[str, Any] = {"way": "counter", "receiver": "林小满"}
    assert refused(counter, DeliverResult, record_id=accepted(counter), **values) == "not_allowed_now"
    record_id = granted(counter)
    counter.do(DeliverResult, record_id=record_id, **values)
    assert refused(counter, DeliverResult, record_id=record_id, **values) == "already_delivered"
    counter.do(DeliverResult, record_id=record_id, **values, again_because="邮件退回")
    assert refused(counter, DeliverResult, record_id=granted(counter), way="pigeon", receiver="x") == "choice_unknown"


def test_members_that_were_delivered_are_left_out_the_next_time(counter: Counter) -> None:
    record_id = counter.do(AcceptCase, sheet=sheet_for(SHOP), as_role="reviewer").record_id
    counter.do(DecideCase, record_id=record_id, members=(LICENCE,), granted=True, **SIGNED)
    counter.do(DeliverResult, record_id=record_id, way="counter", receiver="林小满")
    counter.do(DecideCase, record_id=record_id, members=(SIGN,), granted=True, **SIGNED)
    counter.do(DeliverResult, record_id=record_id, way="counter", receiver="林小满")
    delivered = [fact.members for fact in counter.facts(record_id) if fact.kind == "ResultDelivered"]
    assert delivered == [(LICENCE,), (SIGN,)]


def test_the_applicant_rates_once_whenever(counter: Counter) -> None:
    for record_id in (corrected(counter), halted(counter), granted(counter)):
        counter.do(RateCase, record_id=record_id, grade="dissatisfied", words="等太久")
        assert counter.case(record_id).rating == "dissatisfied"
        assert refused(counter, RateCase, record_id=record_id, grade="very_satisfied") == "already_rated"
    assert counter.counts()["rated"] == 3
    assert refused(counter, RateCase, record_id=taken_in(counter), grade="5") == "choice_unknown"


def test_an_unrated_case_stays_unrated(counter: Counter) -> None:
    record_id = granted(counter)
    counter.later(days=90)
    assert counter.case(record_id).rating == ""
