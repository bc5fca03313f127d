"""Fees of a case (收费): told, paid, given back, cancelled. They stand beside the lawful clocks and touch none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from wenling_desk.domain.acceptance import CaseView
from wenling_desk.domain.errands import Errand
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.record import RecordState

DUE, PAID, REFUNDED, CANCELLED = "due", "paid", "refunded", "cancelled"
"""待缴, 已缴, 退费, 取消."""
NOTIFIED: Final = "FeeNotified"
MOST_FEN: Final = 100_000_000_000
"""One thousand million yuan: nobody owes more at a counter, and a typing error shows."""


NO_FEE: Final = frozenset({"不收费", "免费", "无"})
"""How a guide says that an item costs nothing."""


def is_free(fee: str) -> bool:
    """Whether the guide knows no fee for an item: it says so, or says nothing about it."""
    return not fee.strip() or fee.strip() in NO_FEE


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee as the facts tell it; all amounts are in fen. ``refunded_fen`` is the sum of all that was given back."""

    fee_id: str
    members: tuple[str, ...]
    title: str
    amount_fen: int
    payment_code: str
    basis: str
    notified_at: datetime
    state: str = DUE
    paid_at: datetime | None = None
    paid_fen: int = 0
    way: str = ""
    receipt_number: str = ""
    refunded_fen: int = 0
    reason: str = ""

    @property
    def left_fen(self) -> int:
        """What was paid and not given back."""
        return self.paid_fen - self.refunded_fen


def fees_of(record: RecordState) -> tuple[Fee, ...]:
    """The fees of a record, in the order they were told."""
    fees: dict[str, Fee] = {}
    for fact in record.facts:
        fee_id = str(fact.body.get("fee_id", ""))
        if fact.kind == NOTIFIED and fee_id not in fees:
            fees[fee_id] = _told(fact, fee_id)
        elif fee_id in fees:
            fees[fee_id] = _moved(fees[fee_id], fact)
    return tuple(fees.values())


def _told(fact: Fact, fee_id: str) -> Fee:
    body = fact.body
    return Fee(
        fee_id=fee_id,
        members=fact.members,
        title=str(body.get("title", "")),
        amount_fen=int(body.get("amount_fen", 0)),
        payment_code=str(body.get("payment_code", "")),
        basis=str(body.get("basis", "")),
        notified_at=fact.at,
    )


def _moved(fee: Fee, fact: Fact) -> Fee:
    body = fact.body
    match fact.kind:
        case "FeePaid":
            return replace(
                fee,
                state=PAID,
                paid_at=fact.at,
                paid_fen=int(body.get("amount_fen", 0)),
                way=str(body.get("way", "")),
                receipt_number=str(body.get("receipt_number", "")),
            )
        case "FeeRefunded":
            given_back = fee.refunded_fen + int(body.get("amount_fen", 0))
            return replace(fee, state=REFUNDED, refunded_fen=given_back, reason=str(body.get("reason", "")))
        case "FeeCancelled":
            return replace(fee, state=CANCELLED, reason=str(body.get("reason", "")))
    return fee


def find_fee(record: RecordState | None, fee_id: object) -> Fee | None:
    """The fee of that id."""
    return next((fee for fee in fees_of(record) if fee.fee_id == fee_id), None) if record is not None else None


def errands(record: RecordState, case: CaseView | None) -> Iterable[Errand]:
    """待缴: one errand for each fee nobody has paid yet."""
    if case is None:
        return
    for fee in fees_of(record):
        if fee.state == DUE:
            yield Errand(
                record_id=record.record_id,
                record_kind=record.kind,
                member=fee.members[0] if fee.members else case.members[0].code,
                kind="fee_due",
                key=fee.fee_id,
                since=fee.notified_at,
                number=fee.payment_code,
                amount=fee.amount_fen,
                state=fee.state,
            )
