"""Opening the centre's database, with what may be wrong as known troubles before anything is changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlcipher3 import dbapi2

from wenling_desk.domain.errors import DeskRefusal, KnownTrouble
from wenling_desk.store import engine as engines
from wenling_desk.store.centre import migrate
from wenling_desk.store.centre.group_commit import GroupCommitStore
from wenling_desk.store.centre.store import FILE_NAME, PostgresCentreStore
from wenling_desk.store.centre.tables import SCHEMA_VERSION
from wenling_desk.store.trouble import translating

DRIVER: Final = "postgresql+psycopg"
OLDEST_POSTGRES: Final = 15
CONNECT_SECONDS: Final = 10


def open_embedded(home: Path, key: bytes, region: str) -> GroupCommitStore:
    """The embedded database of a home, made or brought up to date.

    Raises ``centre_database_newer`` (found, known), ``wrong_key`` (folder), ``sqlite_too_old`` (version), and what
    ``store.trouble`` makes of errors of the disk.
    """
    engines.require_sound_sqlite()
    path = home / FILE_NAME
    with translating(home):
        if path.exists():
            _require_known(_revision_in_file(path, key))
        migrate.open_embedded(home, key, region).close()
        return GroupCommitStore(path, key, region)


def open_postgres(url: str, region: str, *, pool_size: int = 8) -> PostgresCentreStore:
    """A PostgreSQL database, made or brought up to date.

    Refuses with ``database_url_wrong``. Raises ``centre_parts_missing`` (part), ``database_away`` (database, reason),
    ``postgres_too_old`` (found) and ``centre_database_newer`` (found, known).
    """
    place = _place_of(url)
    try:
        engine = create_engine(place, connect_args={"connect_timeout": CONNECT_SECONDS})
    except ModuleNotFoundError as missing:
        raise KnownTrouble("centre_parts_missing", part=missing.name) from missing
    except (ArgumentError, NoSuchModuleError):
        raise DeskRefusal("database_url_wrong") from None
    try:
        _look_at(engine)
        return migrate.open_postgres(url, region, pool_size=pool_size)
    except DBAPIError as error:
        raise KnownTrouble("database_away", database=_shown(place), reason=_reason(error)) from error
    finally:
        engine.dispose()


def _place_of(url: str) -> URL:
    try:
        place = make_url(url)
    except (ArgumentError, ValueError):
        raise DeskRefusal("database_url_wrong") from None
    if place.drivername != DRIVER or not place.database:
        raise DeskRefusal("database_url_wrong")
    return place


def _shown(place: URL) -> str:
    """The address without the password."""
    return place.set(query={}).render_as_string(hide_password=True)


def _reason(error: DBAPIError) -> str:
    """A short code: the driver's text may hold what nobody should read."""
    state = getattr(error.orig, "sqlstate", None)
    return str(state) if state else type(error.orig).__name__


def _look_at(engine: Engine) -> None:
    with engine.connect() as connection:
        version = [int(part) for part in connection.dialect.server_version_info or (0,)]
        if version[0] < OLDEST_POSTGRES:
            raise KnownTrouble("postgres_too_old", found=".".join(map(str, version)))
        if inspect(connection).has_table("alembic_version"):
            row = connection.execute(text("SELECT version_num FROM alembic_version")).first()
            _require_known(row[0] if row else "")


def _revision_in_file(path: Path, key: bytes) -> str:
    """The revision of an embedded database, empty for one without tables."""
    connection: Any = None
    try:
        connection = engines.open_untouching(path, key, wiping=False)
        known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone() if known else None
    except dbapi2.DatabaseError as error:
        if getattr(error, "sqlite_errorname", "") == "SQLITE_NOTADB":
            raise KnownTrouble("wrong_key", folder=str(path.parent)) from error
        raise
    finally:
        if connection is not None:
            connection.close()
    return str(row[0]) if row else ""


def _require_known(revision: str) -> None:
    """Raise ``centre_database_newer`` for a database that a later version has migrated."""
    found = int(revision[:4]) if revision[:4].isdigit() else 0
    if found > SCHEMA_VERSION:
        raise KnownTrouble("centre_database_newer", found=found, known=SCHEMA_VERSION)
