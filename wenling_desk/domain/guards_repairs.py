"""Guards of the repairs and of the fees: what must be settled before a case is voided, and before money is written
down."""

from __future__ import annotations

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.fees import DUE, MOST_FEN, PAID, REFUNDED, find_fee, is_free
from wenling_desk.domain.guard_register import Question, guard, item_name
from wenling_desk.domain.repairs import DECIDED, is_reply, with_department


@guard
def nothing_decided(question: Question) -> None:
    """A case on which something was decided is not voided: the decision is revoked by whoever made it."""
    lanes = question.record.lanes.values() if question.record is not None else ()
    for lane in lanes:
        if lane.status in DECIDED:
            raise DeskRefusal("decided_already", item=item_name(question), status=lane.status)


@guard
def department_agrees(question: Question) -> None:
    """Papers that are with a department are not voided behind its back: its reply is written down first."""
    record = question.record
    if record is None or is_reply(question.body.get("department_reply")):
        return
    if with_department(record, record.lanes):
        raise DeskRefusal("department_reply_needed", item=item_name(question))


@guard
def fee_stated(question: Question) -> None:
    """A fee has a whole amount above nothing, and no two have the same id."""
    amount = question.body.get("amount_fen")
    if not isinstance(amount, int) or isinstance(amount, bool) or not 0 < amount <= MOST_FEN:
        raise DeskRefusal("fee_amount_wrong", item=item_name(question))
    if find_fee(question.record, question.body.get("fee_id")) is not None:
        raise DeskRefusal("fee_told_already", item=item_name(question))


@guard
def fee_has_basis(question: Question) -> None:
    """Where the guide knows no fee, one is asked for only with the rule that it rests on."""
    fee = question.item.fee if question.item is not None else ""
    if is_free(fee) and not str(question.body.get("basis", "")).strip():
        raise DeskRefusal("fee_without_basis", item=item_name(question))


@guard
def fee_open(question: Question) -> None:
    """Only a fee that was told and neither paid nor cancelled is paid or cancelled."""
    fee = find_fee(question.record, question.body.get("fee_id"))
    if fee is None or fee.state != DUE:
        raise DeskRefusal("fee_not_open", item=item_name(question))


@guard
def fee_paid_in_full(question: Question) -> None:
    """What was told is what is paid; another amount is another notice."""
    fee = find_fee(question.record, question.body.get("fee_id"))
    if fee is not None and question.body.get("amount_fen") != fee.amount_fen:
        raise DeskRefusal("fee_amount_differs", item=item_name(question))


@guard
def fee_refundable(question: Question) -> None:
    """No more is given back than was paid."""
    fee = find_fee(question.record, question.body.get("fee_id"))
    if fee is None or fee.state not in {PAID, REFUNDED}:
        raise DeskRefusal("fee_not_paid", item=item_name(question))
    amount = question.body.get("amount_fen")
    if not isinstance(amount, int) or isinstance(amount, bool) or not 0 < amount <= fee.left_fen:
        raise DeskRefusal("fee_refund_wrong", item=item_name(question))
