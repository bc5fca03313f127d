"""Hours by weekdays: the deeper, the more; the fullest cells say their number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from wenling_desk.ui.widgets.charts.look import CENTRE, LEFT, ChartLook, Mark

SAYS_NUMBER = 0.75
DEEP = 0.5
TALLEST = 46.0


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A weekday's hour."""

    key: str
    value: float
    shown: str
    words: str


@dataclass(frozen=True, slots=True)
class HeatChart:
    """``cells`` row by row: as many for each row as there are ``columns``."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[HeatCell, ...]
    empty: str = ""

    def __post_init__(self) -> None:
        if len(self.cells) != len(self.rows) * len(self.columns):
            raise ValueError("a heat chart has a cell for each row and column")

    @property
    def stride(self) -> int:
        """Up and Down go to the same hour of another day."""
        return max(len(self.columns), 1)

    def wanted_height(self, _look: ChartLook) -> float:
        """What there is."""
        return 0.0

    def grid(self, box: QRectF, look: ChartLook) -> QRectF:
        """The cells' part of the box: the days' names stand left of it, the hours below."""
        names = max((look.width(name) for name in self.rows), default=0.0) + look.space("medium")
        grid = box.adjusted(names, 0, 0, -(look.height() + look.space("hair")))
        most = TALLEST * len(self.rows)
        return grid if grid.height() <= most else QRectF(grid.left(), grid.top(), grid.width(), most)

    def marks(self, box: QRectF, look: ChartLook) -> Sequence[Mark]:
        """A mark for each cell."""
        if not self.cells:
            return ()
        grid = self.grid(box, look)
        wide, high = grid.width() / len(self.columns), grid.height() / len(self.rows)
        return [
            Mark(
                QRectF(grid.left() + (at % self.stride) * wide, grid.top() + (at // self.stride) * high, wide, high),
                cell.key,
                cell.words,
            )
            for at, cell in enumerate(self.cells)
        ]

    def paint(self, painter: QPainter, box: QRectF, look: ChartLook, focus: int = -1) -> None:
        """Cells, names of days and hours."""
        most = max((cell.value for cell in self.cells), default=0.0)
        if most <= 0:
            look.text(painter, box, self.empty, colour="secondary", align=CENTRE)
            return
        marks = self.marks(box, look)
        for at, (mark, cell) in enumerate(zip(marks, self.cells, strict=True)):
            share = cell.value / most
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.mixed(0.92 * share, light="blue_soft"))
            painter.drawRect(mark.box.adjusted(1, 1, -1, -1))
            shown = _fitting(cell.shown, mark.box.width(), look)
            if shown and (share >= SAYS_NUMBER or at == focus):
                colour = "paper" if share > DEEP else "ink"
                look.text(painter, mark.box, shown, colour=colour, align=CENTRE)
        grid, height = self.grid(box, look), look.height()
        for at, name in enumerate(self.rows):
            middle = marks[at * self.stride].box.center().y()
            look.text(painter, QRectF(box.left(), middle - height / 2, grid.left(), height), name, align=LEFT)
        for at, name in enumerate(self.columns):
            cell_box = marks[at].box
            room = QRectF(cell_box.left(), grid.bottom() + look.space("hair"), cell_box.width(), height)
            look.text(painter, room, name, colour="secondary", align=CENTRE)
        if 0 <= focus < len(marks):
            look.ring(painter, marks[focus].box)


def _fitting(shown: str, wide: float, look: ChartLook) -> str:
    """A number as it fits a cell: without its commas where it must, not at all rather than cut."""
    return next((each for each in (shown, shown.replace(",", "")) if look.width(each) <= wide - 1), "")
