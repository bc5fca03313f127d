"""收件: the centre takes an application in, in its own name; this is no acceptance."""

from __future__ import annotations

from dataclasses import dataclass

from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.new_case import issue_annex
from wenling_desk.use_cases.ports import UnitOfWork
from wenling_desk.use_cases.record_writer import RecordWriter
from wenling_desk.use_cases.targets import CaseCommand, open_target


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeIn(CaseCommand):
    """Take in the application on the counter (Zhejiang rules art. 5(2)); Saturday receipts are valid."""


def take_in_case(desk: Desk, uow: UnitOfWork, command: TakeIn) -> Changes:
    """One case with its 收件凭证, and for a bundle the joint sheet."""
    writer = RecordWriter(desk, uow, command)
    if (earlier := writer.earlier()) is not None:
        return earlier
    open_target(writer, command)
    codes = tuple(member.code for member in writer.case.members)
    writer.issue("intake_receipt", codes)
    if writer.case.sheet.is_bundle and len(codes) > 1:
        writer.issue("joint_acceptance", codes)
    issue_annex(writer)
    return writer.finish(drop_draft=command.draft_id)
