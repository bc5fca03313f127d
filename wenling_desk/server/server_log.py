"""The centre's log: JSON lines with ids, codes and amounts. Never a name, a number, a body or a value of a query."""

from __future__ import annotations

import json
import logging
import logging.handlers
import traceback
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Final

FILE_NAME: Final = "server.jsonl"
LOG_BYTES: Final = 10_000_000
LOG_FILES: Final = 10
NAME: Final = "wenling_centre"

_FOREIGN: Final = ("uvicorn", "uvicorn.error", "asyncio")
"""Whose warnings go to the same log, as codes: their texts may carry what somebody sent."""

Now = Callable[[], datetime]


def log_file(home: Path) -> Path:
    """Where it lies."""
    return home / "logs" / FILE_NAME


class ServerLog:
    """Writes lines; one object for the process."""

    def __init__(self, now: Now, handler: logging.Handler | None = None) -> None:
        self._now = now
        self._log = logging.Logger(NAME, logging.INFO)  # no global one: a process of tests has many centres
        self._handler = handler or logging.NullHandler()
        self._log.addHandler(self._handler)
        self._bridge = _Bridge(self)

    @classmethod
    def to_file(cls, home: Path, now: Now) -> ServerLog:
        """The log of a home, in a few files."""
        file = log_file(home)
        with suppress(OSError):
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cls(now, _Quiet(file, maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8", delay=True))

    def line(self, what: str, /, **values: str | float) -> None:
        """One line."""
        plain = {"at": self._now().isoformat(timespec="milliseconds"), "what": what, **values}
        self._log.info(json.dumps(plain, ensure_ascii=True))

    def defect(self, where: str, error: BaseException, /, **values: str | float) -> None:
        """Something nobody foresaw: its kind and where it happened, not its message."""
        self.line("defect", where=where, kind=kind_of(error), frames=frames_of(error.__traceback__), **values)

    def take_foreign(self) -> None:
        """From now on warnings of the server's libraries go here, and nowhere else."""
        for name in _FOREIGN:
            logger = logging.getLogger(name)
            logger.handlers, logger.propagate = [self._bridge], False
            logger.setLevel(logging.WARNING)

    def close(self) -> None:
        """Close the file."""
        for name in _FOREIGN:
            logger = logging.getLogger(name)
            if self._bridge in logger.handlers:
                logger.handlers, logger.propagate = [], True
        self._handler.close()


def kind_of(error: BaseException) -> str:
    """The class of an error and of what is behind it."""
    original = getattr(error, "orig", None) or error.__cause__
    name = type(error).__qualname__
    return f"{name} < {type(original).__qualname__}" if isinstance(original, BaseException) else name


def frames_of(trace: TracebackType | None) -> str:
    """File, line and function of each frame, without the values in them."""
    frames = traceback.extract_tb(trace)
    return " | ".join(f"{Path(each.filename).name}:{each.lineno} {each.name}" for each in frames[-12:])


class _Quiet(logging.handlers.RotatingFileHandler):
    def handleError(self, record: logging.LogRecord) -> None:
        """A disk that takes no line shows in ``/ready``; here the line is done without."""


class _Bridge(logging.Handler):
    def __init__(self, log: ServerLog) -> None:
        super().__init__(logging.WARNING)
        self._own = log

    def emit(self, record: logging.LogRecord) -> None:
        """Level, source and kind of error only."""
        error = record.exc_info[1] if record.exc_info else None
        values = {"level": record.levelname, "source": f"{record.name}:{record.funcName}"}
        if error is not None:
            values |= {"kind": kind_of(error), "frames": frames_of(error.__traceback__)}
        self._own.line("library", **values)
