"""Help for this place: what it is for, and every key that works here."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel

WIDTH = 320


class HelpPanel(QFrame):
    """A column at the right; the page stays usable beside it."""

    closed = Signal()

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self.setProperty("panel", "help")
        self.setFixedWidth(kit.theme.scaled(WIDTH))
        self.setAccessibleName(kit.texts("widgets.help.name"))
        space = kit.theme.space
        self._title = PlainLabel("", "title")
        self._words = PlainLabel("", wrap=True)
        self._close = KeyButton(kit, kit.texts("widgets.help.close"), "Esc", "flat")
        self._close.clicked.connect(self._hide)
        self._keys = QGridLayout()
        self._keys.setHorizontalSpacing(space("medium"))
        self._keys.setVerticalSpacing(space("hair"))
        self._keys.setColumnStretch(1, 1)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._close)
        inner = QWidget()
        body = QVBoxLayout(inner)
        body.setContentsMargins(0, 0, space("small"), 0)
        body.setSpacing(space("medium"))
        body.addWidget(self._words)
        body.addWidget(PlainLabel(kit.texts("widgets.help.keys"), "heading"))
        body.addLayout(self._keys)
        body.addStretch()
        scroll = QScrollArea()
        scroll.setWidget(inner)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[space("large")] * 4)
        column.addLayout(head)
        column.addWidget(scroll, 1)
        self.hide()

    def show_help(self, title: str, words: str, keys: Sequence[tuple[str, str]]) -> None:
        """Show the help of a place; ``keys`` are pairs of key and what it does."""
        self._title.setText(title)
        self._words.setText(words)
        self._words.setVisible(bool(words))
        while (slot := self._keys.takeAt(0)) is not None:
            if (old := slot.widget()) is not None:
                old.hide()
                old.deleteLater()
        for at, (key, act) in enumerate(folded(keys)):
            for column, label in enumerate((PlainLabel(key, "key"), PlainLabel(act, wrap=True))):
                self._keys.addWidget(label, at, column, Qt.AlignmentFlag.AlignTop)
                label.show()
        self.setAccessibleDescription(words)
        self.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self._hide()
        else:
            super().keyPressEvent(event)

    def _hide(self) -> None:
        self.hide()
        self.closed.emit()


def folded(keys: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Keys in a row that do the same as one line: ``Alt+1…9``."""
    found: list[tuple[str, str]] = []
    for act, run in groupby(keys, key=itemgetter(1)):
        first, *rest = (key for key, _ in run)
        found.append((f"{first}…{rest[-1].rpartition('+')[2]}" if rest else first, act))
    return found
