"""The cockpit at the keyboard: pages, periods, halls, a figure to its cases and back."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt

from tests.support.hands import CTRL, focused, press, type_text
from tests.ui.cockpit.conftest import Desk
from wenling_desk.domain.cockpit import Choice
from wenling_desk.domain.figures import PERCENT
from wenling_desk.ui.widgets.charts.card import CardChart
from wenling_desk.ui.widgets.charts.table import FigureTable
from wenling_desk.ui.widgets.charts.view import ChartView
from wenling_desk.use_cases.figure_exports import ExportFigures

ALT = Qt.KeyboardModifier.AltModifier


def stand(desk: Desk) -> ChartView:
    widget = focused()
    assert isinstance(widget, ChartView)
    return widget


def test_it_opens_by_its_key_and_stands_on_the_first_figure(desk: Desk) -> None:
    desk.window.activateWindow()
    press(Qt.Key.Key_K, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert desk.window.current_page() is desk.page
    card = stand(desk).chart
    assert isinstance(card, CardChart)
    assert card.value == "102,811"
    assert "中心 45,236" in card.notes[0]
    assert card.notes[1] == "人次 113,092"


def test_every_figure_says_formula_base_source_edition_and_data_time(desk: Desk) -> None:
    desk.open()
    said = desk.page.strip.words()
    assert "算法：期内收件数" in said
    assert "口径：一份申请算一件" in said
    assert "推断值" in said
    assert "口径本 2026.1" in said
    assert "数据截至 11-23 10:20" in said
    press(Qt.Key.Key_Tab)
    assert "一网通办率 96.85%" in desk.page.strip.words()
    assert "读法是推定" in desk.page.strip.words()


def test_tab_goes_through_every_block_and_enter_opens_each(desk: Desk) -> None:
    desk.three_weeks_of_cases()
    page = desk.open()
    seen: list[str] = []
    for _ in page.board.views:
        view = stand(desk)
        seen.append(next(place for place, each in page.board.views.items() if each is view))
        press(Qt.Key.Key_Return)
        assert page.presenter.behind is not None, seen[-1]
        assert page.behind.isVisible()
        press(Qt.Key.Key_Escape)
        assert page.presenter.behind is None
        assert stand(desk) is view, "back on the figure it came from"
        press(Qt.Key.Key_Tab)
    assert seen == list(page.board.views)


def test_pages_change_by_key_and_say_which_is_on_top(desk: Desk) -> None:
    page = desk.open()
    press(Qt.Key.Key_2, ALT)
    assert page.presenter.page.page_id == "cases"
    assert page.tabs.buttons[1].verb == "● 办件"
    table = stand(desk).chart
    assert isinstance(table, FigureTable)
    assert table.columns == ("全市", "中心", "镇街", "流动", "人次", "去年同期")
    press(Qt.Key.Key_PageDown, CTRL)
    assert page.presenter.page.page_id == "efficiency"
    press(Qt.Key.Key_PageUp, CTRL)
    assert page.presenter.page.page_id == "cases"


def test_periods_and_halls_change_by_key(desk: Desk) -> None:
    page = desk.open()
    firsts = {}
    for key, choice in ((Qt.Key.Key_F5, Choice.DAY), (Qt.Key.Key_F6, Choice.WEEK), (Qt.Key.Key_F8, Choice.YEAR)):
        press(key)
        assert page.presenter.question.choice is choice
        assert page.presenter.view is not None
        firsts[choice] = page.presenter.view.period.first
    assert firsts == {
        Choice.DAY: date(2026, 11, 23), Choice.WEEK: date(2026, 11, 23), Choice.YEAR: date(2026, 1, 1),
    }  # fmt: skip
    labels = []
    for _ in range(4):
        press(Qt.Key.Key_F9)
        labels.append(page.presenter.column.label)
    assert labels == ["中心", "镇街", "流动", "全市"]


def test_a_day_is_typed_and_a_wrong_one_is_explained_beside_it(desk: Desk) -> None:
    page = desk.open()
    press(Qt.Key.Key_F3)
    type_text("2026-12-01")
    press(Qt.Key.Key_Return)
    assert "不能晚于今天" in page.when.day.accessibleDescription()
    assert page.presenter.question.on == date(2026, 11, 23)
    page.when.day.selectAll()
    type_text("1031")
    press(Qt.Key.Key_Return)
    assert page.presenter.question.on == date(2026, 10, 31)
    assert page.when.day.accessibleDescription() == ""
    assert isinstance(focused(), ChartView)


def test_a_figure_opens_its_cases_masked_and_a_case_opens(own: Desk) -> None:
    records = [own.take_in() for _ in range(3)]
    own.open()
    press(Qt.Key.Key_Return)
    rows = own.page.behind.table.rows.rows
    assert {own.page.presenter.behind.lines[at].record_id for at in range(3)} == set(records)  # type: ignore[union-attr]
    assert all(row.cells[2] == "林**" for row in rows)
    press(Qt.Key.Key_Return)
    assert own.opened[0][0] in records
    own.window.go("home")
    own.window.go("cockpit")
    press(Qt.Key.Key_Escape)
    assert own.page.presenter.behind is None


def test_an_hour_and_a_bundle_open_their_own_cases(own: Desk) -> None:
    alone, together = own.take_in(), own.take_in(bundle=True)
    page = own.open()
    assert page.board.views["2.1"].go_to("hour|received_cases|1|09")
    page.open_mark("2.1", "hour|received_cases|1|09")
    assert page.presenter.behind is not None
    assert {line.record_id for line in page.presenter.behind.lines} == {alone, together}
    page.on_back()
    page.open_mark("2.1", "hour|received_cases|2|09")
    assert page.presenter.behind.total == 0
    assert page.behind.empty.isVisible()
    page.on_back()
    bundle = page.board.views["2.0"].marks()[0].key
    page.open_mark("2.0", bundle)
    assert [line.record_id for line in page.presenter.behind.lines] == [together]


def test_what_the_cells_say_is_what_was_done(own: Desk) -> None:
    for _ in range(4):
        own.take_in()
    own.take_in(bundle=True)
    own.open()
    card = own.page.board.views["0.0"].chart
    assert isinstance(card, CardChart)
    assert card.value == "5"
    ratio = own.page.board.views["0.1"].chart
    assert isinstance(ratio, CardChart)
    assert (ratio.value, ratio.unit) == ("—", PERCENT), "nothing below the line is no zero"


def test_an_act_elsewhere_changes_the_figures_and_keeps_the_reader(own: Desk) -> None:
    own.open()
    press(Qt.Key.Key_Tab)
    before = stand(own)
    own.take_in()
    card = own.page.board.views["0.0"].chart
    assert isinstance(card, CardChart)
    assert card.value == "1"
    assert stand(own) is before


def test_the_ranking_opens_whole_and_each_of_it(desk: Desk) -> None:
    page = desk.open()
    view = page.board.views["2.0"]
    view.setFocus()
    press(Qt.Key.Key_End)
    current = view.current()
    assert current is not None
    assert "按 Enter 看全部" in current.words
    press(Qt.Key.Key_Return)
    names = [row.cells[1] for row in page.behind.table.rows.rows]
    assert "灵活就业" in names
    assert page.presenter.behind is not None
    assert page.presenter.behind.total == 10


def test_alarms_open_the_cases_that_ring(desk: Desk) -> None:
    desk.three_weeks_of_cases()
    page = desk.open()
    view = page.board.views["2.2"]
    view.setFocus()
    press(Qt.Key.Key_Return)
    assert page.presenter.behind is not None
    assert page.presenter.behind.heading.startswith("五日告知期快到")
    assert page.presenter.behind.total == len(page.behind.table.rows.rows) > 0


def test_escape_closes_the_exports_first_then_leaves(desk: Desk) -> None:
    page = desk.open()
    press(Qt.Key.Key_E, CTRL)
    assert page.export.isVisible()
    press(Qt.Key.Key_Escape)
    assert not page.export.isVisible()
    assert isinstance(focused(), ChartView)
    press(Qt.Key.Key_Escape)
    assert desk.window.current_page() is not page


def test_who_may_not_export_is_told_why(desk: Desk) -> None:
    desk.denied.add("export_figures")
    desk.open()
    press(Qt.Key.Key_E, CTRL)
    assert "班组长" in desk.said()
    assert not any(isinstance(command, ExportFigures) for command in desk.counter.bridge.commands)


def test_the_page_is_printed_as_it_stands(desk: Desk) -> None:
    desk.open()
    press(Qt.Key.Key_P, CTRL)
    ((name, pdf),) = desk.pdfs
    assert name == "overview"
    assert pdf.startswith(b"%PDF-")
    assert "总览" in desk.said()
