"""Notices stay until they are read; trouble is not pushed away by news."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from tests.support.hands import bring_up, child, press
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.notice_bar import Notice, NoticeBar, NoticeKind

TROUBLE = Notice("打印机没有响应", NoticeKind.TROUBLE)
REFUSAL = Notice("未委托受理", NoticeKind.REFUSAL)
NEWS = Notice("草稿已存")


@pytest.fixture
def bar(kit: Kit, qtbot) -> NoticeBar:
    bar = NoticeBar(kit)
    qtbot.addWidget(bar)
    return bar


def test_nothing_to_say_is_not_there(bar: NoticeBar) -> None:
    assert not bar.isVisible()
    assert not bar.dismiss()


def test_latest_is_shown_and_the_one_before_comes_back(bar: NoticeBar) -> None:
    bar.tell(TROUBLE)
    bar.tell(REFUSAL)
    assert bar.current() == REFUSAL
    assert bar.dismiss()
    assert bar.current() == TROUBLE
    assert bar.isVisible()
    assert bar.dismiss()
    assert not bar.isVisible()


def test_news_waits_behind_trouble(bar: NoticeBar) -> None:
    bar.tell(TROUBLE)
    bar.tell(NEWS)
    bar.tell(Notice("草稿又存了"))
    assert bar.current() == TROUBLE
    bar.dismiss()
    assert bar.current() == Notice("草稿又存了")
    bar.dismiss()
    assert bar.current() is None


def test_same_sentence_is_one_notice(bar: NoticeBar) -> None:
    for _ in range(3):
        bar.tell(TROUBLE)
    bar.dismiss()
    assert bar.current() is None


def test_act_takes_the_notice_away(kit: Kit, qtbot) -> None:
    bar = NoticeBar(kit)
    bring_up(qtbot, bar)
    acted: list[str] = []
    bar.tell(Notice("没有打印", NoticeKind.TROUBLE, "补打", lambda: acted.append("补打")))
    button = next(button for button in bar.findChildren(KeyButton) if button.verb == "补打")
    assert button.isVisible()
    button.setFocus()
    press(Qt.Key.Key_Return)
    assert acted == ["补打"]
    assert bar.current() is None
    bar.tell(TROUBLE)
    assert not button.isVisible()


def test_markup_is_shown_as_it_is(bar: NoticeBar) -> None:
    bar.tell(Notice("<b>张三</b> & 李四"))
    assert child(bar, PlainLabel).shown() == "<b>张三</b> & 李四" == bar.accessibleDescription()


def test_clear_takes_all_away(bar: NoticeBar) -> None:
    bar.tell(TROUBLE)
    bar.tell(REFUSAL)
    bar.clear()
    assert bar.current() is None
    assert not bar.isVisible()


def test_kinds_look_different(bar: NoticeBar, kit: Kit) -> None:
    grounds = []
    for notice in (NEWS, REFUSAL, TROUBLE):
        bar.clear()
        bar.tell(notice)
        bar.resize(400, 40)
        grounds.append(bar.grab().toImage().pixelColor(5, 5).name())
    assert grounds == [kit.theme.colour(name).name() for name in ("blue_soft", "amber_soft", "red_soft")]
