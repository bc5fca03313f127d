"""A line in which a choice is found by typing a part of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from wenling_desk.ui.widgets.drop_list import DropList
from wenling_desk.ui.widgets.kit import Kit


class ChoiceLine(QLineEdit):
    """Typing narrows the list, Down and Up move in it, Enter takes the marked choice and goes on, Esc closes it.

    Leaving with a part that fits one choice only takes that choice.
    """

    chosen = Signal()
    """The clerk took a choice."""

    def __init__(self, kit: Kit, choices: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = tuple(choices)
        self._offered: tuple[str, ...] = ()
        self.setMaxLength(120)
        self.setProperty("look", "choice")
        self.setPlaceholderText(kit.texts("widgets.field.choice_hint"))
        self._list = DropList(kit, self, kit.texts("widgets.field.choices"), kit.texts("widgets.field.choice_unknown"))
        self._list.clicked.connect(self._take)
        self.destroyed.connect(self._list.deleteLater)
        self.textEdited.connect(lambda _: self._narrow())

    def is_open(self) -> bool:
        """Whether the list is shown."""
        return self._list.isVisible()

    def offered(self) -> tuple[str, ...]:
        """The choices shown."""
        return self._offered if self.is_open() else ()

    def event(self, event: QEvent) -> bool:
        """Esc belongs to the list while it is open, before any shortcut of the window."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self.is_open()
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Enter and Esc work the list, the rest is text."""
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            if self.is_open():
                self._list.step(1 if key == Qt.Key.Key_Down else -1)
                self._say_marked()
            else:
                self._open(self._choices)
        elif key == Qt.Key.Key_Escape and self.is_open():
            self._list.hide()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.is_open():
                self._take(self._list.marked())
            event.ignore()  # the form goes on to its next field
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click shows all choices."""
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and not self.is_open():
            self._open(self._choices)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The list goes with the focus."""
        self._list.hide()
        super().focusOutEvent(event)

    def complete(self) -> None:
        """A part that fits one choice only becomes that choice."""
        fitting = self._fitting()
        if self.text().strip() not in self._choices and len(fitting) == 1:
            self._list.hide()
            self.setText(fitting[0])
            self.chosen.emit()

    def _fitting(self) -> tuple[str, ...]:
        typed = self.text().strip().casefold()
        return tuple(choice for choice in self._choices if typed in choice.casefold()) if typed else ()

    def _narrow(self) -> None:
        self._open(self._fitting() if self.text().strip() else self._choices)

    def _open(self, offered: tuple[str, ...]) -> None:
        self._offered = offered
        typed = self.text().strip()
        self._list.open(offered, mark=offered.index(typed) if typed in offered else 0)
        self._say_marked()

    def _say_marked(self) -> None:
        at = self._list.marked()
        self.setAccessibleDescription(self._offered[at] if 0 <= at < len(self._offered) else "")

    def _take(self, at: int) -> None:
        self._list.hide()
        if 0 <= at < len(self._offered):
            self.setText(self._offered[at])
            self.chosen.emit()
