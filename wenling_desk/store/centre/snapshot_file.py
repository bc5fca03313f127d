"""A snapshot of a scope as a file of its own: SQLCipher under a one-time key, packed by zstd."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import zstandard

from wenling_desk.durable_files import write_durably
from wenling_desk.store.engine import open_alone

_ROWS = (
    "CREATE TABLE rows (ver INTEGER PRIMARY KEY, kind TEXT NOT NULL, record TEXT NOT NULL, op_id TEXT NOT NULL, "
    "body BLOB NOT NULL)"
)
_INFO = "CREATE TABLE info (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"

SnapshotRow = tuple[int, str, str, str, bytes]
"""(ver, kind, record, op, body) as in a page of the log; ``ver`` counts from 1."""


def write_snapshot(target: Path, key: bytes, rows: Iterable[SnapshotRow], info: Mapping[str, str]) -> bytes:
    """Write the packed file durably; returns its bytes. ``key``: 48 bytes, as for every database here."""
    plain = target.with_suffix(".building")
    plain.unlink(missing_ok=True)
    connection = open_alone(plain, key, wiping=False)
    try:
        connection.execute("PRAGMA journal_mode=OFF").fetchall()
        connection.execute("PRAGMA synchronous=OFF").fetchall()
        connection.execute("BEGIN")
        connection.execute(_ROWS)
        connection.execute(_INFO)
        connection.executemany("INSERT INTO rows VALUES (?, ?, ?, ?, ?)", rows)
        connection.executemany("INSERT INTO info VALUES (?, ?)", sorted(info.items()))
        connection.execute("COMMIT")
    finally:
        connection.close()
    packed = zstandard.ZstdCompressor(level=3).compress(plain.read_bytes())
    plain.unlink()
    write_durably(target, packed)
    return packed
