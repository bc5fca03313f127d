"""The outbox of the real store against the model; few examples, for each act is flushed to disk."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings

from tests.store.conftest import IDENTITY, KEY
from tests.support.outbox_machine import OutboxMachine
from tests.support.store_samples import TestClock
from wenling_desk.store.desk_store import SqlStore, open_store
from wenling_desk.use_cases.sync_ports import SyncStore


class SqlOutbox(OutboxMachine):
    """A desk's database in a folder of its own."""

    store: SqlStore

    def make(self) -> SyncStore:
        self.home = Path(tempfile.mkdtemp())
        return open_store(self.home, KEY, IDENTITY, TestClock())

    def open_again(self) -> SyncStore:
        self.store.close()
        return open_store(self.home, KEY, IDENTITY, TestClock(), make=False)

    def teardown(self) -> None:
        assert self.store.check().is_sound
        self.store.close()
        shutil.rmtree(self.home)


TestSqlOutbox = SqlOutbox.TestCase
TestSqlOutbox.settings = settings(
    max_examples=8, stateful_step_count=15, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
