"""The closed cases of this desk and how ready each is for the archive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from wenling_desk.domain.acceptance import ACCEPTANCE
from wenling_desk.domain.archive import ArchiveGap, archived_before, changed_since
from wenling_desk.domain.heads import CaseHead
from wenling_desk.use_cases.archive_volume import archiving_of, closed_on, read_volume
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import Reading, WorkQuery
from wenling_desk.use_cases.record_book import RecordBook
from wenling_desk.use_cases.sync_heads import MALFORMED

MOST_ROWS = 600
"""Rows of the worklist that are looked through, those that changed last first."""


class Readiness(StrEnum):
    """How ready a closed case is."""

    READY = "ready"
    GAPS = "gaps"
    ARCHIVED = "archived"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class ClosedCase:
    """A closed case; ``applicant`` is masked. ``version`` and ``archived_at`` are those of its last package."""

    record_id: str
    number: str
    item: str
    applicant: str
    closed: date
    readiness: Readiness
    gaps: tuple[ArchiveGap, ...] = ()
    version: int = 0
    archived_at: datetime | None = None

    @property
    def may_be_archived(self) -> bool:
        """Whether a package may be made of it now."""
        return self.readiness in {Readiness.READY, Readiness.CHANGED}


@dataclass(frozen=True, slots=True)
class ClosedHeads:
    """The rows of cases that look closed, a list for each case; ``is_cut``: there are more."""

    cases: tuple[tuple[CaseHead, ...], ...]
    is_cut: bool


def closed_heads(desk: Desk, reading: Reading) -> ClosedHeads:
    """Cases with a member that ended, the one that changed last first."""
    statuses = desk.workflows.workflow(ACCEPTANCE).statuses
    terminal = tuple(status for status, told in statuses.items() if told.terminal)
    query = WorkQuery(open_only=False, statuses=terminal, order="changed", limit=MOST_ROWS)
    page = reading.worklist(query)
    cases: dict[str, list[CaseHead]] = {}
    for head in page.rows:
        if head.record_kind == ACCEPTANCE:
            cases.setdefault(head.record_id, []).append(head)
    return ClosedHeads(tuple(tuple(heads) for heads in cases.values()), page.total > len(page.rows))


def standings_of(desk: Desk, reading: Reading, cases: Sequence[Sequence[CaseHead]]) -> list[ClosedCase]:
    """How ready these cases are; one that still runs, or whose facts are not here, is left out. Raises
    ``archive_data_broken``."""
    archiving = archiving_of(desk)
    archiving.rules  # noqa: B018  a broken file is said once, and not as a case that cannot be read
    found = (_standing(desk, reading, heads) for heads in cases)
    return [each for each in found if each is not None]


def _standing(desk: Desk, reading: Reading, heads: Sequence[CaseHead]) -> ClosedCase | None:
    book = RecordBook(desk, reading)
    try:
        book.open(heads[0].record_id)
        if not book.taken_in or book.case.is_open:
            return None
        volume = read_volume(book, archiving_of(desk), thorough=False)
    except MALFORMED:
        return None
    before, is_changed = archived_before(book.facts), changed_since(book.facts)
    if before is not None and not is_changed:
        readiness = Readiness.ARCHIVED
    elif volume.gaps:
        readiness = Readiness.GAPS
    else:
        readiness = Readiness.READY if before is None else Readiness.CHANGED
    names = desk.words("case.joined").join(dict.fromkeys(member.name for member in volume.case.members))
    return ClosedCase(
        record_id=heads[0].record_id,
        number=heads[0].number,
        item=names,
        applicant=heads[0].applicant,
        closed=date.fromisoformat(closed_on(volume.case)),
        readiness=readiness,
        gaps=volume.gaps if readiness is Readiness.GAPS else (),
        version=int(before.body.get("version", 0)) if before is not None else 0,
        archived_at=before.at if before is not None else None,
    )
