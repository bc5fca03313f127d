"""收费: a fee is told with a notice, and what becomes of it is written down. No lawful clock ever waits for money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.fees import DUE, Fee, fees_of, find_fee
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import UnitOfWork
from wenling_desk.use_cases.record_book import RecordBook
from wenling_desk.use_cases.record_writer import RecordWriter
from wenling_desk.use_cases.targets import CaseCommand, known_members, possible_members

LONGEST_CODE = 200
"""Characters of a payment code: a longer one would not be read from paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifyFee(CaseCommand):
    """Tell a fee (告知缴费) of one member: what for, how much in fen, the code to pay with, the rule it rests on."""

    title: str
    amount_fen: int
    payment_code: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPayment(CaseCommand):
    """A fee was paid (已缴), in one of the ways of ``resources/counter/fees.yaml``; money never passes through here."""

    fee_id: str
    amount_fen: int
    way: str
    receipt_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundFee(CaseCommand):
    """Money was given back (退费), with the reason."""

    fee_id: str
    amount_fen: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelFee(CaseCommand):
    """A fee nobody paid is not asked for any more (取消缴费), with the reason."""

    fee_id: str
    reason: str


def notify_fee(desk: Desk, uow: UnitOfWork, command: NotifyFee) -> Changes:
    """The fee as a fact, and a 缴费通知书 that says it does not stop the clock."""
    writer = RecordWriter(desk, uow, command)
    if (earlier := writer.earlier()) is not None:
        return earlier
    if len(command.payment_code.strip()) > LONGEST_CODE:
        raise DeskRefusal("value_too_long", act="notify_fee", field="payment_code", most=LONGEST_CODE)
    writer.open(command.record_id)
    (code, *_) = possible_members(writer, command, "notify_fee")
    body = {
        "fee_id": desk.ids.new_id(),
        "title": command.title.strip(),
        "amount_fen": command.amount_fen,
        "payment_code": command.payment_code.strip(),
        "basis": command.basis.strip(),
    }
    writer.do("notify_fee", (code,), body)
    writer.issue("fee_notice", (code,), {"fee_id": body["fee_id"]})
    return writer.finish()


def record_payment(desk: Desk, uow: UnitOfWork, command: RecordPayment) -> Changes:
    """已缴: the payment as a fact."""
    body = {
        "amount_fen": command.amount_fen,
        "way": command.way,
        "receipt_number": command.receipt_number.strip(),
    }
    return _move(desk, uow, command, "record_payment", command.fee_id, body)


def refund_fee(desk: Desk, uow: UnitOfWork, command: RefundFee) -> Changes:
    """退费: the refund as a fact."""
    body = {"amount_fen": command.amount_fen, "reason": command.reason.strip()}
    return _move(desk, uow, command, "refund_fee", command.fee_id, body)


def cancel_fee(desk: Desk, uow: UnitOfWork, command: CancelFee) -> Changes:
    """取消: the end of a fee as a fact."""
    return _move(desk, uow, command, "cancel_fee", command.fee_id, {"reason": command.reason.strip()})


def _move(
    desk: Desk, uow: UnitOfWork, command: CaseCommand, action: str, fee_id: str, body: Mapping[str, Any]
) -> Changes:
    writer = RecordWriter(desk, uow, command)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(command.record_id)
    fee = find_fee(writer.record, fee_id)
    if fee is None:
        raise DeskRefusal("fee_not_open", item=writer.case.members[0].name)
    members = known_members(writer, fee.members) or tuple(writer.record.lanes)
    writer.do(action, members, {"fee_id": fee_id, **body})
    return writer.finish()


def fee_probe(act: str, book: RecordBook) -> dict[str, Any]:
    """What a clerk would still type of a fee, for trying whether the act is possible; empty for every other act."""
    if act == "notify_fee":
        return {"fee_id": "?", "title": "?", "amount_fen": 1, "basis": "?"}
    if act not in {"record_payment", "refund_fee", "cancel_fee"} or not book.taken_in:
        return {}
    fees = fees_of(book.record)
    fitting = [fee for fee in fees if _fits(act, fee)]
    if not fitting:
        return {"fee_id": "?", "amount_fen": 1, "way": "?"}
    fee = fitting[0]
    return {"fee_id": fee.fee_id, "amount_fen": 1 if act == "refund_fee" else fee.amount_fen, "way": "?"}


def _fits(act: str, fee: Fee) -> bool:
    return fee.left_fen > 0 if act == "refund_fee" else fee.state == DUE
