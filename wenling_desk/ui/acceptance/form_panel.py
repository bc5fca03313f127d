"""The joint form: every field once, in columns; what a party's row or a predecessor fills in is not typed, and what can
be known stands there as a proposal.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from wenling_desk.domain.form import AskedField, FieldDefinition, FieldType, Sensitivity
from wenling_desk.domain.identity import mask_number
from wenling_desk.domain.intake import is_filled
from wenling_desk.ui.acceptance.field_labels import label_above, wrap_label
from wenling_desk.ui.acceptance.form_checks import editor_kind, field_check
from wenling_desk.ui.acceptance.masked_line import MaskedLineField
from wenling_desk.ui.acceptance.party_block import SOURCES
from wenling_desk.ui.acceptance.presenter import SheetPresenter
from wenling_desk.ui.acceptance.proposal_words import origin_words
from wenling_desk.ui.acceptance.sections import FoldPanel, FollowArea
from wenling_desk.ui.widgets.field import FieldEditor, FieldValue, Source
from wenling_desk.ui.widgets.field_kinds import LineField
from wenling_desk.ui.widgets.field_table import TableColumn, TableField
from wenling_desk.ui.widgets.fields import field_editor
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.use_cases.wording import circled

LINE_KINDS = frozenset({"text", "name", "id_number", "uscc", "phone", "date", "number", "money", "area_m2", "address"})
COLUMN_WIDTH = 395
"""A column of fields, in pixels of normal type; as many stand side by side as there is room for."""
LABEL_WIDTH = 148
MADE_AT_ONCE = 5
"""Editors made in one step: some milliseconds each."""
MOST_COLUMNS = 8


class FormPanel(FoldPanel):
    """The fields the forms of all handled members ask for.

    Enter takes over what is proposed, all of it at once, and goes to the next required field that is really empty; Up,
    Down and Tab go field by field.
    """

    finished = Signal()
    """Enter, and nothing required is empty any more."""

    def __init__(self, kit: Kit, presenter: SheetPresenter, parent: QWidget | None = None) -> None:
        joint = presenter.sheet.is_bundle
        heading = kit.texts("acceptance.form.heading" if joint else "acceptance.form.heading_single")
        super().__init__(kit, heading, kit.texts("acceptance.act.form"), "F7", parent)
        self._kit = kit
        self._presenter = presenter
        self._form_name = heading
        self.fields: dict[str, FieldEditor] = {}
        self._cells: dict[str, QWidget] = {}
        self._asked: tuple[AskedField, ...] = ()
        self._columns = 0
        self._types: dict[str, FieldType] = {}
        self._making = QTimer(self)
        self._making.setInterval(0)
        self._making.timeout.connect(self._make_some)
        self._area = FollowArea()
        self._holder = QWidget()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(kit.theme.space("wide"))
        self._grid.setVerticalSpacing(kit.theme.space("small"))
        column = QVBoxLayout(self._holder)
        column.setContentsMargins(0, 0, kit.theme.space("small"), 0)
        column.addLayout(self._grid)
        column.addStretch()
        self._area.setWidget(self._holder)
        self._area.viewport().installEventFilter(self)
        self._nothing = PlainLabel(kit.texts("acceptance.form.none"), "hint")
        self.content.addWidget(self._area, 1)
        self.content.addWidget(self._nothing)
        self.show_sheet()

    # -- showing ---------------------------------------------------------------------------------

    def show_sheet(self) -> None:
        """Show the fields as they stand; editors that stay keep what is being typed."""
        opened = self._presenter.opened
        hidden = opened.hidden()
        asked = tuple(field for field in opened.view.fields if field.field_id not in hidden)
        if asked != self._asked:
            self._plan(asked)
        for field_id, editor in self.fields.items():
            self._show_value(field_id, editor)
        self._say(len(opened.view.fields) - len(asked))
        self._area.setVisible(bool(asked))
        self._nothing.setVisible(not asked)

    def _say(self, from_parties: int) -> None:
        texts, opened = self._kit.texts, self._presenter.opened
        form, proposed = self._presenter.sheet.form, opened.proposed
        typed = [field for field in self._asked if not field.produced]
        empty = [field for field in typed if not is_filled(form.get(field.field_id))]
        filled = len(typed) - len(empty)
        missing = sum(1 for field in empty if field.required and field.field_id not in proposed)
        parts = [texts("acceptance.form.hint", filled=filled, count=len(typed))] if typed else []
        if typed:
            key = "acceptance.form.hint_required" if missing else "acceptance.form.hint_done"
            parts.append(texts(key, count=missing))
        if proposed:
            key = "acceptance.form.proposed_open" if opened.proposals_open() else "acceptance.form.proposed"
            parts.append(texts(key, count=len(proposed)))
        if from_parties:
            parts.append(texts("acceptance.form.from_parties", count=from_parties))
        words = texts("acceptance.dot").join(parts)
        self.set_heading(self._form_name, "" if self.is_folded() else words)
        self.set_summary(words)

    def set_folded(self, folded: bool) -> None:
        """The words on the heading line move with the fields."""
        super().set_folded(folded)
        if hasattr(self, "_asked"):
            self.show_sheet()

    def _show_value(self, field_id: str, editor: FieldEditor) -> None:
        if _holds_focus(editor):
            return
        opened = self._presenter.opened
        proposal = opened.proposed.get(field_id)
        value = self._to_editor(editor, proposal.value if proposal else opened.sheet.form.get(field_id, ""))
        origin = origin_words(self._kit.texts, opened, proposal.origin) if proposal else ""
        if (editor.value() != value or editor.origin() != origin) and not editor.fault():
            source = SOURCES.get(opened.sheet.form_sources.get(field_id, "typed"), Source.TYPED)
            editor.set_value(value, Source.PROPOSED if proposal else source, origin)

    def _to_editor(self, editor: FieldEditor, value: object) -> FieldValue:
        """A value of the form as its editor shows it; yes and no are words."""
        if isinstance(editor, TableField):
            return [dict(row) for row in value] if isinstance(value, list | tuple) else []
        if isinstance(value, bool):
            return self._kit.texts("case.yes" if value else "case.no")
        return str(value)

    def _from_editor(self, field_id: str, editor: FieldEditor) -> object:
        value = editor.value()
        if self._types[field_id] is FieldType.BOOL and value:
            return value == self._kit.texts("case.yes")
        return value

    def _plan(self, asked: tuple[AskedField, ...]) -> None:
        """Keep the editors that are still asked for, drop the others; the missing ones are made in small steps, so that
        a long form never holds up the keys.
        """
        before = {field.field_id: field for field in self._asked}
        wanted = {field.field_id: field for field in asked}
        for field_id in [key for key in self.fields if wanted.get(key) != before.get(key)]:
            _drop(self._cells.pop(field_id, self.fields[field_id]))
            del self.fields[field_id]
        self._asked = asked
        self._columns = 0
        self._making.start()

    def _make_some(self) -> None:
        missing = [field for field in self._asked if field.field_id not in self.fields]
        definitions = self._presenter.tools.desk().catalogue().fields
        for field in missing[:MADE_AT_ONCE]:
            editor = self.fields[field.field_id] = self._make(field, definitions[field.field_id])
            self._show_value(field.field_id, editor)
        if len(missing) <= MADE_AT_ONCE:
            self._making.stop()
            self.fields = {field.field_id: self.fields[field.field_id] for field in self._asked}
            self._columns = 0
        self._arrange()

    def complete(self) -> None:
        """Make what is still missing now: the clerk is coming."""
        while self._making.isActive():
            self._make_some()

    def _make(self, field: AskedField, definition: FieldDefinition) -> FieldEditor:
        kit = self._kit
        kind, label = editor_kind(definition), field.label
        today = lambda: self._presenter.tools.desk().today()  # noqa: E731
        check = field_check(kit.texts, definition, today)
        self._types[field.field_id] = definition.type
        editor: FieldEditor
        if definition.sensitivity in (Sensitivity.SENSITIVE, Sensitivity.MINOR) and kind in LINE_KINDS:
            editor = MaskedLineField(kit, label, kind, mask_number, required=field.required, check=check)
        else:
            columns = [
                TableColumn(
                    column.column_id,
                    column.label,
                    _cell_kind(str(column.type)),
                    column.choices,
                    mask_number if column.type is FieldType.ID_NUMBER else None,
                )
                for column in definition.columns
            ]
            editor = field_editor(
                kit,
                "choice" if kind == "bool" else kind,
                label,
                required=field.required and not field.produced,
                choices=(kit.texts("case.yes"), kit.texts("case.no")) if kind == "bool" else definition.choices,
                columns=columns,
                check=check,
            )
        if isinstance(editor, TableField):
            self._cells[field.field_id] = label_above(kit, editor)
        else:
            wrap_label(editor, kit.theme.scaled(LABEL_WIDTH))
        if field.produced:
            self._mark_produced(field, editor)
        editor.left.connect(partial(self._leave, field.field_id))
        editor.installEventFilter(self)
        return editor

    def _mark_produced(self, field: AskedField, editor: FieldEditor) -> None:
        """Greyed, with the member whose completion brings the value."""
        texts, opened = self._kit.texts, self._presenter.opened
        form_set = opened.form_set()
        positions = {row.item.code: row.position for row in opened.view.rows}
        number = next(
            (
                circled(texts, positions[form.item_code])
                for form in (form_set.items if form_set is not None else ())
                if field.field_id in form.produces and form.item_code in positions
            ),
            "",
        )
        words = texts("acceptance.form.produced", number=number) if number else texts("acceptance.form.produced_plain")
        editor.setEnabled(False)
        line = editor.findChild(QLineEdit)
        if line is not None:
            line.setPlaceholderText(words)
        editor.setAccessibleDescription(words)

    # -- the grid --------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Columns follow the width; Enter goes to the next empty required field, Up and Down field by field."""
        if watched is self._area.viewport() and event.type() == QEvent.Type.Resize:
            self._arrange()
        elif (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and isinstance(watched, FieldEditor)
            and event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
            and self._take_key(watched, Qt.Key(event.key()))
        ):
            return True
        return super().eventFilter(watched, event)

    def _take_key(self, editor: FieldEditor, key: Qt.Key) -> bool:
        in_rows = isinstance(editor, TableField) and not editor.in_spare_row(QApplication.focusWidget())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not in_rows:
            editor.settle()
            self._leave(next(name for name, each in self.fields.items() if each is editor))
            self._presenter.change(self._presenter.opened.take_proposals())
            self._go_on(editor)
            return True
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(key)
        if step is None or not isinstance(editor, LineField):
            return False
        order = [each for each in self.fields.values() if each.isEnabled()]
        at = order.index(editor) + step
        if 0 <= at < len(order):
            order[at].setFocus(Qt.FocusReason.TabFocusReason if step > 0 else Qt.FocusReason.BacktabFocusReason)
        return True

    def _go_on(self, editor: FieldEditor) -> None:
        """To the next required field that is empty, those before this one last; with none left, on to what follows."""
        order = list(self.fields.values())
        at = order.index(editor)
        rest = (each for each in (*order[at + 1 :], *order[:at]) if each.isEnabled() and each.required)
        target = next((each for each in rest if not is_filled(each.value())), None)
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.finished.emit()

    def _arrange(self) -> None:
        width = self._area.viewport().width()
        wanted = max(1, width // self._kit.theme.scaled(COLUMN_WIDTH))
        if wanted == self._columns and not self._making.isActive():
            return
        anew, self._columns = wanted != self._columns, wanted
        row = column = 0
        for field in self._asked:
            wide = self._presenter.tools.desk().catalogue().fields[field.field_id].type is FieldType.TABLE
            if wide and column:
                row, column = row + 1, 0
            editor = self.fields.get(field.field_id)
            if editor is not None:
                cell = self._cells.get(field.field_id, editor)
                if anew or self._grid.indexOf(cell) < 0:
                    self._grid.addWidget(cell, row, column, 1, wanted if wide else 1, Qt.AlignmentFlag.AlignTop)
                    # Now, not with the next turn of the event loop: the focus may be wanted here at once.
                    cell.show()
            column += wanted if wide else 1
            if column >= wanted:
                row, column = row + 1, 0
        for at in range(MOST_COLUMNS):
            self._grid.setColumnStretch(at, 1 if at < wanted else 0)

    # -- changing --------------------------------------------------------------------------------

    def _leave(self, field_id: str) -> None:
        editor = self.fields.get(field_id)
        if editor is None or editor.fault() or editor.source() is Source.PROPOSED:
            return
        sheet = self._presenter.sheet
        known = sheet.form.get(field_id)
        value = self._from_editor(field_id, editor)
        # A proposal somebody edited is that person's, also where the text is the same again.
        edited = field_id in self._presenter.opened.proposed
        if edited or (value != known and not (value in ("", []) and known is None)):
            self._presenter.change(self._presenter.opened.set_value(field_id, value, str(editor.source())))

    def to_field(self, field_id: str) -> bool:
        """Put the focus on a field; ``False`` when it is not on this form."""
        self.complete()
        editor = self.fields.get(field_id)
        if editor is not None:
            editor.setFocus(Qt.FocusReason.OtherFocusReason)
        return editor is not None

    def open_stops(self) -> list[QWidget]:
        """Field by field."""
        return [self.fields[field.field_id] for field in self._asked if field.field_id in self.fields]

    def lacks_something(self) -> bool:
        """Whether a required field is empty; what is only proposed counts once it is taken over."""
        form = self._presenter.sheet.form
        return any(
            field.required and not field.produced and not is_filled(form.get(field.field_id)) for field in self._asked
        )

    def wanted_height(self) -> int:
        """The height that shows every field."""
        return self._holder.sizeHint().height() + self.frame_height()

    def first_stop(self) -> QWidget | None:
        """The first required field that is empty, else the first empty one, else the first."""
        self.complete()
        typed = [editor for editor in self.fields.values() if editor.isEnabled()]
        empty = [editor for editor in typed if not is_filled(editor.value())]
        return next(iter([editor for editor in empty if editor.required] or empty or typed), None)

    def last_stop(self) -> QWidget | None:
        """The last field."""
        self.complete()
        typed = [editor for editor in self.fields.values() if editor.isEnabled()]
        return typed[-1] if typed else None


def _holds_focus(editor: FieldEditor) -> bool:
    focused = QApplication.focusWidget()
    return focused is not None and (focused is editor.focusProxy() or editor.isAncestorOf(focused))


def _cell_kind(kind: str) -> str:
    return kind if kind in LINE_KINDS else "text"


def _drop(cell: QWidget) -> None:
    cell.hide()
    cell.deleteLater()
