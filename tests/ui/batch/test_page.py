"""批量 in the frame: keyboard only, errors at their cells, and nothing of one company for the next."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from PySide6.QtCore import Qt

from tests.support.accessible_names import nameless_widgets, tab_stops
from tests.support.hands import CTRL, focused, press, type_text
from tests.support.rosters import name_of, number_of
from tests.ui.batch.conftest import COMPANY, HIRING, USCC, Batch, line, write_roster
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.party import APPLICANT, Party, PartyKind
from wenling_desk.ui.batch.table import FIRST, RosterTable
from wenling_desk.use_cases.take_in import TakeIn

Key = Qt.Key


def begin(batch: Batch) -> None:
    """Item and company, as a person types them."""
    batch.window.go("batch")
    press(Key.Key_Return)
    type_text(COMPANY)
    press(Key.Key_Tab)
    type_text(USCC)


def load(batch: Batch, tmp_path: Path, good: int = 3, gaps: int = 1) -> None:
    people = [line(n) for n in range(1, good + 1)]
    people += [line(n, number=None) for n in range(good + 1, good + gaps + 1)]
    batch.files.append(write_roster(tmp_path / "roster.xlsx", people))
    press(Key.Key_I, CTRL)


def yes(batch: Batch) -> None:
    """Enter on the strip, after the time in which nothing is a yes."""
    strip = batch.window.strip
    assert strip.is_open()
    strip._opened_at -= 1000
    press(Key.Key_Return)


def test_from_the_palette_to_the_receipt_by_keys_alone(batch: Batch, tmp_path: Path) -> None:
    begin(batch)
    load(batch, tmp_path, 28, 2)
    page = batch.page
    assert page.presenter.count() == "30 行：28 可收，2 缺"
    assert page.table.hasFocus()
    press(Key.Key_Return, CTRL)
    assert batch.window.strip.sentence().startswith("将收件 1 件，名单 30 人：收 28 人，2 人缺项不收")
    yes(batch)
    assert len(batch.counter.printed) == 2
    assert "名单 30 人，收 28 人" in batch.said()
    assert page.table.people.lines == ()
    assert page.presenter.company.name == ""


def test_a_roster_that_is_read_later_gets_the_focus_when_it_is_there(batch: Batch, tmp_path: Path) -> None:
    begin(batch)
    batch.waits = True
    load(batch, tmp_path)
    assert not batch.page.table.hasFocus()
    batch.held.pop()()
    assert batch.page.table.hasFocus()
    batch.presenter.edit(1, "phone", "13800000009")
    batch.page.application.first_stop().setFocus()
    batch.presenter.edit(1, "phone", "13800000008")
    assert not batch.page.table.hasFocus(), "only once"


def test_a_file_that_is_read_does_not_take_the_keys_from_another_place(batch: Batch, tmp_path: Path) -> None:
    begin(batch)
    batch.waits = True
    load(batch, tmp_path)
    batch.window.search.setFocus()
    batch.held.pop()()
    assert batch.page.presenter.rows
    assert not batch.page.table.hasFocus()


def test_after_taking_in_the_keys_are_at_the_next_item(batch: Batch, tmp_path: Path) -> None:
    begin(batch)
    load(batch, tmp_path)
    press(Key.Key_Return, CTRL)
    batch.counter.bridge.slow = True
    yes(batch)
    batch.counter.bridge.catch_up()
    assert "名单 4 人" in batch.said()
    assert batch.page.application.items.hasFocus()


def test_esc_on_the_strip_takes_nothing_in(batch: Batch, tmp_path: Path) -> None:
    begin(batch)
    load(batch, tmp_path)
    press(Key.Key_Return, CTRL)
    press(Key.Key_Escape)
    assert not batch.counter.printed
    assert len(batch.page.table.people.lines) == 4


def test_f7_goes_to_the_gap_and_enter_mends_it(batch: Batch, tmp_path: Path) -> None:
    begin(batch)
    load(batch, tmp_path)
    table = batch.page.table
    press(Key.Key_F7)
    index = table.currentIndex()
    assert (index.row(), table.people.columns[index.column() - FIRST][0]) == (3, "identity_number")
    cell = table.people.cell(index)
    assert cell is not None
    assert cell.fault == "没有填证件号码"
    press(Key.Key_Return)
    assert table.is_editing()
    assert focused().accessibleName() == "第 5 行 证件号码"
    type_text(number_of(4))
    press(Key.Key_Return)
    assert not table.is_editing()
    assert table.currentIndex().row() == 3
    assert batch.page.presenter.count() == "4 行，全部可收"
    assert batch.window.current_page() is batch.page


def test_f2_is_the_next_person_in_the_table_too_and_waits_for_the_roster(batch: Batch, tmp_path: Path) -> None:
    begin(batch)
    load(batch, tmp_path)
    press(Key.Key_F7)
    press(Key.Key_F2)
    assert not batch.page.table.is_editing()
    assert "按 Esc 放下" in batch.page.open_case()


def test_typing_replaces_and_esc_leaves_the_cell_as_it_was(batch: Batch, tmp_path: Path) -> None:
    begin(batch)
    load(batch, tmp_path, 2, 0)
    table = batch.page.table
    table.go_to(0, 1)
    type_text("33")
    assert table.is_editing()
    press(Key.Key_Escape)
    assert not table.is_editing()
    assert batch.presenter.rows[0].identity_number == number_of(1)
    assert table.hasFocus()
    assert batch.presenter.sheet is not None, "Esc went one step back only"


def test_ctrl_enter_takes_an_open_cell_along(batch: Batch, tmp_path: Path) -> None:
    begin(batch)
    load(batch, tmp_path)
    press(Key.Key_F7)
    press(Key.Key_Return)
    type_text(number_of(4))
    press(Key.Key_Return, CTRL)
    assert batch.presenter.count() == "4 行，全部可收"


def test_numbers_are_masked_but_in_the_row_in_focus(batch: Batch, tmp_path: Path) -> None:
    begin(batch)
    load(batch, tmp_path, 2, 0)
    table = batch.page.table
    table.go_to(0, 0)
    shown = [table.people.index(row, FIRST + 1).data() for row in (0, 1)]
    assert shown == [number_of(1), number_of(2)[:3] + "*" * 11 + number_of(2)[-4:]]


def test_a_cell_is_read_out_with_its_column_and_what_is_wrong(batch: Batch, tmp_path: Path) -> None:
    begin(batch)
    load(batch, tmp_path)
    index = batch.page.table.people.index(3, FIRST + 1)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "证件号码 没有填证件号码"


def test_the_line_below_says_everything_about_the_row(batch: Batch, tmp_path: Path) -> None:
    begin(batch)
    load(batch, tmp_path)
    press(Key.Key_F7)
    assert batch.page.detail.shown() == f"第 5 行 {name_of(4)}：没有填证件号码"
    press(Key.Key_Home, CTRL)
    assert batch.page.detail.shown() == f"第 2 行 {name_of(1)}：可以收"


def test_ctrl_delete_drops_a_row_and_alt_n_adds_one(batch: Batch, tmp_path: Path) -> None:
    begin(batch)
    load(batch, tmp_path)
    press(Key.Key_F7)
    press(Key.Key_Delete, CTRL)
    assert batch.presenter.count() == "3 行，全部可收"
    press(Key.Key_N, Qt.KeyboardModifier.AltModifier)
    assert batch.presenter.count() == "4 行：3 可收，1 缺"
    assert batch.page.table.currentIndex().row() == 3


def test_delete_empties_a_cell(batch: Batch, tmp_path: Path) -> None:
    begin(batch)
    load(batch, tmp_path, 2, 0)
    batch.page.table.go_to(1, 2)
    press(Key.Key_Delete)
    assert batch.presenter.rows[1].phone == ""


def test_leaving_keeps_the_draft_and_shows_nobody_and_coming_back_goes_on(batch: Batch, tmp_path: Path) -> None:
    begin(batch)
    load(batch, tmp_path)
    page = batch.page
    batch.window.go("other")
    assert page.table.people.lines == ()
    assert page.presenter.sheet is None
    batch.window.go("batch")
    assert page.presenter.count() == "4 行：3 可收，1 缺"
    press(Key.Key_Escape)
    assert page.presenter.sheet is None
    assert len(batch.counter.store.shelves.drafts) == 1
    assert page.application.items.hasFocus()


def test_a_roster_with_work_in_it_keeps_the_next_person_waiting(batch: Batch, tmp_path: Path) -> None:
    batch.window.go("batch")
    assert batch.page.open_case() == ""
    begin(batch)
    load(batch, tmp_path)
    assert "就业登记" in batch.page.open_case()


def test_from_acceptance_the_application_comes_along_and_goes_back(batch: Batch, tmp_path: Path) -> None:
    company = Party(APPLICANT, APPLICANT, PartyKind.LEGAL_PERSON, COMPANY)
    sheet = IntakeSheet(
        HIRING, False, batch.counter.get_desk().catalogue().release, parties=(company,), note="先收材料"
    )
    batch.window.go("batch", sheet=sheet, draft_id="draft-1")
    load(batch, tmp_path)
    assert batch.page.presenter.from_draft
    press(Key.Key_R, CTRL)
    [(back, draft_id)] = batch.sheets
    assert (draft_id, back.note, len(back.roster)) == ("draft-1", "先收材料", 4)


def test_people_of_a_case_are_received_later(batch: Batch, tmp_path: Path) -> None:
    begin(batch)
    load(batch, tmp_path)
    press(Key.Key_Return, CTRL)
    yes(batch)
    record_id = next(iter(batch.counter.store.shelves.heads))
    batch.window.go("other")
    batch.window.go("batch", record_id=record_id)
    page = batch.page
    assert page.presenter.count() == "缺 1 行：0 已补齐，1 还缺"
    assert page.buttons["load"].reason == "已经收件的名单不能再加人，请另收一件"
    page.table.setFocus()
    press(Key.Key_F7)
    press(Key.Key_Return)
    type_text(number_of(4))
    press(Key.Key_Return)
    press(Key.Key_Return, CTRL)
    yes(batch)
    assert "已补收 1 人" in batch.said()
    page.presenter.open_record(record_id)
    press(Key.Key_R, CTRL)
    assert batch.records == [record_id]


def test_an_empty_roster_is_saved_for_the_company(batch: Batch, tmp_path: Path) -> None:
    begin(batch)
    batch.where = tmp_path / "empty.xlsx"
    press(Key.Key_M, CTRL)
    assert batch.templates == ["名单-就业登记.xlsx"]
    assert openpyxl.load_workbook(batch.where).sheetnames == ["名单"]
    assert batch.said() == "空白名单已经存好：empty.xlsx"


def test_a_file_that_is_none_is_told_and_the_page_stays(batch: Batch, tmp_path: Path) -> None:
    begin(batch)
    file = tmp_path / "other.csv"
    file.write_text("甲,乙\n1,2\n", encoding="utf-8")
    batch.files.append(file)
    press(Key.Key_I, CTRL)
    assert "没有找到“姓名”和“证件号码”两个表头" in batch.said()
    assert batch.page.empty.isVisible()


def test_every_widget_has_a_name_and_tab_goes_round(batch: Batch, tmp_path: Path) -> None:
    begin(batch)
    load(batch, tmp_path)
    assert nameless_widgets(batch.window) == []
    stops = tab_stops(batch.window)
    assert any(isinstance(stop, RosterTable) for stop in stops)
    assert batch.page.act_button in stops


def test_what_was_typed_of_the_company_stands_in_the_case(batch: Batch, tmp_path: Path) -> None:
    begin(batch)
    load(batch, tmp_path)
    press(Key.Key_Return, CTRL)
    yes(batch)
    command = next(each for each in batch.counter.bridge.commands if isinstance(each, TakeIn))
    assert command.sheet is not None
    assert command.sheet.applicant is not None
    assert (command.sheet.applicant.name, command.sheet.applicant.identity_number) == (COMPANY, USCC)
