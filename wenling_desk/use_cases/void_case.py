"""作废: a case taken in for the wrong item is voided whole, and the right one begins with everything that was typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from wenling_desk.domain.authority import Role
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.fees import DUE, fees_of
from wenling_desk.domain.record import VOIDS_A_PAPER
from wenling_desk.domain.repairs import copied_sheet
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import UnitOfWork
from wenling_desk.use_cases.record_writer import RecordWriter
from wenling_desk.use_cases.save_draft import draft_of
from wenling_desk.use_cases.targets import CaseCommand

ISSUED = frozenset({"PaperIssued", "ApplicantPaperMade"})


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidCase(CaseCommand):
    """Void a whole case (整件作废). ``collected`` says by number of each valid paper that was handed out whether it was
    taken back (收回); one that is not in it was not asked about. ``copy_to`` is the code of the right item or bundle,
    ``new_draft`` the id of the draft it begins as; nothing is copied without."""

    reasons: tuple[str, ...]
    collected: Mapping[str, bool] = field(default_factory=dict)
    reply_by: str = ""
    reply_note: str = ""
    copy_to: str = ""
    new_draft: str = ""


def valid_papers(facts: tuple[Fact, ...]) -> Iterator[Fact]:
    """The facts by which papers were made that still count; notices of a void or a correction are no such papers."""
    gone = {str(fact.body.get("number", "")) for fact in facts if fact.kind in VOIDS_A_PAPER}
    for fact in facts:
        is_paper = fact.kind in ISSUED and fact.body.get("paper_kind") != "amendment_notice"
        if is_paper and str(fact.body.get("number", "")) not in gone:
            yield fact


def void_case(desk: Desk, uow: UnitOfWork, command: VoidCase) -> Changes:
    """Every open member is voided, every valid paper with it, and one 作废通知 names them all.

    Codes: ``not_own``, ``decided_already``, ``department_reply_needed``, ``value_needed``, ``collected_not_said``,
    ``unknown_item``, ``already_taken_in``.
    """
    writer = RecordWriter(desk, uow, command)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(command.record_id)
    papers = list(valid_papers(writer.record.facts))
    body = _body(command, papers)
    sources = writer.workflow.actions["void_case"].sources
    standing = tuple(member.code for member in writer.case.members if member.status in sources)
    codes = standing or tuple(member.code for member in writer.case.members)
    for fee in fees_of(writer.record):
        if fee.state == DUE:
            members = fee.members or codes
            writer.do("cancel_fee", members, {"fee_id": fee.fee_id, "reason": command.reasons[0]})
    voided = writer.do("void_case", codes, body)
    reason = desk.words("case.joined").join(command.reasons)
    for fact in papers:
        number = str(fact.body["number"])
        told = {"number": number, "reason": reason, "collected": command.collected.get(number, False)}
        writer.add("PaperVoided", fact.members, told, Role(voided.role))
        paper = uow.paper(number)
        if paper is not None:
            writer.change(paper, voided_at=writer.now, void_reason=reason)
    if papers:
        rows = [
            {
                "number": str(fact.body["number"]),
                "paper_kind": str(fact.body.get("paper_kind", "")),
                "collected": command.collected.get(str(fact.body["number"]), False),
            }
            for fact in papers
        ]
        writer.issue("amendment_notice", codes, {"papers": rows, "reason": reason})
    if command.copy_to:
        _begin_anew(desk, uow, writer, command)
    return replace(writer.finish(), drafts=bool(command.copy_to))


def _body(command: VoidCase, papers: list[Fact]) -> dict[str, Any]:
    """What the fact says. A paper the applicant has to sign is in nobody's hands but the file's: it is not asked
    about."""
    if not any(reason.strip() for reason in command.reasons):
        raise DeskRefusal("value_needed", act="void_case", field="reasons")
    numbers = [str(fact.body["number"]) for fact in papers if fact.kind == "PaperIssued"]
    if any(number not in command.collected for number in numbers):
        raise DeskRefusal("collected_not_said")
    body: dict[str, Any] = {
        "reasons": [reason.strip() for reason in command.reasons if reason.strip()],
        "collected": [{"number": number, "collected": command.collected[number]} for number in numbers],
        "copied_to": command.new_draft if command.copy_to else "",
    }
    if command.reply_by.strip():
        body["department_reply"] = {"by": command.reply_by.strip(), "note": command.reply_note.strip()}
    return body


def _begin_anew(desk: Desk, uow: UnitOfWork, writer: RecordWriter, command: VoidCase) -> None:
    """The draft of the right item, the clerk's own, with nothing left to type again."""
    catalogue = desk.catalogue()
    sheet = copied_sheet(writer.case.sheet, command.copy_to, catalogue, writer.record_id)
    if not command.new_draft or uow.facts_of(command.new_draft):
        raise DeskRefusal("already_taken_in")
    target = catalogue.bundles[command.copy_to].name if sheet.is_bundle else catalogue.items[command.copy_to].name
    who = sheet.applicant.masked_name if sheet.applicant is not None else ""
    title = (
        desk.words("acceptance.draft.title_of", name=target, applicant=who)
        if who
        else desk.words("acceptance.draft.title", name=target)
    )
    uow.save_draft(draft_of(desk, command.new_draft, sheet, title))
