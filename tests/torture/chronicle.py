"""What a process that may die at any moment writes down: lines of a history, and what it is doing just now."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Final

from tests.simulation.history import UNKNOWN, Did, Event, from_lines, line_of

ASKING, BACKUP = "asking", "backup"
_SLOT: Final = 40


class Chronicle:
    """A history file outside the home. What was written is there, whatever becomes of the process."""

    def __init__(self, path: Path) -> None:
        torn = path.exists() and not path.read_bytes().endswith(b"\n")
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        if torn:
            os.write(self._file, b"\n")

    def note(self, event: Event) -> None:
        """One line."""
        os.write(self._file, f"{line_of(event)}\n".encode("ascii"))


class Doing:
    """A file that says what the two threads of a process are doing."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)

    def say(self, what: str, place: int = 0) -> None:
        """``place`` 0: the desk thread; 1: the sync."""
        os.pwrite(self._file, what.encode("ascii")[:_SLOT].ljust(_SLOT), place * _SLOT)


def is_doing(path: Path) -> tuple[str, str]:
    """What the desk and the sync of a process are doing; empty for nothing."""
    try:
        found = path.read_bytes()
    except FileNotFoundError:
        return "", ""
    return found[:_SLOT].decode("ascii").strip("\0 "), found[_SLOT:].decode("ascii").strip("\0 ")


def was_doing(path: Path) -> str:
    """What a process was doing when it died, in one word; empty where it never began. What the sync does to the disk
    comes before what the clerk waits for meanwhile."""
    own, sync = is_doing(path)
    if sync and sync != ASKING and own != BACKUP:
        return f"sync: {sync}"
    return own or (f"sync: {sync}" if sync else "between acts" if path.exists() else "")


def read_events(path: Path) -> list[Event]:
    """The events of a file. Of an intent and its outcome only the outcome; a line cut off by the death is none."""
    lines = []
    for line in path.read_text(encoding="ascii").splitlines() if path.exists() else ():
        try:
            json.loads(line)
        except ValueError:
            continue
        lines.append(line)
    events = from_lines(lines).events
    last = {event.op_id: place for place, event in enumerate(events) if isinstance(event, Did)}
    return [
        event
        for place, event in enumerate(events)
        if not isinstance(event, Did) or last[event.op_id] == place or event.outcome != UNKNOWN
    ]
