"""A small fixed count of what ``desk.py torture`` does at length, and the model of the disk itself."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from tests.store.acts import accept, hand_over, torn_lists
from tests.store.conftest import IDENTITY, KEY
from tests.support.store_samples import TestClock
from tests.torture import disk, power
from tests.torture.disk_trace import (
    CREATE,
    MKDIR,
    RENAME,
    SIZE,
    SYNC,
    SYNC_FOLDER,
    UNLINK,
    WRITE,
    Disk,
    Loss,
    Step,
)
from wenling_desk.store import engine
from wenling_desk.store.desk_store import open_store
from wenling_desk.store.unit_of_work import SqlUnitOfWork

PAGE = 4096

traced = pytest.mark.needs_program("gcc")


def played(*steps: tuple[int, int, int, bytes]) -> Disk:
    seen = Disk()
    for step in steps:
        seen.play(Step(*step))
    return seen


def test_what_was_flushed_stays_and_the_rest_may_not() -> None:
    seen = played(
        (CREATE, 7, 0, b"a"), (SYNC_FOLDER, 0, 0, b""),
        (WRITE, 7, 0, b"safe"), (SYNC, 7, 0, b""), (WRITE, 7, 4, b"more"),
    )  # fmt: skip
    draw = random.Random(1)
    assert seen.image(Loss.NONE_ARRIVED, draw) == {"a": b"safe"}
    assert seen.image(Loss.ALL_ARRIVED, draw) == {"a": b"safemore"}
    assert {bytes(seen.image(Loss.SOME_ARRIVED, draw)["a"] or b"") for _ in range(50)} == {b"safe", b"safemore"}


def test_a_name_is_safe_once_its_folder_was_flushed() -> None:
    steps = [(MKDIR, 0, 0, b"d"), (CREATE, 7, 0, b"d/a"), (WRITE, 7, 0, b"x"), (SYNC, 7, 0, b"")]
    draw = random.Random(1)
    assert played(*steps).image(Loss.NONE_ARRIVED, draw) == {}
    steps.append((SYNC_FOLDER, 0, 0, b"d"))
    assert played(*steps).image(Loss.NONE_ARRIVED, draw) == {}  # its folder has no safe name yet
    steps.append((SYNC_FOLDER, 0, 0, b""))
    assert played(*steps).image(Loss.NONE_ARRIVED, draw) == {"d": None, "d/a": b"x"}
    steps += [(RENAME, 0, 0, b"d/a\0d/b"), (SIZE, 7, 0, b"")]
    assert played(*steps).image(Loss.NONE_ARRIVED, draw) == {"d": None, "d/a": b"x"}
    assert played(*steps).image(Loss.ALL_ARRIVED, draw) == {"d": None, "d/b": b""}
    steps += [(SYNC_FOLDER, 0, 0, b"d"), (UNLINK, 0, 0, b"d/b")]
    assert played(*steps).image(Loss.NONE_ARRIVED, draw) == {"d": None, "d/b": b"x"}


@traced
def test_no_acknowledged_case_is_lost_in_a_power_cut(tmp_path: Path) -> None:
    report = power.run(60, 11, tmp_path)
    assert report.images == 60
    assert report.acknowledged > 60
    assert report.findings == []


@pytest.mark.parametrize(("left_out", "wrong"), [("HandedOver", "were handed over"), ("errands", "to be signed for")])
def test_a_list_that_is_there_in_part_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left_out: str, wrong: str
) -> None:
    store = open_store(tmp_path / "home", KEY, IDENTITY, TestClock())
    for number in (1, 2):
        accept(store, number)
    hand_over(store, 2, (1,))
    assert torn_lists(store) == ""
    if left_out == "errands":
        monkeypatch.setattr(SqlUnitOfWork, "save_errands", lambda self, record_id, errands: None)
    else:
        real = SqlUnitOfWork.append
        monkeypatch.setattr(
            SqlUnitOfWork,
            "append",
            lambda self, facts: real(self, [fact for fact in facts if fact.kind != left_out]),
        )
    hand_over(store, 3, (2,))
    assert wrong in torn_lists(store)
    store.close()


@traced
@pytest.mark.parametrize("mutant", ["normal", "off"])
def test_a_desk_that_does_not_flush_is_found_out(tmp_path: Path, mutant: str) -> None:
    assert power.find(mutant, 1, tmp_path, most=200)


@traced
def test_a_failing_disk_loses_nothing_and_is_explained(tmp_path: Path) -> None:
    report = disk.run(8, 5, tmp_path)
    assert report.rounds == 8
    assert report.findings == []
    assert any(end.startswith("trouble") for end in report.ends)


def test_a_power_cut_in_the_middle_of_a_checkpoint_does_not_lock_the_desk_out(tmp_path: Path) -> None:
    """The page check reads the file beside the log; the log still holds the torn pages whole."""
    home, cut = tmp_path / "home", tmp_path / "cut"
    store = open_store(home, KEY, IDENTITY, TestClock())
    accept(store, 1)
    shutil.copytree(home, cut)
    store.close()
    log = (cut / f"{engine.FILE_NAME}-wal").read_bytes()
    pages = {int.from_bytes(log[at : at + 4], "big") for at in range(32, len(log), 24 + PAGE)}
    database = cut / engine.FILE_NAME
    content = bytearray(database.read_bytes())
    torn = max(page for page in pages if page * PAGE <= len(content))
    content[(torn - 1) * PAGE + 512 : (torn - 1) * PAGE + 1024] = bytes(512)
    database.write_bytes(bytes(content))
    again = open_store(cut, KEY, IDENTITY, TestClock())
    try:
        assert again.check().is_sound
        with again.reading() as reading:
            assert reading.facts_of("case-1")
    finally:
        again.close()
