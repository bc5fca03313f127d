"""The page of seals by keyboard: tick all with one key, one with a scan, enter, hand on, retire."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from tests.support.accessible_names import nameless_widgets, tab_stops
from tests.support.hands import CTRL, press, type_text
from tests.ui.record.counter import LEADER, REVIEWER
from tests.ui.seals.conftest import Desk
from wenling_desk.use_cases.handle_papers import VoidPaper
from wenling_desk.use_cases.seals import RetireSeal

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier


def numbers(desk: Desk) -> list[str]:
    """The numbers that wait for the seal in focus."""
    seal = desk.page._presenter.seal()
    assert seal is not None
    return [row.errand.number for row in seal.waiting]


def test_an_empty_page_says_what_will_appear_and_leads_to_the_form(desk: Desk) -> None:
    page = desk.open()
    assert page.table.isHidden()
    assert not page._empty.isHidden()
    press(Key.Key_N, ALT)
    assert not page.enter_form.isHidden()
    assert page.enter_form.fields["title"].value() == desk.seal_title, "proposed from the delegations"
    assert page.enter_form.fields["holder"].value() == "c001"


def test_a_seal_is_entered_by_keyboard(desk: Desk) -> None:
    desk.open()
    press(Key.Key_N, ALT)
    type_text("SJ-01")
    for _ in range(3):
        press(Key.Key_Tab)
    type_text("3 号窗口抽屉")
    press(Key.Key_Return, CTRL)
    assert desk.said() == f"已登记{desk.seal_title}，编号 SJ-01。"
    assert desk.rows() == [(desk.seal_title, "SJ-01", "陈晓", "3 号窗口抽屉", "0 张", "都登记了")]
    assert desk.page.table.hasFocus()


def test_what_is_missing_is_said_at_its_field(desk: Desk) -> None:
    page = desk.open()
    press(Key.Key_N, ALT)
    press(Key.Key_Return, CTRL)
    assert page.enter_form.fields["number"]._message.shown() == "请填写编号。"
    assert desk.rows() == []


def test_esc_closes_the_form_and_what_was_typed_is_still_there(desk: Desk) -> None:
    page = desk.open()
    press(Key.Key_N, ALT)
    type_text("SJ-01")
    press(Key.Key_Escape)
    assert page.enter_form.isHidden()
    press(Key.Key_N, ALT)
    assert page.enter_form.fields["number"].value() == "SJ-01"


def test_one_key_ticks_all_that_wait_for_a_seal(desk: Desk) -> None:
    desk.register()
    for _ in range(2):
        desk.accept()
    desk.open()
    assert desk.rows()[0][-1] == "4 张待登记"
    assert {row[-1] for row in desk.book()} == {"待登记"}
    press(Key.Key_F4)
    assert desk.said() == f"已登记 4 张，盖的是{desk.seal_title}。"
    assert desk.rows()[0][-2:] == ("4 张", "都登记了")
    assert {row[-1] for row in desk.book()} == {"已登记"}
    press(Key.Key_F4)
    assert "没有文书等这枚章登记" in desk.said()


def test_a_scan_ticks_one_paper(desk: Desk) -> None:
    desk.register()
    desk.accept()
    desk.open()
    first, *rest = numbers(desk)
    desk.window.on_scan(first)
    assert numbers(desk) == rest
    assert "已登记 1 张" in desk.said()


def test_a_number_typed_into_the_box_does_the_same(desk: Desk) -> None:
    desk.register()
    desk.accept()
    page = desk.open()
    first, *rest = numbers(desk)
    press(Key.Key_S, ALT)
    assert page.box.hasFocus()
    type_text(first)
    press(Key.Key_Return)
    assert numbers(desk) == rest
    type_text("12345")
    press(Key.Key_Return)
    assert "这不是文书编号" in desk.said()


def test_a_scan_goes_to_the_papers_own_seal_whatever_is_in_focus(desk: Desk) -> None:
    other = desk.register(title="温岭市公安局受理专用章(练习)", number="GA-01")
    own = desk.register()
    desk.accept()
    page = desk.open()
    page.table.go_to(own)
    (number, *_) = numbers(desk)
    page.table.go_to(other)
    desk.window.on_scan(number)
    page.table.go_to(own)
    assert number not in numbers(desk)


def test_a_void_paper_is_told_and_nothing_is_written(desk: Desk) -> None:
    desk.register()
    record_id = desk.accept()
    page = desk.open()
    (number, *_) = numbers(desk)
    desk.counter.do_and_tell(VoidPaper(command_id=desk.counter.new_id(), number=number, reason="打错", collected=True))
    facts = len(desk.counter.store.shelves.facts)
    desk.window.on_scan(number)
    assert "已作废" in desk.said()
    assert len(desk.counter.store.shelves.facts) == facts
    assert page.isVisible()
    assert record_id


def test_a_seal_nobody_entered_is_named_with_its_papers(desk: Desk) -> None:
    desk.accept()
    page = desk.open()
    assert desk.rows() == [(desk.seal_title, "", "没有登记", "", "", "2 张待登记")]
    assert len(desk.book()) == 2
    press(Key.Key_F4)
    assert "先按 Alt+N 登记" in desk.said()
    press(Key.Key_Escape)
    press(Key.Key_Return)
    assert not page.enter_form.isHidden(), "Enter on it enters it"
    assert page.enter_form.fields["title"].value() == desk.seal_title


def test_a_seal_changes_hands(desk: Desk) -> None:
    desk.register(may_leave=True)
    page = desk.open()
    press(Key.Key_F6)
    page.hand_form.fields["reason"].show_value("带出服务")
    page.hand_form.fields["to"].setFocus()
    type_text("l001")
    press(Key.Key_Tab)
    type_text("林岚")
    press(Key.Key_Tab)
    type_text("流动服务车")
    press(Key.Key_Return, CTRL)
    assert desk.said() == f"{desk.seal_title}已交给林岚。"
    assert desk.rows()[0][2:4] == ("林岚", "流动服务车（带出在外）")


def test_a_hand_over_says_why(desk: Desk) -> None:
    desk.register()
    page = desk.open()
    press(Key.Key_F6)
    press(Key.Key_Return, CTRL)
    assert page.hand_form.fields["reason"]._message.shown() == "请填写为什么交。"
    press(Key.Key_Space)
    press(Key.Key_Tab)
    type_text("l001")
    press(Key.Key_Return, CTRL)
    assert desk.rows()[0][2] == "林岚"


def test_a_seal_that_stays_is_refused_for_a_visit_and_the_form_stays(desk: Desk) -> None:
    desk.register()
    page = desk.open()
    assert not page._stays.isHidden()
    press(Key.Key_F6)
    page.hand_form.fields["reason"].show_value("带出服务")
    page.hand_form.fields["to"].setFocus()
    type_text("l001")
    press(Key.Key_Return, CTRL)
    assert "不出办公室" in desk.said()
    assert not page.hand_form.isHidden()
    assert page.hand_form.fields["to"].value() == "l001"


def test_another_use_takes_a_ready_purpose(desk: Desk) -> None:
    desk.register()
    page = desk.open()
    press(Key.Key_F7)
    press(Key.Key_2, ALT)
    assert page.use_form.fields["text"].value() == "材料骑缝"
    press(Key.Key_Return, CTRL)
    assert desk.said() == "已登记用印：材料骑缝。"
    assert desk.book()[0][1:] == ("材料骑缝", "", "用印")


def test_the_register_is_printed(desk: Desk) -> None:
    desk.register()
    desk.open()
    press(Key.Key_F8)
    assert len(desk.printed) == 1
    assert desk.printed[0] in desk.said()


def test_a_team_leader_retires_a_seal_after_the_strip(desk: Desk) -> None:
    desk.register()
    desk.counter.sign_in(LEADER)
    page = desk.open()
    press(Key.Key_X, ALT)
    type_text("磨损，换新")
    press(Key.Key_Return, CTRL)
    assert desk.window.strip.is_open()
    assert desk.rows(), "nothing happened yet"
    desk.kit.ticks.advance(1000)  # type: ignore[attr-defined]
    press(Key.Key_Return)
    assert desk.rows() == []
    assert "已停用" in desk.said()
    assert page.retire_form.isHidden()


def test_a_seal_retired_elsewhere_goes_from_the_list(desk: Desk) -> None:
    record_id = desk.register()
    desk.open()
    desk.counter.sign_in(LEADER)
    desk.counter.do_and_tell(RetireSeal(command_id=desk.counter.new_id(), record_id=record_id, reason="换新"))
    assert desk.rows() == []


def test_who_may_not_is_told_so(desk: Desk) -> None:
    desk.register()
    desk.counter.sign_in(REVIEWER)
    desk.open()
    press(Key.Key_F7)
    type_text("骑缝")
    press(Key.Key_Return, CTRL)
    assert "您的岗位不能登记用印" in desk.said()


@pytest.mark.parametrize("form", ["", "enter_form", "hand_form", "use_form", "retire_form"])
def test_every_control_has_a_name_and_tab_comes_round(desk: Desk, form: str) -> None:
    desk.register()
    page = desk.open()
    if form:
        page._show_form(getattr(page, form))
    assert nameless_widgets(page) == []
    stops = tab_stops(page)
    assert page.table in stops
    assert page.box in stops
