"""The catalogue search as the use cases see it: its index is read when it is first needed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from wenling_desk import resources
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.use_cases.ports import Found

if TYPE_CHECKING:  # its index takes a moment to load
    from wenling_desk.catalogue.guidance_data import GuideSearch


class LazySearch:
    """ports.CatalogueSearch over the catalogue in force, built with the first question or by :meth:`warm_up`, and anew
    with the first question after another release took effect.

    Guidance files that cannot be used are told once; after that nothing is found by words, and codes are typed.
    """

    def __init__(self, catalogue: Callable[[], Catalogue], cache: Path) -> None:
        self._catalogue = catalogue
        self._cache = cache
        self._built: tuple[Catalogue, GuideSearch] | None = None
        self._is_broken = False

    @property
    def guide(self) -> GuideSearch:
        """The guide itself. Raises ``catalogue_broken``."""
        catalogue, built = self._catalogue(), self._built
        if built is None or built[0] is not catalogue:
            from wenling_desk.catalogue.guidance_data import build_guide

            built = self._built = catalogue, build_guide(catalogue, resources.root(), self._cache)
        return built[1]

    def warm_up(self) -> None:
        """Build or read the guide. Raises ``catalogue_broken`` the first time it cannot be."""
        try:
            _ = self.guide
        except KnownTrouble:
            self._is_broken = True
            raise

    def search(self, text: str, limit: int) -> list[Found]:
        """As ports.CatalogueSearch."""
        if self._is_broken:
            return []
        self.warm_up()
        return list(self.guide.search(text, limit))

    def spell(self, text: str) -> tuple[str, ...]:
        """A name in pinyin: its initials, its syllables; nothing where the guide cannot be used."""
        if self._is_broken:
            return ()
        try:
            self.warm_up()
        except KnownTrouble:
            return ()
        return self.guide.spell(text)
