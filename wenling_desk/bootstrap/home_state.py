"""What a home folder is before any key opens it: new, set up, or a set-up that was cut off.

A set-up is whole when its mark is gone: the mark is written first and taken away last, so that a desk whose recovery
code nobody has seen is never worked on.
"""

from __future__ import annotations

import errno
import os
import tomllib
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Final

from wenling_desk.domain.errors import DeskRefusal, KnownTrouble
from wenling_desk.domain.paper_number import DESK_CODE
from wenling_desk.settings import FILE_NAME, Settings, load_settings
from wenling_desk.store.desk_lock import DeskLock

MARK: Final = "setup.unfinished"
ASIDE: Final = "unfinished"
KEYS: Final = ("keys.json", "keys.copy.json")
DATABASE: Final = "desk.db"
BORN: Final = "desk.born"
PRACTICE_CODE: Final = "X000"
JOINING: Final = "enrolment.begun"
"""A home that was made to join a centre: its set-up may be gone on with."""
MADE: Final = (*KEYS, DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", BORN, JOINING)
"""What a set-up makes under its key: set aside when it was cut off."""

_ALWAYS_WRITTEN: Final = ("practice", "hall_code", "desk_code")
"""Settings without which a desk that was set up would silently become a practice desk."""


class HomeState(StrEnum):
    """``LOST_SETTINGS``: keys and data, but no settings file."""

    NEW = "new"
    UNFINISHED = "unfinished"
    LOST_SETTINGS = "lost_settings"
    SET_UP = "set_up"


def state_of(home: Path) -> HomeState:
    """How far the set-up of a home has come. Raises ``home_unusable`` (folder) where it cannot even be looked at."""
    with usable(home):
        if (home / MARK).exists():
            return HomeState.UNFINISHED
        if not any((home / name).exists() for name in (*KEYS, DATABASE, BORN)):
            return HomeState.NEW
        return HomeState.SET_UP if (home / FILE_NAME).exists() else HomeState.LOST_SETTINGS


def make_place(home: Path) -> None:
    """Make the folder of a home where there is none. Raises ``home_unusable`` (folder) where nothing can be kept."""
    with usable(home):
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(home, os.R_OK | os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, "no access")


def begin_set_up(home: Path) -> None:
    """Mark the set-up as begun. What a set-up before it left half made moves into ``unfinished/``: no case was ever
    taken in there. Raises ``home_unusable`` (folder)."""
    make_place(home)
    with usable(home):
        mark = home / MARK
        if mark.exists():
            _set_aside(home)
        descriptor = os.open(mark, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def finish_set_up(home: Path) -> None:
    """Take the mark away: the recovery code has been shown, the desk may be worked on. Raises ``home_unusable``."""
    with usable(home):
        (home / MARK).unlink(missing_ok=True)


def ready_settings(home: Path) -> Settings:
    """The settings of a desk that was set up, complete.

    Raises ``not_set_up`` (home), ``setup_unfinished`` (folder), ``settings_missing`` (path), ``settings_value_wrong``
    (path, key) and what ``load_settings`` raises.
    """
    match state_of(home):
        case HomeState.NEW:
            raise DeskRefusal("not_set_up", home=home)
        case HomeState.UNFINISHED:
            raise KnownTrouble("setup_unfinished", folder=str(home))
        case HomeState.LOST_SETTINGS:
            raise KnownTrouble("settings_missing", path=str(home / FILE_NAME))
        case HomeState.SET_UP:
            return _complete(home)


def look_before_opening(home: Path) -> Settings:
    """:func:`ready_settings`, and what would keep the desk from opening whatever password is typed.

    Raises besides ``database_missing`` (folder), ``database_read_only`` (folder), ``already_running`` (folder) and the
    troubles of the key file.
    """
    from wenling_desk.security import keys

    settings = ready_settings(home)
    keys.load(home)
    if not (home / DATABASE).exists():
        raise KnownTrouble("database_missing", folder=str(home))
    if not os.access(home, os.W_OK | os.X_OK):
        raise KnownTrouble("database_read_only", folder=str(home))
    with usable(home):
        DeskLock(home).release()
    return settings


def normal_desk_code(typed: str) -> str:
    """A desk code as it stands in paper numbers: half-width capitals, no blanks. Refuses with ``desk_code_wrong``
    what is no desk code of a real desk."""
    code = "".join(unicodedata.normalize("NFKC", typed).split()).upper()
    if not DESK_CODE.fullmatch(code) or code == PRACTICE_CODE:
        raise DeskRefusal("desk_code_wrong", given=typed[:20])
    return code


@contextmanager
def usable(folder: Path) -> Iterator[None]:
    """Errors of the disk inside become ``home_unusable`` (folder); a full one ``disk_full`` (folder)."""
    try:
        yield
    except OSError as error:
        code = "disk_full" if error.errno == errno.ENOSPC else "home_unusable"
        raise KnownTrouble(code, folder=str(folder)) from error


def _complete(home: Path) -> Settings:
    """The settings, unless the file has lost what makes a desk a real one or its codes are none."""
    settings = load_settings(home)
    file = home / FILE_NAME
    written = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    lost = [key for key in _ALWAYS_WRITTEN if key not in written]
    if not settings.practice:
        lost += [] if settings.hall_code.strip() else ["hall_code"]
        lost += [] if _is_desk_code(settings.desk_code) else ["desk_code"]
    if lost:
        raise KnownTrouble("settings_value_wrong", path=str(file), key=lost[0])
    return settings


def _is_desk_code(code: str) -> bool:
    return DESK_CODE.fullmatch(code) is not None and code != PRACTICE_CODE


def _set_aside(home: Path) -> None:
    folder = home / ASIDE
    folder.mkdir(mode=0o700, exist_ok=True)
    place = folder / f"{sum(1 for _ in folder.iterdir()) + 1:03d}"
    place.mkdir(mode=0o700)
    for name in MADE:
        if (home / name).exists():
            (home / name).rename(place / name)
