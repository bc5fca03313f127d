"""The catalogue search as the use cases see it: its index is read when it is first needed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from wenling_desk import resources
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.use_cases.ports import CatalogueSearch, Found


class LazySearch:
    """ports.CatalogueSearch over the catalogue in force, built with the first question or by :meth:`warm_up`.

    Guidance files that cannot be used are told once; after that nothing is found by words, and codes are typed.
    """

    def __init__(self, catalogue: Callable[[], Catalogue], cache: Path) -> None:
        self._catalogue = catalogue
        self._cache = cache
        self._is_broken = False

    @cached_property
    def guide(self) -> CatalogueSearch:
        """The guide itself. Raises ``catalogue_broken``."""
        from wenling_desk.catalogue.guidance_data import build_guide

        return build_guide(self._catalogue(), resources.root(), self._cache)

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
