"""The page 预约: who is expected, today first; beside it the next booking to be made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wenling_desk.ui.actions import DeskAction
from wenling_desk.ui.bookings.panels import CancelPanel, MovePanel, NewBookingPanel
from wenling_desk.ui.bookings.presenter import BookingsPresenter, BookingTools
from wenling_desk.ui.page import Frame, Page, PageDescriptor
from wenling_desk.ui.told import Told
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.chips import Chip, Shape, Tone
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.notice_bar import Notice
from wenling_desk.ui.widgets.panels import EmptyState, PageHead, Panel
from wenling_desk.ui.widgets.row_model import Column, Row
from wenling_desk.ui.widgets.row_table import RowTable
from wenling_desk.ui.widgets.tab_order import tab_through
from wenling_desk.use_cases.changes import Changes

KEY = "Ctrl+Shift+B"
ACCEPTANCE, DOCUMENTED = "acceptance", "documented"
SLOT_FULL, DAY_PAST = "booking_slot_full", "booking_day_past"
"""Refusals that stand at the slots."""


@dataclass(frozen=True, slots=True)
class BookingNeeds:
    """What the page is given. ``open_elsewhere`` opens a record another desk holds, with what is known of it;
    ``choose_list`` asks for an online system's list."""

    tools: BookingTools
    open_record: Callable[[str], None]
    open_elsewhere: Callable[[str, str], None]
    choose_list: Callable[[], None]


def bookings_descriptor(make_needs: Callable[[Frame], BookingNeeds]) -> PageDescriptor:
    """预约, for the rail and from anywhere by its key."""
    return PageDescriptor(
        "bookings",
        "bookings.title",
        lambda frame: BookingsPage(frame, make_needs(frame)),
        keys=(KEY,),
        words=("yuyue", "yy"),
    )


class BookingsPage(Page):
    """The list at the left, at the right the new booking, or what is asked about the one in focus."""

    page_id = "bookings"

    def __init__(self, frame: Frame, needs: BookingNeeds) -> None:
        super().__init__()
        self._frame = frame
        self._kit = frame.kit
        self._texts = frame.kit.texts
        self._needs = needs
        self.presenter = BookingsPresenter(needs.tools)
        self._make_parts()
        self._lay_out()

    def _make_parts(self) -> None:
        kit, texts = self._kit, self._texts
        self._head = PageHead(kit, texts("bookings.title"))
        columns = (
            Column(texts("bookings.column.when"), 166),
            Column(texts("bookings.column.name"), 70),
            Column(texts("bookings.column.item")),
            Column(texts("bookings.column.phone"), 84),
            Column(texts("bookings.column.state"), 84),
        )
        self.list = Panel(kit, texts("bookings.list"), hint="F3")
        self.table = RowTable(kit, texts("bookings.list"), columns)
        self.table.opened.connect(lambda row: self._open(row.key))
        self.table.moved.connect(self._moved_to)
        self._empty = EmptyState(kit, texts("bookings.empty"), texts("bookings.empty_detail"))
        self._inferred = PlainLabel(texts("bookings.inferred"), "hint", wrap=True)
        self.new = NewBookingPanel(kit, self.presenter.find)
        self.new.submitted.connect(self._book)
        self.move_panel = MovePanel(kit)
        self.move_panel.submitted.connect(self._move)
        self.cancel_panel = CancelPanel(kit, self._needs.tools.rules.cancel_reasons)
        self.cancel_panel.submitted.connect(self._ask_cancel)
        self.buttons = {
            name: self._button(f"booking-{name}", key, hint, look)
            for name, key, hint, look in (
                ("arrive", "bookings.act.arrive", "F4", "primary"),
                ("miss", "bookings.act.miss", "Alt+M", "normal"),
                ("move", "bookings.act.move", "Alt+G", "normal"),
                ("cancel", "bookings.act.cancel", "Alt+X", "normal"),
                ("import", "bookings.act.import", "Ctrl+I", "flat"),
            )
        }

    def _button(self, action_id: str, key: str, hint: str, look: str) -> KeyButton:
        button = KeyButton(self._kit, self._texts(key), hint, look)
        button.clicked.connect(lambda: self._frame.registry.trigger(action_id))
        return button

    def _lay_out(self) -> None:
        space = self._kit.theme.space
        for button in self.buttons.values():
            self._head.right.addWidget(button)
        self.list.body.addWidget(self.table, 1)
        self.list.body.addWidget(self._empty, 1)
        self.list.body.addWidget(self._inferred)
        self._inferred.setVisible(self._needs.tools.rules.status != DOCUMENTED)
        side = QWidget()
        side.setFixedWidth(420 if self._kit.theme.large else 372)
        beside = QVBoxLayout(side)
        beside.setContentsMargins(0, 0, 0, 0)
        for panel in (self.new, self.move_panel, self.cancel_panel):
            beside.addWidget(panel)
        columns = QHBoxLayout()
        columns.setSpacing(space("small"))
        columns.addWidget(self.list, 1)
        columns.addWidget(side)
        column = QVBoxLayout(self)
        column.setContentsMargins(space("medium"), space("small"), space("medium"), space("small"))
        column.setSpacing(space("small"))
        column.addWidget(self._head)
        column.addLayout(columns, 1)
        tab_through(self.table, self.new.phone)

    # -- the frame -------------------------------------------------------------------------------

    def title(self) -> str:
        """预约."""
        return self._texts("bookings.title")

    def help_words(self) -> str:
        """What the place is for."""
        return self._texts("bookings.help")

    def on_enter(self, _arguments: dict[str, object]) -> None:
        """The list as it is now."""
        self._show()
        self.presenter.read(self._entered, self._frame.tell_told)

    def on_changes(self, changes: Changes) -> None:
        """Somebody was booked, came, or was called off."""
        if changes.worklists and self.isVisible():
            self._read()

    def on_back(self) -> bool:
        """Esc: out of what is asked about a booking, then out of the form; what was typed there stays."""
        if not self.new.isVisibleTo(self):
            self._show_side(self.new)
            self.table.setFocus()
            return True
        if self.new.is_in_focus() and self.table.rows.rows:
            self.table.setFocus()
            return True
        return False

    def first_focus(self) -> QWidget | None:
        """The list; without anybody in it the new booking."""
        return self.table if self.table.rows.rows else self.new.phone

    def desk_actions(self) -> Sequence[DeskAction]:
        """The keys of the page."""
        presenter = self.presenter

        def now_only() -> str:
            return presenter.reason_against(ahead_too=False)

        return (
            DeskAction("booking-arrive", "bookings.act.arrive", self.arrive, ("F4",), now_only, primary=True),
            DeskAction("booking-miss", "bookings.act.miss", self._ask_miss, ("Alt+M",), now_only),
            DeskAction("booking-move", "bookings.act.move", self.open_move, ("Alt+G",), presenter.reason_against),
            DeskAction("booking-cancel", "bookings.act.cancel", self.open_cancel, ("Alt+X",), presenter.reason_against),
            DeskAction("booking-new", "bookings.act.new", self.open_new, ("Ctrl+N",)),
            DeskAction("booking-import", "bookings.act.import", self._needs.choose_list, ("Ctrl+I",)),
            DeskAction("booking-list", "bookings.act.list", self.table.setFocus, ("F3",), listed=False),
        )

    # -- showing ---------------------------------------------------------------------------------

    def _read(self) -> None:
        self.presenter.read(self._show, self._frame.tell_told)

    def _entered(self) -> None:
        """The list is read: the keys go to it, unless a booking was begun."""
        self._show()
        if self.table.rows.rows and self.isVisible() and self.new.is_empty():
            self.table.setFocus()

    def _show(self) -> None:
        presenter, texts = self.presenter, self._texts
        self._head.say(texts("bookings.title"), presenter.remark())
        lines = presenter.lines()
        was_empty = not self.table.rows.rows
        self.table.set_rows(
            [
                Row(line.key, (line.when, line.name, line.item, line.phone,
                               Chip(line.state, Tone(line.tone), Shape(line.shape))))
                for line in lines
            ]
        )  # fmt: skip
        view = presenter.view
        counted = texts("bookings.count", today=len(view.today), coming=len(view.coming)) if lines else ""
        self.list.set_heading(texts("bookings.list"), counted)
        self.table.setVisible(bool(lines))
        self._empty.setVisible(not lines)
        if lines and (was_empty or self.table.current_row() is None):
            self.table.go_to(self._next_expected() or lines[0].key)
        row = self.table.current_row()
        presenter.key = row.key if row is not None else ""
        self.new.show_slots(presenter.slots())
        self._show_reasons()

    def _next_expected(self) -> str:
        """The first of today who has not come yet."""
        found = (row.record_id for row in self.presenter.view.today if row.status == "booked")
        return next(found, "")

    def _moved_to(self, row: object) -> None:
        if isinstance(row, Row) and row.key != self.presenter.key:
            self.presenter.key = row.key
            self._show_side(self.new)
            self._show_reasons()

    def _show_reasons(self) -> None:
        presenter = self.presenter
        for name in ("arrive", "miss"):
            self.buttons[name].set_reason(presenter.reason_against(ahead_too=False))
        for name in ("move", "cancel"):
            self.buttons[name].set_reason(presenter.reason_against())
        self._frame.refresh_actions()

    def _show_side(self, panel: QWidget) -> None:
        for each in (self.new, self.move_panel, self.cancel_panel):
            each.setVisible(each is panel)

    # -- acts ------------------------------------------------------------------------------------

    def open_new(self) -> None:
        """To the form; what was begun there stays."""
        self._show_side(self.new)
        self.new.phone.setFocus()

    def _book(self, key: str) -> None:
        form, slot = self.new.form(), self.presenter.slot(key)
        faults = self.presenter.faults(form)
        full = self._slot_fault(key)
        self.new.show_faults(faults, full)
        if not faults and not full and slot is not None:
            self.presenter.book(form, slot, self._booked, self._not_booked)

    def _slot_fault(self, key: str) -> str:
        slot = self.presenter.slot(key)
        if slot is None:
            return self._texts("bookings.form.missing_slot")
        return "" if slot.left else self._texts("bookings.form.slot_full")

    def _booked(self, sentence: str) -> None:
        self.new.clear()
        self._frame.tell(Notice(sentence))
        self.new.phone.setFocus()
        self._read()

    def _not_booked(self, told: Told) -> None:
        if told.code in (SLOT_FULL, DAY_PAST):
            self.new.show_faults({}, told.sentence)
            self._read()
        else:
            self._frame.tell_told(told)

    def arrive(self) -> None:
        """到了: on to acceptance with the item and the person."""
        self.presenter.arrive(self._arrived, self._frame.tell_told)

    def _arrived(self, draft_id: str, title: str, sentence: str) -> None:
        if draft_id:
            self._frame.go(ACCEPTANCE, draft_id=draft_id, told=sentence)
        else:
            self._frame.go(ACCEPTANCE, text=title)
            self._frame.tell(Notice(sentence))

    def _ask_miss(self) -> None:
        sentence = self.presenter.sentence("bookings.miss_sentence")
        self._frame.confirm(
            sentence, self._texts("bookings.act.miss"), lambda: self.presenter.miss(self._done, self._frame.tell_told)
        )

    def open_move(self) -> None:
        """Ask for another day."""
        row = self.presenter.row()
        if row is not None:
            self._show_side(self.move_panel)
            self.move_panel.open(self._texts("bookings.move.heading", name=row.name), self.presenter.slots())

    def _move(self, key: str) -> None:
        slot, fault = self.presenter.slot(key), self._slot_fault(key)
        self.move_panel.set_fault(fault)
        if slot is not None and not fault:
            self.presenter.move(slot, self._done, self._not_moved)

    def _not_moved(self, told: Told) -> None:
        if told.code in (SLOT_FULL, DAY_PAST):
            self.move_panel.set_fault(told.sentence)
            self._read()
        else:
            self._frame.tell_told(told)

    def open_cancel(self) -> None:
        """Ask for the reason."""
        row = self.presenter.row()
        if row is not None:
            self._show_side(self.cancel_panel)
            self.cancel_panel.open(self._texts("bookings.cancel.heading", name=row.name))

    def _ask_cancel(self, reason: str) -> None:
        self._frame.confirm(
            self.presenter.sentence("bookings.cancel_sentence", reason),
            self._texts("bookings.act.cancel"),
            lambda: self.presenter.cancel(reason, self._done, self._frame.tell_told),
        )

    def _done(self, sentence: str) -> None:
        self._show_side(self.new)
        self._frame.tell(Notice(sentence))
        self.table.setFocus()
        self._read()

    def _open(self, record_id: str) -> None:
        row = self.presenter.row()
        if row is not None and not row.is_held:
            self._needs.open_elsewhere(record_id, f"{row.name} {row.title}")
        else:
            self._needs.open_record(record_id)
