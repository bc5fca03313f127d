"""A case on its way: supplements, deferrals, deemed acceptance, special procedures, extensions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from tests.support.counter_acts import (
    ORIGINAL,
    accepted,
    corrected,
    deferred,
    halted,
    soon,
    taken_in,
)
from tests.support.fakes import CLERK, EVERYTHING, LEADER, Counter
from tests.support.law_catalogue import (
    CHAIN,
    CONFIRMATION,
    LICENCE,
    SHOP,
    SIGN,
    agent,
    applicant,
    law_catalogue,
    sheet_for,
)
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.materials import MaterialEntry, MaterialMark
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.decide_case import DecideCase
from wenling_desk.use_cases.defer_materials import DeferMaterials
from wenling_desk.use_cases.end_application import (
    DeemWithdrawn,
    RevokeAcceptance,
)
from wenling_desk.use_cases.mark_deemed_acceptance import MarkDeemedAcceptance, deemed_fact_id
from wenling_desk.use_cases.queries import past_telling_wall
from wenling_desk.use_cases.receive_supplement import ReceiveSupplement
from wenling_desk.use_cases.refuse_acceptance import RefuseAcceptance
from wenling_desk.use_cases.request_correction import RequestCorrection
from wenling_desk.use_cases.special_procedure import EndSpecialProcedure, ExtendTimeLimit, StartSpecialProcedure

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


# -- 补正 ---------------------------------------------------------------------------------------------------


def test_a_supplement_is_received_and_the_case_accepted_from_that_day(counter: Counter) -> None:
    record_id = corrected(counter)
    counter.later(days=3)
    counter.do(ReceiveSupplement, record_id=record_id, materials={"m_main": ORIGINAL})
    assert counter.statuses(record_id) == {LICENCE: "taken_in"}
    assert counter.paper_kinds(record_id) == ["correction_notice", "supplement_receipt"]
    counter.do(AcceptCase, record_id=record_id)
    member = counter.member(record_id, LICENCE)
    assert member.accepted_at == counter.clock.now()
    assert member.promise is not None
    assert member.promise.day == date(2026, 11, 20)


def test_a_part_of_what_was_asked_for_leaves_the_rest_missing(counter: Counter) -> None:
    sheet = sheet_for(LICENCE, without=("m_main", "m_late"))
    record_id = counter.do(RequestCorrection, sheet=sheet, due=soon(counter)).record_id
    counter.do(ReceiveSupplement, record_id=record_id, materials={"m_main": ORIGINAL})
    assert refused(counter, AcceptCase, record_id=record_id) == "still_missing"
    values = {"record_id": record_id, "due": soon(counter)}
    assert refused(counter, RequestCorrection, **values) == "second_notice_needs_reason"
    counter.do(RequestCorrection, **values, not_seen_before_because="第一次漏看")
    assert counter.member(record_id, LICENCE).corrections == 2
    assert counter.counts()["corrected_again"] == 1
    assert counter.facts(record_id)[-2].body["ordinal"] == 2


def test_still_wrong_after_the_correction_ends_in_a_refusal(counter: Counter) -> None:
    record_id = corrected(counter)
    values: dict[str, Any] = {"record_id": record_id, "ground": "still_wrong_after_correction", "reasons": ("仍不符",)}
    assert refused(counter, RefuseAcceptance, **values) == "not_corrected_yet"
    wrong = {"m_main": MaterialEntry(MaterialMark.ORIGINAL, defect="没有签名")}
    counter.do(ReceiveSupplement, record_id=record_id, materials=wrong)
    counter.do(RefuseAcceptance, **values)
    assert counter.statuses(record_id) == {LICENCE: "acceptance_refused"}


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({}, "nothing_supplied"),
        ({"materials": {"m_dowry": ORIGINAL}}, "material_not_in_guide"),
        ({"materials": {"m_main": MaterialEntry(MaterialMark.DEFERRED)}}, "not_deferrable"),
    ],
)
def test_only_what_the_guide_lists_is_received(counter: Counter, values: dict[str, Any], code: str) -> None:
    assert refused(counter, ReceiveSupplement, record_id=corrected(counter), **values) == code


def test_nothing_is_received_that_nobody_waits_for(counter: Counter) -> None:
    record_id = taken_in(counter)
    assert refused(counter, ReceiveSupplement, record_id=record_id, materials={"m_main": ORIGINAL}) == "nothing_awaited"


def test_a_supplement_may_bring_the_mandate(counter: Counter) -> None:
    sheet = sheet_for(LICENCE, parties=(applicant(), agent(mandated=False)))
    record_id = counter.do(RequestCorrection, sheet=sheet, due=soon(counter)).record_id
    assert [gap["code"] for gap in counter.member(record_id, LICENCE).open_gaps] == ["mandate_missing"]
    counter.do(ReceiveSupplement, record_id=record_id, parties=(applicant(), agent()))
    counter.do(AcceptCase, record_id=record_id)
    assert counter.statuses(record_id) == {LICENCE: "accepted"}


# -- 视为撤回 -----------------------------------------------------------------------------------------------


def test_not_corrected_in_time_counts_as_withdrawn_but_only_after_the_last_day_and_by_a_person(
    counter: Counter,
) -> None:
    record_id = corrected(counter)
    counter.clock.go_to(date(2026, 11, 17))  # the last day
    assert refused(counter, DeemWithdrawn, record_id=record_id) == "deadline_not_passed"
    assert counter.statuses(record_id) == {LICENCE: "correction_pending"}
    counter.later(days=1)
    assert counter.statuses(record_id) == {LICENCE: "correction_pending"}
    counter.do(DeemWithdrawn, record_id=record_id)
    assert counter.statuses(record_id) == {LICENCE: "deemed_withdrawn"}
    assert counter.paper_kinds(record_id)[-1] == "deemed_withdrawal_notice"
    assert counter.facts(record_id)[-2].clerk == EVERYTHING.clerk


def test_a_last_day_that_is_off_ends_on_the_next_working_day(counter: Counter) -> None:
    sheet = sheet_for(LICENCE, without=("m_main",))
    record_id = counter.do(RequestCorrection, sheet=sheet, due=date(2026, 11, 21)).record_id  # a Saturday
    counter.clock.go_to(date(2026, 11, 23))
    assert refused(counter, DeemWithdrawn, record_id=record_id) == "deadline_not_passed"
    counter.do(ReceiveSupplement, record_id=record_id, materials={"m_main": ORIGINAL})
    assert counter.statuses(record_id) == {LICENCE: "taken_in"}


def test_of_several_members_only_the_late_ones_count_as_withdrawn(counter: Counter) -> None:
    sheet = sheet_for(SHOP, without=("m_plan", "m_income"))
    values: dict[str, Any] = {"due": soon(counter, 5), "members": (LICENCE,)}
    record_id = counter.do(RequestCorrection, sheet=sheet, **values).record_id
    counter.do(RequestCorrection, record_id=record_id, due=soon(counter, 30), members=(CONFIRMATION,))
    counter.later(days=10)
    counter.do(DeemWithdrawn, record_id=record_id)
    statuses = counter.statuses(record_id)
    assert (statuses[LICENCE], statuses[CONFIRMATION]) == ("deemed_withdrawn", "correction_pending")


# -- 视为受理 -----------------------------------------------------------------------------------------------


def test_nobody_told_in_five_working_days_counts_as_accepted_from_the_receipt(counter: Counter) -> None:
    record_id = taken_in(counter)
    counter.clock.go_to(date(2026, 11, 10))  # the fifth working day
    counter.do(MarkDeemedAcceptance, record_id=record_id)
    assert counter.statuses(record_id) == {LICENCE: "taken_in"}
    counter.later(days=1)
    counter.do(MarkDeemedAcceptance, record_id=record_id)
    member = counter.member(record_id, LICENCE)
    assert (member.status, member.deemed) == ("accepted", True)
    assert member.accepted_at == datetime.combine(date(2026, 11, 3), counter.clock.now().timetz())
    assert member.promise is not None
    assert member.promise.day == date(2026, 11, 17)
    fact = counter.facts(record_id)[-1]
    assert fact.fact_id == deemed_fact_id(record_id, LICENCE)
    assert counter.counts() == {"deemed_accepted": 1}


def test_two_desks_make_one_deemed_acceptance(counter: Counter) -> None:
    record_id = taken_in(counter)
    counter.later(days=20)
    answers = [counter.do(MarkDeemedAcceptance, record_id=record_id) for _ in range(3)]
    assert [answer.records for answer in answers] == [{record_id}, frozenset(), frozenset()]
    assert counter.kinds(record_id).count("DeemedAccepted") == 1
    assert deemed_fact_id("a", "b") == deemed_fact_id("a", "b") != deemed_fact_id("a", "c")


def test_only_licences_are_deemed_accepted(counter: Counter) -> None:
    record_id = taken_in(counter, SHOP)
    counter.later(days=20)
    counter.do(MarkDeemedAcceptance, record_id=record_id)
    assert counter.statuses(record_id) == {LICENCE: "accepted", SIGN: "accepted", CONFIRMATION: "taken_in"}


def test_a_licence_past_the_wall_is_not_asked_for_corrections(counter: Counter) -> None:
    record_id = taken_in(counter, without=("m_main",))
    counter.later(days=20)
    assert refused(counter, RequestCorrection, record_id=record_id, due=soon(counter)) == "telling_too_late"


def test_who_was_told_in_time_and_supplemented_is_deemed_accepted_from_the_supplement(counter: Counter) -> None:
    record_id = corrected(counter)
    came = counter.later(days=7)
    counter.do(ReceiveSupplement, record_id=record_id, materials={"m_main": ORIGINAL})
    counter.later(days=20)
    counter.do(MarkDeemedAcceptance, record_id=record_id)
    assert counter.member(record_id, LICENCE).accepted_at == came


def test_a_held_member_is_not_deemed_accepted(counter: Counter) -> None:
    record_id = accepted(counter, CHAIN)
    counter.later(days=40)
    counter.do(MarkDeemedAcceptance, record_id=record_id)
    assert counter.statuses(record_id)[LICENCE] == "waiting_predecessor"


def test_the_desk_finds_every_record_past_the_wall_page_by_page(counter: Counter) -> None:
    records = {taken_in(counter) for _ in range(5)}
    counter.later(days=20)
    fresh = taken_in(counter)
    with counter.store.reading() as reading:
        found = past_telling_wall(reading, counter.today, limit=2)
    assert set(found) == records
    assert fresh not in found


# -- 容缺 ---------------------------------------------------------------------------------------------------


def test_no_result_before_the_gap_is_closed(counter: Counter) -> None:
    record_id = deferred(counter)
    assert refused(counter, DecideCase, record_id=record_id, granted=True, **SIGNED) == "not_allowed_now"
    counter.do(ReceiveSupplement, record_id=record_id, materials={"m_late": MaterialEntry(MaterialMark.COPY)})
    assert counter.statuses(record_id) == {LICENCE: "accepted"}
    assert counter.kinds(record_id)[-2:] == ["DeferralClosed", "PaperIssued"]
    counter.do(DecideCase, record_id=record_id, granted=True, **SIGNED)
    assert counter.statuses(record_id) == {LICENCE: "completed"}


def two_late(counter: Counter) -> str:
    catalogue = law_catalogue()
    item = catalogue.items[LICENCE]
    materials = tuple(replace(row, deferrable=row.material_id in {"m_late", "m_word"}) for row in item.materials)
    item = replace(item, materials=materials)
    counter.shelf.releases = [replace(catalogue, items={**catalogue.items, LICENCE: item})]
    sheet = sheet_for(LICENCE, without=("m_late", "m_word"))
    return counter.do(DeferMaterials, sheet=sheet, due=soon(counter)).record_id


def test_a_part_of_the_deferred_materials_is_received_and_the_gap_stays_open(counter: Counter) -> None:
    record_id = two_late(counter)
    counter.do(ReceiveSupplement, record_id=record_id, materials={"m_late": ORIGINAL})
    assert counter.statuses(record_id) == {LICENCE: "accepted_deferred"}
    assert counter.kinds(record_id)[-2] == "DeferredMaterialsReceived"
    assert refused(counter, DecideCase, record_id=record_id, granted=True, **SIGNED) == "not_allowed_now"
    counter.do(ReceiveSupplement, record_id=record_id, materials={"m_word": ORIGINAL})
    assert counter.statuses(record_id) == {LICENCE: "accepted"}


def test_late_deferred_materials_end_in_a_revocation_with_reasons(counter: Counter) -> None:
    record_id = deferred(counter)
    values: dict[str, Any] = {"record_id": record_id, "reasons": ("逾期未补齐",)}
    assert refused(counter, RevokeAcceptance, **values) == "deadline_not_passed"
    counter.later(days=15)
    assert refused(counter, RevokeAcceptance, record_id=record_id, reasons=()) == "value_needed"
    counter.do(RevokeAcceptance, **values)
    assert counter.statuses(record_id) == {LICENCE: "acceptance_revoked"}
    assert counter.paper_kinds(record_id)[-1] == "acceptance_revocation"


def test_deferred_materials_that_came_and_are_still_wrong_end_in_a_revocation_before_the_day(counter: Counter) -> None:
    record_id = deferred(counter)
    values: dict[str, Any] = {"record_id": record_id, "reasons": ("健康证明过期",), "still_wrong": True}
    assert refused(counter, RevokeAcceptance, **values) == "deadline_not_passed"
    wrong = {"m_late": MaterialEntry(MaterialMark.COPY, defect="已过期")}
    counter.do(ReceiveSupplement, record_id=record_id, materials=wrong)
    assert counter.statuses(record_id) == {LICENCE: "accepted_deferred"}
    counter.do(RevokeAcceptance, **values)
    assert counter.statuses(record_id) == {LICENCE: "acceptance_revoked"}


def test_a_clerk_alone_does_not_revoke(counter: Counter) -> None:
    record_id = deferred(counter)
    counter.later(days=15)
    counter.sign_in(CLERK)
    assert refused(counter, RevokeAcceptance, record_id=record_id, reasons=("x",)) == "not_permitted"
    counter.sign_in(LEADER)
    counter.do(RevokeAcceptance, record_id=record_id, reasons=("x",))


def test_while_a_gap_is_open_no_special_procedure_begins(counter: Counter) -> None:
    values = {"procedure": "testing", "reason": "x", "expected_end": soon(counter), "approver": "y"}
    assert refused(counter, StartSpecialProcedure, record_id=deferred(counter), **values) == "not_allowed_now"


def test_a_deferred_application_may_be_denied(counter: Counter) -> None:
    record_id = deferred(counter)
    counter.do(DecideCase, record_id=record_id, granted=False, reasons=("场所不符",), **SIGNED)
    assert counter.statuses(record_id) == {LICENCE: "denied"}


# -- 特别程序, 延期 -----------------------------------------------------------------------------------------


def test_a_special_procedure_halts_the_clock_and_tells_so(counter: Counter) -> None:
    record_id = halted(counter)
    assert counter.statuses(record_id) == {LICENCE: "special_procedure"}
    assert counter.paper_kinds(record_id)[-1] == "special_procedure_notice"
    (head,) = counter.heads(record_id)
    assert (head.task, head.due_kind, head.due) == ("special_procedure", "special_procedure", date(2026, 11, 17))
    counter.later(days=6)
    counter.do(EndSpecialProcedure, record_id=record_id, result="合格")
    member = counter.member(record_id, LICENCE)
    assert member.status == "accepted"
    assert member.promise is not None
    assert (member.promise.day, member.promise.paused) == (date(2026, 11, 23), 4)


def test_special_procedures_of_a_member_never_overlap(counter: Counter) -> None:
    record_id = halted(counter)
    values = {"procedure": "hearing", "reason": "x", "expected_end": soon(counter), "approver": "y"}
    assert refused(counter, StartSpecialProcedure, record_id=record_id, **values) == "not_allowed_now"
    counter.do(EndSpecialProcedure, record_id=record_id)
    assert refused(counter, EndSpecialProcedure, record_id=record_id) == "not_allowed_now"
    counter.do(StartSpecialProcedure, record_id=record_id, **values)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"procedure": "site_visit"}, "choice_unknown"),
        ({"reason": ""}, "value_needed"),
        ({"approver": " "}, "value_needed"),
        ({"expected_end": date(2026, 11, 2)}, "expected_end_passed"),
    ],
)
def test_a_special_procedure_is_told_whole(counter: Counter, changes: dict[str, Any], code: str) -> None:
    values = {"procedure": "testing", "reason": "x", "expected_end": soon(counter), "approver": "y", **changes}
    assert refused(counter, StartSpecialProcedure, record_id=accepted(counter), **values) == code


def test_nothing_is_granted_while_the_clock_stands(counter: Counter) -> None:
    assert refused(counter, DecideCase, record_id=halted(counter), granted=True, **SIGNED) == "not_allowed_now"


def test_an_extension_tells_old_and_new_date(counter: Counter) -> None:
    record_id = accepted(counter)
    counter.do(ExtendTimeLimit, record_id=record_id, days=10, reason="案情复杂", approver="李局")
    promise = counter.member(record_id, LICENCE).promise
    assert promise is not None
    assert promise.day == date(2026, 12, 1)
    assert counter.paper_kinds(record_id)[-1] == "extension_notice"
    assert counter.facts(record_id)[-2].body["previous_day"] == "2026-11-17"
    (head,) = counter.heads(record_id)
    assert head.due == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("days", "wait", "code"),
    [
        (11, 0, "extension_too_long"),
        (0, 0, "extension_days_wrong"),
        (-5, 0, "extension_days_wrong"),
        (5, 15, "promise_passed"),
    ],
)
def test_an_extension_keeps_to_the_law(counter: Counter, days: int, wait: int, code: str) -> None:
    record_id = accepted(counter)
    counter.later(days=wait)
    assert refused(counter, ExtendTimeLimit, record_id=record_id, days=days, reason="x", approver="y") == code


def test_a_licence_is_extended_once(counter: Counter) -> None:
    record_id = accepted(counter)
    values: dict[str, Any] = {"record_id": record_id, "days": 5, "reason": "x", "approver": "y"}
    counter.do(ExtendTimeLimit, **values)
    assert refused(counter, ExtendTimeLimit, **values) == "already_extended"


def test_a_member_of_a_bundle_may_be_extended_by_fifteen_days(counter: Counter) -> None:
    record_id = counter.do(AcceptCase, sheet=sheet_for(SHOP)).record_id
    values: dict[str, Any] = {"record_id": record_id, "reason": "x", "approver": "市领导", "members": (LICENCE,)}
    assert refused(counter, ExtendTimeLimit, days=16, **values) == "extension_too_long"
    counter.do(ExtendTimeLimit, days=15, **values)
