"""An online system's bookings as a list that is looked at row by row. No Qt here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from wenling_desk.domain.identity import mask_name, mask_phone
from wenling_desk.use_cases.booking_list import (
    BookingList,
    BookingListRow,
    ReadBookingList,
    booking_commands,
    check_bookings,
)
from wenling_desk.use_cases.bookings import Book
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import Reading

INITIATOR = "booking_import"


@dataclass(frozen=True, slots=True)
class BookingSourceList:
    """Reads by ``resources/counter/bookings.yaml``."""

    read_list: ReadBookingList

    @property
    def columns(self) -> tuple[tuple[str, int], ...]:
        """Number there, name, phone, item, day and slot."""
        return (
            ("bookings.check_column.number", 150),
            ("bookings.check_column.name", 84),
            ("bookings.column.phone", 116),
            ("bookings.check_column.item", 0),
            ("bookings.check_column.when", 144),
        )

    def read(self, file: Path) -> BookingList:
        """Read a file."""
        return self.read_list(file)

    def check(self, desk: Desk, reading: Reading, listed: BookingList) -> Sequence[tuple[BookingListRow, str]]:
        """Each row and its standing."""
        return [(each.row, str(each.standing)) for each in check_bookings(desk, reading, listed)]

    def cells(self, row: BookingListRow) -> tuple[str, ...]:
        """The row in words, name and phone masked."""
        when = f"{row.day.isoformat()} {row.slot}"
        return (row.source_id, mask_name(row.name), mask_phone(row.phone), row.item, when)

    def commands(self, desk: Desk, listed: BookingList, rows: Sequence[BookingListRow]) -> list[Book]:
        """A command for each row."""
        return booking_commands(desk, listed, rows, INITIATOR)
