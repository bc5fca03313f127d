"""The log of a home: ids and codes, never a person's data, in a few small files."""

from __future__ import annotations

import logging
import logging.handlers
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Final

from wenling_desk import __version__

LOG_BYTES: Final = 1_000_000
LOG_FILES: Final = 3

_log = logging.getLogger("wenling_desk")


class _DeskLog(logging.handlers.RotatingFileHandler):
    """The log file of one home, opened with the first line."""

    def handleError(self, record: logging.LogRecord) -> None:
        """A disk that takes no line is told where it matters; here the line is done without."""


def log_file(home: Path) -> Path:
    """Where the log of a home lies; it is the report file as well."""
    return home / "logs" / "desk.log"


def begin_log(home: Path) -> None:
    """Send warnings and worse of this process to the log of a home, and to no other."""
    end_log()
    file = log_file(home)
    with suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handler = _DeskLog(file, maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    handler.setLevel(logging.WARNING)
    _log.addHandler(handler)


def end_log() -> None:
    """Close the log of this process; a second call does nothing."""
    for handler in [each for each in _log.handlers if isinstance(each, _DeskLog)]:
        _log.removeHandler(handler)
        handler.close()


def log_defect(home: Path, error: BaseException) -> Path:
    """Where it happened and what kind it was, into the log. Not its message: that may carry a person's data."""
    begin_log(home)
    frames = "".join(traceback.format_tb(error.__traceback__))
    _log.error("defect %s\n%s", type(error).__qualname__, frames)
    return log_file(home)


def save_report(home: Path) -> str:
    """Where the report file lies: the log itself, with the version at its end."""
    _log.warning("report asked for, version %s", __version__)
    return str(log_file(home))
