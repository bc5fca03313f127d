"""After the act: what was done for each member, and what the applicant must know. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass

from wenling_desk.texts import Texts
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import Reading
from wenling_desk.use_cases.queries import view_record
from wenling_desk.use_cases.wording import circled, status_words, weekday_words


@dataclass(frozen=True, slots=True)
class DoneLine:
    """A line of the page after the act: a member with its state and day, or a paper with its number."""

    name: str
    state: str
    detail: str


@dataclass(frozen=True, slots=True)
class Done:
    """Members, papers, and how many of these are still to be printed."""

    members: tuple[DoneLine, ...]
    papers: tuple[DoneLine, ...]
    unprinted: int


def read_done(texts: Texts, desk: Desk, reading: Reading, record_id: str) -> Done:
    """What stands in the record now."""
    detail = view_record(desk, reading, record_id)
    members = detail.case.members if detail.case is not None else ()
    positions = {member.code: position for position, member in enumerate(members, 1)}
    lines = []
    for member in members:
        due = ""
        if member.due is not None and not member.terminal:
            due = texts(
                "acceptance.done.due",
                kind=texts(f"case.due_kind.{member.due_kind}"),
                day=texts(
                    "acceptance.plan.day", day=member.due.day.isoformat(), weekday=weekday_words(texts, member.due.day)
                ),
            )
        name = f"{circled(texts, positions[member.code])} {member.name}" if len(members) > 1 else member.name
        lines.append(DoneLine(name, status_words(texts, member, positions), due))
    papers = tuple(
        DoneLine(
            texts(f"case.paper.{paper.kind}"),
            texts("acceptance.done.printed" if paper.printed_at is not None else "acceptance.done.to_print"),
            texts("acceptance.done.paper", number=paper.number, copies=paper.copies),
        )
        for paper in detail.papers
    )
    waiting = sum(1 for paper in detail.papers if paper.printed_at is None and paper.voided_at is None)
    return Done(tuple(lines), papers, waiting)
