"""The bundled catalogue, loaded once for all tests that look at it."""

from __future__ import annotations

import pytest

from wenling_desk import resources
from wenling_desk.catalogue.loader import load_catalogue
from wenling_desk.domain.catalogue import Catalogue


@pytest.fixture(scope="session")
def bundled() -> Catalogue:
    """What a desk in earnest loads: no samples."""
    return load_catalogue(resources.root())
