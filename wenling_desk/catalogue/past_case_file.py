"""A list of past cases: a workbook or CSV of another system's making, read by a mapping, each row with its sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from wenling_desk.catalogue.counter_files import PAST_NEEDS
from wenling_desk.catalogue.counter_tables import LONGEST_VALUE, FoundTable, find_table, read_day
from wenling_desk.catalogue.import_sources import SourceRow
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.past_cases import PastCaseList, PastCaseMapping, PastCaseRow, RefusedListRow

MOST_NAME: Final = 120
"""Characters of a name; a longer one is a sentence that slipped into the column."""


def read_past_cases(path: Path, mapping: PastCaseMapping, catalogue: Catalogue, today: date) -> PastCaseList:
    """The rows of a list; a wrong cell refuses its row and no other.

    Raises ``KnownTrouble``: ``counter_list_columns`` where it is no such list, ``counter_list_links``, and the codes
    ``import_…`` of a file that cannot be read.
    """
    table = find_table(path, mapping.columns, PAST_NEEDS, mapping.header_rows, mapping.sheet)
    reader = _Reader(table, mapping, _departments(mapping, catalogue), _items(catalogue), today)
    rows: list[PastCaseRow] = []
    refused: list[RefusedListRow] = []
    first_row: dict[str, int] = {}
    for source in table.rows:
        found = reader.read(source)
        if isinstance(found, PastCaseRow) and found.number in first_row:
            found = RefusedListRow(found.row, "number_twice", table.columns["number"], str(first_row[found.number]))
        if isinstance(found, RefusedListRow):
            refused.append(found)
        else:
            first_row[found.number] = found.row
            rows.append(found)
    return PastCaseList(path.name, table.sha256, mapping.name, tuple(rows), tuple(refused))


def _departments(mapping: PastCaseMapping, catalogue: Catalogue) -> dict[str, str]:
    """Every spelling of a department -> its key; those of the mapping first."""
    known: dict[str, str] = {}
    for key, department in catalogue.departments.items():
        known |= {key: key, department.name: key}
        if department.short_name:
            known[department.short_name] = key
    own = {name: key for name, key in mapping.departments.items() if key in catalogue.departments}
    return {"".join(name.split()): key for name, key in (known | own).items()}


def _items(catalogue: Catalogue) -> dict[str, str]:
    """Name of an item or bundle -> the key of its department."""
    bundles = {bundle.name: bundle.lead_department for bundle in catalogue.bundles.values()}
    return bundles | {item.name: item.department_key for item in catalogue.items.values()}


@dataclass(frozen=True, slots=True)
class _Reader:
    table: FoundTable
    mapping: PastCaseMapping
    departments: Mapping[str, str]
    items: Mapping[str, str]
    today: date

    def read(self, source: SourceRow) -> PastCaseRow | RefusedListRow:
        """One row."""
        flaw = self.table.flaw(source)
        if flaw is not None:
            return RefusedListRow(source.number, *flaw)
        if "number" in self.table.merged_with(source):
            return self._refused(source, "cell_merged", "number")
        cells = self.table.cells(source)
        code, name = self._wrong_text(cells)
        if code:
            return self._refused(source, code, name, cells.get(name, ""))
        days: dict[str, date | None] = {}
        for name in ("received_on", "decided_on"):
            text = cells.get(name, "")
            day = days[name] = read_day(text)
            code = self._wrong_day(name, text, day)
            if code:
                return self._refused(source, code, name, text)
        received, decided = days["received_on"], days["decided_on"]
        assert received is not None  # a missing one was refused
        if decided is not None and decided < received:
            return self._refused(source, "days_reversed", "decided_on", cells["decided_on"])
        title = cells["item"]
        return PastCaseRow(
            row=source.number,
            number="".join(cells["number"].split()),
            title=title,
            department_key=self._department(cells),
            applicant=cells["applicant"],
            applicant_masked=self.mapping.masked(cells["applicant"]),
            received_on=received,
            decided_on=decided,
            outcome=cells.get("outcome", "")[:MOST_NAME],
            phone="".join(cells.get("phone", "").split()),
        )

    def _wrong_text(self, cells: Mapping[str, str]) -> tuple[str, str]:
        number = "".join(cells["number"].split())
        if not number:
            return "number_missing", "number"
        if not re.fullmatch(self.mapping.number_shape, number):
            return "number_odd", "number"
        for name, code in (("item", "item_missing"), ("applicant", "applicant_missing")):
            if not cells[name]:
                return code, name
            if len(cells[name]) > MOST_NAME:
                return "name_too_long", name
        if not self._department(cells):
            return ("department_unknown" if cells.get("department") else "department_missing"), "department"
        return "", ""

    def _department(self, cells: Mapping[str, str]) -> str:
        """By the column; without a word there, by the item's name in the catalogue."""
        written = "".join(cells.get("department", "").split())
        return self.departments.get(written, "") if written else self.items.get(cells["item"], "")

    def _wrong_day(self, name: str, text: str, day: date | None) -> str:
        if not text:
            return "day_missing" if name == "received_on" else ""
        if day is None:
            return "day_odd"
        if day < self.mapping.earliest:
            return "day_too_early"
        return "day_ahead" if day > self.today else ""

    def _refused(self, source: SourceRow, code: str, name: str, value: str = "") -> RefusedListRow:
        column = self.table.columns.get(name, self.mapping.columns.get(name, ("",))[0])
        return RefusedListRow(source.number, code, column, value[:LONGEST_VALUE])
