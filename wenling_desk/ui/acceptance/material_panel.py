"""Materials by one letter: the table, the line about the row in focus, the question a letter may ask."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from wenling_desk.ui.acceptance.material_keys import Asking, given_text
from wenling_desk.ui.acceptance.material_words import (
    counts,
    material_detail,
    origin_words,
    serves_words,
    state_words,
)
from wenling_desk.ui.acceptance.presenter import SheetPresenter
from wenling_desk.ui.acceptance.sections import FoldPanel
from wenling_desk.ui.widgets.chips import Chip, Tone
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import ElidedLabel, PlainLabel
from wenling_desk.ui.widgets.row_model import Align, Column, Row
from wenling_desk.ui.widgets.row_table import RowTable

WIDE = 1150
"""From this width of the table on, a column says who issues each material."""
ORIGIN = 5


class MaterialTable(RowTable):
    """The rows of the materials. Backspace takes a mark back."""

    def __init__(self, kit: Kit, name: str, letter: Callable[[Row, str], bool]) -> None:
        texts = kit.texts
        centre = Align.CENTRE
        columns = (
            Column(texts("acceptance.material.name")),
            Column(texts("acceptance.material.serves"), 84),
            Column(texts("acceptance.material.original"), 48, centre),
            Column(texts("acceptance.material.copy"), 48, centre),
            Column(texts("acceptance.material.electronic"), 48, centre),
            Column(texts("acceptance.material.origin"), 300),
            Column(texts("acceptance.material.state"), 196),
        )
        super().__init__(kit, name, columns, letter)
        self._letter = letter
        self._wide = kit.theme.scaled(WIDE)
        self.visited = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Backspace is no letter but means one."""
        row = self.current_row()
        if event.key() == Qt.Key.Key_Backspace and row is not None:
            self._letter(row, "\b")
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """From now on the row is the clerk's choice."""
        self.visited = True
        super().focusInEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Room decides about the column of origins."""
        self.setColumnHidden(ORIGIN, event.size().width() < self._wide)
        super().resizeEvent(event)


class RowPrompt(QFrame):
    """One question about a row, answered on one line: Enter keeps the answer, Esc leaves everything as it was."""

    answered = Signal(str)
    closed = Signal()

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._ask = PlainLabel("", "strong", wrap=True)
        self._fault = PlainLabel("", "fault", wrap=True)
        self.line = QLineEdit()
        self.line.setMaxLength(200)
        self.line.returnPressed.connect(lambda: self.answered.emit(self.line.text()))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.theme.space("hair"))
        column.addWidget(self._ask)
        row = QHBoxLayout()
        row.addWidget(self.line, 1)
        row.addWidget(PlainLabel(kit.texts("acceptance.prompt.keys"), "hint"))
        column.addLayout(row)
        column.addWidget(self._fault)
        self.hide()

    def ask(self, question: str, given: str = "") -> None:
        """Open with the answer given before."""
        self._ask.setText(question)
        self.line.setAccessibleName(question)
        self.line.setText(given)
        self.line.selectAll()
        self.tell("")
        self.show()
        self.line.setFocus()

    def tell(self, fault: str) -> None:
        """What is wrong with the answer."""
        self._fault.setText(fault)
        self._fault.setVisible(bool(fault))
        self.line.setAccessibleDescription(fault)

    def close_prompt(self) -> None:
        """Close without an answer."""
        self.hide()
        self.line.clear()
        self.closed.emit()


class MaterialPanel(FoldPanel):
    """The materials of the application."""

    def __init__(self, kit: Kit, presenter: SheetPresenter, parent: QWidget | None = None) -> None:
        super().__init__(
            kit, kit.texts("acceptance.material.table"), kit.texts("acceptance.act.materials"), "F3", parent
        )
        self._kit = kit
        self._presenter = presenter
        self._asking: tuple[str, Asking] | None = None
        self.table = MaterialTable(kit, kit.texts("acceptance.material.table"), self.letter)
        self.table.moved.connect(lambda _: self._show_detail())
        self.detail = ElidedLabel(" ", "hint")
        self.prompt = RowPrompt(kit)
        self.prompt.answered.connect(self._answer)
        self.prompt.closed.connect(self._close)
        self._nothing = PlainLabel(kit.texts("acceptance.material.none"), "hint")
        self.content.addWidget(self.table, 1)
        self.content.addWidget(self._nothing)
        self.content.addWidget(self.detail)
        self.content.addWidget(self.prompt)
        self.show_sheet()

    def show_sheet(self) -> None:
        """Show the materials as they stand."""
        texts = self._kit.texts
        rows = self._presenter.opened.view.materials
        self.table.set_rows([self._row(row.material.material_id, at) for at, row in enumerate(rows)])
        if rows and (not self.table.visited or self.table.current_row() is None):
            self.table.go_to(rows[0].material.material_id)
        self.table.setVisible(bool(rows))
        self._nothing.setVisible(not rows)
        missing = sum(1 for row in rows if row.gap is not None)
        self.set_heading(
            texts("acceptance.material.heading", count=len(rows)),
            texts("acceptance.material.hint_short") if not self.is_folded() and rows else "",
        )
        self.set_summary(
            texts("acceptance.material.still", count=missing) if missing else texts("acceptance.material.all_settled")
        )
        self._show_detail()

    def set_folded(self, folded: bool) -> None:
        """The hint on the keys goes with the rows."""
        super().set_folded(folded)
        if hasattr(self, "_presenter"):
            self.show_sheet()

    def _row(self, material_id: str, at: int) -> Row:
        texts = self._kit.texts
        row = self._presenter.opened.view.materials[at]
        state = state_words(texts, row)
        return Row(
            material_id,
            (
                row.material.name,
                serves_words(texts, row, len(self._presenter.opened.view.rows)),
                *counts(row.entry),
                origin_words(texts, row.material) if row.gap is not None else "",
                Chip(state.word, Tone(state.tone)),
            ),
        )

    def _show_detail(self) -> None:
        row = self.table.current_row()
        rows = {row.material.material_id: row for row in self._presenter.opened.view.materials}
        shown = rows.get(row.key) if row is not None else None
        self.detail.setText(material_detail(self._kit.texts, shown) if shown is not None else " ")

    def letter(self, row: Row, letter: str) -> bool:
        """A key on a row: mark it, or ask what the mark needs."""
        pressed = self._presenter.press(row.key, letter)
        if pressed is None:
            return False
        if pressed.asking is not None:
            self.open_prompt(row.key, pressed.asking)
        return True

    def open_prompt(self, material_id: str, asking: Asking) -> None:
        """Ask about a row."""
        self._asking = (material_id, asking)
        self.table.go_to(material_id)
        # The question names the row itself.
        self.detail.hide()
        name = self._presenter.opened.material(material_id).name
        question = self._kit.texts(f"acceptance.prompt.{asking}", name=name)
        self.prompt.ask(question, given_text(self._presenter.sheet.entry(material_id), asking))

    def step_back(self) -> bool:
        """Esc: close the question; ``False`` when none is open."""
        if self.prompt.isHidden():
            return False
        self.prompt.close_prompt()
        return True

    def _answer(self, text: str) -> None:
        if self._asking is None:
            return
        fault = self._presenter.answer(*self._asking, text)
        if fault:
            self.prompt.tell(fault)
        else:
            self.prompt.close_prompt()

    def _close(self) -> None:
        self._asking = None
        self.detail.show()
        self.table.setFocus()

    def wanted_height(self) -> int:
        """The height that shows every row."""
        rows = self._kit.theme.row_height * (len(self._presenter.opened.view.materials) + 1)
        below = self.detail if self.prompt.isHidden() else self.prompt
        return rows + below.sizeHint().height() + self.frame_height() + self.content.spacing()

    def to_row(self, material_id: str) -> None:
        """Put the focus on a row."""
        self.table.go_to(material_id)
        self.table.setFocus()

    def open_stops(self) -> list[QWidget]:
        """The table, and the question where one is open."""
        return [self.table, self.prompt]
