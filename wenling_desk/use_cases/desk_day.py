"""班前卡, 交接班, 日清: the acts of a desk's day. None of them ever keeps anybody from taking in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from wenling_desk.domain.day_rules import ClosingLine
from wenling_desk.domain.desk_day import DESK_DAY, LineRow, day_record_id
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.seals import SEAL, SEAL_HELD, SHIFT
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.day_view import DayView, view_day
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import ErrandQuery, UnitOfWork
from wenling_desk.use_cases.record_writer import RecordWriter
from wenling_desk.use_cases.seals import pass_on

MOST_SEALS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDay(Command):
    """开始上班: the card was seen. ``checks`` is what each look at the desk itself gave (name -> state), ``read`` what
    of the catalogue there was to read."""

    checks: Mapping[str, str] = field(default_factory=dict)
    read: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverShift(Command):
    """交接班: somebody else sits down. ``waiting`` people wait at the counter, as counted by eye. The seals the clerk
    holds go along."""

    to: str
    to_name: str
    waiting: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NameDifference(Command):
    """Why a number of the day does not balance; a later reason replaces an earlier one."""

    number: str
    why: str
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseDay(Command):
    """日清. Once more on the same day makes a new version. ``unfilled`` is the count of the 补录 list; of the lines in
    ``listed`` the things left stand on the paper one by one, in the order of ``lines``."""

    on: date | None = None
    unfilled: int | None = None
    lines: tuple[str, ...] = tuple(ClosingLine)
    listed: frozenset[str] = frozenset(ClosingLine)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountersignDay(Command):
    """The second person signs the closing: another clerk, by number and name."""

    by: str
    name: str
    on: date | None = None


def open_day(desk: Desk, uow: UnitOfWork, command: OpenDay) -> Changes:
    """The day as a record. Pressed again, by anybody, it is the same day and nothing is written."""
    writer = RecordWriter(desk, uow, command, DESK_DAY)
    if (earlier := writer.earlier()) is not None:
        return earlier
    record_id = day_record_id(desk.identity.device, writer.now.date())
    writer.begin(record_id)
    if writer.facts:
        return Changes(command_id=command.command_id, record_id=record_id, repeated=True, initiator=command.initiator)
    _do_open(writer, {"checks": dict(command.checks), "read": list(command.read)})
    return writer.finish()


def _do_open(writer: RecordWriter, body: Mapping[str, Any]) -> None:
    title = writer.desk.words("day.record", day=f"{writer.now.date():%m-%d}", counter=writer.desk.identity.counter)
    writer.do("open_day", (), {**body, "title": title, "hall_code": writer.desk.identity.hall_code})


def _day_writer(desk: Desk, uow: UnitOfWork, command: Command, on: date | None) -> tuple[RecordWriter, date]:
    """The day's record, open to be written. A day nobody began begins here: the card is never a condition."""
    writer = RecordWriter(desk, uow, command, DESK_DAY)
    day = on or writer.now.date()
    if day > writer.now.date():
        raise DeskRefusal("day_in_future", day=day.isoformat())
    writer.begin(day_record_id(desk.identity.device, day))
    if not writer.facts:
        _do_open(writer, {"checks": {}, "read": []})
    return writer, day


def _earlier(desk: Desk, uow: UnitOfWork, command: Command) -> Changes | None:
    return RecordWriter(desk, uow, command, DESK_DAY).earlier()


def hand_over_shift(desk: Desk, uow: UnitOfWork, command: HandOverShift) -> Changes:
    """What lies on the counter goes to the next clerk, and the paper both sign says so. Refuses with
    ``same_person_takes_over``."""
    if (earlier := _earlier(desk, uow, command)) is not None:
        return earlier
    writer, day = _day_writer(desk, uow, command, None)
    clerk, to, to_name = desk.session.clerk, command.to.strip(), command.to_name.strip()
    if to == clerk:
        raise DeskRefusal("same_person_takes_over", clerk=clerk)
    seals = _seals_in_hand(desk, uow, writer, clerk, to, to_name)
    body = {
        "to": to,
        "to_name": to_name,
        "drafts": [draft.title for draft in uow.drafts(clerk)],
        "waiting": max(0, command.waiting),
        "originals": view_day(desk, uow, day).originals,
        "seals": seals,
    }
    writer.do("hand_over_shift", (), body)
    writer.issue("shift_handover")
    return writer.finish()


def _seals_in_hand(desk: Desk, uow: UnitOfWork, writer: RecordWriter, clerk: str, to: str, to_name: str) -> list[str]:
    """The seals the clerk holds change hands with the shift; their names with their numbers."""
    held = uow.errands(ErrandQuery(kinds=(SEAL_HELD,), who=clerk, limit=MOST_SEALS)).rows
    names = []
    for position, row in enumerate(held, 1):
        other = writer.beside(f"seal{position}", SEAL)
        other.open(row.errand.record_id)
        pass_on(other, to, to_name, "", SHIFT)
        title = row.head.item_name if row.head is not None else ""
        names.append(desk.words("day.seal.named", title=title, number=row.errand.number))
    return names


def name_difference(desk: Desk, uow: UnitOfWork, command: NameDifference) -> Changes:
    """The reason as a fact: what a clerk typed survives."""
    if (earlier := _earlier(desk, uow, command)) is not None:
        return earlier
    writer, _ = _day_writer(desk, uow, command, command.on)
    writer.do("name_difference", (), {"number": command.number.strip(), "why": command.why.strip()})
    return writer.finish()


def close_day(desk: Desk, uow: UnitOfWork, command: CloseDay) -> Changes:
    """The figures as a fact, and the paper. Refuses with ``difference_unnamed``; nothing else keeps a day open."""
    if (earlier := _earlier(desk, uow, command)) is not None:
        return earlier
    writer, day = _day_writer(desk, uow, command, command.on)
    view = view_day(desk, uow, day, command.unfilled)
    differences = view.balance.differences
    body = {
        "on": day.isoformat(),
        "figures": view.figures(),
        "differences": [each.number for each in differences],
        "named": [
            {
                "number": each.number,
                "until": each.until,
                "outcome": str(each.outcome),
                "kind": each.kind,
                "why": each.why,
            }
            for each in differences
            if each.why
        ],
        "left": [row.to_plain(line) for line, row in _left(view, command.lines, command.listed)],
        "lines": list(command.lines),
    }
    writer.do("close_day", (), body)
    writer.issue("day_closing")
    return writer.finish()


def _left(view: DayView, lines: Iterable[str], listed: frozenset[str]) -> Iterable[tuple[str, LineRow]]:
    """What is left, as far as it is listed one by one, in the order of the lines."""
    for name in lines:
        found = view.lines.get(ClosingLine(name)) if name in listed else None
        for row in found.rows if found is not None else ():
            yield name, row


def countersign_day(desk: Desk, uow: UnitOfWork, command: CountersignDay) -> Changes:
    """Refuses with ``day_not_closed`` and ``second_person_needed``."""
    if (earlier := _earlier(desk, uow, command)) is not None:
        return earlier
    day = command.on or desk.today()
    writer = RecordWriter(desk, uow, command, DESK_DAY)
    writer.begin(day_record_id(desk.identity.device, day))
    if not any(fact.kind == "DayClosed" for fact in writer.facts):
        raise DeskRefusal("day_not_closed", day=day.isoformat())
    writer.do("countersign_day", (), {"by": command.by.strip(), "name": command.name.strip()})
    return writer.finish()
