"""The people on the record page: masked, shown to whoever may look, every look in the ledger."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from tests.support.accessible_names import texts_below
from tests.support.hands import press, type_text
from tests.ui.record.conftest import Stage
from tests.ui.record.counter import LEADER, NUMBER, PERSON, PHONE, take_in

ALT = Qt.KeyboardModifier.AltModifier


def test_the_own_open_case_shows_its_people_and_logs_the_look(stage: Stage) -> None:
    page = stage.open(take_in(stage.counter))
    assert page.people.is_shown()
    assert {PERSON, NUMBER, PHONE} <= set(page.people.words())
    assert len(stage.counter.store.shelves.looks) == 1


def test_people_are_hidden_when_the_page_is_left_and_looked_at_anew_on_return(stage: Stage) -> None:
    page = stage.open(take_in(stage.counter))
    stage.window.go("home")
    assert not page.people.is_shown()
    assert PERSON not in " ".join(page.people.words())
    stage.window.go_back()
    assert page.people.is_shown()
    assert len(stage.counter.store.shelves.looks) == 2


def test_people_are_hidden_behind_the_lock(stage: Stage) -> None:
    page = stage.open(take_in(stage.counter))
    stage.window.cover(QWidget())
    assert not page.people.is_shown()
    stage.window.uncover()
    QApplication.processEvents()
    assert page.people.is_shown()
    assert len(stage.counter.store.shelves.looks) == 2


def test_going_on_to_another_record_looks_at_nobody_else_and_begins_its_act(stage: Stage) -> None:
    """A look takes the desk a moment: the one at the record before must neither be made nor be waited for."""
    first, second = take_in(stage.counter), take_in(stage.counter)
    stage.open(first)
    stage.window.go("home")
    stage.counter.bridge.slow = True
    stage.window.go("record", record_id=second, act="amend_paper")
    QApplication.processEvents()
    stage.counter.bridge.catch_up()
    assert [look.object_id for look in stage.counter.store.shelves.looks] == [first, second]
    assert stage.page.people.is_shown()
    assert stage.page.panel() is not None


def test_a_look_on_its_way_does_not_keep_the_next_record_waiting(stage: Stage) -> None:
    first, second = take_in(stage.counter), take_in(stage.counter)
    stage.counter.bridge.slow = True
    stage.open(first)
    stage.window.go("record", record_id=second, act="amend_paper")
    stage.counter.bridge.catch_up()
    assert stage.page.people.is_shown()
    assert stage.page.panel() is not None


def test_somebody_elses_case_asks_for_a_reason(stage: Stage) -> None:
    record_id = take_in(stage.counter)
    stage.counter.sign_in(LEADER)
    page = stage.open(record_id)
    assert not page.people.is_shown()
    for secret in (PERSON, NUMBER, PHONE):
        assert secret not in texts_below(page)
    press(Qt.Key.Key_F4)
    press(Qt.Key.Key_Return)
    assert not page.people.is_shown(), "no reason, no look"
    assert not stage.counter.store.shelves.looks
    type_text("申请人来电查进度")
    press(Qt.Key.Key_Return)
    assert page.people.is_shown()
    assert stage.counter.store.shelves.looks[0].reason == "申请人来电查进度"
    page.people.cover()
    assert PERSON not in texts_below(page)


def test_a_panel_over_the_people_hides_them_for_a_moment_only(stage: Stage) -> None:
    page = stage.open(take_in(stage.counter))
    press(Qt.Key.Key_3, ALT)
    assert not page.people.isVisible()
    press(Qt.Key.Key_Escape)
    assert page.people.is_shown()
    assert len(stage.counter.store.shelves.looks) == 1, "no second look was needed"


def test_f4_hides_again(stage: Stage) -> None:
    page = stage.open(take_in(stage.counter))
    press(Qt.Key.Key_F4)
    assert not page.people.is_shown()
    press(Qt.Key.Key_F4)
    assert page.people.is_shown()
