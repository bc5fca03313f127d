"""流动捷办: what may be done on the road, what the desk knows of its visit, and what must be there when it is home."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.support.fakes import EVERYTHING, Counter
from tests.support.law_catalogue import FILING, LICENCE, SIGN, sheet_for
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.recheck import Rules, Standing, find_objection
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.act_in_ledger import ActInLedger
from wenling_desk.use_cases.finish_on_the_spot import FinishOnTheSpot
from wenling_desk.use_cases.offers import sheet_offers
from wenling_desk.use_cases.take_in import TakeIn
from wenling_desk.use_cases.visit_day import visit_here
from wenling_desk.use_cases.visit_return import return_count

SEAL = {"organ": "FOOD", "title": "市监局受理专用章", "number": "SJ-03", "holder": "王示例"}


@pytest.fixture
def counter() -> Counter:
    return Counter(session=EVERYTHING)


def act(counter: Counter, kind: str, action: str, record: str = "", **values: Any) -> str:
    """One act of a ledger; the entry's record."""
    return counter.do(ActInLedger, kind=kind, record_id=record, action=action, values=values).record_id


def out(counter: Counter, *seals: dict[str, str]) -> str:
    """A visit that has left with this desk, with these seals."""
    day = counter.today.isoformat()
    visit = act(counter, "visit", "plan_visit", name="石塘集市", day=day, place="石塘镇集市", place_kind="market")
    if seals:
        act(counter, "visit", "name_seal", visit, seals=list(seals))
    act(counter, "visit", "hand_out_pad", visit, pad_from=1201, pad_to=1250)
    act(counter, "visit", "pack_visit", visit, kit=["laptop", "pad"], pack_ready=True, pack_at="07:00")
    act(counter, "visit", "leave_for_visit", visit, left_at="07:30", carried_by="陈示例")
    return visit


def refusal(counter: Counter, command: type[Any], /, **values: Any) -> DeskRefusal:
    """How a command is refused; nothing may be left of it."""
    before = counter.everything_written()
    with pytest.raises(DeskRefusal) as caught:
        counter.do(command, **values)
    assert counter.everything_written() == before
    return caught.value


def here(counter: Counter) -> str:
    with counter.store.reading() as reading:
        visit = visit_here(counter.desk, reading)
    return visit.record_id if visit is not None else ""


def test_on_a_visit_a_case_is_taken_in_and_names_the_visit(counter: Counter) -> None:
    visit = out(counter)
    case = counter.do(TakeIn, sheet=sheet_for(LICENCE)).record_id
    assert counter.facts(case)[0].body["visit"] == visit
    assert counter.statuses(case) == {LICENCE: "taken_in"}
    assert counter.paper_kinds(case) == ["intake_receipt"]


def test_without_the_seal_named_on_the_visit_nothing_is_accepted(counter: Counter) -> None:
    out(counter)
    refused = refusal(counter, AcceptCase, sheet=sheet_for(LICENCE))
    assert refused.code == "seal_not_on_visit"
    assert counter.desk.words("refusal.seal_not_on_visit", **refused.values).count("。") == 1


def test_with_the_seal_named_on_the_visit_a_case_is_accepted(counter: Counter) -> None:
    visit = out(counter, SEAL)
    case = counter.do(AcceptCase, sheet=sheet_for(LICENCE)).record_id
    accepted = next(fact for fact in counter.facts(case) if fact.kind == "Accepted")
    assert accepted.body["visit"] == {"record": visit, "seals": ["FOOD"]}


def test_the_seal_of_one_organ_accepts_nothing_for_another(counter: Counter) -> None:
    out(counter, SEAL)
    assert refusal(counter, AcceptCase, sheet=sheet_for(FILING)).code == "seal_not_on_visit"
    assert refusal(counter, FinishOnTheSpot, sheet=sheet_for(FILING)).code == "seal_not_on_visit"


def test_the_button_says_why_before_it_is_pressed(counter: Counter) -> None:
    out(counter)
    with counter.store.reading() as reading:
        offers = {offer.act: offer for offer in sheet_offers(counter.desk, reading, sheet_for(LICENCE))}
    assert offers["take_in"].enabled
    blocked = offers["accept"].refusal
    assert blocked is not None
    assert blocked.code == "seal_not_on_visit"


def test_a_case_taken_in_on_the_visit_is_accepted_at_the_counter_afterwards(counter: Counter) -> None:
    visit = out(counter)
    case = counter.do(TakeIn, sheet=sheet_for(LICENCE)).record_id
    act(counter, "visit", "return_from_visit", visit, back_at="11:50", served=1, cases=1)
    counter.do(AcceptCase, record_id=case)
    assert counter.statuses(case) == {LICENCE: "accepted"}


def test_another_desk_and_another_day_are_not_on_the_visit(counter: Counter) -> None:
    visit = out(counter)
    assert here(counter) == visit
    home = counter.desk.identity
    counter.become(identity=type(home)("331081", "H1", "城东大厅", "K7QY", "desk-K7QY", "A04", False))
    assert here(counter) == ""
    act(counter, "visit", "join_visit", visit, desk_by="李示例")
    assert here(counter) == visit
    counter.become(identity=home)
    counter.clock.moment += timedelta(days=1)
    assert here(counter) == "", "who forgot to come back is at the counter again the next morning"


def test_the_centre_sees_to_the_seal_as_well(counter: Counter) -> None:
    out(counter, SEAL)
    case = counter.do(AcceptCase, sheet=sheet_for(LICENCE)).record_id
    facts = counter.facts(case)
    workflow = counter.desk.workflows.workflow("acceptance")
    catalogue = counter.desk.catalogue()
    rules = Rules(workflow, catalogue, catalogue, counter.today)
    place = next(at for at, fact in enumerate(facts) if fact.kind == "Accepted")
    honest = facts[place]
    assert find_objection(Standing(facts[:place]), rules, honest, counter.desk.authority) is None
    body = {**honest.body, "visit": {"record": "id-1", "seals": []}}
    forged = type(honest).from_plain({**honest.to_plain(), "role": "clerk", "body": body})
    objection = find_objection(Standing(facts[:place]), rules, forged, counter.desk.authority)
    assert objection is not None
    assert objection.reason == "seal_not_on_visit"


def test_a_line_of_the_register_needs_three_keys_and_belongs_to_the_visit(counter: Counter) -> None:
    visit = out(counter)
    line = act(counter, "visit_line", "note_line", what="ask", topic="pension", minutes="few")
    body = counter.facts(line)[0].body
    assert body["visit"] == visit
    ledger = counter.desk.ledgers.ledger("visit_line")
    required = [ask.field_id for ask in ledger.acts["note_line"].asks if ask.required and not ask.default]
    assert required == ["what", "topic", "minutes"]
    assert not [name for name in ledger.fields if ledger.fields[name].type in {"phone", "id_number"}]


def test_a_slip_of_the_carbon_pad_is_entered_once_and_leads_to_its_case(counter: Counter) -> None:
    visit = out(counter)
    case = counter.do(TakeIn, sheet=sheet_for(SIGN)).record_id
    act(counter, "visit", "enter_pad_slips", visit, slips=[{"serial": 1201, "became": "case", "case": case}])
    for serial, code in ((1201, "pad_serial_twice"), (1300, "pad_serial_unknown")):
        slips = [{"serial": serial, "became": "void"}]
        values = {"kind": "visit", "record_id": visit, "action": "enter_pad_slips", "values": {"slips": slips}}
        assert refusal(counter, ActInLedger, **values).code == code
    twice = [{"serial": 1202, "became": "void"}, {"serial": 1202, "became": "void"}]
    values = {"kind": "visit", "record_id": visit, "action": "enter_pad_slips", "values": {"slips": twice}}
    assert refusal(counter, ActInLedger, **values).code == "pad_serial_twice"
    assert counter.facts(visit)[-1].body["slips"][0]["case"] == case


def test_the_return_is_counted_from_the_facts(counter: Counter) -> None:
    visit = out(counter, SEAL)
    counter.later(hours=1)
    taken = counter.do(TakeIn, sheet=sheet_for(LICENCE))
    line = act(counter, "visit_line", "note_line", what="ask", topic="medical", minutes="few")
    act(counter, "visit_line", "give_large_slip", line, said="年底前来一次")
    counter.later(hours=3)
    act(counter, "visit", "return_from_visit", visit, back_at="11:50", served=2, cases=1)
    counter.later(hours=1)
    counter.do(TakeIn, sheet=sheet_for(SIGN))  # at the counter again: none of the visit's
    with counter.store.reading() as reading:
        count = return_count(counter.desk, reading, visit)
    assert (count.cases, count.lines, count.slips, count.waiting) == (1, 1, 0, 1)
    assert count.papers == (taken.number, counter.papers(line)[0].number)
    originals = sum(entry.mark == "original" for entry in sheet_for(LICENCE).materials.values())
    assert count.originals == originals


@pytest.mark.parametrize(("papers", "originals", "field"), [(1, 2, "papers_counted"), (2, 9, "originals_counted")])
def test_a_visit_is_closed_when_the_bag_says_what_the_facts_say(
    counter: Counter, papers: int, originals: int, field: str
) -> None:
    visit = out(counter)
    counter.do(TakeIn, sheet=sheet_for(LICENCE))
    counter.do(TakeIn, sheet=sheet_for(SIGN))
    act(counter, "visit", "return_from_visit", visit, back_at="11:50", served=2, cases=2)
    typed = {"papers_counted": papers, "originals_counted": originals, "slips_counted": 0}
    values = {"kind": "visit", "record_id": visit, "action": "check_return", "values": typed}
    refused = refusal(counter, ActInLedger, **values)
    assert (refused.code, refused.values["field"]) == ("return_differs", field)
    act(counter, "visit", "check_return", visit, **typed, difference="有一张夹在档案袋里，已经放回")
    assert counter.facts(visit)[-2].body["papers_recorded"] == 2
    assert counter.paper_kinds(visit) == ["visit_summary"]


def test_nobody_types_what_the_facts_say(counter: Counter) -> None:
    visit = out(counter)
    act(counter, "visit", "return_from_visit", visit, back_at="11:50", served=0, cases=0)
    typed = {"papers_counted": 0, "originals_counted": 0, "slips_counted": 0, "papers_recorded": 0}
    values = {"kind": "visit", "record_id": visit, "action": "check_return", "values": typed}
    assert refusal(counter, ActInLedger, **values).code == "value_not_asked"
