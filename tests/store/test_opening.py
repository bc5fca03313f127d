"""Opening and closing: every bad state gets its code, and nothing is touched."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from tests.store.acts import accept
from tests.store.conftest import IDENTITY, KEY, Opener
from tests.support.store_samples import TestClock
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.store import engine, schema
from wenling_desk.store.desk_store import SqlStore, open_store
from wenling_desk.store.series import StoreIdentity
from wenling_desk.use_cases.ports import WorkQuery

PAGE = 4096


@contextmanager
def trouble(code: str) -> Iterator[None]:
    with pytest.raises(KnownTrouble) as caught:
        yield
    assert caught.value.code == code


def test_what_was_written_is_there_at_the_next_start(opened: Opener) -> None:
    first = opened()
    number = accept(first, 1)
    first.close()
    second = opened()
    with second.reading() as reading:
        assert reading.paper_pdf(number).startswith(b"%PDF")
        assert len(reading.facts_of("case-1")) == 3
    with second.unit_of_work() as unit:
        assert unit.next_serial() == 2
    assert second.check().is_sound
    assert second.epoch == 1


def test_every_setting_of_the_writer(store: SqlStore) -> None:
    wanted = {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "trusted_schema": 0,
        "busy_timeout": 5000, "temp_store": 0, "wal_autocheckpoint": 1024, "journal_size_limit": 8 << 20,
    }  # fmt: skip
    with store._writer.connect() as connection:
        assert {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted} == wanted
        assert connection.exec_driver_sql("PRAGMA cipher_version").scalar()
        options = {row[0] for row in connection.exec_driver_sql("PRAGMA compile_options")}
    assert "TEMP_STORE=2" in options  # temporary tables stay in memory: no plain text beside the database


def test_the_reader_cannot_write(store: SqlStore) -> None:
    with store._readers.connect() as connection:
        driver = connection.connection.dbapi_connection
        assert driver is not None
        with pytest.raises(dbapi2.OperationalError, match="readonly"):
            driver.cursor().execute("DELETE FROM drafts")


def test_the_file_holds_no_plain_text_and_begins_with_the_salt(store: SqlStore, home: Path) -> None:
    store.close()
    raw = (home / engine.FILE_NAME).read_bytes()
    assert raw[:16] == KEY[32:]
    assert b"SQLite format" not in raw
    assert b"CREATE TABLE" not in raw


@pytest.mark.parametrize("version", [(3, 40, 1), (3, 51, 2), (3, 50, 6), (3, 44, 5), (3, 49, 9), (3, 7, 0)])
def test_an_sqlite_that_corrupts_is_refused(version: tuple[int, ...]) -> None:
    with trouble("sqlite_too_old"):
        engine.require_sound_sqlite(version)


@pytest.mark.parametrize("version", [(3, 51, 3), (3, 53, 4), (3, 50, 7), (3, 44, 6), (3, 44, 9), (4, 0, 0)])
def test_a_sound_sqlite_is_accepted(version: tuple[int, ...]) -> None:
    engine.require_sound_sqlite(version)


def test_plain_sqlite_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sqlite3

    monkeypatch.setattr(dbapi2, "connect", sqlite3.connect)
    with trouble("cipher_missing"):
        open_store(home, KEY, IDENTITY, TestClock())
    assert not (home / engine.FILE_NAME).exists() or (home / engine.FILE_NAME).stat().st_size == 0


def test_a_disk_that_refuses_wal_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original = engine._ask
    monkeypatch.setattr(engine, "_ask", lambda c, name: "delete" if name == "journal_mode" else original(c, name))
    with trouble("setting_refused"):
        open_store(home, KEY, IDENTITY, TestClock())


def test_a_wrong_key(store: SqlStore, home: Path) -> None:
    store.close()
    before = _bytes(home)
    with trouble("wrong_key"):
        open_store(home, bytes(48), IDENTITY, TestClock())
    assert _bytes(home) == before
    open_store(home, KEY, IDENTITY, TestClock()).close()


def test_a_newer_database(store: SqlStore, home: Path) -> None:
    with store._writer.connect() as connection:
        connection.exec_driver_sql("UPDATE meta SET value = '99' WHERE name = 'schema_version'")
    store.close()
    before = _bytes(home)
    with pytest.raises(KnownTrouble) as caught:
        open_store(home, KEY, IDENTITY, TestClock())
    assert caught.value.code == "database_newer"
    assert caught.value.values == {"found": 99, "known": schema.SCHEMA_VERSION}
    assert _bytes(home) == before


@pytest.mark.parametrize("place", [100, PAGE - 1])
def test_a_damaged_first_page(store: SqlStore, home: Path, place: int) -> None:
    accept(store, 1)
    store.close()
    _flip(home / engine.FILE_NAME, place)
    before = _bytes(home)
    with trouble("database_damaged"):
        open_store(home, KEY, IDENTITY, TestClock())
    assert _bytes(home) == before
    copies = list((home / "quarantine").glob("*/desk.db"))
    assert [copy.read_bytes() for copy in copies] == [before]
    with trouble("database_damaged"):
        open_store(home, KEY, IDENTITY, TestClock())
    assert len(list((home / "quarantine").iterdir())) == 1  # the same damage is copied once


def test_a_damaged_salt_is_no_matter(store: SqlStore, home: Path) -> None:
    """The salt comes with the key: the first sector may be torn."""
    store.close()
    path = home / engine.FILE_NAME
    raw = path.read_bytes()
    path.write_bytes(bytes(16) + raw[16:])
    open_store(home, KEY, IDENTITY, TestClock()).close()


def test_a_damaged_page_is_found_when_it_is_read(opened: Opener, home: Path) -> None:
    store = opened()
    accept(store, 1)
    store.close()
    path = home / engine.FILE_NAME
    for page in range(1, path.stat().st_size // PAGE):
        _flip(path, page * PAGE + 1000)
    with trouble("database_damaged"):
        opened()
    with trouble("database_damaged"):  # and again, now that the last end was not an orderly one
        opened()
    assert list((home / "quarantine").glob("*/desk.db"))


def test_damage_found_at_work_is_checked_at_the_next_start(opened: Opener, home: Path) -> None:
    store = opened()
    for number in range(30):
        accept(store, number, {"text": "内容" * 900})
    store.close()
    store = opened()
    _flip(home / engine.FILE_NAME, (home / engine.FILE_NAME).stat().st_size - PAGE + 500)
    codes = set()
    for number in range(30):
        with store.reading() as reading:
            try:
                reading.facts_of(f"case-{number}")
            except KnownTrouble as met:
                codes.add(met.code)
    assert codes == {"database_damaged"}
    store.close()
    with trouble("database_damaged"):
        opened()
    assert list((home / "quarantine").glob("*/desk.db"))


@pytest.mark.parametrize("content", [b"", None])
def test_a_lost_database_is_not_made_anew(store: SqlStore, home: Path, content: bytes | None) -> None:
    store.close()
    path = home / engine.FILE_NAME
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with trouble("database_missing"):
        open_store(home, KEY, IDENTITY, TestClock())


def test_a_first_start_that_was_cut_off_begins_again(home: Path) -> None:
    home.mkdir()
    (home / engine.FILE_NAME).write_bytes(b"")
    (home / "desk.lock").write_bytes(b"")
    store = open_store(home, KEY, IDENTITY, TestClock())
    accept(store, 1)
    store.close()


def test_a_second_copy_in_this_process(store: SqlStore, home: Path) -> None:
    with trouble("already_running"):
        open_store(home, KEY, IDENTITY, TestClock())
    accept(store, 1)  # and the first is not disturbed
    store.close()
    open_store(home, KEY, IDENTITY, TestClock()).close()


def test_a_second_copy_in_another_process(store: SqlStore, home: Path) -> None:
    script = (
        "import sys, pathlib\n"
        "from wenling_desk.domain.errors import KnownTrouble\n"
        "from wenling_desk.store.desk_lock import DeskLock\n"
        "try: DeskLock(pathlib.Path(sys.argv[1]))\n"
        "except KnownTrouble as trouble: print(trouble.code)\n"
    )
    command = [sys.executable, "-c", script, str(home)]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    answer = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert answer.stdout.strip() == "already_running"


def test_a_read_only_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory() as name, _as_nobody_special(Path(name)):
        home = Path(name, "home")
        home.mkdir()
        home.chmod(0o555)
        try:
            with trouble("database_read_only"):
                open_store(home, KEY, IDENTITY, TestClock())
        finally:
            home.chmod(0o755)


def test_a_home_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "home").write_bytes(b"")
    with trouble("store_failed"):
        open_store(tmp_path / "home", KEY, IDENTITY, TestClock())


def test_a_failed_opening_frees_the_lock(store: SqlStore, home: Path) -> None:
    store.close()
    for _ in range(2):
        with trouble("wrong_key"):
            open_store(home, bytes(48), IDENTITY, TestClock())
    open_store(home, KEY, IDENTITY, TestClock()).close()


def test_a_new_desk_code_starts_a_series_and_an_epoch(opened: Opener) -> None:
    first = opened()
    accept(first, 1)
    first.close()
    second = opened(identity=StoreIdentity("331081", "M2AB", "device-1"))
    assert second.epoch == 2
    with second.unit_of_work() as unit:
        assert unit.next_serial() == 1
    second.close()
    back = opened()
    assert back.epoch == 1
    with back.unit_of_work() as unit:
        assert unit.next_serial() == 2


def test_notes_beside_the_records(opened: Opener) -> None:
    store = opened()
    assert store.note("staff") == ""
    store.keep_note("staff", "{}")
    store.keep_note("staff", '{"clerk": "甲"}')
    store.close()
    assert opened().note("staff") == '{"clerk": "甲"}'


def test_a_path_with_odd_characters(tmp_path: Path) -> None:
    home = tmp_path / "用户 100%#?;资料"
    store = open_store(home, KEY, IDENTITY, TestClock())
    accept(store, 1)
    store.close()
    with open_store(home, KEY, IDENTITY, TestClock()).reading() as reading:
        assert reading.worklist(WorkQuery()).total == 1


def _bytes(home: Path) -> bytes:
    return (home / engine.FILE_NAME).read_bytes()


def _flip(path: Path, place: int) -> None:
    raw = bytearray(path.read_bytes())
    raw[place] ^= 0x10
    path.write_bytes(raw)


@contextmanager
def _as_nobody_special(folder: Path) -> Iterator[None]:
    """Root may write anywhere: step down for a moment."""
    if sys.platform == "win32" or os.geteuid() != 0:
        yield
        return
    folder.chmod(0o777)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
