"""Joining, new epochs, and a centre that came back from a backup: no desk code twice, no op lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from tests.server.core_acts import case_of
from tests.support.fakes import FakeClock
from tests.support.small_centre import REGION, WireDesk, make_centre
from wenling_desk.protocol.messages import KnownRequest
from wenling_desk.server.centre import Centre
from wenling_desk.server.refusals import Refused
from wenling_desk.store.centre.store import CentreStore, MemoryCentreStore


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def centre(centre_store: CentreStore, clock: FakeClock) -> Centre:
    return make_centre(store=centre_store, clock=clock)


def test_a_lost_answer_grants_no_second_code(centre: Centre) -> None:  # fault 32
    desk = WireDesk(centre)
    code = centre.make_enrolment_code("H1", "城东大厅")
    first = desk.enrol_with(code)
    assert desk.enrol_with(f" {code.lower()} ") == first
    with pytest.raises(Refused, match="code_used"):
        WireDesk(centre, "desk-2").enrol_with(code)
    with pytest.raises(Refused, match="code_wrong"):
        WireDesk(centre, "desk-2").enrol_with("AAAA-BBBB-CCCC-DDDD")
    granted = [desk.new_epoch("request-1"), desk.new_epoch("request-1"), desk.new_epoch("request-2")]
    assert [answer.epoch for answer in granted] == [2, 2, 3]
    assert granted[0] == granted[1]
    assert len({first.desk_code, *(answer.desk_code for answer in granted)}) == 3


def test_a_code_has_its_time_and_a_name_its_owner(centre: Centre, clock: FakeClock) -> None:
    code = centre.make_enrolment_code("H1", "城东大厅")
    clock.moment += timedelta(hours=73)
    with pytest.raises(Refused, match="code_wrong"):
        WireDesk(centre).enrol_with(code)
    WireDesk(centre).enrol()
    thief = centre.make_enrolment_code("H1", "城东大厅")
    request = _request(thief)
    with pytest.raises(Refused, match="code_wrong"):
        centre.enrol(request)
    centre.revoke("desk-1")
    assert centre.enrol(request).epoch == 2, "after the old one was revoked its name may be enrolled anew"


def _request(code: str) -> Any:
    from wenling_desk.protocol.messages import EnrolRequest

    return EnrolRequest(
        code=code, device="desk-1", public_key="ed25519:another", kind="counter", counter="A", app_version="1",
        protocol=1,
    )  # fmt: skip


def test_a_desk_enrols_above_its_own_epoch(centre: Centre) -> None:
    desk = WireDesk(centre, epoch=7)
    assert desk.enrol().epoch == 8


def test_after_a_new_epoch_the_old_takes_nothing_more(centre: Centre) -> None:  # faults 11, 12
    desk = WireDesk(centre)
    desk.enrol()
    case_of(desk)
    image = replace(desk, ops=list(desk.ops), heads=list(desk.heads), cursors={}, rows={})
    case_of(desk)
    desk.push()
    lost = desk.ops[1].op_id
    case_of(image)
    with pytest.raises(Refused, match="forked"):
        image.push(1)
    image.new_epoch("r", from_op=0, reason="restored")
    with pytest.raises(Refused, match="epoch_closed"):
        desk.push()
    known = centre.known(image.device, KnownRequest(op_ids=tuple(op.op_id for op in image.ops))).known
    assert known == {image.ops[0].op_id: image.ops[0].sha256}
    answer = image.push()
    assert (answer.ack, [status.state for status in answer.statuses]) == (image.ops[-1].last, ["applied", "applied"])
    assert image.push() == answer, "the same again under the new epoch"
    ops = [row.op_id for row in image.own()]
    assert ops == [image.ops[0].op_id, lost, image.ops[1].op_id], "what the image had forgotten comes back to it"


def test_a_new_epoch_may_begin_in_the_middle(centre: Centre) -> None:
    desk = WireDesk(centre)
    desk.enrol()
    for _ in range(3):
        case_of(desk)
    desk.push(0, 2)
    desk.new_epoch("r", from_op=2)
    assert desk.hello().last_seq == desk.ops[1].last
    with pytest.raises(Refused, match="gap"):
        desk.push(1)
    assert desk.push(2).ack == desk.ops[2].last


def test_an_op_another_device_sent_makes_this_one_a_holder(centre: Centre) -> None:  # fault 12
    desk = WireDesk(centre)
    desk.enrol()
    desk.look("look-1")
    case_of(desk)
    desk.push()
    clone = replace(desk, device="desk-2", cursors={}, rows={}, epoch=0)
    clone.enrol()
    answer = clone.push()
    assert [status.state for status in answer.statuses] == ["applied", "applied"]
    assert [row.op_id for row in clone.own()] == [desk.ops[1].op_id]


@pytest.mark.parametrize("field", ["previous", "first", "request_id"])
def test_a_senseless_epoch_request_is_refused(centre: Centre, field: str) -> None:
    from wenling_desk.protocol.messages import EpochRequest

    desk = WireDesk(centre)
    desk.enrol()
    good = EpochRequest(device="desk-1", epoch=1, request_id="r", reason="forked", first=1, previous=bytes(32).hex())
    bad = {"previous": "zz", "first": 0, "request_id": "\0"}[field]
    with pytest.raises(Refused, match="bad_message"):
        centre.epoch("desk-1", msgspec.structs.replace(good, **{field: bad}))
    assert centre.epoch("desk-1", good).epoch == 2


def test_a_restored_centre_is_told_again_what_it_forgot() -> None:  # faults 16, 17
    store = MemoryCentreStore(REGION)
    centre = make_centre(store=store)
    desk = WireDesk(centre)
    desk.enrol()
    case_of(desk)
    desk.push()
    backup = store.image()
    case_of(desk)
    desk.push()
    old = desk.hello().incarnation
    restored = make_centre(store=MemoryCentreStore(REGION, backup), ids=centre.parts.ids)
    assert restored.hello("desk-1", _hello(desk)).incarnation == old
    restored.restore_mark()
    desk.centre = restored
    told = desk.hello()
    assert told.incarnation != old
    assert (told.epoch, told.last_seq) == (1, desk.ops[0].last)
    assert desk.push(1).ack == desk.ops[-1].last
    desk.cursors.clear()
    assert [row.op_id for row in desk.own()] == [op.op_id for op in desk.ops]


def test_a_restored_centre_that_forgot_an_epoch_grants_a_higher_one() -> None:  # fault 16
    store = MemoryCentreStore(REGION)
    centre = make_centre(store=store)
    desk = WireDesk(centre)
    desk.enrol()
    backup = store.image()
    desk.new_epoch("r-1")
    forgotten = desk.desk_code
    desk.centre = make_centre(store=MemoryCentreStore(REGION, backup), ids=centre.parts.ids)
    desk.centre.restore_mark()
    case_of(desk)
    with pytest.raises(Refused, match="epoch_closed"):
        desk.push()
    assert desk.new_epoch("r-2", reason="lost_head").epoch == 3
    assert desk.desk_code != forgotten
    assert desk.push().ack == desk.ops[-1].last


def _hello(desk: WireDesk) -> Any:
    from wenling_desk.protocol.messages import DeviceReport, HelloRequest

    report = DeviceReport(app_version="1", schema=1, unsent=3, oldest_unsent_at="2026-11-03T08:00:00+08:00")
    return HelloRequest(device=desk.device, epoch=desk.epoch, protocol=1, report=report)


def test_the_fleet_and_what_a_lost_device_held(centre: Centre, clock: FakeClock) -> None:
    desk, lost = WireDesk(centre), WireDesk(centre, "laptop-1", kind="laptop")
    there = WireDesk(centre, "desk-9", hall="H9")
    for each in (desk, lost, there):
        each.enrol()
    _, record_id = case_of(lost)
    lost.push()
    centre.hello(lost.device, _hello(lost))
    clock.moment += timedelta(hours=9)
    desk.hello()
    rows = {row.device: row for row in centre.fleet(desk.device).devices}
    assert set(rows) == {"desk-1", "laptop-1"}
    report = rows["laptop-1"].report
    assert report is not None
    assert (rows["laptop-1"].held, rows["laptop-1"].kind, report.unsent) == (1, "laptop", 3)
    assert rows["laptop-1"].last_seen_at < rows["desk-1"].last_seen_at
    held = centre.held_by(desk.device, "laptop-1")
    assert (held.total, held.unsent_then, held.rows[0].record) == (1, 3, record_id)
    assert (held.rows[0].applicant, held.rows[0].open) == ("林**", True)
    with pytest.raises(Refused, match="wrong_scope"):
        centre.held_by(there.device, "laptop-1")
    with pytest.raises(Refused, match="not_found"):
        centre.held_by(desk.device, "nobody")
    assert len(centre.whole_fleet().devices) == 3
    assert centre.figures()["active_devices"] == 3
    centre.ping()


def test_another_hall_is_seen_from_its_beginning(centre: Centre) -> None:  # fault 28
    desk, there = WireDesk(centre), WireDesk(centre, "desk-2", hall="H2")
    for each in (desk, there):
        each.enrol()
    case_of(there)
    there.push()
    with pytest.raises(Refused, match="wrong_scope"):
        desk.pull("hall:H2")
    centre.grant_hall("desk-1", "H2")
    assert "hall:H2" in desk.hello().scopes
    assert [row.kind for row in desk.pull("hall:H2")] == ["head"]
    centre.withdraw_hall("desk-1", "H2")
    with pytest.raises(Refused, match="wrong_scope"):
        desk.pull("hall:H2")
    with pytest.raises(Refused, match="wrong_scope"):
        desk.pull("device:desk-2")


def test_answers_are_kept_for_their_repetition(centre: Centre) -> None:
    WireDesk(centre).enrol()
    for seq in range(1, 70):
        centre.keep_request("desk-1", seq, f"print-{seq}", 200, b"answer")
    assert centre.find_request("desk-1", 69) == ("print-69", 200, b"answer")
    assert centre.find_request("desk-1", 3) is None
    assert centre.highest_request("desk-1") == 69
    row = centre.device_row("desk-1")
    assert row is not None
    assert (row.status, row.hall) == ("active", "H1")
    assert centre.device_row("nobody") is None
