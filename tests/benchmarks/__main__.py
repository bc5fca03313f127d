"""Run the benchmarks one after the other, each in a process of its own, and say what they found.

    python -m tests.benchmarks [NAME …] [--rounds N] [--write]

``--write`` renews the sections of docs/benchmarks.md. A missed bar changes no exit code: timing depends on the machine
and on what else it does. Only a bench that breaks does.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import desk
from tests.benchmarks import machine, tables
from tests.benchmarks.figure import Result

BENCHES = (
    "start", "search", "guidance", "durable_act", "worklist", "progress", "figures", "roster", "closing", "papers",
    "memory", "keys", "report", "sync",
)  # fmt: skip
DOCUMENT = desk.HERE / "docs" / "benchmarks.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 0 when every bench ran, 1 when one broke, 2 for a wrong command line."""
    chosen = parser().parse_args(arguments)
    names = list(dict.fromkeys(chosen.names)) or list(BENCHES)
    if unknown := [name for name in names if name not in BENCHES]:
        print(f"no bench {', '.join(unknown)}; there are {', '.join(BENCHES)}")
        return 2
    if chosen.write and chosen.rounds is not None:
        print("--write keeps the usual rounds: leave --rounds away")
        return 2
    print("; ".join(f"{key} {value}" for key, value in machine.describe().items()))
    print(f"load before: {_load()}", flush=True)
    results, broken = [], []
    for name in names:
        begun = time.monotonic()
        print(f"\n== {name}", flush=True)
        result = run_apart(name, chosen.rounds)
        if result is None:
            broken.append(name)
            continue
        results.append(result)
        for figure in result["figures"]:
            print(tables.lines(figure))
        print(f"  {time.monotonic() - begun:.0f} s", flush=True)
    print(summary(results, broken))
    if chosen.write:
        write(results, complete=set(names) == set(BENCHES) and not broken)
    return 1 if broken else 0


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(prog="desk.py bench", description=(__doc__ or "").partition("\n")[0])
    made.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHES))
    made.add_argument("--rounds", type=int, help="fewer rounds, for a quick look")
    made.add_argument("--write", action="store_true", help="renew docs/benchmarks.md")
    return made


def run_apart(name: str, rounds: int | None) -> Result | None:
    """One bench in a process of its own; ``None`` when it broke, and its own words are on the screen."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "result.json")
        command = [sys.executable, "-m", "tests.benchmarks.one_bench", name, str(out)]
        command += [str(rounds)] if rounds is not None else []
        # Windows are opened without a screen, whatever screen there may be: nothing must take their focus.
        environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
        if subprocess.run(command, cwd=desk.HERE, env=environment).returncode != 0:
            print(f"  {name} broke; see above")
            return None
        result: Result = json.loads(out.read_text(encoding="utf-8"))
        return result


def summary(results: Sequence[Result], broken: Sequence[str]) -> str:
    """The closing line: how many bars were met, which were missed or could not be measured, and what broke."""
    figures = [figure for result in results for figure in result["figures"] if figure["bar"]]
    missed = [figure["name"] for figure in figures if figure["met"] is False]
    unmeasured = [
        figure["name"] + f" ({figure['peer']})" * bool(figure["peer"]) for figure in figures if figure["met"] is None
    ]
    parts = [f"\n{sum(figure['met'] is True for figure in figures)} of {len(figures)} bars met"]
    for word, names in (("missed", missed), ("not measured", unmeasured), ("BROKEN", broken)):
        if names:
            parts.append(f"{word}: {', '.join(names)}")
    return "; ".join(parts)


def write(results: Sequence[Result], *, complete: bool) -> None:
    """Renew the document. Some benches alone may be renewed only on the machine that measured the others."""
    text = DOCUMENT.read_text(encoding="utf-8")
    here = machine.describe()
    commands = {result["name"]: f"python3 desk.py bench {result['name']}" for result in results}
    fresh = tables.renewed(text, results, commands, here, datetime.now(UTC).date().isoformat())
    if not complete and tables.machine_in(text) not in ("", tables.machine_in(fresh)):
        print("docs/benchmarks.md was measured on another machine: renew all of it, desk.py bench --write")
        return
    DOCUMENT.write_text(fresh, encoding="utf-8")
    print(f"written: {DOCUMENT.relative_to(desk.HERE)}")


def _load() -> str:
    return f"{os.getloadavg()[0]:.2f}" if hasattr(os, "getloadavg") else "unknown"


if __name__ == "__main__":
    sys.exit(main())
