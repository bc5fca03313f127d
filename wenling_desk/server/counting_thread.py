"""Counts beside the pushes, in one thread of its own: a slice, then a pause as long; nothing while desks wait."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final

from wenling_desk.server.counting import Counting
from wenling_desk.server.server_log import ServerLog

ROUND_SECONDS: Final = 20.0
"""Between two looks whether there is something to count."""

LEAST_PAUSE: Final = 0.05
BUSY_SECONDS: Final = 1.0


class CountingThread:
    """Runs until it is closed; an error is one line of the log, and the next round tries again."""

    def __init__(self, counting: Counting, is_busy: Callable[[], bool], log: ServerLog) -> None:
        """``is_busy`` says whether requests wait for a thread."""
        self._counting, self._is_busy, self._log = counting, is_busy, log
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._run, name="centre-counting", daemon=True)

    def start(self) -> None:
        """From now on."""
        self._thread.start()

    def close(self) -> None:
        """Finish the slice that runs."""
        self._ends.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        wait = LEAST_PAUSE
        while not self._ends.wait(wait):
            wait = self._round()

    def _round(self) -> float:
        """One slice; the seconds until the next."""
        if self._is_busy():
            return BUSY_SECONDS
        begun = time.monotonic()
        try:
            done = self._counting.count_some()
        except Exception as error:
            self._log.defect("counting", error)
            return ROUND_SECONDS
        return max(LEAST_PAUSE, time.monotonic() - begun) if done else ROUND_SECONDS
