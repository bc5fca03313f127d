"""需你决定: the clerk's own text lost against another one; it is taken over after all, or laid aside as 冲突稿."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, cast

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.recheck import FIELD_CONFLICT
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import UnitOfWork
from wenling_desk.use_cases.record_writer import RecordWriter
from wenling_desk.use_cases.sync_ports import SyncUnitOfWork, Trouble
from wenling_desk.use_cases.targets import CaseCommand, possible_members

BY_CLERK: Final = frozenset({FIELD_CONFLICT, "refused", "duplicate"})
"""Codes of troubles that need no team leader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptLosingText(CaseCommand):
    """采用我的内容: the text that lost becomes a new edit, made from the value that stands now."""

    trouble_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside(CaseCommand):
    """搁置: looked at, and left as it is; the own text stays as 冲突稿."""

    trouble_id: str


def adopt_losing_text(desk: Desk, uow: UnitOfWork, command: AdoptLosingText) -> Changes:
    """The text as a new fact, and the trouble settled, together. Refuses with ``trouble_not_open`` and, as every edit,
    ``field_not_in_form`` and ``not_allowed_now``."""
    writer = RecordWriter(desk, uow, command)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(command.record_id)
    desk.role_for("settle_conflict", chosen=writer.role)
    sync = cast(SyncUnitOfWork, uow)
    trouble = _open_trouble(sync, command.record_id, command.trouble_id, frozenset({FIELD_CONFLICT}))
    lost = _losing_edit(writer, trouble)
    field = str(lost.body.get("field", ""))
    if field not in {asked.field_id for asked in writer.plan().fields}:
        raise DeskRefusal("field_not_in_form", field=field)
    body = {"field": field, "seen": writer.case.sheet.form.get(field), "new": lost.body.get("new")}
    writer.do("edit_field", possible_members(writer, command, "edit_field"), body)
    sync.settle(command.trouble_id, desk.now())
    return writer.finish()


def set_aside(desk: Desk, uow: UnitOfWork, command: SetAside) -> Changes:
    """The trouble is settled; nothing else changes. Refuses with ``trouble_not_open``."""
    desk.role_for("settle_conflict")
    sync = cast(SyncUnitOfWork, uow)
    _open_trouble(sync, command.record_id, command.trouble_id, BY_CLERK)
    sync.settle(command.trouble_id, desk.now())
    uow.commit()
    return Changes(
        command_id=command.command_id,
        records=frozenset({command.record_id}),
        worklists=True,
        record_id=command.record_id,
        initiator=command.initiator,
    )


def _open_trouble(uow: SyncUnitOfWork, record_id: str, trouble_id: str, codes: frozenset[str]) -> Trouble:
    for trouble in uow.troubles(record_id):
        if trouble.trouble_id == trouble_id and trouble.code in codes:
            return trouble
    raise DeskRefusal("trouble_not_open")


def _losing_edit(writer: RecordWriter, trouble: Trouble) -> Fact:
    for fact in writer.record.refused:
        if fact.fact_id in trouble.facts and fact.kind == "FormFieldEdited":
            return fact
    raise DeskRefusal("trouble_not_open")
