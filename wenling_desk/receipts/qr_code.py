"""The QR code of a paper, as rectangles for the pen."""

from __future__ import annotations

import segno

QUIET_ZONE = 4
"""Modules that stay white around the code (ISO/IEC 18004)."""


def qr_squares(payload: str) -> tuple[int, list[tuple[int, int, int, int]]]:
    """Side length in modules, quiet zone included, and the dark runs as (column, row, width, 1).

    Error level M and a fixed mask: choosing the best of eight masks costs more than the rest of a paper and
    would gain nothing at this print size.
    """
    code = segno.make(payload, error="m", mask=3, boost_error=False, micro=False)
    runs = []
    for row, cells in enumerate(code.matrix):
        start = None
        for column, dark in enumerate((*cells, 0)):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                runs.append((start + QUIET_ZONE, row + QUIET_ZONE, column - start, 1))
                start = None
    return len(code.matrix) + 2 * QUIET_ZONE, runs
