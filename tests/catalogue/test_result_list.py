"""A department's result list comes back as CSV or XLSX; one wrong cell and nothing is entered."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from wenling_desk.catalogue.result_list import read_result_list
from wenling_desk.domain.errors import KnownTrouble

HEADER = "文书编号,结果,经办人,证照编号,理由\n"


def test_rows_of_a_csv(tmp_path: Path) -> None:
    file = tmp_path / "results.csv"
    rows = "331081-26-k7qx-000001-j,准予,王科长,证字1,\n331081-26-K7QX-000002-H,不予,王科长,,面积不够\n"
    file.write_bytes((HEADER + rows).encode("gb18030"))
    granted, denied = read_result_list(file)
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
    [row] = read_result_list(tmp_path / "results.xlsx")
    assert (row.number, row.member, row.granted, row.officer) == ("3310812026", "SC001", True, "李局长")


@pytest.mark.parametrize(
    ("text", "code"),
    [("文书编号,结果\n1,准予\n", "result_list_columns"), (HEADER + "1,也许,王,,\n", "result_list_value")],
)
def test_a_wrong_list_is_refused_whole(text: str, code: str, tmp_path: Path) -> None:
    file = tmp_path / "results.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(KnownTrouble) as caught:
        read_result_list(file)
    assert caught.value.code == code
