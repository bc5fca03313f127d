"""The least a password must be."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.security import passwords


@pytest.mark.parametrize(
    "good", ["tulip-93!", "温岭石塘2026", "correct horse battery", "Kx7qPz42", "第一缕曙光照在石塘的海面上呀"]
)
def test_accepted(good: str) -> None:
    passwords.require_strength(good)


@pytest.mark.parametrize("short", ["", "a1", "1234567", "密码", "ａ１ｂ２"])
def test_too_short(short: str) -> None:
    with pytest.raises(DeskRefusal) as refusal:
        passwords.require_strength(short)
    assert refusal.value.code == "password_too_short"
    assert refusal.value.values == {"minimum": 8}


@pytest.mark.parametrize(
    "simple",
    [
        "12345678", "87654321", "aaaaaaaa", "a1a1a1a1a1", "password", "PassW0rd", "qwertyuiop", "poiuytrewq",
        "1qaz2wsx", "woaini1314", "11111111111111111", "ａｂｃｄ１２３４", "温岭温岭温岭温岭",
    ],
)  # fmt: skip
def test_too_simple(simple: str) -> None:
    with pytest.raises(DeskRefusal) as refusal:
        passwords.require_strength(simple)
    assert refusal.value.code == "password_too_simple"


@given(st.text())
def test_one_written_form(text: str) -> None:
    once = passwords.normalise(text)
    assert passwords.normalise(unicodedata.normalize("NFD", text)) == once
    assert passwords.normalise(unicodedata.normalize("NFKC", text)) == once
