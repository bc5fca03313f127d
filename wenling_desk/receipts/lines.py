"""Breaking text into lines: Chinese anywhere, words and numbers whole, and the rules of 避头尾.

No markup exists at this level: a ``<`` is a character with a width, like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

# Full-width marks are written as escapes: beside their half-width twins nobody can tell them apart.
_HALF_WHITE = "\uff0c\u3002\u3001\uff1b\uff1a\uff09\u3015\u3011\u3017\u3009\u300b\u300d\u300f\u201d\u2019"
"""，。、；：）〕】〗〉》」』”’ — their right half is white, so at a line's end they may stand out by half a
character.
"""
_CLOSING = _HALF_WHITE + "\uff01\uff1f\uff3d\uff5d\u2026\uff05\u00b0\u2103\u2030\u00b7\u3005\u30fc\u301e,.;:!?)]}%"
_OPENING = "\uff08\u3014\u3010\u3016\u3008\u300a\u300c\u300e\uff3b\uff5b\u201c\u2018\uffe5\u301d([{$#"
_WORD = r"[0-9A-Za-z\u00c0-\u024f\u0370-\u052f\u1e00-\u1eff][0-9A-Za-z\u00c0-\u024f\u0370-\u052f\u1e00-\u1eff" + (
    r"_./@:+*&=~\u2013-]*"
)
# One unit is what must stay on one line: opening marks, a word, date (年月日) or character, closing marks.
_UNIT = re.compile(
    rf"\s+|[{re.escape(_OPENING)}]*(?:\d{{4}}年\d{{1,2}}月\d{{1,2}}日|——|……|{_WORD}|.)[{re.escape(_CLOSING)}]*",
    re.DOTALL,
)
_TOLERANCE = 0.01


@dataclass(frozen=True, slots=True)
class Line:
    """One set line. ``width`` in points, without white at its end; ``last`` of its paragraph."""

    text: str
    width: float
    last: bool


Advances = Mapping[str, tuple[str, float]]
"""character -> (font, advance in em)"""


def clean(text: str) -> str:
    """Line ends as ``\\n`` and tabs as spaces; everything else stays as it is stored."""
    if "\r" in text or "\t" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return text


def text_width(text: str, advances: Advances, size: float) -> float:
    """In points."""
    return sum(advances[character][1] for character in text) * size


def break_lines(text: str, advances: Advances, size: float, width: float, indent: float = 0.0) -> list[Line]:
    """``text`` in lines of at most ``width`` points; ``indent`` is taken from each paragraph's first line.

    Every character comes back, in order, but for white at the ends of lines. A unit wider than a line is
    broken between its characters.
    """
    lines: list[Line] = []
    for paragraph in clean(text).split("\n"):
        broken = list(_break_paragraph(paragraph, advances, size, width, indent))
        lines += [Line(part, extent, number == len(broken)) for number, (part, extent) in enumerate(broken, 1)]
    return lines


def _break_paragraph(
    text: str, advances: Advances, size: float, width: float, indent: float
) -> Iterator[tuple[str, float]]:
    room = width - indent
    current = ""
    used = 0.0
    for match in _UNIT.finditer(text):
        unit = match.group()
        extent = text_width(unit, advances, size)
        if used + extent <= room + _slack(unit, size):
            current += unit
            used += extent
            continue
        if unit.isspace():
            unit, extent = "", 0.0
        if current.strip():
            yield _trimmed(current, used, advances, size)
            current, used, room = "", 0.0, width
        if extent <= room + _slack(unit, size):
            current, used = unit, extent
            continue
        for character in unit:
            step = advances[character][1] * size
            if current and used + step > room + _TOLERANCE:
                yield current, used
                current, used, room = "", 0.0, width
            current += character
            used += step
    yield _trimmed(current, used, advances, size)


def _slack(unit: str, size: float) -> float:
    return size / 2 + _TOLERANCE if unit and unit[-1] in _HALF_WHITE else _TOLERANCE


def _trimmed(text: str, used: float, advances: Advances, size: float) -> tuple[str, float]:
    bare = text.rstrip(" ")
    if len(bare) != len(text):
        used -= text_width(text[len(bare) :], advances, size)
    return bare, used
