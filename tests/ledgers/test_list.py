"""The list of a ledger: order, filters, counts, what is late, what other desks hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import time
from pathlib import Path
from typing import Any

import pytest

from tests.support.fakes import LEADER
from tests.support.ledgers import LedgerCounter, write_ledgers
from wenling_desk import resources
from wenling_desk.catalogue.alarm_rules import read_alarm_rules
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.hall_hours import OpeningHours
from wenling_desk.domain.ledger import Ledger
from wenling_desk.use_cases.alarms import view_alarms
from wenling_desk.use_cases.fill_figures import fill_figures
from wenling_desk.use_cases.ledger_list import LedgerTotal, ledger_totals
from wenling_desk.use_cases.ledger_reading import filters_stamp


@pytest.fixture
def counter(tmp_path: Path) -> LedgerCounter:
    """Three wishes: one small and handed on, one large, one small and dropped."""
    counter = LedgerCounter(write_ledgers(tmp_path / "ledgers"))
    unit = next(iter(counter.desk.catalogue().departments))
    for what, values in (("眼镜", {}), ("长凳", {"size": "large", "why_large": "要木匠"}), ("热水", {})):
        record_id = counter.act("tell_wish", what=what, **values).record_id
        counter.later(minutes=1)
        if what == "眼镜":
            counter.sign_in(LEADER)
            counter.act("hand_wish", record_id, unit=unit)
        if what == "热水":
            counter.act("drop_wish", record_id, why_large="已经有了")
    return counter


def titles(counter: LedgerCounter, **question: Any) -> list[str]:
    return [row.title for row in counter.page(**question).rows]


def test_it_counts_by_status_and_orders_by_day(counter: LedgerCounter) -> None:
    page = counter.page()
    assert titles(counter)[0] == "眼镜"
    assert (page.total, dict(page.counts), page.late) == (3, {"handed": 1, "wished": 1, "dropped": 1}, 0)
    counter.later(days=3)
    assert counter.page().late == 1
    assert titles(counter, overdue=True) == ["眼镜"]
    with counter.store.reading() as reading:
        assert ledger_totals(counter.desk, reading) == {"wish": LedgerTotal(2, 1), "thanks": LedgerTotal(0, 0)}


def test_it_is_narrowed_by_status_field_and_text(counter: LedgerCounter) -> None:
    unit = next(iter(counter.desk.catalogue().departments))
    assert titles(counter, status="wished") == ["长凳"]
    assert set(titles(counter, filters={"size": "small"})) == {"眼镜", "热水"}
    assert titles(counter, filters={"size": "small", "unit": unit}) == ["眼镜"]
    assert titles(counter, filters={"size": "large", "unit": unit}) == []
    assert titles(counter, text="长") == ["长凳"]
    assert counter.page(status="wished").total == 1
    assert len(titles(counter, limit=2)) == 2
    with pytest.raises(DeskRefusal, match="value_not_asked"):
        counter.page(filters={"what": "长凳"})
    with pytest.raises(DeskRefusal, match="no_such_ledger"):
        counter.page("seal")


def test_a_new_filter_finds_older_entries_once_they_are_read_again(counter: LedgerCounter) -> None:
    wish = counter.desk.ledgers.ledger("wish")
    wider = replace(wish, list_view=replace(wish.list_view, filters=(*wish.list_view.filters, "promised")))
    stamp = filters_stamp(counter.desk)
    counter.become(ledgers=_Shelf({"wish": wider}))
    assert filters_stamp(counter.desk) != stamp
    assert titles(counter, filters={"promised": "yes"}) == []
    note, is_done = "", False
    while not is_done:
        with counter.store.unit_of_work() as unit:
            unit.records_after = _after(counter)  # type: ignore[attr-defined]
            unit.keep_note = lambda name, text: None  # type: ignore[attr-defined]
            progress = fill_figures(counter.desk, unit, note)  # type: ignore[arg-type]
        note, is_done = progress.note(), progress.is_done
    assert titles(counter, filters={"promised": "yes"}) == ["眼镜"]


class _Shelf:
    """ports.LedgerShelf with these ledgers."""

    def __init__(self, ledgers: dict[str, Ledger]) -> None:
        self._ledgers = ledgers

    def kinds(self) -> tuple[str, ...]:
        return tuple(self._ledgers)

    def ledger(self, kind: str) -> Ledger:
        return self._ledgers[kind]

    def groups(self) -> dict[str, str]:
        return {}


def _after(counter: LedgerCounter) -> Callable[..., tuple[str, ...]]:
    """FillingUnitOfWork.records_after over the memory's shelves."""

    def records_after(after: str, kinds: Sequence[str], *, are_open: bool, limit: int) -> tuple[str, ...]:
        heads = counter.store.shelves.heads
        fitting = (each for each, rows in heads.items() if each > after and any(row.open for row in rows) == are_open)
        return tuple(sorted(each for each in fitting if heads[each][0].record_kind in kinds)[:limit])

    return records_after


def test_what_is_due_rings_on_the_workbench(counter: LedgerCounter) -> None:
    hours = OpeningHours(((time(9), time(17)),))
    rules = read_alarm_rules(resources.path("counter", "alarms.yaml"), hours)

    def rings() -> list[tuple[str, str, str]]:
        with counter.store.reading() as reading:
            rows = view_alarms(counter.desk, reading, rules).rows
        return [(row.alarm.kind, row.alarm.level, row.head.item_name if row.head else "") for row in rows]

    assert rings() == [("ledger_due", "amber", "眼镜")]
    counter.later(days=3)
    assert rings() == [("ledger_due", "red", "眼镜")]


def test_a_row_of_another_desk_stands_without_values_and_is_told_of(counter: LedgerCounter) -> None:
    gone = next(row.record_id for row in counter.page().rows if row.title == "长凳")
    counter.store.shelves.hidden.add(gone)
    counter.store.shelves.marks.pop(gone)
    page = counter.page()
    (row,) = [row for row in page.rows if row.record_id == gone]
    assert (row.held, row.values, row.title) == (False, {}, "长凳")
    assert page.elsewhere == 0
    narrowed = counter.page(filters={"size": "large"})
    assert (narrowed.rows, narrowed.elsewhere) == ((), 1)
