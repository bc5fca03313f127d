"""Hands on the keyboard: keys go to whatever has the focus, Chinese comes through the input method."""

from __future__ import annotations

from itertools import groupby
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

T = TypeVar("T", bound=QWidget)

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def focused() -> QWidget:
    """The widget in focus; a test that types into nothing is wrong."""
    widget = QApplication.focusWidget()
    assert widget is not None, "nothing has the focus"
    return widget


def type_text(text: str) -> None:
    """Type as a person does: ASCII key by key, anything else committed by the input method."""
    for is_ascii, run in groupby(text, str.isascii):
        if is_ascii:
            for character in run:
                QTest.keyClicks(focused(), character)
        else:
            event = QInputMethodEvent()
            event.setCommitString("".join(run))
            QApplication.sendEvent(focused(), event)


def press(key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press one key on whatever has the focus."""
    QTest.keyClick(focused(), key, held)


def child(parent: QWidget, kind: type[T], at: int = 0) -> T:
    """The child of that kind, the first or another; a test that asks for one that is not there is wrong."""
    return parent.findChildren(kind)[at]


def bring_up(qtbot: QtBot, widget: QWidget) -> None:
    """Show a window and wait until keys reach it."""
    qtbot.addWidget(widget)
    # qtbot holds windows weakly: one that only its parts are asked about would vanish.
    vars(qtbot).setdefault("kept", []).append(widget)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)
