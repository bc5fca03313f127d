"""What a desk may do the centre allows again, and what the table forbids it finds: one rule for both."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.support.counter_acts import ACTS, Act, accepted, taken_in
from tests.support.fakes import EVERYTHING, Counter, workflows
from tests.support.law_catalogue import LICENCE, law_catalogue
from tests.support.small_centre import authority
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.recheck import FIELD_CONFLICT, Objection, Rules, Standing, find_objection


def rules_of(fact: Fact) -> Rules:
    catalogue = law_catalogue()
    return Rules(workflows().workflow(fact.record_kind), catalogue, catalogue, fact.at.date())


def judged(facts: tuple[Fact, ...]) -> list[Objection]:
    standing = Standing(())
    found = []
    for fact in facts:
        objection = find_objection(standing, rules_of(fact), fact, authority())
        if objection is not None:
            found.append(objection)
        standing.add(fact)
    return found


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.kind.__name__)
def test_what_a_desk_did_stands_at_the_centre_too(act: Act) -> None:
    counter = Counter(session=EVERYTHING)
    counter.do(act.kind, **act.prepare(counter))
    records = {fact.record_id for fact, _ in counter.store.shelves.facts}
    for record_id in records:
        assert judged(counter.facts(record_id)) == []


def _last(**changes: Any) -> tuple[Fact, ...]:
    counter = Counter(session=EVERYTHING)
    facts = [fact for fact in counter.facts(accepted(counter)) if fact.kind != "PaperIssued"]
    return (*facts[:-1], replace(facts[-1], **changes))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, None),
        ({"role": "auditor"}, "not_permitted"),
        ({"role": "nobody"}, "not_permitted"),
        ({"kind": "Granted", "body": {"way": "signed_paper", "officer": "王科"}}, "not_allowed_now"),
        ({"kind": "CorrectionRequested", "body": {"due": "2026-12-01"}}, "nothing_to_correct"),
        ({"kind": "CorrectionRequested", "body": {}}, "value_needed"),
        ({"kind": "AcceptedWithDeferral", "body": {"due": "2026-12-01"}}, "nothing_to_defer"),
        ({"kind": "OfALaterProgram"}, None),
        ({"kind": "DisputeSettled", "role": "clerk", "body": {"facts": ["x"]}}, "not_permitted"),
        ({"kind": "DisputeSettled", "role": "team_leader", "body": {"facts": ["x"]}}, None),
        ({"kind": "HallChanged", "role": "clerk", "body": {"to_hall": "H2", "reason": "x"}}, "not_permitted"),
    ],
)
def test_what_may_not_stand_has_its_reason(changes: dict[str, Any], reason: str | None) -> None:
    assert [objection.reason for objection in judged(_last(**changes))] == ([reason] if reason else [])


def _edited(seen: Any, new: Any, standing: tuple[Fact, ...]) -> Fact:
    body = {"field": "entity_name", "seen": seen, "new": new}
    return replace(standing[0], kind="FormFieldEdited", fact_id=f"edit-{new}", body=body, members=(LICENCE,))


def test_the_first_edit_of_a_field_stands_and_wins() -> None:
    counter = Counter(session=EVERYTHING)
    case = counter.facts(taken_in(counter, form={"entity_name": "旧名"}))
    first = _edited("旧名", "甲", case)
    assert judged((*case, first)) == []
    assert judged((*case, first, _edited("旧名", "甲", case))) == [], "the same value is no conflict"
    assert judged((*case, first, _edited("甲", "乙", case))) == [], "it saw what stood"
    assert judged((*case, first, _edited("旧名", "乙", case))) == [Objection(FIELD_CONFLICT, "edit-甲")]
    assert judged((*case, _edited("别的", "乙", case))) == [Objection(FIELD_CONFLICT, case[0].fact_id)]


def test_a_refused_intake_is_no_case() -> None:
    counter = Counter(session=EVERYTHING)
    case = counter.facts(taken_in(counter))
    refusal = replace(case[0], kind="FactRefused", fact_id="r", members=(), body={"fact_id": case[0].fact_id})
    standing = Standing((*case, refusal))
    assert not standing.taken_in
    assert standing.case(rules_of(case[0])) is None
