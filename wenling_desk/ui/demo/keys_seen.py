"""Counts what fingers do: keys seen by an event filter, the characters of typed data left out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

MODIFIERS = frozenset({Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta})


class KeysSeen(QObject):
    """Sees each key once, on the widget in focus, shortcuts included.

    Qt asks the widget in focus about every key (``ShortcutOverride``) before the key is a shortcut or is given to the
    widget, so this sees both. A key counts when it goes down; one that is held, or passed on later by the filter that
    looks for scanners, is asked about again but is no other key. A printable character typed into a line or box is
    data; what the input method commits is no key at all. A key with Ctrl or Alt held is one key.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.keys = 0
        self.characters = 0
        self._down: set[int] = set()
        self._away = False

    def watch(self, app: QCoreApplication) -> None:
        """Begin."""
        app.installEventFilter(self)

    @contextmanager
    def looking_away(self) -> Iterator[None]:
        """What comes from a scanner is no finger's work."""
        self._away = True
        try:
            yield
        finally:
            self._away = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count; stop nothing."""
        if not isinstance(event, QKeyEvent) or self._away:
            return False
        if event.type() == QEvent.Type.KeyRelease:
            self._down.discard(event.key())
        elif event.type() == QEvent.Type.ShortcutOverride:
            focused = QApplication.focusWidget()
            # A key nobody claims is offered to every parent in turn: only the widget in focus counts.
            if focused is not None and watched is focused and event.key() not in MODIFIERS | self._down:
                self._down.add(event.key())
                self._count(focused, event)
        return False

    def _count(self, focused: QWidget, event: QKeyEvent) -> None:
        if _is_data(focused, event):
            self.characters += 1
        else:
            self.keys += 1


def _is_data(widget: QWidget, event: QKeyEvent) -> bool:
    held = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
    takes_text = bool(widget.inputMethodQuery(Qt.InputMethodQuery.ImEnabled))
    return takes_text and not held and event.text().isprintable() and bool(event.text())
