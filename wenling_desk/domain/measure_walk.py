"""How a member of a record goes from status to status, fact by fact, and how values of facts are read for counting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from wenling_desk.domain.facts import Fact
from wenling_desk.domain.record import DISPUTE_SETTLED, KEPT_KINDS, PUT_IN_FORCE, WHOLE
from wenling_desk.domain.workflow import NEW, Workflow

LONGEST_VALUE: Final = 80
_MONTH_LENGTH: Final = 7


@dataclass(frozen=True, slots=True)
class StatusStep:
    """The status of a member behind the fact at ``position``; ``is_forbidden``: the table does not have the fact there,
    and it moved nothing."""

    position: int
    status: str
    is_forbidden: bool = False


def walk_statuses(facts: Sequence[Fact], table: Workflow, member: str) -> Iterator[StatusStep]:
    """Every fact that concerns the member, and where it stands afterwards, as the fold has it. A fact of a case that
    names no member is a step, too: it may change what the case is counted by."""
    status = NEW
    by_id = {fact.fact_id: fact for fact in facts}
    for position, fact in enumerate(facts):
        concerned = member in (fact.members or (WHOLE,))
        if fact.kind == DISPUTE_SETTLED and fact.body.get("outcome") == PUT_IN_FORCE:
            for name in fact.body.get("facts", ()):
                settled = by_id.get(str(name))
                if settled is not None and member in (settled.members or (WHOLE,)):
                    leads = (action.target for action in table.actions_making(settled.kind) if action.target)
                    status = next(leads, status)
            yield StatusStep(position, status)
        elif fact.kind not in KEPT_KINDS and concerned:
            action = table.action_for(fact.kind, status)
            if action is not None and action.target is not None:
                status = action.target
            yield StatusStep(position, status, action is None)
        elif fact.kind not in KEPT_KINDS and not fact.members:
            yield StatusStep(position, status)


def put_in_force(facts: Sequence[Fact]) -> set[str]:
    """The facts a person decided to put in force."""
    return {
        str(name)
        for fact in facts
        if fact.kind == DISPUTE_SETTLED and fact.body.get("outcome") == PUT_IN_FORCE
        for name in fact.body.get("facts", ())
    }


def code_of(value: object) -> str:
    """A value as a group has it: a code, ``yes`` or ``no``, a number; empty for anything longer than one value."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)[:LONGEST_VALUE] if isinstance(value, (str, int)) else ""


def day_of(plain: object) -> date | None:
    """A day in ISO spelling, a month as its first day; nothing for any other text."""
    if not isinstance(plain, str) or not plain:
        return None
    try:
        return date.fromisoformat(f"{plain}-01" if len(plain) == _MONTH_LENGTH else plain)
    except ValueError:
        return None
