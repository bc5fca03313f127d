"""Scanners and card readers that pretend to be keyboards ("wedges"), told from fingers by their speed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit, QWidget
from shiboken6 import isValid

GAP_MS = 35
"""Longest pause inside a burst. Scanners send a key every 1 to 15 ms, a fast typist every 80."""
LEAST_CHARACTERS = 6
MOST_CHARACTERS = 4096
ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
IN_A_SCAN = (*ENDS, Qt.Key.Key_Shift, Qt.Key.Key_CapsLock)
"""Keys beside letters that a scanner sends."""


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """A line before the burst, to be put back when the burst was a scan."""

    line: QLineEdit
    text: str
    cursor: int
    selection: tuple[int, int]

    def restore(self) -> None:
        self.line.setText(self.text)
        self.line.setCursorPosition(self.cursor)
        if self.selection[1]:
            self.line.setSelection(*self.selection)


class WedgeFilter(QObject):
    """Watches all keys of the program.

    Keys that come faster than fingers and end in Enter or Tab are one scan: ``scanned`` tells its text, the focused
    line is put back as it was, and the Enter reaches nobody. Where the focus is not on a line (a table, whose letters
    mark rows) keys wait ``GAP_MS`` before they are given on, so that a barcode marks nothing. While the input method
    composes, and for text it commits, nothing is touched.
    """

    scanned = Signal(str)

    def __init__(self, ticks: Callable[[], int], parent: QObject | None = None) -> None:
        """``ticks`` gives milliseconds. Install with ``watch``."""
        super().__init__(parent)
        self._ticks = ticks
        self._text = ""
        self._last_at = -GAP_MS
        self._snapshot: _Snapshot | None = None
        self._held: list[tuple[QObject, QKeyEvent]] = []
        self._composing = False
        self._giving = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(GAP_MS)
        self._timer.timeout.connect(self.let_go)

    def watch(self, app: QCoreApplication) -> None:
        """Begin."""
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See every key before its widget does."""
        if isinstance(event, QInputMethodEvent):
            self._composing = bool(event.preeditString())
            self._forget()
            return False
        if not isinstance(event, QKeyEvent) or self._giving:
            return False
        if event.type() == QEvent.Type.KeyRelease:
            return self._hold_release(watched, event)
        if event.type() == QEvent.Type.ShortcutOverride and not _is_letter(event) and event.key() not in IN_A_SCAN:
            self.let_go()  # a shortcut acts before its key arrives, and must not overtake a letter that waits
        if event.type() != QEvent.Type.KeyPress:
            return False
        # Qt offers each key first to the window, then to the widget in focus: only the widget counts.
        if self._composing or not isinstance(watched, QWidget) or watched is not QApplication.focusWidget():
            return False
        if isinstance(watched, QLineEdit) and watched.echoMode() is not QLineEdit.EchoMode.Normal:
            return False  # a badge may be scanned in place of a password
        return self._key(watched, event)

    def _key(self, target: QWidget, event: QKeyEvent) -> bool:
        now = self._ticks()
        fast = now - self._last_at <= GAP_MS
        if event.key() in ENDS:
            if fast and len(self._text) >= LEAST_CHARACTERS:
                self._take()
                return True
            self.let_go()
            return False
        if event.key() in IN_A_SCAN:
            return False
        text = event.text()
        if not _is_letter(event):
            self.let_go()
            return False
        if not fast or len(self._text) >= MOST_CHARACTERS:
            self.let_go()
            self._snapshot = _snapshot(target)
        self._text += text
        self._last_at = now
        if _takes_text(target):
            return False
        self._held.append((target, event.clone()))
        self._timer.start()
        return True

    def _hold_release(self, watched: QObject, event: QKeyEvent) -> bool:
        """The release of a key whose press still waits waits with it: a tap is press and release, in that order."""
        waiting = any(target is watched and held.key() == event.key() for target, held in self._held)
        if waiting and watched is QApplication.focusWidget():
            self._held.append((watched, event.clone()))
            return True
        return False

    def _take(self) -> None:
        text, snapshot = self._text, self._snapshot
        self._held.clear()
        self._forget()
        if snapshot is not None:
            snapshot.restore()
        self.scanned.emit(text)

    def let_go(self) -> None:
        """It was fingers: give on what waited. A demo that types for the clerk calls this instead of waiting."""
        held, self._held = self._held, []
        self._forget()
        self._giving = True
        try:
            for target, event in held:
                if isValid(target):
                    QCoreApplication.sendEvent(target, event)
        finally:
            self._giving = False

    def _forget(self) -> None:
        self._timer.stop()
        self._text = ""
        self._snapshot = None
        self._last_at = -GAP_MS - 1


def _is_letter(event: QKeyEvent) -> bool:
    """Whether the key writes one character, as all keys of a scan do."""
    modifiers = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
    return len(event.text()) == 1 and event.text().isprintable() and not modifiers


def _takes_text(widget: QWidget) -> bool:
    return isinstance(widget, QLineEdit | QTextEdit | QPlainTextEdit) or bool(
        widget.inputMethodQuery(Qt.InputMethodQuery.ImEnabled)
    )


def _snapshot(widget: QWidget) -> _Snapshot | None:
    line = widget.lineEdit() if isinstance(widget, QComboBox) else widget
    if not isinstance(line, QLineEdit):
        return None
    return _Snapshot(line, line.text(), line.cursorPosition(), (line.selectionStart(), len(line.selectedText())))
