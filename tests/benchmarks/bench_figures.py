"""The cockpit over 1,000,000 cases beside one plain GROUP BY over the same cases; lists that open from an index.

Every page of the cockpit is read whole. Beside it runs what a program without summaries would ask for one of its
tables: a GROUP BY over the worklist rows, bare on sqlcipher3 and the same file. What the cells say and what the plain
statement counts is compared first: a wrong number is not timed.
"""

from __future__ import annotations

import tempfile
import time
from collections import Counter as Amounts
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from tests.benchmarks.figure import Figure, Result, compare
from tests.support.fakes import Counter, figure_book
from tests.support.store_samples import TestClock, day
from wenling_desk import resources
from wenling_desk.catalogue.cockpit_files import read_cockpit_layout
from wenling_desk.domain.cockpit import Choice
from wenling_desk.domain.figures import FigureRow, Period
from wenling_desk.store import engine, figures
from wenling_desk.store.desk_store import SqlStore, open_store
from wenling_desk.store.series import StoreIdentity
from wenling_desk.use_cases.cockpit import read_cockpit
from wenling_desk.use_cases.cockpit_source import CellSource
from wenling_desk.use_cases.cockpit_views import Question
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.figure_page import OnePage
from wenling_desk.use_cases.figures import read_groups
from wenling_desk.use_cases.ledger_list import LedgerQuery, ledger_page
from wenling_desk.use_cases.ports import WorkQuery

CASES, QUICK = 1_000_000, 20_000
LONG, SHORT, QUICK_LONG = 100_000, 1_000, 3_000
ROUNDS = 9
PLAIN_EVERY: Final = 4
"""The plain statement takes its seconds: it is run once in so many rounds."""
CELLS_BAR: Final = 1 / 50
LIST_BAR: Final = 1.2
PLAIN_PEER: Final = "one plain GROUP BY, bare sqlcipher3"
KEY = bytes(range(48))
FIRST = date(2026, 1, 1)
DAYS, DEPARTMENTS, ITEMS, HALLS = 330, 40, 900, 3
"""A desk holds the cases of its hall, of another that was handed some, and those of visits."""
IDENTITY = StoreIdentity("331081", "K7QX", "device-1")
PLAIN = (
    "SELECT department_key, count(*), sum(open) FROM heads WHERE record_kind = 'acceptance' "
    "AND received_at BETWEEN ? AND ? GROUP BY department_key ORDER BY department_key"
)

_HEADS = """
INSERT INTO heads
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :amount)
SELECT printf(:prefix || '-%07d', i), :kind, :member, printf('331081-26-K7QX-%06d-A', i), 'LIC-FOOD', '食品经营许可',
 printf('D%02d', i % 40), '周**', CASE WHEN i % 10 = 0 THEN :open ELSE :over END, i % 10 = 0,
 CASE WHEN i % 10 = 0 THEN date('2026-11-20', '+' || (i / 10 % 30) || ' days') ELSE '9999-12-31' END, '', '',
 date('2026-01-01', '+' || (i % 330) || ' days') || 'T09:00:00.000000+08:00',
 date('2026-01-01', '+' || (i % 330) || ' days') || 'T10:00:00.000000+08:00',
 printf('%04d', i % 120), printf('H%02d', i % 3), '' FROM n
"""


def _open(folder: Path) -> SqlStore:
    return open_store(folder, KEY, IDENTITY, TestClock())


def _apart(fill: Callable[..., None], *values: object) -> None:
    """Fill in a process of its own: the care a desk takes of its memory holds for a whole process, and makes every
    written row cost many times as much."""
    process = get_context("spawn").Process(target=fill, args=values)
    process.start()
    process.join()
    if process.exitcode != 0:
        raise RuntimeError("the database could not be filled")


def _write_heads(folder: Path, amount: int, values: Mapping[str, object]) -> None:
    """Rows of the worklist, without the care a desk takes of memory: filling is not what is measured."""
    raw: Any = engine.open_writer(folder / engine.FILE_NAME, KEY, wiping=False, cache_kib=400_000)
    indexes = raw.execute(
        "SELECT name, sql FROM sqlite_master WHERE tbl_name = 'heads' AND sql LIKE '%INDEX%'"
    ).fetchall()
    raw.execute("BEGIN")
    for name, _ in indexes:
        raw.execute(f"DROP INDEX {name}")
    raw.execute(_HEADS, {"amount": amount, **values})
    for _, sql in indexes:
        raw.execute(sql)
    raw.execute(
        "INSERT INTO head_statuses SELECT record_kind, status, count(*) FROM heads "
        "WHERE record_kind <> 'acceptance' GROUP BY record_kind, status"
    )
    raw.execute("UPDATE head_totals SET amount = (SELECT count(*) FROM heads WHERE heads.open = head_totals.open)")
    raw.execute("COMMIT")
    raw.execute("ANALYZE")
    raw.close()


def _rows(amount: int) -> Iterator[FigureRow]:
    """What the same cases add to the measures of cases, equal rows added up."""
    for number, times in Amounts(_kind_of(number) for number in range(amount)).items():
        offset, department, clerk, hall, hour, is_open, timing, item = number
        received = FIRST + timedelta(days=offset)
        over = received + timedelta(days=5)
        groups = {"department": department, "item": item}
        plain = FigureRow("", received, hall, {}, times, times)
        yield replace(plain, measure="received", groups={"channel": "counter", "clerk": clerk, "hour": hour})
        yield replace(plain, measure="received_items", groups=groups)
        yield replace(plain, measure="accepted", groups={"department": department})
        yield replace(plain, measure="in_hand", groups={"department": department})
        if not is_open:
            kind = "immediate" if timing == "on_the_spot" else "time_limited"
            decided = groups | {"timing": timing, "kind": kind, "outcome": "granted"}
            yield replace(plain, measure="finished", day=over, groups=decided)
            yield replace(
                plain, measure="in_hand", day=over, count=-times, people=-times, groups={"department": department}
            )
            spread = replace(plain, measure="promised_finished", day=over, groups={"department": department})
            yield replace(spread, spread=offset % 23, total=times * (offset % 23))
            if timing == "early":
                yield replace(plain, measure="promised_early", day=over, groups={"department": department})


def _kind_of(number: int) -> tuple[int, str, str, str, str, bool, str, str]:
    timing = ("early", "on_the_spot", "on_time", "late")[number // 40 % 4]
    return (
        number % DAYS, f"D{number % DEPARTMENTS:02d}", f"{number % 120:04d}", f"H{number % HALLS:02d}",
        f"{9 + number % 8:02d}", number % 10 == 0, timing, f"I{number % ITEMS:03d}",
    )  # fmt: skip


def _write_cells(folder: Path, amount: int) -> None:
    """The cells, by the product's own adding up."""
    cells = [
        (*key, each["count"], each["people"], each["total"]) for key, each in sorted(figures.recount(_rows(amount)))
    ]
    raw: Any = engine.open_writer(folder / engine.FILE_NAME, KEY, wiping=False, cache_kib=400_000)
    raw.execute("BEGIN")
    raw.executemany("INSERT INTO figure_cells VALUES (?,?,?,?,?,?,?,?,?)", cells)
    raw.execute("COMMIT")
    raw.close()


def _assert_same(store: SqlStore, bare: Any, until: date) -> None:
    """Summary and recount: the cells against the plain statement, for every department."""
    plain = {row[0]: row[1] for row in bare.execute(PLAIN, _between(until)).fetchall()}
    with store.reading() as reading:
        period = Period(FIRST, until)
        found = read_groups(reading, figure_book(), "received_item_count", "department", period)
        standing = read_groups(
            reading, figure_book(), "items_in_hand", "department", Period.day(FIRST + timedelta(400))
        )
    if {each.value: each.found.above for each in found} != plain:
        raise AssertionError("the cells do not say what the plain statement counts")
    is_open = "SELECT department_key, sum(open) FROM heads GROUP BY department_key HAVING sum(open) > 0"
    if {each.value: each.found.above for each in standing} != dict(bare.execute(is_open).fetchall()):
        raise AssertionError("what stands is not what is open")


def _between(until: date) -> tuple[str, str]:
    return FIRST.isoformat(), f"{until.isoformat()}T99"


def _time_ms(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1_000


def _in_turn(
    ours: Callable[[], object], theirs: Callable[[], object], count: int, every: int = PLAIN_EVERY
) -> tuple[list[float], list[float]]:
    mine, other = list[float](), list[float]()
    for turn in range(count):
        mine.append(_time_ms(ours))
        if turn % every == 0:
            other.append(_time_ms(theirs))
    return mine, other


def _pages(folder: Path, amount: int, count: int) -> list[Figure]:
    _open(folder).close()
    cases = {"prefix": "case", "kind": "acceptance", "member": "LIC-FOOD", "open": "accepted", "over": "completed"}
    _apart(_write_heads, folder, amount, cases)
    _apart(_write_cells, folder, amount)
    store = _open(folder)
    bare: Any = engine.open_reader(folder / engine.FILE_NAME, KEY)
    until = FIRST + timedelta(days=DAYS - 1)
    _assert_same(store, bare, until)
    cells = bare.execute("SELECT count(*) FROM figure_cells").fetchone()[0]
    desk = Counter().desk
    layout = read_cockpit_layout(resources.path("cockpit", "pages.yaml"), figure_book().book.figures)
    found: list[Figure] = []
    with store.reading() as reading:
        for page in layout.pages:
            question = Question(page.page_id, Choice.YEAR, until)

            def read(question: Question = question) -> object:
                source = CellSource(OnePage(reading, figure_book()), figure_book())
                return read_cockpit(desk, reading, source, layout, question, None)

            read()
            ours, theirs = _in_turn(read, lambda: bare.execute(PLAIN, _between(until)).fetchall(), count)
            found.append(
                compare(
                    f"page {page.page_id} of the cockpit, {amount:,} cases", "ms", ours,
                    PLAIN_PEER, theirs, at_most=CELLS_BAR if amount == CASES else None, note=f"{cells:,} cells",
                )
            )  # fmt: skip
        found.append(_due_list(store, bare, amount, count))
    bare.close()
    store.close()
    return found


def _due_list(store: SqlStore, bare: Any, amount: int, count: int) -> Figure:
    """What is due, of the open cases only, in order."""
    asked = "SELECT * FROM heads WHERE open = 1 AND due <= ? ORDER BY due, record_id, member LIMIT 100"
    plan = [row[3] for row in bare.execute(f"EXPLAIN QUERY PLAN {asked}", (day(9).isoformat(),)).fetchall()]
    if not any("USING INDEX ix_heads_due" in step for step in plan) or any("TEMP B-TREE" in step for step in plan):
        raise AssertionError(f"the due list does not come from an index in its order: {plan}")

    def list_due() -> object:
        with store.reading() as reading:
            return reading.worklist(WorkQuery(due_until=day(9), limit=100)).rows

    ours, theirs = _in_turn(list_due, lambda: bare.execute(PLAIN, _between(date.max)).fetchall(), count)
    return compare(f"the first 100 of what is due, {amount:,} cases", "ms", ours, PLAIN_PEER, theirs)


def _ledger_lists(folder: Path, long: int, count: int) -> Figure:
    """A ledger's list opened, with its counts by status."""
    desk = Counter().desk
    kind = next(kind for kind in desk.ledgers.kinds() if len(desk.ledgers.ledger(kind).statuses) > 1)
    opens, over = list(desk.ledgers.ledger(kind).statuses)[:2]
    stores: list[tuple[SqlStore, int]] = []
    for amount in (long, SHORT):
        home = folder / str(amount)
        _open(home).close()
        _apart(_write_heads, home, amount, {"prefix": kind, "kind": kind, "member": "", "open": opens, "over": over})
        stores.append((_open(home), amount))

    def show(place: tuple[SqlStore, int], desk: Desk = desk) -> object:
        with place[0].reading() as reading:
            page = ledger_page(desk, reading, LedgerQuery(kind, limit=100))
        if (len(page.rows), page.total) != (100, place[1]):
            raise AssertionError("the wrong list was timed")
        return page

    for place in stores:
        show(place)
    ours, theirs = _in_turn(lambda: show(stores[0]), lambda: show(stores[1]), 3 * count, every=1)
    for store, _ in stores:
        store.close()
    return compare(
        f"a ledger list of {long:,} rows", "ms", ours, f"the same list of {SHORT:,} rows", theirs, at_most=LIST_BAR
    )


def run(rounds: int | None = None) -> Result:
    """Medians of rounds in which ours and the peer take turns. A quick run asks far fewer rows."""
    count = rounds or ROUNDS
    is_whole = count >= ROUNDS
    with tempfile.TemporaryDirectory() as name:
        found = _pages(Path(name, "cases"), CASES if is_whole else QUICK, count)
        found.append(_ledger_lists(Path(name, "ledgers"), LONG if is_whole else QUICK_LONG, count))
    return {"name": "figures", "figures": found}
