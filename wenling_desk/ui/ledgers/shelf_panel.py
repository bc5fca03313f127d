"""The ledgers at the left: their groups, what is open in each, what is late."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent

from wenling_desk.ui.ledgers.list_presenter import GroupLines, LedgerLine
from wenling_desk.ui.widgets.chips import Chip, Shape, Tone
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.panels import Panel
from wenling_desk.ui.widgets.row_model import Align, Column, Row
from wenling_desk.ui.widgets.row_table import RowTable
from wenling_desk.ui.widgets.search_line import FilterLine

GROUP = "group:"
FIND_KEY = "F4"


class ShelfTable(RowTable):
    """Group names are read, not stood on."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """As tables do; a group's line is stepped over."""
        before = self.currentIndex().row()
        super().keyPressEvent(event)
        self.step_over(down=self.currentIndex().row() >= before)

    def step_over(self, *, down: bool) -> None:
        """From the line of a group to the next ledger."""
        at, rows = self.currentIndex().row(), self.rows.rows
        if not 0 <= at < len(rows) or not rows[at].key.startswith(GROUP):
            return
        ways = (range(at, len(rows)), range(at, -1, -1))
        for way in ways if down else ways[::-1]:
            found = next((row for row in way if not rows[row].key.startswith(GROUP)), None)
            if found is not None:
                self.go_to(rows[found].key)
                return


class ShelfPanel(Panel):
    """``chosen`` carries the kind of the ledger the focus moved to, ``opened`` that of one taken with Enter."""

    chosen = Signal(str)
    opened = Signal(str)
    finding = Signal(str)

    def __init__(self, kit: Kit) -> None:
        texts = kit.texts
        super().__init__(kit, texts("ledgers.shelf"), hint="F6")
        self._kit = kit
        self._silent = False
        self.finder = FilterLine(texts("ledgers.find_ledger", key=FIND_KEY), texts("ledgers.find_ledger_name"))
        self.finder.rested.connect(lambda: self.finding.emit(self.finder.text()))
        self.finder.returnPressed.connect(self._take_first)
        columns = (
            Column(texts("ledgers.column.ledger")),
            Column(texts("ledgers.column.open"), 42, Align.RIGHT),
            Column(texts("ledgers.column.late"), 84 if kit.theme.large else 98),
        )
        self.table = ShelfTable(kit, texts("ledgers.shelf"), columns)
        self.table.moved.connect(self._moved)
        self.table.opened.connect(self._opened)
        self.body.addWidget(self.finder)
        self.body.addWidget(self.table, 1)

    def show_groups(self, groups: Sequence[GroupLines], kind: str) -> None:
        """Show these, ``kind`` in focus."""
        rows = []
        for group in groups:
            rows.append(Row(f"{GROUP}{group.group}", (Chip(group.label), "", "")))
            rows += [Row(line.kind, self._cells(line), line) for line in group.lines]
        self._silent = True
        self.table.set_rows(rows)
        self._silent = False
        self.stand_on(kind)

    def stand_on(self, kind: str) -> None:
        """Move the mark without telling anybody."""
        self._silent = True
        if self.table.go_to(kind):
            self.table.scrollTo(self.table.currentIndex())
        self._silent = False

    def _cells(self, line: LedgerLine) -> tuple[str | Chip, ...]:
        late = Chip(self._kit.texts("ledgers.late", count=line.late), Tone.LATE, Shape.TRIANGLE)
        return (line.name, str(line.open) if line.open else "", late if line.late else "")

    def _moved(self, row: object) -> None:
        if isinstance(row, Row) and not self._silent and not row.key.startswith(GROUP):
            self.chosen.emit(row.key)

    def _opened(self, row: object) -> None:
        if isinstance(row, Row) and not row.key.startswith(GROUP):
            self.opened.emit(row.key)

    def _take_first(self) -> None:
        self.finder.settle()
        self.finding.emit(self.finder.text())
        first = next((row.key for row in self.table.rows.rows if not row.key.startswith(GROUP)), "")
        if first:
            self.finder.clear()
            self.finder.settle()
            self.finding.emit("")
            self.opened.emit(first)
