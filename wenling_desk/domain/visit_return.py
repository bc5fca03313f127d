"""清点核对: what a visit (流动捷办) leaves behind by its facts, to be held against what came home in the bag."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from wenling_desk.domain.acceptance import CaseView
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.handover import COUNTER, HANDED_OVER, WAITING_STATUSES, originals_here, whereabouts
from wenling_desk.domain.record import VOIDS_A_PAPER

LEFT, JOINED, RETURNED, SLIPS = "VisitLeft", "VisitJoined", "VisitReturned", "VisitSlipsEntered"
ISSUED: Final = frozenset({"PaperIssued", "ApplicantPaperMade"})


@dataclass(frozen=True, slots=True)
class ReturnCount:
    """What the facts say came of a visit.

    ``papers`` are the numbers issued on the way and not void; ``originals`` documents of the visit's cases that still
    lie with us; ``slips`` serials of the carbon pad (复写本) that were entered or named void. ``lists`` are the numbers
    of the lists by which papers went to departments, ``waiting`` how many cases still have papers to hand over.
    """

    cases: int
    lines: int
    papers: tuple[str, ...]
    originals: int
    slips: int
    lists: tuple[str, ...]
    waiting: int


def count_return(visit: Sequence[Fact], cases: Sequence[CaseView], others: Iterable[Sequence[Fact]]) -> ReturnCount:
    """The count of a visit from its own facts, its cases, and ``others``: the records of the lines of its register.

    A paper counts as made on the way when a device of the visit issued it between departure and return.
    """
    span, devices = span_of(visit)
    lines = [list(facts) for facts in others]
    papers: dict[str, None] = {}
    for facts in ([case.record.facts for case in cases], lines, [visit]):
        for record in facts:
            papers.update(dict.fromkeys(_made(record, span, devices)))
    entered = {row.get("serial") for row in _slips(visit)}
    lists = {
        str(fact.body.get("number", "")): None
        for case in cases
        for fact in case.record.facts
        if fact.kind == HANDED_OVER
    }
    return ReturnCount(
        cases=len(cases),
        lines=len(lines),
        papers=tuple(papers),
        originals=sum(originals_here(case) for case in cases),
        slips=len(entered),
        lists=tuple(number for number in lists if number),
        waiting=sum(_waits(case) for case in cases),
    )


def span_of(visit: Sequence[Fact]) -> tuple[tuple[datetime, datetime | None], frozenset[str]]:
    """From departure to return (``None`` while it is out), and the devices that were along. Raises ValueError for a
    visit that never left."""
    left = next((fact for fact in visit if fact.kind == LEFT), None)
    if left is None:
        raise ValueError("a visit that is counted has left")
    back = next((fact.at for fact in visit if fact.kind == RETURNED), None)
    return (left.at, back), frozenset(fact.device for fact in visit if fact.kind in (LEFT, JOINED))


def _made(facts: Sequence[Fact], span: tuple[datetime, datetime | None], devices: frozenset[str]) -> Iterator[str]:
    void = {str(fact.body.get("number")) for fact in facts if fact.kind in VOIDS_A_PAPER}
    first, last = span
    for fact in facts:
        if fact.kind in ISSUED and fact.device in devices and first <= fact.at and (last is None or fact.at <= last):
            number = str(fact.body.get("number", ""))
            if number and number not in void:
                yield number


def _slips(visit: Sequence[Fact]) -> Iterator[Any]:
    for fact in visit:
        if fact.kind == SLIPS:
            yield from fact.body.get("slips") or ()


def _waits(case: CaseView) -> bool:
    """Whether papers of the case lie at the counter that belong with a department."""
    return any(
        member.status in WAITING_STATUSES and whereabouts(case.record, member.code).place == COUNTER
        for member in case.members
    )
