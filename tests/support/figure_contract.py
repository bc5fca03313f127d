"""Figures in a store: the cells are the recount of the rows, whatever was written in whatever order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.memory_figures import cells_of, records_of
from tests.support.store_samples import NINE, fact, head
from tests.support.sync_samples import foreign, pulled
from wenling_desk.domain.figures import Cell, CellQuery, CountedRecord, FigureRow, Grain, RecordQuery, Where
from wenling_desk.use_cases.ports import Store
from wenling_desk.use_cases.sync_ports import SyncStore

SHARED = [HealthCheck.function_scoped_fixture, HealthCheck.differing_executors]
FIRST = date(2026, 10, 28)
RARE = "𬱖%_'\""
RECORDS = ("case-1", "case-2", "case-3")

_DAYS = st.integers(0, 70).map(lambda number: FIRST + timedelta(days=number))
_ROWS = st.builds(
    FigureRow,
    measure=st.sampled_from(["received", "finished"]),
    day=_DAYS,
    hall=st.sampled_from(["H1", "H2", "mobile"]),
    groups=st.dictionaries(st.sampled_from(["department", "way"]), st.sampled_from(["SCJG", RARE, "x"]), max_size=2),
    count=st.integers(-2, 3),
    people=st.integers(0, 40),
    total=st.integers(-5, 10**12),
    spread=st.none() | st.integers(-3, 4),
)
_SAVED = st.lists(st.tuples(st.sampled_from(RECORDS), st.lists(_ROWS, max_size=6)), min_size=1, max_size=5)
_PLACES = st.sampled_from([((), ()), (("H1",), ()), (("H1", "mobile"), ()), ((), ("H2",))])
_CELLS = st.builds(
    lambda places, group, **values: CellQuery(
        halls=places[0], but_halls=places[1], group=group[0], values=group[1], **values
    ),
    places=_PLACES,
    group=st.sampled_from([
        ("", ()), ("department", ()), ("department", ("SCJG",)), ("way", ("x", RARE)), ("hall", ("H2",)),
    ]),
    measure=st.sampled_from(["received", "finished", "nothing"]),
    first=st.none() | _DAYS,
    last=_DAYS,
    grain=st.sampled_from([None, Grain.DAY, Grain.MONTH]),
    by_value=st.booleans(),
    by_hall=st.booleans(),
    by_spread=st.booleans(),
)  # fmt: skip
_BEHIND = st.builds(
    lambda places, **values: RecordQuery(halls=places[0], but_halls=places[1], **values),
    places=_PLACES,
    measure=st.sampled_from(["received", "finished"]),
    first=st.none() | _DAYS,
    last=_DAYS,
    where=st.sampled_from([None, Where("department", ("SCJG", "x")), Where("way", (RARE,)), Where("hall", ("H1",))]),
    limit=st.sampled_from([1, 100]),
    offset=st.sampled_from([0, 1]),
)


def row(day: date = FIRST, **values: object) -> FigureRow:
    """A row that counts one."""
    return FigureRow(**{"measure": "received", "day": day, "hall": "H1", "count": 1, "people": 1, **values})  # type: ignore[arg-type]


class FigureContract:
    """Rows and cells."""

    @settings(max_examples=80, suppress_health_check=SHARED, deadline=None)
    @given(saved=_SAVED, cells=st.lists(_CELLS, min_size=2, max_size=4), behind=_BEHIND)
    def test_cells_are_the_recount_of_the_rows(
        self,
        store: Store,
        saved: list[tuple[str, list[FigureRow]]],
        cells: list[CellQuery],
        behind: RecordQuery,
    ) -> None:
        kept: dict[str, Sequence[FigureRow]] = dict.fromkeys(RECORDS, ())
        with store.unit_of_work() as unit:
            for record_id in RECORDS:
                unit.save_figures(record_id, ())
            unit.commit()
        for record_id, rows in saved:
            with store.unit_of_work() as unit:
                unit.save_figures(record_id, rows)
                unit.commit()
            kept[record_id] = rows
        with store.reading() as reading:
            for query in cells:
                assert reading.figure_cells(query) == cells_of((each for rows in kept.values() for each in rows), query)
            assert reading.figure_records(behind) == records_of(kept, behind)

    def test_figures_are_written_with_the_command_or_not_at_all(self, store: Store) -> None:
        with store.unit_of_work() as unit:
            unit.save_figures("case-1", [row()])
        assert self._cells(store) == ()
        with store.unit_of_work() as unit:
            unit.append([fact(1, command="c")])
            unit.save_figures("case-1", [row(groups={"department": "SCJG"})])
            assert unit.figure_cells(CellQuery("received", FIRST)) == (), "a question sees what is committed"
            unit.commit()
            with pytest.raises(RuntimeError):
                unit.save_figures("case-1", [])
        assert self._cells(store) == (Cell(count=1, people=1),)
        assert self._cells(store, group="department", by_value=True) == (Cell(value="SCJG", count=1, people=1),)

    def test_a_record_that_comes_and_goes_stands_in_between(self, store: Store) -> None:
        rows = [row(), row(FIRST + timedelta(days=40), count=-1, people=-1)]
        with store.unit_of_work() as unit:
            unit.save_figures("case-1", rows)
            unit.commit()
        with store.reading() as reading:
            for days, there in ((-1, False), (0, True), (39, True), (40, False), (400, False)):
                last = FIRST + timedelta(days=days)
                assert sum(cell.count for cell in reading.figure_cells(CellQuery("received", last))) == there
                page = reading.figure_records(RecordQuery("received", last, standing=True))
                assert page.rows == ((CountedRecord("case-1", FIRST, 1, 1, 0),) if there else ())

    def test_a_year_of_months_and_days(self, store: Store) -> None:
        with store.unit_of_work() as unit:
            for number in range(400):
                unit.save_figures(f"case-{number}", [row(FIRST + timedelta(days=number))])
            unit.commit()
        last = FIRST + timedelta(days=399)
        assert self._cells(store, last=last) == (Cell(count=400, people=400),)
        months = self._cells(store, first=FIRST + timedelta(days=1), last=last, grain=Grain.MONTH)
        assert sum(cell.count for cell in months) == 399
        assert [cell.period for cell in months][:3] == ["2026-10", "2026-11", "2026-12"]
        assert months[0].count == 3, "the days of a month that is not whole"

    def test_the_moment_of_the_youngest_row(self, store: Store) -> None:
        with store.reading() as reading:
            assert reading.figure_time() is None
        with store.unit_of_work() as unit:
            unit.save_heads("case-1", [head(), head(member="QB-02", changed_at=NINE + timedelta(hours=1))])
            unit.commit()
        with store.reading() as reading:
            assert reading.figure_time() == NINE + timedelta(hours=1)

    def _cells(self, store: Store, last: date = FIRST, **question: object) -> tuple[Cell, ...]:
        with store.reading() as reading:
            return reading.figure_cells(CellQuery("received", last, **question))  # type: ignore[arg-type]


class LeavingFigureContract:
    """What a record counted leaves with it; for stores that speak with a centre."""

    def test_a_record_that_leaves_takes_what_it_counted(self, store: SyncStore) -> None:
        self._count(store)
        with store.sync_unit() as unit:
            unit.drop_record("case-8")
            unit.commit()
        self._only_the_first(store)

    def test_a_forgotten_scope_takes_what_is_not_held(self, store: SyncStore) -> None:
        self._count(store)
        with store.sync_unit() as unit:
            unit.forget_scope("device:device-1")
            unit.commit()
        self._only_the_first(store)

    def _count(self, store: SyncStore) -> None:
        with store.sync_unit() as unit:
            unit.append([fact(1)])
            unit.add_pulled([pulled(foreign(80, "case-8"), 1)])
            unit.save_figures("case-1", [row()])
            unit.save_figures("case-8", [row(groups={"department": "SCJG"})])
            unit.commit()
        with store.sync_reading() as reading:
            assert reading.figure_cells(CellQuery("received", FIRST)) == (Cell(count=2, people=2),)

    def _only_the_first(self, store: SyncStore) -> None:
        with store.sync_reading() as reading:
            assert reading.figure_cells(CellQuery("received", FIRST)) == (Cell(count=1, people=1),)
            assert reading.figure_cells(CellQuery("received", FIRST, group="department")) == ()
            assert [each.record_id for each in reading.figure_records(RecordQuery("received", FIRST)).rows] == [
                "case-1"
            ]
