"""The line between desks and centre: cut, slow, doubled, cut short, half open, answered by others; and down for hours.

Each seed is a centre, a desk that writes and one that reads; in the end the line is whole and both ends must agree.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.simulation.checker import Finding
from tests.torture import network_desks
from tests.torture.bad_line import FAULTS
from tests.torture.real_world import RealWorld

OPS: Final = 2_500
"""Ops of a seed."""
LONGEST: Final = 1_800.0


@dataclass
class NetworkReport:
    """What was sent over the line, what the line did, how the rounds of the sync ended, and what was found wrong."""

    seeds: int = 0
    ops: int = 0
    fates: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)

    @property
    def missing(self) -> list[str]:
        """Faults that never befell a request."""
        return [str(fault) for fault in FAULTS if not self.fates[fault]]


def run(
    seeds: int, first: int, place: Path, *, jobs: int = 1, ops: int = OPS, tell: Callable[[str], None] = lambda _: None
) -> NetworkReport:
    """``seeds`` seeds from ``first``."""
    report = NetworkReport()
    with ThreadPoolExecutor(jobs) as pool:
        for part in pool.map(lambda seed: _one(seed, ops, place / f"network-{seed}"), range(first, first + seeds)):
            report.seeds += part.seeds
            report.ops += part.ops
            report.fates += part.fates
            report.ends += part.ends
            report.findings += part.findings
            tell(f"{report.seeds} seeds, {report.ops} ops, {len(report.findings)} wrong")
    return report


def _one(seed: int, ops: int, room: Path) -> NetworkReport:
    world = RealWorld(room, str(seed))
    try:
        for name in (network_desks.WRITER, network_desks.READER):
            world.add_desk(name)
        target = room / "line.json"
        failed = world.through(network_desks.cut, room, seed, ops, world.port, target, seconds=LONGEST)
        if failed:
            return NetworkReport(
                1, findings=[Finding("I17", f"seed {seed}", f"ended with {failed}: {world.last_words()}")]
            )
        done = json.loads(target.read_text(encoding="ascii"))
        found = [Finding(each.invariant, f"seed {seed} {each.where}", each.detail) for each in world.settle()]
        return NetworkReport(1, done["ops"], Counter(done["fates"]), Counter(done["ends"]), found)
    finally:
        world.end()
