"""The 跟录 window by keyboard: one key a field, the number back by paste, by typing or by scan, then the next case."""

from __future__ import annotations

import json
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QApplication

from tests.support.accessible_names import nameless_widgets, tab_stops
from tests.support.hands import CTRL, bring_up, press, type_text
from tests.ui.back_entry.conftest import NUMBER, Desk, TellingCounter
from tests.ui.conftest import Ticks
from tests.ui.record.counter import NUMBER as IDENTITY
from tests.ui.record.counter import PERSON
from wenling_desk.ui.back_entry.follow_window import FollowWindow
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.wedge import WedgeFilter

Key = Qt.Key
OTHER = "331081202611230002"


@pytest.fixture
def follow(desk: Desk, qtbot: Any) -> FollowWindow:
    desk.take_in()
    desk.counter.clock.on(minutes=1)
    desk.take_in()
    desk.open()
    press(Key.Key_Return)
    window = desk.follow
    qtbot.waitUntil(window.isActiveWindow)
    return window


def clipboard() -> str:
    return QApplication.clipboard().text()


def copy_over_there(text: str) -> None:
    """Somebody copies in the other system."""
    QApplication.clipboard().setText(text)


def kinds(desk: Desk) -> list[str]:
    return [fact.kind for fact, _ in desk.counter.store.shelves.facts]


def states(window: FollowWindow) -> list[str]:
    return [cell.word for row in window.table.rows.rows for cell in row.cells if not isinstance(cell, str)]


def test_enter_copies_field_after_field_in_the_other_systems_order(follow: FollowWindow) -> None:
    copied = []
    for _ in range(4):
        press(Key.Key_Return)
        copied.append(clipboard())
    assert copied == [PERSON, IDENTITY, "1990-01-01", "13800005678"]
    assert states(follow)[:5] == ["已录"] * 4 + [""]
    assert follow._progress.shown().startswith("第 5 栏")


def test_the_look_at_the_persons_data_is_written_down_for_every_case(desk: Desk, follow: FollowWindow) -> None:
    assert [look.reason for look in desk.counter.store.shelves.looks] == ["跟录"]
    press(Key.Key_PageDown)
    looks = desk.counter.store.shelves.looks
    assert len({look.object_id for look in looks}) == 2


def test_one_field_back_and_a_field_left_out(desk: Desk, follow: FollowWindow) -> None:
    press(Key.Key_Return)
    press(Key.Key_Return)
    press(Key.Key_Up)
    press(Key.Key_Return)
    assert clipboard() == IDENTITY
    type_text("x")
    assert states(follow)[:4] == ["已录", "已录", "不填", ""]
    press(Key.Key_Return)
    assert clipboard() == "13800005678"
    press(Key.Key_Escape)
    (noted,) = [fact for fact, _ in desk.counter.store.shelves.facts if fact.kind == "BackEntryNoted"]
    assert noted.body["fields"] == {
        "applicant.name": "entered",
        "applicant.identity_number": "entered",
        "form.subject_birth_date": "left_out",
        "applicant.phone": "entered",
    }
    assert PERSON not in str(noted.body)


def test_an_empty_field_copies_nothing_and_counts_as_left_out(follow: FollowWindow) -> None:
    at = next(at for at, row in enumerate(follow.table.rows.rows) if row.cells[1] == "")
    follow.presenter.go_to(at)
    copy_over_there("before")
    press(Key.Key_Return)
    assert clipboard() == "before"
    assert states(follow)[at] == "不填"


def test_the_number_is_typed_and_the_next_case_comes(desk: Desk, follow: FollowWindow) -> None:
    first = follow.presenter.key
    press(Key.Key_Return)
    type_text("n")
    assert follow.number.hasFocus()
    type_text(NUMBER)
    press(Key.Key_Return)
    assert follow.presenter.key not in ("", first)
    assert follow.table.hasFocus()
    assert kinds(desk)[-2:] == ["OfficialNumberRecorded", "BackEntryNoted"]
    assert len(desk.rows()) == 1


def test_the_number_is_pasted_from_wherever_the_focus_is(desk: Desk, follow: FollowWindow) -> None:
    copy_over_there(f" {NUMBER}\n")
    press(Key.Key_V, CTRL)
    assert follow.number.text() == NUMBER
    press(Key.Key_Return)
    assert NUMBER in desk.counter.store.shelves.official


def test_after_the_last_field_the_keys_go_to_the_number(follow: FollowWindow) -> None:
    for _ in follow.table.rows.rows:
        press(Key.Key_Return)
    assert follow.number.hasFocus()
    assert follow._progress.shown() == "各栏都录过了，请粘贴办件编号"


@pytest.mark.parametrize(
    ("pasted", "said"),
    [
        (IDENTITY, "这是这件表上的内容，不是办件编号"),
        ("13800005678", "这是这件表上的内容，不是办件编号"),
        ("林见秋", "不像办件编号"),
        ("12345", "不像办件编号"),
        ("", "不像办件编号"),
    ],
)
def test_what_is_no_number_is_not_taken(desk: Desk, follow: FollowWindow, pasted: str, said: str) -> None:
    first = follow.presenter.key
    copy_over_there(pasted)
    press(Key.Key_V, CTRL)
    press(Key.Key_Return)
    assert said in follow._said.shown()
    assert follow.presenter.key == first
    assert "OfficialNumberRecorded" not in kinds(desk)


def test_our_own_paper_number_is_never_presented_as_the_official_one(desk: Desk, follow: FollowWindow) -> None:
    for paper in desk.counter.store.shelves.papers.values():
        type_text("n")
        follow.number.setText(paper.number)
        press(Key.Key_Return)
        assert "不是办件编号" in follow._said.shown()
        follow.table.setFocus()
    assert "OfficialNumberRecorded" not in kinds(desk)


def test_a_number_another_case_has_is_refused_in_words(desk: Desk, follow: FollowWindow) -> None:
    type_text("n")
    type_text(NUMBER)
    press(Key.Key_Return)
    second = follow.presenter.key
    type_text("n")
    type_text(NUMBER)
    press(Key.Key_Return)
    assert "已经填在另一件上" in follow._said.shown()
    assert follow.presenter.key == second


def test_a_scan_anywhere_is_the_number(
    counter: TellingCounter, kit: Kit, ticks: Ticks, qtbot: Any, qapp: QApplication
) -> None:
    desk = Desk(counter, kit)
    wedge = WedgeFilter(ticks)
    wedge.watch(qapp)
    wedge.scanned.connect(desk.window.on_scan)
    try:
        bring_up(qtbot, desk.window)
        desk.take_in()
        desk.open()
        ticks.step = 0
        desk.page.open_follow()
        qtbot.waitUntil(desk.follow.isActiveWindow)
        type_text(NUMBER)
        press(Key.Key_Return)
        assert NUMBER in counter.store.shelves.official
    finally:
        qapp.removeEventFilter(wedge)


def test_a_scan_while_no_window_is_open_is_nothing_here(desk: Desk) -> None:
    desk.take_in()
    assert not desk.open().on_scan(NUMBER)


def test_page_down_goes_on_and_at_the_end_says_so(desk: Desk, follow: FollowWindow) -> None:
    press(Key.Key_Return)
    press(Key.Key_PageDown)
    assert clipboard() == "", "what was copied of the last person goes"
    press(Key.Key_PageDown)
    assert follow._heading.shown() == "都补录完了"
    assert follow.presenter.key == ""
    assert follow.table.rows.rows == []


def test_each_member_of_a_joint_case_is_a_task_of_its_own(desk: Desk) -> None:
    desk.take_in(bundle=True)
    desk.open()
    count = len(desk.rows())
    assert count >= 2
    press(Key.Key_Return)
    for at in range(count):
        assert desk.follow.presenter.take_number(f"33108120261123{at:04d}")
    assert desk.follow._heading.shown() == "都补录完了"
    assert desk.rows() == []


def test_it_goes_on_where_it_was_left(desk: Desk, follow: FollowWindow, qtbot: Any) -> None:
    press(Key.Key_Return)
    press(Key.Key_Return)
    press(Key.Key_Escape)
    assert desk.page.follow is None
    desk.page.open_follow()
    qtbot.waitUntil(desk.follow.isActiveWindow)
    assert states(desk.follow)[:3] == ["已录", "已录", ""]
    press(Key.Key_Return)
    assert clipboard() == "1990-01-01"
    fields = desk.page.fields.rows.rows
    press(Key.Key_Escape)
    fields = desk.page.fields.rows.rows
    assert fields[0].cells[2] == "陈晓 09:01"


# -- personal data -------------------------------------------------------------------------------------------


def test_the_clipboard_is_cleared_in_time(follow: FollowWindow) -> None:
    press(Key.Key_Return)
    assert follow._clearing.isActive()
    assert follow._clearing.interval() == 30_000
    follow._clearing.timeout.emit()
    assert clipboard() == ""
    assert follow._said.shown() == "剪贴板已清空"


def test_what_somebody_copied_since_is_left_alone(follow: FollowWindow) -> None:
    press(Key.Key_Return)
    copy_over_there(NUMBER)
    follow._clearing.timeout.emit()
    assert clipboard() == NUMBER


@pytest.mark.parametrize("how", ["escape", "other page", "lock"])
def test_when_it_closes_nothing_personal_stays(desk: Desk, follow: FollowWindow, how: str) -> None:
    press(Key.Key_Return)
    assert clipboard() == PERSON
    if how == "escape":
        press(Key.Key_Escape)
    elif how == "other page":
        desk.window.go("home")
    else:
        from PySide6.QtWidgets import QWidget

        desk.window.cover(QWidget())
    assert clipboard() == ""
    assert follow.table.rows.rows == []
    assert not follow.isVisible()


def test_a_minimised_main_window_leaves_it_open(desk: Desk, follow: FollowWindow) -> None:
    class Spontaneous(QHideEvent):
        def spontaneous(self) -> bool:
            return True

    desk.page.hideEvent(Spontaneous())
    assert follow.isVisible()


# -- the window itself ---------------------------------------------------------------------------------------


def test_it_remembers_its_place_and_whether_it_stays_on_top(desk: Desk, follow: FollowWindow) -> None:
    press(Key.Key_T, CTRL)
    assert follow.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert follow.isVisible()
    follow.setGeometry(120, 60, 400, 600)
    follow.close()  # offscreen there is no window manager to give the keys back
    kept = json.loads(desk.places[-1])
    assert (kept["size"], kept["on_top"]) == ([400, 600], True)
    desk.page.open_follow()
    assert (desk.follow.width(), desk.follow.height()) == (400, 600)
    assert desk.follow.on_top.isChecked()


@pytest.mark.parametrize(
    "place", ["nonsense", "[]", '{"at": 3}', '{"at":[99999,99999],"size":[300,400],"on_top":false}']
)
def test_a_place_that_is_no_place_any_more_is_no_trouble(desk: Desk, place: str) -> None:
    desk.places.append(place)
    desk.take_in()
    desk.open().open_follow()
    screen = QApplication.primaryScreen().availableGeometry()
    assert screen.intersects(desk.follow.geometry())


def test_every_control_has_a_name_and_tab_comes_round(follow: FollowWindow) -> None:
    assert nameless_widgets(follow) == []
    assert {follow.table, follow.number, follow.on_top} <= set(tab_stops(follow))


def test_closing_by_the_frame_is_closing(desk: Desk, follow: FollowWindow) -> None:
    follow.close()
    assert desk.page.follow is None
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
