"""The page 后台: what lies with the departments, and their acts by one key each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wenling_desk.ui.actions import DeskAction
from wenling_desk.ui.back_room.presenter import LETTERS, BackLine, BackRoomPresenter, BackRoomTools, BackView
from wenling_desk.ui.page import Frame, Page, PageDescriptor
from wenling_desk.ui.record.member_rows import due_chip
from wenling_desk.ui.record.paper_names import short_number
from wenling_desk.ui.record.scans import find_record, scanned_number
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.chips import Chip, Shape, Tone
from wenling_desk.ui.widgets.flow import FlowLayout
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.notice_bar import Notice, NoticeKind
from wenling_desk.ui.widgets.panels import EmptyState, PageHead, Panel
from wenling_desk.ui.widgets.row_model import Column, Row
from wenling_desk.ui.widgets.row_table import RowTable
from wenling_desk.ui.widgets.tab_order import tab_through
from wenling_desk.use_cases.back_room_list import ADVISED, DECIDING, NO_SCAN, REVIEWING, SPECIAL, TO_SIGN
from wenling_desk.use_cases.changes import Changes

KEY = "Ctrl+H"
CHIPS = {
    TO_SIGN: (Tone.SOON, Shape.HALF),
    REVIEWING: (Tone.QUIET, Shape.DISC),
    DECIDING: (Tone.ACT, Shape.DISC),
    SPECIAL: (Tone.QUIET, Shape.SQUARE),
    ADVISED: (Tone.SOON, Shape.TRIANGLE),
    NO_SCAN: (Tone.SOON, Shape.SQUARE),
}
"""Section -> how its word looks."""


@dataclass(frozen=True, slots=True)
class BackRoomNeeds:
    """What the page is given. ``open_record`` opens a record at an act (or none) for a member; ``open_list`` the
    page of result lists."""

    tools: BackRoomTools
    open_record: Callable[[str, str, str], None]
    open_list: Callable[[], None]


def back_room_descriptor(make_needs: Callable[[Frame], BackRoomNeeds]) -> PageDescriptor:
    """后台, reached from anywhere by Ctrl+H."""
    return PageDescriptor(
        "back_room",
        "back_room.title",
        lambda frame: BackRoomPage(frame, make_needs(frame)),
        group=1,
        keys=(KEY,),
        words=("houtai", "ht", "shenpi"),
    )


class BackRoomPage(Page):
    """Counts as filters above, the rows by deadline, the department's word on the row in focus and the acts beneath."""

    page_id = "back_room"

    def __init__(self, frame: Frame, needs: BackRoomNeeds) -> None:
        super().__init__()
        self._frame = frame
        self._kit = frame.kit
        self._texts = frame.kit.texts
        self._needs = needs
        self._presenter = BackRoomPresenter(needs.tools)
        self._entering = False
        self._make_parts()
        self._lay_out()

    def _make_parts(self) -> None:
        kit, texts = self._kit, self._texts
        self._head = PageHead(kit, texts("back_room.title"))
        self.lists = KeyButton(kit, texts("back_room.act.result_list"), "Ctrl+I")
        self.lists.clicked.connect(self._needs.open_list)
        self.counts: dict[str, KeyButton] = {}
        for at, (section, _) in enumerate(self._presenter.view().counts):
            button = self.counts[section] = KeyButton(kit, self._section_word(section), f"Alt+{at}")
            button.clicked.connect(partial(self._choose, section))
        self.list = Panel(kit, texts("back_room.heading"), hint="F3")
        self.table = RowTable(kit, texts("back_room.heading"), _columns(kit), self._letter)
        self.table.opened.connect(lambda row: self._open(row.key))
        self.table.moved.connect(lambda _: self._show_row())
        self._empty = EmptyState(kit, texts("back_room.empty"), texts("back_room.empty_detail"))
        self._opinion = PlainLabel("", "hint", wrap=True)
        self.acts: dict[str, KeyButton] = {}
        for letter, act in LETTERS.items():
            button = self.acts[act] = KeyButton(kit, texts(f"back_room.act.{act}"), letter)
            button.clicked.connect(partial(self.do, act))
        self.open = KeyButton(kit, texts("back_room.act.open"), "Enter", "primary")
        self.open.clicked.connect(partial(self.do, "open"))

    def _lay_out(self) -> None:
        space = self._kit.theme.space
        self._head.right.addWidget(self.lists)
        counts = QHBoxLayout()
        counts.setSpacing(space("small"))
        for button in self.counts.values():
            counts.addWidget(button)
        counts.addStretch(1)
        self.list.body.addWidget(self.table, 1)
        self.list.body.addWidget(self._empty, 1)
        self.list.body.addWidget(self._opinion)
        acts = FlowLayout(space("small"), space("small"))
        for button in (*self.acts.values(), self.open):
            acts.addWidget(button)
        column = QVBoxLayout(self)
        side = space("medium")
        column.setContentsMargins(side, space("small"), side, space("small"))
        column.setSpacing(space("small"))
        column.addWidget(self._head)
        column.addLayout(counts)
        column.addWidget(self.list, 1)
        column.addLayout(acts)
        tab_through(self.lists, *self.counts.values(), self.table, *self.acts.values(), self.open)

    def _section_word(self, section: str) -> str:
        return self._texts(f"back_room.section.{section}" if section else "back_room.all")

    # -- the frame -------------------------------------------------------------------------------

    def title(self) -> str:
        """后台."""
        return self._texts("back_room.title")

    def help_words(self) -> str:
        """What the place is for."""
        return self._texts("back_room.help")

    def on_enter(self, arguments: dict[str, object]) -> None:
        """Read anew: lights are computed with today's date; ``section`` shows one section only."""
        self._entering = True
        if section := str(arguments.get("section", "")):
            self._presenter.section = section
        self.read()

    def on_changes(self, changes: Changes) -> None:
        """Rows changed; a hidden page reads when it comes back."""
        if self._presenter.concerns(changes) and self.isVisible():
            self.read()

    def on_scan(self, text: str) -> bool:
        """A paper of ours: its record."""
        number = scanned_number(text)
        if number:
            find_record(self._needs.tools.bridge, number, self._found, self._frame.tell_told)
        return bool(number)

    def _found(self, record_id: str) -> None:
        self._needs.open_record(record_id, "", "")

    def on_back(self) -> bool:
        """Esc: from one section to all of them."""
        if not self._presenter.section:
            return False
        self._show(self._presenter.choose_section(self._presenter.section))
        return True

    def first_focus(self) -> QWidget | None:
        """The rows, else the first filter."""
        return self.table if self.table.rows.rows else self.counts[""]

    def desk_actions(self) -> Sequence[DeskAction]:
        """The keys of the page."""
        sections = tuple(
            DeskAction(
                f"back-room-{section or 'all'}",
                f"back_room.section.{section}" if section else "back_room.act.all",
                partial(self._choose, section),
                (f"Alt+{at}",),
            )
            for at, section in enumerate(self.counts)
        )
        return (
            *sections,
            DeskAction("back-room-table", "back_room.act.table", self.table.setFocus, ("F3",)),
            DeskAction("back-room-results", "back_room.act.result_list", self._needs.open_list, ("Ctrl+I",)),
        )

    # -- showing ---------------------------------------------------------------------------------

    def read(self) -> None:
        """Ask for the rows."""
        self._presenter.read(self._show, self._frame.tell_told)

    def _choose(self, section: str) -> None:
        if section == self._presenter.section == "":
            return
        self._show(self._presenter.choose_section(section or self._presenter.section))
        if self.isVisible() and (focus := self.first_focus()) is not None:
            focus.setFocus()

    def _show(self, view: BackView) -> None:
        self._head.say(self._texts("back_room.title"), view.place)
        for section, count in view.counts:
            self.counts[section].set_verb(f"{self._section_word(section)} {count}")
            self.counts[section].set_look("primary" if section == self._presenter.section else "normal")
        key = "back_room.count_cut" if view.is_cut else "back_room.count"
        self.list.set_heading(
            self._texts("back_room.heading"), self._texts(key, count=view.total) if view.total else ""
        )
        self.table.set_rows([Row(line.key, self._cells(line), line) for line in view.lines])
        self.table.setVisible(bool(view.lines))
        self._empty.setVisible(not view.lines)
        if view.lines and self.table.current_row() is None:
            self.table.go_to(view.lines[0].key)
        self._show_row()
        if self._entering and self.isVisible() and (focus := self.first_focus()) is not None:
            focus.setFocus()
        self._entering = False

    def _cells(self, line: BackLine) -> tuple[str | Chip, ...]:
        tone, shape = CHIPS[line.row.section]
        step, due = Chip(line.step, tone, shape), due_chip(line.due.words, line.due.state)
        if self._kit.theme.large:
            return (step, short_number(line.number), line.item, line.applicant, line.status, due)
        return (
            step, line.number, line.item, line.applicant, line.department, line.status, line.papers, due,
        )  # fmt: skip

    def _line(self) -> BackLine | None:
        row = self.table.current_row()
        return self._presenter.line(row.key) if row is not None else None

    def _show_row(self) -> None:
        line = self._line()
        for act, button in self.acts.items():
            button.set_reason(self._presenter.reason_against(act, line))
        self.open.set_reason("" if line is not None else self._texts("back_room.choose_row"))
        self._opinion.setVisible(line is not None)
        if line is None:
            self._opinion.setText("")
            return

        def worded(words: str) -> None:
            if self._line() is not None and self._line() == line:
                self._opinion.setText(words)

        self._presenter.detail(line, worded)

    # -- acts ------------------------------------------------------------------------------------

    def _letter(self, _row: Row, letter: str) -> bool:
        act = LETTERS.get(letter)
        if act is None:
            return False
        self.do(act)
        return True

    def do(self, act: str) -> None:
        """Do an act on the row in focus, or say why it cannot be done."""
        line = self._line()
        reason = "" if act == "open" and line is not None else self._presenter.reason_against(act, line)
        if reason or line is None:
            self._frame.tell(Notice(reason, NoticeKind.REFUSAL))
        elif act == "open":
            self._open(line.key)
        elif act == "sign":
            sentence, verb = self._presenter.sign_sentence(line), self._texts("back_room.act.sign")
            self._frame.confirm(sentence, verb, partial(self._sign, line))
        elif act == "attach":
            self._presenter.take_scan(line, self._told, self._frame.tell_told)
        else:
            self._needs.open_record(line.row.record_id, act, line.row.member)

    def _sign(self, line: BackLine) -> None:
        self._presenter.sign(line, self._told, self._frame.tell_told)

    def _open(self, key: str) -> None:
        line = self._presenter.line(key)
        if line is not None:
            self._needs.open_record(line.row.record_id, "", line.row.member)

    def _told(self, sentence: str) -> None:
        self._frame.tell(Notice(sentence))


def _columns(kit: Kit) -> tuple[Column, ...]:
    texts = kit.texts
    if kit.theme.large:  # the names need the room
        return (
            Column(texts("back_room.column.step"), 100),
            Column(texts("back_room.column.number"), 128),
            Column(texts("back_room.column.item")),
            Column(texts("back_room.column.applicant"), 64),
            Column(texts("back_room.column.status"), 96),
            Column(texts("back_room.column.due"), 130),
        )
    return (
        Column(texts("back_room.column.step"), 92),
        Column(texts("back_room.column.number"), 198),
        Column(texts("back_room.column.item")),
        Column(texts("back_room.column.applicant"), 92),
        Column(texts("back_room.column.department"), 116),
        Column(texts("back_room.column.status"), 96),
        Column(texts("back_room.column.papers"), 76),
        Column(texts("back_room.column.due"), 150),
    )
