"""What happened, reached by keys, changed line by line."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.support.hands import bring_up, focused, press
from wenling_desk.ui.widgets.chips import Tone
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.timeline import Moment, Timeline


def moments(count: int, done: list[str] | None = None) -> list[Moment]:
    def act(name: str):
        return lambda: done.append(name) if done is not None else None

    acts = {number: act(f"看{number}") for number in range(count)}
    return [
        Moment(str(number), f"11-{number + 1:02} 10:00", f"第{number}步 <b>", "陈晓", "第三十二条", Tone.GOOD,
               (("看文书", acts[number]),))
        for number in range(count)
    ]  # fmt: skip


def test_arrows_and_enter(kit: Kit, qtbot) -> None:
    done: list[str] = []
    timeline = Timeline(kit, "经过")
    timeline.set_moments(moments(3, done))
    bring_up(qtbot, timeline)
    timeline.lines()[0].setFocus()
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Space)
    assert done == ["看1", "看1"]
    assert focused().accessibleName() == "看文书 第1步 <b>"


def test_only_new_lines_are_made(kit: Kit, qtbot) -> None:
    timeline = Timeline(kit, "经过")
    qtbot.addWidget(timeline)
    first = moments(200)
    assert timeline.set_moments(first) == 200
    kept = timeline.lines()[0]
    assert timeline.set_moments([*first, Moment("new", "12-01", "办结")]) == 1
    assert timeline.lines()[0] is kept
    changed = [Moment("0", "11-01", "改了"), *first[1:]]
    assert timeline.set_moments(changed) == 1
    assert len(timeline.lines()) == 200
    assert timeline.set_moments(changed[::-1]) == 0
    assert timeline.lines()[-1].accessibleName() == "11-01 改了"


def test_words_stay_words(kit: Kit, qtbot) -> None:
    timeline = Timeline(kit, "经过")
    qtbot.addWidget(timeline)
    timeline.set_moments(moments(1))
    timeline.show()
    assert "第0步 <b>" in [label.shown() for label in timeline.findChildren(PlainLabel)]
    line = timeline.lines()[0]
    assert line.accessibleName() == "11-01 10:00 第0步 <b> 陈晓"
    assert line.accessibleDescription() == "第三十二条"
