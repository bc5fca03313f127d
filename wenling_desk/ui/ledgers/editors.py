"""The editors of a form by the type of their value."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QPlainTextEdit,
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from wenling_desk.ui.widgets.field import FieldEditor, FieldValue
from wenling_desk.ui.widgets.field_kinds import MOST_CHARACTERS, LineField
from wenling_desk.ui.widgets.flow import FlowLayout
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel, plain

PARAGRAPH_LINES = 3
NARROW = 220
"""Pixels of a line for a figure, a day, a time."""
LONGEST_PARAGRAPH = 2000
KEYS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""The keys of choices in order; I and O look like figures."""


class ReadLine(LineField):
    """A line whose text is read by ``read``, with a unit behind it."""

    def __init__(
        self,
        kit: Kit,
        label: str,
        read: Callable[[str], str],
        *,
        required: bool = False,
        unit: str = "",
        hint: str = "",
        latin: bool = False,
        right: bool = False,
        narrow: bool = False,
        most: int = MOST_CHARACTERS,
    ) -> None:
        super().__init__(kit, label, required=required, most=most)
        self._read = read
        self._line.setPlaceholderText(hint)
        if latin:
            self._line.setInputMethodHints(Qt.InputMethodHint.ImhPreferLatin)
        if right:
            self._line.setAlignment(Qt.AlignmentFlag.AlignRight)
        if narrow:
            self._line.setMaximumWidth(kit.theme.scaled(NARROW))
            self._row.addStretch(1)
        if unit:
            self._row.insertWidget(1, PlainLabel(unit, "label"))


class ParagraphField(FieldEditor):
    """Text of several lines; Tab leaves it, Enter begins a new line. A longer paste is cut and said so."""

    def __init__(self, kit: Kit, label: str, *, required: bool = False, most: int = LONGEST_PARAGRAPH) -> None:
        super().__init__(kit, label, required=required)
        self._most = most
        self._edit = QPlainTextEdit()
        self._edit.setTabChangesFocus(True)
        self._edit.setFixedHeight(PARAGRAPH_LINES * self._edit.fontMetrics().lineSpacing() + 14)
        self._edit.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._edit.textChanged.connect(self._typed)
        self._name.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._hold(self._edit)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def value(self) -> FieldValue:
        """The text as typed, without spaces around."""
        return self._edit.toPlainText().strip()

    def show_value(self, value: FieldValue) -> None:
        """Put text in without telling anybody."""
        self._edit.blockSignals(True)
        self._edit.setPlainText(str(value))
        self._edit.blockSignals(False)

    def _typed(self) -> None:
        text = self._edit.toPlainText()
        self._touched()
        if len(text) > self._most:
            self.show_value(text[: self._most])
            self.set_fault(self.kit.texts("widgets.field.too_long", most=self._most))


class ChoiceKeys(QWidget):
    """Choices as one stop of the Tab key: their keys choose, arrows move, Space takes the one they stand on."""

    chosen = Signal()

    def __init__(self, kit: Kit, label: str, choices: Sequence[tuple[str, str]], *, several: bool) -> None:
        super().__init__()
        self._codes = [code for code, _ in choices]
        self._several = several
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(label)
        self.setProperty("panel", "question")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        # Letters choose here; with the input method on they would open a composition instead.
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        column = QVBoxLayout(self)
        column.setContentsMargins(kit.theme.space("hair"), 0, 0, 0)
        row = FlowLayout(kit.theme.space("medium"), kit.theme.space("hair"))
        row.setContentsMargins(0, kit.theme.space("hair"), 0, kit.theme.space("hair"))
        column.addLayout(row)
        self._group = QButtonGroup(self)
        self._group.setExclusive(not several)
        self._buttons: list[QAbstractButton] = []
        for at, (_, word) in enumerate(choices):
            button: QAbstractButton = (QCheckBox if several else QRadioButton)(plain(f"{KEYS[at]} {word}"), self)
            button.setAccessibleName(f"{label} {word}")
            button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            self._group.addButton(button, at)
            self._buttons.append(button)
            row.addWidget(button)
        self._group.buttonClicked.connect(lambda _: self.chosen.emit())

    def codes(self) -> tuple[str, ...]:
        """The codes chosen, in the order of the choices."""
        return tuple(code for code, button in zip(self._codes, self._buttons, strict=True) if button.isChecked())

    def choose(self, codes: Sequence[str]) -> None:
        """Choose these without telling anybody."""
        self._group.setExclusive(False)
        for code, button in zip(self._codes, self._buttons, strict=True):
            button.setChecked(code in codes)
        self._group.setExclusive(not self._several)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys choose; Enter is the form's."""
        key = event.text().upper()
        held = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if len(key) == 1 and not held and 0 <= KEYS.find(key) < len(self._buttons):
            self._press(KEYS.find(key))
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down) and self._buttons:
            by = 1 if event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Down) else -1
            self._step(by)
        elif event.key() == Qt.Key.Key_Space and self._several:
            self._press(self._at)
        else:
            super().keyPressEvent(event)

    def _step(self, by: int) -> None:
        if self._several:
            self._at = (self._at + by) % len(self._buttons)
            self.setAccessibleDescription(self._buttons[self._at].accessibleName())
            return
        marked = next((at for at, button in enumerate(self._buttons) if button.isChecked()), -1 if by > 0 else 0)
        self._press((marked + by) % len(self._buttons))

    def _press(self, at: int) -> None:
        self._at = at
        self._buttons[at].click()


class KeyChoiceField(FieldEditor):
    """One or several of given choices, each with its key; the value is the code, or codes on one line each."""

    def __init__(
        self,
        kit: Kit,
        label: str,
        choices: Sequence[tuple[str, str]],
        *,
        required: bool = False,
        several: bool = False,
    ) -> None:
        super().__init__(kit, label, required=required)
        self.keys = ChoiceKeys(kit, label, choices, several=several)
        self.keys.chosen.connect(self._chosen)
        self._name.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._name.setContentsMargins(0, kit.theme.space("hair"), 0, 0)
        self._hold(self.keys)

    def value(self) -> FieldValue:
        """The codes chosen."""
        return "\n".join(self.keys.codes())

    def show_value(self, value: FieldValue) -> None:
        """Choose without telling anybody."""
        self.keys.choose(str(value).split("\n") if value else ())

    def _chosen(self) -> None:
        self._touched()
        self.look_again()
        self.left.emit()
