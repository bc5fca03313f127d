"""After the year: a laptop that has never been here takes its hall in, and finds its way as on the first day."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from tests.support.direct_line import direct_runner
from tests.support.fakes import Counter, FakeClock
from tests.year.plan import YearPlan
from wenling_desk.protocol.messages import EnrolRequest
from wenling_desk.protocol.versions import PROTOCOL
from wenling_desk.server.centre import Centre
from wenling_desk.store.desk_store import SqlStore, open_store
from wenling_desk.store.series import StoreIdentity
from wenling_desk.use_cases.ports import WorkQuery

KEY = bytes(range(48))
ROUNDS = 31


@dataclass(frozen=True, slots=True)
class LaptopReport:
    """Seconds and rows of a bootstrap, and milliseconds of a page of the worklist and of a search (medians)."""

    seconds: float
    rows: int
    worklist_ms: float
    search_ms: float


def take_in_hall(centre: Centre, clock: FakeClock, plan: YearPlan, name: str, folder: Path) -> LaptopReport:
    """A new laptop of the first hall: enrol, bootstrap, look at the list."""
    hall = plan.halls[0]
    granted = centre.enrol(
        EnrolRequest(
            code=centre.make_enrolment_code(hall, f"{hall} 大厅", "laptop"), device=name, counter="1", kind="laptop",
            public_key=f"ed25519:{name}", app_version="1", protocol=PROTOCOL,
        )
    )  # fmt: skip
    counter = Counter()
    store = open_store(folder / name, KEY, StoreIdentity(granted.region, granted.desk_code, name), clock)
    try:
        identity = replace(counter.desk.identity, device=name, desk_code=granted.desk_code, hall_code=hall)
        counter.become(store=store, clock=clock, identity=identity)
        runner = direct_runner(centre, name, lambda: counter.desk, store, folder, clock.now)
        begun = time.perf_counter()
        summary = runner.run_once()
        while not summary.reason and summary.received:
            summary = runner.run_once()
        if summary.reason:
            raise ValueError(f"{name} did not arrive: {summary.reason}")
        seconds = time.perf_counter() - begun
        return _measure(store, seconds)
    finally:
        store.close()


def _measure(store: SqlStore, seconds: float) -> LaptopReport:
    with store.reading() as reading:
        total = reading.worklist(WorkQuery(open_only=False, limit=1)).total
        return LaptopReport(
            seconds,
            total,
            _median(lambda: reading.worklist(WorkQuery(limit=60))),
            _median(lambda: reading.worklist(WorkQuery(text="食品", limit=60))),
        )


def _median(ask: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - begun) * 1_000)
    return statistics.median(taken)
