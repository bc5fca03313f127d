"""A real centre process and real enrolled desks for the sync bench, and watches on what the desk's sync does."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, TypeVar

import desk as project
from wenling_desk.bootstrap import enrolment, opening
from wenling_desk.bootstrap.syncing import SyncParts, make_sync
from wenling_desk.protocol.messages import PushRequest
from wenling_desk.server import bootstrap as centre_bootstrap
from wenling_desk.sync.asking import Pull
from wenling_desk.sync.carrying import OnDesk
from wenling_desk.sync.state import Receiving
from wenling_desk.sync.tasks import ApplyRows, RecordPush, TakeSnapshot

T = TypeVar("T")
PASSWORD: Final = "bench-parola-2026"
HALL: Final = "H01"
_ENROL: Final = re.compile(r'enrol (https://\S+) --code (\S+) --fingerprint "([0-9A-F ]+)"')


@dataclass
class RunningCentre:
    """A centre in a process of its own."""

    home: Path
    process: subprocess.Popen[str]
    address: str
    fingerprint: str

    def make_code(self, kind: str = "counter") -> str:
        """A one-time enrolment code for the hall."""
        with centre_bootstrap.opened(self.home) as found:
            return found.make_code(HALL, "一号大厅", kind)[0]


@contextmanager
def serving(home: Path, module: str = "wenling_desk") -> Iterator[RunningCentre]:
    """``wenling-desk serve`` on loopback with the embedded database, as a new user would start it; ``module`` is what
    has its command line."""
    words = [sys.executable, "-m", module, "serve", "--home", str(home), "--host", "127.0.0.1", "--port", "0"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WENLING_")}
    process = subprocess.Popen(
        words, cwd=project.HERE, env=kept | {"PYTHONIOENCODING": "utf-8"}, stdout=subprocess.PIPE, encoding="utf-8"
    )
    try:
        assert process.stdout is not None
        said = ""
        while not (found := _ENROL.search(said)) or "Ctrl+C" not in said:
            line = process.stdout.readline()
            if not line:
                raise RuntimeError(f"the centre ended: {said}")
            said += line
        yield RunningCentre(home, process, found[1], found[3])
    finally:
        process.terminate()
        process.communicate(timeout=40)


@dataclass
class BenchDesk:
    """An enrolled desk that is open, with its sync; every task and request is timed."""

    desk: opening.OpenDesk
    sync: SyncParts
    began: dict[str, float] = field(default_factory=dict)
    ended: dict[str, float] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        exchange, carrier = self.sync.exchange, self.sync.runner._carrier
        setattr(exchange, "ask", self._watched(exchange.ask))  # noqa: B010 - a watch on this one
        setattr(carrier, "carry_out", self._watched(carrier.carry_out))  # noqa: B010

    def _watched(self, work: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def watched(asked: Any) -> Any:
            name = _name(asked)
            self.began.setdefault(name, time.perf_counter())
            done = work(asked)
            self.ended[name] = time.perf_counter()
            self.counts[name] = self.counts.get(name, 0) + 1
            return done

        return watched

    def round(self) -> int:
        """Run until all is quiet, as the command ``sync --once`` does; rows received. Raises ValueError where it
        stopped early."""
        return self._run(self.sync.runner.run_once)

    def round_beside_clerk(self) -> int:
        """The same as the thread of the open program does it."""
        return self._run(lambda: self.sync.runner._round(forced=True))

    def _run(self, work: Callable[[], object]) -> int:
        self.began.clear()
        self.ended.clear()
        self.counts.clear()
        before = self.sync.runner.status.received
        work()
        status = self.sync.runner.status
        if status.reason:
            raise ValueError(f"the round ended with {status.reason}")
        return status.received - before

    def page_only(self, scope: str) -> None:
        """Receive that scope page by page, however long it is."""
        runner = self.sync.runner
        runner._state = replace(runner._state, receiving=Receiving(no_snapshot=frozenset({scope})))

    def digest(self, scope: str) -> tuple[int, str]:
        """What it holds of a scope."""
        with self.desk.store.sync_reading() as reading:
            return reading.scope_digest(scope)

    def seconds(self, first: str, last: str) -> float:
        """From the begin of the first ``first`` to the end of the last ``last`` of the round."""
        return self.ended[last] - self.began[first]

    @property
    def scope(self) -> str:
        """Its own scope."""
        return f"device:{self.desk.store.identity.device}"

    def close(self) -> None:
        """Close it."""
        self.sync.stop()
        self.desk.close()


PUSHING, PUSHED = PushRequest.__name__, RecordPush.__name__
TAKING_SNAPSHOT: Final = TakeSnapshot.__name__


def pulling(scope: str) -> str:
    """The name of pulls of a kind of scope."""
    return f"Pull {scope.partition(':')[0]}"


def applying(scope: str) -> str:
    """The name of slices of a kind of scope."""
    return f"ApplyRows {scope.partition(':')[0]}"


def _name(asked: Any) -> str:
    if isinstance(asked, Pull):
        return pulling(asked.scope)
    if isinstance(asked, ApplyRows):
        return applying(asked.scope)
    return type(asked).__name__


def enrol(centre: RunningCentre, home: Path, *, kind: str = "counter", server: str = "") -> BenchDesk:
    """A new desk that joined, open; ``server``: where it believes the centre to be."""
    wish = enrolment.Wish(
        server=server or centre.address,
        code=centre.make_code(kind),
        fingerprint=centre.fingerprint,
        counter="A01",
        kind=kind,
        clerk="lin.ke",
        clerk_name="林可",
    )
    enrolment.enrol(home, wish, PASSWORD)
    return reopen(home)


def reopen(home: Path) -> BenchDesk:
    """An enrolled desk of that home."""
    desk = opening.open_desk(home, PASSWORD)
    return BenchDesk(desk, sync_of(desk, _straight))


def sync_of(desk: opening.OpenDesk, on_desk: OnDesk) -> SyncParts:
    """The sync of an enrolled desk, as the program wires it."""
    enrolled = enrolment.enrolment_of(desk)
    if enrolled is None:
        raise ValueError("the desk is not enrolled")
    return make_sync(desk, enrolled, on_desk, _ignore, _ignore)


def put_back(home: Path, copy: Path) -> BenchDesk:
    """A desk whose home was put back from an earlier copy of its folder: it takes a new epoch and receives its own work
    again."""
    shutil.copytree(copy, home)
    shutil.rmtree(home.with_name(f"{home.name}-journal"), ignore_errors=True)  # lost with the disk
    return reopen(home)


def _straight(work: Callable[[], T]) -> T:
    return work()


def _ignore(_: object) -> None: ...
