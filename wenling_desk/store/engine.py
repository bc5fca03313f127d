"""Connections to the desk's database: SQLCipher with every setting made and checked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import QueuePool, StaticPool
from sqlcipher3 import dbapi2

from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.store.derived_keys import KEY_BYTES
from wenling_desk.store.disk_space import LARGEST_WAL

FILE_NAME: Final = "desk.db"
FIRST_SOUND_VERSION: Final = (3, 51, 3)
SOUND_BACKPORTS: Final = {(3, 50): 7, (3, 44): 6}
"""Older lines with the repair of the WAL-reset corruption, and the patch that brought it."""

_PAGES_BEFORE_CHECKPOINT: Final = LARGEST_WAL // 2 // 4096
_READER_CACHE_KIB: Final = 64 << 10
"""Holds the worklist of 100,000 records: a search decrypts each page once and not at every look."""

_NO_PROOFS: Final[Mapping[str, object]] = MappingProxyType({})


def require_sound_sqlite(version: tuple[int, ...] = dbapi2.sqlite_version_info) -> None:
    """Raise ``sqlite_too_old`` (version) for an SQLite that can corrupt a database when its log restarts."""
    patch = SOUND_BACKPORTS.get((version[0], version[1]))
    if version < FIRST_SOUND_VERSION and (patch is None or version[2] < patch):
        raise KnownTrouble("sqlite_too_old", version=".".join(map(str, version)))


def open_writer(path: Path, key: bytes, *, wiping: bool = True, cache_kib: int = 0) -> Any:
    """A connection of the driver that writes; made durable (WAL, FULL) and proved so.

    ``wiping``: SQLCipher wipes and locks every piece of memory it uses. It holds for the whole process from the first
    connection that asks for it, and makes each written row cost three times as much: a desk does not feel it, the
    centre does without.

    ``cache_kib``: what is kept of the file decrypted; 0 is the driver's own 8 MB.

    Raises the driver's errors, ``cipher_missing``, and ``setting_refused`` (setting) where one did not take:
    a network drive, for one, refuses WAL.
    """
    return _open(
        path.absolute().as_uri(),
        key,
        "journal_mode=WAL",
        "synchronous=FULL",
        "secure_delete=ON",
        f"wal_autocheckpoint={_PAGES_BEFORE_CHECKPOINT}",
        f"journal_size_limit={LARGEST_WAL}",
        *([f"cache_size=-{cache_kib}"] if cache_kib else ()),
        proofs={"journal_mode": "wal", "synchronous": 2, "secure_delete": 1},
        wiping=wiping,
    )


def open_reader(path: Path, key: bytes, *, wiping: bool = True) -> Any:
    """A connection that only reads, for lists and search beside the writer; it never runs a checkpoint."""
    return _open(
        path.absolute().as_uri(),
        key,
        "wal_autocheckpoint=0",
        f"cache_size=-{_READER_CACHE_KIB}",
        "query_only=ON",
        proofs={"query_only": 1, "cache_size": -_READER_CACHE_KIB},
        wiping=wiping,
    )


def open_untouching(path: Path, key: bytes, *, wiping: bool = True) -> Any:
    """A connection that cannot change the file, to look at a database before trusting it."""
    return _open(f"{path.absolute().as_uri()}?mode=ro", key, wiping=wiping)


def open_alone(path: Path, key: bytes, *, wiping: bool = True) -> Any:
    """A connection to a database file of its own under the same key, such as a backup; no log beside it."""
    return _open(path.absolute().as_uri(), key, wiping=wiping)


def make_writer_engine(path: Path, key: bytes, *, wiping: bool = True) -> Engine:
    """The engine of the one connection that writes and runs checkpoints."""
    return create_engine(
        "sqlite://",
        module=dbapi2,
        creator=lambda: open_writer(path, key, wiping=wiping),
        poolclass=StaticPool,
        isolation_level="AUTOCOMMIT",
    )


def make_reader_engine(path: Path, key: bytes) -> Engine:
    """The engine that reads; each statement stands alone, so none holds the log back.

    One connection is kept; a second thread that reads at the same moment gets a passing one.
    """
    return create_engine(
        "sqlite://",
        module=dbapi2,
        creator=lambda: open_reader(path, key),
        poolclass=QueuePool,
        pool_size=1,
        isolation_level="AUTOCOMMIT",
    )


def _open(uri: str, key: bytes, *settings: str, proofs: Mapping[str, object] = _NO_PROOFS, wiping: bool = True) -> Any:
    if len(key) != KEY_BYTES:
        raise ValueError(f"a database key has {KEY_BYTES} bytes")
    connection = dbapi2.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    try:
        for setting in ("cipher_log_level=NONE", f"cipher_memory_security={'ON' if wiping else 'OFF'}"):
            connection.execute(f"PRAGMA {setting}").fetchall()
        # Key and salt: with the key alone a torn first sector makes the file unopenable.
        connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"").fetchall()
        if not _ask(connection, "cipher_version"):
            raise KnownTrouble("cipher_missing")  # plain SQLite would write plain text without a word
        # Reading proves the key; and a cache size set before the schema is read does not last.
        connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
        for setting in (*settings, "foreign_keys=ON", "trusted_schema=OFF", "busy_timeout=5000"):
            connection.execute(f"PRAGMA {setting}").fetchall()
        for setting, value in ({"foreign_keys": 1, "trusted_schema": 0} | dict(proofs)).items():
            if _ask(connection, setting) != value:
                raise KnownTrouble("setting_refused", setting=setting)
    except BaseException:
        connection.close()
        raise
    return connection


def _ask(connection: Any, setting: str) -> object:
    row = connection.execute(f"PRAGMA {setting}").fetchone()
    return row[0] if row else None
