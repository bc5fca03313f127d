"""Bookings: the slots of a hall, the days they are open, and what a booking's facts say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from wenling_desk.domain.record import WHOLE, RecordState
from wenling_desk.domain.working_days import Calendar

BOOKING: Final = "booking"
BOOKED, ARRIVED, MISSED, CANCELLED = "booked", "arrived", "missed", "cancelled"
PHONE, COUNTER, ONLINE = "phone", "counter", "online"
CHANNELS: Final = frozenset({PHONE, COUNTER, ONLINE})
_FURTHEST: Final = 120
"""Calendar days within which the open days are looked for: no calendar is closed longer."""
_NUMBER: Final = re.compile(r"[0-9]{2}-[0-9]{2} ([0-9]{2}:[0-9]{2})")


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot (时段) from ``start`` to ``until`` (``HH:MM``) and how many people it takes."""

    start: str
    until: str
    capacity: int


@dataclass(frozen=True, slots=True)
class HallSlots:
    """The slots of a hall in order. ``extra_weekdays`` (1 Monday to 7 Sunday) are open besides the working days, but
    on no public holiday."""

    slots: tuple[Slot, ...]
    extra_weekdays: frozenset[int] = frozenset()

    def is_open(self, day: date, calendar: Calendar) -> bool:
        """Whether anybody can come on that day."""
        return calendar.is_working_day(day) or (
            day.isoweekday() in self.extra_weekdays and day not in calendar.off_days
        )

    def slot(self, start: str) -> Slot | None:
        """The slot that begins then, or the one that moment lies in."""
        exact = next((slot for slot in self.slots if slot.start == start), None)
        return exact or next((slot for slot in self.slots if slot.start <= start < slot.until), None)


@dataclass(frozen=True, slots=True)
class BookingListShape:
    """How an online booking system's list is read: the spellings of each column, states of rows left out, and a time
    of day: ``time_shape`` is a pattern with the groups ``hour`` and ``minute``, and twelve hours are added to one that
    follows ``afternoon_words``."""

    header_rows: int
    columns: Mapping[str, tuple[str, ...]]
    dropped_states: frozenset[str]
    time_shape: str
    afternoon_words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BookingRules:
    """``resources/counter/bookings.yaml``. ``days_ahead`` counts open days, today the first; ``late_minutes`` after a
    slot began a person who is not there is shown as late."""

    days_ahead: int
    late_minutes: int
    default: HallSlots
    halls: Mapping[str, HallSlots]
    cancel_reasons: tuple[str, ...]
    list_shape: BookingListShape
    status: str
    source: str

    def of(self, hall_code: str) -> HallSlots:
        """The slots of a hall."""
        return self.halls.get(hall_code, self.default)

    def open_days(self, hall_code: str, today: date, calendar: Calendar) -> tuple[date, ...]:
        """The days that can be booked now."""
        slots = self.of(hall_code)
        days = (today + timedelta(days=ahead) for ahead in range(_FURTHEST))
        found = [day for day in days if slots.is_open(day, calendar)]
        return tuple(found[: self.days_ahead])


@dataclass(frozen=True, slots=True)
class Booking:
    """A booking (预约) as its facts leave it. Name and phone are personal."""

    record_id: str
    status: str
    day: date
    slot: str
    title: str
    target_code: str
    is_bundle: bool
    channel: str
    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    note: str = field(default="", repr=False)


def read_booking(record: RecordState) -> Booking:
    """The fold: a move changes day and slot and nothing else. Raises KeyError and ValueError for malformed facts."""
    body: dict[str, Any] = dict(record.beginning.body)
    for moved in record.facts_of("BookingMoved"):
        body |= {"day": moved.body["day"], "slot": moved.body["slot"]}
    return Booking(
        record_id=record.record_id,
        status=record.status_of(WHOLE),
        day=date.fromisoformat(str(body["day"])),
        slot=str(body["slot"]),
        title=str(body.get("title", "")),
        target_code=str(body.get("target_code", "")),
        is_bundle=bool(body.get("is_bundle", False)),
        channel=str(body.get("channel", "")),
        name=str(body.get("name", "")),
        phone=str(body.get("phone", "")),
        note=str(body.get("note", "")),
    )


def booking_number(day: date, slot: str) -> str:
    """How a booking is called in the hall's lists: ``11-24 09:30``. It names no person, and several people of one slot
    share it. Four figures in a row, the end of somebody's phone, never stand in it."""
    return f"{day:%m-%d} {slot}"


def slot_of_number(number: str) -> str:
    """The slot a booking's number says; empty for any other number."""
    found = _NUMBER.fullmatch(number)
    return found[1] if found is not None else ""


def read_time(text: str, shape: BookingListShape) -> str:
    """The first time of day in a text (9:00-10:00, 上午 9 点, 下午 2:30) as ``HH:MM``; empty where there is none."""
    for found in re.finditer(shape.time_shape, text):
        hour, minute = int(found["hour"]), int(found["minute"] or 0)
        before = text[: found.start()].rstrip()
        if hour < 12 and before.endswith(shape.afternoon_words):
            hour += 12
        if hour < 24 and minute < 60:
            return f"{hour:02d}:{minute:02d}"
    return ""
