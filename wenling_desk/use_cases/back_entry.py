"""补录: what was entered in the other system, what need not be entered, and what its list says of a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wenling_desk.domain.back_entry import NOTED_KIND, NUMBER_KIND, SEEN_KIND, WAIVED_KIND, FieldState, read_back_entry
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import UnitOfWork
from wenling_desk.use_cases.record_writer import RecordWriter
from wenling_desk.use_cases.targets import known_members


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteBackEntry(Command):
    """Which fields of a member were entered in the other system or left out there; ``fields`` holds keys and states,
    never values."""

    record_id: str
    member: str
    form_id: str
    fields: Mapping[str, FieldState]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiveBackEntry(Command):
    """无需补录: these members get no official number, and ``reason`` says why."""

    record_id: str
    members: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakePlatformRow(Command):
    """One row of the other system's list, taken over; a command for each row, so one bad row stops no other.

    ``number`` becomes the member's official number where it has none. ``source`` is the hash of the list file.
    """

    record_id: str
    member: str
    official_number: str
    status: str
    as_of: str
    source: str = field(repr=False)


def note_back_entry(desk: Desk, uow: UnitOfWork, command: NoteBackEntry) -> Changes:
    """The fields as one fact of the member. Refuses with ``value_needed`` where nothing was done."""
    writer = RecordWriter(desk, uow, command)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(command.record_id)
    role = desk.role_for("note_back_entry", chosen=writer.role)
    if not command.fields:
        raise DeskRefusal("value_needed", act="note_back_entry", field="fields")
    members = known_members(writer, (command.member,))
    states = {key: str(FieldState(state)) for key, state in command.fields.items()}
    writer.add(NOTED_KIND, members, {"form": command.form_id, "fields": states}, role)
    return writer.finish()


def waive_back_entry(desk: Desk, uow: UnitOfWork, command: WaiveBackEntry) -> Changes:
    """The reason as a fact. Refuses with ``value_needed``, and ``number_already_there`` for a member that has one."""
    writer = RecordWriter(desk, uow, command)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(command.record_id)
    role = desk.role_for("waive_back_entry", chosen=writer.role)
    for name, value in (("reason", command.reason.strip()), ("members", command.members)):
        if not value:
            raise DeskRefusal("value_needed", act="waive_back_entry", field=name)
    members = known_members(writer, command.members)
    for member in members:
        number = writer.record.last(NUMBER_KIND, member)
        if number is not None:
            raise DeskRefusal("number_already_there", number=number.body["number"])
    writer.add(WAIVED_KIND, members, {"reason": command.reason.strip()}, role)
    return writer.finish()


def take_platform_row(desk: Desk, uow: UnitOfWork, command: TakePlatformRow) -> Changes:
    """Number and status as facts; neither changes our own status. A row that says nothing new writes nothing.

    Refuses with ``official_number_taken`` where another record has the number (members of one joint case may share
    it), and ``number_already_there`` where the member has a different one.
    """
    writer = RecordWriter(desk, uow, command)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(command.record_id)
    role = desk.role_for("import_platform_list", chosen=writer.role)
    members = known_members(writer, (command.member,))
    number = command.official_number
    entry = read_back_entry(writer.record, "")
    known = next((each for each in entry.members if each.code == command.member), None) if entry is not None else None
    present = known.official_number if known is not None else ""
    if present and present != number:
        raise DeskRefusal("number_already_there", number=present)
    if not present:
        if uow.record_of_number(number) not in (None, command.record_id):
            raise DeskRefusal("official_number_taken", number=number)
        writer.add(NUMBER_KIND, members, {"number": number, "way": "imported", "source": command.source}, role)
    seen = known.seen if known is not None else None
    if command.status and (seen is None or seen.status != command.status):
        body = {"number": number, "status": command.status, "as_of": command.as_of, "source": command.source}
        writer.add(SEEN_KIND, members, body, role)
    if not writer.fresh:
        return Changes(command_id=command.command_id, record_id=command.record_id, initiator=command.initiator)
    return writer.finish()
