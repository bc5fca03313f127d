"""A field whose value is picked: typing finds, arrows choose, Enter takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from wenling_desk.ui.ledgers.names import MOST_PICKS, Pick
from wenling_desk.ui.widgets.drop_list import DropList
from wenling_desk.ui.widgets.field import FieldEditor, FieldValue
from wenling_desk.ui.widgets.kit import Kit

Find = Callable[[str, Callable[[Sequence[Pick]], None]], None]
"""Asks for what fits a text; the answer may come later."""
MOST_TYPED = 100


class PickField(FieldEditor):
    """``find`` looks for what fits. With ``free`` words that fit nothing are the value themselves (a clerk's number).

    The list opens while somebody types and with Down; leaving with a text that fits one thing only takes it.
    """

    def __init__(
        self, kit: Kit, label: str, find: Find, *, required: bool = False, free: bool = False, hint: str = ""
    ) -> None:
        super().__init__(kit, label, required=required)
        self._find = find
        self._free = free
        self._picks: tuple[Pick, ...] = ()
        self._chosen: Pick | None = None
        self._asked = 0
        line = self._line = QLineEdit()
        line.setMaxLength(MOST_TYPED)
        line.setProperty("look", "choice")
        line.setPlaceholderText(hint)
        line.textEdited.connect(self._edited)
        self._list = DropList(kit, line, kit.texts("widgets.field.choices"), kit.texts("widgets.field.choice_unknown"))
        self._list.clicked.connect(self._take)
        line.destroyed.connect(self._list.deleteLater)
        self._hold(line)

    def value(self) -> FieldValue:
        """The code picked; empty while nothing is."""
        if self._chosen is not None:
            return self._chosen.code
        return self._line.text().strip() if self._free else ""

    def words(self) -> str:
        """What stands in the line."""
        return self._line.text()

    def is_open(self) -> bool:
        """Whether the list is shown."""
        return self._list.isVisible()

    def offered(self) -> tuple[Pick, ...]:
        """What is offered now."""
        return self._picks if self.is_open() else ()

    def marked(self) -> int:
        """The place of what Enter would take."""
        return self._list.marked()

    def show_value(self, value: FieldValue) -> None:
        """A code without a name of its own; ``show_pick`` is for one that has."""
        self.show_pick(Pick(str(value), str(value)) if value else None)

    def show_pick(self, pick: Pick | None) -> None:
        """Put something picked in, without telling anybody."""
        self._asked += 1
        self._chosen = pick
        self._line.setText(pick.name if pick is not None else "")
        self._line.setCursorPosition(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The line's keys work the list while it is open; it goes with the focus."""
        if watched is self._line and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape and self.is_open():
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and self._key(event):
                return True
        if watched is self._line and isinstance(event, QFocusEvent) and event.lostFocus():
            self._list.hide()
        return super().eventFilter(watched, event)

    def settle(self) -> None:
        """A text that fits one thing only becomes it; one that fits nothing is said to."""
        typed = self._line.text().strip()
        if self._chosen is None and typed:
            exact = [pick for pick in self._picks if typed in (pick.name, pick.code)]
            fits = exact or list(self._picks)
            if len(fits) == 1 and (exact or not self._free):
                self._choose(fits[0])
            elif not self._free:
                self.set_fault(self.kit.texts("ledgers.field.pick_one" if fits else "widgets.field.choice_unknown"))
        super().settle()

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and not event.modifiers():
            if self.is_open():
                self._say(self._list.step(1 if key == Qt.Key.Key_Down else -1))
            else:
                self._ask(self._line.text() if self._chosen is None else "")
            return True
        if key == Qt.Key.Key_Escape and self.is_open():
            self._list.hide()
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.is_open() and not event.modifiers():
            self._take(self._list.marked())
        return False

    def _edited(self, text: str) -> None:
        self._chosen = None
        self._picks = ()
        self._touched()
        if text.strip():
            self._ask(text)
        else:
            self._asked += 1
            self._list.hide()

    def _ask(self, text: str) -> None:
        self._asked += 1
        question = self._asked

        def answer(picks: Sequence[Pick]) -> None:
            if question == self._asked and self._line.hasFocus():
                self._show(picks)

        self._find(text.strip(), answer)

    def _show(self, picks: Sequence[Pick]) -> None:
        self._picks = tuple(picks)
        if not picks and self._free:
            self._list.hide()
            return
        joined = self.kit.texts("ledgers.pick_joined")
        words = [joined.join(part for part in (pick.name, pick.detail) if part) for pick in picks]
        self._list.open(words)
        self._say(self._list.marked())

    def _say(self, at: int) -> None:
        self._line.setAccessibleDescription(self._picks[at].name if 0 <= at < len(self._picks) else "")

    def _take(self, at: int) -> None:
        self._list.hide()
        if 0 <= at < len(self._picks):
            self._choose(self._picks[at])

    def _choose(self, pick: Pick) -> None:
        self.show_pick(pick)
        self._touched()
        self.look_again()
        self.left.emit()


def few(picks: Sequence[Pick]) -> Sequence[Pick]:
    """As many as are shown at once."""
    return picks[: MOST_PICKS * 2]


def stop_of(field: QWidget) -> QWidget:
    """The widget of a field that takes the keys."""
    return field.focusProxy() or field
