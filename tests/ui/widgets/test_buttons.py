"""Buttons show their key and keep the reason against them; a row of acts tells the reasons."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QPushButton

from tests.support.hands import bring_up, press
from wenling_desk.ui.theme import Theme
from wenling_desk.ui.widgets.act_bar import ActBar
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.number_strip import NumberStrip


class Presses:
    def __init__(self, button: QPushButton) -> None:
        self.count = 0
        button.clicked.connect(self._press)

    def _press(self) -> None:
        self.count += 1


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_keys_that_press(kit: Kit, qtbot, key: Qt.Key) -> None:
    button = KeyButton(kit, "受理", "F8")
    bring_up(qtbot, button)
    presses = Presses(button)
    button.setFocus()
    press(key)
    assert presses.count == 1


def test_reason_disables_and_is_read_out(kit: Kit, qtbot) -> None:
    button = KeyButton(kit, "受理", "F8", "primary")
    bring_up(qtbot, button)
    presses = Presses(button)
    button.set_reason("市监局未委托受理,先收件")
    assert not button.isEnabled()
    assert button.accessibleDescription() == "市监局未委托受理,先收件"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert presses.count == 0
    button.set_reason("")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert presses.count == 1
    assert button.accessibleDescription() == ""


def test_name_has_verb_and_key(kit: Kit, qtbot) -> None:
    button = KeyButton(kit, "R&D <b>", "F8")
    qtbot.addWidget(button)
    assert QAccessible.queryAccessibleInterface(button).text(QAccessible.Text.Name) == "R&D <b> F8"
    button.set_verb("收件", "Ctrl+Enter")
    assert (button.verb, button.hint) == ("收件", "Ctrl+Enter")
    assert button.accessibleName() == "收件 Ctrl+Enter"
    assert not button.toolTip()


@pytest.mark.parametrize("look", ["normal", "primary", "flat", "link"])
@pytest.mark.parametrize("enabled", [True, False])
def test_word_and_key_can_be_read(kit: Kit, qtbot, look: str, enabled: bool) -> None:
    """The painted colours are those of tokens whose contrast is proved."""
    button = KeyButton(kit, "受理", "F8", look)
    button.setEnabled(enabled)
    qtbot.addWidget(button)
    button.show()
    picture = button.grab().toImage()
    painted = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}
    expected = "idle" if not enabled else {"primary": "paper", "normal": "ink"}.get(look, "blue")
    assert kit.theme.colour(expected).name() in painted


def test_button_never_cuts_its_word(kit: Kit, large_type: Theme, qtbot) -> None:
    button = KeyButton(kit, "一次性告知", "⇧F6")
    qtbot.addWidget(button)
    button.show()
    metrics = button.fontMetrics()
    assert button.minimumSizeHint().width() > metrics.horizontalAdvance("一次性告知⇧F6") + 16
    assert button.height() == large_type.button_height


def test_acts_tell_the_reasons_beneath(kit: Kit, qtbot) -> None:
    side, main = KeyButton(kit, "容缺", "⇧F6"), KeyButton(kit, "受理", "F8")
    bar = ActBar(kit, [side], [main])
    qtbot.addWidget(bar)
    bar.show()
    height = bar.height()
    assert bar.reasons() == ""
    main.set_reason("未委托")
    assert bar.reasons() == "受理 F8：未委托"
    assert bar.height() == height
    side.set_reason("材料不在清单")
    assert bar.reasons() == "容缺 ⇧F6：材料不在清单\n受理 F8：未委托"
    main.set_reason("")
    side.set_reason("")
    assert bar.reasons() == ""


def test_acts_take_a_second_row_in_a_narrow_window(kit: Kit, qtbot) -> None:
    side = [KeyButton(kit, f"一次性告知{number}", "F6") for number in range(5)]
    bar = ActBar(kit, side, [KeyButton(kit, "收件", "Ctrl+Enter", "primary")])
    qtbot.addWidget(bar)
    bar.resize(1000, 80)
    bar.show()
    assert len({button.y() for button in side}) == 1
    bar.resize(500, 200)
    assert len({button.y() for button in side}) > 1
    assert all(button.geometry().right() < 500 for button in side)


def test_number_strip(kit: Kit, qtbot) -> None:
    strip = NumberStrip(kit)
    bring_up(qtbot, strip)
    first = KeyButton(kit, "下一位", "F2")
    strip.show_number("已收件", "331081-CD03-000127-K", "3 个事项", [first, KeyButton(kit, "同一人再办")])
    assert strip.number() == "331081-CD03-000127-K"
    assert strip.accessibleName() == "已收件 331081-CD03-000127-K"
    assert first.hasFocus()
    strip.show_number("已收件", "331081-CD03-000128-7")
    assert not first.isVisible()
    assert strip.number() == "331081-CD03-000128-7"
