"""Processes killed at any moment: desks at work, the centre that serves them, both at once, and old homes on opening.

Started again they go on, and in the end both ends agree and the one history checker finds nothing.
"""

from __future__ import annotations

import json
import random
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Final

from tests.simulation.checker import Finding
from tests.simulation.history import OK, UNKNOWN, Acked, Did, Event, Printed
from tests.store.museum.make import MUSEUM
from tests.torture import lives
from tests.torture.chronicle import is_doing, read_events, was_doing
from tests.torture.real_world import RealWorld

DESKS: Final = ("a", "b")
CENTRE: Final = lives.CENTRE
OLD_HOME: Final = "old home"
VICTIMS: Final[Sequence[tuple[tuple[str, ...], int]]] = (
    (("a",), 30), (("b",), 25), ((CENTRE,), 21), ((CENTRE, "a"), 6), ((CENTRE, "b"), 6), ((CENTRE, "a", "b"), 4),
    ((OLD_HOME,), 8),
)  # fmt: skip
BEGINNINGS: Final[Sequence[tuple[str, int]]] = (("", 76), (lives.BACKING_UP, 12), (lives.TAKING_IN, 12))
SOON, LATE = 0.15, 0.8
"""Longest waits in seconds: for a death on opening, and at work."""
EARLY_SHARE: Final = 0.3
OLD_OPENING: Final = 0.12
"""Seconds in which an old home is migrated and opened."""
AIMED: Final = {lives.BACKING_UP: "backup", lives.TAKING_IN: "TakeSnapshot"}
"""What a life that began so is waited for to do, for most so long; it dies within ``AIM`` of it."""
MOST_WAITED, AIM = 2.0, 0.04


@dataclass
class KillReport:
    """What was killed, what it was doing, what was done between, and what was found wrong."""

    rounds: int = 0
    killed: Counter[str] = field(default_factory=Counter)
    doing: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    restarts: list[float] = field(default_factory=list)
    seconds: float = 0.0
    settling: float = 0.0
    findings: list[Finding] = field(default_factory=list)


def run(rounds: int, seed: int, place: Path, *, tell: Callable[[str], None] = lambda _: None) -> KillReport:
    """``rounds`` deaths, drawn by ``seed``; the moments themselves are the machine's."""
    killing = _Killing(RealWorld(place / f"kill-{seed}", str(seed)), random.Random(f"kill/{seed}"))
    try:
        return killing.run(rounds, tell)
    finally:
        killing.end()


class _Killing:
    def __init__(self, world: RealWorld, draw: random.Random) -> None:
        self.world, self.draw = world, draw
        self.report = KillReport()
        self.desks: dict[str, ForkServerProcess] = {}
        self.begun_with: dict[str, str] = {}
        self._lives = self._old = 0

    def run(self, rounds: int, tell: Callable[[str], None]) -> KillReport:
        """Kill, start again, and settle."""
        for name in DESKS:
            self.world.add_desk(name)
        begun = time.monotonic()
        for name in DESKS:
            self._start(name)
        victims, weights = zip(*VICTIMS, strict=True)
        while self.report.rounds < rounds and len(self.report.findings) < 5:
            (chosen,) = self.draw.choices(victims, weights)
            self._old_home() if chosen == (OLD_HOME,) else self._round(chosen)
            self.report.rounds += 1
            if self.report.rounds % 100 == 0:
                tell(f"{self.report.rounds} rounds, {time.monotonic() - begun:.0f} s")
        self.report.seconds = time.monotonic() - begun
        for name in DESKS:
            self._kill(name)
        self._settle()
        return self.report

    def end(self) -> None:
        """Nothing is left."""
        for process in self.desks.values():
            if process.is_alive():
                process.kill()
                process.join()
        self.world.end()

    # -- a round --

    def _round(self, victims: Sequence[str]) -> None:
        aimed = next((AIMED[self.begun_with[name]] for name in victims if self.begun_with.get(name)), "")
        if self.draw.random() < EARLY_SHARE:
            time.sleep(self.draw.random() * SOON)
        elif aimed:
            self._wait_for(victims, aimed)
        else:
            time.sleep(self.draw.random() * LATE)
        self.world.is_ready()
        for name in victims:
            self._kill(name)
        for name in victims:
            if name == CENTRE:
                self.world.start_centre()
            else:
                self._start(name)

    def _wait_for(self, victims: Sequence[str], aimed: str) -> None:
        end = time.monotonic() + MOST_WAITED
        while time.monotonic() < end:
            if any(aimed in is_doing(self.world.room / f"{name}.doing") for name in victims):
                time.sleep(self.draw.random() * AIM)
                return
            self.world.is_ready()
            time.sleep(0.002)

    def _start(self, name: str) -> None:
        self._lives += 1
        kinds, weights = zip(*BEGINNINGS, strict=True)
        (begins_with,) = self.draw.choices(kinds, weights)
        self.begun_with[name] = begins_with
        life = lives.Life(self.world.room, name, self.world.seed, self._lives, begins_with)
        (self.world.room / f"{name}.doing").unlink(missing_ok=True)
        self.desks[name] = self.world.fork(lives.live, life)

    def _kill(self, name: str) -> None:
        """By its own process id, and not before it is known to be gone is anything else done."""
        process = self.world.centre if name == CENTRE else self.desks[name]
        if not process.is_alive():
            words = self.world.last_words()
            self.report.findings.append(Finding("I17", name, f"ended by itself with {process.exitcode}: {words}"))
            return
        process.kill()
        process.join()
        self.report.killed["centre" if name == CENTRE else "desk"] += 1
        if name == CENTRE:
            self.report.doing[f"centre {'serving' if self.world.is_ready() else 'starting'}"] += 1
        else:
            self.report.doing[f"desk {was_doing(self.world.room / f'{name}.doing') or 'starting'}"] += 1
            self._look_at_backups(name)

    def _look_at_backups(self, name: str) -> None:
        """A backup is whole or is none."""
        for place in self.world.room.glob(f"{name}-backup-*"):
            if not place.name.endswith(lives.PARTIAL):
                failed = self.world.through(lives.look_at_backup, self.world.room, name, place)
                self.report.outcomes["backups restored"] += not failed
                if failed:
                    self.report.findings.append(Finding("I1", place.name, self.world.last_words()))
            shutil.rmtree(place)

    def _old_home(self) -> None:
        """A home of an earlier version dies while it is opened; opened again it is whole."""
        exhibits = sorted(MUSEUM.glob("v*"))[:-1]
        self._old += 1
        home = self.world.room / f"old-{self._old}"
        shutil.copytree(self.draw.choice(exhibits), home)
        process = self.world.fork(lives.open_old, self.world.room, home)
        time.sleep(self.draw.random() * OLD_OPENING)
        process.kill()
        process.join()
        self.report.killed[OLD_HOME if process.exitcode == -signal.SIGKILL else "old home, too late"] += 1
        target = self.world.room / "old.wrong"
        failed = self.world.through(lives.look_at_old, self.world.room, home, target)
        wrong = f"ended with {failed}: {self.world.last_words()}" if failed else json.loads(target.read_text("ascii"))
        if wrong:
            self.report.findings.append(Finding("I1", f"{OLD_HOME} {self._old}", wrong))
        shutil.rmtree(home)

    # -- the end --

    def _settle(self) -> None:
        begun = time.monotonic()
        try:
            self.report.findings += self.world.settle()
        except RuntimeError as error:
            self.report.findings.append(Finding("I17", "the end", str(error)))
        self.report.settling = time.monotonic() - begun
        self.report.restarts = self.world.restarts
        for name in DESKS:
            self.report.outcomes += _counted(read_events(self.world.room / f"{name}.history"))


def _counted(events: Sequence[Event]) -> Counter[str]:
    done: Counter[str] = Counter()
    for event in events:
        if isinstance(event, Did):
            done[{OK: "done", UNKNOWN: "unknown"}.get(event.outcome, "refused")] += 1
        elif isinstance(event, Printed):
            done["printed"] += 1
        elif isinstance(event, Acked):
            done["acknowledged"] += len(event.ops)
    return done
