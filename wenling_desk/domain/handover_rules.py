"""What a hall has agreed about its papers: when it is open, when the rounds go, how long each stretch may take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from wenling_desk.domain.authority import Role
from wenling_desk.domain.hall_hours import HallClock, OpeningHours
from wenling_desk.domain.service_item import TimeLimit, TimeUnit
from wenling_desk.domain.working_days import ONE_DAY, Calendar, deadline

HALL_HOURS, WORKING_DAYS = "hall_hours", "working_days"
"""Units of :class:`Span`."""


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time: ``amount`` in ``hall_hours`` or ``working_days``."""

    amount: int
    unit: str


@dataclass(frozen=True, slots=True)
class StepRule:
    """One stretch between two windows (时限): its ``limit``, how long before it somebody is reminded (``reminder``, in
    the same unit), and the role it is told to once it is over."""

    limit: Span
    reminder: int
    escalates_to: Role
    status: str
    source: str


@dataclass(frozen=True, slots=True)
class DeemedRule:
    """Papers nobody signs for count as delivered after ``limit`` (无人签收视为送达), where this is agreed."""

    limit: Span
    source: str


@dataclass(frozen=True, slots=True)
class ReasonRule:
    """A class of reasons for which papers come back. ``by_department``: a department may give it; the other classes are
    the counter's own. ``first_notice``: what was told to the applicant before is shown, because the class invites a
    second notice that the law does not allow without a reason."""

    code: str
    by_department: bool
    first_notice: bool


@dataclass(frozen=True, slots=True)
class HandoverRules:
    """``resources/counter/handover.yaml``. ``rounds`` are the times of the day papers are carried; ``steps`` the
    stretches by name in their order; ``deemed`` is ``None`` where nothing counts as delivered by itself. ``inferred``:
    no local document was seen for some part of it; ``source`` says where it was taken from."""

    hours: OpeningHours
    rounds: tuple[time, ...]
    steps: Mapping[str, StepRule]
    reasons: tuple[ReasonRule, ...]
    deemed: DeemedRule | None
    inferred: bool
    source: str = field(default="")

    def reason(self, code: str) -> ReasonRule | None:
        """The rule of a class, ``None`` for an unknown one."""
        return next((rule for rule in self.reasons if rule.code == code), None)

    def clock(self, calendar: Calendar) -> HallClock:
        """The hall's hours on the days of that calendar."""
        return HallClock(calendar, self.hours)

    def ends(self, since: datetime, span: Span, calendar: Calendar) -> datetime:
        """When a span that began then is over: after that many open hours, or at closing time of the last working
        day."""
        if span.unit == HALL_HOURS:
            return self.clock(calendar).after(since, timedelta(hours=span.amount))
        last = deadline(since.date(), TimeLimit(span.amount, TimeUnit.WORKING_DAYS), calendar).day
        return datetime.combine(last, self.hours.closes, tzinfo=since.tzinfo)

    def next_round(self, now: datetime, calendar: Calendar) -> datetime:
        """The next time papers are carried: today while a round is ahead, else the first one of the next working
        day."""
        day: date = now.date()
        if calendar.is_working_day(day):
            for at in self.rounds:
                moment = datetime.combine(day, at, tzinfo=now.tzinfo)
                if moment >= now:
                    return moment
        return datetime.combine(calendar.next_working_day(day + ONE_DAY), self.rounds[0], tzinfo=now.tzinfo)
