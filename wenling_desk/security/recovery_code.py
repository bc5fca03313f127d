"""The printed recovery code (恢复码): 160 bits in eight groups that a person can type, each with its own check.

A group has four characters of Crockford's base 32 and a fifth that checks them: every single wrong character and
every exchange of two in a group is found, and so is a group in the wrong place, named by its number.
"""

from __future__ import annotations

import secrets
from typing import Final

from wenling_desk.domain.errors import KnownTrouble

BITS: Final = 160
GROUPS: Final = 8

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES: Final = {character: value for value, character in enumerate(_ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_DATA: Final = 4
_GROUP: Final = _DATA + 1
_BLANKS: Final = frozenset(" -\t\r\n\u3000\u2013\u2014\uff0d")


def new_code() -> str:
    """A new code as it is printed: ``XXXXC-XXXXC-…``."""
    return write(secrets.token_bytes(BITS // 8))


def write(secret: bytes) -> str:
    """The printed form of 20 bytes."""
    if len(secret) * 8 != BITS:
        raise ValueError(f"a recovery code has {BITS} bits")
    number = int.from_bytes(secret, "big")
    digits = [number >> (5 * place) & 31 for place in reversed(range(GROUPS * _DATA))]
    groups = [digits[start : start + _DATA] for start in range(0, len(digits), _DATA)]
    return "-".join(
        "".join(_ALPHABET[value] for value in (*group, _check(group, place))) for place, group in enumerate(groups)
    )


def read(typed: str) -> bytes:
    """The 20 bytes of a typed code; blanks, hyphens, case and O, I, L for 0, 1, 1 are forgiven.

    Raises ``recovery_code_incomplete`` (length, expected) and ``recovery_code_mistyped`` (group, counted from 1).
    """
    characters = [each for each in _narrow(typed).upper() if each not in _BLANKS]
    if len(characters) != GROUPS * _GROUP:
        raise KnownTrouble("recovery_code_incomplete", length=len(characters), expected=GROUPS * _GROUP)
    number = 0
    for place in range(GROUPS):
        values = [_VALUES.get(each, -1) for each in characters[place * _GROUP : (place + 1) * _GROUP]]
        if -1 in values or values[_DATA] != _check(values[:_DATA], place):
            raise KnownTrouble("recovery_code_mistyped", group=place + 1)
        for value in values[:_DATA]:
            number = number << 5 | value
    return number.to_bytes(BITS // 8, "big")


def _check(values: list[int], place: int) -> int:
    """Sum of value times alpha**position in GF(32), and the group's place."""
    total = place
    for position, value in enumerate(values, 1):
        total ^= _times_alpha(value, position)
    return total


def _times_alpha(value: int, times: int) -> int:
    """Multiply by alpha in GF(32) = GF(2)[x] / (x^5 + x^2 + 1)."""
    for _ in range(times):
        value <<= 1
        if value & 32:
            value ^= 0b100101
    return value


def _narrow(typed: str) -> str:
    """Full-width letters and digits as ASCII."""
    return "".join(chr(ord(each) - 0xFEE0) if "\uff01" <= each <= "\uff5e" else each for each in typed)
