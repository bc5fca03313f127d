"""A question with options chosen by digit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QCheckBox, QRadioButton, QVBoxLayout, QWidget

from wenling_desk.ui.widgets.flow import FlowLayout
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel, plain


@dataclass(frozen=True, slots=True)
class Choice:
    """An option: ``exclusive`` ones (都不) clear all others and are cleared by them."""

    choice_id: str
    label: str
    hint: str = ""
    exclusive: bool = False


class QuestionGroup(QWidget):
    """One question and its options.

    The whole group is one stop of the Tab key: digits choose, arrows move between options, Enter goes on
    (``answered``). With one answer the choice goes on by itself when ``go_on`` is set.
    """

    changed = Signal(tuple)
    answered = Signal()

    def __init__(
        self,
        kit: Kit,
        ask: str,
        choices: Sequence[Choice],
        *,
        number: int = 0,
        multiple: bool = False,
        go_on: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._choices = tuple(choices)
        self._multiple = multiple
        self._go_on = go_on
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(ask)
        self.setProperty("panel", "question")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.theme.space("hair"))
        column.addWidget(PlainLabel(f"{number}  {ask}" if number else ask, wrap=True))
        options = FlowLayout(kit.theme.space("large"), kit.theme.space("hair"))
        options.setContentsMargins(kit.theme.space("large"), 0, 0, 0)
        column.addLayout(options)
        self._group = QButtonGroup(self)
        self._group.setExclusive(not multiple)
        self._buttons: list[QAbstractButton] = []
        for at, choice in enumerate(self._choices):
            button = self._button(choice, f"{at + 1}", hidden_digit=len(self._choices) > 9 and at > 8)
            options.addWidget(button)
            self._group.addButton(button, at)
            self._buttons.append(button)
        self._group.buttonClicked.connect(self._clicked)

    def _button(self, choice: Choice, digit: str, *, hidden_digit: bool) -> QAbstractButton:
        kind = QCheckBox if self._multiple else QRadioButton
        button = kind(plain(choice.label), self)
        button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        button.setAccessibleName(choice.label)
        button.setAccessibleDescription(choice.hint if hidden_digit else f"{digit} {choice.hint}".strip())
        return button

    def chosen(self) -> tuple[str, ...]:
        """The ids chosen, in the order of the options."""
        pairs = zip(self._choices, self._buttons, strict=True)
        return tuple(choice.choice_id for choice, button in pairs if button.isChecked())

    def choose(self, choice_ids: Sequence[str]) -> None:
        """Set the answer without telling anybody; unknown ids are left out."""
        self._group.setExclusive(False)
        for choice, button in zip(self._choices, self._buttons, strict=True):
            button.setChecked(choice.choice_id in choice_ids)
        self._group.setExclusive(not self._multiple)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits choose, arrows move, Enter goes on."""
        digit = event.text()
        if len(digit) == 1 and digit in "123456789" and int(digit) <= len(self._buttons):
            self._buttons[int(digit) - 1].click()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and not self._multiple:
            self._step(1 if event.key() == Qt.Key.Key_Right else -1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.answered.emit()
        else:
            super().keyPressEvent(event)

    def _step(self, by: int) -> None:
        at = next((at for at, button in enumerate(self._buttons) if button.isChecked()), -1 if by > 0 else 0)
        self._buttons[(at + by) % len(self._buttons)].click()

    def _clicked(self, clicked: QAbstractButton) -> None:
        at = self._buttons.index(clicked)
        if self._multiple and clicked.isChecked():
            alone = self._choices[at].exclusive
            for other, choice in zip(self._buttons, self._choices, strict=True):
                if other is not clicked and (alone or choice.exclusive):
                    other.setChecked(False)
        self.changed.emit(self.chosen())
        if self._go_on and not self._multiple:
            self.answered.emit()
