"""What every chart paints with: the desk's colours and type, and a sheet with its heading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from wenling_desk.ui.theme import Theme

LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE: Final = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
THIN: Final = 1.0
LINE: Final = 1.6
FOCUS: Final = 2.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A part of a chart that can be stood on: where it is, what is opened from it, and what it says in words; ``brief``
    where a line has no room for all of them."""

    box: QRectF
    key: str
    words: str
    brief: str = ""


class Chart(Protocol):
    """Something painted into a box, on a screen or on a page."""

    @property
    def stride(self) -> int:
        """How many marks Up and Down move by; 1 where the marks are one line."""
        ...

    def wanted_height(self, look: ChartLook) -> float:
        """The height it would like inside its sheet; 0 takes what there is."""
        ...

    def marks(self, box: QRectF, look: ChartLook) -> Sequence[Mark]:
        """What can be stood on, in reading order, for that box."""
        ...

    def paint(self, painter: QPainter, box: QRectF, look: ChartLook, focus: int = -1) -> None:
        """Paint into the box; ``focus`` is the mark the reader stands on."""
        ...


@dataclass(frozen=True, slots=True)
class ChartLook:
    """Colours and type. ``is_paper`` paints no focus and no ground: paper is white already."""

    theme: Theme
    is_paper: bool = False

    def font(self, step: str = "small", *, strong: bool = False) -> QFont:
        """A step of the type scale."""
        return self.theme.font(step, strong=strong)

    def metrics(self, step: str = "small", *, strong: bool = False) -> QFontMetricsF:
        """Its metrics."""
        return QFontMetricsF(self.font(step, strong=strong))

    def width(self, text: str, step: str = "small", *, strong: bool = False) -> float:
        """How wide a text is, in pixels."""
        return self.metrics(step, strong=strong).horizontalAdvance(text)

    def height(self, step: str = "small") -> float:
        """How high a line is, in pixels."""
        return self.metrics(step).height()

    def space(self, name: str) -> int:
        """A distance of the desk."""
        return self.theme.space(name)

    def colour(self, name: str) -> QColor:
        """A colour of the desk."""
        return self.theme.colour(name)

    def mixed(self, share: float, dark: str = "blue", light: str = "paper") -> QColor:
        """Between two colours: ``share`` 1 is the dark one, 0 the light one."""
        share = min(max(share, 0.0), 1.0)
        deep, pale = self.colour(dark), self.colour(light)
        parts = ((deep.redF(), pale.redF()), (deep.greenF(), pale.greenF()), (deep.blueF(), pale.blueF()))
        return QColor.fromRgbF(*(one * share + other * (1 - share) for one, other in parts))

    def text(
        self,
        painter: QPainter,
        box: QRectF,
        words: str,
        *,
        step: str = "small",
        colour: str = "ink",
        align: Qt.AlignmentFlag = LEFT,
        strong: bool = False,
    ) -> None:
        """One line that gives way at its end."""
        painter.setFont(self.font(step, strong=strong))
        painter.setPen(self.colour(colour))
        fitted = self.metrics(step, strong=strong).elidedText(words, Qt.TextElideMode.ElideRight, box.width() + 1)
        painter.drawText(box, int(align | Qt.AlignmentFlag.AlignVCenter), fitted)

    def line(self, painter: QPainter, start: QPointF, end: QPointF, colour: str = "line", width: float = THIN) -> None:
        """A straight thin line."""
        painter.setPen(QPen(self.colour(colour), width))
        painter.drawLine(start, end)

    def ring(self, painter: QPainter, box: QRectF) -> None:
        """The frame around what the reader stands on; never on paper."""
        if not self.is_paper:
            painter.setPen(QPen(self.colour("blue"), FOCUS))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(1, 1, -1, -1))


def paint_sheet(
    painter: QPainter, box: QRectF, look: ChartLook, heading: str, remark: str = "", *, has_focus: bool = False
) -> QRectF:
    """A sheet with its heading line; the room that is left inside."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    radius = look.theme.shape("radius")
    is_marked = has_focus and not look.is_paper
    painter.setPen(QPen(look.colour("blue" if is_marked else "line"), FOCUS if is_marked else THIN))
    painter.setBrush(look.colour("paper"))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    inner = box.adjusted(look.space("large"), look.space("small"), -look.space("large"), -look.space("small"))
    if not heading:
        return inner
    height = look.height("base") + look.space("hair")
    line = QRectF(inner.left(), inner.top(), inner.width(), height)
    look.text(painter, line, heading, step="base", strong=True)
    used = look.width(heading, "base", strong=True) + look.space("small")
    if remark and used < inner.width() - look.space("wide"):
        look.text(painter, line.adjusted(used, 0, 0, 0), remark, colour="secondary")
    return inner.adjusted(0, height + look.space("hair"), 0, 0)


def sheet_room(box: QRectF, look: ChartLook, heading: str) -> QRectF:
    """The room :func:`paint_sheet` leaves, without painting."""
    inner = box.adjusted(look.space("large"), look.space("small"), -look.space("large"), -look.space("small"))
    if not heading:
        return inner
    return inner.adjusted(0, look.height("base") + 2 * look.space("hair"), 0, 0)
