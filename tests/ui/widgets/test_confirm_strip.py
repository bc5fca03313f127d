"""The strip before an act that cannot be undone: a slip of the hand or a scanner is no yes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget

from tests.support.hands import bring_up, focused, press
from tests.ui.conftest import Ticks
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.confirm_strip import FINGER_MS, GUARD_MS, ConfirmStrip, Veil
from wenling_desk.ui.widgets.kit import Kit

SENTENCE = "将受理 3 项,打印 4 张"


class Open:
    """A strip asking, in a window with a line above it."""

    def __init__(self, kit: Kit, qtbot) -> None:
        self.window, self.line, self.strip = QWidget(), QLineEdit(), ConfirmStrip(kit)
        column = QVBoxLayout(self.window)
        column.addWidget(self.line)
        column.addWidget(self.strip)
        bring_up(qtbot, self.window)
        self.acted = 0
        self.closed: list[bool] = []
        self.strip.closed.connect(self.closed.append)
        self.ask()

    def ask(self) -> None:
        self.strip.ask(SENTENCE, "受理", self._act)

    def _act(self) -> None:
        self.acted += 1


@pytest.fixture
def strip(kit: Kit, qtbot) -> Open:
    return Open(kit, qtbot)


def test_says_what_will_happen(strip: Open) -> None:
    assert strip.strip.isVisible()
    assert strip.strip.sentence() == strip.strip.accessibleDescription() == SENTENCE
    assert [button.verb for button in strip.strip.findChildren(KeyButton)] == ["返回", "受理"]
    assert strip.strip.hasFocus()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_acts_once(strip: Open, ticks: Ticks, key: Qt.Key) -> None:
    ticks.advance(GUARD_MS)
    press(key)
    assert strip.acted == 1
    assert strip.closed == [True]
    assert not strip.strip.isVisible()
    assert not strip.strip.is_open()


def test_enter_in_the_first_moment_does_nothing(strip: Open, ticks: Ticks) -> None:
    ticks.advance(GUARD_MS - 1)
    press(Qt.Key.Key_Return)
    assert strip.acted == 0
    assert strip.strip.is_open()
    ticks.advance(GUARD_MS)
    press(Qt.Key.Key_Return)
    assert strip.acted == 1


def test_enter_held_down_does_nothing(strip: Open, ticks: Ticks) -> None:
    ticks.advance(5000)
    held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", True)
    QApplication.sendEvent(focused(), held)
    assert strip.acted == 0


def test_enter_of_a_scanner_does_nothing(strip: Open, ticks: Ticks) -> None:
    ticks.advance(5000)
    for key in (Qt.Key.Key_9, Qt.Key.Key_1, Qt.Key.Key_7):
        press(key)
        ticks.advance(FINGER_MS - 1)
    press(Qt.Key.Key_Return)
    assert strip.acted == 0
    assert strip.strip.is_open()


def test_escape_goes_back(strip: Open, ticks: Ticks) -> None:
    press(Qt.Key.Key_Escape)
    assert strip.closed == [False]
    assert strip.acted == 0
    ticks.advance(5000)
    strip.strip.go_back()
    assert strip.closed == [False]


def test_buttons_by_keys(strip: Open, ticks: Ticks) -> None:
    ticks.advance(5000)
    press(Qt.Key.Key_Tab)
    assert isinstance(focused(), KeyButton)
    press(Qt.Key.Key_Tab)
    assert focused() is not strip.line
    assert strip.strip.isAncestorOf(focused())
    back = next(button for button in strip.strip.findChildren(KeyButton) if button.verb == "返回")
    back.setFocus()
    press(Qt.Key.Key_Return)
    assert strip.closed == [False]
    strip.ask()
    ticks.advance(5000)
    back.setFocus()
    press(Qt.Key.Key_Space)
    assert strip.closed == [False, False]
    assert strip.acted == 0


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_button_of_the_act_has_the_guard_too(strip: Open, ticks: Ticks, key: Qt.Key) -> None:
    button = next(button for button in strip.strip.findChildren(KeyButton) if button.verb == "受理")
    button.setFocus()
    press(key)
    assert strip.acted == 0
    ticks.advance(GUARD_MS)
    press(key)
    assert strip.acted == 1


def test_mouse_has_the_guard_too(strip: Open, ticks: Ticks, qtbot) -> None:
    button = next(button for button in strip.strip.findChildren(KeyButton) if button.verb == "受理")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert strip.acted == 0
    ticks.advance(GUARD_MS)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert strip.acted == 1


def test_act_may_ask_again(strip: Open, ticks: Ticks) -> None:
    """The strip is closed before the act runs, so the act may open it anew."""
    ticks.advance(GUARD_MS)
    strip.strip.ask("先问", "好", strip.ask)
    ticks.advance(GUARD_MS)
    press(Qt.Key.Key_Return)
    assert strip.strip.is_open()
    assert strip.strip.sentence() == SENTENCE
    press(Qt.Key.Key_Return)
    assert strip.acted == 0


def test_veil_keeps_clicks_off(strip: Open, qtbot) -> None:
    button = QPushButton("删除", strip.window)
    button.resize(200, 40)
    button.show()
    pressed: list[bool] = []
    button.clicked.connect(pressed.append)
    veil = Veil(strip.strip, strip.window)
    veil.cover(strip.window)
    strip.line.setFocus()
    at = button.rect().center()
    target = strip.window.childAt(button.mapTo(strip.window, at))
    qtbot.mouseClick(target, Qt.MouseButton.LeftButton, pos=at)
    assert pressed == []
    assert strip.strip.hasFocus()
