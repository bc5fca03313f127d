"""The parts around every page."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from tests.support.hands import bring_up, child, focused, press
from wenling_desk.ui.widgets.chips import Chip, StatusChip, Tone
from wenling_desk.ui.widgets.frame_bars import PracticeBanner, Rail, RailEntry, StatusField, StatusLine, TopBar
from wenling_desk.ui.widgets.help_panel import HelpPanel
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.search_box import SearchBox

ENTRIES = (
    RailEntry("workbench", "工作台"),
    RailEntry("accept", "受理"),
    RailEntry("progress", "查进度", hint="Ctrl+J"),
    RailEntry("settings", "设置", group=1),
)


def test_rail_shows_the_pages_there_are(kit: Kit, qtbot) -> None:
    rail = Rail(kit, ENTRIES, "页面")
    qtbot.addWidget(rail)
    rail.show()
    buttons = rail.findChildren(QPushButton)
    assert rail.places() == ("workbench", "accept", "progress", "settings")
    assert [button.text() for button in buttons] == ["工作台", "受理", "查进度", "设置"]
    assert rail.width() == kit.theme.shape("rail")
    heights = {button.height() for button in buttons}
    assert heights == {kit.theme.row_height + 8}
    steps = [after.y() - before.y() for before, after in pairwise(buttons)]
    assert steps[0] == steps[1] < steps[2]  # the second group stands apart


def test_rail_is_one_stop_of_tab(kit: Kit, qtbot) -> None:
    rail = Rail(kit, ENTRIES, "页面")
    chosen: list[str] = []
    rail.chosen.connect(chosen.append)
    bring_up(qtbot, rail)
    rail.show_place("accept")
    tabs = [button for button in rail.findChildren(QPushButton) if button.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert [button.text() for button in tabs] == ["受理"]
    tabs[0].setFocus()
    press(Qt.Key.Key_Down)
    assert focused().accessibleName() == "查进度"
    assert focused().accessibleDescription() == "Ctrl+J"
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_Space)
    assert chosen == ["progress", "settings"]
    checked = [button.text() for button in rail.findChildren(QPushButton) if button.isChecked()]
    assert checked == ["受理"]  # the mark follows the place, and the page may not have been left


def test_rail_without_pages(kit: Kit, qtbot) -> None:
    rail = Rail(kit, (), "页面")
    qtbot.addWidget(rail)
    assert rail.places() == ()


def test_status_fields(kit: Kit, qtbot) -> None:
    line = StatusLine(kit, "F1 帮助")
    qtbot.addWidget(line)
    line.resize(900, 30)
    line.show()
    opened: list[str] = []
    fields = (
        StatusField("local", "本机 2 件 <b>"),
        StatusField("handover", "未交接 5 件", "soon", lambda: opened.append("handover")),
    )
    line.set_fields(fields)
    assert line.texts() == ("本机 2 件 <b>", "未交接 5 件")
    button = child(line, QPushButton)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert opened == ["handover"]
    line.set_fields(fields)
    assert child(line, QPushButton) is button
    line.set_fields((StatusField("local", "本机 0 件"),))
    shown = [label.shown() for label in line.findChildren(PlainLabel) if label.isVisibleTo(line)]
    assert shown == ["F1 帮助", "本机 0 件"]
    assert line.height() == kit.theme.shape("status")


def test_top_bar(kit: Kit, qtbot) -> None:
    search = SearchBox(kit, "找", lambda text, give: None)
    top = TopBar(kit, "温岭综窗", search)
    qtbot.addWidget(top)
    top.resize(1366, 52)
    top.show()
    top.set_place("城东街道大厅 · 3 号综合窗口 · 陈晓")
    top.set_link(Chip("未联网", Tone.SOON))
    top.set_time("11-23 周一 10:24")
    shown = [label.shown() for label in top.findChildren(PlainLabel)]
    assert shown == ["温岭综窗", "城东街道大厅 · 3 号综合窗口 · 陈晓", "11-23 周一 10:24"]
    assert child(top, StatusChip).chip.word == "未联网"
    centre = search.geometry().center().x()
    assert abs(centre - 683) <= 1
    top.resize(900, 52)
    assert search.geometry().right() < 900


def test_practice_banner(kit: Kit, qtbot) -> None:
    banner = PracticeBanner(kit, "练习模式")
    qtbot.addWidget(banner)
    assert [label.shown() for label in banner.findChildren(PlainLabel)] == ["练习模式"]


def test_help_panel(kit: Kit, qtbot) -> None:
    panel = HelpPanel(kit)
    closed: list[bool] = []
    panel.closed.connect(lambda: closed.append(True))
    bring_up(qtbot, panel)
    panel.show_help("受理", "从左到右走一遍。", [("F8", "受理"), ("⇧F6", "容缺")])
    panel.show_help("取件", "", [("Ctrl+G", "取件")])
    shown = [label.shown() for label in panel.findChildren(PlainLabel) if label.isVisibleTo(panel)]
    assert shown[0] == "取件"
    assert shown[-2:] == ["Ctrl+G", "取件"]
    assert "容缺" not in shown
    child(panel, QPushButton).setFocus()
    press(Qt.Key.Key_Escape)
    assert closed == [True]
    assert not panel.isVisible()
