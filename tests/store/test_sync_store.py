"""What only the real store can show of the sync: reopening, restoring, files on disk, and what a question costs."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.store.acts import accept
from tests.store.conftest import IDENTITY, KEY, Opener
from tests.store.museum.make import MUSEUM
from tests.support.store_samples import NINE, TestClock, fact, head, paper, pdf
from tests.support.sync_samples import ENROLMENT, do, foreign, pulled, replica, states, trouble, write
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.store import canonical, engine, ledger
from wenling_desk.store.backup import backup, restore
from wenling_desk.store.desk_store import SqlStore, open_store
from wenling_desk.store.series import StoreIdentity
from wenling_desk.store.transaction import Transaction
from wenling_desk.use_cases.sync_ports import CONFIRMED, QUEUED, STATES, HallHeads


def test_a_granted_code_stands_above_the_settings(opened: Opener) -> None:
    store = opened()
    accept(store, 1)
    do(store, "take_desk_code", "W3RT", 7, replica(store).length + 1)
    assert (store.identity.desk_code, store.epoch) == ("W3RT", 7)
    length = store.ledger_length()
    store.close()
    for code in ("K7QX", "ZZZZ"):
        store = opened(identity=StoreIdentity("331081", code, "device-1"))
        assert (store.identity.desk_code, store.epoch, store.is_restored) == ("W3RT", 7, False)
        assert store.ledger_length() == length
        store.close()
    store = opened()
    assert accept(store, 2) == "331081-26-W3RT-000001-A"
    with store.sync_unit() as unit:
        unit.append([fact(70)])
        unit.commit()
    assert _ask(store, "SELECT DISTINCT epoch FROM ledger ORDER BY epoch") == [(1,), (7,)]


def test_a_restored_desk_issues_again_after_the_centre_gave_it_a_code(opened: Opener, tmp_path: Path) -> None:
    store = opened()
    accept(store, 1)
    do(store, "take_desk_code", "W3RT", 4, 1)
    with store.sync_unit() as unit:
        sha256 = unit.add_scan("case-1", b"a scan", "image/png")
        unit.commit()
    backup(store, tmp_path / "backup", NINE)
    store.close()
    restore(tmp_path / "backup", tmp_path / "back", KEY, NINE)
    restored = opened(folder=tmp_path / "back")
    assert (restored.is_restored, replica(restored).is_locked) == (True, True)
    with restored.sync_reading() as reading:
        assert reading.blob_bytes(sha256, 0, 99) == b"a scan", "a backup takes attachments along"
    with restored.unit_of_work() as unit, pytest.raises(KnownTrouble, match="desk_restored"):
        unit.next_serial()
    do(restored, "take_desk_code", "X4SV", 5, 1)
    assert (restored.is_restored, replica(restored).is_locked, replica(restored).acked) == (False, False, 0)
    assert accept(restored, 2) == "331081-26-X4SV-000001-A"
    assert restored.check().is_sound


def test_what_the_centre_answered_survives_the_end(opened: Opener) -> None:
    store = opened()
    last = write(store, fact(1), fact(2, record="case-2"))
    do(store, "keep_enrolment", ENROLMENT)
    do(store, "acknowledge", last)
    do(store, "confirm", ["command-000001"])
    do(store, "add_pulled", [pulled(foreign(10, "case-1"), 2), pulled(fact(1), 1)])
    do(store, "save_cursor", "device:device-1", 2)
    before = replica(store)
    store.close()
    store = opened()
    assert replica(store) == before
    with store.sync_reading() as reading:
        assert reading.enrolment() == ENROLMENT
        assert [each.fact_id for each in reading.facts_of("case-1")] == ["fact-000001", "fact-000010"]
    assert states(store, "case-1") == [CONFIRMED]
    assert store.check().is_sound


def test_nothing_that_came_or_goes_lies_in_plain_text(opened: Opener, home: Path) -> None:
    store = opened()
    do(store, "keep_enrolment", ENROLMENT)
    with store.sync_unit() as unit:
        unit.add_scan("case-1", b"\x89PNG marked person 8391 " * 50, "image/png")
        unit.add_pulled([pulled(foreign(1, body={"name": "marked person 8391"}), 1)])
        unit.commit()
    written = b"".join(file.read_bytes() for file in home.rglob("*") if file.is_file())
    store.close()
    written += b"".join(file.read_bytes() for file in home.rglob("*") if file.is_file())
    for plain in (b"marked person 8391", ENROLMENT.private_key, ENROLMENT.private_key.hex().encode()):
        assert plain not in written


def test_a_scan_that_was_damaged_says_so(opened: Opener, home: Path) -> None:
    store = opened()
    with store.sync_unit() as unit:
        sha256 = unit.add_scan("case-1", b"a scan", "image/png")
        unit.commit()
    (file,) = (home / "papers").iterdir()
    for content in (file.read_bytes()[:-1] + b"x", None):
        if content is None:
            file.unlink()
        else:
            file.write_bytes(content)
        with store.sync_reading() as reading, pytest.raises(KnownTrouble) as refused:
            reading.blob_bytes(sha256, 0, 9)
        assert (refused.value.code, refused.value.values) == ("blob_damaged", {"sha256": sha256})


def test_files_go_with_what_is_forgotten_and_not_before(opened: Opener, home: Path) -> None:
    store = opened()
    with store.sync_unit() as unit:
        unit.add_scan("case-1", b"a scan", "image/png")
        unit.append([fact(1)])
        unit.add_paper(paper(), pdf())
        unit.commit()
    do(store, "acknowledge", replica(store).length)
    do(store, "confirm", ["command-000001"])
    do(store, "blob_progress", hashlib.sha256(b"a scan").hexdigest(), 6, complete=True, at=NINE)
    do(store, "blob_progress", paper().sha256, 9, complete=True, at=NINE)
    with store.sync_unit() as unit:
        assert unit.forget_blobs(NINE.replace(year=2027)) == 1
    assert len(list((home / "papers").iterdir())) == 2, "nothing goes without commit"
    assert do(store, "forget_blobs", NINE.replace(year=2027)) == 1
    assert len(list((home / "papers").iterdir())) == 1
    assert _ask(store, "SELECT count(*) FROM paper_files") == [(1,)]
    with store.reading() as reading:
        assert reading.paper_pdf(paper().number) == pdf()


def test_a_desk_of_version_1_queues_what_it_has(home: Path, opened: Opener) -> None:
    shutil.copytree(MUSEUM / "v1", home)
    store = opened()
    with store.sync_reading() as reading:
        length = reading.replica().length
        ops = reading.ops_after(0, 99, 1 << 20).ops
        assert (ops[0].first, ops[-1].last, len({op.op_id for op in ops})) == (1, length, len(ops))
        assert reading.unsent("lin.ke").records == 3
        page = reading.record_syncs("", STATES, 9, 0)
        assert [(row.record_id, row.state, row.clerk, row.record_kind) for row in page.rows] == [
            (f"case-{number}", QUEUED, "lin.ke", "case") for number in range(3)
        ]
        assert reading.blobs_waiting(9) == ()
    do(store, "acknowledge", length)
    with store.sync_reading() as reading:
        waiting = reading.blobs_waiting(9)
        assert [(each.kind, each.record_id) for each in waiting] == [("paper", f"case-{number}") for number in range(3)]
        assert all(reading.blob_bytes(each.sha256, 0, 5) == b"%PDF-" for each in waiting)
        assert reading.record_syncs("", (CONFIRMED,), 9, 0).total == 0
    do(store, "confirm", [op.op_id for op in ops])
    with store.sync_reading() as reading:
        assert reading.record_syncs("", (CONFIRMED,), 9, 0).total == 3


@contextmanager
def _counting(store: SqlStore) -> Iterator[list[int]]:
    """Counts the steps of SQLite's machine on the reading connection, in hundreds."""
    steps = [0]

    def step() -> int:
        steps[0] += 1
        return 0

    with store._readers.connect() as connection:
        driver: Any = connection.connection.dbapi_connection
        driver.set_progress_handler(step, 100)
    try:
        yield steps
    finally:
        driver.set_progress_handler(None, 0)


def _grow(store: SqlStore, start: int, amount: int) -> None:
    """So many confirmed records more, each with two entries and a worklist row."""
    with store.sync_unit() as unit:
        for number in range(start, start + amount):
            record = f"case-{number}"
            unit.append([fact(number * 2 + each, record, f"command-{number}") for each in range(2)])
            unit.save_heads(record, [head(record)])
        unit.commit()
    with store.sync_unit() as unit:
        unit.acknowledge(replica(store).length)
        unit.confirm([f"command-{number}" for number in range(start, start + amount)])
        unit.commit()


def _steps(store: SqlStore, question: str, *values: Any) -> int:
    with _counting(store) as steps, store.sync_reading() as reading:
        getattr(reading, question)(*values)
    return steps[0]


def test_what_is_confirmed_costs_nothing(opened: Opener) -> None:
    """The same steps of SQLite's machine with 900 confirmed records behind as with 100."""
    store = opened()
    _grow(store, 0, 100)
    write(store, *(fact(90_000 + number, f"new-{number}") for number in range(20)))
    do(store, "need_attention", trouble(op_id="command-090000", record_id="new-0"))
    acked = replica(store).acked

    def costs(seq: int) -> dict[str, int]:
        return {
            "unsent": _steps(store, "unsent"),
            "unsent of one": _steps(store, "unsent", "lin.ke"),
            "on their way": _steps(store, "record_syncs", "", STATES[:2], 50, 0),
            "with the confirmed": _steps(store, "record_syncs", "", STATES, 50, 0),
            "searched": _steps(store, "record_syncs", "企业", (QUEUED,), 50, 0),
            "ops": _steps(store, "ops_after", 0, 20, 1 << 20),
            "before": _steps(store, "op_ids_before", seq + 1, 20),
            "one": _steps(store, "record_sync", "new-1"),
            "replica": _steps(store, "replica"),
            "facts": _steps(store, "facts_of", "new-1"),
        }

    before = costs(acked)
    with store.sync_unit() as unit:
        # The new ones stay unsent: the others are confirmed around them.
        for number in range(200, 1_000):
            record = f"case-{number}"
            unit.append([fact(number * 2 + each, record, f"command-{number}") for each in range(2)])
            unit.save_heads(record, [head(record)])
        unit.confirm([f"command-{number}" for number in range(200, 1_000)])
        unit.commit()
    after = costs(acked)
    for question, steps in after.items():
        assert steps <= before[question] * 1.2 + 3, (question, before[question], steps)


def test_a_practice_identity_never_meets_a_granted_code(tmp_path: Path) -> None:
    """A database that was never granted a code goes by its settings, as before there was a centre."""
    store = open_store(tmp_path, KEY, IDENTITY, TestClock())
    store.close()
    store = open_store(tmp_path, KEY, StoreIdentity("331081", "NEXT", "device-1"), TestClock())
    assert (store.identity.desk_code, store.epoch) == ("NEXT", 2)
    store.close()


def test_dropping_keeps_the_ledger_sound(opened: Opener) -> None:
    store = opened()
    accept(store, 1)
    do(store, "add_pulled", [pulled(foreign(900, "case-1"), 1), pulled(foreign(901, "case-8"), 1)])
    do(store, "acknowledge", replica(store).length)
    do(store, "save_hall_heads", HallHeads("case-1", 1, ()))
    for record in ("case-1", "case-8"):
        do(store, "drop_record", record)
    assert store.check().is_sound
    assert _ask(store, "SELECT record_id, own FROM facts WHERE own = 0") == []
    assert _ask(store, "SELECT hidden, amount FROM record_totals ORDER BY hidden") == [(0, 0), (1, 1)]
    assert _ask(store, "SELECT record_id, hidden FROM records") == [("case-1", 1)]


def test_a_fact_that_is_in_the_ledger_after_all_outlives_its_record(opened: Opener) -> None:
    """The centre gave it back first, then the issue journal did: not own by its row, own by the ledger."""
    store = opened()
    do(store, "add_pulled", [pulled(fact(1), 1), pulled(foreign(10, "case-1"), 2)])
    entry = ledger.entry_of_fact(fact(1), canonical.fact_to_bytes(fact(1)), 0)
    with store._writer.connect() as connection, Transaction(connection) as transaction:
        ledger.write(transaction, [entry], store.epoch)
    do(store, "acknowledge", replica(store).length)
    do(store, "need_attention", trouble(op_id="", record_id="case-1"))
    assert states(store, "case-1") == ["needs_attention"]
    do(store, "drop_record", "case-1")
    assert _ask(store, "SELECT fact_id FROM facts") == [("fact-000001",)]
    assert store.check().is_sound
    with store.reading() as reading:
        assert reading.facts_of("case-1") == ()


def _ask(store: SqlStore, question: str) -> list[tuple[Any, ...]]:
    driver = engine.open_untouching(store.home / engine.FILE_NAME, KEY)
    try:
        return [tuple(row) for row in driver.execute(question).fetchall()]
    finally:
        driver.close()
