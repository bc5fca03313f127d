"""Room on the disk: asked for before a case is accepted, with a ballast file for the day it runs out."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

from wenling_desk.domain.errors import KnownTrouble

FILE_NAME: Final = "ballast.bin"
LARGEST_WAL: Final = 8 << 20
"""Bytes the write-ahead log is cut back to; the checkpoint runs at half of it."""

BALLAST: Final = 2 * LARGEST_WAL
"""Bytes held in reserve: enough to write the whole log back into the database twice."""

ROOM_FOR_A_CASE: Final = 64 << 20
"""Bytes that must be free before a case is accepted."""

_CHUNK: Final = 1 << 20


class DiskSpace:
    """Watches the free space of the home folder and keeps the ballast."""

    def __init__(self, home: Path, free_bytes: Callable[[Path], int] | None = None) -> None:
        self._home = home
        self._ballast = home / FILE_NAME
        self._free_bytes = free_bytes or _free_bytes

    @property
    def is_short(self) -> bool:
        """Whether the ballast is gone: the disk was full, and only reading goes on."""
        return not self._ballast.exists() or self._ballast.stat().st_size < BALLAST

    def require_room(self, for_case: bool) -> None:
        """Raise ``disk_full`` where a commit must not even begin.

        A case needs ``ROOM_FOR_A_CASE``; a draft may use what is left until the ballast had to be given up.
        Once there is room again the ballast comes back by itself.
        """
        free = self._free_bytes(self._home)
        if free >= ROOM_FOR_A_CASE:
            self.keep_ballast()
        elif for_case or self.is_short:
            raise KnownTrouble("disk_full", folder=str(self._home))

    def keep_ballast(self) -> None:
        """Make the ballast where it is missing and there is room for it beside a case."""
        if not self.is_short or self._free_bytes(self._home) < BALLAST + ROOM_FOR_A_CASE:
            return
        try:
            with self._ballast.open("wb") as stream:
                if hasattr(os, "posix_fallocate"):
                    os.posix_fallocate(stream.fileno(), 0, BALLAST)
                else:
                    for _ in range(BALLAST // _CHUNK):
                        stream.write(bytes(_CHUNK))
                stream.flush()
                os.fsync(stream.fileno())
        except OSError:
            self.give_up_ballast()

    def make_way(self) -> None:
        """Give the ballast up where not even a log would fit: a desk must open on a full disk, if only to be read."""
        if self._free_bytes(self._home) < LARGEST_WAL:
            self.give_up_ballast()

    def give_up_ballast(self) -> None:
        """Free the ballast, so that the database can close in order on a full disk."""
        self._ballast.unlink(missing_ok=True)


def _free_bytes(home: Path) -> int:
    return shutil.disk_usage(home).free
