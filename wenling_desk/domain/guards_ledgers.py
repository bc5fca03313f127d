"""Guards any ledger may name."""

from __future__ import annotations

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.guard_register import Question, guard
from wenling_desk.domain.record import KEPT_KINDS


@guard
def another_person(question: Question) -> None:
    """Four eyes: not the clerk of the record's latest own act."""
    facts = question.record.facts if question.record is not None else ()
    before = next((fact.clerk for fact in reversed(facts) if fact.kind not in KEPT_KINDS), "")
    if question.clerk and question.clerk == before:
        raise DeskRefusal("another_person_needed")
