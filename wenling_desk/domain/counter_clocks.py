"""The clocks between windows: which stretch of a member's way runs, since when, how far, and who is told when it is
over. The lawful clocks are others (``acceptance.py``); these only say who has the papers for too long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from wenling_desk.domain.acceptance import CaseMember, CaseView
from wenling_desk.domain.authority import Role
from wenling_desk.domain.handover import WAITING_STATUSES, Whereabouts, whereabouts
from wenling_desk.domain.handover_rules import HALL_HOURS, HandoverRules, Span, StepRule
from wenling_desk.domain.record import RecordState
from wenling_desk.domain.working_days import Calendar, working_days_between

TO_HAND_OVER, TO_SIGN, TO_ANSWER, TO_DECIDE, TO_SHELVE = "hand_over", "sign_for", "opinion", "decision", "shelve"
STEPS: Final = (TO_HAND_OVER, TO_SIGN, TO_ANSWER, TO_DECIDE, TO_SHELVE)
"""收件→移交, 移交→签收, 签收→意见, 意见→决定, 决定→上架."""

_ANSWERS: Final = (
    "Reviewed", "CorrectionAdvised", "CorrectionRequested", "Accepted", "AcceptedWithDeferral",
)  # fmt: skip
"""Facts by which a department says what it thinks of the papers it signed for."""

_TO_THE_APPLICANT: Final = frozenset({
    "completed", "denied", "acceptance_refused", "not_required", "deemed_withdrawn", "acceptance_revoked",
})  # fmt: skip
"""Endings with a paper for the applicant: it belongs on the shelf or in the applicant's hand."""

_LEFT: Final = ("ResultShelved", "ResultSent", "ResultDelivered")


@dataclass(frozen=True, slots=True)
class Stretch:
    """The stretch of a member's way that runs: its step and when it began."""

    step: str
    since: datetime


@dataclass(frozen=True, slots=True)
class CounterLight:
    """How a running stretch stands: ``on_time``, ``near`` or ``late``. ``used`` is how long the hall was open since it
    began; ``days`` the working days since then; ``due`` when the limit is over. ``escalates_to`` is told once it is
    late."""

    step: str
    since: datetime
    limit: Span
    due: datetime
    state: str
    used: timedelta
    days: int
    escalates_to: Role


def stretch_of(record: RecordState, member: CaseMember) -> Stretch | None:
    """Which stretch runs for a member; ``None`` while the applicant has to do something, a predecessor or a special
    procedure is waited for, and when all is done."""
    if member.status in _TO_THE_APPLICANT:
        is_away = any(_moments(record, kind, member.code) for kind in _LEFT)
        return None if is_away else Stretch(TO_SHELVE, member.since)
    if member.status not in WAITING_STATUSES or member.status == "special_procedure":
        return None
    found = whereabouts(record, member.code)
    if found.papers_since is not None:
        return Stretch(TO_HAND_OVER, found.papers_since)
    if found.unsigned:
        return Stretch(TO_SIGN, found.unsigned[0].since)
    return _in_department(record, member, found)


def _in_department(record: RecordState, member: CaseMember, found: Whereabouts) -> Stretch:
    signed = found.signed_at or found.since
    answered = [at for kind in _ANSWERS for at in _moments(record, kind, member.code) if at >= signed]
    return Stretch(TO_DECIDE, max(answered)) if answered else Stretch(TO_ANSWER, signed)


def _moments(record: RecordState, kind: str, member: str) -> list[datetime]:
    """When facts of a kind happened; not of those a person has yet to decide about."""
    return [fact.at for fact in record.facts_of(kind, member) if fact.fact_id not in record.out_of_table]


def light_of(rules: HandoverRules, stretch: Stretch, now: datetime, calendar: Calendar) -> CounterLight | None:
    """How a stretch stands now, ``None`` where the hall has set no limit for its step."""
    rule = rules.steps.get(stretch.step)
    if rule is None:
        return None
    due = rules.ends(stretch.since, rule.limit, calendar)
    return CounterLight(
        step=stretch.step,
        since=stretch.since,
        limit=rule.limit,
        due=due,
        state=_state(rules, rule, now, due, calendar),
        used=rules.clock(calendar).between(stretch.since, now),
        days=working_days_between(stretch.since.date(), now.date(), calendar),
        escalates_to=rule.escalates_to,
    )


def _state(rules: HandoverRules, rule: StepRule, now: datetime, due: datetime, calendar: Calendar) -> str:
    if now > due:
        return "late"
    if rule.limit.unit == HALL_HOURS:
        left = rules.clock(calendar).between(now, due)
        return "near" if left <= timedelta(hours=rule.reminder) else "on_time"
    left_days = working_days_between(now.date(), due.date(), calendar)
    return "near" if left_days <= rule.reminder else "on_time"


def counter_lights(rules: HandoverRules, case: CaseView, now: datetime, calendar: Calendar) -> dict[str, CounterLight]:
    """The running stretch of each member that has one, by its code."""
    lights: dict[str, CounterLight] = {}
    for member in case.members:
        stretch = stretch_of(case.record, member)
        light = light_of(rules, stretch, now, calendar) if stretch is not None else None
        if light is not None:
            lights[member.code] = light
    return lights
