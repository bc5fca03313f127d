"""The page 电话咨询: reached from anywhere by one key, left by Esc to where the clerk was."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wenling_desk.ui.actions import DeskAction
from wenling_desk.ui.bookings.item_finder import ItemFinder
from wenling_desk.ui.page import Frame, Page, PageDescriptor
from wenling_desk.ui.phone.presenter import PhonePresenter, PhoneTools
from wenling_desk.ui.told import Told
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.field_kinds import LineField
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.notice_bar import Notice
from wenling_desk.ui.widgets.panels import PageHead, Panel
from wenling_desk.ui.widgets.row_model import Column, Row
from wenling_desk.ui.widgets.row_table import RowTable
from wenling_desk.ui.widgets.tab_order import tab_through

KEY = "Ctrl+Shift+H"
YES, NO = "Y", "N"
DOCUMENTED = "documented"


def phone_descriptor(tools: PhoneTools) -> PageDescriptor:
    """电话咨询, from anywhere."""
    return PageDescriptor(
        "phone",
        "bookings.phone.title",
        lambda frame: PhonePage(frame, tools),
        keys=(KEY,),
        in_rail=False,
        words=("dianhua", "dh"),
    )


class PhonePage(Page):
    """Item, question, a letter, N or Y: the sentence to read aloud stands large at the right."""

    page_id = "phone"

    def __init__(self, frame: Frame, tools: PhoneTools) -> None:
        super().__init__()
        self._frame = frame
        self._kit = frame.kit
        self._texts = frame.kit.texts
        self.presenter = PhonePresenter(tools)
        self._is_inferred = tools.answers.status != DOCUMENTED
        self._make_parts(tools)
        self._lay_out()
        self._show()

    def _make_parts(self, tools: PhoneTools) -> None:
        kit, texts = self._kit, self._texts
        self._head = PageHead(kit, texts("bookings.phone.title"))
        self.item = ItemFinder(
            kit, texts("bookings.phone.item"), texts("bookings.phone.find"), self.presenter.find, free=True
        )
        self.item.taken.connect(self._item_taken)
        self.question = LineField(kit, texts("bookings.phone.question"), most=200)
        self.question.line.installEventFilter(self)
        self.question.edited.connect(self._typed)
        self.answers = RowTable(
            kit, texts("bookings.phone.answers"), (Column("", 40, strong=True), Column("")), self._letter
        )
        self.answers.horizontalHeader().hide()
        self.answers.set_rows([Row(each.key, (each.key, each.title)) for each in tools.answers.answers])
        self.answers.setFixedHeight(kit.theme.row_height * len(tools.answers.answers) + 4)
        self.answers.opened.connect(lambda row: self._enter(row.key))
        self.said = PlainLabel("", "title", wrap=True)
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.phone = LineField(kit, texts("bookings.phone.number"), "phone", most=30)
        self.phone.line.installEventFilter(self)
        self.phone.edited.connect(self._typed)
        self.no = KeyButton(kit, texts("bookings.phone.no"), "N", "primary")
        self.no.clicked.connect(lambda: self._letter(None, NO))
        self.yes = KeyButton(kit, texts("bookings.phone.yes"), "Y")
        self.yes.clicked.connect(lambda: self._letter(None, YES))
        self.record_button = KeyButton(kit, texts("bookings.phone.record"), "Enter", "primary")
        self.record_button.clicked.connect(self.record)
        self._reason = PlainLabel(" ", "hint")

    def _lay_out(self) -> None:
        kit, space = self._kit, self._kit.theme.space
        left = Panel(kit)
        left.body.addWidget(self.item)
        left.body.addWidget(self.question)
        left.body.addWidget(PlainLabel(self._texts("bookings.phone.answers"), "label"))
        left.body.addWidget(self.answers)
        left.body.addStretch()
        if self._is_inferred:
            left.body.addWidget(PlainLabel(self._texts("bookings.phone.inferred"), "hint", wrap=True))
        left.setFixedWidth(470 if kit.theme.large else 430)
        right = Panel(kit, self._texts("bookings.phone.sentence"))
        right.body.addWidget(self.said, 1)
        back, number = QHBoxLayout(), QHBoxLayout()
        for row in (back, number):
            row.setSpacing(space("small"))
        back.addWidget(PlainLabel(self._texts("bookings.phone.back"), "label"))
        back.addWidget(self.no)
        back.addWidget(self.yes)
        back.addWidget(self._reason, 1)
        number.addWidget(self.phone, 1)
        number.addWidget(self.record_button, 0, Qt.AlignmentFlag.AlignTop)
        right.body.addLayout(back)
        right.body.addLayout(number)
        columns = QHBoxLayout()
        columns.setSpacing(space("small"))
        columns.addWidget(left)
        columns.addWidget(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(space("medium"), space("small"), space("medium"), space("small"))
        column.setSpacing(space("small"))
        column.addWidget(self._head)
        column.addLayout(columns, 1)
        tab_through(
            self.item.line, self.question, self.answers, self.no, self.yes, self.phone, self.record_button
        )  # fmt: skip

    # -- the frame -------------------------------------------------------------------------------

    def title(self) -> str:
        """电话咨询."""
        return self._texts("bookings.phone.title")

    def help_words(self) -> str:
        """What the place is for."""
        return self._texts("bookings.phone.help")

    def on_enter(self, _arguments: dict[str, object]) -> None:
        """Where it was left: a call that was not kept is still there."""
        self.presenter.read_count(self._show)

    def open_case(self) -> str:
        """A call was not kept."""
        return "" if self.presenter.is_empty else self._texts("bookings.phone.open")

    def on_back(self) -> bool:
        """Esc: from the number back to the letters; what was typed stays."""
        if not self.presenter.calls_back:
            return False
        self.presenter.calls_back = False
        self._show()
        self.answers.setFocus()
        return True

    def first_focus(self) -> QWidget | None:
        """The item, or the letters where one was named."""
        return self.answers if self.presenter.item is not None or self.presenter.answer is not None else self.item.line

    def desk_actions(self) -> Sequence[DeskAction]:
        """The keys of the page."""
        return (
            DeskAction(
                "phone-record", "bookings.phone.record", self.record, ("Ctrl+Enter",), self.presenter.reason_against
            ),
            DeskAction("phone-clear", "bookings.phone.clear", self._clear, ()),
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in the question goes on to the letters, Enter in the number keeps the call."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            if watched is self.question.line:
                self.answers.setFocus(Qt.FocusReason.TabFocusReason)
                return True
            if watched is self.phone.line:
                self.record()
                return True
        return super().eventFilter(watched, event)

    # -- what is pressed -------------------------------------------------------------------------

    def _item_taken(self) -> None:
        self._typed()
        self.question.setFocus(Qt.FocusReason.TabFocusReason)

    def _typed(self) -> None:
        presenter = self.presenter
        presenter.item, presenter.words = self.item.chosen, self.item.words
        presenter.question, presenter.phone = self.question.line.text(), self.phone.line.text()
        self._show()

    def _letter(self, _row: Row | None, letter: str) -> bool:
        presenter = self.presenter
        if letter in (YES, NO) and presenter.answer is not None:
            presenter.calls_back = letter == YES
            self._show()
            if presenter.calls_back:
                self.phone.setFocus(Qt.FocusReason.OtherFocusReason)
            else:
                self.record()
            return True
        if not presenter.pick(letter):
            if letter in (YES, NO):
                self._show()
            return letter in (YES, NO)
        self.answers.go_to(letter)
        self._typed()
        return True

    def _enter(self, letter: str) -> None:
        """Enter on a letter picks it, once more keeps the call."""
        answer = self.presenter.answer
        if answer is not None and answer.key == letter:
            self.record()
        else:
            self._letter(None, letter)

    def record(self) -> None:
        """Keep it, or say what is missing where it is missing."""
        self._typed()
        presenter = self.presenter
        reason = presenter.reason_against()
        if not reason:
            presenter.record(self._recorded, self._refused)
        elif presenter.answer is None:
            self.answers.setFocus()
        else:
            self.phone.set_fault(reason)
            self.phone.setFocus()

    def _recorded(self, sentence: str) -> None:
        self._fill()
        self._frame.tell(Notice(sentence))
        self.item.line.setFocus()
        self.presenter.read_count(self._show)

    def _refused(self, told: Told) -> None:
        self._frame.tell_told(told)
        self._show()

    def _clear(self) -> None:
        self.presenter.clear()
        self._fill()
        self.item.line.setFocus()

    # -- showing ---------------------------------------------------------------------------------

    def _fill(self) -> None:
        """Nothing of the last call stays."""
        self.item.clear()
        for each in (self.question, self.phone):
            each.show_value("")
            each.set_fault("")
        self.answers.clearSelection()
        self.answers.setCurrentIndex(self.answers.rootIndex())
        self._show()

    def _show(self) -> None:
        presenter, texts = self.presenter, self._texts
        self._head.say(texts("bookings.phone.title"), texts("bookings.phone.remark", count=presenter.count))
        said = presenter.sentence()
        self.said.set_role("title" if said else "hint")
        self.said.setText(said or texts("bookings.phone.nothing_said"))
        self.phone.setVisible(presenter.calls_back)
        self.record_button.setVisible(presenter.calls_back)
        self.no.set_look("normal" if presenter.calls_back else "primary")
        against = "" if presenter.answer is not None else texts("bookings.phone.no_answer")
        for button in (self.no, self.yes):
            button.set_reason(against)
        self._reason.setText(against or " ")
        self._frame.refresh_actions()
