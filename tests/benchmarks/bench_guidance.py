"""How often plain-language guidance names a right item or bundle first, among the first three, or rightly nothing.

Three sets of sentences stand in tests/catalogue: ``guidance_queries`` came with the order; ``guidance_heldout`` was
written after the words and the weights were finished and measured once before anything was looked at;
``guidance_development`` is what they were tuned on, five sets that were each new when first measured. A sentence is a
hit when any of its targets is among the first one or three; without targets nothing may be suggested.
"""

from __future__ import annotations

import csv
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.figure import Figure, Result, alone
from wenling_desk import resources
from wenling_desk.catalogue.guidance_data import guidance_entries, load_guidance, load_guide_index
from wenling_desk.catalogue.loader import load_catalogue
from wenling_desk.domain.guidance import Guide, build_index

SETS = Path(__file__).resolve().parent.parent / "catalogue"
BARS = {"guidance_queries": (70, 90, 100), "guidance_heldout": (70, 90, None), "guidance_development": (70, 90, None)}
"""Per set: the least share (%) with a target first, among the first three, and of rightly empty answers."""
MOST_MS = 15.0
ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a citizen says, and the codes that are a right answer; none when nothing handled here is meant."""

    id: str
    query: str
    targets: frozenset[str]
    kind: str


@dataclass(frozen=True, slots=True)
class Score:
    """Shares in percent, and the ids of the sentences without a right answer among the first three."""

    top_1: float
    top_3: float
    rejected: float
    missed: tuple[str, ...]


def sentences(name: str) -> list[Sentence]:
    """The sentences of a set."""
    with (SETS / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return [
            Sentence(row["id"], row["query"], frozenset(filter(None, row["targets"].split("|"))), row["kind"])
            for row in csv.DictReader(stream)
        ]


def measure(guide: Guide, said: list[Sentence]) -> Score:
    """Ask every sentence once."""
    answers = {each.id: [hit.code for hit in guide.search(each.query, 3)] for each in said}
    asked = [each for each in said if each.targets]
    foreign = [each for each in said if not each.targets]
    first = sum(bool(each.targets.intersection(answers[each.id][:1])) for each in asked)
    third = [each for each in asked if each.targets.intersection(answers[each.id])]
    rejected = [each for each in foreign if not answers[each.id]]
    missed = {each.id for each in said} - {each.id for each in (*third, *rejected)}
    return Score(
        top_1=round(100 * first / len(asked), 1),
        top_3=round(100 * len(third) / len(asked), 1),
        rejected=round(100 * len(rejected) / len(foreign), 1),
        missed=tuple(sorted(missed)),
    )


def _query_times(guide: Guide, rounds: int) -> list[float]:
    """The best of some rounds for each sentence of the ordered set, in milliseconds."""
    best = []
    for each in sentences("guidance_queries"):
        taken = []
        for _ in range(rounds):
            start = time.perf_counter()
            guide.search(each.query)
            taken.append(1000 * (time.perf_counter() - start))
        best.append(min(taken))
    return best


def _start_times(rounds: int) -> tuple[list[float], list[float]]:
    """Building the index, and reading it back packed, in milliseconds."""
    catalogue = load_catalogue(resources.root())
    data = load_guidance(resources.root(), catalogue)
    built, read = [], []
    with tempfile.TemporaryDirectory() as cache:
        load_guide_index(resources.root(), Path(cache), catalogue)
        for _ in range(rounds):
            start = time.perf_counter()
            build_index(guidance_entries(catalogue), data)
            built.append(1000 * (time.perf_counter() - start))
            start = time.perf_counter()
            Guide(load_guide_index(resources.root(), Path(cache), catalogue))
            read.append(1000 * (time.perf_counter() - start))
    return built, read


def run(rounds: int | None = None) -> Result:
    """Shares of right answers per set, and what a query and a start cost (the best of ``rounds``)."""
    count = rounds or ROUNDS
    catalogue = load_catalogue(resources.root())
    guide = Guide(build_index(guidance_entries(catalogue), load_guidance(resources.root(), catalogue)))
    figures: list[Figure] = []
    for name, (least_1, least_3, least_rejected) in BARS.items():
        said = sentences(name)
        score = measure(guide, said)
        note = f"{len(said)} sentences"
        figures += [
            alone(f"{name} top-1", "%", [score.top_1], at_least=least_1, note=note),
            alone(f"{name} top-3", "%", [score.top_3], at_least=least_3, note=note),
            alone(f"{name} rightly nothing", "%", [score.rejected], at_least=least_rejected, note=note),
        ]
    times = _query_times(guide, count)
    built, read = _start_times(count)
    slowest = statistics.quantiles(times, n=100)[98]
    figures += [
        alone("guidance query", "ms", times, at_most=MOST_MS),
        alone("guidance query, p99", "ms", [slowest], at_most=MOST_MS),
        alone("guidance index built", "ms", built),
        alone("guidance index read back packed", "ms", read),
    ]
    return {"name": "guidance", "figures": figures}
