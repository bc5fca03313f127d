"""What an entry holds, field by field; private values stay masked until a look was written."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from wenling_desk.ui.ledgers.entry_presenter import EntryPresenter, ValueLine
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import REVEAL_SECONDS, PlainLabel
from wenling_desk.ui.widgets.panels import Panel, Section, scrolled_column

LABEL_WIDTH, MOST_LABEL = 108, 132
LEAST_COLUMN, MOST_COLUMN = 4, 24
"""Characters a column of a table is given room for at least and at most."""


class ValuesPanel(Panel):
    """The fields with a value, label beside value; tables as tables; private values masked until they are asked for."""

    def __init__(self, kit: Kit, presenter: EntryPresenter) -> None:
        super().__init__(kit, kit.texts("ledgers.values"))
        self._kit = kit
        self._presenter = presenter
        self._lines: tuple[ValueLine, ...] = ()
        self._private: dict[str, PlainLabel] = {}
        self._shown = False
        texts = kit.texts
        self.toggle_button = KeyButton(kit, texts("ledgers.reveal.show"), "F4", "link")
        self.toggle_button.clicked.connect(self.toggle)
        self.heading_row.addWidget(self.toggle_button)
        self.reason = QLineEdit()
        self.reason.setMaxLength(120)
        self.reason.setPlaceholderText(texts("ledgers.reveal.reason_hint"))
        self.reason.setAccessibleName(texts("ledgers.reveal.reason"))
        self.reason.returnPressed.connect(self._ask)
        self.reason.hide()
        self._told = PlainLabel("", "fault", wrap=True)
        self._told.hide()
        self._area: QScrollArea = scrolled_column([], kit.theme.space("small"))
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._area.setAccessibleName(texts("ledgers.values"))
        self.setFocusProxy(self._area)
        self.body.addWidget(self.reason)
        self.body.addWidget(self._told)
        self.body.addWidget(self._area, 1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REVEAL_SECONDS * 1000)
        self._timer.timeout.connect(self.cover)

    def show_values(self, lines: Sequence[ValueLine]) -> None:
        """Show these; what was revealed is masked again where anything differs."""
        if tuple(lines) == self._lines:
            return
        self._lines = tuple(lines)
        self._private = {}
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, self._kit.theme.space("small"), 0)
        column.setSpacing(self._kit.theme.space("small"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(self._kit.theme.space("medium"))
        grid.setVerticalSpacing(self._kit.theme.space("hair"))
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
        width = self._kit.theme.scaled(MOST_LABEL if any(len(line.label) > 7 for line in lines) else LABEL_WIDTH)
        for line in lines:
            if not line.columns:
                self._add(grid, line, width)
        for line in lines:
            if line.columns:
                column.addWidget(_table_section(self._kit, line))
        column.addStretch(1)
        self._area.setWidget(holder)
        self.toggle_button.setVisible(bool(self._private))
        self.cover()

    def _add(self, grid: QGridLayout, line: ValueLine, width: int) -> None:
        row = grid.rowCount()
        name = PlainLabel(line.label, "label", wrap=True)
        name.setFixedWidth(width)
        name.setContentsMargins(0, 2, 0, 0)
        value = PlainLabel(line.words, wrap=True)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        name.setBuddy(value)
        if line.private:
            self._private[line.field_id] = value
        grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(value, row, 1, Qt.AlignmentFlag.AlignTop)

    def words(self) -> dict[str, str]:
        """Label -> value as shown; for tests and the ear."""
        shown = {line.label: line.words for line in self._lines if not line.columns}
        shown.update({
            line.label: self._private[line.field_id].shown() for line in self._lines if line.field_id in self._private
        })  # fmt: skip
        return shown

    # -- looking ---------------------------------------------------------------------------------

    def toggle(self) -> None:
        """Ask for what is masked, or mask it again."""
        if self._shown or not self.reason.isHidden():
            self.cover()
        elif self._private:
            self._ask()

    def cover(self) -> None:
        """Mask everything."""
        self._shown = False
        self._timer.stop()
        for line in self._lines:
            if line.field_id in self._private:
                self._private[line.field_id].setText(line.words)
        self.reason.clear()
        self.reason.hide()
        self._told.hide()
        self.toggle_button.set_verb(self._kit.texts("ledgers.reveal.show"))

    def hideEvent(self, event: QHideEvent) -> None:
        """Leaving the page or locking the desk masks again."""
        self.cover()
        super().hideEvent(event)

    def _ask(self) -> None:
        self._presenter.look(self.reason.text(), self._reveal, self._refused)

    def _reveal(self, words: dict[str, str]) -> None:
        if not self.isVisible():
            return
        self.reason.hide()
        self._told.hide()
        self._shown = True
        for field_id, label in self._private.items():
            label.setText(words.get(field_id, label.shown()))
        self.toggle_button.set_verb(self._kit.texts("ledgers.reveal.hide"))
        self._timer.start()

    def _refused(self, sentence: str, wants_reason: bool) -> None:
        self.reason.setVisible(wants_reason)
        self._told.setText(sentence)
        self._told.setVisible(bool(sentence))
        if wants_reason:
            self.reason.setFocus()


def _table_section(kit: Kit, line: ValueLine) -> QWidget:
    """A table of the entry: its columns as words, one row under the other; long cells take more lines."""
    section = Section(kit, kit.texts("ledgers.table_heading", label=line.label, count=len(line.rows)))
    grid = QGridLayout()
    grid.setHorizontalSpacing(kit.theme.space("medium"))
    grid.setVerticalSpacing(kit.theme.space("hair"))
    for at, column in enumerate(line.columns):
        longest = max(len(column), *(len(row[at]) for row in line.rows), LEAST_COLUMN)
        grid.setColumnStretch(at, min(longest, MOST_COLUMN))
        head = PlainLabel(column, "hint", wrap=True)
        if line.right[at]:
            head.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
        head.setMinimumWidth(min(len(column), LEAST_COLUMN) * kit.theme.type_size("small") + 4)
        grid.addWidget(head, 0, at, Qt.AlignmentFlag.AlignBottom)
    for number, row in enumerate(line.rows, 1):
        for at, cell in enumerate(row):
            label = PlainLabel(cell, wrap=True)
            if line.right[at]:
                label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label, number, at, Qt.AlignmentFlag.AlignTop)
    section.body.addLayout(grid)
    return section
