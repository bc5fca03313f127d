"""The lines of a workbook's sheets, with what a reader of values does not see: merged cells, hidden lines, formulas."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final
from xml.parsers import expat

from wenling_desk.domain.errors import KnownTrouble

MAX_BYTES: Final = 20 << 20
MAX_UNPACKED: Final = 160 << 20
MOST_LINES: Final = 50_000
"""Lines of a sheet that are looked at, empty ones included."""
MOST_COLUMNS: Final = 200
MOST_MERGED: Final = 100_000
MOST_ELEMENTS: Final = 3_000_000
_RANGE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class Line:
    """A line: ``number`` as a person counts it, values by place, and by place why a cell is no value (-1: the whole
    line). ``merged`` holds, by place, the line and the value of the cell that a cell is merged with."""

    number: int
    cells: Mapping[int, object]
    flaws: Mapping[int, str] = field(default_factory=dict)
    merged: Mapping[int, tuple[int, object]] = field(default_factory=dict)
    hidden: bool = False


def workbook_sheets(path: Path) -> Generator[Iterator[Line], None, None]:
    """The sheets in their order, each as its lines. Raises ``import_file_too_big``, ``import_workbook_broken``,
    ``import_file_unreadable`` and ``roster_sheet_too_long``."""
    import openpyxl  # only this and an empty roster need it, and it is slow to load

    try:
        if path.stat().st_size > MAX_BYTES:
            raise KnownTrouble("import_file_too_big", file=path.name, limit=MAX_BYTES >> 20)
        with zipfile.ZipFile(path) as archive:
            if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED:
                raise KnownTrouble("import_file_too_big", file=path.name, limit=MAX_UNPACKED >> 20)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                book = openpyxl.load_workbook(path, read_only=True, keep_links=False)
                try:
                    for sheet in book.worksheets:
                        with closing(_lines(path, archive, sheet)) as lines:
                            yield lines
                finally:
                    book.close()
    except OSError as error:
        raise KnownTrouble("import_file_unreadable", file=path.name, reason=error.strerror or "") from error
    except (KnownTrouble, GeneratorExit):
        raise
    except Exception as error:  # a broken workbook raises whatever its XML makes the reader stumble over
        raise KnownTrouble("import_workbook_broken", file=path.name) from error


def _lines(path: Path, archive: zipfile.ZipFile, sheet: Any) -> Generator[Line, None, None]:
    try:
        marks = _Marks()
        with archive.open(str(sheet._worksheet_path).lstrip("/")) as stream:
            marks.read(stream)
        sheet.reset_dimensions()  # the size a file claims may be a million columns
        firsts: dict[tuple[int, int], object] = {}
        with closing(sheet.iter_rows(max_col=MOST_COLUMNS)) as rows:
            for number, cells in enumerate(rows, start=1):
                if number > MOST_LINES:
                    raise KnownTrouble("roster_sheet_too_long", file=path.name, limit=MOST_LINES)
                yield _line(number, cells, marks, firsts)
    except (KnownTrouble, OSError, GeneratorExit):
        raise
    except Exception as error:
        raise KnownTrouble("import_workbook_broken", file=path.name) from error


def _line(number: int, cells: Any, marks: _Marks, firsts: dict[tuple[int, int], object]) -> Line:
    values: dict[int, object] = {}
    flaws: dict[int, str] = {}
    merged: dict[int, tuple[int, object]] = {}
    for at, cell in enumerate(cells):
        kind, value = getattr(cell, "data_type", "n"), getattr(cell, "value", None)
        first = marks.merged.get((number, at)) if marks.merged else None
        if first == (number, at):
            firsts[first] = None if kind in ("f", "e") else value
        elif first is not None:
            merged[at] = (first[0], firsts.get(first))
            continue
        if kind == "f":
            flaws[at] = "cell_formula"
        elif kind == "e":
            flaws[at] = "cell_error"
        elif value is not None:
            values[at] = value
    return Line(number, values, flaws, merged, number in marks.hidden)


class _Marks:
    """Hidden lines, and each merged cell's first one: (line, place) -> (line, place). Reads a part of the workbook
    without building anything of it, so that no part is too large."""

    def __init__(self) -> None:
        self.hidden: set[int] = set()
        self.merged: dict[tuple[int, int], tuple[int, int]] = {}
        self._line = 0
        self._elements = 0

    def read(self, stream: IO[bytes]) -> None:
        """Read the part. Raises ValueError for one with more in it than any list of people has."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.ParseFile(stream)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > MOST_ELEMENTS:
            raise ValueError("elements")
        match name.rpartition(":")[2]:
            case "row":
                self._line = int(attributes.get("r", self._line + 1))
                if attributes.get("hidden") in ("1", "true"):
                    self.hidden.add(self._line)
            case "mergeCell":
                _spread(attributes.get("ref", ""), self.merged)


def _spread(reference: str, merged: dict[tuple[int, int], tuple[int, int]]) -> None:
    found = _RANGE.fullmatch(reference)
    if found is None:
        return
    left, top, right, bottom = _place(found[1]), int(found[2]), _place(found[3]), int(found[4])
    right, bottom = min(right, MOST_COLUMNS), min(bottom, MOST_LINES)
    if (right - left + 1) * (bottom - top + 1) + len(merged) > MOST_MERGED:
        raise ValueError("merged cells")
    for line in range(top, bottom + 1):
        for at in range(left, right + 1):
            merged[(line, at)] = (top, left)


def _place(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
