"""The sync centre and the fleet in the frame: keyboard only, nothing of a person stays, offline says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from PySide6.QtCore import Qt

from tests.support.accessible_names import nameless_widgets, tab_stops
from tests.support.hands import CTRL, SHIFT, press, type_text
from tests.ui.conftest import Ticks
from tests.ui.record.counter import LEADER, MONDAY
from tests.ui.sync_centre.conftest import SyncCounter, device, held_record, make_stage
from tests.ui.sync_centre.test_presenter import conflicting, disputed
from wenling_desk.ui.sync_centre.ports import HeldThere, Warned
from wenling_desk.ui.widgets.confirm_strip import GUARD_MS
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.use_cases.changes import Changes

ALT = Qt.KeyboardModifier.AltModifier


def test_the_first_row_is_in_focus_and_enter_opens_the_case(counter: SyncCounter, kit: Kit, qtbot: Any) -> None:
    counter.stands("r1", "queued")
    stage = make_stage(counter, kit, qtbot)
    assert stage.page.table.hasFocus()
    press(Qt.Key.Key_Return)
    assert stage.records == ["r1"]


def test_a_conflict_is_settled_by_one_key(counter: SyncCounter, kit: Kit, qtbot: Any) -> None:
    conflicting(counter)
    stage = make_stage(counter, kit, qtbot)
    words = stage.page.detail.words()
    assert "我的" in words
    assert "中心现在的" in words
    assert any("补发" in word for word in words)
    press(Qt.Key.Key_F6)
    assert [settled.act for settled in counter.settled] == ["adopt"]
    assert stage.said() == "已按您的内容重新改过，正在送。"


def test_the_twin_of_the_key_sets_aside(counter: SyncCounter, kit: Kit, qtbot: Any) -> None:
    conflicting(counter)
    make_stage(counter, kit, qtbot)
    press(Qt.Key.Key_7, CTRL)
    assert [settled.act for settled in counter.settled] == ["set_aside"]


def test_a_dispute_wants_a_reason_and_is_asked_once_more(
    counter: SyncCounter, kit: Kit, qtbot: Any, ticks: Ticks
) -> None:
    counter.sign_in(LEADER)
    disputed(counter)
    stage = make_stage(counter, kit, qtbot)
    press(Qt.Key.Key_F6, SHIFT)
    assert stage.page.detail.reason.hasFocus(), "the reason first"
    assert not counter.settled
    type_text("申请人确认已撤回")
    press(Qt.Key.Key_F6, SHIFT)
    assert "维持先到的" in stage.window.strip.sentence()
    ticks.advance(GUARD_MS + 1)
    press(Qt.Key.Key_Return)
    assert [(each.act, each.reason) for each in counter.settled] == [("uphold", "申请人确认已撤回")]


def test_a_clerk_sees_a_dispute_and_why_it_is_not_his_to_decide(counter: SyncCounter, kit: Kit, qtbot: Any) -> None:
    disputed(counter)
    stage = make_stage(counter, kit, qtbot)
    press(Qt.Key.Key_F6, SHIFT)
    assert not counter.settled
    assert stage.said().startswith("现在不能维持先到的")
    assert not stage.page.detail.reason.isVisible()


def test_a_duplicate_leads_to_the_other_case(counter: SyncCounter, kit: Kit, qtbot: Any) -> None:
    counter.stands("r1", "needs_attention")
    counter.trouble("r1", "duplicate", facts=("other",))
    stage = make_stage(counter, kit, qtbot)
    press(Qt.Key.Key_F4)
    assert stage.records == ["other"]


def test_send_now_and_the_standing(counter: SyncCounter, kit: Kit, qtbot: Any) -> None:
    stage = make_stage(counter, kit, qtbot)
    assert stage.page.contact.shown() == "上次联系 08:59　下次 09:00"
    press(Qt.Key.Key_Return, CTRL)
    assert counter.centre.sent == 1
    assert "正在送" in stage.page.contact.shown()
    counter.centre.now = replace(
        counter.centre.now, is_sending=False, reason="连不上中心。", warnings=(Warned("revoked"),)
    )
    stage.page.on_link()
    assert "连不上中心" in stage.page.contact.shown()
    assert stage.page.warnings.sentences()[0].startswith("这台设备已被中心停用")


def test_counts_are_filters_and_esc_takes_them_back(counter: SyncCounter, kit: Kit, qtbot: Any) -> None:
    for at, state in enumerate(("queued", "acked", "confirmed", "confirmed")):
        counter.stands(f"r{at}", state)
    stage = make_stage(counter, kit, qtbot)
    assert stage.page.counts["confirmed"].verb == "已确认 2"
    press(Qt.Key.Key_3, ALT)
    assert [row.key for row in stage.page.table.rows.rows] == ["r3", "r2"]
    press(Qt.Key.Key_Escape)
    assert len(stage.page.table.rows.rows) == 4
    press(Qt.Key.Key_F, CTRL)
    type_text("K7QX-000001")
    press(Qt.Key.Key_Return)
    assert [row.key for row in stage.page.table.rows.rows] == ["r1"]
    press(Qt.Key.Key_Escape)
    assert len(stage.page.table.rows.rows) == 4


def test_the_badge_moves_with_a_change_from_the_runner(counter: SyncCounter, kit: Kit, qtbot: Any) -> None:
    row = counter.stands("r1", "queued")
    stage = make_stage(counter, kit, qtbot)
    counter.standing.rows[0] = replace(row, state="confirmed")
    counter.sync_bridge.changed.emit(Changes(records=frozenset({"r1"})))
    assert stage.page.counts["confirmed"].verb == "已确认 1"
    assert stage.page.table.rows.rows[0].cells[0].word == "已确认"  # type: ignore[union-attr]


def test_nothing_of_a_record_stays_when_the_page_is_left(counter: SyncCounter, kit: Kit, qtbot: Any) -> None:
    conflicting(counter)
    stage = make_stage(counter, kit, qtbot)
    page = stage.page
    assert page.detail.words()
    stage.window.go("home")
    assert page.detail.words() == ()


def test_the_key_from_anywhere(counter: SyncCounter, kit: Kit, qtbot: Any) -> None:
    stage = make_stage(counter, kit, qtbot)
    stage.window.go("home")
    stage.window.activateWindow()
    stage.window.setFocus()
    press(Qt.Key.Key_Y, CTRL)
    assert stage.page is stage.window.current_page()


def test_every_widget_has_a_name_and_tab_comes_round(counter: SyncCounter, kit: Kit, qtbot: Any) -> None:
    conflicting(counter)
    stage = make_stage(counter, kit, qtbot)
    assert nameless_widgets(stage.page) == []
    stops = tab_stops(stage.window)
    order = [stage.page.send, stage.page.filter, stage.page.table]
    assert sorted((stop for stop in stops if stop in order), key=order.index) == order


def test_going_to_the_end_reads_on(counter: SyncCounter, kit: Kit, qtbot: Any) -> None:
    for at in range(250):
        counter.stands(f"r{at}", "confirmed")
    stage = make_stage(counter, kit, qtbot)
    assert len(stage.page.table.rows.rows) == 100
    press(Qt.Key.Key_End, CTRL)
    assert len(stage.page.table.rows.rows) == 200


# -- the fleet ------------------------------------------------------------------------------------------


def a_hall(counter: SyncCounter) -> None:
    """Six devices, one of them lost."""
    now = MONDAY
    counter.centre.devices = (
        device("d1", "1 号综合窗口", now - timedelta(minutes=1)),
        device("d2", "2 号综合窗口", now - timedelta(hours=30), unsent=3, oldest_unsent_at=now - timedelta(hours=31)),
        device("d3", "流动捷办 1", now - timedelta(days=5), kind="laptop", unsent=41,
               oldest_unsent_at=now - timedelta(days=5, hours=2), free_mb=900),
        device("d4", "", None, kind="laptop", printer="", printer_state="", free_mb=0, app_version=""),
        device("d5", "旧窗口", now - timedelta(days=90), is_revoked=True),
    )  # fmt: skip
    counter.centre.holdings["d3"] = HeldThere(
        "d3", now - timedelta(days=5), 41, 62, tuple(held_record(number) for number in range(60))
    )


def test_the_longest_silence_stands_on_top(counter: SyncCounter, kit: Kit, qtbot: Any) -> None:
    a_hall(counter)
    stage = make_stage(counter, kit, qtbot, "fleet")
    assert [row.key for row in stage.fleet.table.rows.rows] == ["d4", "d3", "d2", "d1", "d5"]
    states = [row.cells[0].word for row in stage.fleet.table.rows.rows]  # type: ignore[union-attr]
    assert states == ["没有联系过", "5 天没联系", "30 小时没联系", "正常", "已停用"]
    assert stage.fleet.said.shown() == "中心 09:00 的情况"


def test_enter_on_a_lost_device_shows_what_it_held_by_one_request(counter: SyncCounter, kit: Kit, qtbot: Any) -> None:
    a_hall(counter)
    stage = make_stage(counter, kit, qtbot, "fleet")
    stage.fleet.table.go_to("d3")
    press(Qt.Key.Key_Return)
    assert counter.centre.asked == ["d3"]
    assert len(stage.fleet.held_table.rows.rows) == 60
    assert "41 件没送" in stage.fleet.held_said.shown()
    assert stage.fleet.held_table.rows.rows[0].cells[2] == "周**"
    stage.window.go("home")
    stage.window.go("fleet")
    assert not stage.fleet.held_table.rows.rows, "nobody's records stay on the page"


def test_offline_shows_the_last_answer_with_its_time(counter: SyncCounter, kit: Kit, qtbot: Any) -> None:
    a_hall(counter)
    stage = make_stage(counter, kit, qtbot, "fleet")
    counter.centre.away = True
    counter.clock.on(hours=1)
    press(Qt.Key.Key_F5)
    assert stage.fleet.said.shown() == "问不到中心，这是 09:00 的情况。"
    assert len(stage.fleet.table.rows.rows) == 5


def test_offline_from_the_start_says_so(counter: SyncCounter, kit: Kit, qtbot: Any) -> None:
    counter.centre.away = True
    stage = make_stage(counter, kit, qtbot, "fleet")
    assert "问不到中心" in stage.fleet.said.shown()
    assert not stage.fleet.table.rows.rows


def test_the_fleet_is_walked_by_keys(counter: SyncCounter, kit: Kit, qtbot: Any) -> None:
    a_hall(counter)
    stage = make_stage(counter, kit, qtbot, "fleet")
    assert stage.fleet.table.hasFocus()
    assert nameless_widgets(stage.fleet) == []
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert counter.centre.asked == ["d3"]
