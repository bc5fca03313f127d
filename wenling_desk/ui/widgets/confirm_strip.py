"""The strip that opens before an act that cannot be undone. Not a dialog: nothing of the page is covered."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel

GUARD_MS = 400
"""Time in which nothing is taken as a yes: the key that opened the strip may still be bouncing."""
FINGER_MS = 50
"""Fingers are slower than this from one key to the next; a scanner that ends with Enter is faster."""


class ConfirmStrip(QFrame):
    """One sentence that says what will happen, the act by its own verb, and the way back.

    Enter acts, Esc goes back. Enter is ignored in the first 400 ms, when it repeats, and when it follows another key
    faster than fingers do. Tab stays on the two buttons.
    """

    closed = Signal(bool)
    """The strip was answered: acted or went back."""

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._act: Callable[[], object] | None = None
        self._opened_at = 0
        self._last_key_at = -FINGER_MS
        self.setProperty("panel", "strip")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(kit.texts("widgets.confirm.name"))
        row = QHBoxLayout(self)
        side, top = kit.theme.space("large"), kit.theme.space("medium")
        row.setContentsMargins(side, top, side, top)
        row.setSpacing(kit.theme.space("medium"))
        self._sentence = PlainLabel("", "strong", wrap=True)
        self._back = KeyButton(kit, kit.texts("widgets.confirm.back"), "Esc")
        self._back.clicked.connect(self.go_back)
        self._do = KeyButton(kit, "", "Enter", "primary")
        self._do.clicked.connect(self._try)
        for button in (self._back, self._do):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.installEventFilter(self)
        row.addWidget(self._sentence, 1)
        row.addWidget(self._back)
        row.addWidget(self._do)
        self.hide()

    def ask(self, sentence: str, verb: str, act: Callable[[], object]) -> None:
        """Open with what will happen and the act's verb; ``act`` is called at most once."""
        self._act = act
        self._sentence.setText(sentence)
        self._do.set_verb(verb)
        self.setAccessibleDescription(sentence)
        self._opened_at = self._kit.ticks()
        self._last_key_at = self._opened_at - FINGER_MS
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self._act is not None

    def sentence(self) -> str:
        """What it says."""
        return self._sentence.shown()

    def go_back(self) -> None:
        """Close without acting."""
        if self._act is not None:
            self._act = None
            self.hide()
            self.closed.emit(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter acts, Esc goes back, all else is held off the page."""
        now = self._kit.ticks()
        fast = now - self._last_key_at < FINGER_MS
        self._last_key_at = now
        if event.key() == Qt.Key.Key_Escape:
            self.go_back()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat() and not fast:
            self._try()
        event.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys on the two buttons pass through the same guard, except Space and Tab."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and watched is self._back:
                if not event.isAutoRepeat():
                    self.go_back()
                return True
            if event.key() not in (Qt.Key.Key_Space, Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                self.keyPressEvent(event)
                return True
        return super().eventFilter(watched, event)

    def focusNextPrevChild(self, onward: bool) -> bool:
        """Tab goes round between the two buttons while the strip is open."""
        reason = Qt.FocusReason.TabFocusReason if onward else Qt.FocusReason.BacktabFocusReason
        (self._back if self._do.hasFocus() else self._do).setFocus(reason)
        return True

    def _try(self) -> None:
        if self._act is None or self._kit.ticks() - self._opened_at < GUARD_MS:
            return
        act, self._act = self._act, None
        self.hide()
        self.closed.emit(True)
        act()


class Veil(QWidget):
    """Takes the clicks meant for the page while the strip waits."""

    def __init__(self, strip: ConfirmStrip, parent: QWidget) -> None:
        super().__init__(parent)
        self._strip = strip
        self.hide()

    def cover(self, target: QWidget) -> None:
        """Lie over ``target``."""
        self.setParent(target)
        self.setGeometry(target.rect())
        self.show()
        self.raise_()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click reminds of the strip."""
        self._strip.setFocus(Qt.FocusReason.OtherFocusReason)
        event.accept()
