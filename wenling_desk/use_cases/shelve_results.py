"""上架: a licence is scanned and put into a slot, one command each, so that one bad scan stops no other; 移位."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wenling_desk.domain.acceptance import CaseMember
from wenling_desk.domain.collecting import HallShelves
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.paper_number import parse_paper_number
from wenling_desk.domain.shelf import COLLECTED, ON_SHELF, TO_SHELVE, Shelf, shelf_of
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.collecting import taken_places
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.place_words import place_words
from wenling_desk.use_cases.ports import ErrandQuery, Reading, UnitOfWork
from wenling_desk.use_cases.record_book import RecordBook
from wenling_desk.use_cases.record_writer import RecordWriter
from wenling_desk.use_cases.targets import CaseCommand, known_members, lawful_members


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelveResult(Command):
    """Put one result on a shelf of the hall.

    ``scan`` is the licence's number, one of our paper numbers, or an official one; ``member`` answers which of several
    is meant. ``place`` is a slot somebody chose; empty takes the next free one of ``shelves``, from ``after`` on.
    """

    scan: str
    shelves: HallShelves
    member: str = ""
    place: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveResult(CaseCommand):
    """Put what lies on a shelf into another slot."""

    place: str
    shelves: HallShelves


def shelve_result(desk: Desk, uow: UnitOfWork, command: ShelveResult) -> Changes:
    """One fact with the slot. Refuses with a sentence for this licence alone: ``result_unmatched``,
    ``result_other_hall``, ``result_not_decided``, ``result_ambiguous``, ``already_shelved`` and those of places."""
    writer = RecordWriter(desk, uow, command)
    if (earlier := writer.earlier()) is not None:
        return earlier
    record_id, member = _scanned(desk, uow, command.scan)
    writer.open(record_id)
    code = command.member or member or _only_one(writer)
    known_members(writer, (code,))
    _check_waits(writer, code)
    place = _place(desk, uow, command.shelves, command.place, command.after)
    body = {"result_number": shelf_of(writer.record, code).result_number, "place": place}
    writer.do("shelve_result", (code,), body)
    return writer.finish()


def move_result(desk: Desk, uow: UnitOfWork, command: MoveResult) -> Changes:
    """A result lies in another slot; how long it has lain there does not begin anew."""
    writer = RecordWriter(desk, uow, command)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(command.record_id)
    body = {"place": _place(desk, uow, command.shelves, command.place, "")}
    writer.do("move_result", lawful_members(writer, command, "move_result", lambda _: body), body)
    return writer.finish()


def waiting_members(desk: Desk, reading: Reading, scan: str) -> tuple[str, tuple[CaseMember, ...]]:
    """The record of a scan and its members whose results could be put on a shelf now; refuses like
    :func:`shelve_result` where the scan means nothing."""
    record_id, _ = _scanned(desk, reading, scan)
    book = RecordBook(desk, reading)
    book.open(record_id)
    return record_id, tuple(_candidates(book))


def _scanned(desk: Desk, reading: Reading, scan: str) -> tuple[str, str]:
    """The record and, where the scan names one, the member. A licence's number stands in the errands."""
    written = "".join(scan.split())
    for kinds in ((TO_SHELVE,), (ON_SHELF,)):
        for number in dict.fromkeys((written, written.upper())):
            rows = reading.errands(ErrandQuery(kinds=kinds, number=number, limit=2)).rows if number else ()
            if len(rows) == 1:
                return rows[0].errand.record_id, rows[0].errand.member
            if rows and len({row.errand.record_id for row in rows}) > 1:
                raise DeskRefusal("result_ambiguous", count=len(rows))
            if rows:
                return rows[0].errand.record_id, ""
    record_id = reading.record_of_number(written) or reading.record_of_number(written.upper())
    if record_id is None:
        if _is_of_another(desk, written):
            raise DeskRefusal("result_other_hall", scan=scan[:40])
        raise DeskRefusal("result_unmatched", scan=scan[:40])
    return record_id, ""


def _is_of_another(desk: Desk, written: str) -> bool:
    """Whether it is a paper number some other desk made."""
    try:
        return parse_paper_number(written).desk_code != desk.identity.desk_code
    except DeskRefusal:
        return False


def _candidates(book: RecordBook) -> Sequence[CaseMember]:
    return [
        member
        for member in book.case.members
        if member.status in COLLECTED and _is_nowhere(shelf_of(book.record, member.code))
    ]


def _is_nowhere(shelf: Shelf) -> bool:
    return not (shelf.is_on_shelf or shelf.is_out or shelf.delivered_at)


def _only_one(book: RecordBook) -> str:
    """The member meant by a number of the whole case: the only one whose result could have come."""
    found = _candidates(book)
    if len(found) == 1:
        return found[0].code
    if found:
        raise DeskRefusal("result_ambiguous", count=len(found))
    members = book.case.members
    lying = next((each for each in members if shelf_of(book.record, each.code).is_on_shelf), None)
    return (lying or next((each for each in members if each.status not in COLLECTED), members[0])).code


def _check_waits(book: RecordBook, code: str) -> None:
    member, shelf = book.case.member(code), shelf_of(book.record, code)
    if shelf.is_on_shelf:
        place = place_words(book.desk.words, shelf.place)
        raise DeskRefusal("already_shelved", item=member.name, place=place)
    if member.status not in COLLECTED:
        raise DeskRefusal("result_not_decided", item=member.name, status=member.status)


def _place(desk: Desk, reading: Reading, shelves: HallShelves, wanted: str, after: str) -> str:
    """The slot somebody chose, or the next free one."""
    hall, words = desk.identity.hall_name, desk.words
    if not shelves.units:
        raise DeskRefusal("shelves_missing", hall=hall)
    taken = taken_places(reading)
    following = shelves.next_free(taken, wanted or after)
    if wanted and not shelves.holds(wanted):
        raise DeskRefusal("place_unknown", place=place_words(words, wanted))
    if not following:
        raise DeskRefusal("shelves_full", hall=hall)
    if wanted and following != wanted:
        raise DeskRefusal("place_full", place=place_words(words, wanted), next=place_words(words, following))
    return following
