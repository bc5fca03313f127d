"""What the pages are shown: an offer and its act can never disagree."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.counter_acts import accepted, consulted, corrected, deferred, granted, halted, taken_in
from tests.support.fakes import CLERK, EVERYTHING, REVIEWER, Counter
from tests.support.law_catalogue import (
    CARD,
    CHAIN,
    CONFIRMATION,
    FILING,
    LICENCE,
    SHOP,
    SIGN,
    agent,
    applicant,
    law_catalogue,
    sheet_for,
)
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.materials import MaterialEntry, MaterialMark
from wenling_desk.domain.record import fold
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.defer_materials import DeferMaterials
from wenling_desk.use_cases.end_application import TerminateCase, WithdrawApplication
from wenling_desk.use_cases.finish_on_the_spot import FinishOnTheSpot
from wenling_desk.use_cases.queries import (
    SheetView,
    find_duplicates,
    view_record,
    view_sheet,
    view_workbench,
)
from wenling_desk.use_cases.refuse_acceptance import DeclareNotRequired, RefuseAcceptance
from wenling_desk.use_cases.request_correction import RequestCorrection
from wenling_desk.use_cases.take_in import TakeIn


def view(counter: Counter, sheet: IntakeSheet) -> SheetView:
    with counter.store.reading() as reading:
        return view_sheet(counter.desk, reading, sheet)


@pytest.fixture
def counter() -> Counter:
    return Counter()


# -- the acceptance page --------------------------------------------------------------------------------------


def test_rows_name_organ_seal_promise_and_what_they_wait_for(counter: Counter) -> None:
    rows = view(counter, sheet_for(CHAIN)).rows
    assert [(row.position, row.item.code, row.waits_for, row.delegated) for row in rows] == [
        (1, FILING, (), True), (2, LICENCE, (1,), True), (3, CARD, (2,), False),
    ]  # fmt: skip
    assert rows[0].seal == "公安局受理专用章"
    assert rows[0].promise is not None
    assert rows[0].promise.day == counter.today
    assert rows[1].promise is None


def test_the_latest_promise_is_that_of_members_that_can_start(counter: Counter) -> None:
    latest = view(counter, sheet_for(SHOP)).latest
    assert latest is not None
    assert latest.day == date(2026, 12, 3)  # 30 natural days of the confirmation


def test_material_rows_serve_members_and_show_their_gap(counter: Counter) -> None:
    rows = {row.material.material_id: row for row in view(counter, sheet_for(SHOP, without=("m_sign",))).materials}
    assert rows["m_id"].serves == (1, 2, 3)
    assert rows["m_sign"].gap is not None
    assert rows["m_plan"].gap is None


def test_looking_writes_nothing_and_takes_no_number(counter: Counter) -> None:
    before = counter.everything_written()
    view(counter, sheet_for(SHOP))
    view(counter, sheet_for(CHAIN, without=("m_deed",)))
    assert counter.everything_written() == before
    assert counter.press.made == []


def test_while_the_page_cannot_become_a_case_no_act_is_offered_and_why(counter: Counter) -> None:
    shown = view(counter, sheet_for(LICENCE, parties=()))
    assert [offer.act for offer in shown.offers if offer.enabled] == []
    assert {offer.refusal.code for offer in shown.offers if offer.refusal} == {"applicant_missing"}
    with pytest.raises(KeyError):
        shown.offer("dance")


def test_members_set_aside_are_named(counter: Counter) -> None:
    sheet = sheet_for(SHOP, already_done={SIGN: {"evidence": "牌照"}}, not_needed=(CONFIRMATION,))
    shown = view(counter, sheet)
    assert shown.optional_members == (SIGN, CONFIRMATION)
    assert [row.item.code for row in shown.rows] == [LICENCE]
    assert shown.saving == (3, 3)


COMMANDS: dict[str, tuple[type[Command], dict[str, Any]]] = {
    "take_in": (TakeIn, {}),
    "accept": (AcceptCase, {}),
    "request_correction": (RequestCorrection, {"due": date(2026, 11, 20)}),
    "defer": (DeferMaterials, {"due": date(2026, 11, 20)}),
    "refuse_acceptance": (RefuseAcceptance, {"ground": "not_lawful", "reasons": ("x",)}),
    "declare_not_required": (DeclareNotRequired, {"reasons": ("x",)}),
    "finish_on_the_spot": (FinishOnTheSpot, {}),
}

REACHED = {
    "take_in": {"taken_in", "waiting_predecessor"},
    "accept": {"accepted"},
    "request_correction": {"correction_pending"},
    "defer": {"accepted_deferred"},
    "refuse_acceptance": {"acceptance_refused"},
    "declare_not_required": {"not_required"},
    "finish_on_the_spot": {"completed"},
}

targets = st.sampled_from([LICENCE, SIGN, FILING, SHOP, CHAIN])
entries = st.builds(
    MaterialEntry,
    st.sampled_from([MaterialMark.ORIGINAL, MaterialMark.MISSING, MaterialMark.UNSEEN, MaterialMark.COPY]),
    defect=st.sampled_from(["", "", "没盖章"]),
)


@st.composite
def sheets(draw: st.DrawFn) -> IntakeSheet:
    sheet = sheet_for(draw(targets))
    materials = {key: draw(entries) if draw(st.booleans()) else entry for key, entry in sheet.materials.items()}
    people = draw(st.sampled_from([(applicant(),), (applicant(), agent()), (applicant(), agent(mandated=False)), ()]))
    return replace(sheet, materials=materials, parties=people)


@pytest.mark.parametrize("act", COMMANDS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(sheets(), st.sampled_from([CLERK, EVERYTHING, REVIEWER]))
def test_an_act_is_done_exactly_where_it_is_offered(act: str, sheet: IntakeSheet, session: Any) -> None:
    counter = Counter(law_catalogue(), session)
    offered = view(counter, sheet).offer(act)
    kind, values = COMMANDS[act]
    before = counter.everything_written()
    if not offered.enabled:
        with pytest.raises(DeskRefusal) as refused:
            counter.do(kind, sheet=sheet, **values)
        assert offered.refusal is not None
        assert refused.value.code == offered.refusal.code
        assert counter.everything_written() == before
        return
    record_id = counter.do(kind, sheet=sheet, **values).record_id
    done = {code for code, status in counter.statuses(record_id).items() if status in REACHED[act]}
    # Members that miss nothing are not told anything is missing, though they could be.
    assert done <= set(offered.members) if act == "request_correction" else done == set(offered.members)


# -- the record page ------------------------------------------------------------------------------------------


def offers(counter: Counter, record_id: str) -> dict[str, tuple[str, ...]]:
    return {offer.act: offer.members for offer in counter.detail(record_id).offers if offer.enabled}


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda c: taken_in(c), {"correct_on_the_spot", "accept", "refuse_acceptance", "declare_not_required",
                                 "withdraw", "terminate"}),
        (corrected, {"receive_supplement", "refuse_acceptance", "withdraw", "terminate"}),
        (accepted, {"withdraw", "terminate", "start_special_procedure", "extend", "grant", "deny"}),
        (deferred, {"withdraw", "terminate", "deny"}),
        (halted, {"withdraw", "terminate", "end_special_procedure"}),
        (granted, {"deliver_result"}),
    ],
)  # fmt: skip
def test_the_acts_of_a_record_page_are_the_lawful_ones(make: Any, expected: set[str]) -> None:
    counter = Counter(session=EVERYTHING)
    assert set(offers(counter, make(counter))) == expected


def test_what_is_not_possible_says_why(counter: Counter) -> None:
    record_id = taken_in(counter, SIGN)
    why = {offer.act: offer.refusal.code for offer in counter.detail(record_id).offers if offer.refusal}
    assert why == {
        "accept": "not_delegated", "request_correction": "nothing_to_correct", "defer": "not_delegated",
        "refuse_acceptance": "not_delegated", "declare_not_required": "not_delegated", "terminate": "not_permitted",
    }  # fmt: skip


def test_a_consultation_offers_its_own_acts(counter: Counter) -> None:
    detail = counter.detail(consulted(counter))
    assert detail.case is None
    assert [offer.act for offer in detail.offers if offer.enabled] == ["issue_consultation_notice", "call_back"]


def test_the_timeline_names_act_rule_and_paper(counter: Counter) -> None:
    record_id = accepted(counter)
    rows = [(row.action, row.basis, row.paper.kind if row.paper else "") for row in counter.detail(record_id).timeline]
    assert rows == [
        ("take_in", "zhejiang_5_2", ""),
        ("accept", "licensing_law_32_5", ""),
        ("", "", "acceptance_notice"),
    ]


def test_a_record_that_is_not_there(counter: Counter) -> None:
    with counter.store.reading() as reading, pytest.raises(DeskRefusal, match="no_such_record"):
        view_record(counter.desk, reading, "nowhere")


# -- the workbench --------------------------------------------------------------------------------------------


def test_the_workbench_sorts_what_waits_here_from_what_runs_elsewhere() -> None:
    counter = Counter(session=EVERYTHING)
    here = {taken_in(counter), corrected(counter), deferred(counter), granted(counter), consulted(counter)}
    failed = taken_in(counter, CHAIN)
    counter.do(WithdrawApplication, record_id=failed, members=(FILING,), request_received=True)
    elsewhere = {accepted(counter), halted(counter)}
    with counter.store.reading() as reading:
        bench = view_workbench(counter.desk, reading)
    assert {row.record_id for row in bench.mine} == here | {failed}
    assert {row.record_id for row in bench.running} == elsewhere | {failed}
    assert bench.today_hall == counter.counts()
    assert len(bench.to_print) == len(counter.store.shelves.papers)


def test_the_same_person_on_the_same_item_is_pointed_out() -> None:
    counter = Counter(session=EVERYTHING)
    first = taken_in(counter)
    other = taken_in(counter, parties=(applicant(identity_number="331081198511120410"),))
    closed = taken_in(counter)
    counter.do(TerminateCase, record_id=closed, reasons=("x",))
    key = counter.heads(first)[0].subject_key
    with counter.store.reading() as reading:
        assert [row.record_id for row in find_duplicates(reading, key, frozenset({LICENCE}))] == [first]
        assert find_duplicates(reading, key, frozenset({SIGN})) == ()
        assert find_duplicates(reading, "", frozenset({LICENCE})) == ()
    assert counter.heads(other)[0].subject_key != key


def test_a_person_is_found_again_however_the_number_was_typed() -> None:
    counter = Counter(session=EVERYTHING)
    one = taken_in(
        counter, parties=(applicant(identity_number="33108119900101001X", overrides={"identity_number": "x"}),)
    )
    two = taken_in(
        counter, parties=(applicant(identity_number="33108119900101001x", overrides={"identity_number": "x"}),)
    )
    assert counter.heads(one)[0].subject_key == counter.heads(two)[0].subject_key


def test_counts_of_a_day_are_of_that_day_and_person() -> None:
    counter = Counter(session=EVERYTHING)
    taken_in(counter)
    counter.sign_in(CLERK)
    accepted(counter, SHOP)
    assert counter.counts() == {"received": 2, "accepted": 1}
    assert counter.counts(CLERK.clerk) == {"received": 1, "accepted": 1}
    counter.later(days=1)
    assert counter.counts() == {}


def test_a_view_folds_the_case_once_for_all_acts_and_members(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    folds = 0
    real = fold

    def counting(*arguments: Any) -> Any:
        nonlocal folds
        folds += 1
        return real(*arguments)

    monkeypatch.setattr("wenling_desk.domain.recheck.fold", counting)
    view(counter, sheet_for(SHOP))
    assert folds <= 2
