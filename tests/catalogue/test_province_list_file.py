"""The provincial list: its rules, its rows in any encoding, what stops a row, and a list nobody could hold."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from wenling_desk import resources
from wenling_desk.catalogue.findings import CatalogueBroken
from wenling_desk.catalogue.province_list_file import open_province_list, read_province_rules
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.domain.past_cases import RefusedListRow
from wenling_desk.domain.province_list import Channel, Counted, ProvinceListRules, ProvinceRow

RULES = resources.path("counter", "province_list.yaml")
HEAD = "办件编号,事项名称,申请时间,申请渠道,是否省平台办理"
ROW = "331081202304180001,食品经营许可,2023-04-18 09:12:33,网上,是"


@pytest.fixture(scope="module")
def rules() -> ProvinceListRules:
    return read_province_rules(RULES)


def written(tmp_path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "list.csv"
    path.write_bytes("\n".join(lines).encode(encoding))
    return path


def rows_of(path: Path, rules: ProvinceListRules) -> list[ProvinceRow | RefusedListRow]:
    return list(open_province_list(path, rules).rows())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_row_in_any_encoding_below_a_title(tmp_path: Path, rules: ProvinceListRules, encoding: str) -> None:
    path = written(tmp_path, "2023 年上半年办件清单", HEAD, ROW, encoding=encoding)
    day = date(2023, 4, 18)
    assert rows_of(path, rules) == [
        ProvinceRow(3, "331081202304180001", "食品经营许可", day, Channel.ONLINE, through=True)
    ]


def test_the_same_from_a_workbook(tmp_path: Path, rules: ProvinceListRules) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for line in ("2023 年上半年办件清单", HEAD, ROW):
        book.active.append(line.split(","))
    book.save(tmp_path / "list.xlsx")
    (found,) = rows_of(tmp_path / "list.xlsx", rules)
    assert isinstance(found, ProvinceRow)
    assert (found.row, found.number, found.through) == (3, "331081202304180001", True)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (",食品经营许可,2023-04-18,网上,是", "number_missing"),
        ("编号,食品经营许可,2023-04-18,网上,是", "number_odd"),
        ("331081202304180002,食品经营许可,,网上,是", "day_missing"),
        ("331081202304180002,食品经营许可,四月,网上,是", "day_odd"),
        ("331081202304180002,食品经营许可,2023-04-18,信鸽,是", "channel_unknown"),
        ("331081202304180002,食品经营许可,2023-04-18,网上,也许", "platform_unknown"),
    ],
)
def test_a_wrong_cell_stops_its_row_and_no_other(
    tmp_path: Path, rules: ProvinceListRules, line: str, code: str
) -> None:
    found = rows_of(written(tmp_path, HEAD, line, ROW), rules)
    assert isinstance(found[0], RefusedListRow)
    assert (found[0].row, found[0].code) == (2, code)
    assert isinstance(found[1], ProvinceRow)


@pytest.mark.parametrize(
    ("name", "lines", "code"),
    [
        ("list.csv", ("甲,乙", "1,2"), "counter_list_columns"),
        ("list.csv", ("办件编号,申请时间", "1,2"), "counter_list_columns"),
        ("list.txt", (HEAD, ROW), "import_format_unknown"),
        ("list.xlsx", ("no workbook",), "import_workbook_broken"),
    ],
)
def test_what_is_no_such_list_is_named(
    tmp_path: Path, rules: ProvinceListRules, name: str, lines: Iterable[str], code: str
) -> None:
    path = tmp_path / name
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(KnownTrouble) as told:
        rows_of(path, rules)
    assert told.value.code == code


def test_a_missing_file_is_named(tmp_path: Path, rules: ProvinceListRules) -> None:
    with pytest.raises(KnownTrouble, match="import_file_unreadable"):
        open_province_list(tmp_path / "none.csv", rules)


def test_a_long_list_is_never_held(tmp_path: Path, rules: ProvinceListRules) -> None:
    path = tmp_path / "list.csv"
    with path.open("w", encoding="utf-8") as stream:
        stream.write(HEAD + "\n")
        stream.writelines(f"33108120{number:010d},食品经营许可,2023-04-18,网上,是\n" for number in range(40_000))
    tracemalloc.start()
    count = sum(1 for _ in open_province_list(path, rules).rows())
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 40_000
    assert most < 3_000_000


def test_both_readings_are_there_and_one_is_in_force(rules: ProvinceListRules) -> None:
    assert {each.counts for each in rules.readings.values()} == set(Counted)
    assert rules.in_force.reading_id == rules.reading
    assert rules.status == "inferred"


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("reading: handled_through", "reading: by_guess"),
        ("counts: online", "counts: some"),
        ("schema: wenling-desk/province-list@1", "schema: other"),
        ("header_rows: 5", "header_rows: 0"),
    ],
)
def test_a_flaw_in_the_rules_is_told_with_its_line(tmp_path: Path, was: str, becomes: str) -> None:
    file = tmp_path / "province_list.yaml"
    text = RULES.read_text(encoding="utf-8")
    assert was in text
    file.write_text(text.replace(was, becomes), encoding="utf-8")
    with pytest.raises(CatalogueBroken) as told:
        read_province_rules(file)
    assert told.value.findings[0].line > 0
