"""The platform is down: 先受理、后补录. Taking in goes on as always; what is taken in meanwhile is back-filled later.

An outage is a record of the hall with two facts, from when and until when; desks that sync with the hall see it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import Reading, UnitOfWork, WorkQuery
from wenling_desk.use_cases.record_writer import RecordWriter

OUTAGE = "outage"
RUNNING, ENDED = "outage_running", "outage_ended"
MOST = 200
"""Outages looked back at: some years of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginOutage(Command):
    """The platform is down from now on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndOutage(Command):
    """The platform is back."""


@dataclass(frozen=True, slots=True)
class Outage:
    """A span in which the platform was down; ``until`` is ``None`` while it lasts."""

    record_id: str
    since: datetime
    until: datetime | None

    def covers(self, moment: datetime) -> bool:
        """Whether something done then was done without the platform."""
        return self.since <= moment and (self.until is None or moment <= self.until)


def outages(reading: Reading, hall_code: str) -> tuple[Outage, ...]:
    """The outages of a hall, newest first."""
    query = WorkQuery(statuses=(RUNNING, ENDED), open_only=False, order="received", limit=MOST)
    return tuple(
        Outage(head.record_id, head.received_at, None if head.open else head.changed_at)
        for head in reading.worklist(query).rows
        if head.hall_code == hall_code
    )


def running_outage(reading: Reading, hall_code: str) -> Outage | None:
    """The outage that lasts now, of this desk or of another one of the hall; the oldest where there are several."""
    rows = reading.worklist(WorkQuery(statuses=(RUNNING,), order="received", limit=MOST)).rows
    found = [Outage(head.record_id, head.received_at, None) for head in rows if head.hall_code == hall_code]
    return found[-1] if found else None


def begin_outage(desk: Desk, uow: UnitOfWork, command: BeginOutage) -> Changes:
    """A new record. Refuses with ``outage_runs`` while one lasts."""
    writer = RecordWriter(desk, uow, command, OUTAGE)
    if (earlier := writer.earlier()) is not None:
        return earlier
    running = running_outage(uow, desk.identity.hall_code)
    if running is not None:
        raise DeskRefusal("outage_runs", since=f"{running.since:%H:%M}")
    writer.begin()
    writer.do("begin_outage", (), {"title": desk.words("platform.outage.record"), "hall_code": desk.identity.hall_code})
    return writer.finish()


def end_outage(desk: Desk, uow: UnitOfWork, command: EndOutage) -> Changes:
    """Its end. Refuses with ``no_outage``, and ``outage_elsewhere`` where only another desk can end it."""
    writer = RecordWriter(desk, uow, command, OUTAGE)
    if (earlier := writer.earlier()) is not None:
        return earlier
    running = running_outage(uow, desk.identity.hall_code)
    if running is None:
        raise DeskRefusal("no_outage")
    if not uow.facts_of(running.record_id):
        raise DeskRefusal("outage_elsewhere")
    writer.open(running.record_id)
    writer.do("end_outage", (), {})
    return writer.finish()
