"""Past releases, packed and kept: cases and drafts pin the release they were begun under and are shown by it."""

from __future__ import annotations

import dataclasses
from enum import StrEnum
from pathlib import Path

from wenling_desk.catalogue.files import is_release_number
from wenling_desk.catalogue.packed import PackDamaged, pack, unpack, write_whole
from wenling_desk.domain.catalogue import Catalogue


class Keeping(StrEnum):
    """What became of a release handed to the archive."""

    KEPT = "kept"
    KNOWN = "known"
    NUMBER_REUSED = "number_reused"
    """Another content stands under this number: the administrator changed the catalogue, not its number."""


class ReleaseArchive:
    """The releases this desk has worked with, one packed file each."""

    def __init__(self, folder: Path) -> None:
        """``folder`` need not exist yet."""
        self._folder = folder

    def keep(self, catalogue: Catalogue) -> Keeping:
        """Keep a release; what is already there under its number stays. Raises ``OSError``."""
        kept = self.find(catalogue.release)
        if kept is not None:
            return Keeping.KNOWN if kept == _without_samples(catalogue) else Keeping.NUMBER_REUSED
        write_whole(self._path(catalogue.release), pack(catalogue))
        return Keeping.KEPT

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
        return kept if samples else _without_samples(kept)

    def numbers(self) -> list[str]:
        """The numbers kept, sorted as texts."""
        return sorted(path.name.removesuffix(".release") for path in self._folder.glob("*.release"))

    def _path(self, number: str) -> Path:
        return self._folder / f"{number}.release"


def _without_samples(catalogue: Catalogue) -> Catalogue:
    rows = tuple(row for row in catalogue.delegations if not row.sample)
    return dataclasses.replace(catalogue, delegations=rows)
