"""The store in memory keeps the contract of the sync: what is tested on it holds on the real one."""

from __future__ import annotations

import pytest

from tests.support.memory_store import MemoryStore
from tests.support.sync_contract import SyncContract
from wenling_desk.use_cases.sync_ports import SyncStore


class TestMemorySyncStore(SyncContract):
    @pytest.fixture
    def store(self) -> SyncStore:
        return MemoryStore()
