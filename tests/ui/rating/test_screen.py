"""评价屏: a code, one grade, one addition, and blank again for the next; the clerk fills nothing in."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.support.accessible_names import nameless_widgets
from tests.support.hands import CTRL, press, type_text
from tests.ui.rating.conftest import Rated


def scan(rated: Rated, code: str) -> None:
    type_text(code)
    press(Qt.Key.Key_Return)


def test_two_digits_are_a_rating_and_the_screen_is_blank_again(rated: Rated) -> None:
    rating = rated.ask()
    press(Qt.Key.Key_Return)  # the one key of the page
    assert rated.screen.stage() == "blank"
    scan(rated, rated.code(rating).lower())
    assert rated.screen.stage() == "grading"
    press(Qt.Key.Key_3)
    assert rated.kinds(rating) == ["RatingAsked"], "one key chooses, and hands nothing in"
    press(Qt.Key.Key_3)
    assert rated.kinds(rating) == ["RatingAsked", "RatingGiven"]
    assert rated.grade(rating) == "fair"
    assert rated.screen.stage() == "thanks"
    press(Qt.Key.Key_Space)
    assert (rated.screen.stage(), rated.screen.box.text()) == ("blank", "")


def test_enter_and_tab_choose_nothing_and_leaving_is_no_rating(rated: Rated) -> None:
    rating = rated.ask()
    rated.door.open()
    scan(rated, rated.code(rating))
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Space, Qt.Key.Key_6):
        press(key)
    press(Qt.Key.Key_Escape)
    assert rated.screen.stage() == "blank"
    assert rated.kinds(rating) == ["RatingAsked"]


def test_a_code_nobody_gave_out_is_said_so(rated: Rated) -> None:
    rated.ask()
    rated.door.open()
    scan(rated, "ZZZZ9999")
    assert rated.screen.stage() == "blank"
    assert rated.screen.sentence().startswith("没有找到这个码")
    press(Qt.Key.Key_Return)
    assert rated.screen.stage() == "blank"


def test_who_comes_back_adds_one_sentence_and_no_second(rated: Rated) -> None:
    rating = rated.ask()
    rated.door.open()
    scan(rated, rated.code(rating))
    press(Qt.Key.Key_1)
    press(Qt.Key.Key_1)
    press(Qt.Key.Key_Space)
    scan(rated, rated.code(rating))
    assert rated.screen.stage() == "adding"
    press(Qt.Key.Key_Return, CTRL)
    assert rated.screen.sentence().startswith("还没有写字"), "an empty addition is none"
    rated.screen.comment.setPlainText("后来又说明了一次，谢谢")
    press(Qt.Key.Key_Return, CTRL)
    assert rated.kinds(rating)[-1] == "RatingCommented"
    assert rated.screen.stage() == "thanks"
    press(Qt.Key.Key_Space)
    scan(rated, rated.code(rating))
    assert rated.screen.stage() == "thanks"
    assert rated.screen.sentence().startswith("这次评价和追评都已经收到")


def test_nothing_of_one_applicant_stands_there_for_the_next(rated: Rated) -> None:
    rating = rated.ask()
    rated.door.open()
    scan(rated, rated.code(rating))
    press(Qt.Key.Key_2)
    press(Qt.Key.Key_2)
    press(Qt.Key.Key_Space)
    scan(rated, rated.code(rating))
    rated.screen.comment.setPlainText("我是从石塘来的")
    press(Qt.Key.Key_Escape)
    assert (rated.screen.stage(), rated.screen.comment.toPlainText(), rated.screen.box.text()) == ("blank", "", "")


def test_esc_on_the_blank_screen_gives_the_desk_back_under_the_password(rated: Rated) -> None:
    rated.door.open()
    screen = rated.screen
    press(Qt.Key.Key_Escape)
    assert rated.locked == [True]
    assert not screen.isVisible()


def test_every_part_of_the_screen_has_a_name(rated: Rated) -> None:
    rated.door.open()
    assert nameless_widgets(rated.screen) == []
