"""Fills a receiving office's own XLSX template: only its named cells, everything else stays as it came."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.domain.figures import PERCENT, Figure, FigureValue
from wenling_desk.exports.figure_table import write_export
from wenling_desk.use_cases.figure_exports import CellPart, ExportFile, ExportSheet, NamedCell, WorkbookMapping

TEXT: Final = "s"
MOST_BYTES: Final = 32 << 20
"""A template is a form, not a database: larger ones are refused before they are unpacked."""
MOST_UNPACKED: Final = 256 << 20


def fill_workbook(mapping: WorkbookMapping, template: Path, target: Path, sheet: ExportSheet) -> ExportFile:
    """Write ``target`` from ``template`` with the mapped cells filled. Numbers are written as numbers, words as words:
    what begins with ``=`` is text and never evaluated. Names the template does not have are returned as missing.

    Raises ``template_unreadable`` (file) for what is no XLSX, ``target_is_template`` (file) and
    ``export_not_written`` (file).
    """
    from openpyxl.utils.exceptions import InvalidFileException

    if template.resolve() == target.resolve():
        raise KnownTrouble("target_is_template", file=str(target))
    try:
        workbook = _opened(template)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, InvalidFileException) as error:
        raise KnownTrouble("template_unreadable", file=str(template)) from error
    missing = []
    for cell in mapping.cells:
        places = list(_places(workbook, cell.name))
        if not places:
            missing.append(cell.name)
        for worksheet, place in places:
            _write(worksheet[place], _content(cell, sheet), _figure(cell, sheet))
    # Formulas of the template's own read what stands in the cells now, not what stood there.
    workbook.calculation.fullCalcOnLoad = True
    packed = io.BytesIO()
    workbook.save(packed)
    write_export(target, packed.getvalue())
    return ExportFile(target, tuple(missing))


def _opened(template: Path) -> Any:
    from openpyxl import load_workbook

    if template.stat().st_size > MOST_BYTES:
        raise ValueError("too large")
    with zipfile.ZipFile(template) as packed:
        if sum(each.file_size for each in packed.infolist()) > MOST_UNPACKED:
            raise ValueError("too large unpacked")
    return load_workbook(template)


def _places(workbook: Any, name: str) -> Iterator[tuple[Any, str]]:
    """The cells of a name, of the book and of its sheets; of a range its first cell."""
    found = [workbook.defined_names[name]] if name in workbook.defined_names else []
    found += [sheet.defined_names[name] for sheet in workbook.worksheets if name in sheet.defined_names]
    for defined in found:
        for title, reference in defined.destinations:
            if title in workbook.sheetnames:
                yield workbook[title], reference.replace("$", "").split(":")[0]


def _figure(cell: NamedCell, sheet: ExportSheet) -> Figure | None:
    value = sheet.figure(cell.figure, cell.column) if cell.figure else None
    return value.figure if value is not None and cell.part is CellPart.VALUE else None


def _content(cell: NamedCell, sheet: ExportSheet) -> str | int | float | None:
    if cell.meta is not None:
        return sheet.meta.get(str(cell.meta), "")
    value = sheet.figure(cell.figure, cell.column)
    return None if value is None else part_of(value, cell.part)


def part_of(value: FigureValue, part: CellPart) -> str | int | float | None:
    """A part of a figure as a spreadsheet holds it: a ratio as a part of one, ``None`` where there is no value."""
    if part is CellPart.VALUE:
        if value.value is None:
            return None
        whole = value.value.denominator == 1 and value.figure.unit != PERCENT
        return value.value.numerator if whole else float(value.value)
    if part in (CellPart.FORMULA, CellPart.BASE, CellPart.SOURCE):
        return str(getattr(value.figure, part.value))
    return int(getattr(value, part.value))


def _write(cell: Any, content: str | int | float | None, figure: Figure | None) -> None:
    """Into one cell; its look stays, but a ratio in a cell without a number format is shown in hundredths."""
    if isinstance(content, str):
        cell.value = None
        cell._value = content
        cell.data_type = TEXT
        return
    cell.value = content
    if figure is not None and figure.unit == PERCENT and cell.number_format == "General":
        cell.number_format = "0." + "0" * figure.places + "%" if figure.places else "0%"
