"""寄出、入柜、退回, and the 取件通知 on which the applicant chooses."""

from __future__ import annotations

from dataclasses import dataclass

from wenling_desk.domain.shelf import COLLECTED
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import UnitOfWork
from wenling_desk.use_cases.record_writer import RecordWriter
from wenling_desk.use_cases.targets import CaseCommand, known_members, lawful_members


@dataclass(frozen=True, slots=True, kw_only=True)
class SendResult(CaseCommand):
    """A result leaves the hall: by ``courier`` with carrier and tracking number, or into a ``locker``'s box. Of the
    code the locker told the applicant only the last digits are kept."""

    way: str
    carrier: str = ""
    tracking: str = ""
    box: str = ""
    code_hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteCameBack(CaseCommand):
    """A parcel nobody took, a box nobody opened: the result is here again, and is put on a shelf anew."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueCollectionNotice(CaseCommand):
    """Print the 取件通知 in three parts: for the applicant, for the counter, for the courier or the locker.
    ``locker_days`` is how long a box is kept, 0 where the hall has no locker."""

    locker_days: int = 0


def send_result(desk: Desk, uow: UnitOfWork, command: SendResult) -> Changes:
    """It is on its way; service is written down when it has arrived (送达)."""
    writer = RecordWriter(desk, uow, command)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(command.record_id)
    body = {
        "way": command.way,
        "carrier": command.carrier,
        "tracking": "".join(command.tracking.split()).upper(),
        "box": command.box,
        "code_hint": command.code_hint,
    }
    writer.do("send_result", lawful_members(writer, command, "send_result", lambda _: body), body)
    return writer.finish()


def result_came_back(desk: Desk, uow: UnitOfWork, command: NoteCameBack) -> Changes:
    """It waits for a shelf again."""
    writer = RecordWriter(desk, uow, command)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(command.record_id)
    body = {"reason": command.reason.strip()}
    writer.do("result_came_back", lawful_members(writer, command, "result_came_back", lambda _: body), body)
    return writer.finish()


def issue_collection_notice(desk: Desk, uow: UnitOfWork, command: IssueCollectionNotice) -> Changes:
    """One notice for the members named, or for all that can be collected; else for the whole case."""
    writer = RecordWriter(desk, uow, command)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(command.record_id)
    desk.role_for("issue_collection_notice")
    ready = tuple(member.code for member in writer.case.members if member.status in COLLECTED and not member.delivered)
    every = tuple(member.code for member in writer.case.members)
    codes = known_members(writer, command.members) or ready or every
    writer.issue("collection_notice", codes, {"locker_days": command.locker_days})
    return writer.finish()
