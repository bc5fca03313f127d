"""A chart on the screen: the sheet it stands on, walked with the arrows, opened with Enter."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from wenling_desk.ui.widgets.charts.look import Chart, ChartLook, Mark, paint_sheet, sheet_room
from wenling_desk.ui.widgets.kit import Kit

LEAST_WIDTH, LEAST_HEIGHT = 120, 60


class ChartView(QWidget):
    """Tab comes to the chart, the arrows walk over its marks, Enter opens the mark stood on. What a mark says in words
    is told by ``moved``, and to a screen reader."""

    opened = Signal(str)
    """The key of the mark on which Enter or a double click was done."""
    moved = Signal(object)
    """The ``Mark`` stood on now."""

    def __init__(self, kit: Kit, name: str, chart: Chart, heading: str = "", remark: str = "") -> None:
        super().__init__()
        self._look = ChartLook(kit.theme)
        self._name = name
        self._chart = chart
        self._heading = heading
        self._remark = remark
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._say()

    @property
    def chart(self) -> Chart:
        """What is shown."""
        return self._chart

    @property
    def heading(self) -> tuple[str, str]:
        """Heading and remark."""
        return self._heading, self._remark

    def show_chart(self, chart: Chart, heading: str | None = None, remark: str | None = None) -> None:
        """Show another one; the reader stays on the mark of the same key where there is one."""
        before = self.current()
        self._chart = chart
        self._heading = self._heading if heading is None else heading
        self._remark = self._remark if remark is None else remark
        keys = [mark.key for mark in self.marks()]
        if before is not None and before.key in keys:
            self._at = keys.index(before.key)
        else:
            self._at = min(self._at, max(len(keys) - 1, 0))
        self.updateGeometry()
        self.update()
        self._say()
        if self.hasFocus() and (now := self.current()) is not None:
            self.moved.emit(now)

    def room(self) -> QRectF:
        """The room inside the sheet."""
        return sheet_room(QRectF(self.rect()), self._look, self._heading)

    def marks(self) -> tuple[Mark, ...]:
        """What can be stood on."""
        return tuple(self._chart.marks(self.room(), self._look))

    def current(self) -> Mark | None:
        """The mark stood on."""
        marks = self.marks()
        return marks[self._at] if 0 <= self._at < len(marks) else None

    def go_to(self, key: str) -> bool:
        """Stand on the mark of a key; ``False`` where there is none."""
        for at, mark in enumerate(self.marks()):
            if mark.key == key:
                self._go(at)
                return True
        return False

    def sizeHint(self) -> QSize:
        """As high as the chart would like to be."""
        wanted = self._chart.wanted_height(self._look)
        return QSize(LEAST_WIDTH * 2, round(wanted + self._frame()) if wanted else LEAST_HEIGHT * 3)

    def minimumSizeHint(self) -> QSize:
        """A chart that says its height is not cut."""
        wanted = self._chart.wanted_height(self._look)
        return QSize(LEAST_WIDTH, round(wanted + self._frame()) if wanted else LEAST_HEIGHT)

    def _frame(self) -> float:
        box = QRectF(0, 0, 1000, 1000)
        return box.height() - sheet_room(box, self._look, self._heading).height()

    # -- keys and mouse --------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home, End walk; Enter and Space open."""
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self._chart.stride,
            Qt.Key.Key_Down: self._chart.stride,
        }
        key, last = Qt.Key(event.key()), len(self.marks()) - 1
        if key in steps and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            wanted = self._at + steps[key]
            if 0 <= wanted <= last:
                self._go(wanted)
            elif self._chart.stride == 1 and last == 0:
                event.ignore()  # a card: the page may go to the next one
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and last >= 0:
            self._go(0 if key == Qt.Key.Key_Home else last)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and not event.isAutoRepeat():
            self._open()
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The reader comes here."""
        super().focusInEvent(event)
        if (mark := self.current()) is not None:
            self._say()
            self.moved.emit(mark)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The reader goes on."""
        super().focusOutEvent(event)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click stands there."""
        at = self._under(event.position())
        if at >= 0:
            self._go(at)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click opens."""
        if self._under(event.position()) >= 0:
            self._open()

    def event(self, event: QEvent) -> bool:
        """The words of what the pointer rests on."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self._under(QPointF(event.pos()))
            if at >= 0:
                # Not rich text: what is shown is data.
                QToolTip.showText(event.globalPos(), self.marks()[at].words.replace("<", "＜"), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def _under(self, place: QPointF) -> int:
        return next((at for at, mark in enumerate(self.marks()) if mark.box.contains(place)), -1)

    def _go(self, at: int) -> None:
        self._at = at
        self._say()
        self.update()
        if (mark := self.current()) is not None:
            self.moved.emit(mark)

    def _open(self) -> None:
        if (mark := self.current()) is not None:
            self.opened.emit(mark.key)

    def _say(self) -> None:
        mark = self.current()
        self.setAccessibleName(f"{self._name} {self._heading}".strip())
        self.setAccessibleDescription(mark.words if mark is not None else "")

    # -- painting --------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The sheet and the chart in it."""
        painter = QPainter(self)
        room = paint_sheet(
            painter, QRectF(self.rect()), self._look, self._heading, self._remark, has_focus=self.hasFocus()
        )
        self._chart.paint(painter, room, self._look, self._at if self.hasFocus() else -1)
        painter.end()
