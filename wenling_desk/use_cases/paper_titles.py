"""How papers name one another: by the title that is printed on them, and by number."""

from __future__ import annotations

from wenling_desk.domain.facts import Fact
from wenling_desk.domain.record import RecordState
from wenling_desk.domain.repairs import replaced_by
from wenling_desk.use_cases.ports import Words

TITLES = {
    "completion_notice": ("title_granted", "title_denied"),
    "amendment_notice": ("title_void", "title_void"),
    "commitment_letter": ("title_deferred", "title_notification"),
}
"""Kinds with two titles: the usual one, and that of the other outcome (denied, a commitment by notification)."""


def paper_title(words: Words, kind: str, variant: str, *, other: bool = False) -> str:
    """The title a paper of this kind bears for an item type."""
    name = TITLES.get(kind, ("title", "title"))[other]
    for key in (f"papers.{kind}.{name}.{variant}", f"papers.{kind}.{name}.default"):
        try:
            return words(key)
        except LookupError:
            continue
    return words(f"papers.{kind}.{name}")


def number_beside(record: RecordState, kind: str, act: Fact) -> str:
    """The number of the paper of that kind issued by the same command as ``act``; empty where there was none."""
    for fact in record.facts:
        same_act = fact.kind == "PaperIssued" and fact.command_id == act.command_id
        if same_act and fact.body.get("paper_kind") == kind and _about_the_same(fact, act):
            number = str(fact.body["number"])
            return replaced_by(record, number) or number
    return ""


def _about_the_same(paper: Fact, act: Fact) -> bool:
    return not paper.members or not act.members or bool(set(paper.members) & set(act.members))


def paper_fact(record: RecordState, number: str) -> Fact | None:
    """The fact by which a paper was issued or an applicant's paper was made."""
    for fact in record.facts:
        if fact.kind in {"PaperIssued", "ApplicantPaperMade"} and fact.body.get("number") == number:
            return fact
    return None
