"""The acceptance page in the real frame, over a counter in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.ui.acceptance.acceptance_desk import AcceptanceDesk
from wenling_desk.ui.acceptance.descriptor import acceptance_descriptor
from wenling_desk.ui.acceptance.page import AcceptancePage
from wenling_desk.ui.main_window import FrameWords, MainWindow
from wenling_desk.ui.page import Page, PageDescriptor
from wenling_desk.ui.widgets.kit import Kit


class OtherPage(Page):
    """Somewhere else; remembers with what it was gone to."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.arguments: list[dict[str, object]] = []

    def title(self) -> str:
        return self.name

    def on_enter(self, arguments: dict[str, object]) -> None:
        self.arguments.append(arguments)


@dataclass
class Stage:
    """A window with the acceptance page on top."""

    desk: AcceptanceDesk
    window: MainWindow
    others: dict[str, OtherPage] = field(default_factory=dict)

    @property
    def page(self) -> AcceptancePage:
        page = self.window.current_page()
        assert isinstance(page, AcceptancePage)
        return page

    def open(self, code: str) -> AcceptancePage:
        page = self.page
        self.window.go("acceptance", code=code, is_bundle=code in self.desk.catalogue.bundles)
        return page

    def said(self) -> str:
        """The notice on the screen."""
        notice = self.window.notices.current()
        return notice.sentence if notice is not None else ""


def open_window(desk: AcceptanceDesk, kit: Kit, qtbot: Any, pages: Sequence[PageDescriptor], first: str) -> MainWindow:
    """A window of this counter with these pages."""
    window = MainWindow(
        Kit(desk.texts, kit.theme, kit.ticks),
        FrameWords("城东街道大厅", "城东街道大厅 · 3 号综合窗口 · 陈晓"),
        pages,
        desk.clock,
    )
    desk.bridge.on_changed = window.on_changes
    qtbot.addWidget(window)
    vars(qtbot).setdefault("kept", []).append(window)
    window.go(first)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def make_stage(desk: AcceptanceDesk, kit: Kit, qtbot: Any, **tools: Any) -> Stage:
    """The acceptance page on top."""
    others = {name: OtherPage(name) for name in ("record", "consultation")}
    pages = (
        acceptance_descriptor(desk.tools(**tools)),
        PageDescriptor("consultation", "consultation.title", lambda frame: others["consultation"]),
        PageDescriptor("record", "acceptance.act.open", lambda frame: others["record"], in_rail=False),
    )
    return Stage(desk, open_window(desk, kit, qtbot, pages, "acceptance"), others)


@pytest.fixture
def desk() -> AcceptanceDesk:
    return AcceptanceDesk()


@pytest.fixture
def stage(desk: AcceptanceDesk, kit: Kit, qtbot: Any) -> Stage:
    return make_stage(desk, kit, qtbot)
