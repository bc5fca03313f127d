"""Making the centre's tables and bringing older ones up to date, in one database transaction; and opening the store."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine

from wenling_desk.store import engine as engines
from wenling_desk.store.centre.store import FILE_NAME, EmbeddedCentreStore, PostgresCentreStore

_LOCK = 0x776C6373
"""Of PostgreSQL's advisory locks: two processes that start at once migrate one after the other."""


def scripts_folder() -> Path:
    """Where the migrations lie: beside this file, or unpacked beside a frozen program."""
    unpacked = getattr(sys, "_MEIPASS", None)
    package = Path(unpacked, "wenling_desk", "store", "centre") if unpacked else Path(__file__).resolve().parent
    return package / "migrations"


def migrate(engine: Engine, scripts: Path | None = None) -> None:
    """Bring the database to this program's version; a crash in the middle leaves it as it was."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            _in_one_piece(connection, scripts or scripts_folder())
        else:
            with connection.begin():
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
                _upgrade(connection, scripts or scripts_folder())


def open_embedded(home: Path, key: bytes, region: str) -> EmbeddedCentreStore:
    """The SQLCipher database of a centre's home folder, made or brought up to date. Raises what ``store.engine``
    raises."""
    home.mkdir(parents=True, exist_ok=True)
    path = home / FILE_NAME
    engine = engines.make_writer_engine(path, key, wiping=False)
    try:
        migrate(engine)
    finally:
        engine.dispose()
    return EmbeddedCentreStore(path, key, region)


def open_postgres(url: str, region: str, *, pool_size: int = 8) -> PostgresCentreStore:
    """A PostgreSQL database, made or brought up to date."""
    engine = create_engine(url)
    try:
        migrate(engine)
    finally:
        engine.dispose()
    return PostgresCentreStore(url, region, pool_size=pool_size)


def _in_one_piece(connection: Connection, scripts: Path) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    try:
        _upgrade(connection, scripts)
        connection.exec_driver_sql("COMMIT")
    finally:
        driver: Any = connection.connection.dbapi_connection
        if driver.in_transaction:
            connection.exec_driver_sql("ROLLBACK")


def _upgrade(connection: Connection, scripts: Path) -> None:
    # Imported here: reading the tables alone never pays for Alembic.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
