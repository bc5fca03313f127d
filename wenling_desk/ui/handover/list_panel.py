"""One list on the table: its cases, who signs, what was not there."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from wenling_desk.ui.handover.list_presenter import ListPresenter
from wenling_desk.ui.handover.tick_table import TickTable, tick_chip
from wenling_desk.ui.record.paper_names import short_number
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.field_kinds import LineField
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.panels import Panel
from wenling_desk.ui.widgets.row_model import Align, Column, Row


class ListPanel(Panel):
    """Every row counts as received until its tick is taken away; Ctrl+Enter writes the signing down."""

    sign_wanted = Signal(str)
    """The name of who signs."""
    deem_wanted = Signal()
    opened = Signal(str)

    def __init__(self, kit: Kit, presenter: ListPresenter) -> None:
        texts = kit.texts
        super().__init__(kit, texts("handover.unsigned.heading"), hint=texts("handover.list.keys"))
        self._texts = texts
        self._presenter = presenter
        self._remark_line = PlainLabel("", wrap=True)
        self._escalation = PlainLabel("", "warning", wrap=True)
        columns = (
            Column(texts("handover.column.number"), 128),
            Column(texts("handover.column.item")),
            Column(texts("handover.column.applicant"), 76),
            Column(texts("handover.column.originals"), 50, Align.RIGHT),
        )
        self.table = TickTable(kit, texts("handover.unsigned.heading"), texts("handover.column.there"), columns)
        self.table.ticked.connect(self._turn)
        self.table.opened.connect(lambda row: self.opened.emit(row.key))
        self.by = LineField(kit, texts("handover.list.by"), "name", required=True, most=40)
        self._way = PlainLabel("", "hint")
        self._hint = PlainLabel(texts("handover.list.hint"), "hint", wrap=True)
        self.sign = KeyButton(kit, texts("handover.list.sign"), "Ctrl+Enter", "primary")
        self.sign.clicked.connect(self.submit)
        self.deem = KeyButton(kit, texts("handover.list.deem"), "F8")
        self.deem.clicked.connect(self.deem_wanted)
        signing = QHBoxLayout()
        signing.setSpacing(kit.theme.space("medium"))
        signing.addWidget(self.by, 1)
        signing.addWidget(self._way, 0, Qt.AlignmentFlag.AlignTop)
        acts = QHBoxLayout()
        acts.setSpacing(kit.theme.space("small"))
        acts.addWidget(self._hint, 1)
        acts.addWidget(self.deem)
        acts.addWidget(self.sign)
        self.body.addWidget(self._remark_line)
        self.body.addWidget(self._escalation)
        self.body.addWidget(self.table, 1)
        self.body.addLayout(signing)
        self.body.addLayout(acts)

    def open(self, escalation: str, can_deem: bool) -> None:
        """Show the presenter's list; a new one with an empty name."""
        self.by.show_value("")
        self.by.set_fault("")
        self._escalation.setText(escalation)
        self._escalation.setVisible(bool(escalation))
        self.deem.setVisible(can_deem)
        self.refresh()
        if self.table.rows.rows:
            self.table.go_to(self.table.rows.rows[0].key)
        self.show()

    def escalation_words(self) -> str:
        """Whom a late list is told to, as shown."""
        return self._escalation.shown()

    def refresh(self) -> None:
        """Show its rows as they are ticked."""
        found = self._presenter.list
        if found is None:
            return
        self.set_heading(self._texts("handover.list.heading", number=found.number))
        self._remark_line.setText(self._presenter.remark())
        none = self._texts("handover.waiting.no_originals")
        self.table.set_rows(
            [
                Row(
                    row.record_id,
                    (
                        tick_chip(row.record_id not in self._presenter.missing),
                        short_number(row.number),
                        row.item,
                        row.applicant,
                        str(row.originals or none),
                    ),
                    row,
                )
                for row in found.rows
            ]
        )
        for widget in (self.by, self._way, self._hint, self.sign):
            widget.setVisible(found.is_open)
        self._way.setText(self._presenter.way_words())

    def submit(self) -> None:
        """Go on, or say what is missing."""
        if self.by.isHidden():
            return
        self.by.settle()
        name = str(self.by.value() or "").strip()
        if not name:
            self.by.set_fault(self._texts("handover.list.missing_by"))
            self.by.setFocus()
            return
        self.sign_wanted.emit(name)

    def _turn(self, key: str) -> None:
        found = self._presenter.list
        if found is not None and found.is_open:
            self._presenter.turn(key)
            self.refresh()
