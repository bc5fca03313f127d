"""Where a desk's issue journal and high-water mark are kept, and what this computer is called."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from wenling_desk.bootstrap import home_state
from wenling_desk.domain.errors import DeskRefusal, KnownTrouble
from wenling_desk.settings import Settings, save_settings

if TYPE_CHECKING:
    from wenling_desk.store.desk_store import SqlStore
    from wenling_desk.store.restore_guard import GuardPlaces
    from wenling_desk.use_cases.desk import Desk

_MACHINE_FILES: Final = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))
_BY_UUID: Final = Path("/dev/disk/by-uuid")


def guard_places(home: Path, settings: Settings) -> GuardPlaces | None:
    """The places of a desk that issues real papers; ``None`` for practice."""
    if settings.is_practice:
        return None
    from wenling_desk.store.restore_guard import GuardPlaces

    return GuardPlaces(
        journal=journal_folder(home, settings),
        state=state_folder(os.environ),
        machine=machine_name(),
        volume=volume_name(home),
        makes_journal=not settings.journal_folder,
    )


def journal_folder(home: Path, settings: Settings) -> Path:
    """The second path: the folder of the settings, or one beside the home, which at least survives a home put back."""
    if settings.journal_folder:
        return home / Path(settings.journal_folder).expanduser()
    return home.with_name(f"{home.name}-journal")


def state_folder(environ: Mapping[str, str], platform: str = sys.platform) -> Path:
    """The user's own folder for what is true of this computer only; never inside a home."""
    if platform == "win32":
        local = environ.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / "WenlingDeskState"
    state = environ.get("XDG_STATE_HOME", "")
    # The XDG rule: a relative path is to be ignored.
    return (Path(state) if state.startswith("/") else Path.home() / ".local" / "state") / "wenling-desk"


def machine_name() -> str:
    """A name this computer keeps until its system is installed anew, as a digest; empty where none can be told."""
    raw = _windows_machine() if sys.platform == "win32" else _machine_of(_MACHINE_FILES)
    return hashlib.sha256(f"wenling-desk/{raw}".encode()).hexdigest()[:32] if raw else ""


def volume_name(home: Path) -> str:
    """The name of the file system a home lies on, the same at every start; empty where none can be told."""
    try:
        if sys.platform == "win32":
            return _windows_volume(home)
        device = home.stat().st_dev
        names = (link.name for link in _BY_UUID.iterdir() if link.stat().st_rdev == device)
        return min(names, default="")
    except OSError:
        return ""


def change_journal_folder(home: Path, folder: Path) -> Path:
    """Keep the journal in another folder from the next opening on; it must be there, and no part of the home.

    Refuses with ``journal_folder_wrong`` (folder).
    """
    settings = home_state.ready_settings(home)
    folder = folder.expanduser().absolute()
    if (
        not folder.is_dir()
        or not os.access(folder, os.W_OK | os.X_OK)
        or folder.resolve().is_relative_to(home.resolve())
    ):
        raise DeskRefusal("journal_folder_wrong", folder=folder)
    save_settings(home, replace(settings, journal_folder=str(folder)))
    return folder


def make_returned_heads(store: SqlStore, desk: Desk) -> None:
    """Worklist rows and day's figures of the records the journal gave back."""
    from wenling_desk.store.journal_return import RETURNED
    from wenling_desk.use_cases.rebuild_heads import rebuild_heads

    note = store.note(RETURNED)
    if note:
        # On a full disk the note stays, and the next opening does it.
        with suppress(KnownTrouble), store.unit_of_work() as unit:
            rebuild_heads(desk, unit, note, RETURNED)


def _machine_of(files: tuple[Path, ...]) -> str:
    for file in files:
        try:
            found = file.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            continue
        if len(found) >= 32:  # a first boot says "uninitialized"
            return found
    return ""


def _windows_machine() -> str:
    if sys.platform != "win32":
        return ""
    import winreg

    try:
        with winreg.OpenKey(
            winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography", 0, winreg.KEY_READ | winreg.KEY_WOW64_64KEY
        ) as key:
            return str(winreg.QueryValueEx(key, "MachineGuid")[0])
    except OSError:
        return ""


def _windows_volume(home: Path) -> str:
    """The serial number of the volume. ``st_dev`` would not do: it changed its meaning between versions of Python."""
    if sys.platform != "win32":
        return ""
    import ctypes

    serial: Any = ctypes.c_ulong(0)
    root = f"{home.absolute().drive}\\"
    found = ctypes.windll.kernel32.GetVolumeInformationW(root, None, 0, ctypes.byref(serial), None, None, None, 0)
    return f"{serial.value:08x}" if found else ""
