"""Kill, full disk, busy disk, broken disk: nothing acknowledged is lost, nothing half done is found."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.store.acts import accept, fill
from tests.store.conftest import KEY, Opener
from tests.support.store_samples import TODAY, draft, fact, look
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.store import disk_space, engine, kept_files
from wenling_desk.store.desk_store import SqlStore
from wenling_desk.use_cases.ports import WorkQuery

KILLS = 10
REPOSITORY = Path(__file__).parents[2]


def test_kill_between_statements(opened: Opener, home: Path) -> None:
    """Killed at steps spread over creation, opening, two acts and closing; each time the desk opens whole."""
    counted = home.with_name("counted")
    in_a_first_life, in_a_later_life = (int(_run(counted, first, 0)[-1].split()[1]) for first in (0, 10))
    assert in_a_first_life > in_a_later_life > 30
    acked: set[int] = set()
    for kill in range(KILLS):
        # Every second life starts from nothing: creation is a time to die, too.
        is_first = kill % 2 == 0
        fresh = home.with_name(f"home-{kill}") if is_first else home
        steps = in_a_first_life if is_first else in_a_later_life
        lines = _run(fresh, kill * 10, 1 + kill * steps // KILLS)
        here = {int(line.split()[1]) for line in lines}
        acked |= set() if is_first else here
        store = opened(folder=fresh)
        _assert_whole(store, here if is_first else acked)
        store.close()
    assert acked  # at least one life got as far as an acknowledged case


def _run(home: Path, first: int, dies_at: int) -> list[str]:
    """What a desk said in its life; ``dies_at`` 0 lets it live to its end."""
    command = [sys.executable, "-m", "tests.store.dying_desk", str(home), str(first), str(dies_at)]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=REPOSITORY, check=False)
    assert (ended.returncode == 0) is (dies_at == 0), ended.stderr
    assert not ended.stderr
    return ended.stdout.splitlines()


def _assert_whole(store: SqlStore, acked: set[int]) -> None:
    """All that was acknowledged is there; all that is there is whole; the next command works."""
    report = store.check()
    assert report.is_sound, report
    with store.reading() as reading:
        rows = reading.worklist(WorkQuery(limit=1_000)).rows
        found = {int(row.record_id.split("-")[1]) for row in rows}
        assert acked <= found
        assert len({row.number for row in rows}) == len(rows)
        assert reading.counts(TODAY).get("received", 0) == len(rows)
        for row in rows:
            assert [each.kind for each in reading.facts_of(row.record_id)] == ["TakenIn", "Accepted", "PaperIssued"]
            assert reading.paper_pdf(row.number).startswith(b"%PDF")
    with store.unit_of_work() as unit:
        assert unit.next_serial() == len(rows) + 1


def test_a_full_database_keeps_what_it_has(opened: Opener) -> None:
    store = opened()
    accept(store, 1)
    with store._writer.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 12}")
    accepted, code = [1], ""
    for number in range(2, 200):
        try:
            accept(store, number, {"text": "内容" * 500})
            accepted.append(number)
        except KnownTrouble as trouble:
            code = trouble.code
            break
    assert code == "disk_full"
    assert store._space.is_short  # the ballast was given up so that the rest can end in order
    with store.reading() as reading:
        assert reading.worklist(WorkQuery()).total == len(accepted)
        assert reading.facts_of(f"case-{number}") == ()
        assert reading.has_command(f"command-{number}") is None
        assert reading.counts(TODAY)["received"] == len(accepted)
    with store._writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    accept(store, number)  # there is room again: work goes on, and the ballast is back
    assert not store._space.is_short
    store.close()
    assert opened().check().is_sound


def test_no_case_is_accepted_without_room(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store._space, "_free_bytes", lambda home: disk_space.ROOM_FOR_A_CASE - 1)
    with pytest.raises(KnownTrouble) as trouble:
        accept(store, 1)
    assert trouble.value.code == "disk_full"
    assert not list((store.home / kept_files.FOLDER).iterdir())
    _save_draft(store)  # a draft may still be saved
    store._space.give_up_ballast()
    with pytest.raises(KnownTrouble):
        _save_draft(store)  # until there was really no room
    with store.reading() as reading:
        assert len(reading.drafts()) == 1
    monkeypatch.undo()
    accept(store, 1)


def test_the_ballast(home: Path) -> None:
    home.mkdir()
    free = 10 << 30
    space = disk_space.DiskSpace(home, lambda _: free)
    assert space.is_short
    space.keep_ballast()
    size = (home / disk_space.FILE_NAME).stat()
    assert size.st_size == disk_space.BALLAST >= 2 * disk_space.LARGEST_WAL
    if sys.platform != "win32":
        assert size.st_blocks * 512 >= disk_space.BALLAST  # real blocks, no hole
    space.give_up_ballast()
    space.give_up_ballast()
    free = disk_space.ROOM_FOR_A_CASE + disk_space.BALLAST - 1
    space.keep_ballast()
    assert space.is_short  # the ballast never takes the room of a case


def test_a_full_disk_opens_for_reading(opened: Opener, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = opened()
    accept(store, 1)
    store.close()
    assert (home / disk_space.FILE_NAME).exists()
    monkeypatch.setattr(disk_space, "_free_bytes", lambda _: 0)
    store = opened()
    assert not (home / disk_space.FILE_NAME).exists()  # it made way for the log
    with store.reading() as reading:
        assert reading.worklist(WorkQuery()).total == 1
    with pytest.raises(KnownTrouble, match="disk_full"):
        accept(store, 2)


def test_the_log_stays_below_half_the_ballast(store: SqlStore) -> None:
    for number in range(60):
        accept(store, number, {"text": "内容" * 5_000})
        _look_at_the_list(store)
    log = store.home / f"{engine.FILE_NAME}-wal"
    assert 1 << 20 < log.stat().st_size <= disk_space.LARGEST_WAL
    assert disk_space.BALLAST >= 2 * disk_space.LARGEST_WAL


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk_full"),
        (errno.EROFS, "database_read_only"),
        (errno.EACCES, "database_read_only"),
        (errno.EIO, "store_failed"),
    ],
)
def test_a_paper_that_cannot_be_kept(store: SqlStore, monkeypatch: pytest.MonkeyPatch, number: int, code: str) -> None:
    def failing(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", failing)
        with pytest.raises(KnownTrouble) as trouble:
            accept(store, 1)
    assert trouble.value.code == code
    assert list((store.home / kept_files.FOLDER).iterdir()) == []
    with store.reading() as reading:
        assert reading.facts_of("case-1") == ()
    accept(store, 1)


def test_somebody_holds_the_database(store: SqlStore) -> None:
    """A tool of an administrator left a transaction open."""
    other = engine.open_writer(store.home / engine.FILE_NAME, KEY)
    other.execute("BEGIN IMMEDIATE")
    with store._writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 50")
    with pytest.raises(KnownTrouble) as trouble:
        accept(store, 1)
    assert trouble.value.code == "database_busy"
    other.execute("ROLLBACK")
    other.close()
    accept(store, 1)
    assert store.check().is_sound


def test_an_error_in_the_middle_leaves_nothing(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    from wenling_desk.store import drafts

    def failing(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(drafts, "write", failing)  # the last table of the act
    with pytest.raises(MemoryError):
        accept(store, 1)
    monkeypatch.undo()
    with store.reading() as reading:
        assert reading.facts_of("case-1") == ()
        assert reading.worklist(WorkQuery()).total == 0
    assert accept(store, 1).startswith("331081-26-K7QX-000001")
    assert store.check().is_sound


def test_half_written_papers_are_swept_at_the_next_start(opened: Opener, home: Path) -> None:
    first = opened()
    accept(first, 1)
    first.close()
    folder = home / kept_files.FOLDER
    (folder / f"{'ab' * 20}.part").write_bytes(b"half")
    (folder / ("cd" * 20)).write_bytes(b"whole, but its row was never committed")
    opened()
    assert len(list(folder.iterdir())) == 2


def test_lost_and_damaged_papers_are_named(store: SqlStore) -> None:
    numbers = [accept(store, number) for number in range(3)]
    assert store.check().lost_papers == ()
    with store.reading() as reading:
        kept = [reading.paper(number) for number in numbers]
    names = [store._files.name(paper.sha256) for paper in kept if paper]
    folder = store.home / kept_files.FOLDER
    (folder / names[0]).unlink()
    raw = bytearray((folder / names[1]).read_bytes())
    raw[-1] ^= 1
    (folder / names[1]).write_bytes(raw)
    assert store.check().lost_papers == tuple(numbers[:2])
    codes = []
    for number in numbers[:2]:
        with store.reading() as reading, pytest.raises(KnownTrouble) as trouble:
            reading.paper_pdf(number)
        assert trouble.value.values == {"number": number}
        codes.append(trouble.value.code)
    assert codes == ["paper_file_missing", "paper_file_damaged"]
    # The same paper issued again heals the file.
    with store.unit_of_work() as unit:
        fill(unit, 50, content=b"%PDF healed")
        unit.commit()


def test_readers_and_the_writer_work_side_by_side(store: SqlStore) -> None:
    """Lists read on their own thread while the desk thread writes; nobody sees half a command."""
    stop, seen, errors = threading.Event(), set(), []

    def read() -> None:
        while not stop.is_set():
            try:
                seen.add(_look_at_the_list(store))
            except Exception as error:
                errors.append(error)
                return

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(40):
        accept(store, number)
    stop.set()
    for thread in threads:
        thread.join()
    assert not errors
    assert len(seen) > 1


def test_units_of_work_wait_for_each_other(store: SqlStore) -> None:
    def work(start: int) -> None:
        for number in range(start, start + 10):
            accept(store, number)

    threads = [threading.Thread(target=work, args=(start,)) for start in (0, 100, 200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    _assert_whole(store, {*range(10), *range(100, 110), *range(200, 210)})
    with store.unit_of_work(), pytest.raises(RuntimeError, match="inside another"), store.unit_of_work():
        pass


def test_a_serial_is_not_taken_twice(store: SqlStore) -> None:
    """Should ever two writers meet, the second is refused."""
    with store.unit_of_work() as unit:
        unit.next_serial()
        with store._writer.connect() as connection:
            connection.exec_driver_sql("UPDATE desk_series SET next_serial = 5")
        unit.append([fact(1)])
        with pytest.raises(KnownTrouble) as trouble:
            unit.commit()
    assert trouble.value.code == "serial_taken"
    with store.reading() as reading:
        assert reading.facts_of("case-1") == ()


def test_looks_are_written_even_when_they_stand_alone(opened: Opener) -> None:
    store = opened()
    with store.unit_of_work() as unit:
        unit.add_look(look("lin.ke", kind="logged_in", outcome="wrong_password"))
        unit.commit()
    assert store.check().ledger.entries == 2


def _save_draft(store: SqlStore) -> None:
    with store.unit_of_work() as unit:
        unit.save_draft(draft())
        unit.commit()


def _look_at_the_list(store: SqlStore) -> int:
    with store.reading() as reading:
        page = reading.worklist(WorkQuery(limit=1_000))
        rows = len(page.rows)
        for row in page.rows[:3]:
            if len(reading.facts_of(row.record_id)) != 3:
                raise AssertionError("half a command")
    return rows
