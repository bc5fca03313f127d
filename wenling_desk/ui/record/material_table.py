"""The materials of a case in a table."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from wenling_desk.ui.record.material_lines import MaterialLine
from wenling_desk.ui.widgets.chips import Chip, Tone
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.panels import Panel
from wenling_desk.ui.widgets.row_model import Align, Column, Row
from wenling_desk.ui.widgets.row_table import RowTable


class MaterialTable(Panel):
    """What was handed in, what was not, and who issues what is missing."""

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        texts = kit.texts
        super().__init__(kit, texts("record.material.heading"), hint="F3", parent=parent)
        self._texts = texts
        self.table = RowTable(
            kit,
            texts("record.material.heading"),
            (
                Column(texts("record.material.name")),
                Column(texts("record.material.copies"), 36, Align.RIGHT),
                Column(texts("record.material.state"), 112 if kit.theme.large else 150),
            ),
        )
        self._detail = PlainLabel("", "hint", wrap=True)
        self._none = PlainLabel(texts("record.material.none"), "hint", wrap=True)
        self.body.addWidget(self.table)
        self.body.addWidget(self._detail)
        self.body.addWidget(self._none)
        self.table.moved.connect(self._tell)

    def set_materials(self, lines: Sequence[MaterialLine]) -> None:
        """Show these materials."""
        texts = self._texts
        self.table.set_rows([
            Row(
                line.material.material_id,
                (f"{line.serves} {line.name}".strip(), line.copies, Chip(line.state, Tone(line.tone))),
                line,
            )
            for line in lines
        ])  # fmt: skip
        self.table.fit_height()
        self.table.setVisible(bool(lines))
        self._none.setVisible(not lines)
        missing = sum(1 for line in lines if line.issuer)
        count = texts("record.material.count", count=len(lines))
        left = texts("record.material.missing_count", count=missing) if missing else ""
        self.set_heading(texts("record.material.heading"), texts("record.joined").join(filter(None, (count, left))))
        self._tell(self.table.current_row())

    def _tell(self, row: object) -> None:
        """Under the table: the whole name and who issues the row in focus."""
        line = row.payload if isinstance(row, Row) else None
        words = ""
        if isinstance(line, MaterialLine):
            parts = (line.name, line.state, line.issuer, line.material.note)
            words = self._texts("record.joined").join(part for part in parts if part)
        self._detail.setText(words)
        self._detail.setVisible(bool(words))
