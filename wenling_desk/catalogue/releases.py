"""Releases, packed and kept: cases and drafts pin the release they were begun under and are shown by it; one that was
published has its moment beside it."""

from __future__ import annotations

import dataclasses
import logging
import os
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum
from pathlib import Path
from typing import Final

from wenling_desk.catalogue.files import is_release_number
from wenling_desk.catalogue.packed import PackDamaged, pack, unpack, write_whole
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.durable_files import write_durably

BEIJING: Final = timezone(timedelta(hours=8))
KEPT: Final = ".release"
MOMENT: Final = ".effective"

_log = logging.getLogger(__name__)


class Keeping(StrEnum):
    """What became of a release handed to the archive."""

    KEPT = "kept"
    KNOWN = "known"
    NUMBER_REUSED = "number_reused"
    """Another content stands under this number: the administrator changed the catalogue, not its number."""


@dataclasses.dataclass(frozen=True, slots=True)
class Published:
    """A release with the moment from which it is in force; whole days count, as Beijing has them."""

    number: str
    effective_at: datetime

    @property
    def day(self) -> date:
        """The first day."""
        return effective_day(self.effective_at)


def effective_day(effective_at: datetime) -> date:
    """The day a release is in force from."""
    try:
        return effective_at.astimezone(BEIJING).date()
    except OverflowError:  # at either end of all time
        return effective_at.date()


class ReleaseArchive:
    """The releases this desk has worked with or received, one packed file each."""

    def __init__(self, folder: Path) -> None:
        """``folder`` need not exist yet."""
        self._folder = folder

    def keep(self, catalogue: Catalogue) -> Keeping:
        """Keep a release; what is already there under its number stays. Raises ``OSError``."""
        kept = self.find(catalogue.release)
        if kept is not None:
            return Keeping.KNOWN if kept == without_samples(catalogue) else Keeping.NUMBER_REUSED
        write_whole(self._path(catalogue.release), pack(catalogue))
        return Keeping.KEPT

    def keep_received(self, catalogue: Catalogue, data: bytes, effective_at: datetime | None) -> Keeping:
        """Keep a release as it was published (``data``), flushed to the disk; in force from ``effective_at``, never
        with ``None``. Raises ``OSError``."""
        kept = self.find(catalogue.release)
        if kept is not None and kept != without_samples(catalogue):
            return Keeping.NUMBER_REUSED
        self._folder.mkdir(parents=True, exist_ok=True)
        if kept is None:
            write_durably(self._path(catalogue.release), data)
        if effective_at is not None:  # last: with its moment the release counts
            write_durably(self._folder / f"{catalogue.release}{MOMENT}", effective_at.isoformat().encode("ascii"))
        return Keeping.KNOWN if kept is not None else Keeping.KEPT

    def find(self, number: str, *, samples: bool = False) -> Catalogue | None:
        """The release of that number, ``None`` when it was never kept here or its file is damaged.

        Sample delegations, kept by a desk in practice, come along only with ``samples``.
        """
        if not is_release_number(number):
            return None
        try:
            kept = unpack(self._path(number).read_bytes())
        except (OSError, PackDamaged):
            return None
        return kept if samples else without_samples(kept)

    def numbers(self) -> list[str]:
        """The numbers kept, sorted as texts."""
        return sorted(path.name.removesuffix(KEPT) for path in self._folder.glob(f"*{KEPT}"))

    def moments(self) -> frozenset[str]:
        """The numbers of those that were published; costs one look at the folder."""
        try:
            with os.scandir(self._folder) as entries:
                names = [entry.name for entry in entries]
        except OSError:
            return frozenset()
        return frozenset(name.removesuffix(MOMENT) for name in names if name.endswith(MOMENT))

    def published(self) -> list[Published]:
        """Those that were published; one whose moment cannot be read counts as not published, which the log says."""
        found = []
        for number in sorted(self.moments()):
            try:
                effective_at = datetime.fromisoformat((self._folder / f"{number}{MOMENT}").read_text("ascii"))
                if effective_at.tzinfo is None or not is_release_number(number):
                    raise ValueError(number)
            except (OSError, ValueError):
                _log.warning("release %s: its moment is damaged, it is not in force", number)
            else:
                found.append(Published(number, effective_at))
        return found

    def _path(self, number: str) -> Path:
        return self._folder / f"{number}{KEPT}"


def without_samples(catalogue: Catalogue) -> Catalogue:
    """The release as a desk in earnest has it."""
    rows = tuple(row for row in catalogue.delegations if not row.sample)
    return dataclasses.replace(catalogue, delegations=rows)
