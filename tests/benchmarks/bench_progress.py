"""查进度 over 1,000,000 rows of the worklist beside the statements it runs, bare on sqlcipher3 and the same file.

Every question is one a person at the glass asks: a number read off a paper, its last digits, a name. The answer is
whole: who may be meant, and the sentence of the first one, from the rows of a case another desk holds.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event

from tests.benchmarks.figure import Figure, Result, compare
from tests.support.fakes import Counter
from tests.support.law_catalogue import LICENCE
from tests.support.store_samples import NINE, TestClock, day, head
from wenling_desk.domain.acceptance import ACCEPTANCE
from wenling_desk.store import engine
from wenling_desk.store.desk_store import SqlStore, open_store
from wenling_desk.store.series import StoreIdentity
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.find_progress import find_progress, understand
from wenling_desk.use_cases.people_index import PeopleIndex
from wenling_desk.use_cases.ports import Reading
from wenling_desk.use_cases.progress import Speech
from wenling_desk.use_cases.progress_heads import progress_of_heads

ROWS, QUICK = 1_000_000, 5_000
ROUNDS = 15
BAR = 2.0
KEY = bytes(range(48))
_SLICE = 50_000
QUESTIONS = {
    "a whole number": "331081-26-K7QX-000417-A",
    "the end of a number": "004171-A",
    "a name": "周某某",
    "nobody": "查无此人",
}

Statements = list[tuple[str, Any]]


def _fill(folder: Path, amount: int) -> SqlStore:
    store = open_store(folder, KEY, StoreIdentity("331081", "K7QX", "device-1"), TestClock())
    with store._writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA cache_size = -400000")  # filling is not what is measured
    for start in range(0, amount, _SLICE):
        with store.unit_of_work() as unit:
            for number in range(start, min(start + _SLICE, amount)):
                record = f"case-{number:07d}"
                row = head(
                    record,
                    record_kind=ACCEPTANCE,
                    number=f"331081-26-K7QX-{number:06d}-A",
                    target_code=LICENCE,
                    member=LICENCE,
                    applicant="周**" if number % 50_000 == 7 else f"{'赵钱孙李'[number % 4]}**",
                    open=number % 10 == 0,
                    due=day(number % 40),
                    received_at=NINE - timedelta(minutes=number),
                    changed_at=NINE - timedelta(seconds=number),
                )
                unit.save_heads(record, [row])
            unit.commit()
    return store


def _answer(desk: Desk, reading: Reading, index: PeopleIndex, typed: str) -> str:
    """What the clerk reads aloud for the first case that may be meant."""
    hits = find_progress(desk, reading, index, understand(typed, desk.today())).hits
    if not hits:
        return ""
    catalogue = desk.catalogue()
    speech = Speech(desk.words, catalogue.calendar, desk.today())
    return progress_of_heads(speech, hits[0].heads, catalogue).first


def _record(store: SqlStore, ask: Callable[[], object]) -> Statements:
    """The statements a question runs, with their values."""
    seen: Statements = []

    def note(_: Any, __: Any, statement: str, values: Any, *___: Any) -> None:
        seen.append((statement, values))

    event.listen(store._readers, "before_cursor_execute", note)
    ask()
    event.remove(store._readers, "before_cursor_execute", note)
    return [(statement, values) for statement, values in seen if statement.lstrip().upper().startswith("SELECT")]


def _time_ms(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1_000


def run(rounds: int | None = None) -> Result:
    """Medians of rounds in which the desk and the bare statements take turns. A quick run asks far fewer rows."""
    count = rounds or ROUNDS
    amount = ROWS if count >= ROUNDS else QUICK
    desk = Counter().desk
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as name:
        store = _fill(Path(name), amount)
        index = PeopleIndex(store.subject_key)
        bare: Any = engine.open_reader(Path(name, engine.FILE_NAME), KEY)
        with store.reading() as reading:
            for label, typed in QUESTIONS.items():

                def ask(typed: str = typed) -> str:
                    return _answer(desk, reading, index, typed)

                statements = _record(store, ask)

                def play(statements: Statements = statements) -> None:
                    for statement, values in statements:
                        bare.execute(statement, values).fetchall()

                if bool(ask()) == (label == "nobody"):
                    raise AssertionError(f"{label}: the wrong answer was timed")
                pairs = [(_time_ms(ask), _time_ms(play)) for _ in range(count)]
                ours, theirs = zip(*pairs, strict=True)
                figures.append(
                    compare(f"progress of {amount:,} rows, {label}", "ms", ours, "bare sqlcipher3", theirs, at_most=BAR)
                )
        bare.close()
        store.close()
    return {"name": "progress", "figures": figures}
