"""The figures of a page as CSV: one row a figure, how it is made beside it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.domain.figures import Op, figure_number
from wenling_desk.durable_files import write_durably
from wenling_desk.use_cases.figure_exports import ExportFile, ExportSheet

EVALUATED: Final = ("=", "+", "-", "@", "\t", "\r")
"""Beginnings a spreadsheet program would take for a formula."""
BYTE_ORDER_MARK: Final = "\ufeff"


def plain_cell(text: str) -> str:
    """A cell no spreadsheet program evaluates: a text that begins like a formula gets an apostrophe before it; a
    number stays one."""
    if not text.startswith(EVALUATED):
        return text
    try:
        float(text)
    except ValueError:
        return f"'{text}"
    return text


def figure_table(sheet: ExportSheet, titles: Mapping[str, str]) -> str:
    """The table. ``titles`` name the columns that are not halls: ``figure``, ``unit``, ``people``, ``formula``,
    ``base``, ``source``, ``edition``, ``period``, ``data_time``."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_plain([titles["figure"], titles["unit"], *(column.label for column in sheet.columns),
                            titles["people"], titles["formula"], titles["base"], titles["source"], titles["edition"],
                            titles["period"], titles["data_time"]]))  # fmt: skip
    period = f"{sheet.meta['first']}/{sheet.meta['last']}"
    for figure_id in dict.fromkeys(name for name, _ in sheet.values):
        values = [sheet.values[figure_id, column.column_id] for column in sheet.columns]
        figure = values[0].figure
        numbers = [figure_number(value.value, figure) if value.value is not None else "" for value in values]
        people = str(values[0].people) if figure.op is not Op.RATIO and values[0].people else ""
        made = [figure.formula, figure.base, figure.source, sheet.meta["edition"], period, sheet.meta["data_time"]]
        writer.writerow(_plain([figure.name, figure.unit, *numbers, people, *made]))
    return out.getvalue()


def _plain(cells: Sequence[str]) -> list[str]:
    return [plain_cell(cell) for cell in cells]


def write_figure_table(target: Path, sheet: ExportSheet, titles: Mapping[str, str]) -> ExportFile:
    """Write the table, whole or not at all, so that a spreadsheet program reads its Chinese. Raises
    ``export_not_written`` (file)."""
    return write_export(target, (BYTE_ORDER_MARK + figure_table(sheet, titles)).encode("utf-8"))


def write_export(target: Path, data: bytes) -> ExportFile:
    """Write a file whole or not at all. Raises ``export_not_written`` (file)."""
    try:
        write_durably(target, data)
    except OSError as error:
        raise KnownTrouble("export_not_written", file=str(target)) from error
    return ExportFile(target)
