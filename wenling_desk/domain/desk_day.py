"""The arithmetic of a counter's day: every number printed is accounted for, whatever happened to it.

A day is a record of its desk. Nothing here reads a store: what the papers of the day became is handed in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from wenling_desk.domain.facts import Fact
from wenling_desk.domain.paper_number import PaperNumber
from wenling_desk.domain.record import RecordState

DESK_DAY: Final = "desk_day"
"""The kind of record whose workflow is ``desk_day.yaml``."""

OPENED, SHIFT_OVER, NAMED = "DayOpened", "ShiftHandedOver", "DifferenceNamed"
CLOSED, COUNTERSIGNED = "DayClosed", "DayCountersigned"
RUNNING, IS_CLOSED = "day_running", "day_closed"
"""The statuses of a day."""


def day_record_id(device: str, on: date) -> str:
    """The record of a desk's day: pressing twice, or on two windows of one desk, is the same day."""
    return f"day-{device}-{on.isoformat()}"


class Outcome(StrEnum):
    """What became of a paper number. The first three balance; each of the others is named by a person."""

    RECEIVED = "received"
    """Printed, and its case or record is there."""
    VOIDED = "voided"
    """作废, with a reason of its own."""
    ON_DRAFT = "on_draft"
    """An applicant's paper whose draft is kept: it is counted among the drafts."""
    NOT_PRINTED = "not_printed"
    """Issued, and never came out of the printer."""
    NO_CASE = "no_case"
    """Printed, and nothing stands behind it."""
    GAP = "gap"
    """No paper of that number is there at all."""


BALANCES: Final = frozenset({Outcome.RECEIVED, Outcome.VOIDED, Outcome.ON_DRAFT})


@dataclass(frozen=True, slots=True)
class DayPaper:
    """A paper of the day. ``has_case`` says whether a worklist row of its record is there, ``has_draft`` whether the
    draft it belongs to is kept."""

    number: PaperNumber
    kind: str
    record_id: str
    printed: bool
    voided: bool
    has_case: bool
    has_draft: bool = False

    @property
    def outcome(self) -> Outcome:
        """What became of it."""
        if self.voided:
            return Outcome.VOIDED
        if not (self.has_case or self.has_draft):
            return Outcome.NO_CASE
        if not self.printed:
            return Outcome.NOT_PRINTED
        return Outcome.RECEIVED if self.has_case else Outcome.ON_DRAFT


@dataclass(frozen=True, slots=True)
class Difference:
    """A number that does not balance (差异). A gap is one difference from ``number`` to ``until`` over ``count``
    numbers. ``why`` is the clerk's reason, empty until there is one."""

    number: str
    outcome: Outcome
    kind: str = ""
    record_id: str = ""
    until: str = ""
    count: int = 1
    why: str = ""


@dataclass(frozen=True, slots=True)
class Balance:
    """The balance of a day's numbers (开出 = 收到 + 作废 + 草稿 + 差异).

    ``issued`` papers are there; ``missing`` numbers between ``first`` and ``last`` are not. ``counts`` has every
    :class:`Outcome`.
    """

    issued: int
    missing: int
    counts: Mapping[Outcome, int]
    differences: tuple[Difference, ...]
    first: int = 0
    last: int = 0

    @property
    def unnamed(self) -> tuple[Difference, ...]:
        """Differences without a reason: the only thing that keeps a day from being closed."""
        return tuple(each for each in self.differences if not each.why)

    @property
    def is_even(self) -> bool:
        """Whether there is nothing to name."""
        return not self.differences


def balance(papers: Iterable[DayPaper], before: int | None = None, names: Mapping[str, str] | None = None) -> Balance:
    """The balance of the papers of one desk.

    ``before`` is the last serial of an earlier day, where it is known: a number lost over night is missed too.
    ``names`` are reasons by the number a difference begins with.
    """
    ordered = sorted({str(paper.number): paper for paper in papers}.values(), key=lambda paper: paper.number.serial)
    counts = dict.fromkeys(Outcome, 0)
    differences: list[Difference] = []
    missing, last = 0, before
    for paper in ordered:
        gap = _gap(paper.number, last)
        if gap is not None:
            missing += gap.count
            differences.append(gap)
        last = max(paper.number.serial, last or 0)
        counts[paper.outcome] += 1
        if paper.outcome not in BALANCES:
            differences.append(Difference(str(paper.number), paper.outcome, paper.kind, paper.record_id))
    counts[Outcome.GAP] = missing
    given = names or {}
    return Balance(
        issued=len(ordered),
        missing=missing,
        counts=counts,
        differences=tuple(replace(each, why=given.get(each.number, "").strip()) for each in differences),
        first=ordered[0].number.serial if ordered else 0,
        last=last or 0,
    )


def _gap(number: PaperNumber, last: int | None) -> Difference | None:
    if last is None or number.serial <= last + 1:
        return None
    first, until = replace(number, serial=last + 1), replace(number, serial=number.serial - 1)
    count = number.serial - last - 1
    return Difference(str(first), Outcome.GAP, until=str(until) if count > 1 else "", count=count)


@dataclass(frozen=True, slots=True)
class LineRow:
    """One thing that is left: its number, what it is, where it lies or goes, since when; nothing personal."""

    number: str
    name: str
    place: str = ""
    since: datetime | None = None
    record_id: str = ""
    amount: int = 0

    def to_plain(self, line: str) -> dict[str, Any]:
        """As it stands in the fact of the closing."""
        plain: dict[str, Any] = {"line": line, "number": self.number, "name": self.name, "place": self.place}
        if self.since is not None:
            plain["since"] = self.since.isoformat(timespec="minutes")
        return plain


@dataclass(frozen=True, slots=True)
class DayLine:
    """A line of the closing: how many, the things themselves as far as they are listed, and how many of all of them lie
    at or go to which place."""

    line: str
    count: int
    rows: tuple[LineRow, ...] = ()
    places: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HandOver:
    """A hand-over of the shift (交接班) as the next clerk reads it."""

    at: datetime
    by: str
    to: str
    to_name: str
    drafts: tuple[str, ...]
    waiting: int
    originals: int
    seals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Closing:
    """One version of the closing (日清)."""

    version: int
    at: datetime
    clerk: str
    figures: Mapping[str, Any]
    named: Mapping[str, str]
    countersigned_by: str = ""
    countersigned_name: str = ""


@dataclass(frozen=True, slots=True)
class DeskDay:
    """A day of a desk, as its facts leave it; ``opened_at`` ``None``: nobody has begun it."""

    on: date
    opened_at: datetime | None = None
    release: str = ""
    shifts: tuple[HandOver, ...] = ()
    named: Mapping[str, str] = field(default_factory=dict)
    closings: tuple[Closing, ...] = ()

    @property
    def closing(self) -> Closing | None:
        """The latest version."""
        return self.closings[-1] if self.closings else None


def read_day(record: RecordState, on: date) -> DeskDay:
    """The day of a record."""
    opened = record.last(OPENED)
    return DeskDay(
        on=on,
        opened_at=opened.at if opened is not None else None,
        release=opened.catalogue_release if opened is not None else "",
        shifts=tuple(_shift(fact) for fact in record.facts_of(SHIFT_OVER)),
        named={str(fact.body["number"]): str(fact.body["why"]) for fact in record.facts_of(NAMED)},
        closings=tuple(_closings(record)),
    )


def _shift(fact: Fact) -> HandOver:
    body = fact.body
    return HandOver(
        at=fact.at,
        by=fact.clerk,
        to=str(body["to"]),
        to_name=str(body["to_name"]),
        drafts=tuple(map(str, body.get("drafts", ()))),
        waiting=int(body.get("waiting", 0)),
        originals=int(body.get("originals", 0)),
        seals=tuple(map(str, body.get("seals", ()))),
    )


def _closings(record: RecordState) -> Iterator[Closing]:
    facts: Sequence[Fact] = record.facts
    found: Closing | None = None
    version = 0
    for fact in facts:
        if fact.kind == CLOSED:
            if found is not None:
                yield found
            version += 1
            named = {str(each["number"]): str(each["why"]) for each in fact.body.get("named", ())}
            found = Closing(version, fact.at, fact.clerk, fact.body.get("figures", {}), named)
        elif fact.kind == COUNTERSIGNED and found is not None:
            by, name = str(fact.body.get("by", "")), str(fact.body.get("name", ""))
            found = replace(found, countersigned_by=by, countersigned_name=name)
    if found is not None:
        yield found
