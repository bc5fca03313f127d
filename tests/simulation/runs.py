"""Many seeds one after the other, and what they add up to."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.simulation.world import Report, run_seed

COUNTED = (
    "desks", "commands", "messages", "calls", "ops", "facts", "refused_at_desk", "refused", "conflicts", "disputed",
    "held", "prints", "crashes",
)  # fmt: skip
LEAST_FAULTS, LEAST_KINDS = 10, 5


def run_many(seeds: Sequence[int]) -> list[Report]:
    """Each of them."""
    gc.disable()  # a seed is one heap that goes at once: looking through it again and again costs a tenth
    reports = []
    for place, seed in enumerate(seeds, 1):
        reports.append(run_seed(seed))
        if place % 4 == 0:
            gc.collect()
    gc.enable()
    return reports


def compare_clocks(seed: int) -> str:
    """I14: the seed under two sets of clocks; what differs, empty for nothing."""
    one = run_seed(seed, is_dated=False)
    other = run_seed(seed, clocks=f"permuted/{seed}", is_dated=False)
    return (
        ""
        if one.decisions == other.decisions
        else f"other decisions under other clocks: {one.decisions} and {other.decisions}"
    )


def line_of(report: Report) -> str:
    """One seed in one line."""
    faults = ", ".join(f"{count} {kind}" for kind, count in sorted(report.faults.items()))
    counts = ", ".join(f"{getattr(report, name)} {name.replace('_', ' ')}" for name in COUNTED)
    state = f"{len(report.findings)} FINDINGS" if report.findings else "sound"
    return f"seed {report.seed} {state}; trace {report.trace}; {counts}; {report.faults.total()} faults: {faults}"


@dataclass
class Total:
    """The sums of a run."""

    seeds: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    unsound: list[int] = field(default_factory=list)
    least_commands: int = 10**9
    least_faults: int = 10**9
    least_kinds: int = 10**9
    slowest_quiet: int = 0

    def add(self, report: Report) -> None:
        """One more seed."""
        self.seeds += 1
        self.counts.update({name: getattr(report, name) for name in COUNTED})
        self.faults.update({str(kind): count for kind, count in report.faults.items()})
        self.least_commands = min(self.least_commands, report.commands)
        self.least_faults = min(self.least_faults, report.faults.total())
        self.least_kinds = min(self.least_kinds, len(report.faults))
        self.slowest_quiet = max(self.slowest_quiet, report.quiet_after)
        if report.findings:
            self.unsound.append(report.seed)

    def text(self, seconds: float, twice: int) -> str:
        """The closing words."""
        counts = ", ".join(f"{self.counts[name]} {name.replace('_', ' ')}" for name in COUNTED)
        faults = "\n".join(f"  {count:8d} {kind}" for kind, count in self.faults.most_common())
        least = (
            f"least of a seed: {self.least_commands} commands, {self.least_faults} faults of {self.least_kinds} kinds"
        )
        quiet = f"all quiet at the latest {self.slowest_quiet / 60_000:.0f} virtual minutes after the last fault"
        return (
            f"{self.seeds} seeds in {seconds:.0f} s ({seconds * 1e3 / max(1, self.seeds):.0f} ms a seed), "
            f"{twice} of them again under other clocks\n{counts}\n"
            f"{self.faults.total()} faults of {len(self.faults)} kinds:\n{faults}\n{least}; {quiet}\n"
            + (f"UNSOUND: {self.unsound}" if self.unsound else "every seed sound")
        )
