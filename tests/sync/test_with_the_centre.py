"""Whole desks and the real centre: what was done here is there, what others did is here, and what differs is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.counter_acts import accepted, taken_in, with_a_form
from tests.support.law_catalogue import FILING, LICENCE, sheet_for
from tests.support.small_centre import make_centre
from tests.sync.with_centre import Site, SyncedDesk
from wenling_desk.domain.authority import Session
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.record import PUT_IN_FORCE
from wenling_desk.store.centre.store import MemoryCentreStore
from wenling_desk.sync.asking import Failure, FailureKind
from wenling_desk.sync.carrying import FactsReader
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.attach_scan import AttachScan
from wenling_desk.use_cases.change_hall import ChangeHall
from wenling_desk.use_cases.decide_case import DecideCase, ReviewCase
from wenling_desk.use_cases.edit_case import EditFormField
from wenling_desk.use_cases.end_application import WithdrawApplication
from wenling_desk.use_cases.look_at_person import LookAtPerson
from wenling_desk.use_cases.settle_conflict import AdoptLosingText, SetAside
from wenling_desk.use_cases.settle_dispute import LET_STAND, SettleDispute
from wenling_desk.use_cases.sync_apply import MOST_DUPLICATES
from wenling_desk.use_cases.sync_ports import HeldRow
from wenling_desk.use_cases.take_in import TakeIn


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path, make_centre(files=tmp_path / "centre"))


@pytest.fixture
def one(site: Site) -> SyncedDesk:
    return site.desk("desk-1")


@pytest.fixture
def two(site: Site) -> SyncedDesk:
    return site.desk("desk-2")


def equal(*desks: SyncedDesk) -> None:
    for desk in desks:
        for scope in (f"device:{desk.name}", f"hall:{desk.desk.identity.hall_code}"):
            theirs = desk.site.centre.digest(desk.name, scope)
            assert desk.digest(scope) == (theirs.count, theirs.xor), scope


def test_a_case_goes_up_and_comes_back_confirmed(one: SyncedDesk, two: SyncedDesk) -> None:
    record_id = accepted(one)
    assert one.state_of(record_id) == "queued"
    done = one.sync()
    assert (done.is_done, done.reason, done.left_entries) == (True, "", 0)
    assert done.sent == len(one.facts(record_id))
    assert one.state_of(record_id) == "confirmed"
    assert two.sync().received == 1
    (head,) = two.heads(record_id)
    assert head.applicant == one.heads(record_id)[0].applicant
    assert two.facts(record_id) == ()
    equal(one, two)


def test_another_desks_case_is_fetched_with_a_look_and_stays_equal(one: SyncedDesk, two: SyncedDesk) -> None:
    record_id = accepted(one)
    one.sync()
    two.sync()
    (changes,) = two.fetch(record_id)
    assert changes.records == {record_id}  # type: ignore[attr-defined]
    assert two.facts(record_id) == one.facts(record_id)
    assert [look.kind for look in two.store.shelves.looks] == ["RecordFetched"]
    assert two.member(record_id, LICENCE).status == "accepted"
    two.sync()
    one.do(DecideCase, record_id=record_id, granted=True, way="signed_paper", officer="王科")
    one.sync()
    two.sync()
    assert two.member(record_id, LICENCE).status == "completed"
    assert [head.status for head in two.heads(record_id)] == ["completed"]
    equal(one, two)


def test_who_may_not_fetch_asks_nobody(one: SyncedDesk, two: SyncedDesk) -> None:
    record_id = accepted(one)
    one.sync()
    two.sign_in(Session("9", "x", ()))
    with pytest.raises(DeskRefusal, match="not_permitted"):
        two.fetch(record_id)


def test_a_look_is_confirmed_by_the_acknowledgement(one: SyncedDesk) -> None:
    record_id = accepted(one)
    one.sync()
    one.do(LookAtPerson, record_id=record_id, reason="核对")
    assert one.state_of(record_id) in {"queued", "confirmed"}
    one.sync()
    with one.store.sync_reading() as reading:
        assert reading.unsent().entries == 0


def test_two_edits_of_one_field_and_the_loser_decides(one: SyncedDesk, two: SyncedDesk) -> None:
    record_id = with_a_form(one)
    one.sync()
    two.fetch(record_id)
    two.sync()
    values = {"record_id": record_id, "field_id": "address", "seen": None}
    one.do(EditFormField, new="先到路 1 号", **values)
    two.do(EditFormField, new="后到路 2 号", **values)
    one.sync()
    two.sync()
    (trouble,) = two.troubles(record_id)
    assert (trouble.code, trouble.reason) == ("field_conflict", "field_conflict")
    assert two.state_of(record_id) == "needs_attention"
    assert two.case(record_id).sheet.form["address"] == "先到路 1 号"
    assert one.troubles() == ()
    two.do(AdoptLosingText, record_id=record_id, trouble_id=trouble.trouble_id)
    assert two.troubles(record_id) == ()
    two.sync()
    one.sync()
    assert one.case(record_id).sheet.form["address"] == "后到路 2 号"
    assert one.facts(record_id) == two.facts(record_id)
    assert two.state_of(record_id) == "confirmed"
    equal(one, two)


def late_acceptance(one: SyncedDesk, two: SyncedDesk) -> str:
    """A case withdrawn at one desk and, before that was known there, accepted at the other, with its paper."""
    record_id = taken_in(one)
    one.sync()
    two.fetch(record_id)
    two.sync()
    one.do(WithdrawApplication, record_id=record_id, request_received=True, reason="不办了")
    two.do(AcceptCase, record_id=record_id)
    one.sync()
    two.sync()
    return record_id


@pytest.mark.parametrize(("outcome", "status"), [(LET_STAND, "withdrawn"), (PUT_IN_FORCE, "accepted")])
def test_a_paper_that_may_not_stand_is_disputed_and_a_person_settles_it(
    one: SyncedDesk, two: SyncedDesk, outcome: str, status: str
) -> None:
    record_id = late_acceptance(one, two)
    (trouble,) = two.troubles(record_id)
    assert (trouble.code, trouble.reason) == ("disputed", "not_allowed_now")
    assert two.case(record_id).disputed
    assert two.member(record_id, LICENCE).status == "withdrawn"
    assert two.state_of(record_id) == "needs_attention"
    two.do(SettleDispute, record_id=record_id, dispute=trouble.trouble_id, outcome=outcome, reason="看了两边的材料")
    two.sync()
    one.sync()
    for desk in (one, two):
        assert not desk.case(record_id).disputed
        assert desk.member(record_id, LICENCE).status == status
    assert one.facts(record_id) == two.facts(record_id)
    assert two.state_of(record_id) == "confirmed"
    equal(one, two)


def test_a_dispute_settled_elsewhere_is_settled_here(one: SyncedDesk, two: SyncedDesk) -> None:
    record_id = late_acceptance(one, two)
    one.sync()
    (trouble,) = two.troubles(record_id)
    one.do(SettleDispute, record_id=record_id, dispute=trouble.trouble_id, outcome=LET_STAND, reason="先撤回")
    one.sync()
    two.sync()
    assert two.troubles(record_id) == ()
    assert two.state_of(record_id) == "confirmed"


def test_what_has_no_paper_and_may_not_stand_is_refused_and_kept(one: SyncedDesk, two: SyncedDesk) -> None:
    record_id = accepted(one)
    one.sync()
    two.fetch(record_id)
    two.sync()
    one.do(WithdrawApplication, record_id=record_id, request_received=True, reason="不办了")
    two.do(ReviewCase, record_id=record_id, opinion="同意", way="signed_paper", officer="王科")
    one.sync()
    two.sync()
    (trouble,) = two.troubles(record_id)
    assert (trouble.code, trouble.reason) == ("refused", "not_allowed_now")
    assert [fact.kind for fact in two.detail(record_id).record.refused] == ["Reviewed"]
    two.do(SetAside, record_id=record_id, trouble_id=trouble.trouble_id)
    assert two.troubles(record_id) == ()
    assert two.state_of(record_id) == "confirmed"
    one.sync()
    equal(one, two)


def test_the_same_person_and_item_is_a_suspicion_until_one_is_closed(one: SyncedDesk, two: SyncedDesk) -> None:
    first = one.do(TakeIn, sheet=sheet_for(LICENCE)).record_id
    second = two.do(TakeIn, sheet=sheet_for(LICENCE)).record_id
    one.sync()
    two.sync()
    one.sync()
    (trouble,) = one.troubles(first)
    assert (trouble.code, trouble.facts) == ("duplicate", (second,))
    two.do(WithdrawApplication, record_id=second, request_received=True, reason="不办了")
    two.sync()
    one.sync()
    assert one.troubles(first) == ()


def test_many_cases_of_one_person_are_told_a_few_at_a_time(one: SyncedDesk) -> None:
    records = [accepted(one) for _ in range(8)]
    one.sync()
    one.sync()
    told = one.troubles(records[0])
    assert [trouble.code for trouble in told] == ["duplicate"] * MOST_DUPLICATES
    one.do(SetAside, record_id=records[0], trouble_id=told[0].trouble_id)
    one.do(ReviewCase, record_id=records[0], opinion="同意", way="signed_paper", officer="王科")
    one.sync()
    one.sync()
    after = {trouble.trouble_id for trouble in one.troubles(records[0])}
    assert len(after) == MOST_DUPLICATES  # the next one, and not again the one that was looked at
    assert told[0].trouble_id not in after


def test_a_scan_follows_its_op_and_the_centre_stops_waiting_for_it(one: SyncedDesk) -> None:
    record_id = accepted(one)
    data = b"%PDF-1.7 " + bytes(range(256)) * 3_000
    one.do(AttachScan, record_id=record_id, data=data, media_type="application/pdf")
    done = one.sync()
    assert (done.reason, done.left_blobs) == ("", 0)
    one.sync()
    with one.store.sync_reading() as reading:
        assert reading.scans_missing(record_id) == 0
    equal(one)


def test_a_case_handed_to_another_hall_leaves_the_list_here(site: Site, one: SyncedDesk, two: SyncedDesk) -> None:
    other = site.desk("desk-3", "H2")
    record_id = accepted(one)
    one.sync()
    two.sync()
    one.do(ChangeHall, record_id=record_id, to_hall="H2", reason="申请人搬家")
    for desk in (one, two, other):
        desk.sync()
    assert two.heads(record_id) == ()
    assert [head.hall_code for head in other.heads(record_id)] == ["H2"]
    equal(one, two, other)


def test_the_line_breaks_in_the_middle_and_nothing_is_lost_nor_twice(one: SyncedDesk) -> None:
    records = [accepted(one) for _ in range(4)]
    count = 0

    def every_third(_: object) -> Failure | None:
        nonlocal count
        count += 1
        return Failure(FailureKind.OFFLINE) if count % 3 == 0 else None

    one.line.spoil = every_third
    for _ in range(12):
        one.sync()
        one.runner = one.new_runner()
    one.line.spoil = lambda request: None
    assert one.sync().is_done
    with one.store.sync_reading() as reading:
        assert reading.unsent().entries == 0
    # The same invented person four times: that is all there is to look at.
    assert {trouble.code for trouble in one.troubles()} == {"duplicate"}
    assert {trouble.record_id for trouble in one.troubles()} == set(records)
    equal(one)


def test_a_new_desk_takes_the_hall_as_a_snapshot(site: Site, one: SyncedDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wenling_desk.sync.receiving.SNAPSHOT_FROM", 3)
    records = [accepted(one) for _ in range(6)]
    one.sync()
    late = site.desk("desk-9")
    late.sync()
    assert any(type(request).__name__ == "FetchSnapshot" for request in late.line.asked)
    assert {head.record_id for record_id in records for head in late.heads(record_id)} == set(records)
    equal(one, late)
    assert not list(site.folder.glob("*.part"))


def test_what_differs_at_night_is_loaded_anew(one: SyncedDesk, two: SyncedDesk) -> None:
    record_id = accepted(one)
    one.sync()
    two.sync()
    two.store.shelves.hall[record_id] = type(two.store.shelves.hall[record_id])(
        record_id, 99, two.store.shelves.hall[record_id].heads
    )
    two.digest_due = True
    two.sync()
    equal(two)


def test_a_restored_centre_gets_everything_again(site: Site, one: SyncedDesk) -> None:
    taken_in(one, FILING)
    one.sync()
    image = site.centre.parts.store.image()
    record_id = accepted(one)
    one.sync()
    site.centre = make_centre(store=MemoryCentreStore("331081", image), files=site.folder / "centre")
    site.centre.restore_mark()
    done = one.sync()
    assert done.reason == ""
    assert one.state_of(record_id) == "confirmed"
    equal(one)


def test_kept_rows_are_tried_again_once_after_a_start(one: SyncedDesk) -> None:
    with one.store.sync_unit() as uow:
        uow.hold(HeldRow("hall:H1", 7, "kind_unknown", b'{"ver":7,"kind":"remove","record":"r9"}'))
        uow.hold(HeldRow("hall:H1", 8, "kind_unknown", b'{"ver":8,"kind":"from_the_future"}'))
        uow.commit()
    reader = FactsReader(lambda: one.desk, one.store, one.runner._facts.report)
    assert reader.read().held_rows
    assert not reader.read().held_rows
    one.sync()
    with one.store.sync_reading() as reading:
        assert [row.ver for row in reading.held_rows()] == [8]
