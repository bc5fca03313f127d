"""Fees at the record page: what is asked to tell one, and to write down what became of it. No Qt here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wenling_desk.domain.fees import DUE, Fee, fees_of, is_free
from wenling_desk.texts import Texts
from wenling_desk.ui.record.form_field import FormField, Values
from wenling_desk.ui.record.sheet import RecordSheet
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.fee_words import fen_of, yuan_of
from wenling_desk.use_cases.fees import CancelFee, NotifyFee, RecordPayment, RefundFee

NOTIFY, PAY, REFUND, CANCEL = "notify_fee", "record_payment", "refund_fee", "cancel_fee"
WHAT: Mapping[str, str] = {
    NOTIFY: "repairs.fee.notify",
    PAY: "repairs.fee.pay",
    REFUND: "repairs.fee.refund",
    CANCEL: "repairs.fee.cancel",
}
"""What may be done about a fee -> its verb."""
NATURAL = (PAY, NOTIFY, REFUND, CANCEL)
"""Which of them is the next one: who stands here with a notice has come to pay."""
STATES: Mapping[str, str] = {
    "due": "repairs.fee.state.due",
    "paid": "repairs.fee.state.paid",
    "refunded": "repairs.fee.state.refunded",
    "cancelled": "repairs.fee.state.cancelled",
}


def fee_lines(texts: Texts, sheet: RecordSheet) -> tuple[str, ...]:
    """Each fee in one line: what for, how much, how it stands."""
    return tuple(_line(texts, fee) for fee in fees_of(sheet.record))


def _line(texts: Texts, fee: Fee) -> str:
    state = texts(STATES[fee.state])
    if fee.state == "refunded":
        state = texts("repairs.fee.refunded_part", amount=yuan_of(fee.refunded_fen))
    code = texts("repairs.fee.code", code=fee.payment_code) if fee.payment_code else ""
    return texts("repairs.fee.line", title=fee.title, amount=yuan_of(fee.amount_fen), state=state) + code


def fee_fields(texts: Texts, sheet: RecordSheet, offers: Sequence[str], members: Sequence[str]) -> list[FormField]:
    """The panel: first what is to be done, then what that needs."""
    fees = fees_of(sheet.record)
    due = [fee for fee in fees if fee.state == DUE]
    paid = [fee for fee in fees if fee.left_fen > 0]
    possible = [what for what in WHAT if what in offers]
    first = next((what for what in NATURAL if what in possible), "")
    fields = [
        FormField(
            "what", "choice", texts("repairs.fee.what"), True,
            choices=tuple((what, texts(WHAT[what])) for what in possible), initial=first,
        ),
        *_of_notice(texts, sheet, members),
    ]  # fmt: skip
    fields += _choice_of_fee(texts, "due_fee", due, (PAY, CANCEL)) + _choice_of_fee(texts, "paid_fee", paid, (REFUND,))
    ways = sheet.fee_rules.ways
    fields += [
        FormField("way", "choice", texts("repairs.fee.way"), True, choices=ways, when=("what", (PAY,))),
        FormField("receipt_number", "text", texts("repairs.fee.receipt"), when=("what", (PAY,))),
        FormField("refund", "money", texts("repairs.fee.refund_amount"), True, when=("what", (REFUND,))),
        FormField("reason", "text", texts("repairs.reason"), True, when=("what", (REFUND, CANCEL))),
    ]
    return fields


def _of_notice(texts: Texts, sheet: RecordSheet, members: Sequence[str]) -> list[FormField]:
    when = ("what", (NOTIFY,))
    guide = _guide_fee(sheet, members)
    basis = sheet.fee_rules.fitting(guide)
    hint = texts("repairs.fee.guide_none")
    if guide:
        hint = texts("repairs.fee.guide_free" if is_free(guide) else "repairs.fee.guide", fee=guide)
    fields = []
    if len(members) > 1:
        choices = tuple((code, sheet.member_name(code)) for code in members)
        fields.append(FormField("member", "choice", texts("repairs.fee.member"), True, choices=choices, when=when))
    return [
        *fields,
        FormField("title", "text", texts("repairs.fee.title"), True, hint=hint, when=when),
        FormField("amount", "money", texts("repairs.fee.amount"), True, when=when),
        FormField("payment_code", "text", texts("repairs.fee.payment_code"), when=when),
        FormField(
            "basis", "text", texts("repairs.fee.basis"), initial=basis.text if basis is not None else "",
            hint=texts("repairs.fee.basis_inferred") if basis is not None else "", when=when,
        ),
    ]  # fmt: skip


def _guide_fee(sheet: RecordSheet, members: Sequence[str]) -> str:
    fees = [sheet.catalogue.items[code].fee for code in members if code in sheet.catalogue.items]
    return next((fee for fee in fees if fee), "")


def _choice_of_fee(texts: Texts, field_id: str, fees: Sequence[Fee], when: tuple[str, ...]) -> list[FormField]:
    if not fees:
        return []
    choices = tuple((fee.fee_id, texts("repairs.fee.named", title=fee.title, amount=_owed(fee))) for fee in fees)
    initial = choices[0][0] if len(choices) == 1 else ""
    return [
        FormField(
            field_id, "choice", texts("repairs.fee.which"), True, choices=choices, initial=initial, when=("what", when)
        )
    ]


def _owed(fee: Fee) -> str:
    return yuan_of(fee.amount_fen if fee.state == DUE else fee.left_fen)


def fee_faults(texts: Texts, values: Values) -> dict[str, str]:
    """Amounts nobody can read."""
    asked = {NOTIFY: "amount", REFUND: "refund"}.get(str(values.get("what", "")))
    if asked is None or not str(values.get(asked, "")).strip() or fen_of(str(values[asked])) is not None:
        return {}
    return {asked: texts("repairs.fee.amount_fault")}


def fee_command(sheet: RecordSheet, values: Values, target: Mapping[str, Any]) -> Command:
    """The command of a panel without faults."""
    plain = {key: value for key, value in target.items() if key != "members"}
    what = str(values["what"])
    if what == NOTIFY:
        members = (str(values["member"]),) if values.get("member") else tuple(target.get("members", ()))[:1]
        return NotifyFee(
            **plain,
            members=members,
            title=_text(values, "title"),
            amount_fen=fen_of(_text(values, "amount")) or 0,
            payment_code=_text(values, "payment_code"),
            basis=_text(values, "basis"),
        )
    if what == REFUND:
        amount = fen_of(_text(values, "refund")) or 0
        return RefundFee(
            **plain,
            fee_id=_text(values, "paid_fee"),
            amount_fen=amount,
            reason=_text(values, "reason"),
        )
    fee_id = _text(values, "due_fee")
    if what == CANCEL:
        return CancelFee(**plain, fee_id=fee_id, reason=_text(values, "reason"))
    owed = next((fee.amount_fen for fee in fees_of(sheet.record) if fee.fee_id == fee_id), 0)
    receipt = _text(values, "receipt_number")
    return RecordPayment(
        **plain,
        fee_id=fee_id,
        amount_fen=owed,
        way=_text(values, "way"),
        receipt_number=receipt,
    )


def fee_strip(texts: Texts, sheet: RecordSheet, values: Values) -> str:
    """What the strip says before it is done."""
    what = str(values.get("what", ""))
    if what == NOTIFY:
        amount = yuan_of(fen_of(_text(values, "amount")) or 0)
        return texts("repairs.fee.strip_notify", title=_text(values, "title"), amount=amount)
    chosen = _text(values, "paid_fee" if what == REFUND else "due_fee")
    fee = next((fee for fee in fees_of(sheet.record) if fee.fee_id == chosen), None)
    title = fee.title if fee is not None else ""
    if what == REFUND:
        return texts("repairs.fee.strip_refund", title=title, amount=yuan_of(fen_of(_text(values, "refund")) or 0))
    owed = yuan_of(fee.amount_fen) if fee is not None else ""
    if what == CANCEL:
        return texts("repairs.fee.strip_cancel", title=title, amount=owed)
    way = sheet.fee_rules.way(_text(values, "way"))
    return texts("repairs.fee.strip_pay", title=title, amount=owed, way=way)


def _text(values: Values, key: str) -> str:
    value = values.get(key, "")
    return value.strip() if isinstance(value, str) else ""
