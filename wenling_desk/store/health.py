"""A look at a database before trusting it: nothing is changed, and a damaged one is copied aside, never deleted."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlcipher3 import dbapi2

from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.durable_files import flush_file, flush_folder_of
from wenling_desk.store import engine
from wenling_desk.store.derived_keys import KEY_BYTES

CLEAN_SHUTDOWN: Final = "clean_shutdown"
SCHEMA: Final = "schema_version"
QUARANTINE: Final = "quarantine"

_SALT: Final = slice(32, KEY_BYTES)
_NOT_A_DATABASE: Final = "SQLITE_NOTADB"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a database file holds: ``schema_version`` 0 means nothing at all; ``was_closed`` in good order."""

    schema_version: int
    was_closed: bool


def look_at(path: Path, key: bytes) -> Finding:
    """Read the marks of a database file; after anything but an orderly close also check every page.

    Raises ``wrong_key`` (folder) for a database of another key and ``database_damaged`` (folder); other errors of
    the driver pass through.
    """
    folder = str(path.parent)
    try:
        connection = engine.open_untouching(path, key)
        try:
            finding = _read_marks(connection)
            # The mark of the orderly end is written before the log is: a log that is left was cut off on its way.
            is_suspect = bool(finding.schema_version) and (has_log(path) or not finding.was_closed)
            if is_suspect and not (_has_sound_trees(connection) if has_log(path) else has_sound_pages(connection)):
                raise KnownTrouble("database_damaged", folder=folder)
        finally:
            connection.close()
        if is_suspect and has_log(path) and not _is_sound_with_its_log(path, key):
            raise KnownTrouble("database_damaged", folder=folder)
    except dbapi2.DatabaseError as error:
        result = str(getattr(error, "sqlite_errorname", "") or "")
        if result == _NOT_A_DATABASE and not _is_salted_like(path, key):
            raise KnownTrouble("wrong_key", folder=folder) from error
        if result == _NOT_A_DATABASE or result.startswith("SQLITE_CORRUPT"):
            raise KnownTrouble("database_damaged", folder=folder) from error
        raise
    return finding


def has_sound_pages(connection: Any) -> bool:
    """Whether every page carries its seal and the trees are whole; reads the whole file twice.

    Both checks are needed: a page at the end of an overflow chain may lose its content and leave the trees whole.
    """
    try:
        if connection.execute("PRAGMA cipher_integrity_check").fetchall():
            return False
    except dbapi2.DatabaseError as error:
        if str(getattr(error, "sqlite_errorname", "")).startswith("SQLITE_CORRUPT"):
            return False
        raise
    return _has_sound_trees(connection)


def has_log(path: Path) -> bool:
    """Whether there is a log that has not been written back whole."""
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0


def roll_back(path: Path, key: bytes) -> None:
    """Let SQLite undo a creation that a power cut interrupted; it does so only on a connection that may write."""
    journal = path.with_name(f"{path.name}-journal")
    if journal.exists() and journal.stat().st_size > 0:
        engine.open_alone(path, key).close()


def _has_sound_trees(connection: Any) -> bool:
    """Whether the trees are whole, seen through the log."""
    try:
        return bool(connection.execute("PRAGMA quick_check").fetchall() == [("ok",)])
    except dbapi2.DatabaseError as error:
        if str(getattr(error, "sqlite_errorname", "")).startswith("SQLITE_CORRUPT"):
            return False
        raise


def _is_sound_with_its_log(path: Path, key: bytes) -> bool:
    """Whether every page carries its seal once the log is written back.

    ``cipher_integrity_check`` reads the file beside the log: pages torn by a power cut in the middle of a checkpoint
    look broken to it, although the log still holds them whole.
    """
    connection = engine.open_writer(path, key)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return has_sound_pages(connection)
    finally:
        connection.close()


def set_aside(home: Path) -> None:
    """Copy a damaged database and its log into ``quarantine``, once for each state it is in; the files stay.

    Nothing is copied where the disk has no room for it.
    """
    database = home / engine.FILE_NAME
    files = [file for file in (database, database.with_name(f"{engine.FILE_NAME}-wal")) if file.exists()]
    digest = hashlib.sha256()
    for file in files:
        with file.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    target = home / QUARANTINE / digest.hexdigest()[:16]
    size = sum(file.stat().st_size for file in files)
    if target.exists() or shutil.disk_usage(home).free < 2 * size:
        return
    part = target.with_name(f"{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    for file in files:
        flush_file(Path(shutil.copyfile(file, part / file.name)))
    part.rename(target)
    flush_folder_of(target)


def _read_marks(connection: Any) -> Finding:
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
        return Finding(0, was_closed=True)
    marks = dict(connection.execute("SELECT name, value FROM meta").fetchall())
    return Finding(int(marks.get(SCHEMA, "0")), was_closed=bool(marks.get(CLEAN_SHUTDOWN)))


def _is_salted_like(path: Path, key: bytes) -> bool:
    """The file begins with the salt it was made with; with that salt an unreadable first page is damage."""
    with path.open("rb") as stream:
        return stream.read(KEY_BYTES - 32) == key[_SALT]
