"""One command's work on one record: check, gather facts and papers, and write them together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from wenling_desk.domain.acceptance import ACCEPTANCE, ROSTER_ROWS
from wenling_desk.domain.authority import Role
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.heads import CaseHead, case_heads, first_number, whole_head
from wenling_desk.domain.paper import PaperContent
from wenling_desk.domain.roster import people_taken_in
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.figures import record_figures
from wenling_desk.use_cases.ledger_reading import entry_marks
from wenling_desk.use_cases.paper_content import PaperContext, build_content
from wenling_desk.use_cases.paper_seals import seals_borne
from wenling_desk.use_cases.ports import Paper, UnitOfWork
from wenling_desk.use_cases.record_book import RecordBook, record_errands

COUNTED = {
    "TakenIn": "received",
    "Accepted": "accepted",
    "AcceptedWithDeferral": "deferred",
    "DeemedAccepted": "deemed_accepted",
    "CorrectionRequested": "corrected",
    "AcceptanceRefused": "refused",
    "NotRequiredTold": "not_required",
    "DeemedWithdrawn": "deemed_withdrawn",
    "Withdrawn": "withdrawn",
    "AcceptanceRevoked": "revoked",
    "Terminated": "terminated",
    "CaseVoided": "voided",
    "Granted": "granted",
    "Denied": "denied",
    "ResultDelivered": "delivered",
    "Consulted": "consulted",
    "Rated": "rated",
}
"""Fact kinds that move the day's summaries. ``received``, ``consulted``, ``rated`` and ``voided`` count records, all
others members."""


def people_of(fact: Fact) -> int:
    """How many people of a roster a fact takes in; none where the application is for its applicant alone."""
    if fact.kind == "TakenIn":
        return people_taken_in(fact.body.get("sheet", {}).get("roster", ()))
    return people_taken_in(fact.body.get("rows", ())) if fact.kind == ROSTER_ROWS else 0


def amounts_of(facts: Iterable[Fact]) -> dict[str, int]:
    """How far facts move the summaries of their day."""
    amounts: Counter[str] = Counter()
    for fact in facts:
        people = people_of(fact)
        if people:
            amounts["people"] += people
        name = COUNTED.get(fact.kind)
        if name is None:
            continue
        amounts[name] += 1 if name in {"received", "consulted", "rated", "voided"} else max(1, len(fact.members))
        if fact.kind == "Consulted" and fact.body.get("channel") == "phone":
            amounts["phone_consulted"] += 1
        if fact.kind == "CorrectionRequested" and fact.body.get("ordinal", 1) > 1:
            amounts["corrected_again"] += len(fact.members)
    return dict(amounts)


def _chosen_role(command: Command) -> Role | None:
    """The role a command asks to act in; refuses with ``not_permitted`` for one nobody knows."""
    wanted = str(getattr(command, "as_role", ""))
    try:
        return Role(wanted) if wanted else None
    except ValueError:
        raise DeskRefusal("not_permitted", act=wanted) from None


class RecordWriter(RecordBook):
    """Gathers what one command does to one record; nothing is written before :meth:`finish`."""

    def __init__(self, desk: Desk, uow: UnitOfWork, command: Command, kind: str = ACCEPTANCE) -> None:
        super().__init__(desk, uow, kind, command.command_id)
        self.role = _chosen_role(command)
        self.uow = uow
        self.command = command
        self.papers: list[Paper] = []
        self._pdfs: list[bytes] = []
        self._changed: list[Paper] = []
        self._beside: list[RecordWriter] = []

    def earlier(self) -> Changes | None:
        """The answer to a command that was carried out before; pressing twice is one case, and prints nothing again."""
        record_id = self.uow.has_command(self.command.command_id)
        if record_id is None:
            return None
        numbers = [
            str(fact.body["number"])
            for fact in self.uow.facts_of(record_id)
            if fact.command_id == self.command.command_id and fact.kind in {"PaperIssued", "ApplicantPaperMade"}
        ]
        return Changes(
            command_id=self.command.command_id,
            record_id=record_id,
            records=frozenset({record_id}),
            number=numbers[0] if numbers else "",
            repeated=True,
            initiator=self.command.initiator,
        )

    def issue(
        self,
        kind: str,
        members: Sequence[str] = (),
        extra: Mapping[str, Any] | None = None,
        *,
        applicant_paper: bool = False,
        made: Callable[[PaperContext, str], PaperContent] | None = None,
    ) -> Paper:
        """Render a paper, give it the next number, and gather its fact; refuses before anything is written. ``made``
        puts the content together where it is not that of the facts as they stand now."""
        number = str(self.desk.paper_number(self.uow.next_serial(), self.now))
        context = self._paper_context()
        if made is not None:
            content = made(context, number)
        else:
            content = build_content(context, kind, number, tuple(members), extra or {})
        rendered = self.desk.press.render(content)
        paper = Paper(
            number=number,
            record_kind=self.kind,
            record_id=self.record_id,
            kind=kind,
            issued_at=self.now,
            sha256=rendered.sha256,
            copies=self.desk.copies.get(kind, 1),
            members=tuple(members),
            applicant_paper=applicant_paper,
        )
        body: dict[str, Any] = {"number": number, "paper_kind": kind, "sha256": rendered.sha256, "copies": paper.copies}
        if borne := seals_borne(context, kind, members, content.values):
            body["seals"] = borne
        self.add(
            "ApplicantPaperMade" if applicant_paper else "PaperIssued",
            members,
            body,
            Role(self.fresh[-1].role)
            if self.fresh
            else self.desk.role_for("make_applicant_paper" if applicant_paper else "issue_paper"),
        )
        self.papers.append(paper)
        self._pdfs.append(rendered.pdf)
        return paper

    def issued_pdf(self, number: str) -> bytes:
        """The PDF of a paper this command issues; raises KeyError for any other."""
        return dict(zip((paper.number for paper in self.papers), self._pdfs, strict=True))[number]

    def change(self, paper: Paper, **changes: Any) -> Paper:
        """Gather a change of a paper's printing state; its fact is added by the caller."""
        changed = replace(paper, **changes)
        self._changed.append(changed)
        return changed

    # -- writing ---------------------------------------------------------------------------------

    def beside(self, tag: str, kind: str = ACCEPTANCE) -> RecordWriter:
        """A writer for another record that changes with this one: in the same database transaction, but as an op of
        its own, so that the centre judges each record by itself. ``tag`` tells it apart within the command;
        :meth:`finish` of this writer writes both. What was done before is asked of this writer alone."""
        other = RecordWriter(
            self.desk, self.uow, replace(self.command, command_id=f"{self.command.command_id}-{tag}"), kind
        )
        other.now = self.now
        self._beside.append(other)
        return other

    def finish(self, *, drop_draft: str = "", printing: Sequence[Paper] | None = None) -> Changes:
        """Write facts, papers, worklist rows, errands and summaries in one database transaction."""
        writers = (self, *self._beside)
        for writer in writers:
            writer._gather()
        if drop_draft:
            self.uow.drop_draft(drop_draft)
        self.uow.commit()
        issued = [paper for writer in writers for paper in writer.papers]
        return Changes(
            command_id=self.command.command_id,
            records=frozenset(writer.record_id for writer in writers),
            worklists=True,
            drafts=bool(drop_draft),
            papers=any(writer.papers or writer._changed for writer in writers),
            initiator=self.command.initiator,
            record_id=self.record_id,
            number=self.papers[0].number if self.papers else "",
            to_print=tuple(paper.number for paper in (issued if printing is None else printing)),
        )

    def _gather(self) -> None:
        self.uow.append(self.fresh)
        for paper, pdf in zip(self.papers, self._pdfs, strict=True):
            self.uow.add_paper(paper, pdf)
        for paper in self._changed:
            self.uow.change_paper(paper)
        self.uow.save_heads(self.record_id, self._heads())
        self.uow.save_errands(self.record_id, record_errands(self))
        if marks := entry_marks(self):
            self.uow.save_marks(self.record_id, self.kind, marks)
        if self.desk.figures.measures_of(self.kind):
            self.uow.save_figures(self.record_id, record_figures(self))
        amounts = amounts_of(self.fresh)
        if amounts:
            self.uow.count(self.now.date(), self.desk.session.clerk, amounts)

    def _heads(self) -> list[CaseHead]:
        number = first_number(self.facts)
        if self.kind == ACCEPTANCE and not self.taken_in:
            return []
        if self.kind != ACCEPTANCE:
            hall = self.desk.identity.hall_code
            return [whole_head(self.record, self.workflow, number, self.now, hall)]
        case = self.case
        subject = case.sheet.data_subject
        key = self.uow.subject_key(subject.identity_number) if subject else ""
        return case_heads(case, number, self.now, key)

    def _paper_context(self) -> PaperContext:
        case = self.case if self.taken_in else None
        return PaperContext(
            words=self.desk.words,
            catalogue=self.catalogue,
            identity=self.desk.identity,
            session=self.desk.session,
            now=self.now,
            record=self.record if self.facts else None,
            case=case,
            sheet=case.sheet if case is not None else self.sheet,
            number=first_number(self.facts),
            delegation=self.delegation,
        )
