"""What a new application gets besides the papers of the act it began with."""

from __future__ import annotations

from collections.abc import Collection

from wenling_desk.use_cases.paper_batch import ANNEX
from wenling_desk.use_cases.record_writer import RecordWriter


def receipt_for_rest(writer: RecordWriter, answered: Collection[str]) -> None:
    """A 收件凭证 for the members this act did not answer: nobody leaves materials behind without a paper."""
    rest = tuple(member.code for member in writer.case.members if member.code not in answered)
    if rest:
        writer.issue("intake_receipt", rest)


def joint_sheet(writer: RecordWriter) -> None:
    """The 一件事综合受理单 of a bundle with several members."""
    codes = tuple(member.code for member in writer.case.members)
    if writer.case.sheet.is_bundle and len(codes) > 1:
        writer.issue("joint_acceptance", codes)


def issue_annex(writer: RecordWriter) -> None:
    """The 批量附页 of an application by roster, annexed to the first paper this command gives the applicant."""
    main = next((paper for paper in writer.papers if not paper.applicant_paper), None)
    if main is not None and writer.case.sheet.roster:
        codes = tuple(member.code for member in writer.case.members)
        writer.issue(ANNEX, codes, {"main": main.number, "main_kind": main.kind})
