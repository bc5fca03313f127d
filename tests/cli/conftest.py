"""A home folder whose cache (fonts, packed catalogue) is shared, so that it is filled once for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def home(tmp_path: Path, shared_cache: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "cache").symlink_to(shared_cache, target_is_directory=True)
    return folder
