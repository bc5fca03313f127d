"""An online booking system's list: a workbook or CSV, read by ``resources/counter/bookings.yaml``, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from wenling_desk.catalogue.counter_files import BOOKING_NEEDS
from wenling_desk.catalogue.counter_tables import LONGEST_VALUE, FoundTable, find_table, read_day
from wenling_desk.catalogue.import_sources import SourceRow
from wenling_desk.domain.bookings import BookingRules, read_time
from wenling_desk.domain.identity import phone_problem
from wenling_desk.domain.past_cases import RefusedListRow
from wenling_desk.use_cases.booking_list import BookingList, BookingListRow

MOST_NAME = 60
MOST_NOTE = 200


def read_booking_list(path: Path, rules: BookingRules, hall: tuple[str, str], today: date) -> BookingList:
    """The rows of a list that are for this hall (``hall``: its code and name); a wrong cell refuses its row only.

    Raises as :func:`wenling_desk.catalogue.past_case_file.read_past_cases`.
    """
    shape = rules.list_shape
    table = find_table(path, shape.columns, BOOKING_NEEDS, shape.header_rows)
    reader = _Reader(table, rules, hall, today)
    rows: list[BookingListRow] = []
    refused: list[RefusedListRow] = []
    first_row: dict[str, int] = {}
    for source in table.rows:
        found = reader.read(source)
        if isinstance(found, BookingListRow) and found.source_id in first_row:
            at = first_row[found.source_id]
            found = RefusedListRow(found.row, "source_twice", table.columns["source_id"], str(at))
        if isinstance(found, RefusedListRow):
            refused.append(found)
        else:
            first_row[found.source_id] = found.row
            rows.append(found)
    return BookingList(path.name, table.sha256, tuple(rows), tuple(refused))


@dataclass(frozen=True, slots=True)
class _Reader:
    table: FoundTable
    rules: BookingRules
    hall: tuple[str, str]
    today: date

    def read(self, source: SourceRow) -> BookingListRow | RefusedListRow:
        """One row."""
        flaw = self.table.flaw(source)
        if flaw is not None:
            return RefusedListRow(source.number, *flaw)
        merged = next((name for name in ("source_id", "name", "phone") if name in self.table.merged_with(source)), "")
        if merged:
            return self._refused(source, "cell_merged", merged)
        cells = self.table.cells(source)
        for code, name in self._wrong(cells):
            return self._refused(source, code, name, cells.get(name, ""))
        day = read_day(cells["day"])
        assert day is not None  # an unreadable one was refused
        start = read_time(cells["slot"], self.rules.list_shape)
        slot = self.rules.of(self.hall[0]).slot(start)
        return BookingListRow(
            row=source.number,
            source_id=cells["source_id"],
            name=cells["name"],
            phone="".join(cells["phone"].split()),
            item=cells["item"],
            day=day,
            slot=slot.start if slot is not None else start,
            note=cells.get("note", "")[:MOST_NOTE],
        )

    def _wrong(self, cells: dict[str, str]) -> Iterator[tuple[str, str]]:
        """What is wrong with a row, the first thing first."""
        hall, state = cells.get("hall", ""), cells.get("state", "")
        if hall and hall not in self.hall:
            yield "other_hall", "hall"
        if state in self.rules.list_shape.dropped_states:
            yield "state_dropped", "state"
        for name, code in (
            ("source_id", "source_missing"), ("name", "name_missing"), ("phone", "phone_missing"),
            ("item", "item_missing"),
        ):  # fmt: skip
            if not cells[name]:
                yield code, name
            elif len(cells[name]) > MOST_NAME:
                yield "name_too_long", name
        if phone_problem("".join(cells["phone"].split())):
            yield "phone_odd", "phone"
        day = read_day(cells["day"])
        if day is None:
            yield ("day_odd" if cells["day"] else "day_missing"), "day"
        elif day < self.today:
            yield "day_past", "day"
        if not read_time(cells["slot"], self.rules.list_shape):
            yield ("slot_odd" if cells["slot"] else "slot_missing"), "slot"

    def _refused(self, source: SourceRow, code: str, name: str, value: str = "") -> RefusedListRow:
        return RefusedListRow(source.number, code, self.table.columns.get(name, ""), value[:LONGEST_VALUE])
