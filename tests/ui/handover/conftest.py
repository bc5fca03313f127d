"""The page 交接 in the real frame, over a counter in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.support.acts_handover import handover_rules
from tests.support.hands import bring_up
from tests.ui.record.counter import CLERK, Counter, marriage_sheet, person, restaurant_sheet
from wenling_desk.domain.handover_rules import HandoverRules
from wenling_desk.ui.handover.page import HandoverNeeds, HandoverPage, handover_descriptor
from wenling_desk.ui.handover.presenter import HandoverPresenter
from wenling_desk.ui.handover.tools import HandoverTools
from wenling_desk.ui.main_window import FrameWords, MainWindow
from wenling_desk.ui.page import Page, PageDescriptor
from wenling_desk.ui.status_keeper import StatusKeeper
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.use_cases.take_in import TakeIn


class HomePage(Page):
    def title(self) -> str:
        return "home"


def make_tools(counter: Counter, rules: HandoverRules | None = None) -> HandoverTools:
    return HandoverTools(
        counter.bridge, counter.get_desk, counter.texts, rules or handover_rules(), counter.print_papers
    )


@dataclass
class Handing:
    """A window with the page, and where it sent the clerk."""

    counter: Counter
    kit: Kit
    rules: HandoverRules | None = None
    opened: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        counter = self.counter
        needs = HandoverNeeds(make_tools(counter, self.rules), self.opened.append)
        self.window = MainWindow(
            Kit(counter.texts, self.kit.theme, self.kit.ticks),
            FrameWords("城东街道便民服务中心", "城东街道便民服务中心 · 3 号综合窗口 · 陈晓"),
            (
                PageDescriptor("home", "workbench.title", lambda frame: HomePage()),
                handover_descriptor(lambda frame: needs),
            ),
            counter.clock,
        )
        counter.bridge.changed.connect(self.window.on_changes)
        StatusKeeper(counter.bridge, self.window, counter.texts, lambda: "c001")  # type: ignore[arg-type]
        self.window.go("home")

    @property
    def page(self) -> HandoverPage:
        page = self.window.current_page()
        assert isinstance(page, HandoverPage)
        return page

    def open(self) -> HandoverPage:
        """Come to the page, as from another one."""
        self.window.go("home")
        self.window.go("handover")
        return self.page

    def said(self) -> str:
        notice = self.window.notices.current()
        return notice.sentence if notice is not None else ""

    def rows(self, table: Any = None) -> list[tuple[str, ...]]:
        """The words of a table's rows; of the tick list where none is named."""
        found = table if table is not None else self.page.waiting.table
        return [tuple(cell if isinstance(cell, str) else cell.word for cell in row.cells) for row in found.rows.rows]


def take_in(counter: Counter, *, bundle: bool = False, **changes: Any) -> str:
    """A case whose papers wait for their departments; its record id."""
    sheet = restaurant_sheet() if bundle else marriage_sheet(**changes)
    return counter.do(TakeIn(command_id=counter.new_id(), sheet=sheet)).record_id


@pytest.fixture
def counter() -> Counter:
    return Counter(CLERK)


@pytest.fixture
def presenter(counter: Counter) -> HandoverPresenter:
    return HandoverPresenter(make_tools(counter))


@pytest.fixture
def handing(counter: Counter, kit: Kit, qtbot: Any) -> Handing:
    made = Handing(counter, kit)
    bring_up(qtbot, made.window)
    return made


__all__ = ["Handing", "make_tools", "person", "take_in"]
