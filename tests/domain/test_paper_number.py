"""Paper numbers: read back as written, and no single slip of the pen gives another valid one."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.paper_number import DESK_CODE, PaperNumber, check_character, parse_paper_number

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*"
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

paper_numbers = st.builds(
    PaperNumber,
    st.from_regex(r"[0-9]{6}", fullmatch=True),
    st.integers(2000, 2099),
    st.text(CROCKFORD, min_size=4, max_size=4),
    st.integers(1, 999_999_999),
    st.booleans(),
)


def is_refused(text: str) -> bool:
    try:
        parse_paper_number(text)
    except DeskRefusal:
        return True
    return False


@settings(max_examples=100)
@given(paper_numbers)
def test_read_back_as_written(number: PaperNumber) -> None:
    assert parse_paper_number(str(number)) == number
    assert parse_paper_number(f" {str(number).lower()} ") == number


@settings(max_examples=30)
@given(paper_numbers)
def test_every_single_wrong_character_is_caught(number: PaperNumber) -> None:
    text = str(number)
    for place, right in enumerate(text):
        for wrong in ALPHABET + "-":
            if wrong != right:
                assert is_refused(text[:place] + wrong + text[place + 1 :]), (text, place, wrong)


@settings(max_examples=60)
@given(paper_numbers)
def test_every_swap_of_neighbours_is_caught(number: PaperNumber) -> None:
    text = str(number)
    for place in range(len(text) - 1):
        if text[place] != text[place + 1]:
            assert is_refused(text[:place] + text[place + 1] + text[place] + text[place + 2 :]), (text, place)


@settings(max_examples=60)
@given(paper_numbers)
def test_a_practice_number_never_passes_for_a_real_one(number: PaperNumber) -> None:
    assume(number.practice)
    assert str(number).startswith("X")
    assert is_refused(str(number)[1:])


def test_a_zero_put_before_the_serial_is_not_the_same_number() -> None:
    text = str(PaperNumber("331081", 2026, "K7QX", 42))
    assert is_refused(text.replace("-000042-", "-0000042-"))


@pytest.mark.parametrize("text", ["", "331081", "331081-26-K7QX-000001", "331081-26-KIQX-000001-A", "9" * 10_000])
def test_what_is_no_number_is_refused_and_not_repeated_at_length(text: str) -> None:
    with pytest.raises(DeskRefusal) as refused:
        parse_paper_number(text)
    assert len(str(refused.value.values["number"])) <= 60


def test_the_year_is_a_label_and_the_serial_goes_on() -> None:
    assert str(PaperNumber("331081", 2026, "K7QX", 1)).startswith("331081-26-K7QX-000001-")
    assert str(PaperNumber("331081", 2027, "K7QX", 1_000_000)).startswith("331081-27-K7QX-1000000-")


def test_desk_codes_have_no_letters_that_look_like_digits() -> None:
    assert DESK_CODE.fullmatch("0A3K")
    assert not any(DESK_CODE.fullmatch(f"A{letter}BC") for letter in "ILOUilou")


def test_check_character_follows_iso_7064() -> None:
    # The standard's rule: the weighted sum with the check character is 1 modulo 37.
    text = "A999922123459"
    check = check_character(text)
    total = 0
    for character in text + check:
        total = total * 2 + ALPHABET.index(character)
    assert total % 37 == 1
