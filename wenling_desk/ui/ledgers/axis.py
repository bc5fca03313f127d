"""The time axis of a ledger: a line for each value, a bar for each entry, today across them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from wenling_desk.ui.ledgers.axis_bars import Axis, AxisBar
from wenling_desk.ui.record.member_rows import DUE_LOOKS
from wenling_desk.ui.widgets.chips import COLOURS, Tone
from wenling_desk.ui.widgets.kit import Kit

GUTTER = 132
BAR = 9
LEAST_HEIGHT, MOST_HEIGHT = 110, 300
ARROW = 6
WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


class TimeAxis(QScrollArea):
    """Draws; the table beneath has the keys. The bar of the row in focus stands out."""

    def __init__(self, kit: Kit, name: str, day_words: Callable[[date], str]) -> None:
        super().__init__()
        self._kit = kit
        self._drawing = _Drawing(kit, day_words)
        self.setWidget(self._drawing)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)

    def set_axis(self, axis: Axis | None, today: date, spoken: str) -> None:
        """Draw this; ``spoken`` says it in words."""
        self._drawing.set_axis(axis, today)
        self.setAccessibleDescription(spoken)
        self._fit()

    def mark(self, key: str) -> None:
        """The row in focus."""
        self._drawing.mark(key)
        box = self._drawing.box_of(key)
        if box is not None:
            self.ensureVisible(0, round(box.center().y()), 0, round(box.height()))

    def box_of(self, key: str) -> QRectF | None:
        """Where a bar and its name stand, in pixels of the drawing."""
        return self._drawing.box_of(key)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Names may need other lines in another width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        height = self._drawing.lay_out(self.viewport().width())
        self._drawing.setMinimumHeight(height)
        self.setMinimumHeight(min(height + 2, LEAST_HEIGHT))
        self.setMaximumHeight(min(height + 2, self._kit.theme.scaled(MOST_HEIGHT)))


class _Drawing(QWidget):
    def __init__(self, kit: Kit, day_words: Callable[[date], str]) -> None:
        super().__init__()
        self._theme = kit.theme
        self._texts = kit.texts
        self._day_words = day_words
        self._axis: Axis | None = None
        self._today = date.min
        self._marked = ""
        self._bars: list[tuple[AxisBar, QRectF, QRectF]] = []
        self._lines: list[tuple[str, QRectF]] = []
        self._head = 0.0

    def sizeHint(self) -> QSize:
        """As high as it is laid out."""
        return QSize(600, self.minimumHeight())

    def set_axis(self, axis: Axis | None, today: date) -> None:
        self._axis, self._today = axis, today
        self.update()

    def mark(self, key: str) -> None:
        self._marked = key
        self.update()

    def box_of(self, key: str) -> QRectF | None:
        return next((name.united(bar) for each, name, bar in self._bars if each.key == key), None)

    def lay_out(self, width: int) -> int:
        """Put every line, name and bar in its place; the height needed."""
        self._bars, self._lines = [], []
        if self._axis is None:
            return 0
        metrics = QFontMetricsF(self._theme.font("small"))
        gap, gutter = self._theme.space("hair"), self._theme.scaled(GUTTER)
        plot = QRectF(gutter, 0, max(80.0, width - gutter - self._theme.space("small")), 0)
        top = self._head = metrics.height() + 2 * gap
        for line, bars in self._axis.lines:
            begin = top + gap
            wanted = metrics.boundingRect(QRectF(0, 0, gutter - 2 * gap, 4000), WRAP, line).height()
            at = begin
            for bar in bars:
                at = self._place(bar, at, plot, metrics)
            top = max(at, begin + wanted) + gap
            self._lines.append((line, QRectF(0, begin - gap, width, top - begin + gap)))
        return round(top) + 2

    def _place(self, bar: AxisBar, top: float, plot: QRectF, metrics: QFontMetricsF) -> float:
        """A bar and its name over it: the name begins with the bar, further left where it would not fit, on more lines
        where it is longer than the axis. Returns where the next begins."""
        assert self._axis is not None
        left = plot.left() + self._axis.share(bar.begins) * plot.width()
        right = plot.left() + self._axis.end(bar) * plot.width() - (ARROW if bar.ends is None else 0)
        width = min(metrics.horizontalAdvance(bar.title) + 2, plot.width())
        height = metrics.boundingRect(QRectF(0, 0, width, 4000), WRAP, bar.title).height()
        name = QRectF(min(left, plot.right() - width), top, width, height)
        box = QRectF(left, name.bottom() + 1, max(6.0, right - left), BAR)
        self._bars.append((bar, name, box))
        return box.bottom() + self._theme.space("hair")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Lines, marks, bars with their names, today."""
        if self._axis is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font("small"))
        self._paint_scale(painter, self._axis)
        for line, box in self._lines:
            painter.setPen(QPen(self._theme.colour("line"), 1))
            painter.drawLine(QPointF(0, box.bottom()), QPointF(self.width(), box.bottom()))
            painter.setPen(self._theme.colour("ink"))
            gutter = self._theme.scaled(GUTTER) - 2 * self._theme.space("hair")
            painter.drawText(QRectF(0, box.top() + self._theme.space("hair"), gutter, box.height()), WRAP, line)
        for bar, name, box in self._bars:
            self._paint_bar(painter, bar, name, box)
        painter.end()

    def _x(self, axis: Axis, day: date) -> float:
        gutter = self._theme.scaled(GUTTER)
        return gutter + axis.share(day) * max(80.0, self.width() - gutter - self._theme.space("small"))

    def _paint_scale(self, painter: QPainter, axis: Axis) -> None:
        metrics = painter.fontMetrics()
        end, today = -1.0, self._today_box(axis, painter)
        for day in axis.ticks():
            x = self._x(axis, day)
            painter.setPen(QPen(self._theme.colour("line"), 1))
            painter.drawLine(QPointF(x, self._head), QPointF(x, self.height()))
            words = self._day_words(day)
            width = metrics.horizontalAdvance(words)
            begin = min(x + 2, self.width() - width - 2.0)
            if begin > end and not (begin < today.right() + 2 and begin + width > today.left() - 2):
                painter.setPen(self._theme.colour("secondary"))
                painter.drawText(QPointF(begin, self._head - self._theme.space("hair")), words)
                end = begin + width + self._theme.space("small")
        x = self._middle_of_today(axis)
        painter.setPen(QPen(self._theme.colour("red"), 2, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, self._head - 2), QPointF(x, self.height()))
        self._paint_today(painter, today)

    def _middle_of_today(self, axis: Axis) -> float:
        return (self._x(axis, self._today) + self._x(axis, self._today + timedelta(days=1))) / 2

    def _today_box(self, axis: Axis, painter: QPainter) -> QRectF:
        metrics = painter.fontMetrics()
        x, width = self._middle_of_today(axis), metrics.horizontalAdvance(self._texts("ledgers.axis.today")) + 6
        return QRectF(min(x - width / 2, self.width() - width - 1.0), 0, width, metrics.height() + 2)

    def _paint_today(self, painter: QPainter, box: QRectF) -> None:
        words = self._texts("ledgers.axis.today")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("red"))
        painter.drawRoundedRect(box, 2, 2)
        painter.setPen(self._theme.colour("paper"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    def _paint_bar(self, painter: QPainter, bar: AxisBar, name: QRectF, box: QRectF) -> None:
        tone = DUE_LOOKS.get(bar.state, (Tone.QUIET, None))[0]
        marked = bar.key == self._marked
        if marked:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("blue_soft"))
            painter.drawRect(name.united(box).adjusted(-2, -1, 2, 2))
        painter.setPen(QPen(self._theme.colour("blue"), 2) if marked else Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour(COLOURS[tone][0]))
        painter.drawRect(box)
        if bar.ends is None:  # it goes on: an arrow instead of an end
            tip = QPolygonF([
                QPointF(box.right(), box.top() - 2),
                QPointF(box.right() + ARROW, box.center().y()),
                QPointF(box.right(), box.bottom() + 2),
            ])  # fmt: skip
            painter.drawPolygon(tip)
        painter.setPen(self._theme.colour("ink"))
        painter.drawText(name, WRAP, bar.title)
