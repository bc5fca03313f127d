"""The bookings of a hall as one list, and an online system's list beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from wenling_desk.domain.bookings import (
    ARRIVED,
    BOOKED,
    BOOKING,
    MISSED,
    ONLINE,
    BookingRules,
    booking_number,
    read_booking,
    slot_of_number,
)
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.heads import CaseHead
from wenling_desk.domain.identity import mask_name
from wenling_desk.domain.past_cases import RefusedListRow
from wenling_desk.domain.record import fold
from wenling_desk.use_cases.bookings import Book, BookingSource, booked_heads, booking_command_id, taken_slots
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import Reading, WorkQuery

TAIL = 4
MOST_OF_TODAY = 300
"""Bookings of today that are over and still listed."""


@dataclass(frozen=True, slots=True)
class BookingRow:
    """A booking as the page lists it; ``name`` is masked. ``is_held`` is false for one only another desk has whole:
    then the end of the phone is not known here. ``is_late``: the slot began and nobody has come."""

    record_id: str
    day: date
    slot: str
    name: str
    title: str
    status: str
    phone_tail: str
    channel: str
    is_held: bool
    is_late: bool
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class FreeSlot:
    """A slot that can be booked: ``taken`` of ``capacity`` are given away."""

    day: date
    slot: str
    until: str
    taken: int
    capacity: int

    @property
    def left(self) -> int:
        """How many more it takes."""
        return max(0, self.capacity - self.taken)


@dataclass(frozen=True, slots=True)
class BookingsView:
    """Today first, by slot, with those who came and did not; then the coming days. ``overdue`` are of days past and
    nobody said what became of them; ``free`` the slots of the days that can be booked."""

    today: tuple[BookingRow, ...]
    coming: tuple[BookingRow, ...]
    overdue: tuple[BookingRow, ...]
    free: tuple[FreeSlot, ...]


def view_bookings(desk: Desk, reading: Reading, rules: BookingRules) -> BookingsView:
    """Everything the page shows."""
    now = desk.now()
    today = now.date()
    rows = [_row(desk, reading, rules, head, now) for head in booked_heads(reading)]
    rows.sort(key=lambda row: (row.day, row.slot, row.record_id))
    over = [_over_row(head) for head in _over_today(reading, today)]
    of_today = sorted([*(row for row in rows if row.day == today), *over], key=lambda row: (row.slot, row.record_id))
    return BookingsView(
        today=tuple(of_today),
        coming=tuple(row for row in rows if row.day > today),
        overdue=tuple(row for row in rows if row.day < today),
        free=free_slots(desk, reading, rules),
    )


def free_slots(desk: Desk, reading: Reading, rules: BookingRules) -> tuple[FreeSlot, ...]:
    """The slots of the open days, full ones too; those of today that are over are left out."""
    now, taken, hall = desk.now(), taken_slots(reading), desk.identity.hall_code
    today, time = now.date(), f"{now:%H:%M}"
    return tuple(
        FreeSlot(day, slot.start, slot.until, taken[day, slot.start], slot.capacity)
        for day in rules.open_days(hall, today, desk.catalogue().calendar)
        for slot in rules.of(hall).slots
        if day > today or slot.until > time
    )


def _row(desk: Desk, reading: Reading, rules: BookingRules, head: CaseHead, now: datetime) -> BookingRow:
    facts = reading.facts_of(head.record_id)
    day, slot = head.due or now.date(), slot_of_number(head.number)
    tail = channel = note = ""
    if facts:
        booking = read_booking(fold(facts, desk.workflows.workflow(BOOKING)))
        day, slot, channel, note = booking.day, booking.slot, booking.channel, booking.note
        tail = booking.phone[-TAIL:]
    patience = now - timedelta(minutes=rules.late_minutes)
    is_late = day < now.date() or (day == patience.date() and bool(slot) and slot <= f"{patience:%H:%M}")
    return BookingRow(
        head.record_id, day, slot, head.applicant, head.item_name, BOOKED, tail, channel, bool(facts), is_late, note
    )


def _over_today(reading: Reading, today: date) -> list[CaseHead]:
    query = WorkQuery(statuses=(ARRIVED, MISSED), open_only=False, order="changed", limit=MOST_OF_TODAY)
    return [
        head
        for head in reading.worklist(query).rows
        if head.record_kind == BOOKING and head.changed_at.date() == today and head.number.startswith(f"{today:%m-%d} ")
    ]


def _over_row(head: CaseHead) -> BookingRow:
    return BookingRow(
        head.record_id, head.changed_at.date(), slot_of_number(head.number), head.applicant, head.item_name,
        head.status, "", "", is_held=True, is_late=False,
    )  # fmt: skip


# An online system's list.


@dataclass(frozen=True, slots=True)
class BookingListRow:
    """A row that can be taken over."""

    row: int
    source_id: str
    name: str = field(repr=False)
    phone: str = field(repr=False)
    item: str
    day: date
    slot: str
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class BookingList:
    """A list as read."""

    file_name: str
    sha256: str
    rows: tuple[BookingListRow, ...]
    refused: tuple[RefusedListRow, ...]


ReadBookingList = Callable[[Path], BookingList]


class Standing(StrEnum):
    """What is known of a row of a list: not yet here, taken over before, or another desk of the hall seems to have
    it."""

    NEW = "new"
    HERE = "here"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A row beside what is here."""

    row: BookingListRow
    standing: Standing


def check_bookings(desk: Desk, reading: Reading, listed: BookingList) -> tuple[CheckedRow, ...]:
    """Each row: new, taken over by this desk, or very likely by another one (same day, slot, name and item)."""
    device = desk.identity.device
    others = {
        (head.number, head.applicant, head.item_name)
        for head in booked_heads(reading)
        if not reading.facts_of(head.record_id)
    }
    checked = []
    for row in listed.rows:
        standing = Standing.NEW
        if reading.has_command(booking_command_id(device, row.source_id)) is not None:
            standing = Standing.HERE
        elif (booking_number(row.day, row.slot), mask_name(row.name), row.item) in others:
            standing = Standing.ELSEWHERE
        checked.append(CheckedRow(row, standing))
    return tuple(checked)


def booking_commands(desk: Desk, listed: BookingList, rows: Sequence[BookingListRow], initiator: str) -> list[Book]:
    """A command for each row; one that was carried out before changes nothing."""
    catalogue, device = desk.catalogue(), desk.identity.device
    names = _targets(catalogue)
    commands = []
    for row in rows:
        code, is_bundle = names.get(row.item, ("", False))
        commands.append(
            Book(
                command_id=booking_command_id(device, row.source_id),
                initiator=initiator,
                name=row.name,
                phone=row.phone,
                title=row.item,
                target_code=code,
                is_bundle=is_bundle,
                day=row.day,
                slot=row.slot,
                channel=ONLINE,
                note=row.note,
                source=BookingSource(row.source_id, listed.file_name, listed.sha256, row.row),
            )
        )
    return commands


def _targets(catalogue: Catalogue) -> dict[str, tuple[str, bool]]:
    """Name -> code; a bundle's name goes before an item's of the same name."""
    items = {item.name: (item.code, False) for item in catalogue.items.values()}
    return items | {bundle.name: (bundle.code, True) for bundle in catalogue.bundles.values()}
