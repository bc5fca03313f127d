"""Where papers are, as sentences of the law: rows for ``test_acceptance_law.py``. None moves a status, and each may
happen wherever a case stands: what was carried was carried."""

from __future__ import annotations

from typing import Any

ANYWHERE = (
    "waiting_predecessor", "taken_in", "correction_pending", "accepted", "accepted_deferred", "special_procedure",
    "not_required", "acceptance_refused", "deemed_withdrawn", "withdrawn", "acceptance_revoked", "denied",
    "terminated", "completed", "voided",
)  # fmt: skip
FRONT = {"clerk": "hall", "team_leader": "hall"}
BOTH = {**FRONT, "reviewer": "dept"}

HANDOVER_LAW: tuple[dict[str, Any], ...] = (
    {
        "sentence": "Papers at the counter go to their department on a list, to another one only with the reason",
        "action": "hand_over",
        "fact": "HandedOver",
        "sources": ANYWHERE,
        "target": None,
        "roles": FRONT,
        "guards": ("papers_at_counter", "other_department_explained"),
        "requires": ("list", "number", "department_key"),
        "basis": "papers_to_department",
    },
    {
        "sentence": "Whoever takes papers signs for them, by hand, by barcode, or by an agreed rule",
        "action": "sign_for",
        "fact": "SignedFor",
        "sources": ANYWHERE,
        "target": None,
        "roles": BOTH,
        "guards": ("handed_over_unsigned", "known_signing"),
        "requires": ("list", "way", "by"),
        "basis": "papers_to_department",
    },
    {
        "sentence": "Papers come back to the counter for a reason of a known class, and nobody is told anything by it",
        "action": "return_to_counter",
        "fact": "ReturnedToCounter",
        "sources": ANYWHERE,
        "target": None,
        "roles": BOTH,
        "guards": ("with_department", "known_reason_class"),
        "requires": ("reason_class",),
        "basis": "papers_to_department",
    },
)
