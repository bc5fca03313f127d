"""Code 128 of a paper number, as rectangles for the pen (ISO/IEC 15417)."""

from __future__ import annotations

from reportlab.graphics.barcode.code128 import Code128


def barcode_squares(number: str) -> tuple[int, list[tuple[int, int, int, int]]]:
    """Width in modules and the bars as (column, 0, width, 1). Raises ValueError for characters outside
    ASCII.
    """
    if not number.isascii() or not number.isprintable():
        raise ValueError(f"Code 128 holds printable ASCII only: {number!r}")
    code = Code128(number, quiet=0)
    code.validate()
    code.encode()
    code.decompose()
    bars = []
    column = 0
    for step in code.decomposed:  # ReportLab's notation: a bar of 1, 2 … modules is A, B …, a space a, b …
        wide = ord(step.lower()) - ord("a") + 1
        if step.isupper():
            bars.append((column, 0, wide, 1))
        column += wide
    return column, bars
