"""What happens to a result until its applicant has it, as sentences of the law: rows for ``test_acceptance_law.py``."""

from __future__ import annotations

from typing import Any

FRONT = {"clerk": "hall", "team_leader": "hall"}
WITH_A_PAPER = (
    "completed", "denied", "acceptance_refused", "not_required", "deemed_withdrawn", "acceptance_revoked",
)  # fmt: skip
ANY_TIME = (
    "waiting_predecessor", "taken_in", "correction_pending", "accepted", "accepted_deferred", "special_procedure",
    "not_required", "acceptance_refused", "deemed_withdrawn", "withdrawn", "acceptance_revoked", "denied",
    "terminated", "completed",
)  # fmt: skip
LOGISTICS: dict[str, Any] = {"sources": WITH_A_PAPER, "target": None, "roles": FRONT, "basis": "result_collecting"}

COLLECTING_LAW: tuple[dict[str, Any], ...] = (
    {
        **LOGISTICS,
        "sentence": "A result or a refusal is put on a shelf until somebody comes for it",
        "action": "shelve_result",
        "fact": "ResultShelved",
        "guards": ("still_with_us",),
        "requires": ("place",),
    },
    {
        **LOGISTICS,
        "sentence": "What lies on a shelf may be put into another slot",
        "action": "move_result",
        "fact": "ResultMoved",
        "guards": ("lies_on_shelf",),
        "requires": ("place",),
    },
    {
        **LOGISTICS,
        "sentence": "A result may leave by courier or for a locker, and can be found again; it is not served by that",
        "action": "send_result",
        "fact": "ResultSent",
        "guards": ("still_with_us", "sending_named"),
        "requires": ("way",),
    },
    {
        **LOGISTICS,
        "sentence": "What was sent may come back, with the reason",
        "action": "result_came_back",
        "fact": "ResultCameBack",
        "guards": ("was_sent",),
        "requires": ("reason",),
    },
    {
        "sentence": "Whom the counter tells something is told it at any time, and how it ended is written down",
        "action": "notify_applicant",
        "fact": "ApplicantNotified",
        "sources": ANY_TIME,
        "target": None,
        "roles": FRONT,
        "guards": ("notice_known",),
        "requires": ("about", "way", "outcome"),
        "basis": "applicant_told",
    },
)
