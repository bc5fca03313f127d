"""What records add to the figures, for records an older program or an older book of definitions counted otherwise, and
by which marks the lists of ledgers find them: made from their facts a slice at a time, once for each state of the book,
of the calendar and of the lists' filters."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.figures import record_figures
from wenling_desk.use_cases.fill_errands import SLICE, FillingUnitOfWork
from wenling_desk.use_cases.ledger_reading import entry_marks, filters_stamp, sound_ledgers
from wenling_desk.use_cases.record_book import RecordBook
from wenling_desk.use_cases.sync_heads import MALFORMED

NOTE: Final = "figures_made"
"""How far they are made: a note, written in the database transaction of each slice."""


@dataclass(frozen=True, slots=True)
class FigureProgress:
    """How far it is; ``stamp`` is the state of the book and the calendar they are made by. Open records come first."""

    stamp: str
    after: str = ""
    are_open: bool = True
    is_done: bool = False

    @classmethod
    def of(cls, note: str, stamp: str) -> FigureProgress:
        """What the note says; from the beginning where it was made by another book."""
        try:
            told: Mapping[str, Any] = json.loads(note or "{}")
            if told.get("stamp") == stamp:
                return cls(stamp, str(told["after"]), bool(told["are_open"]), bool(told["is_done"]))
        except (ValueError, KeyError, AttributeError):
            pass
        return cls(stamp)

    def note(self) -> str:
        """As it is kept."""
        told = {"stamp": self.stamp, "after": self.after, "are_open": self.are_open, "is_done": self.is_done}
        return json.dumps(told)


def fill_figures(desk: Desk, uow: FillingUnitOfWork, note: str) -> FigureProgress:
    """Count the next records anew and note how far it is, all in one database transaction; cut off at any point it goes
    on from the slice before. A record this version cannot fold keeps what it had."""
    stamp = f"{desk.figures.stamp}/{desk.catalogue().calendar.version}/{filters_stamp(desk)}"
    progress = FigureProgress.of(note, stamp)
    if progress.is_done:
        return progress
    kinds = tuple(dict.fromkeys((*desk.figures.kinds(), *(ledger.kind for ledger in sound_ledgers(desk)))))
    records = uow.records_after(progress.after, kinds, are_open=progress.are_open, limit=SLICE) if kinds else ()
    for record_id in records:
        _save_figures(desk, uow, record_id)
    if len(records) == SLICE:
        progress = FigureProgress(progress.stamp, records[-1], progress.are_open)
    elif progress.are_open and kinds:
        progress = FigureProgress(progress.stamp, are_open=False)
    else:
        progress = FigureProgress(progress.stamp, is_done=True)
    uow.keep_note(NOTE, progress.note())
    uow.commit()
    return progress


def _save_figures(desk: Desk, uow: FillingUnitOfWork, record_id: str) -> None:
    facts = uow.facts_of(record_id)
    if not facts:
        return
    try:
        book = RecordBook(desk, uow, facts[0].record_kind)
        book.open(record_id)
        rows = record_figures(book)
    except MALFORMED:
        return
    uow.save_figures(record_id, rows)
    if marks := entry_marks(book):
        uow.save_marks(record_id, book.kind, marks)
