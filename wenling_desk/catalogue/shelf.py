"""The releases a desk or a centre holds: the bundled one, those that were received, older ones from the archive."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Final

from wenling_desk.catalogue.files import release_order
from wenling_desk.catalogue.packed import load_packed
from wenling_desk.catalogue.releases import Keeping, Published, ReleaseArchive, effective_day, without_samples
from wenling_desk.domain.catalogue import Catalogue

_log = logging.getLogger(__name__)
_MOST_DAYS: Final = 4_096


class ReleaseShelf:
    """ports.CatalogueShelf over one resources folder and the archive beside its packed copy.

    May be asked from several threads: what changes is replaced, never altered.
    """

    def __init__(self, root: Path, cache_dir: Path, *, samples: bool, archive: Path | None = None) -> None:
        self._root = root
        self._cache_dir = cache_dir
        self._samples = samples
        self._archive = ReleaseArchive(archive) if archive is not None else None
        self._bundle: Catalogue | None = None
        self._turn = threading.RLock()
        self._published: tuple[Published, ...] | None = None
        self._seen: frozenset[str] = frozenset()
        self._by_day: dict[date, Catalogue] = {}
        self._held: dict[str, Catalogue] = {}
        self.damaged: frozenset[str] = frozenset()
        """Numbers of received releases whose file cannot be read: the one before them is in force."""

    def current(self, on: date) -> Catalogue:
        """The release in force on a day: of those begun by then the one of the highest number, else the bundled one."""
        by_day = self._by_day
        found = by_day.get(on)
        if found is None:
            if len(by_day) >= _MOST_DAYS:
                by_day.clear()
            found = by_day[on] = self._in_force(on)
        return found

    def release(self, number: str) -> Catalogue:
        """A pinned release; the bundled one when that release was never kept here."""
        bundled = self.bundled()
        return bundled if number == bundled.release else self._find(number) or bundled

    def bundled(self) -> Catalogue:
        """The release of the program, read once; it is put into the archive the first time it is used.

        Where the disk does not take it the next start tries again: nobody needs the archive while this release is
        the bundled one, and a full disk must not close the desk.
        """
        if self._bundle is None:
            self._bundle = load_packed(self._root, self._cache_dir, samples=self._samples)
            if self._archive is not None and self._bundle.release not in self._archive.numbers():
                with suppress(OSError):
                    self._archive.keep(self._bundle)
        return self._bundle

    # -- what is published -----------------------------------------------------------------------

    def published(self) -> tuple[Published, ...]:
        """The releases received with their moments, in the order of their numbers."""
        with self._turn:
            if self._published is None and self._archive is not None:
                self._seen = self._archive.moments()
                found = sorted(self._archive.published(), key=lambda each: release_order(each.number))
                self._published = tuple(found)
            return self._published or ()

    def holds(self, number: str) -> bool:
        """Whether the file of a release is here, undamaged as far as it was read."""
        here = self._archive.numbers() if self._archive is not None else []
        return number in here and number not in self.damaged

    def receive(self, catalogue: Catalogue, data: bytes, effective_at: datetime, today: date | None = None) -> Keeping:
        """Keep a published release and let it take effect on its day: without a restart, with the next question.

        With ``today``, one that begins before the release in force on that day did is kept for the cases pinned to it
        and never takes effect: nothing goes back. ``NUMBER_REUSED``: not kept. Raises ``OSError``.
        """
        bundled = self.bundled()
        if self._archive is None or (catalogue.release == bundled.release and not _same(catalogue, bundled)):
            return Keeping.NUMBER_REUSED
        goes_back = today is not None and effective_day(effective_at) < self._first_day(self.current(today))
        keeping = self._archive.keep_received(catalogue, data, None if goes_back else effective_at)
        self.damaged -= {catalogue.release}
        self._forget()
        return keeping

    def look(self) -> bool:
        """See what another process has put here since; whether there was anything."""
        if self._archive is None or (self._published is not None and self._archive.moments() == self._seen):
            return False
        self._forget()
        self.published()
        return True

    def _forget(self) -> None:
        with self._turn:
            self._published, self._by_day = None, {}

    # -- inside ----------------------------------------------------------------------------------

    def _in_force(self, on: date) -> Catalogue:
        for number in self._latest_first(on):
            found = self.bundled() if number == self.bundled().release else self._find(number)
            if found is not None:
                return found
            if number not in self.damaged:
                _log.warning("release %s is damaged, the one before it is in force", number)
                self.damaged |= {number}
        return self.bundled()

    def _latest_first(self, on: date) -> Iterator[str]:
        """Numbers of the releases begun by that day, the one in force first."""
        bundled = self.bundled()
        begun = {each.number: each.day for each in self.published() if each.day <= on}
        if bundled.effective_from <= on:
            begun[bundled.release] = bundled.effective_from
        yield from sorted(begun, key=release_order, reverse=True)

    def _first_day(self, catalogue: Catalogue) -> date:
        days = [each.day for each in self.published() if each.number == catalogue.release]
        return days[0] if days else catalogue.effective_from

    def _find(self, number: str) -> Catalogue | None:
        """A release of the archive; the same object each time."""
        found = self._held.get(number)
        if found is None and self._archive is not None:
            found = self._archive.find(number, samples=self._samples)
            if found is not None:
                found = self._held.setdefault(number, found)
        return found


def _same(received: Catalogue, bundled: Catalogue) -> bool:
    return without_samples(received) == without_samples(bundled)
