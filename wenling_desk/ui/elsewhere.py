"""What other halls have of a person: the question of a counter, and the shape of its answer. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Reach(StrEnum):
    """How far was looked."""

    ALL_HALLS = "all_halls"
    """The centre has answered."""
    HERE_ONLY = "here_only"
    """The centre is away, or it gave no answer to this."""
    ALONE = "alone"
    """This desk belongs to no centre."""
    NOT_ASKED = "not_asked"
    """Whoever is signed in may not ask; nothing is said of it."""


@dataclass(frozen=True, slots=True)
class OpenCase:
    """An open member of a case as the centre tells it: ``hall`` by name, nobody's name. ``received_at`` is ``None``
    where it cannot be read."""

    hall_code: str
    hall: str
    number: str
    item_code: str
    status: str
    received_at: datetime | None


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An answer: the newest ``rows``, and how many there are in all."""

    reach: Reach
    rows: tuple[OpenCase, ...] = ()
    total: int = 0


AskElsewhere = Callable[[str, tuple[str, ...], Callable[[Elsewhere], Any]], None]
"""Identity number and item codes -> the answer, at once or later, on the GUI thread; always exactly one."""


def ask_nobody(_number: str, _items: tuple[str, ...], give: Callable[[Elsewhere], Any]) -> None:
    """A desk that stands alone."""
    give(Elsewhere(Reach.ALONE))
