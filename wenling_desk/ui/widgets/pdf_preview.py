"""The paper on the screen, as it will be printed. Pages come as pictures; nothing is rendered here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel

ZOOM_STEPS = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0)
"""Steps beside "whole width"; 1.0 is the picture's own size."""


@dataclass(frozen=True, slots=True)
class Raster:
    """A page as a picture: ``rgba`` holds ``4 * width * height`` bytes, rows from the top, no padding."""

    width: int
    height: int
    rgba: bytes

    def image(self) -> QImage:
        """A picture of its own: Qt's image only looks at the bytes. Raises ValueError for a wrong length."""
        if len(self.rgba) != 4 * self.width * self.height or self.width <= 0 or self.height <= 0:
            raise ValueError("a page's bytes do not match its size")
        return QImage(self.rgba, self.width, self.height, 4 * self.width, QImage.Format.Format_RGBA8888).copy()


class PdfPreview(QWidget):
    """Pages one at a time: PgUp and PgDn turn, + and - zoom, 0 shows the whole width again, arrows scroll."""

    def __init__(self, kit: Kit, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._pages: list[QImage] = []
        self._at = 0
        self._zoom: float | None = None
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._sheet = _Sheet(kit)
        self._scroll = _Scroll(self._lay)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._scroll.setWidget(self._sheet)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._count = PlainLabel("", "hint")
        texts = kit.texts
        self._buttons = {
            "back": KeyButton(kit, texts("widgets.preview.back"), "PgUp", "flat"),
            "on": KeyButton(kit, texts("widgets.preview.on"), "PgDn", "flat"),
            "smaller": KeyButton(kit, texts("widgets.preview.smaller"), "-", "flat"),
            "larger": KeyButton(kit, texts("widgets.preview.larger"), "+", "flat"),
            "width": KeyButton(kit, texts("widgets.preview.whole_width"), "0", "flat"),
        }
        for act, button in self._buttons.items():
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _=False, act=act: self._do(act))
        bar = QHBoxLayout()
        bar.setSpacing(kit.theme.space("hair"))
        bar.addWidget(self._buttons["back"])
        bar.addWidget(self._count)
        bar.addWidget(self._buttons["on"])
        bar.addStretch()
        for act in ("smaller", "larger", "width"):
            bar.addWidget(self._buttons[act])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.theme.space("hair"))
        column.addLayout(bar)
        column.addWidget(self._scroll, 1)
        self.show_pages(())

    def show_pages(self, pages: Sequence[Raster]) -> None:
        """Show these pages from the first; none clears the sheet. Raises ValueError for broken ones."""
        self._pages = [page.image() for page in pages]
        self._at = 0
        self._lay()

    def page_number(self) -> tuple[int, int]:
        """Page shown (from 1) and how many there are; (0, 0) when there is none."""
        return (self._at + 1, len(self._pages)) if self._pages else (0, 0)

    def zoom(self) -> float | None:
        """The zoom, ``None`` while the whole width is shown."""
        return self._zoom

    def turn(self, by: int) -> None:
        """Turn pages; stops at the ends."""
        if self._pages:
            self._at = min(max(0, self._at + by), len(self._pages) - 1)
            self._scroll.verticalScrollBar().setValue(0)
            self._lay()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys named on the buttons, and the arrows."""
        act = {
            Qt.Key.Key_PageUp: "back", Qt.Key.Key_PageDown: "on", Qt.Key.Key_Minus: "smaller",
            Qt.Key.Key_Plus: "larger", Qt.Key.Key_Equal: "larger", Qt.Key.Key_0: "width",
        }.get(Qt.Key(event.key()))  # fmt: skip
        scroll = {Qt.Key.Key_Up: -40, Qt.Key.Key_Down: 40}.get(Qt.Key(event.key()))
        if act:
            self._do(act)
        elif scroll:
            bar = self._scroll.verticalScrollBar()
            bar.setValue(bar.value() + scroll)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel zoom."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._do("larger" if event.angleDelta().y() > 0 else "smaller")
        else:
            super().wheelEvent(event)

    def _do(self, act: str) -> None:
        if act in ("back", "on"):
            self.turn(-1 if act == "back" else 1)
            return
        if act == "width":
            self._zoom = None
        else:
            now = self._scale()
            steps = [step for step in ZOOM_STEPS if (step > now + 0.01 if act == "larger" else step < now - 0.01)]
            if steps:
                self._zoom = steps[0] if act == "larger" else steps[-1]
        self._lay()

    def _scale(self) -> float:
        if self._zoom is not None or not self._pages:
            return self._zoom or 1.0
        room = self._scroll.viewport().width() - 2 * self._kit.theme.space("small")
        return max(0.1, room / self._pages[self._at].width())

    def _lay(self) -> None:
        number, total = self.page_number()
        texts = self._kit.texts
        self._count.setText(texts("widgets.preview.page", number=number, total=total) if total else "")
        self.setAccessibleDescription(self._count.shown())
        self._buttons["back"].setEnabled(number > 1)
        self._buttons["on"].setEnabled(number < total)
        self._sheet.set_page(self._pages[self._at] if self._pages else None, self._scale())


class _Scroll(QScrollArea):
    def __init__(self, resized: Callable[[], None]) -> None:
        super().__init__()
        self._resized = resized

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._resized()


class _Sheet(QWidget):
    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._theme = kit.theme
        self._picture: QImage | None = None

    def set_page(self, image: QImage | None, scale: float) -> None:
        margin = 2 * self._theme.space("small")
        size = QSize(0, 0) if image is None else image.size() * scale
        self._picture = None
        if image is not None:
            # Scaled once: Qt's painter blurs small print when it shrinks by more than half, scaled() averages.
            self._picture = image.scaled(
                size * self.devicePixelRatioF(),
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            self._picture.setDevicePixelRatio(self.devicePixelRatioF())
        self.resize(size + QSize(margin, margin))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._picture is None:
            return
        margin = self._theme.space("small")
        painter = QPainter(self)
        painter.drawImage(QPointF(margin, margin), self._picture)
        painter.setPen(QPen(self._theme.colour("line"), 1))
        painter.drawRect(QRectF(self.rect()).adjusted(margin - 0.5, margin - 0.5, -margin, -margin))
        painter.end()
