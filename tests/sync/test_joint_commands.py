"""One command, several records: each record's op is judged by itself, and one that is refused leaves the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.simulation.errands import errands_anew
from tests.support.acts_day import registered, sealed_paper
from tests.support.acts_handover import handover_rules, listed, waiting
from tests.support.acts_repairs import voiding
from tests.support.counter_acts import accepted
from tests.support.law_catalogue import LICENCE
from tests.support.small_centre import make_centre
from tests.sync.with_centre import Site, SyncedDesk
from wenling_desk.domain.handover import Whereabouts, whereabouts
from wenling_desk.use_cases.decide_case import DecideCase
from wenling_desk.use_cases.desk_day import HandOverShift
from wenling_desk.use_cases.handover_views import HandoverView, view_handover, view_list
from wenling_desk.use_cases.seals import UseSeal
from wenling_desk.use_cases.settle_conflict import SetAside
from wenling_desk.use_cases.sign_list import SignList
from wenling_desk.use_cases.sync_ports import Trouble
from wenling_desk.use_cases.void_case import VoidCase


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path, make_centre(files=tmp_path / "centre"))


@pytest.fixture
def one(site: Site) -> SyncedDesk:
    return site.desk("desk-1")


@pytest.fixture
def two(site: Site) -> SyncedDesk:
    return site.desk("desk-2")


def shared(one: SyncedDesk, two: SyncedDesk, *records: str) -> None:
    """Both desks hold these records of the first."""
    one.sync()
    two.sync()
    for record_id in records:
        two.fetch(record_id)
    two.sync()


def settled(*desks: SyncedDesk) -> None:
    """In this order all send and then all receive; afterwards errands are what the facts say, on every desk."""
    for desk in (*desks, *desks):
        assert desk.sync().is_done
    for desk in desks:
        assert errands_anew(desk.desk, desk.store.shelves) == []
        for scope in (f"device:{desk.name}", "hall:H1"):
            theirs = desk.site.centre.digest(desk.name, scope)
            assert desk.digest(scope) == (theirs.count, theirs.xor), scope


def refused(desk: SyncedDesk, record_id: str) -> list[str]:
    return [fact.body["reason"] for fact in desk.facts(record_id) if fact.kind == "FactRefused"]


def disputed(desk: SyncedDesk, record_id: str) -> list[str]:
    return [fact.body["reason"] for fact in desk.facts(record_id) if fact.kind == "Disputed"]


def refusal(desk: SyncedDesk) -> Trouble:
    """The one refusal a person must look at."""
    (trouble,) = (each for each in desk.troubles() if each.code == "refused")
    return trouble


def where(desk: SyncedDesk, record_id: str) -> Whereabouts:
    return whereabouts(desk.detail(record_id).record, LICENCE)


def page(desk: SyncedDesk) -> HandoverView:
    with desk.store.reading() as reading:
        return view_handover(desk.desk, reading, handover_rules())


def rows(desk: SyncedDesk, list_id: str) -> list[str]:
    with desk.store.reading() as reading:
        return [row.record_id for row in view_list(desk.desk, reading, list_id).rows]


def test_a_case_on_two_lists_goes_with_the_first_and_leaves_the_second_whole(one: SyncedDesk, two: SyncedDesk) -> None:
    both = waiting(one)
    shared(one, two, both)
    first, other = listed(one, both), waiting(two)
    second = listed(two, both, other)
    settled(one, two)
    assert refused(two, both) == ["papers_with_department"]
    assert [refused(two, each) for each in (second, other)] == [[], []]
    assert {where(desk, both).list_id for desk in (one, two)} == {first}
    assert where(two, other).list_id == second
    trouble = refusal(two)
    assert (trouble.record_id, trouble.code, trouble.reason) == (both, "refused", "papers_with_department")
    assert two.state_of(both) == "needs_attention"
    assert two.state_of(second) == "confirmed"


def test_what_the_page_then_shows_of_both_lists(one: SyncedDesk, two: SyncedDesk) -> None:
    both = waiting(one)
    shared(one, two, both)
    first, other = listed(one, both), waiting(two)
    second = listed(two, both, other)
    settled(one, two)
    assert {each.list_id: each.count for each in page(two).lists} == {first: 1, second: 1}
    assert rows(two, second) == [both, other]  # as it was printed: the paper cannot be called back
    two.do(SetAside, record_id=both, trouble_id=refusal(two).trouble_id)
    two.do(SignList, list_id=second, by="王科")
    settled(two, one)
    assert (where(two, other).signed_by, where(two, both).signed_by) == ("王科", "")
    assert [each.list_id for each in page(two).lists] == [first]
    assert refused(two, second) == []


def test_a_list_of_which_nothing_is_left_can_still_be_signed(one: SyncedDesk, two: SyncedDesk) -> None:
    both = waiting(one)
    shared(one, two, both)
    first, second = listed(one, both), listed(two, both)
    settled(one, two)
    assert [each.list_id for each in page(two).lists] == [first]
    assert [head.open for head in two.heads(second)] == [True]
    two.do(SignList, list_id=second, by="王科")
    settled(two, one)
    assert [(head.status, head.open) for head in two.heads(second)] == [("list_signed", False)]
    assert where(one, both).unsigned


def test_papers_of_a_case_voided_elsewhere_went_all_the_same(one: SyncedDesk, two: SyncedDesk) -> None:
    values = voiding(one)
    record_id = values["record_id"]
    shared(one, two, record_id)
    one.do(VoidCase, **values)
    other = waiting(two)
    second = listed(two, record_id, other)
    settled(one, two)
    assert one.statuses(record_id) == two.statuses(record_id) == {LICENCE: "voided"}
    assert [refused(two, each) for each in (second, record_id, other)] == [[], [], []]
    assert {where(desk, record_id).list_id for desk in (one, two)} == {second}
    assert {each.list_id: each.count for each in page(two).lists} == {second: 2}


def test_a_case_decided_elsewhere_and_voided_here_is_disputed_and_its_copy_stays(
    one: SyncedDesk, two: SyncedDesk
) -> None:
    record_id = accepted(one)
    shared(one, two, record_id)
    one.do(DecideCase, record_id=record_id, granted=True, way="signed_paper", officer="王科")
    collected = {str(fact.body["number"]): True for fact in two.facts(record_id) if fact.kind == "PaperIssued"}
    values = {**voiding(two), "record_id": record_id, "collected": collected, "new_draft": "draft-anew"}
    two.do(VoidCase, **values)
    settled(one, two)
    assert disputed(two, record_id) != []
    assert one.statuses(record_id) == two.statuses(record_id) == {LICENCE: "completed"}
    with two.store.reading() as reading:
        assert any(draft.draft_id == "draft-anew" for draft in reading.drafts(two.desk.session.clerk))


def test_a_paper_voided_with_its_case_elsewhere_and_stamped_here(one: SyncedDesk, two: SyncedDesk) -> None:
    number = sealed_paper(one)
    with one.store.reading() as reading:
        record_id = reading.record_of_number(number)
    assert record_id is not None
    seal = registered(one)
    shared(one, two, record_id, seal)
    one.do(UseSeal, record_id=seal, numbers=(number,), purpose="文书用印")
    collected = {str(fact.body["number"]): True for fact in two.facts(record_id) if fact.kind == "PaperIssued"}
    two.do(VoidCase, record_id=record_id, reasons=("事项选错",), collected=collected)
    settled(two, one)
    assert [refused(one, each) + disputed(one, each) for each in (seal, record_id)] == [[], []]


def test_two_desks_hand_the_same_seal_over_with_their_shifts(one: SyncedDesk, two: SyncedDesk) -> None:
    seal = registered(one)
    shared(one, two, seal)
    one.do(HandOverShift, to="0198", to_name="周琴")
    two.do(HandOverShift, to="0199", to_name="林岚")
    settled(one, two)
    holders = {tuple(errand.who for errand in desk.store.shelves.errands[seal]) for desk in (one, two)}
    assert holders == {("0199",)}  # the last word of the centre's order, on both
    assert refused(one, seal) == []
