"""A city's year on paper: who comes when, with what, and how each case goes on. The same seed gives the same year.

At full scale 2,000,000 cases, 101,946 joint ones among them, at 300 desks and 50 laptops. A smaller scale has fewer
desks with a whole desk's load each, so that a desk always sees what a desk sees in a year.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Final

CASES, JOINT_CASES, DESKS, LAPTOPS = 2_000_000, 101_946, 300, 50
HALLS_AT_FULL_SCALE: Final = 17
"""The city's own hall and those of its towns and streets."""
FIRST_DAY, LAST_DAY = date(2026, 1, 4), date(2026, 12, 31)
LAPTOP_SHARE: Final = 0.04
"""Of the cases: a laptop is on a visit one day in the week."""
_BY_WEEKDAY: Final = (1.35, 1.1, 1.0, 0.95, 0.9, 0.25, 0.0)
_BY_MONTH: Final = (0.9, 0.6, 1.25, 1.1, 1.0, 1.1, 1.05, 0.95, 1.1, 0.8, 1.05, 1.1)


@dataclass(frozen=True, slots=True)
class Device:
    """A desk or a laptop of the plan."""

    number: int
    is_laptop: bool
    hall: str

    @property
    def name(self) -> str:
        """Its device id."""
        return f"{'laptop' if self.is_laptop else 'desk'}-{self.number:04d}"


@dataclass(frozen=True, slots=True)
class Arrival:
    """One case: its number in the year, the device it comes to, what it is and how it goes."""

    number: int
    device: int
    story: str


STORIES: Final = ("on_the_spot", "granted", "corrected", "denied", "refused", "long", "joint")
_WEIGHTS: Final = (46, 38, 7, 2, 2, 5)
"""Of those that are not joint."""


@dataclass(frozen=True)
class YearPlan:
    """The year at a scale between 0 and 1."""

    scale: float
    seed: int = 1
    first_day: date = FIRST_DAY
    last_day: date = LAST_DAY

    @cached_property
    def cases(self) -> int:
        """All cases of the year."""
        return max(1, round(CASES * self.scale))

    @cached_property
    def joint_cases(self) -> int:
        """Those that are one-thing bundles."""
        return round(JOINT_CASES * self.scale)

    @cached_property
    def halls(self) -> tuple[str, ...]:
        """Codes of the halls."""
        return tuple(f"H{number}" for number in range(1, 1 + max(1, round(HALLS_AT_FULL_SCALE * self.scale**0.5))))

    @cached_property
    def devices(self) -> tuple[Device, ...]:
        """Desks first, then laptops; halls in turn."""
        desks, laptops = max(2, round(DESKS * self.scale)), max(1, round(LAPTOPS * self.scale))
        kinds = [False] * desks + [True] * laptops
        turns = itertools.cycle(self.halls)
        return tuple(Device(number, is_laptop, next(turns)) for number, is_laptop in enumerate(kinds))

    def days(self) -> Iterator[tuple[date, list[Arrival]]]:
        """Day by day, with what comes in."""
        draw = random.Random(self.seed)
        span = [self.first_day + timedelta(days=each) for each in range((self.last_day - self.first_day).days + 1)]
        weights = [_BY_WEEKDAY[day.weekday()] * _BY_MONTH[day.month - 1] for day in span]
        amounts = dict.fromkeys(span, 0)
        for day in draw.choices(span, weights, k=self.cases):
            amounts[day] += 1
        joint = set(draw.sample(range(self.cases), self.joint_cases))
        desks = [each.number for each in self.devices if not each.is_laptop]
        laptops = [each.number for each in self.devices if each.is_laptop]
        number = 0
        for day, amount in amounts.items():
            arrivals = []
            for _ in range(amount):
                story = "joint" if number in joint else draw.choices(STORIES[:-1], _WEIGHTS)[0]
                device = draw.choice(laptops if draw.random() < LAPTOP_SHARE else desks)
                arrivals.append(Arrival(number, device, story))
                number += 1
            yield day, arrivals
