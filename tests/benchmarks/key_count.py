"""Counts the keys a person presses. Characters of data are not keys of the program, and are counted apart."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

_MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr)
_HELD = {
    Qt.KeyboardModifier.ControlModifier: "Ctrl",
    Qt.KeyboardModifier.AltModifier: "Alt",
    Qt.KeyboardModifier.ShiftModifier: "Shift",
}
_PLAIN = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.KeypadModifier,
)


class KeyCount(QObject):
    """An event filter on the application; install it last, so that it sees keys before anybody takes them.

    Each key is first offered to the widget in focus as a ``ShortcutOverride``, whether a shortcut, a field or nobody
    takes it in the end: those are counted, once each. A chord is one key. A printable character that a text field
    in focus is about to take is data, and so is what the input method commits. What the program held back and gives
    on later (to tell fingers from a scanner) was not pressed again.
    """

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self.characters = 0
        self.pressed: list[str] = []

    @property
    def keys(self) -> int:
        """How many keys were pressed."""
        return len(self.pressed)

    def start(self) -> None:
        """Count from nothing."""
        self.characters = 0
        self.pressed = []
        self._app.installEventFilter(self)

    def stop(self) -> None:
        """Count no more."""
        self._app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See every key; stop none."""
        # The override goes on to the parents of a widget that leaves it alone; the focus hears it first.
        if watched is self._app.focusWidget():
            if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
                self._count(watched, event)
            elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and not event.spontaneous():
                self._take_back(event)
            elif event.type() == QEvent.Type.InputMethod and isinstance(event, QInputMethodEvent):
                self.characters += len(event.commitString())
        return False

    def _count(self, watched: QObject, event: QKeyEvent) -> None:
        if event.key() in _MODIFIERS:
            return
        if event.text().isprintable() and event.text() and event.modifiers() in _PLAIN and _takes_text(watched):
            self.characters += 1
        else:
            self.pressed.append(_name(event))

    def _take_back(self, event: QKeyEvent) -> None:
        if self.pressed and self.pressed[-1] == _name(event):
            self.pressed.pop()


def _name(event: QKeyEvent) -> str:
    key = event.keyCombination().key().name.removeprefix("Key_")
    names = [name for flag, name in _HELD.items() if event.modifiers() & flag]
    return "+".join([*names, key])


def _takes_text(watched: QObject) -> bool:
    return isinstance(watched, QWidget) and watched.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
