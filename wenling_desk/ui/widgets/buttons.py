"""Buttons that show the key which presses them, and the reason why they cannot be pressed."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QWidget

from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import restyle


class KeyButton(QPushButton):
    """A verb and its key (受理 F8). ``look``: ``normal``, ``primary``, ``flat``, or ``link`` inside lines.

    A disabled one keeps its reason: as accessible description, and for the row of acts to show beneath.
    Enter presses it as Space does.
    """

    reason_changed = Signal()

    def __init__(
        self, kit: Kit, verb: str, hint: str = "", look: str = "normal", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = kit.theme
        self._verb = verb
        self._hint = hint
        self._reason = ""
        self.setProperty("look", look)
        self.set_verb(verb, hint)

    @property
    def verb(self) -> str:
        """The word on the button."""
        return self._verb

    @property
    def hint(self) -> str:
        """The key shown."""
        return self._hint

    @property
    def reason(self) -> str:
        """Why it cannot be pressed; empty when it can."""
        return self._reason

    def set_verb(self, verb: str, hint: str | None = None) -> None:
        """Change the word, and the key where one is given."""
        self._verb = verb
        self._hint = self._hint if hint is None else hint
        self.setAccessibleName(f"{verb} {self._hint}".strip())
        self.updateGeometry()
        self.update()

    def set_look(self, look: str) -> None:
        """Change the look."""
        self.setProperty("look", look)
        restyle(self)

    def set_reason(self, reason: str) -> None:
        """Disable with a reason, or enable with an empty one."""
        changed = reason != self._reason
        self._reason = reason
        self.setEnabled(not reason)
        self.setAccessibleDescription(reason)
        if changed:
            self.reason_changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses too; a key held down presses once."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.click()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """Room for the word, the key and the padding."""
        metrics = QFontMetrics(self.font())
        width = metrics.horizontalAdvance(self._verb) + 2 * self._theme.space("medium")
        if self._hint:
            width += metrics.horizontalAdvance(self._hint) + self._theme.space("small")
        if self.property("look") == "link":
            return QSize(width - self._theme.space("large"), metrics.height() + self._theme.space("hair"))
        return QSize(width, self._theme.button_height)

    def minimumSizeHint(self) -> QSize:
        """A button never gives way: a verb cut in half is no verb."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The frame from the style sheet, the word and the key over it."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter = QPainter(self)
        self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
        metrics = QFontMetrics(self.font())
        gap = self._theme.space("small") if self._hint else 0
        verb_width = metrics.horizontalAdvance(self._verb)
        hint_width = metrics.horizontalAdvance(self._hint)
        left = (self.width() - verb_width - gap - hint_width) // 2
        painter.setFont(self.font())
        verb_colour, hint_colour = self._colours()
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setPen(self._theme.colour(verb_colour))
        painter.drawText(QRect(left, 0, verb_width + 2, self.height()), flags, self._verb)
        painter.setPen(self._theme.colour(hint_colour))
        painter.drawText(QRect(left + verb_width + gap, 0, hint_width + 2, self.height()), flags, self._hint)
        painter.end()

    def _colours(self) -> tuple[str, str]:
        if not self.isEnabled():
            return "idle", "idle"
        if self.property("look") == "primary":
            return "paper", "paper"
        if self.property("look") in ("flat", "link"):
            return "blue", "secondary"
        return "ink", "secondary"
