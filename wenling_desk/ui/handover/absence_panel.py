"""AB 岗: who is away from when to when, and who stands in."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from wenling_desk.ui.handover.lines import Words
from wenling_desk.ui.handover.side_presenter import SidePresenter
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.field import FieldEditor
from wenling_desk.ui.widgets.field_kinds import ChoiceField, LineField
from wenling_desk.ui.widgets.fields import align_labels
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.panels import EmptyState, Panel
from wenling_desk.ui.widgets.row_model import Column, Row
from wenling_desk.ui.widgets.row_table import RowTable


class AbsencePanel(Panel):
    """The absences there are, Enter ends one; beneath, a new one."""

    submitted = Signal(str, str, object, str)
    """Department, name, the days as a pair of dates, and who stands in."""
    ended = Signal(object)

    def __init__(self, kit: Kit, presenter: SidePresenter) -> None:
        texts = kit.texts
        super().__init__(kit, texts("handover.absence.heading"), hint=texts("handover.absence.back_key"))
        self._texts = texts
        self._presenter = presenter
        self._departments = presenter.departments()
        self.table = RowTable(
            kit,
            texts("handover.absence.list"),
            (
                Column(texts("handover.column.organ"), 92),
                Column(texts("handover.column.who")),
                Column(texts("handover.column.stand_in"), 96),
            ),
        )
        self.table.opened.connect(lambda row: self.ended.emit(row.payload))
        self._empty = EmptyState(kit, texts("handover.absence.empty"))
        names = tuple(self._departments)
        self.department = ChoiceField(kit, texts("handover.absence.department"), names, required=True)
        self.who = LineField(kit, texts("handover.absence.who"), "name", required=True, most=40)
        self.first = LineField(kit, texts("handover.absence.first"), "date", required=True)
        self.last = LineField(kit, texts("handover.absence.last"), "date", required=True)
        self.stand_in = LineField(kit, texts("handover.absence.stand_in"), "name", required=True, most=40)
        self._fields = (self.department, self.who, self.first, self.last, self.stand_in)
        align_labels(self._fields)
        save = KeyButton(kit, texts("handover.absence.save"), "Ctrl+Enter", "primary")
        save.clicked.connect(self.submit)
        acts = QHBoxLayout()
        acts.addWidget(PlainLabel(texts("handover.absence.hint"), "hint", wrap=True), 1)
        acts.addWidget(save)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self._empty, 1)
        for field in self._fields:
            self.body.addWidget(field)
        self.body.addLayout(acts)

    def open(self, department_key: str, words: Words) -> None:
        """Empty, for the department chosen on the page."""
        for field in self._fields:
            field.show_value("")
            field.set_fault("")
        name = words.organ(department_key)
        self.department.show_value(name if name in self._departments else "")
        self.refresh(words)
        self.show()

    def refresh(self, words: Words) -> None:
        """Show those there are."""
        rows = []
        for away in self._presenter.away:
            values = words.absence_values(away)
            said = self._texts("handover.absence.row", **values)
            over = self._texts("handover.absence.takes_over", **values)
            rows.append(Row(away.absence_id, (words.organ(away.department_key), said, over), away))
        self.table.set_rows(rows)
        self.table.setVisible(bool(rows))
        self._empty.setVisible(not rows)

    def _missing(self, field: FieldEditor) -> str:
        """Nothing stands there, or something that is no department or cannot be read."""
        if not field.fault():
            return self._texts("handover.absence.missing")
        return self._texts("handover.absence.no_department") if field is self.department else field.fault()

    def submit(self) -> None:
        """Go on, or say what is missing."""
        for field in self._fields:
            field.settle()
        for field in self._fields:
            if not field.value():
                field.set_fault(self._missing(field))
                field.setFocus()
                return
        days = date.fromisoformat(str(self.first.value())), date.fromisoformat(str(self.last.value()))
        if days[1] < days[0]:
            self.last.set_fault(self._texts("handover.absence.wrong_days"))
            self.last.setFocus()
            return
        key = self._departments[str(self.department.value())]
        self.submitted.emit(key, str(self.who.value()).strip(), days, str(self.stand_in.value()).strip())
