"""文书: printing results, reprints, voids and amendments, and the papers the applicant signs."""

from __future__ import annotations

from dataclasses import dataclass

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.intake import plan_sheet
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import Paper, UnitOfWork
from wenling_desk.use_cases.record_writer import RecordWriter
from wenling_desk.use_cases.targets import CaseCommand, known_members

APPLICANT_PAPERS = frozenset({"application_form", "commitment_letter", "power_of_attorney", "withdrawal_request"})
"""Papers the applicant signs; all others speak for the centre or an organ, and only their own act issues them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPrinted(Command):
    """What the printer said: a failed paper stays under 待打印."""

    number: str
    printed: bool
    printer: str = ""
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReprintPaper(Command):
    """Print a kept paper again (补打第 n 次): same number, same date, same bytes."""

    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidPaper(Command):
    """Void a paper (作废) with a reason; ``collected`` says whether the old one was taken back (收回)."""

    number: str
    reason: str
    collected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeApplicantPaper(CaseCommand):
    """Print a filled form for the applicant to sign (待签): ``application_form``, ``commitment_letter`` or
    ``power_of_attorney``, of a case or of a draft. ``material_id`` names the material of the guide it becomes; an
    application form without it is the joint form. ``reason`` is what a ``withdrawal_request`` says."""

    paper_kind: str
    material_id: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkApplicantPaper(Command):
    """The applicant's paper came back: ``signed`` (已签) or ``scanned`` (已扫描)."""

    number: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueCaseSummary(CaseCommand):
    """Print the 办理情况单 of a case."""


def _open_paper(desk: Desk, uow: UnitOfWork, command: Command, number: str) -> tuple[RecordWriter, Paper]:
    paper = uow.paper(number)
    if paper is None:
        raise DeskRefusal("no_such_paper", number=number)
    writer = RecordWriter(desk, uow, command, paper.record_kind)
    writer.open(paper.record_id)
    return writer, paper


def report_printed(desk: Desk, uow: UnitOfWork, command: ReportPrinted) -> Changes:
    """The printing result as a fact."""
    writer, paper = _open_paper(desk, uow, command, command.number)
    if (earlier := writer.earlier()) is not None:
        return earlier
    role = desk.role_for("report_printed", owner=_issuer(writer, paper))
    kind = "PaperPrinted" if command.printed else "PaperPrintFailed"
    body = {"number": paper.number, "printer": command.printer, "trouble": command.trouble}
    writer.add(kind, paper.members, body, role)
    if command.printed and paper.printed_at is None:
        writer.change(paper, printed_at=writer.now)
    return writer.finish()


def reprint_paper(desk: Desk, uow: UnitOfWork, command: ReprintPaper) -> Changes:
    """A fact with the count; the kept PDF is printed."""
    writer, paper = _open_paper(desk, uow, command, command.number)
    if (earlier := writer.earlier()) is not None:
        return earlier
    if paper.voided_at is not None:
        raise DeskRefusal("paper_is_void", number=paper.number)
    role = desk.role_for("reprint_paper")
    changed = writer.change(paper, reprints=paper.reprints + 1)
    writer.add("PaperReprinted", paper.members, {"number": paper.number, "count": changed.reprints}, role)
    return writer.finish(printing=[changed])


def _issuer(writer: RecordWriter, paper: Paper) -> str:
    """The clerk who issued a paper."""
    return next((fact.clerk for fact in writer.facts if fact.body.get("number") == paper.number), "")


def void_paper(desk: Desk, uow: UnitOfWork, command: VoidPaper) -> Changes:
    """The number stays, the reason stays, and a 更正/作废通知 says so."""
    writer, paper = _open_paper(desk, uow, command, command.number)
    if (earlier := writer.earlier()) is not None:
        return earlier
    if paper.voided_at is not None:
        raise DeskRefusal("paper_is_void", number=paper.number)
    if not command.reason.strip():
        raise DeskRefusal("value_needed", act="void_paper", field="reason")
    role = desk.role_for("void_paper", owner=_issuer(writer, paper))
    body = {"number": paper.number, "reason": command.reason, "collected": command.collected}
    writer.add("PaperVoided", paper.members, body, role)
    writer.change(paper, voided_at=writer.now, void_reason=command.reason)
    writer.issue("amendment_notice", paper.members, {**body, "paper_kind": paper.kind})
    return writer.finish()


def make_applicant_paper(desk: Desk, uow: UnitOfWork, command: MakeApplicantPaper) -> Changes:
    """An applicant's paper, waiting for the signature; before any acceptance it stands under the draft's id.

    Refuses with ``not_for_the_applicant`` for a paper the centre or an organ issues.
    """
    writer = RecordWriter(desk, uow, command)
    if (earlier := writer.earlier()) is not None:
        return earlier
    if command.paper_kind not in APPLICANT_PAPERS:
        raise DeskRefusal("not_for_the_applicant", kind=command.paper_kind)
    if command.sheet is not None:
        writer.begin(command.draft_id)
        writer.sheet = command.sheet
        codes = plan_sheet(command.sheet, writer.catalogue).codes
    else:
        writer.open(command.record_id)
        codes = tuple(member.code for member in writer.case.members)
    desk.role_for("make_applicant_paper", chosen=writer.role, owner=writer.facts[0].clerk if writer.facts else "")
    extra = {"material_id": command.material_id, "reason": command.reason.strip()}
    writer.issue(command.paper_kind, command.members or codes, extra, applicant_paper=True)
    return writer.finish()


def mark_applicant_paper(desk: Desk, uow: UnitOfWork, command: MarkApplicantPaper) -> Changes:
    """待签 becomes 已签, 已签 becomes 已扫描. Refuses with ``paper_is_void`` and ``paper_not_signed``."""
    writer, paper = _open_paper(desk, uow, command, command.number)
    if (earlier := writer.earlier()) is not None:
        return earlier
    if not paper.applicant_paper or command.state not in {"signed", "scanned"}:
        raise DeskRefusal("not_an_applicant_paper", number=paper.number)
    if paper.voided_at is not None:
        raise DeskRefusal("paper_is_void", number=paper.number)
    is_signed = any(
        fact.kind == "ApplicantPaperSigned" and fact.body.get("number") == paper.number for fact in writer.facts
    )
    if command.state == "scanned" and not is_signed:
        raise DeskRefusal("paper_not_signed", number=paper.number)
    role = desk.role_for("mark_applicant_paper", owner=_issuer(writer, paper))
    kind = "ApplicantPaperSigned" if command.state == "signed" else "ApplicantPaperScanned"
    writer.add(kind, paper.members, {"number": paper.number}, role)
    return writer.finish()


def issue_case_summary(desk: Desk, uow: UnitOfWork, command: IssueCaseSummary) -> Changes:
    """The state of every member on one page."""
    writer = RecordWriter(desk, uow, command)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(command.record_id)
    desk.role_for("issue_case_summary")
    writer.issue(
        "case_summary",
        known_members(writer, command.members) or tuple(member.code for member in writer.case.members),
    )
    return writer.finish()
