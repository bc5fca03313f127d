"""缴费: the notice says what, how much and that the clock runs on; what becomes of it is written down once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.acts_repairs import BASIS, fee_id, told
from tests.support.counter_acts import accepted, granted, taken_in
from tests.support.fakes import EVERYTHING, Counter
from tests.support.law_catalogue import LICENCE, SHOP, SIGN, law_catalogue
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.fees import fees_of
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.end_application import WithdrawApplication
from wenling_desk.use_cases.fees import CancelFee, NotifyFee, RecordPayment, RefundFee
from wenling_desk.use_cases.ports import ErrandQuery


@pytest.fixture
def counter() -> Counter:
    return Counter(law_catalogue(), EVERYTHING)


def refused(counter: Counter, kind: type[Command], **values: Any) -> str:
    before = counter.everything_written()
    with pytest.raises(DeskRefusal) as caught:
        counter.do(kind, **values)
    assert counter.everything_written() == before
    return caught.value.code


def waiting(counter: Counter) -> list[tuple[str, int, str]]:
    with counter.store.reading() as reading:
        rows = reading.errands(ErrandQuery(kinds=("fee_due",))).rows
    return [(row.errand.key, row.errand.amount, row.errand.number) for row in rows]


def test_a_notice_says_the_amount_twice_and_stops_no_clock(counter: Counter) -> None:
    record_id = accepted(counter)
    before = counter.member(record_id, LICENCE)
    changes = counter.do(
        NotifyFee, record_id=record_id, title="证件工本费", amount_fen=8050, payment_code="P-77", basis=BASIS
    )
    after = counter.member(record_id, LICENCE)
    assert (after.status, after.due, after.promise) == (before.status, before.due, before.promise)
    assert counter.press.content(changes.number).values["fee"] == {
        "title": "证件工本费", "amount": "80.50", "capital": "捌拾元伍角整", "payment_code": "P-77", "basis": BASIS,
    }  # fmt: skip
    assert waiting(counter) == [(fee_id(counter, record_id), 8050, "P-77")]


def test_it_waits_until_it_is_paid_and_can_be_given_back(counter: Counter) -> None:
    record_id = told(counter)
    values = {"record_id": record_id, "fee_id": fee_id(counter, record_id)}
    assert refused(counter, RefundFee, **values, amount_fen=1, reason="x") == "fee_not_paid"
    assert refused(counter, RecordPayment, **values, amount_fen=7999, way="pos") == "fee_amount_differs"
    assert refused(counter, RecordPayment, **values, amount_fen=8000, way="") == "value_needed"
    counter.do(RecordPayment, **values, amount_fen=8000, way="pos", receipt_number="R-1")
    assert waiting(counter) == []
    assert refused(counter, RecordPayment, **values, amount_fen=8000, way="pos") == "fee_not_open"
    assert refused(counter, CancelFee, **values, reason="x") == "fee_not_open"
    assert refused(counter, RefundFee, **values, amount_fen=8001, reason="x") == "fee_refund_wrong"
    assert refused(counter, RefundFee, **values, amount_fen=1, reason=" ") == "value_needed"
    counter.do(RefundFee, **values, amount_fen=8000, reason="按政策免收")
    (fee,) = fees_of(counter.detail(record_id).record)
    assert (fee.state, fee.left_fen) == ("refunded", 0)


def test_a_fee_nobody_paid_is_taken_back(counter: Counter) -> None:
    record_id = told(counter)
    counter.do(CancelFee, record_id=record_id, fee_id=fee_id(counter, record_id), reason="免收")
    assert waiting(counter) == []
    assert [fee.state for fee in fees_of(counter.detail(record_id).record)] == ["cancelled"]


def test_an_item_without_a_fee_needs_a_basis(counter: Counter) -> None:
    values: dict[str, Any] = {"record_id": taken_in(counter), "title": "工本费", "amount_fen": 500}
    assert refused(counter, NotifyFee, **values) == "fee_without_basis"
    assert refused(counter, NotifyFee, **{**values, "amount_fen": 0}, basis=BASIS) == "fee_amount_wrong"
    assert refused(counter, NotifyFee, **{**values, "title": " "}, basis=BASIS) == "value_needed"
    assert refused(counter, NotifyFee, **values, basis=BASIS, payment_code="9" * 201) == "value_too_long"
    assert counter.do(NotifyFee, **values, basis=BASIS).number


def test_after_the_decision_and_after_a_withdrawal_money_can_still_be_settled(counter: Counter) -> None:
    record_id = granted(counter)
    counter.do(NotifyFee, record_id=record_id, title="证件工本费", amount_fen=1000, basis=BASIS)
    counter.do(RecordPayment, record_id=record_id, fee_id=fee_id(counter, record_id), amount_fen=1000, way="cash")
    record_id = told(counter)
    counter.do(WithdrawApplication, record_id=record_id, request_received=True)
    values = {"record_id": record_id, "fee_id": fee_id(counter, record_id)}
    counter.do(RecordPayment, **values, amount_fen=8000, way="pos")
    counter.do(RefundFee, **values, amount_fen=8000, reason="申请人撤回")
    assert refused(counter, NotifyFee, record_id=record_id, title="x", amount_fen=1, basis="x") == "not_allowed_now"


def test_each_member_has_its_own_fee(counter: Counter) -> None:
    record_id = taken_in(counter, SHOP)
    counter.do(NotifyFee, record_id=record_id, members=(SIGN,), title="工本费", amount_fen=200, basis=BASIS)
    (fee,) = fees_of(counter.detail(record_id).record)
    assert fee.members == (SIGN,)
    assert refused(counter, RecordPayment, record_id=record_id, fee_id="?", amount_fen=1, way="x") == "fee_not_open"
