"""咨询: a question and its answer, which may end in a one-time notice, a call back, or a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.intake import IntakeSheet, plan_sheet
from wenling_desk.domain.service_item import TimeLimit, TimeUnit
from wenling_desk.domain.working_days import deadline
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import UnitOfWork
from wenling_desk.use_cases.record_writer import RecordWriter

CONSULTATION = "consultation"
COUNTER, PHONE = "counter", "phone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consult(Command):
    """Record a consultation. Without a ``sheet`` it is a question about nothing in the catalogue, or three keys on a
    visit: identity is never asked for. ``notice`` prints the 咨询一次性告知单 of the sheet's plan; ``phone`` and
    ``call_back`` promise an answer by the next working day. ``channel`` is ``counter`` or ``phone``, ``answer_key`` the
    id of the canned answer that was read out; a telephone consultation without a call back is closed with it."""

    question: str = field(repr=False)
    answer: str = field(default="", repr=False)
    sheet: IntakeSheet | None = field(default=None, repr=False)
    draft_id: str = ""
    channel: str = COUNTER
    answer_key: str = ""
    notice: bool = False
    call_back: bool = False
    phone: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseConsultation(Command):
    """Close a consultation: called back, or nothing left to do."""

    record_id: str
    answer: str = ""


def consult(desk: Desk, uow: UnitOfWork, command: Consult) -> Changes:
    """One record; with ``notice`` its paper lists what to bring, in the citizen's words."""
    writer = RecordWriter(desk, uow, command, CONSULTATION)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.begin()
    said = {"question": command.question, "answer": command.answer, **_way(command)}
    writer.do("consult", (), {**said, **_target(writer, command)})
    if command.notice:
        if command.sheet is None:
            raise DeskRefusal("notice_needs_target")
        writer.do("issue_consultation_notice", (), {})
        writer.issue("consultation_notice")
    if command.call_back:
        due = deadline(writer.now.date(), TimeLimit(1, TimeUnit.WORKING_DAYS), writer.catalogue.calendar)
        writer.do("promise_call_back", (), {"phone": command.phone, "due": due.day.isoformat()})
    elif command.channel == PHONE:
        writer.do("close_consultation", (), {"closed_on": writer.now.date().isoformat()})
    return writer.finish(drop_draft=command.draft_id)


def _way(command: Consult) -> Mapping[str, Any]:
    """How the question came and which canned answer it got; nothing is written of a plain one at the counter."""
    if command.channel not in (COUNTER, PHONE):
        raise DeskRefusal("value_needed", act="consult", field="channel")
    way = {"channel": command.channel} if command.channel != COUNTER else {}
    return {**way, "answer_key": command.answer_key} if command.answer_key else way


def _target(writer: RecordWriter, command: Consult) -> Mapping[str, Any]:
    if command.sheet is None:
        return {"title": command.question[:30]}
    sheet = command.sheet
    catalogue = writer.catalogue
    if sheet.is_bundle:
        bundle = catalogue.get_bundle(sheet.target_code)
        title, department = bundle.name, bundle.lead_department
    else:
        item = catalogue.get_item(sheet.target_code)
        title, department = item.name, item.department_key
    return {
        "title": title,
        "target_code": sheet.target_code,
        "department_key": department,
        "sheet": IntakeSheet(
            sheet.target_code, sheet.is_bundle, catalogue.release, sheet.answers, materials=sheet.materials
        ).to_plain(),
        "members": list(plan_sheet(sheet, catalogue).codes),
    }


def close_consultation(desk: Desk, uow: UnitOfWork, command: CloseConsultation) -> Changes:
    """Closes by the action its status allows."""
    writer = RecordWriter(desk, uow, command, CONSULTATION)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(command.record_id)
    action = "call_back" if writer.record.status_of("") == "call_back_due" else "close_consultation"
    writer.do(action, (), {"answer": command.answer, "closed_on": date.isoformat(writer.now.date())})
    return writer.finish()
