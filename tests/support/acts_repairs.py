"""Repairs, fees, leaving half-way: a lawful example of each command, for ``counter_acts.py``."""

from __future__ import annotations

from typing import Any

from tests.support.fakes import Counter
from tests.support.law_catalogue import FILING, LICENCE, sheet_for
from wenling_desk.domain.edits import party_field
from wenling_desk.domain.fees import fees_of
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.amend_paper import AmendPaper, Mending
from wenling_desk.use_cases.fees import CancelFee, NotifyFee, RecordPayment, RefundFee
from wenling_desk.use_cases.leave_half_way import GiveMaterialsBack, LeaveHalfWay, materials_at_hand
from wenling_desk.use_cases.take_in import TakeIn
from wenling_desk.use_cases.void_case import VoidCase

BASIS = "《示例收费管理办法》第三条"


def _taken_in(counter: Counter, target: str = LICENCE) -> str:
    return counter.do(TakeIn, sheet=sheet_for(target)).record_id


def amendment(counter: Counter) -> dict[str, Any]:
    """The applicant's phone, mistyped on a receipt."""
    record_id = _taken_in(counter)
    applicant = counter.case(record_id).sheet.applicant
    assert applicant is not None
    mending = Mending(party_field(applicant.party_id, "phone"), "13800005679")
    number = counter.papers(record_id)[0].number
    return {"number": number, "changes": (mending,), "reason": "电话输错一位", "collected": True}


def voiding(counter: Counter) -> dict[str, Any]:
    """A case taken in for the wrong item; the right one begins with it."""
    record_id = _taken_in(counter)
    return {
        "record_id": record_id,
        "reasons": ("事项选错",),
        "collected": {paper.number: True for paper in counter.papers(record_id)},
        "copy_to": FILING,
        "new_draft": "draft-right",
    }


def told(counter: Counter, target: str = LICENCE) -> str:
    """An accepted case with a fee of 80 yuan."""
    record_id = counter.do(AcceptCase, sheet=sheet_for(target)).record_id
    counter.do(NotifyFee, record_id=record_id, title="证件工本费", amount_fen=8000, payment_code="P2611", basis=BASIS)
    return record_id


def fee_id(counter: Counter, record_id: str) -> str:
    """The first fee of a record."""
    return fees_of(counter.detail(record_id).record)[0].fee_id


def _fee(counter: Counter, **more: Any) -> dict[str, Any]:
    record_id = told(counter)
    return {"record_id": record_id, "fee_id": fee_id(counter, record_id), **more}


def _refund(counter: Counter) -> dict[str, Any]:
    values = _fee(counter)
    counter.do(RecordPayment, **values, amount_fen=8000, way="pos")
    return {**values, "amount_fen": 3000, "reason": "多收"}


def leaving(counter: Counter, draft_id: str = "draft-left") -> dict[str, Any]:
    """An application left half-way, with everything at the counter."""
    sheet = sheet_for(LICENCE)
    holders = {row.material_id: "counter" for row in materials_at_hand(sheet, counter.desk)}
    return {"draft_id": draft_id, "sheet": sheet, "title": "食品经营许可 · 林**", "holders": holders}


def _giving_back(counter: Counter) -> dict[str, Any]:
    counter.do(LeaveHalfWay, **leaving(counter))
    return {"draft_id": "draft-left", "to": "林小满"}


REPAIRS = (
    (AmendPaper, amendment, True),
    (VoidCase, voiding, True),
    (
        NotifyFee,
        lambda c: {"record_id": _taken_in(c), "title": "工本费", "amount_fen": 8000, "basis": BASIS},
        True,
    ),
    (RecordPayment, lambda c: _fee(c, amount_fen=8000, way="pos"), False),
    (RefundFee, _refund, False),
    (CancelFee, lambda c: _fee(c, reason="免收"), False),
    (LeaveHalfWay, leaving, True),
    (GiveMaterialsBack, _giving_back, False),
)
"""Command, how to come to the point where it is lawful, and whether it issues papers."""

__all__ = ["BASIS", "REPAIRS", "amendment", "fee_id", "leaving", "told", "voiding"]
