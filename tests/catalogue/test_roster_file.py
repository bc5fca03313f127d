"""Rosters as people make them: every bad cell its own flaw, every good row taken, and no file too clever."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from tests.support.rosters import number_of, rules
from wenling_desk import resources
from wenling_desk.catalogue.roster_file import read_roster, write_template
from wenling_desk.catalogue.roster_rules import read_roster_rules
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.domain.identity import IdentityKind
from wenling_desk.domain.roster import RosterForm, RosterRow
from wenling_desk.domain.roster_rules import RosterFile

HEADING = ["姓名", "身份证号码", "手机号", "岗位"]


def hiring() -> RosterForm:
    form = rules().form_of("RS005")
    assert form is not None
    return form


def workbook(path: Path, lines: Sequence[Any], work: Callable[[Any], None] | None = None) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in lines:
        sheet.append(list(line))
    if work is not None:
        work(sheet)
    file = path / "roster.xlsx"
    book.save(file)
    return file


def read(file: Path) -> RosterFile:
    return read_roster(file, hiring(), rules())


def codes(row: RosterRow) -> list[tuple[str, str]]:
    return [(flaw.column, flaw.code) for flaw in row.gaps]


def test_a_plain_workbook(tmp_path: Path) -> None:
    file = workbook(
        tmp_path, [HEADING, ["赵一", number_of(1), "13800005678", "针车"], ["钱二", number_of(2), None, None]]
    )
    found = read(file)
    first, second = found.rows
    assert (first.position, first.source_row, first.name) == (1, 2, "赵一")
    assert (first.identity_number, first.phone, first.values) == (number_of(1), "13800005678", {"post": "针车"})
    assert (second.position, second.phone, second.gaps) == (2, "", ())


@pytest.mark.parametrize("above", range(5))
def test_the_heading_stands_on_any_of_the_first_lines(above: int, tmp_path: Path) -> None:
    def title(sheet: Any) -> None:
        if above:
            sheet.merge_cells("A1:D1")

    titles = [["温岭市示例鞋业有限公司招工花名册"], *([["填表说明"]] * (above - 1))] if above else []
    file = workbook(tmp_path, [*titles, HEADING, ["赵一", number_of(1), None, None]], title)
    [row] = read(file).rows
    assert (row.name, row.source_row) == ("赵一", above + 2)


def test_a_heading_below_that_is_not_looked_for(tmp_path: Path) -> None:
    file = workbook(tmp_path, [*([["说明"]] * 5), HEADING, ["赵一", number_of(1), None, None]])
    with pytest.raises(KnownTrouble) as caught:
        read(file)
    assert caught.value.code == "roster_no_heading"


def test_headings_in_every_spelling_and_those_nobody_asked_for(tmp_path: Path) -> None:
    heading = ["序号", " 姓 名＊", "公民身份\n号码", "联系电话：", "部门", "姓名"]
    [row] = (found := read(workbook(tmp_path, [heading, [1, "赵一", number_of(1), "13800005678", "一车间", "x"]]))).rows
    assert (row.name, row.identity_number, row.phone) == ("赵一", number_of(1), "13800005678")
    assert found.unread == ("序号", "部门", "姓名")


@pytest.mark.parametrize(
    ("value", "number", "code"),
    [
        (331081199003077828, "", "cell_number_lost"),
        (3.31081199003078e17, "", "cell_number_lost"),
        ("3.31081E+17", "", "cell_number_lost"),
        ("=A1", "", "cell_formula"),
        ("=[other.xlsx]Sheet1!A1", "", "cell_formula"),
        ("'331081199003077828", "331081199003077828", ""),
        ("３３１０８１１９９００３０７７８２８", "331081199003077828", ""),
        ("33108119900307782x", "33108119900307782X", ""),
        (" 331081 19900307 7828 ", "331081199003077828", ""),
        (331081900307782, "331081900307782", ""),
        (True, "", "cell_error"),
    ],
)
def test_numbers_as_spreadsheets_keep_them(value: Any, number: str, code: str, tmp_path: Path) -> None:
    file = workbook(tmp_path, [HEADING, ["赵一", value, None, None], ["钱二", number_of(2), None, None]])
    first, second = read(file).rows
    assert (first.identity_number, codes(first)) == (number, [("identity_number", code)] if code else [])
    assert codes(second) == []


@pytest.mark.parametrize(
    ("value", "phone", "code"),
    [
        (13800005678, "13800005678", ""),
        (13800005678.0, "13800005678", ""),
        ("13800005678.0", "13800005678", ""),
        ("１３８００００５６７８", "13800005678", ""),
        ("1.38E+10", "", "cell_number_lost"),
    ],
)
def test_phones_as_spreadsheets_keep_them(value: Any, phone: str, code: str, tmp_path: Path) -> None:
    [row] = read(workbook(tmp_path, [HEADING, ["赵一", number_of(1), value, None]])).rows
    assert (row.phone, codes(row)) == (phone, [("phone", code)] if code else [])


def test_a_date_is_a_day(tmp_path: Path) -> None:
    heading = [*HEADING, "入职日期"]
    line = ["赵一", number_of(1), None, None, datetime(2026, 3, 1)]
    [row] = read(workbook(tmp_path, [heading, line])).rows
    assert row.values["contract_from"] == "2026-03-01"


def test_what_a_group_shares_is_filled_down_but_nobody_shares_a_number(tmp_path: Path) -> None:
    lines = [
        HEADING,
        ["赵一", number_of(1), None, "针车"],
        ["钱二", None, None, None],
        ["孙三", number_of(3), None, None],
    ]

    def merge(sheet: Any) -> None:
        sheet.merge_cells("D2:D4")
        sheet.merge_cells("B2:B3")

    first, second, third = read(workbook(tmp_path, lines, merge)).rows
    assert [row.values for row in (first, second, third)] == [{"post": "针车"}] * 3
    assert codes(first) == []
    assert codes(second) == [("identity_number", "cell_merged")]
    assert codes(third) == []


def test_a_second_line_of_heading_with_a_word_and_a_total_are_told_not_dropped(tmp_path: Path) -> None:
    lines = [HEADING, [None, None, None, "（工种）"], ["赵一", number_of(1), None, None], ["合计：1 人"]]

    def merge(sheet: Any) -> None:
        for column in "ABC":
            sheet.merge_cells(f"{column}1:{column}2")

    # The second line has a word of its own where a person's post would stand, so it is told, not dropped.
    second, person, total = read(workbook(tmp_path, lines, merge)).rows
    assert (second.name, second.values) == ("", {"post": "（工种）"})
    assert (person.name, person.gaps) == ("赵一", ())
    assert (total.name, total.identity_number) == ("合计：1人", "")


def test_empty_and_hidden_lines(tmp_path: Path) -> None:
    lines = [
        HEADING,
        [],
        ["赵一", number_of(1), None, None],
        [None, " ", None, None],
        ["钱二", number_of(2), None, None],
    ]

    def hide(sheet: Any) -> None:
        sheet.row_dimensions[5].hidden = True

    first, second = read(workbook(tmp_path, lines, hide)).rows
    assert (first.source_row, second.source_row) == (3, 5)
    assert first.notes == ()
    assert [note.code for note in second.notes] == ["cell_row_hidden"]
    assert second.gaps == ()


def test_kinds_of_documents(tmp_path: Path) -> None:
    heading = ["姓名", "证件类型", "证件号码"]
    lines = [heading, ["赵一", "身份证", number_of(1)], ["Lin", "护照", "E12345678"], ["钱二", "工作证", "7"]]
    first, second, third = read(workbook(tmp_path, lines)).rows
    assert first.identity_kind is IdentityKind.RESIDENT_ID_CARD
    assert second.identity_kind is IdentityKind.PASSPORT
    assert codes(third) == [("identity_kind", "cell_kind_unknown")]


def test_a_csv_from_windows(tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"
    text = f'招工花名册\n姓名,身份证号码,手机号,岗位\n赵一,="{number_of(1)}",13800005678,针车\n钱二,3.31081E+17,,\n'
    file.write_bytes(text.encode("gb18030"))
    first, second = read(file).rows
    assert (first.name, first.identity_number, first.source_row) == ("赵一", number_of(1), 3)
    assert codes(second) == [("identity_number", "cell_number_lost")]


def test_a_shifted_line_of_a_csv_is_told(tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"
    file.write_text(f"姓名,身份证号码\n赵,一,{number_of(1)}\n钱二,{number_of(2)}\n", encoding="utf-8")
    first, second = read(file).rows
    assert ("", "cell_row_shifted") in codes(first)
    assert codes(second) == []


def test_the_second_sheet_is_read_where_the_first_is_an_explanation(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.append(["填表说明"])
    second = book.create_sheet("花名册")
    second.append(HEADING)
    second.append(["赵一", number_of(1), None, None])
    book.save(tmp_path / "two.xlsx")
    assert len(read(tmp_path / "two.xlsx").rows) == 1


def test_more_rows_than_the_limit_are_refused_whole(tmp_path: Path) -> None:
    limit = rules().most_rows
    file = tmp_path / "roster.csv"
    lines = "".join(f"赵{n},{number_of(n)}\n" for n in range(limit + 1))
    file.write_text("姓名,身份证号码\n" + lines, encoding="utf-8")
    with pytest.raises(KnownTrouble) as caught:
        read(file)
    assert (caught.value.code, caught.value.values["limit"]) == ("roster_too_many_rows", limit)


def test_a_heading_without_people(tmp_path: Path) -> None:
    with pytest.raises(KnownTrouble) as caught:
        read(workbook(tmp_path, [HEADING]))
    assert caught.value.code == "roster_no_rows"


def bomb(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (200 << 20))
    return path


def broken_sheet(path: Path, body: str) -> Path:
    """A workbook whose sheet was written by somebody who wanted to see what happens."""
    good = workbook(path, [HEADING, ["赵一", number_of(1), None, None]])
    file = path / "broken.xlsx"
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, body.encode() if name == "xl/worksheets/sheet1.xml" else data)
    return file


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/>{}</worksheet>'
LONG = (
    '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>证件号码</t></is></c></row>' + "<row/>" * 50_001 + "</sheetData>"
)
ENTITIES = '<!DOCTYPE x [<!ENTITY a "{}">{}]><worksheet>&z;</worksheet>'.format(
    "a" * 100, "".join(f'<!ENTITY {b} "{f"&{a};" * 100}">' for a, b in zip("abcdefy", "bcdefyz", strict=True))
)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda path: bomb(path / "bomb.xlsx"), "import_file_too_big"),
        (lambda path: broken_sheet(path, "<worksheet><sheetData><row"), "import_workbook_broken"),
        (lambda path: broken_sheet(path, ENTITIES), "import_workbook_broken"),
        (
            lambda path: broken_sheet(
                path, SHEET.format('<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')
            ),
            "import_workbook_broken",
        ),
        (
            lambda path: broken_sheet(path, SHEET.format("").replace("<sheetData/>", LONG)),
            "roster_sheet_too_long",
        ),
    ],
    ids=["bomb", "cut", "entities", "merged", "long"],
)  # fmt: skip
def test_files_that_mean_harm(make: Callable[[Path], Path], code: str, tmp_path: Path) -> None:
    with pytest.raises(KnownTrouble) as caught:
        read(make(tmp_path))
    assert caught.value.code == code


@pytest.mark.parametrize(("name", "data", "code"), [
    ("roster.xlsx", b"PK\x03\x04 no zip", "import_workbook_broken"),
    ("roster.xls", b"\xd0\xcf\x11\xe0", "import_format_unknown"),
    ("roster.csv", b"\xff\xfe\xff", "import_encoding"),
    ("nothing.xlsx", None, "import_file_unreadable"),
], ids=["zip", "xls", "bytes", "gone"])  # fmt: skip
def test_files_that_are_no_list(name: str, data: bytes | None, code: str, tmp_path: Path) -> None:
    file = tmp_path / name
    if data is not None:
        file.write_bytes(data)
    with pytest.raises(KnownTrouble) as caught:
        read(file)
    assert caught.value.code == code


def test_an_empty_roster_can_be_filled_and_read_back(tmp_path: Path) -> None:
    file = tmp_path / "empty.xlsx"
    write_template(file, hiring(), "名单")
    book = openpyxl.load_workbook(file)
    sheet = book.active
    assert sheet is not None
    headings = [cell.value for cell in sheet[1]]
    assert headings[:3] == ["姓名*", "证件类型", "证件号码*"]
    sheet.append(["赵一", "", number_of(1)])
    book.save(file)
    [row] = read(file).rows
    assert (row.name, row.identity_number) == ("赵一", number_of(1))


def test_an_empty_roster_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(KnownTrouble) as caught:
        write_template(tmp_path / "gone" / "empty.xlsx", hiring(), "名单")
    assert caught.value.code == "roster_template_unwritable"


FILE = resources.path("counter", "roster.yaml")


def test_every_item_of_the_real_file_is_in_the_catalogue() -> None:
    listed = "\n".join(path.read_text(encoding="utf-8") for path in resources.path("catalogue", "items").glob("*.yaml"))
    for target in rules().forms:
        assert f"- code: {target}\n" in listed


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("most_rows: 5000", "most_rows: 0", "most_rows"),
        ("most_bytes: 4194304", "most_bytes: 9000000", "most_bytes"),
        ("roster@1", "roster@2", "schema"),
        ("targets: [RS002]", "targets: [RS005]", "RS005 stands twice"),
        ("name!, identity_kind, identity_number!, phone, address!", "name!, phone", "columns of"),
        ("phone, post, contract_from", "phone, nothing, contract_from", "nothing"),
        ("resident_id_card:", "some_card:", "some_card"),
        ("职工姓名", "手机号", "belongs to"),
        ("limits: {", "limits: {{", "line"),
    ],
)
def test_a_wrong_file_says_what_is_wrong(before: str, after: str, said: str, tmp_path: Path) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert before in text
    wrong = tmp_path / "roster.yaml"
    wrong.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(KnownTrouble) as caught:
        read_roster_rules(wrong)
    assert caught.value.code == "roster_rules_broken"
    assert said in str(caught.value.values["detail"])


def test_every_roster_says_who_says_so() -> None:
    for plain in yaml.safe_load(FILE.read_text(encoding="utf-8"))["rosters"]:
        assert plain["source"]
        assert plain["status"] == "inferred"
