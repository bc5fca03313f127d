"""``desk.py torture power|disk|kill|network --rounds N``: the plug pulled, the disk failing, processes killed, the line
cut. Prints what was done and what was found; 1 when anything was wrong."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.torture import disk, kill, network, power, preloaded

MUTANTS = ("normal", "off", "hex64")


def say(text: str) -> None:
    """One line, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def torture_power(rounds: int, seed: int, jobs: int, place: Path) -> bool:
    """Crash images of a sound desk; then of desks with one protection taken away, until each is found out."""
    report = power.run(rounds or 10_000, seed, place, jobs)
    losses = ", ".join(f"{loss} {amount}" for loss, amount in sorted(report.by_loss.items()))
    say(f"power: {report.images} images ({losses})")
    say(f"power: {report.acknowledged} acknowledgements checked, {report.wrong} wrong")
    for finding in report.findings:
        say(f"  {finding}")
    caught = True
    for mutant in MUTANTS:
        found = power.find(mutant, seed, place, jobs, most=max(report.images, 400))
        say(f"power: mutant {mutant}: " + (f"caught: {found}" if found else "NOT CAUGHT"))
        caught &= bool(found)
    return not report.wrong and caught


def torture_disk(rounds: int, seed: int, jobs: int, place: Path) -> bool:
    """The n-th call fails: all of them, or so many drawn."""
    report = disk.run(rounds, seed, place, jobs)
    ends = ", ".join(f"{end} {amount}" for end, amount in report.ends.most_common())
    say(f"disk: {report.rounds} rounds over {report.calls} calls; acts ended: {ends}; {len(report.findings)} wrong")
    for finding in report.findings[:20]:
        say(f"  {finding}")
    return not report.findings


def torture_kill(rounds: int, seed: int, jobs: int, place: Path) -> bool:
    """Desks, centre and both killed, started again, and everything compared in the end."""
    report = kill.run(rounds or 1_000, seed, place, tell=lambda text: say(f"kill: {text}"))
    killed = ", ".join(f"{name} {amount}" for name, amount in sorted(report.killed.items()))
    say(f"kill: {report.rounds} rounds in {report.seconds:.0f} s, {report.settling:.0f} s until all was equal")
    say(f"kill: killed {killed}")
    say("kill: while " + ", ".join(f"{name} {amount}" for name, amount in report.doing.most_common()))
    say("kill: commands and ops " + ", ".join(f"{name} {amount}" for name, amount in report.outcomes.most_common()))
    starts = sorted(report.restarts) or [0.0]
    say(f"kill: the centre was ready again {len(starts)} times, after {starts[len(starts) // 2]:.2f} s (median), "
        f"{starts[-1]:.2f} s (worst)")  # fmt: skip
    return told(report.findings)


def torture_network(rounds: int, seed: int, jobs: int, place: Path) -> bool:
    """Seeds of a bad line; every kind of fault must have come."""
    report = network.run(rounds or 20, seed, place, jobs=jobs, tell=lambda text: say(f"network: {text}"))
    say(f"network: {report.seeds} seeds, {report.ops} ops, {report.fates.total()} requests: "
        + ", ".join(f"{fate} {amount}" for fate, amount in report.fates.most_common()))  # fmt: skip
    say(
        "network: rounds of the sync ended: "
        + ", ".join(f"{end} {amount}" for end, amount in report.ends.most_common())
    )
    if report.missing:
        say(f"network: never came: {', '.join(report.missing)}")
    return told(report.findings) and not report.missing


def told(findings: Sequence[object]) -> bool:
    """Say what is wrong; whether nothing is."""
    for finding in findings[:20]:
        say(f"  {str(finding)[:2_000]}")
    return not findings


KINDS: dict[str, Callable[[int, int, int, Path], bool]] = {
    "power": torture_power,
    "disk": torture_disk,
    "kill": torture_kill,
    "network": torture_network,
}


def main() -> int:
    """Run one kind of torture."""
    parser = argparse.ArgumentParser(prog="desk.py torture", description=__doc__)
    parser.add_argument("kind", choices=sorted(KINDS))
    parser.add_argument("--rounds", type=int, default=0, help="how many; 0: the full count")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    chosen = parser.parse_args()
    if chosen.kind in ("power", "disk") and not preloaded.can_build():
        say("needs Linux and gcc")
        return 1
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="wenling-torture-") as place:
        sound = KINDS[chosen.kind](chosen.rounds, chosen.seed, chosen.jobs, Path(place))
    say(f"{chosen.kind}: {'sound' if sound else 'WRONG'}, seed {chosen.seed}, {time.monotonic() - start:.0f} s")
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
