"""The frame of an enrolled desk: the state of the whole desk, and what is said before it is left."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from tests.support.hands import press
from tests.ui.conftest import Ticks
from tests.ui.record.counter import MONDAY
from tests.ui.sync_centre.conftest import Stage, SyncCounter, make_stage
from wenling_desk.ui.setup.unlock import UnlockSurface
from wenling_desk.ui.status_keeper import StatusKeeper, SyncGlance
from wenling_desk.ui.widgets.confirm_strip import GUARD_MS
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.use_cases.changes import Changes


def keep_status(stage: Stage) -> StatusKeeper:
    counter = stage.counter
    glance = SyncGlance(
        lambda reading: reading.unsent(),  # type: ignore[attr-defined]
        lambda reading: len(reading.troubles()),  # type: ignore[attr-defined]
        lambda: MONDAY.date(),
    )
    return StatusKeeper(
        counter.sync_bridge,  # type: ignore[arg-type]
        stage.window,
        counter.texts,
        lambda: "c001",
        glance,
    )


@pytest.fixture
def busy(counter: SyncCounter, kit: Kit, qtbot: Any) -> Stage:
    counter.stands("r1", "queued")
    counter.stands("r2", "queued", clerk="c002")
    stage = make_stage(counter, kit, qtbot)
    keep_status(stage)
    return stage


def test_the_status_line_counts_the_whole_desk(busy: Stage) -> None:
    assert busy.window.status.texts()[0] == "本机 2 件（最早 08:59）"
    busy.counter.standing.rows.clear()
    busy.counter.sync_bridge.changed.emit(Changes(records=frozenset({"r1"})))
    assert busy.window.status.texts()[0] == "已确认"
    assert busy.window.may_close()


def test_closing_is_held_up_once_with_what_is_safe(busy: Stage, ticks: Ticks) -> None:
    left: list[bool] = []
    busy.window.leaving.leaving_anyway.connect(lambda: left.append(busy.window.may_close()))
    assert not busy.window.may_close()
    sentence = busy.window.strip.sentence()
    assert "2 件办件（最早 08:59）" in sentence
    assert "加密存在这台机器上" in sentence
    press(Qt.Key.Key_Escape)
    assert not busy.window.may_close(), "Esc went back to work; it is said again the next time"
    ticks.advance(GUARD_MS + 1)
    press(Qt.Key.Key_Return)
    assert busy.window.may_close() or left == [True]


def test_pressing_twice_closes(busy: Stage) -> None:
    assert not busy.window.may_close()
    assert busy.window.may_close()


def test_a_locked_desk_says_it_on_the_lock(busy: Stage, kit: Kit) -> None:
    surface = UnlockSurface(kit, None, "城东", lambda password: None, may_recover=False)  # type: ignore[arg-type]
    busy.window.cover(surface)
    assert not busy.window.may_close()
    assert "没有送到中心" in surface.fault()
    assert busy.window.may_close()


def test_a_desk_that_sends_nothing_says_nothing(counter: SyncCounter, kit: Kit, qtbot: Any) -> None:
    stage = make_stage(counter, kit, qtbot)
    StatusKeeper(counter.sync_bridge, stage.window, counter.texts, lambda: "c001")  # type: ignore[arg-type]
    assert stage.window.status.texts()[0].startswith("等我处理")
    assert stage.window.leaving.unsent_words() == ""
    assert stage.window.may_close()
