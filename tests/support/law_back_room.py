"""What the department says to the counter, as sentences of the law: rows for ``test_acceptance_law.py``."""

from __future__ import annotations

from typing import Any

BACK_ROOM_LAW: tuple[dict[str, Any], ...] = (
    {
        "sentence": "The organ says what is missing while it can still be told or asked for once (art. 32(4))",
        "action": "advise_correction",
        "fact": "CorrectionAdvised",
        "sources": ("taken_in", "accepted_deferred"),
        "target": None,
        "roles": {"clerk": "hall", "team_leader": "hall", "reviewer": "dept"},
        "guards": ("organ_speaks",),
        "requires": ("opinion", "by"),
        "basis": "licensing_law_32_4",
    },
    {
        "sentence": "Who waits past the promised day is told why, and until when; no limit is moved by it",
        "action": "explain_delay",
        "fact": "DelayExplained",
        "sources": ("accepted",),
        "target": None,
        "roles": {"clerk": "hall", "team_leader": "hall", "reviewer": "dept"},
        "guards": ("organ_speaks", "promise_over", "new_day_ahead"),
        "requires": ("public", "expected", "by"),
        "papers": ("delay_explanation",),
        "basis": "delay_reasons",
        "final": True,
    },
)
