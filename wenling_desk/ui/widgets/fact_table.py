"""Pairs of label and value, one a row."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from wenling_desk.ui.widgets.chips import Chip, StatusChip
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel


class FactTable(QWidget):
    """Rows of label and value: a sentence, a chip, or a widget of the page (a masked value)."""

    def __init__(self, kit: Kit, label_width: int = 88, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._grid = QGridLayout()
        column.addLayout(self._grid)
        # Room that is left over stays below: rows never drift apart.
        column.addStretch(1)
        self._grid.setHorizontalSpacing(kit.theme.space("medium"))
        self._grid.setVerticalSpacing(kit.theme.space("hair"))
        self._grid.setColumnMinimumWidth(0, label_width)
        self._grid.setColumnStretch(1, 1)
        self._values: dict[str, PlainLabel] = {}

    def add(self, label: str, value: str | Chip | QWidget) -> QWidget:
        """A new row; returns the widget that shows the value."""
        row = self._grid.rowCount()
        name = PlainLabel(label, "label")
        # Small words stand on the line of the larger ones beside them.
        name.setContentsMargins(0, 2, 0, 0)
        self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
        if isinstance(value, str):
            self._values[label] = PlainLabel(value, wrap=True)
            shown: QWidget = self._values[label]
        elif isinstance(value, Chip):
            shown = StatusChip(self._kit, value)
        else:
            shown = value
            name.setBuddy(shown)
        self._grid.addWidget(shown, row, 1, Qt.AlignmentFlag.AlignTop)
        return shown

    def set_value(self, label: str, value: str) -> None:
        """Change the sentence of a row; raises ``KeyError`` for a label without one."""
        self._values[label].setText(value)

    def clear(self) -> None:
        """Drop all rows."""
        self._values.clear()
        while (slot := self._grid.takeAt(0)) is not None:
            widget = slot.widget()
            if widget is not None:
                # Hidden at once: a masked value must not stay readable until Qt deletes it.
                widget.hide()
                widget.deleteLater()
