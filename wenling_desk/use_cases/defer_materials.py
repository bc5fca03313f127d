"""先予受理: accept while guide-listed materials are still to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from wenling_desk.use_cases.accept_case import acceptance_body
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.new_case import issue_annex, joint_sheet, receipt_for_rest
from wenling_desk.use_cases.ports import UnitOfWork
from wenling_desk.use_cases.record_writer import RecordWriter
from wenling_desk.use_cases.request_correction import gap_plain, unique_gaps
from wenling_desk.use_cases.targets import CaseCommand, lawful_members, open_target


@dataclass(frozen=True, slots=True, kw_only=True)
class DeferMaterials(CaseCommand):
    """Accept with deferred materials (容缺受理; on paper 先予受理), due on ``due``."""

    due: date


def defer_materials(desk: Desk, uow: UnitOfWork, command: DeferMaterials) -> Changes:
    """The applicant's commitment and a 先予受理通知书 for each member; members without a gap are accepted plainly
    (Zhejiang rules art. 11(2))."""
    writer = RecordWriter(desk, uow, command)
    if (earlier := writer.earlier()) is not None:
        return earlier
    open_target(writer, command)
    plan = writer.plan()

    def deferral(code: str) -> dict[str, Any]:
        return {
            **acceptance_body(writer, writer.case.member(code)),
            "gaps": [gap_plain(gap, {}) for gap in unique_gaps(plan.gaps_of(code))],
            "due": command.due.isoformat(),
        }

    deferred = lawful_members(writer, command, "defer", deferral)
    for code in deferred:
        writer.do("defer", (code,), deferral(code))
    complete = _complete_members(writer) if command.sheet is not None else ()
    for code in complete:
        writer.do("accept", (code,), acceptance_body(writer, writer.case.member(code)))
    writer.issue("commitment_letter", deferred, {"commitment": "deferral"}, applicant_paper=True)
    for code in deferred:
        writer.issue("deferred_acceptance_notice", (code,))
    for code in complete:
        writer.issue("acceptance_notice", (code,))
    if command.sheet is not None:
        receipt_for_rest(writer, {*deferred, *complete})
        joint_sheet(writer)
    issue_annex(writer)
    return writer.finish(drop_draft=command.draft_id)


def _complete_members(writer: RecordWriter) -> tuple[str, ...]:
    """Members of a new application that miss nothing and may be accepted here in the same act."""
    plan = writer.plan()
    return tuple(
        member.code
        for member in writer.case.members
        if member.status == "taken_in" and not plan.gaps_of(member.code) and writer.delegation(member.code) is not None
    )
