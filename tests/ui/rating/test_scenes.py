"""Pictures of 评价屏, looked at by people."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from tests.support.hands import press
from tests.support.scenes import grab
from tests.ui.rating.conftest import make_rated
from tests.ui.rating.test_screen import scan
from wenling_desk.ui.widgets.kit import Kit

SIZES = {"1366": (1366, 768), "1920": (1920, 1080)}


@pytest.mark.parametrize("size", SIZES)
def test_the_screen_from_blank_to_thanks(kit: Kit, qtbot: Any, size: str) -> None:
    rated = make_rated(kit, qtbot)
    rated.window.resize(*SIZES[size])
    rating = rated.ask(about="公司设立登记、食品经营许可、医保单位参保登记和公章刻制备案")
    grab(rated.window, f"rating-door-{size}")
    rated.door.open()
    grab(rated.window, f"rating-blank-{size}")
    scan(rated, "ZZZZ9999")
    grab(rated.window, f"rating-unknown-{size}")
    rated.screen.box.clear()
    scan(rated, rated.code(rating))
    press(Qt.Key.Key_4)
    grab(rated.window, f"rating-chosen-{size}")
    press(Qt.Key.Key_4)
    grab(rated.window, f"rating-thanks-{size}")
    press(Qt.Key.Key_Space)
    scan(rated, rated.code(rating))
    rated.screen.comment.setPlainText("第一次来的时候没有说要带公章，第二次来就办好了，窗口的人还帮忙复印。")
    grab(rated.window, f"rating-adding-{size}")
    assert rated.screen.stage() == "adding"
