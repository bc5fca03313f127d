"""What cases and consultations can be counted by: registered attributes, each read from the facts alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from wenling_desk.domain.acceptance import ROSTER_ROWS, CaseMember, CaseView, pauses_of
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.record import RecordState
from wenling_desk.domain.roster import people_taken_in
from wenling_desk.domain.service_item import HandlingKind
from wenling_desk.domain.shelf import shelf_of
from wenling_desk.domain.working_days import Calendar, working_days_between

ON_THE_SPOT, EARLY, ON_TIME, LATE = "on_the_spot", "early", "on_time", "late"
TIMINGS: Final = (ON_THE_SPOT, EARLY, ON_TIME, LATE)
"""How a decision stands to its promise: 当场办结, 提前, 按时, 超期."""
UNRATED: Final = "unrated"
CONSULTATION: Final = "consultation"


@dataclass(frozen=True, slots=True)
class Look:
    """One fact as it counts for one member of a case; ``day`` is the day it counts on."""

    record: RecordState
    case: CaseView
    member: CaseMember
    fact: Fact
    day: date
    calendar: Calendar

    @property
    def taken_in(self) -> Fact:
        """The fact the case begins with."""
        return self.record.facts_of("TakenIn")[0]


def _timing(look: Look) -> str:
    """On the spot: said so by the act, or an immediate item (即办件) decided on the day it was taken in. Any other by
    its promise, whose day has pauses and extensions in it already (Licensing Law arts. 42, 45)."""
    member = look.member
    received = member.received_at.date() if member.received_at is not None else None
    is_immediate = member.handling_kind is HandlingKind.IMMEDIATE
    if look.fact.body.get("way") == ON_THE_SPOT or (is_immediate and look.day == received):
        return ON_THE_SPOT
    if member.promise is None:
        return ""
    if look.day > member.promise.day:
        return LATE
    return EARLY if look.day < member.promise.day else ON_TIME


def _round(look: Look) -> str:
    """Which correction notice of this member it is: ``1`` for the first."""
    told = look.record.facts_of("CorrectionRequested", look.member.code)
    before = next((place for place, fact in enumerate(told, 1) if fact.fact_id == look.fact.fact_id), len(told))
    return str(before) if before else ""


def _reason(look: Look) -> str:
    found = look.fact.body.get("reason_class") or look.fact.body.get("ground")
    return found if isinstance(found, str) else ""


def _body_text(name: str, otherwise: str = "") -> Callable[[Look], str]:
    def read(look: Look) -> str:
        found = look.fact.body.get(name)
        return found if isinstance(found, str) and found else otherwise

    return read


def _yes(found: bool) -> str:
    return "yes" if found else "no"


def is_mobile(taken_in: Fact) -> bool:
    """Whether an application was taken in on a visit (流动捷办)."""
    return bool(taken_in.body.get("visit"))


def _channel(look: Look) -> str:
    found = look.taken_in.body.get("channel")
    if isinstance(found, str) and found:
        return found
    return "mobile" if is_mobile(look.taken_in) else "counter"


CASE_GROUPS: Final[Mapping[str, Callable[[Look], str]]] = {
    "department": lambda look: look.member.department_key,
    "item": lambda look: look.member.code,
    "bundle": lambda look: look.case.sheet.target_code if look.case.sheet.is_bundle else "",
    "joint": lambda look: _yes(look.case.sheet.is_bundle),
    "kind": lambda look: str(look.member.handling_kind),
    "item_type": lambda look: str(look.member.item_type),
    "timing": _timing,
    "round": _round,
    "outcome": lambda look: look.member.outcome,
    "grade": lambda look: look.case.rating or UNRATED,
    "reason": _reason,
    "way": _body_text("way"),
    "channel": _channel,
    "mobile": lambda look: _yes(is_mobile(look.taken_in)),
    "batch": lambda look: _yes(bool(look.case.sheet.roster)),
}
"""What members of cases can be grouped by; empty where it does not apply."""


def _roster_people(look: Look) -> int:
    """人数: the people of a roster that were taken in, and one where the application is for its applicant alone."""
    if look.fact.kind == ROSTER_ROWS:
        return people_taken_in(look.fact.body.get("rows", ()))
    if look.fact.kind == "TakenIn":
        return max(1, people_taken_in(look.fact.body.get("sheet", {}).get("roster", ())))
    return max(1, people_taken_in([row.to_plain() for row in look.case.sheet.roster]))


def _handling_minutes(look: Look) -> int | None:
    """From the receipt, or from the predecessor's completion, to this fact."""
    begun = look.member.received_at
    return max(0, int((look.fact.at - begun).total_seconds()) // 60) if begun is not None else None


def _handling_days(look: Look) -> int | None:
    """Working days from the acceptance (not counted itself) to the day it counts on, special procedures left out."""
    begun = look.member.accepted_at
    if begun is None:
        return None
    pauses = pauses_of(look.record, look.member.code)
    return max(0, working_days_between(begun.date(), look.day, look.calendar, pauses))


def _late_days(look: Look) -> int | None:
    """Working days behind the promise, 0 where it was kept."""
    promise = look.member.promise
    if promise is None:
        return None
    return max(0, working_days_between(promise.day, look.day, look.calendar)) if look.day > promise.day else 0


def _shelf_days(look: Look) -> int | None:
    """Days the result lay in the hall before it was handed over; ``None`` where it never did."""
    shelf = shelf_of(look.record, look.member.code)
    if shelf.since is None or shelf.delivered_at is None:
        return None
    return max(0, (shelf.delivered_at.date() - shelf.since.date()).days)


def _waiting_minutes(look: Look) -> int | None:
    """Minutes from the ticket to the counter, where the queue told them with the application."""
    found = look.taken_in.body.get("waited_minutes")
    return found if isinstance(found, int) and not isinstance(found, bool) and found >= 0 else None


CASE_NUMBERS: Final[Mapping[str, Callable[[Look], int | None]]] = {
    "roster_people": _roster_people,
    "handling_minutes": _handling_minutes,
    "handling_days": _handling_days,
    "late_days": _late_days,
    "shelf_days": _shelf_days,
    "waiting_minutes": _waiting_minutes,
}
"""Numbers of members of cases; ``None`` where it is not known: such a fact does not count."""

OVERDUE, ON_SHELF = "overdue", "on_shelf"
CASE_STANDINGS: Final = (OVERDUE, ON_SHELF)
"""States of a member beside the statuses of its workflow: its promise is over and it is not decided (超期未办结); its
result lies in the hall."""

CONSULTATION_GROUPS: Final[Mapping[str, tuple[str, str]]] = {
    "channel": ("channel", "counter"),
    "department": ("department_key", ""),
    "item": ("target_code", ""),
    "canned": ("answer_key", ""),
}
"""Groups of consultations: the key of the fact's body, and what stands where it is not there."""
