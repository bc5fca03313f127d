"""The page 交接."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from wenling_desk.ui.actions import DeskAction
from wenling_desk.ui.handover.absence_panel import AbsencePanel
from wenling_desk.ui.handover.back_panel import BackPanel
from wenling_desk.ui.handover.bands import (
    back_rows,
    department_rows,
    departments_band,
    list_rows,
    returned_band,
    unsigned_band,
)
from wenling_desk.ui.handover.give_back_panel import GiveBackPanel
from wenling_desk.ui.handover.list_panel import ListPanel
from wenling_desk.ui.handover.list_presenter import ListPresenter
from wenling_desk.ui.handover.number_box import NumberBox
from wenling_desk.ui.handover.presenter import HandoverPresenter, Made
from wenling_desk.ui.handover.side_presenter import Found, SidePresenter
from wenling_desk.ui.handover.tools import HandoverTools
from wenling_desk.ui.handover.waiting_panel import WaitingPanel
from wenling_desk.ui.page import Frame, Page, PageDescriptor
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.labels import ElidedLabel, PlainLabel
from wenling_desk.ui.widgets.notice_bar import Notice
from wenling_desk.ui.widgets.tab_order import tab_through
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.handover_views import LIST, OpenList

KEY = "Ctrl+T"


@dataclass(frozen=True, slots=True)
class HandoverNeeds:
    """What the page is given."""

    tools: HandoverTools
    open_record: Callable[[str], None]


def handover_descriptor(make_needs: Callable[[Frame], HandoverNeeds]) -> PageDescriptor:
    """交接, reached from anywhere by Ctrl+T."""
    return PageDescriptor(
        "handover",
        "handover.page.title",
        lambda frame: HandoverPage(frame, make_needs(frame)),
        keys=(KEY,),
        words=("jiaojie", "jj", "qianshou", "tuihui"),
    )


class HandoverPage(Page):
    """Departments at the left, the tick list (or what was opened over it) in the middle, what is unsigned and what came
    back at the right."""

    page_id = "handover"

    def __init__(self, frame: Frame, needs: HandoverNeeds) -> None:
        super().__init__()
        self._frame = frame
        self._kit = frame.kit
        self._texts = frame.kit.texts
        self._needs = needs
        self.presenter = HandoverPresenter(needs.tools)
        self.lists = ListPresenter(needs.tools, self.presenter.sender)
        self.side = SidePresenter(needs.tools, self.presenter.sender)
        self._then: Callable[[], object] | None = None
        self._make_parts()
        self._lay_out()

    def _make_parts(self) -> None:
        kit, texts = self._kit, self._texts
        self._round = ElidedLabel("", "hint")
        self.box = NumberBox(self._frame, self.side, self._found)
        self._away = KeyButton(kit, texts("handover.absence.act"), "Alt+B")
        self._away.clicked.connect(self.open_absences)
        self.departments = departments_band(kit)
        self.departments.table.moved.connect(lambda row: self._choose(row.key))
        self.waiting = WaitingPanel(kit, self.presenter)
        self.departments.table.opened.connect(lambda _: self.waiting.table.setFocus())
        self.waiting.make_wanted.connect(self._make)
        self.waiting.opened.connect(self._needs.open_record)
        self.list = ListPanel(kit, self.lists)
        self.list.sign_wanted.connect(lambda by: self.lists.sign(by, self._ended, self._frame.tell_told))
        self.list.deem_wanted.connect(self._deem)
        self.list.opened.connect(self._needs.open_record)
        self.back = BackPanel(kit, self.side.departments())
        self.back.again_wanted.connect(self._again)
        self.back.open_wanted.connect(self._open_record)
        self.give_back = GiveBackPanel(kit, self.side)
        self.give_back.submitted.connect(self._give_back)
        self.absences = AbsencePanel(kit, self.side)
        self.absences.submitted.connect(self._note_absence)
        self.absences.ended.connect(lambda away: self.side.end_absence(away, self._away_changed, self._frame.tell_told))
        self.unsigned = unsigned_band(kit, lambda list_id: self.open_list(list_id, scanned=False))
        self.returned = returned_band(kit, self.open_back)

    def _lay_out(self) -> None:
        space = self._kit.theme.space
        head = QHBoxLayout()
        head.setSpacing(space("medium"))
        head.addWidget(PlainLabel(self._texts("handover.page.title"), "title"))
        head.addWidget(self._round, 1)
        head.addWidget(self.box, 1)
        head.addWidget(self._away)
        self._middle = QStackedWidget()
        for panel in (self.waiting, self.list, self.back, self.give_back, self.absences):
            self._middle.addWidget(panel)
        right = QVBoxLayout()
        right.setSpacing(space("small"))
        right.addWidget(self.unsigned, 1)
        right.addWidget(self.returned, 1)
        columns = QHBoxLayout()
        columns.setSpacing(space("small"))
        self.departments.setFixedWidth(270 if self._kit.theme.large else 242)
        columns.addWidget(self.departments)
        beside = QWidget()
        right.setContentsMargins(0, 0, 0, 0)
        beside.setLayout(right)
        beside.setFixedWidth(468 if self._kit.theme.large else 400)
        columns.addWidget(self._middle, 1)
        columns.addWidget(beside)
        column = QVBoxLayout(self)
        side = space("medium")
        column.setContentsMargins(side, space("small"), side, space("small"))
        column.setSpacing(space("small"))
        column.addLayout(head)
        column.addLayout(columns, 1)
        tab_through(
            self.box.line, self.box.button, self._away, self.departments.table, self.waiting.table, self.waiting.make,
            self.unsigned.table, self.returned.table,
        )  # fmt: skip

    # -- the frame -------------------------------------------------------------------------------

    def title(self) -> str:
        """交接."""
        return self._texts("handover.page.title")

    def help_words(self) -> str:
        """What the place is for."""
        return self._texts("handover.page.help")

    def on_enter(self, arguments: dict[str, object]) -> None:
        """The tick list of the department most waits for; with ``number`` what that number belongs to."""
        self._to_waiting()
        number = str(arguments.get("number", ""))
        self._read(lambda: self.box.look_up(number, scanned=False) if number else self._focus_first())

    def on_leave(self) -> str:
        """What was left out of the last list has been read by now."""
        self.waiting.say_left_out(())
        return ""

    def on_changes(self, changes: Changes) -> None:
        """Something was handed over, signed for or came back, here or elsewhere."""
        if changes.worklists and self.isVisible():
            self._read()

    def on_scan(self, text: str) -> bool:
        """A list opens to be signed for, a case is ticked; anything else has its own sentence."""
        if text.strip():
            self.box.look_up(text, scanned=True)
        return bool(text.strip())

    def on_back(self) -> bool:
        """Esc: from what was opened back to the tick list."""
        if self._middle.currentWidget() is self.waiting:
            return False
        self._to_waiting()
        self._focus_first()
        return True

    def first_focus(self) -> QWidget | None:
        """The tick list, where there is something in it."""
        return self.waiting.table if self.presenter.waiting() else self.box.line

    def desk_actions(self) -> Sequence[DeskAction]:
        """The keys of the page."""
        return (
            DeskAction("handover-go", "handover.page.go", self.go_on, ("Ctrl+Enter",), self._no_go, primary=True),
            DeskAction("handover-box", "handover.page.box_name", self.box.focus, ("F3",)),
            DeskAction(
                "handover-departments", "handover.departments.heading", self.departments.table.setFocus, ("F4",)
            ),
            DeskAction("handover-unsigned", "handover.unsigned.heading", self.unsigned.table.setFocus, ("F5",)),
            DeskAction("handover-returned", "handover.returned.heading", self.returned.table.setFocus, ("F7",)),
            DeskAction("handover-absences", "handover.absence.act", self.open_absences, ("Alt+B",)),
            DeskAction("handover-open", "handover.returned.open", self._open_record, ("F6",), self._no_record),
            DeskAction("handover-deem", "handover.list.deem", self._deem, ("F8",), self._no_deem),
        )

    def go_on(self) -> None:
        """Ctrl+Enter: print the list, write the signing down, hand over again, whatever lies in the middle."""
        match self._middle.currentWidget():
            case self.list:
                self.list.submit()
            case self.back:
                self.back.submit()
            case self.give_back:
                self.give_back.submit()
            case self.absences:
                self.absences.submit()
            case _:
                self._make()

    def _no_go(self) -> str:
        if self._middle.currentWidget() is not self.waiting or self.presenter.ticked():
            return ""
        key = "handover.waiting.nothing_ticked" if self.presenter.waiting() else "handover.waiting.empty"
        return self._texts(key)

    def _no_record(self) -> str:
        return "" if self._record_id() else self._texts("handover.waiting.nothing_here")

    def _no_deem(self) -> str:
        return "" if self._open_list_can_deem() else self._texts("handover.list.deem_not_yet")

    # -- reading ---------------------------------------------------------------------------------

    def _read(self, then: Callable[[], object] | None = None) -> None:
        """Read anew and show it; what is to follow follows the newest reading, which drops those before it."""
        self._then = then or self._then

        def read() -> None:
            self._show()
            following, self._then = self._then, None
            if following is not None:
                following()

        self.presenter.read(read, self._frame.tell_told)

    def _show(self) -> None:
        presenter = self.presenter
        chosen = presenter.department
        self.departments.show_rows(department_rows(presenter.departments))
        presenter.choose(chosen)
        self.departments.table.go_to(chosen)
        was_there = self.waiting.table.hasFocus()
        self.waiting.refresh()
        if was_there and self.waiting.table.isHidden():
            self._focus_first()  # or Qt would look for a place of its own
        lists, backs = presenter.list_lines(), presenter.back_lines()
        count = self._texts("handover.unsigned.count", count=len(lists)) if lists else ""
        self.unsigned.show_rows(list_rows(lists), count)
        count = self._texts("handover.returned.count", count=len(backs)) if backs else ""
        self.returned.show_rows(back_rows(backs), count)
        self._round.setText(presenter.words().next_round())
        self._frame.refresh_actions()

    def _choose(self, department_key: str) -> None:
        if department_key != self.presenter.department:
            self.presenter.choose(department_key)
            self.waiting.refresh()
            self._frame.refresh_actions()

    def _to_waiting(self) -> None:
        self.lists.close()
        self._middle.setCurrentWidget(self.waiting)

    def _focus_first(self) -> None:
        self.waiting.stand_on_first()
        focus = self.first_focus()
        if self.isVisible() and focus is not None:
            focus.setFocus()

    # -- acts ------------------------------------------------------------------------------------

    def _make(self) -> None:
        self.waiting.say_left_out(())
        self.presenter.make(self._made, self._frame.tell_told)

    def _again(self, department_key: str, why: str) -> None:
        self.presenter.hand_over_again(self.back.record_id, department_key, why, self._made, self._frame.tell_told)

    def _made(self, made: Made) -> None:
        self._to_waiting()
        self.waiting.say_left_out(made.left_out)
        self._frame.tell(Notice(made.sentence))
        self._read(self._next_department)

    def _next_department(self) -> None:
        """The list is printed: the next department's is ticked and waits for the same key."""
        self.presenter.choose_next()
        self._show()
        self._focus_first()

    def open_list(self, list_id: str, *, scanned: bool) -> None:
        """A list in the middle, to be signed for."""
        self.lists.open(list_id, scanned=scanned, on_read=self._show_list, on_failed=self._frame.tell_told)

    def _show_list(self) -> None:
        unsigned = self._unsigned()
        self.list.open(self.lists.escalation(unsigned), unsigned is not None and unsigned.can_deem)
        self._middle.setCurrentWidget(self.list)
        (self.list.table if self.list.by.isHidden() else self.list.by).setFocus()
        self._frame.refresh_actions()

    def _unsigned(self) -> OpenList | None:
        found, view = self.lists.list, self.presenter.view
        rows = view.lists if view is not None else ()
        return next((each for each in rows if found is not None and each.list_id == found.list_id), None)

    def _open_list_can_deem(self) -> bool:
        unsigned = self._unsigned()
        return self._middle.currentWidget() is self.list and unsigned is not None and unsigned.can_deem

    def _deem(self) -> None:
        if self._open_list_can_deem():
            act = self._texts("handover.list.deem")
            self._frame.confirm(
                self.lists.deem_strip(), act, lambda: self.lists.deem(self._ended, self._frame.tell_told)
            )

    def _ended(self, sentence: str) -> None:
        self._to_waiting()
        self._frame.tell(Notice(sentence))
        self._read(self._focus_first)

    def open_back(self, record_id: str) -> None:
        """A case that came back, in the middle."""
        back = self.presenter.back(record_id)
        line = next((each for each in self.presenter.back_lines() if each.key == record_id), None)
        if back is not None and line is not None:
            self.back.open(back, line)
            self._middle.setCurrentWidget(self.back)
            self.back.to.setFocus()
            self._frame.refresh_actions()

    def _record_id(self) -> str:
        if self._middle.currentWidget() is self.back:
            return self.back.record_id
        table = self.list.table if self._middle.currentWidget() is self.list else self.waiting.table
        row = table.current_row()
        return row.key if row is not None else ""

    def _open_record(self) -> None:
        if record_id := self._record_id():
            self._needs.open_record(record_id)

    def _give_back(self, reason_class: str, note: str, by: str) -> None:
        if self.give_back.found is not None:
            self.side.give_back(self.give_back.found, reason_class, note, by, self._ended, self._frame.tell_told)

    def open_absences(self) -> None:
        """AB 岗 in the middle."""

        def show() -> None:
            self.absences.open(self.presenter.department, self.presenter.words())
            self._middle.setCurrentWidget(self.absences)
            self.absences.department.setFocus()
            self._frame.refresh_actions()

        self.side.read_away(show, self._frame.tell_told)

    def _note_absence(self, department_key: str, name: str, days: tuple[date, date], stand_in: str) -> None:
        self.side.note_absence(department_key, name, days, stand_in, self._away_changed, self._frame.tell_told)

    def _away_changed(self, sentence: str) -> None:
        self._frame.tell(Notice(sentence))
        self._read(self.open_absences)

    # -- numbers ---------------------------------------------------------------------------------

    def _found(self, found: Found, scanned: bool) -> None:
        if found.scanned.kind == LIST:
            self.open_list(found.scanned.record_id, scanned=scanned)
        else:
            self._found_case(found)

    def _found_case(self, found: Found) -> None:
        record_id = found.scanned.record_id
        papers = self.presenter.find(record_id)
        if papers is not None:
            self._to_waiting()
            self.presenter.choose(papers.department_key)
            self.presenter.tick(record_id, True)
            self._show()
            self.waiting.table.go_to(record_id)
            self.waiting.table.setFocus()
            said = self._texts("handover.scan.ticked", item=papers.item, applicant=papers.applicant)
            self._frame.tell(Notice(said))
        elif self.presenter.back(record_id) is not None:
            self.open_back(record_id)
        elif found.members:
            self.give_back.open(found)
            self._middle.setCurrentWidget(self.give_back)
            self.give_back.reason.setFocus()
            self._frame.refresh_actions()
        else:
            number = found.scanned.number
            self._frame.tell(Notice(self._texts("handover.scan.not_waiting", number=number, item=found.item)))
