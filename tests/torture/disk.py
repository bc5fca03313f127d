"""A failing disk: every n-th call fails once or from then on, for want of room or broken; nothing acknowledged is lost,
and each failure is one the desk has a sentence for."""

from __future__ import annotations

import errno
import json
import random
import shutil
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.store.acts import accept, torn_lists
from tests.store.conftest import IDENTITY, KEY
from tests.support.store_samples import TestClock
from tests.torture import preloaded
from tests.torture.disk_desk import ACTS
from tests.torture.power_desk import HOME
from wenling_desk import resources
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.store.desk_store import open_store
from wenling_desk.texts import Texts

BEFORE: Final = 3
"""Cases a desk already has when its disk begins to fail."""
FAULTS: Final = tuple((number, mode) for number in (errno.ENOSPC, errno.EIO) for mode in ("once", "always"))


@dataclass
class DiskReport:
    """How many calls were made to fail, how the acts ended, and what was found wrong."""

    calls: int = 0
    rounds: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    findings: list[str] = field(default_factory=list)


def run(rounds: int, seed: int, place: Path, jobs: int = 1) -> DiskReport:
    """``rounds`` 0: every call with every fault; else so many drawn by ``seed``."""
    library = preloaded.build(place)
    seeded = place / "before"
    store = open_store(seeded / HOME, KEY, IDENTITY, TestClock())
    for number in range(1, BEFORE + 1):
        accept(store, number)
    store.close()
    report = DiskReport()
    report.calls = _count(library, seeded, place / "counted")
    faults = [(call, *fault) for call in range(1, report.calls + 1) for fault in FAULTS]
    if rounds:
        faults = random.Random(seed).sample(faults, min(rounds, len(faults)))

    def one(given: tuple[int, tuple[int, int, str]]) -> tuple[Counter[str], str]:
        number, (call, code, mode) = given
        return _round(library, seeded, place / f"round-{number}", f"{call}:{code}:{mode}")

    with ThreadPoolExecutor(jobs) as pool:
        for ends, finding in pool.map(one, enumerate(faults)):
            report.rounds += 1
            report.ends += ends
            if finding:
                report.findings.append(finding)
    return report


def _count(library: Path, seeded: Path, root: Path) -> int:
    shutil.copytree(seeded, root)
    count = root.with_suffix(".count")
    ended = preloaded.run_traced(library, root, "tests.torture.disk_desk", [str(root), "100"], fault="0:5", count=count)
    outcomes = [json.loads(line) for line in ended.stdout.splitlines()]
    if ended.returncode or len(outcomes) != len(ACTS) + 2 or any(each["end"] != "ok" for each in outcomes):
        raise RuntimeError(f"a desk on a sound disk failed: {ended.stdout}{ended.stderr[-1000:]}")
    return int(count.read_text())


def _round(library: Path, seeded: Path, root: Path, fault: str) -> tuple[Counter[str], str]:
    shutil.copytree(seeded, root)
    ended = preloaded.run_traced(library, root, "tests.torture.disk_desk", [str(root), "100"], fault=fault)
    outcomes = [json.loads(line) for line in ended.stdout.splitlines()]
    ends = Counter(f"{each['end']} {each['code']}".strip() for each in outcomes)
    finding = _wrong(root / HOME, outcomes)
    if ended.returncode or ended.stderr.strip():
        finding = finding or f"ended with {ended.returncode}: {ended.stderr.strip()[-400:]}"
    shutil.rmtree(root)
    return ends, f"fault {fault}: {finding}" if finding else ""


def _wrong(home: Path, outcomes: list[dict[str, object]]) -> str:
    """What is wrong once the disk is sound again."""
    texts = Texts(resources.path("texts", "zh_CN"))
    for each in outcomes:
        if each["end"] == "defect":
            return f"{each['act']} ended in {each['code']}"
        if each["end"] == "trouble" and not texts.has(f"trouble.{each['code']}"):
            return f"no sentence for {each['code']}"
    acked = {int(str(each["number"])) for each in outcomes if each["act"] == "case" and each["end"] == "ok"}
    try:
        store = open_store(home, KEY, IDENTITY, TestClock())
    except KnownTrouble as trouble:
        return f"does not open any more: {trouble.code}"
    try:
        if not store.check().is_sound:
            return "not sound"
        with store.reading() as reading:
            lost = [number for number in {*range(1, BEFORE + 1), *acked} if not reading.facts_of(f"case-{number}")]
        lists = [each["number"] for each in outcomes if each["act"] == "list" and each["end"] == "ok"]
        with store.reading() as reading:
            lost += [number for number in lists if not reading.facts_of(f"list-{number}")]
        torn = torn_lists(store)
        accept(store, 900)
        return f"lost {lost}" if lost else torn
    finally:
        store.close()
