"""What was found under a line somebody types into: the line keeps the keys, and steps through it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal

from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.row_model import Column, Row
from wenling_desk.ui.widgets.row_table import RowTable


class HitTable(RowTable):
    """As high as its hits are, gone while there are none; the first is marked."""

    chosen = Signal(int)
    """The place of the hit that was clicked or taken."""

    def __init__(self, kit: Kit, name: str, columns: Sequence[Column]) -> None:
        super().__init__(kit, name, columns)
        self._row_height = kit.theme.row_height
        self.horizontalHeader().hide()
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.opened.connect(lambda row: self.chosen.emit(int(row.key)))
        self.hide()

    def show_hits(self, hits: Sequence[tuple[str, ...]]) -> None:
        """Show these, cell by cell."""
        self.set_rows([Row(str(at), cells) for at, cells in enumerate(hits)])
        self.setVisible(bool(hits))
        self.setFixedHeight(self._row_height * len(hits) + 4)
        if hits:
            self.go_to("0")

    def step(self, by: int) -> None:
        """Mark the next one, or the one before."""
        row = self.current_row()
        if row is not None:
            self.go_to(str((int(row.key) + by) % len(self.rows.rows)))

    def take(self) -> bool:
        """Choose the marked one; ``False`` where nothing was found."""
        row = self.current_row()
        if row is None:
            return False
        self.chosen.emit(int(row.key))
        return True
