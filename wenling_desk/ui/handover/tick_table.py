"""A table whose rows are ticked: Space ticks and goes on, A ticks all or none."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from wenling_desk.ui.widgets.chips import Chip, Shape, Tone
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.row_model import Align, Column, Row
from wenling_desk.ui.widgets.row_table import RowTable

TICK, NO_TICK = "\u2611", "\u2610"
"""The word of the first column, ticked and not."""
ALL = "A"


class TickTable(RowTable):
    """The first column is the tick; ``columns`` come after it."""

    ticked = Signal(str)
    """The row of that key is to be turned round."""
    all_ticked = Signal()

    def __init__(self, kit: Kit, name: str, tick: str, columns: Sequence[Column]) -> None:
        super().__init__(kit, name, (Column(tick, 48, Align.CENTRE), *columns), self._letter)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks the row in focus and goes to the next one."""
        row = self.current_row()
        if event.key() == Qt.Key.Key_Space and row is not None:
            self.ticked.emit(row.key)
            at = self.rows.position(row.key)
            if at is not None and at + 1 < len(self.rows.rows):
                self.go_to(self.rows.rows[at + 1].key)
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the tick turns it round."""
        super().mousePressEvent(event)
        at = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and at.isValid() and at.column() == 0:
            self.ticked.emit(self.rows.rows[at.row()].key)

    def _letter(self, _row: Row, text: str) -> bool:
        if text == ALL:
            self.all_ticked.emit()
        return text == ALL


def tick_chip(ticked: bool) -> Chip:
    """The tick as a cell."""
    return Chip(TICK if ticked else NO_TICK, Tone.ACT if ticked else Tone.QUIET, Shape.NONE)
