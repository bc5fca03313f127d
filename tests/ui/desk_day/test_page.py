"""The page of the day by keyboard: begin in the morning, hand over at noon, close in the evening with one key."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from tests.support.accessible_names import nameless_widgets, tab_stops
from tests.support.hands import CTRL, bring_up, press, type_text
from tests.ui.back_entry.conftest import TellingCounter
from tests.ui.desk_day.conftest import CHECKS, Desk
from tests.ui.record.counter import LEADER, REVIEWER
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.use_cases.bookings import Book
from wenling_desk.use_cases.consult import Consult

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier


def begin(desk: Desk) -> None:
    """Open the day with its key."""
    press(Key.Key_D, CTRL)
    press(Key.Key_Return, CTRL)


def test_two_keys_lead_to_the_page(desk: Desk) -> None:
    press(Key.Key_F12)
    assert desk.page.page_id == "day"
    press(Key.Key_Escape)
    press(Key.Key_D, CTRL)
    assert desk.page.page_id == "day"


def test_in_the_morning_it_is_the_card(desk: Desk) -> None:
    page = desk.open()
    assert page.title() == "班前卡"
    assert desk.lines() == {
        "今天预约": "没有", "今天到期": "没有", "提醒": "没有", "谁不在": "没有", "目录变化": "没有",
        "没日清的日子": "没有", "上一班交来": "没有", "打印机": "正常", "磁盘": "正常", "备份": "要看一下",
        "签发副本": "正常", "日期": "正常", "联网": "不能用",
    }  # fmt: skip


def test_one_key_begins_the_day_and_the_page_is_the_closing_from_then_on(desk: Desk) -> None:
    begin(desk)
    assert desk.said() == "已记下开始上班。"
    assert desk.page.title() == "日清"
    (opened,) = desk.facts("DayOpened")
    assert opened["checks"] == {str(check.kind): check.state for check in CHECKS}
    desk.window.go("home")
    assert desk.open().title() == "日清"


def test_the_card_can_be_looked_at_again(desk: Desk) -> None:
    begin(desk)
    press(Key.Key_F5)
    assert desk.page.title() == "班前卡"
    press(Key.Key_Escape)  # what was told
    press(Key.Key_Escape)
    assert desk.page.title() == "日清"


def test_esc_leaves_the_card_without_opening_anything(desk: Desk) -> None:
    desk.open()
    press(Key.Key_Escape)
    assert desk.window.current_page() is not None
    assert desk.window.current_page().page_id == "home"  # type: ignore[union-attr]
    assert desk.facts("DayOpened") == []


def test_what_is_booked_stands_behind_its_line_with_masked_names(desk: Desk) -> None:
    counter = desk.counter
    counter.do_and_tell(
        Book(
            command_id=counter.new_id(), name="林见秋", phone="13800005678", title="补领婚姻登记证",
            day=counter.clock.now().date(), slot="10:00",
        )
    )  # fmt: skip
    desk.open()
    assert desk.lines()["今天预约"] == "1 人"
    assert desk.things() == [("10:00", "补领婚姻登记证", "林**", "")]
    press(Key.Key_Return)
    assert desk.gone_to == ["bookings"]


def test_checks_say_what_was_seen_and_an_answer_that_is_late_fills_them_in(
    counter: TellingCounter, kit: Kit, qtbot: Any
) -> None:
    desk = Desk(counter, kit, checks=())
    bring_up(qtbot, desk.window)
    desk.open()
    assert desk.lines()["打印机"] == "没有查"
    desk.checks = CHECKS
    desk.window.go("home")
    desk.open()
    desk.go_to("check/backup")
    assert "请在设置里备份" in desk.page._empty._lines[0].shown()


# -- closing ---------------------------------------------------------------------------------------


def test_an_even_day_is_closed_with_one_key(desk: Desk) -> None:
    begin(desk)
    desk.take_in()
    assert desk.lines()["文书编号"] == "全部对上"
    press(Key.Key_Return, CTRL)
    (number,) = desk.printed
    assert desk.said() == f"日清表 {number} 已出，请两人对清后签名。"
    assert desk.page._presenter.standing()[0] == "待第二人签"
    assert desk.facts("DayClosed")[0]["figures"]["papers"]["received"] == 1


def test_a_difference_is_named_with_one_key_and_then_the_day_closes(desk: Desk) -> None:
    begin(desk)
    desk.take_in(printed=False)
    assert desk.lines()["文书编号"] == "1 处没写理由"
    press(Key.Key_Return, CTRL)
    assert "没有写理由" in desk.said()
    assert desk.facts("DayClosed") == []
    press(Key.Key_Return)
    assert desk.page.things.hasFocus(), "Enter on the line goes to its differences"
    press(Key.Key_1, ALT)
    assert desk.things()[0][-1] == "打印机故障，明天补打"
    press(Key.Key_Return, CTRL)
    assert len(desk.printed) == 1


def test_a_reason_of_the_clerks_own_is_typed(desk: Desk) -> None:
    begin(desk)
    desk.take_in(printed=False)
    press(Key.Key_F4)
    press(Key.Key_Return)
    assert not desk.page.forms.reason.isHidden()
    type_text("停电了")
    press(Key.Key_Return, CTRL)
    assert desk.facts("DifferenceNamed")[0]["why"] == "停电了"
    assert desk.page.things.hasFocus()
    press(Key.Key_Return, CTRL)
    assert len(desk.printed) == 1


def test_an_empty_reason_is_said_at_its_field(desk: Desk) -> None:
    begin(desk)
    desk.take_in(printed=False)
    press(Key.Key_F4)
    press(Key.Key_F9)
    press(Key.Key_Return, CTRL)
    assert desk.page.forms.reason.fields["text"]._message.shown() == "请填写理由。"
    press(Key.Key_Escape)  # what was told
    press(Key.Key_Escape)
    assert desk.page.forms.reason.isHidden()
    assert desk.page.isVisible()


def test_a_line_leads_to_where_it_is_worked_off(desk: Desk) -> None:
    begin(desk)
    desk.take_in()
    for key, page in (
        ("to_hand_over", "handover"),
        ("on_shelf", "collecting"),
        ("to_seal", "seals"),
        ("unfilled", "back_entry"),
    ):
        desk.go_to(key)
        press(Key.Key_Return)
        assert desk.gone_to[-1] == page
    press(Key.Key_F7)
    assert desk.gone_to[-1] == "seals"


def test_a_thing_opens_its_record(desk: Desk) -> None:
    begin(desk)
    consult = Consult(command_id=desk.counter.new_id(), question="要哪些证", call_back=True, phone="13800005678")
    record_id = desk.counter.do_and_tell(consult)
    desk.go_to("calls")
    assert desk.things()[0][1] == "要哪些证"
    press(Key.Key_F4)
    press(Key.Key_Return)
    assert desk.gone_to == [record_id]


def test_numbers_that_nobody_counted_yet_say_so(counter: TellingCounter, kit: Kit, qtbot: Any) -> None:
    desk = Desk(counter, kit, unfilled=None)
    bring_up(qtbot, desk.window)
    begin(desk)
    assert desk.lines()["未回填编号"] == "在数"
    press(Key.Key_Return, CTRL)
    assert desk.facts("DayClosed")[0]["figures"]["unfilled"] is None


def test_the_second_person_signs(desk: Desk) -> None:
    begin(desk)
    press(Key.Key_F8)
    assert "还没有日清" in desk.said()
    press(Key.Key_Return, CTRL)
    press(Key.Key_F8)
    type_text("c001")
    press(Key.Key_Tab)
    type_text("陈晓")
    press(Key.Key_Return, CTRL)
    assert "不能由同一个人签第二人" in desk.said()
    form = desk.page.forms.second
    assert not form.isHidden(), "what was typed stays"
    form.fields["by"].show_value("l001")
    form.fields["name"].show_value("林岚")
    press(Key.Key_Return, CTRL)
    assert desk.facts("DayCountersigned") == [{"by": "l001", "name": "林岚"}]
    assert desk.page._presenter.standing()[0] == "已日清"


def test_taking_in_goes_on_after_the_closing(desk: Desk) -> None:
    begin(desk)
    press(Key.Key_Return, CTRL)
    desk.counter.clock.on(minutes=10)
    desk.take_in()
    assert desk.page._presenter.standing()[0] == "日清后 1 件"
    press(Key.Key_Return, CTRL)
    assert len(desk.printed) == 2
    assert desk.facts("DayClosed")[1]["figures"]["after_closing"] == 1


def test_yesterday_is_closed_from_the_card(desk: Desk) -> None:
    begin(desk)
    desk.take_in()
    desk.counter.clock.on(days=1)
    desk.window.go("home")
    desk.open()
    assert desk.lines()["没日清的日子"] == "1 天"
    desk.go_to("unclosed")
    press(Key.Key_Return)
    press(Key.Key_Return)
    assert desk.page.title().startswith("补做日清")
    press(Key.Key_Return, CTRL)
    assert desk.facts("DayClosed")[0]["on"] == "2026-11-23"
    press(Key.Key_Escape)
    press(Key.Key_Escape)
    assert desk.page.title() == "班前卡"
    assert desk.lines()["没日清的日子"] == "没有"


# -- the shift -------------------------------------------------------------------------------------


def test_the_shift_is_handed_over_and_the_next_clerk_sees_it(desk: Desk) -> None:
    begin(desk)
    desk.take_in()
    press(Key.Key_F6)
    assert "原件 1 件" in desk.page.forms.shift._hint.shown()
    type_text("l001")
    press(Key.Key_Tab)
    type_text("林岚")
    press(Key.Key_Tab)
    type_text("3")
    press(Key.Key_Return, CTRL)
    assert desk.facts("ShiftHandedOver")[0]["waiting"] == 3
    assert len(desk.printed) == 1
    assert "陈晓交班给林岚" in desk.page._presenter.remark()
    desk.counter.sign_in(LEADER)
    press(Key.Key_F5)
    assert desk.lines()["上一班交来"] == "有"
    desk.go_to("taken_over")
    assert desk.things()[0][1] == "等候 3 人，草稿 0 份，原件 1 件"


def test_what_a_shift_needs_is_said_at_its_field(desk: Desk) -> None:
    begin(desk)
    press(Key.Key_F6)
    type_text("l001")
    press(Key.Key_Return, CTRL)
    assert desk.page.forms.shift.fields["to_name"]._message.shown() == "请填写接班人姓名。"
    press(Key.Key_Escape)
    press(Key.Key_F6)
    assert desk.page.forms.shift.fields["to"].value() == "l001", "what was typed stays"


def test_who_may_not_is_told_so(desk: Desk) -> None:
    desk.counter.sign_in(REVIEWER)
    begin(desk)
    assert "您的岗位不能开始上班" in desk.said()


@pytest.mark.parametrize("form", ["", "shift", "second", "reason"])
def test_every_control_has_a_name_and_tab_comes_round(desk: Desk, form: str) -> None:
    begin(desk)
    desk.take_in(printed=False)
    if form:
        getattr(desk.page.forms, form).open()
    assert nameless_widgets(desk.page) == []
    assert desk.page.table in tab_stops(desk.page)
