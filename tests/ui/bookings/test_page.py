"""预约 by keyboard alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from tests.support.accessible_names import nameless_widgets, tab_stops
from tests.support.hands import CTRL, SHIFT, press, type_text
from tests.support.platform import write_xlsx
from tests.ui.bookings.conftest import ITEM, PERSON, PHONE, Front
from wenling_desk.domain.party import APPLICANT
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.use_cases.bookings import Book

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
TOMORROW = date(2026, 11, 24)


def enter() -> None:
    press(Key.Key_Return)


def test_an_empty_list_says_what_will_be_here_and_the_form_waits(shown: Front) -> None:
    assert shown.page.table.rows.rows == []
    assert shown.page.new.phone.line.hasFocus()
    assert shown.page.new.slots.rows.rows
    for name in ("arrive", "miss", "move", "cancel"):
        assert shown.page.buttons[name].reason == "先选一个预约"


def test_five_keys_book_the_next_free_slot(shown: Front) -> None:
    press(Key.Key_N, CTRL)
    type_text(PHONE)
    enter()
    type_text(PERSON)
    enter()
    type_text("婚姻")
    enter()
    enter()
    (command,) = shown.desk.bridge.sent
    assert isinstance(command, Book)
    assert (command.phone, command.name, command.title, command.target_code) == (PHONE, PERSON, ITEM, "MZ003")
    assert (command.day, command.slot, command.channel) == (shown.desk.today, "09:30", "phone")
    assert shown.said() == "已约 11-23 周一 09:30，林见秋。"
    assert [row[:4] for row in shown.rows()] == [("今天 09:30", "林**", ITEM, "尾号 5678")]
    assert shown.page.new.is_empty()
    assert shown.page.new.phone.line.hasFocus()


def test_another_slot_is_chosen_with_the_arrows(shown: Front) -> None:
    type_text(PHONE)
    enter()
    type_text(PERSON)
    enter()
    type_text("量身定做的事")
    enter()
    for _ in range(6):
        press(Key.Key_Down)
    enter()
    (command,) = shown.desk.bridge.sent
    assert isinstance(command, Book)
    assert (command.title, command.target_code) == ("量身定做的事", "")
    assert (command.day, command.slot) == (TOMORROW, "09:30")


def test_what_is_missing_is_said_at_its_field(shown: Front) -> None:
    type_text("12")
    shown.page.new.slots.setFocus()
    enter()
    new = shown.page.new
    assert new.phone.fault() == "电话看着不对：核对位数"
    assert new.name.fault() == "姓名没有写：写来办的人"
    assert "事项没有写" in new.item.line.accessibleDescription()
    assert new.phone.line.hasFocus()
    assert not shown.desk.bridge.sent


def test_a_full_slot_is_said_at_the_slots_and_the_form_stays(shown: Front) -> None:
    for _ in range(4):
        shown.book(slot="09:30")
    shown.window.go("acceptance")
    shown.window.go("bookings")
    press(Key.Key_N, CTRL)
    type_text(PHONE)
    enter()
    type_text(PERSON)
    enter()
    type_text(ITEM)
    enter()
    new = shown.page.new
    assert new.slots.current_row().key == "2026-11-23 10:30"  # type: ignore[union-attr]
    press(Key.Key_Up)
    enter()
    assert not shown.desk.bridge.sent
    assert new.name.line.text() == PERSON
    press(Key.Key_Down)
    enter()
    assert len(shown.desk.bridge.sent) == 1


def test_arriving_opens_the_application_with_item_name_and_phone(front: Front, kit: Kit, qtbot: Any) -> None:
    record_id = front.book()
    front.make(kit, qtbot)
    press(Key.Key_F4)
    assert front.status(record_id) == "arrived"
    presenter = front.acceptance.presenter
    assert presenter is not None
    applicant = presenter.sheet.applicant
    assert applicant is not None
    assert (presenter.sheet.target_code, applicant.name, applicant.phone) == ("MZ003", PERSON, PHONE)
    assert presenter.draft_id in front.desk.store.shelves.drafts
    assert front.said() == "林** 到了。"
    first, *others = (row.party_id for row in presenter.opened.parties.rows if row.role == APPLICANT)
    assert (presenter.opened.party(first).name, others) == (PERSON, []), "known where the applicant is asked for"


def test_an_item_nobody_can_take_in_opens_the_search(front: Front, kit: Kit, qtbot: Any) -> None:
    record_id = front.book(title="别的什么", target_code="")
    front.make(kit, qtbot)
    press(Key.Key_F4)
    assert front.status(record_id) == "arrived"
    assert front.acceptance.presenter is None
    assert front.acceptance.entry.text() == "别的什么"
    assert "不能直接收件" in front.said()


def test_not_coming_and_calling_off_ask_first(front: Front, kit: Kit, qtbot: Any) -> None:
    first, second = front.book(slot="08:30"), front.book(slot="09:30")
    front.make(kit, qtbot)
    press(Key.Key_M, ALT)
    assert front.window.strip.isVisible()
    press(Key.Key_Escape)
    assert front.status(first) == "booked"
    press(Key.Key_M, ALT)
    kit.ticks.advance(500)  # type: ignore[attr-defined]
    enter()
    assert front.status(first) == "missed"
    assert front.page.table.go_to(second)
    press(Key.Key_X, ALT)
    enter()
    assert "写一句" in front.page.cancel_panel.reason.fault()
    type_text("3")
    assert front.page.cancel_panel.reason.value() == "材料没有备齐"
    enter()
    kit.ticks.advance(500)  # type: ignore[attr-defined]
    enter()
    assert front.status(second) == "cancelled"
    assert front.desk.facts(second)[-1].body == {"reason": "材料没有备齐"}


def test_moving_takes_the_slot_in_focus(front: Front, kit: Kit, qtbot: Any) -> None:
    record_id = front.book(slot="14:30")
    front.make(kit, qtbot)
    press(Key.Key_G, ALT)
    assert front.page.move_panel.isVisible()
    press(Key.Key_Escape)
    assert front.page.new.isVisible()
    press(Key.Key_G, ALT)
    enter()
    assert front.desk.heads(record_id)[0].number == "11-23 09:30"
    assert front.page.new.isVisible()
    assert front.page.table.hasFocus()


def test_the_day_is_by_slot_with_what_is_late_and_what_is_over(front: Front, kit: Kit, qtbot: Any) -> None:
    front.book(name="周望舒", slot="14:30")
    front.book(name="沈听澜", slot="09:30")
    front.book(name="欧阳修远", slot="09:30", day=TOMORROW, channel="online")
    front.make(kit, qtbot)
    assert [(row[0], row[1], row[4]) for row in front.rows()] == [
        ("今天 09:30", "沈**", "过点"),
        ("今天 14:30", "周**", "已预约"),
        ("11-24 周二 09:30", "欧**", "已预约"),
    ]
    press(Key.Key_F4)
    front.window.go("bookings")
    assert front.rows()[0][4] == "到了"
    front.desk.later(days=2)
    front.window.go("acceptance")
    front.window.go("bookings")
    assert [(row[0], row[4]) for row in front.rows()] == [
        ("11-23 周一 14:30", "过点"),
        ("11-24 周二 09:30", "过点"),
    ]


def test_what_is_over_or_ahead_or_elsewhere_has_its_reason(front: Front, kit: Kit, qtbot: Any) -> None:
    ahead, away = front.book(day=TOMORROW), front.book(name="周望舒")
    shelves = front.desk.store.shelves
    shelves.facts[:] = [row for row in shelves.facts if row[0].record_id != away]
    front.make(kit, qtbot)
    page = front.page
    assert page.table.go_to(ahead)
    assert page.buttons["arrive"].reason == "还没有到约的那一天"
    assert page.buttons["move"].reason == ""
    assert page.table.go_to(away)
    assert "别的窗口" in page.buttons["move"].reason
    enter()
    assert front.elsewhere == [(away, f"周** {ITEM}")]
    assert page.table.go_to(ahead)
    enter()
    assert front.opened == [ahead]


def test_what_was_typed_survives_going_elsewhere(shown: Front) -> None:
    type_text(PHONE)
    shown.window.go("acceptance")
    press(Key.Key_B, CTRL | SHIFT)
    assert shown.page.new.phone.line.text() == PHONE


def test_an_online_list_is_looked_at_and_taken_once(shown: Front, tmp_path: Path) -> None:
    headers = ("预约编号", "姓名", "手机", "事项", "日期", "时段")
    good = ("YY-1", PERSON, PHONE, ITEM, "2026-11-24", "9:30-10:30")
    lines = [
        good,
        ("YY-2", "周望舒", "12", ITEM, "2026-11-24", "9:30"),
        ("YY-3", "沈听澜", PHONE, "x", "2026-11-25", "14:40"),
    ]
    shown.files.append(write_xlsx(tmp_path / "预约.xlsx", lines, headers))
    press(Key.Key_I, CTRL)
    page = shown.checks
    assert page.take_button.verb == "采用 2 行"
    assert not shown.desk.store.shelves.heads, "nothing yet"
    press(Key.Key_F8)
    assert shown.said() == "采用 2 行，没有采用 0 行；再按一次只做没做成的，不会重复。"
    assert page.take_button.reason == "没有可以采用的行"
    cells = [row.cells[1].word for row in page.table.rows.rows]  # type: ignore[union-attr]
    assert cells == ["已采用过", "已采用过"]
    press(Key.Key_Escape)
    press(Key.Key_Escape)
    assert [row[0] for row in shown.rows()] == ["11-24 周二 09:30", "11-25 周三 14:30"]
    press(Key.Key_I, CTRL)
    press(Key.Key_F8)
    assert len(shown.desk.store.shelves.heads) == 2


def test_every_stop_has_a_name(front: Front, kit: Kit, qtbot: Any) -> None:
    front.book()
    front.make(kit, qtbot)
    assert not nameless_widgets(front.page)
    assert front.page.new.phone.line in tab_stops(front.page)
