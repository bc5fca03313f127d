"""One measured figure: ours beside a peer, their ratio, and the bar it must clear. The shape every bench returns."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import Literal, TypedDict

Side = Literal["ours / peer", "peer / ours", "ours"]


class Spread(TypedDict):
    """Median, least and most of some samples."""

    median: float
    least: float
    most: float


class Figure(TypedDict):
    """What was measured.

    ``bar`` is ``≤ 1.5`` or ``≥ 20`` on ``ratio``, which ``ratio_of`` explains; with ``ours`` the bar is on our own
    median, for figures without a peer. ``met`` is ``None`` where nothing could be measured or there is no bar.
    """

    name: str
    unit: str
    ours: Spread | None
    peer: str
    theirs: Spread | None
    ratio: float | None
    ratio_of: Side
    bar: str
    met: bool | None
    samples: int
    note: str


class Result(TypedDict):
    """All figures of one bench."""

    name: str
    figures: list[Figure]


def spread(samples: Sequence[float]) -> Spread:
    """Median, least and most, at three significant decimals."""
    return {
        "median": round(statistics.median(samples), 3),
        "least": round(min(samples), 3),
        "most": round(max(samples), 3),
    }


def compare(
    name: str,
    unit: str,
    ours: Sequence[float],
    peer: str,
    theirs: Sequence[float],
    *,
    at_most: float | None = None,
    at_least: float | None = None,
    note: str = "",
) -> Figure:
    """Ours beside a peer, by their medians. ``at_most`` bounds ours / peer, ``at_least`` peer / ours."""
    mine, other = spread(ours), spread(theirs)
    slower = at_least is not None
    ratio = other["median"] / mine["median"] if slower else mine["median"] / other["median"]
    return {
        "name": name,
        "unit": unit,
        "ours": mine,
        "peer": peer,
        "theirs": other,
        "ratio": round(ratio, 2),
        "ratio_of": "peer / ours" if slower else "ours / peer",
        "bar": bar_words(at_most, at_least),
        "met": is_met(ratio, at_most, at_least),
        "samples": len(ours),
        "note": note,
    }


def alone(
    name: str,
    unit: str,
    ours: Sequence[float],
    *,
    at_most: float | None = None,
    at_least: float | None = None,
    note: str = "",
) -> Figure:
    """A figure without a peer; the bar is on our median."""
    mine = spread(ours)
    return {
        "name": name,
        "unit": unit,
        "ours": mine,
        "peer": "",
        "theirs": None,
        "ratio": None,
        "ratio_of": "ours",
        "bar": bar_words(at_most, at_least),
        "met": is_met(mine["median"], at_most, at_least),
        "samples": len(ours),
        "note": note,
    }


def not_measured(name: str, unit: str, why: str, *, peer: str = "", bar: str = "") -> Figure:
    """A figure that this machine cannot give; ``why`` says what is missing."""
    return {
        "name": name,
        "unit": unit,
        "ours": None,
        "peer": peer,
        "theirs": None,
        "ratio": None,
        "ratio_of": "ours",
        "bar": bar,
        "met": None,
        "samples": 0,
        "note": why,
    }


def bar_words(at_most: float | None, at_least: float | None) -> str:
    """The bar as it is printed."""
    if at_most is not None:
        return f"≤ {at_most:g}"
    return f"≥ {at_least:g}" if at_least is not None else ""


def is_met(value: float, at_most: float | None, at_least: float | None) -> bool | None:
    """Whether the bar is cleared; ``None`` without a bar."""
    if at_most is not None:
        return value <= at_most
    return value >= at_least if at_least is not None else None
