"""Pictures of 预约 and of the telephone, looked at by people."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt

from tests.support.hands import CTRL, SHIFT, press, type_text
from tests.support.scenes import grab
from tests.ui.acceptance.acceptance_desk import AcceptanceDesk
from tests.ui.bookings.conftest import ITEM, PHONE, Front
from wenling_desk.ui.theme import Theme
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.use_cases.bookings import ArriveBooking, MissBooking

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
SIZES = {"1366": (1366, 768), "1920": (1920, 1080)}
NAMES = ("林见秋", "欧阳修远", "𬱖小满", "阿卜杜拉·买买提江·艾尔肯", "周望舒", "沈听澜")
SLOTS = ("08:30", "09:30", "10:30", "13:30", "14:30", "15:30")
LONG = "企业投资项目备案（含技术改造项目、外商投资项目）及其变更、延期的一次性办理和结果领取"


def many(front: Front, count: int) -> None:
    for at in range(count):
        day = front.desk.today + timedelta(days=(0, 0, 1, 2)[at % 4])
        title = LONG if at % 7 == 3 else ITEM
        front.book(NAMES[at % len(NAMES)], PHONE, day, SLOTS[at % 6], title=title)


def some(front: Front) -> None:
    first, second = front.book("周望舒", slot="08:30"), front.book("沈听澜", slot="08:30")
    front.desk.do(ArriveBooking, record_id=first)
    front.desk.do(MissBooking, record_id=second)
    many(front, 9)
    away = front.book("欧阳修远", slot="15:30")
    shelves = front.desk.store.shelves
    shelves.facts[:] = [row for row in shelves.facts if row[0].record_id != away]


def show(front: Front, scene: str) -> None:
    if scene == "fault":
        press(Key.Key_N, CTRL)
        type_text("123")
        front.page.new.slots.setFocus()
        press(Key.Key_Return)
    elif scene == "finding":
        press(Key.Key_N, CTRL)
        type_text(PHONE)
        press(Key.Key_Return)
        type_text("𬱖小满")
        press(Key.Key_Return)
        type_text("婚姻")
    elif scene == "move":
        press(Key.Key_G, ALT)
    elif scene == "cancel":
        press(Key.Key_X, ALT)
    elif scene == "strip":
        press(Key.Key_M, ALT)


@pytest.mark.parametrize("scene", ["empty", "list", "sixty", "fault", "finding", "move", "cancel", "strip"])
def test_scene(front: Front, kit: Kit, qtbot: Any, scene: str) -> None:
    if scene == "sixty":
        many(front, 60)
    elif scene != "empty":
        some(front)
    front.make(kit, qtbot)
    show(front, scene)
    for size, pixels in SIZES.items():
        assert grab(front.window, f"bookings-{scene}-{size}", pixels).stat().st_size > 8_000
        assert (front.window.width(), front.window.height()) == pixels, "nothing makes the window larger"


@pytest.mark.parametrize("scene", ["empty", "answer", "back"])
def test_telephone(front: Front, kit: Kit, qtbot: Any, scene: str) -> None:
    front.make(kit, qtbot, "acceptance")
    press(Key.Key_H, CTRL | SHIFT)
    if scene != "empty":
        type_text("开办餐饮")
        press(Key.Key_Return)
        press(Key.Key_Return)
        press(Key.Key_M)
    if scene == "back":
        press(Key.Key_Y)
        type_text("123")
        press(Key.Key_Return)
    for size, pixels in SIZES.items():
        assert grab(front.window, f"phone-{scene}-{size}", pixels).stat().st_size > 8_000
        assert (front.window.width(), front.window.height()) == pixels


def test_scenes_in_large_type(large_type: Theme, kit: Kit, qtbot: Any) -> None:
    for scene in ("list", "finding", "move"):
        front = Front(AcceptanceDesk())
        some(front)
        front.make(kit, qtbot)
        show(front, scene)
        grab(front.window, f"bookings-{scene}-large", SIZES["1366"])
        assert (front.window.width(), front.window.height()) == SIZES["1366"], scene
        front.window.hide()
    front = Front(AcceptanceDesk())
    front.make(kit, qtbot, "acceptance")
    press(Key.Key_H, CTRL | SHIFT)
    grab(front.window, "phone-large", SIZES["1366"])
    assert front.desk.today == date(2026, 11, 23)
    assert (front.window.width(), front.window.height()) == SIZES["1366"]
