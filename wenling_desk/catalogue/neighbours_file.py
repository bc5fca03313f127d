"""``counter/neighbours.yaml``: which towns touch, for finding the nearest place."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

from wenling_desk.catalogue.plain_file import STATUSES, broken_by, read_plain

SCHEMA: Final = "wenling-desk/neighbours@1"
FILE: Final = "counter/neighbours.yaml"


def read_neighbours(path: Path, divisions: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """The towns that touch, by code; every code is one of ``divisions``. Raises ``neighbours_broken`` (file,
    detail)."""
    broken = broken_by("neighbours_broken", FILE)
    plain = read_plain(path, SCHEMA, broken)
    if plain.get("status") not in STATUSES or not plain.get("source"):
        raise broken("status, source")
    table = plain.get("neighbours")
    if not isinstance(table, Mapping) or not all(isinstance(row, list) for row in table.values()):
        raise broken("neighbours")
    found = {str(town): tuple(str(other) for other in others) for town, others in table.items()}
    for town, others in found.items():
        for code in (town, *others):
            if code not in divisions:
                raise broken(f"neighbours.{town}: {code}")
    return found
