"""Files that survive a power cut: written aside, flushed, renamed, and the folder flushed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

PART: str = ".part"


def write_durably(target: Path, content: bytes, *, flush_folder: bool = True) -> None:
    """Replace ``target`` so that after a crash it holds the old content or the new, never half of one.

    With ``flush_folder=False`` the caller flushes the folder once for several files. Raises OSError.
    """
    part = target.with_name(target.name + PART)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(target)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    if flush_folder:
        flush_folder_of(target)


def flush_folder_of(path: Path) -> None:
    """Make renames in the folder of ``path`` durable. Windows has no such call; NTFS journals renames."""
    if sys.platform == "win32":
        return
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def flush_file(path: Path) -> None:
    """Flush a file somebody else wrote. Raises OSError."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
