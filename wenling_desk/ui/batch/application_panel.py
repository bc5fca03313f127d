"""The left of the page: what is applied for, by which company, and what else is to be known."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from wenling_desk.domain.identity import uscc_problem
from wenling_desk.domain.roster import RosterForm
from wenling_desk.ui.batch.lines import ItemLine
from wenling_desk.ui.batch.presenter import BatchPresenter
from wenling_desk.ui.widgets.chips import Chip, StatusChip, Tone
from wenling_desk.ui.widgets.field import FieldEditor, FieldValue
from wenling_desk.ui.widgets.field_kinds import LineField
from wenling_desk.ui.widgets.fields import align_labels
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.panels import Panel
from wenling_desk.ui.widgets.row_model import Column, Row
from wenling_desk.ui.widgets.row_table import RowTable

FIELDS = {
    "name": ("batch.company", "name"),
    "identity_number": ("batch.company_number", "uscc"),
    "phone": ("batch.company_phone", "phone"),
}
"""What is entered about the company: label and kind of field."""


class ApplicationPanel(Panel):
    """The items that are handled by roster, then the company of the one that was chosen."""

    chosen = Signal(object)
    """An ``ItemLine``."""
    to_roster = Signal()
    """The last field was left with Enter."""

    def __init__(self, kit: Kit, presenter: BatchPresenter) -> None:
        super().__init__(kit, kit.texts("batch.items"))
        self._kit = kit
        self._presenter = presenter
        self._showing = False
        self.items = RowTable(kit, kit.texts("batch.items"), (Column(""),))
        self.items.horizontalHeader().hide()
        self.items.opened.connect(lambda row: self.chosen.emit(row.payload))
        self.fields = {key: self._field(key, *how) for key, how in FIELDS.items()}
        self._item = PlainLabel("", "strong", wrap=True)
        self._rule = PlainLabel("", "hint", wrap=True)
        self._inferred = StatusChip(kit, Chip(""))
        self._company = PlainLabel("", "", wrap=True)
        self._unread = PlainLabel("", "hint", wrap=True)
        self._entered = QWidget()
        column = QVBoxLayout(self._entered)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.theme.space("small"))
        align_labels(self.fields.values())
        for field in self.fields.values():
            column.addWidget(field)
        for widget in (
            self.items, self._item, self._rule, self._inferred, self._company, self._entered, self._unread,
        ):  # fmt: skip
            self.body.addWidget(widget)
        self.body.addStretch()

    def _field(self, key: str, label: str, kind: str) -> FieldEditor:
        field = LineField(
            self._kit,
            self._kit.texts(label),
            kind,
            required=key == "name",
            check=self._check if kind == "uscc" else None,
        )
        field.edited.connect(lambda: self._enter(key, field))
        return field

    def _check(self, value: FieldValue) -> str:
        wrong = bool(value) and uscc_problem(str(value)) is not None
        return self._kit.texts("batch.company_number_wrong") if wrong else ""

    def _enter(self, key: str, field: FieldEditor) -> None:
        if not self._showing:
            self._presenter.set_company(**{key: str(field.value())})

    def show_state(self) -> None:
        """Show what is open."""
        presenter, form = self._presenter, self._presenter.form
        is_open = form is not None
        self.items.setVisible(not is_open)
        if not is_open:
            self._show_items()
        self._item.setText(presenter.item_name)
        self._rule.setText(self._rule_of(form) if form is not None else "")
        inferred = form is not None and form.status == "inferred"
        self._inferred.set_chip(Chip(self._kit.texts("batch.inferred"), Tone.SOON) if inferred else Chip(""))
        enters = is_open and not presenter.from_draft and not presenter.is_later
        self._entered.setVisible(enters)
        self._company.setText(presenter.company.masked_name if is_open and not enters else "")
        self._company.setVisible(is_open and not enters)
        self._show_company()
        unread = self._kit.texts("case.joined").join(presenter.unread)
        self._unread.setText(self._kit.texts("batch.unread", headings=unread) if unread else "")
        self.set_heading(self._kit.texts("batch.applicant" if is_open else "batch.items"))

    def _show_items(self) -> None:
        lines = self._presenter.items()
        self.items.set_rows([Row(line.code, (line.name,), line) for line in lines])
        self.items.setFixedHeight(self._kit.theme.row_height * max(1, len(lines)) + 2)
        if lines and self.items.current_row() is None:
            self.items.go_to(lines[0].code)

    def _show_company(self) -> None:
        self._showing = True
        for key, field in self.fields.items():
            known = str(getattr(self._presenter.company, key))
            # What is being typed is left alone: a field reads its own value in its own spelling.
            if not _has_keys(field) and str(field.value()) != known:
                field.set_value(known)
        self._showing = False

    def _rule_of(self, form: RosterForm) -> str:
        texts = self._kit.texts
        if form.least_age:
            return texts("batch.item_rule_age", age=form.least_age, basis=form.basis, source=form.source)
        return texts("batch.item_rule", source=form.source)

    def first_stop(self) -> QWidget:
        """The items, or the first field."""
        if self._presenter.form is None:
            return self.items
        return self.fields["name"]

    def chosen_line(self) -> ItemLine | None:
        """The item in focus."""
        row = self.items.current_row()
        return row.payload if row is not None and isinstance(row.payload, ItemLine) else None


def _has_keys(field: FieldEditor) -> bool:
    """Whether somebody is typing in a field."""
    focus: QWidget | None = QApplication.focusWidget()
    return focus is not None and field.isAncestorOf(focus)
