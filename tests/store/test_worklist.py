"""The worklist reads its own rows only, and its totals are those of a recount."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.store.conftest import IDENTITY, KEY
from tests.support.store_samples import NINE, TestClock, day, head
from wenling_desk.store import work_order
from wenling_desk.store.desk_store import SqlStore, open_store
from wenling_desk.use_cases.ports import WorkQuery

MEMBERS = st.lists(st.tuples(st.sampled_from(["QB-01", "QB-02", "QB-03"]), st.booleans()), unique_by=lambda m: m[0])
SAVES = st.lists(st.tuples(st.sampled_from(["case-1", "case-2", "case-3"]), MEMBERS), min_size=1, max_size=8)


@pytest.mark.parametrize("order", work_order.ORDERS)
@pytest.mark.parametrize("open_only", [True, False])
def test_a_page_comes_from_an_index(store: SqlStore, order: str, open_only: bool) -> None:
    """No sorting and no scan of the table: a page costs what its rows cost, however long the list is."""
    statements = _statements(store, WorkQuery(order=order, open_only=open_only, limit=1))
    plan = _plan(store, statements[0])
    suffix = "_open" if open_only else ""
    assert plan == [f"SCAN heads USING INDEX ix_heads_{order}{suffix}"]
    assert not any("count" in statement for statement in statements)  # the total comes from the table of totals


def test_a_person_is_found_by_an_index(store: SqlStore) -> None:
    statements = _statements(store, WorkQuery(subject_key="ab" * 32, open_only=False))
    assert "ix_heads_subject" in " ".join(_plan(store, statements[0]))


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(saves=SAVES)
def test_totals_are_those_of_a_recount(store: SqlStore, saves: list[tuple[str, list[tuple[str, bool]]]]) -> None:
    for record, members in saves:
        with store.unit_of_work() as unit:
            unit.save_heads(record, [head(record, member, open=is_open) for member, is_open in members])
            unit.commit()
    with store._readers.connect() as connection:
        counted = connection.exec_driver_sql("SELECT coalesce(sum(open), 0), count(*) FROM heads").one()
        totals: dict[int, int] = dict(connection.exec_driver_sql("SELECT open, amount FROM head_totals").all())
    assert totals == {1: counted[0], 0: counted[1] - counted[0]}
    with store.reading() as reading:
        assert reading.worklist(WorkQuery(limit=0)).total == counted[0]
        assert reading.worklist(WorkQuery(limit=0, open_only=False)).total == counted[1]


@pytest.fixture(scope="module")
def long_list(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """More rows than are counted one by one."""
    home: Path = tmp_path_factory.mktemp("long") / "home"
    store = open_store(home, KEY, IDENTITY, TestClock())
    for start in range(0, work_order.COUNT_CAP + 500, 2_100):
        with store.unit_of_work() as unit:
            for number in range(start, start + 2_100):
                record = f"case-{number:06d}"
                changes: dict[str, Any] = {"due": day(number % 50), "received_at": NINE + timedelta(seconds=number)}
                unit.save_heads(record, [head(record, number=f"N-{number:06d}", **changes)])
            unit.commit()
    yield store
    store.close()


def test_the_total_is_exact_without_filters_and_capped_with(long_list: SqlStore) -> None:
    with long_list.reading() as reading:
        assert reading.worklist(WorkQuery()).total == 10_500
        assert reading.worklist(WorkQuery(clerk="lin.ke")).total == work_order.COUNT_CAP + 1
        assert reading.worklist(WorkQuery(text="N-00999")).total == 10
        assert reading.worklist(WorkQuery(due_until=day(0), limit=10)).total == 210


def test_a_page_deep_in_the_list(long_list: SqlStore) -> None:
    with long_list.reading() as reading:
        page = reading.worklist(WorkQuery(order="received", limit=5, offset=10_000))
    assert [row.number for row in page.rows] == [f"N-{number:06d}" for number in range(499, 494, -1)]


def test_reading_keeps_no_cursor_open(long_list: SqlStore) -> None:
    """After any question the log can be written back to its end."""
    with long_list.reading() as reading:
        reading.worklist(WorkQuery(limit=3))
        reading.worklist(WorkQuery(text="N-0", limit=3))
        with long_list._writer.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0] == 0


def _statements(store: SqlStore, query: WorkQuery) -> list[str]:
    """What the reading connection is asked, with its values written in."""
    asked: list[str] = []
    with store.unit_of_work() as unit:
        unit.save_heads("case-1", [head()])
        unit.save_heads("case-2", [head("case-2")])
        unit.commit()
    with store._readers.connect() as connection:
        driver: Any = connection.connection.dbapi_connection
    driver.set_trace_callback(asked.append)
    try:
        with store.reading() as reading:
            reading.worklist(query)
    finally:
        driver.set_trace_callback(None)
    return [statement for statement in asked if statement.startswith("SELECT")]


def _plan(store: SqlStore, statement: str) -> list[str]:
    with store._readers.connect() as connection:
        driver: Any = connection.connection.dbapi_connection
        return [row[3] for row in driver.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()]
