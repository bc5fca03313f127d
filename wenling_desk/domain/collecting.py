"""Shelves, lockers and carriers of a hall, and the next free slot. What is local practice stands in
``resources/counter/collecting.yaml``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

ANY_HALL: Final = "any"
"""The shelves of every hall that has none of its own in the file."""
PLACE: Final = re.compile(r"([0-9A-Z]{1,4})-([0-9]{1,3})")
"""How a place is written in facts: shelf and slot."""
_SPOKEN: Final = re.compile(r"([0-9A-Za-z]{1,4})\s*(?:[-/.]|\s)\s*([0-9]{1,3})")


@dataclass(frozen=True, slots=True)
class ShelfUnit:
    """A cabinet with ``slots`` numbered from 1, each of which ``holds`` so many results."""

    shelf: str
    slots: int
    holds: int


@dataclass(frozen=True, slots=True)
class HallShelves:
    """The cabinets of one hall, in the order they are filled."""

    units: tuple[ShelfUnit, ...] = ()

    def __iter__(self) -> Iterator[tuple[str, int]]:
        """Every place with how many results it holds, in order."""
        for unit in self.units:
            for slot in range(1, unit.slots + 1):
                yield f"{unit.shelf}-{slot}", unit.holds

    def holds(self, place: str) -> int:
        """How many results a place holds; 0 for one there is not."""
        return next((holds for known, holds in self if known == place), 0)

    def next_free(self, taken: Mapping[str, int], after: str = "") -> str:
        """The first place with room, from ``after`` on and then from the beginning; empty where all is full."""
        places = list(self)
        start = next((at for at, (place, _) in enumerate(places) if place == after), 0)
        ordered = places[start:] + places[:start]
        return next((place for place, holds in ordered if taken.get(place, 0) < holds), "")


@dataclass(frozen=True, slots=True)
class Carrier:
    """A courier by its name; ``tracking`` is the shape of its numbers."""

    name: str
    tracking: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class LockerPlace:
    """A 24-hour locker by its number and where it stands."""

    locker: str
    name: str


@dataclass(frozen=True, slots=True)
class CollectingRules:
    """What a hall does with results: ``amber_days`` on the shelf before it turns amber, ``locker_days`` in a box,
    ``remind_days`` before a day an applicant is reminded of it, by what about; ``answer_seconds`` a line may take."""

    amber_days: int
    locker_days: int
    remind_days: Mapping[str, int]
    answer_seconds: Mapping[str, float]
    halls: Mapping[str, HallShelves]
    carriers: tuple[Carrier, ...]
    lockers: tuple[LockerPlace, ...]
    status: str
    source: str

    def shelves_of(self, hall_code: str) -> HallShelves:
        """The shelves of a hall; empty where none are written down."""
        return self.halls.get(hall_code) or self.halls.get(ANY_HALL) or HallShelves()

    def is_amber(self, since: datetime, today: date) -> bool:
        """Whether a result has lain longer than it should (natural days)."""
        return days_lying(since, today) > self.amber_days

    def locker_end(self, sent_at: datetime) -> date:
        """The last day a box is kept."""
        return sent_at.date() + timedelta(days=self.locker_days)

    def is_owed(self, about: str, due: date | None, today: date) -> bool:
        """Whether a notice is owed now: a reminder only once its day is near."""
        return due is None or due <= today + timedelta(days=self.remind_days.get(about, 0))


def days_lying(since: datetime, today: date) -> int:
    """Natural days from the day of that moment."""
    return (today - since.date()).days


def read_place(text: str) -> str:
    """A place as somebody says or scans it (``3-12``, ``3 12``, ``a/4``); empty for anything else."""
    match = _SPOKEN.fullmatch(text.strip())
    return f"{match[1].upper()}-{int(match[2])}" if match is not None else ""


def split_place(place: str) -> tuple[str, str]:
    """Shelf and slot of a place; the whole as the shelf where it is written in another way."""
    match = PLACE.fullmatch(place)
    return (match[1], match[2]) if match is not None else (place, "")


def count_places(places: Iterable[str]) -> dict[str, int]:
    """How many results lie in each place."""
    counted: dict[str, int] = {}
    for place in places:
        counted[place] = counted.get(place, 0) + 1
    return counted
