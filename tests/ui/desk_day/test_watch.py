"""The status line says what of the day is still to be done, and the first unlock of a day shows its card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget

from tests.support.hands import bring_up
from tests.ui.back_entry.conftest import HomePage, TellingCounter
from tests.ui.desk_day.conftest import RULES, Desk
from tests.ui.record.counter import CLERK
from wenling_desk.ui.desk_day.page import DayNeeds, day_descriptor
from wenling_desk.ui.desk_day.watch import DayWatch
from wenling_desk.ui.main_window import FrameWords, MainWindow
from wenling_desk.ui.page import PageDescriptor
from wenling_desk.ui.status_keeper import StatusKeeper
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.use_cases.desk_day import CloseDay, OpenDay
from wenling_desk.use_cases.seals import HandOverSeal, RegisterSeal


@dataclass
class Frame:
    """A window with the workbench as its home, the page of the day and the status line."""

    desk: Desk
    qtbot: Any

    def __post_init__(self) -> None:
        counter, kit = self.desk.counter, self.desk.kit
        needs = DayNeeds(self.desk.tools, lambda page: None, lambda record_id: None)
        self.window = MainWindow(
            Kit(counter.texts, kit.theme, kit.ticks),
            FrameWords("城东", "城东 · 陈晓"),
            (
                PageDescriptor("workbench", "workbench.title", lambda frame: HomePage()),
                PageDescriptor("papers", "paper_desk.title", lambda frame: HomePage()),
                day_descriptor(lambda frame: needs),
            ),
            counter.clock,
        )
        counter.bridge.changed.connect(self.window.on_changes)
        self.keeper = StatusKeeper(counter.bridge, self.window, counter.texts, lambda: "c001")  # type: ignore[arg-type]
        bring_up(self.qtbot, self.window)
        self.window.go("workbench")
        self.watch = DayWatch(counter.bridge, counter.get_desk, RULES, self.window)
        self.watch.looked.connect(self.keeper.refresh)

    @property
    def place(self) -> str:
        page = self.window.current_page()
        assert page is not None
        return page.page_id

    def fields(self) -> list[str]:
        return [text for text in self.window.status.texts() if "日清" in text or "印章" in text]


@pytest.fixture
def frame(kit: Kit, qtbot: Any) -> Frame:
    return Frame(Desk(TellingCounter(CLERK), kit), qtbot)


def do(frame: Frame, kind: Any, **values: Any) -> str:
    counter = frame.desk.counter
    return counter.do_and_tell(kind(command_id=counter.new_id(), **values))


def register(frame: Frame, **changes: Any) -> str:
    values = {"title": "章", "number": "SJ-01", "holder": "c001", "place": "抽屉"}
    return do(frame, RegisterSeal, **{**values, **changes})


def test_a_new_desk_is_not_greeted_and_says_nothing(frame: Frame) -> None:
    frame.watch.begin()
    assert frame.place == "workbench"
    assert frame.fields() == []


def test_the_first_unlock_of_a_day_shows_the_card(frame: Frame) -> None:
    frame.desk.take_in()
    frame.desk.counter.clock.on(days=1)
    frame.watch.begin()
    assert frame.place == "day"
    assert frame.window.current_page().title() == "班前卡"  # type: ignore[union-attr]


def test_a_desk_left_locked_over_night_shows_it_when_it_is_unlocked(frame: Frame) -> None:
    frame.desk.take_in()
    frame.watch.begin()
    assert frame.place == "workbench", "today something was done already"
    surface = QWidget()
    frame.window.cover(surface)
    frame.desk.counter.clock.on(days=1)
    frame.watch.look()
    assert frame.place == "workbench", "behind the lock nothing moves"
    frame.window.uncover()
    frame.qtbot.waitUntil(lambda: frame.place == "day")


@pytest.mark.parametrize("elsewhere", ["papers", "opened"])
def test_nobody_is_taken_away_from_work(frame: Frame, elsewhere: str) -> None:
    frame.desk.take_in()
    frame.desk.counter.clock.on(days=1)
    if elsewhere == "papers":
        frame.window.go("papers")
    else:
        do(frame, OpenDay)
    frame.watch.begin()
    assert frame.place != "day"


def test_the_status_line_says_that_the_closing_is_still_to_be_done(frame: Frame) -> None:
    do(frame, OpenDay)
    assert frame.fields() == ["日清未做"]
    assert not frame.watch.is_evening()
    frame.desk.counter.clock.on(hours=8)
    assert frame.watch.is_evening()
    do(frame, CloseDay)
    assert frame.fields() == []


def test_a_day_nobody_opened_is_to_be_closed_once_something_happened(frame: Frame) -> None:
    frame.watch.look()
    assert frame.fields() == []
    frame.desk.take_in()
    assert frame.fields() == ["日清未做"]


def test_the_seals_in_hand_are_counted_for_the_clerk_who_holds_them(frame: Frame) -> None:
    record_id = register(frame)
    register(frame, number="SJ-02", holder="l001")
    assert frame.fields() == ["在手印章 1"]
    do(frame, HandOverSeal, record_id=record_id, to="l001", reason="shift")
    assert frame.fields() == []


def test_the_fields_lead_to_their_pages(frame: Frame) -> None:
    do(frame, OpenDay)
    field = next(each for each in frame.window.status._fields if each.field_id == "day")
    assert field.run is not None
    field.run()
    assert frame.place == "day"
