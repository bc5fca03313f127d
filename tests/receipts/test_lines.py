"""Line breaking: nothing lost, nothing too wide, no mark where it must not stand."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenling_desk.receipts import lines as lines_module
from wenling_desk.receipts.lines import Line, break_lines, clean, text_width


class Widths(dict[str, tuple[str, float]]):
    """Every character one em wide, those of ASCII half."""

    def __missing__(self, character: str) -> tuple[str, float]:
        return ("face", 0.5 if character.isascii() else 1.0)


WIDTHS = Widths()


def broken(text: str, width: float, indent: float = 0.0) -> list[str]:
    return [line.text for line in break_lines(text, WIDTHS, 1.0, width, indent)]


def test_chinese_breaks_anywhere() -> None:
    assert broken("受理通知书样式", 3) == ["受理通", "知书样", "式"]


def test_closing_mark_goes_with_its_word() -> None:
    assert broken("材料齐全。", 4.5) == ["材料齐全。"]  # its right half is white and may stand out
    assert broken("材料齐全！是", 4) == ["材料齐", "全！是"]
    assert broken("材料齐全。”是", 4) == ["材料齐", "全。”是"]


def test_opening_mark_does_not_end_a_line() -> None:
    assert broken("申请（许可）", 3) == ["申请", "（许", "可）"]
    assert broken("办“事项”", 2) == ["办", "“事", "项”"]


@pytest.mark.parametrize("unit", ["0576-86100000", "A4", "2026年11月30日", "——", "WL0:331081"])
def test_words_dates_and_numbers_stay_whole(unit: str) -> None:
    width = text_width(unit, WIDTHS, 1.0)
    assert broken("温岭" + unit, width + 1) == ["温岭", unit]


def test_dots_are_not_torn() -> None:
    assert broken("温岭……", 3) == ["温", "岭……"]


def test_word_wider_than_a_line_is_broken() -> None:
    assert broken("温" + "A" * 10, 2) == ["温", "AAAA", "AAAA", "AA"]


def test_indent_is_taken_from_each_paragraph() -> None:
    assert broken("一二三四五\n六七八九", 4, indent=2) == ["一二", "三四五", "六七", "八九"]


def test_empty_text_is_one_empty_line() -> None:
    assert break_lines("", WIDTHS, 1.0, 5) == [Line("", 0.0, True)]


def test_white_at_the_end_of_a_line_goes() -> None:
    assert broken("ab cd", 1.4) == ["ab", "cd"]


def test_control_white_is_plain() -> None:
    assert clean("a\r\nb\rc\td") == "a\nb\nc d"


MARKS = st.text(
    st.one_of(
        st.sampled_from("一二三四五六，。、；：？！）》”’（《“‘…—·abc 123-<>&"),
        st.characters(min_codepoint=0x4E00, max_codepoint=0x4FFF),
    ),
    max_size=120,
)


@given(text=MARKS, width=st.floats(3, 40), indent=st.sampled_from([0.0, 2.0]))
def test_every_character_comes_back_in_order(text: str, width: float, indent: float) -> None:
    assert "".join(broken(text, width, indent)).replace(" ", "") == text.replace(" ", "")


@given(text=MARKS, width=st.floats(3, 40))
def test_no_line_is_too_wide(text: str, width: float) -> None:
    for line in break_lines(text, WIDTHS, 1.0, width):
        assert line.width == pytest.approx(text_width(line.text.rstrip(" "), WIDTHS, 1.0), abs=0.01)
        assert line.width <= width + 0.52  # half a white mark may stand out


@given(text=MARKS, width=st.floats(12, 40))
def test_marks_keep_their_side(text: str, width: float) -> None:
    unbroken = max((text_width(unit, WIDTHS, 1.0) for unit in lines_module._UNIT.findall(text)), default=0)
    lines = broken(text, width)
    if unbroken > width:
        return
    for before, after in pairwise(lines):
        assert not before or before[-1] not in lines_module._OPENING
        assert not after or after[0] not in lines_module._CLOSING or not text.strip(lines_module._CLOSING + " ")
