"""One key means one thing, every F-key has its twin, a hindered act says why."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from tests.support.hands import CTRL, SHIFT, bring_up, press, type_text
from wenling_desk.texts import Texts
from wenling_desk.ui.actions import FRAME, PAGE, ActionRegistry, DeskAction, all_keys
from wenling_desk.ui.widgets.kit import Kit


class Desk:
    """A window with one line, actions of the frame and of a page."""

    def __init__(self, kit: Kit, qtbot) -> None:
        self.done: list[str] = []
        self.reason = ""
        self.window, self.line = QWidget(), QLineEdit()
        QVBoxLayout(self.window).addWidget(self.line)
        bring_up(qtbot, self.window)
        self.line.setFocus()
        self.registry = ActionRegistry(self.window, kit.texts)
        self.hindered: list[tuple[str, str]] = []
        self.registry.hindered.connect(lambda act, reason: self.hindered.append((act, reason)))
        self.registry.set_layer(FRAME, [self.action("help", "F1"), self.action("lock", "Ctrl+L")])
        self.registry.set_layer(
            PAGE, [self.action("next_person", "Shift+F6"), self.action("back", "Ctrl+Enter", primary=True)]
        )

    def action(self, action_id: str, *keys: str, primary: bool = False, listed: bool = True) -> DeskAction:
        return DeskAction(
            action_id,
            f"frame.act.{action_id}",
            lambda: self.done.append(action_id),
            keys,
            (lambda: self.reason) if action_id == "next_person" else (lambda: ""),
            primary=primary,
            listed=listed,
            words=("帮手",) if action_id == "help" else (),
        )


@pytest.fixture
def desk(kit: Kit, qtbot) -> Desk:
    return Desk(kit, qtbot)


@pytest.mark.parametrize(
    ("key", "twins"),
    [
        ("F6", ("F6", "Ctrl+6")),
        ("Shift+F6", ("Shift+F6", "Ctrl+Shift+6")),
        ("Ctrl+Enter", ("Ctrl+Enter", "Ctrl+Return")),
        ("Ctrl+K", ("Ctrl+K",)),
    ],
)
def test_twins(key: str, twins: tuple[str, ...]) -> None:
    assert all_keys(DeskAction("x", "frame.program", lambda: None, (key,))) == twins


def test_f10_belongs_to_windows() -> None:
    with pytest.raises(ValueError, match="F10"):
        all_keys(DeskAction("x", "frame.program", lambda: None, ("F10",)))


@pytest.mark.parametrize(("key", "hint"), [("F6", "F6"), ("Shift+F6", "⇧F6"), ("Ctrl+Return", "Ctrl+Enter"), ("", "")])
def test_hint(key: str, hint: str) -> None:
    assert DeskAction("x", "frame.program", lambda: None, (key,) if key else ()).hint == hint


def test_keys_reach_both_layers_from_inside_a_line(desk: Desk) -> None:
    press(Qt.Key.Key_F1)
    press(Qt.Key.Key_1, CTRL)
    press(Qt.Key.Key_F6, SHIFT)
    press(Qt.Key.Key_Return, CTRL)
    press(Qt.Key.Key_Enter, CTRL)
    press(Qt.Key.Key_L, CTRL)
    assert desk.done == ["help", "help", "next_person", "back", "back", "lock"]
    type_text("abc1")
    assert desk.line.text() == "abc1"


def test_reason_is_told_instead_of_acting(desk: Desk) -> None:
    desk.reason = "请先暂存"
    press(Qt.Key.Key_F6, SHIFT)
    assert not desk.registry.trigger("next_person")
    assert desk.done == []
    assert desk.hindered == [("下一位", "请先暂存")] * 2


def test_buttons_follow_the_reason(desk: Desk, kit: Kit, qtbot) -> None:
    button = desk.registry.button(kit, "next_person")
    qtbot.addWidget(button)
    assert (button.verb, button.hint, button.isEnabled()) == ("下一位", "⇧F6", True)
    button.click()
    desk.reason = "请先暂存"
    desk.registry.refresh()
    assert button.reason == "请先暂存"
    assert not button.isEnabled()
    assert desk.done == ["next_person"]
    with pytest.raises(KeyError):
        desk.registry.button(kit, "nobody")


def test_button_of_another_page_stays_as_it_was(desk: Desk, kit: Kit, qtbot) -> None:
    button = desk.registry.button(kit, "back")
    qtbot.addWidget(button)
    assert button.property("look") == "primary"
    desk.registry.set_layer(PAGE, [])
    assert button.isEnabled()
    button.click()
    assert desk.done == []


def test_button_that_is_gone_is_not_asked(desk: Desk, kit: Kit, qtbot) -> None:
    button = desk.registry.button(kit, "back")
    button.deleteLater()
    qtbot.wait(1)
    desk.registry.refresh()
    desk.registry.set_layer(PAGE, [])


def test_another_page_brings_other_keys(desk: Desk) -> None:
    desk.registry.set_layer(PAGE, [desk.action("search", "F6")])
    press(Qt.Key.Key_F6, SHIFT)
    press(Qt.Key.Key_F6)
    assert desk.done == ["search"]
    assert desk.registry.find("next_person") is None


@pytest.mark.parametrize("key", ["F1", "Ctrl+1", "Ctrl+L"])
def test_page_cannot_take_a_key_of_the_frame(desk: Desk, key: str) -> None:
    with pytest.raises(ValueError, match="belongs to"):
        desk.registry.set_layer(PAGE, [desk.action("search", key)])
    press(Qt.Key.Key_Return, CTRL)
    assert desk.done == ["back"]  # the layer stays as it was


def test_two_actions_of_a_page_cannot_share_a_key(desk: Desk) -> None:
    with pytest.raises(ValueError, match="belongs to"):
        desk.registry.set_layer(PAGE, [desk.action("search", "F6"), desk.action("lock", "Ctrl+6")])


def test_no_key_works_asleep(desk: Desk) -> None:
    desk.registry.sleep(True)
    desk.registry.set_layer(PAGE, [desk.action("search", "F6")])
    for key in (Qt.Key.Key_F1, Qt.Key.Key_F6):
        press(key)
    assert not desk.registry.trigger("help")
    assert desk.done == []
    desk.registry.sleep(False)
    press(Qt.Key.Key_F6)
    press(Qt.Key.Key_F1)
    assert desk.done == ["search", "help"]


def test_palette_finds_words_and_aliases(desk: Desk, texts: Texts) -> None:
    assert [action.action_id for action in desk.registry.matching("帮")] == ["help"]
    assert [action.action_id for action in desk.registry.matching(" 帮手 ")] == ["help"]
    assert len(desk.registry.matching("")) == 4
    desk.registry.set_layer(PAGE, [desk.action("search", listed=False)])
    assert [action.action_id for action in desk.registry.matching(texts("frame.act.search"))] == []


def test_a_ctrl_key_of_the_frame_is_not_taken_by_a_line_as_its_own(desk: Desk) -> None:
    """Ctrl+Y is a line's redo: with something to redo and without, it is the frame's."""
    desk.registry.set_layer(FRAME, [desk.action("lock", "Ctrl+Y")])
    press(Qt.Key.Key_Y, CTRL)
    assert desk.done == ["lock"]
    type_text("ab")
    press(Qt.Key.Key_Z, CTRL)
    assert desk.line.text() == "", "the line's own keys stay the line's"
    assert desk.line.isRedoAvailable()
    press(Qt.Key.Key_Y, CTRL)
    assert desk.done == ["lock"] * 2
    assert desk.line.text() == ""


def test_a_key_of_the_page_that_a_line_can_use_is_the_lines_first(desk: Desk) -> None:
    desk.registry.set_layer(PAGE, [desk.action("back", "Ctrl+Z")])
    type_text("ab")
    press(Qt.Key.Key_Z, CTRL)
    assert desk.line.text() == ""
    assert desk.done == []
