"""The high-water mark: how far a database had come, kept outside of it in the user's state folder.

A small file with a seal. It may lag behind the database, only ever forward: it is written when a desk opens, now and
then while it works, and when it closes. A life (one opening) has a number and a chance value that stand in the database
as well; a database whose life is older than the mark's was put back.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from wenling_desk.durable_files import write_durably
from wenling_desk.store.derived_keys import derive
from wenling_desk.store.issue_journal import DeskCode, JournalPoint

FILE_NAME: Final = "high-water.json"


@dataclass(frozen=True, slots=True)
class Life:
    """One opening of the database: the ``count``-th seen from a place, and a value that tells copies apart."""

    count: int = 0
    chance: str = ""


NOWHERE: Final = JournalPoint(0, "")


@dataclass(frozen=True, slots=True)
class Mark:
    """What the file says. ``life`` is known to be in the database, ``coming`` may be; ``point`` was committed."""

    place: str
    life: Life = Life()
    coming: Life | None = None
    point: JournalPoint = NOWHERE
    codes: tuple[DeskCode, ...] = ()

    def next_life(self, reached: Life) -> Mark:
        """The mark before the database takes up its next life; ``reached`` is the one that stands in it."""
        after = max(self.life.count, reached.count)
        life = reached if reached.count >= self.life.count else self.life
        return replace(self, life=life, coming=Life(after + 1, os.urandom(8).hex()))

    def is_ahead_of(self, reached: Life) -> bool:
        """Whether the database is an older copy, or one that went another way."""
        return self.life.count > reached.count or (
            self.life.count > 0 and self.life.count == reached.count and self.life.chance != reached.chance
        )


class HighWater:
    """The file of one database. Raises OSError when it is written; a file that cannot be read is none."""

    def __init__(self, state: Path, key: bytes, guid: str) -> None:
        self.folder = state / guid
        self._key = derive(key, "high-water")
        self._guid = guid

    def read(self) -> Mark | None:
        """The mark; ``None`` where there is none or somebody else wrote it."""
        try:
            kept = json.loads((self.folder / FILE_NAME).read_bytes())
            mark: Mapping[str, Any] = kept["mark"]
            if not hmac.compare_digest(str(kept["seal"]).encode(), self._seal(mark).encode()):
                return None
            coming = mark["coming"]
            return Mark(
                place=mark["place"],
                life=Life(**mark["life"]),
                coming=Life(**coming) if coming is not None else None,
                point=JournalPoint(**mark["point"]),
                codes=tuple(DeskCode(**code) for code in mark["codes"]),
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, mark: Mark) -> None:
        """Replace the file, durably."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        plain = asdict(mark)
        write_durably(self.folder / FILE_NAME, json.dumps({"mark": plain, "seal": self._seal(plain)}).encode("ascii"))

    def _seal(self, mark: Mapping[str, Any]) -> str:
        text = json.dumps([self._guid, mark], sort_keys=True)
        return hmac.new(self._key, text.encode("ascii"), hashlib.sha256).hexdigest()
