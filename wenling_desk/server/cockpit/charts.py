"""Charts as SVG that reads like print: one ink, thin rules, the number at the mark. Nothing moves or is loaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from wenling_desk.server.cockpit.html import Html, tag

WIDTH: Final = 560
_LEFT, _RIGHT, _TOP, _BOTTOM = 8, 8, 22, 22
LINE_HEIGHT: Final = 170
BAR_HEIGHT: Final = 20
LABEL_WIDTH: Final = 168
NUMBER_WIDTH: Final = 92
_MOST_LABELS: Final = 8


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of a chart: what it is called, its value and the value in words."""

    label: str
    value: Fraction | None
    said: str


def line_chart(marks: Sequence[Mark], title: str) -> Html:
    """A line over time from zero up, with the first, last and highest value written at their places."""
    values = [float(mark.value) for mark in marks if mark.value is not None]
    if not values:
        return tag("p", "—", class_="none")
    high = max((*values, 0.0)) or 1.0
    low = min((*values, 0.0))
    across = (WIDTH - _LEFT - _RIGHT) / max(1, len(marks) - 1)
    room = LINE_HEIGHT - _TOP - _BOTTOM

    def at(place: int, value: Fraction) -> tuple[float, float]:
        return _LEFT + place * across, _TOP + room * (high - float(value)) / ((high - low) or 1.0)

    points = [(place, *at(place, mark.value)) for place, mark in enumerate(marks) if mark.value is not None]
    base = _TOP + room * high / ((high - low) or 1.0)
    drawn = [tag("line", x1=_LEFT, y1=_n(base), x2=WIDTH - _RIGHT, y2=_n(base), class_="rule")]
    drawn.append(tag("polyline", points=" ".join(f"{_n(x)},{_n(y)}" for _, x, y in points), class_="trend"))
    peak = max(points, key=lambda point: float(marks[point[0]].value or 0))[0]
    for place, x, y in points:
        if place in (points[0][0], points[-1][0], peak):
            drawn.append(tag("circle", cx=_n(x), cy=_n(y), r="2.6", class_="dot"))
            drawn.append(tag("text", marks[place].said, x=_n(x), y=_n(y - 7), text_anchor=_anchor(x), class_="number"))
    step = max(1, -(-len(marks) // _MOST_LABELS))
    for place, mark in enumerate(marks):
        if place % step == 0 or place == len(marks) - 1:
            x = _LEFT + place * across
            drawn.append(tag("text", mark.label, x=_n(x), y=LINE_HEIGHT - 6, text_anchor=_anchor(x), class_="label"))
    return _svg(LINE_HEIGHT, title, drawn)


def bar_chart(marks: Sequence[Mark], title: str) -> Html:
    """Lying bars, one below the other, the value behind each."""
    known = [mark for mark in marks if mark.value is not None]
    if not known:
        return tag("p", "—", class_="none")
    high = max(abs(float(mark.value or 0)) for mark in known) or 1.0
    room = WIDTH - LABEL_WIDTH - NUMBER_WIDTH
    drawn = []
    for place, mark in enumerate(known):
        y = 4 + place * BAR_HEIGHT
        wide = max(0.5, room * abs(float(mark.value or 0)) / high)
        drawn.append(tag("text", _short(mark.label), x=LABEL_WIDTH - 8, y=y + 13, text_anchor="end", class_="label"))
        drawn.append(tag("rect", x=LABEL_WIDTH, y=y + 3, width=_n(wide), height=BAR_HEIGHT - 7, class_="bar"))
        drawn.append(tag("text", mark.said, x=_n(LABEL_WIDTH + wide + 6), y=y + 13, class_="number"))
    drawn.append(tag("line", x1=LABEL_WIDTH, y1=4, x2=LABEL_WIDTH, y2=4 + len(known) * BAR_HEIGHT, class_="rule"))
    return _svg(8 + len(known) * BAR_HEIGHT, title, drawn)


def _svg(height: int, title: str, drawn: Sequence[Html]) -> Html:
    return tag(
        "svg", tag("title", title), *drawn, viewBox=f"0 0 {WIDTH} {height}", role="img", width=WIDTH, height=height
    )


def _anchor(x: float) -> str:
    return "start" if x < WIDTH * 0.12 else "end" if x > WIDTH * 0.88 else "middle"


def _short(label: str, most: int = 13) -> str:
    return label if len(label) <= most else label[: most - 1] + "…"


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
