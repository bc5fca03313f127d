"""先受理、后补录: one act begins it, taking in goes on, one act ends it, and it is plain when it was."""

from __future__ import annotations

import pytest

from tests.support.counter_acts import taken_in
from tests.support.fakes import LEADER, Counter
from tests.support.platform import platform_files
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.use_cases.back_entry_list import BackEntryBook, BackEntryList
from wenling_desk.use_cases.edit_case import RecordOfficialNumber
from wenling_desk.use_cases.outage import BeginOutage, EndOutage, Outage, outages, running_outage


def running(counter: Counter) -> Outage | None:
    with counter.store.reading() as reading:
        return running_outage(reading, counter.desk.identity.hall_code)


def look(counter: Counter) -> BackEntryList:
    book = BackEntryBook(lambda: counter.desk, platform_files().rule)
    with counter.store.reading() as reading:
        return book.look_at_all(reading)


def test_one_act_begins_it_and_one_ends_it() -> None:
    counter = Counter()
    assert running(counter) is None
    begun = counter.clock.now()
    record_id = counter.do(BeginOutage).record_id
    assert running(counter) == Outage(record_id, begun, None)
    counter.later(hours=5)
    counter.do(EndOutage)
    assert running(counter) is None
    with counter.store.reading() as reading:
        assert outages(reading, "H1") == (Outage(record_id, begun, counter.clock.now()),)
        assert outages(reading, "another hall") == ()
    assert counter.kinds(record_id) == ["OutageBegun", "OutageEnded"]


def test_it_cannot_begin_twice_nor_end_where_none_runs() -> None:
    counter = Counter()
    with pytest.raises(DeskRefusal, match="no_outage"):
        counter.do(EndOutage)
    counter.do(BeginOutage)
    counter.later(minutes=3)
    with pytest.raises(DeskRefusal, match="outage_runs") as refused:
        counter.do(BeginOutage)
    assert refused.value.values == {"since": "09:30"}


def test_an_outage_that_another_desk_of_the_hall_noted_is_ended_there() -> None:
    counter = Counter()
    record_id = counter.do(BeginOutage).record_id
    # Only its row has come here by sync: the facts lie on the other desk.
    counter.store.shelves.facts.clear()
    assert running(counter) is not None
    with pytest.raises(DeskRefusal, match="outage_elsewhere"):
        counter.do(EndOutage)
    assert counter.kinds(record_id) == []


def test_whoever_leads_the_team_may_end_what_a_clerk_began() -> None:
    counter = Counter()
    counter.do(BeginOutage)
    counter.sign_in(LEADER)
    assert counter.do(EndOutage).records


def test_taking_in_goes_on_exactly_as_always() -> None:
    counter, other = Counter(), Counter()
    counter.do(BeginOutage)
    during, before = taken_in(counter), taken_in(other)
    assert counter.kinds(during) == other.kinds(before)
    assert counter.paper_kinds(during) == other.paper_kinds(before)


def test_its_cases_are_counted_and_stand_before_others() -> None:
    counter = Counter()
    earlier = taken_in(counter)
    counter.later(minutes=10)
    counter.do(BeginOutage)
    counter.later(minutes=10)
    first, second = taken_in(counter), taken_in(counter)
    counter.later(minutes=10)
    counter.do(EndOutage)
    counter.later(minutes=10)
    later = taken_in(counter)
    found = look(counter)
    assert [task.entry.record_id for task in found.tasks] == [first, second, earlier, later]
    assert [task.in_outage for task in found.tasks] == [True, True, False, False]
    assert (found.outage, found.outage_cases, found.outage_done) == (None, 2, 0)
    counter.do(RecordOfficialNumber, record_id=first, official_number="331081202611030001")
    found = look(counter)
    assert (found.outage_cases, found.outage_done, len(found.tasks)) == (2, 1, 3)


def test_the_edges_of_an_outage_belong_to_it() -> None:
    counter = Counter()
    counter.do(BeginOutage)
    at_once = taken_in(counter)
    counter.later(hours=1)
    at_the_end = taken_in(counter)
    counter.do(EndOutage)
    assert {task.entry.record_id for task in look(counter).tasks if task.in_outage} == {at_once, at_the_end}


def test_the_book_learns_of_each_begin_and_end_by_itself() -> None:
    counter = Counter()
    book = BackEntryBook(lambda: counter.desk, platform_files().rule)
    with counter.store.reading() as reading:
        assert book.look_at_all(reading).outage is None
        for _ in range(2):
            counter.later(minutes=1)
            counter.do(BeginOutage)
            assert book.look(reading).outage is not None
            counter.later(minutes=1)
            counter.do(EndOutage)
            assert book.look(reading).outage is None
