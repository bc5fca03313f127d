"""Pictures of the day: the card, an even day, one that does not balance, three hundred cases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt

from tests.support.hands import CTRL, bring_up, press
from tests.support.scenes import grab
from tests.ui.back_entry.conftest import TellingCounter
from tests.ui.desk_day.conftest import Desk
from tests.ui.record.counter import CLERK, marriage_sheet, restaurant_sheet
from wenling_desk.ui.theme import Theme
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.use_cases.absence import NoteAbsence
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.bookings import Book
from wenling_desk.use_cases.consult import Consult
from wenling_desk.use_cases.desk_day import HandOverShift
from wenling_desk.use_cases.save_draft import SaveDraft
from wenling_desk.use_cases.seals import RegisterSeal

SCENES = ["card", "card-empty", "empty", "normal", "differs", "shift", "closed", "three-hundred"]
SIZES = {"1366": (1366, 768), "1920": (1920, 1080)}


def do(desk: Desk, kind: Any, **values: Any) -> str:
    return desk.counter.do_and_tell(kind(command_id=desk.counter.new_id(), **values))


def a_morning(desk: Desk) -> None:
    """Yesterday worked and not closed; today somebody is booked, somebody is away."""
    desk.take_in()
    today = desk.counter.clock.now().date() + timedelta(days=1)
    do(desk, Book, name="欧阳𬱖䶮", phone="13800005678", title="开办餐饮店（一件事）", day=today, slot="08:30")
    for slot in ("09:30", "10:30"):
        do(desk, Book, name="林见秋", phone="13800005678", title="补领婚姻登记证", day=today, slot=slot)
    do(
        desk, NoteAbsence, name="王科", department_key="MZJ", first=today, last=today, stand_in_name="李科",
    )  # fmt: skip
    desk.counter.clock.on(days=1)


def a_day(desk: Desk, cases: int = 3) -> None:
    """Cases, a seal, a call owed, a draft; everything printed."""
    title = desk.counter.desk.catalogue().delegations[0].seal
    do(desk, RegisterSeal, title=title, number="SJ-01", holder="c001", holder_name="陈晓", place="3 号窗口抽屉")
    for _ in range(cases):
        do(desk, AcceptCase, sheet=restaurant_sheet())
    desk.take_in()
    do(desk, Consult, question="开饭店要哪些证", call_back=True, phone="13800005678")
    do(desk, SaveDraft, draft_id="d1", sheet=marriage_sheet(), title="补领婚姻登记证 · 林**")
    desk.print_all()


def show(desk: Desk, scene: str) -> None:
    if scene.startswith("card"):
        if scene == "card":
            a_morning(desk)
        desk.open()
        return
    desk.open()
    press(Qt.Key.Key_Return, CTRL)
    desk.window.notices.clear()
    if scene == "empty":
        return
    if scene == "three-hundred":
        desk.window.go("home")  # who takes in three hundred does not watch the closing meanwhile
    a_day(desk, 300 if scene == "three-hundred" else 3)
    desk.open()
    if scene == "differs":
        desk.counter.store.shelves.serials["K7QX"] += 2
        for _ in range(2):
            desk.take_in(printed=False)
        desk.page.things.setFocus()
        press(Qt.Key.Key_Down)
        desk.page.open_reason()
    elif scene == "shift":
        desk.page.open_shift()
        desk.page.forms.shift.submit()
    elif scene == "closed":
        press(Qt.Key.Key_Return, CTRL)
        desk.counter.clock.on(hours=1)
        do(desk, HandOverShift, to="l001", to_name="林岚", waiting=2)
        desk.take_in()
        desk.go_to("to_hand_over")


@pytest.mark.parametrize(
    "scene", ["card", "card-empty", "empty", "normal", "differs", "shift", "closed", "three-hundred"]
)
def test_scene(desk: Desk, scene: str) -> None:
    show(desk, scene)
    for size, pixels in SIZES.items():
        assert grab(desk.window, f"day-{scene}-{size}", pixels).stat().st_size > 8_000
        assert (desk.window.width(), desk.window.height()) == pixels, "nothing makes the window larger"
    assert not desk.counter.bridge.errors


def test_scenes_in_large_type(large_type: Theme, kit: Kit, qtbot: Any) -> None:
    for scene in ("card", "differs"):
        desk = Desk(TellingCounter(CLERK), kit)
        bring_up(qtbot, desk.window)
        show(desk, scene)
        grab(desk.window, f"day-{scene}-large", SIZES["1366"])
        assert (desk.window.width(), desk.window.height()) == SIZES["1366"]
        desk.window.hide()
