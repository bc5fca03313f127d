"""The releases a desk holds: the one in force from the resources, older ones from the archive."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path

from wenling_desk.catalogue.packed import load_packed
from wenling_desk.catalogue.releases import ReleaseArchive
from wenling_desk.domain.catalogue import Catalogue


class ReleaseShelf:
    """ports.CatalogueShelf over one resources folder and the archive beside its packed copy."""

    def __init__(self, root: Path, cache_dir: Path, *, samples: bool, archive: Path | None = None) -> None:
        self._root = root
        self._cache_dir = cache_dir
        self._samples = samples
        self._archive = ReleaseArchive(archive) if archive is not None else None
        self._current: Catalogue | None = None
        self._older: dict[str, Catalogue] = {}

    def current(self, on: date) -> Catalogue:  # noqa: ARG002 - one release is bundled; its items know their days
        """The bundled release, read once; it is put into the archive the first time it is used.

        Where the disk does not take it the next start tries again: nobody needs the archive while this release is
        the bundled one, and a full disk must not close the desk.
        """
        if self._current is None:
            self._current = load_packed(self._root, self._cache_dir, samples=self._samples)
            if self._archive is not None and self._current.release not in self._archive.numbers():
                with suppress(OSError):
                    self._archive.keep(self._current)
        return self._current

    def release(self, number: str) -> Catalogue:
        """A pinned release; the bundled one when that release was never kept here."""
        if self._current is not None and number == self._current.release:
            return self._current
        if number not in self._older:
            found = self._archive.find(number, samples=self._samples) if self._archive is not None else None
            self._older[number] = found or self.current(date.min)
        return self._older[number]
