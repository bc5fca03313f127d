"""Where papers are: the fold, the errands it gives, the guards that stand before each move."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.calendars import state_calendar
from tests.support.fakes import MORNING, workflows
from tests.support.law_catalogue import LICENCE, law_catalogue
from wenling_desk.domain.acceptance import CaseView, read_case
from wenling_desk.domain.authority import Role
from wenling_desk.domain.errand_rules import errands_of
from wenling_desk.domain.errands import Errand
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.guards import GUARDS, Question
from wenling_desk.domain.handover import Whereabouts, errands, originals_here, papers_away, whereabouts
from wenling_desk.domain.recheck import terminal_of
from wenling_desk.domain.record import RecordState, fold

WORKFLOW = workflows().workflow("acceptance")
ITEM = law_catalogue().items[LICENCE]
PAPERS = [
    {"id": "m_main", "name": "平面图", "form": "original", "copies": 1},
    {"id": "m_late", "name": "健康证明", "form": "copy", "copies": 1},
]
Told = tuple[str, dict[str, Any]]


def member_plain(code: str = LICENCE, department: str = "FOOD", after: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "code": code, "name": code, "department_key": department, "item_type": "licence",
        "handling_kind": "time_limited", "after": list(after), "limit": {"amount": 5, "unit": "working_days"},
    }  # fmt: skip


TAKEN: Told = (
    "TakenIn",
    {
        "sheet": {
            "target_code": LICENCE, "is_bundle": False, "catalogue_release": "law.1",
            "materials": {"m_main": {"mark": "original"}, "m_late": {"mark": "copy"}, "m_known": {"mark": "exempt"}},
        },
        "hall_code": "H1",
        "members": [member_plain()],
    },
)  # fmt: skip


def given_to(department: str = "FOOD", number: int = 1, **more: Any) -> Told:
    body = {"list": f"list-{number}", "number": f"N-{number}", "department_key": department, "papers": PAPERS}
    return "HandedOver", {**body, "originals": 1, **more}


def signed(number: int = 1, way: str = "signature", **more: Any) -> Told:
    return "SignedFor", {"list": f"list-{number}", "way": way, "by": "王科", "at": at(9).isoformat(), **more}


def back(reason: str = "content", note: str = "面积对不上") -> Told:
    return "ReturnedToCounter", {"reason_class": reason, "note": note, "by": "王科"}


def at(minutes: int) -> datetime:
    return MORNING + timedelta(minutes=minutes)


def record(*told: Told, role: str = "clerk") -> RecordState:
    """One fact a minute, all about the licence."""
    facts = [
        Fact(
            f"f{n}", "acceptance", "r", kind, at(n), "0101", role, "A03", "d", f"c{n}", "law.1", (LICENCE,), body
        )
        for n, (kind, body) in enumerate(told)
    ]  # fmt: skip
    return fold(facts, WORKFLOW)


def case(found: RecordState) -> CaseView:
    return read_case(found, state_calendar(), terminal_of(WORKFLOW), MORNING.date())


def waiting(*told: Told, role: str = "clerk") -> list[Errand]:
    found = record(*told, role=role)
    return list(errands(found, case(found)))


# -- the fold -------------------------------------------------------------------------------------


def test_what_was_taken_in_lies_at_the_counter() -> None:
    assert whereabouts(record(TAKEN), LICENCE) == Whereabouts("counter", "FOOD", at(0), at(0))


def test_a_department_that_took_in_itself_has_the_papers() -> None:
    found = whereabouts(record(TAKEN, role="reviewer"), LICENCE)
    assert (found.place, found.papers_since) == ("department", None)
    assert waiting(TAKEN, role="reviewer") == []


def test_handed_over_it_is_with_the_department_and_unsigned() -> None:
    found = whereabouts(record(TAKEN, given_to()), LICENCE)
    assert (found.place, found.department_key, found.since) == ("department", "FOOD", at(1))
    assert (found.list_number, found.signed_at, found.waits_at_counter) == ("N-1", None, False)
    assert [each.list_id for each in found.unsigned] == ["list-1"]


def test_a_signature_says_who_and_when_and_a_second_one_changes_nothing() -> None:
    found = whereabouts(record(TAKEN, given_to(), signed(), signed(by="李科")), LICENCE)
    assert (found.signed_by, found.signed_at, found.signed_way) == ("王科", at(9), "signature")
    assert found.unsigned == ()


@pytest.mark.parametrize("text", ["", "2026-11-03T09:30:00", "once"], ids=["none", "naive", "no-moment"])
def test_a_moment_that_cannot_be_read_is_the_facts_own(text: str) -> None:
    assert whereabouts(record(TAKEN, given_to(), signed(at=text)), LICENCE).signed_at == at(2)


def test_what_came_back_lies_at_the_counter_again_with_the_reason() -> None:
    found = whereabouts(record(TAKEN, given_to(), signed(), back()), LICENCE)
    assert (found.place, found.department_key, found.papers_since) == ("returned", "FOOD", at(3))
    assert (found.reason_class, found.note, found.list_number) == ("content", "面积对不上", "N-1")
    assert (found.signed_at, found.unsigned) == (None, ())


def test_handed_over_again_it_begins_anew() -> None:
    found = whereabouts(record(TAKEN, given_to(), back("wrong_department"), given_to("SIGN", 2)), LICENCE)
    assert (found.place, found.department_key, found.list_number) == ("department", "SIGN", "N-2")
    assert found.reason_class == ""


def supplement(mark: str = "original") -> tuple[Told, Told]:
    asked = ("CorrectionRequested", {"gaps": [{"ref": "m_main", "label": "平面图"}], "due": "2026-11-20"})
    return asked, ("SupplementReceived", {"materials": {"m_main": {"mark": mark}}})


def test_a_supplement_lies_at_the_counter_while_the_rest_is_away() -> None:
    found = whereabouts(record(TAKEN, given_to(), *supplement()), LICENCE)
    assert (found.place, found.papers_since, found.waits_at_counter) == ("department", at(3), True)
    assert papers_away(record(TAKEN, given_to(), *supplement())) == {"m_late"}


def test_what_came_electronically_needs_no_carrying() -> None:
    assert whereabouts(record(TAKEN, given_to(), *supplement("electronic")), LICENCE).papers_since is None


def test_the_supplement_handed_over_leaves_two_lists_to_be_signed() -> None:
    found = whereabouts(record(TAKEN, given_to(), *supplement(), given_to(number=2)), LICENCE)
    assert [each.number for each in found.unsigned] == ["N-1", "N-2"]
    late = whereabouts(record(TAKEN, given_to(), *supplement(), given_to(number=2), signed(1)), LICENCE)
    assert ([each.number for each in late.unsigned], late.signed_at) == (["N-2"], None)


def test_a_member_that_is_not_there_is_told() -> None:
    with pytest.raises(KeyError):
        whereabouts(record(TAKEN), "OTHER")


def test_a_fact_a_person_still_has_to_decide_about_moves_nothing() -> None:
    found = record(TAKEN, given_to())
    doubtful = RecordState(found.kind, found.record_id, found.lanes, found.facts, out_of_table=("f1",))
    assert whereabouts(doubtful, LICENCE).place == "counter"
    assert papers_away(doubtful) == frozenset()


MOVES = st.lists(
    st.sampled_from([given_to(), given_to("SIGN", 2), signed(), signed(2), back(), back("content"), *supplement()]),
    max_size=8,
)  # fmt: skip


@given(MOVES)
def test_whatever_happens_the_fold_has_a_place_and_never_two_errands_alike(moves: list[Told]) -> None:
    found = record(TAKEN, *moves)
    where = whereabouts(found, LICENCE)
    assert where.place in {"counter", "department", "returned"}
    assert (where.papers_since is None) == (not where.waits_at_counter)
    keys = [(each.kind, each.key) for each in errands(found, case(found))]
    assert len(keys) == len(set(keys))
    assert {kind for kind, _ in keys} <= {"to_hand_over", "unsigned", "returned"}


# -- errands --------------------------------------------------------------------------------------


def test_papers_wait_to_be_handed_over_with_their_originals() -> None:
    (errand,) = waiting(TAKEN)
    assert (errand.kind, errand.place, errand.amount, errand.since) == ("to_hand_over", "FOOD", 1, at(0))


def test_an_unsigned_list_waits_by_its_number() -> None:
    (errand,) = waiting(TAKEN, given_to())
    assert (errand.kind, errand.number, errand.place, errand.key) == ("unsigned", "N-1", "FOOD", "list-1")
    assert waiting(TAKEN, given_to(), signed()) == []


def test_what_came_back_waits_with_its_class() -> None:
    (errand,) = waiting(TAKEN, given_to(), back("wrong_department"))
    assert (errand.kind, errand.state, errand.place, errand.amount) == ("returned", "wrong_department", "FOOD", 1)


def test_a_supplement_waits_beside_the_unsigned_list() -> None:
    kinds = [(errand.kind, errand.key) for errand in waiting(TAKEN, given_to(), *supplement())]
    assert kinds == [("unsigned", "list-1"), ("to_hand_over", "supplement")]


@pytest.mark.parametrize(
    "ending",
    [("Withdrawn", {}), ("CorrectionRequested", {"gaps": [], "due": "2026-11-20"}), ("Terminated", {})],
    ids=["withdrawn", "correction", "terminated"],
)
def test_who_has_ended_or_must_correct_something_hands_nothing_over(ending: Told) -> None:
    assert waiting(TAKEN, ending) == []


def test_originals_stand_once_on_the_case_so_that_they_add_up() -> None:
    both = dict(TAKEN[1], members=[member_plain(), member_plain("OTHER", "SIGN")])
    first = Fact("f0", "acceptance", "r", "TakenIn", at(0), "1", "clerk", "", "d", "c", "l", (LICENCE, "OTHER"), both)
    found = fold([first], WORKFLOW)
    assert [errand.amount for errand in errands(found, case(found))] == [1, 0]
    assert originals_here(case(found)) == 1


def test_no_case_no_errand_and_the_register_asks_this_rule() -> None:
    found = record(TAKEN)
    assert list(errands(found, None)) == []
    assert {"to_hand_over"} <= {errand.kind for errand in errands_of(found, case(found))}


# -- guards ---------------------------------------------------------------------------------------


def ask(guard: str, *told: Told, **body: Any) -> str:
    question = Question(LICENCE, Role.CLERK, body, MORNING.date(), item=ITEM, record=record(TAKEN, *told))
    try:
        GUARDS[guard](question)
    except DeskRefusal as refusal:
        return refusal.code
    return ""


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ((), ""),
        ((given_to(),), "papers_with_department"),
        ((given_to(), back()), ""),
        ((given_to(), *supplement()), ""),
    ],
    ids=["counter", "department", "returned", "supplement"],
)
def test_only_papers_at_the_counter_are_handed_over(told: tuple[Told, ...], said: str) -> None:
    assert ask("papers_at_counter", *told) == said


@pytest.mark.parametrize(
    ("told", "body", "said"),
    [
        ((), {"department_key": "FOOD"}, ""),
        ((), {"department_key": "SIGN"}, "why_other_department"),
        ((), {"department_key": "SIGN", "why": "由它先审"}, ""),
        ((given_to(), back("wrong_department")), {"department_key": "FOOD", "why": "x"}, "came_back_from_there"),
        ((given_to(), back("wrong_department")), {"department_key": "SIGN"}, "why_other_department"),
        ((given_to(), back("wrong_department")), {"department_key": "SIGN", "why": "归它"}, ""),
        ((given_to(), back("wrong_department"), given_to("SIGN", 2), back()), {"department_key": "SIGN"}, ""),
    ],
    ids=["own", "other", "explained", "same-again", "unexplained", "elsewhere", "back-from-the-second"],
)  # fmt: skip
def test_another_department_is_explained(told: tuple[Told, ...], body: dict[str, Any], said: str) -> None:
    assert ask("other_department_explained", *told, **body) == said


def test_only_what_stands_on_the_list_is_signed_for_and_twice_does_no_harm() -> None:
    assert ask("handed_over_unsigned", given_to(), list="list-1") == ""
    assert ask("handed_over_unsigned", given_to(), signed(), list="list-1") == ""
    assert ask("handed_over_unsigned", given_to(), list="list-2") == "not_on_that_list"
    assert ask("handed_over_unsigned", list="") == "not_on_that_list"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"way": "signature"}, ""),
        ({"way": "barcode"}, ""),
        ({"way": "deemed", "rule": "部门会议纪要"}, ""),
        ({"way": "deemed"}, "deemed_rule_off"),
        ({"way": "shouting"}, "choice_unknown"),
    ],
)
def test_ways_of_signing(body: dict[str, Any], said: str) -> None:
    assert ask("known_signing", given_to(), **body) == said


def test_only_what_a_department_has_comes_back() -> None:
    assert ask("with_department") == "papers_not_with_department"
    assert ask("with_department", given_to()) == ""
    assert ask("with_department", given_to(), back()) == "papers_not_with_department"


def test_reasons_are_of_known_classes() -> None:
    assert ask("known_reason_class", reason_class="content") == ""
    assert ask("known_reason_class", reason_class="bad_mood") == "choice_unknown"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, ""),
        ({"to": "2026-11-01"}, "absence_dates_wrong"),
        ({"from": "soon"}, "absence_dates_wrong"),
        ({"stand_in": "0201"}, "absence_stand_in_wrong"),
    ],
    ids=["right", "order", "no-date", "oneself"],
)
def test_an_absence_has_days_in_order_and_somebody_else(body: dict[str, Any], said: str) -> None:
    whole = {"who": "0201", "from": "2026-11-02", "to": "2026-11-06", "stand_in": "0202", **body}
    assert ask("absence_in_order", **whole) == said


def test_guards_of_papers_need_a_record() -> None:
    question = Question(LICENCE, Role.CLERK, {}, MORNING.date(), item=ITEM)
    with pytest.raises(DeskRefusal, match="no_such_record"):
        GUARDS["papers_at_counter"](question)
