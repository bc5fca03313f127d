"""Papers in words: what they are, how they stand, what may be done with them. No Qt here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.repairs import AMENDABLE, AMENDED
from wenling_desk.texts import Texts
from wenling_desk.ui.record.clock_words import short_moment
from wenling_desk.ui.record.paper_names import paper_name, paper_state, trouble_words
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import Paper, Reading

PRINT, SAVE, VOID, SIGN, SCAN, AMEND = "print", "save", "void", "sign", "scan", "amend"
"""What can be done with a paper on the screen."""


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper: number, name, state as word and tone, pairs of label and value, and the reasons against what could be
    done with it (an act that does not apply to it has none of both).

    ``reprints`` is the count so far; a paper that was printed once is only ever printed again as a reprint.
    """

    paper: Paper
    name: str
    issued: str
    state: tuple[str, str]
    facts: tuple[tuple[str, str], ...]
    trouble: str
    reasons: dict[str, str]

    @property
    def number(self) -> str:
        """The paper's number."""
        return self.paper.number

    @property
    def was_printed(self) -> bool:
        """Whether a next print is a reprint (补打)."""
        return self.paper.printed_at is not None


@dataclass(frozen=True, slots=True)
class PapersView:
    """A list of papers and what it is a list of: those of a record, or all that wait for the printer."""

    lines: tuple[PaperLine, ...]
    waiting: bool
    record_id: str = ""


def read_waiting(texts: Texts, desk: Desk, reading: Reading) -> PapersView:
    """待打印: papers issued and never printed, oldest first."""
    papers = reading.papers_to_print()
    return PapersView(tuple(_line(texts, desk, reading, paper) for paper in papers), waiting=True)


def read_record_papers(texts: Texts, desk: Desk, reading: Reading, number: str) -> PapersView:
    """All papers of the record a paper belongs to, newest first; refuses with ``no_such_paper``."""
    paper = reading.paper(number)
    if paper is None:
        raise DeskRefusal("no_such_paper", number=number)
    papers = reversed(reading.papers_of(paper.record_id))
    lines = tuple(_line(texts, desk, reading, each) for each in papers)
    return PapersView(lines, waiting=False, record_id=paper.record_id)


def _line(texts: Texts, desk: Desk, reading: Reading, paper: Paper) -> PaperLine:
    today = desk.today()
    facts = [fact for fact in reading.facts_of(paper.record_id) if fact.body.get("number") == paper.number]
    return PaperLine(
        paper=paper,
        name=paper_name(texts, paper.kind),
        issued=short_moment(texts, paper.issued_at, today),
        state=_state(texts, paper, facts),
        facts=_facts(texts, paper, facts, today),
        trouble=trouble_words(texts, _trouble(facts)),
        reasons=_reasons(texts, desk, paper, facts),
    )


def _trouble(facts: Sequence[Fact]) -> str:
    """The code of why the printer failed the last time; empty once the paper came out."""
    printing = [fact for fact in facts if fact.kind in {"PaperPrinted", "PaperPrintFailed"}]
    return str(printing[-1].body.get("trouble", "")) if printing and printing[-1].kind == "PaperPrintFailed" else ""


def _state(texts: Texts, paper: Paper, facts: Sequence[Fact]) -> tuple[str, str]:
    kinds = {fact.kind for fact in facts}
    if AMENDED in kinds:
        return texts("repairs.state.amended"), "late"
    if paper.applicant_paper and paper.voided_at is None and paper.printed_at is not None:
        if "ApplicantPaperScanned" in kinds:
            return texts("paper_desk.state.scanned"), "good"
        if "ApplicantPaperSigned" in kinds:
            return texts("paper_desk.state.signed"), "good"
        return texts("paper_desk.state.to_sign"), "act"
    return paper_state(texts, paper)


def _facts(texts: Texts, paper: Paper, facts: Sequence[Fact], today: date) -> tuple[tuple[str, str], ...]:
    rows = [
        (texts("paper_desk.fact.number"), paper.number),
        (texts("paper_desk.fact.issued"), short_moment(texts, paper.issued_at, today)),
        (texts("paper_desk.fact.copies"), str(paper.copies)),
    ]
    if paper.printed_at is not None:
        rows.append((texts("paper_desk.fact.printed"), short_moment(texts, paper.printed_at, today)))
    if paper.reprints:
        rows.append((texts("paper_desk.fact.reprints"), str(paper.reprints)))
    voided = next((fact for fact in facts if fact.kind == "PaperVoided"), None)
    amended = next((fact for fact in facts if fact.kind == AMENDED), None)
    if amended is not None:
        rows.insert(0, (texts("repairs.state.counts"), str(amended.body.get("replaced_by", ""))))
        voided = amended
    if voided is not None:
        key = "paper_desk.fact.collected_yes" if voided.body.get("collected") else "paper_desk.fact.collected_no"
        rows.append((texts("paper_desk.fact.void_reason"), paper.void_reason))
        rows.append((texts("paper_desk.fact.collected"), texts(key)))
    return tuple(rows)


def _reasons(texts: Texts, desk: Desk, paper: Paper, facts: Sequence[Fact]) -> dict[str, str]:
    """What can be done with a paper, each with the reason against it (empty: nothing against it)."""
    kinds = {fact.kind for fact in facts}
    issuer = facts[0].clerk if facts else ""
    void = texts.sentence(DeskRefusal("paper_is_void", number=paper.number)) if paper.voided_at is not None else ""
    printing = "report_printed" if paper.printed_at is None else "reprint_paper"
    printed = void or _against(texts, desk, printing)
    reasons = {PRINT: printed, SAVE: printed, VOID: void or _against(texts, desk, "void_paper", issuer)}
    if paper.kind in AMENDABLE:
        reasons[AMEND] = void or _against(texts, desk, "amend_paper", issuer)
    if paper.applicant_paper:
        marking = void or _against(texts, desk, "mark_applicant_paper")
        if "ApplicantPaperSigned" not in kinds:
            reasons[SIGN] = marking
        elif "ApplicantPaperScanned" not in kinds:
            reasons[SCAN] = marking
    return reasons


def _against(texts: Texts, desk: Desk, act: str, owner: str = "") -> str:
    try:
        desk.role_for(act, owner=owner)
    except DeskRefusal as refusal:
        return texts.sentence(refusal)
    return ""
