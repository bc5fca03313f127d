"""通知申请人: a call made or a message sent, and how it ended. Text and phone stay out of the fact."""

from __future__ import annotations

from dataclasses import dataclass

from wenling_desk.domain.shelf import MESSAGE
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import UnitOfWork
from wenling_desk.use_cases.record_writer import RecordWriter
from wenling_desk.use_cases.targets import CaseCommand, possible_members


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifyApplicant(CaseCommand):
    """Write down a try to tell the applicant: ``about`` what, by ``way`` (``phone``, ``message``) with which
    ``outcome`` (``reached``, ``no_answer``; ``sent``, ``failed``). A message has the id the desk gave it."""

    about: str
    way: str
    outcome: str
    message_id: str = ""
    text_id: str = ""
    why: str = ""


def notify_applicant(desk: Desk, uow: UnitOfWork, command: NotifyApplicant) -> Changes:
    """One fact for the members told of. The outcome of one message is written down once, however often it comes."""
    writer = RecordWriter(desk, uow, command)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(command.record_id)
    if command.way == MESSAGE and command.message_id and _is_written(writer, command.message_id):
        return Changes(
            command_id=command.command_id,
            record_id=command.record_id,
            repeated=True,
            initiator=command.initiator,
        )
    codes = possible_members(writer, command, "notify_applicant")
    body = {
        "about": command.about,
        "way": command.way,
        "outcome": command.outcome,
        "message_id": command.message_id,
        "text_id": command.text_id,
    }
    writer.do("notify_applicant", codes, {**body, "why": command.why} if command.why else body)
    return writer.finish()


def _is_written(writer: RecordWriter, message_id: str) -> bool:
    return any(fact.body.get("message_id") == message_id for fact in writer.record.facts_of("ApplicantNotified"))
