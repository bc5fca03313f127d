"""Who waits for whom in a bundle, as a small drawing."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from wenling_desk.ui.record.members import Diagram, DiagramBox
from wenling_desk.ui.widgets.chips import COLOURS, Tone
from wenling_desk.ui.widgets.kit import Kit

MOST_IN_COLUMN = 5
"""Parallel members above this many stand in a second column beside the first."""
ARROW = 5


class MemberDiagram(QWidget):
    """Boxes from left to right: what stands in one column runs at once, an arrow is a wait for the completion."""

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = kit.theme
        self._diagram = Diagram()
        self.setAccessibleName(kit.texts("record.diagram.name"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    def set_diagram(self, diagram: Diagram) -> None:
        """Show another order; an empty one hides the drawing."""
        self._diagram = diagram
        self.setAccessibleDescription(" ".join(box.spoken for box in diagram.boxes))
        self.setVisible(bool(diagram.boxes))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As high as the fullest column."""
        rows = max((min(box.place, MOST_IN_COLUMN - 1) + 1 for box in self._diagram.boxes), default=0)
        return QSize(200, rows * (self._box_height() + self._theme.space("hair")))

    def minimumSizeHint(self) -> QSize:
        """The height is needed, the width gives way."""
        return QSize(120, self.sizeHint().height())

    def _box_height(self) -> int:
        return self._theme.type_size("small") + 2 * self._theme.space("hair") + 2

    def _boxes(self) -> list[QRectF]:
        """Where each box stands."""
        boxes = self._diagram.boxes
        lanes: dict[tuple[int, int], int] = {}
        for box in sorted(boxes, key=lambda box: (box.column, box.place)):
            lanes.setdefault((box.column, box.place // MOST_IN_COLUMN), len(lanes))
        gap = self._theme.space("wide")
        width = min(self._theme.type_size("small") * 9.0, (self.width() - gap * (len(lanes) - 1)) / max(1, len(lanes)))
        step = self._box_height() + self._theme.space("hair")
        return [
            QRectF(
                lanes[box.column, box.place // MOST_IN_COLUMN] * (width + gap) + 0.5,
                box.place % MOST_IN_COLUMN * step + 0.5,
                width - 1,
                self._box_height() - 1,
            )
            for box in boxes
        ]

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Arrows first, boxes over them."""
        places = self._boxes()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for before, after in self._diagram.arrows:
            self._paint_arrow(painter, places[before], places[after])
        for box, place in zip(self._diagram.boxes, places, strict=True):
            self._paint_box(painter, box, place)
        painter.end()

    def _paint_arrow(self, painter: QPainter, start: QRectF, end: QRectF) -> None:
        colour = self._theme.colour("edge")
        painter.setPen(QPen(colour, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        tip = QPointF(end.left() - 1, end.center().y())
        bend = tip.x() - self._theme.space("medium")
        painter.drawPolyline([
            QPointF(start.right(), start.center().y()), QPointF(bend, start.center().y()), QPointF(bend, tip.y()), tip,
        ])  # fmt: skip
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(
            QPolygonF([tip, QPointF(tip.x() - ARROW, tip.y() - 3.5), QPointF(tip.x() - ARROW, tip.y() + 3.5)])
        )

    def _paint_box(self, painter: QPainter, box: DiagramBox, place: QRectF) -> None:
        word_colour, ground = COLOURS[Tone(box.tone)]
        painter.setPen(QPen(self._theme.colour(word_colour), 1))
        painter.setBrush(self._theme.colour(ground))
        painter.drawRoundedRect(place, self._theme.shape("radius") - 1, self._theme.shape("radius") - 1)
        painter.setFont(self._theme.font("small", strong=True))
        inner = place.adjusted(self._theme.space("hair"), 0, -self._theme.space("hair"), 0)
        word = painter.fontMetrics().elidedText(box.label, Qt.TextElideMode.ElideRight, int(inner.width()) + 1)
        painter.drawText(inner, Qt.AlignmentFlag.AlignCenter, word)
