"""Where the centre's tables live: an embedded SQLCipher file, memory (for simulation), or PostgreSQL."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

from sqlalchemy import Engine, create_engine
from sqlalchemy.schema import CreateIndex, CreateTable

from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.durable_files import PART, flush_file, flush_folder_of, write_durably
from wenling_desk.store import engine as engines
from wenling_desk.store.centre import figure_tables, tables
from wenling_desk.store.centre.session import POSTGRESQL, SQLITE, Session
from wenling_desk.store.health import has_sound_pages

T = TypeVar("T")

FILE_NAME: Final = "centre.db"
_RETRIED: Final = frozenset({"40001", "40P01", "23505"})
"""PostgreSQL's serialization failure, deadlock, and a key somebody else has just taken: the work is done anew and then
sees what the other one wrote."""
_TRIES: Final = 6
_WRITER_CACHE_KIB: Final = 128 << 10
"""Desks write all over the tables: with 8 MB a third of the server's time went into decrypting the same pages again."""


class CentreStore(Protocol):
    """The centre's database."""

    region: str

    def write(self, work: Callable[[Session], T]) -> T:
        """Do ``work`` in one durable database transaction; it may be done more than once, and commits once."""
        ...

    def read(self, work: Callable[[Session], T]) -> T:
        """Do ``work`` in one consistent view of the database."""
        ...

    def image(self) -> bytes:
        """A copy of the whole database, for embedded ones; raises NotImplementedError for others."""
        ...

    def backup_to(self, target: Path) -> None:
        """Copy the committed state into the one file ``target``, durably, while work goes on; for embedded ones."""
        ...

    def close(self) -> None:
        """Let the connections go."""
        ...


@cache
def creation_script() -> str:
    """All tables and indexes for a fresh SQLite."""
    parts = []
    assert figure_tables.figure_row.metadata is tables.metadata  # both modules are in it by now
    for table in tables.metadata.sorted_tables:
        parts.append(str(CreateTable(table).compile(dialect=SQLITE)))
        parts += [
            str(CreateIndex(index).compile(dialect=SQLITE))
            for index in sorted(table.indexes, key=lambda index: str(index.name))
        ]
    return ";\n".join(parts) + ";"


@cache
def _empty_image() -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.executescript(creation_script())
    image = connection.serialize()
    connection.close()
    return image


class MemoryCentreStore:
    """In memory, made in a moment; ``image`` is that of an earlier one (a centre restored from a backup)."""

    def __init__(self, region: str, image: bytes = b"") -> None:
        self.region = region
        self._lock = threading.RLock()
        self._driver = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self._driver.deserialize(image or _empty_image())

    def write(self, work: Callable[[Session], T]) -> T:
        """As :meth:`CentreStore.write`."""
        with self._lock:
            return _in_transaction(self._driver, self.region, "BEGIN IMMEDIATE", work)

    def read(self, work: Callable[[Session], T]) -> T:
        """As :meth:`CentreStore.read`."""
        with self._lock:
            return _in_transaction(self._driver, self.region, "BEGIN", work)

    def image(self) -> bytes:
        """As :meth:`CentreStore.image`."""
        with self._lock:
            return self._driver.serialize()

    def backup_to(self, target: Path) -> None:
        """As :meth:`CentreStore.backup_to`."""
        write_durably(target, self.image())

    def close(self) -> None:
        """As :meth:`CentreStore.close`."""
        self._driver.close()


class EmbeddedCentreStore:
    """One SQLCipher file (WAL, FULL): one writer, readers beside it."""

    def __init__(self, path: Path, key: bytes, region: str) -> None:
        """The file must have its tables already. Raises what ``store.engine`` raises."""
        self.region = region
        self._path, self._key = path, key
        self._lock = threading.Lock()
        self._writer = engines.open_writer(path, key, wiping=False, cache_kib=_WRITER_CACHE_KIB)
        self._readers: list[Any] = []

    def write(self, work: Callable[[Session], T]) -> T:
        """As :meth:`CentreStore.write`."""
        with self._lock:
            return _in_transaction(self._writer, self.region, "BEGIN IMMEDIATE", work)

    def read(self, work: Callable[[Session], T]) -> T:
        """As :meth:`CentreStore.read`."""
        try:
            reader = self._readers.pop()
        except IndexError:
            reader = engines.open_reader(self._path, self._key, wiping=False)
        try:
            return _in_transaction(reader, self.region, "BEGIN", work)
        finally:
            self._readers.append(reader)

    def image(self) -> bytes:
        """As :meth:`CentreStore.image`: the encrypted file, everything in its log moved into it."""
        with self._lock:
            self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            return self._path.read_bytes()

    def backup_to(self, target: Path) -> None:
        """As :meth:`CentreStore.backup_to`: under the same key. Raises ``database_damaged`` (folder) for a copy that
        does not check, and OSError."""
        part = target.with_name(target.name + PART)
        part.unlink(missing_ok=True)
        try:
            origin = engines.open_reader(self._path, self._key, wiping=False)
            copy = engines.open_alone(part, self._key, wiping=False)
            try:
                origin.backup(copy)
                copy.execute("PRAGMA journal_mode=DELETE").fetchall()  # a copy is one file
                if not has_sound_pages(copy):
                    raise KnownTrouble("database_damaged", folder=str(self._path.parent))
            finally:
                copy.close()
                origin.close()
            flush_file(part)
            part.replace(target)
            flush_folder_of(target)
        finally:
            part.unlink(missing_ok=True)

    def close(self) -> None:
        """As :meth:`CentreStore.close`."""
        for reader in self._readers:
            reader.close()
        self._writer.close()


class PostgresCentreStore:
    """PostgreSQL through psycopg: READ COMMITTED to write, REPEATABLE READ to read, every commit flushed."""

    def __init__(self, url: str, region: str, *, pool_size: int = 8) -> None:
        """``url`` is ``postgresql+psycopg://…``; the tables must be there."""
        self.region = region
        self.engine: Engine = create_engine(
            url,
            pool_size=pool_size,
            max_overflow=0,
            pool_pre_ping=True,
            connect_args={"options": "-c synchronous_commit=on -c default_transaction_isolation=read\\ committed"},
        )

    def write(self, work: Callable[[Session], T]) -> T:
        """As :meth:`CentreStore.write`."""
        for attempt in range(_TRIES):
            try:
                with self._session() as session:
                    return work(session)
            except Exception as error:
                if getattr(error, "sqlstate", None) not in _RETRIED or attempt == _TRIES - 1:
                    raise
        raise AssertionError("unreachable")

    def read(self, work: Callable[[Session], T]) -> T:
        """As :meth:`CentreStore.read`."""
        with self._session("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY") as session:
            return work(session)

    def image(self) -> bytes:
        """As :meth:`CentreStore.image`: PostgreSQL has its own backups."""
        raise NotImplementedError("PostgreSQL is backed up by its own tools")

    def backup_to(self, target: Path) -> None:
        """As :meth:`CentreStore.backup_to`: ``pg_dump`` or a base backup does it."""
        raise NotImplementedError("PostgreSQL is backed up by its own tools")

    def close(self) -> None:
        """As :meth:`CentreStore.close`."""
        self.engine.dispose()

    @contextmanager
    def _session(self, begin: str = "") -> Iterator[Session]:
        connection = self.engine.raw_connection()
        driver: Any = connection.driver_connection
        try:
            session = Session(driver, POSTGRESQL, self.region)
            if begin:
                driver.execute(begin)
            yield session
            driver.commit()
        except BaseException:
            with suppress(Exception):
                driver.rollback()
            raise
        finally:
            connection.close()


def _in_transaction(driver: Any, region: str, begin: str, work: Callable[[Session], T]) -> T:
    session = Session(driver, SQLITE, region)
    driver.execute(begin)
    try:
        done = work(session)
        driver.execute("COMMIT")
        return done
    finally:
        if driver.in_transaction:
            driver.execute("ROLLBACK")
        session.close()
