"""The rows of the workbench in words. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from wenling_desk.domain.heads import CaseHead
from wenling_desk.domain.working_days import Calendar
from wenling_desk.texts import Texts
from wenling_desk.ui.record.clock_words import DueWords, due_words, short_moment
from wenling_desk.ui.record.paper_names import paper_name
from wenling_desk.use_cases.ports import Draft, Paper

SHELF_DAYS = 15
"""Days after which a result that nobody collected turns amber."""

FIGURES = {
    "received": "workbench.figure.received",
    "accepted": "workbench.figure.accepted",
    "deferred": "workbench.figure.deferred",
    "corrected": "workbench.figure.corrected",
    "refused": "workbench.figure.refused",
    "granted": "workbench.figure.granted",
    "denied": "workbench.figure.denied",
    "delivered": "workbench.figure.delivered",
    "consulted": "workbench.figure.consulted",
    "rated": "workbench.figure.rated",
}
"""Summaries of the day in the order of the counter's work."""
ALWAYS = frozenset({"received", "accepted", "deferred", "consulted"})
"""Figures that are shown even when nobody has moved them."""


@dataclass(frozen=True, slots=True)
class WorkLine:
    """A row: ``key`` of the member, the record to open, and what the eye reads from left to right.

    ``mark`` is the record's standing towards the centre, ``clerk`` who has it where another desk holds it; both are
    empty on a desk that is not enrolled.
    """

    key: str
    record_id: str
    number: str
    name: str
    applicant: str
    task: str
    due: DueWords
    mark: str = ""
    clerk: str = ""


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A figure of today: of the clerk and of the hall, and how many people stand on the rosters among these cases."""

    name: str
    mine: int
    hall: int
    mine_people: int = 0
    hall_people: int = 0


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft to recover or to discard: what it is, whose, and when it was last kept."""

    draft_id: str
    title: str
    kept: str


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper that waits for the printer."""

    number: str
    name: str
    issued: str


def work_line(texts: Texts, head: CaseHead, today: date, calendar: Calendar, organ: Callable[[str], str]) -> WorkLine:
    """A row of the worklist in words."""
    return WorkLine(
        key=f"{head.record_id}/{head.member}",
        record_id=head.record_id,
        number=head.number,
        name=head.item_name,
        applicant=head.applicant,
        task=_task(texts, head, organ),
        due=_due(texts, head, today, calendar),
    )


def _task(texts: Texts, head: CaseHead, organ: Callable[[str], str]) -> str:
    """What it waits for; what is in a department names it."""
    if head.task == "in_department" and organ(head.department_key):
        return texts("workbench.in_organ", organ=organ(head.department_key))
    return texts(f"case.task.{head.task}") if head.task else texts(f"case.status.{head.status}")


def _due(texts: Texts, head: CaseHead, today: date, calendar: Calendar) -> DueWords:
    """The running clock; for what only waits to be handed over how long it has been waiting."""
    if head.due is not None or head.task not in {"hand_over_result", "serve_paper"}:
        return due_words(texts, head.due, head.due_kind, today, calendar)
    days = (today - head.changed_at.date()).days
    if days <= 0:
        return DueWords(texts("workbench.waiting_today"), "on_time")
    return DueWords(texts("workbench.waiting", days=days), "near" if days > SHELF_DAYS else "on_time")


def figure_lines(texts: Texts, mine: Mapping[str, int], hall: Mapping[str, int]) -> tuple[FigureLine, ...]:
    """Today's figures; those nobody has moved are left out, but for the usual ones."""
    return tuple(
        FigureLine(texts(key), mine.get(name, 0), hall.get(name, 0), *_people(name, mine, hall))
        for name, key in FIGURES.items()
        if name in ALWAYS or hall.get(name, 0)
    )


def _people(name: str, mine: Mapping[str, int], hall: Mapping[str, int]) -> tuple[int, int]:
    return (mine.get("people", 0), hall.get("people", 0)) if name == "received" else (0, 0)


def draft_lines(
    texts: Texts, drafts: Sequence[Draft], today: date, clerk_name: Callable[[str], str]
) -> tuple[DraftLine, ...]:
    """Drafts, newest first, each with time, person and counter."""
    return tuple(
        DraftLine(
            draft.draft_id,
            draft.title,
            texts(
                "workbench.draft_kept",
                moment=short_moment(texts, draft.saved_at, today),
                clerk=clerk_name(draft.clerk),
                counter=draft.counter,
            ),
        )
        for draft in drafts
    )


def paper_lines(texts: Texts, papers: Sequence[Paper], today: date) -> tuple[PaperLine, ...]:
    """Papers that were issued and never printed, oldest first."""
    return tuple(
        PaperLine(paper.number, paper_name(texts, paper.kind), short_moment(texts, paper.issued_at, today))
        for paper in papers
    )
