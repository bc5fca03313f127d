"""Guards of what a department says to the counter: an opinion, and the reason of a delay."""

from __future__ import annotations

from wenling_desk.domain.authority import Role
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.guard_register import Question, guard, item_name


@guard
def organ_speaks(question: Question) -> None:
    """What the organ says is said at its own seat, or entered for it with the person's name (代录)."""
    if question.role is Role.REVIEWER and question.body.get("way") == "seat":
        return
    way, by = question.body.get("way"), str(question.body.get("by", "")).strip()
    if way not in {"signed_paper", "phone"} or not by:
        raise DeskRefusal("organ_person_needed", item=item_name(question))


@guard
def promise_over(question: Question) -> None:
    """A delay is explained once the promised day is over; before it a limit is extended (Licensing Law art. 42)."""
    if question.due is None or question.due >= question.today:
        due = question.due.isoformat() if question.due is not None else ""
        raise DeskRefusal("promise_not_over", item=item_name(question), due=due)


@guard
def new_day_ahead(question: Question) -> None:
    """Who is told of a delay is told a day that is not over yet."""
    if str(question.body.get("expected", "")) < question.today.isoformat():
        raise DeskRefusal("new_day_passed", item=item_name(question))
