"""After the act: the number large, what stands where, the papers, and what may come next."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wenling_desk.ui.acceptance.outcome_words import Done, DoneLine
from wenling_desk.ui.acceptance.presenter import Outcome
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.chips import Chip, Shape, Tone
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.number_strip import NumberStrip
from wenling_desk.ui.widgets.panels import Panel
from wenling_desk.ui.widgets.row_model import Column, Row
from wenling_desk.ui.widgets.row_table import RowTable


class DoneView(QWidget):
    """Shows an outcome until the next thing begins."""

    next_person = Signal()
    again = Signal()
    opening = Signal()

    def __init__(self, kit: Kit, outcome: Outcome, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self.outcome = outcome
        texts = kit.texts
        # With its parent from the first: shown without one, it would open as a window and take the keys along.
        self.strip = NumberStrip(kit, self)
        self.next = KeyButton(kit, texts("acceptance.act.next"), "F2", "primary")
        self.same = KeyButton(kit, texts("acceptance.act.again"), "Ctrl+N")
        self.open = KeyButton(kit, texts("acceptance.act.open"))
        self.next.clicked.connect(self.next_person)
        self.same.clicked.connect(self.again)
        self.open.clicked.connect(self.opening)
        self.strip.show_number(
            texts("acceptance.done.title", act=texts(f"acceptance.done.{outcome.act}"), name=outcome.name),
            outcome.number,
            acts=(self.next, self.same, self.open),
        )
        self.members = self._table(texts("acceptance.done.members"), 214, 206)
        self.papers = self._table(texts("acceptance.done.papers"), 84, 270)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.theme.space("small"))
        column.addWidget(self.strip)
        row = QHBoxLayout()
        row.setSpacing(kit.theme.space("small"))
        for name, table in (
            (texts("acceptance.done.members"), self.members),
            (texts("acceptance.done.papers"), self.papers),
        ):
            panel = Panel(kit, name)
            panel.body.addWidget(table, 1)
            row.addWidget(panel, 13 if table is self.members else 10)
        column.addLayout(row, 1)
        self.show_printing(len(outcome.to_print))

    def _table(self, name: str, state: int, detail: int) -> RowTable:
        table = RowTable(self._kit, name, (Column(""), Column("", state), Column("", detail)))
        table.horizontalHeader().hide()
        return table

    def show_printing(self, waiting: int) -> None:
        """How the printer stands."""
        texts = self._kit.texts
        if waiting:
            chip = Chip(texts("acceptance.done.printing", count=waiting), Tone.ACT, Shape.HALF)
        elif self.outcome.to_print:
            chip = Chip(texts("acceptance.done.all_printed"), Tone.GOOD, Shape.DISC)
        else:
            chip = Chip(texts("acceptance.done.none_to_print"))
        self.strip.set_printing(chip)

    def show_done(self, done: Done) -> None:
        """Show what stands in the record now."""
        self.members.set_rows([_row(at, line) for at, line in enumerate(done.members)])
        self.papers.set_rows([_row(at, line) for at, line in enumerate(done.papers)])
        self.show_printing(done.unprinted)

    def first_stop(self) -> QWidget:
        """The next person."""
        return self.next


def _row(at: int, line: DoneLine) -> Row:
    return Row(str(at), (line.name, Chip(line.state, Tone.ACT), line.detail))
