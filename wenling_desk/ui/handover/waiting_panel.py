"""What waits for the chosen department, ticked, and the key that prints the list."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from wenling_desk.ui.handover.lines import PapersLine
from wenling_desk.ui.handover.presenter import HandoverPresenter
from wenling_desk.ui.handover.tick_table import TickTable, tick_chip
from wenling_desk.ui.record.member_rows import due_chip
from wenling_desk.ui.record.paper_names import short_number
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.chips import Chip, Shape, Tone
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.panels import EmptyState, Panel
from wenling_desk.ui.widgets.row_model import Align, Column, Row


class WaitingPanel(Panel):
    """The tick list of one department."""

    make_wanted = Signal()
    opened = Signal(str)
    """Enter on a case."""

    def __init__(self, kit: Kit, presenter: HandoverPresenter) -> None:
        texts = kit.texts
        hint = texts("handover.waiting.hint_short" if kit.theme.large else "handover.waiting.hint")
        super().__init__(kit, texts("handover.waiting.heading_none"), hint=hint)
        self._texts = texts
        self._presenter = presenter
        self._roomy = not kit.theme.large
        columns = [
            Column(texts("handover.column.number"), 122),
            Column(texts("handover.column.item")),
            Column(texts("handover.column.applicant"), 60),
            Column(texts("handover.column.originals"), 46, Align.RIGHT),
            Column(texts("handover.column.waited"), 122),
        ]
        if not self._roomy:  # the list that is printed says the number and the originals
            columns = [columns[1], columns[2], columns[4]]
        self.table = TickTable(kit, texts("handover.waiting.heading_none"), texts("handover.column.tick"), columns)
        self.table.ticked.connect(self._turn)
        self.table.all_ticked.connect(self._turn_all)
        self.table.opened.connect(lambda row: self.opened.emit(row.key))
        self._empty = EmptyState(kit, texts("handover.waiting.empty"), texts("handover.waiting.empty_detail"))
        self._stand_in = PlainLabel("", "warning", wrap=True)
        self._left_out = PlainLabel("", "warning", wrap=True)
        self.make = KeyButton(kit, texts("handover.waiting.make"), "Ctrl+Enter", "primary")
        self.make.clicked.connect(self.make_wanted)
        acts = QHBoxLayout()
        acts.addWidget(self._stand_in, 1)
        acts.addWidget(self.make)
        self.body.addWidget(self._left_out)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self._empty, 1)
        self.body.addLayout(acts)
        self.say_left_out(())

    def refresh(self) -> None:
        """Show what waits now."""
        presenter, texts = self._presenter, self._texts
        lines = presenter.papers_lines()
        self.table.set_rows([self._row(line) for line in lines])
        self.table.setVisible(bool(lines))
        self._empty.setVisible(not lines)
        self._stand_in.setText("\n".join(presenter.stand_ins()))
        self.make.setVisible(bool(lines))
        if not presenter.department:
            self.set_heading(texts("handover.waiting.heading_none"))
            return
        organ = presenter.words().organ(presenter.department)
        count = texts("handover.waiting.count", total=len(lines), ticked=len(presenter.ticked()))
        self.set_heading(texts("handover.waiting.heading", organ=organ), count if lines else "")
        self.make.set_reason("" if presenter.ticked() else texts("handover.waiting.nothing_ticked"))

    def stand_on_first(self) -> None:
        """The row in focus is the first, where none is."""
        rows = self.table.rows.rows
        if rows and self.table.current_row() is None:
            self.table.go_to(rows[0].key)

    def say_left_out(self, sentences: tuple[str, ...]) -> None:
        """Cases that could not be handed over with the others, one sentence each; they stay until the next act."""
        self._left_out.setText("\n".join(sentences))
        self._left_out.setVisible(bool(sentences))

    def left_out(self) -> str:
        """What is said of them now."""
        return self._left_out.shown()

    def _row(self, line: PapersLine) -> Row:
        tick = tick_chip(self._presenter.is_ticked(line.key))
        state = (
            Chip(line.kind, Tone.SOON, Shape.HALF) if line.is_back else due_chip(line.waited.words, line.waited.state)
        )
        cells: tuple[str | Chip, ...] = (tick, line.item, line.applicant, state)
        if self._roomy:
            cells = (tick, short_number(line.number), line.item, line.applicant, line.originals, state)
        return Row(line.key, cells, line)

    def _turn(self, key: str) -> None:
        self._presenter.tick(key)
        self.refresh()

    def _turn_all(self) -> None:
        self._presenter.tick_all()
        self.refresh()
