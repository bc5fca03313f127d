"""Pictures of 查进度, looked at by people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt

from tests.support.hands import press
from tests.support.scenes import grab
from tests.ui.progress.conftest import Asking, Reach, elsewhere, make_asking
from tests.ui.progress.test_page import ask
from tests.ui.record.counter import PERSON, Counter, entry, marriage_sheet, person, restaurant_sheet
from wenling_desk.ui.theme import Theme
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.decide_case import DecideCase
from wenling_desk.use_cases.request_correction import RequestCorrection
from wenling_desk.use_cases.take_in import TakeIn

SIZES = {"1366": (1366, 768), "1920": (1920, 1080)}
LONG = "买买提江·吐尔逊阿卜杜热合曼·努尔麦麦提"


def people(counter: Counter) -> None:
    """A week of cases of one name, one of another desk, and one with a very long name."""
    counter.clock.on(days=-7)
    bundle = counter.do(TakeIn(command_id=counter.new_id(), sheet=restaurant_sheet())).record_id
    counter.do(AcceptCase(command_id=counter.new_id(), record_id=bundle, members=("SC006",)))
    counter.clock.on(days=4)
    due = counter.clock.now().date() + timedelta(days=6)
    gaps = marriage_sheet({"m_sfz": entry("missing")})
    counter.do(RequestCorrection(command_id=counter.new_id(), sheet=gaps, due=due))
    done = counter.do(AcceptCase(command_id=counter.new_id(), sheet=marriage_sheet())).record_id
    counter.do(
        DecideCase(command_id=counter.new_id(), record_id=done, granted=True, way="signed_paper", officer="李科")
    )
    counter.clock.on(days=3)
    counter.do(AcceptCase(command_id=counter.new_id(), sheet=marriage_sheet()))
    counter.do(AcceptCase(command_id=counter.new_id(), sheet=marriage_sheet(parties=(person(name=LONG),))))
    elsewhere(counter)


def stage(asking: Asking, scene: str) -> None:
    if scene != "empty":
        people(asking.counter)
    if scene == "many":
        for _ in range(60):
            asking.counter.do(AcceptCase(command_id=asking.counter.new_id(), sheet=marriage_sheet()))
    typed = {"empty": "", "nothing": "王见秋", "one": LONG, "bundle": "海味小馆", "elsewhere": "000417-5"}
    ask(typed.get(scene, PERSON))
    if scene == "choice":
        press(Qt.Key.Key_Return)


SCENES = ["empty", "nothing", "one", "bundle", "choice", "many", "elsewhere"]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scene", SCENES)
def test_scene(asking: Asking, scene: str, size: str) -> None:
    asking.reach.centre = False
    stage(asking, scene)
    assert grab(asking.window, f"progress-{scene}-{size}", SIZES[size]).stat().st_size > 10_000


@pytest.mark.parametrize("scene", ["bundle", "choice", "many"])
def test_scenes_in_large_type(large_type: Theme, kit: Kit, qtbot: Any, scene: str) -> None:
    asking = make_asking(Counter(), kit, Reach(True), qtbot)
    stage(asking, scene)
    for size, pixels in SIZES.items():
        grab(asking.window, f"progress-{scene}-{size}-large", pixels)
        assert (asking.window.width(), asking.window.height()) == pixels, "nothing makes the window larger"
