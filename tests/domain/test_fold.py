"""The state of a record is a pure fold over its facts: nothing is lost, nothing leaks from one member to another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.fakes import MORNING, workflows
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.record import DISPUTE_SETTLED, DISPUTED, FACT_REFUSED, KEPT_KINDS, PUT_IN_FORCE, WHOLE, fold
from wenling_desk.domain.workflow import NEW

WORKFLOW = workflows().workflow("acceptance")
KINDS = sorted({action.fact for action in WORKFLOW.actions.values()})
MEMBERS = ("A", "B", "C")


def fact(order: int, kind: str, *members: str, **body: object) -> Fact:
    return Fact(
        fact_id=f"f{order}",
        record_kind="acceptance",
        record_id="r1",
        kind=kind,
        at=MORNING + timedelta(minutes=order),
        clerk="0101",
        role="clerk",
        counter="A03",
        device="d1",
        command_id=f"c{order}",
        catalogue_release="law.1",
        members=members,
        body=body,
    )


def story(*steps: tuple[str, str]) -> list[Fact]:
    """(kind, members as letters) in order."""
    return [fact(number, kind, *members) for number, (kind, members) in enumerate(steps)]


def statuses(facts: Sequence[Fact]) -> dict[str, str]:
    return {member: lane.status for member, lane in fold(facts, WORKFLOW).lanes.items()}


def test_a_record_has_at_least_one_fact() -> None:
    with pytest.raises(ValueError, match="at least one fact"):
        fold([], WORKFLOW)


def test_members_go_their_own_ways() -> None:
    facts = story(("TakenIn", "AB"), ("HeldForPredecessor", "C"), ("Accepted", "A"), ("CorrectionRequested", "B"))
    assert statuses(facts) == {"A": "accepted", "B": "correction_pending", "C": "waiting_predecessor"}
    state = fold(facts, WORKFLOW)
    assert state.status_of("A") == "accepted"
    assert state.status_of("D") == NEW
    assert state.lanes["A"].since == facts[2].at


def test_a_fact_the_table_forbids_changes_nothing_and_is_named() -> None:
    facts = story(("TakenIn", "A"), ("Granted", "A"), ("Accepted", "A"))
    state = fold(facts, WORKFLOW)
    assert state.status_of("A") == "accepted"
    assert state.out_of_table == ("f1",)
    assert [each.kind for each in state.facts] == ["TakenIn", "Granted", "Accepted"]


def test_a_refused_fact_is_skipped_and_kept() -> None:
    facts = [*story(("TakenIn", "A"), ("CorrectionRequested", "A")), fact(2, FACT_REFUSED, fact_id="f1")]
    state = fold(facts, WORKFLOW)
    assert state.status_of("A") == "taken_in"
    assert [each.fact_id for each in state.refused] == ["f1"]
    assert "f1" not in {each.fact_id for each in state.facts}


def test_an_unknown_kind_is_kept_and_named() -> None:
    facts = [*story(("TakenIn", "A")), fact(1, "TeleportedHome", "A", planet="x")]
    state = fold(facts, WORKFLOW)
    assert state.unknown == ("f1",)
    assert state.facts[-1].body == {"planet": "x"}
    assert state.status_of("A") == "taken_in"


def test_a_dispute_is_seen_and_changes_no_status() -> None:
    facts = [*story(("TakenIn", "A")), fact(1, DISPUTED, "A")]
    state = fold(facts, WORKFLOW)
    assert state.disputed
    assert state.status_of("A") == "taken_in"
    assert state.unknown == state.out_of_table == ()


def late_acceptance() -> list[Fact]:
    """Withdrawn at one desk, then accepted at another that had not heard of it; the centre disputes."""
    return [*story(("TakenIn", "A"), ("Withdrawn", "A"), ("Accepted", "A")), fact(3, DISPUTED, "A", facts=["f2"])]


def test_a_settled_dispute_leaves_things_as_they_stood() -> None:
    facts = [*late_acceptance(), fact(4, DISPUTE_SETTLED, "A", facts=["f2"], dispute="f3", outcome="let_stand")]
    before, after = fold(facts[:4], WORKFLOW), fold(facts, WORKFLOW)
    assert (before.disputed, before.out_of_table) == (True, ("f2",))
    assert (after.disputed, after.out_of_table) == (False, ())
    assert after.status_of("A") == before.status_of("A") == "withdrawn"
    assert after.facts == tuple(facts)


def test_a_settled_dispute_may_put_the_disputed_fact_in_force() -> None:
    facts = [*late_acceptance(), fact(4, DISPUTE_SETTLED, "A", facts=["f2"], dispute="f3", outcome=PUT_IN_FORCE)]
    state = fold(facts, WORKFLOW)
    assert (state.disputed, state.out_of_table, state.status_of("A")) == (False, (), "accepted")
    assert state.lanes["A"].since == facts[4].at
    assert fold([*facts, fact(5, "Granted", "A")], WORKFLOW).status_of("A") == "completed"


def test_settling_one_dispute_leaves_the_other() -> None:
    facts = [*late_acceptance(), fact(4, "Accepted", "A"), fact(5, DISPUTED, "A", facts=["f4"])]
    settled = fact(6, DISPUTE_SETTLED, "A", facts=["f2"], dispute="f3", outcome="let_stand")
    state = fold([*facts, settled], WORKFLOW)
    assert (state.disputed, state.out_of_table) == (True, ("f4",))


@pytest.mark.parametrize("kind", sorted(KEPT_KINDS))
def test_papers_and_notes_never_change_a_status(kind: str) -> None:
    facts = [*story(("TakenIn", "A"), ("Accepted", "A")), fact(2, kind, "A"), fact(3, kind)]
    state = fold(facts, WORKFLOW)
    assert statuses(facts) == {"A": "accepted"}
    assert state.out_of_table == ()


def test_papers_signed_on_the_draft_stand_before_the_intake() -> None:
    facts = [fact(0, "ApplicantPaperMade", "A"), fact(1, "TakenIn", "A")]
    assert statuses(facts) == {"A": "taken_in"}


def test_a_record_without_members_has_one_lane() -> None:
    consultation = workflows().workflow("consultation")
    state = fold([fact(0, "Consulted"), fact(1, "ConsultationClosed")], consultation)
    assert state.status_of(WHOLE) == "closed"


def test_facts_about_a_member_and_facts_about_the_whole_record() -> None:
    facts = [*story(("TakenIn", "AB"), ("Rated", ""), ("Reviewed", "A")), fact(3, "PaperIssued", "B", number="n1")]
    state = fold(facts, WORKFLOW)
    assert [each.fact_id for each in state.facts_of("Rated", "B")] == ["f1"]
    assert state.last("Reviewed", "B") is None
    assert state.last("PaperIssued", "B") == facts[3]
    assert state.out_of_table == ("f2",)


steps = st.lists(
    st.tuples(st.sampled_from([*KINDS, "Unheard", FACT_REFUSED, DISPUTED, DISPUTE_SETTLED, "PaperIssued"]),
              st.lists(st.sampled_from(MEMBERS), unique=True, max_size=3).map(tuple)),
    min_size=1,
    max_size=14,
)  # fmt: skip


@st.composite
def histories(draw: st.DrawFn) -> list[Fact]:
    facts = []
    for number, (kind, members) in enumerate(draw(steps)):
        body: dict[str, object] = {}
        if kind == FACT_REFUSED:
            body = {"fact_id": f"f{draw(st.integers(0, 14))}"}
        elif kind in {DISPUTED, DISPUTE_SETTLED}:
            named = [f"f{each}" for each in draw(st.lists(st.integers(0, 14), max_size=2))]
            body = {"facts": named, "outcome": draw(st.sampled_from(["let_stand", PUT_IN_FORCE]))}
        facts.append(fact(number, kind, *members, **body))
    return facts


@st.composite
def lawful_histories(draw: st.DrawFn) -> list[Fact]:
    """Histories the table allows: each step is an act some member's status has."""
    facts: list[Fact] = []
    standing = dict.fromkeys(MEMBERS, NEW)
    for number in range(draw(st.integers(1, 14))):
        member = draw(st.sampled_from(MEMBERS))
        possible = WORKFLOW.allowed(standing[member])
        action = draw(st.sampled_from(possible))
        facts.append(fact(number, action.fact, member))
        standing[member] = action.target or standing[member]
    return facts


@settings(max_examples=120)
@given(histories())
def test_the_same_facts_give_the_same_state_and_none_is_lost(facts: list[Fact]) -> None:
    state = fold(facts, WORKFLOW)
    assert fold(list(facts), WORKFLOW) == state
    assert sorted(each.fact_id for each in (*state.facts, *state.refused)) == sorted(each.fact_id for each in facts)
    assert list(state.facts) == [each for each in facts if each in state.facts]
    named = {each.fact_id for each in state.facts}
    assert set(state.out_of_table) | set(state.unknown) <= named
    assert {each.kind for each in state.facts if each.fact_id in state.unknown} <= {"Unheard"}


@settings(max_examples=120)
@given(histories(), st.sampled_from(MEMBERS), histories())
def test_facts_about_one_member_never_move_another(facts: list[Fact], member: str, more: list[Fact]) -> None:
    before = statuses(facts)
    about_one = [
        fact(100 + number, each.kind, member)
        for number, each in enumerate(more)
        if each.kind not in {FACT_REFUSED, DISPUTED, DISPUTE_SETTLED}
    ]
    after = statuses([*facts, *about_one])
    for other in MEMBERS:
        if other != member:
            assert after.get(other) == before.get(other)


@settings(max_examples=120)
@given(histories())
def test_every_status_is_one_the_table_leads_to(facts: list[Fact]) -> None:
    state = fold(facts, WORKFLOW)
    for lane in state.lanes.values():
        assert lane.status in WORKFLOW.statuses
        assert lane.since in {each.at for each in facts}


@settings(max_examples=120)
@given(lawful_histories())
def test_a_lawful_history_has_nothing_out_of_the_table(facts: list[Fact]) -> None:
    state = fold(facts, WORKFLOW)
    assert state.out_of_table == ()
    assert state.unknown == ()


@settings(max_examples=80)
@given(lawful_histories(), st.integers(0, 13))
def test_refusing_a_fact_is_as_if_it_had_never_been(facts: list[Fact], place: int) -> None:
    if place >= len(facts):
        return
    refused = [*facts, fact(200, FACT_REFUSED, fact_id=facts[place].fact_id)]
    rest = [each for each in facts if each is not facts[place]]
    if rest:
        assert statuses(refused) == statuses(rest)


@settings(max_examples=60)
@given(histories())
def test_facts_survive_the_way_to_the_ledger_and_back(facts: list[Fact]) -> None:
    assert [Fact.from_plain(each.to_plain()) for each in facts] == facts
