"""A table of figures as a statistical page prints it: names left, figures right, thin lines between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from wenling_desk.ui.widgets.charts.look import CENTRE, LEFT, RIGHT, ChartLook, Mark

NAME_SHARE = 0.3
SHORT_NAME = 0.12


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure in its columns; ``heading`` rows part the table and cannot be stood on."""

    key: str
    name: str
    cells: tuple[str, ...]
    words: str
    heading: bool = False
    brief: str = ""


@dataclass(frozen=True, slots=True)
class FigureTable:
    """``columns`` are the titles after the name's; ``strong`` is the column printed stronger; texts in
    ``left_columns`` stand left (remarks, sources). ``weights`` share the width among the columns; equally without."""

    name_title: str
    columns: tuple[str, ...]
    rows: tuple[FigureRow, ...]
    empty: str = ""
    strong: int = 0
    left_columns: frozenset[int] = frozenset()
    weights: tuple[int, ...] = ()

    @property
    def stride(self) -> int:
        """One line of marks."""
        return 1

    def row(self, look: ChartLook) -> float:
        """The height of a row."""
        return look.height("base") + look.space("medium")

    def wanted_height(self, look: ChartLook) -> float:
        """All rows and the titles; a line for what is said of an empty one."""
        return self.row(look) * (1 + max(len(self.rows), 2)) + look.space("hair")

    def part(self, first: int, count: int) -> FigureTable:
        """Some of its rows, for a page."""
        return replace(self, rows=self.rows[first : first + count])

    def marks(self, box: QRectF, look: ChartLook) -> Sequence[Mark]:
        """A row for each figure."""
        height = self.row(look)
        return [
            Mark(QRectF(box.left(), box.top() + height * (at + 1), box.width(), height), row.key, row.words, row.brief)
            for at, row in enumerate(self.rows)
            if not row.heading
        ]

    def column_boxes(self, box: QRectF, look: ChartLook) -> list[QRectF]:
        """The name's column, then the others; figures share what the name leaves."""
        widest = max((look.width(row.name, "base") for row in self.rows), default=0.0) + look.space("large")
        least = SHORT_NAME if self.weights else NAME_SHARE
        name = max(min(widest, box.width() * 0.45), box.width() * least)
        weights = self.weights or (1,) * len(self.columns)
        unit = (box.width() - name) / max(sum(weights), 1)
        boxes = [QRectF(box.left(), box.top(), name - look.space("small"), box.height())]
        for at, weight in enumerate(weights):
            # A text beside a figure stands off from it.
            off = look.space("large") if at in self.left_columns else 0
            left, wide = box.left() + name + unit * sum(weights[:at]) + off, unit * weight
            boxes.append(QRectF(left, box.top(), wide - look.space("small") - off, box.height()))
        return boxes

    def paint(self, painter: QPainter, box: QRectF, look: ChartLook, focus: int = -1) -> None:
        """Titles, a line, rows."""
        height, columns = self.row(look), self.column_boxes(box, look)
        for at, (title, column) in enumerate(zip((self.name_title, *self.columns), columns, strict=True)):
            room = QRectF(column.left(), box.top(), column.width(), height)
            look.text(painter, room, title, colour="secondary", align=self._align(at))
        look.line(
            painter, QPointF(box.left(), box.top() + height), QPointF(box.right(), box.top() + height), "secondary"
        )
        if not self.rows:
            room = QRectF(box.left(), box.top() + height, box.width(), height * 2)
            look.text(painter, room, self.empty, colour="secondary", align=CENTRE)
            return
        stands = -1
        for at, row in enumerate(self.rows):
            stands += not row.heading
            self._row(
                painter, QRectF(box.left(), box.top() + height * (at + 1), box.width(), height), row, columns, look
            )
            if stands == focus and not row.heading:
                ring = QRectF(box.left() - 6, box.top() + height * (at + 1), box.width() + 12, height)
                look.ring(painter, ring)

    def _row(self, painter: QPainter, room: QRectF, row: FigureRow, columns: Sequence[QRectF], look: ChartLook) -> None:
        name = QRectF(columns[0].left(), room.top(), columns[0].width(), room.height())
        look.text(painter, name, row.name, step="base", strong=row.heading)
        for at, (cell, column) in enumerate(zip(row.cells, columns[1:], strict=False)):
            cell_room = QRectF(column.left(), room.top(), column.width(), room.height())
            strong = at == self.strong and at not in self.left_columns
            look.text(painter, cell_room, cell, step="base", strong=strong, align=self._align(at + 1))
        look.line(painter, room.bottomLeft(), room.bottomRight())

    def _align(self, at: int) -> Qt.AlignmentFlag:
        return LEFT if at == 0 or at - 1 in self.left_columns else RIGHT
