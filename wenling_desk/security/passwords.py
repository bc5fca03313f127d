"""What a password must be, and its one written form."""

from __future__ import annotations

import unicodedata
from typing import Final

from wenling_desk.domain.errors import DeskRefusal

MINIMUM_LENGTH: Final = 8
LENGTH_OF_A_PHRASE: Final = 14
"""From here on one kind of character is enough: a sentence is a good password."""

_MINIMUM_DIFFERENT: Final = 5
_KNOWN_TO_ALL: Final = frozenset({
    "password", "passw0rd", "password1", "qwertyuiop", "1qaz2wsx", "a1234567", "a12345678", "admin123", "abc12345",
    "abcd1234", "qwer1234", "aa123456", "woaini1314", "woaini520", "wenling123", "taizhou123", "zhejiang123",
})  # fmt: skip
_RUNS: Final = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "1qaz2wsx3edc4rfv5tgb")


def normalise(password: str) -> bytes:
    """The bytes a key is made from: full-width and half-width, composed and decomposed input are the same."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


def require_strength(password: str) -> None:
    """Refuse what anyone would try first: ``password_too_short`` (minimum), ``password_too_simple``.

    Eight characters of two kinds (letters, digits, others), or a phrase of one kind; not one run along the keyboard.
    """
    plain = unicodedata.normalize("NFKC", password)
    if len(plain) < MINIMUM_LENGTH:
        raise DeskRefusal("password_too_short", minimum=MINIMUM_LENGTH)
    folded = plain.lower()
    kinds = {_kind(character) for character in folded}
    few_kinds = len(kinds) < 2 and len(plain) < LENGTH_OF_A_PHRASE
    if few_kinds or len(set(folded)) < _MINIMUM_DIFFERENT or folded in _KNOWN_TO_ALL or _is_run(folded):
        raise DeskRefusal("password_too_simple")


def _kind(character: str) -> str:
    if character.isdigit():
        return "digit"
    return "letter" if character.isalpha() else "other"


def _is_run(text: str) -> bool:
    """Forwards or backwards along one of the well-known rows."""
    return any(text in run * 2 or text[::-1] in run * 2 for run in _RUNS)
