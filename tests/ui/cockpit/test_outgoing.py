"""What leaves the cockpit: a template filled and read again, CSV, PDF, the daily report, a closed month."""

from __future__ import annotations

import csv
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.workbook.defined_name import DefinedName
from PySide6.QtCore import Qt

from tests.support.hands import CTRL, press
from tests.ui.cockpit.city import CitySource
from tests.ui.cockpit.conftest import Desk, Make
from tests.ui.record.counter import CLERK, HALL_TIME, LEADER
from wenling_desk.catalogue.figure_files import FigureFiles
from wenling_desk.ui.cockpit.charts import parts_of
from wenling_desk.ui.widgets.charts.card import CardChart
from wenling_desk.ui.widgets.charts.table import FigureTable
from wenling_desk.use_cases.act_in_ledger import ActInLedger
from wenling_desk.use_cases.cockpit_entries import closed_months
from wenling_desk.use_cases.figure_exports import ExportFigures
from wenling_desk.use_cases.void_case import VoidCase

WORKBOOK, TABLE, PAGE = range(3)
DECEMBER_3 = datetime(2026, 12, 3, 16, 30, tzinfo=HALL_TIME)


def export(desk: Desk, at: int, target: Path) -> None:
    desk.targets.append(target)
    press(Qt.Key.Key_E, CTRL)
    desk.page.export.buttons[at].click()


def test_a_template_is_filled_cell_by_cell_and_keeps_what_is_its_own(desk: Desk, tmp_path: Path) -> None:
    desk.open()
    export(desk, WORKBOOK, tmp_path / "十一月.xlsx")
    assert "十一月.xlsx" in desk.said()
    sheet = load_workbook(tmp_path / "十一月.xlsx")["月报"]
    rows = {str(row[0].value).strip(): list(row[1:]) for row in sheet.iter_rows() if row[0].value}
    assert [cell.value for cell in rows["收件（件）"]] == [102_811, 45_236, 56_546, 1_028]
    assert rows["提前办结率"][0].value == pytest.approx(0.884, abs=1e-4)
    assert rows["提前办结率"][0].number_format == "0.00%"
    assert (rows["分子（项）"][0].value, rows["分母（项）"][0].value) == (75_310, 85_192)
    assert str(rows["各列相加与全市的差"][0].value).startswith("=B"), "a formula of the template's own stays one"
    assert rows["口径本"][0].value == "2026.1"
    assert rows["大厅"][0].value == "城东街道便民服务中心"
    (command,) = [each for each in desk.counter.bridge.commands if isinstance(each, ExportFigures)]
    assert (command.page, command.form) == ("overview", "xlsx")


def test_a_text_that_looks_like_a_formula_is_never_one(desk: Desk, tmp_path: Path) -> None:
    identity = desk.counter.desk.identity
    desk.counter.give_authority(identity=type(identity)("331081", "CD", '=HYPERLINK("x")', "K7QX", "d", "3", False))
    desk.open()
    export(desk, WORKBOOK, tmp_path / "out.xlsx")
    sheet = load_workbook(tmp_path / "out.xlsx")["月报"]
    cell = next(row[1] for row in sheet.iter_rows() if row[0].value == "大厅")
    assert (cell.value, cell.data_type) == ('=HYPERLINK("x")', "s")


def test_names_a_template_does_not_have_are_told(desk: Desk, tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "表"  # type: ignore[union-attr]
    book.defined_names["received_city"] = DefinedName("received_city", attr_text="'表'!$C$4")
    book.save(tmp_path / "theirs.xlsx")
    page = desk.open()
    mapping = page._needs.tools.mappings()[0]
    out = desk.tools.files.write_workbook(mapping, tmp_path / "theirs.xlsx", tmp_path / "filled.xlsx", _sheet_of(desk))
    assert "received_people" in out.missing
    assert load_workbook(tmp_path / "filled.xlsx")["表"]["C4"].value == 102_811


def _sheet_of(desk: Desk):
    from wenling_desk.use_cases.figure_exports import export_sheet

    assert desk.source is not None
    return export_sheet(desk.counter.desk, desk.source, ["received_cases"], desk.page.presenter.question.period)


def test_what_is_no_workbook_is_refused_and_nothing_is_left(desk: Desk, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.xlsx"
    wrong.write_bytes(b"PK\x03\x04 no workbook")
    page = desk.open()
    mapping = page._needs.tools.mappings()[0]
    with pytest.raises(Exception, match="template_unreadable"):
        desk.tools.files.write_workbook(mapping, wrong, tmp_path / "out.xlsx", _sheet_of(desk))
    with pytest.raises(Exception, match="target_is_template"):
        desk.tools.files.write_workbook(mapping, wrong, wrong, _sheet_of(desk))
    assert sorted(file.name for file in tmp_path.iterdir()) == ["wrong.xlsx"]


def test_csv_carries_how_each_figure_is_made(desk: Desk, tmp_path: Path) -> None:
    desk.open().go_page(1)
    export(desk, TABLE, tmp_path / "办件.csv")
    data = (tmp_path / "办件.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf"), "a spreadsheet program must read the Chinese"
    rows = list(csv.reader(data.decode("utf-8-sig").splitlines()))
    assert rows[0][:6] == ["指标", "单位", "全市", "中心", "镇街", "流动"]
    assert rows[1][:6] == ["收件", "件", "102811", "45236", "56546", "1028"]
    assert rows[1][7:10] == ["期内收件数", "一份申请算一件；一件事也只算一件，名册多人也只算一件",
                             "本系统口径；没有见到本地文件，按通行做法推定"]  # fmt: skip
    assert len(rows) == 1 + len(desk.page.presenter.figures_shown())


def test_a_file_that_cannot_be_written_is_told_and_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    desk.open()
    export(desk, PAGE, tmp_path / "nowhere" / "x.pdf")
    assert "没有留下半个文件" in desk.said()
    export(desk, PAGE, tmp_path / "x.pdf")
    assert (tmp_path / "x.pdf").read_bytes().startswith(b"%PDF-")


def test_the_daily_report_is_a_numbered_paper_of_the_day(own: Desk) -> None:
    own.take_in()
    own.take_in(bundle=True)
    own.open()
    press(Qt.Key.Key_R, CTRL)
    (number,) = own.printed
    assert number in own.said()
    with own.counter.store.reading() as reading:
        paper = reading.paper(number)
        assert paper is not None
        assert paper.kind == "daily_report"
        content = reading.paper_pdf(number).decode()
    assert '"收件"' in content
    assert '"2 件"' in content
    press(Qt.Key.Key_R, CTRL)
    assert len(set(own.printed)) == 2, "made again it is another paper"


def test_eight_lines_are_copied_to_paste(own: Desk) -> None:
    own.take_in()
    own.open()
    press(Qt.Key.Key_C, CTRL | Qt.KeyboardModifier.ShiftModifier)
    lines = own.copied[-1].splitlines()
    assert len(lines) == 8
    assert lines[0] == "城东街道便民服务中心2026年11月23日（星期一）日报："
    assert lines[1].startswith("一、收件 1 件，1 人；咨询 0 次")
    assert lines[-1].startswith("口径本 2026.1")
    assert not any("{" in line for line in lines)


def close(desk: Desk) -> None:
    press(Qt.Key.Key_M, CTRL)
    if desk.window.strip.is_open():
        assert "以后再变的列为调整" in desk.window.strip.sentence()
        desk.kit.ticks.advance(1_000)  # type: ignore[attr-defined]
        press(Qt.Key.Key_Return)


def month(desk: Desk):
    with desk.counter.store.reading() as reading:
        return closed_months(desk.counter.desk, reading)


def test_a_month_is_closed_on_its_day_and_what_changes_later_is_an_adjustment(own: Desk) -> None:
    records = [own.take_in() for _ in range(3)]
    own.counter.clock.moment = DECEMBER_3.replace(day=2)
    page = own.open()
    close(own)
    assert "12-03" in own.said()
    assert not month(own)
    own.counter.clock.moment = DECEMBER_3
    own.window.go("home")
    own.open()
    close(own)
    (kept,) = month(own)
    assert (kept.month, kept.edition) == ("2026-11", "2026.1")
    assert kept.figures["received_cases"].value == 3
    assert kept.figures["early_rate"].value is None
    close(own)
    assert "已经结过账" in own.said()
    # A case of November turns out to be wrong.
    with own.counter.store.reading() as reading:
        collected = {paper.number: True for paper in reading.papers_of(records[0])}
    own.counter.do_and_tell(
        VoidCase(command_id=own.counter.new_id(), record_id=records[0], reasons=("收错事项",), collected=collected)
    )
    page.look_at("2026-11-30")
    card = page.board.views["0.0"].chart
    assert isinstance(card, CardChart)
    assert (card.value, card.chip.word if card.chip else "") == ("2", "调整 -1")
    assert "11 月已结账" in page.presenter.remark()
    page.go_page(7)
    table = page.board.views["0.0"].chart
    assert isinstance(table, FigureTable)
    changed = {row.name: row.cells for row in table.rows[1:]}
    assert changed["收件（件）"][:3] == ("3", "2", "-1")
    assert "受理（项）" not in changed, "only what has changed is an adjustment"
    values = {"adjustments": [{"figure": "received_cases", "why": "收错事项作废", "difference": "-1"}]}
    own.counter.do_and_tell(
        ActInLedger(
            command_id=own.counter.new_id(),
            kind="month_close",
            record_id=kept.record_id,
            action="explain_adjustment",
            values=values,
        )
    )
    table = page.board.views["0.0"].chart
    assert isinstance(table, FigureTable)
    row = next(row for row in table.rows if row.name == "收件（件）")
    assert row.cells[3] == "收错事项作废"
    page.open_mark("0.0", row.key)
    assert page.presenter.behind is not None
    assert {line.record_id for line in page.presenter.behind.lines} == set(records[1:])


def test_a_clerk_closes_no_month(own: Desk) -> None:
    own.counter.sign_in(CLERK)
    own.denied.add("close_month")
    own.counter.clock.moment = DECEMBER_3
    page = own.open()
    assert not page._buttons["close"].isVisible()
    close(own)
    assert "班组长" in own.said()
    assert not month(own)


def test_a_closed_ratio_keeps_its_exact_value(make: Make, shelf: FigureFiles) -> None:
    desk = make()
    desk.counter.clock.moment = DECEMBER_3
    values = {
        "month": "2026-11", "edition": "2026.1", "data_time": "2026-12-03 16:28",
        "figures": [{"figure": "early_rate", "name": "提前办结率", "shown": "88.40%", "exact": "75310/85192"}],
    }  # fmt: skip
    desk.counter.do_and_tell(
        ActInLedger(command_id=desk.counter.new_id(), kind="month_close", action="close_month", values=values)
    )
    desk.source = CitySource(shelf.book)
    page = desk.open()
    page.look_at("2026-11-30")
    card = page.board.views["0.2"].chart
    assert isinstance(card, CardChart)
    assert card.chip is not None
    assert card.chip.word == "已结账"
    assert page.presenter.view is not None
    assert page.presenter.view.closed is not None
    assert page.presenter.view.closed.figures["early_rate"].value == Fraction(75_310, 85_192)


def test_peers_figures_say_who_typed_them_and_where_they_were_read(desk: Desk) -> None:
    values = {
        "county": "yuhuan", "figure": "joint_rate", "month": "2026-10", "value": "43.05", "rank": "1",
        "source": "示例通报第 10 期", "source_kind": "bulletin", "reading": "通报没有写分子分母", "typist": "l001",
    }  # fmt: skip
    desk.counter.sign_in(LEADER)
    desk.counter.do_and_tell(
        ActInLedger(command_id=desk.counter.new_id(), kind="peer_figure", action="enter_peer_figure", values=values)
    )
    page = desk.open()
    page.go_page(6)
    table = page.board.views["0.0"].chart
    assert isinstance(table, FigureTable)
    (row,) = table.rows
    assert row.name == "玉环市"
    assert row.cells[:3] == ("联办事项发生率", "2026-10", "43.05 %")
    assert "示例通报第 10 期" in row.cells[4]
    assert "林岚" in row.cells[5]
    page.open_mark("0.0", row.key)
    assert desk.opened[-1][0] == parts_of(row.key)[1]
