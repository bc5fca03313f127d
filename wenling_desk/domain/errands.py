"""What waits at a counter besides the lawful clocks: derived from a record's facts, like its worklist rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from wenling_desk.domain.acceptance import CaseView
from wenling_desk.domain.record import RecordState


@dataclass(frozen=True, slots=True)
class Errand:
    """A thing that waits at the counter (待办): papers for a department, a result on its shelf, an unpaid fee.

    ``kind`` is one of those ``domain/errand_rules.py`` lists, ``key`` tells several of one kind on a record apart.
    ``since`` is the moment it began to wait, ``due`` the day it should be over. ``number`` is what a clerk would scan
    for it (a list, a licence, a paper), ``place`` where it lies or goes (a shelf, a department's key), ``who`` the
    clerk or person it waits for, ``amount`` a count of papers or of fen, ``state`` how far it is. Nothing personal
    stands in it: a page shows the record's own masked row beside it.
    """

    record_id: str
    record_kind: str
    member: str
    kind: str
    key: str
    since: datetime
    due: date | None = None
    number: str = ""
    place: str = ""
    who: str = ""
    amount: int = 0
    state: str = ""


Rule = Callable[[RecordState, CaseView | None], Iterable[Errand]]
"""What one part of the counter's work finds waiting on a record; the case is ``None`` for every other kind of record,
and for a draft that was never taken in."""
