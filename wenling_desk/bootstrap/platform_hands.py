"""The other system, wired: its files, its port, the pages of 补录, the key that says it is down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from wenling_desk import bootstrap
from wenling_desk.bootstrap.platform_files import files_of_the_platform, read_list
from wenling_desk.devices.platform_by_hand import PlatformByHand
from wenling_desk.domain.back_entry import PlatformFiles
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.ui.actions import DeskAction
from wenling_desk.ui.back_entry.import_page import ImportPage
from wenling_desk.ui.back_entry.outage_key import KEY, OutageKey
from wenling_desk.ui.back_entry.page import BackEntryNeeds, BackEntryPage, ask_for_list
from wenling_desk.ui.back_entry.tools import BackEntryTools
from wenling_desk.ui.back_entry.watch import BackEntryWatch, watch_of
from wenling_desk.ui.bridge import Bridge
from wenling_desk.ui.main_window import MainWindow
from wenling_desk.ui.page import Frame, PageDescriptor
from wenling_desk.ui.status_keeper import StatusKeeper
from wenling_desk.ui.told import Run, tell
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.notice_bar import Notice
from wenling_desk.ui.workbench.bands import SideList
from wenling_desk.ui.workbench.late_numbers import LateNumbers
from wenling_desk.use_cases.desk import Desk

PLACE = "follow_window"


@dataclass
class PlatformHands:
    """What the windows need of the other system. Its files broken, the desk works without these pages and says so."""

    opened: bootstrap.OpenDesk
    bridge: Bridge
    run: Run

    @cached_property
    def files(self) -> PlatformFiles | KnownTrouble:
        """The files, or what is wrong with them."""
        try:
            return files_of_the_platform()
        except KnownTrouble as trouble:
            return trouble

    def desk(self) -> Desk:
        """The desk as it is now."""
        return self.opened.current

    def pages(self) -> list[PageDescriptor]:
        """The pages of this part."""
        if isinstance(self.files, KnownTrouble):
            return []
        return [
            PageDescriptor("back_entry", "platform.title", self._page, words=("bulu", "bl", "genlu")),
            PageDescriptor("platform_list", "platform.import.title", self._list, in_rail=False),
        ]

    def late_numbers_of(self, frame: Frame) -> Callable[[Kit], SideList] | None:
        """What makes the list on the workbench; ``None`` where the files are broken."""
        if isinstance(self.files, KnownTrouble):
            return None
        return lambda kit: LateNumbers(kit, self.watch(frame), lambda _: _go(frame, "back_entry"))

    def begin(self, main: MainWindow) -> None:
        """The key, the status line, or what is wrong with the files."""
        if isinstance(self.files, KnownTrouble):
            main.tell_told(tell(self.files, self.opened.parts.texts))
            return
        watch = self.watch(main)
        keeper = main.findChild(StatusKeeper)
        if isinstance(keeper, StatusKeeper):
            watch.looked.connect(keeper.refresh)
        key = OutageKey(self._tools(watch), lambda sentence: main.tell(Notice(sentence)), main.tell_told)
        main.add_actions([DeskAction("outage", "platform.outage.act", key.press, (KEY,), words=("tingyong", "ty"))])

    def watch(self, frame: Frame) -> BackEntryWatch:
        """The one watch of a window; it lives and dies with it."""
        assert isinstance(self.files, PlatformFiles)
        return watch_of(frame, self.bridge, self.desk, self.files.rule)

    def _tools(self, watch: BackEntryWatch) -> BackEntryTools:
        assert isinstance(self.files, PlatformFiles)
        store = self.opened.store
        return BackEntryTools(
            bridge=self.bridge,
            desk=self.desk,
            texts=self.opened.parts.texts,
            files=self.files,
            latest=lambda: watch.latest,
            clerk_name=self._clerk_name,
            read_list=read_list,
            platform=PlatformByHand(),
            run=self.run,
            place=partial(store.note, PLACE),
            keep_place=partial(store.keep_note, PLACE),
        )

    def _clerk_name(self, clerk: str) -> str:
        session = self.desk().session
        return session.clerk_name if clerk == session.clerk else clerk

    def _page(self, frame: Frame) -> BackEntryPage:
        watch = self.watch(frame)
        needs = BackEntryNeeds(
            self._tools(watch),
            watch,
            open_record=lambda record_id: _go(frame, "record", record_id=record_id),
            open_list=lambda file: _go(frame, "platform_list", file=file),
        )
        return BackEntryPage(frame, needs)

    def _list(self, frame: Frame) -> ImportPage:
        return ImportPage(frame, self._tools(self.watch(frame)), lambda: self._choose(frame))

    def _choose(self, frame: Frame) -> None:
        ask_for_list(frame.kit.texts, lambda file: _go(frame, "platform_list", file=file))


def _go(frame: Frame, page_id: str, **arguments: str | Path) -> None:
    frame.go(page_id, **arguments)
