"""The consultation page in the real frame, over a counter in memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests.ui.acceptance.acceptance_desk import AcceptanceDesk
from tests.ui.acceptance.conftest import OtherPage, open_window
from wenling_desk.ui.consultation.page import ConsultationPage, consultation_descriptor
from wenling_desk.ui.main_window import MainWindow
from wenling_desk.ui.page import PageDescriptor
from wenling_desk.ui.widgets.kit import Kit


@dataclass
class Place:
    """A window with the consultation page on top; acceptance remembers with what it was gone to."""

    desk: AcceptanceDesk
    window: MainWindow
    acceptance: OtherPage

    @property
    def page(self) -> ConsultationPage:
        page = self.window.current_page()
        assert isinstance(page, ConsultationPage)
        return page

    def said(self) -> str:
        """The notice on the screen."""
        notice = self.window.notices.current()
        return notice.sentence if notice is not None else ""


def make_place(desk: AcceptanceDesk, kit: Kit, qtbot: Any) -> Place:
    """The consultation page on top."""
    acceptance = OtherPage("acceptance")
    pages = (
        PageDescriptor("acceptance", "acceptance.title", lambda frame: acceptance),
        consultation_descriptor(desk.tools()),
    )
    return Place(desk, open_window(desk, kit, qtbot, pages, "consultation"), acceptance)


@pytest.fixture
def desk() -> AcceptanceDesk:
    return AcceptanceDesk()


@pytest.fixture
def place(desk: AcceptanceDesk, kit: Kit, qtbot: Any) -> Place:
    return make_place(desk, kit, qtbot)
