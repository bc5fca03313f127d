"""What becomes of a paper somebody holds in their hand: whether it still counts, and which one does."""

from __future__ import annotations

from collections.abc import Sequence

from wenling_desk.domain.facts import Fact
from wenling_desk.domain.repairs import AMENDED
from wenling_desk.use_cases.ports import Reading, Words


def standing_words(words: Words, reading: Reading, record_id: str, number: str) -> str:
    """已更正（以 … 为准） or 已作废, for a paper of that record by its number; empty for one that counts."""
    facts = reading.facts_of(record_id)
    wanted = number.strip().upper()
    amended = replacing(facts, wanted)
    if amended:
        return words("repairs.say.amended", number=wanted, replaced_by=amended)
    is_void = any(fact.kind == "PaperVoided" and fact.body.get("number") == wanted for fact in facts)
    return words("repairs.say.void", number=wanted) if is_void else ""


def replacing(facts: Sequence[Fact], number: str) -> str:
    """The paper that counts in place of that number; empty where it was not replaced."""
    by = {str(fact.body.get("number", "")): str(fact.body.get("replaced_by", "")) for fact in facts if _replaces(fact)}
    found, seen = "", {number}
    while (following := by.get(found or number, "")) and following not in seen:
        seen.add(following)
        found = following
    return found


def _replaces(fact: Fact) -> bool:
    return fact.kind == AMENDED and bool(fact.body.get("replaced_by"))
