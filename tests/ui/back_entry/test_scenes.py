"""Pictures of 补录, of the 跟录 window and of the list, looked at by people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from tests.support.hands import CTRL, SHIFT, bring_up, press, type_text
from tests.support.platform import write_xlsx
from tests.support.scenes import grab
from tests.ui.back_entry.conftest import NUMBER, Desk, TellingCounter
from tests.ui.record.counter import CLERK, PERSON
from wenling_desk.ui.theme import Theme
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.use_cases.edit_case import RecordOfficialNumber

Key = Qt.Key
SIZES = {"1366": (1366, 768), "1920": (1920, 1080)}


def some_work(desk: Desk) -> None:
    """A case that is late, an outage with two cases, and one case after it."""
    desk.take_in()
    desk.counter.clock.on(hours=3)
    press(Key.Key_F9, SHIFT)
    desk.take_in(bundle=True)
    desk.counter.clock.on(minutes=20)
    desk.take_in()
    desk.counter.clock.on(hours=1, minutes=30)


def a_list(desk: Desk, tmp_path: Path) -> Path:
    record_id = desk.take_in()
    desk.counter.do_and_tell(
        RecordOfficialNumber(
            command_id=desk.counter.new_id(), record_id=record_id, members=("MZ003",), official_number=NUMBER
        )
    )
    desk.counter.clock.on(days=1)
    desk.take_in()
    item = "补领婚姻登记证"
    lines = [
        (NUMBER, PERSON, item, "2026-11-23", "退回"),
        ("331081202611240002", PERSON, item, "2026-11-24", "已受理"),
        ("331081202611240003", "沈听澜", "变更户主", "2026-11-24", "已受理"),
        ("", PERSON, item, "2026-11-24", "已受理"),
        ("331081202611240005", PERSON, item, "前天", "已受理"),
    ]
    return write_xlsx(tmp_path / "办件清单.xlsx", lines)


def show(desk: Desk, scene: str, tmp_path: Path) -> None:
    if scene == "import":
        desk.files.append(a_list(desk, tmp_path))
        desk.open()
        press(Key.Key_I, CTRL)
        press(Key.Key_Down)
        type_text("s")
        return
    if scene != "empty":
        some_work(desk)
    desk.open()
    if scene == "waive":
        press(Key.Key_W, Qt.KeyboardModifier.AltModifier)


@pytest.mark.parametrize("scene", ["list", "waive", "empty", "import"])
def test_scene(desk: Desk, tmp_path: Path, scene: str) -> None:
    show(desk, scene, tmp_path)
    for size, pixels in SIZES.items():
        assert grab(desk.window, f"back-entry-{scene}-{size}", pixels).stat().st_size > 8_000
        assert (desk.window.width(), desk.window.height()) == pixels, "nothing makes the window larger"


def test_the_narrow_window(desk: Desk, qtbot: Any) -> None:
    some_work(desk)
    desk.open().open_follow()
    qtbot.waitUntil(desk.follow.isActiveWindow)
    for _ in range(3):
        press(Key.Key_Return)
    type_text("x")
    assert grab(desk.follow, "back-entry-follow").stat().st_size > 5_000
    assert desk.follow.width() <= 420, "it leaves the other system its room"


def test_scenes_in_large_type(large_type: Theme, kit: Kit, qtbot: Any, tmp_path: Path) -> None:
    for scene in ("list", "import"):
        desk = Desk(TellingCounter(CLERK), kit)
        bring_up(qtbot, desk.window)
        show(desk, scene, tmp_path)
        grab(desk.window, f"back-entry-{scene}-large", SIZES["1366"])
        assert (desk.window.width(), desk.window.height()) == SIZES["1366"]
        desk.window.hide()
    desk = Desk(TellingCounter(CLERK), kit)
    bring_up(qtbot, desk.window)
    some_work(desk)
    desk.open().open_follow()
    grab(desk.follow, "back-entry-follow-large")
    assert desk.follow.height() <= 768
