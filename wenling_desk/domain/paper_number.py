"""Paper numbers: region, year, desk code, serial and a check character; never reused, never changed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from wenling_desk.domain.errors import DeskRefusal

DESK_CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}")
"""Four characters of Crockford's base 32 (no I, L, O, U)."""

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*"
_NUMBER = re.compile(r"(X?)([0-9]{6})-([0-9]{2})-([0-9A-HJKMNP-TV-Z]{4})-([0-9]{6,9})-([0-9A-Z*])")


@dataclass(frozen=True, slots=True)
class PaperNumber:
    """A paper number (文书编号). The serial never starts again; the year is a label. ``practice`` ones begin with X."""

    region: str
    year: int
    desk_code: str
    serial: int
    practice: bool = False

    def __str__(self) -> str:
        practice = "X" if self.practice else ""
        bare = f"{practice}{self.region}-{self.year % 100:02d}-{self.desk_code}-{self.serial:06d}"
        return f"{bare}-{check_character(bare)}"


def check_character(text: str) -> str:
    """ISO 7064 MOD 37-2 over the letters and digits of ``text``, the X of practice too: finds single errors,
    transpositions, and a practice number that lost its X."""
    total = 0
    for character in text:
        if character == "-":
            continue
        total = (total + _ALPHABET.index(character)) * 2 % 37
    return _ALPHABET[(1 - total) % 37]


def parse_paper_number(text: str) -> PaperNumber:
    """The number written as ``text`` (spaces and lower case forgiven); refuses with ``paper_number_wrong``."""
    written = "".join(text.split()).upper()
    match = _NUMBER.fullmatch(written)
    if match is None:
        raise DeskRefusal("paper_number_wrong", number=text[:60])
    practice, region, year, desk_code, serial, _ = match.groups()
    number = PaperNumber(region, 2000 + int(year), desk_code, int(serial), practice == "X")
    if str(number) != written:
        raise DeskRefusal("paper_number_wrong", number=text[:60])
    return number
