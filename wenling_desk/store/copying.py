"""An online copy of the database under the same key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.durable_files import PART, flush_file, flush_folder_of
from wenling_desk.store import engine, health

_COUNTED = ("facts", "ledger", "papers", "heads", "drafts")


@dataclass(frozen=True, slots=True)
class Contents:
    """What a database holds: marks and amounts, no personal value. ``files`` are the names of its kept files."""

    schema_version: int
    database_guid: str
    counts: Mapping[str, int]
    ledger_seq: int
    ledger_hash: str
    files: tuple[str, ...]


def describe(path: Path, key: bytes) -> Contents:
    """What the database at ``path`` holds; raises errors of the driver."""
    connection = engine.open_untouching(path, key)
    try:
        marks = dict(connection.execute("SELECT name, value FROM meta").fetchall())
        head = connection.execute("SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1").fetchone()
        counts = {table: int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]) for table in _COUNTED}
        files = connection.execute("SELECT file_name FROM paper_files ORDER BY file_name").fetchall()
    finally:
        connection.close()
    return Contents(
        schema_version=int(marks[health.SCHEMA]),
        database_guid=marks["database_guid"],
        counts=counts,
        ledger_seq=head[0] if head else 0,
        ledger_hash=(head[1] if head else bytes(32)).hex(),
        files=tuple(name for (name,) in files),
    )


def copy_database(source: Path, target: Path, key: bytes) -> None:
    """Copy the committed state into the single file ``target``, checked and durable; an error leaves no file there.

    Raises ``database_damaged`` (folder) when the copy does not check, errors of the driver, and OSError.
    """
    part = target.with_name(target.name + PART)
    part.unlink(missing_ok=True)
    try:
        origin = engine.open_untouching(source, key)
        try:
            copy = engine.open_alone(part, key)
            try:
                origin.backup(copy)
                # The copy inherits the mark "has a log beside it"; a copy is one file.
                copy.execute("PRAGMA journal_mode=DELETE").fetchall()
                if not health.has_sound_pages(copy):
                    raise KnownTrouble("database_damaged", folder=str(source.parent))
            finally:
                copy.close()
        finally:
            origin.close()
        flush_file(part)
        part.replace(target)
        flush_folder_of(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
