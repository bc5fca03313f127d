"""A day on which the provincial platform goes down at ten and is back at three: taking in goes on, and in the evening
every case has its official number, by keyboard alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.support.hands import CTRL, SHIFT, bring_up, press, type_text
from tests.support.platform import write_xlsx
from tests.ui.back_entry.conftest import Desk, TellingCounter
from tests.ui.conftest import kit, texts, theme, ticks  # noqa: F401 - fixtures
from tests.ui.record.counter import CLERK, PERSON
from wenling_desk.ui.widgets.kit import Kit

pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise)\(", extend=True)
Key = Qt.Key
ITEM = "补领婚姻登记证"


class OtherSystem:
    """The clerk's other screen: a form that is pasted into, and the number it shows at the end."""

    def __init__(self) -> None:
        self.cases: list[list[str]] = []
        self._form: list[str] = []

    def paste(self) -> None:
        self._form.append(QApplication.clipboard().text())

    def save(self) -> str:
        """The number of the new case, copied from its page."""
        self.cases.append(self._form)
        self._form = []
        number = f"33108120261123{len(self.cases):06d}"
        QApplication.clipboard().setText(number)
        return number


def follow_one_case(desk: Desk, there: OtherSystem) -> str:
    """One field after the other over there, then the number back."""
    window = desk.follow
    before = QApplication.clipboard().text()
    for row in list(window.table.rows.rows):
        press(Key.Key_Return)
        if QApplication.clipboard().text() != before or row.cells[1] == before:
            there.paste()
        before = QApplication.clipboard().text()
    number = there.save()
    press(Key.Key_V, CTRL)
    press(Key.Key_Return)
    return number


def test_an_outage_day(kit: Kit, qtbot: Any, tmp_path: Path) -> None:  # noqa: F811 - the fixture
    counter = TellingCounter(CLERK)
    desk, there, clock = Desk(counter, kit), OtherSystem(), counter.clock
    bring_up(qtbot, desk.window)

    # 9:00, an ordinary case; its number comes while the person still sits there.
    desk.take_in()
    desk.open()
    press(Key.Key_Return)
    qtbot.waitUntil(desk.follow.isActiveWindow)
    follow_one_case(desk, there)
    press(Key.Key_Escape)
    assert desk.rows() == []

    # 10:00, the platform is down. Five people come all the same.
    clock.on(hours=1)
    desk.window.activateWindow()
    qtbot.waitUntil(desk.window.isActiveWindow)
    press(Key.Key_F9, SHIFT)
    assert "先受理、后补录 10:00 起" in desk.window.status.texts()
    records = []
    for _ in range(5):
        clock.on(minutes=20)
        records.append(desk.take_in())
    assert len(counter.store.shelves.papers) == 6, "everybody left with a paper"
    assert [row[-1] for row in desk.rows()] == ["停用期间"] * 5

    # 15:00, it is back; the first two have been waiting for longer than four hours.
    clock.moment = clock.moment.replace(hour=15, minute=0)
    press(Key.Key_F9, SHIFT)
    assert desk.said().endswith("停用期间收的 5 件在“补录”里，还差 5 件没有编号。")
    assert "未回填编号 5，超时 2" in desk.window.status.texts()

    # All five, one after the other, without leaving the 跟录 window.
    press(Key.Key_F3)
    press(Key.Key_Return)
    qtbot.waitUntil(desk.follow.isActiveWindow)
    numbers = [follow_one_case(desk, there) for _ in range(5)]
    assert desk.follow._heading.shown() == "都补录完了"
    press(Key.Key_Escape)
    assert QApplication.clipboard().text() in ("", numbers[-1]), "nothing personal lies on the clipboard"
    assert desk.rows() == []
    assert [counter.store.shelves.official[number] for number in numbers] == records
    assert all(case[0] == PERSON for case in there.cases)
    assert desk.watch.latest is not None
    assert (desk.watch.latest.outage_cases, desk.watch.latest.outage_done) == (5, 5)
    assert "未回填" not in str(desk.window.status.texts())

    # 17:00, its list: all six are known by number, one was sent back; our own states stay as they were.
    clock.on(hours=2)
    listed = [*counter.store.shelves.official, "331081202611239999"]
    states = ["退回", *["已受理"] * (len(listed) - 1)]
    lines = [(number, PERSON, ITEM, "2026-11-23", state) for number, state in zip(listed, states, strict=True)]
    desk.files.append(write_xlsx(tmp_path / "list.xlsx", lines))
    desk.window.activateWindow()
    qtbot.waitUntil(desk.window.isActiveWindow)
    press(Key.Key_I, CTRL)
    assert desk.imports.button.verb == "采用 6 行"
    press(Key.Key_F8)
    assert desk.said() == "已采用 6 行，0 行没有采用。"
    facts = [fact for fact, _ in counter.store.shelves.facts]
    assert [fact.body["status"] for fact in facts if fact.kind == "PlatformStatusSeen"] == states[:6]
    assert {head.status for heads in counter.store.shelves.heads.values() for head in heads} == {
        "taken_in",
        "outage_ended",
    }
    assert not counter.bridge.errors

    # Every look at a person's data is in the ledger, and no fact of 跟录 carries a value.
    assert len(counter.store.shelves.looks) == 6
    assert not [fact for fact in facts if fact.kind == "BackEntryNoted" and PERSON in str(fact.body)]


def test_typing_serves_as_well_as_pasting(kit: Kit, qtbot: Any) -> None:  # noqa: F811 - the fixture
    desk = Desk(TellingCounter(CLERK), kit)
    bring_up(qtbot, desk.window)
    desk.take_in()
    desk.open()
    press(Key.Key_Return)
    qtbot.waitUntil(desk.follow.isActiveWindow)
    type_text("n")
    type_text("331081202611230042")
    press(Key.Key_Return)
    assert desk.rows() == []
