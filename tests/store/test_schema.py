"""Migrations lead to the schema, and the schema speaks both dialects."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.dialects import postgresql
from sqlalchemy.pool import StaticPool
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlcipher3 import dbapi2

from wenling_desk.store import engine, migrate, schema

MARKS = {"schema_version": str(schema.SCHEMA_VERSION)}


@pytest.fixture
def created(tmp_path: Path) -> Engine:
    engine_ = engine.make_writer_engine(tmp_path / "created.db", bytes(range(48)))
    with engine_.connect() as connection:
        migrate.create_tables(connection, MARKS)
    return engine_


@pytest.fixture
def migrated(tmp_path: Path) -> Engine:
    engine_ = engine.make_writer_engine(tmp_path / "migrated.db", bytes(range(48)))
    with engine_.connect() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return engine_


def test_migrations_lead_to_the_schema(created: Engine, migrated: Engine) -> None:
    with created.connect() as one, migrated.connect() as other:
        assert _objects(other) == _objects(one)
        for table in ("meta", "head_totals", "record_totals", "alembic_version"):
            rows = f"SELECT * FROM {table} ORDER BY 1"
            assert other.exec_driver_sql(rows).all() == one.exec_driver_sql(rows).all()
        context = MigrationContext.configure(other)
        differences = compare_metadata(context, schema.metadata)
    created.dispose()
    migrated.dispose()
    assert differences == []


def test_the_schema_version_is_that_of_the_last_migration() -> None:
    scripts = ScriptDirectory.from_config(_config())
    assert scripts.get_heads() == [migrate.revision_of(schema.SCHEMA_VERSION)]
    assert len(list(scripts.walk_revisions())) == schema.SCHEMA_VERSION


def test_every_table_and_index_compiles_for_the_centre() -> None:
    dialect = postgresql.dialect()
    for table in schema.metadata.sorted_tables:
        assert "WITHOUT ROWID" not in str(CreateTable(table).compile(dialect=dialect))
        for index in table.indexes:
            assert str(CreateIndex(index).compile(dialect=dialect)).startswith("CREATE INDEX")


def test_region_leads_the_keys_of_numbers() -> None:
    for table in (schema.papers, schema.official_numbers, schema.desk_series, schema.known_papers):
        assert next(iter(table.primary_key.columns)).name == "region"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE facts SET body = x'00'",
        "UPDATE facts SET own = 0",
        "UPDATE facts SET rank = 1, position = 9",
        "DELETE FROM facts",
        "UPDATE ledger SET body = x'00'",
        "UPDATE ledger SET hash = x'00'",
        "UPDATE ledger SET at = ''",
        "UPDATE ledger SET command_id = 'x'",
        "UPDATE ledger SET clerk = 'x'",
        "DELETE FROM ledger",
        "UPDATE ledger SET state = 'forgotten'",
    ],
)
def test_facts_and_ledger_are_never_changed(created: Engine, statement: str) -> None:
    with created.connect() as connection:
        driver: Any = connection.connection.dbapi_connection
        driver.execute("INSERT INTO facts VALUES ('case','r',1,'f','K','[]','t',1,x'7b7d',NULL)")
        driver.execute(
            "INSERT INTO ledger VALUES (1,'f',x'00',x'01','c',0,'r','fact',x'7b7d',x'02',1,'queued','t',NULL)"
        )
        with pytest.raises(dbapi2.IntegrityError, match=r"never|CHECK"):
            driver.execute(statement)
        driver.execute("UPDATE ledger SET state = 'acked', epoch = 2")
        assert driver.execute("SELECT state, epoch FROM ledger").fetchall() == [("acked", 2)]
        driver.execute("UPDATE facts SET rank = 4")
        driver.execute("INSERT INTO facts VALUES ('case','r',2,'g','K','[]','t',0,x'7b7d',5)")
        driver.execute("DELETE FROM facts WHERE own = 0")
        assert driver.execute("SELECT fact_id, rank FROM facts").fetchall() == [("f", 4)]
    created.dispose()


def test_a_frozen_program_finds_its_migrations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (migrate.scripts_folder() / "env.py").is_file()
    monkeypatch.setattr("sys._MEIPASS", str(tmp_path), raising=False)
    assert migrate.scripts_folder() == tmp_path / "wenling_desk" / "store" / "migrations"


def test_create_engine_needs_no_plain_sqlite() -> None:
    """The dialect runs on SQLCipher's module; Python's own sqlite3 would ignore the key."""
    memory = create_engine("sqlite://", module=dbapi2, poolclass=StaticPool)
    with memory.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA cipher_version").scalar()
    memory.dispose()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrate.scripts_folder()).replace("%", "%%"))
    return config


def _objects(connection: Connection) -> dict[str, str]:
    """Name -> text of every table, index and trigger, blanks and quotes aside."""
    rows = connection.exec_driver_sql("SELECT type || ' ' || name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    texts = {name: re.sub(r'[\s"]+', " ", sql) for name, sql in rows}
    return {name: _sorted_parts(text) for name, text in texts.items()}


def _sorted_parts(text: str) -> str:
    """The order of a table's constraints means nothing."""
    if not text.startswith("CREATE TABLE"):
        return text
    head, _, rest = text.partition("(")
    body, _, tail = rest.rpartition(")")
    parts = re.split(r", (?=CONSTRAINT)", body.strip())
    return f"{head}({'; '.join([parts[0], *sorted(parts[1:])])}){tail}"
