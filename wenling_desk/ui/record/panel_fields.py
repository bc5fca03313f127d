"""The two kinds of field that only the panels of acts need, and the door from a plain description to an editor."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from wenling_desk.ui.record.form_field import FieldValue, FormField
from wenling_desk.ui.widgets.field import FieldEditor
from wenling_desk.ui.widgets.field import FieldValue as EditorValue
from wenling_desk.ui.widgets.field_table import TableColumn
from wenling_desk.ui.widgets.fields import field_editor
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import plain

MOST_CHARACTERS = 2000
LINES_SHOWN = 3


class LinesField(FieldEditor):
    """Text of several lines; Tab leaves it, Enter begins a new line. A longer paste is cut and said so."""

    def __init__(self, kit: Kit, label: str, *, required: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(kit, label, required=required, parent=parent)
        self._edit = QPlainTextEdit()
        self._edit.setTabChangesFocus(True)
        self._edit.setFixedHeight(LINES_SHOWN * self._edit.fontMetrics().lineSpacing() + 14)
        self._edit.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._edit.textChanged.connect(self._typed)
        self._name.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._hold(self._edit)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def value(self) -> EditorValue:
        """The text as typed, without spaces around."""
        return self._edit.toPlainText().strip()

    def show_value(self, value: EditorValue) -> None:
        """Put text in without telling anybody."""
        self._edit.blockSignals(True)
        self._edit.setPlainText(str(value))
        self._edit.blockSignals(False)

    def _typed(self) -> None:
        text = self._edit.toPlainText()
        self._touched()
        if len(text) > MOST_CHARACTERS:
            self.show_value(text[:MOST_CHARACTERS])
            self.set_fault(self.kit.texts("widgets.field.too_long", most=MOST_CHARACTERS))


class TicksField(FieldEditor):
    """Any of some choices, one under the other; ``chosen`` are the ids."""

    def __init__(self, kit: Kit, label: str, choices: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(kit, label, parent=parent)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.theme.space("hair"))
        self._boxes: dict[str, QCheckBox] = {}
        for choice, word in choices:
            box = QCheckBox(plain(word))
            box.setAccessibleName(f"{label} {word}")
            box.clicked.connect(self._touched)
            self._boxes[choice] = box
            column.addWidget(box)
        self._name.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._hold(holder)
        first = next(iter(self._boxes.values()), None)
        if first is not None:
            holder.setFocusProxy(first)

    def chosen(self) -> tuple[str, ...]:
        """The ids ticked, in the order of the list."""
        return tuple(choice for choice, box in self._boxes.items() if box.isChecked())

    def choose(self, choices: Sequence[str]) -> None:
        """Tick these and no others, without telling anybody."""
        for choice, box in self._boxes.items():
            box.setChecked(choice in choices)

    def value(self) -> EditorValue:
        """Ids on one line each: the frame of a field knows texts only."""
        return "\n".join(self.chosen())

    def show_value(self, value: EditorValue) -> None:
        """The same the other way round."""
        self.choose(str(value).split("\n"))


def make_editor(kit: Kit, asked: FormField) -> FieldEditor:
    """The editor of a described field with its first value in it."""
    if asked.kind == "lines":
        editor: FieldEditor = LinesField(kit, asked.label, required=asked.required)
    elif asked.kind == "ticks":
        editor = TicksField(kit, asked.label, asked.choices)
    else:
        editor = field_editor(
            kit,
            asked.kind,
            asked.label,
            required=asked.required,
            choices=[word for _, word in asked.choices],
            columns=[TableColumn(key, word) for key, word in asked.columns],
        )
    put_value(editor, asked, asked.initial)
    return editor


def put_value(editor: FieldEditor, asked: FormField, value: FieldValue) -> None:
    """Show a value of the form in its editor: a choice by its word, all else as it is."""
    if isinstance(value, tuple):
        editor.show_value("\n".join(value))
    elif asked.kind == "choice":
        editor.show_value(dict(asked.choices).get(str(value), ""))
    elif value or asked.kind == "bool":
        editor.show_value(value)


def take_value(editor: FieldEditor, asked: FormField) -> FieldValue:
    """The form's value of an editor: a choice by its id, ticks as their ids."""
    if isinstance(editor, TicksField):
        return editor.chosen()
    value = editor.value()
    if asked.kind == "choice":
        return next((choice for choice, word in asked.choices if word == value), "")
    return value
