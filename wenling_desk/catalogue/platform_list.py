"""The other system's case list: a CSV or XLSX file with any of several header spellings, as rows to look at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from wenling_desk.catalogue.import_mapping import ImportMapping
from wenling_desk.catalogue.import_sources import WHOLE_ROW, SourceRow, SourceTable, clean, read_table
from wenling_desk.domain.back_entry import PlatformFiles
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.use_cases.platform_ports import PlatformList, PlatformRow, RefusedRow

LONGEST_VALUE: Final = 60
"""Characters of a wrong cell that are shown; more would be somebody's whole story."""
_AS_IT_COMES: Final = ImportMapping(
    list_format=None, encoding="", delimiter=",", sheet="", header_row=1, rows="", columns={}, values={}, split={},
    defaults={}, release="", effective_from=date.min, source="", new_departments=False, code_prefix="",
    keep_other_columns=True,
)  # fmt: skip
_DAY: Final = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})")
_TIME: Final = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
NEEDED: Final = ("official_number", "status")


def read_platform_list(path: Path, files: PlatformFiles) -> PlatformList:
    """The rows of a list; a wrong cell refuses its row and no other.

    Raises ``KnownTrouble``: ``platform_list_columns`` where it is no such list, and the codes ``import_…`` of a file
    that cannot be read.
    """
    table, columns = _find_header(path, files)
    rows: list[PlatformRow] = []
    refused: list[RefusedRow] = []
    first_row: dict[str, int] = {}
    for source in table.rows:
        found = _row(source, columns, files)
        if isinstance(found, PlatformRow) and found.official_number in first_row:
            found = RefusedRow(found.row, "row_twice", columns["official_number"], found.official_number)
        if isinstance(found, RefusedRow):
            refused.append(found)
        else:
            first_row[found.official_number] = found.row
            rows.append(found)
    try:
        digest = sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise KnownTrouble("import_file_unreadable", file=path.name, reason=error.strerror or "") from error
    return PlatformList(path.name, digest, tuple(rows), tuple(refused))


def _find_header(path: Path, files: PlatformFiles) -> tuple[SourceTable, dict[str, str]]:
    """The table below the first line that names the columns we cannot do without; lines above it are a title."""
    shape = files.list_shape
    for line in range(1, shape.header_rows + 1):
        table = read_table(path, replace(_AS_IT_COMES, header_row=line))
        columns = {
            name: header for name, spellings in shape.columns.items() if (header := _header_of(table, spellings))
        }
        if all(name in columns for name in NEEDED):
            return table, columns
        if not table.rows:
            break
    raise KnownTrouble("platform_list_columns", file=path.name, column=shape.columns[NEEDED[0]][0])


def _header_of(table: SourceTable, spellings: tuple[str, ...]) -> str:
    bare = {"".join(header.split()): header for header in table.headers}
    return next((bare[spelling] for spelling in spellings if spelling in bare), "")


def _row(source: SourceRow, columns: Mapping[str, str], files: PlatformFiles) -> PlatformRow | RefusedRow:
    if WHOLE_ROW in source.flaws:
        return RefusedRow(source.number, source.flaws[WHOLE_ROW])
    for header in columns.values():
        if header in source.flaws:
            return RefusedRow(source.number, source.flaws[header], header)
    cells = {name: clean(source.cells.get(header, "")) for name, header in columns.items()}
    number = "".join(cells["official_number"].split())
    if not files.rule.is_number(number):
        code = "number_odd" if number else "number_missing"
        return RefusedRow(source.number, code, columns["official_number"], number[:LONGEST_VALUE])
    if not cells["status"]:
        return RefusedRow(source.number, "status_missing", columns["status"])
    applied = cells.get("applied_on", "")
    day = _day(applied)
    if applied and day is None:
        return RefusedRow(source.number, "day_odd", columns["applied_on"], applied[:LONGEST_VALUE])
    as_of = cells.get("as_of", "")
    moment = _moment(as_of)
    if as_of and moment is None:
        return RefusedRow(source.number, "day_odd", columns["as_of"], as_of[:LONGEST_VALUE])
    return PlatformRow(
        row=source.number,
        official_number=number,
        status=cells["status"][:LONGEST_VALUE],
        applicant="".join(cells.get("applicant", "").split()),
        item_name=cells.get("item_name", ""),
        item_code=cells.get("item_code", ""),
        applied_on=day,
        as_of=moment.isoformat() if moment is not None else "",
    )


def _day(text: str) -> date | None:
    found = _DAY.match(text)
    try:
        return date(*(int(part) for part in found.groups())) if found is not None else None
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    day, time = _day(text), _TIME.search(text)
    if day is None:
        return None
    hour, minute, second = (int(part or 0) for part in time.groups()) if time is not None else (0, 0, 0)
    try:
        return datetime(day.year, day.month, day.day, hour, minute, second)
    except ValueError:
        return None
