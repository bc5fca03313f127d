"""取件 in the real frame, over a counter in memory, with lines that can be silent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.support.hands import bring_up
from tests.ui.progress.conftest import keyed
from tests.ui.record.counter import CLERK, Counter, marriage_sheet, person
from wenling_desk import resources
from wenling_desk.catalogue.collecting_files import read_collecting, read_messages
from wenling_desk.devices.simulated_locker import LockerScript, SimulatedLocker
from wenling_desk.devices.simulated_messages import MessageScript, SimulatedMessages
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.domain.intake import DeliveryWish
from wenling_desk.ui.collecting.page import CollectingNeeds, CollectingPage, collecting_descriptor
from wenling_desk.ui.collecting.tools import CollectingTools
from wenling_desk.ui.main_window import FrameWords, MainWindow
from wenling_desk.ui.page import Page, PageDescriptor
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.decide_case import DecideCase
from wenling_desk.use_cases.people_index import PeopleIndex

RULES = read_collecting(resources.path("counter"))
NOTICE_TEXTS = read_messages(resources.path("counter"))


class AtOnce:
    """``Outside``: the call is made at once; held back, it answers when the test says so."""

    def __init__(self) -> None:
        self.held: list[Callable[[], None]] = []
        self.is_holding = False

    def run(self, call: Any, done: Any, failed: Any) -> None:
        def step() -> None:
            try:
                answer = call()
            except Exception as error:
                failed(error)
            else:
                done(answer)

        if self.is_holding:
            self.held.append(step)
        else:
            step()

    def give_up(self, code: str, failed: Any) -> None:
        """What the real line does when nothing has come back in time."""
        failed(KnownTrouble(code))


@dataclass
class Lines:
    """The scripts of the two lines."""

    messages: MessageScript = field(default_factory=MessageScript)
    locker: LockerScript = field(default_factory=LockerScript)


def make_tools(counter: Counter, lines: Lines, outside: Any = None) -> CollectingTools:
    def silent(_seconds: float) -> None:
        return None

    return CollectingTools(
        bridge=counter.bridge,
        desk=counter.get_desk,
        texts=counter.texts,
        index=PeopleIndex(keyed(counter)),
        rules=RULES,
        notice_texts=NOTICE_TEXTS,
        messages=SimulatedMessages(lines.messages, counter.clock, silent),
        locker=SimulatedLocker(lines.locker, counter.clock, silent),
        outside_messages=outside or AtOnce(),
        outside_locker=outside or AtOnce(),
        print_papers=counter.print_papers,
    )


def decided(counter: Counter, number: str, way: str = "counter", **who: Any) -> str:
    """A case granted with a licence's number."""
    sheet = marriage_sheet(parties=(person(**who),), delivery=DeliveryWish(way, address="某路 1 号"))
    record_id = counter.do(AcceptCase(command_id=counter.new_id(), sheet=sheet)).record_id
    counter.do(
        DecideCase(
            command_id=counter.new_id(), record_id=record_id, granted=True, way="signed_paper", officer="李科",
            result_number=number,
        )
    )  # fmt: skip
    return record_id


class OtherPage(Page):
    """Where records open."""

    def title(self) -> str:
        return "别处"


@dataclass
class Collecting:
    """A window with the page on top."""

    counter: Counter
    window: MainWindow
    tools: CollectingTools
    ticks: Any
    opened: list[tuple[str, str]] = field(default_factory=list)

    @property
    def page(self) -> CollectingPage:
        page = self.window.current_page()
        assert isinstance(page, CollectingPage)
        return page


@pytest.fixture
def counter() -> Counter:
    return Counter(CLERK)


@pytest.fixture
def lines() -> Lines:
    return Lines()


@pytest.fixture
def outside() -> AtOnce:
    return AtOnce()


@pytest.fixture
def tools(counter: Counter, lines: Lines, outside: AtOnce) -> CollectingTools:
    return make_tools(counter, lines, outside)


@pytest.fixture
def collecting(counter: Counter, kit: Kit, tools: CollectingTools, qtbot: Any) -> Collecting:
    return make_collecting(counter, kit, tools, qtbot)


def make_collecting(counter: Counter, kit: Kit, tools: CollectingTools, qtbot: Any) -> Collecting:
    kit = Kit(counter.texts, kit.theme, kit.ticks)
    found = Collecting(counter, window=None, tools=tools, ticks=kit.ticks)  # type: ignore[arg-type]

    def go(record_id: str, known: str) -> None:
        found.opened.append((record_id, known))
        found.window.go("other")

    window = MainWindow(
        kit,
        FrameWords("城东街道便民服务中心", "城东街道便民服务中心 · 3 号综合窗口 · 陈晓"),
        (
            PageDescriptor("other", "record.title", lambda frame: OtherPage()),
            collecting_descriptor(lambda frame: CollectingNeeds(tools, go)),
        ),
        counter.clock,
    )
    found.window = window
    counter.bridge.changed.connect(window.on_changes)
    window.go("other")
    bring_up(qtbot, window)
    return found
