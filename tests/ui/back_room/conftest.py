"""后台 in the real frame beside the record page, over a counter in memory."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from tests.support.acts_handover import handover_rules
from tests.support.hands import bring_up, press
from tests.ui.record.counter import CLERK, HALL_TIME, Counter, marriage_sheet, restaurant_sheet
from wenling_desk import resources
from wenling_desk.catalogue.alarm_rules import read_alarm_rules
from wenling_desk.domain.alarms import AlarmRules
from wenling_desk.domain.authority import Role, Session
from wenling_desk.ui.back_room.page import BackRoomNeeds, BackRoomPage, back_room_descriptor
from wenling_desk.ui.back_room.presenter import BackRoomTools
from wenling_desk.ui.back_room.results_page import ResultsNeeds, ResultsPage, results_descriptor
from wenling_desk.ui.main_window import FrameWords, MainWindow
from wenling_desk.ui.page import Page, PageDescriptor
from wenling_desk.ui.record.page import RecordPage
from wenling_desk.ui.record.scan_files import ScanTray
from wenling_desk.ui.record.tools import RecordNeeds, RecordTools
from wenling_desk.ui.widgets.confirm_strip import GUARD_MS
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.workbench.page import WorkbenchNeeds, WorkbenchPage
from wenling_desk.ui.workbench.presenter import WorkbenchTools
from wenling_desk.ui.workbench.reminders import Reminders
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.import_results import ListedResult, ResultFile, ResultRow
from wenling_desk.use_cases.take_in import TakeIn

NAMES = {"c001": "陈晓", "r001": "王审", "l001": "林岚"}
SEAT = Session("r001", "王审", (Role.REVIEWER,), department_key="MZJ")
MANY_HATS = Session("c001", "陈晓", (Role.CLERK, Role.TEAM_LEADER, Role.REVIEWER))


def alarm_rules() -> AlarmRules:
    return read_alarm_rules(resources.path("counter", "alarms.yaml"), handover_rules().hours)


class Home(Page):
    """Somewhere else to go."""

    def title(self) -> str:
        return "home"


@dataclass
class Tray:
    """The scanner's folder, and the file a person would choose."""

    folder: str = ""
    chosen: Path | None = None
    asked: list[str] = field(default_factory=list)

    def make(self, counter: Counter) -> ScanTray:
        return ScanTray(lambda: self.folder, self._keep, self._ask, counter.clock.now)

    def _keep(self, folder: str) -> None:
        self.folder = folder

    def _ask(self, folder: str, give: Callable[[Path], None]) -> None:
        self.asked.append(folder)
        if self.chosen is not None:
            give(self.chosen)


@dataclass
class Seat:
    """A window with 后台 on top."""

    counter: Counter
    window: MainWindow
    tray: Tray
    rows: list[ListedResult]
    ticks: Any

    @property
    def page(self) -> BackRoomPage:
        page = self.window.current_page()
        assert isinstance(page, BackRoomPage)
        return page

    @property
    def record(self) -> RecordPage:
        page = self.window.current_page()
        assert isinstance(page, RecordPage)
        return page

    @property
    def results(self) -> ResultsPage:
        page = self.window.current_page()
        assert isinstance(page, ResultsPage)
        return page

    @property
    def bench(self) -> WorkbenchPage:
        page = self.window.current_page()
        assert isinstance(page, WorkbenchPage)
        return page

    def steps(self) -> list[str]:
        """What each row waits for, as shown."""
        return [str(getattr(row.cells[0], "word", row.cells[0])) for row in self.page.table.rows.rows]

    def told(self) -> str:
        """What the notice says."""
        notice = self.window.notices.current()
        return notice.sentence if notice is not None else ""

    def agree(self) -> None:
        """Read the strip and press Enter."""
        assert self.window.strip.is_open()
        self.ticks.advance(GUARD_MS + 1)
        press(Qt.Key.Key_Return)


@pytest.fixture
def counter() -> Counter:
    return Counter(CLERK)


@pytest.fixture
def seat(counter: Counter, kit: Kit, qtbot: Any) -> Seat:
    return make_seat(counter, kit, qtbot)


def make_seat(counter: Counter, kit: Kit, qtbot: Any) -> Seat:
    kit = Kit(counter.texts, kit.theme, kit.ticks)
    tray, rows = Tray(), list[ListedResult]()
    rules = alarm_rules()
    scans = tray.make(counter)

    def clerk_name(clerk: str) -> str:
        return NAMES.get(clerk, clerk)

    def read_list(_: Path) -> ResultFile:
        return ResultFile("民政局办结清单.xlsx", "7" * 64, tuple(rows))

    tools = RecordTools(
        counter.bridge, counter.get_desk, counter.texts, counter.print_papers, read_list, clerk_name, rules
    )
    record = RecordNeeds(tools, lambda _: None, lambda _: None, lambda _: None, tray=scans)
    bench_tools = WorkbenchTools(counter.bridge, counter.get_desk, counter.texts, clerk_name)

    def open_at(frame: Any) -> Callable[[str, str, str], None]:
        return lambda record_id, act, member: frame.go("record", record_id=record_id, act=act, member=member)

    def bench(frame: Any) -> WorkbenchPage:
        def go(record_id: str) -> None:
            frame.go("record", record_id=record_id)

        needs = WorkbenchNeeds(bench_tools, go, lambda _: None, lambda _: None)
        return WorkbenchPage(frame, replace(needs, reminders=lambda kit: Reminders(kit, bench_tools, rules, go)))

    window = MainWindow(
        kit,
        FrameWords("城东街道便民服务中心", "城东街道便民服务中心 · 民政局席位 · 王审"),
        (
            PageDescriptor("home", "record.title", lambda frame: Home()),
            PageDescriptor("workbench", "workbench.title", bench),
            PageDescriptor("record", "record.title", lambda frame: RecordPage(frame, record), in_rail=False),
            back_room_descriptor(
                lambda frame: BackRoomNeeds(
                    BackRoomTools(counter.bridge, counter.get_desk, counter.texts, scans),
                    open_at(frame),
                    lambda: frame.go("result_list"),  # type: ignore[arg-type]
                )
            ),
            results_descriptor(lambda frame: ResultsNeeds(tools, lambda give: give(Path("list.xlsx")))),
        ),
        counter.clock,
    )
    counter.bridge.changed.connect(window.on_changes)
    window.go("home")
    bring_up(qtbot, window)
    return Seat(counter, window, tray, rows, kit.ticks)


def taken_in(counter: Counter) -> str:
    return counter.do(TakeIn(command_id=counter.new_id(), sheet=marriage_sheet())).record_id


def accepted(counter: Counter) -> str:
    return counter.do(AcceptCase(command_id=counter.new_id(), sheet=marriage_sheet())).record_id


def bundle(counter: Counter) -> str:
    return counter.do(TakeIn(command_id=counter.new_id(), sheet=restaurant_sheet())).record_id


def number_of(counter: Counter, record_id: str) -> str:
    with counter.store.reading() as reading:
        return reading.papers_of(record_id)[0].number


def scan_file(folder: Path, counter: Counter, *, minutes_ago: int = 1, name: str = "scan-1.pdf") -> Path:
    """A scan as the scanner left it."""
    file = folder / name
    file.write_bytes(b"%PDF-1.7 signed by the department")
    made = counter.clock.now().timestamp() - minutes_ago * 60
    os.utime(file, (made, made))
    assert datetime.fromtimestamp(made, HALL_TIME) < counter.clock.now()
    return file


def row(counter: Counter, record_id: str, line: int, **more: Any) -> ListedResult:
    plain = ResultRow(number_of(counter, record_id), "", True, "李科", "婚补-1")
    found = replace(plain, **more)
    return ListedResult(line, found.number, found)
