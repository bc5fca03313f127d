"""预约: booked, moved, come, missed, called off; nothing doubled, no slot given away twice, nobody's name in a row."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.acts_bookings import PHONE, a_booking, a_past_case, booked
from tests.support.fakes import EVERYTHING, LEADER, REVIEWER, Counter
from tests.support.law_catalogue import LICENCE, OLD, SHOP
from wenling_desk.domain.bookings import booking_number, slot_of_number
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.heads import CaseHead
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.recheck import Rules, Standing, find_objection
from wenling_desk.use_cases.ask_progress import AskProgress
from wenling_desk.use_cases.bookings import (
    ArriveBooking,
    Book,
    BookingSource,
    CancelBooking,
    MissBooking,
    MoveBooking,
    booked_on,
    booking_command_id,
    taken_slots,
)
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.consult import Consult
from wenling_desk.use_cases.find_progress import find_progress, understand
from wenling_desk.use_cases.import_past_cases import ImportPastCase
from wenling_desk.use_cases.people_index import PeopleIndex

TOMORROW = date(2026, 11, 4)


@pytest.fixture
def counter() -> Counter:
    return Counter()


def head(counter: Counter, record_id: str) -> CaseHead:
    (found,) = counter.heads(record_id)
    return found


def refused(counter: Counter, kind: type[Command], **values: Any) -> DeskRefusal:
    before = counter.everything_written()
    with pytest.raises(DeskRefusal) as caught:
        counter.do(kind, **values)
    assert counter.everything_written() == before
    return caught.value


def test_a_booking_keeps_name_and_phone_in_its_fact_and_only_a_mask_in_its_row(counter: Counter) -> None:
    record_id = booked(counter, name=" 林 小满 ", phone="138 0000 5678", note="带两个孩子")
    (fact,) = counter.facts(record_id)
    assert (fact.kind, fact.body["name"], fact.body["phone"]) == ("Booked", "林 小满", PHONE)
    row = head(counter, record_id)
    assert (row.record_kind, row.applicant, row.item_name) == ("booking", "林**", "食品经营许可")
    assert (row.due, row.due_kind, row.number, row.open) == (date(2026, 11, 3), "", "11-03 10:30", True)
    assert (row.department_key, row.target_code, row.task) == ("FOOD", LICENCE, "")
    assert counter.counts() == {}, "a booking is no figure of the day"


def test_moving_it_keeps_it_booked_and_moves_its_row(counter: Counter) -> None:
    record_id = booked(counter)
    counter.do(MoveBooking, record_id=record_id, day=TOMORROW, slot="14:30")
    row = head(counter, record_id)
    assert (row.status, row.due, row.number) == ("booked", TOMORROW, "11-04 14:30")
    assert counter.kinds(record_id) == ["Booked", "BookingMoved"]


@pytest.mark.parametrize(
    ("kind", "more", "status"),
    [
        (ArriveBooking, {}, "arrived"),
        (MissBooking, {}, "missed"),
        (CancelBooking, {"reason": "在网上办了"}, "cancelled"),
    ],
)
def test_each_ending_is_an_ending(counter: Counter, kind: type[Command], more: dict[str, Any], status: str) -> None:
    record_id = booked(counter)
    counter.do(kind, record_id=record_id, **more)
    row = head(counter, record_id)
    assert (row.status, row.open, row.due) == (status, False, None)
    for again in (ArriveBooking, MissBooking):
        assert refused(counter, again, record_id=record_id).code == "not_allowed_now"
    assert refused(counter, MoveBooking, record_id=record_id, day=TOMORROW, slot="09:30").code == "not_allowed_now"


def test_who_arrives_begins_an_application_with_item_name_and_phone(counter: Counter) -> None:
    record_id = booked(counter, note="周岁")
    changes = counter.do(ArriveBooking, record_id=record_id, draft_id="draft-1")
    assert changes.drafts
    draft = counter.store.shelves.drafts["draft-1"]
    assert (draft.title, draft.clerk) == ("食品经营许可 · 林**（预约）", "0101")
    sheet = IntakeSheet.from_plain(draft.sheet)
    assert (sheet.target_code, sheet.is_bundle, sheet.note) == (LICENCE, False, "周岁")
    assert sheet.applicant is not None
    assert (sheet.applicant.name, sheet.applicant.phone, sheet.applicant.identity_number) == ("林小满", PHONE, "")
    assert sheet.applicant.sources == {"name": "reused", "phone": "reused"}


def test_a_bundle_begins_too(counter: Counter) -> None:
    record_id = booked(counter, target_code=SHOP, is_bundle=True, title="开店一件事")
    assert counter.do(ArriveBooking, record_id=record_id, draft_id="draft-1").drafts
    assert IntakeSheet.from_plain(counter.store.shelves.drafts["draft-1"].sheet).is_bundle


@pytest.mark.parametrize("code", ["", "NO-SUCH", OLD])
def test_what_cannot_be_taken_in_today_only_arrives(counter: Counter, code: str) -> None:
    record_id = booked(counter, target_code=code, title="别的什么")
    assert not counter.do(ArriveBooking, record_id=record_id, draft_id="draft-1").drafts
    assert counter.store.shelves.drafts == {}
    assert head(counter, record_id).status == "arrived"


def test_a_full_slot_and_a_day_gone_by_are_refused(counter: Counter) -> None:
    for _ in range(2):
        booked(counter, capacity=2)
    full = refused(counter, Book, **a_booking(counter, capacity=2))
    assert (full.code, full.values["slot"]) == ("booking_slot_full", "10:30")
    booked(counter, capacity=2, slot="09:30")
    assert refused(counter, Book, **a_booking(counter, day=date(2026, 11, 2))).code == "booking_day_past"
    other = booked(counter, slot="13:30")
    move = {"record_id": other, "day": counter.today, "slot": "10:30", "capacity": 2}
    assert refused(counter, MoveBooking, **move).code == "booking_slot_full"


def test_somebody_who_was_called_off_makes_room(counter: Counter) -> None:
    record_id = booked(counter, capacity=1)
    counter.do(CancelBooking, record_id=record_id, reason="约重了")
    booked(counter, capacity=1)


def test_nobody_is_missed_before_the_day(counter: Counter) -> None:
    record_id = booked(counter, day=TOMORROW)
    assert refused(counter, MissBooking, record_id=record_id).code == "booking_still_ahead"
    counter.clock.go_to(TOMORROW + timedelta(days=1))
    counter.do(MissBooking, record_id=record_id)


@pytest.mark.parametrize("missing", ["name", "phone", "title", "slot"])
def test_what_a_booking_cannot_do_without(counter: Counter, missing: str) -> None:
    assert refused(counter, Book, **a_booking(counter, **{missing: " "})).code == "value_needed"


def test_a_channel_nobody_knows_is_refused(counter: Counter) -> None:
    assert refused(counter, Book, **a_booking(counter, channel="pigeon")).code == "value_needed"


def test_calling_it_off_needs_a_reason(counter: Counter) -> None:
    record_id = booked(counter)
    assert refused(counter, CancelBooking, record_id=record_id, reason=" ").code == "value_needed"


def test_a_row_of_an_online_list_is_taken_once(counter: Counter) -> None:
    source = BookingSource("YY-1", "清单.xlsx", "f" * 64, 2)
    values = a_booking(counter, channel="online", source=source)
    command_id = booking_command_id("desk-K7QX", "YY-1")
    first = counter.do(Book, command_id=command_id, **values)
    again = counter.do(Book, command_id=command_id, **values)
    assert again.repeated
    assert again.record_id == first.record_id
    assert len(counter.store.shelves.heads) == 1
    assert counter.facts(first.record_id)[0].body["source"]["source_id"] == "YY-1"
    assert booking_command_id("another desk", "YY-1") != command_id
    assert len(command_id) <= 80


def test_the_hall_counts_what_other_desks_booked_though_only_their_rows_are_here(counter: Counter) -> None:
    booked(counter, slot="09:30")
    counter.store.shelves.facts.clear()
    with counter.store.reading() as reading:
        assert taken_slots(reading)[counter.today, "09:30"] == 1
        assert [row.applicant for row in booked_on(reading, counter.today)] == ["林**"]
        assert booked_on(reading, TOMORROW) == ()


def test_who_is_expected_comes_by_slot_and_nothing_else_is_counted(counter: Counter) -> None:
    for slot in ("14:30", "08:30", "10:30"):
        booked(counter, slot=slot)
    counter.do(Consult, question="x")
    with counter.store.reading() as reading:
        assert [slot_of_number(row.number) for row in booked_on(reading, counter.today)] == ["08:30", "10:30", "14:30"]


def test_only_counters_book(counter: Counter) -> None:
    counter.sign_in(LEADER)
    booked(counter)
    counter.sign_in(REVIEWER)
    assert refused(counter, Book, **a_booking(counter)).code == "not_permitted"


def test_the_end_of_a_phone_that_looks_like_a_day_or_an_hour_finds_no_others(counter: Counter) -> None:
    booked(counter)
    index = PeopleIndex(lambda text: f"key {text}")
    with counter.store.reading() as reading:
        for tail in ("1103", "1030"):
            assert find_progress(counter.desk, reading, index, understand(tail, counter.today)).hits == ()


@pytest.mark.parametrize("asked", ["林小满", PHONE, PHONE[-4:]])
def test_asking_for_progress_finds_the_booking(counter: Counter, asked: str) -> None:
    record_id = booked(counter)
    index = PeopleIndex(lambda text: f"key {text}")
    with counter.store.reading() as reading:
        found = find_progress(counter.desk, reading, index, understand(asked, counter.today))
    assert [hit.record_id for hit in found.hits] == [record_id]
    counter.do(AskProgress, record_id=record_id)
    (look,) = counter.store.shelves.looks
    assert look.object_id == record_id


def test_the_centre_has_nothing_against_it(counter: Counter) -> None:
    """Everything an honest desk writes here stands at the centre, judged weeks later."""
    counter.sign_in(EVERYTHING)
    records = [booked(counter, capacity=9) for _ in range(4)]
    counter.do(MoveBooking, record_id=records[0], day=TOMORROW, slot="09:30", capacity=9)
    counter.do(ArriveBooking, record_id=records[1], draft_id="d")
    counter.do(MissBooking, record_id=records[2])
    counter.do(CancelBooking, record_id=records[3], reason="约重了")
    imported = {"row": a_past_case(), "source": "a.xlsx", "sha256": "f" * 64, "mapping": "m"}
    records.append(counter.do(ImportPastCase, **imported).record_id)
    records.append(counter.do(Consult, question="x", channel="phone", answer_key="fee").record_id)
    counter.later(days=40)
    for record_id in records:
        standing = Standing([])
        for fact in counter.facts(record_id):
            workflow = counter.desk.workflows.workflow(fact.record_kind)
            rules = Rules(workflow, counter.desk.catalogue(), counter.desk.catalogue(), counter.today)
            assert find_objection(standing, rules, fact, counter.desk.authority) is None, fact.kind
            standing.add(fact)


@given(day=st.dates(date(2020, 1, 1), date(2040, 12, 31)), hour=st.integers(0, 23), minute=st.integers(0, 59))
@settings(max_examples=50, deadline=None)
def test_a_number_says_its_slot(day: date, hour: int, minute: int) -> None:
    slot = f"{hour:02d}:{minute:02d}"
    assert slot_of_number(booking_number(day, slot)) == slot
    assert booking_number(day, slot).startswith(f"{day:%m-%d} ")


@pytest.mark.parametrize("number", ["", "331081-26-K7QX-000001-J", "11-03 1030", "x11-03 10:30"])
def test_other_numbers_say_no_slot(number: str) -> None:
    assert slot_of_number(number) == ""
