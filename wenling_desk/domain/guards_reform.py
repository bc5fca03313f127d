"""Guards of the list of bundles (一件事清单): what joint departments said stands before what the centre announces."""

from __future__ import annotations

from typing import Any

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.guard_register import Question, guard
from wenling_desk.domain.guards_projects import entry_rows, entry_value

REFUSED = "refused"
"""The answer of a department that will not join."""


def latest_answers(question: Question) -> dict[str, str]:
    """Department -> its answer; of several the last, because a department may change its mind."""
    rows = entry_rows(question, "answers")
    return {str(row["department"]): str(row.get("answer", "")) for row in rows if row.get("department")}


def _named(joint: Any) -> list[str]:
    return [str(row["department"]) for row in joint or () if row.get("department")]


@guard
def every_department_answered(question: Question) -> None:
    """Answers are summed up once every joint department that was asked has given one."""
    answers = latest_answers(question)
    asked = question.record.last("BundleCirculated") if question.record is not None else None
    silent = [key for key in _named(asked.body.get("joint") if asked is not None else ()) if key not in answers]
    if silent:
        raise DeskRefusal("department_not_answered", count=len(silent), first=silent[0])


@guard
def no_department_refuses(question: Question) -> None:
    """A bundle is announced with the departments that take part: one that refused is taken off the list first."""
    answers = latest_answers(question)
    against = [key for key in _named(entry_value(question, "joint")) if answers.get(key) == REFUSED]
    if against:
        raise DeskRefusal("department_refuses", count=len(against), first=against[0])


@guard
def wished_by_applicant(question: Question) -> None:
    """代办 is voluntary (Zhejiang rules art. 30): it begins with the applicant's own wish."""
    if question.body.get("wish") is not True:
        raise DeskRefusal("not_wished_by_applicant")


@guard
def score_earns_star(question: Question) -> None:
    """A hall gets its star where the checked score reaches what that star needs; how much stands in the act, from the
    ledger's own file."""
    needed = max((int(value) for key, value in question.body.items() if key.startswith("needed_") and value), default=0)
    total = int(entry_value(question, "checked_total") or 0)
    if total < needed:
        raise DeskRefusal("star_not_earned", total=total, needed=needed)
