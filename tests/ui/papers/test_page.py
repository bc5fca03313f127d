"""The page of papers in the frame: keyboard only, the strip before what cannot be undone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from tests.support.accessible_names import nameless_widgets, tab_stops
from tests.support.hands import CTRL, SHIFT, press, type_text
from tests.ui.conftest import Ticks
from tests.ui.papers.conftest import Desk
from tests.ui.record.counter import marriage_sheet
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.ui.widgets.confirm_strip import GUARD_MS
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.take_in import TakeIn

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def number(desk: Desk) -> str:
    return desk.counter.do(TakeIn(command_id=desk.counter.new_id(), sheet=marriage_sheet())).number


def yes(ticks: Ticks) -> None:
    ticks.advance(GUARD_MS + 1)
    press(Qt.Key.Key_Return)


def test_printing_is_one_key_with_the_desks_own_printer(desk: Desk, number: str) -> None:
    page = desk.open(number)
    assert page.preview.page_number() == (1, 1)
    assert page.table.hasFocus()
    press(Qt.Key.Key_P, CTRL)
    (printed,) = desk.room.printed
    assert (printed.number, printed.printer, printed.copies) == (number, "hp", 1)
    assert number in desk.said()
    assert page.side.state.chip.word == "已打印"


def test_the_copies_of_the_kind_are_there_and_can_be_changed(desk: Desk, number: str) -> None:
    record_id = desk.counter.store.shelves.papers[number].record_id
    accepted = desk.counter.do(AcceptCase(command_id=desk.counter.new_id(), record_id=record_id)).to_print[0]
    page = desk.open(accepted)
    assert page.side.copies.value() == 2
    page.side.copies.setValue(3)
    press(Qt.Key.Key_P, CTRL)
    assert desk.room.printed[0].copies == 3


def test_a_reprint_is_confirmed_in_the_strip(desk: Desk, number: str, ticks: Ticks) -> None:
    page = desk.open(number)
    press(Qt.Key.Key_P, CTRL)
    assert page.side.button("print").verb == "补打"
    press(Qt.Key.Key_P, CTRL)
    assert len(desk.room.printed) == 1
    assert desk.window.strip.sentence() == "将补打收件凭证，第 1 次，1 份；编号和日期不变。"
    yes(ticks)
    assert desk.room.printed[1].pdf.endswith(b"stamped 1")


def test_an_act_may_be_brought_along(desk: Desk, number: str) -> None:
    desk.open(number)
    press(Qt.Key.Key_P, CTRL)
    desk.window.go("home")
    desk.open(number, act="print")
    assert desk.window.strip.is_open()


def test_saving_as_a_file(desk: Desk, number: str, tmp_path: Path) -> None:
    desk.targets.append(tmp_path / "any.pdf")
    desk.open(number)
    press(Qt.Key.Key_S, CTRL)
    assert desk.room.printed[0].file == tmp_path / f"{number}.pdf"


def test_voiding_asks_for_reason_and_return_and_confirms(desk: Desk, number: str, ticks: Ticks) -> None:
    page = desk.open(number)
    press(Qt.Key.Key_V, ALT)
    press(Qt.Key.Key_Return, CTRL)
    assert not desk.window.strip.is_open()
    assert page.side.void_panel.reason.fault()
    type_text("写错了")
    press(Qt.Key.Key_Return, CTRL)
    assert page.side.void_panel.collected.fault(), "收回 yes or no is never filled in for the clerk"
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_Return, CTRL)
    assert "原件已收回" in desk.window.strip.sentence()
    yes(ticks)
    assert page.side.void_panel.isHidden()
    assert desk.counter.store.shelves.papers[number].voided_at is not None
    assert desk.counter.printed, "the notice goes to the printer"


def test_esc_closes_the_voiding_first(desk: Desk, number: str) -> None:
    page = desk.open(number)
    press(Qt.Key.Key_V, ALT)
    press(Qt.Key.Key_Escape)
    assert page.side.void_panel.isHidden()
    assert desk.window.current_page() is page


def test_what_waits_can_be_printed_all_at_once(desk: Desk, number: str) -> None:
    desk.counter.do(TakeIn(command_id=desk.counter.new_id(), sheet=marriage_sheet()))
    page = desk.open()
    assert len(page.table.rows.rows) == 2
    press(Qt.Key.Key_P, CTRL | SHIFT)
    assert len(desk.room.printed) == 2
    assert not page.table.rows.rows
    assert page.first_focus() is page.waiting


def test_a_printer_that_fails_is_said_and_the_paper_stays(desk: Desk, number: str) -> None:
    desk.room.trouble = "打印机没有响应。文书已留存。"
    page = desk.open()
    press(Qt.Key.Key_P, CTRL)
    assert desk.said() == "打印机没有响应。文书已留存。"
    assert page._trouble.shown().startswith("打印中途停了")
    assert [row.key for row in page.table.rows.rows] == [number]


def test_f3_shows_what_waits_and_f4_goes_to_the_record(desk: Desk, number: str) -> None:
    desk.open(number)
    press(Qt.Key.Key_F4)
    assert desk.records == [desk.counter.store.shelves.papers[number].record_id]
    press(Qt.Key.Key_P, CTRL)
    press(Qt.Key.Key_F3)
    assert not desk.page.table.rows.rows


def test_a_kept_file_that_is_gone_is_said_in_its_place(desk: Desk, number: str, monkeypatch: Any) -> None:
    def gone(_: object, number: str) -> bytes:
        raise KnownTrouble("paper_file_missing", number=number)

    monkeypatch.setattr("tests.support.memory_store.MemoryReading.paper_pdf", gone)
    page = desk.open(number)
    assert page.preview.page_number() == (0, 0)
    assert not page._no_picture.isHidden()


def test_nothing_of_a_paper_stays_when_the_page_is_left(desk: Desk, number: str) -> None:
    page = desk.open(number)
    desk.window.go("home")
    assert page.preview.page_number() == (0, 0)


def test_names_and_the_way_of_the_tab_key(desk: Desk, number: str) -> None:
    page = desk.open(number)
    assert nameless_widgets(page) == []
    stops = tab_stops(desk.window)
    for widget in (page.table, page.preview, page.side.copies, page.side.printer, page.side.button("print")):
        assert widget in stops
