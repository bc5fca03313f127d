"""Text on the screen. The only file that makes a QLabel: whatever is shown stays plain text."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from wenling_desk.ui.widgets.kit import Kit

REVEAL_SECONDS = 30


def plain(text: str) -> str:
    """Data for a control that reads ``&`` as the mark of a key: the sign is shown, not swallowed."""
    return text.replace("&", "&&")


class PlainLabel(QLabel):
    """A label that never interprets markup. ``role`` picks its look in desk.qss (``title``, ``hint``, …)."""

    def __init__(self, text: str = "", role: str = "", parent: QWidget | None = None, *, wrap: bool = False) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self._shown = ""
        if role:
            self.setProperty("role", role)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show the text as it is; with a buddy QLabel would read ``&`` as a key."""
        self._shown = text
        super().setText(plain(text) if self.buddy() is not None else text)

    def shown(self) -> str:
        """The text as the reader sees it."""
        return self._shown

    def setBuddy(self, buddy: QWidget) -> None:
        """Name ``buddy`` for a screen reader, wherever it stands; a name it has already is kept."""
        super().setBuddy(buddy)
        if not buddy.accessibleName():
            buddy.setAccessibleName(self._shown)
        self.setText(self._shown)

    def set_role(self, role: str) -> None:
        """Change the look."""
        self.setProperty("role", role)
        restyle(self)


def restyle(widget: QWidget) -> None:
    """Let the style sheet look at a changed property again."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)


class MaskedLabel(QWidget):
    """A person's value, masked until the clerk asks for it.

    ``reveal(give)`` is called with a function that takes the plain value: it may ask for a reason and write the look
    into the ledger first, and simply never call ``give`` to refuse. The plain value is not kept here longer than it
    is shown: it goes after 30 seconds, when the widget is hidden (page left, desk locked), or on the same key again.
    """

    revealed = Signal()

    def __init__(
        self,
        kit: Kit,
        name: str,
        masked: str = "",
        reveal: Callable[[Callable[[str], None]], None] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """``name`` says what the value is (电话), for the reader's ear; ``masked`` is shown by default."""
        super().__init__(parent)
        self._kit = kit
        self._name = name
        self._masked = masked
        self._reveal = reveal
        self._asked = 0
        self._text = PlainLabel(masked)
        self._button = QPushButton()
        self._button.setProperty("look", "link")
        self._button.setCursor(Qt.CursorShape.PointingHandCursor)
        self._button.clicked.connect(self._toggle)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(kit.theme.space("small"))
        row.addWidget(self._text)
        row.addWidget(self._button)
        row.addStretch()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REVEAL_SECONDS * 1000)
        self._timer.timeout.connect(self.hide_value)
        self.setFocusProxy(self._button)
        self.set_masked(masked)

    def set_masked(self, masked: str) -> None:
        """Show another masked value; what was revealed is gone."""
        self._masked = masked
        self.hide_value()

    def is_masked(self) -> bool:
        """Whether the plain value is hidden."""
        return not self._timer.isActive()

    def shown(self) -> str:
        """What stands on the screen now."""
        return self._text.shown()

    def hide_value(self) -> None:
        """Hide the plain value; an answer still on its way to the old question is ignored."""
        self._asked += 1
        self._timer.stop()
        self._text.setText(self._masked)
        self._button.setVisible(self._reveal is not None and bool(self._masked))
        self._button.setText(self._kit.texts("widgets.mask.show"))
        self._button.setAccessibleName(self._kit.texts("widgets.mask.show_named", name=self._name))

    def hideEvent(self, event: QHideEvent) -> None:
        """Leaving the page or locking the desk masks again."""
        self.hide_value()
        super().hideEvent(event)

    def _toggle(self) -> None:
        if not self.is_masked():
            self.hide_value()
        elif self._reveal is not None:
            self._asked += 1
            question = self._asked
            self._reveal(lambda value: self._show(question, value))

    def _show(self, question: int, value: str) -> None:
        if question != self._asked or not self.isVisible():
            return
        self._text.setText(value)
        self._button.setText(self._kit.texts("widgets.mask.hide"))
        self._button.setAccessibleName(self._kit.texts("widgets.mask.hide_named", name=self._name))
        self._timer.start()
        self.revealed.emit()


class ElidedLabel(PlainLabel):
    """One line that gives way at its end, never in the middle; the whole stands in the accessible name."""

    def __init__(self, text: str = "", role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, role, parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def setText(self, text: str) -> None:
        """Show as much as fits."""
        self._shown = text
        self.setAccessibleName(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit again."""
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        """The width of the whole text, so that a layout with room gives it."""
        hint = super().sizeHint()
        return QSize(self.fontMetrics().horizontalAdvance(self._shown) + 2, hint.height())

    def minimumSizeHint(self) -> QSize:
        """A few characters are enough."""
        return QSize(self.fontMetrics().averageCharWidth() * 4, super().minimumSizeHint().height())

    def _fit(self) -> None:
        fitted = self.fontMetrics().elidedText(self._shown, Qt.TextElideMode.ElideRight, max(self.width(), 1))
        QLabel.setText(self, fitted)
