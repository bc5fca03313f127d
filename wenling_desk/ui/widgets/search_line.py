"""Lines somebody looks something up with: one look, a greatest length, words in them while they are empty."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

LONGEST: Final = 60
REST_MS: Final = 120
"""A filter is asked when the fingers rest this long."""


class SearchLine(QLineEdit):
    """``name`` is read out; where it is not given, the words in the empty line are."""

    def __init__(self, placeholder: str = "", name: str = "", longest: int = LONGEST) -> None:
        super().__init__()
        self.setProperty("look", "search")
        self.setMaxLength(longest)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name or placeholder)


class AskBox(SearchLine):
    """The one box of a page; Down leaves it for what was found."""

    down = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """As lines do, and Down."""
        if event.key() == Qt.Key.Key_Down:
            self.down.emit()
        else:
            super().keyPressEvent(event)


class FilterLine(SearchLine):
    """Filters a list while somebody types."""

    rested = Signal()
    """The fingers rest: filter now."""

    def __init__(self, placeholder: str, name: str) -> None:
        super().__init__(placeholder, name)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REST_MS)
        self._timer.timeout.connect(self.rested)
        self.textChanged.connect(lambda _: self._timer.start())

    def settle(self) -> None:
        """Filtered already: do not ask once more."""
        self._timer.stop()
