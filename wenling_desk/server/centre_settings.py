"""What a centre was started with, kept in its home: the other commands find the same database by it."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Final

from wenling_desk.domain.errors import DeskRefusal, KnownTrouble
from wenling_desk.durable_files import write_durably

FILE_NAME: Final = "centre.settings"
REGION: Final = "331081"
PORT: Final = 8443
ANY_HOST: Final = "0.0.0.0"

_REGION: Final = re.compile(r"[0-9]{6,12}")
_HALL: Final = re.compile(r"[0-9A-Za-z-]{1,20}")


@dataclass(frozen=True, slots=True)
class CentreSettings:
    """``database`` is empty for the embedded one, else ``postgresql+psycopg://…`` (it may hold a password: the file is
    readable by its owner only). ``names``: further host names and addresses of the certificate."""

    region: str = REGION
    database: str = field(default="", repr=False)
    host: str = ANY_HOST
    port: int = PORT
    names: tuple[str, ...] = ()


def load(home: Path) -> CentreSettings | None:
    """The settings of a home, ``None`` where no centre was started there. Raises ``settings_damaged``."""
    file = home / FILE_NAME
    try:
        plain = json.loads(file.read_bytes())
        known = {each.name: plain[each.name] for each in fields(CentreSettings) if each.name in plain}
        settings = CentreSettings(**{**known, "names": tuple(known.get("names", ()))})
        if not all(
            isinstance(each, str) for each in (settings.region, settings.database, settings.host, *settings.names)
        ):
            raise ValueError("no text")
        if type(settings.port) is not int:
            raise ValueError("no number")
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise KnownTrouble("settings_damaged", path=str(file), detail=type(error).__name__) from error
    return settings


def save(home: Path, settings: CentreSettings) -> None:
    """Write them. Raises ``settings_not_saved`` (path)."""
    file = home / FILE_NAME
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_durably(file, json.dumps(asdict(settings), indent=1).encode("ascii"))
    except OSError as error:
        raise KnownTrouble("settings_not_saved", path=str(file)) from error


def require_region(region: str) -> str:
    """Refuse with ``region_wrong`` (region) what is no code of an administrative division."""
    if not _REGION.fullmatch(region):
        raise DeskRefusal("region_wrong", region=region[:20])
    return region


def require_hall(code: str, name: str) -> None:
    """Refuse with ``hall_wrong`` (hall) a code or a name that no hall can have."""
    if not _HALL.fullmatch(code) or not 1 <= len(name.strip()) <= 60 or not name.isprintable():
        raise DeskRefusal("hall_wrong", hall=code[:20])
