"""查进度: who is found by what a person can say, and the look that is written down."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.ui.record.counter import (
    AGENT,
    LEADER,
    NUMBER,
    PERSON,
    PHONE,
    REVIEWER,
    Counter,
    agent,
    marriage_sheet,
    person,
    restaurant_sheet,
)
from tests.use_cases.test_progress import accepted, do, granted, keyed, row
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.identity import IdentityKind
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.party import PartyKind
from wenling_desk.use_cases.ask_progress import ASKED, AT_THE_COUNTER, AskProgress
from wenling_desk.use_cases.consult import Consult
from wenling_desk.use_cases.edit_case import EditFormField, RecordOfficialNumber
from wenling_desk.use_cases.end_application import WithdrawApplication
from wenling_desk.use_cases.find_progress import IDENTITY, MASKED, MOST_HITS, NAME, Hits, find_progress, understand
from wenling_desk.use_cases.find_progress import NUMBER as BY_NUMBER
from wenling_desk.use_cases.find_progress import PHONE as BY_PHONE
from wenling_desk.use_cases.people_index import PeopleIndex
from wenling_desk.use_cases.take_in import TakeIn

COMPANY, COMPANY_CODE = "温岭市晚潮餐饮有限公司", "91331081MA0000417B"


@pytest.fixture
def counter() -> Counter:
    return Counter()


# -- who is found -----------------------------------------------------------------------------------


def found(counter: Counter, typed: str, index: PeopleIndex | None = None) -> Hits:
    index = index or PeopleIndex(keyed(counter))
    with counter.store.reading() as reading:
        return find_progress(counter.desk, reading, index, understand(typed, counter.desk.today()))


@pytest.mark.parametrize("typed", ["晚潮餐饮", COMPANY, COMPANY_CODE, COMPANY_CODE.lower()])
def test_a_company_is_found_by_a_part_of_its_name_or_its_code(counter: Counter, typed: str) -> None:
    applicant = person(
        kind=PartyKind.LEGAL_PERSON, name=COMPANY, identity_kind=IdentityKind.USCC, identity_number=COMPANY_CODE
    )
    record_id = do(counter, TakeIn, sheet=restaurant_sheet(parties=(applicant,)))
    assert [hit.record_id for hit in found(counter, typed).hits] == [record_id]
    assert not found(counter, COMPANY_CODE[:-2]).hits, "a number of a person or company is found whole only"


@pytest.mark.parametrize(
    ("typed", "way"),
    [
        (PERSON, NAME), (" 林 见 秋 ", NAME), ("林*", NAME), (PHONE[-4:], BY_PHONE), (PHONE, BY_PHONE),
        (NUMBER, IDENTITY),
        ("331081 19900101 1235", IDENTITY), ("３３１０８１１９９００１０１１２３５", IDENTITY), ("海味小馆", NAME),
        ("沈听澜", ""), ("1234", ""), ("林见", ""), ("婚姻登记", ""), ("33108119900101", ""),
    ],
)  # fmt: skip
def test_found_by_what_a_person_can_say(counter: Counter, typed: str, way: str) -> None:
    record_id = do(counter, TakeIn, sheet=restaurant_sheet())
    hits = found(counter, typed)
    assert [(hit.record_id, hit.way) for hit in hits.hits] == ([(record_id, way)] if way else [])
    assert hits.is_complete


def test_found_by_any_number(counter: Counter) -> None:
    record_id = accepted(counter)
    do(counter, RecordOfficialNumber, record_id=record_id, official_number="3310812026112300417")
    papers = [paper.number for paper in counter.store.shelves.papers.values()]
    for typed in [*papers, *(number[-8:] for number in papers), "3310812026112300417", "2300417", papers[0].lower()]:
        (hit,) = found(counter, typed).hits
        assert (hit.record_id, hit.way) == (record_id, BY_NUMBER), typed


def test_a_spouse_in_the_form_is_found_too(counter: Counter) -> None:
    record_id = accepted(counter)
    assert [hit.record_id for hit in found(counter, "沈听澜").hits] == [record_id]
    assert [hit.record_id for hit in found(counter, "33108119910202123X").hits] == [record_id]


def test_who_acts_for_somebody_is_found(counter: Counter) -> None:
    record_id = accepted(counter, parties=(person(), agent()))
    assert [hit.record_id for hit in found(counter, AGENT).hits] == [record_id]


def test_an_edit_is_found_by_the_new_value(counter: Counter) -> None:
    record_id = do(counter, TakeIn, sheet=restaurant_sheet())
    index = PeopleIndex(keyed(counter))
    assert not found(counter, "望海楼", index).hits
    seen = "温岭市城东海味小馆"
    do(counter, EditFormField, record_id=record_id, field_id="entity_name", seen=seen, new="温岭市望海楼饭店")
    assert [hit.record_id for hit in found(counter, "望海楼", index).hits] == [record_id]


def test_a_question_asked_is_no_case(counter: Counter) -> None:
    do(counter, Consult, question="公司设立", call_back=True, phone=PHONE)
    assert not found(counter, PHONE[-4:]).hits


def test_open_cases_come_first_then_the_newest(counter: Counter) -> None:
    done = granted(counter)
    counter.clock.on(minutes=5)
    old = accepted(counter)
    counter.clock.on(minutes=5)
    new = accepted(counter)
    do(counter, WithdrawApplication, record_id=new, reason="x", request_received=True)
    counter.clock.on(minutes=5)
    newest = accepted(counter)
    assert [hit.record_id for hit in found(counter, PERSON).hits] == [newest, old, new, done]


def test_of_very_many_some_are_listed_and_it_says_so(counter: Counter) -> None:
    for _ in range(MOST_HITS + 5):
        accepted(counter)
    hits = found(counter, PERSON)
    assert (len(hits.hits), hits.is_cut) == (MOST_HITS, True)


def away(counter: Counter, **changes: Any) -> None:
    changed = row(**changes)
    counter.store.shelves.heads[changed.record_id] = (changed,)


def test_a_case_of_another_desk_is_found_by_the_shape_of_the_name(counter: Counter) -> None:
    away(counter)
    (hit,) = found(counter, PERSON).hits
    assert (hit.record_id, hit.is_held, hit.way) == ("away-1", False, MASKED)
    assert not found(counter, "王见秋").hits
    assert not found(counter, "林秋").hits, "two characters are another shape"


def test_the_newest_of_a_common_name_crowd_out_nobody_who_is_named_in_full(counter: Counter) -> None:
    asked = "林见秋"
    away(counter, record_id="older", applicant=f"{asked}餐饮店")
    counter.clock.on(days=1)
    for number in range(5 * MOST_HITS):
        away(counter, record_id=f"away-{number}", received_at=counter.clock.now())
    hits = found(counter, asked)
    assert (hits.hits[0].record_id, hits.hits[0].way) == ("older", NAME)
    assert {hit.way for hit in hits.hits[1:]} == {MASKED}
    assert hits.is_cut


def test_what_is_held_here_is_known_by_its_full_name(counter: Counter) -> None:
    accepted(counter)
    assert not found(counter, "林知微").hits, "the same shape, but the name is known to be another"


def test_a_case_of_another_desk_is_found_by_its_number(counter: Counter) -> None:
    away(counter, number="331081-26-K7QX-000417-5")
    (hit,) = found(counter, "000417-5").hits
    assert (hit.record_id, hit.is_held) == ("away-1", False)
    assert not found(counter, PHONE[-4:]).hits, "no phone is known of it"


def test_more_is_found_while_the_records_are_read_through(counter: Counter) -> None:
    records = [accepted(counter) for _ in range(5)]
    index = PeopleIndex(keyed(counter))
    with counter.store.reading() as reading:
        assert not index.read_on(reading, counter.desk.catalogue().fields, most=2)
        assert list(index.find("tail", PHONE)) == records[:2]
        assert not index.read_on(reading, counter.desk.catalogue().fields, most=2)
        assert index.read_on(reading, counter.desk.catalogue().fields, most=2)
        assert list(index.find("tail", PHONE)) == records


@pytest.mark.parametrize("typed", ["", " ", "林", "12", "123", "-"])
def test_too_little_says_nothing(counter: Counter, typed: str) -> None:
    assert understand(typed, counter.desk.today()).kind == ""


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (NUMBER, "331***********1235"),
        (PHONE, "138****5678"),
        (PERSON, PERSON),
        (COMPANY_CODE, "913***********417" + COMPANY_CODE[-1]),
    ],
)
def test_a_number_of_a_person_does_not_stay_in_the_box(counter: Counter, typed: str, shown: str) -> None:
    asked = understand(typed, counter.desk.today())
    assert asked.shown == shown
    assert typed not in repr(asked)


def test_who_has_no_right_finds_nothing(counter: Counter) -> None:
    accepted(counter)
    counter.sign_in(replace(REVIEWER, roles=()))
    with pytest.raises(DeskRefusal, match="not_permitted"):
        found(counter, PERSON)


# -- the look ---------------------------------------------------------------------------------------


def test_the_own_open_case_is_answered_and_written_down_with_ids_only(counter: Counter) -> None:
    record_id = accepted(counter)
    do(counter, AskProgress, record_id=record_id)
    (look,) = counter.store.shelves.looks
    assert (look.kind, look.object_id, look.clerk, look.reason) == (ASKED, record_id, "c001", "")
    assert PERSON not in repr(look)


def test_any_other_case_says_at_the_counter_without_asking(counter: Counter) -> None:
    closed = accepted(counter)
    do(counter, WithdrawApplication, record_id=closed, reason="x", request_received=True)
    do(counter, AskProgress, record_id=closed)
    mine = accepted(counter)
    counter.sign_in(LEADER)
    do(counter, AskProgress, record_id=mine)
    away(counter)
    do(counter, AskProgress, record_id="away-1")
    assert [look.reason for look in counter.store.shelves.looks] == [AT_THE_COUNTER] * 3


def test_there_is_no_answer_about_nothing(counter: Counter) -> None:
    with pytest.raises(DeskRefusal, match="no_such_record"):
        do(counter, AskProgress, record_id="nowhere")
    assert not counter.store.shelves.looks


def test_sheets_of_other_versions_do_not_stop_the_search(counter: Counter) -> None:
    plain = IntakeSheet.to_plain(marriage_sheet())
    assert plain["parties"]
    accepted(counter)
    fact = counter.store.shelves.facts[0][0]
    for body in (
        {},
        {"sheet": 3},
        {"sheet": {"parties": 1, "form": [], "delivery": None}},
        {"sheet": {"parties": [7]}},
    ):
        odd = replace(fact, fact_id=f"odd-{len(str(body))}", record_id="odd", body=body)
        counter.store.shelves.facts.append((odd, b""))
    assert len(found(counter, PERSON).hits) == 1
