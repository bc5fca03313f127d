"""A roster somebody typed in a spreadsheet: XLSX or CSV, with all that people do to tables; and an empty one to fill.

A bad cell spoils its row only, and says so; what a formula or a merged cell means is never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from wenling_desk.catalogue.import_mapping import ImportMapping
from wenling_desk.catalogue.import_sources import WHOLE_ROW, clean, read_table
from wenling_desk.catalogue.roster_rules import heading_of
from wenling_desk.catalogue.roster_workbook import Line, workbook_sheets
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.domain.identity import IdentityKind
from wenling_desk.domain.roster import KIND, NAME, NUMBER, PHONE, RosterForm, RosterRow, RowFlaw
from wenling_desk.domain.roster_rules import RosterFile, RosterRules

EXACT: Final = 10**15
"""A spreadsheet keeps fifteen digits of a number; what is longer was rounded."""
LONGEST_KEPT: Final = 200
_SCIENTIFIC: Final = re.compile(r"[0-9](\.[0-9]+)?[eE]\+?[0-9]+")
_WHOLE: Final = re.compile(r"([0-9]+)\.0+")
_AS_IT_COMES: Final = ImportMapping(
    list_format=None, encoding="", delimiter=",", sheet="", header_row=1, rows="", columns={}, values={}, split={},
    defaults={}, release="", effective_from=date.min, source="", new_departments=False, code_prefix="",
    keep_other_columns=True,
)  # fmt: skip


def read_roster(path: Path, form: RosterForm, rules: RosterRules) -> RosterFile:
    """The rows below the heading, in the order of the file, not checked yet.

    Raises ``KnownTrouble``: ``roster_no_heading`` where no line names the columns we cannot do without,
    ``roster_no_rows``, ``roster_too_many_rows``, and the codes ``import_…`` of a file that cannot be read.
    """
    sheets = workbook_sheets(path) if path.suffix.lower() == ".xlsx" else _csv_sheets(path, rules)
    with closing(sheets):
        for lines in sheets:
            found = _table(lines, form, rules)
            if found is not None:
                return _rows(path, found, rules)
    raise KnownTrouble("roster_no_heading", file=path.name, rows=rules.heading_rows)


def _csv_sheets(path: Path, rules: RosterRules) -> Generator[Iterator[Line], None, None]:
    """A CSV file, once for each line that may be its heading: the reader wants to know it beforehand."""
    for number in range(1, rules.heading_rows + 1):
        table = read_table(path, replace(_AS_IT_COMES, header_row=number))
        yield _csv_lines(number, table.headers, table.rows)
        if not table.rows:
            return


def _csv_lines(number: int, headers: Sequence[str], rows: Sequence[Any]) -> Iterator[Line]:
    yield Line(number, dict(enumerate(headers)))
    for row in rows:
        flaws = {at: "cell_error" for at, name in enumerate(headers) if name in row.flaws}
        if WHOLE_ROW in row.flaws:
            flaws[-1] = "cell_row_shifted"
        yield Line(row.number, {at: row.cells.get(name, "") for at, name in enumerate(headers)}, flaws)


@dataclass
class _Table:
    """The lines below a heading (the line ``heading``), and which column stands where; ``unread`` are the other
    headings."""

    heading: int
    places: Mapping[int, str]
    lines: Iterator[Line]
    unread: tuple[str, ...] = field(default=())


def _table(lines: Iterator[Line], form: RosterForm, rules: RosterRules) -> _Table | None:
    """The table below the first of the first lines that names name and number."""
    owners = {heading: column for column, known in rules.headings.items() for heading in known}
    asked = {column.column_id for column in form.columns}
    first = 0
    for line in lines:
        first = first or line.number
        if line.number > max(first, 1) + rules.heading_rows - 1:
            return None
        places: dict[int, str] = {}
        unread = []
        for at, value in line.cells.items():
            column = owners.get(heading_of(str(value))) if isinstance(value, str) else None
            if column in asked and column not in places.values():
                places[at] = str(column)
            elif str(value or "").strip():
                unread.append(clean(str(value))[:LONGEST_KEPT])
        if {NAME, NUMBER} <= set(places.values()):
            return _Table(line.number, places, lines, tuple(unread))
    return None


def _rows(path: Path, table: _Table, rules: RosterRules) -> RosterFile:
    rows: list[RosterRow] = []
    for line in table.lines:
        row = _row(len(rows) + 1, line, table, rules)
        if row is None:
            continue
        if len(rows) >= rules.most_rows:
            raise KnownTrouble("roster_too_many_rows", file=path.name, limit=rules.most_rows)
        rows.append(row)
    if not rows:
        raise KnownTrouble("roster_no_rows", file=path.name)
    return RosterFile(path.name, tuple(rows), table.unread)


def _row(position: int, line: Line, table: _Table, rules: RosterRules) -> RosterRow | None:
    """A row of the roster; ``None`` for a line with nothing of its own in any column that is asked (a total, a
    signature, the second line of a heading)."""
    texts: dict[str, str] = {}
    flaws: list[RowFlaw] = []
    merged: list[RowFlaw] = []
    for at, column in table.places.items():
        if at in line.merged:
            texts[column], code = _merged(column, line, at, table.heading)
            merged += [RowFlaw(column, code)] if code else []
            continue
        code, text = line.flaws.get(at, ""), ""
        if not code:
            text, code = _text(column, line.cells.get(at))
        if code:
            flaws.append(RowFlaw(column, code))
        texts[column] = text
    own = [texts[column] for at, column in table.places.items() if at not in line.merged]
    if not flaws and not any(own):
        return None
    flaws += merged
    if -1 in line.flaws:
        flaws.append(RowFlaw("", line.flaws[-1]))
    kind = IdentityKind.RESIDENT_ID_CARD
    if (word := texts.pop(KIND, "")) != "":
        found = rules.identity_words.get(heading_of(word))
        if found is None:
            flaws.append(RowFlaw(KIND, "cell_kind_unknown"))
        kind = found or kind
    return RosterRow(
        position=position,
        name=texts.pop(NAME, ""),
        identity_kind=kind,
        identity_number=texts.pop(NUMBER, ""),
        phone=texts.pop(PHONE, ""),
        values={column: text for column, text in texts.items() if text},
        source_row=line.number,
        gaps=tuple(flaws),
        notes=(RowFlaw("", "cell_row_hidden"),) if line.hidden else (),
    )


def _merged(column: str, line: Line, at: int, heading: int) -> tuple[str, str]:
    """A cell merged with an earlier one: what a group shares stands in each of its lines, but nobody shares a name, a
    number or a phone; side by side it is not known which column was meant."""
    first, value = line.merged[at]
    if first <= heading:
        return "", ""
    if first == line.number or column in (NAME, NUMBER, PHONE):
        return "", "cell_merged"
    return _text(column, value)


def _text(column: str, value: object) -> tuple[str, str]:
    """A cell as it was meant, or why it cannot be known."""
    if value is None:
        return "", ""
    if isinstance(value, datetime):
        return value.date().isoformat(), ""
    if isinstance(value, bool):
        return "", "cell_error"
    if isinstance(value, int):
        rounded = column == NUMBER and value >= EXACT and value % 1000 == 0
        return ("", "cell_number_lost") if rounded else (str(value), "")
    if isinstance(value, float):
        return _from_float(value)
    text = clean(str(value)).replace("\n", " ")
    if column in (NUMBER, PHONE):
        text = "".join(unicodedata.normalize("NFKC", text).split()).lstrip("'`")
        if _SCIENTIFIC.fullmatch(text):
            return "", "cell_number_lost"
        whole = _WHOLE.fullmatch(text)
        text = whole[1] if whole is not None else text
    if column == NAME and not any(character.isascii() and character.isalpha() for character in text):
        text = text.replace(" ", "")
    return text[:LONGEST_KEPT], ""


def _from_float(value: float) -> tuple[str, str]:
    if value != value or value in (float("inf"), float("-inf")):
        return "", "cell_error"
    if abs(value) >= EXACT:
        return "", "cell_number_lost"
    return (str(int(value)) if value.is_integer() else repr(value)), ""


def write_template(path: Path, form: RosterForm, sheet_name: str) -> None:
    """An empty roster with the form's headings, every column as text so that no number is rounded.

    Raises ``KnownTrouble``: ``roster_template_unwritable``.
    """
    import openpyxl  # only this and a read roster need it, and it is slow to load
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook()
    sheet = book.active
    if sheet is None:
        raise RuntimeError("a new workbook has a sheet")
    sheet.title = sheet_name
    sheet.append([f"{column.label}*" if column.required else column.label for column in form.columns])
    for at, column in enumerate(form.columns, start=1):
        sheet.cell(1, at).font = Font(bold=True)
        dimension = sheet.column_dimensions[get_column_letter(at)]
        dimension.number_format = "@"
        dimension.width = 24 if column.column_id == NUMBER else 16
    sheet.freeze_panes = "A2"
    try:
        book.save(path)
    except OSError as error:
        raise KnownTrouble("roster_template_unwritable", file=path.name, reason=error.strerror or "") from error
