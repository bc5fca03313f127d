"""The real store and its stand-in keep the same contract."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.memory_store import MemoryStore
from tests.support.store_contract import StoreContract
from tests.support.store_samples import TestClock
from wenling_desk.store.desk_store import open_store
from wenling_desk.store.series import StoreIdentity
from wenling_desk.use_cases.ports import Store


class TestSqlStore(StoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[Store]:
        store = open_store(tmp_path, bytes(range(48)), StoreIdentity("331081", "K7QX", "device-1"), TestClock())
        yield store
        store.close()


class TestMemoryStore(StoreContract):
    @pytest.fixture
    def store(self) -> Store:
        return MemoryStore()
