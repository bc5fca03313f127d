"""The chip in the top bar: whether the centre can be reached."""

from __future__ import annotations

from PySide6.QtCore import QObject

from wenling_desk.ui.main_window import MainWindow
from wenling_desk.ui.sync_centre.link import SyncLink
from wenling_desk.ui.sync_centre.state_chips import link_chip


class LinkChip(QObject):
    """Follows the link; lives and dies with its window."""

    def __init__(self, link: SyncLink, main: MainWindow) -> None:
        super().__init__(main)
        self._link = link
        self._main = main
        link.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        self._main.set_link(link_chip(self._main.kit.texts, self._link.status()))
