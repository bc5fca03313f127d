"""The record page in the real frame, over a counter in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.support.hands import bring_up
from tests.ui.record.counter import CLERK, Counter
from wenling_desk import resources
from wenling_desk.catalogue.fees_file import read_fee_rules
from wenling_desk.ui.main_window import FrameWords, MainWindow
from wenling_desk.ui.page import Page, PageDescriptor
from wenling_desk.ui.record.page import RecordPage
from wenling_desk.ui.record.presenter import RecordPresenter
from wenling_desk.ui.record.tools import RecordNeeds, RecordTools
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.use_cases.import_results import ListedResult, ResultFile, ResultRow

NAMES = {"c001": "陈晓", "l001": "林岚", "r001": "王审"}


@dataclass
class Went:
    """Where the page sent the clerk."""

    papers: list[str] = field(default_factory=list)
    reprints: list[str] = field(default_factory=list)
    another: list[str] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)


@dataclass
class Stage:
    """A window with the record page on top."""

    counter: Counter
    window: MainWindow
    went: Went
    rows: list[ResultRow]

    @property
    def page(self) -> RecordPage:
        page = self.window.current_page()
        assert isinstance(page, RecordPage)
        return page

    def open(self, record_id: str) -> RecordPage:
        self.window.go("record", record_id=record_id)
        return self.page

    def said(self) -> str:
        """The notice on the screen."""
        notice = self.window.notices.current()
        return notice.sentence if notice is not None else ""


class HomePage(Page):
    """Somewhere else to go."""

    def title(self) -> str:
        return "home"


@pytest.fixture
def counter() -> Counter:
    return Counter(CLERK)


@pytest.fixture
def tools(counter: Counter) -> RecordTools:
    return make_tools(counter, [])


def result_file(rows: list[ResultRow]) -> ResultFile:
    listed = tuple(ListedResult(line, row.number, row) for line, row in enumerate(rows, 2))
    return ResultFile("results.csv", "5" * 64, listed)


def make_tools(counter: Counter, rows: list[ResultRow]) -> RecordTools:
    return RecordTools(
        bridge=counter.bridge,
        desk=counter.get_desk,
        texts=counter.texts,
        print_papers=counter.print_papers,
        read_result_list=lambda path: result_file(rows),
        clerk_name=lambda clerk: NAMES.get(clerk, clerk),
        fee_rules=read_fee_rules(resources.path("counter", "fees.yaml")),
    )


@pytest.fixture
def presenter(tools: RecordTools) -> RecordPresenter:
    return RecordPresenter(tools)


@pytest.fixture
def stage(counter: Counter, kit: Kit, qtbot: Any) -> Stage:
    return make_stage(counter, kit, qtbot)


def make_stage(counter: Counter, kit: Kit, qtbot: Any) -> Stage:
    """A window of this counter; ``rows`` are what every chosen result list holds."""
    went, rows = Went(), list[ResultRow]()
    kit = Kit(counter.texts, kit.theme, kit.ticks)

    def ask_for_file(give: Callable[[Path], None]) -> None:
        give(Path("results.csv"))

    needs = RecordNeeds(
        tools=make_tools(counter, rows),
        open_papers=went.papers.append,
        reprint=went.reprints.append,
        another=went.another.append,
        open_draft=went.drafts.append,
        ask_for_file=ask_for_file,
    )
    window = MainWindow(
        kit,
        FrameWords("城东街道便民服务中心", "城东街道便民服务中心 · 3 号综合窗口 · 陈晓"),
        (
            PageDescriptor("home", "workbench.title", lambda frame: HomePage()),
            PageDescriptor("record", "record.title", lambda frame: RecordPage(frame, needs), in_rail=False),
        ),
        counter.clock,
    )
    counter.bridge.changed.connect(window.on_changes)
    window.go("home")
    bring_up(qtbot, window)
    return Stage(counter, window, went, rows)
