"""Bookings, the telephone and past cases, wired."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from wenling_desk import bootstrap
from wenling_desk.bootstrap import counter_lists
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.ui.bookings.page import BookingNeeds, bookings_descriptor
from wenling_desk.ui.bookings.presenter import BookingTools
from wenling_desk.ui.bookings.source import BookingSourceList
from wenling_desk.ui.bridge import Bridge
from wenling_desk.ui.main_window import MainWindow
from wenling_desk.ui.page import Frame, PageDescriptor
from wenling_desk.ui.past_cases.check import CheckTools, ListCheck
from wenling_desk.ui.past_cases.check_page import (
    CheckWords,
    FurtherFile,
    RowCheckPage,
    ask_for_list,
    ask_for_mapping,
)
from wenling_desk.ui.past_cases.sources import PastCaseSource
from wenling_desk.ui.phone.page import phone_descriptor
from wenling_desk.ui.phone.presenter import PhoneTools
from wenling_desk.ui.told import Run, tell
from wenling_desk.use_cases.desk import Desk

IMPORT_PAGE, PAST_PAGE = "booking_import", "past_cases"
PAST_WORDS = ("daoru", "jiujian", "drjj")


@dataclass
class BookingsHands:
    """What the windows need of this part. A file of it broken, its page is not there and the others are."""

    opened: bootstrap.OpenDesk
    bridge: Bridge
    run: Run
    _mapping: Path | None = field(default=None, init=False)

    def desk(self) -> Desk:
        """The desk as it is now."""
        return self.opened.current

    def pages(self) -> list[PageDescriptor]:
        """The pages of this part, that of the rail first."""
        pages = [PageDescriptor(PAST_PAGE, "bookings.past.title", self._past_page, in_rail=False, words=PAST_WORDS)]
        texts, search = self.opened.parts.texts, self.opened.parts.search
        try:
            phone = PhoneTools(self.bridge, self.desk, texts, search, counter_lists.answer_book())
            pages.insert(0, phone_descriptor(phone))
        except KnownTrouble:
            pass  # said by begin()
        try:
            tools = BookingTools(self.bridge, self.desk, texts, search, counter_lists.booking_rules())
        except KnownTrouble:
            return pages
        page = bookings_descriptor(partial(self._needs, tools))
        return [page, PageDescriptor(IMPORT_PAGE, "bookings.import.title", self._import_page, in_rail=False), *pages]

    def begin(self, main: MainWindow) -> None:
        """Say which file is broken."""
        for read in (counter_lists.booking_rules, counter_lists.answer_book):
            try:
                read()
            except KnownTrouble as trouble:
                main.tell_told(tell(trouble, self.opened.parts.texts))

    def _needs(self, tools: BookingTools, frame: Frame) -> BookingNeeds:
        return BookingNeeds(
            tools,
            open_record=lambda record_id: _go(frame, "record", record_id=record_id),
            open_elsewhere=lambda record_id, known: _go(frame, "record", record_id=record_id, known=known),
            choose_list=lambda: self._choose(frame, IMPORT_PAGE, "bookings.import.choose"),
        )

    def _tools(self) -> CheckTools:
        return CheckTools(self.bridge, self.desk, self.opened.parts.texts, self.run)

    def _import_page(self, frame: Frame) -> RowCheckPage:
        source = BookingSourceList(lambda path: counter_lists.bookings_listed(self.desk(), path))
        return RowCheckPage(
            frame,
            CheckWords(IMPORT_PAGE, "bookings.import.title", "bookings.import.help"),
            ListCheck(self._tools(), source),
            lambda: self._choose(frame, IMPORT_PAGE, "bookings.import.choose"),
        )

    def _past_page(self, frame: Frame) -> RowCheckPage:
        texts = frame.kit.texts

        def chosen(file: Path) -> None:
            self._mapping = file
            _go(frame, PAST_PAGE, again=True)

        def said() -> str:
            name = self._mapping.name if self._mapping is not None else texts("bookings.past.default_mapping")
            return texts("bookings.past.chosen_mapping", name=name)

        source = PastCaseSource(
            lambda path, mapping: counter_lists.past_cases(self.desk(), path, mapping), lambda: self._mapping
        )
        return RowCheckPage(
            frame,
            CheckWords(PAST_PAGE, "bookings.past.title", "bookings.past.help"),
            ListCheck(self._tools(), source),
            lambda: self._choose(frame, PAST_PAGE, "bookings.past.choose"),
            FurtherFile("bookings.past.mapping", "Alt+D", said, lambda: ask_for_mapping(texts, chosen)),
        )

    def _choose(self, frame: Frame, page_id: str, title_key: str) -> None:
        ask_for_list(frame.kit.texts, title_key, lambda file: _go(frame, page_id, file=file))


def _go(frame: Frame, page_id: str, **arguments: str | Path | bool) -> None:
    frame.go(page_id, **arguments)
