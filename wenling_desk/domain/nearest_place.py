"""就近办: of the places that offer an item, which lie nearest to a town, over the table of towns that touch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

WAYS: Final = ("ask", "take", "do", "collect")
"""How far an item goes at a place: 咨询, 收件, 办结, 取件."""

Neighbours = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Place:
    """A place (点) as its ledger keeps it; ``ways`` is how far the item asked about goes there."""

    record_id: str
    name: str
    town: str
    address: str
    hours: str
    phone: str
    ways: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NearPlace:
    """A place and how many borders of towns lie between; ``None`` where the table joins the two towns nowhere."""

    place: Place
    steps: int | None


def steps_from(town: str, neighbours: Neighbours) -> dict[str, int]:
    """How many borders lie between a town and every town it can be reached from; a border counts both ways."""
    both: dict[str, set[str]] = {}
    for here, others in neighbours.items():
        for other in others:
            both.setdefault(here, set()).add(other)
            both.setdefault(other, set()).add(here)
    found = {town: 0}
    ring = [town]
    while ring:
        ring = sorted({other for here in ring for other in both.get(here, ())} - found.keys())
        found.update(dict.fromkeys(ring, max(found.values()) + 1))
    return found


def nearest_first(places: Iterable[Place], town: str, neighbours: Neighbours, way: str = "") -> tuple[NearPlace, ...]:
    """Those that go as far as ``way`` with the item (any way where empty), nearest first, by name among equals; what
    the table does not reach comes last."""
    steps = steps_from(town, neighbours)
    fit = [place for place in places if (way in place.ways if way else place.ways)]
    far = len(steps)
    fit.sort(key=lambda place: (steps.get(place.town, far), place.name, place.record_id))
    return tuple(NearPlace(place, steps.get(place.town)) for place in fit)
