"""Errors of the driver and of the disk as known troubles with codes."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.store.canonical import DamagedBodyError

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT}) if hasattr(errno, "EDQUOT") else {errno.ENOSPC}
_OF_THE_DISK: Final = ("SQLITE_IOERR", "SQLITE_CANTOPEN")
_NOTHING: Final = 64 << 10
"""Bytes; less is a full disk: not even the log's index has room."""
_FORBIDDEN: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_BY_RESULT: Final = {
    "SQLITE_FULL": "disk_full",
    "SQLITE_READONLY": "database_read_only",
    "SQLITE_BUSY": "database_busy",
    "SQLITE_LOCKED": "database_busy",
    "SQLITE_CORRUPT": "database_damaged",
    "SQLITE_NOTADB": "database_damaged",
}


@contextmanager
def translating(home: Path) -> Iterator[None]:
    """Turn errors of driver and disk inside into :class:`KnownTrouble`; ``folder`` is among its values.

    Broken constraints are the caller's to explain and pass through.
    """
    try:
        yield
    except dbapi2.IntegrityError:
        raise
    except DBAPIError as error:
        raise KnownTrouble(code_of(error.orig, home), folder=str(home)) from error
    except (dbapi2.Error, OSError, DamagedBodyError) as error:
        raise KnownTrouble(code_of(error, home), folder=str(home)) from error


def code_of(error: BaseException | None, home: Path) -> str:
    """The code of the trouble behind an error; ``store_failed`` where nothing better is known."""
    if isinstance(error, DamagedBodyError):
        return "database_damaged"
    if isinstance(error, OSError):
        if error.errno in _FULL:
            return "disk_full"
        return "database_read_only" if error.errno in _FORBIDDEN else "store_failed"
    name = str(getattr(error, "sqlite_errorname", "") or "")
    for result, code in _BY_RESULT.items():
        if name == result or name.startswith(f"{result}_"):
            return code
    if name.startswith("SQLITE_CANTOPEN") and home.is_dir() and not os.access(home, os.W_OK):
        return "database_read_only"
    return "disk_full" if name.startswith(_OF_THE_DISK) and _is_full(home) else "store_failed"


def _is_full(home: Path) -> bool:
    """SQLite says of a file that could not be made or grow only that it failed."""
    try:
        return shutil.disk_usage(home).free < _NOTHING
    except OSError:
        return False
