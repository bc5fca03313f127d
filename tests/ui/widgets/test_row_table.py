"""Tables: changed by difference, marked by letters, quick with ten thousand rows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAccessible, QInputMethodEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from tests.support.hands import bring_up, press
from wenling_desk.ui.widgets.chips import Chip, Shape, Tone
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.row_model import MOST_RUNS, Align, Column, Difference, Row, RowModel
from wenling_desk.ui.widgets.row_table import RowTable

COLUMNS = (Column("材料"), Column("份数", 48, Align.RIGHT), Column("状态", 120))


def row(key: str, name: str = "", state: str = "缺") -> Row:
    return Row(key, (name or f"材料 {key}", "1", Chip(state, Tone.SOON, Shape.HALF)), payload=object())


def rows(*keys: str) -> list[Row]:
    return [row(key) for key in keys]


class Heard:
    """Counts what a view would be told."""

    def __init__(self, model: RowModel) -> None:
        self.calls: list[tuple[str, int, int]] = []
        model.rowsInserted.connect(lambda _, first, last: self.calls.append(("in", first, last)))
        model.rowsRemoved.connect(lambda _, first, last: self.calls.append(("out", first, last)))
        model.dataChanged.connect(lambda a, b: self.calls.append(("change", a.row(), b.row())))
        model.modelReset.connect(lambda: self.calls.append(("reset", 0, 0)))


@pytest.fixture
def model(qapp: QApplication) -> RowModel:
    return RowModel(COLUMNS)


def test_same_rows_touch_nothing(model: RowModel) -> None:
    model.set_rows(rows("a", "b", "c"))
    heard = Heard(model)
    assert model.set_rows(rows("a", "b", "c")) == Difference()
    assert heard.calls == []


def test_new_payload_is_taken_without_a_change(model: RowModel) -> None:
    model.set_rows(rows("a"))
    fresh = rows("a")
    model.set_rows(fresh)
    assert model.rows[0].payload is fresh[0].payload


def test_one_changed_cell_touches_one_row(model: RowModel) -> None:
    model.set_rows(rows("a", "b", "c"))
    heard = Heard(model)
    assert model.set_rows([row("a"), row("b", state="已收"), row("c")]) == Difference(changed=1)
    assert heard.calls == [("change", 1, 1)]


def test_runs_are_told_together(model: RowModel) -> None:
    model.set_rows(rows("a", "b", "c", "d", "e"))
    heard = Heard(model)
    assert model.set_rows(rows("x", "y", "a", "d", "e", "z")) == Difference(removed=2, inserted=3)
    assert heard.calls == [("out", 1, 2), ("in", 0, 1), ("in", 5, 5)]


def test_another_order_is_a_reset(model: RowModel) -> None:
    model.set_rows(rows("a", "b"))
    assert model.set_rows(rows("b", "a")) == Difference(reset=True)


def test_very_many_runs_are_a_reset(model: RowModel) -> None:
    keys = [str(number) for number in range(4 * MOST_RUNS)]
    model.set_rows(rows(*keys))
    assert model.set_rows(rows(*keys[::2])) == Difference(reset=True)
    assert [each.key for each in model.rows] == keys[::2]


def test_key_that_repeats_is_refused(model: RowModel) -> None:
    model.set_rows(rows("a"))
    with pytest.raises(ValueError, match="repeats"):
        model.set_rows(rows("b", "b"))
    assert [each.key for each in model.rows] == ["a"]


KEYS = st.lists(st.sampled_from([str(number) for number in range(12)]), unique=True)


@given(before=KEYS, after=KEYS, states=st.lists(st.sampled_from(["缺", "已收"]), min_size=12, max_size=12))
def test_any_difference_ends_right_and_follows_the_rules_of_models(
    qapp: QApplication, before: list[str], after: list[str], states: list[str]
) -> None:
    model = RowModel(COLUMNS)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_rows(rows(*before))
    wanted = [row(key, state=states[int(key)]) for key in after]
    heard = Heard(model)
    difference = model.set_rows(wanted)
    assert list(model.rows) == wanted
    if not difference.reset:
        told = {"in": 0, "out": 0, "change": 0}
        for what, first, last in heard.calls:
            told[what] += last - first + 1
        assert told == {"in": difference.inserted, "out": difference.removed, "change": difference.changed}
        common = [key for key in after if key in before]
        assert difference.inserted == len(after) - len(common)
        assert difference.removed == len(before) - len(common)
    assert tester.model() is model


def test_ten_thousand_rows_and_one_more_touch_one(kit: Kit, qtbot) -> None:
    table = RowTable(kit, "在办", COLUMNS)
    qtbot.addWidget(table)
    table.resize(800, 600)
    table.show()
    many = rows(*map(str, range(10_000)))
    table.set_rows(many)
    table.go_to("9000")
    heard = Heard(table.rows)
    assert table.set_rows([row("new"), *many]) == Difference(inserted=1)
    assert table.rows.change_row(row("17", state="已收"))
    assert heard.calls == [("in", 0, 0), ("change", 18, 18)]
    assert key(table) == "9000"
    assert not table.rows.change_row(row("nobody"))


def test_only_rows_in_sight_are_painted(kit: Kit, qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    table = RowTable(kit, "在办", COLUMNS)
    qtbot.addWidget(table)
    table.resize(800, 320)
    table.set_rows(rows(*map(str, range(10_000))))
    painted: set[int] = set()
    data = RowModel.data

    def spy(self: RowModel, index: QModelIndex, role: int = 0) -> object:
        painted.add(index.row())
        return data(self, index, role)

    monkeypatch.setattr(RowModel, "data", spy)
    table.show()
    table.grab()
    assert 0 < len(painted) < 40


class Material(RowTable):
    """A table in a window between two lines, with its marks written down."""

    def __init__(self, kit: Kit, qtbot) -> None:
        super().__init__(kit, "材料", COLUMNS, self._mark)
        self.marks: list[tuple[str, str]] = []
        self.holder = QWidget()
        column = QVBoxLayout(self.holder)
        before, after = QLineEdit(), QLineEdit()
        for widget in (before, self, after):
            column.addWidget(widget)
        self.set_rows(rows("a", "b", "c"))
        self.holder.resize(600, 400)
        bring_up(qtbot, self.holder)
        before.setFocus()
        press(Qt.Key.Key_Tab)

    def _mark(self, row: Row, letter: str) -> bool:
        self.marks.append((row.key, letter))
        return letter in "123MRCQX"


@pytest.fixture
def table(kit: Kit, qtbot) -> Material:
    return Material(kit, qtbot)


def key(table: RowTable) -> str:
    row = table.current_row()
    assert row is not None
    return row.key


def test_tab_comes_in_on_the_first_row_and_goes_out(table: Material, qtbot) -> None:
    assert table.hasFocus()
    assert key(table) == "a"
    qtbot.keyClick(table, Qt.Key.Key_Tab)
    assert not table.hasFocus()
    assert key(table) == "a"


def test_letters_mark_the_row_and_stay_on_it(table: Material, qtbot) -> None:
    for letter in ("1", "m", "R", "x"):
        qtbot.keyClick(table, letter)
    assert table.marks == [("a", "1"), ("a", "M"), ("a", "R"), ("a", "X")]
    assert key(table) == "a"


def test_space_goes_to_the_next_row_and_stops_at_the_end(table: Material, qtbot) -> None:
    moved: list[str] = []
    table.moved.connect(lambda row: moved.append(row.key))
    for _ in range(5):
        qtbot.keyClick(table, Qt.Key.Key_Space)
    assert key(table) == "c"
    assert moved == ["b", "c"]
    qtbot.keyClick(table, Qt.Key.Key_Up)
    assert key(table) == "b"


def test_enter_opens(table: Material, qtbot) -> None:
    opened: list[str] = []
    table.opened.connect(lambda row: opened.append(row.key))
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    qtbot.keyClick(table, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    qtbot.keyClick(table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert opened == ["b", "b"]


def test_letter_nobody_wants_does_not_search(table: Material, qtbot) -> None:
    table.set_rows([row("a", "甲"), row("b", "zeta"), row("c", "丙")])
    qtbot.keyClick(table, "z")
    assert key(table) == "a"


def test_keys_with_control_are_no_letters(table: Material, qtbot) -> None:
    qtbot.keyClick(table, "m", Qt.KeyboardModifier.ControlModifier)
    assert table.marks == []


def test_input_method_cannot_open_a_composition(table: Material) -> None:
    assert not table.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    QApplication.sendEvent(table, QInputMethodEvent("ni", []))
    assert table.state() is RowTable.State.NoState


def test_focus_stays_on_its_row(table: Material) -> None:
    table.go_to("b")
    table.set_rows(rows("x", "a", "b", "c"))
    assert key(table) == "b"
    table.set_rows(rows("c", "b", "a"))
    assert key(table) == "b"
    table.set_rows(rows("a", "c"))
    assert key(table) in {"a", "c"}
    table.set_rows([])
    assert table.current_row() is None
    table.set_rows(rows("a"))
    assert not table.go_to("nobody")


def test_focus_keeps_its_place_when_all_is_new(table: Material) -> None:
    table.set_rows(rows("a", "b", "c", "d"))
    table.go_to("c")
    table.set_rows(rows("d", "b", "a"))
    assert key(table) == "a"


def test_widths(table: Material, kit: Kit) -> None:
    header = table.horizontalHeader()
    assert [header.sectionSize(at) for at in (1, 2)] == [48, 120]
    narrow = header.sectionSize(0)
    table.holder.resize(1000, 400)
    assert header.sectionSize(0) == narrow + 400
    assert table.verticalHeader().defaultSectionSize() == kit.theme.row_height


def test_reader_hears_title_and_word(table: Material) -> None:
    index = table.rows.index(0, 2)
    assert table.rows.data(index, Qt.ItemDataRole.AccessibleTextRole) == "状态 缺"
    interface = QAccessible.queryAccessibleInterface(table)
    assert interface.text(QAccessible.Text.Name) == "材料"
    assert table.rows.headerData(1, Qt.Orientation.Horizontal) == "份数"
    assert table.rows.headerData(0, Qt.Orientation.Vertical) is None


def test_height_of_a_short_list(table: Material, kit: Kit) -> None:
    table.fit_height()
    assert table.height() == 4 * kit.theme.row_height + 2
