"""The law of repairs and fees, as rows of ``tests/domain/test_acceptance_law.py``."""

from __future__ import annotations

from typing import Any

_OPEN = (
    "waiting_predecessor", "taken_in", "correction_pending", "accepted", "accepted_deferred", "special_procedure",
)  # fmt: skip
_COUNTER = {"clerk": "hall", "team_leader": "hall", "reviewer": "dept"}
_BEGUN = (
    "taken_in", "correction_pending", "accepted", "accepted_deferred", "special_procedure", "not_required",
    "acceptance_refused", "deemed_withdrawn", "withdrawn", "acceptance_revoked", "denied", "terminated", "voided",
    "completed",
)  # fmt: skip

REPAIRS_LAW: tuple[dict[str, Any], ...] = (
    {
        "sentence": "A case taken in for the wrong item is voided whole, with reasons, while nothing is decided",
        "action": "void_case", "fact": "CaseVoided", "sources": _OPEN, "target": "voided",
        "roles": {"clerk": "own", "team_leader": "hall"}, "guards": ("nothing_decided", "department_agrees"),
        "requires": ("reasons",), "papers": ("amendment_notice",), "basis": "wrong_item_voided", "final": True,
    },
    {
        "sentence": "A fee is told with its amount and its basis, and stops no clock",
        "action": "notify_fee", "fact": "FeeNotified",
        "sources": (
            "taken_in", "correction_pending", "accepted", "accepted_deferred", "special_procedure", "completed",
        ),
        "target": None, "roles": _COUNTER, "guards": ("fee_stated", "fee_has_basis"),
        "requires": ("fee_id", "title", "amount_fen"), "papers": ("fee_notice",), "basis": "fee_beside_the_clock",
    },
    {
        "sentence": "What was told is what is paid, whenever the payment comes",
        "action": "record_payment", "fact": "FeePaid", "sources": _BEGUN, "target": None, "roles": _COUNTER,
        "guards": ("fee_open", "fee_paid_in_full"), "requires": ("fee_id", "amount_fen", "way"),
        "basis": "fee_beside_the_clock",
    },
    {
        "sentence": "No more is given back than was paid, with the reason",
        "action": "refund_fee", "fact": "FeeRefunded", "sources": _BEGUN, "target": None, "roles": _COUNTER,
        "guards": ("fee_refundable",), "requires": ("fee_id", "amount_fen", "reason"), "basis": "fee_beside_the_clock",
    },
    {
        "sentence": "A fee nobody paid may be taken back, with the reason",
        "action": "cancel_fee", "fact": "FeeCancelled", "sources": _BEGUN, "target": None, "roles": _COUNTER,
        "guards": ("fee_open",), "requires": ("fee_id", "reason"), "basis": "fee_beside_the_clock",
    },
)  # fmt: skip
