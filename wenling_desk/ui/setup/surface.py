"""The sheet on which everything before the open desk stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from wenling_desk.texts import Texts
from wenling_desk.ui.bridge import Lane
from wenling_desk.ui.told import Told, tell
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel

T = TypeVar("T")
SHEET_WIDTH = 560


LEAST_PASSWORD = 8


def password_fault(texts: Texts, password: str, again: str) -> str:
    """Why a new password cannot be taken, in words; empty when it can."""
    if len(password) < LEAST_PASSWORD:
        return texts("frame.setup.password_short", least=LEAST_PASSWORD)
    if len(set(password)) < 4:
        return texts("frame.setup.password_simple")
    return "" if password == again else texts("frame.setup.password_differs")


class Surface(QWidget):
    """A sheet in the middle of the window: title, words, ``body``, and one line for what went wrong.

    Passwords are turned into keys slowly on purpose, so work is done on a lane; meanwhile nothing can be pressed.
    """

    def __init__(self, kit: Kit, lane: Lane, title: str, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kit = kit
        self._lane = lane
        self.setProperty("panel", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(title)
        space = kit.theme.space
        self._sheet = QFrame()
        self._sheet.setProperty("panel", "sheet")
        self._sheet.setFixedWidth(kit.theme.scaled(SHEET_WIDTH))
        column = QVBoxLayout(self._sheet)
        column.setContentsMargins(*[space("broad")] * 4)
        column.setSpacing(space("medium"))
        self._title = PlainLabel(title, "title")
        self._words = PlainLabel(words, wrap=True)
        column.addWidget(self._title)
        column.addWidget(self._words)
        self._words.setVisible(bool(words))
        self.body = QVBoxLayout()
        self.body.setSpacing(space("medium"))
        column.addLayout(self.body)
        self._fault = PlainLabel("", "fault", wrap=True)
        # Its room is always there: the button must not move from under a finger.
        self._fault.setMinimumHeight(kit.theme.row_height)
        column.addWidget(self._fault)
        self.acts = QHBoxLayout()
        self.acts.setSpacing(space("small"))
        column.addLayout(self.acts)
        # Stretches, not an alignment: an aligned sheet would not grow with the lines of its wrapped words.
        middle = QHBoxLayout()
        middle.addStretch()
        middle.addWidget(self._sheet)
        middle.addStretch()
        outer = QVBoxLayout(self)
        outer.addStretch(1)
        outer.addLayout(middle)
        outer.addStretch(2)

    def say(self, title: str, words: str) -> None:
        """Change title and words."""
        self._title.setText(title)
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self.setAccessibleName(title)

    def fault(self) -> str:
        """What went wrong, in words."""
        return self._fault.shown()

    def set_fault(self, sentence: str) -> None:
        """Say what went wrong and what to do."""
        self._fault.setText(sentence)
        self.setAccessibleDescription(sentence)

    def is_busy(self) -> bool:
        """Whether work is going on."""
        return not self._sheet.isEnabled()

    def _work(self, work: Callable[[], T], done: Callable[[T], object], failed: Callable[[Told], object]) -> None:
        """Do slow work off the GUI thread; a second press meanwhile does nothing."""
        if self.is_busy():
            return
        self.set_fault(self.kit.texts("frame.setup.working"))
        self._sheet.setEnabled(False)

        def finished(result: T) -> None:
            self._sheet.setEnabled(True)
            self.set_fault("")
            done(result)

        def trouble(error: BaseException) -> None:
            self._sheet.setEnabled(True)
            told = tell(error, self.kit.texts)
            self.set_fault(told.sentence)
            failed(told)

        self._lane.run(work, finished, trouble)


def password_line(name: str) -> QLineEdit:
    """A line that shows dots and keeps nothing for the input method to learn."""
    line = QLineEdit()
    line.setEchoMode(QLineEdit.EchoMode.Password)
    line.setMaxLength(128)
    line.setAccessibleName(name)
    line.setInputMethodHints(
        Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
    )
    return line


def labelled(kit: Kit, label: str, line: QLineEdit) -> QWidget:
    """A line with its label before it."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(kit.theme.space("medium"))
    name = PlainLabel(label, "label")
    name.setFixedWidth(_label_width(kit))
    name.setBuddy(line)
    row.addWidget(name)
    row.addWidget(line, 1)
    return holder


def under_lines(kit: Kit, hint: str) -> QWidget:
    """A hint under the lines it speaks of."""
    label = PlainLabel(hint, "hint", wrap=True)
    label.setContentsMargins(_label_width(kit) + kit.theme.space("medium"), 0, 0, kit.theme.space("hair"))
    return label


def _label_width(kit: Kit) -> int:
    return kit.theme.type_size("base") * 6
