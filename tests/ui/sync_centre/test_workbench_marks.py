"""The workbench of an enrolled desk: each row's standing, and the rows of other desks of the hall."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from tests.support.hands import bring_up, press
from tests.support.scenes import grab
from tests.ui.record.counter import marriage_sheet
from tests.ui.sync_centre.conftest import NAMES, SyncCounter
from tests.ui.workbench.test_presenter import many
from wenling_desk.ui.main_window import FrameWords, MainWindow
from wenling_desk.ui.page import PageDescriptor
from wenling_desk.ui.sync_centre.state_words import read_marks
from wenling_desk.ui.theme import Theme
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.workbench.page import WorkbenchNeeds, WorkbenchPage
from wenling_desk.ui.workbench.presenter import WorkbenchTools
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.changes import Changes

SIZES = {"1366": (1366, 768), "1920": (1920, 1080)}


class Bench:
    def __init__(self, counter: SyncCounter, kit: Kit, qtbot: Any) -> None:
        self.opened: list[str] = []
        self.elsewhere: list[tuple[str, str]] = []
        tools = WorkbenchTools(
            counter.sync_bridge, counter.get_desk, counter.texts, lambda clerk: NAMES.get(clerk, clerk), read_marks
        )
        needs = WorkbenchNeeds(
            tools,
            self.opened.append,
            lambda draft: None,
            lambda paper: None,
            lambda record_id, known: self.elsewhere.append((record_id, known)),
        )
        self.window = MainWindow(
            Kit(counter.texts, kit.theme, kit.ticks),
            FrameWords("城东街道便民服务中心", "城东街道便民服务中心 · 3 号综合窗口 · 陈晓"),
            (PageDescriptor("workbench", "workbench.title", lambda frame: WorkbenchPage(frame, needs)),),
            counter.clock,
        )
        counter.sync_bridge.changed.connect(self.window.on_changes)
        self.window.go("workbench")
        bring_up(qtbot, self.window)
        page = self.window.current_page()
        assert isinstance(page, WorkbenchPage)
        self.page = page
        page.read()

    def marks(self) -> list[str]:
        table = self.page.bands["running"].table
        return [row.cells[0].word for row in table.rows.rows]  # type: ignore[union-attr]


def a_hall(counter: SyncCounter) -> None:
    """Rows in every standing; some held by other desks."""
    many(counter, 9)
    for at, state in enumerate(("queued", "acked", "confirmed", "needs_attention", "confirmed")):
        counter.stands(f"r{at:05d}", state)
    for at in range(5, 9):
        counter.standing.elsewhere.add(f"r{at:05d}")


def test_each_row_has_its_badge_and_another_desks_its_clerk(counter: SyncCounter, kit: Kit, qtbot: Any) -> None:
    a_hall(counter)
    bench = Bench(counter, kit, qtbot)
    assert bench.marks() == ["本机", "已送", "已确认", "需处理", "已确认", *["他窗 陈晓"] * 4]


def test_the_badge_moves_when_the_runner_tells(counter: SyncCounter, kit: Kit, qtbot: Any) -> None:
    record_id = counter.do(AcceptCase(command_id=counter.new_id(), sheet=marriage_sheet())).record_id
    counter.stands(record_id, "queued")
    bench = Bench(counter, kit, qtbot)
    assert bench.marks() == ["本机"]
    counter.standing.rows.clear()
    counter.stands(record_id, "confirmed")
    counter.sync_bridge.changed.emit(Changes(records=frozenset({record_id})))
    assert bench.marks() == ["已确认"]


def test_enter_on_another_desks_case_takes_along_what_is_known(counter: SyncCounter, kit: Kit, qtbot: Any) -> None:
    a_hall(counter)
    bench = Bench(counter, kit, qtbot)
    bench.page.bands["running"].table.setFocus()
    press(Qt.Key.Key_Return)
    assert bench.opened == ["r00000"]
    bench.page.bands["running"].table.go_to("r00007/MZ003")
    press(Qt.Key.Key_Return)
    record_id, known = bench.elsewhere[0]
    assert record_id == "r00007"
    assert "补领婚姻登记证 0" in known
    assert "林**" in known


@pytest.mark.parametrize("size", SIZES)
def test_scene(size: str, counter: SyncCounter, kit: Kit, qtbot: Any) -> None:
    a_hall(counter)
    bench = Bench(counter, kit, qtbot)
    assert grab(bench.window, f"sync-workbench-{size}", SIZES[size]).stat().st_size > 10_000


def test_scene_in_large_type(large_type: Theme, counter: SyncCounter, kit: Kit, qtbot: Any) -> None:
    a_hall(counter)
    bench = Bench(counter, kit, qtbot)
    grab(bench.window, "sync-workbench-1366-large", SIZES["1366"])
    assert (bench.window.width(), bench.window.height()) == SIZES["1366"], "nothing makes the window larger"
