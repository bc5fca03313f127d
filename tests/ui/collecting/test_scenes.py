"""Pictures of 取件, looked at by people."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from tests.support.hands import CTRL, press, type_text
from tests.support.scenes import grab
from tests.ui.collecting.conftest import Collecting, Lines, decided, make_collecting, make_tools
from tests.ui.record.counter import Counter
from wenling_desk.devices.simulated_locker import LockerScript
from wenling_desk.ui.theme import Theme
from wenling_desk.ui.widgets.kit import Kit

SIZES = {"1366": (1366, 768), "1920": (1920, 1080)}
LONG = "买买提江·吐尔逊阿卜杜热合曼·努尔麦麦提"
RARE = "欧阳𬱖䶮"


def pile(counter: Counter, count: int) -> list[str]:
    """Licences decided over three weeks."""
    numbers = []
    for at in range(count):
        number = f"JY2331081000{at:04d}"
        name = (LONG, RARE, "林见秋", "周望舒")[at % 4]
        way = ("counter", "counter", "courier", "locker", "counter")[at % 5]
        decided(counter, number, way, name=name)
        numbers.append(number)
    return numbers


def shelve(collecting: Collecting, numbers: list[str]) -> None:
    press(Qt.Key.Key_F5)
    for number in numbers:
        collecting.page.on_scan(number)


def stage(collecting: Collecting, scene: str) -> None:
    counter = collecting.counter
    press(Qt.Key.Key_G, CTRL)
    if scene == "empty":
        return
    if scene == "nothing":
        type_text("9876")
        press(Qt.Key.Key_Return)
        return
    numbers = pile(counter, 60 if scene in ("shelves", "shelving", "owed") else 6)
    shelve(collecting, numbers[: 30 if scene == "shelving" else 60])
    if scene == "shelving":
        for scan in ("JY00000000000000", "331081-26-M3TW-000417-5", numbers[0], "3-5", numbers[40]):
            collecting.page.on_scan(scan)
        return
    counter.clock.on(days=18)
    if scene in ("shelves", "amber"):
        press(Qt.Key.Key_F3)
    if scene == "owed":
        press(Qt.Key.Key_F6)
        type_text("2")
        press(Qt.Key.Key_Down)
        type_text("1")
        press(Qt.Key.Key_Return)
        return
    if scene in ("amber", "proxy", "lost", "silent", "courier", "list"):
        press(Qt.Key.Key_F3)
        type_text(RARE if scene == "list" else numbers[1])
        press(Qt.Key.Key_Return)
    alt = Qt.KeyboardModifier.AltModifier
    if scene == "proxy":
        press(Qt.Key.Key_2, alt)
        collecting.page.collect.hand_over()
    elif scene == "lost":
        press(Qt.Key.Key_3, alt)
        collecting.page.collect.hand_over()
    elif scene == "courier":
        press(Qt.Key.Key_K, alt)
        type_text("12345")
        press(Qt.Key.Key_Return)
        collecting.page.collect.panel.courier_form.button.click()
    elif scene == "silent":
        press(Qt.Key.Key_G, alt)


SCENES = [
    "empty", "nothing", "shelves", "shelving", "owed", "amber", "list", "proxy", "lost", "courier", "silent",
]  # fmt: skip


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scene", SCENES)
def test_scene(counter: Counter, kit: Kit, qtbot: Any, scene: str, size: str) -> None:
    lines = Lines(locker=LockerScript(never_answers=scene == "silent"))
    collecting = make_collecting(counter, kit, make_tools(counter, lines), qtbot)
    stage(collecting, scene)
    assert grab(collecting.window, f"collecting-{scene}-{size}", SIZES[size]).stat().st_size > 10_000
    assert (collecting.window.width(), collecting.window.height()) == SIZES[size], "nothing makes the window larger"


@pytest.mark.parametrize("scene", ["shelves", "amber", "proxy", "owed"])
def test_scenes_in_large_type(large_type: Theme, counter: Counter, kit: Kit, qtbot: Any, scene: str) -> None:
    collecting = make_collecting(counter, kit, make_tools(counter, Lines()), qtbot)
    stage(collecting, scene)
    for size, pixels in SIZES.items():
        grab(collecting.window, f"collecting-{scene}-{size}-large", pixels)
        assert (collecting.window.width(), collecting.window.height()) == pixels, "nothing makes the window larger"
