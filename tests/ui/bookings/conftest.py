"""预约 and 电话咨询 in the real frame beside the real acceptance page, over a counter in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.support.small_catalogue import MARRIAGE
from tests.ui.acceptance.acceptance_desk import AcceptanceDesk
from tests.ui.acceptance.conftest import OtherPage, open_window
from tests.ui.back_entry.conftest import run_now
from wenling_desk import resources
from wenling_desk.catalogue.booking_list import read_booking_list
from wenling_desk.catalogue.counter_files import read_answer_book, read_booking_rules
from wenling_desk.domain.bookings import BookingRules
from wenling_desk.ui.acceptance.descriptor import acceptance_descriptor
from wenling_desk.ui.acceptance.page import AcceptancePage
from wenling_desk.ui.bookings.page import BookingNeeds, BookingsPage, bookings_descriptor
from wenling_desk.ui.bookings.presenter import BookingTools
from wenling_desk.ui.bookings.source import BookingSourceList
from wenling_desk.ui.main_window import MainWindow
from wenling_desk.ui.page import Frame, PageDescriptor
from wenling_desk.ui.past_cases.check import CheckTools, ListCheck
from wenling_desk.ui.past_cases.check_page import CheckWords, RowCheckPage
from wenling_desk.ui.phone.page import PhonePage, phone_descriptor
from wenling_desk.ui.phone.presenter import PhoneTools
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.use_cases.bookings import Book

PERSON, PHONE = "林见秋", "13800005678"
ITEM = "补领婚姻登记证"


@cache
def rules() -> BookingRules:
    return read_booking_rules(resources.path("counter", "bookings.yaml"))


@dataclass
class Front:
    """A window with the pages, where it sent the clerk, and the files that are chosen."""

    desk: AcceptanceDesk
    window: MainWindow = None  # type: ignore[assignment]
    opened: list[str] = field(default_factory=list)
    elsewhere: list[tuple[str, str]] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)

    def booking_tools(self) -> BookingTools:
        desk = self.desk
        return BookingTools(desk.bridge, lambda: desk.dispatcher.desk, desk.texts, desk.search, rules())  # type: ignore[arg-type]

    def phone_tools(self) -> PhoneTools:
        desk = self.desk
        book = read_answer_book(resources.path("counter", "answers.yaml"))
        return PhoneTools(desk.bridge, lambda: desk.dispatcher.desk, desk.texts, desk.search, book)  # type: ignore[arg-type]

    def make(self, kit: Kit, qtbot: Any, first: str = "bookings") -> None:
        desk = self.desk

        def choose(frame: Frame) -> None:
            frame.go("booking_import", file=self.files[-1])

        def needs(frame: Frame) -> BookingNeeds:
            return BookingNeeds(
                self.booking_tools(),
                self.opened.append,
                lambda record_id, known: self.elsewhere.append((record_id, known)),
                lambda: choose(frame),
            )

        def import_page(frame: Frame) -> RowCheckPage:
            hall = desk.desk.identity
            source = BookingSourceList(
                lambda path: read_booking_list(path, rules(), (hall.hall_code, hall.hall_name), desk.today)
            )
            tools = CheckTools(desk.bridge, lambda: desk.dispatcher.desk, desk.texts, run_now)  # type: ignore[arg-type]
            words = CheckWords("booking_import", "bookings.import.title", "bookings.import.help")
            return RowCheckPage(frame, words, ListCheck(tools, source), lambda: None)

        record = OtherPage("record")
        pages = (
            acceptance_descriptor(desk.tools()),
            bookings_descriptor(needs),
            phone_descriptor(self.phone_tools()),
            PageDescriptor("booking_import", "bookings.import.title", import_page, in_rail=False),
            PageDescriptor("record", "acceptance.act.open", lambda frame: record, in_rail=False),
        )
        self.window = open_window(desk, kit, qtbot, pages, first)

    def book(
        self, name: str = PERSON, phone: str = PHONE, day: date | None = None, slot: str = "10:30", **more: Any
    ) -> str:
        values = {"title": ITEM, "target_code": MARRIAGE, "day": day or self.desk.today, "slot": slot} | more
        return self.desk.do(Book, name=name, phone=phone, **values).record_id

    @property
    def page(self) -> BookingsPage:
        page = self.window.current_page()
        assert isinstance(page, BookingsPage)
        return page

    @property
    def phone(self) -> PhonePage:
        page = self.window.current_page()
        assert isinstance(page, PhonePage)
        return page

    @property
    def checks(self) -> RowCheckPage:
        page = self.window.current_page()
        assert isinstance(page, RowCheckPage)
        return page

    @property
    def acceptance(self) -> AcceptancePage:
        page = self.window.current_page()
        assert isinstance(page, AcceptancePage)
        return page

    def rows(self) -> list[tuple[str, ...]]:
        """The words of the list."""
        return [
            tuple(cell if isinstance(cell, str) else cell.word for cell in row.cells)
            for row in self.page.table.rows.rows
        ]

    def said(self) -> str:
        notice = self.window.notices.current()
        return notice.sentence if notice is not None else ""

    def status(self, record_id: str) -> str:
        (row,) = self.desk.heads(record_id)
        return row.status


@pytest.fixture
def front() -> Front:
    return Front(AcceptanceDesk())


@pytest.fixture
def shown(front: Front, kit: Kit, qtbot: Any) -> Front:
    """The page, with nobody booked."""
    front.make(kit, qtbot)
    return front
