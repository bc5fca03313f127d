"""The other system's files, and its lists as it exports them."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import openpyxl

from wenling_desk import resources
from wenling_desk.catalogue.platform_files import read_platform_files
from wenling_desk.domain.back_entry import PlatformFiles

HEADERS = ("办件编号", "申请人", "事项名称", "申请时间", "办件状态")
Line = tuple[object, ...]


@cache
def platform_files() -> PlatformFiles:
    """The real files."""
    return read_platform_files(resources.path("platform_forms"))


def write_csv(path: Path, lines: Sequence[Line], headers: Line = HEADERS, encoding: str = "utf-8") -> Path:
    """A list as CSV."""
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream).writerows([headers, *lines])
    return path


def write_xlsx(path: Path, lines: Sequence[Line], headers: Line = HEADERS, title: str = "") -> Path:
    """A list as a workbook, with a title line where one is given."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    if title:
        sheet.append([title])
    for line in (headers, *lines):
        sheet.append(list(line))
    book.save(path)
    return path
