"""The rating: only a touch, a click or the digit chooses; what is handed in is locked; nothing is a grade by habit."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QPushButton

from tests.support.hands import CTRL, bring_up, focused, press, type_text
from tests.ui.conftest import Ticks
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.rating import GUARD_MS, Grade, Means, Rating, RatingPage

GRADES = tuple(
    Grade(grade_id, label)
    for grade_id, label in (
        ("very_satisfied", "非常满意"),
        ("satisfied", "满意"),
        ("basically_satisfied", "基本满意"),
        ("dissatisfied", "不满意"),
        ("very_dissatisfied", "非常不满意"),
    )
)


class Turned:
    def __init__(self, kit: Kit, qtbot) -> None:
        self.page = RatingPage(kit, "城东街道大厅", "企业开办", GRADES)
        bring_up(qtbot, self.page)
        self.page.setFocus()
        self.ratings: list[Rating] = []
        self.unrated = self.closed = 0
        self.page.rated.connect(self.ratings.append)
        self.page.unrated.connect(self._unrated)
        self.page.closed.connect(self._closed)

    def _unrated(self) -> None:
        self.unrated += 1

    def _closed(self) -> None:
        self.closed += 1

    def grades(self) -> list[QPushButton]:
        return [button for button in self.page.findChildren(QPushButton) if button.isVisible()]


@pytest.fixture
def turned(kit: Kit, qtbot, ticks: Ticks) -> Turned:
    turned = Turned(kit, qtbot)
    ticks.advance(GUARD_MS)
    return turned


def test_same_digit_twice_hands_in(turned: Turned, ticks: Ticks) -> None:
    type_text("4")
    assert turned.page.chosen() == "dissatisfied"
    assert turned.ratings == []
    assert "不满意" in turned.page.sentence()
    ticks.advance(3000)
    type_text("4")
    assert turned.ratings == [Rating("dissatisfied", Means.KEY, GUARD_MS + 3000)]


def test_another_grade_changes_the_choice(turned: Turned) -> None:
    type_text("15")
    assert turned.page.chosen() == "very_dissatisfied"
    assert turned.ratings == []
    type_text("5")
    assert [rating.grade_id for rating in turned.ratings] == ["very_dissatisfied"]


def test_click_twice_hands_in(turned: Turned, qtbot) -> None:
    button = turned.grades()[1]
    for _ in range(2):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert [(rating.grade_id, rating.means) for rating in turned.ratings] == [("satisfied", Means.MOUSE)]


@pytest.mark.parametrize(
    "key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_Tab, Qt.Key.Key_Right]
)
@pytest.mark.parametrize("before", ["", "1"])
def test_no_grade_by_habit(turned: Turned, key: Qt.Key, before: str) -> None:
    type_text(before)
    for _ in range(3):
        press(key)
    assert turned.ratings == []
    assert focused() is turned.page


def test_grades_take_no_focus_and_none_is_chosen_beforehand(turned: Turned) -> None:
    assert turned.page.chosen() is None
    for button in turned.grades():
        assert button.focusPolicy() is Qt.FocusPolicy.NoFocus
        assert not button.property("chosen")


@pytest.mark.parametrize("digit", ["0", "6", "9", "a"])
def test_other_keys_choose_nothing(turned: Turned, digit: str) -> None:
    type_text(digit * 2)
    assert turned.page.chosen() is None


def test_nothing_is_taken_at_first(kit: Kit, qtbot, ticks: Ticks) -> None:
    turned = Turned(kit, qtbot)
    ticks.advance(GUARD_MS - 1)
    type_text("11")
    qtbot.mouseClick(turned.grades()[0], Qt.MouseButton.LeftButton)
    assert turned.page.chosen() is None
    assert turned.ratings == []


def test_key_held_down_chooses_nothing(turned: Turned) -> None:
    held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_1, Qt.KeyboardModifier.NoModifier, "1", True)
    for _ in range(5):
        QApplication.sendEvent(focused(), held)
    assert turned.page.chosen() is None


def test_handed_in_is_locked(turned: Turned, kit: Kit) -> None:
    type_text("22")
    assert turned.page.is_locked()
    type_text("1155")
    press(Qt.Key.Key_Return, CTRL)
    assert [rating.grade_id for rating in turned.ratings] == ["satisfied"]
    assert turned.grades() == []
    shown = [label.shown() for label in turned.page.findChildren(PlainLabel) if label.isVisible()]
    assert kit.texts("widgets.rating.thanks") in shown
    assert kit.texts("widgets.rating.turn_back") in shown
    assert turned.closed == 0


def test_back_after_a_rating(turned: Turned) -> None:
    type_text("22")
    press(Qt.Key.Key_Escape)
    assert turned.closed == 1
    assert turned.unrated == 0


@pytest.mark.parametrize("before", ["", "1"])
def test_back_without_a_rating_is_not_rated(turned: Turned, before: str) -> None:
    type_text(before)
    press(Qt.Key.Key_Escape)
    assert turned.ratings == []
    assert turned.unrated == 1
    assert turned.closed == 1


def test_nobody_touches_it(turned: Turned, kit: Kit) -> None:
    type_text("3")
    turned.page._timer.timeout.emit()
    assert turned.ratings == []
    assert turned.unrated == 1
    assert turned.page.is_locked()
    type_text("33")
    assert turned.ratings == []
    press(Qt.Key.Key_Escape)
    assert turned.unrated == 1


def test_nothing_personal_and_nothing_interpreted(kit: Kit, qtbot) -> None:
    page = RatingPage(kit, "<b>大厅</b>", "<i>企业&开办</i>", (*GRADES, Grade("sixth", "多余")))
    qtbot.addWidget(page)
    shown = [label.shown() for label in page.findChildren(PlainLabel)]
    assert "<b>大厅</b>" in shown
    assert "<i>企业&开办</i>" in shown
    assert len(page.findChildren(QPushButton)) == 5
    assert page.findChildren(QPushButton)[0].accessibleName() == "1 非常满意"
