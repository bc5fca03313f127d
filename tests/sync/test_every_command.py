"""Every command there is, once, at a desk that has joined: the centre takes it as it is, and another desk that opens
the record shows the same."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.simulation.centre_state import gather
from tests.simulation.errands import errands_anew
from tests.support.counter_acts import ACTS, Act
from tests.support.small_centre import make_centre
from tests.sync.with_centre import Site, SyncedDesk
from wenling_desk.domain.heads import CaseHead
from wenling_desk.use_cases.settle_conflict import AdoptLosingText, SetAside
from wenling_desk.use_cases.settle_dispute import SettleDispute

ANSWERS = (SettleDispute, AdoptLosingText, SetAside)
"""Answer what the centre said before; their own examples play the centre. ``test_with_the_centre.py`` has them."""
DRIVEN = [act for act in ACTS if act.kind not in ANSWERS]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path, make_centre(files=tmp_path / "centre"))


def test_the_others_are_few() -> None:
    assert len(DRIVEN) == len(ACTS) - len(ANSWERS)


def records_of(desk: SyncedDesk) -> list[str]:
    return sorted({fact.record_id for fact, _ in desk.store.shelves.facts})


def rows_of(desk: SyncedDesk, record_id: str) -> list[CaseHead]:
    """The rows of a record without what is the desk's own: the key under which a person is found here."""
    return [replace(head, subject_key="") for head in desk.heads(record_id)]


def assert_equal(site: Site, desk: SyncedDesk) -> None:
    for scope in (f"device:{desk.name}", f"hall:{desk.desk.identity.hall_code}"):
        theirs = site.centre.digest(desk.name, scope)
        assert desk.digest(scope) == (theirs.count, theirs.xor), scope


@pytest.mark.parametrize("act", DRIVEN, ids=lambda act: act.kind.__name__)
def test_the_centre_takes_it_as_it_is(site: Site, act: Act) -> None:
    one, two = site.desk("desk-1"), site.desk("desk-2")
    one.do(act.kind, command_id="the-command", **act.prepare(one))
    done = one.sync()
    assert (done.is_done, done.reason, done.left_entries) == (True, "", 0)
    _assert_taken(site, one)
    assert_equal(site, one)
    two.sync()
    shown = {record_id: rows_of(two, record_id) for record_id in records_of(one) if two.heads(record_id)}
    moved = {each for each in records_of(one) if "HallChanged" in one.kinds(each)}
    assert shown.keys() == {each for each in records_of(one) if one.heads(each)} - moved
    for record_id in records_of(one):
        two.fetch(record_id)
    two.sync()
    assert_equal(site, two)
    for record_id in records_of(one):
        assert two.facts(record_id) == one.facts(record_id)
        assert two.store.shelves.errands.get(record_id, ()) == one.store.shelves.errands.get(record_id, ())
        assert rows_of(two, record_id) == rows_of(one, record_id)
        _assert_same_rows(shown.get(record_id, []), rows_of(one, record_id))
    for desk in (one, two):
        assert errands_anew(desk.desk, desk.store.shelves) == []


def _assert_taken(site: Site, desk: SyncedDesk) -> None:
    """Applied, nothing refused, nothing disputed, all of it confirmed at the desk."""
    state = gather(site.centre.parts.store)
    assert {row.state for row in state.ops} <= {"applied"}
    assert {row.op_id for row in state.ops} == set(desk.store.shelves.spans)
    added = [(row.kind, json.loads(row.body)["body"]) for row in state.facts if row.op_id.startswith("centre-")]
    assert added == []
    assert not any(row.disputed for row in state.records)
    assert desk.troubles() == ()
    assert {desk.state_of(record_id) for record_id in records_of(desk)} <= {"confirmed"}


def _assert_same_rows(by_centre: list[CaseHead], own: list[CaseHead]) -> None:
    """What the hall reads in the centre's row is what this desk reads in its own, but for the moment it was made."""
    for told, row in zip(by_centre, own, strict=bool(by_centre)):
        assert replace(told, changed_at=row.changed_at) == row
