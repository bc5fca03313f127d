"""The page 查进度."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wenling_desk.ui.actions import DeskAction
from wenling_desk.ui.page import Frame, Page, PageDescriptor
from wenling_desk.ui.progress.answer_panel import AnswerPanel
from wenling_desk.ui.progress.presenter import Answer, HitLine, HitsView, ProgressPresenter, ProgressTools
from wenling_desk.ui.record.paper_names import short_number
from wenling_desk.ui.record.scans import scanned_number
from wenling_desk.ui.told import Told
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.notice_bar import Notice
from wenling_desk.ui.widgets.panels import EmptyState, Panel
from wenling_desk.ui.widgets.row_model import Column, Row
from wenling_desk.ui.widgets.row_table import RowTable
from wenling_desk.ui.widgets.search_line import AskBox
from wenling_desk.ui.widgets.tab_order import tab_through
from wenling_desk.use_cases.changes import Changes

KEY = "Ctrl+J"


@dataclass(frozen=True, slots=True)
class ProgressNeeds:
    """What the page is given. ``open_elsewhere`` opens a record another desk holds, with what is known of it."""

    tools: ProgressTools
    open_record: Callable[[str], None]
    open_elsewhere: Callable[[str, str], None]


def progress_descriptor(make_needs: Callable[[Frame], ProgressNeeds]) -> PageDescriptor:
    """查进度, reached from anywhere by Ctrl+J."""
    return PageDescriptor(
        "progress",
        "progress.title",
        lambda frame: ProgressPage(frame, make_needs(frame)),
        keys=(KEY,),
        words=("chajindu", "cjd", "jindu"),
    )


class ProgressPage(Page):
    """The box above, the cases that may be meant at the left, the answer at the right; alone it has all the width."""

    page_id = "progress"

    def __init__(self, frame: Frame, needs: ProgressNeeds) -> None:
        super().__init__()
        self._frame = frame
        self._kit = frame.kit
        self._texts = frame.kit.texts
        self._needs = needs
        self._presenter = ProgressPresenter(needs.tools)
        self._returning = False
        self._to_answer = False
        self._make_parts()
        self._lay_out()
        self._show_nothing()

    def _make_parts(self) -> None:
        kit, texts = self._kit, self._texts
        self.box = AskBox(texts("progress.box"), texts("progress.box_name"))
        self.box.down.connect(self._to_found)
        self.box.returnPressed.connect(self.search)
        self.button = KeyButton(kit, texts("progress.find"), "Enter", "primary")
        self.button.clicked.connect(self.search)
        self.list = Panel(kit, texts("progress.list"))
        self.table = RowTable(kit, texts("progress.list"), _columns(kit))
        self.table.opened.connect(lambda row: self.open(row.key))
        self._remark = PlainLabel("", "warning", wrap=True)
        self.answer = AnswerPanel(kit)
        self.answer.open_wanted.connect(self._open_record)
        self.answer.print_wanted.connect(self._print)
        self.empty = EmptyState(kit, "")
        self._said = ""

    def _lay_out(self) -> None:
        space = self._kit.theme.space
        head = QHBoxLayout()
        head.setSpacing(space("medium"))
        head.addWidget(PlainLabel(self._texts("progress.title"), "title"))
        head.addWidget(self.box, 1)
        head.addWidget(self.button)
        self.list.body.addWidget(self._remark)
        self.list.body.addWidget(self.table, 1)
        self._found = QWidget()
        columns = QHBoxLayout(self._found)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(space("small"))
        columns.addWidget(self.list, 3)
        columns.addWidget(self.answer, 2)
        column = QVBoxLayout(self)
        side = space("medium")
        column.setContentsMargins(side, space("small"), side, space("small"))
        column.setSpacing(space("small"))
        column.addLayout(head)
        column.addWidget(self._found, 1)
        column.addWidget(self.empty, 1)
        tab_through(self.box, self.button, self.table, self.answer.open, self.answer.print)

    # -- the frame -------------------------------------------------------------------------------

    def title(self) -> str:
        """查进度."""
        return self._texts("progress.title")

    def help_words(self) -> str:
        """What the place is for."""
        return self._texts("progress.help")

    def on_enter(self, _arguments: dict[str, object]) -> None:
        """An empty box; back from the case just opened, what was there before it."""
        if not self._returning:
            self.clear()
            return
        # It may be the next person by now: what is typed goes into the box and replaces what stands there.
        self._returning, self._to_answer = False, False
        self.box.selectAll()
        self._presenter.read_again(self._show_answer, self._frame.tell_told)

    def on_leave(self) -> str:
        """Nothing of this person stays, unless it is their case that is opened now."""
        if not self._returning:
            self.clear()
        return ""

    def on_changes(self, changes: Changes) -> None:
        """The case on the screen has changed: say it as it is now."""
        if self._presenter.concerns(changes) and self.isVisible():
            self._presenter.read_again(self._show_answer, self._frame.tell_told)

    def on_scan(self, text: str) -> bool:
        """A paper of ours: its case."""
        number = scanned_number(text)
        if number:
            self.box.setText(number)
            self.search()
        return bool(number)

    def on_back(self) -> bool:
        """Esc: from the answer to the list, from there to the box, then out."""
        if self.answer.isVisibleTo(self) and self.list.isVisibleTo(self) and self._presenter.answer is not None:
            self._presenter.close()
            self.answer.hide()
            self.table.setFocus()
        elif self.box.text() or self._said != self._texts("progress.start"):
            self.clear()
            self.box.setFocus()
        else:
            return False
        self._frame.refresh_actions()
        return True

    def first_focus(self) -> QWidget | None:
        """The answer just opened, else the list just found, else the box."""
        if self.answer.isVisibleTo(self):
            return self.answer.open if self._to_answer else self.box
        return self.table if self.list.isVisibleTo(self) else self.box

    def desk_actions(self) -> Sequence[DeskAction]:
        """The keys of the page."""
        return (
            DeskAction("progress-box", "progress.act.box", self._to_box, ("F3",)),
            DeskAction("progress-open", "progress.act.open", self._open_record, ("F4",), self._no_answer),
            DeskAction(
                "progress-print",
                "progress.act.print",
                self._print,
                ("Ctrl+P",),
                self._presenter.reason_against_printing,
            ),
        )

    def _no_answer(self) -> str:
        return "" if self._presenter.answer is not None else self._texts("progress.no_answer")

    # -- finding ---------------------------------------------------------------------------------

    def search(self) -> None:
        """Look for what stands in the box; a number of a person does not stay there."""
        typed = self.box.text()
        if not typed.strip():
            self._show_nothing()
            return
        self._say(self._texts("progress.searching"))
        self.box.setText(self._presenter.find(typed, self._show_hits, self._not_found))
        self.box.selectAll()

    def clear(self) -> None:
        """Ready for the next person."""
        self._presenter.forget()
        self.box.clear()
        self._show_nothing()

    def empty_words(self) -> str:
        """What is said where nothing is listed; empty where something is."""
        return self._said

    def on_again(self) -> None:
        """Ctrl+J once more: the next person."""
        self._to_box()

    def _to_box(self) -> None:
        self.clear()
        self.box.setFocus()

    def _to_found(self) -> None:
        self._to_answer = True
        if (focus := self.first_focus()) is not None:
            focus.setFocus()

    def _show_nothing(self) -> None:
        self._say(self._texts("progress.start"), self._texts("progress.start_detail"))

    def _say(self, sentence: str, detail: str = "") -> None:
        self._said = sentence
        self.empty.say(sentence, detail)
        self.empty.show()
        self._found.hide()
        self.list.hide()
        self.answer.hide()
        self.table.set_rows(())

    def _show_hits(self, view: HitsView) -> None:
        if not view.lines:
            self._say(view.sentence, view.detail)
            self.box.selectAll()
            return
        if record_id := self._presenter.only_hit():
            self.open(record_id)
            return
        self._said = ""
        self.empty.hide()
        self._found.show()
        self.answer.hide()
        self.list.set_heading(self._texts("progress.list"), self._texts("progress.count", count=len(view.lines)))
        self._remark.setText("\n".join(view.remarks))
        self._remark.setVisible(bool(view.remarks))
        first = self.table.current_row() is None
        self.table.set_rows([Row(line.record_id, self._cells(line), line) for line in view.lines])
        self.list.show()
        if first:
            self.table.go_to(view.lines[0].record_id)
        if self.isVisible():
            self.table.setFocus()
        self._frame.refresh_actions()

    def _cells(self, line: HitLine) -> tuple[str, ...]:
        said = (line.applicant, line.item, line.received, line.state)
        # In large type the item's name needs the room; the number stands over the answer.
        return (*said, line.where) if self._kit.theme.large else (*said, short_number(line.number), line.where)

    def _not_found(self, told: Told) -> None:
        self._show_nothing()
        self._frame.tell_told(told)

    # -- the answer ------------------------------------------------------------------------------

    def open(self, record_id: str) -> None:
        """Open the answer about a case; the look is written down first."""
        self._to_answer = True
        self._presenter.open(record_id, self._show_answer, self._not_opened)

    def _show_answer(self, answer: Answer) -> None:
        self._said = ""
        self.empty.hide()
        self._found.show()
        several = len(self._presenter.view.lines) > 1
        self.list.setVisible(several or bool(self._presenter.view.remarks))
        self.answer.show_answer(answer, self._presenter.reason_against_printing())
        self.answer.show()
        if self._to_answer and self.isVisible():
            self.answer.open.setFocus()
        self._frame.refresh_actions()

    def _not_opened(self, told: Told) -> None:
        self._frame.tell_told(told)

    def _open_record(self) -> None:
        answer = self._presenter.answer
        if answer is None:
            return
        self._returning = True
        if answer.is_held:
            self._needs.open_record(answer.record_id)
        else:
            self._needs.open_elsewhere(answer.record_id, answer.known)

    def _print(self) -> None:
        reason = self._presenter.reason_against_printing()
        if reason:
            self._frame.tell(Notice(reason))
        else:
            self._presenter.print_summary(lambda sentence: self._frame.tell(Notice(sentence)), self._frame.tell_told)


def _columns(kit: Kit) -> tuple[Column, ...]:
    texts, large = kit.texts, kit.theme.large
    return (
        Column(texts("progress.column.applicant"), 80 if large else 110),
        Column(texts("progress.column.name")),
        Column(texts("progress.column.received"), 84 if large else 92),
        Column(texts("progress.column.state"), 92 if large else 110),
        *(() if large else (Column(texts("progress.column.number"), 132),)),
        Column(texts("progress.column.where"), 88),
    )
