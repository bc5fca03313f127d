"""A list of past cases as others keep it: titles above, merged cells, dates of every kind, formulas, nonsense."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.small_catalogue import small_catalogue
from wenling_desk import resources
from wenling_desk.catalogue.counter_files import read_past_case_mapping
from wenling_desk.catalogue.counter_tables import read_day
from wenling_desk.catalogue.findings import CatalogueBroken
from wenling_desk.catalogue.past_case_file import read_past_cases
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.domain.past_cases import PastCaseList, PastCaseMapping
from wenling_desk.texts import Texts
from wenling_desk.ui.past_cases.row_words import REASONS, refused_words

TODAY = date(2026, 11, 24)
HEADERS = ("办件编号", "事项名称", "办理部门", "申请人", "收件日期", "办结日期", "办理结果")
GOOD = ("温食2019-00417", "食品流通许可", "市监局", "林小满", "2019-03-04", "2019-03-20", "准予")
Line = Sequence[object]


def mapping() -> PastCaseMapping:
    return read_past_case_mapping(resources.path("counter", "past_cases.yaml"))


def write(path: Path, lines: Sequence[Line], *, headers: Line = HEADERS, merge: Sequence[str] = ()) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (headers, *lines):
        sheet.append(list(line))
    for span in merge:
        sheet.merge_cells(span)
    book.save(path)
    return path


def read(path: Path, directions: PastCaseMapping | None = None) -> PastCaseList:
    return read_past_cases(path, directions or mapping(), small_catalogue(), TODAY)


def codes(listed: PastCaseList) -> list[tuple[int, str]]:
    return [(row.row, row.code) for row in listed.refused]


def test_a_good_row_is_read_whole(tmp_path: Path) -> None:
    listed = read(write(tmp_path / "旧台账.xlsx", [GOOD]))
    (row,) = listed.rows
    assert (row.row, row.number, row.title, row.department_key) == (2, "温食2019-00417", "食品流通许可", "SCJG")
    assert (row.received_on, row.decided_on, row.outcome) == (date(2019, 3, 4), date(2019, 3, 20), "准予")
    assert (row.applicant, row.applicant_masked) == ("林小满", "林**")
    assert (listed.file_name, len(listed.sha256), listed.mapping, listed.refused) == ("旧台账.xlsx", 64, "通用台账", ())


def test_a_title_above_and_columns_nobody_asked_for_do_no_harm(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["2019 年办件台账"])
    sheet.merge_cells("A1:G1")
    sheet.append(["序号", *HEADERS, "备注"])
    sheet.append([1, *GOOD, "补过一次"])
    book.save(tmp_path / "a.xlsx")
    listed = read(tmp_path / "a.xlsx")
    assert [row.row for row in listed.rows] == [3]


@pytest.mark.parametrize(
    ("at", "value", "code"),
    [
        (0, "", "number_missing"),
        (0, "没有编", "number_odd"),
        (0, "无号可查", "number_odd"),
        (1, "", "item_missing"),
        (1, "字" * 121, "name_too_long"),
        (2, "", "department_missing"),
        (2, "海洋局", "department_unknown"),
        (3, "", "applicant_missing"),
        (4, "", "day_missing"),
        (4, "去年三月", "day_odd"),
        (4, "2019-02-30", "day_odd"),
        (4, "1019-03-04", "day_too_early"),
        (4, "2029-03-04", "day_ahead"),
        (5, "2019-03-01", "days_reversed"),
        (5, "下周", "day_odd"),
        (3, "=A2&B2", "cell_is_formula"),
        (4, "=TODAY()", "cell_is_formula"),
    ],
)
def test_one_wrong_cell_refuses_its_row_and_no_other(tmp_path: Path, at: int, value: str, code: str) -> None:
    wrong = [*GOOD]
    wrong[at] = value
    other = ("温食2019-00999", *GOOD[1:])
    listed = read(write(tmp_path / "a.xlsx", [wrong, other]))
    assert codes(listed) == [(2, code)]
    assert [row.row for row in listed.rows] == [3]
    texts = Texts(resources.path("texts", "zh_CN"))
    assert refused_words(texts, listed.refused[0]).startswith("第 2 行：")


def test_a_number_twice_is_taken_once_and_the_other_row_says_where(tmp_path: Path) -> None:
    listed = read(write(tmp_path / "a.xlsx", [GOOD, GOOD, ("另-0001", *GOOD[1:])]))
    assert [row.row for row in listed.rows] == [2, 4]
    assert [(row.row, row.code, row.value) for row in listed.refused] == [(3, "number_twice", "2")]


def test_a_department_merged_over_rows_stands_for_each_of_them(tmp_path: Path) -> None:
    lines = [GOOD, ("温食2019-00418", "食品流通许可", None, "周望舒", "2019-03-05", "", "")]
    listed = read(write(tmp_path / "a.xlsx", lines, merge=["C2:C3"]))
    assert [row.department_key for row in listed.rows] == ["SCJG", "SCJG"]


def test_a_number_merged_over_rows_is_nobodys(tmp_path: Path) -> None:
    lines = [GOOD, (None, *GOOD[1:]), ("温食2019-00419", *GOOD[1:])]
    listed = read(write(tmp_path / "a.xlsx", lines, merge=["A2:A3"]))
    assert codes(listed) == [(2, "cell_merged"), (3, "cell_merged")]
    assert [row.row for row in listed.rows] == [4]


def test_days_as_cells_texts_and_serials(tmp_path: Path) -> None:
    days = [datetime(2019, 3, 4, 9, 30), "2019/3/4", "2019年3月4日", "20190304", "2019.3.4 9:30", 43528, "43528"]
    lines = [(f"温-{at:04d}", *GOOD[1:4], day, "", "") for at, day in enumerate(days)]
    listed = read(write(tmp_path / "a.xlsx", lines))
    assert [row.received_on for row in listed.rows] == [date(2019, 3, 4)] * len(days), listed.refused


@given(day=st.dates(date(1980, 1, 1), date(2060, 12, 31)))
@settings(max_examples=60, deadline=None)
def test_every_day_is_read_back(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    for text in (day.isoformat(), f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日", str(serial), f"{serial}.5"):
        assert read_day(text) == day
    assert read_day(f"{day.isoformat()} 00:00:00") == day


@given(text=st.text(max_size=12))
@settings(max_examples=80, deadline=None)
def test_no_text_breaks_the_reading_of_a_day(text: str) -> None:
    assert read_day(text) is None or isinstance(read_day(text), date)


def test_without_a_department_the_item_says_it(tmp_path: Path) -> None:
    item = small_catalogue().items["MZ003"]
    listed = read(write(tmp_path / "a.xlsx", [(GOOD[0], item.name, "", *GOOD[3:])]))
    assert listed.rows[0].department_key == item.department_key


def test_an_organisations_name_is_not_masked(tmp_path: Path) -> None:
    lines = [
        (f"温-{at:04d}", *GOOD[1:3], name, *GOOD[4:])
        for at, name in enumerate(("温岭市示例有限公司", "示例海味馆（石塘分店）", "𬱖小满", "王会"))
    ]
    assert [row.applicant_masked for row in read(write(tmp_path / "a.xlsx", lines)).rows] == [
        "温岭市示例有限公司", "示例海味馆（石塘分店）", "𬱖**", "王*",
    ]  # fmt: skip


def test_a_workbook_that_draws_on_another_file_is_refused_whole(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [GOOD])
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")
    with pytest.raises(KnownTrouble, match="counter_list_links"):
        read(path)


@pytest.mark.parametrize("lacking", ["办件编号", "事项名称", "申请人", "收件日期"])
def test_a_file_without_a_column_we_need_says_which(tmp_path: Path, lacking: str) -> None:
    headers = ["x" if header == lacking else header for header in HEADERS]
    with pytest.raises(KnownTrouble, match="counter_list_columns") as caught:
        read(write(tmp_path / "a.xlsx", [GOOD], headers=headers))
    assert caught.value.values["column"] == lacking


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.xlsx", b"PK\x03\x04 no workbook", "import_workbook_broken"),
        ("a.xlsx", b"", "import_workbook_broken"),
        ("a.doc", b"x", "import_format_unknown"),
    ],
)
def test_what_is_no_list_is_said(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(KnownTrouble, match=code):
        read(tmp_path / name)


def test_a_file_that_is_gone_is_said(tmp_path: Path) -> None:
    with pytest.raises(KnownTrouble, match="import_file_unreadable"):
        read(tmp_path / "gone.xlsx")


def test_csv_in_the_old_encoding_reads_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("w", encoding="gb18030", newline="") as stream:
        csv.writer(stream).writerows([HEADERS, GOOD])
    assert [row.applicant for row in read(path).rows] == ["林小满"]


def test_another_mapping_reads_another_list(tmp_path: Path) -> None:
    text = resources.path("counter", "past_cases.yaml").read_text(encoding="utf-8")
    text = text.replace("name: 通用台账", "name: 老系统").replace("departments: {}", "departments: {工商局: SCJG}")
    text = text.replace("number: [办件编号,", "number: [业务号,")
    (tmp_path / "old.yaml").write_text(text, encoding="utf-8")
    path = write(tmp_path / "a.xlsx", [(*GOOD[:2], "工商局", *GOOD[3:])], headers=("业务号", *HEADERS[1:]))
    listed = read(path, read_past_case_mapping(tmp_path / "old.yaml"))
    assert (listed.mapping, listed.rows[0].department_key) == ("老系统", "SCJG")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("number: [办件编号, 受理编号, 业务流水号, 申报号, 编号, 流水号]", "number: []", "columns_missing"),
        ("header_rows: 5", "header_rows: 500", "whole_out_of_range"),
        ("'(?=.*[0-9])\\S{4,50}'", "'('", "pattern_broken"),
        ("earliest: 1980-01-01", "earliest: 早", "day_spelling"),
        ("past-cases@1", "past-cases@9", "schema_wrong"),
        ("sheet: ''", "page: ''", "key_unknown"),
    ],
)
def test_a_broken_mapping_says_its_line(tmp_path: Path, old: str, new: str, code: str) -> None:
    text = resources.path("counter", "past_cases.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "m.yaml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(CatalogueBroken) as caught:
        read_past_case_mapping(tmp_path / "m.yaml")
    assert caught.value.code == "counter_file_broken"
    assert [finding.code for finding in caught.value.findings] == [code]
    assert caught.value.findings[0].line > 0


@given(
    cells=st.lists(st.one_of(st.none(), st.text(max_size=8), st.integers(0, 99999), st.dates()), min_size=7, max_size=9)
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_row_is_taken_or_refused_never_lost(tmp_path: Path, cells: list[object]) -> None:
    plain = [each if not isinstance(each, str) else "".join(filter(str.isprintable, each)) for each in cells]
    listed = read(write(tmp_path / "h.xlsx", [plain, GOOD]))
    is_blank = not any(str(each).strip() for each in plain if each is not None)
    assert len(listed.rows) + len(listed.refused) == (1 if is_blank else 2)
    assert {row.code for row in listed.refused} <= REASONS.keys()


def test_two_thousand_rows_with_a_thousand_merged_cells_are_read(tmp_path: Path) -> None:
    lines = [(f"温-{at:06d}", *GOOD[1:2], GOOD[2] if at % 2 == 0 else None, *GOOD[3:]) for at in range(2000)]
    merge = [f"C{row}:C{row + 1}" for row in range(2, 2002, 2)]
    listed = read(write(tmp_path / "a.xlsx", lines, merge=merge))
    assert len(listed.rows) == 2000
    assert listed.rows[-1].received_on + timedelta(days=16) == listed.rows[-1].decided_on
    assert replace(listed.rows[0], row=1).row == 1
