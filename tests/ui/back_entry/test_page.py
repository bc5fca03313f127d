"""The page of 补录, its checklist, and the key that says the other system is down: keyboard only."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt

from tests.support.accessible_names import nameless_widgets, tab_stops
from tests.support.hands import CTRL, SHIFT, bring_up, press, type_text
from tests.ui.back_entry.conftest import NUMBER, Desk, TellingCounter
from tests.ui.record.counter import REVIEWER
from wenling_desk.devices.simulated_platform import PlatformScript, SimulatedPlatform
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.use_cases.edit_case import RecordOfficialNumber
from wenling_desk.use_cases.platform_ports import PlatformState

ALT = Qt.KeyboardModifier.AltModifier


def test_one_key_says_it_is_down_and_the_same_key_that_it_is_back(desk: Desk) -> None:
    press(Qt.Key.Key_F9, SHIFT)
    assert desk.said() == "已记下：09:00 起省平台停用，先受理、后补录。照常收件；恢复了再按一次 Shift+F9。"
    assert "先受理、后补录 09:00 起" in desk.window.status.texts()
    desk.take_in()
    desk.counter.clock.on(hours=1)
    press(Qt.Key.Key_F9, SHIFT)
    assert desk.said() == "已记下：省平台恢复。停用期间收的 1 件在“补录”里，还差 1 件没有编号。"
    assert "未回填编号 1" in desk.window.status.texts()


def test_an_outage_of_yesterday_names_its_day(desk: Desk) -> None:
    press(Qt.Key.Key_F9, SHIFT)
    desk.counter.clock.on(days=1)
    desk.watch.look()
    assert "先受理、后补录 11-23 09:00 起" in desk.window.status.texts()


def test_the_ctrl_twin_does_the_same(desk: Desk) -> None:
    press(Qt.Key.Key_9, CTRL | SHIFT)
    assert desk.watch.latest is not None
    assert desk.watch.latest.outage is not None


def test_who_may_not_is_told_so(desk: Desk) -> None:
    desk.counter.sign_in(REVIEWER)
    press(Qt.Key.Key_F9, SHIFT)
    assert "您的岗位不能记省平台停用" in desk.said()
    assert desk.watch.latest is not None
    assert desk.watch.latest.outage is None


def test_an_empty_list_says_what_will_appear(desk: Desk) -> None:
    page = desk.open()
    assert page.table.isHidden()
    assert not page._empty.isHidden()


def test_the_list_says_what_each_case_waits_for(desk: Desk) -> None:
    desk.take_in()
    desk.counter.clock.on(minutes=10)
    press(Qt.Key.Key_F9, SHIFT)
    desk.counter.clock.on(minutes=10)
    desk.take_in()
    desk.open()
    states = [row[-1] for row in desk.rows()]
    assert states == ["停用期间", "待填"]
    assert all(row[2] == "林**" for row in desk.rows()), "names are masked"
    desk.counter.clock.on(hours=5)
    desk.watch.look()
    assert [row[-1] for row in desk.rows()] == ["超过 4 小时", "超过 4 小时"]
    assert "未回填编号 2，超时 2" in desk.window.status.texts()


def test_a_case_leaves_the_list_when_its_number_is_there(desk: Desk) -> None:
    record_id = desk.take_in()
    desk.open()
    assert len(desk.rows()) == 1
    desk.counter.do_and_tell(
        RecordOfficialNumber(command_id=desk.counter.new_id(), record_id=record_id, official_number=NUMBER)
    )
    assert desk.rows() == []


def test_the_checklist_names_members_fields_and_how_sure_their_order_is(desk: Desk) -> None:
    desk.take_in()
    page = desk.open()
    assert page._members.shown() == "补领婚姻登记证：没有编号"
    assert [row.cells[0] for row in page.fields.rows.rows][:3] == ["申请人姓名", "身份证件号", "出生日期"]
    assert not page._inferred.isHidden()
    text = str([row.cells for row in page.fields.rows.rows])
    assert "林见秋" not in text, "values are looked at in the window that writes the look down"
    assert not desk.counter.store.shelves.looks


def test_what_need_not_be_entered_asks_for_the_reason(desk: Desk) -> None:
    record_id = desk.take_in()
    page = desk.open()
    press(Qt.Key.Key_W, ALT)
    assert not page.waive_panel.isHidden()
    press(Qt.Key.Key_Return, CTRL)
    assert desk.counter.store.shelves.facts[-1][0].kind != "BackEntryWaived"
    type_text("部门自己的系统办")
    press(Qt.Key.Key_Return, CTRL)
    assert desk.said() == "已记为无需补录：补领婚姻登记证。"
    assert desk.rows() == []
    fact = desk.counter.store.shelves.facts[-1][0]
    assert (fact.record_id, fact.kind, fact.body["reason"]) == (record_id, "BackEntryWaived", "部门自己的系统办")


def test_esc_closes_the_reason_first(desk: Desk) -> None:
    desk.take_in()
    page = desk.open()
    press(Qt.Key.Key_W, ALT)
    press(Qt.Key.Key_Escape)
    assert page.waive_panel.isHidden()
    assert page.table.hasFocus()


def test_keys_that_need_a_row_say_so_without_one(desk: Desk) -> None:
    desk.open()
    press(Qt.Key.Key_F4)
    assert "先选一件" in desk.said()


def test_the_record_can_be_opened(desk: Desk) -> None:
    record_id = desk.take_in()
    desk.open()
    press(Qt.Key.Key_F6)
    assert desk.records == [record_id]


def test_by_hand_nothing_is_handed_over_and_the_page_says_why(desk: Desk) -> None:
    desk.take_in()
    desk.open()
    press(Qt.Key.Key_F8)
    assert "与省平台之间没有接口" in desk.said()


@pytest.mark.parametrize(
    ("script", "said", "left"),
    [
        (PlatformScript(), "已填入 MN20261123000001，接着下一件", 0),
        (PlatformScript(refusals={"MZ003": "事项未发布"}), "事项未发布", 1),
        (PlatformScript([(TellingCounter().clock.now(), PlatformState.DOWN)]), "省平台现在连不上", 1),
    ],
    ids=["up", "refusing", "down"],
)
def test_where_there_is_a_port_a_case_is_handed_over_with_one_key(
    counter: TellingCounter, kit: Kit, qtbot: Any, script: PlatformScript, said: str, left: int
) -> None:
    desk = Desk(counter, kit, SimulatedPlatform(script, counter.clock, lambda seconds: None))
    bring_up(qtbot, desk.window)
    desk.take_in()
    desk.open()
    press(Qt.Key.Key_F8)
    assert said in desk.said()
    assert len(desk.rows()) == left
    assert len(counter.store.shelves.looks) == 1, "the person's data went out: that is written down"


def test_time_alone_makes_a_number_late(desk: Desk) -> None:
    desk.take_in()
    desk.counter.clock.moment += timedelta(hours=4, minutes=1)
    desk.watch._timer.timeout.emit()
    assert "未回填编号 1，超时 1" in desk.window.status.texts()


def test_every_control_has_a_name_and_tab_comes_round(desk: Desk) -> None:
    desk.take_in()
    page = desk.open()
    assert nameless_widgets(page) == []
    assert page.table in tab_stops(page)
