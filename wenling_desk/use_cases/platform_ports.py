"""The other system as a port: the provincial platform, where the official number of a case is given.

No interface of the real one is known, so a real desk has the platform "by hand": the clerk types there, and what it
says comes back by paste, by scan, or with its list of cases.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Protocol


class PlatformState(StrEnum):
    """How the other system answers; ``BY_HAND`` where there is nothing to ask."""

    UP = "up"
    SLOW = "slow"
    DOWN = "down"
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class PlatformCase:
    """One member of a case as it is handed over; ``reference`` is our own paper number, and the same one handed over
    twice gets the same number back."""

    reference: str
    item_code: str
    fields: tuple[tuple[str, str], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Submission:
    """The answer to a case: its official number (办件编号), or the reason of a refusal."""

    official_number: str = ""
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class PlatformStatus:
    """How a case stands over there, in that system's own word; ``reason`` says why it was sent back."""

    official_number: str
    status: str
    reason: str = ""


class Platform(Protocol):
    """The provincial platform. Every call may raise ``KnownTrouble("platform_down")`` and then has done nothing."""

    def state(self) -> PlatformState:
        """How it answers now; never raises."""
        ...

    def submit(self, case: PlatformCase) -> Submission:
        """Hand a case over. By hand: refuses with ``platform_by_hand``."""
        ...

    def status_of(self, official_number: str) -> PlatformStatus | None:
        """How a case stands there; ``None`` where the number is not known. By hand: refuses with
        ``platform_by_hand``."""
        ...


@dataclass(frozen=True, slots=True)
class PlatformRow:
    """One row of its case list; ``row`` as a person counts it in the file. ``applied_on`` where the row has a day,
    ``as_of`` (ISO text) where it says when its status was reached."""

    row: int
    official_number: str
    status: str
    applicant: str = field(default="", repr=False)
    item_name: str = ""
    item_code: str = ""
    applied_on: date | None = None
    as_of: str = ""


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was not taken: ``code`` names the text that says why, ``column`` and ``value`` what stood there."""

    row: int
    code: str
    column: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class PlatformList:
    """A case list as read; ``sha256`` of the file stands in every fact taken from it."""

    file_name: str
    sha256: str
    rows: tuple[PlatformRow, ...]
    refused: tuple[RefusedRow, ...]


ReadPlatformList = Callable[[Path], PlatformList]
"""Reads a list file; raises ``KnownTrouble`` where the file as such is unusable."""
