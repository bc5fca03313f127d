"""What somebody has to look at: a mark by its shape, a sentence, and below it whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from wenling_desk.ui.widgets.charts.look import CENTRE, ChartLook, Mark
from wenling_desk.ui.widgets.chips import Chip, Shape, Tone, paint_shape

MARK_ROOM = 22.0


@dataclass(frozen=True, slots=True)
class WatchLine:
    """A line: ``tone`` and ``shape`` say how urgent it is, ``sentence`` what it is, ``detail`` whose."""

    key: str
    sentence: str
    detail: str
    tone: Tone
    shape: Shape


@dataclass(frozen=True, slots=True)
class WatchList:
    """Urgent lines first; ``more`` says how many there was no room for ({count}), and opens ``more_key``."""

    lines: tuple[WatchLine, ...]
    empty: str = ""
    more: str = "{count}"
    more_key: str = ""

    @property
    def stride(self) -> int:
        """One line of marks."""
        return 1

    def wanted_height(self, _look: ChartLook) -> float:
        """What there is."""
        return 0.0

    def row(self, look: ChartLook) -> float:
        """The height of a line with its detail."""
        return look.height("base") + look.height() + look.space("small")

    def shown(self, box: QRectF, look: ChartLook) -> int:
        """How many lines there is room for."""
        room = int((box.height() + look.space("hair")) // self.row(look))
        if len(self.lines) <= room:
            return len(self.lines)
        return max(int((box.height() - look.height()) // self.row(look)), 0)

    def marks(self, box: QRectF, look: ChartLook) -> Sequence[Mark]:
        """A row for each line shown, and one for the others."""
        height, count = self.row(look), self.shown(box, look)
        marks = [
            Mark(
                QRectF(box.left(), box.top() + at * height, box.width(), height),
                line.key,
                f"{line.sentence} {line.detail}".strip(),
            )
            for at, line in enumerate(self.lines[:count])
        ]
        left = len(self.lines) - count
        if left and self.more_key:
            last = QRectF(box.left(), box.top() + count * height, box.width(), look.height())
            marks.append(Mark(last, self.more_key, self.more.format(count=left)))
        return marks

    def paint(self, painter: QPainter, box: QRectF, look: ChartLook, focus: int = -1) -> None:
        """Marks, sentences, details."""
        if not self.lines:
            look.text(painter, box, self.empty, colour="secondary", align=CENTRE)
            return
        marks, count = self.marks(box, look), self.shown(box, look)
        for at, (mark, line) in enumerate(zip(marks[:count], self.lines, strict=False)):
            top, side = mark.box.top() + 1, look.height("base") * 0.6
            base, small = look.height("base"), look.height()
            shape = QRectF(mark.box.left(), top + (base - side) / 2, side, side)
            painter.setPen(Qt.PenStyle.NoPen)
            paint_shape(painter, shape, look.theme, Chip("", line.tone, line.shape))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            wide = mark.box.width() - MARK_ROOM
            look.text(painter, QRectF(mark.box.left() + MARK_ROOM, top, wide, base), line.sentence, step="base")
            below = QRectF(mark.box.left() + MARK_ROOM, top + base, wide, small)
            look.text(painter, below, line.detail, colour="secondary")
            if at == focus:
                look.ring(painter, mark.box.adjusted(-6, -3, 6, -3))
        left = len(self.lines) - count
        if left:
            top = box.top() + count * self.row(look)
            room = QRectF(box.left() + MARK_ROOM, top, box.width() - MARK_ROOM, look.height())
            look.text(painter, room, self.more.format(count=left), colour="secondary")
            if focus == count:
                look.ring(painter, room.adjusted(-6, -2, 6, 2))
