"""The visit (流动捷办) a desk is out on: known from the visit's own facts, no setting of the machine says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import Reading, WorkQuery

VISIT: Final = "visit"
OUT: Final = "visit_out"
LEFT, JOINED, SEALS_NAMED = "VisitLeft", "VisitJoined", "VisitSealsNamed"
MOST: Final = 20
"""Visits looked through: a hall has few of them out at one time."""


@dataclass(frozen=True, slots=True)
class VisitHere:
    """The visit this desk left for, or joined, today. ``seals`` are the departments whose seal is named on it."""

    record_id: str
    seals: tuple[str, ...]

    def to_plain(self) -> dict[str, Any]:
        """What an act of an organ keeps of it."""
        return {"record": self.record_id, "seals": list(self.seals)}


def visit_here(desk: Desk, reading: Reading) -> VisitHere | None:
    """The visit this desk is out on today; ``None`` at the counter. Where it left for several, the latest."""
    rows = reading.worklist(WorkQuery(statuses=(OUT,), order="received", limit=MOST)).rows
    found = None
    for row in rows:
        facts = reading.facts_of(row.record_id)
        went = [fact for fact in facts if fact.kind in (LEFT, JOINED) and fact.device == desk.identity.device]
        if not went or went[-1].at.date() != desk.today() or (found is not None and found[0] >= went[-1].at):
            continue
        named = next((fact for fact in reversed(facts) if fact.kind == SEALS_NAMED), None)
        seals = named.body.get("seals", ()) if named is not None else ()
        organs = tuple(dict.fromkeys(str(seal.get("organ", "")) for seal in seals))
        found = (went[-1].at, VisitHere(row.record_id, organs))
    return found[1] if found is not None else None
