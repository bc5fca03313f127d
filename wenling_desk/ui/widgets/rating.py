"""The surface turned to the applicant for the rating (好差评).

A clerk must not be able to choose a grade, and no program can see whose finger presses. What this surface does about
it:

- It covers the whole desk and is meant to be turned round; behind it no key of the clerk's does anything.
- Nothing is chosen beforehand and nothing by habit: Enter, Space and Tab do nothing, the grades take no focus. Only a
  touch, a click or the grade's own digit chooses, and only a second one on the same grade hands it in.
- For the first two seconds it takes nothing, so that a key still bouncing is no rating.
- Handed in, it is locked: thanks are shown, no grade can be changed and none given again.
- Going back without a grade is always possible and is "not rated", never a grade; so is two minutes without a touch.
- With the grade goes how it was given and how long the surface had been open: a counter whose ratings all come by key
  after two seconds can be seen by those who supervise it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel, plain, restyle

GUARD_MS = 2000
PATIENCE_MS = 120_000


class Means(StrEnum):
    """How a grade was given."""

    TOUCH = "touch"
    MOUSE = "mouse"
    KEY = "key"


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade by name; ``grade_id`` is what is stored, never a number."""

    grade_id: str
    label: str


@dataclass(frozen=True, slots=True)
class Rating:
    """What the applicant handed in; ``shown_ms`` since the surface opened."""

    grade_id: str
    means: Means
    shown_ms: int


class RatingPage(QWidget):
    """Five grades in large type."""

    rated = Signal(object)
    """A ``Rating``, once."""
    unrated = Signal()
    """The surface was left, or nobody touched it: the case is not rated."""
    closed = Signal()
    """The clerk wants the screen back."""

    def __init__(self, kit: Kit, hall_name: str, subject: str, grades: Sequence[Grade]) -> None:
        """``subject`` says what is rated in the applicant's words, without personal data. Five grades at most."""
        super().__init__()
        self._kit = kit
        self._grades = tuple(grades)[:5]
        self._chosen: int | None = None
        self._done = False
        self._opened_at = kit.ticks()
        self._means = Means.KEY
        self.setProperty("panel", "applicant")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        texts = kit.texts
        self.setAccessibleName(texts("widgets.rating.title"))
        self._title = PlainLabel(texts("widgets.rating.title"), "applicant_title")
        self._subject = PlainLabel(subject, "applicant", wrap=True)
        self._say = PlainLabel(texts("widgets.rating.how"), "applicant", wrap=True)
        self._foot = PlainLabel(texts("widgets.rating.foot"), "applicant_foot")
        self._buttons = [self._make(at, grade) for at, grade in enumerate(self._grades)]
        self._lay_out(hall_name)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PATIENCE_MS)
        self._timer.timeout.connect(self._give_up)
        self._timer.start()

    def _lay_out(self, hall_name: str) -> None:
        space = self._kit.theme.space("broad")
        column = QVBoxLayout(self)
        column.setContentsMargins(space * 2, space, space * 2, space)
        column.setSpacing(space)
        column.addWidget(PlainLabel(hall_name, "applicant"))
        column.addStretch(1)
        for label in (self._title, self._subject):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        row = QHBoxLayout()
        row.setSpacing(self._kit.theme.space("large"))
        for button in self._buttons:
            row.addWidget(button, 1)
        column.addLayout(row)
        self._say.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._say)
        column.addStretch(2)
        column.addWidget(self._foot)

    def _make(self, at: int, grade: Grade) -> QPushButton:
        button = QPushButton(f"{at + 1}\n{plain(grade.label)}")
        button.setProperty("look", "grade")
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents, False)
        button.setAccessibleName(f"{at + 1} {grade.label}")
        button.installEventFilter(self)
        button.clicked.connect(lambda: self._choose(at, self._means))
        return button

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell a finger from a mouse."""
        if isinstance(event, QMouseEvent):
            finger = event.pointingDevice().type() == event.pointingDevice().DeviceType.TouchScreen
            self._means = Means.TOUCH if finger else Means.MOUSE
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit chooses, the same digit hands in; Esc is the clerk's way back; no other key does anything."""
        digit = event.text()
        if event.key() == Qt.Key.Key_Escape:
            self._close()
        elif not event.isAutoRepeat() and digit in {str(at + 1) for at in range(len(self._grades))}:
            self._choose(int(digit) - 1, Means.KEY)
        event.accept()

    def focusNextPrevChild(self, _onward: bool) -> bool:
        """Tab goes nowhere."""
        return True

    def is_locked(self) -> bool:
        """Whether the rating was handed in, or given up."""
        return self._done

    def chosen(self) -> str | None:
        """The grade marked and not yet handed in."""
        return None if self._chosen is None or self._done else self._grades[self._chosen].grade_id

    def sentence(self) -> str:
        """What the applicant is told now."""
        return self._say.shown()

    def _choose(self, at: int, means: Means) -> None:
        shown_ms = self._kit.ticks() - self._opened_at
        if self._done or shown_ms < GUARD_MS:
            return
        if self._chosen == at:
            self._hand_in(Rating(self._grades[at].grade_id, means, shown_ms))
            return
        self._chosen = at
        self._timer.start()
        for number, button in enumerate(self._buttons):
            button.setProperty("chosen", number == at)
            restyle(button)
        self._say.setText(self._kit.texts("widgets.rating.again", grade=self._grades[at].label))

    def _hand_in(self, rating: Rating) -> None:
        self._lock("widgets.rating.thanks")
        self.rated.emit(rating)

    def _give_up(self) -> None:
        if not self._done:
            self._lock("widgets.rating.not_rated")
            self.unrated.emit()

    def _lock(self, text_key: str) -> None:
        self._done = True
        self._timer.stop()
        for button in self._buttons:
            button.hide()
        self._subject.hide()
        self._title.setText(self._kit.texts(text_key))
        self._say.setText(self._kit.texts("widgets.rating.turn_back"))

    def _close(self) -> None:
        self._give_up()
        self.closed.emit()
