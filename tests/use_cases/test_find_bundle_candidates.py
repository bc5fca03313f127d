"""Candidates counted from worklist rows, and put on the list with the numbers that were counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.support.counter_acts import taken_in
from tests.support.fakes import EVERYTHING, Counter
from tests.support.law_catalogue import CARD, FILING, LICENCE, sheet_for
from wenling_desk import resources
from wenling_desk.catalogue.candidate_file import read_candidate_rules
from wenling_desk.domain.bundle_candidates import CandidateRules
from wenling_desk.use_cases.find_bundle_candidates import (
    CandidatesFound,
    find_bundle_candidates,
    propose_candidate,
)
from wenling_desk.use_cases.take_in import TakeIn
from wenling_desk.use_cases.void_case import VoidCase

FILE = read_candidate_rules(resources.path("counter", "bundle_candidates.yaml"))
RULES = replace(FILE, least_people=1)


@pytest.fixture
def counter() -> Counter:
    return Counter(session=EVERYTHING)


def found(counter: Counter, rules: CandidateRules = RULES) -> CandidatesFound:
    with counter.store.reading() as reading:
        return find_bundle_candidates(counter.desk, reading, rules)


def test_the_same_person_twice_within_the_days(counter: Counter) -> None:
    taken_in(counter, "CON-POOR")
    counter.clock.go_to(date(2026, 11, 20))
    taken_in(counter, FILING)
    (candidate,) = found(counter).candidates
    assert (candidate.items, candidate.people, candidate.middle_days) == (("CON-POOR", FILING), 1, 17)


def test_too_few_people_are_not_told(counter: Counter) -> None:
    taken_in(counter, "CON-POOR")
    taken_in(counter, FILING)
    assert FILE.least_people > 1
    assert found(counter, FILE).candidates == ()


def test_what_is_a_bundle_already_is_none(counter: Counter) -> None:
    taken_in(counter, LICENCE)
    taken_in(counter, CARD)
    assert found(counter).candidates == ()


def test_nothing_about_a_person_goes_on_the_list(counter: Counter) -> None:
    sheet = sheet_for("CON-POOR")
    counter.do(TakeIn, sheet=sheet)
    taken_in(counter, FILING)
    counted = found(counter)
    changes = counter.dispatcher.dispatch(
        propose_candidate(counter.desk, counted, counted.candidates[0], "同一个人跑两趟")
    )
    body = counter.facts(changes.record_id)[0].body
    assert (body["people"], body["base_people"], body["within_days"], body["share"]) == (1, 1, 30, 10000)
    applicant = sheet.applicant
    assert applicant is not None
    assert applicant.identity_number not in str(body)
    assert applicant.name not in str(body)


def test_a_voided_case_was_no_visit(counter: Counter) -> None:
    taken_in(counter, "CON-POOR")
    record_id = taken_in(counter, FILING)
    collected = {paper.number: True for paper in counter.papers(record_id)}
    counter.do(VoidCase, record_id=record_id, reasons=("收错了",), collected=collected)
    assert found(counter).candidates == ()
