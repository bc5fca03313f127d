"""Lists other systems export: the header is found under any of its spellings, each row keeps its place.

Shared by bookings and past cases. Nothing a workbook computes is believed; one that draws on other files is refused.
"""

from __future__ import annotations

import re
import zipfile
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final

from wenling_desk.catalogue.import_mapping import ImportMapping
from wenling_desk.catalogue.import_sources import WHOLE_ROW, SourceRow, SourceTable, clean, read_table
from wenling_desk.catalogue.merged_cells import Spans, merged_columns
from wenling_desk.domain.errors import KnownTrouble

LONGEST_VALUE: Final = 60
"""Characters of a wrong cell that are shown; more would be somebody's whole story."""
_AS_IT_COMES: Final = ImportMapping(
    list_format=None, encoding="", delimiter=",", sheet="", header_row=1, rows="", columns={}, values={}, split={},
    defaults={}, release="", effective_from=date.min, source="", new_departments=False, code_prefix="",
    keep_other_columns=True,
)  # fmt: skip
_DAY: Final = re.compile(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})(?!\d)")
_BARE_DAY: Final = re.compile(r"(\d{4})(\d{2})(\d{2})(?!\d)")
_SERIAL: Final = re.compile(r"\d{5}(\.\d+)?")
_SERIAL_ZERO: Final = date(1899, 12, 30)
_LINKS: Final = "xl/externalLinks/"


@dataclass(frozen=True, slots=True)
class FoundTable:
    """The rows below the header. ``columns`` maps our name of a column to the header found, ``merged`` to the rows of
    its merged cells."""

    rows: tuple[SourceRow, ...]
    columns: Mapping[str, str]
    merged: Mapping[str, Spans]
    sha256: str

    def flaw(self, row: SourceRow) -> tuple[str, str] | None:
        """Why a row cannot be read at all: a code and the column; ``None`` where every cell we need is a text."""
        if WHOLE_ROW in row.flaws:
            return row.flaws[WHOLE_ROW], ""
        return next(((row.flaws[name], name) for name in self.columns.values() if name in row.flaws), None)

    def cells(self, row: SourceRow) -> dict[str, str]:
        """The row's texts by our names. A column the list does not have is empty; a cell merged with those above it
        says what stands in the first of them."""
        found = {name: clean(row.cells.get(header, "")) for name, header in self.columns.items()}
        for name, first in self.merged_with(row).items():
            if not found[name]:
                at = bisect_left(self.rows, first, key=lambda each: each.number)
                above = self.rows[at] if at < len(self.rows) else row
                found[name] = clean(above.cells.get(self.columns[name], "")) if above.number == first else ""
        return found

    def merged_with(self, row: SourceRow) -> dict[str, int]:
        """The columns whose cell in this row is merged with others above or below it, and the first row of each."""
        found = {}
        for name, spans in self.merged.items():
            at = bisect_right(spans, row.number, key=lambda span: span[0]) - 1
            if at >= 0 and row.number <= spans[at][1]:
                found[name] = spans[at][0]
        return found


def find_table(
    path: Path, spellings: Mapping[str, tuple[str, ...]], needed: Iterable[str], header_rows: int, sheet: str = ""
) -> FoundTable:
    """The table below the first line that names every column in ``needed``; lines above it are a title.

    Raises ``KnownTrouble``: ``counter_list_columns`` where no line does, ``counter_list_links`` for a workbook that
    draws on other files, and the codes ``import_…`` of a file that cannot be read.
    """
    digest = _digest(path)
    refuse_links(path)
    wanted = tuple(needed)
    missing = spellings[wanted[0]][0]
    for line in range(1, header_rows + 1):
        table = read_table(path, replace(_AS_IT_COMES, header_row=line, sheet=sheet))
        columns = {name: header for name, known in spellings.items() if (header := _header_of(table, known))}
        lacking = [name for name in wanted if name not in columns]
        if not lacking:
            merged = merged_columns(path, line, sheet)
            spans = {name: own for name, header in columns.items() if (own := merged.get("".join(header.split())))}
            return FoundTable(tuple(table.rows), columns, spans, digest)
        if len(lacking) < len(wanted):
            missing = spellings[lacking[0]][0]
        if not table.rows:
            break
    raise KnownTrouble("counter_list_columns", file=path.name, column=missing)


def read_day(text: str) -> date | None:
    """2026-01-31, 2026/1/31, 2026年1月31日, 20260131, with or without a time, or a workbook's serial number of days."""
    if (found := _DAY.match(text) or _BARE_DAY.match(text)) is not None:
        try:
            return date(*(int(part) for part in found.groups()))
        except ValueError:
            return None
    if _SERIAL.fullmatch(text):
        return _SERIAL_ZERO + timedelta(days=int(text[:5]))
    return None


def _header_of(table: SourceTable, spellings: tuple[str, ...]) -> str:
    bare = {"".join(header.split()): header for header in table.headers}
    return next((bare[spelling] for spelling in spellings if spelling in bare), "")


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            made = sha256()
            while block := stream.read(1 << 20):
                made.update(block)
    except OSError as error:
        raise KnownTrouble("import_file_unreadable", file=path.name, reason=error.strerror or "") from error
    return made.hexdigest()


def refuse_links(path: Path) -> None:
    """Raises ``counter_list_links`` (file) for a workbook that draws on other files."""
    if path.suffix.lower() != ".xlsx":
        return
    try:
        with zipfile.ZipFile(path) as archive:
            linked = any(name.startswith(_LINKS) for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, NotImplementedError):
        return  # the reader says what is wrong with the file
    if linked:
        raise KnownTrouble("counter_list_links", file=path.name)
