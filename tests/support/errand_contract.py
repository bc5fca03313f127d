"""What every store must do with what waits at the counter: inherit this class and give it a ``store`` fixture."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.store_samples import NINE, TODAY, day, errand, fact, head, paper, pdf
from tests.support.sync_samples import foreign, pulled
from wenling_desk.domain.errands import Errand
from wenling_desk.use_cases.ports import ErrandQuery, Store, WaitingPage
from wenling_desk.use_cases.sync_ports import SyncStore

# One inherited test runs for several stores, each with one fixture for all its examples.
SHARED = [HealthCheck.function_scoped_fixture, HealthCheck.differing_executors]
KINDS = ("to_hand_over", "unsigned", "on_shelf")
_ERRANDS = st.lists(
    st.builds(
        errand,
        st.sampled_from(["case-1", "case-2", "case-3"]),
        st.sampled_from(KINDS),
        st.sampled_from(["", "L-1", "L-2"]),
        since=st.integers(0, 3).map(lambda hours: NINE + timedelta(hours=hours)),
        due=st.sampled_from([None, day(0), day(3)]),
        number=st.sampled_from(["", "L-1", "L-2"]),
        place=st.sampled_from(["", "scjg", "A-01"]),
        who=st.sampled_from(["", "lin.ke"]),
    ),
    unique_by=lambda each: (each.record_id, each.kind, each.key),
    max_size=8,
)
_QUERIES = st.builds(
    ErrandQuery,
    kinds=st.sets(st.sampled_from([*KINDS, "fee_due"])).map(lambda kinds: tuple(sorted(kinds))),
    record_id=st.sampled_from(["", "case-1", "case-9"]),
    number=st.sampled_from(["", "L-1"]),
    place=st.sampled_from(["", "scjg"]),
    who=st.sampled_from(["", "lin.ke"]),
    since_until=st.sampled_from([None, NINE, NINE + timedelta(hours=2)]),
    due_until=st.sampled_from([None, day(0), day(9)]),
    limit=st.sampled_from([1, 3, 200]),
    offset=st.sampled_from([0, 2]),
)


class ErrandContract:
    """Errands beside the worklist, and the papers of a day."""

    def test_errands_are_replaced_record_by_record(self, store: Store) -> None:
        first, second = errand(), errand("case-2", "unsigned", "L-1")
        self._keep_errands(store, "case-1", first, errand(kind="fee_due"))
        self._keep_errands(store, "case-2", second)
        self._keep_errands(store, "case-1", first)
        assert [row.errand for row in self._waiting(store).rows] == [first, second]
        self._keep_errands(store, "case-1")
        assert [row.errand for row in self._waiting(store).rows] == [second]
        with store.reading() as reading:
            assert reading.errand_counts() == {"unsigned": 1}

    def test_an_errand_comes_back_as_it_was_beside_its_head(self, store: Store) -> None:
        kept = errand(
            due=day(3), number="JJ331081-2", place="A-07", who="chen.yu", amount=12_800, state="𬱖%_'", key="fee-1"
        )
        other = errand(kind="returned", member="QB-02")
        with store.unit_of_work() as unit:
            unit.save_heads("case-1", [head(), head(member="QB-03")])
            unit.save_errands("case-1", [kept, other])
            unit.commit()
        rows = {row.errand.kind: row for row in self._waiting(store).rows}
        assert (rows["to_hand_over"].errand, rows["to_hand_over"].head) == (kept, head())
        assert rows["returned"].head is None, "a member without a row of its own"

    def test_errands_of_another_record_are_refused(self, store: Store) -> None:
        with store.unit_of_work() as unit, pytest.raises(ValueError, match="another record"):
            unit.save_errands("case-2", [errand()])

    def test_errands_are_written_with_the_command_or_not_at_all(self, store: Store) -> None:
        with store.unit_of_work() as unit:
            unit.save_errands("case-1", [errand()])
            assert unit.errand_counts() == {}, "a question sees what is committed"
        assert self._waiting(store).total == 0
        with store.unit_of_work() as unit:
            unit.append([fact(1, command="c")])
            unit.save_errands("case-1", [errand()])
            unit.commit()
            with pytest.raises(RuntimeError):
                unit.save_errands("case-1", [])
        assert self._waiting(store).total == 1

    def test_the_oldest_comes_first_and_a_page_at_a_time(self, store: Store) -> None:
        kept = [errand(f"case-{number}", since=NINE + timedelta(minutes=number % 3)) for number in range(7)]
        for each in kept:
            self._keep_errands(store, each.record_id, each)
        wanted = sorted(kept, key=lambda each: (each.since, each.record_id))
        pages = [self._waiting(store, limit=3, offset=offset) for offset in (0, 3, 6, 9)]
        assert [row.errand for page in pages for row in page.rows] == wanted
        assert {page.total for page in pages} == {7}

    def test_of_the_clerk_who_opened_the_record(self, store: Store) -> None:
        with store.unit_of_work() as unit:
            unit.append([
                fact(1, "case-1"),
                replace(fact(2, "case-2"), clerk="chen.yu"),
                replace(fact(3, "case-1", kind="Accepted"), clerk="chen.yu"),
            ])  # fmt: skip
            for record in ("case-1", "case-2", "case-3"):
                unit.save_errands(record, [errand(record)])
            unit.commit()
        assert [row.errand.record_id for row in self._waiting(store, of_clerk="lin.ke").rows] == ["case-1"]
        assert self._waiting(store, of_clerk="chen.yu", limit=0).total == 1
        assert self._waiting(store, of_clerk="nobody").total == 0

    @settings(max_examples=60, suppress_health_check=SHARED, deadline=None)
    @given(kept=_ERRANDS, query=_QUERIES)
    def test_a_question_finds_what_matches_it(self, store: Store, kept: list[Errand], query: ErrandQuery) -> None:
        with store.unit_of_work() as unit:
            for record in ("case-1", "case-2", "case-3"):
                unit.save_errands(record, [each for each in kept if each.record_id == record])
            unit.commit()
        wanted = [each for each in kept if _matches(each, query)]
        wanted.sort(key=lambda each: (each.since, each.record_id, each.member, each.kind, each.key))
        with store.reading() as reading:
            page = reading.errands(query)
            counts = reading.errand_counts()
        assert [row.errand for row in page.rows] == wanted[query.offset : query.offset + query.limit]
        assert page.total == len(wanted)
        assert counts == {kind: sum(each.kind == kind for each in kept) for kind in {each.kind for each in kept}}

    def test_papers_of_a_day(self, store: Store) -> None:
        midnight = NINE.replace(hour=0)
        moments = (midnight - timedelta(microseconds=1), midnight, NINE, midnight + timedelta(days=1))
        papers = [paper(f"331081-26-K7QX-00000{index}-A", issued_at=at) for index, at in enumerate(moments)]
        with store.unit_of_work() as unit:
            for each in reversed(papers):
                unit.add_paper(each, pdf())
            unit.commit()
        gone = replace(papers[2], voided_at=NINE, void_reason="写错")
        with store.unit_of_work() as unit:
            unit.change_paper(gone)
            unit.commit()
        with store.reading() as reading:
            assert reading.papers_issued(midnight, midnight + timedelta(days=1)) == (papers[1], gone)
            assert reading.papers_issued(NINE, NINE) == ()

    def _keep_errands(self, store: Store, record_id: str, *errands: Errand) -> None:
        with store.unit_of_work() as unit:
            unit.save_errands(record_id, errands)
            unit.commit()

    def _waiting(self, store: Store, **question: Any) -> WaitingPage:
        with store.reading() as reading:
            return reading.errands(ErrandQuery(**question))


class LeavingErrandContract:
    """What waits on a record leaves with it; for stores that speak with a centre."""

    def test_a_record_that_leaves_takes_its_errands(self, store: SyncStore) -> None:
        self._hold(store)
        with store.sync_unit() as unit:
            unit.drop_record("case-8")
            unit.commit()
        with store.sync_reading() as reading:
            assert reading.errand_counts() == {"unsigned": 1}

    def test_a_forgotten_scope_takes_the_errands_of_what_is_not_held(self, store: SyncStore) -> None:
        self._hold(store)
        with store.sync_unit() as unit:
            unit.forget_scope("device:device-1")
            unit.commit()
        with store.sync_reading() as reading:
            assert [row.errand.record_id for row in reading.errands(ErrandQuery()).rows] == ["case-1"]

    def _hold(self, store: SyncStore) -> None:
        with store.sync_unit() as unit:
            unit.append([fact(1)])
            unit.add_pulled([pulled(foreign(80, "case-8"), 1)])
            unit.save_errands("case-1", [errand(kind="unsigned", since=NINE - timedelta(days=1))])
            unit.save_errands("case-8", [errand("case-8", due=TODAY)])
            unit.commit()
        with store.sync_reading() as reading:
            assert reading.errand_counts() == {"unsigned": 1, "to_hand_over": 1}


def _matches(errand: Errand, query: ErrandQuery) -> bool:
    return (
        errand.kind in (query.kinds or KINDS)
        and query.record_id in ("", errand.record_id)
        and query.number in ("", errand.number)
        and query.place in ("", errand.place)
        and query.who in ("", errand.who)
        and (query.since_until is None or errand.since <= query.since_until)
        and (query.due_until is None or (errand.due is not None and errand.due <= query.due_until))
    )
