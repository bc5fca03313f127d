"""What a locker is asked: the parcel of one result, under a reference that stays the same until it is written down."""

from __future__ import annotations

from wenling_desk.domain.shelf import LOCKER
from wenling_desk.use_cases.collecting import phone_of
from wenling_desk.use_cases.counter_ports import LockerParcel
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import Reading
from wenling_desk.use_cases.record_book import RecordBook


def next_parcel(desk: Desk, reading: Reading, record_id: str, member: str, locker: str) -> LockerParcel:
    """The parcel about to be put in: asked for again after a lost answer it is the same one."""
    book = _opened(desk, reading, record_id)
    return LockerParcel(_reference(book, member, _times(book, member) + 1), locker, phone_of(book.case.sheet))


def last_reference(desk: Desk, reading: Reading, record_id: str, member: str) -> str:
    """The reference of the parcel put in last."""
    book = _opened(desk, reading, record_id)
    return _reference(book, member, _times(book, member))


def _opened(desk: Desk, reading: Reading, record_id: str) -> RecordBook:
    book = RecordBook(desk, reading)
    book.open(record_id)
    return book


def _times(book: RecordBook, member: str) -> int:
    return sum(fact.body.get("way") == LOCKER for fact in book.record.facts_of("ResultSent", member))


def _reference(book: RecordBook, member: str, times: int) -> str:
    return f"{book.record_id}-{member}-{LOCKER}-{times}"
