"""The workbench in the frame: keyboard only, what opens what, and no stall with ten thousand rows."""

from __future__ import annotations

import time
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.support.accessible_names import nameless_widgets, tab_stops
from tests.support.hands import CTRL, press, type_text
from tests.ui.conftest import Ticks
from tests.ui.record.counter import Counter, marriage_sheet
from tests.ui.workbench.conftest import Bench, make_bench
from tests.ui.workbench.test_presenter import many
from wenling_desk.ui.widgets.confirm_strip import GUARD_MS
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.save_draft import SaveDraft

STALL_MS = 50


def save(counter: Counter, draft_id: str) -> None:
    counter.bridge.submit(
        SaveDraft(command_id=counter.new_id(), draft_id=draft_id, sheet=marriage_sheet(), title=f"草稿 {draft_id}")
    )


def test_the_first_row_is_in_focus_and_enter_opens_it(counter: Counter, kit: Kit, qtbot: Any) -> None:
    record_id = counter.do(AcceptCase(command_id=counter.new_id(), sheet=marriage_sheet())).record_id
    bench = make_bench(counter, kit, qtbot)
    assert bench.page.bands["running"].table.hasFocus()
    press(Qt.Key.Key_Return)
    assert bench.records == [record_id]


def test_a_change_from_elsewhere_shows(bench: Bench) -> None:
    assert bench.page.bands["running"].empty_words().startswith("部门没有在办的")
    bench.counter.bridge.submit(AcceptCase(command_id=bench.counter.new_id(), sheet=marriage_sheet()))
    assert bench.page.bands["running"].empty_words() == ""
    assert len(bench.page.papers.table.rows.rows) == 1, "issued and not yet printed"


def test_the_filter_finds_and_esc_clears_it(bench: Bench) -> None:
    many(bench.counter, 30)
    bench.page.read()
    press(Qt.Key.Key_F, CTRL)
    assert bench.page.filter.hasFocus()
    type_text("登记证 5")
    press(Qt.Key.Key_Return)
    assert bench.page.bands["running"].table.hasFocus()
    assert len(bench.page.bands["running"].table.rows.rows) == 4
    assert bench.page.bands["mine"].empty_words() == "没有符合筛选的。换几个字，或按 Esc 清掉筛选。"
    press(Qt.Key.Key_Escape)
    assert len(bench.page.bands["running"].table.rows.rows) == 30


def test_a_draft_is_recovered_or_discarded_by_asking(bench: Bench, ticks: Ticks) -> None:
    save(bench.counter, "d1")
    table = bench.page.drafts.table
    table.setFocus()
    press(Qt.Key.Key_Return)
    assert bench.drafts == ["d1"]
    type_text("d")
    assert "草稿 d1" in bench.window.strip.sentence()
    assert "陈晓" in bench.window.strip.sentence()
    press(Qt.Key.Key_Escape)
    assert "d1" in bench.counter.store.shelves.drafts
    type_text("d")
    ticks.advance(GUARD_MS + 1)
    press(Qt.Key.Key_Return)
    assert not bench.counter.store.shelves.drafts
    assert not table.rows.rows


def test_a_paper_that_waits_is_opened(bench: Bench) -> None:
    number = bench.counter.do(AcceptCase(command_id=bench.counter.new_id(), sheet=marriage_sheet())).number
    bench.page.read()
    bench.page.papers.table.setFocus()
    press(Qt.Key.Key_Return)
    assert bench.papers == [number]


def test_f3_and_f4_go_to_the_bands(bench: Bench) -> None:
    many(bench.counter, 3)
    bench.counter.bridge.submit(AcceptCase(command_id=bench.counter.new_id(), sheet=marriage_sheet()))
    press(Qt.Key.Key_F4)
    assert bench.page.bands["running"].table.hasFocus()


def test_every_widget_has_a_name_and_tab_goes_left_to_right(bench: Bench) -> None:
    many(bench.counter, 3)
    save(bench.counter, "d1")
    assert nameless_widgets(bench.page) == []
    stops = [stop for stop in tab_stops(bench.window) if bench.page.isAncestorOf(stop)]
    order = [bench.page.filter, bench.page.bands["running"].table, bench.page.drafts.table]
    assert [stop for stop in stops if stop in order] == order


def test_ten_thousand_rows_do_not_stall(bench: Bench) -> None:
    """What the GUI thread does for a list of ten thousand: one page of rows, then the next, never all."""
    many(bench.counter, 10_000)
    longest = 0.0
    table = bench.page.bands["running"].table
    view: list[Any] = []
    bench.page._presenter.read(view.append)
    for _ in range(10):
        start = time.perf_counter()
        bench.page._show(view[-1])
        QApplication.processEvents()
        longest = max(longest, time.perf_counter() - start)
        bench.page._presenter.wants_more("running")
        bench.page._presenter.read(view.append)
    assert len(table.rows.rows) >= 900
    assert longest * 1000 < STALL_MS * 2, "twice the bar: a test machine has other things to do"


def test_going_to_the_end_reads_on(bench: Bench) -> None:
    many(bench.counter, 250)
    bench.page.read()
    table = bench.page.bands["running"].table
    assert len(table.rows.rows) == 100
    table.setFocus()
    press(Qt.Key.Key_End, CTRL)
    assert len(table.rows.rows) == 200
    press(Qt.Key.Key_End, CTRL)
    assert len(table.rows.rows) == 250
