"""A line in which an item or a bundle is found by typing, for forms with more than one field."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wenling_desk.ui.acceptance.entry import Hit
from wenling_desk.ui.acceptance.entry_view import FindLine
from wenling_desk.ui.widgets.hit_table import HitTable
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.row_model import Column

FEW_HITS = 4
Find = Callable[[str], tuple[Hit, ...]]


class ItemFinder(QWidget):
    """Typing finds, arrows choose, Enter takes the marked hit. With nothing found Enter takes the words as they are
    where ``free`` words are allowed. ``taken`` comes in every case, also for an empty line."""

    taken = Signal()

    def __init__(self, kit: Kit, name: str, hint: str, find: Find, *, free: bool) -> None:
        super().__init__()
        self._kit = kit
        self._find_hits = find
        self._free = free
        self._hits: tuple[Hit, ...] = ()
        self.chosen: Hit | None = None
        self.line = FindLine()
        self.line.setMaxLength(100)
        self.line.setPlaceholderText(hint)
        self.line.setAccessibleName(name)
        self.line.textEdited.connect(self._typed)
        self.line.taken.connect(self._take)
        self.hits = HitTable(kit, kit.texts("bookings.form.hits"), (Column("", 60), Column("")))
        self.hits.chosen.connect(self._choose)
        self.line.stepped.connect(self.hits.step)
        self._message = PlainLabel("", "hint", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.theme.space("hair"))
        column.addWidget(PlainLabel(name, "label"))
        column.addWidget(self.line)
        column.addWidget(self.hits)
        column.addWidget(self._message)
        self.setFocusProxy(self.line)
        self.clear()

    def clear(self) -> None:
        """Nothing is chosen."""
        self.chosen, self._hits = None, ()
        self.line.clear()
        self._show_hits()
        self._say("")

    @property
    def words(self) -> str:
        """What was typed, where no hit was taken."""
        return " ".join(self.line.text().split()) if self.chosen is None else ""

    def set_fault(self, fault: str) -> None:
        """Show why this will not do."""
        self._say(fault, "fault")

    def _typed(self, text: str) -> None:
        self.chosen = None
        self._hits = self._find_hits(text.strip())[:FEW_HITS] if text.strip() else ()
        self._show_hits()
        is_other = self._free and bool(text.strip()) and not self._hits
        self._say(self._kit.texts("bookings.form.other", name=self.words) if is_other else "")

    def _show_hits(self) -> None:
        self.hits.show_hits([(hit.kind, hit.name) for hit in self._hits])

    def _take(self) -> None:
        if not self.hits.take():
            self.taken.emit()

    def _choose(self, at: int) -> None:
        hit = self.chosen = self._hits[at]
        self._hits = ()
        self.line.setText(hit.name)
        self.line.setCursorPosition(0)
        self._show_hits()
        self._say(self._kit.texts("bookings.form.chosen", kind=hit.kind, detail=hit.detail))
        self.taken.emit()

    def _say(self, text: str, role: str = "hint") -> None:
        self._message.set_role(role)
        self._message.setText(text)
        self._message.setVisible(bool(text))
        self.line.setAccessibleDescription(text)
