"""The other system's list on the screen: looked at first, taken over by a key, likenesses only where chosen."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from tests.support.accessible_names import nameless_widgets
from tests.support.hands import CTRL, press, type_text
from tests.support.platform import Line, write_csv, write_xlsx
from tests.ui.back_entry.conftest import NUMBER, Desk
from tests.ui.record.counter import PERSON
from wenling_desk.use_cases.edit_case import RecordOfficialNumber

Key = Qt.Key
ITEM = "补领婚姻登记证"
OTHER, THIRD = "331081202611230002", "331081202611230003"


def import_list(desk: Desk, tmp_path: Path, *lines: Line) -> None:
    """Ctrl+I on the page of 补录, with that file chosen."""
    desk.files.append(write_xlsx(tmp_path / "list.xlsx", lines, title="办件清单"))
    desk.open()
    press(Key.Key_I, CTRL)


def row(number: str = NUMBER, status: str = "已受理", applicant: str = PERSON, day: str = "2026-11-23") -> Line:
    return (number, applicant, ITEM, day, status)


def shown(desk: Desk) -> list[tuple[str, ...]]:
    rows = desk.imports.table.rows.rows
    return [tuple(cell if isinstance(cell, str) else cell.word for cell in each.cells) for each in rows]


def numbered(desk: Desk, number: str = NUMBER) -> str:
    record_id = desk.take_in()
    desk.counter.do_and_tell(
        RecordOfficialNumber(
            command_id=desk.counter.new_id(), record_id=record_id, members=("MZ003",), official_number=number
        )
    )
    return record_id


def test_everything_is_shown_before_anything_is_taken(desk: Desk, tmp_path: Path) -> None:
    numbered(desk)
    desk.counter.clock.on(days=1)
    desk.take_in()
    desk.counter.clock.on(days=1)
    desk.take_in()
    before = len(desk.counter.store.shelves.facts)
    import_list(desk, tmp_path, row(), row(OTHER, day="2026-11-24"), row(THIRD, applicant="沈听澜"), row("x"))
    assert [(line[0], line[1]) for line in shown(desk)] == [
        ("状态有变", NUMBER),
        ("像是这件", OTHER),
        ("清单里没有", ""),
        ("本机没有", THIRD),
    ]
    assert "沈听澜" not in str(shown(desk)), "a stranger's name is not shown"
    assert desk.imports._rows.shown() == "第 6 行：办件编号“x”不像编号"
    assert len(desk.counter.store.shelves.facts) == before


def test_f8_takes_what_changed_and_what_was_chosen(desk: Desk, tmp_path: Path) -> None:
    numbered(desk)
    desk.counter.clock.on(days=1)
    suggested = desk.take_in()
    import_list(desk, tmp_path, row(), row(OTHER, day="2026-11-24"))
    assert desk.imports.button.verb == "采用 1 行"
    press(Key.Key_Down)
    type_text("s")
    assert [line[0] for line in shown(desk)] == ["状态有变", "已选"]
    press(Key.Key_F8)
    assert desk.said() == "已采用 2 行，0 行没有采用。"
    assert shown(desk) == []
    assert desk.counter.store.shelves.official[OTHER] == suggested


def test_a_suggestion_that_was_not_chosen_is_not_taken(desk: Desk, tmp_path: Path) -> None:
    desk.take_in()
    import_list(desk, tmp_path, row())
    assert [line[0] for line in shown(desk)] == ["像是这件"]
    press(Key.Key_F8)
    assert "没有要采用的" in desk.said()
    type_text("s")
    type_text("s")
    assert not desk.imports.button.isEnabled()
    assert NUMBER not in desk.counter.store.shelves.official


def test_only_a_suggestion_can_be_chosen(desk: Desk, tmp_path: Path) -> None:
    numbered(desk)
    import_list(desk, tmp_path, row())
    type_text("s")
    assert [line[0] for line in shown(desk)] == ["状态有变"]


def test_a_case_sent_back_over_there_is_marked_and_stays_ours(desk: Desk, tmp_path: Path) -> None:
    record_id = numbered(desk)
    import_list(desk, tmp_path, row())
    press(Key.Key_F8)
    import_list(desk, tmp_path, row(status="退回"))
    assert shown(desk)[0][2] == "退回  原来 已受理"
    press(Key.Key_F8)
    heads = desk.counter.store.shelves.heads[record_id]
    assert [head.status for head in heads] == ["taken_in"]


def test_a_row_that_is_refused_stops_no_other(desk: Desk, tmp_path: Path) -> None:
    numbered(desk)
    desk.counter.clock.on(days=1)
    second = desk.take_in()
    import_list(desk, tmp_path, row(), row(OTHER, day="2026-11-24"))
    press(Key.Key_Down)
    type_text("s")
    # Meanwhile somebody fills in another number.
    desk.counter.do(
        RecordOfficialNumber(
            command_id=desk.counter.new_id(), record_id=second, members=("MZ003",), official_number=THIRD
        )
    )
    press(Key.Key_F8)
    assert "已采用 1 行，1 行没有采用" in desk.said() or "已经有办件编号" in desk.said()
    assert OTHER not in desk.counter.store.shelves.official


def test_a_file_that_is_no_list_says_what_to_do(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "wrong.csv"
    file.write_text("姓名,电话\n林见秋,1\n", encoding="utf-8")
    desk.files.append(file)
    desk.open()
    press(Key.Key_I, CTRL)
    assert "找不到“办件编号”这一栏" in desk.imports._empty._lines[0].shown()


def test_leaving_forgets_the_list(desk: Desk, tmp_path: Path) -> None:
    numbered(desk)
    import_list(desk, tmp_path, row())
    desk.window.go("home")
    desk.window.go("platform_list")
    assert shown(desk) == []


def test_a_csv_from_another_encoding_reads_as_well(desk: Desk, tmp_path: Path) -> None:
    numbered(desk)
    desk.files.append(write_csv(tmp_path / "list.csv", [row()], encoding="gb18030"))
    desk.open()
    press(Key.Key_I, CTRL)
    assert [line[0] for line in shown(desk)] == ["状态有变"]


@pytest.mark.parametrize("filled", [True, False])
def test_every_control_has_a_name(desk: Desk, tmp_path: Path, filled: bool) -> None:
    numbered(desk)
    if filled:
        import_list(desk, tmp_path, row(), row("x"))
    else:
        desk.window.go("platform_list")
    assert nameless_widgets(desk.imports) == []
