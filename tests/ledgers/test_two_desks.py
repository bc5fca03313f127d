"""Two desks act on one entry while apart: what comes second is refused by the centre, or disputed where it has issued a
paper; nothing is lost, and both desks read the same in the end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.simulation.errands import errands_anew
from tests.support.acts_ledgers import MATTER, assigning
from tests.support.fakes import LEADER
from tests.support.small_centre import make_centre
from tests.sync.with_centre import Site, SyncedDesk
from wenling_desk.domain.record import DISPUTED, FACT_REFUSED
from wenling_desk.use_cases.act_in_ledger import ActInLedger
from wenling_desk.use_cases.ledger_list import EntryView, ledger_entry
from wenling_desk.use_cases.settle_dispute import SettleDispute

KIND = "stuck_matter"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path, make_centre(files=tmp_path / "centre"))


@pytest.fixture
def desks(site: Site) -> tuple[SyncedDesk, SyncedDesk, str]:
    """Two desks that both hold one registered matter."""
    one, two = site.desk("desk-1"), site.desk("desk-2")
    record_id = one.do(ActInLedger, kind=KIND, action="register_matter", values=MATTER).record_id
    one.sync()
    two.sync()
    two.fetch(record_id)
    two.sync()
    return one, two, record_id


def act(desk: SyncedDesk, record_id: str, action: str, **values: Any) -> None:
    desk.do(ActInLedger, kind=KIND, record_id=record_id, action=action, values=values)


def entry(desk: SyncedDesk, record_id: str) -> EntryView:
    with desk.store.reading() as reading:
        return ledger_entry(desk.desk, reading, record_id)


def assign(desk: SyncedDesk, record_id: str, ask: str) -> None:
    desk.sign_in(LEADER)
    act(desk, record_id, "assign_matter", **{**assigning(desk)["values"], "ask": ask})


def both_sync(one: SyncedDesk, two: SyncedDesk) -> None:
    for _ in range(2):
        for desk in (one, two):
            assert desk.sync().is_done


def assert_alike(one: SyncedDesk, two: SyncedDesk, record_id: str) -> None:
    assert one.facts(record_id) == two.facts(record_id)
    assert entry(one, record_id).entry == entry(two, record_id).entry
    for desk in (one, two):
        assert errands_anew(desk.desk, desk.store.shelves) == []


def test_two_assignments_with_paper_are_disputed_and_both_are_there(
    desks: tuple[SyncedDesk, SyncedDesk, str],
) -> None:
    one, two, record_id = desks
    assign(one, record_id, "先问清楚")
    assign(two, record_id, "直接去办")
    both_sync(one, two)
    assert_alike(one, two, record_id)
    kinds = one.kinds(record_id)
    assert kinds.count("MatterAssigned") == 2
    assert DISPUTED in kinds
    found = entry(one, record_id).entry
    assert (found.disputed, found.values["ask"]) == (True, "先问清楚")
    assert [trouble.code for trouble in two.troubles(record_id)] == ["disputed"]


def test_put_in_force_the_disputed_act_takes_effect_then(desks: tuple[SyncedDesk, SyncedDesk, str]) -> None:
    one, two, record_id = desks
    assign(one, record_id, "先问清楚")
    two.later(days=1)
    assign(two, record_id, "直接去办")
    both_sync(one, two)
    dispute = next(fact for fact in two.facts(record_id) if fact.kind == DISPUTED)
    two.do(
        SettleDispute, record_id=record_id, dispute=dispute.fact_id, outcome="put_in_force", reason="第二张单子是对的"
    )
    both_sync(one, two)
    assert_alike(one, two, record_id)
    found = entry(one, record_id).entry
    assert (found.disputed, found.values["ask"]) == (False, "直接去办")
    assert found.due == entry(two, record_id).entry.due is not None


def test_an_act_without_paper_that_comes_too_late_is_refused_and_kept_to_read(
    desks: tuple[SyncedDesk, SyncedDesk, str],
) -> None:
    one, two, record_id = desks
    assign(one, record_id, "先问清楚")
    one.sync()
    two.sync()
    answer = {"answer": "已办好", "answered_by": "值班长", "outcome": "solved"}
    for desk, said in ((one, "第一个答复"), (two, "第二个答复")):
        desk.sync()
        act(desk, record_id, "answer_matter", **{**answer, "answer": said})
    both_sync(one, two)
    assert_alike(one, two, record_id)
    refused = [fact for fact in one.facts(record_id) if fact.kind == FACT_REFUSED]
    assert len(refused) == 1
    assert one.kinds(record_id).count("MatterAnswered") == 2, "its text stays"
    found = entry(two, record_id).entry
    assert found.values["answer"] == "第一个答复"
    assert [step.act for step in found.history].count("answer_matter") == 1
    assert [trouble.code for trouble in two.troubles(record_id)] == ["refused"]
