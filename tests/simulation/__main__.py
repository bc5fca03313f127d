"""The simulation of desks and centre: ``python3 desk.py simulate --seeds N [--seed S] [--jobs J]``.

Each seed is at least 3 desks, 150 commands and 10 faults of 5 kinds; the same seed gives the same trace.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor

from tests.simulation.runs import Total, compare_clocks, line_of, run_many

FIRST_WORD = (__doc__ or "").partition("\n")[0]


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(prog="desk.py simulate", description=FIRST_WORD)
    made.add_argument("--seeds", type=int, default=100, help="how many seeds (100)")
    made.add_argument("--seed", type=int, default=0, help="the first one (0)")
    made.add_argument("--jobs", type=int, default=1, help="processes (1)")
    made.add_argument("--clocks", type=int, default=50, help="every so manieth seed is run twice, clocks permuted (50)")
    made.add_argument("--verbose", action="store_true", help="a line for each seed, not only for each tenth")
    return made


def slices(first: int, count: int, jobs: int) -> Iterator[list[int]]:
    """Seeds in portions, so that all processes end at about the same time."""
    size = max(1, min(25, count // (jobs * 4)))
    for start in range(first, first + count, size):
        yield list(range(start, min(start + size, first + count)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 0 when every seed was sound, 1 when one was not."""
    chosen = parser().parse_args(arguments)
    begun, total = time.monotonic(), Total()
    portions = list(slices(chosen.seed, chosen.seeds, chosen.jobs))
    with ProcessPoolExecutor(max(1, chosen.jobs)) as pool:
        for reports in pool.map(run_many, portions) if chosen.jobs > 1 else map(run_many, portions):
            for report in reports:
                total.add(report)
                if chosen.verbose or report.findings or report.seed % 10 == 0:
                    say(line_of(report))
                if report.findings:
                    for finding in report.findings[:20]:
                        say(f"    {finding}")
                    say("    the last of its trace:")
                    for line in report.tail:
                        say(f"    {line}")
                    say(f"    again: python3 desk.py simulate --seeds 1 --seed {report.seed}")
    twice = [seed for seed in range(chosen.seed, chosen.seed + chosen.seeds) if seed % max(1, chosen.clocks) == 0]
    for seed in twice:
        wrong = compare_clocks(seed)
        if wrong:
            total.unsound.append(seed)
            say(f"I14 seed {seed}: {wrong}")
    say(total.text(time.monotonic() - begun, len(twice)))
    return 1 if total.unsound else 0


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


__all__ = ["Counter", "main"]

if __name__ == "__main__":
    sys.exit(main())
