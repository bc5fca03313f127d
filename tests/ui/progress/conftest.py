"""查进度 in the real frame, over a counter in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest

from tests.support.hands import bring_up
from tests.support.store_samples import head
from tests.ui.record.counter import CLERK, Counter
from wenling_desk.ui.main_window import FrameWords, MainWindow
from wenling_desk.ui.page import Page, PageDescriptor
from wenling_desk.ui.progress.page import ProgressNeeds, ProgressPage, progress_descriptor
from wenling_desk.ui.progress.presenter import ProgressPresenter, ProgressTools
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.use_cases.people_index import PeopleIndex


def keyed(counter: Counter) -> Callable[[str], str]:
    def hashed(text: str) -> str:
        with counter.store.unit_of_work() as unit:
            return unit.subject_key(text)

    return hashed


@dataclass
class Reach:
    """Whether the centre answers; ``None``: a desk on its own."""

    centre: bool | None = None


def make_tools(counter: Counter, reach: Reach) -> ProgressTools:
    index = PeopleIndex(keyed(counter))
    return ProgressTools(
        counter.bridge, counter.get_desk, counter.texts, index, counter.print_papers, lambda: reach.centre
    )


def elsewhere(counter: Counter, record_id: str = "away-1", **changes: Any) -> None:
    """A case of another desk of the hall: its row and nothing else."""
    values: dict[str, Any] = {
        "record_kind": "acceptance", "item_name": "补领婚姻登记证", "department_key": "MZJ", "applicant": "林**",
        "status": "accepted", "task": "in_department", "due": date(2026, 11, 25), "due_kind": "decision",
        "number": "331081-26-M3TW-000417-5",
    }  # fmt: skip
    row = replace(head(record_id, "MZ003"), **(values | changes))
    counter.store.shelves.heads[record_id] = (*counter.store.shelves.heads.get(record_id, ()), row)


class OtherPage(Page):
    """Where records open."""

    def title(self) -> str:
        return "别处"


@dataclass
class Asking:
    """A window with the page on top, and where it sent the clerk."""

    counter: Counter
    window: MainWindow
    reach: Reach
    opened: list[tuple[str, str]] = field(default_factory=list)

    @property
    def page(self) -> ProgressPage:
        page = self.window.current_page()
        assert isinstance(page, ProgressPage)
        return page


@pytest.fixture
def counter() -> Counter:
    return Counter(CLERK)


@pytest.fixture
def reach() -> Reach:
    return Reach()


@pytest.fixture
def presenter(counter: Counter, reach: Reach) -> ProgressPresenter:
    return ProgressPresenter(make_tools(counter, reach))


@pytest.fixture
def asking(counter: Counter, kit: Kit, reach: Reach, qtbot: Any) -> Asking:
    return make_asking(counter, kit, reach, qtbot)


def make_asking(counter: Counter, kit: Kit, reach: Reach, qtbot: Any) -> Asking:
    kit = Kit(counter.texts, kit.theme, kit.ticks)
    found = Asking(counter, window=None, reach=reach)  # type: ignore[arg-type]
    tools = make_tools(counter, reach)

    def go(record_id: str, known: str = "") -> None:
        found.opened.append((record_id, known))
        found.window.go("other")

    window = MainWindow(
        kit,
        FrameWords("城东街道便民服务中心", "城东街道便民服务中心 · 3 号综合窗口 · 陈晓"),
        (
            PageDescriptor("other", "record.title", lambda frame: OtherPage()),
            progress_descriptor(lambda frame: ProgressNeeds(tools, go, go)),
        ),
        counter.clock,
    )
    found.window = window
    counter.bridge.changed.connect(window.on_changes)
    window.go("other")
    bring_up(qtbot, window)
    return found
