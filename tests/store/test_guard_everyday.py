"""The restore guard in everyday life: kills, clocks and sticks are no alarm, and no number is issued twice."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.store.acts import accept
from tests.store.conftest import IDENTITY, KEY
from tests.store.test_restore_guard import (
    CODE_B,
    assert_locked,
    assert_locked_code,
    day,
    facts_of,
    image_of,
    opened,
    put_back,
    reasons_of,
)
from tests.support.store_samples import NINE, TestClock, fact
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.store import restore_guard
from wenling_desk.store.desk_store import SqlStore, open_store
from wenling_desk.store.high_water import HighWater
from wenling_desk.store.restore_guard import GuardPlaces
from wenling_desk.store.series import StoreIdentity

ROOT = Path(__file__).parents[2]


# -- everyday life is no alarm ------------------------------------------------------------------------------


def test_first_starts_of_every_kind(home: Path, places: GuardPlaces, tmp_path: Path) -> None:
    store = open_store(home, KEY, IDENTITY, TestClock())  # before the guard was there
    accept(store, 1)
    store.close()
    day(home, places, 2)
    shutil.rmtree(places.state)
    day(home, places, 3)
    shutil.rmtree(places.journal)
    day(home, places, 4)
    places.journal.mkdir()
    day(home, places, 5)
    day(home, replace(places, journal=tmp_path / "new", makes_journal=True), 6)
    day(home, places, 7)
    day(home, replace(places, machine="", volume=""), 8)
    day(home, places, 9)


def test_an_old_journal_stick_is_brought_up_to_date(home: Path, places: GuardPlaces, tmp_path: Path) -> None:
    day(home, places, 1)
    shutil.copytree(places.journal, tmp_path / "old-stick")
    day(home, places, 2)
    old = replace(places, journal=tmp_path / "old-stick")
    day(home, old, 3)
    day(home, places, 4)


def test_two_users_of_one_computer(home: Path, places: GuardPlaces, tmp_path: Path) -> None:
    other = replace(places, state=tmp_path / "state-of-another-user")
    for number in range(4):
        day(home, (places, other)[number % 2], number)


def test_a_profile_that_came_back_older(home: Path, places: GuardPlaces, tmp_path: Path) -> None:
    day(home, places, 1)
    shutil.copytree(places.state, tmp_path / "kept")
    day(home, places, 2)
    shutil.rmtree(places.state)
    shutil.copytree(tmp_path / "kept", places.state)
    day(home, places, 3)


def test_clocks_that_jump(home: Path, places: GuardPlaces) -> None:
    for number, hours in enumerate((0, 10_000, -5_000, 3, -200_000)):
        store = opened(home, places, clock=TestClock(NINE + timedelta(hours=hours)))
        assert not store.is_restored
        accept(store, number)
        store.close()


@pytest.mark.skipif(os.geteuid() == 0 if hasattr(os, "geteuid") else True, reason="root writes everywhere")
def test_a_state_folder_that_takes_nothing(home: Path, places: GuardPlaces) -> None:
    places.state.mkdir()
    places.state.chmod(0o500)
    for number in range(3):
        day(home, places, number)


def test_a_mark_that_cannot_be_written_any_more_lags_without_harm(
    home: Path, places: GuardPlaces, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def failing(water: HighWater, mark: object) -> None:
        raise OSError("injected")

    day(home, places, 1)
    image = image_of(home, tmp_path)
    day(home, places, 2)
    monkeypatch.setattr(HighWater, "write", failing)
    for number in (3, 4):
        day(home, places, number)
    put_back(image, home)
    assert_locked_code(home, places, IDENTITY)
    day(home, places, 5, identity=CODE_B)  # locked once, and not at every start
    monkeypatch.undo()
    day(home, places, 6, identity=CODE_B)


def test_lost_entries_that_cannot_be_written_now_come_back_the_next_time(
    home: Path, places: GuardPlaces, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    day(home, places, 1)
    image = image_of(home, tmp_path)
    day(home, places, 2)
    put_back(image, home)

    def failing(*_: object) -> None:
        raise KnownTrouble("disk_full", folder=str(home))

    monkeypatch.setattr(restore_guard, "take_back", failing)
    store = opened(home, places)
    assert_locked(store)
    trouble = store.journal_trouble
    assert trouble is not None
    assert trouble.code == "journal_not_returned"
    with store.unit_of_work() as unit:
        unit.append([fact(900, "case-1", "note", "NoteAdded")])
        unit.commit()
    store.close()
    monkeypatch.undo()
    store = opened(home, places)
    assert_locked(store)
    assert store.journal_trouble is None
    assert len(facts_of(store, 1, 2)) == 7
    store.close()


# -- sudden ends --------------------------------------------------------------------------------------------

_DYING = """
import os, pathlib, signal, sys
from tests.store import conftest
from tests.store.acts import accept
from tests.support.store_samples import TestClock
from wenling_desk.store import journal_file, transaction
from wenling_desk.store.desk_store import open_store
from wenling_desk.store.restore_guard import GuardPlaces
home, stick, state = map(pathlib.Path, sys.argv[1:4])
first, dies_at = int(sys.argv[4]), int(sys.argv[5])
steps = 0
def step():
    global steps
    steps += 1
    if steps == dies_at:
        os.kill(os.getpid(), signal.SIGKILL)
def stepping(real):
    def call(*a, **k):
        step()
        return real(*a, **k)
    return call
class Cursor:
    def __init__(self, cursor):
        self._cursor = cursor
    def __getattr__(self, name):
        return getattr(self._cursor, name)
    def execute(self, *a):
        if a[0] in ("COMMIT", "BEGIN IMMEDIATE"):
            step()
        return self._cursor.execute(*a)
begin = transaction.Transaction.__init__
def begin_dying(self, connection):
    begin(self, connection)
    self._cursor = Cursor(self._cursor)
transaction.Transaction.__init__ = begin_dying
os.fsync, os.write = stepping(os.fsync), stepping(os.write)
pathlib.Path.replace = stepping(pathlib.Path.replace)
places = GuardPlaces(stick, state, "machine-1", "volume-1")
store = open_store(home, conftest.KEY, conftest.IDENTITY, TestClock(), places=places)
if store.is_restored:
    print("locked")
    raise SystemExit
for number in (first, first + 1):
    print("acked", accept(store, number), flush=True)
store.close()
print("steps", steps)
"""


def _live(home: Path, places: GuardPlaces, first: int, dies_at: int) -> list[str]:
    arguments = [str(home), str(places.journal), str(places.state), str(first), str(dies_at)]
    ended = subprocess.run(
        [sys.executable, "-c", _DYING, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode in (0, -getattr(signal, "SIGKILL", 9)), ended.stderr
    return ended.stdout.splitlines()


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_desk_killed_anywhere_is_never_locked(home: Path, places: GuardPlaces, tmp_path: Path) -> None:
    shutil.rmtree(places.state, ignore_errors=True)
    day(home, places, 1)
    base = {name: image_of(folder, tmp_path, f"base-{name}") for name, folder in _folders(home, places).items()}
    said = _live(home, places, 100, 0)
    steps = int(said[-1].split()[1])
    assert steps > 15
    for dies_at in range(1, steps + 1, 6):
        for name, folder in _folders(home, places).items():
            put_back(base[name], folder)
        said = _live(home, places, 100, dies_at)
        acked = [line.split()[1] for line in said if line.startswith("acked")]
        assert "locked" not in said
        store = opened(home, places)
        assert not store.is_restored, (dies_at, reasons_of(store))
        assert store.journal_trouble is None
        with store.reading() as reading:
            assert all(reading.paper(number) is not None for number in acked)
        assert accept(store, 500) not in acked
        store.close()


def _folders(home: Path, places: GuardPlaces) -> dict[str, Path]:
    return {"home": home, "stick": places.journal, "state": places.state}


_STEPS = st.lists(
    st.sampled_from(["work", "work", "kill", "image", "back", "pull", "plug", "no_state", "code"]),
    min_size=4,
    max_size=16,
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_STEPS)
def test_no_history_issues_a_number_twice(steps: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    """As long as the journal or the mark of the lost life is there; and without an image nothing is ever locked."""
    root = tmp_path_factory.mktemp("history")
    home, stick = root / "home", root / "stick"
    stick.mkdir()
    places = GuardPlaces(stick, root / "state", "machine-1", "volume-1")
    issued: list[str] = []
    codes, case, was_put_back, is_on_stick, is_in_state = 0, 0, False, True, True
    day(home, places)
    for step in steps:
        match step:
            case "work" | "kill":
                store = opened(home, places, _code(codes))
                is_on_stick, is_in_state = stick.exists(), True
                assert was_put_back or not store.is_restored
                for _ in range(0 if store.is_restored else 2):
                    case += 1
                    issued.append(accept(store, case))
                if step == "work":
                    store.close()
                else:
                    _die(store)
            case "image":
                shutil.rmtree(root / "image", ignore_errors=True)
                shutil.copytree(home, root / "image")
            case "back" if (root / "image").exists() and (is_in_state or (is_on_stick and stick.exists())):
                put_back(root / "image", home)
                was_put_back = True
                store = opened(home, places, _code(codes))
                is_on_stick, is_in_state = stick.exists(), True
                store.close()
            case "pull" if stick.exists():
                stick.rename(root / "pocket")
            case "plug" if not stick.exists():
                (root / "pocket").rename(stick)
            case "no_state":
                shutil.rmtree(root / "state", ignore_errors=True)
                is_in_state = False
            case "code":
                codes += 1
        assert len(set(issued)) == len(issued)


def _code(number: int) -> StoreIdentity:
    return replace(IDENTITY, desk_code=f"M2{number:02d}") if number else IDENTITY


def _die(store: SqlStore) -> None:
    """What the system does when a process is killed: locks and files go, nothing is written."""
    watch = store._watch
    assert watch is not None
    watch.let_go()
    store._is_closed = True
    store._readers.dispose()
    store._writer.dispose()
    store._lock.release()
