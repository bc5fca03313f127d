"""Figures from the counter's own acts: what is summed up is the recount, and every number can be opened."""

from __future__ import annotations

from collections import Counter as Amounts
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.counter_acts import (
    ACTS,
    ORIGINAL,
    Act,
    accepted,
    consulted,
    corrected,
    deferred,
    disputed,
    from_centre,
    granted,
    halted,
    ready,
    taken_in,
)
from tests.support.fakes import EVERYTHING, Counter, figure_book
from tests.support.law_catalogue import CHAIN, FILING, LICENCE, SHOP, sheet_for
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.figures import (
    Cell,
    FigureRow,
    FigureValue,
    Grain,
    Period,
    Where,
    figure_number,
    figure_words,
)
from wenling_desk.use_cases.change_hall import ChangeHall
from wenling_desk.use_cases.decide_case import DecideCase
from wenling_desk.use_cases.deliver_result import RateCase
from wenling_desk.use_cases.end_application import WithdrawApplication
from wenling_desk.use_cases.figure_page import OnePage
from wenling_desk.use_cases.figures import (
    median_of,
    read_figure,
    read_groups,
    read_series,
    record_figures,
    records_behind,
)
from wenling_desk.use_cases.fill_figures import NOTE, FigureProgress, fill_figures
from wenling_desk.use_cases.finish_on_the_spot import FinishOnTheSpot
from wenling_desk.use_cases.receive_supplement import ReceiveSupplement
from wenling_desk.use_cases.record_book import RecordBook
from wenling_desk.use_cases.settle_dispute import LET_STAND, SettleDispute
from wenling_desk.use_cases.special_procedure import EndSpecialProcedure, ExtendTimeLimit
from wenling_desk.use_cases.void_case import VoidCase

SIGNED: dict[str, Any] = {"way": "signed_paper", "officer": "王科"}
_DECIDED = {"granted": True, **SIGNED}


@pytest.fixture
def counter() -> Counter:
    return Counter(session=EVERYTHING)


def value(counter: Counter, figure_id: str, period: Period | None = None, halls: tuple[str, ...] = ()) -> FigureValue:
    with counter.store.reading() as reading:
        return read_figure(reading, figure_book(), figure_id, period or Period.month(counter.today), halls)


def shown(counter: Counter, figure_id: str, period: Period | None = None) -> str:
    return figure_words(value(counter, figure_id, period))


def recount(counter: Counter, record_id: str) -> tuple[FigureRow, ...]:
    """What a record adds by its facts alone."""
    with counter.store.reading() as reading:
        book = RecordBook(counter.desk, reading, reading.facts_of(record_id)[0].record_kind)
        book.open(record_id)
        return record_figures(book)


def assert_counted(counter: Counter) -> None:
    """What is kept is the recount, and what stands at the end of today are the members that are not over."""
    shelves = counter.store.shelves
    measured = set(figure_book().kinds())
    for record_id in shelves.shown_records():
        if counter.facts(record_id)[0].record_kind in measured:
            assert shelves.figures.get(record_id, ()) == recount(counter, record_id)
    standing = sum(
        row.count
        for rows in shelves.figures.values()
        for row in rows
        if row.measure == "in_hand" and row.day <= counter.today
    )
    heads = [head for rows in shelves.heads.values() for head in rows if head.record_kind == "acceptance"]
    assert standing == sum(head.open for head in heads)


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.kind.__name__)
def test_every_command_leaves_the_figures_recounted(act: Act) -> None:
    prepared = ready(act)
    prepared.counter.do(prepared.kind, **prepared.values)
    assert_counted(prepared.counter)


_NEXT: dict[str, Any] = {
    "decide": lambda counter, record: counter.do(DecideCase, record_id=record, **_DECIDED),
    "deny": lambda counter, record: counter.do(
        DecideCase, record_id=record, granted=False, reasons=("不合条件",), **SIGNED
    ),
    "withdraw": lambda counter, record: counter.do(
        WithdrawApplication, record_id=record, request_received=True, reason="不办了"
    ),
    "void": lambda counter, record: counter.do(
        VoidCase, record_id=record, reasons=("选错事项",), collected={p.number: True for p in counter.papers(record)}
    ),
    "move": lambda counter, record: counter.do(ChangeHall, record_id=record, to_hall="H2", reason="搬家"),
    "rate": lambda counter, record: counter.do(RateCase, record_id=record, grade="satisfied"),
    "supplement": lambda counter, record: counter.do(
        ReceiveSupplement, record_id=record, materials={"m_main": ORIGINAL}
    ),
    "resume": lambda counter, record: counter.do(EndSpecialProcedure, record_id=record),
    "extend": lambda counter, record: counter.do(
        ExtendTimeLimit, record_id=record, days=5, reason="案情复杂", approver="李局"
    ),
    "refused by the centre": lambda counter, record: from_centre(
        counter, record, "FactRefused", fact_id=_last_own(counter, record), reason="not_allowed_now"
    ),
    "disputed by the centre": lambda counter, record: from_centre(
        counter, record, "Disputed", facts=[_last_own(counter, record)], reason="not_allowed_now"
    ),
}
_BEGUN = (taken_in, accepted, corrected, deferred, halted, lambda counter: taken_in(counter, CHAIN))


def _last_own(counter: Counter, record: str) -> str:
    own = [fact for fact in counter.facts(record) if fact.clerk != "centre" and fact.kind != "TakenIn"]
    return (own or list(counter.facts(record)))[-1].fact_id


@settings(max_examples=25, deadline=None)
@given(
    begun=st.lists(st.sampled_from(_BEGUN), min_size=1, max_size=3),
    acts=st.lists(st.tuples(st.sampled_from(sorted(_NEXT)), st.integers(0, 2), st.integers(0, 12)), max_size=8),
)
def test_any_acts_in_any_order_leave_the_figures_recounted(begun: list[Any], acts: list[tuple[str, int, int]]) -> None:
    counter = Counter(session=EVERYTHING)
    records = [begin(counter) for begin in begun]
    for name, which, days in acts:
        counter.later(days=days)
        try:
            _NEXT[name](counter, records[which % len(records)])
        except DeskRefusal:
            continue
    shelves = counter.store.shelves
    for record in records:
        assert shelves.figures.get(record, ()) == recount(counter, record)


class TestCases:
    """The measures of cases, one after the other."""

    def test_early_late_and_on_the_spot(self, counter: Counter) -> None:
        first, second, third = (accepted(counter) for _ in range(3))
        promise = counter.member(first, LICENCE).promise
        assert promise is not None
        counter.do(DecideCase, record_id=first, **_DECIDED)
        counter.clock.go_to(promise.day)
        counter.do(DecideCase, record_id=second, **_DECIDED)
        counter.later(days=7)
        counter.do(DecideCase, record_id=third, **_DECIDED)
        counter.do(FinishOnTheSpot, sheet=sheet_for(FILING))
        period = Period(promise.start, counter.today)
        found = {
            name: value(counter, name, period).value
            for name in ("finished_on_the_spot", "finished_early", "finished_on_time", "finished_overdue")
        }
        assert set(found.values()) == {1}
        assert value(counter, "finished_items", period).value == 4
        assert shown(counter, "early_rate", period) == "33.33%"
        assert (value(counter, "early_rate", period).above, value(counter, "early_rate", period).below) == (1, 3)
        assert shown(counter, "overdue_days", period) == "5.0 个工作日"

    def test_a_promise_that_is_over_stands_until_it_is_decided(self, counter: Counter) -> None:
        record = accepted(counter)
        promise = counter.member(record, LICENCE).promise
        assert promise is not None
        late = promise.day + timedelta(days=1)
        assert value(counter, "items_overdue_now", Period.day(promise.day)).value == 0
        assert value(counter, "items_overdue_now", Period.day(late)).value == 1
        counter.clock.go_to(late + timedelta(days=5))
        counter.do(DecideCase, record_id=record, **_DECIDED)
        assert value(counter, "items_overdue_now", Period.day(counter.today)).value == 0
        assert value(counter, "items_overdue_now", Period.day(late)).value == 1, "that day it was"
        other = accepted(counter)
        counter.do(DecideCase, record_id=other, **_DECIDED)
        assert value(counter, "items_overdue_now", Period.day(late + timedelta(days=300))).value == 0

    def test_a_bundle_counts_one_case_and_its_items(self, counter: Counter) -> None:
        taken_in(counter, SHOP)
        members = len(sheet_members(counter))
        assert members > 1
        assert value(counter, "joint_case_count").value == 1
        assert value(counter, "joint_items_total").value == members
        assert value(counter, "received_item_count").value == members
        assert value(counter, "received_cases").value == 1

    def test_a_voided_case_counts_nowhere_but_among_the_voided(self, counter: Counter) -> None:
        record = accepted(counter)
        assert value(counter, "received_cases").value == 1
        _NEXT["void"](counter, record)
        assert {value(counter, name).value for name in ("received_cases", "accepted_items", "items_in_hand")} == {0}
        assert value(counter, "voided_cases").value == 1

    def test_what_the_centre_disputes_counts_once_it_is_decided(self, counter: Counter) -> None:
        values = disputed(counter)
        assert value(counter, "accepted_items").value == 0
        counter.do(SettleDispute, **values, outcome="put_in_force", reason="属实")
        assert value(counter, "accepted_items").value == 1
        values = disputed(counter)
        counter.do(SettleDispute, **values, outcome=LET_STAND, reason="以先到的为准")
        assert value(counter, "accepted_items").value == 1

    def test_the_hall_is_the_one_where_it_happened(self, counter: Counter) -> None:
        record = accepted(counter)
        counter.do(ChangeHall, record_id=record, to_hall="H2", reason="搬家")
        counter.do(DecideCase, record_id=record, **_DECIDED)
        month = Period.month(counter.today)
        assert [value(counter, "received_cases", month, (hall,)).value for hall in ("H1", "H2")] == [1, 0]
        assert [value(counter, "finished_items", month, (hall,)).value for hall in ("H1", "H2")] == [0, 1]

    def test_a_second_correction_is_no_first_one(self, counter: Counter) -> None:
        corrected(counter)
        taken_in(counter)
        assert shown(counter, "correction_rate") == "50.00%"
        assert shown(counter, "second_correction_rate") == "0.00%"

    def test_ratings_with_and_without_the_unrated(self, counter: Counter) -> None:
        first = granted(counter)
        granted(counter)
        counter.do(RateCase, record_id=first, grade="satisfied")
        assert shown(counter, "satisfied_rate") == "100.00%"
        assert shown(counter, "satisfied_rate_all") == "50.00%"

    def test_a_decision_entered_later_counts_on_its_day(self, counter: Counter) -> None:
        record = accepted(counter)
        decided = counter.today
        counter.later(days=30)
        counter.do(DecideCase, record_id=record, decided_on=decided, **_DECIDED)
        assert value(counter, "finished_items", Period.day(decided)).value == 1
        assert value(counter, "finished_items", Period.day(counter.today)).value == 0


def sheet_members(counter: Counter) -> list[Any]:
    return [member for heads in counter.store.shelves.heads.values() for member in heads]


class TestAsking:
    """Values, series, groups, records."""

    def test_a_ratio_over_nothing_is_no_zero(self, counter: Counter) -> None:
        found = value(counter, "early_rate")
        assert (found.value, figure_words(found)) == (None, "—")
        assert found.edition == figure_book().edition.version

    def test_a_standing_series_says_the_end_of_each_piece(self, counter: Counter) -> None:
        begun = counter.today
        record = accepted(counter)
        counter.later(days=2)
        accepted(counter)
        counter.later(days=2)
        counter.do(DecideCase, record_id=record, **_DECIDED)
        period = Period(begun - timedelta(days=1), counter.today)
        with counter.store.reading() as reading:
            days = read_series(reading, figure_book(), "items_in_hand", period, Grain.DAY)
            months = read_series(reading, figure_book(), "received_cases", period, Grain.MONTH)
        assert [point.found.value for point in days] == [0, 1, 1, 2, 2, 1]
        assert [(point.period, point.found.value) for point in months] == [("2026-11", Fraction(2))]
        for point in days:
            day = Period.day(date.fromisoformat(point.period))
            assert value(counter, "items_in_hand", day).value == point.found.value

    def test_groups_sum_up_and_can_be_opened(self, counter: Counter) -> None:
        first = granted(counter)
        accepted(counter)
        corrected(counter)
        month = Period.month(counter.today)
        with counter.store.reading() as reading:
            book = figure_book()
            groups = read_groups(reading, book, "received_item_count", "department", month)
            assert sum(each.found.above for each in groups) == value(counter, "received_item_count").above == 3
            halls = read_groups(reading, book, "early_rate", "hall", month)
            assert [(each.value, figure_words(each.found)) for each in halls] == [("H1", "100.00%")]
            behind = records_behind(reading, book, "early_rate", month)
            assert [row.record_id for row in behind.rows] == [first]
            of_group = records_behind(
                reading, book, "received_item_count", month, group=Where("department", (groups[0].value,)), limit=1
            )
            assert (len(of_group.rows), of_group.total) == (1, groups[0].found.above)
            with pytest.raises(ValueError, match="no group hour"):
                read_groups(reading, book, "early_rate", "hour", month)
            with pytest.raises(ValueError, match="timing"):
                read_groups(reading, book, "finished_early", "item", month)
            with pytest.raises(KeyError):
                read_figure(reading, book, "no_such_figure", month)

    def test_columns_of_halls(self, counter: Counter) -> None:
        taken_in(counter)
        columns = {column.column_id: column for column in figure_book().book.columns}
        with counter.store.reading() as reading:
            month = Period.month(counter.today)
            found = {
                name: read_figure(reading, figure_book(), "received_cases", month, column=column).value
                for name, column in columns.items()
            }
        assert found == {"city": 1, "centre": 0, "towns": 1, "mobile": 0}

    def test_a_page_read_at_once_says_the_same(self, counter: Counter) -> None:
        record = granted(counter)
        counter.do(RateCase, record_id=record, grade="satisfied")
        counter.do(ChangeHall, record_id=accepted(counter), to_hall="H2", reason="搬家")
        corrected(counter)
        consulted(counter)
        book = figure_book()
        period = Period(counter.today - timedelta(days=40), counter.today)
        with counter.store.reading() as reading:
            page = OnePage(reading, book)
            for figure_id in book.book.figures:
                for halls in ((), ("H1",), ("H2", "mobile")):
                    wanted = read_figure(reading, book, figure_id, period, halls)
                    assert read_figure(page, book, figure_id, period, halls) == wanted, figure_id
                for column in book.book.columns:
                    wanted = read_figure(reading, book, figure_id, period, column=column)
                    assert read_figure(page, book, figure_id, period, column=column) == wanted, figure_id
            for group in ("department", "hall"):
                wanted_groups = read_groups(reading, book, "early_rate", group, period)
                assert read_groups(page, book, "early_rate", group, period) == wanted_groups
            series = read_series(reading, book, "items_in_hand", period, Grain.DAY)
            assert read_series(page, book, "items_in_hand", period, Grain.DAY) == series
            assert records_behind(page, book, "early_rate", period) == records_behind(
                reading, book, "early_rate", period
            )

    def test_a_page_is_a_few_questions(self, counter: Counter) -> None:
        granted(counter)
        asked: list[int] = []

        class Counting(OnePage):
            def figure_cells_of(self, measures: Any, query: Any) -> Any:
                asked.append(len(measures))
                return super().figure_cells_of(measures, query)

        book = figure_book()
        with counter.store.reading() as reading:
            page = OnePage(Counting(reading, book), book)
            for figure in book.book.figures.values():
                if figure.span.value == "period" and figure.where is None and figure.op.value != "median":
                    read_figure(page, book, figure.figure_id, Period.month(counter.today))
        assert len(asked) == 2, "the cases in one, the ledgers in another"

    def test_consultations_by_channel(self, counter: Counter) -> None:
        consulted(counter)
        with counter.store.reading() as reading:
            found = read_groups(reading, figure_book(), "consultations", "channel", Period.month(counter.today))
        assert [(each.value, each.found.value) for each in found] == [("counter", Fraction(1))]

    @given(st.lists(st.integers(-50, 50), min_size=1, max_size=40))
    def test_the_median_of_cells_is_the_median_of_the_values(self, values: list[int]) -> None:
        cells = [Cell(spread=each, count=count) for each, count in Amounts(values).items()]
        ordered = sorted(values)
        middle = Fraction(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2], 2)
        assert median_of(cells) == middle
        assert median_of([*cells, Cell(spread=99, count=2), Cell(spread=99, count=-2)]) == middle, "what left is gone"

    @given(st.fractions(-1000, 1000, max_denominator=997), st.integers(0, 3))
    def test_a_number_is_rounded_half_up(self, exact: Fraction, places: int) -> None:
        figure = figure_book().figure("waiting_minutes_median")
        written = figure_number(exact, type(figure)(**{**plain(figure), "places": places}))
        assert abs(Fraction(written) - exact) <= Fraction(1, 2 * 10**places)
        assert written != "-0"
        assert len(written.partition(".")[2]) == places

    def test_thousands(self, counter: Counter) -> None:
        figure = figure_book().figure("joint_cases_total")
        assert figure_number(101_946, figure, grouped=True) == "101,946"
        assert figure_number(Fraction(-1, 2), figure) == "-1"


def plain(figure: Any) -> dict[str, Any]:
    return {name: getattr(figure, name) for name in type(figure).__slots__}


class TestFilling:
    """Records of a program that counted otherwise."""

    def test_every_record_is_counted_once(self, counter: Counter) -> None:
        records = [granted(counter), accepted(counter), taken_in(counter, CHAIN), consulted(counter)]
        shelves = counter.store.shelves
        wanted, shelves.figures = dict(shelves.figures), {}
        note, slices = "", 0
        while not (progress := self._slice(counter, note)).is_done:
            note, slices = progress.note(), slices + 1
        assert {record: shelves.figures[record] for record in records} == {record: wanted[record] for record in records}
        assert slices == 1, "the open ones first, the others with the last"
        commits = shelves.commits
        assert self._slice(counter, progress.note()).is_done
        assert shelves.commits == commits, "nothing is left to do"

    @pytest.mark.parametrize("note", ["", "no JSON", "[]", '{"stamp": "another"}', '{"stamp": "s"}'])
    def test_another_book_begins_anew(self, note: str) -> None:
        assert FigureProgress.of(note, "s") == FigureProgress("s")

    def test_the_note_has_a_name_of_its_own(self) -> None:
        assert NOTE == "figures_made"

    def _slice(self, counter: Counter, note: str) -> FigureProgress:
        shelves = counter.store.shelves
        with counter.store.unit_of_work() as unit:
            any_unit: Any = unit
            any_unit.records_after = lambda after, kinds, *, are_open, limit: tuple(
                sorted(
                    record
                    for record in shelves.shown_records()
                    if record > after
                    and shelves.heads.get(record)
                    and any(head.open for head in shelves.heads[record]) == are_open
                )[:limit]
            )
            unit.keep_note = lambda name, text: None  # type: ignore[attr-defined]
            return fill_figures(counter.desk, unit, note)  # type: ignore[arg-type]
