"""A snapshot of a scope that came from the centre: unpacked beside the database, read under its one-time key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import zstandard
from sqlcipher3 import dbapi2

from wenling_desk.store.engine import open_alone

MOST_BYTES: Final = 4 << 30
"""Of an unpacked snapshot; a province's largest hall stays far below."""
_PIECE: Final = 1 << 20


class SnapshotContent:
    """An opened snapshot."""

    def __init__(self, connection: dbapi2.Connection) -> None:
        self._connection = connection
        found = connection.execute("SELECT name, value FROM info").fetchall()
        self.info: Mapping[str, str] = {str(name): str(value) for name, value in found}
        """``scope``, ``ver`` and ``incarnation``."""

    def rows(self, after: int, most: int) -> list[tuple[int, str, str, str, bytes]]:
        """(ver, kind, record, op, body) of the rows after that one, in order. Raises ValueError for a broken page."""
        try:
            found = self._connection.execute(
                "SELECT ver, kind, record, op_id, body FROM rows WHERE ver > ? ORDER BY ver LIMIT ?", (after, most)
            ).fetchall()
        except dbapi2.DatabaseError as error:
            raise ValueError("a damaged snapshot") from error
        return [(ver, kind, record, op_id, bytes(body)) for ver, kind, record, op_id, body in found]


@contextmanager
def open_snapshot(packed: Path, key: str) -> Iterator[SnapshotContent]:
    """The snapshot of a packed file; ``key``: 48 bytes in hex. What was unpacked is removed afterwards.

    Raises ValueError for a file that is no snapshot under this key.
    """
    plain = packed.with_suffix(".open")
    try:
        _unpack(packed, plain)
        connection = _opened(plain, bytes.fromhex(key))
        try:
            yield _content(connection)
        finally:
            connection.close()
    finally:
        plain.unlink(missing_ok=True)


def _opened(plain: Path, key: bytes) -> dbapi2.Connection:
    try:
        return open_alone(plain, key, wiping=False)
    except dbapi2.DatabaseError as error:
        raise ValueError("no snapshot under this key") from error


def _content(connection: dbapi2.Connection) -> SnapshotContent:
    try:
        return SnapshotContent(connection)
    except dbapi2.DatabaseError as error:
        raise ValueError("no snapshot under this key") from error


def _unpack(packed: Path, plain: Path) -> None:
    size = 0
    try:
        with packed.open("rb") as source, plain.open("wb") as target:
            reader = zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(source)
            while piece := reader.read(_PIECE):
                size += len(piece)
                if size > MOST_BYTES:
                    raise ValueError("a snapshot too large")
                target.write(piece)
    except zstandard.ZstdError as error:
        raise ValueError("no packed snapshot") from error
