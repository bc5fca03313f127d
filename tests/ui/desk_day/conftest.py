"""The page of the day in the real frame, over a counter in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.support.hands import bring_up
from tests.ui.back_entry.conftest import HomePage, TellingCounter
from tests.ui.record.counter import CLERK, marriage_sheet
from wenling_desk import resources
from wenling_desk.catalogue.alarm_rules import read_alarm_rules
from wenling_desk.catalogue.day_file import read_day_rules
from wenling_desk.catalogue.handover_file import read_handover_rules
from wenling_desk.domain.day_rules import DeviceCheckKind
from wenling_desk.ui.desk_day.lines import DetailView
from wenling_desk.ui.desk_day.page import DayNeeds, DayPage, day_descriptor
from wenling_desk.ui.desk_day.tools import BAD, GOOD, LOOK, DayTools, DeviceCheck, OnChecks
from wenling_desk.ui.main_window import FrameWords, MainWindow
from wenling_desk.ui.page import PageDescriptor
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.use_cases.handle_papers import ReportPrinted
from wenling_desk.use_cases.take_in import TakeIn

RULES = read_day_rules(resources.path("counter", "day.yaml"))
ALARMS = read_alarm_rules(
    resources.path("counter", "alarms.yaml"), read_handover_rules(resources.path("counter", "handover.yaml")).hours
)
CHECKS = (
    DeviceCheck(DeviceCheckKind.PRINTER, GOOD, "HP LaserJet 3 号窗口"),
    DeviceCheck(DeviceCheckKind.DISK, GOOD, "还有 51200 MB"),
    DeviceCheck(DeviceCheckKind.BACKUP, LOOK, "最近一次 11-10，超过 7 天，请在设置里备份"),
    DeviceCheck(DeviceCheckKind.JOURNAL, GOOD, "跟得上"),
    DeviceCheck(DeviceCheckKind.CLOCK, GOOD, "11-23 周一 09:00"),
    DeviceCheck(DeviceCheckKind.LINK, BAD, "没有联网，照常办理，恢复后自动补送"),
)


@dataclass
class Desk:
    """A window with the page."""

    counter: TellingCounter
    kit: Kit
    printed: list[str] = field(default_factory=list)
    gone_to: list[str] = field(default_factory=list)
    checks: Sequence[DeviceCheck] = CHECKS
    unfilled: int | None = 0

    def __post_init__(self) -> None:
        counter, kit = self.counter, self.kit
        self.tools = DayTools(
            bridge=counter.bridge,
            desk=counter.get_desk,
            texts=counter.texts,
            rules=RULES,
            alarm_rules=ALARMS,
            print_papers=self.printed.extend,
            look_at_devices=self._look,
            unfilled=lambda: self.unfilled,
            clerk_name=lambda clerk: {"c001": "陈晓", "l001": "林岚"}.get(clerk, clerk),
        )
        needs = DayNeeds(self.tools, self.gone_to.append, self.gone_to.append)
        self.window = MainWindow(
            Kit(counter.texts, kit.theme, kit.ticks),
            FrameWords("城东街道便民服务中心", "城东街道便民服务中心 · 3 号综合窗口 · 陈晓"),
            (
                PageDescriptor("home", "workbench.title", lambda frame: HomePage()),
                day_descriptor(lambda frame: needs),
            ),
            counter.clock,
        )
        counter.bridge.changed.connect(self.window.on_changes)
        self.window.go("home")

    def _look(self, answer: OnChecks) -> None:
        answer(self.checks)

    @property
    def page(self) -> DayPage:
        page = self.window.current_page()
        assert isinstance(page, DayPage)
        return page

    def open(self) -> DayPage:
        self.window.go("day")
        return self.page

    def take_in(self, *, printed: bool = True) -> str:
        """A case whose papers came out of the printer, or did not; its record id."""
        record_id = self.counter.do_and_tell(TakeIn(command_id=self.counter.new_id(), sheet=marriage_sheet()))
        if printed:
            self.print_all()
        return record_id

    def print_all(self) -> None:
        """The printer takes everything that waits."""
        with self.counter.store.reading() as reading:
            waiting = reading.papers_to_print()
        for paper in waiting:
            self.counter.do_and_tell(ReportPrinted(command_id=self.counter.new_id(), number=paper.number, printed=True))

    def said(self) -> str:
        notice = self.window.notices.current()
        return notice.sentence if notice is not None else ""

    def lines(self) -> dict[str, str]:
        """Name of each line -> how it stands."""
        return {str(row.cells[0]): getattr(row.cells[1], "word", "") for row in self.page.table.rows.rows}

    def things(self) -> list[tuple[str, ...]]:
        """The words of the things listed."""
        return [
            tuple(cell if isinstance(cell, str) else cell.word for cell in row.cells)
            for row in self.page.things.rows.rows
        ]

    def go_to(self, key: str) -> None:
        """Stand on a line."""
        assert self.page.table.go_to(key)

    def thing(self, at: int = 0) -> DetailView:
        payload = self.page.things.rows.rows[at].payload
        assert isinstance(payload, DetailView)
        return payload

    def facts(self, kind: str) -> list[dict[str, Any]]:
        """The bodies of the facts of a kind."""
        return [dict(fact.body) for fact, _ in self.counter.store.shelves.facts if fact.kind == kind]


@pytest.fixture
def counter() -> TellingCounter:
    return TellingCounter(CLERK)


@pytest.fixture
def desk(counter: TellingCounter, kit: Kit, qtbot: Any) -> Desk:
    made = Desk(counter, kit)
    bring_up(qtbot, made.window)
    return made
