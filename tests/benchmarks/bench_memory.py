"""Memory after 1,000 papers of a long day, each load in a process of its own: it must be small, and stay flat.

``press``: papers of every kind. ``desk``: cases through use cases, database and press. ``window``: the same with the
whole program on the screen.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import desk
from tests.benchmarks.figure import Figure, Result, alone, not_measured
from tests.benchmarks.memory_load import LOADS, STATM
from wenling_desk import bootstrap
from wenling_desk.receipts.fonts import unpack

PAPERS = 1_000
WARM = 100
MOST_MB = 250
MOST_GROWTH_KB = 10
"""A paper after the hundredth; 10 KB would be 10 MB in a day of a thousand."""


def run(rounds: int | None = None) -> Result:
    """``rounds`` is the number of papers."""
    if not STATM.exists():
        why = "needs Linux (/proc)"
        return {"name": "memory", "figures": [not_measured(f"RSS, {name}", "MB", why) for name in LOADS]}
    papers = rounds or PAPERS
    return {"name": "memory", "figures": [figure for name in LOADS for figure in measure(name, papers)]}


def measure(load: str, papers: int) -> list[Figure]:
    """Size at the end, and growth a paper after the first hundred (or the first half of a short run)."""
    sizes = sizes_of(load, papers)
    after = sizes[min(WARM, papers // 2) :]
    return [
        alone(f"RSS after {papers} papers, {load}", "MB", sizes[-1:], at_most=MOST_MB),
        alone(f"growth a paper, {load}", "KB", [slope(after) * 1_000], at_most=MOST_GROWTH_KB),
    ]


def sizes_of(load: str, papers: int) -> list[float]:
    """The process's size in MB after each paper."""
    with tempfile.TemporaryDirectory() as folder:
        home, out = Path(folder, "home"), Path(folder, "sizes.json")
        unpack(home / "cache" / "fonts")
        bootstrap.open_practice(home).close()
        command = [sys.executable, "-m", "tests.benchmarks.memory_load", load, str(papers), str(home), str(out)]
        environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
        done = subprocess.run(command, cwd=desk.HERE, env=environment, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.strip().splitlines()[-1])
        sizes: list[float] = json.loads(out.read_text(encoding="utf-8"))
    return sizes


def slope(sizes: list[float]) -> float:
    """The least-squares slope of evenly spaced values, for each step; 0 for fewer than two."""
    count = len(sizes)
    if count < 2:
        return 0.0
    middle, mean = (count - 1) / 2, sum(sizes) / count
    across = sum((place - middle) ** 2 for place in range(count))
    return sum((place - middle) * (size - mean) for place, size in enumerate(sizes)) / across
