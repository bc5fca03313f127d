"""Watches that the desk stays one window: a widget shown without a parent would open as another and take the keys."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtWidgets import QWidget


class OneWindow(QObject):
    """Collects the names of every other window that opens in ``strays``; stops none."""

    def __init__(self, window: QWidget) -> None:
        super().__init__()
        self._window = window
        self.strays: list[str] = []

    def watch(self, app: QCoreApplication) -> None:
        """Begin."""
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See what is shown."""
        if event.type() != QEvent.Type.Show or not isinstance(watched, QWidget) or watched is self._window:
            return False
        if watched.isWindow() and watched.windowType() is Qt.WindowType.Window:
            self.strays.append(type(watched).__name__)
        return False
