"""AB 岗: a reviewer is away from day to day, and somebody else stands in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.department_acts import do_for_department
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import Reading, UnitOfWork, WorkQuery
from wenling_desk.use_cases.record_writer import RecordWriter

ABSENCE: Final = "absence"
NOTED: Final = "absence_noted"
MOST: Final = 500
"""Open absences looked at: more than a city's departments have people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAbsence(Command):
    """Who (A 岗) is away on which days, both included, and who stands in (B 岗). ``who`` and ``stand_in`` are staff
    numbers; empty where the window does not know them, then the names stand for them."""

    name: str
    department_key: str
    first: date
    last: date
    stand_in_name: str
    who: str = ""
    stand_in: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndAbsence(Command):
    """Back earlier than noted."""

    absence_id: str


@dataclass(frozen=True, slots=True)
class StandIn:
    """Somebody who is away and who stands in for them (AB 岗)."""

    absence_id: str
    who: str
    name: str
    department_key: str
    first: date
    last: date
    stand_in: str
    stand_in_name: str


def note_absence(desk: Desk, uow: UnitOfWork, command: NoteAbsence) -> Changes:
    """A new record. Refuses with ``value_needed``, ``absence_dates_wrong``, ``absence_stand_in_wrong``,
    ``not_your_department``."""
    writer = RecordWriter(desk, uow, command, ABSENCE)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.begin()
    name, stand_in_name = command.name.strip(), command.stand_in_name.strip()
    body = {
        "who": command.who.strip() or name,
        "name": name,
        "department_key": command.department_key,
        "from": command.first.isoformat(),
        "to": command.last.isoformat(),
        "stand_in": command.stand_in.strip() or stand_in_name,
        "stand_in_name": stand_in_name,
        "title": desk.words("handover.absence.title", name=name),
    }
    do_for_department(writer, "note_absence", (), body, command.department_key)
    return writer.finish()


def end_absence(desk: Desk, uow: UnitOfWork, command: EndAbsence) -> Changes:
    """Its end. Refuses with ``no_such_record``, ``absence_already_ended``, ``not_your_department``."""
    writer = RecordWriter(desk, uow, command, ABSENCE)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(command.absence_id)
    if writer.record.status_of("") != NOTED:
        raise DeskRefusal("absence_already_ended")
    do_for_department(writer, "end_absence", (), {}, str(writer.record.beginning.body["department_key"]))
    return writer.finish()


def absences(reading: Reading, day: date, department_key: str = "", *, coming: bool = False) -> tuple[StandIn, ...]:
    """Who is away on that day, in one department or anywhere, in the order of the days they come back; with ``coming``
    those too who will be away after it."""
    query = WorkQuery(statuses=(NOTED,), department_key=department_key, limit=MOST)
    found = []
    for head in reading.worklist(query).rows:
        facts = reading.facts_of(head.record_id)
        if not facts:
            continue  # of another desk: only its row is here
        body = next(fact for fact in facts if fact.kind == "AbsenceNoted").body
        noted = StandIn(
            absence_id=head.record_id,
            who=str(body["who"]),
            name=str(body["name"]),
            department_key=str(body["department_key"]),
            first=date.fromisoformat(str(body["from"])),
            last=date.fromisoformat(str(body["to"])),
            stand_in=str(body["stand_in"]),
            stand_in_name=str(body["stand_in_name"]),
        )
        if day <= noted.last and (coming or noted.first <= day):
            found.append(noted)
    return tuple(sorted(found, key=lambda each: (each.last, each.name)))


def stand_in_for(reading: Reading, who: str, day: date) -> StandIn | None:
    """Who stands in for a person (staff number, or name where none was noted) on that day; ``None`` where the person is
    there."""
    return next((each for each in absences(reading, day) if who in (each.who, each.name)), None)
