"""旧件导入 in the real frame, over a counter in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.ui.acceptance.acceptance_desk import AcceptanceDesk
from tests.ui.acceptance.conftest import OtherPage, open_window
from tests.ui.back_entry.conftest import run_now
from wenling_desk import resources
from wenling_desk.catalogue.counter_files import read_past_case_mapping
from wenling_desk.catalogue.past_case_file import read_past_cases
from wenling_desk.domain.past_cases import PastCaseList
from wenling_desk.ui.main_window import MainWindow
from wenling_desk.ui.page import Frame, PageDescriptor
from wenling_desk.ui.past_cases.check import CheckTools, ListCheck
from wenling_desk.ui.past_cases.check_page import CheckWords, FurtherFile, RowCheckPage
from wenling_desk.ui.past_cases.sources import PastCaseSource
from wenling_desk.ui.widgets.kit import Kit

DEFAULT = resources.path("counter", "past_cases.yaml")


@dataclass
class Importing:
    """A window with the page, and the files that are chosen."""

    desk: AcceptanceDesk
    window: MainWindow = None  # type: ignore[assignment]
    lists: list[Path] = field(default_factory=list)
    mappings: list[Path] = field(default_factory=list)
    mapping: Path | None = None

    def make(self, kit: Kit, qtbot: Any) -> None:
        desk = self.desk

        def read(path: Path, mapping: Path | None) -> PastCaseList:
            return read_past_cases(path, read_past_case_mapping(mapping or DEFAULT), desk.catalogue, desk.today)

        def page(frame: Frame) -> RowCheckPage:
            tools = CheckTools(desk.bridge, lambda: desk.dispatcher.desk, desk.texts, run_now)  # type: ignore[arg-type]
            check = ListCheck(tools, PastCaseSource(read, lambda: self.mapping))

            def choose_list() -> None:
                frame.go("past_cases", file=self.lists[-1])

            def choose_mapping() -> None:
                self.mapping = self.mappings[-1]
                frame.go("past_cases", again=True)

            def said() -> str:
                name = self.mapping.name if self.mapping is not None else desk.texts("bookings.past.default_mapping")
                return desk.texts("bookings.past.chosen_mapping", name=name)

            words = CheckWords("past_cases", "bookings.past.title", "bookings.past.help")
            further = FurtherFile("bookings.past.mapping", "Alt+D", said, choose_mapping)
            return RowCheckPage(frame, words, check, choose_list, further)

        home = OtherPage("home")
        pages = (
            PageDescriptor("home", "workbench.title", lambda frame: home),
            PageDescriptor("past_cases", "bookings.past.title", page, in_rail=False, words=("daoru", "jiujian")),
        )
        self.window = open_window(desk, kit, qtbot, pages, "home")

    @property
    def page(self) -> RowCheckPage:
        page = self.window.current_page()
        assert isinstance(page, RowCheckPage)
        return page

    def said(self) -> str:
        notice = self.window.notices.current()
        return notice.sentence if notice is not None else ""

    def standings(self) -> list[str]:
        """How each row stands."""
        return [row.cells[1].word for row in self.page.table.rows.rows]  # type: ignore[union-attr]


@pytest.fixture
def importing(kit: Kit, qtbot: Any) -> Importing:
    found = Importing(AcceptanceDesk())
    found.make(kit, qtbot)
    return found
