"""交接 between desks: one list is many ops in one database transaction, and an honest desk is never refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.acts_handover import listed, waiting
from tests.support.law_catalogue import LICENCE
from tests.support.small_centre import make_centre
from tests.sync.with_centre import Site, SyncedDesk
from wenling_desk.domain.handover import Whereabouts, whereabouts
from wenling_desk.use_cases.sign_list import ReturnToCounter, SignList


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path, make_centre(files=tmp_path / "centre"))


@pytest.fixture
def one(site: Site) -> SyncedDesk:
    return site.desk("desk-1")


@pytest.fixture
def two(site: Site) -> SyncedDesk:
    return site.desk("desk-2")


def where(desk: SyncedDesk, record_id: str) -> Whereabouts:
    return whereabouts(desk.detail(record_id).record, LICENCE)


def refusals(desk: SyncedDesk, *records: str) -> list[str]:
    return [fact.kind for record_id in records for fact in desk.facts(record_id) if fact.kind == "FactRefused"]


def test_a_list_and_its_cases_go_up_each_as_an_op_of_its_own(one: SyncedDesk) -> None:
    record_id = waiting(one)
    list_id = listed(one, record_id)
    one.sync()
    assert {one.state_of(each) for each in (record_id, list_id)} == {"confirmed"}
    assert refusals(one, record_id, list_id) == []


def test_two_desks_write_the_same_signing_down_and_none_is_refused(one: SyncedDesk, two: SyncedDesk) -> None:
    record_id = waiting(one)
    list_id = listed(one, record_id)
    one.sync()
    two.sync()
    for held in (list_id, record_id):
        two.fetch(held)
    two.sync()
    one.do(SignList, list_id=list_id, by="王科", way="barcode")
    two.do(SignList, list_id=list_id, by="王科")
    for desk in (one, two, one):
        desk.sync()
    assert refusals(one, list_id, record_id) == []
    assert (where(one, record_id).signed_way, where(one, record_id).unsigned) == ("barcode", ())
    assert where(one, record_id) == where(two, record_id)


def test_a_return_elsewhere_reaches_the_desk_that_handed_over(one: SyncedDesk, two: SyncedDesk) -> None:
    record_id = waiting(one)
    listed(one, record_id)
    one.sync()
    two.sync()
    two.fetch(record_id)
    two.do(ReturnToCounter, record_id=record_id, reason_class="content", note="面积对不上", by="王科")
    for desk in (two, one):
        desk.sync()
    assert (where(one, record_id).place, where(one, record_id).note) == ("returned", "面积对不上")
