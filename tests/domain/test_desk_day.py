"""A day's numbers add up whatever happened to them, and a day is read from its facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.fakes import CHINA, texts, workflows
from wenling_desk.domain.authority import Role
from wenling_desk.domain.desk_day import (
    BALANCES,
    DESK_DAY,
    DayPaper,
    Difference,
    LineRow,
    Outcome,
    balance,
    day_record_id,
    read_day,
)
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.guards import GUARDS, Question
from wenling_desk.domain.paper_number import PaperNumber, parse_paper_number
from wenling_desk.domain.record import RecordState, fold
from wenling_desk.domain.workflow import NEW

DAY = date(2026, 11, 3)
MORNING = datetime(2026, 11, 3, 8, 20, tzinfo=CHINA)


def number(serial: int) -> PaperNumber:
    return PaperNumber("331081", 2026, "K7QX", serial)


def paper(serial: int, **changes: Any) -> DayPaper:
    plain = DayPaper(number(serial), "intake_receipt", f"r{serial}", printed=True, voided=False, has_case=True)
    return replace(plain, **changes)


some_papers = st.lists(
    st.builds(
        DayPaper,
        number=st.integers(1, 60).map(number),
        kind=st.sampled_from(["intake_receipt", "acceptance_notice", "application_form"]),
        record_id=st.sampled_from(["r1", "r2", "r3"]),
        printed=st.booleans(),
        voided=st.booleans(),
        has_case=st.booleans(),
        has_draft=st.booleans(),
    ),
    max_size=40,
)


@given(some_papers, st.none() | st.integers(0, 70))
def test_the_balance_adds_up_whatever_happened(papers: list[DayPaper], before: int | None) -> None:
    found = balance(papers, before)
    different = {str(each.number) for each in papers}
    serials = {each.number.serial for each in papers}
    assert found.issued == len(different)
    assert found.issued == sum(count for outcome, count in found.counts.items() if outcome is not Outcome.GAP)
    assert (
        found.counts[Outcome.GAP]
        == found.missing
        == sum(d.count for d in found.differences if d.outcome is Outcome.GAP)
    )
    named = [d for d in found.differences if d.outcome is not Outcome.GAP]
    assert len(named) == sum(
        count for outcome, count in found.counts.items() if outcome not in {*BALANCES, Outcome.GAP}
    )
    if serials:
        first = min(serials) if before is None else min(before + 1, min(serials))
        spanned = set(range(first, max(serials) + 1)) - ({*range(1, before + 1)} if before is not None else set())
        assert found.missing == len(spanned - serials), "every number between the first and the last is there or missed"
        assert found.last >= max(serials)
    else:
        assert (found.missing, found.differences, found.last) == (0, (), before or 0)


@given(some_papers, st.none() | st.integers(0, 70))
def test_once_each_difference_has_a_reason_nothing_is_unnamed(papers: list[DayPaper], before: int | None) -> None:
    found = balance(papers, before)
    numbers = [each.number for each in found.differences]
    assert len(numbers) == len(set(numbers)), "a reason belongs to one difference"
    assert [each.number for each in found.unnamed] == numbers
    again = balance(papers, before, dict.fromkeys(numbers, "卡纸"))
    assert again.unnamed == ()
    assert [replace(each, why="") for each in again.differences] == list(found.differences)


@given(some_papers, st.randoms(use_true_random=False))
def test_the_order_of_the_papers_does_not_matter(papers: list[DayPaper], dice: Any) -> None:
    unique = list({str(each.number): each for each in papers}.values())
    shuffled = unique[:]
    dice.shuffle(shuffled)
    assert balance(unique) == balance(shuffled)


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({}, Outcome.RECEIVED),
        ({"voided": True, "has_case": False, "printed": False}, Outcome.VOIDED),
        ({"has_case": False}, Outcome.NO_CASE),
        ({"has_case": False, "printed": False}, Outcome.NO_CASE),
        ({"printed": False}, Outcome.NOT_PRINTED),
        ({"has_case": False, "has_draft": True}, Outcome.ON_DRAFT),
        ({"has_case": False, "has_draft": True, "printed": False}, Outcome.NOT_PRINTED),
    ],
    ids=["there", "void", "no case", "neither", "not printed", "draft", "draft not printed"],
)
def test_what_becomes_of_a_number(changes: dict[str, Any], outcome: Outcome) -> None:
    assert paper(1, **changes).outcome is outcome


def test_numbers_lost_in_between_are_one_difference_to_name() -> None:
    found = balance([paper(3), paper(7), paper(8), paper(10)])
    assert found.differences == (
        Difference(str(number(4)), Outcome.GAP, until=str(number(6)), count=3),
        Difference(str(number(9)), Outcome.GAP),
    )
    assert (found.issued, found.missing, found.first, found.last) == (4, 4, 3, 10)
    assert parse_paper_number(found.differences[0].number).serial == 4


def test_a_number_lost_over_night_is_missed_where_yesterday_is_known() -> None:
    assert balance([paper(5)]).is_even
    assert balance([paper(5)], before=4).is_even
    lost = balance([paper(5)], before=2)
    assert [(each.number, each.count) for each in lost.differences] == [(str(number(3)), 2)]


def test_a_jump_of_thousands_stays_one_difference() -> None:
    found = balance([paper(1), paper(50_000)])
    assert (len(found.differences), found.missing) == (1, 49_998)


def test_an_empty_day_is_even_and_keeps_the_last_number() -> None:
    found = balance([], before=41)
    assert (found.is_even, found.issued, found.last) == (True, 0, 41)


# -- the record ------------------------------------------------------------------------------------


def fact(position: int, kind: str, minutes: int, clerk: str = "0101", **body: Any) -> Fact:
    return Fact(
        f"f{position}", DESK_DAY, "day-d-2026-11-03", kind, MORNING + timedelta(minutes=minutes), clerk, "clerk", "A03",
        "d", f"c{position}", "2026.11", (), body,
    )  # fmt: skip


def record(*facts: Fact) -> RecordState:
    return fold(facts, workflows().workflow(DESK_DAY))


def test_a_day_has_one_id_for_its_desk_and_date() -> None:
    assert day_record_id("desk-K7QX", DAY) == "day-desk-K7QX-2026-11-03"


def test_a_day_is_read_from_its_facts() -> None:
    day = read_day(
        record(
            fact(1, "DayOpened", 0, checks={}, read=[]),
            fact(
                2, "ShiftHandedOver", 190, to="0102", to_name="林岚", drafts=["x"], waiting=2, originals=4, seals=["y"]
            ),
            fact(3, "DifferenceNamed", 500, number="n1", why="卡纸"),
            fact(4, "DifferenceNamed", 501, number="n1", why="打印机故障"),
            fact(5, "DayClosed", 520, figures={"last": 9}, named=[{"number": "n1", "why": "打印机故障"}]),
            fact(6, "DayCountersigned", 525, by="0102", name="林岚"),
            fact(7, "DayClosed", 560, figures={"last": 11}, named=[]),
        ),
        DAY,
    )
    assert day.opened_at == MORNING
    assert day.release == "2026.11"
    (shift,) = day.shifts
    assert (shift.by, shift.to, shift.to_name, shift.waiting, shift.originals) == ("0101", "0102", "林岚", 2, 4)
    assert (shift.drafts, shift.seals) == (("x",), ("y",))
    assert day.named == {"n1": "打印机故障"}
    first, second = day.closings
    assert (first.version, first.countersigned_by, first.countersigned_name) == (1, "0102", "林岚")
    assert (second.version, second.countersigned_by) == (2, ""), "a new version wants its own second signature"
    assert day.closing == second


def test_a_row_keeps_its_moment_and_nothing_more() -> None:
    row = LineRow("n1", "食品经营许可", "市监局", MORNING, "r1", 2)
    assert row.to_plain("unsigned") == {
        "line": "unsigned", "number": "n1", "name": "食品经营许可", "place": "市监局",
        "since": "2026-11-03T08:20+08:00",
    }  # fmt: skip
    assert "since" not in LineRow("", "x").to_plain("drafts")


# -- what may happen -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["desk_day", "seal"])
def test_every_act_has_its_words(kind: str) -> None:
    workflow = workflows().workflow(kind)
    for action in workflow.actions.values():
        assert texts().has(f"rules.{action.basis}")
        assert texts().has(f"acts.{action.action_id}")
        assert texts().has(f"case.fact.{action.fact}")
    assert [status for status in workflow.statuses if not texts().has(f"case.status.{status}")] == []


def test_a_day_may_be_closed_again_and_opens_once() -> None:
    workflow = workflows().workflow(DESK_DAY)
    table = {
        (status, action.action_id): action.target
        for status in (NEW, *workflow.statuses)
        for action in workflow.allowed(status)
    }
    assert table == {
        (NEW, "open_day"): "day_running",
        ("day_running", "hand_over_shift"): None,
        ("day_running", "name_difference"): None,
        ("day_running", "close_day"): "day_closed",
        ("day_closed", "hand_over_shift"): None,
        ("day_closed", "name_difference"): None,
        ("day_closed", "close_day"): "day_closed",
        ("day_closed", "countersign_day"): None,
    }
    assert workflow.statuses["day_closed"].terminal, "a closed day waits for nothing"


def question(body: dict[str, Any], state: RecordState | None = None) -> Question:
    return Question("", Role.CLERK, body, DAY, record=state)


def test_only_differences_without_a_reason_keep_a_day_open() -> None:
    check = GUARDS["differences_named"]
    check(question({"differences": [], "named": []}))
    check(question({"differences": ["n1"], "named": [{"number": "n1", "why": "卡纸"}]}))
    for named in ([], [{"number": "n2", "why": "卡纸"}], [{"number": "n1", "why": "  "}]):
        with pytest.raises(DeskRefusal) as refused:
            check(question({"differences": ["n1"], "named": named}))
        assert refused.value.code == "difference_unnamed"
        assert refused.value.values == {"count": 1, "first": "n1"}


def test_the_second_signature_is_another_persons() -> None:
    check = GUARDS["signed_by_another"]
    closed = record(fact(1, "DayOpened", 0), fact(2, "DayClosed", 500, clerk="0101", figures={}, named=[]))
    check(question({"by": "0102"}, closed))
    for by in ("0101", " 0101 ", ""):
        with pytest.raises(DeskRefusal, match="second_person_needed"):
            check(question({"by": by}, closed))
