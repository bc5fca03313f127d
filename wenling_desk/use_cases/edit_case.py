"""Changes to a running case: a field edited, the official number filled in, an error mended on the spot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.materials import MaterialEntry
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import UnitOfWork
from wenling_desk.use_cases.record_writer import RecordWriter
from wenling_desk.use_cases.targets import CaseCommand, check_handed_in, known_members, possible_members


@dataclass(frozen=True, slots=True, kw_only=True)
class EditFormField(CaseCommand):
    """Edit one form field: a fact with the value ``seen`` and the ``new`` one."""

    field_id: str
    seen: Any = field(repr=False)
    new: Any = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectOnTheSpot(CaseCommand):
    """Let the applicant mend an error on the spot (当场更正, Licensing Law art. 32(3)); ``what`` says which."""

    what: str
    materials: Mapping[str, MaterialEntry] = field(default_factory=dict)
    form: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordOfficialNumber(CaseCommand):
    """Fill in the provincial platform's 办件编号; a number made here is never presented as that one."""

    official_number: str


def edit_form_field(desk: Desk, uow: UnitOfWork, command: EditFormField) -> Changes:
    """The edit as a fact; the fold merges. Refuses with ``field_not_in_form`` for one no form of the case has."""

    def check(writer: RecordWriter) -> None:
        if command.field_id not in {asked.field_id for asked in writer.plan().fields}:
            raise DeskRefusal("field_not_in_form", field=command.field_id)

    body = {"field": command.field_id, "seen": command.seen, "new": command.new}
    return _note(desk, uow, command, "edit_field", body, check)


def correct_on_the_spot(desk: Desk, uow: UnitOfWork, command: CorrectOnTheSpot) -> Changes:
    """The mended values as a fact; no notice is needed. What the guide does not list cannot be mended either."""
    body = {
        "what": command.what,
        "materials": {key: entry.to_plain() for key, entry in command.materials.items()},
        "form": dict(command.form),
    }
    return _note(
        desk, uow, command, "correct_on_the_spot", body, lambda writer: check_handed_in(writer, command.materials)
    )


def _note(
    desk: Desk,
    uow: UnitOfWork,
    command: CaseCommand,
    action: str,
    body: dict[str, Any],
    check: Callable[[RecordWriter], None],
) -> Changes:
    writer = RecordWriter(desk, uow, command)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(command.record_id)
    check(writer)
    writer.do(action, possible_members(writer, command, action), body)
    return writer.finish()


def record_official_number(desk: Desk, uow: UnitOfWork, command: RecordOfficialNumber) -> Changes:
    """The number as a fact of its members. Refuses with ``official_number_taken`` where another record has it."""
    writer = RecordWriter(desk, uow, command)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(command.record_id)
    role = desk.role_for("record_official_number", chosen=writer.role)
    number = "".join(command.official_number.split())
    if not number:
        raise DeskRefusal("value_needed", act="record_official_number", field="official_number")
    if uow.record_of_number(number) not in (None, command.record_id):
        raise DeskRefusal("official_number_taken", number=number)
    members = known_members(writer, command.members)
    writer.add("OfficialNumberRecorded", members, {"number": number}, role)
    return writer.finish()
