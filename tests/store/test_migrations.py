"""Old databases open for ever; a migration copies first, and a crash in the middle leaves the old state."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from tests.store.acts import accept
from tests.store.conftest import IDENTITY, KEY, Opener
from tests.store.museum.make import ACKED, BODY, MUSEUM, NUMBER, OTHER_NUMBER, SCAN, WAITING
from tests.support.store_samples import NINE, TODAY, TestClock, draft
from tests.support.sync_samples import ENROLMENT
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.domain.figures import Cell, CellQuery
from wenling_desk.store import engine, migrate, schema
from wenling_desk.store.desk_store import open_store
from wenling_desk.use_cases.ports import ErrandQuery, WorkQuery
from wenling_desk.use_cases.sync_ports import CONFIRMED, NEEDS_ATTENTION, QUEUED

EXHIBITS = sorted(MUSEUM.glob("v*"))
NEXT = """
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "{following:04d}", "{present:04d}", None, None
def upgrade():
    op.add_column("heads", sa.Column("colour", sa.String(8), server_default="green"))
    with op.batch_alter_table("drafts") as batch:
        batch.add_column(sa.Column("step", sa.Integer()))
    {middle}
    op.create_table("extra", sa.Column("id", sa.Integer(), primary_key=True))
"""
PRESENT = schema.SCHEMA_VERSION
FOLLOWING = PRESENT + 1


@pytest.mark.parametrize("exhibit", EXHIBITS, ids=lambda path: path.name)
def test_an_old_database_opens(exhibit: Path, home: Path, opened: Opener) -> None:
    shutil.copytree(exhibit, home)
    store = opened()
    assert store.check().is_sound
    with store.reading() as reading:
        assert reading.worklist(WorkQuery()).total == 3
        assert reading.counts(TODAY) == {"received": 3}
        assert reading.drafts() == (draft(),)
        assert reading.record_of_number(NUMBER) == "case-1"
        assert [len(reading.papers_of(f"case-{number}")) for number in range(3)] == [1, 1, 1]
        assert all(reading.paper_pdf(paper.number).startswith(b"%PDF") for paper in reading.papers_to_print())
        assert reading.facts_of("case-0")[0].body == BODY
        strange = reading.facts_of("case-2")[-1]
        assert (strange.kind, strange.version, strange.body) == ("OfALaterProgram", 9, BODY)
        found = reading.errands(ErrandQuery()).rows
        assert [row.errand for row in found] == ([] if exhibit.name in ("v1", "v2") else [WAITING])
        assert all(row.head is not None and row.head.record_id == "case-1" for row in found)
        query = CellQuery("received", TODAY, group="department", by_value=True)
        cells = () if exhibit.name in ("v1", "v2", "v3") else (Cell(value="SCJG", count=1, people=28),)
        assert reading.figure_cells(query) == cells
        assert len(reading.papers_issued(NINE, NINE + timedelta(days=1))) == 3
    assert accept(store, 50).startswith("331081-26-K7QX-000004")


@pytest.mark.parametrize("exhibit", EXHIBITS[1:], ids=lambda path: path.name)
def test_what_an_old_desk_had_from_the_centre(exhibit: Path, home: Path, opened: Opener) -> None:
    shutil.copytree(exhibit, home)
    with opened().sync_reading() as reading:
        replica = reading.replica()
        assert (replica.acked, replica.incarnation, replica.request_seq) == (ACKED, "life-1", 17)
        assert replica.cursors == {"hall:wl-01": 41}
        assert reading.enrolment() == ENROLMENT
        assert [reading.record_sync(f"case-{number}") for number in range(3)] == [CONFIRMED, NEEDS_ATTENTION, QUEUED]
        assert [each.fact_id for each in reading.facts_of("case-0")][:2] == ["fact-000000", "fact-000070"]
        assert reading.record_of_number(OTHER_NUMBER) == "case-8"
        assert (reading.scans_missing("case-0"), reading.scans_missing("case-1")) == (1, 2)
        assert [each.code for each in reading.troubles("case-1")] == ["refused"]
        assert [row.raw for row in reading.held_rows()] == [b"of a later centre"]
        assert reading.blob_bytes(hashlib.sha256(SCAN).hexdigest(), 0, 99) == SCAN
        assert {each.record_id for each in reading.blobs_waiting(9)} == {"case-0", "case-1"}
        assert reading.scope_digest("device:device-1")[0] == 2


def test_every_version_has_its_exhibit() -> None:
    assert [path.name for path in EXHIBITS] == [f"v{number}" for number in range(1, schema.SCHEMA_VERSION + 1)]


@pytest.fixture
def older(opened: Opener, home: Path) -> Path:
    """The home of a desk whose program is about to become newer."""
    store = opened()
    for number in range(3):
        accept(store, number)
    store.close()
    return home


def _scripts(folder: Path, middle: str) -> Path:
    shutil.copytree(migrate.scripts_folder(), folder, ignore=shutil.ignore_patterns("__pycache__"))
    _write_next(folder, middle)
    return folder


def _write_next(folder: Path, middle: str) -> None:
    written = NEXT.format(middle=middle, present=PRESENT, following=FOLLOWING)
    (folder / "versions" / f"{FOLLOWING:04d}_next.py").write_text(written)


def _migrate(home: Path, scripts: Path) -> Path:
    writer = engine.make_writer_engine(home / engine.FILE_NAME, KEY)
    try:
        return migrate.bring_up_to_date(writer, home, KEY, PRESENT, NINE, scripts)
    finally:
        writer.dispose()


def test_a_migration_copies_first_and_keeps_everything(
    older: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "SCHEMA_VERSION", FOLLOWING)
    copy = _migrate(older, _scripts(tmp_path / "100% scripts", ""))
    assert copy == older / "before-migration" / f"desk.db.v{PRESENT}.20261124-090000"
    assert copy.read_bytes()[:16] == KEY[32:]
    assert _objects(copy) < _objects(older / engine.FILE_NAME)
    assert {"table extra", "trigger facts_keep_delete"} <= _objects(older / engine.FILE_NAME)
    assert _ask(older / engine.FILE_NAME, "SELECT value FROM meta WHERE name = 'schema_version'") == [(str(FOLLOWING),)]
    assert _ask(older / engine.FILE_NAME, "SELECT version_num FROM alembic_version") == [(f"{FOLLOWING:04d}",)]
    assert _ask(older / engine.FILE_NAME, "SELECT DISTINCT colour FROM heads") == [("green",)]
    monkeypatch.undo()
    # The copy is a whole desk of the old version.
    back = tmp_path / "back"
    shutil.copytree(older, back)
    shutil.copyfile(copy, back / engine.FILE_NAME)
    _assert_as_before(back)


@pytest.mark.parametrize("middle", ['raise ValueError("defect")', 'op.execute("INSERT INTO nowhere VALUES (1)")'])
def test_a_failed_migration_leaves_the_old_state(older: Path, tmp_path: Path, middle: str) -> None:
    before = _objects(older / engine.FILE_NAME)
    with pytest.raises(KnownTrouble) as trouble:
        _migrate(older, _scripts(tmp_path / "scripts", middle))
    assert trouble.value.code == "migration_failed"
    assert Path(str(trouble.value.values["copy"])).is_file()
    assert _objects(older / engine.FILE_NAME) == before
    _assert_as_before(older)


def test_a_migration_that_is_killed_begins_again(older: Path, tmp_path: Path) -> None:
    before = _objects(older / engine.FILE_NAME)
    kill = f"import os; os.kill(os.getpid(), {int(getattr(signal, 'SIGKILL', signal.SIGTERM))})"
    scripts = _scripts(tmp_path / "scripts", kill)
    script = (
        "import pathlib, sys\n"
        "from tests.store.test_migrations import _migrate\n"
        "_migrate(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))\n"
    )
    command = [sys.executable, "-c", script, str(older), str(scripts)]
    root = str(Path(__file__).parents[2])
    ended = subprocess.run(command, cwd=root, check=False, env=os.environ | {"PYTHONPATH": root})
    assert ended.returncode != 0
    assert list((older / "before-migration").iterdir())
    assert _objects(older / engine.FILE_NAME) == before
    _write_next(scripts, "")
    _migrate(older, scripts)
    assert "table extra" in _objects(older / engine.FILE_NAME)


def test_opening_migrates(older: Path, tmp_path: Path, opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    scripts = _scripts(tmp_path / "scripts", "")
    monkeypatch.setattr(migrate, "scripts_folder", lambda: scripts)
    monkeypatch.setattr(schema, "SCHEMA_VERSION", FOLLOWING)
    store = opened()
    assert store.check().is_sound
    store.close()
    assert len(list((older / "before-migration").iterdir())) == 1
    opened().close()
    assert len(list((older / "before-migration").iterdir())) == 1  # once is enough


def test_an_installation_without_migrations_says_so(older: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(KnownTrouble, match="migrations_missing"):
        _migrate(older, tmp_path / "empty")
    _assert_as_before(older)


def test_a_start_with_a_current_schema_imports_no_alembic(older: Path) -> None:
    script = (
        "import pathlib, sys\n"
        "from tests.store.conftest import IDENTITY, KEY\n"
        "from tests.support.store_samples import TestClock\n"
        "from wenling_desk.store.desk_store import open_store\n"
        "open_store(pathlib.Path(sys.argv[1]), KEY, IDENTITY, TestClock()).close()\n"
        "print('alembic' in sys.modules)\n"
    )
    root = str(Path(__file__).parents[2])
    command = [sys.executable, "-c", script, str(older)]
    answer = subprocess.run(
        command, cwd=root, check=True, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": root}
    )
    assert answer.stdout.strip() == "False"


def _assert_as_before(home: Path) -> None:
    store = open_store(home, KEY, IDENTITY, TestClock())
    assert store.check().is_sound
    with store.reading() as reading:
        assert reading.worklist(WorkQuery()).total == 3
    accept(store, 60)
    store.close()


def _objects(path: Path) -> set[str]:
    return {row[0] for row in _ask(path, "SELECT type || ' ' || name FROM sqlite_master")}


def _ask(path: Path, question: str) -> list[tuple[str, ...]]:
    driver = engine.open_untouching(path, KEY)
    try:
        return [tuple(row) for row in driver.execute(question).fetchall()]
    finally:
        driver.close()
