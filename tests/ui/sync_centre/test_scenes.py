"""Pictures of the sync centre and the fleet, looked at by people."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt

from tests.support.hands import press
from tests.support.scenes import grab
from tests.ui.record.counter import LEADER, MONDAY
from tests.ui.sync_centre.conftest import Stage, SyncCounter, make_stage
from tests.ui.sync_centre.test_page import a_hall
from tests.ui.sync_centre.test_presenter import conflicting, disputed
from wenling_desk.ui.sync_centre.ports import LinkStatus, Warned
from wenling_desk.ui.theme import Theme
from wenling_desk.ui.widgets.kit import Kit

SIZES = {"1366": (1366, 768), "1920": (1920, 1080)}
LONG = "建设工程消防设计审查、消防验收、备案和抽查（跨街道的多业态综合体）"


def a_day_offline(counter: SyncCounter) -> None:
    """Sixty rows in every state, long names, another clerk's, scans, all warnings that can stand together."""
    states = ("queued",) * 9 + ("acked",) * 3 + ("confirmed",) * 48
    for at, state in enumerate(states):
        more: dict[str, Any] = {"title": LONG} if at % 7 == 3 else {}
        if at % 5 == 2:
            more |= {"clerk": "c002"}
        if at == 1:
            more |= {"scans_waiting": 2}
        counter.stands(f"r{at}", state, **more)
    counter.standing.blobs = 2
    counter.centre.now = LinkStatus(
        online=False,
        last_contact=MONDAY - timedelta(minutes=48),
        next_try=MONDAY + timedelta(minutes=2),
        reason="现在连不上中心，本机的件都在，会自动再送，请看看网线或无线网。",
        warnings=(
            Warned("journal_gone", {"path": "E:\\温岭综窗存根"}),
            Warned("lease_ends", {"day": "11-26"}),
            Warned("clock_skew", {"direction": "快", "minutes": 7}),
        ),
    )


def play(scene: str, counter: SyncCounter) -> None:
    """Bring a counter to a scene."""
    if scene in ("offline", "conflict"):
        a_day_offline(counter)
    if scene == "conflict":
        conflicting(counter)
        counter.centre.now = replace(counter.centre.now, online=True, reason="", warnings=())
    if scene == "dispute":
        counter.sign_in(LEADER)
        disputed(counter)
    if scene == "duplicate":
        counter.stands("r1", "needs_attention", title=LONG)
        counter.trouble("r1", "duplicate", facts=("other",))


def stage_of(scene: str, kit: Kit, qtbot: Any) -> Stage:
    counter = SyncCounter()
    if scene.startswith("fleet"):
        if scene != "fleet-empty":
            a_hall(counter)
        stage = make_stage(counter, kit, qtbot, "fleet")
        if scene == "fleet-lost":
            stage.fleet.table.go_to("d3")
            press(Qt.Key.Key_Return)
        return stage
    play(scene, counter)
    return make_stage(counter, kit, qtbot)


SCENES = ("empty", "offline", "conflict", "dispute", "duplicate", "fleet", "fleet-lost", "fleet-empty")


@pytest.mark.parametrize("scene", SCENES)
def test_scene(scene: str, kit: Kit, qtbot: Any) -> None:
    stage = stage_of(scene, kit, qtbot)
    for size, pixels in SIZES.items():
        assert grab(stage.window, f"sync-{scene}-{size}", pixels).stat().st_size > 10_000
        assert (stage.window.width(), stage.window.height()) == pixels, "nothing makes the window larger"


@pytest.mark.parametrize("scene", ["offline", "conflict", "dispute", "fleet-lost"])
def test_scenes_in_large_type(scene: str, large_type: Theme, kit: Kit, qtbot: Any) -> None:
    stage = stage_of(scene, kit, qtbot)
    for size, pixels in SIZES.items():
        grab(stage.window, f"sync-{scene}-{size}-large", pixels)
        assert (stage.window.width(), stage.window.height()) == pixels, "nothing makes the window larger"
