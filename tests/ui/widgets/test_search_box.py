"""The one search: asks while typing, answers to old texts are dropped, the keyboard chooses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from tests.support.hands import bring_up, focused, press, type_text
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.search_box import MOST_HITS, SearchBox, SearchHit


class Desk:
    def __init__(self, kit: Kit, qtbot) -> None:
        self.asked: list[tuple[str, Callable[[Sequence[SearchHit]], None]]] = []
        self.ran: list[str] = []
        self.window = QWidget()
        self.box = SearchBox(kit, "找事项", lambda text, give: self.asked.append((text, give)))
        column = QVBoxLayout(self.window)
        column.addWidget(self.box)
        column.addStretch()
        self.window.resize(900, 600)
        bring_up(qtbot, self.window)
        self.box.setFocus()

    def hits(self, *titles: str) -> list[SearchHit]:
        return [SearchHit("事项", title, partial(self.ran.append, title), "市监局") for title in titles]

    def answer(self, *titles: str) -> None:
        self.asked[-1][1](self.hits(*titles))


@pytest.fixture
def desk(kit: Kit, qtbot) -> Desk:
    return Desk(kit, qtbot)


def test_enter_takes_the_best_hit(desk: Desk) -> None:
    type_text("饭店")
    assert [text for text, _ in desk.asked] == ["饭店"]
    desk.answer("开办餐饮店", "食品经营许可")
    assert desk.box.is_open()
    assert desk.box.accessibleDescription() == "事项 开办餐饮店 市监局"
    press(Qt.Key.Key_Return)
    assert desk.ran == ["开办餐饮店"]
    assert not desk.box.is_open()
    assert desk.box.text() == ""


def test_arrows_choose_and_go_round(desk: Desk) -> None:
    type_text("x")
    desk.answer("一", "二", "三")
    press(Qt.Key.Key_Down)
    assert desk.box.accessibleDescription() == "事项 二 市监局"
    for _ in range(3):
        press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_Return)
    assert desk.ran == ["三"]


def test_answer_to_an_old_text_is_dropped(desk: Desk) -> None:
    type_text("a")
    type_text("b")
    assert [text for text, _ in desk.asked] == ["a", "ab"]
    desk.asked[1][1](desk.hits("新"))
    desk.asked[0][1](desk.hits("旧"))
    assert [hit.title for hit in desk.box.hits()] == ["新"]


def test_answer_after_closing_opens_nothing(desk: Desk) -> None:
    left: list[bool] = []
    desk.box.left.connect(lambda: left.append(True))
    type_text("a")
    press(Qt.Key.Key_Escape)
    desk.answer("一")
    assert not desk.box.is_open()
    assert desk.box.text() == ""
    assert left == [True]


def test_nothing_found_is_said(desk: Desk, kit: Kit) -> None:
    type_text("zzz")
    desk.answer()
    assert desk.box.is_open()
    said = [label.shown() for label in desk.window.findChildren(PlainLabel) if label.isVisible()]
    assert said == [kit.texts("widgets.search.nothing")]
    press(Qt.Key.Key_Return)
    assert desk.ran == []
    assert desk.box.is_open()


def test_emptied_box_closes(desk: Desk) -> None:
    type_text("a")
    desk.answer("一")
    press(Qt.Key.Key_Backspace)
    assert not desk.box.is_open()
    assert desk.box.hits() == ()


def test_most_hits(desk: Desk) -> None:
    type_text("a")
    desk.answer(*map(str, range(50)))
    assert len(desk.box.hits()) == MOST_HITS


def test_nothing_is_asked_while_the_input_method_composes(desk: Desk) -> None:
    QApplication.sendEvent(focused(), QInputMethodEvent("fandian", []))
    assert desk.asked == []
    commit = QInputMethodEvent()
    commit.setCommitString("饭店")
    QApplication.sendEvent(focused(), commit)
    assert [text for text, _ in desk.asked] == ["饭店"]


def test_list_stays_inside_the_window(desk: Desk) -> None:
    type_text("a")
    desk.answer(*map(str, range(12)))
    for size in ((900, 600), (500, 300), (1400, 900)):
        desk.window.resize(*size)
        box = desk.box._list.geometry()
        assert desk.window.rect().contains(box)
        assert box.top() >= desk.box.geometry().bottom()


def test_list_is_no_window_of_its_own(desk: Desk) -> None:
    type_text("a")
    desk.answer("一")
    assert not desk.box._list.isWindow()
    assert desk.box.hasFocus()


def test_mouse_chooses(desk: Desk, qtbot) -> None:
    type_text("a")
    desk.answer("一", "二")
    entries = desk.box._list._list
    box = entries.visualItemRect(entries.item(1))
    qtbot.mouseClick(entries.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert desk.ran == ["二"]


def test_markup_in_a_hit(desk: Desk) -> None:
    type_text("a")
    desk.answer("<b>张</b>&")
    shown = [label.shown() for label in desk.box._list.findChildren(PlainLabel) if label.isVisible()]
    assert "<b>张</b>&" in shown
