"""日清 of a day of 300 cases beside the statements it runs, bare on sqlcipher3 and the same file.

The day was acted out with the real use cases (``day_of_cases.py``). Viewed means everything the page and the closing
read: the balance of the numbers, each line with what is left, seals, drafts, calls. Closing is the whole command,
its one database transaction and its sheet drawn by the real press included.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import event

from tests.benchmarks.day_of_cases import IDENTITY, CounterDay
from tests.benchmarks.figure import Figure, Result, alone, compare
from tests.support.fakes import MORNING, texts
from tests.support.store_samples import TestClock
from wenling_desk.domain.day_rules import ClosingLine
from wenling_desk.receipts.render import PaperPress
from wenling_desk.store import engine
from wenling_desk.store.desk_store import SqlStore, open_store
from wenling_desk.use_cases.day_view import DayView, view_day
from wenling_desk.use_cases.desk_day import CloseDay

CASES, QUICK = 300, 20
ELSEWHERE, QUICK_ELSEWHERE = 20_000, 500
ROUNDS = 30
CLOSINGS = 9
BAR = 3.0
KEY = bytes(range(48))
LEFT = (
    "to_hand_over", "unsigned", "on_shelf", "to_notify", "to_seal", "seals", "fees", "drafts", "calls",
)  # fmt: skip
"""Lines in which such a day leaves something."""

Statements = list[tuple[str, Any]]


def run(rounds: int | None = None) -> Result:
    """Medians of rounds in which the desk and the bare statements take turns. A quick run closes a small day."""
    count = rounds or ROUNDS
    whole = count >= ROUNDS
    cases = CASES if whole else QUICK
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "desk").mkdir()
        counter = _day(folder / "desk", cases, ELSEWHERE if whole else QUICK_ELSEWHERE)
        try:
            figures = [
                _viewing(counter, folder / "desk", cases, count),
                _closing(counter, folder / "fonts", cases, min(count, CLOSINGS)),
            ]
        finally:
            counter.store.close()
    return {"name": "closing", "figures": figures}


def _day(folder: Path, cases: int, elsewhere: int) -> CounterDay:
    clock = TestClock(MORNING)
    day = CounterDay(open_store(folder, KEY, IDENTITY, clock))
    day.fill(cases, elsewhere)
    return day


def _time_ms(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1_000


def _record(store: SqlStore, ask: Callable[[], object]) -> Statements:
    """The statements a look at the day runs, with their values."""
    seen: Statements = []

    def note(_: Any, __: Any, statement: str, values: Any, *___: Any) -> None:
        seen.append((statement, values))

    event.listen(store._readers, "before_cursor_execute", note)
    ask()
    event.remove(store._readers, "before_cursor_execute", note)
    return [(statement, values) for statement, values in seen if statement.lstrip().upper().startswith("SELECT")]


def _viewing(day: CounterDay, folder: Path, cases: int, count: int) -> Figure:
    desk, today = day.counter.desk, day.counter.today
    bare: Any = engine.open_reader(folder / engine.FILE_NAME, KEY)
    try:
        with day.store.reading() as reading:

            def view() -> DayView:
                return view_day(desk, reading, today, 0)

            statements = _record(day.store, view)

            def play() -> None:
                for statement, values in statements:
                    bare.execute(statement, values).fetchall()

            _check(view(), cases)
            pairs = [(_time_ms(view), _time_ms(play)) for _ in range(count)]
            note = f"{len(statements)} statements, {view().balance.issued} papers"
    finally:
        bare.close()
    ours, theirs = zip(*pairs, strict=True)
    title = f"closing a day of {cases} cases, everything read and added up"
    return compare(title, "ms", ours, "bare sqlcipher3", theirs, at_most=BAR, note=note)


def _check(view: DayView, cases: int) -> None:
    """The day that is timed is a real one: it balances, and something of each kind is left."""
    empty = [line for line in LEFT if not view.lines[ClosingLine(line)].count]
    if empty or view.balance.unnamed or view.balance.issued < cases or view.balance.missing != 1:
        raise AssertionError(f"the wrong day was timed: nothing of {empty}, {view.balance}")


def _closing(day: CounterDay, fonts: Path, cases: int, count: int) -> Figure:
    day.counter.become(press=PaperPress(texts(), fonts))
    day.counter.do(CloseDay, unfilled=0)  # the faces are read once a day, long before this
    samples = [_time_ms(lambda: day.counter.do(CloseDay, unfilled=0)) for _ in range(count)]
    return alone(f"closing a day of {cases} cases, the whole command with its sheet", "ms", samples)
