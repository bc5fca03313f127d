"""特别程序 and 延期: pauses and extensions, each with basis, notice and approver."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import UnitOfWork
from wenling_desk.use_cases.record_writer import RecordWriter
from wenling_desk.use_cases.targets import CaseCommand, possible_members


@dataclass(frozen=True, slots=True, kw_only=True)
class StartSpecialProcedure(CaseCommand):
    """Start a special procedure (Licensing Law art. 45): ``procedure`` is ``hearing``, ``tender``, ``auction``,
    ``inspection``, ``testing``, ``quarantine``, ``appraisal`` or ``expert_review``."""

    procedure: str
    reason: str
    expected_end: date
    approver: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSpecialProcedure(CaseCommand):
    """End the special procedure; the clock goes on."""

    result: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendTimeLimit(CaseCommand):
    """Extend the decision (延期, Licensing Law art. 42) by ``days`` in the unit of the limit."""

    days: int
    reason: str
    approver: str


def start_special_procedure(desk: Desk, uow: UnitOfWork, command: StartSpecialProcedure) -> Changes:
    """A 特别程序告知书 with kind, basis and the time needed."""
    body = {
        "procedure": command.procedure,
        "reason": command.reason,
        "expected_end": command.expected_end.isoformat(),
        "approver": command.approver,
    }
    return _act(desk, uow, command, "start_special_procedure", "special_procedure_notice", body)


def end_special_procedure(desk: Desk, uow: UnitOfWork, command: EndSpecialProcedure) -> Changes:
    """The member is accepted again; its deadline has moved by the paused days."""
    return _act(desk, uow, command, "end_special_procedure", "", {"result": command.result})


def extend_time_limit(desk: Desk, uow: UnitOfWork, command: ExtendTimeLimit) -> Changes:
    """A 延期通知书 with reason, approver, the date until now and the new one."""
    writer = RecordWriter(desk, uow, command)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(command.record_id)
    codes = possible_members(writer, command, "extend")
    for code in codes:
        promise = writer.case.member(code).promise
        body = {
            "days": command.days,
            "reason": command.reason,
            "approver": command.approver,
            "previous_day": promise.day.isoformat() if promise is not None else "",
        }
        writer.do("extend", (code,), body)
        writer.issue("extension_notice", (code,))
    return writer.finish()


def _act(
    desk: Desk, uow: UnitOfWork, command: CaseCommand, action: str, paper: str, body: Mapping[str, object]
) -> Changes:
    writer = RecordWriter(desk, uow, command)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(command.record_id)
    codes = possible_members(writer, command, action)
    for code in codes:
        writer.do(action, (code,), body)
        if paper:
            writer.issue(paper, (code,))
    return writer.finish()
