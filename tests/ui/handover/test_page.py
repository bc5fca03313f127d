"""The page 交接, keyboard only."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics

from tests.support.accessible_names import nameless_widgets, tab_stops
from tests.support.acts_handover import rules_with_deemed
from tests.support.hands import CTRL, bring_up, press, type_text
from tests.ui.conftest import Ticks
from tests.ui.handover.conftest import Handing, take_in
from tests.ui.record.counter import LEADER, REVIEWER, Counter, person
from wenling_desk import resources
from wenling_desk.ui.handover.bands import unsigned_band
from wenling_desk.ui.handover.lines import LIGHT_KEYS
from wenling_desk.ui.record.member_rows import due_chip
from wenling_desk.ui.theme import Theme
from wenling_desk.ui.widgets.chips import chip_size
from wenling_desk.ui.widgets.confirm_strip import GUARD_MS
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.use_cases.hand_over import HandoverRow, MakeHandoverList
from wenling_desk.use_cases.sign_list import DeemDelivered, ReturnToCounter, SignList

ALT = Qt.KeyboardModifier.AltModifier


def kinds(handing: Handing, record_id: str) -> list[str]:
    return [fact.kind for fact, _ in handing.counter.store.shelves.facts if fact.record_id == record_id]


def first_number(handing: Handing, record_id: str) -> str:
    with handing.counter.store.reading() as reading:
        return reading.papers_of(record_id)[0].number


def list_number(handing: Handing) -> str:
    return handing.page.presenter.list_lines()[0].number


def test_twenty_papers_go_with_two_keys(handing: Handing) -> None:
    records = [take_in(handing.counter) for _ in range(20)]
    press(Qt.Key.Key_T, CTRL)
    press(Qt.Key.Key_Return, CTRL)
    assert all("HandedOver" in kinds(handing, record_id) for record_id in records)
    (printed,) = [paper for paper in handing.counter.printed if paper == list_number(handing)]
    assert handing.said() == f"清单 {printed}：20 件交给民政局，正在打印。请对方在下联签字。"
    assert handing.rows() == []
    assert "待移交" not in str(handing.window.status.texts())


def test_what_waits_stands_in_the_status_line(handing: Handing) -> None:
    for _ in range(3):
        take_in(handing.counter)
    handing.open()
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_Return, CTRL)
    assert handing.window.status.texts()[0] == "待移交 1"


def test_space_leaves_one_out_and_a_turns_all_round(handing: Handing) -> None:
    kept, given = take_in(handing.counter), take_in(handing.counter)
    page = handing.open()
    assert page.waiting.table.hasFocus()
    press(Qt.Key.Key_Space)
    assert [row[0] for row in handing.rows()] == ["☐", "☑"]
    press(Qt.Key.Key_A)
    assert [row[0] for row in handing.rows()] == ["☑", "☑"]
    press(Qt.Key.Key_A)
    assert [row[0] for row in handing.rows()] == ["☐", "☐"]
    press(Qt.Key.Key_Return, CTRL)
    assert "还没有勾" in handing.said()
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_Return, CTRL)
    assert "HandedOver" in kinds(handing, given)
    assert "HandedOver" not in kinds(handing, kept)


def test_after_one_department_the_next_waits_for_the_same_key(handing: Handing) -> None:
    take_in(handing.counter)
    bundle = take_in(handing.counter, bundle=True)
    page = handing.open()
    lists = len(page.presenter.departments)
    assert lists > 1
    for _ in range(lists):
        press(Qt.Key.Key_Return, CTRL)
    assert len(page.presenter.list_lines()) == lists
    assert kinds(handing, bundle).count("HandedOver") == lists - 1, "one list is that of the other case"
    assert page.presenter.waiting() == ()


def test_a_case_that_cannot_go_any_more_has_its_own_sentence(handing: Handing) -> None:
    gone, given = take_in(handing.counter), take_in(handing.counter)
    page = handing.open()
    view = page.presenter.view
    handing.counter.do(
        MakeHandoverList(command_id="elsewhere", department_key="MZJ", rows=(HandoverRow(gone),))
    )  # another window was quicker
    page.presenter.view = view
    press(Qt.Key.Key_Return, CTRL)
    assert "1 件交给民政局" in handing.said()
    assert "有 1 件没有交成" in handing.said()
    assert page.waiting.left_out().startswith(f"没有交成　{first_number(handing, gone)}：补领婚姻登记证的材料已经移交")
    assert kinds(handing, given).count("HandedOver") == 1


def printed_list(handing: Handing, count: int = 2) -> list[str]:
    records = [take_in(handing.counter) for _ in range(count)]
    handing.open()
    press(Qt.Key.Key_Return, CTRL)
    return records


def test_scanning_a_list_opens_it_and_a_name_signs_it(handing: Handing) -> None:
    records = printed_list(handing)
    number = list_number(handing)
    handing.page.on_scan(f"WL0:{number}")
    assert handing.page.list.by.line.hasFocus()
    press(Qt.Key.Key_Return, CTRL)
    assert handing.page.list.by.fault() == "请填签收人的姓名。"
    type_text("王科")
    press(Qt.Key.Key_Return, CTRL)
    assert handing.said() == f"清单 {number}已由王科签收，2 件。"
    (command,) = [each for each in handing.counter.bridge.commands if isinstance(each, SignList)]
    assert (command.way, command.by, command.missing) == ("barcode", "王科", ())
    assert all(kinds(handing, record_id)[-1] == "SignedFor" for record_id in records)
    assert handing.page.presenter.list_lines() == ()


def test_what_was_not_there_comes_back(handing: Handing) -> None:
    lost, _ = printed_list(handing)
    press(Qt.Key.Key_F5)
    press(Qt.Key.Key_Return)
    handing.page.list.table.setFocus()
    press(Qt.Key.Key_Space)
    handing.page.list.by.setFocus()
    type_text("王科")
    press(Qt.Key.Key_Return, CTRL)
    assert "1 件没有收到，已回到窗口" in handing.said()
    assert kinds(handing, lost)[-1] == "ReturnedToCounter"
    assert [row[2] for row in handing.rows(handing.page.returned.table)] == ["清单上有、没收到"]
    (command,) = [each for each in handing.counter.bridge.commands if isinstance(each, SignList)]
    assert command.way == "signature"


def test_esc_puts_the_list_away_and_writes_nothing(handing: Handing) -> None:
    printed_list(handing)
    handing.page.on_scan(list_number(handing))
    type_text("王科")
    press(Qt.Key.Key_Escape)
    if handing.page.list.isVisible():  # the first Esc read the notice
        press(Qt.Key.Key_Escape)
    assert handing.page.waiting.isVisible()
    assert not [each for each in handing.counter.bridge.commands if isinstance(each, SignList)]


def test_a_case_paper_ticks_its_row(handing: Handing) -> None:
    record_id = take_in(handing.counter)
    take_in(handing.counter)
    page = handing.open()
    press(Qt.Key.Key_A)
    assert page.on_scan(first_number(handing, record_id))
    assert [row[0] for row in handing.rows()] == ["☑", "☐"]
    assert handing.said() == "已勾：补领婚姻登记证，林**。"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("331081-26-M3TW-000417-Y", "331081-26-M3TW-000417-Y 不是本机开的（站点 M3TW）"),
        ("6901234567892", "“6901234567892”不是清单，也不是办件的编号"),
    ],
    ids=["other-desk", "unknown"],
)
def test_a_foreign_number_has_its_own_sentence_and_stays_to_be_mended(handing: Handing, text: str, said: str) -> None:
    handing.open()
    press(Qt.Key.Key_F3)
    type_text(text)
    press(Qt.Key.Key_Return)
    assert handing.said().startswith(said)
    assert handing.page.box.line.text() == text
    assert handing.page.on_scan(text), "a scan is never lost without a word"


def test_papers_with_a_department_are_given_back_by_scan(handing: Handing) -> None:
    (record_id,) = printed_list(handing, 1)
    handing.page.on_scan(first_number(handing, record_id))
    press(Qt.Key.Key_Return, CTRL)
    assert handing.page.give_back.reason.fault() == "请选原因。"
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_Return, CTRL)
    type_text("身份证复印件缺反面")
    press(Qt.Key.Key_Return, CTRL)
    assert handing.said() == "补领婚姻登记证已退回窗口（缺页）。"
    (command,) = [each for each in handing.counter.bridge.commands if isinstance(each, ReturnToCounter)]
    assert (command.reason_class, command.note) == ("pages_missing", "身份证复印件缺反面")
    assert "CorrectionRequested" not in kinds(handing, record_id), "never a second notice by itself"
    assert [row[0] for row in handing.rows()] == ["☐"], "what came back is looked at before it goes again"


def test_wrongly_sent_papers_go_to_another_department_with_the_reason(handing: Handing) -> None:
    (record_id,) = printed_list(handing, 1)
    counter = handing.counter
    counter.do(
        ReturnToCounter(
            command_id="r", record_id=record_id, reason_class="wrong_department", note="归市监局", by="王科"
        )
    )
    page = handing.open()
    assert handing.rows() == [], "not to the one that sent it back"
    press(Qt.Key.Key_F7)
    press(Qt.Key.Key_Return)
    page.back.to.show_value("民政局")
    press(Qt.Key.Key_Return, CTRL)
    assert page.back.to.fault() == "是它按错派退回来的，请选别的部门。"
    page.back.to.show_value("市监局")
    press(Qt.Key.Key_Return, CTRL)
    assert page.back.why.fault() == "不是本来的部门，请写明为什么交给它。"
    type_text("登记机关是市监局")
    press(Qt.Key.Key_Return, CTRL)
    assert "1 件交给市监局" in handing.said()
    given = [fact for fact, _ in counter.store.shelves.facts if fact.kind == "HandedOver"][-1]
    assert (given.body["department_key"], given.body["why"]) == ("SCJG", "登记机关是市监局")


def test_who_is_away_is_noted_and_shown_beside_the_key_that_prints(handing: Handing) -> None:
    take_in(handing.counter)
    page = handing.open()
    press(Qt.Key.Key_B, ALT)
    assert page.absences.isVisible()
    press(Qt.Key.Key_Return, CTRL)
    type_text("王科")
    page.absences.first.setFocus()
    type_text("20261123")
    page.absences.last.setFocus()
    type_text("20261120")
    page.absences.stand_in.setFocus()
    type_text("李科")
    press(Qt.Key.Key_Return, CTRL)
    assert page.absences.last.fault() == "结束那天不能早于开始那天。"
    page.absences.last.show_value("2026-11-27")
    press(Qt.Key.Key_Return, CTRL)
    assert handing.said() == "已登记：王科不在时由李科接着办。"
    assert handing.rows(page.absences.table) == [("民政局", "王科 11-23 至 11-27 不在", "李科")]
    assert page.presenter.stand_ins() == ("王科 11-23 至 11-27 不在，请李科签收（B 岗）",)
    page.absences.table.setFocus()
    press(Qt.Key.Key_Return)
    assert handing.said() == "已登记：王科回岗。"
    assert page.presenter.stand_ins() == ()


def test_a_department_there_is_not_is_told_and_how_to_choose_one(handing: Handing) -> None:
    take_in(handing.counter)
    page = handing.open()
    press(Qt.Key.Key_B, ALT)
    department = page.absences.department
    department.setFocus()
    press(Qt.Key.Key_A, CTRL)
    type_text("天文局")
    page.absences.who.show_value("王科")
    press(Qt.Key.Key_Return, CTRL)
    assert department.fault() == "没有这个部门。请输部门名称里的字，再按 ↓ 选、Enter 定。"
    department.show_value("")
    press(Qt.Key.Key_Return, CTRL)
    assert department.fault() == "请填写。"
    department.show_value("民政局")
    page.absences.first.setFocus()
    type_text("后天")
    press(Qt.Key.Key_Return, CTRL)
    assert page.absences.first.fault() not in ("", "请填写。"), "what cannot be read is no empty field"


@pytest.mark.parametrize("large", [False, True], ids=["normal", "large"])
def test_number_and_waiting_of_an_unsigned_list_have_room(large: bool, kit: Kit, qtbot: Any) -> None:
    texts = kit.texts
    kit = Kit(texts, Theme(resources.path("styles"), resources.path("icons"), large=large), kit.ticks)
    band = unsigned_band(kit, lambda _: None)
    qtbot.addWidget(band)
    header, edges = band.table.horizontalHeader(), 2 * kit.theme.space("small")
    for used in (texts("handover.light.hours", hours=23), texts("handover.light.minutes", minutes=59)):
        for state, key in LIGHT_KEYS.items():
            chip = due_chip(texts(key, used=used), state)
            assert chip_size(kit.theme, chip).width() + edges <= header.sectionSize(3)
    number = QFontMetrics(kit.theme.font("base")).horizontalAdvance("K7QX-000888-W")
    assert number + edges <= header.sectionSize(0)


def test_a_late_list_names_whom_to_tell_and_may_be_deemed_only_by_rule(
    counter: Counter, kit: Kit, ticks: Ticks, qtbot: Any
) -> None:
    handing = Handing(counter, kit, rules_with_deemed())
    bring_up(qtbot, handing.window)
    printed_list(handing)
    counter.clock.on(days=2)
    counter.sign_in(LEADER)
    page = handing.open()
    assert handing.rows(page.unsigned.table)[0][3].endswith("超时")
    press(Qt.Key.Key_F8)
    assert "没有启用" in handing.said()
    press(Qt.Key.Key_F5)
    press(Qt.Key.Key_Return)
    assert "请班组长过问" in page.list.escalation_words()
    press(Qt.Key.Key_F8)
    assert "将按约定记为视为送达" in handing.window.strip.sentence()
    ticks.advance(GUARD_MS + 1)
    press(Qt.Key.Key_Return)
    assert [each for each in counter.bridge.commands if isinstance(each, DeemDelivered)]
    assert page.presenter.list_lines() == ()


def test_whoever_may_not_is_told_so(handing: Handing) -> None:
    take_in(handing.counter)
    handing.counter.sign_in(REVIEWER)
    handing.open()
    press(Qt.Key.Key_Return, CTRL)
    assert "您的岗位不能打印交接清单" in handing.said()


def test_an_empty_page_says_what_will_appear(handing: Handing) -> None:
    page = handing.open()
    assert page.box.line.hasFocus()
    assert page.waiting.table.isHidden()
    press(Qt.Key.Key_Return, CTRL)
    assert "没有要移交的材料" in handing.said()


def test_enter_opens_the_case(handing: Handing) -> None:
    record_id = take_in(handing.counter)
    handing.open()
    press(Qt.Key.Key_Return)
    assert handing.opened == [record_id]


def test_everything_has_a_name_and_a_place_in_the_order(handing: Handing) -> None:
    take_in(handing.counter, parties=(person(name="欧阳𬱖䶮"),))
    page = handing.open()
    assert nameless_widgets(page) == []
    assert len(tab_stops(page)) >= 4
