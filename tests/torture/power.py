"""Power cuts: a traced desk, and thousands of disks it might have left behind."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.store.acts import torn_lists
from tests.store.conftest import IDENTITY, KEY
from tests.support.store_samples import TODAY, TestClock
from tests.torture import power_desk, preloaded
from tests.torture.disk_trace import CREATE, WRITE, Disk, Loss, Step, read_trace, write_image
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.store import disk_space
from wenling_desk.store.desk_store import SqlStore, open_store
from wenling_desk.use_cases.ports import WorkQuery

LIVES, CASES = 2, 9
LOSSES = tuple(Loss)
WHOLE = {"case": ["TakenIn", "Accepted", "PaperIssued"], "list": ["ListMade", "PaperIssued"]}


@dataclass
class PowerReport:
    """What became of the images: how many, by kind of loss, and the first things found wrong."""

    images: int = 0
    by_loss: Counter[str] = field(default_factory=Counter)
    acknowledged: int = 0
    findings: list[str] = field(default_factory=list)
    wrong: int = 0


def record(library: Path, place: Path, mutant: str = "") -> list[Step]:
    """Let a desk live under the tracer; what it did to its disk."""
    root, trace = place / "root", place / "trace"
    root.mkdir(parents=True)
    arguments = [str(root), str(LIVES), str(CASES), mutant]
    ended = preloaded.run_traced(library, root, "tests.torture.power_desk", arguments, trace=trace)
    if ended.returncode != 0:
        raise RuntimeError(f"the traced desk failed: {ended.stderr[-2000:]}")
    return read_trace(trace)


def check_images(steps: list[Step], seed: int, images: int, place: Path, mutant: str = "") -> PowerReport:
    """Cut the power ``images`` times, each time at another moment with another loss."""
    power_desk.MUTANTS[mutant]()
    draw = random.Random(seed)
    moments = sorted(draw.randrange(len(steps) + 1) for _ in range(images))
    report, disk, acks = PowerReport(), Disk(), _Acks()
    at = 0
    for number, moment in enumerate(moments):
        for step in steps[at:moment]:
            disk.play(step)
            acks.play(step)
        at = moment
        loss = LOSSES[draw.randrange(len(LOSSES))]
        folder = place / f"image-{number}"
        image = disk.image(loss, draw)
        image.pop(f"{power_desk.HOME}/{disk_space.FILE_NAME}", None)
        write_image(image, folder)
        found = _look(folder / power_desk.HOME, acks.acked, acks.listed)
        shutil.rmtree(folder)
        report.images += 1
        report.by_loss[loss] += 1
        report.acknowledged += acks.acked + len(acks.listed)
        if found:
            report.wrong += 1
            if len(report.findings) < 5:
                report.findings.append(f"seed {seed}, step {moment} of {len(steps)}, {loss}: {found}")
    return report


class _Acks:
    """How many cases had been acknowledged, and which lists."""

    def __init__(self) -> None:
        self._inode = 0
        self.acked = 0
        self.listed: set[int] = set()

    def play(self, step: Step) -> None:
        if step.op == CREATE and step.data == power_desk.ACKS.encode():
            self._inode = step.inode
        elif step.op == WRITE and step.inode == self._inode:
            word, number = step.data.split()
            if word == b"listed":
                self.listed.add(int(number))
            else:
                self.acked = int(number)


def _look(home: Path, acked: int, listed: set[int]) -> str:
    """What is wrong with a desk found after a cut; empty when all that was acknowledged is there, whole, once."""
    try:
        store = open_store(home, KEY, IDENTITY, TestClock())
    except KnownTrouble as trouble:
        return f"does not open: {trouble.code}, {acked} acknowledged"
    try:
        return _compare(store, acked, listed) or torn_lists(store)
    except KnownTrouble as trouble:
        return f"{trouble.code} while reading, {acked} acknowledged"
    finally:
        with suppress(KnownTrouble):
            store.close()


def _compare(store: SqlStore, acked: int, listed: set[int]) -> str:
    report = store.check()
    if not report.is_sound:
        return f"not sound: {report}"
    with store.reading() as reading:
        rows = reading.worklist(WorkQuery(limit=1_000)).rows
        found = {row.record_id for row in rows}
        acknowledged = {f"case-{number}" for number in range(1, acked + 1)} | {f"list-{number}" for number in listed}
        if missing := acknowledged - found:
            return f"lost {sorted(missing)}"
        counts = reading.counts(TODAY)
        if len({row.number for row in rows}) != len(rows) or sum(counts.values()) != len(rows):
            return "numbers doubled or counted wrong"
        for row in rows:
            kinds = [fact.kind for fact in reading.facts_of(row.record_id) if fact.kind != "HandedOver"]
            if kinds != WHOLE[row.record_id.split("-")[0]] or not reading.paper_pdf(row.number).startswith(b"%PDF"):
                return f"{row.record_id} is not whole"
    with store.unit_of_work() as unit:
        if unit.next_serial() != len(rows) + 1:
            return "the next number is not the next"
    return ""


def run(images: int, seed: int, place: Path, jobs: int = 1, mutant: str = "") -> PowerReport:
    """Record once, cut ``images`` times."""
    steps = record(preloaded.build(place), place / f"desk-{mutant or 'real'}-{seed}", mutant)
    shares = [images // jobs + (1 if job < images % jobs else 0) for job in range(jobs)]
    whole = PowerReport()
    parts: Iterator[PowerReport]
    if jobs == 1:
        parts = iter([check_images(steps, seed, images, place / "images", mutant)])
    else:
        with ProcessPoolExecutor(jobs) as pool:
            parts = iter(list(pool.map(
                check_images, [steps] * jobs, [seed * 1_000 + job for job in range(jobs)], shares,
                [place / f"images-{job}" for job in range(jobs)], [mutant] * jobs,
            )))  # fmt: skip
    for part in parts:
        whole.images += part.images
        whole.by_loss += part.by_loss
        whole.acknowledged += part.acknowledged
        whole.wrong += part.wrong
        whole.findings += part.findings
    return whole


def find(mutant: str, seed: int, place: Path, jobs: int = 1, most: int = 2_000) -> str:
    """The first thing found wrong with a mutant within so many images; empty when it got through."""
    for attempt in range(0, most, 200):
        report = run(200, seed + attempt, place, jobs, mutant)
        if report.findings:
            return report.findings[0]
    return ""
