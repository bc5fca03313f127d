"""Questions answered by digits."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QRadioButton, QWidget

from tests.support.hands import bring_up, child, press, type_text
from wenling_desk.ui.widgets.flow import FlowLayout
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.questions import Choice, QuestionGroup

CHOICES = (
    Choice("sign", "店招"),
    Choice("tobacco", "卖烟"),
    Choice("drain", "排水"),
    Choice("none", "都不", exclusive=True),
)


class Answers:
    def __init__(self, question: QuestionGroup) -> None:
        self.changes: list[tuple[str, ...]] = []
        self.went_on = 0
        question.changed.connect(self.changes.append)
        question.answered.connect(self._go_on)

    def _go_on(self) -> None:
        self.went_on += 1


def show(kit: Kit, qtbot, **options: object) -> QuestionGroup:
    question = QuestionGroup(kit, "店招、卖烟、排水?", CHOICES, number=4, **options)  # type: ignore[arg-type]
    bring_up(qtbot, question)
    question.setFocus()
    return question


def test_digit_chooses_one(kit: Kit, qtbot) -> None:
    question = show(kit, qtbot)
    answers = Answers(question)
    type_text("23")
    assert question.chosen() == ("drain",)
    assert answers.changes == [("tobacco",), ("drain",)]
    assert answers.went_on == 0
    press(Qt.Key.Key_Return)
    assert answers.went_on == 1


def test_goes_on_by_itself_when_asked_to(kit: Kit, qtbot) -> None:
    question = show(kit, qtbot, go_on=True)
    answers = Answers(question)
    type_text("1")
    assert answers.went_on == 1


def test_several_answers_and_the_exclusive_one(kit: Kit, qtbot) -> None:
    question = show(kit, qtbot, multiple=True)
    type_text("31")
    assert question.chosen() == ("sign", "drain")
    type_text("4")
    assert question.chosen() == ("none",)
    type_text("2")
    assert question.chosen() == ("tobacco",)
    type_text("2")
    assert question.chosen() == ()


@pytest.mark.parametrize("digit", ["0", "5", "9", "a"])
def test_other_keys_choose_nothing(kit: Kit, qtbot, digit: str) -> None:
    question = show(kit, qtbot)
    type_text(digit)
    assert question.chosen() == ()


def test_arrows_step_round(kit: Kit, qtbot) -> None:
    question = show(kit, qtbot)
    for _ in range(5):
        press(Qt.Key.Key_Right)
    assert question.chosen() == ("sign",)
    press(Qt.Key.Key_Left)
    assert question.chosen() == ("none",)


def test_setting_an_answer_tells_nobody(kit: Kit, qtbot) -> None:
    question = show(kit, qtbot)
    answers = Answers(question)
    question.choose(["drain", "unknown"])
    assert question.chosen() == ("drain",)
    question.choose([])
    assert question.chosen() == ()
    assert answers.changes == []


def test_a_click_chooses_too(kit: Kit, qtbot) -> None:
    question = show(kit, qtbot)
    button = question.findChildren(QRadioButton)[1]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert question.chosen() == ("tobacco",)


def test_names_and_digits_are_read_out(kit: Kit, qtbot) -> None:
    question = show(kit, qtbot, multiple=True)
    boxes = question.findChildren(QCheckBox)
    assert [box.accessibleName() for box in boxes] == ["店招", "卖烟", "排水", "都不"]
    assert [box.accessibleDescription() for box in boxes] == ["1", "2", "3", "4"]
    assert question.accessibleName() == "店招、卖烟、排水?"


def test_markup_and_ampersand_in_an_option(kit: Kit, qtbot) -> None:
    question = QuestionGroup(kit, "<b>?</b>", (Choice("a", "R&D <i>"),))
    qtbot.addWidget(question)
    button = child(question, QRadioButton)
    assert button.text() == "R&&D <i>"
    assert button.accessibleName() == "R&D <i>"


def test_options_flow_to_a_new_line(kit: Kit, qtbot) -> None:
    question = show(kit, qtbot)
    question.resize(600, 200)
    buttons = question.findChildren(QRadioButton)
    assert len({button.y() for button in buttons}) == 1
    question.resize(170, 200)
    assert len({button.y() for button in buttons}) > 1
    assert all(button.geometry().right() <= 170 for button in buttons)


def test_flow_layout_gives_back_what_it_holds(kit: Kit, qtbot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    flow = FlowLayout(8, 4, holder)
    children = [QCheckBox(str(number)) for number in range(3)]
    for each in children:
        flow.addWidget(each)
    assert flow.count() == 3
    assert flow.itemAt(3) is None
    assert flow.takeAt(7) is None
    one_line = flow.heightForWidth(1000)
    assert flow.heightForWidth(60) > one_line
    assert flow.sizeHint().width() > flow.minimumSize().width()
    taken = flow.takeAt(0)
    assert taken is not None
    assert taken.widget() is children[0]
    assert flow.count() == 2
