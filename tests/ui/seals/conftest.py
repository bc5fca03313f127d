"""The page of seals in the real frame, over a counter in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.support.hands import bring_up
from tests.ui.back_entry.conftest import HomePage, TellingCounter
from tests.ui.record.counter import CLERK, restaurant_sheet
from wenling_desk import resources
from wenling_desk.catalogue.day_file import read_day_rules
from wenling_desk.ui.main_window import FrameWords, MainWindow
from wenling_desk.ui.page import PageDescriptor
from wenling_desk.ui.seals.page import SealsPage, seals_descriptor
from wenling_desk.ui.seals.presenter import SealTools
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.seals import RegisterSeal

RULES = read_day_rules(resources.path("counter", "day.yaml"))


@dataclass
class Desk:
    """A window with the page."""

    counter: TellingCounter
    kit: Kit
    printed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        counter, kit = self.counter, self.kit
        self.tools = SealTools(
            bridge=counter.bridge,
            desk=counter.get_desk,
            texts=counter.texts,
            rules=RULES,
            print_papers=self.printed.extend,
            clerk_name=lambda clerk: {"c001": "陈晓", "l001": "林岚"}.get(clerk, clerk),
        )
        self.window = MainWindow(
            Kit(counter.texts, kit.theme, kit.ticks),
            FrameWords("城东街道便民服务中心", "城东街道便民服务中心 · 3 号综合窗口 · 陈晓"),
            (
                PageDescriptor("home", "workbench.title", lambda frame: HomePage()),
                seals_descriptor(self.tools),
            ),
            counter.clock,
        )
        counter.bridge.changed.connect(self.window.on_changes)
        self.window.go("home")

    @property
    def page(self) -> SealsPage:
        page = self.window.current_page()
        assert isinstance(page, SealsPage)
        return page

    def open(self) -> SealsPage:
        self.window.go("seals")
        return self.page

    @property
    def seal_title(self) -> str:
        """The seal of the first delegation there is."""
        return self.counter.desk.catalogue().delegations[0].seal

    def register(self, **changes: Any) -> str:
        """A seal in the clerk's hands; its record id."""
        values = {
            "title": self.seal_title, "number": "SJ-01", "holder": "c001", "holder_name": "陈晓",
            "place": "3 号窗口抽屉",
        }  # fmt: skip
        return self.counter.do_and_tell(RegisterSeal(command_id=self.counter.new_id(), **{**values, **changes}))

    def accept(self) -> str:
        """A case with papers under the seal; its record id."""
        return self.counter.do_and_tell(AcceptCase(command_id=self.counter.new_id(), sheet=restaurant_sheet()))

    def said(self) -> str:
        notice = self.window.notices.current()
        return notice.sentence if notice is not None else ""

    def rows(self) -> list[tuple[str, ...]]:
        """The words of the list's rows."""
        return [
            tuple(cell if isinstance(cell, str) else cell.word for cell in row.cells)
            for row in self.page.table.rows.rows
        ]

    def book(self) -> list[tuple[str, ...]]:
        """The words of the book's rows."""
        return [
            tuple(cell if isinstance(cell, str) else cell.word for cell in row.cells)
            for row in self.page.book.rows.rows
        ]


@pytest.fixture
def counter() -> TellingCounter:
    return TellingCounter(CLERK)


@pytest.fixture
def desk(counter: TellingCounter, kit: Kit, qtbot: Any) -> Desk:
    made = Desk(counter, kit)
    bring_up(qtbot, made.window)
    return made
