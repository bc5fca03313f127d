"""A ledger's list costs what its rows cost, however long it is: every question finds its index, counts are kept."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import event

from tests.support.store_samples import NINE, head
from wenling_desk.domain.errands import Errand
from wenling_desk.domain.ledger_clocks import LEDGER_DUE
from wenling_desk.store.desk_store import SqlStore
from wenling_desk.use_cases.ports import ErrandQuery, WorkQuery

KIND = "wish"


def plan(store: SqlStore, question: Any) -> list[str]:
    """How the database would answer what the question asks it."""
    asked: list[tuple[str, Any]] = []

    def note(_c: object, _u: object, statement: str, values: Any, *_: object) -> None:
        asked.append((statement, values))

    event.listen(store._readers, "before_cursor_execute", note)
    try:
        with store.reading() as reading:
            question(reading)
    finally:
        event.remove(store._readers, "before_cursor_execute", note)
    with store._readers.connect() as connection:
        rows = [
            connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all() for statement, values in asked
        ]
    return [str(row[-1]) for answer in rows for row in answer]


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (WorkQuery(kind=KIND, open_only=False, order="due", limit=1), "ix_heads_kind_due"),
        (WorkQuery(kind=KIND, open_only=False, order="received", limit=1), "ix_heads_kind_received"),
        (WorkQuery(kind=KIND, open_only=False, statuses=("handed",), order="due", limit=1), "ix_heads_kind_status"),
        (WorkQuery(kind=KIND, open_only=False, due_until=date(2026, 11, 3), order="due", limit=1), "ix_heads_kind_due"),
    ],
)
def test_a_page_comes_from_an_index_in_its_order(store: SqlStore, query: WorkQuery, index: str) -> None:
    found = plan(store, lambda reading: reading.worklist(query))
    assert index in found[0]
    assert not any("TEMP B-TREE" in line for line in found[:1])


def test_a_filter_finds_its_rows_by_the_mark(store: SqlStore) -> None:
    query = WorkQuery(kind=KIND, marks=(("size", "small"),), open_only=False, limit=1)
    assert any(
        "entry_marks" in line and "USING" in line for line in plan(store, lambda reading: reading.worklist(query))
    )


def test_what_is_late_and_due_is_counted_over_an_index(store: SqlStore) -> None:
    late = plan(store, lambda reading: reading.late_heads(date(2026, 11, 3)))
    assert any("ix_heads_kind_due" in line for line in late)
    due = ErrandQuery(kinds=(LEDGER_DUE,), due_until=date(2026, 11, 3))
    assert any("ix_errands_due" in line for line in plan(store, lambda reading: reading.errands(due)))


def test_due_errands_are_found_among_many(store: SqlStore) -> None:
    with store.unit_of_work() as unit:
        for number in range(30):
            waits = Errand(f"e{number:02}", KIND, "", LEDGER_DUE, "grant", NINE, date(2026, 11, 1 + number))
            unit.save_errands(waits.record_id, [waits])
        unit.commit()
    with store.reading() as reading:
        page = reading.errands(ErrandQuery(kinds=(LEDGER_DUE,), due_until=date(2026, 11, 3), limit=2))
    assert ([row.errand.record_id for row in page.rows], page.total) == (["e00", "e01"], 3)


def test_totals_follow_what_is_dropped(store: SqlStore) -> None:
    with store.unit_of_work() as unit:
        unit.save_heads("e1", [head("e1", "", record_kind=KIND, status="handed")])
        unit.commit()
    with store.unit_of_work() as unit:
        unit.save_heads("e1", ())
        unit.commit()
    with store.reading() as reading:
        assert reading.head_statuses().get(KIND, {}) == {}
