"""A layout that puts widgets beside one another and begins a new line where there is no more room."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Left to right, then the next line; distances in pixels."""

    def __init__(self, across: int, down: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._across = across
        self._down = down
        self._slots: list[QLayoutItem] = []

    def addItem(self, slot: QLayoutItem) -> None:
        """Qt calls this for every widget added."""
        self._slots.append(slot)

    def count(self) -> int:
        """Widgets held."""
        return len(self._slots)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The slot at a place; Qt asks one beyond the end."""
        return self._slots[index] if 0 <= index < len(self._slots) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Give a slot back."""
        return self._slots.pop(index) if 0 <= index < len(self._slots) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Asks for no more room than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Narrower is higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height at a width."""
        return self._place(QRect(0, 0, width, 0), moving=False)

    def setGeometry(self, rect: QRect) -> None:
        """Put everything in its place."""
        super().setGeometry(rect)
        self._place(rect, moving=True)

    def sizeHint(self) -> QSize:
        """One line, where there is room for it."""
        hints = [slot.sizeHint() for slot in self._slots]
        margins = self.contentsMargins()
        width = sum(hint.width() for hint in hints) + self._across * max(0, len(hints) - 1)
        height = max((hint.height() for hint in hints), default=0)
        return QSize(width + margins.left() + margins.right(), height + margins.top() + margins.bottom())

    def minimumSize(self) -> QSize:
        """The largest widget and the margins."""
        size = QSize()
        for slot in self._slots:
            size = size.expandedTo(slot.minimumSize())
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _place(self, rect: QRect, *, moving: bool) -> int:
        margins = self.contentsMargins()
        inner = rect.adjusted(margins.left(), margins.top(), -margins.right(), -margins.bottom())
        left, top, line = inner.x(), inner.y(), 0
        for slot in self._slots:
            widget = slot.widget()
            if widget is not None and widget.isHidden():
                continue
            size = slot.sizeHint()
            if left > inner.x() and left + size.width() > inner.right() + 1:
                left, top, line = inner.x(), top + line + self._down, 0
            if moving:
                slot.setGeometry(QRect(QPoint(left, top), size))
            left += size.width() + self._across
            line = max(line, size.height())
        return top + line - rect.y() + margins.bottom()
