"""The page 台账 by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt

from tests.ledgers.broad import PERSON, RARE
from tests.ledgers.conftest import begin, full
from tests.ledgers.gui_player import ALT, SHIFT, tab_to
from tests.ledgers.window import LedgerDesk
from tests.support.accessible_names import nameless_widgets
from tests.support.fakes import LEADER
from tests.support.hands import CTRL, focused, press, type_text
from tests.support.ledgers import LedgerCounter
from wenling_desk.bootstrap.ledgers_hands import LedgersHands
from wenling_desk.ui.ledgers.editors import KeyChoiceField
from wenling_desk.ui.ledgers.pick_field import PickField
from wenling_desk.ui.ledgers.rows_field import RowsField
from wenling_desk.ui.widgets.confirm_strip import GUARD_MS
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.ports import ErrandQuery

pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise)\(", extend=True)


@pytest.fixture
def opened(desk: LedgerDesk) -> LedgerDesk:
    desk.window.go("ledgers", kind="broad")
    return desk


@pytest.fixture
def go_to(opened: LedgerDesk) -> Callable[[str], Any]:
    """Tab to a field of the form that is open."""

    def go(field_id: str) -> Any:
        form = opened.page.form()
        assert form is not None
        editor = form.editor(field_id)
        tab_to(lambda widget: widget is editor or editor.isAncestorOf(widget))
        return editor

    return go


def titles(desk: LedgerDesk) -> list[str]:
    """The names of the entries as listed; columns of numbers come before them."""
    table = desk.page.list.table
    assert table is not None
    return [row.payload.title for row in table.rows.rows]  # type: ignore[attr-defined]


def agree(desk: LedgerDesk) -> None:
    desk.kit.ticks.advance(GUARD_MS + 1)  # type: ignore[attr-defined]
    press(Qt.Key.Key_Return)


def test_an_empty_ledger_says_how_to_begin(opened: LedgerDesk) -> None:
    page = opened.page
    assert page.list.empty_words() == "还没有登记。按 Ctrl+N 登记第一件。"
    assert page.list.new_buttons[0].hint == "Ctrl+N"
    assert focused() is page.list.new_buttons[0]


def test_an_entry_is_begun_by_keys(opened: LedgerDesk, go_to: Callable[[str], Any], broad: LedgerCounter) -> None:
    press(Qt.Key.Key_N, CTRL)
    type_text(f"三次都没收{RARE}")
    go_to("person")
    type_text(RARE)
    go_to("sort")
    form = opened.page.form()
    assert form is not None
    assert "why" not in form.asked()
    type_text("3")
    assert "why" in form.asked(), "the condition is live"
    press(Qt.Key.Key_Return, CTRL)
    assert form.editor("why").fault() == "请填“为什么不给办”。"
    assert form.editor("why").isAncestorOf(focused()), "the keys go to the fault"
    type_text("说系统里没有这个事项")
    press(Qt.Key.Key_Return, CTRL)
    assert opened.page.is_on_entry()
    assert opened.said().startswith("已办：登记，三次都没收")
    (row,) = broad.page("broad").rows
    assert row.values["why"] == "说系统里没有这个事项"
    opened.no_defect()


def test_what_was_typed_is_kept_and_can_be_begun_anew(opened: LedgerDesk) -> None:
    press(Qt.Key.Key_N, CTRL)
    type_text("写了一半")
    press(Qt.Key.Key_Escape)
    assert opened.page.form() is None
    opened.window.go("home")
    press(Qt.Key.Key_L, CTRL | SHIFT)
    press(Qt.Key.Key_N, CTRL)
    form = opened.page.form()
    assert form is not None
    assert form.editor("what").value() == "写了一半"
    press(Qt.Key.Key_C, ALT)
    assert form.editor("what").value() == ""
    assert form.editor("handler").value() == "c001", "defaults stand there again"


def test_an_act_that_cannot_be_undone_asks_first(opened: LedgerDesk, broad: LedgerCounter) -> None:
    record_id = begin(broad)
    opened.page.open_entry(record_id)
    type_text("3")
    press(Qt.Key.Key_Return, CTRL)
    assert opened.window.strip.sentence() == "办结：三次都没收，办了不能改回"
    press(Qt.Key.Key_Escape)
    assert broad.entry(record_id).entry.is_open
    press(Qt.Key.Key_Return, CTRL)
    agree(opened)
    assert not broad.entry(record_id).entry.is_open
    assert opened.page.entry.act_buttons == {}
    opened.no_defect()


def test_an_act_of_others_says_why_it_is_not_possible(opened: LedgerDesk, broad: LedgerCounter) -> None:
    record_id = begin(broad)
    broad.sign_in(LEADER)
    opened.page.open_entry(record_id)
    assert all(not button.isEnabled() for button in opened.page.entry.act_buttons.values())
    assert "不是您的岗位做的" in opened.page.entry.reasons()
    type_text("1")
    assert opened.page.form() is None
    assert "补填其余各栏" in opened.said()


def test_private_values_are_masked_until_they_are_asked_for(opened: LedgerDesk, broad: LedgerCounter) -> None:
    record_id = begin(broad, phone="13800005678", card=PERSON)
    opened.page.open_entry(record_id)
    words = opened.page.entry.values.words()
    assert (words["联系电话"], words["证件号码"]) == ("138****5678", "331***********1235")
    press(Qt.Key.Key_F4)
    assert opened.page.entry.values.words()["联系电话"] == "13800005678"
    press(Qt.Key.Key_F4)
    assert opened.page.entry.values.words()["联系电话"] == "138****5678"
    broad.sign_in(LEADER)
    press(Qt.Key.Key_F4)
    assert opened.page.entry.values.words()["联系电话"] == "138****5678"
    type_text("班组长回访")
    press(Qt.Key.Key_Return)
    assert opened.page.entry.values.words()["联系电话"] == "13800005678"
    press(Qt.Key.Key_Escape)
    assert opened.page.entry.values.words()["联系电话"] == "138****5678", "masked where it is left"


def test_the_list_is_narrowed_by_keys(opened: LedgerDesk, broad: LedgerCounter) -> None:
    unit = next(iter(broad.desk.catalogue().departments))
    for what, values in (("甲", {"unit": unit}), ("乙", {"sort": "rude"}), ("丙", {"promised": "2026-11-04"})):
        begin(broad, what=what, **{"promised": "2026-11-20", **values})
    broad.act("end_broad", begin(broad, what="丁"), kind="broad")
    broad.later(days=3)
    press(Qt.Key.Key_F5)
    assert titles(opened)[0] == "丙", "by the day it is due"
    press(Qt.Key.Key_1, ALT)
    assert set(titles(opened)) == {"甲", "乙", "丙"}
    press(Qt.Key.Key_L, ALT)
    assert titles(opened) == ["丙"]
    press(Qt.Key.Key_Escape)
    assert len(titles(opened)) == 4
    press(Qt.Key.Key_F7)
    type_text("态度")
    press(Qt.Key.Key_Return)
    assert titles(opened) == ["乙"]
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_F, CTRL)
    type_text("甲")
    opened.page.list.search.rested.emit()
    assert titles(opened) == ["甲"]
    assert opened.page.list.empty_words() == ""
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_3, ALT)
    assert titles(opened) == ["丁"]


def test_ties_lead_there_and_back(opened: LedgerDesk, broad: LedgerCounter) -> None:
    earlier = begin(broad, what="以前的")
    later = begin(broad, what="后来的", earlier=earlier)
    opened.page.open_entry(later)
    (button,) = opened.page.entry.ties.buttons
    tab_to(lambda widget: widget is button)
    press(Qt.Key.Key_Return)
    assert opened.page.entry_presenter.record_id == earlier
    assert "样样都有 · 以前的一件" in opened.page.entry.ties.words()[0]
    press(Qt.Key.Key_Escape)
    assert opened.page.entry_presenter.record_id == later
    press(Qt.Key.Key_Escape)
    assert not opened.page.is_on_entry()
    opened.no_defect()


def test_rows_are_added_and_dropped_by_keys(
    opened: LedgerDesk, go_to: Callable[[str], Any], broad: LedgerCounter
) -> None:
    press(Qt.Key.Key_N, CTRL)
    type_text("有明细的")
    go_to("person")
    type_text("林见秋")
    go_to("sort")
    type_text("1")
    rows = go_to("lines")
    assert isinstance(rows, RowsField)
    for name, copies in (("身份证", "1"), ("多余的", "2"), ("户口簿", "3")):
        type_text(name)
        press(Qt.Key.Key_Return)
        type_text(copies)
        press(Qt.Key.Key_Return)
        press(Qt.Key.Key_Return)
        press(Qt.Key.Key_Down)
        press(Qt.Key.Key_Return)
    rows.cell(1, 0).setFocus()
    press(Qt.Key.Key_Delete, CTRL)
    press(Qt.Key.Key_Return, CTRL)
    (row,) = broad.page("broad").rows
    assert row.values["lines"] == [
        {"name": "身份证", "copies": 1, "kind": "paper"},
        {"name": "户口簿", "copies": 3, "kind": "paper"},
    ]


def test_evidence_goes_with_the_act(
    opened: LedgerDesk, go_to: Callable[[str], Any], broad: LedgerCounter, tmp_path: Path
) -> None:
    opened.scan = tmp_path / "photo.pdf"
    opened.scan.write_bytes(b"%PDF-1.7 a photograph")
    press(Qt.Key.Key_N, CTRL)
    type_text("有照片的")
    go_to("person")
    type_text("林见秋")
    go_to("sort")
    type_text("1")
    go_to("proof")
    press(Qt.Key.Key_S, ALT)
    press(Qt.Key.Key_Return, CTRL)
    opened.no_defect()
    (row,) = broad.page("broad").rows
    assert row.values["proof"][0]["name"] == "photo.pdf"
    (scan,) = [fact for fact in broad.facts(row.record_id) if fact.kind == "ScanAttached"]
    assert scan.body["sha256"] == row.values["proof"][0]["sha256"]


def test_choices_departments_and_long_lists_are_taken_by_keys(
    opened: LedgerDesk, go_to: Callable[[str], Any], broad: LedgerCounter
) -> None:
    press(Qt.Key.Key_N, CTRL)
    many = go_to("many")
    assert isinstance(many, KeyChoiceField)
    type_text("13")
    assert many.value() == "ask\ndecide"
    stage = go_to("stage")
    assert isinstance(stage, PickField), "twelve long choices are found by typing"
    type_text("第 12 步")
    press(Qt.Key.Key_Return)
    assert stage.value() == "s12"
    unit = go_to("unit")
    type_text("民政")
    press(Qt.Key.Key_Return)
    department = broad.desk.catalogue().departments[str(unit.value())]
    assert "民政" in department.name
    unit = go_to("unit")
    press(Qt.Key.Key_A, CTRL)
    type_text("没有的局")
    press(Qt.Key.Key_Escape)
    assert opened.page.form() is not None, "Esc closes the list first"
    press(Qt.Key.Key_Tab)
    assert unit.fault() == "没有这个选项。请换几个字，或按 ↓ 看全部选项。"


def test_history_says_who_did_what_and_when(opened: LedgerDesk, broad: LedgerCounter) -> None:
    record_id = full(broad)
    broad.later(days=1)
    broad.act("amend_broad", record_id, kind="broad", sort="rude")
    opened.page.open_entry(record_id)
    newest, first = opened.page.entry.story.lines()
    assert newest.accessibleName() == "09:30 更正 陈晓 · 综合受理员"
    assert newest.accessibleDescription() == "哪一类 态度不好"
    assert first.accessibleName().startswith("11-03 09:30 登记")
    assert PERSON not in first.accessibleDescription()


def test_every_part_has_a_name(opened: LedgerDesk, broad: LedgerCounter) -> None:
    opened.page.open_entry(full(broad))
    assert nameless_widgets(opened.window) == []
    type_text("1")
    assert nameless_widgets(opened.window) == []


# -- from elsewhere ----------------------------------------------------------------------------------


def hands(desk: LedgerDesk) -> Any:
    """The wiring of the page over this counter."""
    search = SimpleNamespace(spell=lambda name: {"道路施工": ("dlsg", "daolushigong")}.get(name, ()))
    opened: Any = SimpleNamespace(current=desk.counter.desk, parts=SimpleNamespace(texts=desk.texts, search=search))
    bridge: Any = desk.bridge
    return LedgersHands(opened, bridge, lambda *_: None)


def test_every_ledger_is_found_by_name_and_pinyin(opened: LedgerDesk) -> None:
    found = hands(opened)
    assert [hit.title for hit in found.hits(opened.window, "样样")] == ["样样都有"]
    (hit,) = found.hits(opened.window, "dlsg")
    hit.run()
    assert opened.page.presenter.kind == "street_works"
    assert opened.page.title() == "道路施工"


def test_what_is_due_is_opened_where_it_is(opened: LedgerDesk, broad: LedgerCounter) -> None:
    record_id = begin(broad, promised="2026-11-06")
    with broad.store.reading() as reading:
        (row,) = reading.errands(ErrandQuery(kinds=("ledger_due",))).rows
    opened.window.go("home")
    hands(opened).opener(opened.window)(row.errand.record_id)
    assert opened.page.is_on_entry()
    assert opened.page.entry_presenter.record_id == record_id
    opened.no_defect()


def test_who_types_keeps_the_keys_when_something_changes(opened: LedgerDesk, broad: LedgerCounter) -> None:
    begin(broad)
    press(Qt.Key.Key_F4)
    type_text("样")
    begin(broad, what="别人刚记的")
    opened.page.on_changes(Changes(worklists=True))
    assert focused() is opened.page.shelf.finder
    press(Qt.Key.Key_Return)
    assert focused() is opened.page.list.table
    assert len(titles(opened)) == 2
    press(Qt.Key.Key_3, ALT)
    assert focused() is opened.page.list.new_buttons[0], "no row is left: the keys stay on the page"
