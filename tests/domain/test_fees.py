"""Fees beside the lawful clocks: told, paid, given back, cancelled; and no day moves by any of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.test_case_view import Story
from tests.support.fakes import texts
from tests.support.law_catalogue import LICENCE, law_catalogue
from wenling_desk.domain.authority import Role
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.fees import DUE, Fee, errands, fees_of
from wenling_desk.domain.guards import GUARDS, Question
from wenling_desk.use_cases.fee_words import capital_amount, fen_of, yuan_of

TOLD = {"fee_id": "f-1", "title": "工本费", "amount_fen": 8000, "payment_code": "P1", "basis": "《示例》"}


def story() -> Story:
    return Story(LICENCE).taken_in("2026-11-03").accepted("2026-11-04")


def only_fee(told: Story) -> Fee:
    (fee,) = fees_of(told.case("2026-11-10").record)
    return fee


def test_a_fee_is_told_paid_and_given_back_in_parts() -> None:
    told = story().tell("2026-11-05", "FeeNotified", **TOLD)
    assert (only_fee(told).state, only_fee(told).left_fen) == (DUE, 0)
    told.tell("2026-11-06", "FeePaid", fee_id="f-1", amount_fen=8000, way="pos", receipt_number="R1")
    fee = only_fee(told)
    assert (fee.state, fee.left_fen, fee.way, fee.receipt_number) == ("paid", 8000, "pos", "R1")
    told.tell("2026-11-07", "FeeRefunded", fee_id="f-1", amount_fen=3000, reason="多收")
    told.tell("2026-11-08", "FeeRefunded", fee_id="f-1", amount_fen=1000, reason="又退")
    fee = only_fee(told)
    assert (fee.state, fee.refunded_fen, fee.left_fen, fee.reason) == ("refunded", 4000, 4000, "又退")


def test_what_nobody_was_told_of_is_no_fee() -> None:
    told = story().tell("2026-11-06", "FeePaid", fee_id="other", amount_fen=8000, way="pos")
    assert fees_of(told.case("2026-11-10").record) == ()


def test_only_what_is_owed_waits_at_the_counter() -> None:
    told = (
        story().tell("2026-11-05", "FeeNotified", **TOLD).tell("2026-11-05", "FeeNotified", **{**TOLD, "fee_id": "2"})
    )
    told.tell("2026-11-06", "FeeCancelled", fee_id="2", reason="免收")
    case = told.case("2026-11-10")
    (errand,) = errands(case.record, case)
    assert (errand.kind, errand.key, errand.amount, errand.number) == ("fee_due", "f-1", 8000, "P1")
    assert errand.member == LICENCE
    assert list(errands(case.record, None)) == []


KINDS = st.sampled_from(["FeeNotified", "FeePaid", "FeeRefunded", "FeeCancelled"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(KINDS, st.integers(4, 25), st.sampled_from(["a", "b"])), max_size=8))
def test_waiting_for_payment_moves_no_lawful_day(acts: list[tuple[str, int, str]]) -> None:
    plain, with_fees = story(), story()
    for kind, day, fee_id in sorted(acts, key=lambda act: act[1]):
        body: dict[str, Any] = {**TOLD, "fee_id": fee_id, "reason": "x", "way": "pos"}
        with_fees.tell(f"2026-11-{day:02d}", kind, **body)
    one, other = plain.member("2026-11-26"), with_fees.member("2026-11-26")
    assert (one.due, one.promise, one.status, one.due_kind) == (other.due, other.promise, other.status, other.due_kind)


def question(told: Story | None = None, fee: str = "不收费", **body: Any) -> Question:
    item = replace(law_catalogue().items[LICENCE], fee=fee)
    record = told.case("2026-11-10").record if told is not None else None
    day = (
        told.case("2026-11-10").received_at.date()
        if told is not None
        else story().case("2026-11-10").received_at.date()
    )
    return Question(member=LICENCE, role=Role.CLERK, body=body, today=day, item=item, record=record)


def answer(name: str, asked: Question) -> str:
    try:
        GUARDS[name](asked)
    except DeskRefusal as refusal:
        return refusal.code
    return ""


@pytest.mark.parametrize(
    ("amount", "code"),
    [(1, ""), (8000, ""), (0, "fee_amount_wrong"), (-5, "fee_amount_wrong"), (True, "fee_amount_wrong"),
     (1.5, "fee_amount_wrong"), ("8000", "fee_amount_wrong"), (10**12, "fee_amount_wrong"), (None, "fee_amount_wrong")],
    ids=["fen", "yuan", "nothing", "minus", "bool", "part", "text", "too-much", "none"],
)  # fmt: skip
def test_an_amount_is_a_whole_number_of_fen(amount: object, code: str) -> None:
    assert answer("fee_stated", question(amount_fen=amount, fee_id="x")) == code


def test_a_fee_is_told_once() -> None:
    told = story().tell("2026-11-05", "FeeNotified", **TOLD)
    assert answer("fee_stated", question(told, amount_fen=1, fee_id="f-1")) == "fee_told_already"


@pytest.mark.parametrize(
    ("fee", "basis", "code"),
    [("不收费", "", "fee_without_basis"), ("", "", "fee_without_basis"), ("不收费", "《示例》", ""),
     ("不动产登记费: 住宅 80 元/件", "", "")],
    ids=["free", "unknown", "basis", "guide"],
)  # fmt: skip
def test_without_a_fee_in_the_guide_a_basis_is_needed(fee: str, basis: str, code: str) -> None:
    assert answer("fee_has_basis", question(fee=fee, basis=basis)) == code


def test_money_is_written_down_only_where_it_fits() -> None:
    told = story().tell("2026-11-05", "FeeNotified", **TOLD)
    assert answer("fee_open", question(told, fee_id="f-1")) == ""
    assert answer("fee_open", question(told, fee_id="f-2")) == "fee_not_open"
    assert answer("fee_paid_in_full", question(told, fee_id="f-1", amount_fen=8000)) == ""
    assert answer("fee_paid_in_full", question(told, fee_id="f-1", amount_fen=7999)) == "fee_amount_differs"
    assert answer("fee_refundable", question(told, fee_id="f-1", amount_fen=1)) == "fee_not_paid"
    told.tell("2026-11-06", "FeePaid", fee_id="f-1", amount_fen=8000, way="pos")
    assert answer("fee_open", question(told, fee_id="f-1")) == "fee_not_open"
    assert answer("fee_refundable", question(told, fee_id="f-1", amount_fen=8000)) == ""
    assert answer("fee_refundable", question(told, fee_id="f-1", amount_fen=8001)) == "fee_refund_wrong"
    assert answer("fee_refundable", question(told, fee_id="f-1", amount_fen=0)) == "fee_refund_wrong"


@pytest.mark.parametrize(
    ("typed", "fen"),
    [("80", 8000), ("80.5", 8050), (" 1,200.00 ", 120000), ("0.01", 1), ("1，200", 120000), ("80.005", None),
     ("0", None), ("-3", None), ("abc", None), ("", None), ("1e3", 100000), ("NaN", None), ("Infinity", None)],
)  # fmt: skip
def test_yuan_as_people_type_them(typed: str, fen: int | None) -> None:
    assert fen_of(typed) == fen


@given(st.integers(1, 10**11))
def test_what_is_printed_is_read_back(fen: int) -> None:
    assert fen_of(yuan_of(fen)) == fen


@pytest.mark.parametrize(
    ("fen", "said"),
    [(8000, "捌拾元整"), (8005, "捌拾元零伍分"), (8050, "捌拾元伍角整"), (1, "壹分"), (10, "壹角整"),
     (12345678, "壹拾贰万叁仟肆佰伍拾陆元柒角捌分"), (100000, "壹仟元整"), (1000100, "壹万零壹元整"),
     (10050030010, "壹亿零伍拾万零叁佰元壹角整"), (10000000000, "壹亿元整"), (2000000, "贰万元整")],
)  # fmt: skip
def test_capital_figures(fen: int, said: str) -> None:
    assert capital_amount(texts(), fen) == said


DIGITS = "零壹贰叁肆伍陆柒捌玖"
SIZES = {"拾": 10, "佰": 100, "仟": 1000}


def read_capital(said: str) -> int:
    """The amount a person reads out of capital figures, in fen."""
    total = section = digit = 0
    for sign in said:
        if sign in DIGITS:
            digit = DIGITS.index(sign)
        elif sign in SIZES:
            section, digit = section + digit * SIZES[sign], 0
        elif sign in "万亿":
            total, section, digit = (total + section + digit) * (10**4 if sign == "万" else 10**8), 0, 0
        elif sign == "元":
            total, section, digit = (total + section + digit) * 100, 0, 0
        elif sign == "角":
            total, digit = total + digit * 10, 0
        elif sign == "分":
            total, digit = total + digit, 0
    return total


@given(st.integers(1, 10**10))
def test_capital_figures_say_the_amount(fen: int) -> None:
    assert read_capital(capital_amount(texts(), fen)) == fen
