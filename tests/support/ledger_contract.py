"""What every store must do for the lists of ledgers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from tests.support.store_samples import day, head
from wenling_desk.use_cases.ports import Store, WorkQuery

Marks = Sequence[tuple[str, str]]


class LedgerContract:
    """Totals by kind and status, what is late, and rows found by their marks."""

    def test_totals_are_by_kind_and_status_without_cases(self, store: Store) -> None:
        self._keep(store, "e1", "wish", "wished")
        self._keep(store, "e2", "wish", "handed")
        self._keep(store, "e3", "thanks", "wished")
        self._keep(store, "c1", "acceptance", "accepted")
        with store.reading() as reading:
            assert reading.head_statuses() == {"wish": {"wished": 1, "handed": 1}, "thanks": {"wished": 1}}
        self._keep(store, "e1", "wish", "handed")
        with store.reading() as reading:
            found = {kind: {k: n for k, n in rows.items() if n} for kind, rows in reading.head_statuses().items()}
        assert found == {"wish": {"handed": 2}, "thanks": {"wished": 1}}

    def test_what_was_due_before_a_day_is_late(self, store: Store) -> None:
        self._keep(store, "e1", "wish", "handed", due=date(2026, 11, 3))
        self._keep(store, "e2", "wish", "handed", due=date(2026, 11, 4))
        self._keep(store, "e3", "wish", "wished", due=None)
        self._keep(store, "c1", "acceptance", "accepted", due=date(2026, 11, 3))
        with store.reading() as reading:
            assert dict(reading.late_heads(date(2026, 11, 4))) == {"wish": 1}
            assert dict(reading.late_heads(date(2026, 11, 3))) == {}

    def test_rows_of_one_kind_are_found_by_all_their_marks(self, store: Store) -> None:
        self._keep(store, "e1", "wish", "handed", [("", ""), ("size", "small"), ("unit", "FOOD")])
        self._keep(store, "e2", "wish", "handed", [("", ""), ("size", "small")])
        self._keep(store, "e3", "thanks", "handed", [("", ""), ("size", "small")])
        assert self._found(store, "wish") == ["e1", "e2"]
        assert self._found(store, "wish", ("size", "small")) == ["e1", "e2"]
        assert self._found(store, "wish", ("size", "small"), ("unit", "FOOD")) == ["e1"]
        assert self._found(store, "wish", ("size", "large")) == []
        self._keep(store, "e1", "wish", "handed", [("", ""), ("size", "large")])
        assert self._found(store, "wish", ("size", "small")) == ["e2"]
        assert self._found(store, "wish", ("size", "large")) == ["e1"]
        with store.reading() as reading:
            assert (reading.marked_records("wish"), reading.marked_records("seal")) == (2, 0)

    def _keep(self, store: Store, record_id: str, kind: str, status: str, marks: Marks = (), **more: Any) -> None:
        more.setdefault("due", day(1))
        with store.unit_of_work() as unit:
            member = "QB-01" if kind == "acceptance" else ""
            unit.save_heads(record_id, [head(record_id, member, record_kind=kind, status=status, **more)])
            unit.save_marks(record_id, kind, marks)
            unit.commit()

    def _found(self, store: Store, kind: str, *marks: tuple[str, str]) -> list[str]:
        with store.reading() as reading:
            page = reading.worklist(WorkQuery(kind=kind, marks=marks, open_only=False))
        assert page.total == len(page.rows)
        return sorted(row.record_id for row in page.rows)
