"""Opening the worklist over 100,000 records beside 1,000: the first page and the total, on the reading connection."""

from __future__ import annotations

import tempfile
import time
from datetime import timedelta
from pathlib import Path

from tests.benchmarks.figure import Figure, Result, alone, compare
from tests.support.store_samples import NINE, TestClock, day, head
from wenling_desk.store.desk_store import SqlStore, open_store
from wenling_desk.store.series import StoreIdentity
from wenling_desk.use_cases.ports import WorkQuery

SMALL, LARGE = 1_000, 100_000
ROUNDS = 200
BAR = 1.2
_SLICE = 20_000
QUESTIONS = {
    "open, by due day": WorkQuery(),
    "all, by due day": WorkQuery(open_only=False),
    "open, by receipt": WorkQuery(order="received"),
    "all, by change": WorkQuery(order="changed", open_only=False),
}
FILTERED = {
    "one clerk": WorkQuery(clerk="clerk-3"),
    "due tomorrow": WorkQuery(due_until=day(1)),
    "two characters": WorkQuery(text="餐饮"),
    "nothing fits": WorkQuery(text="查无此人"),
}


def _fill(folder: Path, amount: int) -> SqlStore:
    """Nine of ten are open: far more than any hall has."""
    store = open_store(folder, bytes(range(48)), StoreIdentity("331081", "K7QX", "device-1"), TestClock())
    with store._writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA cache_size = -200000")  # filling is not what is measured
    for start in range(0, amount, _SLICE):
        with store.unit_of_work() as unit:
            for number in range(start, min(start + _SLICE, amount)):
                record = f"case-{number:06d}"
                row = head(
                    record,
                    number=f"331081-26-K7QX-{number:06d}-A",
                    item_name="食品(餐饮)经营许可" if number % 5_000 == 1 else "企业设立登记",
                    open=number % 10 != 0,
                    due=day(number % 40) if number % 10 else None,
                    received_at=NINE - timedelta(minutes=number),
                    changed_at=NINE - timedelta(seconds=number),
                    clerk=f"clerk-{number % 25}",
                )
                unit.save_heads(record, [row])
            unit.commit()
    return store


def _time_ms(store: SqlStore, query: WorkQuery) -> float:
    start = time.perf_counter()
    with store.reading() as reading:
        page = reading.worklist(query)
    taken = (time.perf_counter() - start) * 1_000
    if not page.rows and not query.text:
        raise AssertionError("an empty page was timed")
    return taken


def run(rounds: int | None = None) -> Result:
    """Medians of rounds that alternate between the two stores. The bar is on every way to open the list.

    A quick run of few rounds compares far fewer records: filling the store takes most of its time.
    """
    count = rounds or ROUNDS
    small, large = (SMALL, LARGE) if count >= ROUNDS else (SMALL // 10, LARGE // 100)
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as name:
        at_small, at_large = _fill(Path(name, "small"), small), _fill(Path(name, "large"), large)
        for label, query in QUESTIONS.items():
            pairs = [(_time_ms(at_small, query), _time_ms(at_large, query)) for _ in range(count)]
            few, many = zip(*pairs, strict=True)
            figures.append(
                compare(f"worklist of {large:,}, {label}", "ms", many, f"worklist of {small:,}", few, at_most=BAR)
            )
        for label, query in FILTERED.items():
            taken = [_time_ms(at_large, query) for _ in range(min(count, 9))]
            figures.append(alone(f"worklist of {large:,}, {label}", "ms", taken))
        at_small.close()
        at_large.close()
    return {"name": "worklist", "figures": figures}
