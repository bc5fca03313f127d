"""A figure on its card: name, value, unit, what it is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from wenling_desk.ui.widgets.charts.look import LEFT, ChartLook, Mark
from wenling_desk.ui.widgets.chips import Chip, chip_size, paint_chip


@dataclass(frozen=True, slots=True)
class CardChart:
    """One figure: ``value`` and ``unit`` as printed, ``notes`` lines beneath, a chip where its state matters."""

    key: str
    name: str
    value: str
    unit: str
    notes: tuple[str, ...]
    words: str
    chip: Chip | None = None

    @property
    def stride(self) -> int:
        """One mark."""
        return 1

    def wanted_height(self, look: ChartLook) -> float:
        """Name, value, notes."""
        return look.height("base") + look.height("number") + 2 * look.height() + look.space("hair")

    def marks(self, box: QRectF, _look: ChartLook) -> Sequence[Mark]:
        """The whole card."""
        return (Mark(box, self.key, self.words),)

    def paint(self, painter: QPainter, box: QRectF, look: ChartLook, _focus: int = -1) -> None:
        """Paint it; the sheet around shows the focus."""
        base, number, small = look.height("base"), look.height("number"), look.height()
        look.text(painter, QRectF(box.left(), box.top(), box.width(), base), self.name, colour="secondary", strong=True)
        top = box.top() + base
        value = QRectF(box.left(), top, box.width(), number)
        look.text(painter, value, self.value, step="number", strong=True)
        wide = look.width(self.value, "number", strong=True) + look.space("hair") + 2
        beside = QRectF(box.left() + wide, top + number * 0.16, max(box.width() - wide, 0), number * 0.84)
        look.text(painter, beside, self.unit, step="base", colour="secondary", align=LEFT)
        if self.chip is not None and self.chip.word:
            size = chip_size(look.theme, self.chip)
            free = box.right() - size.width()
            if free > box.left() + wide + look.width(self.unit, "base") + look.space("hair"):
                room = QRectF(free, top + (number - size.height()) / 2, size.width(), size.height())
                paint_chip(painter, room, look.theme, self.chip)
        for at, note in enumerate(self.notes[:2]):
            room = QRectF(box.left(), top + number + at * small + 2, box.width(), small)
            look.text(painter, room, note, colour="secondary")
