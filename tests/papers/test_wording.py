"""Punctuation as papers are set, and values that stay as they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.fakes import texts
from wenling_desk.use_cases.wording import full_width, paper_words

ASCII = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40)
ANYTHING = st.text(st.sampled_from("受理abc 0123,;:()?!，。（）\n𬱖"), max_size=40)


def test_our_own_marks_become_full_width() -> None:
    words = paper_words(texts())
    assert words("case.waiting_for.one", number="①") == "已收件，待①办结之日受理"
    assert words("case.item_type.filing") == "其他行政权力（备案）"
    assert words("case.mark_state.copy_checked") == "已收复印件，与原件核对无异"


def test_values_stay_as_they_are() -> None:
    words = paper_words(texts())
    assert words("case.gap.material_defective", defect="张三(曾用名李四),未盖章") == "需要改正：张三(曾用名李四),未盖章"
    assert words("case.moment", year=2026, month=11, day=3, hour="09", minute="05") == "2026年11月3日 09时05分"


def test_surplus_values_are_ignored_and_missing_texts_reported() -> None:
    words = paper_words(texts())
    assert words("case.yes", surplus=1) == "是"
    with pytest.raises(LookupError):
        words("case.no_such_text")


@given(ASCII)
def test_text_without_chinese_is_never_touched(text: str) -> None:
    assert full_width(text) == text


@given(ANYTHING)
def test_nothing_but_marks_and_the_white_around_them_changes(text: str) -> None:
    changed = full_width(text)
    assert full_width(changed) == changed
    assert _bare(changed) == _bare(text)


def _bare(text: str) -> str:
    """Without white, and every mark half as wide."""
    return "".join(text.split(" ")).translate({ord(mark) + 0xFEE0: mark for mark in ",;:()?!"})


@given(st.sampled_from("受理件"), st.sampled_from(",;:()?!"), st.sampled_from("受理件"))
def test_between_chinese_characters_every_mark_is_full_width(before: str, mark: str, after: str) -> None:
    assert full_width(before + mark + after) == before + chr(ord(mark) + 0xFEE0) + after
    assert full_width(f"{before}{mark} {after}") == before + chr(ord(mark) + 0xFEE0) + after


@given(st.text(st.characters(blacklist_categories=["Cs"]), max_size=30))
def test_any_value_comes_through_a_sentence(value: str) -> None:
    said = paper_words(texts())("case.waiting_for.one", number=value)
    assert said == f"已收件，待{value}办结之日受理"
