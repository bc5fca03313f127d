"""归档 in the real frame, over a counter in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from tests.support.acts_archive import OnePageArchiving
from tests.support.hands import bring_up
from tests.ui.progress.conftest import OtherPage
from tests.ui.record.counter import CLERK, Counter, marriage_sheet
from wenling_desk.bootstrap.archive_hands import write_into
from wenling_desk.ui.archive.page import ArchiveNeeds, ArchivePage, archive_descriptor
from wenling_desk.ui.archive.presenter import ArchivePresenter, ArchiveTools
from wenling_desk.ui.main_window import FrameWords, MainWindow
from wenling_desk.ui.page import PageDescriptor
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.archive_volume import Package
from wenling_desk.use_cases.decide_case import DecideCase
from wenling_desk.use_cases.deliver_result import DeliverResult


def archiving_counter() -> Counter:
    counter = Counter(CLERK)
    counter.dispatcher.desk = replace(counter.desk, archiving=OnePageArchiving())
    return counter


def granted(counter: Counter, **sheet: Any) -> str:
    """A case with its decision, not handed over yet."""
    record_id = counter.do(AcceptCase(command_id=counter.new_id(), sheet=marriage_sheet(**sheet))).record_id
    counter.do(
        DecideCase(
            command_id=counter.new_id(), record_id=record_id, granted=True, way="signed_paper", officer="李科",
            result_number="J331081-2026-000001",
        )
    )  # fmt: skip
    return record_id


def closed(counter: Counter, **sheet: Any) -> str:
    """A case that may be archived."""
    record_id = granted(counter, **sheet)
    counter.do(DeliverResult(command_id=counter.new_id(), record_id=record_id, way="counter", receiver="沈听澜"))
    return record_id


@dataclass
class Folders:
    """What the person in front of the dialogue chooses, and where packages cannot be written."""

    chosen: Path | None
    asked: int = 0
    broken: set[str] = field(default_factory=set)

    def choose(self, _title: str, _before: Path | None) -> Path | None:
        self.asked += 1
        return self.chosen

    def write(self, package: Package, folder: Path) -> Path:
        if package.record_id in self.broken:
            (folder / package.name).mkdir(parents=True)
        return write_into(package, folder)


def at_once(work: Callable[[], Path], done: Callable[[Path], None], failed: Callable[[BaseException], None]) -> None:
    try:
        place = work()
    except Exception as error:
        failed(error)
        return
    done(place)


def make_tools(counter: Counter, folders: Folders) -> ArchiveTools:
    return ArchiveTools(
        bridge=counter.bridge,
        desk=counter.get_desk,
        texts=counter.texts,
        run=at_once,
        write=folders.write,
        choose_folder=folders.choose,
        print_papers=counter.print_papers,
    )


@dataclass
class Archive:
    """A window with the page on top."""

    counter: Counter
    window: MainWindow
    folders: Folders
    opened: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    @property
    def page(self) -> ArchivePage:
        page = self.window.current_page()
        assert isinstance(page, ArchivePage)
        return page

    def enter(self) -> ArchivePage:
        """Go there."""
        self.window.go("archive")
        return self.page

    def rows(self) -> list[tuple[str, ...]]:
        rows = self.page.table.rows.rows
        return [tuple(cell if isinstance(cell, str) else cell.word for cell in row.cells) for row in rows]


@pytest.fixture
def counter() -> Counter:
    return archiving_counter()


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path / "out")


@pytest.fixture
def presenter(counter: Counter, folders: Folders) -> ArchivePresenter:
    return ArchivePresenter(make_tools(counter, folders))


@pytest.fixture
def archive(counter: Counter, kit: Kit, folders: Folders, qtbot: Any) -> Archive:
    return make_archive(counter, kit, folders, qtbot)


def make_archive(counter: Counter, kit: Kit, folders: Folders, qtbot: Any) -> Archive:
    kit = Kit(counter.texts, kit.theme, kit.ticks)
    found = Archive(counter, window=None, folders=folders)  # type: ignore[arg-type]
    tools = make_tools(counter, folders)
    window = MainWindow(
        kit,
        FrameWords("城东街道便民服务中心", "城东街道便民服务中心 · 3 号综合窗口 · 陈晓"),
        (
            PageDescriptor("other", "record.title", lambda frame: OtherPage()),
            archive_descriptor(lambda frame: ArchiveNeeds(tools, found.opened.append)),
        ),
        counter.clock,
    )
    found.window = window
    counter.bridge.changed.connect(window.on_changes)
    window.go("other")
    bring_up(qtbot, window)
    return found
