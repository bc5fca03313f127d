"""Scanners that pretend to be keyboards are told from fingers; nobody's text is lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QVBoxLayout, QWidget

from tests.support.hands import CTRL, bring_up, focused, press, type_text
from tests.ui.conftest import Ticks
from wenling_desk.ui.widgets.choice_line import ChoiceLine
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.row_model import Column, Row
from wenling_desk.ui.widgets.row_table import RowTable
from wenling_desk.ui.widgets.wedge import GAP_MS, LEAST_CHARACTERS, WedgeFilter

CODE = "WL1:331081-CD03-000127-K"
SCANNER, FINGERS = 8, 120


class Counter:
    """A window with a line and a table, and the filter over the whole program."""

    def __init__(self, kit: Kit, qtbot, qapp: QApplication, ticks: Ticks) -> None:
        self.window, self.line = QWidget(), QLineEdit()
        self.marks: list[str] = []
        self.table = RowTable(kit, "材料", (Column("材料"),), self._mark)
        self.table.set_rows([Row("a", ("甲",)), Row("b", ("乙",))])
        self.choice = ChoiceLine(kit, ("甲", "乙"))
        column = QVBoxLayout(self.window)
        for widget in (self.line, self.table, self.choice):
            column.addWidget(widget)
        bring_up(qtbot, self.window)
        self.entered = 0
        self.line.returnPressed.connect(self._enter)
        self.scans: list[str] = []
        self.wedge = WedgeFilter(ticks)
        self.wedge.scanned.connect(self.scans.append)
        self.wedge.watch(qapp)
        self.ticks = ticks

    def _mark(self, row: Row, letter: str) -> bool:
        self.marks.append(f"{row.key}{letter}")
        return True

    def _enter(self) -> None:
        self.entered += 1

    def send(self, text: str, gap: int, end: Qt.Key | None = Qt.Key.Key_Return) -> None:
        for character in text:
            self.ticks.advance(gap)
            type_text(character)
        if end is not None:
            self.ticks.advance(gap)
            press(end)


@pytest.fixture
def counter(kit: Kit, qtbot, qapp: QApplication, ticks: Ticks) -> Iterator[Counter]:
    counter = Counter(kit, qtbot, qapp, ticks)
    yield counter
    qapp.removeEventFilter(counter.wedge)


@pytest.mark.parametrize("end", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab])
def test_scan_is_routed_and_leaves_no_trace(counter: Counter, end: Qt.Key) -> None:
    counter.line.setText("海味小馆")
    counter.line.setCursorPosition(2)
    counter.line.setFocus()
    counter.send(CODE, SCANNER, end)
    assert counter.scans == [CODE]
    assert counter.line.text() == "海味小馆"
    assert counter.line.cursorPosition() == 2
    assert counter.entered == 0
    assert counter.line.hasFocus()


def test_selected_text_comes_back(counter: Counter) -> None:
    counter.line.setText("13800005678")
    counter.line.setFocus()
    counter.line.selectAll()
    counter.send(CODE, SCANNER)
    assert counter.line.text() == "13800005678"
    assert counter.line.selectedText() == "13800005678"


def test_fingers_type_what_they_type(counter: Counter) -> None:
    counter.line.setFocus()
    counter.send(CODE, FINGERS)
    assert counter.scans == []
    assert counter.line.text() == CODE
    assert counter.entered == 1


def test_fast_fingers_are_no_scanner(counter: Counter) -> None:
    """Two keys rolled over at once, and a short number typed in a hurry."""
    counter.line.setFocus()
    counter.send("12", GAP_MS + 1, None)
    counter.send("3", 5, None)
    counter.ticks.advance(GAP_MS)
    counter.send("x" * (LEAST_CHARACTERS - 2), 10)
    assert counter.scans == []
    assert counter.line.text() == "123" + "x" * (LEAST_CHARACTERS - 2)
    assert counter.entered == 1


def test_enter_after_a_pause_belongs_to_the_line(counter: Counter) -> None:
    counter.line.setFocus()
    counter.send(CODE, SCANNER, None)
    counter.ticks.advance(GAP_MS + 1)
    press(Qt.Key.Key_Return)
    assert counter.scans == []
    assert counter.line.text() == CODE
    assert counter.entered == 1


def test_scan_over_a_table_marks_nothing(counter: Counter) -> None:
    counter.table.setFocus()
    counter.send("123MRCQ9", SCANNER)
    assert counter.scans == ["123MRCQ9"]
    counter.wedge.let_go()
    assert counter.marks == []


def test_letters_for_a_table_arrive_in_order(counter: Counter, qtbot) -> None:
    counter.table.setFocus()
    counter.send("1", FINGERS, None)
    counter.send("m", 10, None)
    qtbot.waitUntil(lambda: len(counter.marks) == 2)
    assert counter.marks == ["a1", "aM"]
    assert counter.scans == []


def test_other_keys_do_not_overtake_letters(counter: Counter) -> None:
    counter.table.setFocus()
    counter.send("m", FINGERS, None)
    press(Qt.Key.Key_Down)
    counter.send("r", FINGERS, None)
    counter.wedge.let_go()
    assert counter.marks == ["aM", "bR"]


def test_letters_for_a_table_that_is_gone_go_nowhere(counter: Counter, qtbot) -> None:
    counter.table.setFocus()
    counter.send("m", FINGERS, None)
    counter.table.deleteLater()
    qtbot.wait(1)
    counter.wedge.let_go()
    assert counter.marks == []


def test_two_scans_in_a_row(counter: Counter) -> None:
    counter.line.setFocus()
    counter.send(CODE, SCANNER)
    counter.ticks.advance(500)
    counter.send("A" * 30, SCANNER)
    assert counter.scans == [CODE, "A" * 30]
    assert counter.line.text() == ""


def test_shift_of_the_scanner_does_not_break_the_burst(counter: Counter) -> None:
    counter.line.setFocus()
    for character in "ABCdef":
        counter.ticks.advance(3)
        if character.isupper():
            press(Qt.Key.Key_Shift)
        counter.ticks.advance(3)
        type_text(character)
    press(Qt.Key.Key_Return)
    assert counter.scans == ["ABCdef"]


def test_scan_into_a_choice_line(counter: Counter) -> None:
    counter.choice.setText("甲")
    counter.choice.setFocus()
    counter.send(CODE, SCANNER)
    assert counter.scans == [CODE]
    assert counter.choice.text() == "甲"


def test_shortcuts_pass(counter: Counter) -> None:
    counter.line.setText("abc")
    counter.line.setFocus()
    press(Qt.Key.Key_A, CTRL)
    assert counter.line.selectedText() == "abc"
    assert counter.scans == []


def test_composition_is_never_touched(counter: Counter) -> None:
    counter.line.setFocus()
    counter.send("zhang", SCANNER, None)
    QApplication.sendEvent(focused(), QInputMethodEvent("zhangsan", []))
    counter.send("abcdefgh", SCANNER)
    assert counter.scans == []
    assert counter.entered == 1
    commit = QInputMethodEvent()
    commit.setCommitString("张三")
    QApplication.sendEvent(focused(), commit)
    assert "张三" in counter.line.text()
    counter.ticks.advance(500)
    before = counter.line.text()
    counter.send(CODE, SCANNER)
    assert counter.scans == [CODE]
    assert counter.line.text() == before


def test_endless_input_is_let_go(counter: Counter) -> None:
    counter.table.setFocus()
    counter.send("x" * 5000, 1, None)
    press(Qt.Key.Key_Return)
    counter.wedge.let_go()
    assert sum(map(len, counter.scans)) + len(counter.marks) == 5000


def test_badge_scanned_as_a_password(counter: Counter) -> None:
    counter.line.setEchoMode(QLineEdit.EchoMode.Password)
    counter.line.setFocus()
    counter.send(CODE, SCANNER)
    assert counter.line.text() == CODE
    assert counter.entered == 1
    assert counter.scans == []


def test_a_quick_tap_on_a_box_ticks_it(counter: Counter, qtbot) -> None:
    box = QCheckBox("练习")
    bring_up(qtbot, box)
    box.setFocus()
    press(Qt.Key.Key_Space)
    assert not box.isChecked()
    counter.wedge.let_go()
    assert box.isChecked()
    assert not box.isDown()


def test_a_shortcut_does_not_overtake_a_letter(counter: Counter) -> None:
    done: list[str] = []
    shortcut = QShortcut(QKeySequence(Qt.Key.Key_F6), counter.window)
    shortcut.activated.connect(lambda: done.append(f"after {counter.marks}"))
    counter.table.setFocus()
    counter.ticks.advance(FINGERS)
    type_text("1")
    press(Qt.Key.Key_F6)
    assert done == [f"after {counter.marks}"]
    assert counter.marks
