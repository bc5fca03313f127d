"""The surface of 评价屏: blank, a grade, one addition, thanks, and blank again."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from wenling_desk.ui.rating.presenter import RatingPresenter
from wenling_desk.ui.told import Told
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.rating import Grade, Rating, RatingPage
from wenling_desk.ui.widgets.search_line import SearchLine
from wenling_desk.use_cases.ratings import RatingCard

THANKS_MS = 6000
PATIENCE_MS = 120_000
LONGEST_CODE, LONGEST_COMMENT = 20, 200


class RatingScreen(QWidget):
    """Covers the whole desk. Esc goes one step back: from a grade or an addition to the blank screen, from there to
    the clerk, who has to say the password."""

    closed = Signal()
    """The clerk wants the screen back."""

    def __init__(self, kit: Kit, presenter: RatingPresenter) -> None:
        super().__init__()
        self._kit, self._texts, self._presenter = kit, kit.texts, presenter
        self._grading: RatingPage | None = None
        self.setProperty("panel", "applicant")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self._texts("rating.title"))
        self._layers = QStackedLayout(self)
        self._blank = self._make_blank()
        self._adding = self._make_adding()
        self._thanks = self._make_thanks()
        for layer in (self._blank, self._adding, self._thanks):
            self._layers.addWidget(layer)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.start_again)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    # -- its parts -------------------------------------------------------------------------------

    def _make_blank(self) -> QWidget:
        self.box = SearchLine(self._texts("rating.screen.box"), self._texts("rating.screen.box_name"), LONGEST_CODE)
        self.box.setProperty("look", "applicant_box")
        self.box.returnPressed.connect(self.look_up)
        self.next = self._button("rating.screen.next", "Enter", self.look_up)
        self._say = PlainLabel(self._texts("rating.screen.ask"), "applicant", wrap=True)
        self._say.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.box, 3)
        row.addWidget(self.next, 1)
        row.addStretch(1)
        return self._page(self._texts("rating.screen.welcome"), [self._say], row)

    def _make_adding(self) -> QWidget:
        self._given = PlainLabel("", "applicant_title")
        self._given.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._hint = PlainLabel(self._texts("rating.screen.comment_ask"), "applicant", wrap=True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.comment = QPlainTextEdit()
        self.comment.setAccessibleName(self._texts("rating.screen.comment_box"))
        self.comment.setProperty("look", "applicant_box")
        self.comment.setTabChangesFocus(True)
        self.comment.textChanged.connect(self._keep_short)
        self.send = self._button("rating.screen.comment_send", "Ctrl+Enter", self.add)
        self.leave = self._button("rating.screen.comment_leave", "Esc", self.start_again)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.send, 1)
        row.addWidget(self.leave, 1)
        row.addStretch(1)
        return self._page("", [self._given, self._hint, self.comment], row)

    def _make_thanks(self) -> QWidget:
        self._thanked = PlainLabel("", "applicant_title")
        self._thanked.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._more = PlainLabel("", "applicant", wrap=True)
        self._more.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        return self._page("", [self._thanked, self._more], None)

    def _page(self, title: str, parts: list[QWidget], row: QHBoxLayout | None) -> QWidget:
        layer = QWidget()
        space = self._kit.theme.space("broad")
        column = QVBoxLayout(layer)
        column.setContentsMargins(space * 2, space, space * 2, space)
        column.setSpacing(space)
        column.addWidget(PlainLabel(self._presenter.hall, "applicant"))
        column.addStretch(1)
        if title:
            head = PlainLabel(title, "applicant_title")
            head.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(head)
        for part in parts:
            column.addWidget(part)
        if row is not None:
            column.addLayout(row)
        column.addStretch(2)
        column.addWidget(PlainLabel(self._texts("rating.screen.foot"), "applicant_foot"))
        return layer

    def _button(self, key: str, hint: str, run: object) -> QPushButton:
        button = QPushButton(f"{self._texts(key)}　{hint}")
        button.setProperty("look", "applicant_act")
        button.setAccessibleName(self._texts(key))
        button.clicked.connect(run)
        return button

    # -- what happens ----------------------------------------------------------------------------

    def look_up(self) -> None:
        """The code that was scanned or typed."""
        code = self.box.text().strip()
        if code:
            self._presenter.look_up(code, self._show, self._tell)

    def _show(self, card: RatingCard | None) -> None:
        if card is None:
            self._say.setText(self._texts("rating.screen.unknown"))
            self.box.selectAll()
        elif not card.grade:
            self._grade(card)
        elif card.may_comment:
            names = dict(self._presenter.grades())
            self._given.setText(self._texts("rating.screen.comment_title", grade=names.get(card.grade, "")))
            self._hint.setText(self._texts("rating.screen.comment_ask"))
            self._layers.setCurrentWidget(self._adding)
            self.comment.setFocus()
            self._timer.start(PATIENCE_MS)
        else:
            self._say_thanks("rating.screen.closed", "")

    def _grade(self, card: RatingCard) -> None:
        about = self._texts("rating.screen.about", about=card.about, window=card.window).strip()
        grades = [Grade(grade, label) for grade, label in self._presenter.grades()]
        self._grading = RatingPage(self._kit, self._presenter.hall, about, grades)
        self._grading.rated.connect(self._rated)
        self._grading.unrated.connect(self.start_again)
        self._layers.addWidget(self._grading)
        self._layers.setCurrentWidget(self._grading)
        self._grading.setFocus()

    def _rated(self, rating: Rating) -> None:
        self._presenter.give(rating.grade_id, rating.means, self._tell)
        self._say_thanks("rating.screen.thanks", "rating.screen.thanks_more")

    def add(self) -> None:
        """The addition, once."""
        done = self._presenter.add(
            self.comment.toPlainText(), lambda: self._say_thanks("rating.screen.thanks", ""), self._tell
        )
        if not done:
            self._hint.setText(self._texts("rating.screen.comment_empty"))
            self.comment.setFocus()

    def _say_thanks(self, key: str, more: str) -> None:
        self._thanked.setText(self._texts(key))
        self._more.setText(self._texts(more) if more else "")
        self._layers.setCurrentWidget(self._thanks)
        self.setFocus()
        self._timer.start(THANKS_MS)

    def _tell(self, _told: Told) -> None:
        """An applicant is not told of rules or machines: somebody beside him is."""
        self._say_thanks("rating.screen.failed", "")

    def start_again(self) -> None:
        """Blank: nothing of the one before stands anywhere."""
        self._timer.stop()
        self._presenter.forget()
        if self._grading is not None:
            self._layers.removeWidget(self._grading)
            self._grading.deleteLater()
            self._grading = None
        self.box.clear()
        self.comment.clear()
        self._say.setText(self._texts("rating.screen.ask"))
        self._layers.setCurrentWidget(self._blank)
        self.box.setFocus()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """On the blank screen the keys belong to the code."""
        super().focusInEvent(event)
        if self._layers.currentWidget() is self._blank:
            self.box.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc one step back; Ctrl+Enter hands an addition in; on the thanks any other key starts again."""
        enters = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if self._layers.currentWidget() is self._thanks:
            if not enters:  # the Enter that ended a scan arrives here as well
                self.start_again()
        elif event.key() == Qt.Key.Key_Escape:
            if self._layers.currentWidget() is self._blank:
                self.closed.emit()
            else:
                self.start_again()
        elif enters and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.add()
        event.accept()

    # -- for tests and readers of the screen -----------------------------------------------------

    def stage(self) -> str:
        """``blank``, ``grading``, ``adding`` or ``thanks``."""
        current = self._layers.currentWidget()
        named = {self._blank: "blank", self._adding: "adding", self._thanks: "thanks"}
        return named.get(current, "grading") if current is not None else "blank"

    def sentence(self) -> str:
        """What the applicant is told now."""
        said = {"blank": self._say, "adding": self._hint, "thanks": self._thanked}.get(self.stage())
        return said.shown() if said is not None else self._grading.sentence() if self._grading is not None else ""

    def _keep_short(self) -> None:
        text = self.comment.toPlainText()
        if len(text) > LONGEST_COMMENT:
            self.comment.setPlainText(text[:LONGEST_COMMENT])
            self.comment.moveCursor(self.comment.textCursor().MoveOperation.End)
