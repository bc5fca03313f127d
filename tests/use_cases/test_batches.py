"""One company, many people: one case, one receipt with its annex, and the rest when it is mended."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.fakes import EVERYTHING, LEADER, Counter
from tests.support.law_catalogue import LICENCE, law_catalogue, sheet_for
from tests.support.rosters import gap_row, name_of, number_of, roster, row, rules
from wenling_desk.domain.acceptance import ACCEPTANCE
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.recheck import Rules, Standing, find_objection
from wenling_desk.domain.roster import taken_in_rows
from wenling_desk.store.unit_of_work import LARGEST_FACT
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.batches import ReceiveRosterRows
from wenling_desk.use_cases.defer_materials import DeferMaterials
from wenling_desk.use_cases.end_application import TerminateCase
from wenling_desk.use_cases.find_progress import find_progress, understand
from wenling_desk.use_cases.people_index import PeopleIndex
from wenling_desk.use_cases.request_correction import RequestCorrection
from wenling_desk.use_cases.roster_people import open_cases_of
from wenling_desk.use_cases.save_draft import SaveDraft
from wenling_desk.use_cases.take_in import TakeIn


@pytest.fixture
def counter() -> Counter:
    return Counter(law_catalogue(), EVERYTHING)


def batch(counter: Counter, taken: int = 28, gaps: int = 2, **more: Any) -> str:
    return counter.do(TakeIn, sheet=sheet_for(LICENCE, roster=roster(taken, gaps), **more)).record_id


def said(counter: Counter, record_id: str, kind: str = "batch_annex") -> Any:
    """What the last paper of that kind says."""
    return counter.said(record_id, kind).values


def states(counter: Counter, record_id: str) -> list[bool]:
    return [each.is_taken_in for each in counter.case(record_id).sheet.roster]


def test_thirty_people_are_one_case_and_one_receipt_with_its_annex(counter: Counter) -> None:
    record_id = batch(counter)
    assert counter.paper_kinds(record_id) == ["intake_receipt", "batch_annex"]
    assert len(counter.heads(record_id)) == 1
    assert counter.counts() == {"received": 1, "people": 28}
    receipt, annex = (counter.said(record_id, kind) for kind in ("intake_receipt", "batch_annex"))
    assert said(counter, record_id, "intake_receipt")["roster"]["told"] == "名单共 30 人，已收 28 人，缺项 2 人"
    assert said(counter, record_id)["annex"]["told"] == "名单共 30 人，已收 28 人，缺项 2 人"
    assert receipt.number in said(counter, record_id)["annex"]["main"]
    assert annex.number != receipt.number


def test_the_annex_lists_everybody_with_masked_numbers_and_what_is_missing(counter: Counter) -> None:
    record_id = batch(counter)
    people = said(counter, record_id)["people"]
    assert [each["no"] for each in people] == [str(n) for n in range(1, 31)]
    assert people[0]["name"] == name_of(1)
    assert people[0]["number"] == number_of(1)[:3] + "*" * 11 + number_of(1)[-4:]
    assert (people[0]["state"], people[0]["missing"]) == ("已收", "")
    assert (people[29]["state"], people[29]["missing"]) == ("未收", "没有填证件号码")
    written = json.dumps([content.values for content in counter.press.made], ensure_ascii=False)
    assert number_of(1) not in written


def test_an_application_for_its_applicant_alone_is_as_it_was(counter: Counter) -> None:
    record_id = counter.do(TakeIn, sheet=sheet_for(LICENCE)).record_id
    assert counter.paper_kinds(record_id) == ["intake_receipt"]
    assert counter.counts() == {"received": 1}
    assert "roster" not in counter.said(record_id, "intake_receipt").values
    assert "roster" not in counter.facts(record_id)[0].body["sheet"]


def test_accepted_told_or_deferred_the_annex_comes_with_the_paper(counter: Counter) -> None:
    due = counter.today.replace(day=20)
    people = roster(2, 1)
    accepted = counter.do(AcceptCase, sheet=sheet_for(LICENCE, roster=people)).record_id
    told = counter.do(
        RequestCorrection, sheet=sheet_for(LICENCE, without=("m_main",), roster=people), due=due
    ).record_id
    deferred = counter.do(
        DeferMaterials, sheet=sheet_for(LICENCE, without=("m_late",), roster=people), due=due
    ).record_id
    for record_id, kind in (
        (accepted, "acceptance_notice"), (told, "correction_notice"), (deferred, "deferred_acceptance_notice"),
    ):  # fmt: skip
        assert counter.paper_kinds(record_id)[-1] == "batch_annex"
        assert said(counter, record_id, kind)["roster"]["told"] == "名单共 3 人，已收 2 人，缺项 1 人"
        assert counter.said(record_id, kind).number in said(counter, record_id)["annex"]["main"]
    assert counter.statuses(accepted) == {LICENCE: "accepted"}


def test_gaps_of_people_never_hold_up_the_others(counter: Counter) -> None:
    record_id = batch(counter)
    counter.do(AcceptCase, record_id=record_id)
    assert counter.statuses(record_id) == {LICENCE: "accepted"}


def test_without_a_good_row_there_is_no_application(counter: Counter) -> None:
    with pytest.raises(DeskRefusal, match="roster_no_good_row"):
        batch(counter, 0, 2)
    assert not counter.counts()


def test_rows_mended_later_join_the_application_and_its_status_stays(counter: Counter) -> None:
    record_id = batch(counter)
    counter.do(AcceptCase, record_id=record_id)
    counter.later(days=1)
    counter.do(ReceiveRosterRows, record_id=record_id, rows=(row(30),))
    assert counter.statuses(record_id) == {LICENCE: "accepted"}
    assert states(counter, record_id) == [*([True] * 28), False, True]
    assert counter.counts() == {"people": 1}
    annex = said(counter, record_id)
    assert [each["no"] for each in annex["people"]] == ["29", "30"]
    assert [each["state"] for each in annex["people"]] == ["未收", "已收"]
    assert annex["annex"]["told"] == "本次补收 1 人，名单共 30 人，已收 29 人，缺项 1 人"
    counter.do(ReceiveRosterRows, record_id=record_id, rows=(row(29),))
    assert all(states(counter, record_id))
    assert said(counter, record_id)["annex"]["told"].endswith("名单共 30 人，全部已收")


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ((), "value_needed"),
        ((row(31),), "roster_row_unknown"),
        ((row(1),), "roster_row_not_waiting"),
        ((gap_row(29),), "roster_row_unsound"),
        ((row(29, name=""),), "roster_row_unsound"),
        ((row(29, identity_number=number_of(1)),), "roster_row_twice"),
    ],
    ids=["none", "stranger", "taken", "gap", "nameless", "twice"],
)
def test_what_cannot_be_received_later(counter: Counter, rows: Any, code: str) -> None:
    record_id = batch(counter)
    before = counter.everything_written()
    with pytest.raises(DeskRefusal, match=code):
        counter.do(ReceiveRosterRows, record_id=record_id, rows=rows)
    assert counter.everything_written() == before


def test_people_come_in_only_while_the_case_is_open(counter: Counter) -> None:
    record_id = batch(counter)
    counter.do(TerminateCase, record_id=record_id, reasons=("不办了",))
    with pytest.raises(DeskRefusal, match="not_allowed_now"):
        counter.do(ReceiveRosterRows, record_id=record_id, rows=(row(29),))


def test_a_draft_keeps_the_roster(counter: Counter) -> None:
    sheet = sheet_for(LICENCE, roster=roster(2, 1))
    counter.do(SaveDraft, draft_id="draft-1", sheet=sheet, title="名单")
    with counter.store.reading() as reading:
        draft = reading.draft("draft-1")
    assert draft is not None
    assert len(draft.sheet["roster"]) == 3
    assert number_of(1) not in repr(draft)


def test_heads_show_the_applicant_and_nobody_of_the_roster(counter: Counter) -> None:
    record_id = batch(counter)
    shown = repr(counter.heads(record_id)) + repr(counter.facts(record_id))
    assert name_of(1) not in shown
    assert number_of(1) not in shown


def index_of(counter: Counter) -> PeopleIndex:
    index = PeopleIndex(lambda text: f"{sum(text.encode()):064d}")
    with counter.store.reading() as reading:
        index.read_on(reading, counter.desk.catalogue().fields)
    return index


def test_a_person_of_a_roster_is_found_by_name_phone_and_number(counter: Counter) -> None:
    record_id = batch(counter)
    index = index_of(counter)
    asked = (("name", name_of(3)), ("tail", "0003"), ("phone", "13800000003"), ("number", number_of(3)))
    assert [index.find(way, text) for way, text in asked] == [(record_id,)] * 4
    assert index.find("number", number_of(30)) == ()
    counter.do(ReceiveRosterRows, record_id=record_id, rows=(row(30),))
    assert index_of(counter).find("number", number_of(30)) == (record_id,)


def test_people_with_an_open_case_on_the_same_item_are_told_by_row(counter: Counter) -> None:
    first = batch(counter, 2, 0)
    rows = (row(1), row(2, identity_number=number_of(77)), gap_row(3))
    number = counter.papers(first)[0].number
    index = index_of(counter)
    with counter.store.reading() as reading:
        ask = (reading, index, lambda _: "", rows)
        assert open_cases_of(*ask, frozenset({LICENCE})) == {1: number}
        assert open_cases_of(*ask, frozenset({"another"})) == {}
        assert open_cases_of(*ask, frozenset({LICENCE}), first) == {}


def judged(counter: Counter, facts: list[Fact], fact: Fact) -> str:
    desk = counter.desk
    found_rules = Rules(desk.workflows.workflow(ACCEPTANCE), desk.catalogue(), desk.catalogue(), counter.today)
    objection = find_objection(Standing(facts), found_rules, fact, desk.authority)
    return objection.reason if objection is not None else ""


def test_the_centre_judges_rosters_by_the_same_rules(counter: Counter) -> None:
    record_id = batch(counter)
    counter.do(ReceiveRosterRows, record_id=record_id, rows=(row(29),))
    facts = list(counter.facts(record_id))
    at = next(n for n, fact in enumerate(facts) if fact.kind == "RosterRowsReceived")
    assert judged(counter, [], facts[0]) == ""
    assert judged(counter, facts[:at], facts[at]) == ""
    stranger = _with_body(facts[at], {"rows": [row(31).to_plain()]})
    assert judged(counter, facts[:at], stranger) == "roster_row_unknown"
    sheet = {**facts[0].body["sheet"], "roster": [gap_row(1).to_plain()]}
    assert judged(counter, [], _with_body(facts[0], {**facts[0].body, "sheet": sheet})) == "roster_no_good_row"


def _with_body(fact: Fact, body: dict[str, Any]) -> Fact:
    return Fact.from_plain({**fact.to_plain(), "body": body})


def test_two_desks_that_complete_the_same_row_are_both_right(counter: Counter) -> None:
    """The second one's paper is out already: nothing of it depends on what the other desk did meanwhile."""
    record_id = batch(counter)
    counter.do(ReceiveRosterRows, record_id=record_id, rows=(row(29),))
    facts = list(counter.facts(record_id))
    again = next(fact for fact in facts if fact.kind == "RosterRowsReceived")
    assert judged(counter, facts, again) == ""


def test_the_largest_roster_stays_far_below_what_one_fact_may_hold(counter: Counter) -> None:
    most = rules().most_rows
    people = tuple(
        row(n, identity_number=_own_number(n), values={"post": "针" * 20, "contract_from": "2026-11-01"})
        for n in range(1, most + 1)
    )
    record_id = counter.do(TakeIn, sheet=sheet_for(LICENCE, roster=people)).record_id
    size = len(json.dumps(counter.facts(record_id)[0].to_plain(), ensure_ascii=False).encode())
    assert size < rules().most_bytes < LARGEST_FACT
    assert len(taken_in_rows(counter.case(record_id).sheet.roster)) == most


def _own_number(n: int) -> str:
    return number_of(n % 1000, 1970 + n // 1000)


def test_a_team_leader_may_and_an_outsider_may_not(counter: Counter) -> None:
    record_id = batch(counter)
    counter.sign_in(LEADER)
    assert counter.do(ReceiveRosterRows, record_id=record_id, rows=(row(29),)).to_print


def test_progress_finds_a_person_of_a_roster_by_name_and_by_tail(counter: Counter) -> None:
    record_id = batch(counter)
    index = index_of(counter)
    with counter.store.reading() as reading:
        for typed in (name_of(5), "0005", "13800000005"):
            found = find_progress(counter.desk, reading, index, understand(typed, counter.today))
            assert [hit.record_id for hit in found.hits] == [record_id], typed
