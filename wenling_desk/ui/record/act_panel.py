"""The panel of an act: opens inside the page, nothing of the record's story is covered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from wenling_desk.ui.record.act_commands import Filled
from wenling_desk.ui.record.act_forms import ActForm
from wenling_desk.ui.record.brought_rows import BroughtRows
from wenling_desk.ui.record.form_field import FieldValue, FormField, GapLine
from wenling_desk.ui.record.panel_fields import TicksField, make_editor, put_value, take_value
from wenling_desk.ui.record.results_panel import ResultsPanel
from wenling_desk.ui.record.scan_field import ScanField
from wenling_desk.ui.record.scan_files import ScanTray
from wenling_desk.ui.record.sheet import RecordSheet
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.field import FieldEditor
from wenling_desk.ui.widgets.fields import align_labels
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.panels import Panel

WIDEST_LABEL = 7
"""Characters of a label beside its field; longer ones stand above it."""


class ActPanel(Panel):
    """Fields of one act. Ctrl+Enter goes on, Esc closes and keeps what was typed."""

    submitted = Signal(object)
    """``Filled``: the clerk wants to go on."""
    closed = Signal()

    def __init__(
        self,
        kit: Kit,
        form: ActForm,
        sheet: RecordSheet,
        results: ResultsPanel | None = None,
        parent: QWidget | None = None,
        *,
        tray: ScanTray | None = None,
    ) -> None:
        """``results`` is the reader of result lists, for an act that may come as one; ``tray`` where scans are."""
        super().__init__(kit, form.act.verb, parent=parent)
        self._kit = kit
        self.form = form
        self._sheet = sheet
        self._tray = tray
        self._editors: dict[str, FieldEditor] = {}
        asking = (asked for asked in form.fields if asked.kind != "scan" or tray is not None)
        self._fields = {asked.field_id: asked for asked in asking}
        self._hints: dict[str, PlainLabel] = {}
        self._remedies: dict[str, QLineEdit] = {}
        self._members: TicksField | None = None
        self._brought: BroughtRows | None = None
        self.results = results if form.results else None
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, kit.theme.space("small"), 0)
        self._column.setSpacing(kit.theme.space("small"))
        self._fill_in()
        self._column.addStretch(1)
        self.body.addWidget(self._scrolled(), 1)
        self._fault = PlainLabel("", "fault", wrap=True)
        self._fault.hide()
        self.body.addWidget(self._fault)
        self.body.addLayout(self._buttons())
        self._show_fitting()

    # -- building --------------------------------------------------------------------------------

    def _fill_in(self) -> None:
        if self.form.act.basis:
            rule = self._kit.texts(f"rules.{self.form.act.basis}")
            self._column.addWidget(PlainLabel(rule, "hint", wrap=True))
        for sentence in self.form.before:
            self._column.addWidget(PlainLabel(sentence, "hint", wrap=True))
        if len(self.form.act.members) > 1:
            self._add_members()
        if self.form.gaps:
            self._add_gaps(self.form.gaps)
        if self.form.materials:
            wanted = [line for line in self._sheet.materials if line.material.material_id in self.form.materials]
            self._brought = BroughtRows(self._kit, wanted)
            self._column.addWidget(self._brought)
        for asked in self._fields.values():
            self._add_field(asked)
        beside = [self._editors[key] for key, asked in self._fields.items() if _stands_beside(asked)]
        align_labels(beside)
        if self.results is not None:
            self._column.addWidget(self.results)

    def _add_members(self) -> None:
        choices = [(code, self._sheet.member_name(code)) for code in self.form.act.members]
        self._members = TicksField(self._kit, self._kit.texts("record.form.members"), choices)
        self._members.choose(self.form.act.members)
        self._column.addWidget(self._members)

    def _add_gaps(self, gaps: Sequence[GapLine]) -> None:
        texts = self._kit.texts
        self._column.addWidget(PlainLabel(texts("record.form.remedy", count=len(gaps)), "heading", wrap=True))
        for gap in gaps:
            self._column.addWidget(PlainLabel(texts("record.form.gap", label=gap.label, what=gap.what), wrap=True))
            line = QLineEdit(gap.remedy)
            line.setMaxLength(200)
            line.setCursorPosition(0)
            line.setAccessibleName(texts("record.form.gap_name", label=gap.label))
            self._remedies[gap.ref] = line
            self._column.addWidget(line)

    def _add_field(self, asked: FormField) -> None:
        if asked.kind == "scan" and self._tray is not None:
            editor: FieldEditor = ScanField(self._kit, asked.label, self._tray)
        else:
            editor = make_editor(self._kit, asked)
        editor.edited.connect(self._show_fitting)
        self._editors[asked.field_id] = editor
        self._column.addWidget(editor)
        if asked.hint:
            hint = self._hints[asked.field_id] = PlainLabel(asked.hint, "hint", wrap=True)
            self._column.addWidget(hint)

    def _scrolled(self) -> QScrollArea:
        holder = QWidget()
        holder.setLayout(self._column)
        area = QScrollArea()
        area.setWidget(holder)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area = area
        return area

    def _buttons(self) -> QHBoxLayout:
        texts = self._kit.texts
        row = QHBoxLayout()
        row.setSpacing(self._kit.theme.space("small"))
        self._back = KeyButton(self._kit, texts("record.act.back"), "Esc")
        self._back.clicked.connect(self.closed)
        self._on = KeyButton(self._kit, texts("record.act.go_on"), "Ctrl+Enter", "primary")
        self._on.clicked.connect(self.submit)
        row.addStretch()
        row.addWidget(self._back)
        row.addWidget(self._on)
        return row

    # -- values ----------------------------------------------------------------------------------

    def filled(self) -> Filled:
        """What the panel holds now; fields that are not asked hold nothing."""
        values = {key: take_value(editor, self._fields[key]) for key, editor in self._editors.items()}
        asked = {key: value for key, value in values.items() if self._fields[key].applies(values)}
        return Filled(
            values=asked,
            members=self._members.chosen() if self._members is not None else self.form.act.members,
            remedies={
                gap.ref: self._remedies[gap.ref].text()
                for gap in self.form.gaps
                if self._remedies[gap.ref].text() != gap.remedy
            },
            materials=self._brought.entries() if self._brought is not None else {},
        )

    def restore(self, filled: Filled) -> None:
        """Put back what was typed before the panel was closed."""
        for key, value in filled.values.items():
            # What was left empty then may be filled in beforehand now.
            if key in self._editors and (value or not self._fields[key].initial):
                put_value(self._editors[key], self._fields[key], value)
        for ref, words in filled.remedies.items():
            if ref in self._remedies:
                self._remedies[ref].setText(words)
        if self._members is not None:
            self._members.choose(filled.members)
        if self._brought is not None:
            self._brought.restore(filled.materials)
        self._show_fitting()

    def choose_member(self, code: str) -> None:
        """Do the act for this member, or for the paper of this number, where it may be done for several."""
        if self._members is not None and code in self.form.act.members:
            self._members.choose((code,))
        elif "paper" in self._fields and code in dict(self._fields["paper"].choices):
            self.set_value("paper", code)

    def set_value(self, field_id: str, value: FieldValue) -> None:
        """Fill one field in, as if the clerk had."""
        put_value(self._editors[field_id], self._fields[field_id], value)
        self._show_fitting()

    def editor(self, field_id: str) -> FieldEditor:
        """The editor of a field; raises ``KeyError``."""
        return self._editors[field_id]

    def brought(self) -> BroughtRows | None:
        """The material rows, where the act has some."""
        return self._brought

    def submit(self) -> None:
        """Go on: what was typed is read first."""
        for editor in self._editors.values():
            if editor.isVisible():
                editor.finish()
        if self._imports():
            if self.results is not None:
                self.results.send_all()
            return
        self.submitted.emit(self.filled())

    def show_faults(self, faults: Mapping[str, str]) -> bool:
        """Say at each field what to do; the first takes the focus. Whether there was any."""
        first: QWidget | None = None
        for key, editor in self._editors.items():
            if key in faults:
                editor.set_fault(faults[key])
            if editor.isVisible() and editor.fault() and first is None:
                first = editor
        others = [sentence for key, sentence in faults.items() if key not in self._editors]
        self.tell("\n".join(others))
        if first is not None:
            first.setFocus()
            self._area.ensureWidgetVisible(first)
        return first is not None or bool(others)

    def tell(self, sentence: str) -> None:
        """Say why the act was not done; empty takes it away."""
        self._fault.setText(sentence)
        self._fault.setVisible(bool(sentence))

    def first_focus(self) -> QWidget:
        """Where the keys go when the panel opens."""
        if self._brought is not None:
            return self._brought.table
        shown = (editor for editor in self._editors.values() if editor.isVisibleTo(self))
        first = next(shown, None) or next(iter(self._remedies.values()), None) or self._members
        return first if first is not None else self._on

    def step_back(self) -> bool:
        """Esc inside the panel; ``False`` when the panel itself may close."""
        if self._brought is not None and self._brought.is_asking():
            self._brought.stop_asking()
            return True
        return False

    def _imports(self) -> bool:
        return self.results is not None and take_value(self._editors["way"], self._fields["way"]) == "imported"

    def _show_fitting(self) -> None:
        """Ask only what the values typed so far make necessary."""
        values = {key: take_value(editor, self._fields[key]) for key, editor in self._editors.items()}
        for key, editor in self._editors.items():
            applies = self._fields[key].applies(values)
            editor.setVisible(applies)
            if key in self._hints:
                self._hints[key].setVisible(applies)
        if self.results is not None:
            imports = values.get("way") == "imported"
            self.results.setVisible(imports)
            self._on.set_verb(self._kit.texts("record.results.import_all" if imports else "record.act.go_on"))
        self.tell("")


def _stands_beside(asked: FormField) -> bool:
    return asked.kind != "bool" and len(asked.label) <= WIDEST_LABEL
