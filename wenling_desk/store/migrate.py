"""Creating the tables and bringing an older database up to date, with a copy before each migration."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, insert, text

from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.durable_files import flush_folder_of
from wenling_desk.store import engine as engines
from wenling_desk.store import health, schema
from wenling_desk.store.copying import copy_database

COPIES: Final = "before-migration"
"""The folder of the copies made before migrations, in the home folder."""

# As Alembic writes it: a new database needs no Alembic to be made.
_ALEMBIC_TABLE: Final = (
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
    "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)


def revision_of(version: int) -> str:
    """The Alembic revision that leads to a schema version."""
    return f"{version:04d}"


def scripts_folder() -> Path:
    """Where the migrations lie: beside this file, or unpacked beside a frozen program."""
    unpacked = getattr(sys, "_MEIPASS", None)
    package = Path(unpacked, "wenling_desk", "store") if unpacked else Path(__file__).resolve().parent
    return package / "migrations"


def create_tables(connection: Connection, marks: dict[str, str]) -> None:
    """All tables, triggers and first rows of a new database, inside the caller's transaction."""
    schema.metadata.create_all(connection, checkfirst=False)
    for trigger in schema.APPEND_ONLY_TRIGGERS:
        connection.execute(text(trigger))
    connection.execute(insert(schema.head_totals), [{"open": 0, "amount": 0}, {"open": 1, "amount": 0}])
    connection.execute(insert(schema.record_totals), [{"hidden": 0, "amount": 0}, {"hidden": 1, "amount": 0}])
    rows = [{"name": name, "value": value} for name, value in marks.items()]
    connection.execute(insert(schema.meta), rows)
    connection.execute(text(_ALEMBIC_TABLE))
    revision = {"revision": revision_of(schema.SCHEMA_VERSION)}
    connection.execute(text("INSERT INTO alembic_version VALUES (:revision)"), revision)


def bring_up_to_date(
    engine: Engine, home: Path, key: bytes, found: int, now: datetime, scripts: Path | None = None
) -> Path:
    """Migrate from schema version ``found``; returns where the copy of the old state lies.

    All steps run in one transaction: a crash leaves the old state, and the next start begins again. Raises
    ``migration_failed`` (copy) with the database as it was, and ``migrations_missing`` (folder).
    """
    folder = scripts or scripts_folder()
    if not any((folder / "versions").glob("*.py")):
        raise KnownTrouble("migrations_missing", folder=str(folder))
    copy = home / COPIES / f"{engines.FILE_NAME}.v{found}.{now:%Y%m%d-%H%M%S}"
    copy.parent.mkdir(exist_ok=True)
    flush_folder_of(copy.parent)
    copy_database(home / engines.FILE_NAME, copy, key)
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            _upgrade(connection, folder)
            update = text("UPDATE meta SET value = :version WHERE name = :name")
            values = {"version": str(schema.SCHEMA_VERSION), "name": health.SCHEMA}
            connection.execute(update, values)
            connection.exec_driver_sql("COMMIT")
        except BaseException as error:
            driver: Any = connection.connection.dbapi_connection
            if driver.in_transaction:
                connection.exec_driver_sql("ROLLBACK")
            if isinstance(error, Exception):
                raise KnownTrouble("migration_failed", copy=str(copy)) from error
            raise
    return copy


def _upgrade(connection: Connection, folder: Path) -> None:
    # Imported here: a start with a current schema never pays for Alembic.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
