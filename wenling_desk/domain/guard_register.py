"""What a guard looks at, and the register they stand in: a part of the counter's work keeps its guards in a file of its
own, which ``guards.py`` imports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from wenling_desk.domain.authority import Role
from wenling_desk.domain.delegation import Delegation
from wenling_desk.domain.materials import Gap
from wenling_desk.domain.record import RecordState
from wenling_desk.domain.service_item import ServiceItem


@dataclass(frozen=True, slots=True)
class Question:
    """What a guard looks at: one member, the act's body, the role used, and the day.

    ``due`` is the last day of the clock that runs in the member's status. ``joint`` says whether the case is a bundle.
    ``clerk`` does the act.
    """

    member: str
    role: Role
    body: Mapping[str, Any]
    today: date
    item: ServiceItem | None = None
    delegation: Delegation | None = None
    record: RecordState | None = None
    gaps: tuple[Gap, ...] = ()
    predecessors_open: tuple[str, ...] = field(default=())
    due: date | None = None
    joint: bool = False
    clerk: str = ""


Guard = Callable[[Question], None]

GUARDS: dict[str, Guard] = {}


def guard(check: Guard) -> Guard:
    """Register a predicate under its function name."""
    GUARDS[check.__name__] = check
    return check


def item_name(question: Question) -> str:
    """The item as a refusal names it."""
    return question.item.name if question.item is not None else question.member
