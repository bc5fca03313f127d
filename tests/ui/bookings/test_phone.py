"""电话咨询: few keys, a sentence to read aloud, and nobody's number where none is needed."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from tests.support.accessible_names import nameless_widgets
from tests.support.hands import CTRL, SHIFT, press, type_text
from tests.support.small_catalogue import RESTAURANT, small_catalogue, with_many_materials
from tests.ui.acceptance.acceptance_desk import AcceptanceDesk
from tests.ui.bookings.conftest import ITEM, PHONE, Front
from wenling_desk.ui.phone.presenter import PhonePresenter
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.use_cases.consult import Consult

Key = Qt.Key
MOST_KEYS = 8


class Keys:
    """Presses keys and counts them; data is typed and not counted."""

    def __init__(self) -> None:
        self.count = 0

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.count += 1
        press(key, held)


@pytest.fixture
def busy(front: Front, kit: Kit, qtbot: Any) -> Front:
    """The clerk is at acceptance when the telephone rings."""
    front.make(kit, qtbot, "acceptance")
    return front


def sent(front: Front) -> Consult:
    (command,) = front.desk.bridge.sent
    assert isinstance(command, Consult)
    return command


def test_a_call_is_kept_in_five_keys_and_left_by_one(busy: Front) -> None:
    keys = Keys()
    keys.press(Key.Key_H, CTRL | SHIFT)
    type_text("婚姻")
    keys.press(Key.Key_Return)
    keys.press(Key.Key_Return)
    keys.press(Key.Key_M)
    assert busy.phone.said.shown().startswith(f"办“{ITEM}”，要带")
    keys.press(Key.Key_N)
    command = sent(busy)
    assert (command.channel, command.answer_key, command.call_back) == ("phone", "materials", False)
    assert command.question == f"电话问“{ITEM}”的材料"
    assert command.answer.startswith("办“")
    assert busy.said() == "已记下，接下一个。"
    keys.press(Key.Key_Escape)
    keys.press(Key.Key_Escape)
    assert busy.window.current_page() is busy.acceptance
    assert keys.count <= MOST_KEYS


def test_with_a_call_back_it_is_one_more(busy: Front) -> None:
    keys = Keys()
    keys.press(Key.Key_H, CTRL | SHIFT)
    type_text("社会保障")
    keys.press(Key.Key_Return)
    type_text("丢了怎么办")
    keys.press(Key.Key_Return)
    keys.press(Key.Key_J)
    keys.press(Key.Key_Y)
    type_text(PHONE)
    keys.press(Key.Key_Return)
    assert keys.count <= MOST_KEYS
    command = sent(busy)
    assert (command.call_back, command.phone, command.answer_key) == (True, PHONE, "progress")
    assert "丢了怎么办" in command.question
    assert busy.said() == "已记下，11-24 周二 前回电 138****5678。"
    assert busy.phone.presenter.is_empty
    assert busy.phone.item.line.hasFocus()
    assert busy.desk.counts() == {"consulted": 1, "phone_consulted": 1}


def test_nothing_but_a_letter_is_enough(busy: Front) -> None:
    press(Key.Key_H, CTRL | SHIFT)
    press(Key.Key_Return)
    press(Key.Key_Return)
    press(Key.Key_D)
    press(Key.Key_Return)
    command = sent(busy)
    assert (command.question, command.sheet, command.answer_key) == ("电话问地点时间", None, "place")


def test_a_number_to_call_back_is_checked_at_its_field(busy: Front) -> None:
    press(Key.Key_H, CTRL | SHIFT)
    press(Key.Key_Return)
    press(Key.Key_Return)
    type_text("y")
    assert not busy.desk.bridge.sent, "no answer yet"
    type_text("b")
    type_text("y")
    press(Key.Key_Return)
    assert busy.phone.phone.fault() == "答应回电，先写号码"
    type_text("123")
    press(Key.Key_Return)
    assert busy.phone.phone.fault() == "号码看着不对：核对位数"
    press(Key.Key_Escape)
    assert busy.phone.answers.hasFocus()
    assert not busy.phone.phone.isVisible()
    type_text("n")
    assert not sent(busy).call_back
    assert sent(busy).phone == ""


def test_the_call_survives_a_look_elsewhere_and_the_next_person_waits(busy: Front) -> None:
    press(Key.Key_H, CTRL | SHIFT)
    type_text("婚姻")
    press(Key.Key_Return)
    busy.window.go("bookings")
    press(Key.Key_F2)
    assert "电话还没有记下" in busy.said()
    press(Key.Key_H, CTRL | SHIFT)
    assert busy.phone.item.line.text() == ITEM
    busy.window.registry.trigger("phone-clear")
    assert busy.phone.presenter.is_empty


@pytest.mark.parametrize("letter", list("MSDFJZB"))
@pytest.mark.parametrize("what", ["", "婚姻", "开办餐饮", "社会保障卡"])
def test_every_letter_has_something_to_say_of_everything(front: Front, letter: str, what: str) -> None:
    presenter = PhonePresenter(front.phone_tools())
    if what:
        presenter.item = presenter.find(what)[0]
    assert presenter.sentence() == ""
    assert presenter.pick(letter)
    sentence = presenter.sentence()
    assert sentence.endswith("。")
    assert "{" not in sentence


def test_the_sentences_come_from_the_catalogue(front: Front) -> None:
    presenter = PhonePresenter(front.phone_tools())
    presenter.item = presenter.find(RESTAURANT)[0]
    catalogue = front.desk.catalogue
    said = {}
    for letter in "MSZF":
        presenter.pick(letter)
        said[letter] = presenter.sentence()
    lead = catalogue.departments[catalogue.bundles[RESTAURANT].lead_department]
    assert lead.name in said["Z"]
    assert lead.phone in said["Z"]
    assert "个工作日" in said["S"]
    assert "不收费" in said["F"]


def test_of_many_materials_the_first_are_read_out_and_the_rest_counted() -> None:
    front = Front(AcceptanceDesk(with_many_materials(small_catalogue(), 20)))
    presenter = PhonePresenter(front.phone_tools())
    presenter.item = presenter.find("婚姻")[0]
    presenter.pick("M")
    assert "第 6 份材料" in presenter.sentence()
    assert "第 7 份材料" not in presenter.sentence()
    assert "等 20 样" in presenter.sentence()


def test_every_stop_has_a_name(busy: Front) -> None:
    press(Key.Key_H, CTRL | SHIFT)
    assert not nameless_widgets(busy.phone)
