"""受理: accept for the organ under its delegation, or at the organ's own seat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wenling_desk.domain.acceptance import CaseMember, limit_of
from wenling_desk.domain.working_days import Deadline, deadline
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.new_case import issue_annex, joint_sheet, receipt_for_rest
from wenling_desk.use_cases.ports import UnitOfWork
from wenling_desk.use_cases.record_writer import RecordWriter
from wenling_desk.use_cases.targets import CaseCommand, lawful_members, open_target


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptCase(CaseCommand):
    """Accept members that are complete (Licensing Law art. 32(5)). On a new application, members that cannot be
    accepted yet (serial, not delegated, or incomplete) are taken in."""


def accept_case(desk: Desk, uow: UnitOfWork, command: AcceptCase) -> Changes:
    """A 受理通知书 for each accepted member under its organ's seal; a 收件凭证 for what is only taken in."""
    writer = RecordWriter(desk, uow, command)
    if (earlier := writer.earlier()) is not None:
        return earlier
    open_target(writer, command)
    codes = lawful_members(writer, command, "accept", lambda code: acceptance_body(writer, writer.case.member(code)))
    for code in codes:
        writer.do("accept", (code,), acceptance_body(writer, writer.case.member(code)))
    for code in codes:
        writer.issue("acceptance_notice", (code,))
    if command.sheet is not None:
        receipt_for_rest(writer, codes)
        joint_sheet(writer)
    issue_annex(writer)
    return writer.finish(drop_draft=command.draft_id)


def acceptance_body(writer: RecordWriter, member: CaseMember, accepted_at: datetime | None = None) -> dict[str, Any]:
    """What an acceptance fact keeps: the moment, the organ and its mandate, and the promise as computed now.

    A complete member started by its predecessor's completion is accepted as of that moment (Zhejiang rules
    art. 5(3)); one that had to be corrected, when it is complete.
    """
    started = writer.record.last("MemberStarted", member.code)
    as_of_start = started is not None and not member.corrections
    moment = accepted_at or (started.at if started is not None and as_of_start else writer.now)
    taken_in = writer.record.facts_of("TakenIn")[0]
    plain = next(row for row in taken_in.body["members"] if row["code"] == member.code)
    promise = deadline(moment, limit_of(plain["limit"]), writer.calendar)
    mandate = writer.delegation(member.code)
    return {
        "accepted_at": moment.isoformat(),
        "department_key": member.department_key,
        "delegation": mandate.document if mandate is not None else "",
        "seal": mandate.seal if mandate is not None else "",
        "promise": deadline_plain(promise),
    }


def deadline_plain(found: Deadline) -> dict[str, Any]:
    """JSON shape of a computed deadline: the frozen promise."""
    return {
        "day": found.day.isoformat(),
        "first_counted": found.first_counted.isoformat(),
        "provisional": found.provisional,
        "amount": found.limit.amount,
        "unit": str(found.limit.unit),
    }
