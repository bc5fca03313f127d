"""Rows of a list of other people's making: CSV in odd encodings, nested JSON, XLSX; one shape, one text per cell."""

from __future__ import annotations

import codecs
import csv
import json
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from wenling_desk.catalogue.import_mapping import ImportMapping, ListFormat
from wenling_desk.domain.errors import KnownTrouble

MAX_BYTES = 256 * 1024 * 1024
MAX_UNPACKED_BYTES = 512 * 1024 * 1024
MAX_ROWS = 500_000
LONGEST_CELL = 4000
LONGEST_HEADER = 100
WHOLE_ROW = ""
"""Stands for a column where a flaw concerns the whole row."""
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
_BLANKS = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r"\s*\n\s*")
_TEXT_FORMULA = re.compile(r'="([^"]*)"')
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row: ``number`` as a person counts it in the file; ``flaws`` maps a column to why its cell is no text."""

    number: int
    cells: Mapping[str, str]
    flaws: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SourceTable:
    """All rows, and the headers (for JSON: the keys) found; ``bad_headers`` maps a column to why it is not used."""

    headers: tuple[str, ...]
    rows: Sequence[SourceRow]
    bad_headers: Mapping[str, str]


def read_table(path: Path, mapping: ImportMapping) -> SourceTable:
    """Read the whole list. Raises :class:`KnownTrouble` with a code ``import_…`` when the file as such is unusable."""
    chosen = mapping.list_format or _format_by_suffix(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise KnownTrouble("import_file_too_big", file=path.name, limit=MAX_BYTES // 1024 // 1024)
        match chosen:
            case ListFormat.CSV:
                return _grid(_csv_lines(path, mapping), mapping)
            case ListFormat.JSON:
                return _json_table(path, mapping)
            case ListFormat.XLSX:
                return _grid(workbook_lines(path, mapping.sheet), mapping)
    except OSError as error:
        raise KnownTrouble("import_file_unreadable", file=path.name, reason=error.strerror or "") from error


def _format_by_suffix(path: Path) -> ListFormat:
    try:
        return ListFormat(path.suffix.lower().removeprefix("."))
    except ValueError:
        raise KnownTrouble("import_format_unknown", file=path.name) from None


def clean(text: str) -> str:
    """A cell as it should have been typed: composed, without invisible characters, blanks single, ends bare."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFC", text)).replace("\r\n", "\n").replace("\r", "\n")
    plain = "".join(char for char in plain if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs"))
    return _BREAKS.sub("\n", _BLANKS.sub(" ", plain)).strip()


Cell = tuple[str, str]
"""A cell's text and, when it is no text, the reason."""


def _to_cell(value: object) -> Cell:
    if value is None:
        return "", ""
    if isinstance(value, bool):
        return ("true" if value else "false"), ""
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            return "", "cell_not_finite"
        return (str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)), ""
    text = clean(str(value))
    if (quoted := _TEXT_FORMULA.fullmatch(text)) is not None:
        text = quoted.group(1)
    return (text, "") if len(text) <= LONGEST_CELL else ("", "cell_too_long")


def _grid(lines: Iterator[tuple[int, list[Cell]]], mapping: ImportMapping) -> SourceTable:
    """A table with headers in one line; lines above it are a title and skipped."""
    headers: list[str] = []
    bad: dict[str, str] = {}
    rows: list[SourceRow] = []
    for number, cells in lines:
        if number < mapping.header_row:
            continue
        if number == mapping.header_row:
            headers, bad = _headers(cells)
            continue
        if not any(text or flaw for text, flaw in cells):
            continue
        if len(rows) >= MAX_ROWS:
            raise KnownTrouble("import_too_many_rows", limit=MAX_ROWS)
        named = [(name, cell) for name, cell in zip(headers, cells, strict=False) if name]
        surplus = any(text for text, _ in cells[len(headers) :])
        flaws = {name: flaw for name, (_, flaw) in named if flaw}
        if surplus:
            flaws[WHOLE_ROW] = "row_too_long"
        rows.append(SourceRow(number, {name: text for name, (text, _) in named if text}, flaws))
    if not headers:
        raise KnownTrouble("import_no_header", row=mapping.header_row)
    return SourceTable(tuple(name for name in headers if name), rows, bad)


def _headers(cells: list[Cell]) -> tuple[list[str], dict[str, str]]:
    headers: list[str] = []
    bad: dict[str, str] = {}
    for position, (text, _) in enumerate(cells, start=1):
        name = text.replace("\n", "")
        if not name:
            bad[str(position)] = "header_missing"
        elif name in headers:
            bad[name] = "header_twice"
            name = ""
        elif len(name) > LONGEST_HEADER:
            bad[name[:LONGEST_HEADER]] = "header_too_long"
            name = ""
        headers.append(name)
    return headers, bad


def _csv_lines(path: Path, mapping: ImportMapping) -> Iterator[tuple[int, list[Cell]]]:
    text = _decode(path.read_bytes(), mapping.encoding, path.name)
    reader = csv.reader(text.splitlines(keepends=True), delimiter=mapping.delimiter)
    try:
        for number, line in enumerate(reader, start=1):
            yield number, [_to_cell(each) for each in line]
    except csv.Error as error:
        raise KnownTrouble("import_csv_broken", file=path.name, line=reader.line_num) from error


def _decode(data: bytes, encoding: str, name: str) -> str:
    """By the mapping, else by byte order mark, else UTF-8, else GB 18030 (which contains GBK and GB 2312)."""
    candidates = [encoding] if encoding else [codec for bom, codec in _BOMS if data.startswith(bom)]
    for candidate in candidates or ["utf-8", "gb18030"]:
        try:
            return data.decode(candidate)
        except UnicodeDecodeError:
            continue
        except LookupError:
            raise KnownTrouble("import_encoding_unknown", encoding=candidate) from None
    raise KnownTrouble("import_encoding", file=name)


def workbook_lines(path: Path, wanted: str) -> Iterator[tuple[int, list[Cell]]]:
    """The rows of a workbook's sheet, of its first one where none is wanted; formulas and error values are
    flaws, for what they show is not what they say."""
    import openpyxl  # only an import needs it, and it is slow to load

    try:
        with zipfile.ZipFile(path) as archive:
            if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED_BYTES:
                raise KnownTrouble("import_file_too_big", file=path.name, limit=MAX_UNPACKED_BYTES // 1024 // 1024)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(path, read_only=True)
            try:
                if wanted and wanted not in book.sheetnames:
                    raise KnownTrouble("import_no_sheet", sheet=wanted, known="、".join(book.sheetnames))
                sheet = book[wanted or book.sheetnames[0]]
                sheet.reset_dimensions()  # the size a file claims may be a million columns
                for number, row in enumerate(sheet.iter_rows(), start=1):
                    yield number, [_from_workbook(cell) for cell in row]
            finally:
                book.close()
    except (KnownTrouble, OSError, GeneratorExit):
        raise
    except Exception as error:  # a broken workbook raises whatever its XML makes the reader stumble over
        raise KnownTrouble("import_workbook_broken", file=path.name) from error


def _from_workbook(cell: object) -> Cell:
    kind, value = getattr(cell, "data_type", "n"), getattr(cell, "value", None)
    if kind == "f":
        return "", "cell_is_formula"
    if kind == "e":
        return "", "cell_is_error"
    return _to_cell(value)


def _json_table(path: Path, mapping: ImportMapping) -> SourceTable:
    text = _decode(path.read_bytes(), mapping.encoding, path.name)
    try:
        top = json.loads(text)
    except json.JSONDecodeError as error:
        raise KnownTrouble("import_json_broken", file=path.name, line=error.lineno) from None
    except RecursionError:
        raise KnownTrouble("import_json_too_deep", file=path.name) from None
    except ValueError:  # a number of thousands of digits
        raise KnownTrouble("import_json_broken", file=path.name, line=0) from None
    rows: list[SourceRow] = []
    headers: dict[str, None] = {}
    for number, chain in enumerate(_walk([top], _steps(mapping.rows)), start=1):
        if len(rows) >= MAX_ROWS:
            raise KnownTrouble("import_too_many_rows", limit=MAX_ROWS)
        cells, flaws = _json_cells(chain, mapping)
        headers.update(dict.fromkeys([*cells, *flaws]))
        rows.append(SourceRow(number, cells, flaws))
    if not rows:
        raise KnownTrouble("import_no_rows", rows=mapping.rows)
    return SourceTable(tuple(headers), rows, {})


def _steps(path: str) -> list[str]:
    """``data.list[].children[]`` as ``data``, ``list``, ``[]``, ``children``, ``[]``."""
    return [step for part in path.split(".") for step in re.split(r"(\[\])", part) if step]


def _walk(chain: list[object], steps: list[str]) -> Iterator[list[object]]:
    """Every value at the path, each with its ancestors; a list at the end of the path counts by its entries."""
    value = chain[-1]
    if not steps:
        if isinstance(value, list):
            for each in value:
                yield [*chain[:-1], each]
        else:
            yield chain
    elif steps[0] == "[]":
        for each in value if isinstance(value, list) else ():
            yield from _walk([*chain[:-1], each], steps[1:])
    elif isinstance(value, dict) and steps[0] in value:
        yield from _walk([*chain, value[steps[0]]], steps[1:])


def _json_cells(chain: list[object], mapping: ImportMapping) -> tuple[dict[str, str], dict[str, str]]:
    row = chain[-1]
    if not isinstance(row, dict):
        return {}, {WHOLE_ROW: "row_no_object"}
    wanted = dict.fromkeys(mapping.columns.values())
    taken = {steps[0] for column in wanted if (steps := _steps(column))}
    found = {column: _json_text(chain, column) for column in wanted}
    if mapping.keep_other_columns:
        others = ((clean(key)[:LONGEST_HEADER], value) for key, value in row.items() if key not in taken)
        found |= {name: _scalar_text(value) for name, value in others if name and name not in found}
    cells = {column: text for column, (text, _) in found.items() if text}
    flaws = {column: flaw for column, (_, flaw) in found.items() if flaw}
    return cells, flaws


def _json_text(chain: list[object], column: str) -> Cell:
    """The text at a path; ``../`` climbs to the enclosing object, several values are joined by a line break."""
    depth = 0
    while column.startswith("../"):
        column, depth = column[3:], depth + 1
    holders = [each for each in chain if isinstance(each, dict)]
    if depth >= len(holders):
        return "", ""
    found = [_scalar_text(each[-1]) for each in _walk([holders[-1 - depth]], _steps(column))]
    flaw = next((flaw for _, flaw in found if flaw), "")
    return ("", flaw) if flaw else _to_cell("\n".join(text for text, _ in found if text))


def _scalar_text(value: object) -> Cell:
    if isinstance(value, (dict, list)):
        return _to_cell(json.dumps(value, ensure_ascii=False, allow_nan=True)) if value else ("", "")
    return _to_cell(value)
