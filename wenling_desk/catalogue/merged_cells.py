"""Which rows of a worksheet share one merged cell: a reader of values sees an empty cell in all but the first."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Final

_MERGED: Final = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')
_BLOCK: Final = 1 << 20
_OVERLAP: Final = 200
MOST_MERGED: Final = 20_000
"""Merged cells looked at; a list of that many is a drawing."""

Spans = tuple[tuple[int, int], ...]
"""The first and the last row of each merged cell of a column that covers several rows."""


def merged_columns(path: Path, header_row: int, sheet: str = "") -> Mapping[str, Spans]:
    """The merged cells below a header, by the header's words without blanks; of the first worksheet where no name is
    given. Nothing for a file that is no workbook or cannot be read: its reader says so."""
    if path.suffix.lower() != ".xlsx":
        return {}
    import openpyxl  # only an import needs it, and it is slow to load

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(path, read_only=True)
        try:
            page = book[sheet or book.sheetnames[0]]
            page.reset_dimensions()  # the size a file claims may be a million columns
            header = next(page.iter_rows(min_row=header_row, max_row=header_row, values_only=True), ())
            part = str(getattr(page, "_worksheet_path", ""))
        finally:
            book.close()
        with zipfile.ZipFile(path) as archive, archive.open(part.lstrip("/")) as stream:
            spans = _spans_in(stream)
    except Exception:  # a broken workbook raises whatever its XML makes the reader stumble over
        return {}
    named = {"".join(str(name or "").split()): spans.get(at, ()) for at, name in enumerate(header, 1)}
    return {name: tuple(sorted(own)) for name, own in named.items() if name and own}


def _spans_in(stream: IO[bytes]) -> Mapping[int, list[tuple[int, int]]]:
    found: dict[int, list[tuple[int, int]]] = {}
    rest, count = b"", 0
    while block := stream.read(_BLOCK):
        data = rest + block
        end = 0
        for match in _MERGED.finditer(data):
            end = match.end()
            count += 1
            left, top, right, bottom = match.groups()
            if int(top) == int(bottom) or count > MOST_MERGED:
                continue
            for column in range(_column(left), _column(right) + 1):
                found.setdefault(column, []).append((int(top), int(bottom)))
        rest = data[max(end, len(data) - _OVERLAP) :]
    return found


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
