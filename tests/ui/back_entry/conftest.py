"""The pages of 补录 in the real frame, over a counter in memory and the platform's twin."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtWidgets import QApplication

from tests.support.hands import bring_up
from tests.support.platform import platform_files
from tests.ui.record.counter import CLERK, Counter, marriage_sheet, restaurant_sheet
from wenling_desk.catalogue.platform_list import read_platform_list
from wenling_desk.devices.platform_by_hand import PlatformByHand
from wenling_desk.ui.actions import DeskAction
from wenling_desk.ui.back_entry.follow_window import FollowWindow
from wenling_desk.ui.back_entry.import_page import ImportPage
from wenling_desk.ui.back_entry.outage_key import KEY, OutageKey
from wenling_desk.ui.back_entry.page import BackEntryNeeds, BackEntryPage
from wenling_desk.ui.back_entry.tools import BackEntryTools
from wenling_desk.ui.back_entry.watch import BackEntryWatch
from wenling_desk.ui.main_window import FrameWords, MainWindow
from wenling_desk.ui.page import Page, PageDescriptor
from wenling_desk.ui.status_keeper import StatusKeeper
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.notice_bar import Notice
from wenling_desk.use_cases.platform_ports import Platform
from wenling_desk.use_cases.take_in import TakeIn

T = TypeVar("T")
NUMBER = "331081202611230001"


def run_now(work: Callable[[], T], done: Callable[[T], object], failed: Callable[[BaseException], object], /) -> None:
    """Off the screen's thread, at once."""
    try:
        answer = work()
    except Exception as error:
        failed(error)
    else:
        done(answer)


class HomePage(Page):
    def title(self) -> str:
        return "home"


@dataclass
class Desk:
    """A window with the pages of 补录."""

    counter: TellingCounter
    kit: Kit
    platform: Platform = field(default_factory=PlatformByHand)
    places: list[str] = field(default_factory=list)
    records: list[str] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)

    def __post_init__(self) -> None:
        counter, kit = self.counter, self.kit
        self.watch = BackEntryWatch(counter.bridge, counter.get_desk, platform_files().rule)
        self.tools = BackEntryTools(
            bridge=counter.bridge,
            desk=counter.get_desk,
            texts=counter.texts,
            files=platform_files(),
            latest=lambda: self.watch.latest,
            clerk_name=lambda clerk: {"c001": "陈晓"}.get(clerk, clerk),
            read_list=lambda path: read_platform_list(path, platform_files()),
            platform=self.platform,
            run=run_now,
            place=lambda: self.places[-1] if self.places else "",
            keep_place=self.places.append,
        )
        needs = BackEntryNeeds(
            self.tools,
            self.watch,
            open_record=self.records.append,
            open_list=self.open_list,
            ask_for_file=lambda give: give(self.files[-1]) if self.files else None,
        )
        self.window = MainWindow(
            Kit(counter.texts, kit.theme, kit.ticks),
            FrameWords("城东街道便民服务中心", "城东街道便民服务中心 · 3 号综合窗口 · 陈晓"),
            (
                PageDescriptor("home", "workbench.title", lambda frame: HomePage()),
                PageDescriptor("back_entry", "platform.title", lambda frame: BackEntryPage(frame, needs)),
                PageDescriptor(
                    "platform_list",
                    "platform.import.title",
                    lambda frame: ImportPage(frame, self.tools, lambda: None),
                    in_rail=False,
                ),
            ),
            counter.clock,
        )
        self.watch.setParent(self.window)
        counter.bridge.changed.connect(self.window.on_changes)
        keeper = StatusKeeper(counter.bridge, self.window, counter.texts, lambda: "c001")  # type: ignore[arg-type]
        self.watch.looked.connect(keeper.refresh)
        key = OutageKey(self.tools, lambda sentence: self.window.tell(Notice(sentence)), self.window.tell_told)
        self.window.add_actions([DeskAction("outage", "platform.outage.act", key.press, (KEY,))])
        self.window.go("home")

    @property
    def page(self) -> BackEntryPage:
        page = self.window.current_page()
        assert isinstance(page, BackEntryPage)
        return page

    @property
    def imports(self) -> ImportPage:
        page = self.window.current_page()
        assert isinstance(page, ImportPage)
        return page

    @property
    def follow(self) -> FollowWindow:
        assert self.page.follow is not None
        return self.page.follow

    def open(self) -> BackEntryPage:
        self.window.go("back_entry")
        return self.page

    def take_in(self, bundle: bool = False) -> str:
        """A case; its record id."""
        sheet = restaurant_sheet() if bundle else marriage_sheet()
        return self.counter.do_and_tell(TakeIn(command_id=self.counter.new_id(), sheet=sheet))

    def open_list(self, file: Path) -> None:
        """A list beside our cases."""
        self.window.go("platform_list", file=file)

    def said(self) -> str:
        notice = self.window.notices.current()
        return notice.sentence if notice is not None else ""

    def rows(self) -> list[tuple[str, ...]]:
        """The words of the list's rows."""
        return [
            tuple(cell if isinstance(cell, str) else cell.word for cell in row.cells)
            for row in self.page.table.rows.rows
        ]


class TellingCounter(Counter):
    """A counter whose commands reach the pages, as those of another page do."""

    def do_and_tell(self, command: Any) -> str:
        done: list[str] = []
        self.bridge.submit(command, lambda changes: done.append(changes.record_id))
        assert not self.bridge.errors
        return done[0]


@pytest.fixture
def counter() -> TellingCounter:
    return TellingCounter(CLERK)


@pytest.fixture
def desk(counter: TellingCounter, kit: Kit, qtbot: Any) -> Desk:
    made = Desk(counter, kit)
    bring_up(qtbot, made.window)
    return made


@pytest.fixture(autouse=True)
def clean_clipboard(qapp: QApplication) -> Iterator[None]:
    qapp.clipboard().clear()
    yield
    qapp.clipboard().clear()
