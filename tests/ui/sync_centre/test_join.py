"""加入中心 at the first run: by keys alone, one sentence for each refusal, nothing secret stays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.support.accessible_names import nameless_widgets
from tests.support.hands import bring_up, focused, press, type_text
from tests.support.scenes import grab
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.ui.bridge import Lane
from wenling_desk.ui.setup.first_run import FirstRunSurface
from wenling_desk.ui.setup.join import Join, JoinSurface
from wenling_desk.ui.theme import Theme
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.kit import Kit

PASSWORD = "correct-horse-7"
CODE = "K7QD-93MF-XX2P-0WVN-8H4R-TT6C"
TYPED = {
    "server": "https://centre.example:8443",
    "code": "7KQW-93HD-XT4M-2PVB",
    "fingerprint": "1A2B 3C4D 5E6F 7A8B 9C0D 1E2F 3A4B 5C6D",
    "counter_label": "3 号综合窗口",
    "clerk_number": "1007",
    "clerk_name": "陈晓",
}


@pytest.fixture
def lane(qapp: QApplication) -> Iterator[Lane]:
    lane = Lane("setup")
    yield lane
    assert lane.stop()


class Joined:
    def __init__(self, refuses: Exception | None = None) -> None:
        self.asked: list[Join] = []
        self.refuses = refuses

    def __call__(self, answers: Join) -> str:
        self.asked.append(answers)
        if self.refuses is not None:
            raise self.refuses
        return CODE


def fill(surface: JoinSurface) -> None:
    surface.setFocus()
    for name, words in TYPED.items():
        assert focused() is surface.lines[name]
        type_text(words)
        press(Qt.Key.Key_Return)
    for _ in ("password", "again"):
        type_text(PASSWORD)
        press(Qt.Key.Key_Return)


def test_joining_by_keys(kit: Kit, lane: Lane, qtbot: Any) -> None:
    join = Joined()
    surface = JoinSurface(kit, lane, join)
    bring_up(qtbot, surface)
    fill(surface)
    assert focused() is surface.laptop
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_Tab)
    with qtbot.waitSignal(surface.joined) as joined:
        press(Qt.Key.Key_Return)
    assert joined.args == [Join(**TYPED, password=PASSWORD, laptop=True), CODE]
    assert all(surface.lines[name].text() == "" for name in ("password", "again", "code"))
    assert PASSWORD not in repr(join.asked)
    assert TYPED["code"] not in repr(join.asked)
    assert nameless_widgets(surface) == []


def test_esc_goes_back_to_the_stand_alone_set_up(kit: Kit, lane: Lane, qtbot: Any) -> None:
    surface = JoinSurface(kit, lane, Joined())
    bring_up(qtbot, surface)
    surface.setFocus()
    with qtbot.waitSignal(surface.went_back):
        press(Qt.Key.Key_Escape)


@pytest.mark.parametrize(
    ("refusal", "line", "part"),
    [
        (DeskRefusal("code_used"), "code", "已经用过了"),
        (DeskRefusal("code_wrong"), "code", "不对或者过期"),
        (DeskRefusal("fingerprint_differs", found="0000 1111"), "fingerprint", "指纹对不上"),
        (DeskRefusal("server_wrong", given="x"), "server", "中心地址"),
    ],
)
def test_a_refusal_is_one_sentence_at_its_line(
    refusal: DeskRefusal, line: str, part: str, kit: Kit, lane: Lane, qtbot: Any
) -> None:
    surface = JoinSurface(kit, lane, Joined(refusal))
    bring_up(qtbot, surface)
    fill(surface)
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not surface.is_busy() and part in surface.fault())
    assert focused() is surface.lines[line]
    assert surface.answers().code == TYPED["code"], "what was typed stays"


def test_what_is_missing_is_named(kit: Kit, lane: Lane, qtbot: Any) -> None:
    join = Joined()
    surface = JoinSurface(kit, lane, join)
    bring_up(qtbot, surface)
    fill(surface)
    surface.lines["fingerprint"].clear()
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Return)
    assert surface.fault() == "请填写证书指纹。"
    assert focused() is surface.lines["fingerprint"]
    assert join.asked == []


def test_the_first_run_offers_it(kit: Kit, lane: Lane, qtbot: Any) -> None:
    first = FirstRunSurface(kit, lane, lambda answers: CODE, may_join=True)
    bring_up(qtbot, first)
    first.setFocus()
    with qtbot.waitSignal(first.joining):
        press(Qt.Key.Key_F6)
    alone = FirstRunSurface(kit, lane, lambda answers: CODE)
    bring_up(qtbot, alone)
    shown = [button.verb for button in alone.findChildren(KeyButton) if button.isVisible()]
    assert kit.texts("sync.join.verb") not in shown


def test_scene(kit: Kit, lane: Lane, qtbot: Any) -> None:
    surface = JoinSurface(kit, lane, Joined())
    bring_up(qtbot, surface)
    fill(surface)
    assert grab(surface, "sync-join-1366", (1366, 768)).stat().st_size > 10_000


def test_scene_in_large_type(large_type: Theme, kit: Kit, lane: Lane, qtbot: Any) -> None:
    surface = JoinSurface(kit, lane, Joined())
    bring_up(qtbot, surface)
    fill(surface)
    grab(surface, "sync-join-1366-large", (1366, 768))
    assert (surface.width(), surface.height()) == (1366, 768), "nothing makes the window larger"
