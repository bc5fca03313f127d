"""After the centre came back from a backup it may take ops in another order: what was refused for that stands before
the fact a record begins with, and nothing at the counter stumbles over it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.acts_bookings import booked
from tests.support.acts_handover import ABSENT, handover_rules, listed, waiting
from tests.support.fakes import EVERYTHING, Counter
from tests.support.law_catalogue import LICENCE
from wenling_desk.domain.bookings import read_booking
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.handover import whereabouts
from wenling_desk.store.canonical import fact_to_bytes
from wenling_desk.use_cases.absence import EndAbsence, NoteAbsence, absences
from wenling_desk.use_cases.handover_views import view_handover, view_list
from wenling_desk.use_cases.sign_list import SignList
from wenling_desk.use_cases.sync_apply import apply_rows
from wenling_desk.use_cases.sync_ports import PulledFact
from wenling_desk.use_cases.sync_rows import FactsRow


@pytest.fixture
def counter() -> Counter:
    return Counter(session=EVERYTHING)


def refused_before(counter: Counter, record_id: str, kind: str, *, without: bool = False, **body: object) -> None:
    """Another desk's act of that kind, its refusal, and only then what this desk wrote; ``without`` that."""
    own = counter.facts(record_id)
    if without:
        counter.store.shelves.facts.clear()
        counter.store.shelves._places, counter.store.shelves._place_of, counter.store.shelves._parsed = {}, {}, []
    theirs = replace(own[0], fact_id="theirs", kind=kind, device="desk-9", command_id="their-op", body=body)
    told = {"fact_id": "theirs", "reason": "not_allowed_now"}
    refusal = replace(
        own[0], fact_id="centre-1", kind="FactRefused", device="centre", command_id="centre-their-op", body=told
    )
    facts: list[Fact] = [theirs, refusal] if without else [theirs, refusal, *own]
    pulled = tuple((each, PulledFact(each.fact_id, rank, fact_to_bytes(each))) for rank, each in enumerate(facts, 1))
    scope = f"device:{counter.desk.identity.device}"
    row = FactsRow(ver=1, raw=b"{}", record_id=record_id, op_id="their-op", facts=pulled)
    apply_rows(counter.desk, counter.store, scope, [row], 1)


def test_a_list_is_shown_and_signed(counter: Counter) -> None:
    record_id = waiting(counter)
    list_id = listed(counter, record_id)
    before = counter.heads(list_id)
    refused_before(counter, list_id, "ListSigned", by="王科", way="signature", missing=[])
    assert [replace(head, changed_at=before[0].changed_at) for head in counter.heads(list_id)] == list(before)
    with counter.store.reading() as reading:
        assert [row.record_id for row in view_list(counter.desk, reading, list_id).rows] == [record_id]
        assert [each.list_id for each in view_handover(counter.desk, reading, handover_rules()).lists] == [list_id]
    counter.do(SignList, list_id=list_id, by="李科")
    assert whereabouts(counter.detail(record_id).record, LICENCE).signed_by == "李科"


def test_a_list_that_is_not_here_is_no_list(counter: Counter) -> None:
    list_id = listed(counter)
    refused_before(counter, list_id, "ListSigned", without=True, by="王科", way="signature", missing=[])
    assert counter.heads(list_id) == ()
    with counter.store.reading() as reading, pytest.raises(DeskRefusal, match="no_such_list"):
        view_list(counter.desk, reading, list_id)
    with pytest.raises(DeskRefusal, match="no_such_list"):
        counter.do(SignList, list_id=list_id, by="李科")


def test_a_booking_is_read_as_before(counter: Counter) -> None:
    booking = booked(counter)
    before = read_booking(counter.detail(booking).record)
    refused_before(counter, booking, "BookingMissed")
    assert read_booking(counter.detail(booking).record) == before


def test_an_absence_is_known_and_ended(counter: Counter) -> None:
    absence = counter.do(NoteAbsence, **ABSENT).record_id
    refused_before(counter, absence, "AbsenceEnded")
    with counter.store.reading() as reading:
        assert [each.name for each in absences(reading, counter.today)] == ["王科"]
    counter.do(EndAbsence, absence_id=absence)
    with counter.store.reading() as reading:
        assert absences(reading, counter.today) == ()
