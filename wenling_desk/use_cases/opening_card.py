"""班前卡: what is to be known before the hall opens, asked once a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from wenling_desk.domain.alarms import AlarmRules
from wenling_desk.domain.desk_day import DESK_DAY, DeskDay, HandOver, day_record_id, read_day
from wenling_desk.domain.heads import CaseHead
from wenling_desk.domain.record import fold
from wenling_desk.domain.release_summary import ReleaseChange, summarise
from wenling_desk.domain.working_days import ONE_DAY
from wenling_desk.use_cases.absence import StandIn, absences
from wenling_desk.use_cases.alarms import AlarmRow, view_alarms
from wenling_desk.use_cases.bookings import booked_on
from wenling_desk.use_cases.day_papers import own_days, span_of
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.own_numbers import own_number
from wenling_desk.use_cases.ports import Reading, WorkQuery

MOST_ROWS: Final = 200
DAYS_BACK: Final = 14
"""Days looked back at for one that was worked and not closed."""


@dataclass(frozen=True, slots=True)
class Unclosed:
    """A day that is not closed: nobody did, or ``later`` papers were issued after its closing."""

    on: date
    later: int = 0


@dataclass(frozen=True, slots=True)
class OpeningCard:
    """The card (班前卡). ``release`` is the catalogue in force, ``before`` the one of the last day here (empty where
    that is not known), ``changes`` what differs. ``late`` counts what was due earlier."""

    day: DeskDay
    booked: tuple[CaseHead, ...]
    due_today: tuple[CaseHead, ...]
    late: int
    alarms: tuple[AlarmRow, ...]
    red: int
    absent: tuple[StandIn, ...]
    release: str
    before: str
    changes: tuple[ReleaseChange, ...]
    unclosed: tuple[Unclosed, ...]
    taken_over: HandOver | None


def view_opening(desk: Desk, reading: Reading, rules: AlarmRules | None) -> OpeningCard:
    """The card of today. Without ``rules`` (their file is broken) there are no alarms on it."""
    today = desk.today()
    alarms = view_alarms(desk, reading, rules) if rules is not None else None
    late = reading.worklist(WorkQuery(due_until=today - ONE_DAY, limit=1)).total
    due = reading.worklist(WorkQuery(due_until=today, limit=MOST_ROWS, offset=late)).rows
    day = todays(desk, reading)
    before = next((earlier.release for earlier, _ in own_days(desk, reading, today, 1) if earlier.release), "")
    return OpeningCard(
        day=day,
        booked=booked_on(reading, today),
        due_today=tuple(head for head in due if head.due == today and head.record_kind != "booking"),
        late=late,
        alarms=alarms.rows if alarms is not None else (),
        red=alarms.red if alarms is not None else 0,
        absent=absences(reading, today),
        release=desk.catalogue().release,
        before=before,
        changes=_changes(desk, before, today),
        unclosed=tuple(unclosed_days(desk, reading)),
        taken_over=_for_me(desk, day),
    )


def todays(desk: Desk, reading: Reading) -> DeskDay:
    """Today's day of this desk."""
    facts = reading.facts_of(day_record_id(desk.identity.device, desk.today()))
    if not facts:
        return DeskDay(desk.today())
    return read_day(fold(facts, desk.workflows.workflow(DESK_DAY)), desk.today())


def _for_me(desk: Desk, day: DeskDay) -> HandOver | None:
    """The last shift of today, where it was handed to the person signed in."""
    last = day.shifts[-1] if day.shifts else None
    return last if last is not None and last.to == desk.session.clerk else None


def _changes(desk: Desk, before: str, today: date) -> tuple[ReleaseChange, ...]:
    current = desk.catalogue()
    if not before or before == current.release:
        return ()
    old = desk.catalogues.release(before)
    return tuple(summarise(old, current, today)) if old.release == before else ()


def unclosed_days(desk: Desk, reading: Reading) -> list[Unclosed]:
    """Days of the last two weeks, newest first, on which something was done here and whose closing is missing or no
    longer complete."""
    today = desk.today()
    known = {day.on: (day, closed) for day, closed in own_days(desk, reading, today, DAYS_BACK)}
    found = []
    for back in range(1, DAYS_BACK + 1):
        on = today - timedelta(days=back)
        day, closed = known.get(on, (None, False))
        if day is not None and closed and day.closing is not None:
            later = reading.papers_issued(day.closing.at, span_of(desk, on)[1])
            count = sum(
                own_number(desk.identity, paper.number) is not None
                and paper.issued_at > day.closing.at
                and paper.record_kind != DESK_DAY
                for paper in later
            )
            if count:
                found.append(Unclosed(on, count))
        elif day is not None or reading.counts(on):
            found.append(Unclosed(on))
    return found
