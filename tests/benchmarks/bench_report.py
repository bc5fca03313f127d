"""The centre's progress report beside one full scan of an index of the same database.

The half year behind it is lived with real use cases at a fifth of a percent (``tests/year``); its cases are then copied
row by row, with what they add to the figures, until the centre has 50,000 of them.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.figure import Figure, Result, compare
from tests.support.fakes import texts
from tests.support.small_centre import REGION
from tests.year.half_year import AS_OF, HalfYearPlan
from tests.year.report_year import HalfYear, live_half_year
from wenling_desk.bootstrap.progress_report import progress_content, render_report
from wenling_desk.domain.acceptance import ACCEPTANCE
from wenling_desk.store.centre.migrate import open_embedded
from wenling_desk.store.centre.session import Session
from wenling_desk.store.centre.store import CentreStore

SCALE, QUICK_SCALE = 0.002, 0.0002
COPIES, QUICK_COPIES = 82, 2
ROUNDS = 9
BAR = 20.0
KEY = bytes(range(48))

_OF_CASES = f"FROM record WHERE kind = '{ACCEPTANCE}' AND record_id NOT LIKE 'copy%'"
_COPIED = "substr('copy' || :number || '-' || record_id, 1, 80)"


def run(rounds: int | None = None) -> Result:
    """Medians of rounds in which the report and the scan take turns. A quick run copies few cases."""
    count = rounds or ROUNDS
    copies, scale = (COPIES, SCALE) if count >= ROUNDS else (QUICK_COPIES, QUICK_SCALE)
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        store = open_embedded(place / "centre", KEY, REGION)
        try:
            lived = live_half_year(HalfYearPlan(scale), store, place)
            multiply(store, copies)
            figure = _report(lived, place / "fonts", count, lived.plan.cases * (copies + 1))
        finally:
            store.close()
    return {"name": "report", "figures": [figure]}


def multiply(store: CentreStore, copies: int) -> None:
    """Every case so many times more, with its facts and what it adds to the figures; the sums grow with them."""

    def copied(session: Session, number: int) -> None:
        cursor = session._cursor
        for table, columns in (
            ("fact", "rank, fact_id || :number, op_id, device_id, kind, received_at, body"),
            ("figure_row", "position, measure, day, hall, groups, spread, count, people, total"),
        ):
            which = f"record_id IN (SELECT record_id {_OF_CASES})"
            cursor.execute(
                f"INSERT INTO {table} SELECT region, {_COPIED}, {columns} FROM {table} WHERE {which}",
                {"number": number},
            )
        columns = "kind, hall_code, rank, open, in_hall, closed_on, disputed, scans_missing, changed_at, head"
        cursor.execute(f"INSERT INTO record SELECT region, {_COPIED}, {columns} {_OF_CASES}", {"number": number})

    def summed(session: Session) -> None:
        session._cursor.execute("DELETE FROM figure_cell")
        for grain, period in (("day", "day"), ("month", "substr(day, 1, 7)")):
            amounts = "sum(r.count), sum(r.people), sum(r.total)"
            session._cursor.execute(
                f"INSERT INTO figure_cell SELECT region, measure, '', '{grain}', {period}, hall, '', spread, {amounts} "
                f"FROM figure_row r GROUP BY region, measure, {period}, hall, spread"
            )
            session._cursor.execute(
                f"INSERT INTO figure_cell SELECT r.region, r.measure, g.key, '{grain}', {period}, r.hall, g.value, "
                f"r.spread, {amounts} FROM figure_row r, json_each(r.groups) g "
                f"GROUP BY r.region, r.measure, g.key, {period}, r.hall, g.value, r.spread"
            )

    for number in range(copies):
        store.write(lambda session, number=number: copied(session, number))  # type: ignore[misc]
    store.write(summed)


def _report(lived: HalfYear, fonts: Path, count: int, cases: int) -> Figure:
    """The report as the command writes it: what is new counted, every figure asked for, the PDF made."""
    source = lived.source

    def report() -> None:
        source.catch_up()
        render_report(progress_content(source, AS_OF, texts()), texts(), fonts)

    def scan() -> int:
        def work(session: Session) -> int:
            # A bare count looks at the heads of pages alone; the sum visits every entry of the index.
            return int(session._cursor.execute("SELECT sum(rank), count(*) FROM fact").fetchone()[1])

        return source.store.read(work)

    report()  # the faces are unpacked once on a machine
    facts = scan()
    pairs = [(_time_ms(report), _time_ms(scan)) for _ in range(count)]
    ours, theirs = zip(*pairs, strict=True)
    title = f"progress report of {cases:,} cases"
    note = f"{facts:,} facts; counting what is new and drawing the PDF included"
    return compare(title, "ms", ours, "one full scan of the index of facts", theirs, at_most=BAR, note=note)


def _time_ms(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1_000
