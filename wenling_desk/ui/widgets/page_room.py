"""The room the pages stand in, between the rail and the help."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget


class PageRoom(QWidget):
    """Holds the pages. Where one asks for more width than there is (the help is open beside it, the screen is small),
    it is cut at the right: the window never grows off the screen.
    """

    def __init__(self, pages: QStackedWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages = pages
        pages.setParent(self)

    def minimumSizeHint(self) -> QSize:
        """Any width; the height the pages need."""
        return QSize(0, self._pages.minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        """What the pages would like."""
        return self._pages.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The pages take the room."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """A page was added, or asks for more or less."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        width = max(self.width(), self._pages.minimumSizeHint().width())
        self._pages.setGeometry(0, 0, width, self.height())
