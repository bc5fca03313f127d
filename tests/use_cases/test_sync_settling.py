"""What a person decides after the centre has spoken: adopt, lay aside, settle; scans; another hall."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.counter_acts import disputed, from_centre, lost_edit, taken_in, with_a_form
from tests.support.fakes import CLERK, EVERYTHING, LEADER, Counter
from tests.support.law_catalogue import LICENCE, law_catalogue
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.record import PUT_IN_FORCE
from wenling_desk.use_cases.attach_scan import AttachScan
from wenling_desk.use_cases.change_hall import ChangeHall
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.edit_case import EditFormField
from wenling_desk.use_cases.settle_conflict import AdoptLosingText, SetAside
from wenling_desk.use_cases.settle_dispute import LET_STAND, SettleDispute
from wenling_desk.use_cases.sync_queries import view_conflicts, view_overview, view_records


@pytest.fixture
def counter() -> Counter:
    return Counter(law_catalogue(), EVERYTHING)


def refused(counter: Counter, kind: type[Command], **values: Any) -> str:
    before = counter.everything_written()
    with pytest.raises(DeskRefusal) as caught:
        counter.do(kind, **values)
    assert counter.everything_written() == before
    return caught.value.code


def test_both_sides_of_a_conflict_stand_side_by_side(counter: Counter) -> None:
    record_id = with_a_form(counter)
    values = {"record_id": record_id, "field_id": "address", "seen": None}
    counter.do(EditFormField, new="某路 1 号", **values)
    winner = counter.facts(record_id)[-1]
    counter.do(EditFormField, new="某路 2 号", **values)
    loser = counter.facts(record_id)[-1]
    from_centre(
        counter, record_id, "FactRefused", fact_id=loser.fact_id, reason="field_conflict", winner=winner.fact_id
    )
    with counter.store.sync_reading() as reading:
        (view,) = view_conflicts(reading, record_id)
        overview = view_overview(reading, "0103")
        page = view_records(reading, "", ("needs_attention",), 10)
    assert view.field_id == "address"
    assert view.mine is not None
    assert view.theirs is not None
    assert (view.mine.value, view.theirs.value) == ("某路 2 号", "某路 1 号")
    assert (view.theirs.clerk, view.theirs.counter, view.theirs.at) == ("0103", "A03", winner.at)
    assert "某路" not in repr(view)
    assert overview.counts["needs_attention"] == overview.troubles == 1
    assert [row.record_id for row in page.rows] == [record_id]


def test_a_disputed_paper_is_named_on_its_side(counter: Counter) -> None:
    values = disputed(counter)
    with counter.store.sync_reading() as reading:
        (view,) = view_conflicts(reading, values["record_id"])
    assert view.mine is not None
    assert view.theirs is None
    assert view.mine.kind == "Accepted"
    assert len(view.mine.papers) == 1


def test_the_losing_text_is_taken_over_from_the_present_value(counter: Counter) -> None:
    values = lost_edit(counter)
    counter.do(AdoptLosingText, **values)
    fact = counter.facts(values["record_id"])[-1]
    assert fact.body == {"field": "address", "seen": None, "new": "某路 1 号"}
    assert counter.case(values["record_id"]).sheet.form["address"] == "某路 1 号"
    assert refused(counter, AdoptLosingText, **values) == "trouble_not_open"
    assert refused(counter, SetAside, **values) == "trouble_not_open"


def test_laid_aside_the_text_stays_as_it_was_refused(counter: Counter) -> None:
    values = lost_edit(counter)
    before = counter.facts(values["record_id"])
    counter.do(SetAside, **values)
    assert counter.facts(values["record_id"]) == before
    assert [fact.kind for fact in counter.detail(values["record_id"]).record.refused] == ["FormFieldEdited"]


def test_a_clerk_settles_no_dispute(counter: Counter) -> None:
    values = disputed(counter)
    trouble = {"record_id": values["record_id"], "trouble_id": values["dispute"]}
    assert refused(counter, SetAside, **trouble) == "trouble_not_open"
    counter.sign_in(CLERK)
    settle = {**values, "outcome": LET_STAND, "reason": "x"}
    assert refused(counter, SettleDispute, **settle) == "not_permitted"
    counter.sign_in(LEADER)
    assert refused(counter, SettleDispute, **{**settle, "reason": " "}) == "value_needed"
    assert refused(counter, SettleDispute, **{**settle, "outcome": "whatever"}) == "dispute_not_open"
    assert refused(counter, SettleDispute, **{**settle, "dispute": "f9"}) == "dispute_not_open"
    assert refused(counter, SettleDispute, **{**settle, "record_id": "r9"}) == "no_such_record"
    counter.do(SettleDispute, **settle)
    assert not counter.case(values["record_id"]).disputed
    assert refused(counter, SettleDispute, **settle) == "dispute_not_open"


@pytest.mark.parametrize("outcome", [LET_STAND, PUT_IN_FORCE])
def test_the_decision_names_what_it_decides(counter: Counter, outcome: str) -> None:
    values = disputed(counter)
    counter.do(SettleDispute, **values, outcome=outcome, reason="看了原件")
    fact = counter.facts(values["record_id"])[-1]
    assert (fact.kind, fact.role, fact.members) == ("DisputeSettled", "team_leader", (LICENCE,))
    assert fact.body["outcome"] == outcome
    assert fact.body["dispute"] == values["dispute"]
    with counter.store.sync_reading() as reading:
        assert reading.troubles(values["record_id"]) == ()


@pytest.mark.parametrize(
    ("data", "media_type", "code"),
    [
        (b"MZ not a scan", "application/pdf", "scan_type_wrong"),
        (b"%PDF-1.7", "image/png", "scan_type_wrong"),
        (b"%PDF-1.7", "application/zip", "scan_type_wrong"),
        (b"", "application/pdf", "scan_type_wrong"),
        (b"%PDF-" + bytes(20 << 20), "application/pdf", "scan_too_large"),
    ],
)
def test_what_is_no_scan_is_not_attached(counter: Counter, data: bytes, media_type: str, code: str) -> None:
    assert refused(counter, AttachScan, record_id=taken_in(counter), data=data, media_type=media_type) == code


def test_a_scan_belongs_to_a_material_or_a_paper_that_is_there(counter: Counter) -> None:
    record_id = taken_in(counter)
    scan = {"record_id": record_id, "data": b"\xff\xd8\xff jpeg", "media_type": "image/jpeg"}
    assert refused(counter, AttachScan, **scan, material="dowry") == "material_not_in_guide"
    assert refused(counter, AttachScan, **scan, paper="331081-26-XXXX-000009-0") == "no_such_paper"
    assert refused(counter, AttachScan, **scan, members=("nobody",)) == "no_such_member"
    number = counter.papers(record_id)[0].number
    counter.do(AttachScan, **scan, material="m_main", paper=number, members=(LICENCE,))
    fact = counter.facts(record_id)[-1]
    assert (fact.kind, fact.members) == ("ScanAttached", (LICENCE,))
    assert fact.body["size"] == len(scan["data"])
    with counter.store.sync_reading() as reading:
        assert reading.blob_bytes(fact.body["sha256"], 0, 99) == scan["data"]
    assert counter.statuses(record_id) == {LICENCE: "taken_in"}


def test_a_case_is_handed_on_by_the_team_leader_with_a_reason(counter: Counter) -> None:
    record_id = taken_in(counter)
    values = {"record_id": record_id, "to_hall": "H2", "reason": "申请人搬家"}
    counter.sign_in(CLERK)
    assert refused(counter, ChangeHall, **values) == "not_permitted"
    counter.sign_in(LEADER)
    assert refused(counter, ChangeHall, **{**values, "to_hall": ""}) == "value_needed"
    assert refused(counter, ChangeHall, **{**values, "reason": " "}) == "value_needed"
    assert refused(counter, ChangeHall, **{**values, "to_hall": "大厅"}) == "hall_wrong"
    assert refused(counter, ChangeHall, **{**values, "to_hall": "H1"}) == "same_hall"
    counter.do(ChangeHall, **values)
    assert counter.case(record_id).hall_code == "H2"
    assert [head.hall_code for head in counter.heads(record_id)] == ["H2"]
