"""The one search of the desk: items, cases, people, functions, and the list that opens under it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from wenling_desk.ui.widgets.drop_list import DropList
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import ElidedLabel, PlainLabel

MOST_HITS = 12
LEAST_WIDTH = 560


@dataclass(frozen=True, slots=True)
class SearchHit:
    """Something found: what it is (``kind``: 事项, 办件, 功能), its name, a second line, a key hint, and what Enter
    does.
    """

    kind: str
    title: str
    run: Callable[[], object]
    detail: str = ""
    hint: str = ""


class SearchBox(QLineEdit):
    """Asks while typing and shows at most twelve hits beneath; Up, Down and Enter choose, Esc closes.

    ``ask(text, give)`` may answer later and from elsewhere; an answer to a text that has changed since is dropped.
    Nothing is asked while the input method composes.
    """

    left = Signal()
    """The search was closed without a choice: the focus goes back to the page."""

    def __init__(
        self,
        kit: Kit,
        placeholder: str,
        ask: Callable[[str, Callable[[Sequence[SearchHit]], None]], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kit = kit
        self._ask = ask
        self._hits: tuple[SearchHit, ...] = ()
        self._asked = 0
        self._words: list[str] = []
        self.setMaxLength(200)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setProperty("look", "search")
        nothing = kit.texts("widgets.search.nothing")
        self._list = DropList(kit, self, kit.texts("widgets.search.hits"), nothing, LEAST_WIDTH)
        self._list.clicked.connect(self._choose)
        self.destroyed.connect(self._list.deleteLater)
        self.textChanged.connect(self._changed)

    def hits(self) -> tuple[SearchHit, ...]:
        """What is offered now."""
        return self._hits

    def is_open(self) -> bool:
        """Whether the list is shown."""
        return self._list.isVisible()

    def close_list(self) -> None:
        """Clear and close."""
        self._asked += 1
        self.blockSignals(True)
        self.clear()
        self.blockSignals(False)
        self._hits = ()
        self._list.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down move in the list, Enter chooses, Esc closes."""
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self.is_open():
            self._say(self._list.step(1 if key == Qt.Key.Key_Down else -1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self._list.marked())
        elif key == Qt.Key.Key_Escape:
            self.close_list()
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _changed(self, text: str) -> None:
        self._asked += 1
        question = self._asked
        if not text.strip():
            self._hits = ()
            self._list.hide()
            return
        self._ask(text.strip(), lambda hits: self._show(question, hits))

    def _show(self, question: int, hits: Sequence[SearchHit]) -> None:
        if question != self._asked:
            return
        self._hits = tuple(hits[:MOST_HITS])
        words = [" ".join(part for part in (hit.kind, hit.title, hit.detail) if part) for hit in self._hits]
        self._list.open(words, [_HitLine(self._kit, hit) for hit in self._hits])
        self._words = words
        self._say(self._list.marked())

    def _say(self, at: int) -> None:
        self.setAccessibleDescription(self._words[at] if 0 <= at < len(self._words) else "")

    def _choose(self, at: int) -> None:
        if self.is_open() and 0 <= at < len(self._hits):
            hit = self._hits[at]
            self.close_list()
            hit.run()


class _HitLine(QWidget):
    def __init__(self, kit: Kit, hit: SearchHit) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(kit.theme.space("small"), 0, kit.theme.space("small"), 0)
        row.setSpacing(kit.theme.space("medium"))
        kind = PlainLabel(hit.kind, "label")
        kind.setFixedWidth(kit.theme.type_size("base") * 4)
        row.addWidget(kind)
        row.addWidget(ElidedLabel(hit.title), 3)
        row.addWidget(ElidedLabel(hit.detail, "hint"), 2)
        row.addWidget(PlainLabel(hit.hint, "hint"))
