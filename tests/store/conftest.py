"""A desk's store in a folder of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.store_samples import TestClock
from wenling_desk.store.desk_store import SqlStore, open_store
from wenling_desk.store.restore_guard import GuardPlaces
from wenling_desk.store.series import StoreIdentity

KEY = bytes(range(48))
IDENTITY = StoreIdentity("331081", "K7QX", "device-1")

Opener = Callable[..., SqlStore]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def places(tmp_path: Path) -> GuardPlaces:
    """A second path, a state folder and a computer."""
    (tmp_path / "stick").mkdir()
    return GuardPlaces(tmp_path / "stick", tmp_path / "state", "machine-1", "volume-1")


@pytest.fixture
def opened(home: Path) -> Iterator[Opener]:
    """Opens stores of ``home`` and closes what a test leaves open."""
    stores: list[SqlStore] = []

    def open_one(key: bytes = KEY, identity: StoreIdentity = IDENTITY, folder: Path = home) -> SqlStore:
        stores.append(open_store(folder, key, identity, TestClock()))
        return stores[-1]

    yield open_one
    for store in stores:
        store.close()


@pytest.fixture
def store(opened: Opener) -> SqlStore:
    return opened()
