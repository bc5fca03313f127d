"""The errands of records an older program wrote: made from their facts, a slice at a time, once for each edition of
the rules.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from wenling_desk.domain.errand_rules import EDITION, RULES
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import UnitOfWork
from wenling_desk.use_cases.record_book import RecordBook, record_errands
from wenling_desk.use_cases.sync_heads import MALFORMED

NOTE: Final = "errands_made"
"""How far they are made: a note, written in the database transaction of each slice."""

SLICE: Final = 10
"""Records of one slice: what a clerk's command may have to wait for."""


class FillingUnitOfWork(UnitOfWork, Protocol):
    """A unit of work that knows which records are there and keeps a note in the same database transaction."""

    def records_after(self, after: str, kinds: Sequence[str], *, are_open: bool, limit: int) -> tuple[str, ...]:
        """Ids of records of those kinds behind ``after``, in order: those with an open worklist row, or the others."""
        ...

    def keep_note(self, name: str, text: str) -> None:
        """Keep or replace a note."""
        ...


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is. Open records come first: what waits on them is wanted today; of a closed one hardly anything
    does."""

    after: str = ""
    are_open: bool = True
    is_done: bool = False

    @classmethod
    def of(cls, note: str) -> Progress:
        """What the note says; from the beginning where it is none of this edition of the rules."""
        try:
            told: Mapping[str, Any] = json.loads(note or "{}")
            if told.get("edition") == EDITION:
                return cls(str(told["after"]), bool(told["are_open"]), bool(told["is_done"]))
        except (ValueError, KeyError, AttributeError):
            pass
        return cls()

    def note(self) -> str:
        """As it is kept."""
        told = {"edition": EDITION, "after": self.after, "are_open": self.are_open, "is_done": self.is_done}
        return json.dumps(told)


def fill_errands(desk: Desk, uow: FillingUnitOfWork, note: str) -> Progress:
    """Make the errands of the next records and note how far it is, all in one database transaction; cut off at any
    point it goes on from the slice before. A record this version cannot fold keeps the errands it had."""
    progress = Progress.of(note)
    if progress.is_done:
        return progress
    kinds = tuple(kind for kind, rules in RULES.items() if rules)
    records = uow.records_after(progress.after, kinds, are_open=progress.are_open, limit=SLICE) if kinds else ()
    for record_id in records:
        _save_errands(desk, uow, record_id)
    if len(records) == SLICE:
        progress = Progress(records[-1], progress.are_open)
    elif progress.are_open and kinds:
        progress = Progress(are_open=False)
    else:
        progress = Progress(is_done=True)
    uow.keep_note(NOTE, progress.note())
    uow.commit()
    return progress


def _save_errands(desk: Desk, uow: UnitOfWork, record_id: str) -> None:
    facts = uow.facts_of(record_id)
    if not facts:
        return
    try:
        book = RecordBook(desk, uow, facts[0].record_kind)
        book.open(record_id)
        errands = record_errands(book)
    except MALFORMED:
        return
    uow.save_errands(record_id, errands)
