"""The centre's tables: the region leads every key, and the migrations make exactly them, on both engines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from tests.support.private_postgres import Cluster
from tests.support.small_centre import REGION
from wenling_desk.store import engine as engines
from wenling_desk.store.centre import migrate, store, tables
from wenling_desk.store.centre.session import Session

KEY = bytes(range(48))


def keys_of(table: sa.Table) -> list[Any]:
    unique = [each for each in table.constraints if isinstance(each, sa.UniqueConstraint)]
    return [table.primary_key, *unique, *(index for index in table.indexes if index.unique)]


@pytest.mark.parametrize("table", tables.metadata.sorted_tables, ids=lambda table: table.name)
def test_the_region_leads_every_key(table: sa.Table) -> None:
    assert table.columns.keys()[0] == "region"
    for key in keys_of(table):
        assert next(iter(key.columns)).name == "region"
    for index in table.indexes:
        assert next(iter(index.columns)).name == "region"
    assert not table.foreign_keys


def _differences(connection: sa.Connection) -> list[Any]:
    return compare_metadata(MigrationContext.configure(connection), tables.metadata)


def test_migrations_make_the_tables_in_sqlite(tmp_path: Path) -> None:
    engine = engines.make_writer_engine(tmp_path / "centre.db", KEY, wiping=False)
    migrate.migrate(engine)
    migrate.migrate(engine)
    with engine.connect() as connection:
        assert _differences(connection) == []
        made = connection.exec_driver_sql("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL").all()
    engine.dispose()
    memory = store.MemoryCentreStore(REGION)
    wanted = memory._driver.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    memory.close()

    def plain(rows: Any) -> dict[tuple[str, str], str]:
        return {(kind, name): "".join(sql.replace('"', "").split()) for kind, name, sql in rows}

    found = plain(made)
    found.pop(("table", "alembic_version"))
    assert found == plain(wanted)


@pytest.mark.needs_program("initdb")
def test_migrations_make_the_tables_in_postgresql(cluster: Cluster) -> None:
    engine = sa.create_engine(cluster.fresh_url())
    migrate.migrate(engine)
    with engine.connect() as connection:
        assert _differences(connection) == []
    engine.dispose()


def test_an_interrupted_migration_leaves_nothing(tmp_path: Path) -> None:  # fault 23
    engine = engines.make_writer_engine(tmp_path / "centre.db", KEY, wiping=False)
    scripts = tmp_path / "scripts"
    (scripts / "versions").mkdir(parents=True)
    for path in migrate.scripts_folder().glob("*.*"):
        (scripts / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    for path in (migrate.scripts_folder() / "versions").glob("*.py"):
        (scripts / "versions" / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    last = f"{tables.SCHEMA_VERSION:04d}"
    (scripts / "versions" / "9999_broken.py").write_text(
        f'revision, down_revision, branch_labels, depends_on = "9999", "{last}", None, None\n'
        "def upgrade():\n    raise OSError(28, 'full')\n"
    )
    with pytest.raises(OSError, match="full"):
        migrate.migrate(engine, scripts)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one() == 0
    migrate.migrate(engine)
    engine.dispose()


def test_work_that_fails_is_not_written(centre_store: store.CentreStore) -> None:
    def work(session: Session) -> None:
        session.insert(tables.server_state, [("x", "1")])
        raise OSError(28, "full")

    with pytest.raises(OSError, match="full"):
        centre_store.write(work)
    assert centre_store.read(lambda session: session.rows(sa.select(tables.server_state.c.name))) == []


def test_an_embedded_centre_is_encrypted_and_comes_back_from_its_image(tmp_path: Path) -> None:
    first = migrate.open_embedded(tmp_path / "a", KEY, REGION)
    first.write(lambda session: session.insert(tables.server_state, [("mark", "一个记号")]))
    image = first.image()
    first.close()
    assert "一个记号".encode() not in image
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / store.FILE_NAME).write_bytes(image)
    second = migrate.open_embedded(tmp_path / "b", KEY, REGION)
    assert second.read(lambda session: session.rows(sa.select(tables.server_state.c.value))) == [("一个记号",)]
    second.write(lambda session: session.insert(tables.server_state, [("later", "x")]))
    second.backup_to(tmp_path / "copy.db")
    second.close()
    third = store.EmbeddedCentreStore(tmp_path / "copy.db", KEY, REGION)
    assert len(third.read(lambda session: session.rows(sa.select(tables.server_state.c.value)))) == 2
    third.close()
    assert [path.name for path in tmp_path.glob("copy*") if path.suffix not in (".db-shm", ".db-wal")] == ["copy.db"]
