"""Errands of an older program's records are made behind the clerk's own commands, and once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.store.conftest import IDENTITY, KEY
from tests.store.test_errands import CONSULTATION, always_one, write_older
from tests.support.fakes import Counter
from tests.support.store_samples import TestClock
from wenling_desk.bootstrap.errand_hands import begin_filling
from wenling_desk.domain import errand_rules
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.store.desk_store import SqlStore, open_store
from wenling_desk.texts import Texts
from wenling_desk.ui.bridge import Bridge
from wenling_desk.use_cases import fill_errands as filling
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.fill_errands import NOTE, Progress
from wenling_desk.use_cases.ports import Reading


@pytest.fixture(autouse=True)
def one_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "SLICE", 2)
    for module in (filling, errand_rules):
        monkeypatch.setattr(module, "RULES", {CONSULTATION: (always_one,)})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    store = open_store(tmp_path / "home", KEY, IDENTITY, TestClock())
    yield write_older(store)
    store.close()


@pytest.fixture
def opened(store: SqlStore) -> Any:
    return SimpleNamespace(store=store, current=Counter().desk)


@pytest.fixture
def done() -> list[int]:
    """How many errands there were when a clerk's command was carried out."""
    return []


@pytest.fixture
def bridge(qapp: Any, store: SqlStore, texts: Texts, done: list[int]) -> Iterator[Bridge]:
    def dispatch(_: Command) -> Changes:
        with store.reading() as reading:
            done.append(sum(reading.errand_counts().values()))
        return Changes(records=frozenset({"r"}))

    bridge = Bridge(dispatch, lambda query: query(cast("Reading", None)), texts)
    yield bridge
    assert bridge.stop()


def test_a_clerk_never_waits_for_more_than_a_slice(
    opened: Any, bridge: Bridge, store: SqlStore, done: list[int], qtbot: Any
) -> None:
    told: list[Changes] = []
    bridge.changed.connect(told.append)
    begin_filling(opened, bridge)
    bridge.submit(Command(command_id="c"))
    qtbot.waitUntil(lambda: Progress.of(store.note(NOTE)).is_done)
    qtbot.waitUntil(lambda: any(changes.worklists for changes in told))
    assert done[0] <= 2, "one slice at most before the clerk's command"
    with store.reading() as reading:
        assert reading.errand_counts() == {"waits": 25}


def test_what_is_made_is_not_made_again(opened: Any, bridge: Bridge, store: SqlStore, qtbot: Any) -> None:
    store.keep_note(NOTE, Progress(is_done=True).note())
    told: list[Changes] = []
    bridge.changed.connect(told.append)
    begin_filling(opened, bridge)
    bridge.submit(Command(command_id="c"))
    qtbot.waitUntil(lambda: bool(told))
    assert [changes.worklists for changes in told] == [False], "nobody's list is read again for nothing"
    with store.reading() as reading:
        assert reading.errand_counts() == {}


def test_a_full_disk_leaves_it_for_the_next_opening(
    opened: Any, bridge: Bridge, store: SqlStore, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise KnownTrouble("disk_full", folder="x")

    with monkeypatch.context() as broken:
        broken.setattr("wenling_desk.store.disk_space.DiskSpace.require_room", full)
        begin_filling(opened, bridge)
        told: list[Changes] = []
        bridge.changed.connect(told.append)
        bridge.announce(Changes(records=frozenset({"behind"})))
        qtbot.waitUntil(lambda: bool(told))
    assert store.note(NOTE) == ""
    begin_filling(opened, bridge)
    qtbot.waitUntil(lambda: Progress.of(store.note(NOTE)).is_done)
