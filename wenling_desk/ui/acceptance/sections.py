"""The parts of the work area that take turns where the screen is low, and areas that follow the focus."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication, QFrame, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import ElidedLabel
from wenling_desk.ui.widgets.panels import Panel

MARGIN = 24
"""What is shown above and below the widget in focus."""


class FollowArea(QScrollArea):
    """Scrolls what has the focus into view, also when a key and not Tab brought it there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        inner = self.widget()
        if now is not None and inner is not None and inner.isAncestorOf(now):
            # All of it, not just the cursor; its beginning where it is higher than the area.
            top = now.mapTo(inner, QPoint(0, 0)).y()
            self.ensureVisible(0, top + now.height(), 0, MARGIN)
            self.ensureVisible(0, top, 0, MARGIN)


class FoldHandle(QPushButton):
    """Where Tab comes to a folded section: it opens at once and gives the focus on."""

    reached = Signal(bool)
    """The focus came; ``True`` when it came forward."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.setProperty("look", "link")
        self.setAccessibleName(name)
        self.clicked.connect(lambda: self.reached.emit(True))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tab and Backtab open."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.reached.emit(event.reason() == Qt.FocusReason.TabFocusReason)


class FoldPanel(Panel):
    """A panel that can shrink to its heading line; the line then says what is inside."""

    opening = Signal(bool)
    """It was folded and is wanted; ``True`` when the focus comes from before it."""

    def __init__(self, kit: Kit, heading: str, open_word: str, key: str, parent: QWidget | None = None) -> None:
        super().__init__(kit, heading, hint=key, parent=parent)
        self._summary = ElidedLabel("", "hint")
        self._handle = FoldHandle(f"{open_word} {key}")
        self._handle.reached.connect(self.opening)
        self._inside = QWidget()
        inside = QVBoxLayout(self._inside)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(kit.theme.space("small"))
        self.content = inside
        self.body.addWidget(self._inside)
        # Before the stretch and the key, behind heading and remark.
        self.heading_row.insertWidget(2, self._summary, 1)
        self.heading_row.insertWidget(self.heading_row.count() - 1, self._handle)
        self._margins = (kit.theme.space("hair"), kit.theme.space("medium"))
        self.set_folded(False)

    def is_folded(self) -> bool:
        """Whether only the heading line is shown."""
        return self._inside.isHidden()

    def set_folded(self, folded: bool) -> None:
        """Shrink or open."""
        self._inside.setVisible(not folded)
        self._handle.setVisible(folded)
        self._summary.setVisible(folded)
        # Open, the key stands at the right; folded, on the handle.
        self._hint.setVisible(not folded)
        layout = self.layout()
        if layout is not None:
            sides, above = layout.contentsMargins(), self._margins[0 if folded else 1]
            layout.setContentsMargins(sides.left(), above, sides.right(), above)
        policy = QSizePolicy.Policy.Fixed if folded else QSizePolicy.Policy.Preferred
        self.setSizePolicy(QSizePolicy.Policy.Preferred, policy)

    def set_summary(self, summary: str) -> None:
        """What the folded line says."""
        self._summary.setText(summary)

    def stops(self) -> list[QWidget]:
        """Where Tab stops, in reading order: the handle while folded, else what the section holds."""
        return [self._handle] if self.is_folded() else self.open_stops()

    def open_stops(self) -> list[QWidget]:
        """Sections name what they hold."""
        return [self.content_widget()]

    def content_widget(self) -> QWidget:
        """All that is hidden when folded."""
        return self._inside

    def frame_height(self) -> int:
        """The height of heading, margins and gaps."""
        border = 2
        return 2 * self._margins[1] + self.heading_row.sizeHint().height() + self.body.spacing() + border

    def folded_height(self) -> int:
        """The height of the line alone."""
        return 2 * self._margins[0] + max(self.heading_row.sizeHint().height(), self._handle.sizeHint().height())

    def owns(self, widget: QWidget | None) -> bool:
        """Whether the widget lies in this section."""
        return widget is not None and self.isAncestorOf(widget)
