"""The page of seals: left who holds which, right the book of the one in focus; one key ticks all that wait."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wenling_desk.ui.actions import DeskAction
from wenling_desk.ui.page import Frame, Page, PageDescriptor
from wenling_desk.ui.record.paper_names import short_number
from wenling_desk.ui.seals.panels import FormPanel, ReadyPanel, enter_panel, hand_panel, ready_keys, reason_of
from wenling_desk.ui.seals.presenter import SealsPresenter, SealTools
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.chips import Chip, Shape, Tone
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.notice_bar import Notice, NoticeKind
from wenling_desk.ui.widgets.panels import EmptyState, PageHead, Panel
from wenling_desk.ui.widgets.row_model import Column, Row
from wenling_desk.ui.widgets.row_table import RowTable
from wenling_desk.ui.widgets.search_line import SearchLine
from wenling_desk.ui.widgets.tab_order import tab_through
from wenling_desk.use_cases.changes import Changes

LONGEST = 80


def seals_descriptor(tools: SealTools) -> PageDescriptor:
    """The page as the frame knows it; found in the palette, and gone to from the day's page."""
    return PageDescriptor(
        "seals",
        "day.seals.title",
        lambda frame: SealsPage(frame, tools),
        in_rail=False,
        words=("yinzhang", "yz", "gaizhang", "yongyin"),
    )


class SealsPage(Page):
    """Up and Down choose a seal, F4 ticks all papers that wait for it, a scan ticks one."""

    page_id = "seals"

    def __init__(self, frame: Frame, tools: SealTools) -> None:
        super().__init__()
        self._frame = frame
        self._kit = frame.kit
        self._texts = frame.kit.texts
        self._tools = tools
        self._presenter = SealsPresenter(tools)
        self._to_list = False
        self._make_parts()
        self._lay_out()

    def _make_parts(self) -> None:
        kit, texts = self._kit, self._texts
        self._head = PageHead(kit, texts("day.seals.title"))
        self.box = SearchLine(texts("day.seals.box"), longest=LONGEST)
        self.box.returnPressed.connect(self._typed)
        self._list = Panel(kit, texts("day.seals.list"), hint="F3")
        large = kit.theme.large
        columns = [
            Column(texts("day.seals.column_title")),
            Column(texts("day.seals.column_number"), 66),
            Column(texts("day.seals.column_holder"), 72),
            *([] if large else [Column(texts("day.seals.column_place"), 110)]),
            Column(texts("day.seals.column_today"), 60),
            Column(texts("day.seals.column_waiting"), 108),
        ]
        self.table = RowTable(kit, texts("day.seals.list"), columns)
        self.table.moved.connect(self._focus_row)
        self.table.opened.connect(lambda _: self.tick_all())
        self._empty = EmptyState(kit, texts("day.seals.empty"), texts("day.seals.empty_detail"))
        self._make_book()
        self._make_forms()
        self.tick = self._button("day.seals.act_tick", "F4", self.tick_all, "primary")
        self._buttons = [
            self.tick,
            self._button("day.seals.act_hand", "F6", self.open_hand_over),
            self._button("day.seals.act_use", "F7", self.open_use),
            self._button("day.seals.act_register", "F8", self.print_register),
            self._button("day.seals.act_enter", "Alt+N", self.open_enter),
        ]

    def _make_book(self) -> None:
        kit, texts = self._kit, self._texts
        self._side = Panel(kit, texts("day.seals.book"))
        self.book = RowTable(
            kit,
            texts("day.seals.book"),
            (
                Column(texts("day.seals.column_time"), 92),
                Column(texts("day.seals.column_what")),
                Column(texts("day.seals.column_paper"), 116),
                Column(texts("day.seals.column_state"), 74),
            ),
        )
        self._book_empty = EmptyState(kit, texts("day.seals.book_empty"))
        self._stays = PlainLabel(texts("day.seals.stays"), "hint", wrap=True)

    def _make_forms(self) -> None:
        kit, texts = self._kit, self._texts
        self.enter_form = enter_panel(kit)
        self.enter_form.submitted.connect(self._enter)
        self.hand_form = hand_panel(kit)
        self.hand_form.submitted.connect(self._hand_over)
        rules = self._tools.rules
        self.use_form = ReadyPanel(
            kit,
            texts("day.seals.use_heading"),
            texts("day.seals.act_use_on"),
            texts("day.seals.field_purpose"),
            rules.purposes,
        )
        self.use_form.submitted.connect(lambda values: self._other_use(str(values["text"])))
        self.retire_form = ReadyPanel(
            kit, texts("day.seals.retire_heading"), texts("day.seals.act_retire_on"), texts("day.seals.field_why"), ()
        )
        self.retire_form.submitted.connect(lambda values: self._ask_retire(str(values["text"])))
        self.forms: tuple[FormPanel, ...] = (self.enter_form, self.hand_form, self.use_form, self.retire_form)

    def _button(self, key: str, hint: str, act: Callable[[], object], look: str = "normal") -> KeyButton:
        button = KeyButton(self._kit, self._texts(key), hint, look)
        button.clicked.connect(lambda: act())
        return button

    def _lay_out(self) -> None:
        space = self._kit.theme.space
        for button in self._buttons:
            self._head.right.addWidget(button)
        self._list.body.addWidget(self.box)
        self._list.body.addWidget(self.table, 1)
        self._list.body.addWidget(self._empty, 1)
        self._side.body.addWidget(self.book, 1)
        self._side.body.addWidget(self._book_empty, 1)
        self._side.body.addWidget(self._stays)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(space("small"))
        right.addWidget(self._side, 100)
        for form in self.forms:
            right.addWidget(form)
        right.addStretch()
        holder = QWidget()
        holder.setLayout(right)
        holder.setFixedWidth(560 if self._kit.theme.large else 500)
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
        tab_through(self.box, self.table, self.book, *self._buttons)

    # -- the frame -------------------------------------------------------------------------------

    def title(self) -> str:
        """印章."""
        return self._texts("day.seals.title")

    def help_words(self) -> str:
        """What the place is for."""
        return self._texts("day.seals.help")

    def on_enter(self, _arguments: dict[str, object]) -> None:
        """Read the list."""
        self._to_list = True
        self._read()

    def on_leave(self) -> str:
        """Forms close; what was typed into them stays."""
        self._close_forms()
        return ""

    def on_changes(self, changes: Changes) -> None:
        """Papers were issued, stamped or voided."""
        if self.isVisible() and (changes.worklists or changes.papers):
            self._read()

    def on_back(self) -> bool:
        """Esc closes a form first, then empties the box."""
        if self._open_form() is not None:
            self._close_forms()
            self._first().setFocus()
            self._frame.refresh_actions()
            return True
        if self.box.text():
            self.box.clear()
            return True
        return False

    def on_scan(self, text: str) -> bool:
        """A paper: it is ticked."""
        return self._presenter.take_number(text, self._done, self._failed)

    def first_focus(self) -> QWidget | None:
        """The list."""
        return self._first()

    def _first(self) -> QWidget:
        return self.table if self.table.rows.rows else self._buttons[-1]

    def desk_actions(self) -> Sequence[DeskAction]:
        """The keys of the page."""
        no_seal = self._presenter.reason_against_seal
        ready = {**ready_keys(self.use_form)}
        return (
            DeskAction(
                "seals-tick",
                "day.seals.act_tick",
                self.tick_all,
                ("F4",),
                self._presenter.reason_against_ticking,
                primary=True,
            ),
            DeskAction("seals-hand", "day.seals.act_hand", self.open_hand_over, ("F6",), no_seal),
            DeskAction("seals-use", "day.seals.act_use", self.open_use, ("F7",), no_seal),
            DeskAction("seals-register", "day.seals.act_register", self.print_register, ("F8",), no_seal),
            DeskAction("seals-enter", "day.seals.act_enter", self.open_enter, ("Alt+N",)),
            DeskAction("seals-retire", "day.seals.act_retire", self.open_retire, ("Alt+X",), no_seal),
            DeskAction("seals-list", "day.seals.list", lambda: self._first().setFocus(), ("F3",), listed=False),
            DeskAction("seals-box", "day.seals.box", self.box.setFocus, ("Alt+S",), listed=False),
            DeskAction(
                "seals-go-on", "day.form.go_on", self._go_on, ("Ctrl+Enter",), self._no_form, listed=False
            ),
            *(
                DeskAction(f"seals-ready-{key}", "day.form.ready", act, (key,), self._no_ready, listed=False)
                for key, act in ready.items()
            ),
        )  # fmt: skip

    def _open_form(self) -> FormPanel | None:
        return next((form for form in self.forms if not form.isHidden()), None)

    def _no_form(self) -> str:
        return "" if self._open_form() is not None else self._texts("day.form.none_open")

    def _no_ready(self) -> str:
        return "" if self._open_form() is self.use_form else self._texts("day.form.none_open")

    def _go_on(self) -> None:
        form = self._open_form()
        if form is not None:
            form.submit()

    def _close_forms(self) -> None:
        for form in self.forms:
            form.hide()
        self._side.show()

    def _show_form(self, form: FormPanel, **values: str) -> None:
        self._close_forms()
        self._side.hide()  # the form takes its place: both would press each other flat
        form.open(**values)
        self._frame.refresh_actions()

    # -- showing ---------------------------------------------------------------------------------

    def _read(self) -> None:
        self._presenter.read(self._show, self._frame.tell_told)

    def _show(self) -> None:
        lines = self._presenter.lines()
        large = self._kit.theme.large
        rows = [
            Row(
                line.key,
                (line.title, line.number, line.holder, *(() if large else (line.place,)), line.today,
                 Chip(line.waiting, Tone(line.tone), Shape(line.shape))),
            )
            for line in lines
        ]  # fmt: skip
        self.table.set_rows(rows)
        for widget in (self.table, self.box):
            widget.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        self._head.say(
            self._texts("day.seals.title"), self._texts("day.seals.in_hand", count=self._presenter.in_hand())
        )
        if rows and (row := self.table.current_row()) is not None and row.key == self._presenter.key:
            self._show_book()
        elif rows:
            self.table.go_to(self._presenter.key)
        self._show_book()
        if self._to_list:
            self._to_list = False
            self._first().setFocus()
        self._frame.refresh_actions()

    def _focus_row(self, row: object) -> None:
        if isinstance(row, Row):
            self._presenter.key = row.key
            self._show_book()
            self._frame.refresh_actions()

    def _show_book(self) -> None:
        lines = self._presenter.book()
        seal = self._presenter.seal()
        heading = seal.seal.title if seal is not None else self._presenter.homeless_title()
        self._side.set_heading(heading or self._texts("day.seals.book"))
        rows = [
            Row(line.key, (line.time, line.what, short_number(line.number), Chip(line.state, Tone(line.tone))))
            for line in lines
        ]
        self.book.set_rows(rows)
        self.book.setVisible(bool(rows))
        self._book_empty.setVisible(not rows)
        self._stays.setVisible(seal is not None and not seal.seal.may_leave)
        self.tick.set_reason(self._presenter.reason_against_ticking())

    # -- acts ------------------------------------------------------------------------------------

    def tick_all(self) -> None:
        """F4: every paper that waits for this seal."""
        reason = self._presenter.reason_against_ticking()
        if reason:
            if self._presenter.homeless_title():
                self.open_enter()
            else:
                self._frame.tell(Notice(reason, NoticeKind.TELL))
            return
        self._presenter.tick_all(self._done, self._failed)

    def _typed(self) -> None:
        text = self.box.text().strip()
        if text and not self._presenter.take_number(text, self._done, self._failed):
            self._frame.tell(Notice(self._texts("day.seals.no_number"), NoticeKind.REFUSAL))
        self.box.selectAll()

    def open_enter(self) -> None:
        """登记新章, with what is known: whose, and in whose hands."""
        session = self._tools.desk().session
        title = self._presenter.homeless_title() or next(iter(self._presenter.view.proposals), "")
        self._show_form(self.enter_form, title=title, holder=session.clerk, holder_name=session.clerk_name)

    def open_hand_over(self) -> None:
        """交接印章."""
        seal = self._presenter.seal()
        if seal is not None:
            self.hand_form.set_heading(self._texts("day.seals.hand_heading"), seal.seal.title)
            self._show_form(self.hand_form)

    def open_use(self) -> None:
        """其他用印."""
        if self._presenter.seal() is not None:
            self._show_form(self.use_form)

    def open_retire(self) -> None:
        """停用."""
        if self._presenter.seal() is not None:
            self._show_form(self.retire_form)

    def print_register(self) -> None:
        """印章使用登记 of today."""
        self._presenter.print_register(self._done, self._failed)

    def _enter(self, values: dict[str, str | bool]) -> None:
        words = {name: str(value) for name, value in values.items() if name != "may_leave"}
        self._presenter.enter(
            **words, may_leave=bool(values["may_leave"]), on_done=self._done_form, on_failed=self._failed
        )

    def _hand_over(self, values: dict[str, str]) -> None:
        reason = reason_of(self._kit, values.pop("reason"))
        self._presenter.hand_over(**values, reason=reason, on_done=self._done_form, on_failed=self._failed)

    def _other_use(self, purpose: str) -> None:
        self._presenter.other_use(purpose, self._done_form, self._failed)

    def _ask_retire(self, reason: str) -> None:
        seal = self._presenter.seal()
        if seal is None:
            return
        act = partial(self._presenter.retire, reason, self._done_form, self._failed)
        sentence = self._texts("day.seals.strip_retire", title=seal.seal.title, number=seal.seal.number)
        self._frame.confirm(sentence, self._texts("day.seals.act_retire"), act)

    def _done_form(self, sentence: str) -> None:
        form = self._open_form()
        self._close_forms()
        if form is not None:
            form.clear()
        self._to_list = True
        self._done(sentence)

    def _done(self, sentence: str) -> None:
        self.box.clear()
        self._frame.tell(Notice(sentence))
        self._read()

    def _failed(self, told: object) -> None:
        self._frame.tell_told(told)  # type: ignore[arg-type]
