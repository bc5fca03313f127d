"""取件 in the frame: keyboard only, few keys, each line its own sentence, and nothing of one person for the next."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from PySide6.QtCore import Qt

from tests.support.accessible_names import nameless_widgets, tab_stops
from tests.support.hands import CTRL, press, type_text
from tests.ui.collecting.conftest import AtOnce, Collecting, Lines, decided, make_collecting, make_tools
from tests.ui.record.counter import PERSON, PHONE, Counter
from wenling_desk.devices.simulated_locker import LockerScript
from wenling_desk.devices.simulated_messages import MessageScript
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.ui.collecting.page import COLLECT, NOTICES, SHELVE
from wenling_desk.ui.outside_line import OutsideLine
from wenling_desk.ui.widgets.confirm_strip import GUARD_MS
from wenling_desk.ui.widgets.kit import Kit

ALT = Qt.KeyboardModifier.AltModifier
NUMBER = "JY23310810000001"


def put_away(collecting: Collecting, *numbers: str, **more: Any) -> list[str]:
    """Decided and scanned onto the shelf."""
    records = [decided(collecting.counter, number, **more) for number in numbers]
    press(Qt.Key.Key_G, CTRL)
    press(Qt.Key.Key_F5)
    for number in numbers:
        assert collecting.page.on_scan(number)
    press(Qt.Key.Key_F3)
    return records


def ask(typed: str) -> None:
    press(Qt.Key.Key_G, CTRL)
    type_text(typed)
    press(Qt.Key.Key_Return)


def confirm(collecting: Collecting) -> None:
    """Enter in the strip, once it listens."""
    assert collecting.window.strip.is_open()
    collecting.ticks.advance(GUARD_MS + 1)
    press(Qt.Key.Key_Return)


def last(collecting: Collecting, kind: str) -> Any:
    facts = [fact for fact, *_ in collecting.counter.store.shelves.facts if fact.kind == kind]
    return facts[-1] if facts else None


# -- collecting ---------------------------------------------------------------------------------------------


def test_collecting_takes_four_keys_besides_the_data(collecting: Collecting) -> None:
    put_away(collecting, NUMBER)
    press(Qt.Key.Key_Escape)
    ask(PHONE[-4:])  # Ctrl+G, Enter
    panel = collecting.page.collect.panel
    assert panel.place.shown() == "1 号柜 1 格"
    assert panel.go.hasFocus()
    press(Qt.Key.Key_Return)  # 交付
    confirm(collecting)  # Enter in the strip
    delivered = last(collecting, "ResultDelivered")
    assert (delivered.body["receiver"], delivered.body["slip"]) == (PERSON, "shown")
    assert len(collecting.counter.printed) == 1


def test_the_look_is_written_before_anything_is_shown(collecting: Collecting) -> None:
    put_away(collecting, NUMBER)
    looks = len(collecting.counter.store.shelves.looks)
    ask(NUMBER)
    assert len(collecting.counter.store.shelves.looks) == looks + 1


@pytest.mark.parametrize("typed", [NUMBER, PHONE[-4:], PHONE, PERSON], ids=["licence", "tail", "phone", "name"])
def test_one_box_finds_it_by_whatever_is_said(collecting: Collecting, typed: str) -> None:
    put_away(collecting, NUMBER)
    ask(typed)
    assert collecting.page.collect.panel.place.shown() == "1 号柜 1 格"


def test_of_several_cases_the_one_that_lies_here_is_opened(collecting: Collecting) -> None:
    decided(collecting.counter, "JY0002")
    put_away(collecting, NUMBER)
    ask(PERSON)
    view = collecting.page.collect
    assert view.panel.place.shown() == "1 号柜 1 格"
    assert len(view.table.rows.rows) == 2
    press(Qt.Key.Key_Escape)
    assert view.table.hasFocus()
    press(Qt.Key.Key_Escape)
    assert collecting.page.box.hasFocus()
    assert view.table.rows.rows == []


def test_a_proxy_is_named_with_a_proof_and_the_fault_stands_at_its_field(collecting: Collecting) -> None:
    put_away(collecting, NUMBER)
    ask(NUMBER)
    press(Qt.Key.Key_2, ALT)
    panel = collecting.page.collect.panel
    collecting.page.collect.hand_over()
    assert panel.receiver.fault()
    assert panel.proof.fault()
    assert last(collecting, "ResultDelivered") is None
    type_text("周望舒")
    panel.proof.set_value("授权委托书")
    collecting.page.collect.hand_over()
    confirm(collecting)
    body = last(collecting, "ResultDelivered").body
    assert (body["receiver"], body["by_proxy"], body["proof"]) == ("周望舒", True, "授权委托书")


def test_enter_leads_a_proxy_from_field_to_field_to_the_act(collecting: Collecting) -> None:
    put_away(collecting, NUMBER)
    ask(NUMBER)
    press(Qt.Key.Key_2, ALT)
    for words in ("周望舒", "兄弟", "授权委托书"):
        type_text(words)
        press(Qt.Key.Key_Return)
    assert collecting.page.collect.panel.slip.hasFocus()
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    confirm(collecting)
    body = last(collecting, "ResultDelivered").body
    assert (body["receiver"], body["relation"], body["proof"]) == ("周望舒", "兄弟", "授权委托书")


def test_a_lost_slip_asks_for_identity_and_signature(collecting: Collecting) -> None:
    put_away(collecting, NUMBER)
    ask(NUMBER)
    press(Qt.Key.Key_3, ALT)
    view = collecting.page.collect
    view.hand_over()
    assert view.panel.fault.isVisible()
    assert view.panel.checks.hasFocus()
    type_text("12")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    confirm(collecting)
    body = last(collecting, "ResultDelivered").body
    assert (body["slip"], body["identity_checked"], body["signed"]) == ("lost", True, True)


def test_a_courier_takes_it_by_its_number(collecting: Collecting) -> None:
    put_away(collecting, NUMBER)
    ask(NUMBER)
    press(Qt.Key.Key_K, ALT)
    form = collecting.page.collect.panel.courier_form
    type_text("12345")
    form.button.click()
    assert "不像" in form.tracking.fault()
    form.tracking.set_value("ex123456789cn")
    form.button.click()
    assert last(collecting, "ResultSent").body["tracking"] == "EX123456789CN"
    assert collecting.page.collect.panel.place.shown() == "不在大厅"


def test_esc_leaves_a_form_and_throws_nothing_away(collecting: Collecting) -> None:
    put_away(collecting, NUMBER)
    ask(NUMBER)
    panel = collecting.page.collect.panel
    press(Qt.Key.Key_M, ALT)
    assert panel.move_form.isVisible()
    press(Qt.Key.Key_Escape)
    assert not panel.move_form.isVisible()
    assert panel.place.shown() == "1 号柜 1 格"


def test_moving_to_a_slot_there_is_not_says_so_at_the_field(collecting: Collecting) -> None:
    put_away(collecting, NUMBER)
    ask(NUMBER)
    press(Qt.Key.Key_M, ALT)
    form = collecting.page.collect.panel.move_form
    for typed in ("99-1", "随便"):
        form.place.set_value(typed)
        form.button.click()
        assert form.place.fault(), typed
    form.place.set_value("2-3")
    form.button.click()
    assert collecting.page.collect.panel.place.shown() == "2 号柜 3 格"


def test_the_notice_is_printed_from_the_panel(collecting: Collecting) -> None:
    put_away(collecting, NUMBER)
    ask(NUMBER)
    press(Qt.Key.Key_P, CTRL)
    assert len(collecting.counter.printed) == 1


def test_nothing_of_one_person_stays_for_the_next(collecting: Collecting) -> None:
    put_away(collecting, NUMBER)
    ask(NUMBER)
    collecting.window.go("other")
    collecting.window.go("collecting")
    page = collecting.page
    assert page.box.text() == ""
    assert page.collect.presenter.results is None
    assert page.collect.panel.table.rows.rows in ([], ()) or not page.collect.panel.isVisible()


def test_what_lies_too_long_has_colour_word_and_shape(collecting: Collecting) -> None:
    put_away(collecting, NUMBER)
    collecting.counter.clock.on(days=16)
    press(Qt.Key.Key_F3)
    chip = collecting.page.collect.lying.rows.rows[0].cells[-1]
    assert (chip.word, chip.tone, chip.shape) == ("放了 16 天", "soon", "half")  # type: ignore[union-attr]
    ask(NUMBER)
    assert collecting.page.collect.panel.table.rows.rows[0].cells[-1].tone == "soon"  # type: ignore[union-attr]


# -- shelving -----------------------------------------------------------------------------------------------


def test_thirty_licences_in_a_row_each_with_its_sentence_and_slot(collecting: Collecting) -> None:
    numbers = [f"JY2331081000{at:04d}" for at in range(30)]
    for number in numbers:
        decided(collecting.counter, number)
    press(Qt.Key.Key_G, CTRL)
    press(Qt.Key.Key_F5)
    for number in [*numbers[:10], "JY-nonsense", numbers[0], *numbers[10:]]:
        type_text(number)
        press(Qt.Key.Key_Return)
    shelve = collecting.page.shelve
    assert (shelve.presenter.count("put"), shelve.presenter.count("refused"), shelve.presenter.count("already")) == (
        30, 1, 1,
    )  # fmt: skip
    assert shelve.next.shown() == "1 号柜 6 格"
    assert {row.cells[1] for row in shelve.table.rows.rows if row.cells[1]} == {f"1 号柜 {n} 格" for n in range(1, 6)}


def test_a_scanned_slot_says_where_the_pile_begins(collecting: Collecting) -> None:
    decided(collecting.counter, NUMBER)
    press(Qt.Key.Key_G, CTRL)
    press(Qt.Key.Key_F5)
    collecting.page.on_scan("3-12")
    collecting.page.on_scan(NUMBER)
    assert last(collecting, "ResultShelved").body["place"] == "3-12"


def test_shelving_goes_back_to_collecting_step_by_step(collecting: Collecting) -> None:
    put_away(collecting, NUMBER)
    press(Qt.Key.Key_F5)
    assert collecting.page.mode == SHELVE
    press(Qt.Key.Key_Escape)
    assert collecting.page.shelve.presenter.lines == ()
    press(Qt.Key.Key_Escape)
    assert collecting.page.mode == COLLECT


# -- notices ------------------------------------------------------------------------------------------------


def test_a_call_is_written_down_in_two_keys(collecting: Collecting) -> None:
    put_away(collecting, NUMBER)
    press(Qt.Key.Key_F6)
    notices = collecting.page.notices
    assert notices.table.hasFocus()
    press(Qt.Key.Key_Return)
    assert notices.phone.shown() == PHONE
    assert PERSON not in notices.say.shown()
    type_text("1")
    assert last(collecting, "ApplicantNotified").body["outcome"] == "reached"
    assert notices.phone.shown() == ""
    assert notices.table.rows.rows[0].cells[0].word == "是"  # type: ignore[union-attr]


def test_who_was_not_reached_stays_with_the_count(collecting: Collecting) -> None:
    put_away(collecting, NUMBER)
    press(Qt.Key.Key_F6)
    type_text("2")
    (row,) = collecting.page.notices.table.rows.rows
    assert row.cells[0].word == "否，试过 1 次"  # type: ignore[union-attr]
    assert "没人接" in str(row.cells[-1])


def test_all_messages_go_out_and_each_line_says_how(counter: Counter, kit: Kit, qtbot: Any) -> None:
    lines = Lines(messages=MessageScript(lost_answers=1))
    collecting = make_collecting(counter, kit, make_tools(counter, lines), qtbot)
    put_away(collecting, "JY0001", "JY0002")
    press(Qt.Key.Key_F6)
    type_text("A")
    words = [row.cells[0].word for row in collecting.page.notices.table.rows.rows]  # type: ignore[union-attr]
    assert sorted(words) == ["否", "是"]
    assert any("没有应答" in str(row.cells[-1]) for row in collecting.page.notices.table.rows.rows)
    type_text("A")
    assert {row.cells[0].word for row in collecting.page.notices.table.rows.rows} == {"是"}  # type: ignore[union-attr]
    sent = collecting.tools.messages.sent  # type: ignore[attr-defined]
    assert len(sent) == 2, "the one whose answer got lost was not sent again"


def test_a_refused_message_stays_with_its_reason(counter: Counter, kit: Kit, qtbot: Any) -> None:
    collecting = make_collecting(
        counter, kit, make_tools(counter, Lines(messages=MessageScript(refusals={PHONE: "号码停机"}))), qtbot
    )
    put_away(collecting, NUMBER)
    press(Qt.Key.Key_F6)
    type_text("M")
    (row,) = collecting.page.notices.table.rows.rows
    assert "号码停机" in str(row.cells[-1])
    assert last(collecting, "ApplicantNotified").body["outcome"] == "failed"


# -- a locker that never answers ----------------------------------------------------------------------------


def test_a_locker_that_never_answers_leaves_the_desk_usable(counter: Counter, kit: Kit, qtbot: Any) -> None:
    outside = AtOnce()
    outside.is_holding = True
    collecting = make_collecting(counter, kit, make_tools(counter, Lines(), outside), qtbot)
    put_away(collecting, "JY0001", "JY0002")
    ask("JY0001")
    press(Qt.Key.Key_G, ALT)
    assert last(collecting, "ResultSent") is None
    ask("JY0002")
    press(Qt.Key.Key_Return)
    confirm(collecting)
    assert last(collecting, "ResultDelivered") is not None, "the next person is served meanwhile"
    outside.held.pop()()
    assert last(collecting, "ResultSent").body["box"] == "Z1-01", "what the locker did in the end is written down"


def test_a_locker_without_an_answer_says_so_and_writes_nothing(counter: Counter, kit: Kit, qtbot: Any) -> None:
    collecting = make_collecting(
        counter, kit, make_tools(counter, Lines(locker=LockerScript(never_answers=True))), qtbot
    )
    put_away(collecting, NUMBER)
    ask(NUMBER)
    press(Qt.Key.Key_G, ALT)
    notice = collecting.window.notices.current()
    assert notice is not None
    assert "没有应答" in notice.sentence
    assert last(collecting, "ResultSent") is None
    assert collecting.page.collect.panel.place.shown() == "1 号柜 1 格"


def test_the_line_gives_up_a_call_and_the_next_one_goes_through(qtbot: Any) -> None:
    line = OutsideLine("test", 0.05, "locker_silent")
    never = threading.Event()
    said: list[Any] = []
    line.run(lambda: never.wait(10), said.append, said.append)
    qtbot.waitUntil(lambda: len(said) == 1, timeout=2000)
    assert isinstance(said[0], KnownTrouble)
    assert said[0].code == "locker_silent"
    line.run(lambda: "box", said.append, said.append)
    qtbot.waitUntil(lambda: len(said) == 2, timeout=2000)
    assert said[1] == "box"
    never.set()
    line.stop()


def test_an_error_of_the_line_comes_back_as_itself(qtbot: Any) -> None:
    line = OutsideLine("test", 5.0, "messages_silent")
    said: list[Any] = []

    def down() -> None:
        raise KnownTrouble("messages_down")

    line.run(down, said.append, said.append)
    qtbot.waitUntil(lambda: len(said) == 1, timeout=2000)
    assert said[0].code == "messages_down"
    line.stop()


# -- the keyboard and the reader ----------------------------------------------------------------------------


@pytest.mark.parametrize("mode", [COLLECT, SHELVE, NOTICES])
def test_everything_has_a_name_and_is_reached_by_tab(collecting: Collecting, mode: str) -> None:
    put_away(collecting, NUMBER)
    ask(NUMBER)
    if mode != COLLECT:
        collecting.page.show_mode(mode)
    assert nameless_widgets(collecting.page) == []
    assert len(tab_stops(collecting.page)) >= 2
