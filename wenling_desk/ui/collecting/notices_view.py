"""The third view of 取件: who is owed a word."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wenling_desk.ui.collecting.notices_presenter import Called, NoticesPresenter, OwedLine
from wenling_desk.ui.collecting.tools import CollectingTools
from wenling_desk.ui.page import Frame
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.chips import Chip, Shape, Tone
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.notice_bar import Notice
from wenling_desk.ui.widgets.panels import EmptyState, Panel
from wenling_desk.ui.widgets.row_model import Column, Row
from wenling_desk.ui.widgets.row_table import RowTable


class NoticesView(QWidget):
    """Enter shows the phone and what to say, 1 打通, 2 没人接, M a message; A all messages."""

    def __init__(self, frame: Frame, tools: CollectingTools) -> None:
        super().__init__()
        self._frame = frame
        self._kit = frame.kit
        self._words = frame.kit.texts
        self.presenter = NoticesPresenter(tools, self._show)
        self._make_parts()
        self._lay_out()

    def _make_parts(self) -> None:
        kit, words = self._kit, self._words
        self.panel = Panel(kit, words("collecting.owed.list"))
        columns = (
            Column(words("collecting.column.told"), 128),
            Column(words("progress.column.applicant"), 96),
            Column(words("progress.column.name"), 230),
            Column(words("collecting.column.about"), 128),
            Column(words("collecting.column.when"), 120),
            Column(words("collecting.column.place"), 110),
            Column(words("collecting.column.sentence")),
        )
        self.table = RowTable(kit, words("collecting.owed.list"), columns, self._key)
        self.table.opened.connect(lambda row: self.call(row.payload))
        self.table.moved.connect(lambda _: self._moved())
        self.detail = PlainLabel("", "warning", wrap=True)
        self.empty = EmptyState(kit, words("collecting.owed.empty"), words("collecting.owed.empty_detail"))
        self.phone = PlainLabel("", "number")
        self.say = PlainLabel("", "strong", wrap=True)
        self.reached = KeyButton(kit, words("collecting.act.reached"), "1", "primary")
        self.no_answer = KeyButton(kit, words("collecting.act.no_answer"), "2")
        self.message = KeyButton(kit, words("collecting.act.message"), "M")
        self.all = KeyButton(kit, words("collecting.act.all_messages"), "A")
        self.against = PlainLabel("", "hint", wrap=True)
        self.reached.clicked.connect(lambda: self._note(True))
        self.no_answer.clicked.connect(lambda: self._note(False))
        self.message.clicked.connect(lambda: self._send())
        self.all.clicked.connect(self.send_all)

    def _lay_out(self) -> None:
        space = self._kit.theme.space
        self.called = QWidget()
        called = QHBoxLayout(self.called)
        called.setContentsMargins(0, 0, 0, 0)
        called.setSpacing(space("large"))
        called.addWidget(self.phone)
        called.addWidget(self.say, 1)
        acts = QHBoxLayout()
        acts.setSpacing(space("small"))
        for button in (self.reached, self.no_answer, self.message, self.all):
            acts.addWidget(button)
        acts.addWidget(self.against, 1)
        self.panel.body.addWidget(self.table, 1)
        self.panel.body.addWidget(self.empty, 1)
        self.panel.body.addWidget(self.detail)
        self.panel.body.addWidget(self.called)
        self.panel.body.addLayout(acts)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.panel, 1)
        self.called.hide()

    def enter(self) -> None:
        """The view comes to the top."""
        self.presenter.read()
        self._show()

    def forget(self) -> None:
        """The page is left: no phone stays."""
        self._forget_call()
        self.presenter.forget_told()

    def back(self) -> bool:
        """Esc: the phone goes."""
        if self.presenter.called is None:
            return False
        self._forget_call()
        return True

    def _show(self) -> None:
        lines, words = self.presenter.lines, self._words
        self.panel.set_heading(words("collecting.owed.list"), words("collecting.owed.count", count=self.presenter.owed))
        self.table.setVisible(bool(lines))
        self.empty.setVisible(not lines)
        self.table.set_rows([Row(line.key, self._cells(line), line) for line in lines])
        if lines and self.table.current_row() is None:
            self.table.go_to(lines[0].key)
        self._show_detail()
        reason = self.presenter.reason_against_messages()
        self.against.setText(reason)
        for button in (self.message, self.all):
            button.set_reason(reason or ("" if lines else words("collecting.against.nobody_owed")))
        for button in (self.reached, self.no_answer):
            button.set_reason("" if lines else words("collecting.against.nobody_owed"))
        self._frame.refresh_actions()

    def _cells(self, line: OwedLine) -> tuple[str | Chip, ...]:
        words = self._words
        if line.is_told:
            told = Chip(words("collecting.told.yes"), Tone.GOOD, Shape.DISC)
        elif line.is_sending:
            told = Chip(words("collecting.told.sending"), Tone.ACT, Shape.SQUARE)
        elif line.tries:
            told = Chip(words("collecting.told.tried", count=line.tries), Tone.SOON, Shape.HALF)
        else:
            told = Chip(words("collecting.told.no"), Tone.QUIET, Shape.SQUARE)
        return told, line.applicant, line.item, line.what, line.when, line.place, line.sentence

    # -- acts ------------------------------------------------------------------------------------

    def call(self, line: object) -> None:
        """The phone and what to say."""
        if isinstance(line, OwedLine) and not line.is_told:
            self.presenter.call(line, self._show_called, self._frame.tell_told)

    def _show_called(self, called: Called) -> None:
        self.phone.setText(called.phone or self._words("collecting.owed.no_phone"))
        self.say.setText(called.sentence)
        self.called.show()

    def _moved(self) -> None:
        self._forget_call()
        self._show_detail()

    def _show_detail(self) -> None:
        """The sentence of the row in focus, whole."""
        line = self._line()
        self.detail.setText(line.sentence if line is not None else "")
        self.detail.setVisible(line is not None and bool(line.sentence))

    def _forget_call(self) -> None:
        self.presenter.forget_call()
        self.phone.setText("")
        self.say.setText("")
        self.called.hide()

    def send_all(self) -> None:
        """A message to everybody on the list; each line says how it went."""
        count = self.presenter.send_all()
        self._frame.tell(Notice(self._words("collecting.owed.sending", count=count)))

    def _line(self) -> OwedLine | None:
        row = self.table.current_row()
        line = row.payload if row is not None else None
        return line if isinstance(line, OwedLine) and not line.is_told else None

    def _note(self, reached: bool) -> None:
        if (line := self._line()) is not None:
            following = self._following(line.key)
            self.presenter.note_call(line, reached, self._frame.tell_told)
            self._forget_call()
            self.table.go_to(following)
            self.table.setFocus()

    def _following(self, key: str) -> str:
        """The line the eye goes to next."""
        keys = [line.key for line in self.presenter.lines if not line.is_told]
        at = keys.index(key) if key in keys else -1
        return keys[at + 1] if at + 1 < len(keys) else key

    def _send(self) -> None:
        if (line := self._line()) is not None:
            self.presenter.send(line)

    def _key(self, _row: Row, key: str) -> bool:
        acts = {"1": self.reached, "2": self.no_answer, "M": self.message, "A": self.all}
        button = acts.get(key)
        if button is None:
            return False
        button.click()
        return True
