"""当场办结: an 即办件 taken in, accepted, decided and handed over in one act, with the result slip only."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.guards import GUARDS, Question
from wenling_desk.use_cases.accept_case import acceptance_body
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.decide_case import start_successors
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.new_case import issue_annex, receipt_for_rest
from wenling_desk.use_cases.ports import UnitOfWork
from wenling_desk.use_cases.record_book import RecordBook
from wenling_desk.use_cases.record_writer import RecordWriter
from wenling_desk.use_cases.targets import CaseCommand, lawful_members, open_target

NEEDS = ("take_in", "accept", "grant", "deliver_result")
"""The rights this one act takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishOnTheSpot(CaseCommand):
    """Finish an immediate item during the visit; the voucher may be omitted (Zhejiang rules art. 11(1)).

    Of a new application either all members, or those named: the others are taken in or held.
    """

    result_number: str = ""
    receiver: str = field(default="", repr=False)


def check_all_immediate(book: RecordBook, codes: Collection[str], *, whole: bool) -> None:
    """Refuse what is no 即办件; with ``whole`` also an application of which some member could not be finished now."""
    role = book.desk.role_for("accept")
    for member in book.case.members:
        if not whole and member.code not in codes:
            continue
        item = book.catalogue.get_item(member.code)
        GUARDS["immediate_item"](Question(member.code, role, {}, book.now.date(), item=item))
        if member.status == "waiting_predecessor":
            raise DeskRefusal("predecessor_open", item=item.name)
        if member.code not in codes:
            book.check("accept", (member.code,), {})


def finish_on_the_spot(desk: Desk, uow: UnitOfWork, command: FinishOnTheSpot) -> Changes:
    """All acts in one database transaction; one 办理结果单. Members that waited for these start now."""
    writer = RecordWriter(desk, uow, command)
    if (earlier := writer.earlier()) is not None:
        return earlier
    open_target(writer, command)
    codes = lawful_members(writer, command, "accept", lambda code: acceptance_body(writer, writer.case.member(code)))
    check_all_immediate(writer, codes, whole=command.sheet is not None and not command.members)
    for code in codes:
        writer.do("accept", (code,), acceptance_body(writer, writer.case.member(code)))
        writer.do("grant", (code,), {"way": "on_the_spot", "result_number": command.result_number})
        applicant = writer.case.sheet.applicant
        receiver = command.receiver or (applicant.name if applicant else "")
        writer.do("deliver_result", (code,), {"way": "counter", "receiver": receiver})
    writer.issue("result_slip", codes)
    start_successors(writer)
    if command.sheet is not None:
        receipt_for_rest(writer, codes)
    issue_annex(writer)
    return writer.finish(drop_draft=command.draft_id)
