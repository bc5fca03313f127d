"""``desk.py year --scale S``: a city's year through real use cases and the real push path; counts equal afterwards.

Full scale is 2,000,000 cases at 300 desks and 50 laptops. The centre is a private PostgreSQL where there is one, else
the embedded database.

``--profile report``: the half year to 2023-06-15 behind the centre's report, and with ``--out`` the report itself. With
the address of a database (``--database postgresql+psycopg://…``, empty) it stays there, for ``wenling-desk report``.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import psycopg

from tests.support.fakes import FakeClock
from tests.support.private_postgres import find_program, running_cluster
from tests.support.small_centre import REGION
from tests.year import count, laptop
from tests.year.half_year import HalfYearPlan
from tests.year.plan import YearPlan
from tests.year.report_year import live_half_year, write_report
from tests.year.run import YearReport, live
from wenling_desk.server.centre import Centre
from wenling_desk.store.centre.migrate import open_embedded, open_postgres
from wenling_desk.store.centre.store import CentreStore

KEY = bytes(range(48))
VISITS = (3, 12)
"""Months at whose ends a laptop that was never here takes its hall in; by the first the hall has filled up."""


def say(text: str) -> None:
    """One line, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


@contextmanager
def postgres(_: Path) -> Iterator[tuple[CentreStore, str]]:
    """A centre on a PostgreSQL of its own, and the url of its database."""
    with running_cluster() as cluster:
        url = cluster.fresh_url()
        store = open_postgres(url, REGION)
        try:
            yield store, url
        finally:
            store.close()


@contextmanager
def embedded(place: Path) -> Iterator[tuple[CentreStore, str]]:
    """A centre on the embedded encrypted database."""
    store = open_embedded(place / "centre", KEY, REGION)
    try:
        yield store, ""
    finally:
        store.close()


@contextmanager
def at(url: str) -> Iterator[tuple[CentreStore, str]]:
    """A centre on somebody's PostgreSQL database."""
    store = open_postgres(url, REGION)
    try:
        yield store, url
    finally:
        store.close()


def opened(kind: str, place: Path) -> AbstractContextManager[tuple[CentreStore, str]]:
    """The database of that kind, or of that address."""
    if "://" in kind:
        return at(kind)
    return (postgres if kind == "postgresql" else embedded)(place)


def report(chosen: argparse.Namespace, kind: str) -> int:
    """Live the half year and write the report; 1 when anything differs."""
    plan = HalfYearPlan(chosen.scale, chosen.seed)
    say(
        f"{plan.cases} cases, {plan.joint_cases} joint, {plan.listed} in the provincial list; {kind.partition('://')[0]}"
    )
    with tempfile.TemporaryDirectory(prefix="wenling-half-year-") as folder:
        place = Path(folder)
        with opened(kind, place) as (store, url):
            lived = live_half_year(plan, store, place, say)
            say(f"size at the centre: {size_of(place, url) / (1 << 20):.0f} MiB")
            begun = time.perf_counter()
            paper = write_report(lived, place / "fonts")
            say(f"report: {paper.pages} pages in {time.perf_counter() - begun:.1f} s")
            if chosen.out is not None:
                chosen.out.write_bytes(paper.pdf)
    for finding in lived.findings:
        say(f"  WRONG {finding}")
    return 1 if lived.findings else 0


def main() -> int:
    """Live the year and count; 1 when anything differs."""
    parser = argparse.ArgumentParser(prog="desk.py year", description=__doc__)
    parser.add_argument("--scale", type=float, default=0.002, help="share of a city: 0.002 is 4,000 cases")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", help="postgresql, embedded, or an address; default: PostgreSQL where it is")
    parser.add_argument("--profile", choices=("year", "report"), default="year")
    parser.add_argument("--out", type=Path, help="where the report is written, as PDF")
    chosen = parser.parse_args()
    kind = chosen.database or ("postgresql" if find_program("initdb") else "embedded")
    if chosen.profile == "report":
        return report(chosen, kind)
    plan = YearPlan(chosen.scale, chosen.seed)
    say(f"{plan.cases} cases, {plan.joint_cases} joint, {len(plan.devices)} devices, {len(plan.halls)} halls; {kind}")
    with tempfile.TemporaryDirectory(prefix="wenling-year-") as folder:
        place = Path(folder)
        with opened(kind, place) as (store, url):
            findings = _live(plan, store, url, place)
    for finding in findings:
        say(f"  WRONG {finding}")
    say("year: counts equal exactly" if not findings else "year: WRONG")
    return 1 if findings else 0


def _live(plan: YearPlan, store: CentreStore, url: str, place: Path) -> list[str]:
    laptops: dict[int, laptop.LaptopReport] = {}

    def visit(month: int, centre: Centre, clock: FakeClock) -> None:
        if month in VISITS:
            laptops[month] = laptop.take_in_hall(centre, clock, plan, f"{count.VISITOR}-{month}", place)

    report, _, _ = live(plan, store, place / "files", say, visit)
    tell(report)
    say(f"size at the centre: {size_of(place, url) / (1 << 20):.0f} MiB")
    for month, cold in laptops.items():
        found = f"worklist {cold.worklist_ms:.2f} ms, search {cold.search_ms:.2f} ms"
        say(f"a cold laptop at the end of month {month}: {cold.rows} rows in {cold.seconds:.1f} s, {found}")
    first, last = (laptops[month] for month in VISITS)
    worklist, search = last.worklist_ms / first.worklist_ms, last.search_ms / first.search_ms
    say(f"year's end against the end of March: worklist {worklist:.2f}x, search {search:.2f}x (limit 1.3x)")
    return count.compare(report, store)


def tell(report: YearReport) -> None:
    """The figures of the year."""
    ops, commands = report.done["ops"], report.done["commands"]
    say(f"{ops} ops, {report.ops_a_case:.2f} a case, {report.done['bytes'] / ops:.0f} bytes each")
    say(f"push path {report.ops_a_second:.0f} ops/s, use cases {commands / report.desk_seconds:.0f} commands/s")
    say(f"peak memory {report.peak_mb} MiB")


def size_of(place: Path, url: str) -> int:
    """Bytes of the centre's database."""
    if url:
        with psycopg.connect(url.replace("+psycopg", "")) as connection:
            row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
        return int(row[0]) if row else 0
    return sum(each.stat().st_size for each in (place / "centre").rglob("*") if each.is_file())


if __name__ == "__main__":
    sys.exit(main())
