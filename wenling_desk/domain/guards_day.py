"""Guards of the day at a counter: seals that change hands, differences that have a name, a second person."""

from __future__ import annotations

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.guard_register import Question, guard
from wenling_desk.domain.seals import REASONS, VISIT, read_seal


@guard
def known_seal_handover(question: Question) -> None:
    """A seal changes hands for a shift, for a visit, or to be kept again."""
    if question.body.get("with") not in REASONS:
        raise DeskRefusal("choice_unknown", field="with", value=question.body.get("with"))


@guard
def seal_may_leave(question: Question) -> None:
    """A seal that may not leave the office goes on no visit: intake only, acceptance follows."""
    if question.body.get("with") != VISIT or question.record is None:
        return
    seal = read_seal(question.record)
    if not seal.may_leave:
        raise DeskRefusal("seal_may_not_leave", seal=seal.title)


@guard
def differences_named(question: Question) -> None:
    """A day closes only once every number that does not balance has a reason, by a person."""
    differences = [str(number) for number in question.body.get("differences", ())]
    reasons = {str(each.get("number")): str(each.get("why", "")).strip() for each in question.body.get("named", ())}
    unnamed = [number for number in differences if not reasons.get(number)]
    if unnamed:
        raise DeskRefusal("difference_unnamed", count=len(unnamed), first=unnamed[0])


@guard
def signed_by_another(question: Question) -> None:
    """Two signatures: the second is not that of the clerk who closed the day."""
    closed = question.record.last("DayClosed") if question.record is not None else None
    if closed is not None and str(question.body.get("by", "")).strip() in ("", closed.clerk):
        raise DeskRefusal("second_person_needed", clerk=closed.clerk)
