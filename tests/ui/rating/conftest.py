"""评价屏 in the real frame, over a counter in memory that keeps the ledgers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest

from tests.support.fakes import workflows
from tests.support.hands import bring_up
from tests.ui.record.counter import CLERK, Counter
from wenling_desk.ui.main_window import FrameWords, MainWindow
from wenling_desk.ui.page import Page, PageDescriptor
from wenling_desk.ui.rating.page import RatingDoor, rating_descriptor
from wenling_desk.ui.rating.presenter import RatingTools
from wenling_desk.ui.rating.screen import RatingScreen
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.use_cases.act_in_ledger import ActInLedger


class OtherPage(Page):
    """Where the clerk came from."""

    def title(self) -> str:
        return "别处"


@dataclass
class Rated:
    """A window with the page on top, and the ledger behind it."""

    counter: Counter
    window: MainWindow
    ticks: list[int]
    locked: list[bool]

    @property
    def screen(self) -> RatingScreen:
        found = self.window.findChild(RatingScreen)
        assert found is not None
        return found

    @property
    def door(self) -> RatingDoor:
        page = self.window.current_page()
        assert isinstance(page, RatingDoor)
        return page

    def ask(self, about: str = "食品经营许可") -> str:
        """A rating somebody is asked for."""
        values = {"about": about, "asked_way": "code", "window": "3 号综合窗口"}
        command = ActInLedger(command_id=self.counter.new_id(), kind="rating", action="ask_rating", values=values)
        return self.counter.do(command).record_id

    def code(self, record_id: str) -> str:
        """The code the desk gave it."""
        with self.counter.store.reading() as reading:
            return str(reading.facts_of(record_id)[0].body["code"])

    def kinds(self, record_id: str) -> list[str]:
        """What happened to it."""
        with self.counter.store.reading() as reading:
            return [fact.kind for fact in reading.facts_of(record_id)]

    def grade(self, record_id: str) -> str:
        """The grade it was given."""
        with self.counter.store.reading() as reading:
            return str(reading.facts_of(record_id)[-1].body["grade"])


@pytest.fixture
def rated(kit: Kit, qtbot: Any) -> Rated:
    return make_rated(kit, qtbot)


def make_rated(kit: Kit, qtbot: Any) -> Rated:
    counter = Counter(CLERK)
    counter.dispatcher.desk = replace(counter.dispatcher.desk, ledgers=workflows().ledgers)
    ticks: list[int] = [0]
    locked: list[bool] = []

    def tick() -> int:
        ticks[0] += 3000
        return ticks[0]

    own = Kit(counter.texts, kit.theme, tick)
    tools = RatingTools(counter.bridge, counter.get_desk, counter.texts)
    window = MainWindow(
        own,
        FrameWords("城东街道便民服务中心", "城东街道便民服务中心 · 3 号综合窗口 · 陈晓"),
        (PageDescriptor("other", "record.title", lambda frame: OtherPage()), rating_descriptor(lambda frame: tools)),
        counter.clock,
    )
    window.locking.connect(lambda: locked.append(True))
    window.go("rating")
    bring_up(qtbot, window)
    return Rated(counter, window, ticks, locked)
