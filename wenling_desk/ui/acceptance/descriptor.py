"""The acceptance page as the frame lists it."""

from __future__ import annotations

from wenling_desk.ui.acceptance.page import AcceptancePage
from wenling_desk.ui.acceptance.tools import CounterTools
from wenling_desk.ui.page import PageDescriptor


def acceptance_descriptor(tools: CounterTools) -> PageDescriptor:
    """受理, for the rail and the palette."""
    return PageDescriptor(
        "acceptance", "acceptance.title", lambda frame: AcceptancePage(frame, tools), words=("shouli", "sl")
    )
