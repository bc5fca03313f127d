"""查进度 in the frame: keyboard only, few keys, and nothing of one person for the next."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt

from tests.support.accessible_names import nameless_widgets, tab_stops
from tests.support.hands import CTRL, press, type_text
from tests.ui.progress.conftest import Asking, elsewhere
from tests.ui.record.counter import NUMBER, PERSON, PHONE, Counter, marriage_sheet, restaurant_sheet
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.decide_case import DecideCase
from wenling_desk.use_cases.take_in import TakeIn


def accepted(counter: Counter) -> str:
    return counter.do(AcceptCase(command_id=counter.new_id(), sheet=marriage_sheet())).record_id


def ask(typed: str) -> None:
    press(Qt.Key.Key_J, CTRL)
    type_text(typed)
    press(Qt.Key.Key_Return)


def test_one_hit_is_answered_at_once_and_enter_opens_it(asking: Asking) -> None:
    record_id = accepted(asking.counter)
    ask(PHONE[-4:])  # two keys besides the data
    assert asking.page.answer.sentences()[0] == "补领婚姻登记证，刚受理，最迟今天 11-23 办好，现在在民政局。"
    assert not asking.page.list.isVisible()
    assert len(asking.counter.store.shelves.looks) == 1
    press(Qt.Key.Key_Return)
    assert asking.opened == [(record_id, "")]


def test_of_several_one_is_chosen_and_esc_goes_back_step_by_step(asking: Asking) -> None:
    first, second = accepted(asking.counter), accepted(asking.counter)
    ask(PERSON)
    page = asking.page
    assert page.table.hasFocus()
    assert not asking.counter.store.shelves.looks, "a list is no answer"
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert page.answer.isVisible()
    assert page.list.isVisible()
    assert {look.object_id for look in asking.counter.store.shelves.looks} < {first, second}
    press(Qt.Key.Key_Escape)
    assert page.table.hasFocus()
    assert not page.answer.isVisible()
    press(Qt.Key.Key_Escape)
    assert page.box.hasFocus()
    assert (page.box.text(), page.table.rows.rows) == ("", [])
    press(Qt.Key.Key_Escape)
    assert asking.window.current_page() is not page


def test_the_same_case_opened_again_is_another_look(asking: Asking) -> None:
    for _ in range(2):
        accepted(asking.counter)
    ask(PERSON)
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_Return)
    assert len(asking.counter.store.shelves.looks) == 2


def test_p_prints_the_summary(asking: Asking) -> None:
    accepted(asking.counter)
    ask(PERSON)
    type_text("p")
    assert len(asking.counter.printed) == 1
    press(Qt.Key.Key_P, CTRL)
    assert len(asking.counter.printed) == 2


def test_back_from_the_case_it_is_still_there_and_typing_replaces_it(asking: Asking) -> None:
    accepted(asking.counter)
    ask(PERSON)
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Escape)
    page = asking.page
    assert page.answer.isVisible()
    assert page.box.hasFocus()
    press(Qt.Key.Key_Down)
    assert page.answer.open.hasFocus()
    assert len(asking.counter.store.shelves.looks) == 1
    press(Qt.Key.Key_F3)
    assert not page.answer.isVisible()
    type_text("王")
    assert page.box.text() == "王"


def test_the_next_person_sees_nothing(asking: Asking) -> None:
    accepted(asking.counter)
    ask(PERSON)
    page = asking.page
    asking.window.go("other")
    press(Qt.Key.Key_J, CTRL)
    assert asking.page is page
    assert (page.box.text(), page.answer.isVisible(), page.list.isVisible()) == ("", False, False)
    assert page.box.hasFocus()


def test_an_identity_number_is_masked_as_soon_as_it_is_asked(asking: Asking) -> None:
    accepted(asking.counter)
    ask(NUMBER)
    assert asking.page.box.text() == "331***********1235"
    assert asking.page.answer.isVisible()


def test_another_desks_case_says_so_and_opens_with_what_is_known(asking: Asking) -> None:
    asking.reach.centre = True
    elsewhere(asking.counter)
    ask("000417-5")
    assert asking.page.answer.sentences()[-1] == "要看详情按 Enter（会向中心取，并记下）。"
    assert not asking.page.answer.print.isEnabled()
    type_text("p")
    assert not asking.counter.printed
    press(Qt.Key.Key_Return)
    (opened,) = asking.opened
    assert opened[0] == "away-1"
    assert "000417-5，补领婚姻登记证，林**" in opened[1]


def test_a_surname_alone_opens_nobody(asking: Asking) -> None:
    elsewhere(asking.counter)
    ask(PERSON)
    assert asking.page.table.hasFocus()
    assert not asking.counter.store.shelves.looks


def test_empty_too_little_and_nothing_are_sentences(asking: Asking) -> None:
    press(Qt.Key.Key_J, CTRL)
    page = asking.page
    assert page.empty_words() == "打几个字，按 Enter。"
    press(Qt.Key.Key_Return)
    assert page.empty_words() == "打几个字，按 Enter。"
    type_text("林")
    press(Qt.Key.Key_Return)
    assert page.empty_words().startswith("“林”太短")
    type_text("王见秋")  # what stood there is selected
    press(Qt.Key.Key_Return)
    assert page.empty_words() == "没有查到“王见秋”。"


def test_a_change_of_the_case_shows(asking: Asking) -> None:
    record_id = accepted(asking.counter)
    ask(PERSON)
    asking.counter.bridge.submit(
        DecideCase(
            command_id=asking.counter.new_id(), record_id=record_id, granted=True, way="signed_paper", officer="王科"
        )
    )
    assert "已经办好，请到城东街道便民服务中心领取" in asking.page.answer.sentences()[0]


def test_a_paper_of_ours_is_scanned(asking: Asking) -> None:
    accepted(asking.counter)
    press(Qt.Key.Key_J, CTRL)
    number = next(iter(asking.counter.store.shelves.papers))
    assert asking.page.on_scan(f"WL0:{number}")
    assert asking.page.answer.isVisible()
    assert not asking.page.on_scan("6901234567892")


def test_a_bundle_has_a_line_for_each_member(asking: Asking) -> None:
    asking.counter.do(TakeIn(command_id=asking.counter.new_id(), sheet=restaurant_sheet()))
    ask("海味小馆")
    said = asking.page.answer.sentences()
    assert said[0].startswith("开办餐饮店，一共 3 项")
    assert [mark for mark in said if mark in "①②③"] == ["①", "②", "③"]


def test_every_widget_has_a_name_and_tab_goes_on(asking: Asking) -> None:
    for _ in range(2):
        accepted(asking.counter)
    ask(PERSON)
    press(Qt.Key.Key_Return)
    page = asking.page
    assert nameless_widgets(page) == []
    stops: list[Any] = [stop for stop in tab_stops(asking.window) if page.isAncestorOf(stop)]
    order = [page.box, page.button, page.table, page.answer.open, page.answer.print]
    at = stops.index(page.box)
    assert [stop for stop in (*stops[at:], *stops[:at]) if stop in order] == order


def test_f1_names_the_keys(asking: Asking) -> None:
    press(Qt.Key.Key_J, CTRL)
    press(Qt.Key.Key_F1)
    assert asking.window.help.isVisible()
    names = {action.hint for action in asking.page.desk_actions()}
    assert {"F3", "F4", "Ctrl+P"} <= names
