"""One desk at a time: an operating-system lock on a file of the home folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from wenling_desk.domain.errors import KnownTrouble

FILE_NAME = "desk.lock"


class DeskLock:
    """Held from opening to closing the store; the system frees it when the process ends, however it ends."""

    def __init__(self, home: Path) -> None:
        """Take the lock; raises ``already_running`` (folder) where someone else holds it, and OSError."""
        self._descriptor: int | None = os.open(home / FILE_NAME, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(self._descriptor)
        except (BlockingIOError, PermissionError) as error:
            self.release()
            raise KnownTrouble("already_running", folder=str(home)) from error

    def release(self) -> None:
        """Free the lock; a second call does nothing."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
