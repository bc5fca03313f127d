"""The cases behind a figure: a list with masked names, a page at a time."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal

from wenling_desk.ui.cockpit.presenter import CockpitPresenter
from wenling_desk.ui.cockpit.targets import BehindView
from wenling_desk.ui.record.paper_names import short_number
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.panels import EmptyState, Panel
from wenling_desk.ui.widgets.row_model import Align, Column, Row
from wenling_desk.ui.widgets.row_table import RowTable


class BehindPanel(Panel):
    """Enter opens the case; Ctrl+PgDown and Ctrl+PgUp turn."""

    opened = Signal(int)
    turned = Signal(int)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, " ", hint="Esc")
        texts = kit.texts
        self._texts = texts
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._remark_line = PlainLabel("", "hint")
        self.table = RowTable(
            kit,
            texts("cockpit.behind.heading", name="", value=""),
            (
                Column(texts("cockpit.behind.number"), 150),
                Column(texts("cockpit.behind.what")),
                Column(texts("cockpit.behind.who"), 110),
                Column(texts("cockpit.behind.department"), 110),
                Column(texts("cockpit.behind.state"), 110),
                Column(texts("cockpit.behind.day"), 100),
                Column(texts("cockpit.behind.count_column"), 48, Align.RIGHT),
            ),
        )
        self.table.opened.connect(self._open)
        self.empty = EmptyState(kit, texts("cockpit.behind.empty"))
        self.less = KeyButton(kit, texts("cockpit.behind.less"), "Ctrl+PgUp")
        self.more = KeyButton(kit, texts("cockpit.behind.more"), "Ctrl+PgDown")
        self.less.clicked.connect(lambda: self.turned.emit(-1))
        self.more.clicked.connect(lambda: self.turned.emit(1))
        self.heading_row.insertWidget(self.heading_row.count() - 1, self._remark_line)
        self.heading_row.insertWidget(self.heading_row.count() - 1, self.less)
        self.heading_row.insertWidget(self.heading_row.count() - 1, self.more)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.empty, 1)

    def show_view(self, view: BehindView, presenter: CockpitPresenter) -> None:
        """Show a list."""
        count = self._texts("cockpit.behind.count", total=f"{view.total:,}", shown=len(view.lines))
        self.set_heading(view.heading, view.remark)
        self._remark_line.setText(count)
        rows = [
            Row(f"{view.offset + at}", (short_number(line.cells[0]), *line.cells[1:]), at)
            for at, line in enumerate(view.lines)
        ]
        self.table.set_rows(rows)
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self.setAccessibleDescription("" if rows else self._texts("cockpit.behind.empty"))
        if rows:
            self.table.go_to(rows[0].key)
        for button, by in ((self.less, -1), (self.more, 1)):
            button.setVisible(presenter.can_turn(by))

    def focus_list(self) -> None:
        """To the list; where it is empty, to the panel that says so, so that Esc still has somewhere to start."""
        (self.table if self.table.rows.rows else self).setFocus()

    def _open(self, row: Row) -> None:
        if isinstance(row.payload, int):
            self.opened.emit(row.payload)
