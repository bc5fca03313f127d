"""部门结果清单: looked at row by row, entered row by row, and never twice."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.support.accessible_names import nameless_widgets
from tests.support.hands import CTRL, press
from tests.ui.back_room.conftest import Seat, accepted, row, taken_in
from wenling_desk.use_cases.import_results import ListedResult


def states(seat: Seat) -> list[str]:
    return [str(getattr(each.cells[5], "word", "")) for each in seat.results.panel.table.rows.rows]


def fill(seat: Seat) -> tuple[str, str]:
    counter = seat.counter
    first, second, waiting = accepted(counter), accepted(counter), taken_in(counter)
    seat.rows += [
        row(counter, first, 2),
        row(counter, first, 3),
        ListedResult(4, "X", None, "结果", "也许"),
        row(counter, waiting, 5),
        row(counter, second, 6, granted=False, reasons=("材料不实",)),
    ]
    return first, second


def test_nothing_is_entered_before_it_was_looked_at(seat: Seat) -> None:
    first, second = fill(seat)
    press(Qt.Key.Key_H, CTRL)
    press(Qt.Key.Key_I, CTRL)
    assert seat.results.button.reason
    press(Qt.Key.Key_I, CTRL)  # the file
    assert states(seat) == ["待录入", "不能录入", "不能录入", "不能录入", "待录入"]
    whys = [str(each.cells[6]) for each in seat.results.panel.table.rows.rows]
    assert "第 2 行" in whys[1]
    assert "也许" in whys[2]
    assert "还没有受理" in whys[3]
    assert not any(fact.kind == "Granted" for fact, _ in seat.counter.store.shelves.facts)
    press(Qt.Key.Key_Return, CTRL)
    assert states(seat) == ["已录入", "不能录入", "不能录入", "不能录入", "已录入"]
    assert "录入 2 行，3 行没有录入" in seat.told()
    decided = {
        fact.record_id: fact.kind for fact, _ in seat.counter.store.shelves.facts if fact.kind in ("Granted", "Denied")
    }
    assert decided == {first: "Granted", second: "Denied"}


def test_the_same_list_again_doubles_nothing(seat: Seat) -> None:
    fill(seat)
    seat.window.go("result_list")
    press(Qt.Key.Key_I, CTRL)
    press(Qt.Key.Key_Return, CTRL)
    before = len(seat.counter.store.shelves.facts)
    press(Qt.Key.Key_Return, CTRL)
    seat.window.go("home")
    seat.window.go("result_list")
    assert seat.results.panel.table.rows.rows == [], "nothing of a list stays"
    press(Qt.Key.Key_I, CTRL)
    assert states(seat)[0] == states(seat)[4] == "已录入"
    press(Qt.Key.Key_Return, CTRL)
    assert len(seat.counter.store.shelves.facts) == before


def test_every_widget_has_a_name(seat: Seat) -> None:
    fill(seat)
    seat.window.go("result_list")
    press(Qt.Key.Key_I, CTRL)
    assert nameless_widgets(seat.results) == []
    assert seat.results.panel.table.hasFocus()
