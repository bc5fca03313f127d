"""Hands on the keyboard, at a person's pace. Time for the pages passes only with the keys, so that no picture depends
on how fast the machine is."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

from PySide6.QtCore import QDeadlineTimer, QEventLoop, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from wenling_desk.ui.demo.keys_seen import KeysSeen
from wenling_desk.ui.widgets.wedge import WedgeFilter

KEY_MS = 180
"""Between two keys; a scanner would need less than 35, the strip takes nothing that follows in less than 50."""
SCANNER_MS = 5
PATIENCE_S = 30
SLICE_MS = 5
HELD = {
    "Ctrl": Qt.KeyboardModifier.ControlModifier,
    "Shift": Qt.KeyboardModifier.ShiftModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
}


class StuckError(Exception):
    """What was waited for did not come; ``what`` says what."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def read_key(key: str) -> tuple[Qt.Key, Qt.KeyboardModifier]:
    """``Ctrl+Return`` as Qt has it. Raises KeyError for a key there is not."""
    *names, last = key.split("+")
    held = Qt.KeyboardModifier.NoModifier
    for name in names:
        held |= HELD[name]
    return Qt.Key[f"Key_{'Escape' if last == 'Esc' else last}"], held


class Pace:
    """Milliseconds for the pages (``DeskPorts.ticks``)."""

    def __init__(self) -> None:
        self.now = 1_000

    def __call__(self) -> int:
        """The time now."""
        return self.now

    def pass_by(self, milliseconds: int) -> None:
        """Let time pass."""
        self.now += milliseconds


class Hands:
    """Press and type on whatever has the focus, and look up until the desk has answered."""

    def __init__(self, window: QWidget, pace: Pace, wedge: WedgeFilter, seen: KeysSeen) -> None:
        self._window = window
        self.pace = pace
        self.seen = seen
        self._wedge = wedge

    def press(self, *keys: str) -> None:
        """Press keys in Qt's spelling: ``F8``, ``Ctrl+Return``, ``1``."""
        for key in keys:
            code, held = read_key(key)
            self.pace.pass_by(KEY_MS)
            QTest.keyPress(self.focused(), code, held)
            # A finger rests longer on a key than a scanner takes: the key has reached its widget before it comes up,
            # and it comes up over whatever has the focus then.
            self._wedge.let_go()
            QTest.keyRelease(QApplication.focusWidget() or self._window, code, held)
            self.look()

    def type(self, text: str) -> None:
        """Type data: ASCII key by key, anything else committed by the input method."""
        for is_ascii, run in groupby(text, str.isascii):
            if is_ascii:
                for character in run:
                    self.pace.pass_by(KEY_MS)
                    QTest.keyClicks(self.focused(), character)
            else:
                self.pace.pass_by(KEY_MS)
                committed = QInputMethodEvent()
                committed.setCommitString("".join(run))
                QApplication.sendEvent(self.focused(), committed)
        self.look()

    def scan(self, text: str) -> None:
        """A scanner on the keyboard's cable: keys faster than any finger, then Enter. No finger, no key counted."""
        self.wait(KEY_MS)
        with self.seen.looking_away():
            for character in text:
                self.pace.pass_by(SCANNER_MS)
                QTest.keyClicks(self.focused(), character)
            self.pace.pass_by(SCANNER_MS)
            QTest.keyClick(self.focused(), Qt.Key.Key_Return)
        self.look()

    def wait(self, milliseconds: int) -> None:
        """Do nothing for a while."""
        self.pace.pass_by(milliseconds)
        self.look()

    def focused(self) -> QWidget:
        """The widget in focus. Raises StuckError when there is none: a key would reach nobody."""
        self.until(lambda: QApplication.focusWidget() is not None, "demo.wait.focus")
        widget = QApplication.focusWidget()
        if widget is None:
            raise StuckError("demo.wait.focus")
        return widget

    def come_back(self) -> None:
        """The keys go to the program's window again."""
        self._window.activateWindow()
        self.until(self._window.isActiveWindow, "demo.wait.focus")

    def look(self) -> None:
        """Let the desk do what is due now."""
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, SLICE_MS)

    def until(self, condition: Callable[[], bool], what: str) -> None:
        """Look until it is so. Raises StuckError."""
        deadline = QDeadlineTimer(PATIENCE_S * 1000)
        while not condition():
            if deadline.hasExpired():
                raise StuckError(what)
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, SLICE_MS)
