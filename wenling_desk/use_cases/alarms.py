"""Which alarms ring now at this desk, read in one question with a bound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from wenling_desk.domain.alarms import ERRAND, ERRAND_DUE, RED, STATUS, Alarm, AlarmRules, find_alarms
from wenling_desk.domain.authority import Role
from wenling_desk.domain.errands import Errand
from wenling_desk.domain.hall_hours import HallClock
from wenling_desk.domain.heads import CaseHead
from wenling_desk.domain.working_days import ONE_DAY, Calendar
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import ErrandQuery, Reading, WorkQuery

MOST_READ: Final = 500
"""Rows and errands of one sort that are looked at: by then somebody has to work, not to count."""


@dataclass(frozen=True, slots=True)
class AlarmRow:
    """An alarm beside the worklist row of its member (``None`` where there is none)."""

    alarm: Alarm
    head: CaseHead | None
    number: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class AlarmView:
    """The alarms of this person's view, urgent ones first, and whether there may be more than were read."""

    rows: tuple[AlarmRow, ...]
    is_cut: bool = False

    @property
    def red(self) -> int:
        """How many of them are red."""
        return sum(row.alarm.level == RED for row in self.rows)


def view_alarms(desk: Desk, reading: Reading, rules: AlarmRules, limit: int = 200) -> AlarmView:
    """The alarms that ring now: a reviewer's own department's, else those of the hall."""
    now, calendar = desk.now(), desk.catalogue().calendar
    until = _horizon(now.date(), rules.days_ahead, calendar)
    clocks = reading.worklist(WorkQuery(due_until=until, limit=MOST_READ))
    held = reading.worklist(WorkQuery(statuses=rules.named(STATUS), limit=MOST_READ)) if rules.named(STATUS) else None
    waiting = reading.errands(ErrandQuery(kinds=rules.named(ERRAND), limit=MOST_READ))
    dated = [
        reading.errands(ErrandQuery(kinds=(kind,), due_until=until, limit=MOST_READ))
        for kind in rules.named(ERRAND_DUE)
    ]
    heads = [head for head in (*clocks.rows, *(held.rows if held is not None else ())) if _is_mine(desk, head, "")]
    rows = (row for page in (waiting, *dated) for row in page.rows)
    errands = [(row.errand, row.head) for row in rows if _is_mine(desk, row.head, row.errand.place)]
    alarms = find_alarms(heads, errands, rules, now, HallClock(calendar, rules.hours))
    by_key = {(head.record_id, head.member): head for _, head in errands if head is not None}
    by_key |= {(head.record_id, head.member): head for head in heads}
    by_errand = {(errand.record_id, errand.member, errand.since): errand for errand, _ in errands}
    pages = (clocks, waiting, *dated, *((held,) if held is not None else ()))
    return AlarmView(
        tuple(_row(alarm, by_key, by_errand) for alarm in alarms[:limit]),
        is_cut=len(alarms) > limit or any(page.total > MOST_READ for page in pages),
    )


def record_alarms(desk: Desk, reading: Reading, rules: AlarmRules, record_id: str) -> tuple[Alarm, ...]:
    """The alarms of one record, for its page."""
    heads = reading.worklist(WorkQuery(records=(record_id,), open_only=False, limit=MOST_READ)).rows
    kinds = (*rules.named(ERRAND), *rules.named(ERRAND_DUE))
    waiting = reading.errands(ErrandQuery(kinds=kinds, record_id=record_id, limit=MOST_READ)).rows
    clock = HallClock(desk.catalogue().calendar, rules.hours)
    return find_alarms(heads, [(row.errand, row.head) for row in waiting], rules, desk.now(), clock)


def _is_mine(desk: Desk, head: CaseHead | None, place: str) -> bool:
    """A reviewer sees what is with the own department; everybody else the whole hall."""
    session = desk.session
    if Role.REVIEWER not in session.roles or not session.department_key or len(session.roles) > 1:
        return True
    return session.department_key == (head.department_key if head is not None else place)


def _horizon(today: date, days: int, calendar: Calendar) -> date:
    """The last day a deadline may lie on and still ring: so many working days ahead, days off after them included."""
    day = today
    for _ in range(days):
        day = calendar.next_working_day(day + ONE_DAY)
    while not calendar.is_working_day(day + ONE_DAY):
        day += ONE_DAY
    return day


def _row(
    alarm: Alarm,
    heads: Mapping[tuple[str, str], CaseHead],
    errands: Mapping[tuple[str, str, datetime], Errand],
) -> AlarmRow:
    errand = errands.get((alarm.record_id, alarm.member, alarm.since))
    return AlarmRow(
        alarm,
        heads.get((alarm.record_id, alarm.member)),
        errand.number if errand is not None else "",
        errand.place if errand is not None else "",
    )
