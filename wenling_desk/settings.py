"""Where a desk's data lives, and the few things that are set per desk.

Everything else that an administrator may change is dated data in ``resources/``.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time
from pathlib import Path
from typing import Final

from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.durable_files import write_durably

FILE_NAME: Final = "settings.toml"
MOST_COPIES: Final = 9
MOST_IDLE_MINUTES: Final = 240


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one desk.

    ``paper_copies`` maps a paper kind to the number of copies printed (1–9). ``idle_minutes`` (1–240) is the
    time after which the desk locks itself. ``journal_folder`` is where the issue journal is written, best on another
    disk; empty: beside the home. ``unknown`` keeps what a newer version wrote.
    """

    hall_name: str = ""
    hall_code: str = ""
    desk_code: str = ""
    counter_label: str = ""
    large_type: bool = False
    printer_name: str = ""
    paper_copies: Mapping[str, int] = field(default_factory=dict)
    idle_minutes: int = 10
    practice: bool = True
    journal_folder: str = ""
    unknown: Mapping[str, object] = field(default_factory=dict, repr=False)

    @property
    def is_practice(self) -> bool:
        """练习 mode: asked for, or the desk has no hall and desk code yet."""
        return self.practice or not (self.hall_code and self.desk_code)


def home_folder(environ: Mapping[str, str], platform: str = sys.platform) -> Path:
    """The folder of this desk's data; it need not exist yet.

    ``WENLING_DESK_HOME`` wins; else ``%LOCALAPPDATA%\\WenlingDesk`` on Windows and
    ``$XDG_DATA_HOME/wenling-desk`` elsewhere, with the usual defaults of both.
    """
    if chosen := environ.get("WENLING_DESK_HOME"):
        return Path(chosen).expanduser().absolute()
    if platform == "win32":
        local = environ.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / "WenlingDesk"
    data = environ.get("XDG_DATA_HOME", "")
    # The XDG rule: a relative path is to be ignored.
    return (Path(data) if data.startswith("/") else Path.home() / ".local" / "share") / "wenling-desk"


def load_settings(home: Path) -> Settings:
    """Read ``settings.toml``; the defaults where there is none.

    Raises KnownTrouble ``settings_unreadable`` (path), ``settings_damaged`` (path, detail) or
    ``settings_value_wrong`` (path, key).
    """
    file = home / FILE_NAME
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise KnownTrouble("settings_unreadable", path=str(file)) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise KnownTrouble("settings_damaged", path=str(file), detail=str(error)) from error
    for key in table.keys() & _KINDS.keys():
        if not _fits(key, table[key]):
            raise KnownTrouble("settings_value_wrong", path=str(file), key=key)
    known = {key: value for key, value in table.items() if key in _KINDS}
    unknown = {key: value for key, value in table.items() if key not in _KINDS}
    return Settings(**known, unknown=unknown)


def save_settings(home: Path, settings: Settings) -> None:
    """Write ``settings.toml`` so that a crash leaves the old file or the new one, never half of one.

    Raises KnownTrouble ``settings_not_saved`` (path).
    """
    file = home / FILE_NAME
    table = {key: getattr(settings, key) for key in _KINDS} | dict(settings.unknown)
    text = "".join(f"{_quote(key)} = {_to_toml(value)}\n" for key, value in table.items())
    try:
        home.mkdir(parents=True, exist_ok=True)
        write_durably(file, text.encode("utf-8"))
    except OSError as error:
        raise KnownTrouble("settings_not_saved", path=str(file)) from error


_DEFAULTS: Final = Settings()
_KINDS: Final = {each.name: type(getattr(_DEFAULTS, each.name)) for each in fields(Settings)}
del _KINDS["unknown"]


def _fits(key: str, value: object) -> bool:
    if key == "paper_copies":
        return isinstance(value, dict) and all(_is_count(each, MOST_COPIES) for each in value.values())
    if key == "idle_minutes":
        return _is_count(value, MOST_IDLE_MINUTES)
    return type(value) is _KINDS[key]


def _is_count(value: object, most: int) -> bool:
    return type(value) is int and 1 <= value <= most


def _to_toml(value: object) -> str:
    """One value on one line; tables and arrays of an unknown key become inline ones."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quote(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_quote(key)} = {_to_toml(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_to_toml, value)) + "]"
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    return repr(value)


def _quote(text: str) -> str:
    escaped = (f"\\u{ord(char):04x}" if char < " " or char in '"\\\x7f' else char for char in text)
    return '"' + "".join(escaped) + '"'
