"""``ledgers/<kind>/seed.yaml``: entries a ledger may begin with, each with its source, taken over by its own act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from wenling_desk.catalogue.plain_file import broken_by, read_plain

SCHEMA: Final = "wenling-desk/ledger-seed@1"


@dataclass(frozen=True, slots=True)
class LedgerSeed:
    """What one file brings: ``rows`` are the values of ``act`` by a key that never changes, so that a row is taken
    over once."""

    kind: str
    act: str
    rows: Mapping[str, Mapping[str, Any]]


def read_seed(path: Path, kind: str) -> LedgerSeed:
    """The entries of a file. Raises ``ledger_seed_broken`` (file, detail)."""
    broken = broken_by("ledger_seed_broken", f"ledgers/{kind}/seed.yaml")
    plain = read_plain(path, SCHEMA, broken)
    rows = plain.get("rows")
    if plain.get("ledger") != kind or not isinstance(plain.get("act"), str):
        raise broken("ledger, act")
    if not isinstance(rows, Mapping) or not all(isinstance(row, Mapping) for row in rows.values()):
        raise broken("rows")
    return LedgerSeed(kind, str(plain["act"]), {str(key): dict(row) for key, row in rows.items()})
