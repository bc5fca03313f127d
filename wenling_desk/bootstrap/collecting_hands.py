"""取件, wired: its files, the lines that leave the counter, the page."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from wenling_desk import bootstrap, resources
from wenling_desk.catalogue.collecting_files import read_collecting, read_messages
from wenling_desk.devices.no_lines import NoLocker, NoMessages
from wenling_desk.devices.simulated_locker import LockerScript, SimulatedLocker
from wenling_desk.devices.simulated_messages import MessageScript, SimulatedMessages
from wenling_desk.domain.collecting import CollectingRules
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.domain.notice_texts import NoticeTexts
from wenling_desk.ui.bridge import Bridge
from wenling_desk.ui.collecting.page import CollectingNeeds, collecting_descriptor
from wenling_desk.ui.collecting.tools import CollectingTools
from wenling_desk.ui.outside_line import OutsideLine
from wenling_desk.ui.page import Frame, PageDescriptor
from wenling_desk.ui.told import tell
from wenling_desk.use_cases.counter_ports import LockerPort, MessagePort
from wenling_desk.use_cases.people_index import PeopleIndex
from wenling_desk.use_cases.ports import Clock


@cache
def collecting_files() -> tuple[CollectingRules, NoticeTexts]:
    """What ``resources/counter`` says of shelves and messages, read once. Raises ``counter_data_broken``."""
    folder = resources.path("counter")
    return read_collecting(folder), read_messages(folder)


def lines_of(clock: Clock, *, practice: bool) -> tuple[MessagePort, LockerPort]:
    """The lines of a desk: the practice desk has simulated ones; no interface of a real one is known yet."""
    if not practice:
        return NoMessages(), NoLocker()
    return SimulatedMessages(MessageScript(), clock, _wait), SimulatedLocker(LockerScript(), clock, _wait)


def _wait(seconds: float) -> None:
    threading.Event().wait(None if math.isinf(seconds) else seconds)


@dataclass
class CollectingHands:
    """What the page needs. Its files broken, the desk works without the page and says so."""

    opened: bootstrap.OpenDesk
    index: PeopleIndex

    def pages(self, bridge: Bridge, print_papers: Callable[[Sequence[str]], None]) -> list[PageDescriptor]:
        """取件."""
        try:
            rules, texts = collecting_files()
        except KnownTrouble as trouble:
            told = tell(trouble, self.opened.parts.texts)
            bridge.ask(lambda _: told, bridge.told.emit, "collecting_files")
            return []
        desk = self.opened.current
        messages, locker = lines_of(desk.clock, practice=desk.identity.practice)

        def needs(frame: Frame) -> CollectingNeeds:
            tools = CollectingTools(
                bridge=bridge,
                desk=lambda: self.opened.current,
                texts=self.opened.parts.texts,
                index=self.index,
                rules=rules,
                notice_texts=texts,
                messages=messages,
                locker=locker,
                outside_messages=OutsideLine("messages", rules.answer_seconds["messages"], "messages_silent"),
                outside_locker=OutsideLine("locker", rules.answer_seconds["locker"], "locker_silent"),
                print_papers=print_papers,
            )

            def open_record(record_id: str, known: str) -> None:
                frame.go("record", record_id=record_id, known=known)

            return CollectingNeeds(tools, open_record)

        return [collecting_descriptor(needs)]
