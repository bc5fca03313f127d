"""Errands are found by an index, and those of an older program's records are made slice by slice."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.store.conftest import Opener
from tests.support.fakes import Counter
from tests.support.store_samples import NINE, errand, fact, head
from wenling_desk.domain import errand_rules
from wenling_desk.domain.acceptance import CaseView
from wenling_desk.domain.errands import Errand
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.record import RecordState
from wenling_desk.store.desk_store import SqlStore
from wenling_desk.use_cases import fill_errands as filling
from wenling_desk.use_cases.fill_errands import NOTE, Progress, fill_errands
from wenling_desk.use_cases.ports import ErrandQuery

CONSULTATION = "consultation"
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (ErrandQuery(kinds=("on_shelf",), since_until=NINE), "ix_errands_kind (kind=? AND since<?)"),
        (ErrandQuery(kinds=("on_shelf",)), "ix_errands_kind (kind=?)"),
        (ErrandQuery(kinds=("on_shelf", "unsigned")), "ix_errands_kind (kind=?)"),
        (ErrandQuery(number="L-1"), "ix_errands_number (number=?)"),
        (ErrandQuery(record_id="case-1"), "PRIMARY KEY (record_id=?)"),
    ],
)
def test_a_question_uses_an_index(store: SqlStore, query: ErrandQuery, index: str) -> None:
    with store.unit_of_work() as unit:
        for number in range(400):
            record = f"case-{number}"
            unit.save_heads(record, [head(record)])
            unit.save_errands(record, [errand(record, "on_shelf" if number % 2 else "unsigned", number=f"L-{number}")])
        unit.commit()
    asked = [statement for statement in _asked(store, query) if statement.startswith("SELECT")]
    plan = _plan(store, asked[0])
    assert plan[0].endswith(index), plan
    assert any("heads USING PRIMARY KEY" in step for step in plan), "its head is looked up, not searched"
    if len(query.kinds) == 1:
        assert not any("TEMP B-TREE" in step for step in plan), "the index has the order"


def test_the_papers_of_a_day_come_from_an_index(store: SqlStore) -> None:
    asked: list[str] = []
    with _traced(store, asked), store.reading() as reading:
        reading.papers_issued(NINE, NINE + timedelta(days=1))
    (question,) = (statement for statement in asked if statement.startswith("SELECT"))
    assert _plan(store, question) == ["SEARCH papers USING INDEX ix_papers_issued (issued_at>? AND issued_at<?)"]


def test_a_command_without_errands_writes_one_statement_for_them(store: SqlStore) -> None:
    asked: list[str] = []
    with store._writer.connect() as connection:
        driver: Any = connection.connection.dbapi_connection
    driver.set_trace_callback(asked.append)
    try:
        with store.unit_of_work() as unit:
            unit.append([fact(1)])
            unit.save_errands("case-1", [])
            unit.commit()
    finally:
        driver.set_trace_callback(None)
    assert sum("errands" in statement for statement in asked) == 1


class TestFilling:
    """Records of a program that knew no errands."""

    def test_open_records_come_first_and_every_one_once(self, older: SqlStore) -> None:
        assert self._run(older, most=1) == ["case-010", "case-011"]
        assert self._run(older) == [f"case-{number:03d}" for number in range(25)]
        assert Progress.of(older.note(NOTE)).is_done
        assert self._slices(older) == [Progress(is_done=True)], "nothing is left"

    def test_a_closed_desk_goes_on_where_it_was(self, older: SqlStore, opened: Opener) -> None:
        self._run(older, most=3)
        before = older.note(NOTE)
        older.close()
        again = opened()
        assert again.note(NOTE) == before
        assert len(self._run(again)) == 25

    def test_a_slice_that_is_killed_is_made_again(self, older: SqlStore, home: Path, opened: Opener) -> None:
        self._run(older, most=1)
        before = older.note(NOTE)
        older.close()
        ended = subprocess.run(
            [sys.executable, "-c", _KILLED, str(home)],
            cwd=ROOT,
            check=False,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        assert ended.returncode != 0
        again = opened()
        assert again.note(NOTE) == before
        assert len(self._run(again)) == 25

    def test_a_new_edition_of_the_rules_begins_anew(self, older: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
        self._run(older)
        monkeypatch.setattr(filling, "EDITION", errand_rules.EDITION + 1)
        assert len(self._slices(older)) > 1

    def test_what_cannot_be_folded_is_passed_over(self, older: SqlStore) -> None:
        with older.unit_of_work() as unit:
            unit.append([fact(900, "case-zzz", kind="OfALaterProgram", body={})])
            unit.commit()
        assert len(self._run(older)) == 25

    def test_records_without_rules_are_not_read(self, older: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(filling, "RULES", {CONSULTATION: ()})
        assert self._slices(older) == [Progress(is_done=True)]

    @pytest.mark.parametrize("note", ["", "no JSON", "[]", '{"edition": 1}', '{"edition": 0, "after": "x"}'])
    def test_a_note_that_says_nothing_begins_at_the_beginning(self, note: str) -> None:
        assert Progress.of(note) == Progress()

    @pytest.fixture(autouse=True)
    def small_slices(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(filling, "SLICE", 2)
        monkeypatch.setattr(filling, "RULES", {CONSULTATION: (always_one,)})
        monkeypatch.setattr(errand_rules, "RULES", {CONSULTATION: (always_one,)})

    @pytest.fixture
    def older(self, store: SqlStore) -> SqlStore:
        return write_older(store)

    def _slices(self, store: SqlStore, most: int = 99) -> list[Progress]:
        return list(slices(store, most))

    def _run(self, store: SqlStore, most: int = 99) -> list[str]:
        self._slices(store, most)
        with store.reading() as reading:
            return sorted(row.errand.record_id for row in reading.errands(ErrandQuery()).rows)


def write_older(store: SqlStore) -> SqlStore:
    """25 consultations, those from 10 to 14 open."""
    with store.unit_of_work() as unit:
        for number in range(25):
            record = f"case-{number:03d}"
            unit.append([_consulted(number, record)])
            unit.save_heads(record, [head(record, "", record_kind=CONSULTATION, open=10 <= number < 15)])
        unit.commit()
    return store


def slices(store: SqlStore, most: int = 99) -> Iterator[Progress]:
    """One slice after the other, as the desk thread makes them."""
    desk = Counter().desk
    for _ in range(most):
        note = store.note(NOTE)
        with store.unit_of_work() as unit:
            progress = fill_errands(desk, unit, note)
        yield progress
        if progress.is_done:
            return


def _consulted(number: int, record: str) -> Fact:
    return replace(fact(number, record, kind="Consulted", body={"title": "咨询"}), record_kind=CONSULTATION, members=())


def always_one(record: RecordState, case: CaseView | None) -> list[Errand]:
    assert case is None
    return [Errand(record.record_id, record.kind, "", "waits", "", record.facts[0].at)]


_KILLED = """
import os, pathlib, signal, sys
import pytest
from tests.store import test_errands as t
from tests.store.conftest import IDENTITY, KEY
from tests.support.fakes import Counter
from tests.support.store_samples import TestClock
from wenling_desk.domain import errand_rules
from wenling_desk.store import unit_of_work
from wenling_desk.store.desk_store import open_store
from wenling_desk.use_cases import fill_errands as filling
filling.SLICE = 2
filling.RULES = errand_rules.RULES = {t.CONSULTATION: (t.always_one,)}
store = open_store(pathlib.Path(sys.argv[1]), KEY, IDENTITY, TestClock())
written = unit_of_work.errands.write
def write(*values):
    written(*values)
    os.kill(os.getpid(), int(getattr(signal, 'SIGKILL', signal.SIGTERM)))
unit_of_work.errands.write = write
list(t.slices(store))
"""


def _asked(store: SqlStore, query: ErrandQuery) -> list[str]:
    asked: list[str] = []
    with _traced(store, asked), store.reading() as reading:
        reading.errands(query)
    return asked


@contextmanager
def _traced(store: SqlStore, asked: list[str]) -> Iterator[None]:
    """What the reading connection is asked, with its values written in."""
    with store._readers.connect() as connection:
        driver: Any = connection.connection.dbapi_connection
    driver.set_trace_callback(asked.append)
    try:
        yield
    finally:
        driver.set_trace_callback(None)


def _plan(store: SqlStore, statement: str) -> list[str]:
    with store._readers.connect() as connection:
        driver: Any = connection.connection.dbapi_connection
        return [row[3] for row in driver.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()]
