"""Search among 100,000 generated items beside the same statements run bare on sqlcipher3.

For every query length the texts are common and rare fragments and fragments nothing has. The desk's ``find`` and the
bare statements, recorded from it, run in turn on the same database with the same settings.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event

from tests.benchmarks.figure import Figure, Result, alone, compare
from tests.support.generated_catalogue import generated_items
from wenling_desk.store import engine
from wenling_desk.store.search import SearchEntry, create_search_tables, find, rebuild

ITEMS = 100_000
KEY = bytes(range(48))
LIMIT = 20
ROUNDS = 30
FRAME_MS, MOST_TIMES = 16.0, 3.0
QUERIES = {
    1: ("店", "公", "登", "船", "墓", "犬", "猪", "育", "险", "微"),
    2: ("餐饮", "登记", "户口", "墓地", "沿海", "微型", "殡仪", "育婴", "电梯", "年度"),
    4: (
        "餐饮店设",
        "许可延续",
        "文物修缮",
        "墓地公示",
        "个体工商",
        "教师资格",
        "危险化学",
        "不存在的",
        "旅行社签",
        "渔船迁出",
    ),
}

Statements = list[tuple[str, Any]]


def _record(connection: Connection, text: str) -> Statements:
    """The statements ``find`` runs for a text, with their values."""
    seen: Statements = []

    def note(_: Any, __: Any, statement: str, values: Any, *___: Any) -> None:
        seen.append((statement, values))

    event.listen(connection.engine, "before_cursor_execute", note)
    find(connection, text, LIMIT)
    event.remove(connection.engine, "before_cursor_execute", note)
    return seen


def _time_ms(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - start)


def _play(bare: Any, statements: Statements) -> None:
    for statement, values in statements:
        bare.execute(statement, values).fetchall()


def _p99(samples: list[float]) -> float:
    return statistics.quantiles(samples, n=100, method="inclusive")[98]


def _measure(connection: Connection, bare: Any, length: int, items: int, rounds: int) -> list[Figure]:
    ours, theirs = [], []
    recorded = {text: _record(connection, text) for text in QUERIES[length]}
    for _ in range(rounds):
        for text, statements in recorded.items():
            ours.append(_time_ms(lambda text=text: find(connection, text, LIMIT)))  # type: ignore[misc]
            theirs.append(_time_ms(lambda statements=statements: _play(bare, statements)))  # type: ignore[misc]
    name = f"search, {length} character{'s' if length > 1 else ''}, {items:,} items"
    ratio = compare(f"{name}: p99", "ms", [_p99(ours)], "bare sqlcipher3", [_p99(theirs)], at_most=MOST_TIMES)
    ratio["samples"] = len(ours)
    return [ratio, alone(f"{name}: p99 within a frame", "ms", [_p99(ours)], at_most=FRAME_MS)]


def run(rounds: int | None = None) -> Result:
    """p99 per query length: ours over the bare statements (3x), and within one frame (16 ms).

    A quick run of few rounds searches a twentieth of the items: making them takes most of its time.
    """
    count = rounds or ROUNDS
    amount = ITEMS if count >= ROUNDS else ITEMS // 20
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "desk.db")
        writer = engine.make_writer_engine(path, KEY)
        with writer.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            create_search_tables(connection)
            items = generated_items(amount).items()
            rebuild(connection, (SearchEntry(code, "item", item.name, item.department_key) for code, item in items))
            connection.exec_driver_sql("COMMIT")
        reader = engine.make_reader_engine(path, KEY)
        bare = engine.open_reader(path, KEY)
        with reader.connect() as connection:
            figures = [figure for length in QUERIES for figure in _measure(connection, bare, length, amount, count)]
        bare.close()
        reader.dispose()
        writer.dispose()
    return {"name": "search", "figures": figures}
