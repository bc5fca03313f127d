"""One bench in a process of its own: ``python -m tests.benchmarks.one_bench NAME OUT [ROUNDS]`` writes its result."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

from tests.benchmarks.figure import Result


def run_bench(name: str, rounds: int | None = None) -> Result:
    """The result of ``bench_NAME.run``."""
    result: Result = importlib.import_module(f"tests.benchmarks.bench_{name}").run(rounds)
    return result


if __name__ == "__main__":
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else None
    Path(sys.argv[2]).write_text(json.dumps(run_bench(sys.argv[1], rounds), ensure_ascii=False), encoding="utf-8")
