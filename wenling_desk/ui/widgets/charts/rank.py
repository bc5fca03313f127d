"""Bars from the longest down, name at the left, value at the end of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter

from wenling_desk.ui.widgets.charts.look import CENTRE, ChartLook, Mark

MOST_ROW = 28.0
NAME_SHARE = 0.46


@dataclass(frozen=True, slots=True)
class RankBar:
    """One bar: ``shown`` is its value as printed, ``words`` what it says whole."""

    key: str
    name: str
    value: float
    shown: str
    words: str


@dataclass(frozen=True, slots=True)
class RankChart:
    """``bars`` in order; ``more`` says what is left out where there is no room for all ({count}), and its line can be
    stood on where ``more_key`` says what it opens. ``beyond`` bars were left out before."""

    bars: tuple[RankBar, ...]
    empty: str = ""
    more: str = "{count}"
    more_key: str = ""
    beyond: int = 0

    @property
    def stride(self) -> int:
        """One line of marks."""
        return 1

    def wanted_height(self, _look: ChartLook) -> float:
        """What there is."""
        return 0.0

    def row(self, look: ChartLook) -> float:
        """The least height of a bar's row."""
        return look.height() + look.space("hair")

    def shown(self, box: QRectF, look: ChartLook) -> int:
        """How many bars there is room for."""
        room = int(box.height() // self.row(look))
        return len(self.bars) if len(self.bars) + bool(self.beyond) <= room else max(room - 1, 0)

    def marks(self, box: QRectF, look: ChartLook) -> Sequence[Mark]:
        """A row for each bar shown, and one for what is left out."""
        count = self.shown(box, look)
        height = self._height(box, look, count)
        rows = [QRectF(box.left(), box.top() + at * height, box.width(), height) for at in range(count + 1)]
        marks = [Mark(row, bar.key, bar.words) for row, bar in zip(rows, self.bars[:count], strict=False)]
        left = self._left(count)
        if left and self.more_key:
            last = QRectF(rows[count].topLeft(), QSizeF(box.width(), self.row(look)))
            marks.append(Mark(last, self.more_key, self.more.format(count=left)))
        return marks

    def _left(self, count: int) -> int:
        return len(self.bars) - count + self.beyond

    def _height(self, box: QRectF, look: ChartLook, count: int) -> float:
        rows = count + bool(self._left(count))
        return min(MOST_ROW * look.height() / 16, max(self.row(look), box.height() / max(rows, 1)))

    def bar_box(self, mark: Mark, bar: RankBar, box: QRectF, look: ChartLook) -> QRectF:
        """The bar itself."""
        names = min(max(look.width(each.name) for each in self.bars) + look.space("medium"), box.width() * NAME_SHARE)
        values = max(look.width(each.shown, strong=True) for each in self.bars) + look.space("small")
        longest = max((each.value for each in self.bars), default=0.0)
        room = box.width() - names - values
        wide = room * bar.value / longest if longest > 0 else 0.0
        thick = max(6.0, mark.box.height() * 0.46)
        return QRectF(box.left() + names, mark.box.center().y() - thick / 2, max(wide, 1.0), thick)

    def paint(self, painter: QPainter, box: QRectF, look: ChartLook, focus: int = -1) -> None:
        """Names, bars, values."""
        if not self.bars:
            look.text(painter, box, self.empty, colour="secondary", align=CENTRE)
            return
        marks = self.marks(box, look)
        count = self.shown(box, look)
        for at, (mark, bar) in enumerate(zip(marks[:count], self.bars, strict=False)):
            shape = self.bar_box(mark, bar, box, look)
            name = QRectF(
                box.left(), mark.box.top(), shape.left() - box.left() - look.space("small"), mark.box.height()
            )
            look.text(painter, name, bar.name, strong=at == focus)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("blue") if at == 0 else look.mixed(0.5))
            painter.drawRect(shape)
            value = QRectF(shape.right() + look.space("hair") + 2, mark.box.top(), box.right(), mark.box.height())
            value.setRight(box.right() + 2)
            look.text(painter, value, bar.shown, strong=True)
            if at == focus:
                look.ring(painter, mark.box.adjusted(-4, 0, 4, 0))
        left = self._left(count)
        if left:
            top = marks[count - 1].box.bottom() if count else box.top()
            room = QRectF(box.left(), top, box.width(), self.row(look))
            look.text(painter, room, self.more.format(count=left), colour="secondary")
            if focus == count:
                look.ring(painter, room.adjusted(-4, 0, 4, 0))
