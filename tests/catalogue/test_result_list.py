"""A department's result list comes back as CSV or XLSX; one wrong cell spoils its own row and no other."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from wenling_desk.catalogue.result_list import read_result_list
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.use_cases.import_results import ResultRow


def rows_of(file: Path) -> list[ResultRow]:
    return [listed.row for listed in read_result_list(file).rows if listed.row is not None]


HEADER = "文书编号,结果,经办人,证照编号,理由\n"


def test_rows_of_a_csv(tmp_path: Path) -> None:
    file = tmp_path / "results.csv"
    rows = "331081-26-k7qx-000001-j,准予,王科长,证字1,\n331081-26-K7QX-000002-H,不予,王科长,,面积不够\n"
    file.write_bytes((HEADER + rows).encode("gb18030"))
    granted, denied = rows_of(file)
    assert (granted.number, granted.granted, granted.officer) == ("331081-26-K7QX-000001-J", True, "王科长")
    assert granted.result_number == "证字1"
    assert (denied.granted, denied.reasons) == (False, ("面积不够",))


def test_rows_of_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["办件编号", "决定", "签发人", "事项编码"])
    sheet.append(["3310812026", "同意", "李局长", "SC001"])
    book.save(tmp_path / "results.xlsx")
    [row] = rows_of(tmp_path / "results.xlsx")
    assert (row.number, row.member, row.granted, row.officer) == ("3310812026", "SC001", True, "李局长")


def test_a_wrong_cell_spoils_its_own_row(tmp_path: Path) -> None:
    file = tmp_path / "results.csv"
    header = "编号,结果,经办人,决定日期\n"
    rows = "1,也许,王,2026-11-24\n2,准予,王,某天\n3,同意,王,2026年11月24日\n"
    file.write_text(header + rows, encoding="utf-8")
    found = read_result_list(file)
    maybe, someday, good = found.rows
    assert (maybe.line, maybe.row, maybe.column, maybe.value) == (2, None, "结果", "也许")
    assert (someday.row, someday.column, someday.value) == (None, "决定日期", "某天")
    assert good.row is not None
    assert good.row.decided_on == date(2026, 11, 24)
    assert found.command_id(2) != found.command_id(3)
    assert len(found.command_id(2)) < 64


def test_a_title_may_stand_above_and_days_may_be_a_workbooks(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["市场监管局办结清单"])
    sheet.append(["文书编号", "结果", "经办人", "日期", "证照编号"])
    sheet.append(["331081-26-K7QX-000001-J", "准予", "王科长", datetime(2026, 11, 23), "证字1"])
    sheet.append(["331081-26-K7QX-000002-H", "=A1", "王科长", None, ""])
    book.save(tmp_path / "results.xlsx")
    good, formula = read_result_list(tmp_path / "results.xlsx").rows
    assert good.row is not None
    assert (good.line, good.row.decided_on, good.row.result_number) == (3, date(2026, 11, 23), "证字1")
    assert (formula.row, formula.column) == (None, "结果")


def test_a_list_without_its_columns_is_no_list(tmp_path: Path) -> None:
    file = tmp_path / "results.csv"
    file.write_text("文书编号,结果\n1,准予\n", encoding="utf-8")
    with pytest.raises(KnownTrouble) as caught:
        read_result_list(file)
    assert (caught.value.code, caught.value.values["column"]) == ("result_list_columns", "经办人")
