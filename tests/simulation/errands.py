"""What waits at a counter beside what the facts say waits: written by every write, and to be the same made anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tests.support.memory_store import MemoryReading, Shelves
from wenling_desk.domain.errands import Errand
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import Reading
from wenling_desk.use_cases.record_book import RecordBook, record_errands
from wenling_desk.use_cases.sync_heads import MALFORMED


def errands_anew(desk: Desk, shelves: Shelves, untold: frozenset[str] = frozenset()) -> list[str]:
    """What is wrong with the errands on a volume: those kept of a record differ from those its facts make, or are of a
    record that is not shown. ``untold`` are records to leave out."""
    shown = set(shelves.shown_records())
    hidden = shelves.errands.keys() - shown - untold
    reading = MemoryReading(shelves)
    return [
        *(f"{record}: it is not shown, and {words_of(shelves.errands[record])} wait" for record in sorted(hidden)),
        *wrong_errands(desk, reading, shelves.errands, sorted(shown - untold)),
    ]


def wrong_errands(
    desk: Desk, reading: Reading, kept: Mapping[str, Iterable[Errand]], records: Iterable[str]
) -> list[str]:
    """The same for these records of any store; ``kept`` are its errands by record."""
    wrong = []
    for record in records:
        here, made = words_of(kept.get(record, ())), _made(desk, reading, record)
        if made is not None and here != words_of(made):
            wrong.append(f"{record}: {here} kept, its facts make {words_of(made)}")
    return wrong


def _made(desk: Desk, reading: Reading, record: str) -> tuple[Errand, ...] | None:
    """``None`` where this version cannot fold the record: then what was there stays."""
    facts = reading.facts_of(record)
    try:
        book = RecordBook(desk, reading, facts[0].record_kind)
        book.open(record)
        return tuple(record_errands(book))
    except MALFORMED:
        return None


def words_of(errands: Iterable[Errand]) -> tuple[str, ...]:
    """Each in one word, in order."""
    return tuple(sorted("/".join(map(str, _values(errand))) for errand in errands))


def _values(errand: Errand) -> tuple[object, ...]:
    return (
        errand.kind, errand.member, errand.key, errand.since.isoformat(), errand.due or "", errand.number,
        errand.place, errand.who, errand.amount, errand.state,
    )  # fmt: skip
