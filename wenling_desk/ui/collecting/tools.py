"""What the page 取件 is given. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from wenling_desk.domain.collecting import CollectingRules
from wenling_desk.domain.notice_texts import NoticeTexts
from wenling_desk.texts import Texts
from wenling_desk.ui.told import DeskBridge
from wenling_desk.use_cases.counter_ports import LockerPort, MessagePort
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.people_index import PeopleIndex

T = TypeVar("T")
INITIATOR = "collecting"


class Outside(Protocol):
    """How a call leaves the desk: neither the GUI nor the desk thread waits for it."""

    def run(
        self, call: Callable[[], T], done: Callable[[T], object], failed: Callable[[BaseException], object]
    ) -> None:
        """Make the call; exactly one of the two is called, later, where the page lives."""
        ...


@dataclass(frozen=True, slots=True)
class CollectingTools:
    """``outside_messages`` and ``outside_locker`` make the calls that leave the desk; what is not here (``is_held``
    false) is opened as 查进度 opens it."""

    bridge: DeskBridge
    desk: Callable[[], Desk]
    texts: Texts
    index: PeopleIndex
    rules: CollectingRules
    notice_texts: NoticeTexts
    messages: MessagePort
    locker: LockerPort
    outside_messages: Outside
    outside_locker: Outside
    print_papers: Callable[[Sequence[str]], None]
