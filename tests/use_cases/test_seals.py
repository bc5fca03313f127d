"""Seals at the counter: entered, handed on, ticked one by one or all at once; the case and the book say the same."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.acts_day import registered, seal_values, sealed_paper
from tests.support.fakes import CLERK, EVERYTHING, LEADER, Counter
from tests.support.law_catalogue import CHAIN, LICENCE, law_catalogue, sheet_for
from wenling_desk.domain.edits import party_field
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.amend_paper import AmendPaper, Mending
from wenling_desk.use_cases.handle_papers import VoidPaper
from wenling_desk.use_cases.ports import ErrandQuery, WaitingRow
from wenling_desk.use_cases.seal_views import SealsView, view_seals
from wenling_desk.use_cases.seals import HandOverSeal, IssueSealRegister, RegisterSeal, RetireSeal, UseSeal
from wenling_desk.use_cases.take_in import TakeIn


@pytest.fixture
def counter() -> Counter:
    return Counter(law_catalogue(), EVERYTHING)


def errands(counter: Counter, **query: Any) -> list[WaitingRow]:
    with counter.store.reading() as reading:
        return list(reading.errands(ErrandQuery(**query)).rows)


def view(counter: Counter) -> SealsView:
    with counter.store.reading() as reading:
        return view_seals(counter.desk, reading)


def mandate(counter: Counter) -> str:
    return counter.desk.catalogue().delegations[0].seal


def number_of(counter: Counter, kind: str = "acceptance_notice") -> str:
    """A paper of a new case."""
    record_id = counter.do(AcceptCase, sheet=sheet_for(LICENCE)).record_id
    return next(paper.number for paper in counter.papers(record_id) if paper.kind == kind)


def refused(counter: Counter, code: str, kind: Any, **values: Any) -> DeskRefusal:
    before = counter.everything_written()
    with pytest.raises(DeskRefusal) as caught:
        counter.do(kind, **values)
    assert caught.value.code == code
    assert counter.everything_written() == before
    return caught.value


def test_a_corrected_paper_waits_for_no_seal_but_the_one_in_its_place_does(counter: Counter) -> None:
    old = number_of(counter)
    record_id = counter.store.shelves.papers[old].record_id
    applicant = counter.case(record_id).sheet.applicant
    assert applicant is not None
    mending = Mending(party_field(applicant.party_id, "phone"), "13800005679")
    counter.do(AmendPaper, number=old, changes=(mending,), reason="电话输错一位", collected=True)
    fresh = [paper.number for paper in counter.papers(record_id) if paper.kind == "acceptance_notice"][-1]
    waiting = {row.errand.number for row in errands(counter, kinds=("to_seal",))}
    assert fresh in waiting
    assert old not in waiting
    seal = counter.do(RegisterSeal, **seal_values(counter)).record_id
    counter.do(UseSeal, record_id=seal, numbers=tuple(waiting), purpose="文书用印")
    assert errands(counter, kinds=("to_seal",)) == []


# -- which papers wait -----------------------------------------------------------------------------


def test_a_paper_under_a_mandate_names_its_seal_and_waits_for_it(counter: Counter) -> None:
    number = number_of(counter)
    issued = next(
        fact
        for fact in counter.facts(counter.store.shelves.papers[number].record_id)
        if fact.body.get("number") == number
    )
    assert issued.body["seals"] == [mandate(counter)]
    (row,) = errands(counter, kinds=("to_seal",))
    assert (row.errand.number, row.errand.place, row.errand.state) == (number, mandate(counter), "acceptance_notice")
    assert row.head is not None
    assert row.head.member == LICENCE


def test_the_centres_own_paper_waits_for_no_organs_seal(counter: Counter) -> None:
    record_id = counter.do(TakeIn, sheet=sheet_for(LICENCE)).record_id
    (paper,) = counter.papers(record_id)
    assert (paper.kind, errands(counter, kinds=("to_seal",))) == ("intake_receipt", [])


def test_a_joint_paper_waits_for_the_seals_in_its_cells_only(counter: Counter) -> None:
    record_id = counter.do(AcceptCase, sheet=sheet_for(CHAIN)).record_id
    joint = [paper.number for paper in counter.papers(record_id) if paper.kind == "joint_acceptance"]
    seals = {row.errand.place for row in errands(counter, kinds=("to_seal",), number=joint[0])}
    said = counter.said(record_id, "joint_acceptance").values["members"]
    assert seals
    assert seals == {row["seal_name"] for row in said if row["seal_name"]}  # type: ignore[attr-defined]


def test_without_a_mandate_there_is_nothing_to_seal_here(counter: Counter) -> None:
    record_id = counter.do(AcceptCase, sheet=sheet_for(LICENCE)).record_id
    assert {fact.kind for fact in counter.facts(record_id) if fact.body.get("seals")} == {"PaperIssued"}
    assert all("seals" not in fact.body for fact in counter.facts(record_id) if fact.kind != "PaperIssued")


def test_a_void_paper_waits_no_more(counter: Counter) -> None:
    number = sealed_paper(counter)
    counter.do(VoidPaper, number=number, reason="打错", collected=True)
    assert number not in [row.errand.number for row in errands(counter, kinds=("to_seal",))]


# -- entering and handing on -----------------------------------------------------------------------


def test_a_seal_is_entered_with_whose_it_is(counter: Counter) -> None:
    record_id = registered(counter)
    (seal,) = view(counter).seals
    department = counter.desk.catalogue().delegations[0].department_key
    assert (seal.seal.record_id, seal.seal.title, seal.seal.department_key) == (record_id, mandate(counter), department)
    assert seal.seal.organ == counter.desk.catalogue().get_department(department).name
    assert (seal.seal.holder, seal.seal.may_leave) == (counter.desk.session.clerk, False)
    (held,) = errands(counter, kinds=("seal_held",), who=counter.desk.session.clerk)
    assert held.errand.number == "SJ-01"
    assert held.head is not None
    assert held.head.item_name == mandate(counter)


def test_a_number_is_entered_once_until_its_seal_is_retired(counter: Counter) -> None:
    record_id = registered(counter)
    assert refused(counter, "seal_already_there", RegisterSeal, **seal_values(counter)).values == {"number": "SJ-01"}
    counter.do(RetireSeal, record_id=record_id, reason="磨损")
    assert registered(counter) != record_id
    assert len(view(counter).seals) == 1


@pytest.mark.parametrize("field", ["title", "number", "holder", "place"])
def test_what_a_seal_needs(counter: Counter, field: str) -> None:
    refusal = refused(counter, "value_needed", RegisterSeal, **seal_values(counter, **{field: "  "}))
    assert refusal.values["field"] == field


def test_who_has_it_and_where_follows_its_hand_overs(counter: Counter) -> None:
    record_id = registered(counter, may_leave=True)
    counter.do(HandOverSeal, record_id=record_id, to="0199", to_name="林岚", reason="visit", place="流动服务车")
    seal = view(counter).seals[0].seal
    assert (seal.holder, seal.holder_name, seal.place, seal.away) == ("0199", "林岚", "流动服务车", True)
    assert errands(counter, kinds=("seal_held",), who=counter.desk.session.clerk) == []


def test_a_seal_that_stays_in_the_office_goes_on_no_visit(counter: Counter) -> None:
    record_id = registered(counter)
    refusal = refused(counter, "seal_may_not_leave", HandOverSeal, record_id=record_id, to="0199", reason="visit")
    assert refusal.values == {"seal": mandate(counter)}
    counter.do(HandOverSeal, record_id=record_id, to="0199", reason="shift")


def test_only_a_team_leader_retires_a_seal(counter: Counter) -> None:
    record_id = registered(counter)
    counter.sign_in(CLERK)
    refused(counter, "not_permitted", RetireSeal, record_id=record_id, reason="磨损")
    counter.sign_in(LEADER)
    counter.do(RetireSeal, record_id=record_id, reason="磨损")
    assert view(counter).seals == ()
    refused(counter, "not_allowed_now", UseSeal, record_id=record_id, purpose="骑缝")


# -- ticking ---------------------------------------------------------------------------------------


def test_one_command_ticks_every_paper_on_its_own_case(counter: Counter) -> None:
    numbers = [number_of(counter) for _ in range(3)]
    record_id = registered(counter)
    assert [row.errand.number for row in view(counter).seals[0].waiting] == numbers
    commits = counter.store.shelves.commits
    changes = counter.do(UseSeal, record_id=record_id, numbers=tuple(numbers), purpose="文书用印")
    assert counter.store.shelves.commits == commits + 1, "the book and the cases are written together"
    assert changes.records == {record_id, *(counter.store.shelves.papers[number].record_id for number in numbers)}
    (seal,) = view(counter).seals
    assert (seal.waiting, seal.papers_today) == ((), 3)
    assert seal.uses[0].kinds == ("acceptance_notice",) * 3
    for number in numbers:
        tick = counter.facts(counter.store.shelves.papers[number].record_id)[-1]
        assert (tick.kind, tick.members) == ("PaperSealed", (LICENCE,))
        assert tick.body == {"numbers": [number], "seal": "SJ-01", "title": mandate(counter), "seal_id": record_id}


def test_a_tick_changes_nothing_else_on_the_case(counter: Counter) -> None:
    number = number_of(counter)
    case_id = counter.store.shelves.papers[number].record_id
    before = counter.statuses(case_id)
    counter.do(UseSeal, record_id=registered(counter), numbers=(number,), purpose="文书用印")
    assert counter.statuses(case_id) == before
    assert not counter.case(case_id).disputed


def test_pressing_twice_ticks_once_and_what_is_ticked_is_left_out(counter: Counter) -> None:
    first, record_id = number_of(counter), registered(counter)
    values = {"record_id": record_id, "numbers": (first,), "purpose": "文书用印"}
    counter.do(UseSeal, command_id="same", **values)
    assert counter.do(UseSeal, command_id="same", **values).repeated
    second = number_of(counter)
    counter.do(UseSeal, record_id=record_id, numbers=(first, second, "nonsense"), purpose="文书用印")
    assert [use.papers for use in view(counter).seals[0].uses] == [(first,), (second,)]
    refused(counter, "nothing_to_seal", UseSeal, record_id=record_id, numbers=(first, second), purpose="x")


def test_a_single_paper_is_told_why_it_cannot_be_ticked(counter: Counter) -> None:
    record_id, number = registered(counter), sealed_paper(counter)
    again = {"record_id": record_id, "purpose": "文书用印"}
    refused(counter, "no_such_paper", UseSeal, numbers=("331081-26-K7QX-000999-X",), **again)
    counter.do(VoidPaper, number=number, reason="打错", collected=True)
    refused(counter, "paper_is_void", UseSeal, numbers=(number,), **again)


def test_a_paper_that_bears_another_organs_seal_is_not_ticked_with_this_one(counter: Counter) -> None:
    number, wrong = number_of(counter), registered(counter, title="温岭市别的局受理专用章", number="QT-01")
    refusal = refused(counter, "other_seal", UseSeal, record_id=wrong, numbers=(number,), purpose="文书用印")
    assert refusal.values == {"number": number, "seal": mandate(counter)}
    found = view(counter)
    assert list(found.homeless) == [mandate(counter)], "and the page says whose seal is not entered"
    assert mandate(counter) in found.proposals


def test_the_centres_paper_is_ticked_by_whatever_seal_a_person_says(counter: Counter) -> None:
    record_id = counter.do(TakeIn, sheet=sheet_for(LICENCE)).record_id
    (paper,) = counter.papers(record_id)
    centre = registered(counter, title="温岭市政务服务中心收件专用章", number="ZX-01")
    counter.do(UseSeal, record_id=centre, numbers=(paper.number,), purpose="文书用印")
    refused(counter, "nothing_to_seal", UseSeal, record_id=centre, numbers=(paper.number,), purpose="文书用印")
    assert view(counter).of_title("温岭市政务服务中心收件专用章") is not None


def test_another_use_needs_its_purpose(counter: Counter) -> None:
    record_id = registered(counter)
    assert refused(counter, "value_needed", UseSeal, record_id=record_id, purpose=" ").values["field"] == "purpose"
    counter.do(UseSeal, record_id=record_id, purpose="材料骑缝")
    (use,) = view(counter).seals[0].uses
    assert (use.papers, use.purpose) == ((), "材料骑缝")


def test_another_desks_papers_are_stamped_there(counter: Counter) -> None:
    number_of(counter)
    registered(counter)
    desk = counter.desk
    counter.become(identity=type(desk.identity)("331081", "H1", "城东大厅", "ZZZZ", "desk-ZZZZ", "A04", False))
    assert view(counter).seals[0].waiting == ()


# -- the register ----------------------------------------------------------------------------------


def test_the_register_lists_papers_other_uses_and_changes_of_hands(counter: Counter) -> None:
    number, record_id = number_of(counter), registered(counter)
    counter.do(UseSeal, record_id=record_id, numbers=(number,), purpose="文书用印")
    counter.later(minutes=10)
    counter.do(UseSeal, record_id=record_id, purpose="材料骑缝")
    counter.do(HandOverSeal, record_id=record_id, to="0199", to_name="林岚", reason="shift")
    counter.do(IssueSealRegister, record_id=record_id)
    said = counter.said(record_id, "seal_register").values
    assert said["seal"]["title"] == mandate(counter)  # type: ignore[index]
    assert said["uses"] == [
        {"time": "09:30", "number": number, "what": "受理通知书", "by": "周全"},
        {"time": "09:40", "what": "材料骑缝", "by": "周全"},
    ]
    assert [row["what"] for row in said["moves"]] == ["登记，由周全保管", "交接班：交给林岚"]  # type: ignore[attr-defined]


def test_a_register_of_another_day_holds_that_days_uses_only(counter: Counter) -> None:
    record_id, first = registered(counter), counter.today
    counter.do(UseSeal, record_id=record_id, purpose="材料骑缝")
    counter.later(days=1)
    counter.do(IssueSealRegister, record_id=record_id)
    assert counter.said(record_id, "seal_register").values["uses"] == []
    counter.do(IssueSealRegister, record_id=record_id, day=first)
    assert len(counter.said(record_id, "seal_register").values["uses"]) == 1  # type: ignore[arg-type]
