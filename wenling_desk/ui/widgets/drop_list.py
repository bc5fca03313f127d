"""A list that opens under a line inside the window.

No popup window: those take the keyboard for themselves, and an input method that is composing loses its text.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel

MARGIN = 8


class DropList(QFrame):
    """Entries under ``anchor``; the keys stay in the anchor, which moves the mark."""

    clicked = Signal(int)

    def __init__(self, kit: Kit, anchor: QWidget, name: str, nothing: str = "", least_width: int = 0) -> None:
        """``nothing`` is said when there are no entries."""
        super().__init__()
        self._kit = kit
        self._anchor = anchor
        self._least_width = least_width
        self._count = 0
        self.setProperty("panel", "popup")
        self._list = QListWidget()
        self._list.setAccessibleName(name)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.itemClicked.connect(lambda _: self.clicked.emit(self.marked()))
        self._nothing = PlainLabel(nothing, "hint")
        column = QVBoxLayout(self)
        column.setContentsMargins(*[kit.theme.space("hair")] * 4)
        column.addWidget(self._list)
        column.addWidget(self._nothing)
        self.hide()

    def open(self, words: Sequence[str], lines: Sequence[QWidget] = (), mark: int = 0) -> None:
        """Show entries, as words or as ``lines`` (then the words are what a screen reader hears)."""
        self._count = len(words)
        self._list.clear()
        for at, word in enumerate(words):
            entry = QListWidgetItem(self._list)
            entry.setSizeHint(QSize(0, self._entry_height()))
            entry.setData(Qt.ItemDataRole.AccessibleTextRole, word)
            if lines:
                self._list.setItemWidget(entry, lines[at])
            else:
                entry.setText(word)
        self._list.setVisible(bool(words))
        self._nothing.setVisible(not words)
        self.set_marked(mark)
        self._place()
        self.show()
        self.raise_()

    def count(self) -> int:
        """Entries shown."""
        return self._count

    def marked(self) -> int:
        """The entry that Enter would choose, -1 for none."""
        return self._list.currentRow()

    def set_marked(self, at: int) -> None:
        """Move the mark."""
        self._list.setCurrentRow(at if 0 <= at < self._count else -1)

    def step(self, by: int) -> int:
        """Move the mark round; the entry it stands on now."""
        if self._count:
            self.set_marked((self.marked() + by) % self._count)
        return self.marked()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The list follows the window."""
        if event.type() == QEvent.Type.Resize and watched is self.parent() and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _entry_height(self) -> int:
        return self._kit.theme.row_height + self._kit.theme.space("hair")

    def _place(self) -> None:
        window = self._anchor.window()
        if self.parent() is not window:
            self.setParent(window)
            window.installEventFilter(self)
        wanted = max(1, self._count) * self._entry_height() + 2 * self._kit.theme.space("small") + 4
        below = self._anchor.mapTo(window, QPoint(0, self._anchor.height() + 2))
        above = self._anchor.mapTo(window, QPoint(0, -2)).y()
        room_below = window.height() - below.y() - MARGIN
        width = max(self._anchor.width(), self._kit.theme.scaled(self._least_width))
        width = min(width, window.width() - 2 * MARGIN)
        left = below.x() - (width - self._anchor.width()) // 2
        left = min(max(MARGIN, left), window.width() - width - MARGIN)
        if wanted <= room_below or room_below >= above:
            self.setGeometry(left, below.y(), width, max(self._entry_height(), min(wanted, room_below)))
        else:
            height = min(wanted, above - MARGIN)
            self.setGeometry(left, above - height, width, height)
