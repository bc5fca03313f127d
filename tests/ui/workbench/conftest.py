"""The workbench in the real frame, over a counter in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.support.hands import bring_up
from tests.ui.record.counter import CLERK, Counter
from wenling_desk.ui.main_window import FrameWords, MainWindow
from wenling_desk.ui.page import PageDescriptor
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.workbench.page import WorkbenchNeeds, WorkbenchPage
from wenling_desk.ui.workbench.presenter import WorkbenchPresenter, WorkbenchTools

NAMES = {"c001": "陈晓", "l001": "林岚"}


@dataclass
class Bench:
    """A window with the workbench on top, and where it sent the clerk."""

    counter: Counter
    window: MainWindow
    records: list[str] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)
    papers: list[str] = field(default_factory=list)

    @property
    def page(self) -> WorkbenchPage:
        page = self.window.current_page()
        assert isinstance(page, WorkbenchPage)
        return page


@pytest.fixture
def counter() -> Counter:
    return Counter(CLERK)


def make_tools(counter: Counter) -> WorkbenchTools:
    return WorkbenchTools(counter.bridge, counter.get_desk, counter.texts, lambda clerk: NAMES.get(clerk, clerk))


@pytest.fixture
def presenter(counter: Counter) -> WorkbenchPresenter:
    return WorkbenchPresenter(make_tools(counter))


@pytest.fixture
def bench(counter: Counter, kit: Kit, qtbot: Any) -> Bench:
    return make_bench(counter, kit, qtbot)


def make_bench(counter: Counter, kit: Kit, qtbot: Any) -> Bench:
    kit = Kit(counter.texts, kit.theme, kit.ticks)
    went = Bench(counter, window=None)  # type: ignore[arg-type]
    needs = WorkbenchNeeds(make_tools(counter), went.records.append, went.drafts.append, went.papers.append)
    window = MainWindow(
        kit,
        FrameWords("城东街道便民服务中心", "城东街道便民服务中心 · 3 号综合窗口 · 陈晓"),
        (PageDescriptor("workbench", "workbench.title", lambda frame: WorkbenchPage(frame, needs)),),
        counter.clock,
    )
    counter.bridge.changed.connect(window.on_changes)
    window.go("workbench")
    bring_up(qtbot, window)
    went.window = window
    return went
