"""预约: somebody is expected on a day, in a slot; they come, do not come, move, or call it off."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from wenling_desk.domain.bookings import (
    BOOKED,
    BOOKING,
    CHANNELS,
    Booking,
    booking_number,
    read_booking,
    slot_of_number,
)
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.heads import CaseHead
from wenling_desk.domain.identity import mask_name
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.party import APPLICANT, Party, PartyKind
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import Draft, Reading, UnitOfWork, WorkQuery
from wenling_desk.use_cases.record_writer import RecordWriter

PAGE = 500
"""Rows of the worklist read at a time."""


@dataclass(frozen=True, slots=True)
class BookingSource:
    """The row of an online system's list a booking was taken from."""

    source_id: str
    file_name: str
    sha256: str
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Book(Command):
    """A new booking. ``capacity`` is how many the slot takes by the hall's table; 0 leaves it to the person who books:
    an online system has counted already. ``channel``: ``phone``, ``counter`` or ``online``."""

    name: str = field(repr=False)
    phone: str = field(repr=False)
    title: str
    day: date
    slot: str
    target_code: str = ""
    is_bundle: bool = False
    channel: str = "phone"
    note: str = field(default="", repr=False)
    capacity: int = 0
    source: BookingSource | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveBooking(Command):
    """Another day or slot (改期); it stays the same booking."""

    record_id: str
    day: date
    slot: str
    capacity: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ArriveBooking(Command):
    """The person is here (到了). ``draft_id``, where given, is the draft of the application that begins now."""

    record_id: str
    draft_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MissBooking(Command):
    """The person did not come (没来)."""

    record_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelBooking(Command):
    """Called off, with the reason."""

    record_id: str
    reason: str


def book(desk: Desk, uow: UnitOfWork, command: Book) -> Changes:
    """One record. Refuses with ``booking_day_past``, ``booking_slot_full`` and ``value_needed``."""
    writer = RecordWriter(desk, uow, command, BOOKING)
    if (earlier := writer.earlier()) is not None:
        return earlier
    if command.channel not in CHANNELS:
        raise DeskRefusal("value_needed", act="book", field="channel")
    _check_slot(desk, uow, command.day, command.slot, command.capacity)
    writer.begin()
    name = " ".join(command.name.split())
    body: dict[str, Any] = {
        "name": name,
        "phone": "".join(command.phone.split()),
        "applicant_masked": mask_name(name),
        "target_code": command.target_code,
        "is_bundle": command.is_bundle,
        "title": command.title.strip(),
        "department_key": _department(writer.catalogue, command.target_code, is_bundle=command.is_bundle),
        "day": command.day.isoformat(),
        "slot": command.slot,
        "number": booking_number(command.day, command.slot),
        "channel": command.channel,
        "note": command.note.strip(),
    }
    if command.source is not None:
        source = command.source
        body["source"] = {
            "source_id": source.source_id, "file": source.file_name, "sha256": source.sha256, "row": source.row
        }  # fmt: skip
    writer.do("book", (), body)
    return writer.finish()


def move_booking(desk: Desk, uow: UnitOfWork, command: MoveBooking) -> Changes:
    """Refuses as :func:`book`."""
    writer = RecordWriter(desk, uow, command, BOOKING)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(command.record_id)
    _check_slot(desk, uow, command.day, command.slot, command.capacity)
    body = {
        "day": command.day.isoformat(),
        "slot": command.slot,
        "number": booking_number(command.day, command.slot),
    }
    writer.do("move_booking", (), body)
    return writer.finish()


def arrive_booking(desk: Desk, uow: UnitOfWork, command: ArriveBooking) -> Changes:
    """Arrival, and in the same database transaction the draft with item, name and phone, where the item can be taken
    in today."""
    writer = RecordWriter(desk, uow, command, BOOKING)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(command.record_id)
    booking = read_booking(writer.record)
    writer.do("arrive_booking", (), {})
    catalogue = desk.catalogue()
    sheet = sheet_of_booking(booking, catalogue, desk.today())
    if sheet is None or not command.draft_id:
        return writer.finish()
    uow.save_draft(
        Draft(
            draft_id=command.draft_id,
            clerk=desk.session.clerk,
            counter=desk.identity.counter,
            title=desk.words("bookings.draft_title", item=booking.title, name=mask_name(booking.name)),
            saved_at=desk.now(),
            catalogue_release=catalogue.release,
            sheet=sheet.to_plain(),
        )
    )
    return replace(writer.finish(), drafts=True)


def miss_booking(desk: Desk, uow: UnitOfWork, command: MissBooking) -> Changes:
    """Refuses with ``booking_still_ahead`` before its day."""
    writer = RecordWriter(desk, uow, command, BOOKING)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(command.record_id)
    day = read_booking(writer.record).day
    if day > desk.today():
        raise DeskRefusal("booking_still_ahead", day=day.isoformat())
    writer.do("miss_booking", (), {})
    return writer.finish()


def cancel_booking(desk: Desk, uow: UnitOfWork, command: CancelBooking) -> Changes:
    """With a reason; refuses with ``value_needed`` without one."""
    writer = RecordWriter(desk, uow, command, BOOKING)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(command.record_id)
    writer.do("cancel_booking", (), {"reason": command.reason.strip()})
    return writer.finish()


def sheet_of_booking(booking: Booking, catalogue: Catalogue, today: date) -> IntakeSheet | None:
    """The application a booking begins with; ``None`` where its item is not in the catalogue or not in force."""
    code = booking.target_code
    if booking.is_bundle:
        bundle = catalogue.bundles.get(code)
        if bundle is None or not bundle.has_detail:
            return None
        form_set = catalogue.forms.get(code)
        answers = dict(form_set.default_answers or {}) if form_set is not None else {}
    else:
        item = catalogue.items.get(code)
        if item is None or not item.is_in_force(today):
            return None
        answers = {}
    known = dict.fromkeys(("name", "phone"), "reused")
    party = Party(APPLICANT, APPLICANT, PartyKind.NATURAL_PERSON, booking.name, phone=booking.phone, sources=known)
    return IntakeSheet(code, booking.is_bundle, catalogue.release, answers=answers, parties=(party,), note=booking.note)


def booked_heads(reading: Reading) -> Iterator[CaseHead]:
    """The rows of all bookings that are still expected, here and at other desks of the hall, by day."""
    offset = 0
    while True:
        rows = reading.worklist(WorkQuery(statuses=(BOOKED,), limit=PAGE, offset=offset)).rows
        yield from (head for head in rows if head.record_kind == BOOKING)
        if len(rows) < PAGE:
            return
        offset += PAGE


def booked_on(reading: Reading, day: date) -> tuple[CaseHead, ...]:
    """Who is expected on a day, by slot: for the card before opening."""
    found = [head for head in booked_heads(reading) if head.due == day]
    return tuple(sorted(found, key=lambda head: (head.number, head.received_at, head.record_id)))


def taken_slots(reading: Reading) -> Counter[tuple[date, str]]:
    """How many are booked for each day and slot."""
    return Counter((head.due, slot_of_number(head.number)) for head in booked_heads(reading) if head.due is not None)


def booking_command_id(device: str, source_id: str) -> str:
    """The id of the command that takes over a row of an online list: the same row read again gives the same id, in
    whatever file it stands. It is this desk's own: the centre must not take two desks' commands for one."""
    digest = hashlib.sha256(f"{device}\0{source_id}".encode("utf-8", "surrogatepass")).hexdigest()
    return f"booking-{digest[:40]}"


def _check_slot(desk: Desk, reading: Reading, day: date, slot: str, capacity: int) -> None:
    if day < desk.today():
        raise DeskRefusal("booking_day_past", day=day.isoformat())
    if capacity and taken_slots(reading)[day, slot] >= capacity:
        raise DeskRefusal("booking_slot_full", day=day.isoformat(), slot=slot, capacity=capacity)


def _department(catalogue: Catalogue, code: str, *, is_bundle: bool) -> str:
    if is_bundle:
        bundle = catalogue.bundles.get(code)
        return bundle.lead_department if bundle is not None else ""
    item = catalogue.items.get(code)
    return item.department_key if item is not None else ""
