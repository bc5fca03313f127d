"""The printed code survives a clerk's keyboard, and names the group that was mistyped."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.security import recovery_code

SECRETS = st.binary(min_size=20, max_size=20)
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@given(SECRETS)
def test_what_is_printed_can_be_typed(secret: bytes) -> None:
    code = recovery_code.write(secret)
    assert len(code) == 8 * 5 + 7
    assert recovery_code.read(code) == secret
    assert recovery_code.read(code.lower().replace("0", "o").replace("1", "l").replace("-", " \u3000—")) == secret
    wide = "".join(chr(ord(each) + 0xFEE0) for each in code)
    assert recovery_code.read(wide) == secret


def test_a_code_has_160_bits() -> None:
    codes = {recovery_code.new_code() for _ in range(50)}
    assert len(codes) == 50
    assert all(len(recovery_code.read(code)) * 8 == recovery_code.BITS >= 160 for code in codes)
    with pytest.raises(ValueError, match="160"):
        recovery_code.write(b"short")


@given(SECRETS, st.integers(0, 39))
def test_every_single_wrong_character_is_found_and_placed(secret: bytes, place: int) -> None:
    characters = list(recovery_code.write(secret).replace("-", ""))
    right = characters[place]
    for wrong in set(ALPHABET) - {right}:
        characters[place] = wrong
        with pytest.raises(KnownTrouble) as trouble:
            recovery_code.read("".join(characters))
        assert (trouble.value.code, trouble.value.values) == ("recovery_code_mistyped", {"group": place // 5 + 1})


@given(SECRETS)
def test_every_exchange_within_a_group_is_found(secret: bytes) -> None:
    code = recovery_code.write(secret).replace("-", "")
    for group, (one, other) in itertools.product(range(8), itertools.combinations(range(5), 2)):
        characters = list(code)
        first, second = group * 5 + one, group * 5 + other
        characters[first], characters[second] = characters[second], characters[first]
        typed = "".join(characters)
        if typed != code:
            with pytest.raises(KnownTrouble):
                recovery_code.read(typed)


@given(SECRETS)
def test_every_exchange_of_groups_is_found(secret: bytes) -> None:
    groups = recovery_code.write(secret).split("-")
    for one, other in itertools.combinations(range(8), 2):
        typed = list(groups)
        typed[one], typed[other] = typed[other], typed[one]
        with pytest.raises(KnownTrouble) as trouble:
            recovery_code.read("-".join(typed))
        assert trouble.value.values == {"group": one + 1}


@pytest.mark.parametrize("typed", ["", "12345", "0" * 39, "0" * 41, "恢复码", "0" * 1_000_000])
def test_a_code_of_another_length_says_so(typed: str) -> None:
    with pytest.raises(KnownTrouble) as trouble:
        recovery_code.read(typed)
    assert trouble.value.code == "recovery_code_incomplete"
    assert trouble.value.values["expected"] == 40


def test_letters_that_are_no_digits() -> None:
    with pytest.raises(KnownTrouble) as trouble:
        recovery_code.read("U" * 40)
    assert trouble.value.values == {"group": 1}
