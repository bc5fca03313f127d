"""What has to be looked at by whom and by when: near and past deadlines, and errands that wait for too long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from wenling_desk.domain.authority import Role
from wenling_desk.domain.back_room import DELAY_TOLD
from wenling_desk.domain.errands import Errand
from wenling_desk.domain.hall_hours import HallClock, OpeningHours
from wenling_desk.domain.heads import CaseHead
from wenling_desk.domain.service_item import TimeLimit, TimeUnit
from wenling_desk.domain.working_days import ONE_DAY, deadline

CLOCK, STATUS, ERRAND, ERRAND_DUE = "clock", "status", "errand", "errand_due"
"""What a rule looks at: the lawful clock that runs, a status since the receipt, an errand since it began, or an
errand's own day."""

WORKING_DAYS, HALL_HOURS, DAYS = "working_days", "hall_hours", "days"
AMBER, RED = "amber", "red"
EXPLAINED: Final = "decision"
"""The clock whose passing is not told anew while the applicant has been told another day."""


@dataclass(frozen=True, slots=True)
class AlarmStep:
    """One level of an alarm.

    ``amount`` in ``unit``: for what looks at a day the working days from that day (-1 is the working day before it),
    else how long the wait may last. ``whom`` is to look at it before ``by`` o'clock.
    """

    level: str
    amount: int
    unit: str
    whom: Role
    by: time


@dataclass(frozen=True, slots=True)
class AlarmRule:
    """A kind of alarm (提醒): what it looks at (``looks_at``, the ``name`` of clock, status or errand) and its steps,
    the later ones more urgent. ``status`` and ``source`` say where it comes from."""

    kind: str
    looks_at: str
    name: str
    steps: tuple[AlarmStep, ...]
    status: str
    source: str


@dataclass(frozen=True, slots=True)
class AlarmRules:
    """``resources/counter/alarms.yaml``, and the hours the hall is open."""

    rules: tuple[AlarmRule, ...]
    hours: OpeningHours

    def named(self, looks_at: str) -> tuple[str, ...]:
        """The clocks, statuses or errands the rules look at, each once."""
        return tuple(dict.fromkeys(rule.name for rule in self.rules if rule.looks_at == looks_at))

    @property
    def days_ahead(self) -> int:
        """How many working days before a deadline the first of them begins."""
        looked = (rule for rule in self.rules if rule.looks_at in (CLOCK, ERRAND_DUE))
        return max((-step.amount for rule in looked for step in rule.steps), default=0)


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alarm that rings: ``level`` amber or red, ``since`` when the wait began, ``due`` the day it is about.

    ``who`` is the role that looks at it before ``when``; ``person`` is the clerk's number for a clerk, the department's
    key for a reviewer, empty for the team leader.
    """

    kind: str
    level: str
    record_id: str
    member: str
    since: datetime
    due: date | None
    who: Role
    person: str
    when: datetime


Head = CaseHead | None


def find_alarms(
    heads: Iterable[CaseHead],
    errands: Iterable[tuple[Errand, Head]],
    rules: AlarmRules,
    now: datetime,
    clock: HallClock,
) -> tuple[Alarm, ...]:
    """Every alarm that rings now, red ones first, then by the time they are to be looked at.

    Of the rules for one clock of a member only the latest step rings. An errand comes with the row of its member;
    a member that is over and waits for nothing at the counter never rings.
    """
    waiting = [(errand, head) for errand, head in errands if head is None or not _is_over(head)]
    told = {
        (errand.record_id, errand.member)
        for errand, _ in waiting
        if errand.kind == DELAY_TOLD and errand.due is not None and errand.due >= now.date()
    }
    bell = _Bell(rules, now, clock)
    found = [alarm for head in dict.fromkeys(heads) if head.open for alarm in bell.of_head(head, told)]
    found += [alarm for errand, head in waiting for alarm in bell.of_errand(errand, head)]
    return tuple(
        sorted(found, key=lambda each: (each.level != RED, each.when, each.since, each.record_id, each.member))
    )


def _is_over(head: CaseHead) -> bool:
    return not head.open and not head.task


@dataclass(frozen=True, slots=True)
class _Bell:
    rules: AlarmRules
    now: datetime
    clock: HallClock

    def of_head(self, head: CaseHead, told: set[tuple[str, str]]) -> Iterator[Alarm]:
        due, kind = head.due, head.due_kind
        if due is not None and not (
            kind == EXPLAINED and due < self.now.date() and (head.record_id, head.member) in told
        ):
            yield from self._latest(self._of_day(due, CLOCK, kind), head, head.received_at, due)
        yield from self._latest(self._of_wait(head.received_at, STATUS, head.status), head, head.received_at, None)

    def of_errand(self, errand: Errand, head: Head) -> Iterator[Alarm]:
        place = errand.record_id, errand.member, errand.place
        if errand.due is not None:
            steps = self._of_day(errand.due, ERRAND_DUE, errand.kind)
            yield from self._latest(steps, head, errand.since, errand.due, place)
        steps = self._of_wait(errand.since, ERRAND, errand.kind)
        yield from self._latest(steps, head, errand.since, errand.due, place)

    def _of_day(self, due: date, looks_at: str, name: str) -> Iterator[tuple[datetime, AlarmRule, AlarmStep]]:
        for rule, step in self._steps(looks_at, name):
            day = self._working_days_from(due, step.amount)
            yield datetime.combine(day, time.min, tzinfo=self.now.tzinfo), rule, step

    def _of_wait(self, since: datetime, looks_at: str, name: str) -> Iterator[tuple[datetime, AlarmRule, AlarmStep]]:
        for rule, step in self._steps(looks_at, name):
            yield self._over(since, step), rule, step

    def _steps(self, looks_at: str, name: str) -> Iterator[tuple[AlarmRule, AlarmStep]]:
        for rule in self.rules.rules:
            if (rule.looks_at, rule.name) == (looks_at, name):
                for step in rule.steps:
                    yield rule, step

    def _latest(
        self,
        steps: Iterator[tuple[datetime, AlarmRule, AlarmStep]],
        head: Head,
        since: datetime,
        due: date | None,
        place: tuple[str, str, str] = ("", "", ""),
    ) -> Iterator[Alarm]:
        begun = [each for each in steps if each[0] <= self.now]
        if not begun:
            return
        _, rule, step = max(begun, key=lambda each: each[0])
        record_id, member, department = place
        if head is not None:
            record_id, member, department = head.record_id, head.member, head.department_key
        person = {Role.CLERK: head.clerk if head is not None else "", Role.REVIEWER: department}.get(step.whom, "")
        when = self._look(step.by, due)
        yield Alarm(rule.kind, step.level, record_id, member, since, due, step.whom, person, when)

    def _working_days_from(self, day: date, amount: int) -> date:
        """So many working days after ``day``, or before it where negative; a day off itself counts as the next one."""
        calendar = self.clock.calendar
        step = ONE_DAY if amount > 0 else -ONE_DAY
        for _ in range(abs(amount)):
            day += step
            while not calendar.is_working_day(day):
                day += step
        return day

    def _over(self, since: datetime, step: AlarmStep) -> datetime:
        """The first moment at which a wait is longer than the step allows."""
        if step.amount == 0:
            return since
        if step.unit == HALL_HOURS:
            return self.clock.after(since, timedelta(hours=step.amount))
        if step.unit == WORKING_DAYS:
            limit = TimeLimit(step.amount, TimeUnit.WORKING_DAYS)
            day = deadline(since.date(), limit, self.clock.calendar).day
        else:
            day = since.date() + timedelta(days=step.amount)
        return datetime.combine(day + ONE_DAY, time.min, tzinfo=since.tzinfo)

    def _look(self, by: time, due: date | None) -> datetime:
        """The next time somebody is to look, on a working day, and never after a day that is still ahead."""
        calendar, today = self.clock.calendar, self.now.date()
        day = calendar.next_working_day(today)
        when = datetime.combine(day, by, tzinfo=self.now.tzinfo)
        if when < self.now:
            day = calendar.next_working_day(day + ONE_DAY)
            when = datetime.combine(day, by, tzinfo=self.now.tzinfo)
        if due is not None and today <= due < when.date():
            return datetime.combine(due, self.clock.hours.closes, tzinfo=self.now.tzinfo)
        return when


KINDS: Final[Mapping[str, str]] = {
    "telling_wall": "back_room.alarm.telling_wall",
    "correction_due": "back_room.alarm.correction_due",
    "deferral_due": "back_room.alarm.deferral_due",
    "near_promise": "back_room.alarm.near_promise",
    "past_promise": "back_room.alarm.past_promise",
    "procedure_over": "back_room.alarm.procedure_over",
    "unsigned": "back_room.alarm.unsigned",
    "member_not_started": "back_room.alarm.member_not_started",
    "member_waits_long": "back_room.alarm.member_waits_long",
    "advice_untold": "back_room.alarm.advice_untold",
    "delay_told": "back_room.alarm.delay_told",
    "scan_missing": "back_room.alarm.scan_missing",
    "shelf_long": "back_room.alarm.shelf_long",
    "ledger_due": "back_room.alarm.ledger_due",
}
"""Kind of alarm -> the text that says what it is about."""
