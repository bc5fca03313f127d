"""Pictures of the page of seals, looked at by people."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.hands import bring_up
from tests.support.scenes import grab
from tests.ui.back_entry.conftest import TellingCounter
from tests.ui.record.counter import CLERK
from tests.ui.seals.conftest import Desk
from wenling_desk.ui.theme import Theme
from wenling_desk.ui.widgets.kit import Kit

SIZES = {"1366": (1366, 768), "1920": (1920, 1080)}
LONG = "温岭市人力资源和社会保障局行政许可事项受理专用章（第二枚，城东街道便民服务中心使用）"


def show(desk: Desk, scene: str) -> None:
    if scene == "empty":
        desk.open()
        return
    desk.register()
    desk.register(title=LONG, number="RS-2026-000018", holder="l001", holder_name="欧阳𬱖䶮", may_leave=True)
    if scene == "sixty":
        for at in range(60):
            desk.register(title=f"温岭市某局受理专用章第{at}枚", number=f"Z-{at:02d}", holder="z", holder_name="林岚")
    for _ in range(4):
        desk.accept()
    page = desk.open()
    page.table.go_to(page.table.rows.rows[0].key)
    page.tick_all()
    desk.accept()
    if scene == "enter":
        page.open_enter()
        page.enter_form.submit()
    elif scene == "hand":
        page.open_hand_over()
    elif scene == "use":
        page.open_use()


@pytest.mark.parametrize("scene", ["empty", "list", "enter", "hand", "use", "sixty"])
def test_scene(desk: Desk, scene: str) -> None:
    show(desk, scene)
    for size, pixels in SIZES.items():
        assert grab(desk.window, f"seals-{scene}-{size}", pixels).stat().st_size > 8_000
        assert (desk.window.width(), desk.window.height()) == pixels, "nothing makes the window larger"


def test_scenes_in_large_type(large_type: Theme, kit: Kit, qtbot: Any) -> None:
    for scene in ("list", "enter"):
        desk = Desk(TellingCounter(CLERK), kit)
        bring_up(qtbot, desk.window)
        show(desk, scene)
        grab(desk.window, f"seals-{scene}-large", SIZES["1366"])
        assert (desk.window.width(), desk.window.height()) == SIZES["1366"]
        desk.window.hide()
