"""One carrying-out of a script, which can be cut off at any moment and gone on with.

While a run is open the store keeps its mark. The ids of its commands come from the mark and the place in the script,
so that the same script run again after a kill, a power cut or a full disk does only what was not done: pressing twice
is one case. A run that came to its end is closed; the same script then makes new cases.
"""

from __future__ import annotations

import hashlib
import json
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from wenling_desk import bootstrap

OPEN_RUNS: Final = "script.open_runs"
MOST_OPEN: Final = 20
_KEPT: Final = 13
"""Digits of the run's own id that its commands begin with: their time stays the run's."""


class ScriptRun:
    """The open run of a script on a desk."""

    def __init__(self, desk: bootstrap.OpenDesk, plain: object) -> None:
        """Take up the run of the same script that was cut off, or begin one."""
        self._store = desk.store
        written = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        self._script = hashlib.sha256(written.encode("utf-8")).hexdigest()
        known = self._known()
        self.is_continued = self._script in known
        self._mark = known.get(self._script) or desk.current.ids.new_id()
        if not self.is_continued:
            self._keep({**dict(list(known.items())[1 - MOST_OPEN :]), self._script: self._mark})

    def command_id(self, position: int, step: int) -> str:
        """The id of a command: the same place in the same run is the same command."""
        place = hashlib.sha256(f"{self._mark}/{position}/{step}".encode("ascii")).hexdigest()
        return self._mark[:_KEPT] + place[: 32 - _KEPT]

    def close(self) -> None:
        """Everything was done or refused: the same script is a new one from now on."""
        known = self._known()
        known.pop(self._script, None)
        self._keep(known)

    def _known(self) -> dict[str, str]:
        known: dict[str, str] = json.loads(self._store.note(OPEN_RUNS) or "{}")
        return known

    def _keep(self, known: dict[str, str]) -> None:
        self._store.keep_note(OPEN_RUNS, json.dumps(known))


@contextmanager
def asked_to_stop() -> Iterator[Callable[[], bool]]:
    """Inside, the first Ctrl+C or SIGTERM only asks to stop: the case at hand is finished. A second one interrupts."""
    asked = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield asked.is_set
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def ask(number: int, frame: FrameType | None) -> None:
        if asked.is_set():
            signal.default_int_handler(number, frame)
        asked.set()

    for number in before:
        signal.signal(number, ask)
    try:
        yield asked.is_set
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
