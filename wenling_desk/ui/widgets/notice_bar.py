"""One line that stays until it is read: no toasts that vanish before a busy clerk looks up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel, restyle


class NoticeKind(StrEnum):
    """What a notice is: something to know, a refusal, or trouble of the machine."""

    TELL = "tell"
    REFUSAL = "refusal"
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence and at most one thing to do about it."""

    sentence: str
    kind: NoticeKind = NoticeKind.TELL
    act_verb: str = ""
    act: Callable[[], object] | None = None


class NoticeBar(QFrame):
    """Shows the latest notice; trouble is not pushed away by something merely to know. Esc or its button takes it
    away, and the one before comes back.
    """

    dismissed = Signal()

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._notices: list[Notice] = []
        self.setProperty("panel", "notice")
        self.setAccessibleName(kit.texts("widgets.notice.name"))
        row = QHBoxLayout(self)
        side = kit.theme.space("large")
        row.setContentsMargins(side, kit.theme.space("hair"), kit.theme.space("small"), kit.theme.space("hair"))
        row.setSpacing(kit.theme.space("small"))
        self._sentence = PlainLabel("", wrap=True)
        self._act = KeyButton(kit, "")
        self._act.clicked.connect(self._do)
        self._read = KeyButton(kit, kit.texts("widgets.notice.read"), "Esc", "flat")
        self._read.clicked.connect(self.dismiss)
        row.addWidget(self._sentence, 1)
        row.addWidget(self._act)
        row.addWidget(self._read)
        self.hide()

    def tell(self, notice: Notice) -> None:
        """Show a notice; the same sentence twice is one notice."""
        self._notices = [known for known in self._notices if known.sentence != notice.sentence]
        at = len(self._notices)
        if notice.kind is NoticeKind.TELL:
            # What is merely to know replaces the like of it and waits behind trouble.
            self._notices = [known for known in self._notices if known.kind is not NoticeKind.TELL]
            at = 0
        self._notices.insert(at, notice)
        self._show()

    def current(self) -> Notice | None:
        """The notice on the screen."""
        return self._notices[-1] if self._notices else None

    def dismiss(self) -> bool:
        """Take the notice away; ``False`` when there was none."""
        if not self._notices:
            return False
        self._notices.pop()
        self._show()
        self.dismissed.emit()
        return True

    def drop(self, kind: NoticeKind) -> None:
        """Take those of a kind away: what could not be done there says nothing here."""
        self._notices = [known for known in self._notices if known.kind is not kind]
        self._show()

    def clear(self) -> None:
        """Take all away: the next person must not read them."""
        self._notices.clear()
        self._show()

    def _do(self) -> None:
        notice = self.current()
        if notice is not None and notice.act is not None:
            self.dismiss()
            notice.act()

    def _show(self) -> None:
        notice = self.current()
        self.setVisible(notice is not None)
        if notice is None:
            return
        self.setProperty("kind", str(notice.kind))
        restyle(self)
        self._sentence.setText(notice.sentence)
        self._act.setVisible(notice.act is not None)
        self._act.set_verb(notice.act_verb)
        self.setAccessibleDescription(notice.sentence)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
