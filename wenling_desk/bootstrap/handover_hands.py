"""交接, wired: the hall's own rules, the page, and what the page 查进度 needs of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from wenling_desk import bootstrap, resources
from wenling_desk.catalogue.handover_file import read_handover_rules
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.domain.handover_rules import HandoverRules
from wenling_desk.ui.bridge import Bridge
from wenling_desk.ui.handover.page import HandoverNeeds, handover_descriptor
from wenling_desk.ui.handover.tools import HandoverTools
from wenling_desk.ui.main_window import MainWindow
from wenling_desk.ui.page import Frame, PageDescriptor
from wenling_desk.ui.told import tell


@cache
def rules_of_the_hall() -> HandoverRules | KnownTrouble:
    """What ``resources/counter/handover.yaml`` says, read once, or what is wrong with it."""
    try:
        return read_handover_rules(resources.path("counter", "handover.yaml"))
    except KnownTrouble as trouble:
        return trouble


def agreed_rules() -> HandoverRules | None:
    """The rules, ``None`` where the file is broken."""
    found = rules_of_the_hall()
    return None if isinstance(found, KnownTrouble) else found


@dataclass
class HandoverHands:
    """What the windows need of handing over. The file broken, the desk works without the page and says so."""

    opened: bootstrap.OpenDesk

    def pages(self, bridge: Bridge, print_papers: Callable[[Sequence[str]], None]) -> list[PageDescriptor]:
        """交接."""
        rules = agreed_rules()
        if rules is None:
            return []
        tools = HandoverTools(bridge, lambda: self.opened.current, self.opened.parts.texts, rules, print_papers)

        def needs(frame: Frame) -> HandoverNeeds:
            def open_record(record_id: str) -> None:
                frame.go("record", record_id=record_id)

            return HandoverNeeds(tools, open_record)

        return [handover_descriptor(needs)]

    def begin(self, main: MainWindow) -> None:
        """Say what is wrong with the file."""
        found = rules_of_the_hall()
        if isinstance(found, KnownTrouble):
            main.tell_told(tell(found, self.opened.parts.texts))
