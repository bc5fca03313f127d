"""The material rows of a panel: one letter a row, for what was brought later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.materials import MaterialEntry, MaterialMark
from wenling_desk.texts import Texts
from wenling_desk.ui.acceptance.material_keys import Asking, answered, given_text, press
from wenling_desk.ui.record.material_lines import MaterialLine
from wenling_desk.ui.widgets.chips import Chip, Tone
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.row_model import Align, Column, Row
from wenling_desk.ui.widgets.row_table import RowTable
from wenling_desk.use_cases.wording import mark_words

SETTLING = "123MCXDV0\b"
"""Letters that mean something here: nothing is deferred or told missing once more, nothing printed."""
QUESTIONS = {
    Asking.REASON: "record.brought.reason",
    Asking.PROOF: "record.brought.proof",
    Asking.DEFECT: "record.brought.defect",
    Asking.PAGES: "record.brought.pages",
}


class BroughtRows(QWidget):
    """Materials that are still missing; ``entries`` are those the clerk marked now."""

    changed = Signal()

    def __init__(self, kit: Kit, lines: Sequence[MaterialLine], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts: Texts = kit.texts
        self._lines = {line.material.material_id: line for line in lines}
        self._entries: dict[str, MaterialEntry] = {}
        self._asking: tuple[str, Asking] | None = None
        texts = kit.texts
        self.table = RowTable(
            kit,
            texts("record.form.materials"),
            (
                Column(texts("record.material.name")),
                Column(texts("record.material.copies"), 36, Align.RIGHT),
                Column(texts("record.material.state"), 150),
            ),
            self._key,
        )
        self._question = PlainLabel("", "label")
        self._answer = QLineEdit()
        self._answer.setMaxLength(200)
        self._answer.returnPressed.connect(self._take_answer)
        self._told = PlainLabel(texts("record.form.materials_hint"), "hint", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.theme.space("hair"))
        column.addWidget(PlainLabel(texts("record.form.materials"), "heading"))
        column.addWidget(self.table)
        row = QHBoxLayout()
        row.setSpacing(kit.theme.space("small"))
        row.addWidget(self._question)
        row.addWidget(self._answer, 1)
        column.addLayout(row)
        column.addWidget(self._told)
        self.setFocusProxy(self.table)
        self._ask_nothing()
        self._show()
        self.table.fit_height()

    def entries(self) -> Mapping[str, MaterialEntry]:
        """What was marked now, by material."""
        return dict(self._entries)

    def restore(self, entries: Mapping[str, MaterialEntry]) -> None:
        """Put back what was marked before the panel was closed."""
        self._entries = {key: entry for key, entry in entries.items() if key in self._lines}
        self._show()

    def is_asking(self) -> bool:
        """Whether a mark still waits for its reason."""
        return self._asking is not None

    def stop_asking(self) -> None:
        """Esc: the mark is not made."""
        self._ask_nothing()
        self.table.setFocus()

    def _key(self, row: Row, letter: str) -> bool:
        if letter not in SETTLING:
            return False
        line = self._lines[row.key]
        try:
            pressed = press(line.material, self._entry(row.key), letter)
        except DeskRefusal as refusal:
            self._tell(self._texts.sentence(refusal), "fault")
            return True
        if pressed is None:
            return False
        if pressed.asking is not None:
            self._ask(row.key, pressed.asking)
        elif pressed.entry is not None:
            self._mark(row.key, pressed.entry)
        return True

    def _entry(self, key: str) -> MaterialEntry:
        """A row begins unseen: what was missing before says nothing about what was brought now."""
        return self._entries.get(key, MaterialEntry())

    def _mark(self, key: str, entry: MaterialEntry) -> None:
        if entry.mark is MaterialMark.UNSEEN:
            self._entries.pop(key, None)
        else:
            self._entries[key] = entry
        self._tell(self._texts("record.form.materials_hint"), "hint")
        self._show()
        self.changed.emit()

    def _ask(self, key: str, asking: Asking) -> None:
        self._asking = (key, asking)
        question = self._texts(QUESTIONS[asking], name=self._lines[key].name)
        self._question.setText(question)
        self._answer.setAccessibleName(question)
        self._answer.setText(given_text(self._entry(key), asking))
        self._question.show()
        self._answer.show()
        self._answer.setFocus()

    def _take_answer(self) -> None:
        if self._asking is None:
            return
        key, asking = self._asking
        try:
            entry = answered(self._lines[key].material, self._entry(key), asking, self._answer.text())
        except DeskRefusal as refusal:
            self._tell(self._texts.sentence(refusal), "fault")
            return
        self._ask_nothing()
        self._mark(key, entry)
        self.table.setFocus()

    def _ask_nothing(self) -> None:
        self._asking = None
        self._question.hide()
        self._answer.hide()
        self._answer.clear()

    def _tell(self, sentence: str, role: str) -> None:
        self._told.set_role(role)
        self._told.setText(sentence)

    def _show(self) -> None:
        self.table.set_rows([self._row(line) for line in self._lines.values()])

    def _row(self, line: MaterialLine) -> Row:
        key = line.material.material_id
        entry = self._entries.get(key)
        if entry is None:
            return Row(key, (line.name, "", Chip(line.state, Tone.SOON)))
        if entry.defect:
            return Row(key, (line.name, str(entry.copies), Chip(entry.defect, Tone.SOON)))
        return Row(key, (line.name, str(entry.copies), Chip(mark_words(self._texts, entry), Tone.GOOD)))
