"""The second start: whole processes, from being spawned to a field that takes input, beside a bare PySide6 window.

The desk was set up before, so that field is the password line. For the record, without a bar: from the password's
Enter to the open desk, most of which is the key derivation that makes guessing dear.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import desk
from tests.benchmarks.figure import Result, alone, compare, not_measured
from tests.benchmarks.peer_tools import CACHE
from tests.benchmarks.starts.first_input import PASSWORD as PASSWORD_NAME
from tests.benchmarks.starts.first_input import REPORT
from wenling_desk import bootstrap
from wenling_desk.receipts.fonts import SCREEN_FONTS, unpack

ROUNDS = 11
BAR = 1.5
PASSWORD = "only for this bench 4711"
HALL = bootstrap.SetUp("城东街道大厅", "331081", "K7QX", "3 号综合窗口", "A017", "陈晓")
NAME, OPENED = "second start to the password line", "from the password's Enter to the open desk"
UNIT, PEER = "ms", "bare PySide6 window"
PATIENCE_S = 60


class StartFailed(Exception):
    """A started program did not come to a field; the text is the end of what it said."""


def run(rounds: int | None = None) -> Result:
    """Medians of processes that start one after the other in turn."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name, "hall")
        bootstrap.set_up(home, HALL, PASSWORD)
        fonts = [str(file) for file in unpack(Path(name, "fonts"), SCREEN_FONTS).values()]
        bare = ["tests.benchmarks.starts.bare_window", *fonts]
        started = ["tests.benchmarks.starts.watched_desk", "--home", str(home), "run"]
        ours, theirs, opened = [], [], []
        try:
            for number in range(1 + (rounds or ROUNDS)):
                first, open_after = start(started, PASSWORD)
                other, _ = start(bare)
                if number > 0:  # the first start fills the caches: it is not the second
                    ours.append(first)
                    opened.append(open_after)
                    theirs.append(other)
        except StartFailed as failed:
            return {"name": "start", "figures": [not_measured(NAME, UNIT, str(failed), peer=PEER, bar=f"≤ {BAR:g}")]}
    figures = [compare(NAME, UNIT, ours, PEER, theirs, at_most=BAR), alone(OPENED, UNIT, opened)]
    return {"name": "start", "figures": figures}


def start(module_and_arguments: list[str], password: str = "") -> tuple[float, float]:
    """Milliseconds from spawning a module's process to its first field, and from the password to the open desk.

    Raises StartFailed.
    """
    with tempfile.TemporaryDirectory() as name:
        report = Path(name, "report.json")
        begun = time.monotonic_ns()
        with subprocess.Popen(
            [sys.executable, "-m", *module_and_arguments],
            cwd=desk.HERE,
            env=environment(report, password),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
        ) as process:
            try:
                _, said = process.communicate(timeout=PATIENCE_S)
            except subprocess.TimeoutExpired:
                process.kill()
                _, said = process.communicate()
        if not report.exists():
            raise StartFailed((said.strip().splitlines() or ["it took no input and said nothing"])[-1][:160])
        told = json.loads(report.read_text(encoding="utf-8"))
    after = (told["open_at"] - told["typed_at"]) / 1_000_000 if password else 0.0
    return (told["at"] - begun) / 1_000_000, after


def environment(report: Path, password: str) -> dict[str, str]:
    """A second start finds compiled modules, whatever this machine's settings say; they stay out of the tree."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return kept | {
        "PYTHONPYCACHEPREFIX": str(CACHE / "compiled"),
        "QT_QPA_PLATFORM": "offscreen",
        REPORT: str(report),
        PASSWORD_NAME: password,
    }
