"""The other system's files are data: what ships fits the catalogue, and a wrong file is named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support.platform import HEADERS, platform_files, write_csv, write_xlsx
from wenling_desk import resources
from wenling_desk.catalogue.platform_files import read_platform_files
from wenling_desk.catalogue.platform_list import read_platform_list
from wenling_desk.domain.back_entry import NO_SPACES, PLAIN, formatted
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.use_cases.platform_ports import PlatformList, RefusedRow

GOOD = ("331081202611030001", "林见秋", "补领婚姻登记证", "2026-11-03", "已受理")


def test_every_form_names_items_and_fields_the_catalogue_has(bundled: Catalogue) -> None:
    for form in platform_files().forms:
        assert [code for code in form.items if code not in bundled.items] == []
        keys = [each.source.removeprefix("form.") for each in form.fields if each.source.startswith("form.")]
        assert [key for key in keys if key != "*" and key not in bundled.fields] == []


def test_nothing_that_ships_pretends_to_be_documented() -> None:
    files = platform_files()
    assert {form.status for form in files.forms} | {files.rule.status} == {"inferred"}
    assert all(form.source for form in files.forms)


@pytest.mark.parametrize(
    ("value", "how", "there"),
    [
        ("2026-11-03", "{year}年{month}月{day}日", "2026年11月3日"),
        ("2026-1-3", "{year:04d}-{month:02d}-{day:02d}", "2026-01-03"),
        ("不详", "{year}/{month}/{day}", "不详"),
        (" 138 0000 5678 ", NO_SPACES, "13800005678"),
        (" 留空 ", PLAIN, " 留空 "),
    ],
)
def test_values_are_written_as_the_other_system_takes_them(value: str, how: str, there: str) -> None:
    assert formatted(value, how) == there


@pytest.mark.parametrize(
    ("file", "old", "new", "detail"),
    [
        ("platform.yaml", "within_hours: 4", "within_hours: 0", "within_hours"),
        ("platform.yaml", "within_hours: 4", "within_hours: soon", "within_hours"),
        ("platform.yaml", "schema: wenling-desk/platform@1", "schema: other@1", "schema"),
        ("platform.yaml", "number_shape: '[0-9", "number_shape: '([0-9", "error"),
        ("platform.yaml", "退件: returned", "退件: lost", "states"),
        ("platform.yaml", "    as_of: [", "    other: [", "columns"),
        ("generic.yaml", "applicant.phone", "applicant.shoe_size", "applicant.shoe_size"),
        ("generic.yaml", "{source: form.*}", "{source: nothing}", "nothing"),
        ("generic.yaml", "applicant.phone", "applicant.name", "twice"),
        ("generic.yaml", "format: date}", "format: moon}", "moon"),
        ("generic.yaml", "items: []", "items: [MZ003]", "MZ003"),
        ("generic.yaml", "status: inferred", "status: certain", "certain"),
        ("generic.yaml", "label: 联系地址", "label: ''", "applicant.address"),
        ("marriage_reissue.yaml", "items: [MZ003]", "items: []", "all items"),
        ("marriage_reissue.yaml", "fields:", "fields: [", "line"),
    ],
)
def test_a_wrong_file_is_named_with_what_is_wrong(tmp_path: Path, file: str, old: str, new: str, detail: str) -> None:
    folder = tmp_path / "platform_forms"
    shutil.copytree(resources.path("platform_forms"), folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(KnownTrouble) as caught:
        read_platform_files(folder)
    assert caught.value.code == "platform_data_broken"
    assert detail in f"{caught.value.values}"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KnownTrouble) as caught:
        read_platform_files(tmp_path)
    assert caught.value.values["file"] == "platform.yaml"


# -- its list ------------------------------------------------------------------------------------------------


def read(path: Path) -> PlatformList:
    return read_platform_list(path, platform_files())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_in_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    [row] = read(write_csv(tmp_path / "list.csv", [GOOD], encoding=encoding)).rows
    assert (row.official_number, row.applicant, row.status, row.row) == (GOOD[0], GOOD[1], GOOD[4], 2)
    assert row.applied_on is not None
    assert row.applied_on.isoformat() == "2026-11-03"
    assert row.applicant not in repr(row), "a name must not come into a log"


def test_a_workbook_with_a_title_and_other_spellings(tmp_path: Path) -> None:
    headers = ("业务流水号", "申请人/单位名称", "业务办理项名称", "申报时间", "当前状态", "更新时间", "备注")
    line = ("331081-2026 0001", "林 见秋", "补领", "2026年11月3日 08:12", "已退回", "2026/11/03 09:30:05", "x")
    [row] = read(write_xlsx(tmp_path / "list.xlsx", [line], headers, title="温岭市办件清单")).rows
    assert (row.official_number, row.applicant, row.as_of) == ("331081-20260001", "林见秋", "2026-11-03T09:30:05")
    assert row.row == 3


@pytest.mark.parametrize(
    ("line", "code", "column"),
    [
        (("", *GOOD[1:]), "number_missing", "办件编号"),
        (("张三丰", *GOOD[1:]), "number_odd", "办件编号"),
        ((*GOOD[:4], ""), "status_missing", "办件状态"),
        ((*GOOD[:3], "前天", GOOD[4]), "day_odd", "申请时间"),
        ((*GOOD[:3], "2026-13-45", GOOD[4]), "day_odd", "申请时间"),
        ((*GOOD[:4], "长" * 5000), "cell_too_long", "办件状态"),
        ((*GOOD, "多出来的"), "row_too_long", ""),
    ],
)
def test_a_wrong_cell_refuses_its_row_and_no_other(
    tmp_path: Path, line: tuple[str, ...], code: str, column: str
) -> None:
    other = ("331081202611030002", *GOOD[1:])
    found = read(write_csv(tmp_path / "list.csv", [line, other]))
    assert [row.official_number for row in found.rows] == [other[0]]
    [refused] = found.refused
    assert (refused.row, refused.code, refused.column) == (2, code, column)


def test_a_formula_in_a_workbook_is_refused(tmp_path: Path) -> None:
    found = read(write_xlsx(tmp_path / "list.xlsx", [('=HYPERLINK("http://x","1")', *GOOD[1:]), GOOD]))
    assert found.refused == (RefusedRow(2, "cell_is_formula", "办件编号"),)
    assert len(found.rows) == 1


def test_a_number_stands_once(tmp_path: Path) -> None:
    found = read(write_csv(tmp_path / "list.csv", [GOOD, GOOD]))
    assert len(found.rows) == 1
    assert found.refused == (RefusedRow(3, "row_twice", "办件编号", GOOD[0]),)


def test_the_same_file_has_the_same_hash(tmp_path: Path) -> None:
    one, two = write_csv(tmp_path / "a.csv", [GOOD]), write_csv(tmp_path / "b.csv", [GOOD])
    assert read(one).sha256 == read(two).sha256
    assert read(write_csv(tmp_path / "c.csv", [GOOD], (*HEADERS[:4], "状态"))).sha256 != read(one).sha256


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("list.csv", "姓名,电话\n林见秋,1\n".encode(), "platform_list_columns"),
        ("list.csv", b"", "import_no_header"),
        ("list.xlsx", b"PK\x03\x04 no workbook", "import_workbook_broken"),
        ("list.csv", b"\xff\xfe\x00", "import_encoding"),
        ("list.exe", b"MZ", "import_format_unknown"),
    ],
)
def test_what_is_no_such_list_is_refused_whole(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(KnownTrouble) as caught:
        read(file)
    assert caught.value.code == code


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(KnownTrouble, match="import_file_unreadable"):
        read(tmp_path / "none.csv")
