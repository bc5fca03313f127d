"""A centre and desks as processes of their own, each ended by its own process id."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any, Final

from tests.simulation.checker import Finding, check
from tests.simulation.history import History, from_lines
from tests.simulation.tables import table
from tests.torture import lives, warm
from tests.torture.chronicle import read_events

_SAID: Final = re.compile(r'enrol (https://\S+) --code (\S+) --fingerprint "([0-9A-F ]+)"')
_READY: Final = "Ctrl+C"
_SECONDS: Final = 60.0
FIRST_LAST: Final = 1_000_000
"""The number of the first life of a desk that only drains."""


class RealWorld:
    """Everything of one run below ``room``. ``restarts`` are the seconds from a start to the centre's being ready."""

    def __init__(self, room: Path, seed: str) -> None:
        room.mkdir(parents=True)
        self.room, self.seed = room, seed
        self.nursery = warm.nursery()
        self.names: list[str] = []
        self.restarts: list[float] = []
        self._log = room / "centre.log"
        self._logs = 0
        self.port, self._started = 0, 0.0
        self.server, self.code, self.fingerprint = "", "", ""
        self.centre = self.start_centre()
        self.wait_for_centre()

    def fork(self, life: Callable[..., None], *arguments: Any) -> ForkServerProcess:
        """A new process."""
        process = self.nursery.Process(target=life, args=arguments, daemon=True)
        process.start()
        return process

    def through(self, life: Callable[..., None], *arguments: Any, seconds: float = _SECONDS) -> int:
        """Let a process run to its end; its exit code. Raises RuntimeError when it never ends."""
        process = self.fork(life, *arguments)
        process.join(seconds)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise RuntimeError(f"{life.__name__} did not end: {self.last_words()}")
        return process.exitcode

    # -- the centre --

    def start_centre(self) -> ForkServerProcess:
        """The centre's process; it is not ready yet."""
        self._logs += 1
        self._log = self.room / f"centre-{self._logs}.log"
        self._started = time.monotonic()
        self.centre = self.fork(lives.serve, self.room, self.port, self._log)
        return self.centre

    def is_ready(self) -> bool:
        """Whether the centre serves; notes how long that took, once."""
        if not self._started:
            return True
        if not self._log.exists() or _READY not in self._log.read_text(encoding="utf-8", errors="replace"):
            return False
        self.restarts.append(time.monotonic() - self._started)
        self._started = 0.0
        return True

    def wait_for_centre(self) -> None:
        """Until it serves. Raises RuntimeError when it does not come."""
        end = time.monotonic() + _SECONDS
        while not self.is_ready():
            if not self.centre.is_alive() or time.monotonic() > end:
                raise RuntimeError(f"the centre did not start: {self.last_words()}")
            time.sleep(0.01)
        found = _SAID.search(self._log.read_text(encoding="utf-8"))
        if found is None:
            raise RuntimeError("the centre told no code")
        self.server, self.code, self.fingerprint = found.groups()
        self.port = int(self.server.rpartition(":")[2])

    def stop_centre(self) -> int | None:
        """Ask it to stop, as the system does; its exit code."""
        self.centre.terminate()
        self.centre.join(_SECONDS)
        return self.centre.exitcode

    # -- desks --

    def add_desk(self, name: str) -> None:
        """A home that has joined."""
        code, failed = self.code, 0
        if self.names:  # the first one joins with the code that was told
            written = self.room / f"{name}.code"
            failed = self.through(lives.make_code, self.room, written)
            code = written.read_text(encoding="ascii") if not failed else ""
        if failed or self.through(lives.join, self.room, name, self.server, code, self.fingerprint):
            raise RuntimeError(f"{name} did not join: {self.last_words()}")
        self.names.append(name)

    # -- the end --

    def settle(self, most: int = 8) -> list[Finding]:
        """Everything sent and received on a sound line, both ends read, and what is wrong with the history."""
        self.wait_for_centre()
        found: list[Finding] = []
        for number in range(most):
            codes = {
                name: self.through(
                    lives.drain, lives.Life(self.room, name, self.seed, FIRST_LAST + number), seconds=600
                )
                for name in self.names
            }
            for name, code in codes.items():
                if code not in (0, lives.MOVED):
                    found.append(Finding("I17", name, f"ended with {code} while draining"))
            if lives.MOVED not in codes.values():
                break
        else:
            found.append(Finding("I17", "all", f"still something to send or to receive after {most} times"))
        if stopped := self.stop_centre():
            found.append(Finding("I17", "centre", f"ended with {stopped} when asked to stop"))
        history = self.history()
        return [*found, *self.cries(), *check(history, table)]

    def history(self) -> History:
        """All that was written down, and both ends as they are now."""
        target = self.room / "report"
        if self.through(lives.report, self.room, tuple(self.names), target, seconds=600):
            raise RuntimeError(f"the ends could not be read: {self.last_words()}")
        history = from_lines(target.read_text(encoding="ascii").splitlines())
        for name in self.names:
            history.events += read_events(self.room / f"{name}.history")
        return history

    def cries(self) -> list[Finding]:
        """What processes said that nobody foresaw."""
        found = []
        for log in sorted(self.room.glob("*.log")):
            said = log.read_text(encoding="utf-8", errors="replace")
            if "Traceback" in said:
                found.append(Finding("I17", log.name, said[said.index("Traceback") :][-1_500:]))
        return found

    def last_words(self) -> str:
        """The ends of all logs."""
        logs = sorted(self.room.glob("*.log"), key=lambda log: log.stat().st_mtime)[-4:]
        return "\n".join(f"{log.name}: {log.read_text(encoding='utf-8', errors='replace')[-1_500:]}" for log in logs)

    def end(self) -> None:
        """End what still runs of it."""
        if self.centre.is_alive():
            self.centre.kill()
            self.centre.join()
        shutil.rmtree(self.room, ignore_errors=True)
