"""State as colour, word and shape at once, for widgets and for cells of tables."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from wenling_desk.ui.theme import Theme
from wenling_desk.ui.widgets.kit import Kit


class Tone(StrEnum):
    """What a colour says."""

    QUIET = "quiet"
    ACT = "act"
    GOOD = "good"
    SOON = "soon"
    LATE = "late"


class Shape(StrEnum):
    """The mark that says the same without colour: ● 正常 ◐ 临期 ▲ 超期 ■ 暂停."""

    NONE = "none"
    DISC = "disc"
    HALF = "half"
    TRIANGLE = "triangle"
    SQUARE = "square"


@dataclass(frozen=True, slots=True)
class Chip:
    """A state to show: its word, what it means, its mark."""

    word: str
    tone: Tone = Tone.QUIET
    shape: Shape = Shape.NONE


COLOURS = {
    Tone.QUIET: ("secondary", "ground"),
    Tone.ACT: ("blue", "blue_soft"),
    Tone.GOOD: ("green", "green_soft"),
    Tone.SOON: ("amber", "amber_soft"),
    Tone.LATE: ("red", "red_soft"),
}
"""Tone -> token of the word and its mark, token of the ground."""


def chip_size(theme: Theme, chip: Chip) -> QSize:
    """The size a chip is painted in."""
    metrics = QFontMetricsF(theme.font("small", strong=True))
    mark = _mark_side(metrics) + theme.space("hair") if chip.shape is not Shape.NONE else 0
    width = metrics.horizontalAdvance(chip.word) + mark + 2 * theme.space("small")
    return QSize(round(width + 0.5), round(metrics.height()) + theme.space("hair"))


def paint_chip(painter: QPainter, box: QRectF, theme: Theme, chip: Chip) -> None:
    """Paint a chip at the left of ``box``, centred in height; the word ends in … where the box is too narrow."""
    size = chip_size(theme, chip)
    width = min(float(size.width()), box.width())
    frame = QRectF(box.left(), box.center().y() - size.height() / 2, width, size.height())
    word_colour, ground = COLOURS[chip.tone]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(ground))
    painter.drawRoundedRect(frame, theme.shape("radius") - 1, theme.shape("radius") - 1)
    font = theme.font("small", strong=True)
    metrics = QFontMetricsF(font)
    inner = frame.adjusted(theme.space("small"), 0, -theme.space("small") + 1, 0)
    if chip.shape is not Shape.NONE:
        side = _mark_side(metrics)
        mark = QRectF(inner.left(), inner.center().y() - side / 2, side, side)
        paint_shape(painter, mark, theme, chip)
        inner.setLeft(mark.right() + theme.space("hair"))
    painter.setFont(font)
    painter.setPen(theme.colour(word_colour))
    word = metrics.elidedText(chip.word, Qt.TextElideMode.ElideRight, inner.width() + 1)
    painter.drawText(inner.adjusted(0, 0, 2, 0), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, word)
    painter.restore()


def _mark_side(metrics: QFontMetricsF) -> float:
    return metrics.ascent() * 0.68


def paint_shape(painter: QPainter, box: QRectF, theme: Theme, chip: Chip) -> None:
    """Paint a chip's mark alone into ``box``."""
    colour = theme.colour(COLOURS[chip.tone][0])
    painter.setBrush(colour)
    if chip.shape is Shape.DISC:
        painter.drawEllipse(box)
    elif chip.shape is Shape.SQUARE:
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
    elif chip.shape is Shape.TRIANGLE:
        painter.drawPolygon(QPolygonF([QPointF(box.center().x(), box.top()), box.bottomRight(), box.bottomLeft()]))
    else:
        painter.drawPie(box, 90 * 16, 180 * 16)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(colour)
        painter.drawEllipse(box.adjusted(0.5, 0.5, -0.5, -0.5))


class StatusChip(QWidget):
    """A chip that stands by itself."""

    def __init__(self, kit: Kit, chip: Chip, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = kit.theme
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_chip(chip)

    @property
    def chip(self) -> Chip:
        """What is shown."""
        return self._chip

    def set_chip(self, chip: Chip) -> None:
        """Show another state."""
        self._chip = chip
        self.setAccessibleName(chip.word)
        self._show_or_hide()
        self.updateGeometry()
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Put into a layout, it shows itself or stays away."""
        if event.type() == QEvent.Type.ParentChange:
            self._show_or_hide()
        super().changeEvent(event)

    def _show_or_hide(self) -> None:
        # Without a parent to show would be to open a window.
        self.setVisible(bool(self._chip.word) and self.parentWidget() is not None)

    def sizeHint(self) -> QSize:
        """As large as the word and its mark."""
        return chip_size(self._theme, self._chip)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        paint_chip(painter, QRectF(self.rect()), self._theme, self._chip)
        painter.end()
