"""The page of 补录: left what is to be entered over there, right the checklist of the case in focus."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from wenling_desk.texts import Texts
from wenling_desk.ui.actions import DeskAction
from wenling_desk.ui.back_entry.follow_window import FollowWindow
from wenling_desk.ui.back_entry.presenter import BackEntryPresenter, Checklist
from wenling_desk.ui.back_entry.tools import BackEntryTools
from wenling_desk.ui.back_entry.watch import BackEntryWatch
from wenling_desk.ui.page import Frame, Page
from wenling_desk.ui.record.paper_names import short_number
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.chips import Chip, Shape, Tone
from wenling_desk.ui.widgets.field_kinds import LineField
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.notice_bar import Notice
from wenling_desk.ui.widgets.panels import EmptyState, PageHead, Panel
from wenling_desk.ui.widgets.row_model import Column, Row
from wenling_desk.ui.widgets.row_table import RowTable
from wenling_desk.ui.widgets.tab_order import tab_through

AskForFile = Callable[[Callable[[Path], None]], None]


@dataclass(frozen=True, slots=True)
class BackEntryNeeds:
    """What the page is given. ``open_list`` shows a list file beside our cases; ``ask_for_file`` is the system's file
    dialog where it is ``None``."""

    tools: BackEntryTools
    watch: BackEntryWatch
    open_record: Callable[[str], None]
    open_list: Callable[[Path], None]
    ask_for_file: AskForFile | None = None


class WaivePanel(Panel):
    """无需补录: one field, the reason."""

    submitted = Signal(str)

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(kit, kit.texts("platform.waive.heading"), parent=parent)
        self._texts = kit.texts
        self.reason = LineField(kit, kit.texts("platform.waive.reason"), required=True, most=200)
        self.body.addWidget(self.reason)
        row = QHBoxLayout()
        row.addWidget(PlainLabel(kit.texts("platform.waive.hint"), "hint", wrap=True), 1)
        on = KeyButton(kit, kit.texts("platform.waive.go_on"), "Ctrl+Enter", "primary")
        on.clicked.connect(self.submit)
        row.addWidget(on)
        self.body.addLayout(row)
        self.hide()

    def open(self) -> None:
        """Show it empty."""
        self.reason.show_value("")
        self.reason.set_fault("")
        self.show()
        self.reason.setFocus()

    def submit(self) -> None:
        """Go on, or say what is missing."""
        self.reason.finish()
        reason = str(self.reason.value() or "").strip()
        if not reason:
            self.reason.set_fault(self._texts("platform.waive.missing"))
            self.reason.setFocus()
            return
        self.submitted.emit(reason)


class BackEntryPage(Page):
    """Enter opens the 跟录 window on the row in focus. The window lives while the page is on top."""

    page_id = "back_entry"

    def __init__(self, frame: Frame, needs: BackEntryNeeds) -> None:
        super().__init__()
        self._frame = frame
        self._kit = frame.kit
        self._texts = frame.kit.texts
        self._needs = needs
        self._presenter = BackEntryPresenter(needs.tools)
        self.follow: FollowWindow | None = None
        self._make_parts()
        self._lay_out()
        needs.watch.looked.connect(self._refresh)

    def _make_parts(self) -> None:
        kit, texts = self._kit, self._texts
        self._head = PageHead(kit, texts("platform.title"))
        columns = [
            Column(texts("platform.column.number"), 140 if kit.theme.large else 198),
            Column(texts("platform.column.item")),
            Column(texts("platform.column.applicant"), 76),
            Column(texts("platform.column.since"), 92),
            Column(texts("platform.column.state"), 122),
        ]
        self._list = Panel(kit, texts("platform.list.heading"), hint="F3")
        self.table = RowTable(kit, texts("platform.list.heading"), columns)
        self.table.opened.connect(lambda _: self.open_follow())
        self.table.moved.connect(self._focus_row)
        self._empty = EmptyState(kit, texts("platform.list.empty"))
        self._side = Panel(kit, texts("platform.check.heading"))
        self._title = PlainLabel("", "strong", wrap=True)
        self._members = PlainLabel("", wrap=True)
        self._inferred = PlainLabel(texts("platform.check.inferred"), "hint", wrap=True)
        self.fields = RowTable(
            kit,
            texts("platform.check.fields"),
            (
                Column(texts("platform.check.fields")),
                Column(texts("platform.column.done"), 62),
                Column(texts("platform.column.who"), 112),
            ),
        )
        self.waive_panel = WaivePanel(kit)
        self.waive_panel.submitted.connect(self._waive)
        self._buttons = [
            self._button("platform.act.follow", "F4", self.open_follow, "primary"),
            self._button("platform.act.waive", "Alt+W", self.open_waive),
            self._button("platform.act.import", "Ctrl+I", self.choose_list),
        ]

    def _button(self, key: str, hint: str, act: Callable[[], object], look: str = "normal") -> KeyButton:
        button = KeyButton(self._kit, self._texts(key), hint, look)
        button.clicked.connect(lambda: act())
        return button

    def _lay_out(self) -> None:
        space = self._kit.theme.space
        for button in self._buttons:
            self._head.right.addWidget(button)
        self._list.body.addWidget(self.table, 1)
        self._list.body.addWidget(self._empty, 1)
        for widget in (self._title, self._members):
            self._side.body.addWidget(widget)
        self._side.body.addWidget(self.fields, 1)
        self._side.body.addWidget(self._inferred)
        right = QVBoxLayout()
        right.setSpacing(space("small"))
        right.addWidget(self._side, 1)
        right.addWidget(self.waive_panel)
        holder = QWidget()
        holder.setLayout(right)
        right.setContentsMargins(0, 0, 0, 0)
        holder.setFixedWidth(430 if self._kit.theme.large else 400)
        columns = QHBoxLayout()
        columns.setSpacing(space("small"))
        columns.addWidget(self._list, 1)
        columns.addWidget(holder)
        column = QVBoxLayout(self)
        side = space("medium")
        column.setContentsMargins(side, space("small"), side, space("small"))
        column.setSpacing(space("small"))
        column.addWidget(self._head)
        column.addLayout(columns, 1)
        tab_through(self.table, self.fields)

    # -- the frame -------------------------------------------------------------------------------

    def title(self) -> str:
        """补录."""
        return self._texts("platform.title")

    def help_words(self) -> str:
        """What the place is for."""
        return self._texts("platform.help", hours=self._needs.tools.files.rule.within_hours)

    def on_enter(self, _arguments: dict[str, object]) -> None:
        """Show the list as it is, and read what time alone has changed."""
        self._refresh()
        if self.table.rows.rows:
            self.table.go_to(self.table.rows.rows[0].key)
        self._needs.watch.look()

    def on_leave(self) -> str:
        """The 跟录 window goes with the page: personal data must not stay behind."""
        self.waive_panel.hide()
        self._close_follow()
        return ""

    def hideEvent(self, event: QHideEvent) -> None:
        """A locked desk closes the window too; a minimised one does not: the other system needs the room."""
        if not event.spontaneous():
            self._close_follow()
        super().hideEvent(event)

    def on_scan(self, text: str) -> bool:
        """The official number, while the 跟录 window is open."""
        return self.follow is not None and self.follow.take_scan(text)

    def on_back(self) -> bool:
        """Esc closes the reason first."""
        if self.waive_panel.isHidden():
            return False
        self.waive_panel.hide()
        self.table.setFocus()
        return True

    def first_focus(self) -> QWidget | None:
        """The list."""
        return self.table if self.table.rows.rows else self._buttons[-1]

    def desk_actions(self) -> Sequence[DeskAction]:
        """The keys of the page."""
        no_row = self._no_row
        return (
            DeskAction("back-entry-follow", "platform.act.follow", self.open_follow, ("F4",), no_row, primary=True),
            DeskAction("back-entry-waive", "platform.act.waive", self.open_waive, ("Alt+W",), no_row),
            DeskAction("back-entry-import", "platform.act.import", self.choose_list, ("Ctrl+I",)),
            DeskAction("back-entry-record", "platform.act.open_record", self._open_record, ("F6",), no_row),
            DeskAction("back-entry-submit", "platform.act.submit", self._submit, ("F8",), self._no_submit),
            DeskAction("back-entry-list", "platform.list.heading", self.table.setFocus, ("F3",), listed=False),
            DeskAction("back-entry-read", "platform.act.read", self._needs.watch.look, ("F5",)),
            DeskAction(
                "back-entry-waive-on",
                "platform.waive.go_on",
                self.waive_panel.submit,
                ("Ctrl+Enter",),
                self._not_waiving,
                listed=False,
            ),
        )

    def _no_row(self) -> str:
        return "" if self._presenter.task() is not None else self._texts("platform.waive.nothing")

    def _no_submit(self) -> str:
        return self._no_row() or self._presenter.no_port()

    def _not_waiving(self) -> str:
        return self._texts("platform.waive.nothing") if self.waive_panel.isHidden() else ""

    # -- showing ---------------------------------------------------------------------------------

    def _refresh(self) -> None:
        view = self._presenter.view()
        number = short_number if self._kit.theme.large else str
        self._list.set_heading(self._texts("platform.list.heading"), view.remark)
        self._head.say(self._texts("platform.title"), view.outage, self._presenter.no_port())
        rows = [
            Row(
                line.key,
                (number(line.number), line.item, line.applicant, line.since,
                 Chip(line.state, Tone(line.tone), Shape(line.shape))),
            )
            for line in view.lines
        ]  # fmt: skip
        self.table.set_rows(rows)
        for widget in (self.table, self._side):
            widget.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        if not rows:
            self._presenter.key = ""
        elif self.table.current_row() is None:
            self.table.go_to(rows[0].key)
        else:
            # The case in focus may have moved on, though its row says the same.
            self._focus_row(self.table.current_row())
        self._frame.refresh_actions()

    def _focus_row(self, row: object) -> None:
        if isinstance(row, Row):
            self._presenter.focus(row.key, self._show_checklist, self._frame.tell_told)
            self._frame.refresh_actions()

    def _show_checklist(self, checklist: Checklist) -> None:
        self._title.setText(checklist.title)
        self._members.setText("\n".join(checklist.members))
        self._inferred.setVisible(checklist.inferred)
        self.fields.set_rows(
            [
                Row(line.key, (line.label, Chip(line.state, Tone.GOOD if line.done else Tone.QUIET), line.who))
                for line in checklist.fields
            ]
        )

    # -- acts ------------------------------------------------------------------------------------

    def open_follow(self) -> None:
        """The 跟录 window on the row in focus."""
        if self._no_row():
            return
        if self.follow is None:
            self.follow = FollowWindow(self._kit, self._needs.tools, self._follow_closed)
        self.follow.open(self._presenter.key)

    def _close_follow(self) -> None:
        if self.follow is not None:
            self.follow.close()

    def _follow_closed(self) -> None:
        follow, self.follow = self.follow, None
        if follow is not None:
            follow.deleteLater()
        if self.isVisible():
            self.table.setFocus()

    def open_waive(self) -> None:
        """Ask for the reason."""
        if not self._no_row():
            self.waive_panel.open()
            self._frame.refresh_actions()

    def _waive(self, reason: str) -> None:
        self._presenter.waive(reason, self._waived, self._frame.tell_told)

    def _waived(self, sentence: str) -> None:
        self.waive_panel.hide()
        self.table.setFocus()
        self._frame.tell(Notice(sentence))

    def _submit(self) -> None:
        self._presenter.submit(self._submitted, self._frame.tell_told)

    def _submitted(self, number: str) -> None:
        self._frame.tell(Notice(self._texts("platform.follow.recorded", number=number)))

    def _open_record(self) -> None:
        task = self._presenter.task()
        if task is not None:
            self._needs.open_record(task.entry.record_id)

    def choose_list(self) -> None:
        """The other system's list from a file."""
        ask = self._needs.ask_for_file or partial(ask_for_list, self._texts)
        ask(self._needs.open_list)


def ask_for_list(texts: Texts, give: Callable[[Path], None]) -> None:
    """The system's file dialog."""
    name, _ = QFileDialog.getOpenFileName(None, texts("platform.import.choose"), "", texts("platform.import.kinds"))
    if name:
        give(Path(name))
