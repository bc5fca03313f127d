"""Pictures of the settings, looked at by people."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.scenes import grab
from tests.ui.settings.conftest import Desk, Hands, make_desk
from wenling_desk.ui.theme import Theme
from wenling_desk.ui.widgets.kit import Kit

SIZES = {"1366": (1366, 768), "1920": (1920, 1080)}


@pytest.mark.parametrize("size", SIZES)
def test_scene(desk: Desk, size: str) -> None:
    assert grab(desk.window, f"settings-{size}", SIZES[size]).stat().st_size > 10_000


def test_scenes_in_large_type(large_type: Theme, hands: Hands, kit: Kit, qtbot: Any) -> None:
    desk = make_desk(hands, kit, qtbot)
    for size, pixels in SIZES.items():
        grab(desk.window, f"settings-{size}-large", pixels)
        assert (desk.window.width(), desk.window.height()) == pixels, "nothing makes the window larger"
