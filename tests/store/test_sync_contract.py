"""The real store keeps the contract of the sync."""

from __future__ import annotations

import pytest

from tests.store.conftest import Opener
from tests.support.sync_contract import SyncContract
from wenling_desk.use_cases.sync_ports import SyncStore


class TestSqlSyncStore(SyncContract):
    @pytest.fixture
    def store(self, opened: Opener) -> SyncStore:
        return opened()
