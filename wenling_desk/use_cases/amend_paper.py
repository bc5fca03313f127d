"""更正件: a typing error on a paper that is printed already, mended on the paper and in the case."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wenling_desk.domain.acceptance import ACCEPTANCE
from wenling_desk.domain.authority import Role
from wenling_desk.domain.edits import find_party, party_value, standing_value
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.identity import phone_problem
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.party import Party
from wenling_desk.domain.repairs import (
    AMENDABLE,
    AMENDED,
    WORDING,
    Change,
    is_reply,
    replaced_by,
    with_department,
)
from wenling_desk.use_cases.amended_content import OldPaper
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import Paper, UnitOfWork
from wenling_desk.use_cases.record_writer import RecordWriter


@dataclass(frozen=True, slots=True)
class Mending:
    """One correction as it is typed: a value of the case named as in ``domain/edits.py`` and what it should be, or
    ``wording`` with the words as they stand on the paper (``before``) and as they should."""

    field: str
    after: str = dataclasses.field(repr=False)
    before: str = dataclasses.field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendPaper(Command):
    """Replace a printed paper by a corrected one (更正件). ``collected`` says whether the old one was taken back
    (收回): ``None`` is no answer, and refused. ``reply_by`` and ``reply_note`` are what the department said while the
    papers are with it."""

    number: str
    changes: tuple[Mending, ...] = dataclasses.field(repr=False)
    reason: str
    collected: bool | None = None
    reply_by: str = ""
    reply_note: str = ""


def amend_paper(desk: Desk, uow: UnitOfWork, command: AmendPaper) -> Changes:
    """The case is mended, the old paper void, a new one of its kind issued, and a 更正通知 says what changed.

    Codes: ``no_such_paper``, ``paper_is_void``, ``amended_already``, ``paper_not_amendable``, ``value_needed``,
    ``collected_not_said``, ``department_reply_needed``, ``nothing_amended``, ``field_not_in_form``,
    ``amend_words_only``, ``wording_not_on_paper``, ``warning_needs_reason``.
    """
    paper = uow.paper(command.number)
    if paper is None:
        raise DeskRefusal("no_such_paper", number=command.number)
    writer = RecordWriter(desk, uow, command, paper.record_kind)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(paper.record_id)
    issuer = next((fact.clerk for fact in writer.facts if fact.body.get("number") == paper.number), "")
    role = desk.role_for("amend_paper", owner=issuer)
    _check(writer, paper, command, role)
    old = OldPaper(writer.facts, writer.rules, paper.number)
    changes = _changes(writer, old.sheet, command.changes)
    _mend_case(writer, changes)
    body: dict[str, Any] = {
        "number": paper.number,
        "paper_kind": paper.kind,
        "changes": [change.to_plain() for change in changes],
        "reason": command.reason.strip(),
        "collected": bool(command.collected),
    }
    if command.reply_by.strip():
        body["department_reply"] = {"by": command.reply_by.strip(), "note": command.reply_note.strip()}
    new = writer.issue(paper.kind, paper.members, made=lambda context, number: old.content(context, number, changes))
    body["replaced_by"] = new.number
    writer.add(AMENDED, paper.members, body, role)
    writer.change(paper, voided_at=writer.now, void_reason=command.reason.strip())
    writer.issue("amendment_notice", paper.members, body)
    return writer.finish()


def _check(writer: RecordWriter, paper: Paper, command: AmendPaper, role: Role) -> None:
    if paper.voided_at is not None:
        other = replaced_by(writer.record, paper.number)
        if other:
            raise DeskRefusal("amended_already", number=paper.number, replaced_by=other)
        raise DeskRefusal("paper_is_void", number=paper.number)
    if paper.record_kind != ACCEPTANCE or not writer.taken_in or paper.kind not in AMENDABLE:
        raise DeskRefusal("paper_not_amendable", kind=paper.kind)
    if not command.reason.strip():
        raise DeskRefusal("value_needed", act="amend_paper", field="reason")
    if command.collected is None:
        raise DeskRefusal("collected_not_said")
    away = with_department(writer.record, paper.members or tuple(writer.record.lanes))
    reply = {"by": command.reply_by, "note": command.reply_note}
    if away and role is not Role.REVIEWER and not is_reply(reply):
        raise DeskRefusal("department_reply_needed", item=writer.case.member(away[0]).name)


def _changes(writer: RecordWriter, sheet: IntakeSheet, mendings: Sequence[Mending]) -> tuple[Change, ...]:
    """The corrections with what the paper said before; what it says already is none."""
    changes = []
    for mending in mendings:
        after = mending.after.strip()
        if mending.field == WORDING:
            before, what = mending.before.strip(), writer.desk.words("repairs.wording")
        else:
            before, what = said(standing_value(sheet, mending.field)), _what(writer, sheet, mending.field, after)
        if mending.field == WORDING and not before:
            raise DeskRefusal("value_needed", act="amend_paper", field="wording_before")
        if before != after:
            changes.append(Change(mending.field, what, before, after))
    if not changes:
        raise DeskRefusal("nothing_amended")
    return tuple(changes)


def said(value: Any) -> str:
    """A value of the case as a correction names it."""
    return value.strip() if isinstance(value, str) else "" if value is None else str(value)


def _what(writer: RecordWriter, sheet: IntakeSheet, name: str, after: str) -> str:
    """What a person calls the value, when it may be mended at all."""
    about = party_value(name)
    if about is None:
        asked = next((each for each in writer.plan().fields if each.field_id == name), None)
        if asked is None:
            raise DeskRefusal("field_not_in_form", field=name)
        return asked.label
    party = find_party(sheet, about[0])
    if party is None:
        raise DeskRefusal("field_not_in_form", field=name)
    if about[1] == "name" and not after:
        raise DeskRefusal("value_needed", act="amend_paper", field="name")
    problem = phone_problem(after) if about[1] == "phone" else None
    if problem is not None:
        raise DeskRefusal("warning_needs_reason", party=party.masked_name, field="phone", warning=problem)
    return party_label(writer, party, about[1])


def party_label(writer: RecordWriter, party: Party, value: str) -> str:
    """申请人姓名."""
    role = writer.catalogue.roles.get(party.role, party.role)
    return writer.desk.words(f"repairs.value.{value}", role=role)


def _mend_case(writer: RecordWriter, changes: Sequence[Change]) -> None:
    """Each value that stands otherwise in the case is edited there too, by the same fact as any other edit."""
    for change in changes:
        sheet = writer.case.sheet
        present = standing_value(sheet, change.field) if change.field != WORDING else None
        if change.field == WORDING or said(present) == change.after:
            continue
        body: dict[str, Any] = {"field": change.field, "seen": present, "new": change.after}
        about = party_value(change.field)
        party = find_party(sheet, about[0]) if about is not None else None
        if party is not None:
            body["party_kind"] = str(party.kind)
        sources = writer.workflow.actions["edit_field"].sources
        members = tuple(member.code for member in writer.case.members if member.status in sources)
        if not members:
            raise DeskRefusal("amend_words_only")
        writer.do("edit_field", members, body)
