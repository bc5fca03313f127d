"""A line over days or months, last year's in grey behind it, both named where they end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from wenling_desk.ui.widgets.charts.look import CENTRE, LEFT, LINE, RIGHT, THIN, ChartLook, Mark
from wenling_desk.ui.widgets.charts.scale import nice_ticks, spread

LEAST_HEIGHT = 120.0
LABEL_ROOM = 72.0
DOT = 3.0


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """A day or a month: ``label`` stands below the axis, ``value`` is its height, ``None`` where there is none;
    ``words`` says it whole."""

    key: str
    label: str
    value: float | None
    shown: str
    words: str


@dataclass(frozen=True, slots=True)
class TrendChart:
    """``points`` of this year, ``before`` those of the year before, place by place; the names stand at the lines'
    ends."""

    name: str
    points: tuple[TrendPoint, ...]
    before_name: str = ""
    before: tuple[float | None, ...] = ()
    empty: str = ""
    whole: bool = True

    @property
    def stride(self) -> int:
        """One line of marks."""
        return 1

    def wanted_height(self, _look: ChartLook) -> float:
        """What there is."""
        return 0.0

    def highest(self) -> float:
        """The highest value of both lines."""
        values = (*(point.value for point in self.points), *self.before)
        return max((value for value in values if value is not None), default=0.0)

    def plot(self, box: QRectF, look: ChartLook) -> QRectF:
        """Where the lines run: names and ticks stand right of it, days below, the highest value above."""
        ticks = nice_ticks(self.highest(), whole=self.whole)
        ticks_room = max(look.width(_tick(each)) for each in ticks) + look.space("small")
        names = max(look.width(name) for name in (self.name, self.before_name, "00")) + look.space("medium")
        below, above = look.height() + look.space("hair"), look.height() + look.space("hair")
        return box.adjusted(look.space("small"), above, -(ticks_room + names), -below)

    def place(self, at: int, value: float, plot: QRectF) -> QPointF:
        """Where a value of a place stands."""
        across = plot.width() * at / max(len(self.points) - 1, 1)
        top = nice_ticks(self.highest(), whole=self.whole)[-1]
        return QPointF(plot.left() + across, plot.bottom() - plot.height() * value / top)

    def marks(self, box: QRectF, look: ChartLook) -> Sequence[Mark]:
        """A column for each place."""
        plot = self.plot(box, look)
        wide = plot.width() / max(len(self.points) - 1, 1)
        return [
            Mark(QRectF(plot.left() + wide * (at - 0.5), plot.top(), wide, plot.height()), point.key, point.words)
            for at, point in enumerate(self.points)
        ]

    def paint(self, painter: QPainter, box: QRectF, look: ChartLook, focus: int = -1) -> None:
        """Grid, grey line, blue line, the highest value, and the place stood on."""
        if not self.points:
            look.text(painter, box, self.empty, step="base", colour="secondary", align=CENTRE)
            return
        plot = self.plot(box, look)
        self._grid(painter, plot, box, look)
        self._line(painter, plot, self.before, look, "edge", THIN)
        own = tuple(point.value for point in self.points)
        self._line(painter, plot, own, look, "blue", LINE)
        self._name_lines(painter, plot, box, look)
        peak = max(
            (at for at, value in enumerate(own) if value is not None), key=lambda at: (own[at] or 0.0, -at), default=-1
        )
        if peak >= 0 and peak != focus:
            self._label(painter, plot, peak, look)
        if 0 <= focus < len(own) and not look.is_paper:
            at = self.place(focus, 0.0, plot)
            look.line(painter, QPointF(at.x(), plot.top()), QPointF(at.x(), plot.bottom()), "blue")
            if own[focus] is not None:
                self._label(painter, plot, focus, look, dot=True)

    def _grid(self, painter: QPainter, plot: QRectF, box: QRectF, look: ChartLook) -> None:
        for tick in nice_ticks(self.highest(), whole=self.whole):
            y = self.place(0, tick, plot).y()
            look.line(painter, QPointF(plot.left(), y), QPointF(plot.right(), y))
            room = QRectF(plot.right() + look.space("small"), y - look.height() / 2, LABEL_ROOM, look.height())
            look.text(painter, room, _tick(tick), colour="secondary")
        height = look.height()
        most = max(2, int(plot.width() // (look.width("00-00") * 2.2)))
        for at in spread(len(self.points), most):
            x = self.place(at, 0.0, plot).x()
            room = QRectF(x - LABEL_ROOM / 2, box.bottom() - height, LABEL_ROOM, height)
            if room.left() < box.left():
                room.moveLeft(box.left())
                look.text(painter, room, self.points[at].label, colour="secondary", align=LEFT)
            else:
                look.text(painter, room, self.points[at].label, colour="secondary", align=CENTRE)

    def _line(
        self,
        painter: QPainter,
        plot: QRectF,
        values: Sequence[float | None],
        look: ChartLook,
        colour: str,
        width: float,
    ) -> None:
        painter.setPen(QPen(look.colour(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        run: list[QPointF] = []
        for at, value in enumerate((*values, None)):
            if value is not None:
                run.append(self.place(at, value, plot))
                continue
            # A place without a value leaves a gap; one that stands alone is a dot.
            if len(run) == 1:
                painter.setBrush(look.colour(colour))
                painter.drawEllipse(run[0], 1.2, 1.2)
                painter.setBrush(Qt.BrushStyle.NoBrush)
            elif run:
                painter.drawPolyline(QPolygonF(run))
            run = []

    def _name_lines(self, painter: QPainter, plot: QRectF, box: QRectF, look: ChartLook) -> None:
        """The names at the ends, one below the other where both ends meet."""
        height = look.height()
        left = plot.right() + look.space("small") + self._ticks_room(look)
        ends = [(self.name, "blue", self._end(plot, tuple(point.value for point in self.points)))]
        if self.before_name and any(value is not None for value in self.before):
            ends.append((self.before_name, "secondary", self._end(plot, self.before)))
        tops = [y - height / 2 for _, _, y in ends]
        if len(tops) == 2 and abs(tops[0] - tops[1]) < height:
            middle = (tops[0] + tops[1]) / 2
            first = middle - height / 2
            first = min(first, box.bottom() - 2 * height - look.space("hair"))
            upper = 0 if ends[0][2] <= ends[1][2] else 1
            tops[upper], tops[1 - upper] = first, first + height
        for (name, colour, _), top in zip(ends, tops, strict=True):
            room = QRectF(left, top, box.right() - left, height)
            look.text(painter, room, name, colour=colour, strong=colour == "blue")

    def _ticks_room(self, look: ChartLook) -> float:
        ticks = nice_ticks(self.highest(), whole=self.whole)
        return max(look.width(_tick(each)) for each in ticks) + look.space("small")

    def _end(self, plot: QRectF, values: Sequence[float | None]) -> float:
        last = next(((at, value) for at, value in reversed(list(enumerate(values))) if value is not None), (0, 0.0))
        return self.place(last[0], last[1], plot).y()

    def _label(self, painter: QPainter, plot: QRectF, at: int, look: ChartLook, *, dot: bool = False) -> None:
        point = self.points[at]
        place = self.place(at, point.value or 0.0, plot)
        if dot:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("blue"))
            painter.drawEllipse(place, DOT, DOT)
        wide = look.width(point.shown, strong=True) + 4
        room = QRectF(place.x() - wide / 2, place.y() - look.height() - 3, wide, look.height())
        room.moveLeft(min(max(room.left(), plot.left()), plot.right() - wide + 4))
        look.text(painter, room, point.shown, strong=True, align=RIGHT if room.right() > plot.right() else CENTRE)


def _tick(value: float) -> str:
    return f"{value:,.0f}" if value == round(value) else f"{value:,.1f}"
