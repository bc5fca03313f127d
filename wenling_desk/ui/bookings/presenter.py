"""预约 without its widgets: the list in words, and what can be done with a booking. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from wenling_desk.domain.bookings import ARRIVED, BOOKED, BookingRules
from wenling_desk.domain.identity import phone_problem
from wenling_desk.texts import Texts
from wenling_desk.ui.acceptance.entry import Hit, hits_of
from wenling_desk.ui.record.clock_words import short_day_with_weekday
from wenling_desk.ui.told import DeskBridge, Told
from wenling_desk.use_cases.booking_list import BookingRow, BookingsView, FreeSlot, view_bookings
from wenling_desk.use_cases.bookings import ArriveBooking, Book, CancelBooking, MissBooking, MoveBooking
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import CatalogueSearch, Reading

INITIATOR = "bookings"
READING = "bookings"
MOST_HITS = 8
OnTold = Callable[[Told], object]


@dataclass(frozen=True, slots=True)
class BookingTools:
    """What the page is given."""

    bridge: DeskBridge
    desk: Callable[[], Desk]
    texts: Texts
    search: CatalogueSearch
    rules: BookingRules


@dataclass(frozen=True, slots=True)
class BookingLine:
    """A row of the list: ``tone`` and ``shape`` go with the word of its state."""

    key: str
    when: str
    name: str
    item: str
    phone: str
    state: str
    tone: str
    shape: str


@dataclass(frozen=True, slots=True)
class SlotLine:
    """A slot that can be chosen; ``is_full`` ones are shown and refused."""

    key: str
    day: str
    slot: str
    left: str
    is_full: bool


@dataclass(frozen=True, slots=True)
class BookingForm:
    """What was entered for a new booking. ``hit`` is ``None`` where the words name nothing in the catalogue."""

    phone: str = field(repr=False)
    name: str = field(repr=False)
    hit: Hit | None
    words: str
    note: str = field(default="", repr=False)


class BookingsPresenter:
    """The list as last read, the booking in focus, and one command at a time."""

    def __init__(self, tools: BookingTools) -> None:
        self._tools = tools
        self._texts = tools.texts
        self.view = BookingsView((), (), (), ())
        self.key = ""
        self.busy = False
        self._last: tuple[object, str] | None = None

    # -- reading ---------------------------------------------------------------------------------

    def read(self, on_read: Callable[[], object], on_failed: OnTold) -> None:
        """Read the list."""
        tools = self._tools

        def question(reading: Reading) -> BookingsView:
            return view_bookings(tools.desk(), reading, tools.rules)

        def keep(view: BookingsView) -> None:
            self.view = view
            on_read()

        tools.bridge.ask(question, keep, READING, on_failed)

    def rows(self) -> tuple[BookingRow, ...]:
        """All rows in the order they are shown: what was never answered, today, the coming days."""
        return (*self.view.overdue, *self.view.today, *self.view.coming)

    def row(self) -> BookingRow | None:
        """The booking in focus."""
        return next((row for row in self.rows() if row.record_id == self.key), None)

    def remark(self) -> str:
        """How the day stands."""
        today = self.view.today
        late = sum(row.is_late for row in today)
        return self._texts(
            "bookings.remark_late" if late else "bookings.remark",
            day=self._day(self._today()),
            booked=len(today),
            arrived=sum(row.status == ARRIVED for row in today),
            late=late,
        )

    def lines(self) -> tuple[BookingLine, ...]:
        """The rows in words."""
        return tuple(self._line(row) for row in self.rows())

    def slots(self) -> tuple[SlotLine, ...]:
        """The slots of the coming days in words."""
        return tuple(
            SlotLine(
                key=slot_key(slot),
                day=self._day(slot.day),
                slot=f"{slot.slot}–{slot.until}",
                left=self._texts("bookings.form.left", left=slot.left)
                if slot.left
                else self._texts("bookings.form.full"),
                is_full=not slot.left,
            )
            for slot in self.view.free
        )

    def find(self, text: str) -> tuple[Hit, ...]:
        """Items and bundles by words, pinyin or code."""
        desk = self._tools.desk()
        today = desk.today()
        found = self._tools.search.search(text, MOST_HITS)
        return hits_of(self._texts, desk.catalogue(), found, lambda item: item.is_in_force(today))

    def _line(self, row: BookingRow) -> BookingLine:
        texts, today = self._texts, self._today()
        slot = row.slot
        if row.day == today:
            when = texts("bookings.today_at", slot=slot) if slot else self._day(row.day)
        else:
            when = texts("bookings.day_at" if slot else "bookings.no_slot", day=self._day(row.day), slot=slot)
        phone = texts("bookings.tail", tail=row.phone_tail) if row.phone_tail else ""
        state, tone, shape = texts(f"case.status.{row.status}"), "quiet", "none"
        if row.status == ARRIVED:
            tone, shape = "good", "disc"
        elif row.status == BOOKED and row.is_late:
            is_today = row.day == today
            state, tone, shape = (
                texts("bookings.late"),
                "soon" if is_today else "late",
                "half" if is_today else "triangle",
            )
        elif row.status == BOOKED:
            tone, shape = "act", "disc"
        where = phone if row.is_held else texts("bookings.elsewhere")
        return BookingLine(row.record_id, when, row.name, row.title, where, state, tone, shape)

    # -- what may be done ------------------------------------------------------------------------

    def reason_against(self, *, ahead_too: bool = True) -> str:
        """Why nothing can be done with the booking in focus; ``ahead_too`` is false for what must wait for its day."""
        row = self.row()
        if row is None:
            return self._texts("bookings.no_row")
        if row.status != BOOKED:
            return self._texts("bookings.not_open")
        if not row.is_held:
            return self._texts("bookings.not_held")
        return "" if ahead_too or row.day <= self._today() else self._texts("bookings.still_ahead")

    def faults(self, form: BookingForm) -> dict[str, str]:
        """Field -> what is wrong with it: ``phone``, ``name``, ``item``."""
        texts, found = self._texts, {}
        if not form.phone.strip():
            found["phone"] = texts("bookings.form.missing_phone")
        elif phone_problem("".join(form.phone.split())):
            found["phone"] = texts("bookings.form.odd_phone")
        if not form.name.strip():
            found["name"] = texts("bookings.form.missing_name")
        if form.hit is None and not form.words:
            found["item"] = texts("bookings.form.missing_item")
        return found

    def slot(self, key: str) -> FreeSlot | None:
        """A slot that is shown."""
        return next((slot for slot in self.view.free if slot_key(slot) == key), None)

    # -- acts ------------------------------------------------------------------------------------

    def book(self, form: BookingForm, slot: FreeSlot, on_done: Callable[[str], object], on_failed: OnTold) -> None:
        """A new booking; pressed twice it is one."""
        hit = form.hit
        command = Book(
            command_id=self._command_id((form, slot.day, slot.slot)),
            initiator=INITIATOR,
            name=form.name,
            phone=form.phone,
            title=hit.name if hit is not None else form.words,
            target_code=hit.code if hit is not None else "",
            is_bundle=hit.is_bundle if hit is not None else False,
            day=slot.day,
            slot=slot.slot,
            note=form.note,
            capacity=slot.capacity,
        )
        said = self._texts("bookings.booked", day=self._day(slot.day), slot=slot.slot, name=form.name.strip())
        self._submit(command, lambda _: on_done(said), on_failed)

    def arrive(self, on_done: Callable[[str, str, str], object], on_failed: OnTold) -> None:
        """到了. ``on_done`` gets the draft that begins now (empty where the item cannot be taken in), what the booking
        is for, and the sentence."""
        row = self.row()
        if row is None or self.reason_against(ahead_too=False):
            return
        draft_id = self._tools.desk().ids.new_id()
        command = ArriveBooking(
            command_id=self._command_id(("arrive", row.record_id)),
            initiator=INITIATOR,
            record_id=row.record_id,
            draft_id=draft_id,
        )

        def done(changes: Changes) -> None:
            key = "bookings.arrived" if changes.drafts else "bookings.arrived_other"
            said = self._texts(key, name=row.name, title=row.title)
            on_done(draft_id if changes.drafts else "", row.title, said)

        self._submit(command, done, on_failed)

    def miss(self, on_done: Callable[[str], object], on_failed: OnTold) -> None:
        """没来."""
        row = self.row()
        if row is None or self.reason_against(ahead_too=False):
            return
        command = MissBooking(
            command_id=self._command_id(("miss", row.record_id)), initiator=INITIATOR, record_id=row.record_id
        )
        self._submit(command, lambda _: on_done(self._texts("bookings.missed", name=row.name)), on_failed)

    def cancel(self, reason: str, on_done: Callable[[str], object], on_failed: OnTold) -> None:
        """取消."""
        row = self.row()
        if row is None or self.reason_against():
            return
        command = CancelBooking(
            command_id=self._command_id(("cancel", row.record_id, reason)),
            initiator=INITIATOR,
            record_id=row.record_id,
            reason=reason,
        )
        self._submit(command, lambda _: on_done(self._texts("bookings.cancelled", name=row.name)), on_failed)

    def move(self, slot: FreeSlot, on_done: Callable[[str], object], on_failed: OnTold) -> None:
        """改期."""
        row = self.row()
        if row is None or self.reason_against():
            return
        command = MoveBooking(
            command_id=self._command_id(("move", row.record_id, slot.day, slot.slot)),
            initiator=INITIATOR,
            record_id=row.record_id,
            day=slot.day,
            slot=slot.slot,
            capacity=slot.capacity,
        )
        said = self._texts("bookings.moved", day=self._day(slot.day), slot=slot.slot)
        self._submit(command, lambda _: on_done(said), on_failed)

    def sentence(self, key: str, reason: str = "") -> str:
        """What stands in the strip about the booking in focus."""
        row = self.row()
        if row is None:
            return ""
        return self._texts(key, name=row.name, day=self._day(row.day), slot=row.slot, reason=reason)

    def _command_id(self, what: object) -> str:
        if self._last is None or self._last[0] != what:
            self._last = (what, self._tools.desk().ids.new_id())
        return self._last[1]

    def _submit(self, command: Command, on_done: Callable[[Changes], object], on_failed: OnTold) -> None:
        if self.busy:
            return
        self.busy = True

        def done(changes: Changes) -> None:
            self.busy, self._last = False, None
            on_done(changes)

        def failed(told: Told) -> None:
            self.busy = False
            on_failed(told)

        self._tools.bridge.submit(command, done, failed, failed)

    def _today(self) -> date:
        return self._tools.desk().today()

    def _day(self, day: date) -> str:
        return short_day_with_weekday(self._texts, day, self._today())


def slot_key(slot: FreeSlot) -> str:
    """A key that stays the same for the same slot."""
    return f"{slot.day.isoformat()} {slot.slot}"
