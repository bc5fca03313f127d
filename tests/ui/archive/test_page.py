"""归档 in the frame: keyboard only, each row its own sentence, and nothing of a case left on the page."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt

from tests.support.accessible_names import nameless_widgets
from tests.support.hands import CTRL, press, type_text
from tests.ui.archive.conftest import Archive, closed, granted

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier


def test_it_is_found_in_the_palette_and_not_in_the_rail(archive: Archive, qtbot: Any) -> None:
    closed(archive.counter)
    press(Key.Key_K, CTRL)
    type_text("guidang")
    qtbot.wait(20)
    press(Key.Key_Return)
    assert len(archive.rows()) == 1
    assert "archive" not in {each.page_id for each in archive.window._descriptors.values() if each.in_rail}


def test_f8_archives_what_is_complete(archive: Archive) -> None:
    closed(archive.counter)
    granted(archive.counter)
    archive.enter()
    assert [row[0] for row in archive.rows()] == ["缺 1 处", "可以归档"]
    assert archive.page.button.verb == "归档 1 件"
    assert archive.page.table.hasFocus()
    press(Key.Key_F8)
    assert [row[0] for row in archive.rows()] == ["缺 1 处", "已归档"]
    assert archive.folders.asked == 1
    press(Key.Key_F8)
    assert archive.folders.asked == 1, "nothing is left to do"


def test_the_row_in_focus_says_what_it_misses_and_enter_opens_it(archive: Archive) -> None:
    record_id = granted(archive.counter)
    closed(archive.counter)
    archive.enter()
    assert archive.page.gaps_said.shown() == "“补领婚姻登记证”还没有送达；请先交付或寄出。"
    press(Key.Key_Return)
    assert archive.opened == [record_id]
    press(Key.Key_Down)
    assert archive.page.gaps_said.shown() == "这一件没有缺口。"


def test_a_precheck_by_its_key(archive: Archive) -> None:
    granted(archive.counter)
    archive.enter()
    press(Key.Key_J, ALT)
    assert archive.folders.chosen is not None
    assert [place.name.endswith("-precheck") for place in archive.folders.chosen.iterdir()] == [True]


def test_esc_goes_back_and_nothing_stays(archive: Archive) -> None:
    closed(archive.counter)
    page = archive.enter()
    press(Key.Key_Escape)
    assert archive.window.current_page() is not page
    assert page.table.rows.rows == []
    assert page.gaps_said.shown() == "选中一行，这里写着缺什么。"


def test_another_page_closes_a_case_and_the_list_follows(archive: Archive) -> None:
    archive.enter()
    assert archive.rows() == []
    closed(archive.counter)
    press(Key.Key_F5)
    assert len(archive.rows()) == 1


def test_names_are_masked(archive: Archive) -> None:
    closed(archive.counter)
    archive.enter()
    assert "林**" in archive.rows()[0]
    assert "小满" not in str(archive.rows())


def test_every_widget_has_a_name(archive: Archive) -> None:
    granted(archive.counter)
    archive.enter()
    assert nameless_widgets(archive.page) == []
