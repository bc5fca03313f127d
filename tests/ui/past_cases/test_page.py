"""旧件导入 by keyboard: looked at first, taken once, each row with its own sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from tests.catalogue.test_past_case_file import GOOD, HEADERS, write
from tests.support.accessible_names import nameless_widgets
from tests.support.hands import CTRL, press, type_text
from tests.support.scenes import grab
from tests.ui.acceptance.acceptance_desk import AcceptanceDesk
from tests.ui.past_cases.conftest import DEFAULT, Importing
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.ui.theme import Theme
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.use_cases.import_past_cases import ImportPastCase

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
SIZES = {"1366": (1366, 768), "1920": (1920, 1080)}
WRONG = [
    ("", *GOOD[1:]), ("温-0011", GOOD[1], "海洋局", *GOOD[3:]), ("温-0012", *GOOD[1:4], "去年", "", ""), GOOD,
    ("温-0013", *GOOD[1:4], "=TODAY()", "", ""),
]  # fmt: skip


def good(count: int) -> list[tuple[object, ...]]:
    names = ("周望舒", "𬱖小满", "温岭市示例海味餐饮管理有限公司（石塘分店）", "阿卜杜拉·买买提江·艾尔肯")
    return [GOOD, *((f"温食2019-{at:05d}", *GOOD[1:3], names[at % 4], *GOOD[4:]) for at in range(1, count))]


def open_list(importing: Importing, path: Path) -> None:
    importing.window.go("past_cases")
    importing.lists.append(path)
    press(Key.Key_I, CTRL)


def test_it_is_found_in_the_palette_and_says_what_will_be_here(importing: Importing) -> None:
    press(Key.Key_K, CTRL)
    type_text("jiujian")
    press(Key.Key_Return)
    page = importing.page
    assert page.take_button.reason == "没有可以采用的行"
    assert page.buttons[0].hasFocus()
    assert not nameless_widgets(page)


def test_rows_are_looked_at_before_anything_is_written(importing: Importing, tmp_path: Path) -> None:
    open_list(importing, write(tmp_path / "旧台账.xlsx", [*good(3), *WRONG]))
    assert importing.standings() == ["可采用"] * 3
    assert importing.page.table.hasFocus()
    assert importing.page.take_button.verb == "采用 3 行"
    shown = importing.page._refused.shown().splitlines()
    assert [line.split("：")[0] for line in shown] == [f"第 {row} 行" for row in range(5, 10)]
    assert "见秋" not in repr(importing.page.table.rows.rows)
    assert importing.desk.store.shelves.heads == {}


def test_taken_once_and_never_again(importing: Importing, tmp_path: Path) -> None:
    path = write(tmp_path / "旧台账.xlsx", good(5))
    open_list(importing, path)
    press(Key.Key_F8)
    assert importing.said() == "采用 5 行，没有采用 0 行；再按一次只做没做成的，不会重复。"
    assert importing.standings() == ["已采用过"] * 5
    press(Key.Key_F8)
    assert len(importing.desk.store.shelves.heads) == 5
    assert importing.desk.counts() == {}
    open_list(importing, path)
    assert importing.standings() == ["已采用过"] * 5
    open_list(importing, write(tmp_path / "又一份.xlsx", [*good(2), ("新-0001", *GOOD[1:])]))
    assert importing.standings() == ["以前导过", "以前导过", "可采用"]


def test_what_fails_half_way_is_said_and_pressed_again(importing: Importing, tmp_path: Path) -> None:
    open_list(importing, write(tmp_path / "旧台账.xlsx", good(4)))
    dispatch = importing.desk.dispatcher.dispatch

    def hindered(command: Any) -> Any:
        if isinstance(command, ImportPastCase) and command.row.row == 3:
            raise DeskRefusal("past_case_is_ours", number=command.row.number)
        return dispatch(command)

    importing.desk.dispatcher.dispatch = hindered  # type: ignore[method-assign]
    press(Key.Key_F8)
    assert "采用 3 行，没有采用 1 行" in importing.said()
    assert importing.standings() == ["已采用过", "可采用", "已采用过", "已采用过"]
    assert importing.page._refused.shown().startswith("第 3 行没有采用：编号 温食2019-00001 是本机自己的件")
    importing.desk.dispatcher.dispatch = dispatch  # type: ignore[method-assign]
    press(Key.Key_F8)
    assert importing.standings() == ["已采用过"] * 4
    assert len(importing.desk.store.shelves.heads) == 4


def test_another_mapping_reads_the_same_file_again(importing: Importing, tmp_path: Path) -> None:
    headers = ("业务号", *HEADERS[1:])
    path = write(tmp_path / "旧台账.xlsx", [GOOD], headers=headers)
    open_list(importing, path)
    assert importing.standings() == []
    text = DEFAULT.read_text(encoding="utf-8").replace("number: [办件编号,", "number: [业务号,")
    (tmp_path / "老系统.yaml").write_text(text, encoding="utf-8")
    importing.mappings.append(tmp_path / "老系统.yaml")
    press(Key.Key_D, ALT)
    assert importing.standings() == ["可采用"]
    (tmp_path / "坏.yaml").write_text("schema: x\n", encoding="utf-8")
    importing.mappings.append(tmp_path / "坏.yaml")
    press(Key.Key_D, ALT)
    assert importing.standings() == []


def test_leaving_keeps_nothing_of_the_list(importing: Importing, tmp_path: Path) -> None:
    open_list(importing, write(tmp_path / "旧台账.xlsx", good(3)))
    press(Key.Key_Escape)
    importing.window.go("past_cases")
    assert importing.standings() == []


def test_scenes(importing: Importing, tmp_path: Path) -> None:
    importing.window.go("past_cases")
    for size, pixels in SIZES.items():
        grab(importing.window, f"past-cases-empty-{size}", pixels)
    open_list(importing, write(tmp_path / "旧台账.xlsx", [*good(60), *WRONG, *WRONG]))
    for size, pixels in SIZES.items():
        assert grab(importing.window, f"past-cases-sixty-{size}", pixels).stat().st_size > 8_000
        assert (importing.window.width(), importing.window.height()) == pixels
    press(Key.Key_F8)
    grab(importing.window, "past-cases-taken-1366", SIZES["1366"])


def test_a_scene_in_large_type(large_type: Theme, kit: Kit, qtbot: Any, tmp_path: Path) -> None:
    importing = Importing(AcceptanceDesk())
    importing.make(kit, qtbot)
    open_list(importing, write(tmp_path / "旧台账.xlsx", [*good(20), *WRONG]))
    grab(importing.window, "past-cases-large", SIZES["1366"])
    assert (importing.window.width(), importing.window.height()) == SIZES["1366"]
