"""The acts at the bottom of a page, with the reasons against those that are not possible now."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.flow import FlowLayout
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel


class ActBar(QWidget):
    """Buttons in a row: side acts at the left, the main ones at the right; reasons on a line beneath.

    The line keeps its height when it is empty, so that nothing jumps. Where the window is too narrow (large type)
    the side acts take a second row.
    """

    def __init__(
        self,
        kit: Kit,
        side: Iterable[KeyButton] = (),
        main: Iterable[KeyButton] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kit = kit
        self._buttons: list[KeyButton] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.theme.space("hair"))
        gap = kit.theme.space("small")
        row = QHBoxLayout()
        row.setSpacing(gap)
        self._side = FlowLayout(gap, gap)
        self._main = QHBoxLayout()
        self._main.setSpacing(gap)
        row.addLayout(self._side, 1)
        row.addLayout(self._main)
        row.setAlignment(self._main, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(row)
        self._reasons = PlainLabel(" ", "hint", wrap=True)
        self._reasons.setAlignment(Qt.AlignmentFlag.AlignRight)
        column.addWidget(self._reasons)
        for button in side:
            self._side.addWidget(button)
            self._follow(button)
        for button in main:
            self._main.addWidget(button)
            self._follow(button)
        self._tell()

    def reasons(self) -> str:
        """The line beneath as shown."""
        return self._reasons.shown().strip()

    def _follow(self, button: KeyButton) -> None:
        self._buttons.append(button)
        button.reason_changed.connect(self._tell)

    def _tell(self) -> None:
        texts = self._kit.texts
        lines = [
            texts("widgets.act.reason", act=f"{button.verb} {button.hint}".strip(), reason=button.reason)
            for button in self._buttons
            if button.reason
        ]
        self._reasons.setText("\n".join(lines) or " ")
