"""The form of an act, opened in place: the fields it asks, their faults at them, Ctrl+Enter does it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from wenling_desk.domain.ledger import LedgerField, ValueType
from wenling_desk.domain.ledger_values import MOST_PARAGRAPH, MOST_TEXT
from wenling_desk.ui.ledgers.editors import KEYS, KeyChoiceField, ParagraphField, ReadLine
from wenling_desk.ui.ledgers.evidence_field import EvidenceField
from wenling_desk.ui.ledgers.fill_field import FillField
from wenling_desk.ui.ledgers.form import FormPresenter, Typed, is_free, is_picked
from wenling_desk.ui.ledgers.names import Pick
from wenling_desk.ui.ledgers.pick_field import PickField
from wenling_desk.ui.ledgers.rows_field import RowsField
from wenling_desk.ui.ledgers.typed import NO, READERS, YES
from wenling_desk.ui.record.scan_files import ScanTray
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.field import FieldEditor, FieldValue
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.panels import Panel

WIDEST_LABEL = 132
"""Pixels a label may have beside its field; a longer one takes a second line."""
LONGEST_WORDS = 60
"""Characters of all choices together that stand side by side with a key each; more are found by typing."""
AGAIN_KEY = "Alt+C"
MOST_FIGURES_TYPED = 60
"""Characters of a line that holds a number, a day, a code."""
HINTS = {
    ValueType.DATE: "widgets.field.date_hint",
    ValueType.MONTH: "ledgers.field.month_hint",
    ValueType.TIME: "ledgers.field.time_hint",
}
SHORT = frozenset({ValueType.NUMBER, ValueType.DATE, ValueType.MONTH, ValueType.TIME, ValueType.PHONE})
LATIN = frozenset({
    ValueType.PHONE, ValueType.ID_NUMBER, ValueType.NUMBER, ValueType.DATE, ValueType.MONTH, ValueType.TIME,
    ValueType.CASE,
})  # fmt: skip


class ActForm(Panel):
    """``submitted`` when the clerk wants to go on; ``closed`` when the form may go: what was typed is kept."""

    submitted = Signal()
    closed = Signal()

    def __init__(self, kit: Kit, presenter: FormPresenter, tray: ScanTray | None = None) -> None:
        super().__init__(kit, presenter.act.label)
        self._kit = kit
        self.presenter = presenter
        self._tray = tray
        self._editors: dict[str, FieldEditor] = {}
        self._hints: dict[str, PlainLabel] = {}
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, kit.theme.space("small"), 0)
        self._column.setSpacing(kit.theme.space("small"))
        texts = kit.texts
        if presenter.act.hint:
            self.body.addWidget(PlainLabel(presenter.act.hint, "hint", wrap=True))
        self.fill = self._filler() if presenter.can_fill() else None
        for each, ask in presenter.fields():
            self._add(each, required=ask.required)
        self._nothing = PlainLabel(texts("ledgers.form.nothing_asked"), "hint", wrap=True)
        self._column.addWidget(self._nothing)
        self._column.addStretch(1)
        self._area = _scrolled(self._column)
        self._nothing.setVisible(not self._editors)
        self.body.addWidget(self._area, 1)
        self._fault = PlainLabel("", "fault", wrap=True)
        self._fault.hide()
        self.body.addWidget(self._fault)
        self.body.addLayout(self._buttons())
        _align(kit, [*((self.fill,) if self.fill is not None else ()), *self._editors.values()])
        self._show_asked()
        if presenter.is_draft():
            self.set_heading(presenter.act.label, texts("ledgers.form.draft"))
        self.again.setVisible(presenter.is_draft())
        presenter.gather(self._offer)

    # -- building --------------------------------------------------------------------------------

    def _add(self, each: LedgerField, *, required: bool) -> None:
        editor = self._editor(each, required=required)
        self._put(editor, each)
        editor.edited.connect(self._edited)
        self._editors[each.field_id] = editor
        self._column.addWidget(editor)
        if each.note:
            hint = self._hints[each.field_id] = PlainLabel(each.note, "hint", wrap=True)
            self._column.addWidget(hint)

    def _editor(self, each: LedgerField, *, required: bool) -> FieldEditor:
        kit, presenter, texts = self._kit, self.presenter, self._kit.texts
        if each.type is ValueType.YES_NO:
            words = ((YES, texts("ledgers.yes")), (NO, texts("ledgers.no")))
            return KeyChoiceField(kit, each.label, words, required=required)
        if each.type is ValueType.CHOICES or (each.type is ValueType.CHOICE and _stands_open(each)):
            several = each.type is ValueType.CHOICES
            return KeyChoiceField(kit, each.label, tuple(each.choices.items()), required=required, several=several)
        if each.type is ValueType.CHOICE or is_picked(each):
            hint = texts("widgets.field.choice_hint" if not is_free(each) else "ledgers.field.clerk_hint")
            find = partial(presenter.find, each)
            return PickField(kit, each.label, find, required=required, free=is_free(each), hint=hint)
        if each.type is ValueType.TABLE:
            columns = [(column, _cell_picks(presenter, column)) for column in each.columns]
            return RowsField(kit, each.label, columns, required=required)
        if each.type is ValueType.EVIDENCE and self._tray is not None:
            return EvidenceField(kit, each.label, self._tray, required=required)
        if each.type is ValueType.PARAGRAPH:
            return ParagraphField(kit, each.label, required=required, most=each.maximum or MOST_PARAGRAPH)
        return ReadLine(
            kit,
            each.label,
            READERS[each.type],
            required=required,
            unit=each.unit,
            hint=texts(HINTS[each.type]) if each.type in HINTS else "",
            latin=each.type in LATIN,
            right=each.type is ValueType.NUMBER,
            narrow=each.type in SHORT,
            most=each.maximum or MOST_TEXT if each.type in (ValueType.TEXT, ValueType.NAME) else MOST_FIGURES_TYPED,
        )

    def _filler(self) -> FillField:
        field = FillField(self._kit, self.presenter.proposals)
        field.filled.connect(self._fill)
        self._column.addWidget(field)
        return field

    def _fill(self, values: Mapping[str, object]) -> None:
        self.presenter.fill(values)
        for each, _ in self.presenter.fields():
            self._put(self._editors[each.field_id], each)
        self._edited()
        # Enter that took the pick goes one field on by itself; what is still empty comes after that.
        QTimer.singleShot(0, self, lambda: self.first_focus().setFocus())

    def start_again(self) -> None:
        """Forget what was typed; the form is as it is when it first opens."""
        self.presenter.forget()
        if self.fill is not None:
            self.fill.show_pick(None)
        for each, _ in self.presenter.fields():
            editor = self._editors[each.field_id]
            self._put(editor, each)
            editor.set_fault("")
        self._show_asked()
        self.show_other("")
        self.set_heading(self.presenter.act.label)
        self.again.hide()
        self.first_focus().setFocus()

    def _offer(self, found: Mapping[str, FieldValue]) -> None:
        """Rows that other ledgers have already, where nobody has typed yet."""
        for key, value in found.items():
            editor = self._editors.get(key)
            if editor is not None and not editor.value():
                editor.show_value(value)

    def _put(self, editor: FieldEditor, each: LedgerField) -> None:
        value = self.presenter.initial(each)
        if isinstance(editor, PickField):
            editor.show_pick(self.presenter.pick(each, value))
        elif value or editor.value():
            editor.show_value(value)

    def _buttons(self) -> QHBoxLayout:
        kit, texts = self._kit, self._kit.texts
        row = QHBoxLayout()
        row.setSpacing(kit.theme.space("small"))
        self.back = KeyButton(kit, texts("ledgers.form.back"), "Esc")
        self.back.clicked.connect(self.closed)
        self.do = KeyButton(kit, self.presenter.act.label, "Ctrl+Enter", "primary")
        self.do.clicked.connect(self.submit)
        self.again = KeyButton(kit, texts("ledgers.form.again"), AGAIN_KEY, "link")
        self.again.clicked.connect(self.start_again)
        QShortcut(QKeySequence(AGAIN_KEY), self).activated.connect(self.again.click)
        row.addWidget(PlainLabel(texts("ledgers.form.keys"), "hint"), 1)
        row.addWidget(self.again)
        row.addWidget(self.back)
        row.addWidget(self.do)
        return row

    # -- values ----------------------------------------------------------------------------------

    def typed(self) -> Typed:
        """What the editors hold now, of fields that are not asked too."""
        return {key: editor.value() for key, editor in self._editors.items()}

    def editor(self, field_id: str) -> FieldEditor:
        """The editor of a field; raises ``KeyError``."""
        return self._editors[field_id]

    def asked(self) -> Sequence[str]:
        """The fields shown now, in order."""
        return [key for key, editor in self._editors.items() if not editor.isHidden()]

    def submit(self) -> None:
        """Read what was typed; where all is well, go on."""
        for editor in self._editors.values():
            if not editor.isHidden():
                editor.finish()
        faults = self.presenter.faults(self.typed())
        if not self.show_faults(faults):
            self.submitted.emit()

    def show_faults(self, faults: Mapping[str, str], other: str = "") -> bool:
        """Say at each field what is wrong; the first takes the focus. Whether there was any."""
        shown = {key: editor for key, editor in self._editors.items() if not editor.isHidden()}
        first = next((editor for key, editor in shown.items() if key in faults or editor.fault()), None)
        if first is not None:
            # Before the faults are set: a field reads itself anew when the focus leaves it.
            first.setFocus()
        for key, editor in shown.items():
            if key in faults and not editor.fault():
                editor.set_fault(faults[key])
        self.show_other(other)
        if first is not None:
            self._area.ensureWidgetVisible(first)
        return first is not None or bool(other)

    def first_focus(self) -> QWidget:
        """Where the keys go: the first empty field, else the first."""
        shown = [editor for editor in self._editors.values() if not editor.isHidden()]
        if self.fill is not None and not self.fill.value() and not self.presenter.is_draft():
            return self.fill
        empty = (editor for editor in shown if not editor.value())
        return next(empty, shown[0] if shown else self.do)

    def is_open(self) -> bool:
        """Whether a list of a field is open: Esc closes that first."""
        editors = (*self._editors.values(), *((self.fill,) if self.fill is not None else ()))
        return any(isinstance(editor, PickField) and editor.is_open() for editor in editors)

    def _edited(self) -> None:
        self._show_asked()
        self.presenter.keep(self.typed())
        self.show_other("")

    def other_words(self) -> str:
        """What is said about the form as a whole; empty for nothing."""
        return "" if self._fault.isHidden() else self._fault.shown()

    def show_other(self, sentence: str) -> None:
        """What is said about the form as a whole."""
        self._fault.setText(sentence)
        self._fault.setVisible(bool(sentence))

    def _show_asked(self) -> None:
        asked = self.presenter.asked(self.typed())
        for key, editor in self._editors.items():
            editor.setVisible(key in asked)
            if key in self._hints:
                self._hints[key].setVisible(key in asked)


def _cell_picks(presenter: FormPresenter, column: LedgerField) -> tuple[Pick, ...]:
    if column.type is ValueType.YES_NO:
        return (Pick(YES, presenter.yes_no(yes=True)), Pick(NO, presenter.yes_no(yes=False)))
    return presenter.picks(column)


def _stands_open(each: LedgerField) -> bool:
    return len(each.choices) <= len(KEYS) and sum(map(len, each.choices.values())) <= LONGEST_WORDS


def _align(kit: Kit, editors: Sequence[FieldEditor]) -> None:
    """All labels equally wide, so that the editors begin in one column; long labels take a second line."""
    wanted = max((editor.label_width_wanted() for editor in editors), default=0)
    width = min(wanted, kit.theme.scaled(WIDEST_LABEL))
    for editor in editors:
        editor.set_label_width(width)


def _scrolled(column: QVBoxLayout) -> QScrollArea:
    holder = QWidget()
    holder.setLayout(column)
    area = QScrollArea()
    area.setWidget(holder)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area
