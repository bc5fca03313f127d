"""Round numbers for an axis."""

from __future__ import annotations

from typing import Final

STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
MOST_TICKS: Final = 4


NOTHING = 1e-12
"""Less than this is nothing to show: beside it no power of ten can be told apart."""


def nice_ticks(highest: float, most: int = MOST_TICKS, *, whole: bool = True) -> tuple[float, ...]:
    """Ticks from 0 to at least ``highest`` at round distances, at most ``most`` of them; ``whole`` keeps to whole
    numbers. With nothing to show the axis still has 0 and 1."""
    wanted = max(highest, 0.0) / max(most - 1, 1)
    if whole and wanted > 0:
        wanted = max(wanted, 1.0)
    if wanted < NOTHING:
        return 0.0, 1.0
    power = 10.0 ** _exponent(wanted)
    step = next(each * power for each in STEPS if each * power >= wanted * (1 - 1e-9))
    if whole and step != round(step):
        step = float(int(step) + 1)
    count = 1
    while step * count < highest * (1 - 1e-9):
        count += 1
    return tuple(step * at for at in range(count + 1))


def _exponent(value: float) -> int:
    exponent = 0
    while value >= 10:
        value, exponent = value / 10, exponent + 1
    while value < 1:
        value, exponent = value * 10, exponent - 1
    return exponent


def spread(count: int, most: int) -> tuple[int, ...]:
    """Positions of at most ``most`` labels over ``count`` places, evenly and from the first on."""
    if count <= 0 or most <= 0:
        return ()
    step = max(1, -(-count // most))
    return tuple(range(0, count, step))
