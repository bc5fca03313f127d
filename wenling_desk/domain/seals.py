"""Seals and the papers that bear them: who holds a seal, where it is, and which papers are still to be ticked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from wenling_desk.domain.acceptance import CaseView
from wenling_desk.domain.errands import Errand
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.record import VOIDS_A_PAPER, RecordState

SEAL: Final = "seal"
"""The kind of record whose workflow is ``seal.yaml``."""

REGISTERED, HANDED_OVER, USED, RETIRED = "SealRegistered", "SealHandedOver", "SealUsed", "SealRetired"
PAPER_SEALED: Final = "PaperSealed"
"""On a case: its papers ``numbers`` were stamped with ``seal``. The seal's own record says the same as ``SealUsed``."""

SHIFT, VISIT, RETURN = "shift", "visit", "return"
REASONS: Final = frozenset({SHIFT, VISIT, RETURN})
"""Why a seal goes to another hand: 交接班, 外出服务, 交回保管."""

SEAL_HELD, TO_SEAL = "seal_held", "to_seal"


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal (印章) as its facts leave it.

    ``title`` is whose seal it is, in full as the delegation names it; ``number`` the one cut into it or on its tag.
    ``holder`` has it since ``since``, at ``place``; ``away`` while it is out on a visit. ``may_leave`` says whether it
    may leave the office at all.
    """

    record_id: str
    title: str
    organ: str
    department_key: str
    number: str
    holder: str
    holder_name: str
    place: str
    may_leave: bool
    since: datetime
    away: bool = False
    retired: bool = False


def read_seal(record: RecordState) -> Seal:
    """The seal of a record. Raises ``ValueError`` for a record without its registration."""
    first = record.last(REGISTERED)
    if first is None:
        raise ValueError("a seal begins with its registration")
    body = first.body
    holder, name, place, since, away = body["holder"], body.get("holder_name", ""), body["place"], first.at, False
    for fact in record.facts_of(HANDED_OVER):
        moved = fact.body
        holder, name, since = moved["to"], moved.get("to_name", ""), fact.at
        place, away = moved.get("place") or place, moved.get("with") == VISIT
    return Seal(
        record_id=record.record_id,
        title=str(body["title"]),
        organ=str(body.get("organ", "")),
        department_key=str(body.get("department_key", "")),
        number=str(body["number"]),
        holder=str(holder),
        holder_name=str(name),
        place=str(place),
        may_leave=bool(body.get("may_leave")),
        since=since,
        away=away,
        retired=record.last(RETIRED) is not None,
    )


@dataclass(frozen=True, slots=True)
class SealUse:
    """One use of a seal (用印): the papers stamped, or another purpose in words."""

    at: datetime
    clerk: str
    purpose: str
    papers: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


def uses_on(record: RecordState, day: date) -> tuple[SealUse, ...]:
    """The uses of a seal on a day, in order."""
    return tuple(
        SealUse(
            at=fact.at,
            clerk=fact.clerk,
            purpose=str(fact.body.get("purpose", "")),
            papers=tuple(map(str, fact.body.get("papers", ()))),
            kinds=tuple(map(str, fact.body.get("kinds", ()))),
        )
        for fact in record.facts_of(USED)
        if fact.at.date() == day
    )


def seal_errands(record: RecordState, _case: CaseView | None) -> Iterable[Errand]:
    """A seal is in somebody's hands until it is retired."""
    seal = read_seal(record) if record.last(REGISTERED) is not None else None
    if seal is not None and not seal.retired:
        yield Errand(
            record_id=record.record_id,
            record_kind=record.kind,
            member="",
            kind=SEAL_HELD,
            key="",
            since=seal.since,
            number=seal.number,
            place=seal.place,
            who=seal.holder,
            state=VISIT if seal.away else "",
        )


@dataclass(frozen=True, slots=True)
class Sealed:
    """A paper that bears a seal under a mandate: its number, the seal's title, and since when."""

    number: str
    kind: str
    title: str
    since: datetime
    members: tuple[str, ...] = field(default=())


def papers_to_seal(facts: Sequence[Fact]) -> Iterator[Sealed]:
    """The papers of a case that are issued under a delegation's seal, not void, and not ticked yet; one for each seal.

    A tick counts for the seal it names; where a paper bears one seal only, whatever seal ticked it.
    """
    void = {str(fact.body.get("number")) for fact in facts if fact.kind in VOIDS_A_PAPER}
    ticks = [
        (str(number), str(fact.body.get("title", "")))
        for fact in facts
        if fact.kind == PAPER_SEALED
        for number in fact.body.get("numbers", ())
    ]
    ticked = {number for number, _ in ticks}
    for fact in facts:
        titles = [str(title) for title in fact.body.get("seals", ())] if fact.kind == "PaperIssued" else []
        number = str(fact.body.get("number"))
        if number in void or (len(titles) == 1 and number in ticked):
            continue
        for title in titles:
            if (number, title) not in ticks:
                yield Sealed(number, str(fact.body.get("paper_kind", "")), title, fact.at, fact.members)


def paper_errands(record: RecordState, _case: CaseView | None) -> Iterable[Errand]:
    """What of a case is still to be stamped, or stamped and not ticked in the seal's book."""
    for position, paper in enumerate(papers_to_seal(record.facts)):
        yield Errand(
            record_id=record.record_id,
            record_kind=record.kind,
            member=paper.members[0] if paper.members else "",
            kind=TO_SEAL,
            key=f"{paper.number}/{position}",
            since=paper.since,
            number=paper.number,
            place=paper.title,
            amount=1,
            state=paper.kind,
        )
