"""Published lists of other people's making: taken in whole, refused by row and column, never half written."""

from __future__ import annotations

import contextlib
import csv
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from wenling_desk import resources
from wenling_desk.catalogue.findings import CatalogueBroken
from wenling_desk.catalogue.import_list import ImportReport, import_list
from wenling_desk.catalogue.loader import check_catalogue, load_catalogue
from wenling_desk.catalogue.yaml_writer import document
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.domain.service_item import HandlingKind, ItemType, TimeLimit, TimeUnit
from wenling_desk.texts import Texts

HEADERS = ["实施编码", "事项名称", "实施主体", "事项类型", "法定时限", "承诺时限", "设定依据", "申请材料", "窗口"]
GOOD = [
    "A1",
    "食品经营许可",
    "市监局",
    "行政许可",
    "20个工作日",
    "5",
    "《食品安全法》第三十五条",
    "申请书；身份证",
    "3 号窗口",
]
SECOND = ["A2", "婚姻登记", "民政局", "行政确认", "当场", "当场", "《民法典》", "身份证；户口簿", ""]
MAPPING: dict[str, Any] = {
    "schema": "wenling-desk/import-mapping@1",
    "release": "2026.12",
    "effective_from": "2026-12-01",
    "source": "某市清单",
    "columns": {
        "code": "实施编码",
        "name": "事项名称",
        "department": "实施主体",
        "item_type": "事项类型",
        "statutory_time_limit": "法定时限",
        "committed_time_limit": "承诺时限",
        "legal_basis": "设定依据",
        "materials": "申请材料",
    },
    "values": {
        "item_type": {"行政许可": "licence", "行政确认": "confirmation"},
        "unit": {"个工作日": "working_days", "当场": "on_the_spot", "天": "natural_days"},
    },
    "split": {"materials": ["；"]},
    "defaults": {"handling_kind": "time_limited", "committed_unit": "working_days", "statutory_unit": "working_days"},
}


class Desk:
    """A folder to import in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.out = folder / "out"
        self.texts = Texts(resources.path("texts", "zh_CN"))

    def mapping(self, **changes: Any) -> Path:
        path = self.folder / "mapping.yaml"
        text = document((), {**MAPPING, **changes}).replace("'2026-12-01'", "2026-12-01")
        path.write_text(text, encoding="utf-8")
        return path

    def csv(self, *rows: list[str], encoding: str = "utf-8-sig", headers: list[str] = HEADERS) -> Path:
        stream = io.StringIO()
        csv.writer(stream).writerows([headers, *rows])
        path = self.folder / "list.csv"
        path.write_bytes(stream.getvalue().encode(encoding))
        return path

    def take(self, file: Path, **changes: Any) -> ImportReport:
        return import_list(file, self.mapping(**changes), self.out, base=resources.root())

    def refused(self, report: ImportReport) -> list[tuple[int, str, object]]:
        return [(each.line, each.code, each.values["column"]) for each in report.refusals]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_in_any_usual_encoding(desk: Desk, encoding: str) -> None:
    report = desk.take(desk.csv(GOOD, SECOND, encoding=encoding))
    assert (report.rows_read, report.items_written, report.refusals) == (2, 2, ())
    assert report.exit_status == 0
    assert check_catalogue(desk.out) == list(report.findings)
    catalogue = load_catalogue(desk.out)
    food = catalogue.items["A1"]
    assert (food.name, food.department_key, food.item_type) == ("食品经营许可", "SCJG", ItemType.LICENCE)
    assert food.statutory_time_limit == TimeLimit(20, TimeUnit.WORKING_DAYS)
    assert food.committed_time_limit == TimeLimit(5, TimeUnit.WORKING_DAYS)
    assert food.handling_kind is HandlingKind.TIME_LIMITED
    assert [(material.material_id, material.name) for material in food.materials] == [
        ("m1", "申请书"),
        ("m2", "身份证"),
    ]
    assert food.sources == ("某市清单",)
    assert catalogue.items["A2"].committed_time_limit == TimeLimit(0, TimeUnit.ON_THE_SPOT)
    assert catalogue.release == "2026.12"
    assert catalogue.departments["SCJG"].review_organ == "温岭市人民政府"
    assert set(catalogue.departments) == {"SCJG", "MZJ"}


def test_what_cannot_be_mapped_is_kept(desk: Desk) -> None:
    desk.take(desk.csv(GOOD))
    written = yaml.safe_load((desk.out / "catalogue/items/SCJG.yaml").read_text(encoding="utf-8"))
    assert written["items"][0]["extra"] == {"窗口": "3 号窗口"}


def test_every_refused_row_is_named_with_column_and_reason(desk: Desk) -> None:
    rows = [
        GOOD,
        ["", *GOOD[1:]],
        ["编码", *GOOD[1:]],
        ["A1", *GOOD[1:]],
        ["B1", "", *GOOD[2:]],
        ["B2", "名" * 300, *GOOD[2:]],
        ["B3", "名称", "没有的局", *GOOD[3:]],
        ["B4", "名称", "", *GOOD[3:]],
        ["B5", "名称", "市监局", "行政奖励", *GOOD[4:]],
        ["B6", "名称", "市监局", "行政许可", "视情况而定", *GOOD[5:]],
        ["B7", "名称", "市监局", "行政许可", "-3", *GOOD[5:]],
        ["B8", "名称", "市监局", "行政许可", "99999", *GOOD[5:]],
        ["B9", "名称", "市监局", "行政许可", "20", "", *GOOD[6:]],
        [*GOOD, "多出来的"],
    ]
    report = desk.take(desk.csv(*rows))
    assert (report.rows_read, report.items_written) == (14, 1)
    assert desk.refused(report) == [
        (3, "value_missing", "实施编码"),
        (4, "code_spelling", "实施编码"),
        (5, "code_of_earlier_row", "实施编码"),
        (6, "name_missing", "事项名称"),
        (7, "name_too_long", "事项名称"),
        (8, "department_not_mapped", "实施主体"),
        (9, "value_missing", "实施主体"),
        (10, "value_not_mapped", "事项类型"),
        (11, "limit_not_understood", "法定时限"),
        (12, "limit_not_understood", "法定时限"),
        (13, "limit_too_long", "法定时限"),
        (14, "value_missing", "承诺时限"),
        (15, "row_too_long", ""),
        (15, "code_of_earlier_row", "实施编码"),
    ]
    assert report.exit_status == 1
    lines = report.lines(desk.texts)
    assert lines[0] == "读到 14 行，转成 1 个事项，不收 13 行"
    assert lines[8] == "list.csv:10: “事项类型”的“行政奖励”不知道对应什么; 在对照文件的 values.item_type 里加一行"


def test_every_refused_column_is_named(desk: Desk) -> None:
    headers = ["实施编码", "事项名称 ", "实施主体", "事项类型", "法定期限", "承诺时限", "设定依据", "", "设定依据"]
    report = desk.take(desk.csv(GOOD, headers=headers), defaults={**MAPPING["defaults"], "statutory_time_limit": "20"})
    assert desk.refused(report) == [
        (1, "header_missing", "8"),
        (1, "header_twice", "设定依据"),
        (1, "column_not_found", "法定时限"),
        (1, "column_not_found", "申请材料"),
    ]
    assert report.refusals[2].values["like"] == "法定期限"
    assert report.items_written == 1


def test_names_departments_and_codes_only(desk: Desk) -> None:
    """Often that is all there is: the defaults fill in what may be filled in, the report says what is left."""
    columns = {"code": "实施编码", "name": "事项名称", "department": "实施主体"}
    defaults = {
        "item_type": "public_service", "handling_kind": "time_limited",
        "statutory_time_limit": "20个工作日", "committed_time_limit": "20个工作日",
    }  # fmt: skip
    report = desk.take(desk.csv(GOOD[:3], SECOND[:3], headers=HEADERS[:3]), columns=columns, defaults=defaults)
    assert (report.items_written, report.exit_status) == (2, 1)
    assert {finding.code for finding in report.findings} >= {"materials_missing"}
    assert report.lines(desk.texts)[-1].startswith("已写到")
    with pytest.raises(CatalogueBroken):
        load_catalogue(desk.out)


def test_new_departments_and_made_up_codes_stay_the_same(desk: Desk) -> None:
    columns = {key: value for key, value in MAPPING["columns"].items() if key != "code"}
    file = desk.csv(["", "路灯报修", "城市照明中心", *GOOD[3:]], SECOND)
    report = desk.take(file, columns=columns, code_prefix="QT", new_departments=True)
    assert report.refusals == ()
    first = load_catalogue(desk.out)
    lamp = next(item for item in first.items.values() if item.name == "路灯报修")
    assert first.departments[lamp.department_key].name == "城市照明中心"
    assert lamp.code.startswith("QT")
    second = Desk(desk.folder / "again")
    second.folder.mkdir()
    report = second.take(
        second.csv(SECOND, ["", "路灯报修", "城市照明中心", *GOOD[3:]]),
        columns=columns,
        code_prefix="QT",
        new_departments=True,
    )
    assert lamp.code in load_catalogue(second.out).items


def test_a_workbook_with_a_title_formulas_and_errors(desk: Desk) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "事项"
    sheet.append(["某市政务服务事项清单"])
    sheet.append(HEADERS)
    sheet.append([12345.0, "数字编码", "市监局", "行政许可", 20, "5", "依据", "申请书", None])
    sheet.append(["F1", "=CONCATENATE(1,2)", "市监局", "行政许可", "20", "5", "依据", "申请书", None])
    sheet.append(["F2", "#REF!", "市监局", "行政许可", "20", "5", "依据", "申请书", None])
    sheet.append([None] * 9)
    sheet.append(
        ["F3", "\u200b 名\u3000称\n", "市监局", "行政许可", "２０", "5", "依据一\n依据二", "申请书；申请书", "=1+1"]
    )
    sheet["B5"].data_type = "e"
    path = desk.folder / "list.xlsx"
    book.save(path)
    report = desk.take(path, sheet="事项", header_row=2)
    assert (report.rows_read, report.items_written) == (4, 2)
    assert desk.refused(report) == [
        (4, "cell_is_formula", "事项名称"),
        (4, "name_missing", "事项名称"),
        (5, "cell_is_error", "事项名称"),
        (5, "name_missing", "事项名称"),
    ]
    items = load_catalogue(desk.out).items
    assert items["12345"].name == "数字编码"
    assert items["F3"].name == "名 称"
    assert items["F3"].statutory_time_limit.amount == 20
    assert [basis.citation for basis in items["F3"].legal_basis] == ["依据一", "依据二"]
    assert len(items["F3"].materials) == 1


def test_nested_json(desk: Desk) -> None:
    plain = {"data": {"departments": [
        {"name": "市监局", "items": [
            {"code": "J1", "title": "许可", "kind": "行政许可", "limit": {"days": 20},
             "materials": [{"name": "甲"}, {"name": "乙"}],
             "tags": ["x", {"y": 1}], "empty": [], "online": True},
            {"code": "J2", "title": "没有时限", "kind": "行政许可", "limit": {}, "materials": []},
            "不是对象",
        ]},
        {"name": "民政局", "items": [{"code": "J3", "title": "登记", "kind": "行政确认", "limit": {"days": 1e999}}]},
    ]}}  # fmt: skip
    path = desk.folder / "list.json"
    path.write_text(json.dumps(plain, ensure_ascii=False), encoding="utf-8")
    columns = {
        "code": "code", "name": "title", "department": "../name", "item_type": "kind",
        "statutory_time_limit": "limit.days", "materials": "materials[].name",
    }  # fmt: skip
    defaults = {**MAPPING["defaults"], "committed_time_limit": "5"}
    report = desk.take(path, rows="data.departments[].items[]", columns=columns, defaults=defaults)
    assert (report.rows_read, report.items_written) == (4, 1)
    assert [(line, code) for line, code, _ in desk.refused(report) if code != "value_missing"] == [
        (3, "row_no_object"), (3, "name_missing"), (4, "cell_not_finite"),
    ]  # fmt: skip
    item = load_catalogue(desk.out).items["J1"]
    assert (item.department_key, item.statutory_time_limit.amount) == ("SCJG", 20)
    assert [material.name for material in item.materials] == ["甲", "乙"]
    written = yaml.safe_load((desk.out / "catalogue/items/SCJG.yaml").read_text(encoding="utf-8"))
    assert written["items"][0]["extra"] == {"tags": '["x", {"y": 1}]', "online": "true"}


HOSTILE: list[tuple[str, bytes, str]] = [
    ("list.json", b"", "import_json_broken"),
    ("list.json", b'{"a": ', "import_json_broken"),
    ("list.json", b"[" * 200_000, "import_json_too_deep"),
    ("list.json", b"[" + b"9" * 10_000 + b"]", "import_json_broken"),
    ("list.json", b"[]", "import_no_rows"),
    ("list.json", b"\xff\xff\xff", "import_encoding"),
    ("list.xlsx", b"", "import_workbook_broken"),
    ("list.xlsx", b"PK\x03\x04 not a zip", "import_workbook_broken"),
    ("list.xlsx", b"plain text", "import_workbook_broken"),
    ("list.csv", b"", "import_no_header"),
    ("list.csv", b"\xff\xff\xff", "import_encoding"),
    ("list.csv", b'a,"b\n' + b"x" * 200_000, "import_csv_broken"),
    ("list.docx", b"PK", "import_format_unknown"),
]


@pytest.mark.parametrize(("name", "content", "code"), HOSTILE)
def test_an_unusable_file_is_one_trouble_and_leaves_nothing(desk: Desk, name: str, content: bytes, code: str) -> None:
    path = desk.folder / name
    path.write_bytes(content)
    with pytest.raises(KnownTrouble) as trouble:
        desk.take(path)
    assert trouble.value.code == code
    assert sorted(each.name for each in desk.folder.iterdir()) == sorted({name, "mapping.yaml"})


def test_a_missing_file_sheet_or_codec(desk: Desk) -> None:
    with pytest.raises(KnownTrouble) as trouble:
        desk.take(desk.folder / "none.csv")
    assert trouble.value.code == "import_file_unreadable"
    with pytest.raises(KnownTrouble) as trouble:
        desk.take(desk.csv(GOOD), encoding="klingon")
    assert trouble.value.code == "import_encoding_unknown"
    openpyxl.Workbook().save(desk.folder / "list.xlsx")
    with pytest.raises(KnownTrouble) as trouble:
        desk.take(desk.folder / "list.xlsx", sheet="没有")
    assert trouble.value.code == "import_no_sheet"


def test_a_folder_with_something_in_it_is_left_alone(desk: Desk) -> None:
    desk.out.mkdir()
    (desk.out / "mine").write_text("x", encoding="utf-8")
    with pytest.raises(KnownTrouble) as trouble:
        desk.take(desk.csv(GOOD))
    assert trouble.value.code == "import_out_not_empty"
    assert [each.name for each in desk.out.iterdir()] == ["mine"]


def test_nothing_good_writes_nothing(desk: Desk) -> None:
    report = desk.take(desk.csv(["", *GOOD[1:]]))
    assert (report.items_written, report.written, report.exit_status) == (0, False, 1)
    assert not desk.out.exists()
    assert report.lines(desk.texts)[-1] == "没有一行能用，什么也没有写"


def test_trouble_while_writing_leaves_no_half(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full_disk(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", full_disk)
    with pytest.raises(KnownTrouble) as trouble:
        desk.take(desk.csv(GOOD))
    assert trouble.value.code == "import_not_written"
    assert sorted(each.name for each in desk.folder.iterdir()) == ["list.csv", "mapping.yaml"]


def test_many_rows_are_split_into_files_that_load(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wenling_desk.catalogue.import_list.ITEMS_PER_FILE", 200)
    rows = [[f"N{number:05}", f"事项{number}", *GOOD[2:]] for number in range(450)]
    report = desk.take(desk.csv(*rows, encoding="gb18030"))
    assert (report.items_written, report.exit_status) == (450, 0)
    names = sorted(path.name for path in (desk.out / "catalogue/items").iterdir())
    assert names == ["SCJG-2.yaml", "SCJG-3.yaml", "SCJG.yaml"]
    assert len(load_catalogue(desk.out).items) == 450


def test_more_rows_than_anybody_publishes(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wenling_desk.catalogue.import_sources.MAX_ROWS", 2)
    with pytest.raises(KnownTrouble) as trouble:
        desk.take(desk.csv(GOOD, GOOD, GOOD))
    assert trouble.value.code == "import_too_many_rows"


@settings(max_examples=80)
@given(
    st.sampled_from(["csv", "json", "xlsx"]),
    st.binary(max_size=200) | st.text(alphabet='a1,"\n[]{}:.=-实施编码名称\u200b\x00', max_size=200).map(str.encode),
)
def test_no_file_ends_in_a_traceback(tmp_path_factory: pytest.TempPathFactory, suffix: str, content: bytes) -> None:
    desk = Desk(tmp_path_factory.mktemp("import"))
    path = desk.folder / f"list.{suffix}"
    path.write_bytes(content)
    with contextlib.suppress(KnownTrouble):
        report = import_list(path, desk.mapping(), desk.out)
        assert report.items_written == 0
        assert report.lines(desk.texts)
    assert not desk.out.exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"columns": {"nmae": "事项名称", "code": "实施编码"}}, "key_unknown"),
        ({"columns": {"code": "实施编码"}}, "import_columns_incomplete"),
        ({"columns": {"name": "事项名称"}}, "import_columns_incomplete"),
        ({"release": "2026/12"}, "release_number_spelling"),
        ({"delimiter": "||"}, "import_delimiter"),
        ({"format": "xls"}, "word_unknown"),
        ({"schema": "wenling-desk/items@1"}, "schema_wrong"),
    ],
)
def test_a_wrong_mapping_is_explained(desk: Desk, change: dict[str, Any], code: str) -> None:
    with pytest.raises(CatalogueBroken) as broken:
        desk.take(desk.csv(GOOD), **change)
    assert broken.value.code == "import_mapping_broken"
    assert code in {finding.code for finding in broken.value.findings}
    assert not desk.out.exists()


def test_the_mapping_in_the_manual_works(desk: Desk) -> None:
    manual = (resources.root().parent / "docs" / "catalogue.md").read_text(encoding="utf-8")
    example = next(part for part in manual.split("```yaml\n") if part.startswith("schema: wenling-desk/import-mapping"))
    mapping = desk.folder / "mapping.yaml"
    mapping.write_text(example.split("```")[0], encoding="utf-8")
    columns = yaml.safe_load(mapping.read_text(encoding="utf-8"))["columns"]
    headers = list(columns.values())
    row = [
        "X1",
        "名称",
        "市市场监管局",
        "其他行政权力",
        "上报件",
        "20",
        "",
        "10个工作日",
        "《法》；《规定》",
        "甲、乙;丙",
    ]
    text = "清单标题\n" + ",".join(headers) + "\n" + ",".join(row) + "\n"
    file = desk.folder / "list.csv"
    file.write_bytes(text.encode("gb18030"))
    report = import_list(file, mapping, desk.out, base=resources.root())
    assert report.refusals == ()
    item = load_catalogue(desk.out).items["X1"]
    assert (item.department_key, item.item_type) == ("SCJG", ItemType.FILING)
    assert (item.statutory_time_limit.amount, item.committed_time_limit.amount) == (20, 10)
    assert [material.name for material in item.materials] == ["甲", "乙", "丙"]
    assert [basis.citation for basis in item.legal_basis] == ["《法》", "《规定》"]
