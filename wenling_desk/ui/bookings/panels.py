"""The right side of 预约: the new booking, another day for one that is there, and why one is called off."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout

from wenling_desk.ui.bookings.item_finder import Find, ItemFinder
from wenling_desk.ui.bookings.presenter import BookingForm, SlotLine
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.chips import Chip, Shape, Tone
from wenling_desk.ui.widgets.field_kinds import LineField
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.panels import EmptyState, Panel
from wenling_desk.ui.widgets.row_model import Column, Row
from wenling_desk.ui.widgets.row_table import RowTable
from wenling_desk.ui.widgets.tab_order import tab_through

LABEL_WIDTH = 40


class SlotTable(RowTable):
    """The slots of the coming days; Enter takes the one in focus."""

    def __init__(self, kit: Kit) -> None:
        texts = kit.texts
        super().__init__(
            kit,
            texts("bookings.form.slots"),
            (
                Column(texts("bookings.column.day")),
                Column(texts("bookings.column.slot"), 112),
                Column(texts("bookings.column.left"), 74),
            ),
        )

    def show_slots(self, slots: Sequence[SlotLine]) -> None:
        """Show them; the first that is free is in focus where none was."""
        self.set_rows(
            [
                Row(line.key, (line.day, line.slot, _left(line)), line) for line in slots
            ]
        )  # fmt: skip
        if self.current_row() is None:
            self.to_first_free()

    def to_first_free(self) -> None:
        """The nearest slot that takes somebody."""
        for row in self.rows.rows:
            if isinstance(row.payload, SlotLine) and not row.payload.is_full:
                self.go_to(row.key)
                return


class NewBookingPanel(Panel):
    """Phone, name, item, slot: Enter goes on, Enter on a slot books."""

    submitted = Signal(str)
    """The key of the slot chosen."""

    def __init__(self, kit: Kit, find: Find) -> None:
        super().__init__(kit, kit.texts("bookings.form.heading"), hint="Ctrl+N")
        texts = self._texts = kit.texts
        self.phone = LineField(kit, texts("bookings.form.phone"), "phone", most=30)
        self.name = LineField(kit, texts("bookings.form.name"), "name", most=60)
        self.note = LineField(kit, texts("bookings.form.note"), most=200)
        width = max(each.label_width_wanted() for each in (self.phone, self.name, self.note))
        for each in (self.phone, self.name, self.note):
            each.set_label_width(width)
        self.item = ItemFinder(kit, texts("bookings.form.item"), texts("bookings.form.find"), find, free=True)
        self.item.taken.connect(self._to_slots)
        self.slots = SlotTable(kit)
        self.slots.opened.connect(lambda row: self.submitted.emit(row.key))
        self._slot_fault = PlainLabel(texts("bookings.form.slot_hint"), "hint", wrap=True)
        self._no_slots = EmptyState(kit, texts("bookings.form.no_slots"))
        for widget in (self.phone, self.name, self.item, self.note):
            self.body.addWidget(widget)
        self.body.addWidget(PlainLabel(texts("bookings.form.slots"), "label"))
        self.body.addWidget(self.slots, 1)
        self.body.addWidget(self._no_slots, 1)
        self.body.addWidget(self._slot_fault)
        self.name.line.installEventFilter(self)
        tab_through(self.phone, self.name, self.item.line, self.note, self.slots)

    def show_slots(self, slots: Sequence[SlotLine]) -> None:
        """The slots that can be booked."""
        self.slots.show_slots(slots)
        self.slots.setVisible(bool(slots))
        self._no_slots.setVisible(not slots)

    def form(self) -> BookingForm:
        """What was entered."""
        for each in (self.phone, self.name):
            each.settle()
        return BookingForm(
            str(self.phone.value()), str(self.name.value()), self.item.chosen, self.item.words, str(self.note.value())
        )

    def show_faults(self, faults: dict[str, str], slot_fault: str = "") -> None:
        """Each at its field; the first gets the focus."""
        self._slot_fault.set_role("fault" if slot_fault else "hint")
        self._slot_fault.setText(slot_fault or self._texts("bookings.form.slot_hint"))
        wrong = [
            (widget, faults[key])
            for key, widget in (("phone", self.phone), ("name", self.name), ("item", self.item))
            if key in faults
        ]
        if wrong:
            wrong[0][0].setFocus()
        for widget, fault in wrong:
            widget.set_fault(fault)

    def clear(self) -> None:
        """Ready for the next."""
        for each in (self.phone, self.name, self.note):
            each.show_value("")
            each.set_fault("")
        self.item.clear()
        self.show_faults({})
        self.slots.to_first_free()

    def is_in_focus(self) -> bool:
        """Whether the keys go to one of its fields."""
        fields = (self.phone.line, self.name.line, self.item.line, self.note.line, self.slots)
        return any(each.hasFocus() for each in fields)

    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        typed = (self.phone.line.text(), self.name.line.text(), self.item.line.text(), self.note.line.text())
        return not any(text.strip() for text in typed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in the name goes to the item, also where Tab would stop elsewhere."""
        if watched is self.name.line and _is_enter(event):
            self.name.settle()
            self.item.line.setFocus(Qt.FocusReason.TabFocusReason)
            return True
        return super().eventFilter(watched, event)

    def _to_slots(self) -> None:
        if self.slots.isVisibleTo(self):
            self.slots.setFocus(Qt.FocusReason.TabFocusReason)
            row = self.slots.current_row()
            if row is None or (isinstance(row.payload, SlotLine) and row.payload.is_full):
                self.slots.to_first_free()


class MovePanel(Panel):
    """改期: the slots, and nothing else."""

    submitted = Signal(str)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, kit.texts("bookings.act.move"))
        self._texts = kit.texts
        self.slots = SlotTable(kit)
        self.slots.opened.connect(lambda row: self.submitted.emit(row.key))
        self._fault = PlainLabel(kit.texts("bookings.form.slot_hint"), "hint", wrap=True)
        self.body.addWidget(self.slots, 1)
        self.body.addWidget(self._fault)
        self.hide()

    def open(self, heading: str, slots: Sequence[SlotLine]) -> None:
        """Ask for the day."""
        self.set_heading(heading)
        self.set_fault("")
        self.slots.show_slots(slots)
        self.slots.to_first_free()
        self.show()
        self.slots.setFocus()

    def set_fault(self, fault: str) -> None:
        """Show why this slot will not do."""
        self._fault.set_role("fault" if fault else "hint")
        self._fault.setText(fault or self._texts("bookings.form.slot_hint"))


class CancelPanel(Panel):
    """取消: one field, the reason; a figure picks one of the usual ones."""

    submitted = Signal(str)

    def __init__(self, kit: Kit, reasons: Sequence[str]) -> None:
        super().__init__(kit, kit.texts("bookings.act.cancel"))
        texts = self._texts = kit.texts
        self._reasons = tuple(reasons)
        self.reason = LineField(kit, texts("bookings.cancel.reason"), required=True, most=100)
        self.reason.line.installEventFilter(self)
        for number, reason in enumerate(self._reasons, 1):
            self.body.addWidget(PlainLabel(texts("bookings.cancel.choice", number=number, reason=reason), "hint"))
        self.body.addWidget(self.reason)
        row = QHBoxLayout()
        row.addStretch()
        self.button = KeyButton(kit, texts("bookings.cancel.go_on"), "Enter", "primary")
        self.button.clicked.connect(self.submit)
        row.addWidget(self.button)
        self.body.addLayout(row)
        self.body.addStretch()
        self.hide()

    def open(self, heading: str) -> None:
        """Show it empty."""
        self.set_heading(heading)
        self.reason.show_value("")
        self.reason.set_fault("")
        self.show()
        self.reason.setFocus()

    def submit(self) -> None:
        """Go on, or say what is missing."""
        self.reason.settle()
        reason = str(self.reason.value()).strip()
        if not reason:
            self.reason.set_fault(self._texts("bookings.cancel.missing"))
            self.reason.setFocus()
            return
        self.submitted.emit(reason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A figure in the empty field is one of the reasons; Enter goes on."""
        if watched is self.reason.line and _is_enter(event):
            self.submit()
            return True
        if (
            watched is self.reason.line
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and not self.reason.line.text()
            and event.text().isdecimal()
            and 0 < int(event.text()) <= len(self._reasons)
        ):
            self.reason.show_value(self._reasons[int(event.text()) - 1])
            return True
        return super().eventFilter(watched, event)


def _left(line: SlotLine) -> str | Chip:
    return Chip(line.left, Tone.QUIET, Shape.SQUARE) if line.is_full else line.left


def _is_enter(event: QEvent) -> bool:
    return (
        isinstance(event, QKeyEvent)
        and event.type() == QEvent.Type.KeyPress
        and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
    )
