"""The fields for each kind of value."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QLineEdit, QRadioButton, QWidget

from wenling_desk.ui.widgets.choice_line import ChoiceLine
from wenling_desk.ui.widgets.field import FieldEditor, FieldValue
from wenling_desk.ui.widgets.flow import FlowLayout
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import plain
from wenling_desk.ui.widgets.typed_values import READERS, UnreadableError, group_thousands

MOST_CHARACTERS = 500
FEW_CHOICES = 4
"""Up to this many short choices stand side by side; more are found by typing."""

Check = Callable[[FieldValue], str]


class LineField(FieldEditor):
    """Typed text of a kind (``READERS``): shown as typed, read when the focus leaves, refused in words."""

    def __init__(
        self,
        kit: Kit,
        label: str,
        kind: str = "text",
        *,
        required: bool = False,
        check: Check | None = None,
        most: int = MOST_CHARACTERS,
        parent: QWidget | None = None,
    ) -> None:
        """``most`` characters are taken; a longer paste is cut and said so."""
        unit = {"money": "widgets.field.yuan", "area_m2": "widgets.field.square_metres"}.get(kind)
        super().__init__(
            kit, label, required=required, unit=kit.texts(unit) if unit else "", check=check, parent=parent
        )
        self._kind = kind
        self._read = READERS[kind]
        self._most = most
        self._line = QLineEdit()
        self._line.setMaxLength(most)
        if kind == "date":
            self._line.setPlaceholderText(kit.texts("widgets.field.date_hint"))
        if kind in ("number", "money", "area_m2"):
            self._line.setAlignment(Qt.AlignmentFlag.AlignRight)
        if kind in ("id_number", "uscc", "phone", "date"):
            # Figures and Latin letters: the input method need not open.
            self._line.setInputMethodHints(Qt.InputMethodHint.ImhPreferLatin)
        self._was_cut = False
        self._line.textEdited.connect(lambda _: self._typed())
        self._line.inputRejected.connect(self._cut)
        self._hold(self._line)

    @property
    def line(self) -> QLineEdit:
        """The line itself, for focus and key order."""
        return self._line

    def value(self) -> FieldValue:
        """Canonical text; empty when nothing readable was typed."""
        try:
            return self._read(self._line.text()) if self._line.text().strip() else ""
        except UnreadableError:
            return ""

    def show_value(self, value: FieldValue) -> None:
        """Put canonical text in, grouped for the eye where it is money."""
        text = str(value)
        self._line.setText(group_thousands(text) if self._kind == "money" else text)
        self._line.setCursorPosition(0)

    def settle(self) -> None:
        """A readable value is written out in full, an unreadable one stays with its fault."""
        if not self._was_cut:
            self.set_fault(self._rewrite())
        super().settle()

    def _rewrite(self) -> str:
        if self._line.text().strip():
            try:
                self.show_value(self._read(self._line.text()))
            except UnreadableError as unreadable:
                return self.kit.texts(unreadable.text_key)
        return ""

    def _cut(self) -> None:
        # A paste is first cut, then told as an edit, which would take the fault away again.
        self._was_cut = len(self._line.text()) >= self._most
        if self._was_cut:
            self.set_fault(self.kit.texts("widgets.field.too_long", most=self._most))

    def _typed(self) -> None:
        self._touched()
        self._was_cut = self._was_cut and len(self._line.text()) >= self._most
        if self._was_cut:
            self._cut()


class ChoiceField(FieldEditor):
    """One of given choices: a few stand side by side, many are found by typing a part of the word."""

    def __init__(
        self,
        kit: Kit,
        label: str,
        choices: Sequence[str],
        *,
        required: bool = False,
        check: Check | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(kit, label, required=required, check=check, parent=parent)
        self._choices = tuple(choices)
        self._group: QButtonGroup | None = None
        self._line: ChoiceLine | None = None
        if len(self._choices) <= FEW_CHOICES and all(len(choice) <= 8 for choice in self._choices):
            self._hold(self._make_group())
        else:
            self._hold(self._make_line())

    def _make_group(self) -> QWidget:
        holder = _ChoiceRow()
        row = FlowLayout(self.kit.theme.space("medium"), self.kit.theme.space("hair"), holder)
        row.setContentsMargins(0, self.kit.theme.space("hair"), 0, self.kit.theme.space("hair"))
        self._group = QButtonGroup(self)
        for at, choice in enumerate(self._choices):
            button = QRadioButton(plain(choice))
            button.setAccessibleName(f"{self.label} {choice}")
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self._group.addButton(button, at)
            row.addWidget(button)
        self._group.buttonClicked.connect(lambda _: self._chosen())
        if self._choices:
            holder.setFocusProxy(self._group.button(0))
        return holder

    def _make_line(self) -> ChoiceLine:
        line = self._line = ChoiceLine(self.kit, self._choices)
        line.textEdited.connect(lambda _: self._touched())
        line.chosen.connect(self._chosen)
        return line

    def value(self) -> FieldValue:
        """The choice; empty while what is typed is none of them."""
        if self._group is not None:
            at = self._group.checkedId()
            return self._choices[at] if at >= 0 else ""
        typed = self._line.text().strip() if self._line is not None else ""
        return typed if typed in self._choices else ""

    def show_value(self, value: FieldValue) -> None:
        """Choose without telling anybody; a value that is no choice any more clears the field."""
        at = self._choices.index(str(value)) if value in self._choices else -1
        if self._group is not None:
            self._group.setExclusive(False)
            for number, button in enumerate(self._group.buttons()):
                button.setChecked(number == at)
            self._group.setExclusive(True)
        elif self._line is not None:
            self._line.setText(self._choices[at] if at >= 0 else "")

    def settle(self) -> None:
        """What is typed and no choice is said to be none."""
        if self._line is not None:
            self._line.complete()
            unknown = bool(self._line.text().strip()) and not self.value()
            self.set_fault(self.kit.texts("widgets.field.choice_unknown") if unknown else "")
        super().settle()

    def _chosen(self) -> None:
        self._touched()
        self.look_again()
        self.left.emit()


class _ChoiceRow(QWidget):
    """Holds the radio buttons; the first of them takes the focus."""


class BoolField(FieldEditor):
    """Yes or no, as a box to tick."""

    def __init__(self, kit: Kit, label: str, *, check: Check | None = None, parent: QWidget | None = None) -> None:
        super().__init__(kit, "", check=check, parent=parent)
        self.label = label
        self._box = QCheckBox(plain(label))
        self._box.clicked.connect(self._clicked)
        self._hold(self._box)

    def value(self) -> FieldValue:
        """Whether it is ticked."""
        return self._box.isChecked()

    def show_value(self, value: FieldValue) -> None:
        """Tick or clear without telling anybody."""
        self._box.setChecked(bool(value))

    def _clicked(self) -> None:
        self._touched()
        self.look_again()
        self.left.emit()
