"""A clerk's day at the counter, headless: the real catalogue, workflows and texts, every act through the dispatcher.

Two later days follow, on which what was begun comes to its end.
"""

from __future__ import annotations

from collections import Counter as Tally
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from tests.support.fakes import CLERK, MORNING, Counter
from tests.support.law_catalogue import agent, applicant
from wenling_desk import resources
from wenling_desk.catalogue.loader import load_catalogue
from wenling_desk.domain.authority import Role, Session
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.intake import IntakeSheet, plan_sheet
from wenling_desk.domain.materials import MaterialEntry, MaterialMark
from wenling_desk.domain.service_item import MaterialSource
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.consult import Consult
from wenling_desk.use_cases.decide_case import DecideCase
from wenling_desk.use_cases.defer_materials import DeferMaterials
from wenling_desk.use_cases.deliver_result import DeliverResult, RateCase
from wenling_desk.use_cases.end_application import WithdrawApplication
from wenling_desk.use_cases.finish_on_the_spot import FinishOnTheSpot
from wenling_desk.use_cases.handle_papers import MakeApplicantPaper, MarkApplicantPaper, ReportPrinted
from wenling_desk.use_cases.import_results import ImportResults, ResultRow
from wenling_desk.use_cases.mark_deemed_acceptance import MarkDeemedAcceptance
from wenling_desk.use_cases.queries import past_telling_wall, view_sheet, view_workbench
from wenling_desk.use_cases.receive_supplement import ReceiveSupplement
from wenling_desk.use_cases.refuse_acceptance import RefuseAcceptance
from wenling_desk.use_cases.request_correction import RequestCorrection
from wenling_desk.use_cases.save_draft import SaveDraft
from wenling_desk.use_cases.take_in import TakeIn

COMPANY, RESTAURANT = "WL-QY-01", "WL-QY-03"
OFFICER: dict[str, Any] = {"way": "signed_paper", "officer": "王科长"}
FOOD_OFFICE = Session("0301", "赵审", (Role.REVIEWER,), department_key="SCJG")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(resources.root(), samples=True)


def sheet(
    catalogue: Catalogue,
    target: str,
    *,
    missing: tuple[str, ...] = (),
    answers: dict[str, str] | None = None,
    **more: Any,
) -> IntakeSheet:
    """A complete application with the usual answers, less the materials named."""
    forms = catalogue.forms.get(target)
    chosen = dict(forms.default_answers or {}) if forms is not None else {}
    chosen |= {question: (option,) for question, option in (answers or {}).items()}
    bare = IntakeSheet(target, target in catalogue.bundles, catalogue.release, answers=chosen)
    entries = {}
    for material in plan_sheet(bare, catalogue).plan.materials:
        exempt = material.shareable and material.source is MaterialSource.SHARED_DATA
        mark = MaterialMark.EXEMPT if exempt else MaterialMark.ORIGINAL
        entries[material.material_id] = MaterialEntry(MaterialMark.MISSING if material.material_id in missing else mark)
    values = {"parties": (applicant(),), "materials": entries, **more}
    return IntakeSheet(target, target in catalogue.bundles, catalogue.release, answers=chosen, **values)


@dataclass
class Day:
    """The counter at the end of the day, and the records by their story."""

    counter: Counter
    records: dict[str, str]


@pytest.fixture(scope="module")
def day(catalogue: Catalogue) -> Day:
    counter = Counter(catalogue)
    records: dict[str, str] = {}

    # 9:30 企业开办 by an agent; the investor's name has a rare character. The form is printed, signed and scanned.
    people = (applicant(name="𬱖文娟"), agent(name="林晓"))
    company = sheet(
        catalogue, COMPANY, parties=people, answers={"q5": "b"}, form={"entity_name": "温岭市𬱖风海味有限公司"}
    )
    counter.do(SaveDraft, draft_id="company", sheet=company, title="企业开办 · 𬱖**")
    made = counter.do(
        MakeApplicantPaper, sheet=company, draft_id="company", paper_kind="application_form", material_id="m_sqs"
    )
    counter.do(MarkApplicantPaper, number=made.number, state="signed")
    counter.do(MarkApplicantPaper, number=made.number, state="scanned")
    counter.later(minutes=4)
    records["company"] = counter.do(AcceptCase, sheet=company, draft_id="company").record_id

    # 9:40 an 即办件, finished while the person stands there.
    counter.later(minutes=6)
    stall = sheet(catalogue, "SC006")
    records["stall"] = counter.do(FinishOnTheSpot, sheet=stall, result_number="92331081MA00000001").record_id
    counter.do(RateCase, record_id=records["stall"], grade="very_satisfied")

    # 9:50 a 食品经营许可 without its drawing is told what is missing.
    counter.later(minutes=10)
    due = date(2026, 11, 17)
    food = sheet(catalogue, "SC017", missing=("m_bjlct",))
    records["correction"] = counter.do(RequestCorrection, sheet=food, due=due).record_id

    # 10:05 a restaurant whose health certificates come later: 先予受理.
    counter.later(minutes=15)
    licensed = {"q1": "a", "q2": "b", "q3": "a", "q4": "d"}
    restaurant = sheet(catalogue, RESTAURANT, missing=("m_jk",), answers=licensed)
    records["deferral"] = counter.do(DeferMaterials, sheet=restaurant, due=due).record_id

    # 10:20 something another organ decides: 不予受理, with the organ to go to.
    counter.later(minutes=15)
    reasons = ("所申请的事项由水利部门许可",)
    river = sheet(catalogue, "SC017")
    records["refusal"] = counter.do(
        RefuseAcceptance, sheet=river, ground="not_this_organ", reasons=reasons, right_organ="温岭市水利局"
    ).record_id
    counter.do(DeliverResult, record_id=records["refusal"], way="counter", receiver="林小满")

    # 10:30 a question in passing; 10:35 one that is only taken in, nobody delegated it; 10:40 one given up again.
    counter.later(minutes=10)
    records["question"] = counter.do(Consult, question="公积金怎么提取", answer="到公积金窗口").record_id
    counter.later(minutes=5)
    records["taken_in"] = counter.do(TakeIn, sheet=sheet(catalogue, "GJ001")).record_id
    counter.later(minutes=5)
    records["withdrawn"] = counter.do(AcceptCase, sheet=sheet(catalogue, "WJ001")).record_id
    counter.do(WithdrawApplication, record_id=records["withdrawn"], request_received=True, reason="不开了")

    # 15:00 the signed decision on the company comes back: the members behind it start, and go on at once.
    counter.later(hours=4)
    values: dict[str, Any] = {"record_id": records["company"], "granted": True, **OFFICER}
    counter.do(DecideCase, members=("SC001",), result_number="91331081MA00000002", **values)
    counter.later(minutes=5)
    counter.do(AcceptCase, record_id=records["company"])
    with counter.store.reading() as reading:
        waiting = reading.papers_to_print()
    for paper in waiting:
        counter.do(ReportPrinted, number=paper.number, printed=True, printer="HP")
    return Day(counter, records)


# -- the first day ---------------------------------------------------------------------------------------------


def test_the_company_is_accepted_and_its_seal_waits_no_longer(day: Day) -> None:
    counter, record_id = day.counter, day.records["company"]
    statuses = counter.statuses(record_id)
    assert statuses["SC001"] == "completed"
    assert statuses["GA001"] == statuses["RS001"] == "accepted"
    assert {statuses[code] for code in ("SW001", "YB001")} == {"taken_in"}
    started = next(fact for fact in counter.facts(record_id) if fact.kind == "MemberStarted")
    assert counter.member(record_id, "GA001").accepted_at == started.at
    assert counter.kinds(record_id)[:4] == [
        "ApplicantPaperMade", "ApplicantPaperSigned", "ApplicantPaperScanned", "TakenIn",
    ]  # fmt: skip
    assert counter.paper_kinds(record_id) == [
        "application_form", "acceptance_notice", "intake_receipt", "joint_acceptance", "completion_notice",
        "acceptance_notice", "acceptance_notice",
    ]  # fmt: skip
    assert counter.said(record_id, "joint_acceptance").values["applicant"]["name"] == "𬱖文娟"  # type: ignore[index]


def test_the_first_paper_never_said_that_the_seal_was_accepted(day: Day) -> None:
    rows = day.counter.said(day.records["company"], "joint_acceptance").values["members"]
    states = {row["name"]: row["state"] for row in rows}  # type: ignore[attr-defined]
    assert "受理" in states["公司设立登记"]
    assert "待" in states["公章刻制备案"]
    assert "已受理" not in states["公章刻制备案"]


def test_the_stall_left_with_its_result(day: Day) -> None:
    counter, record_id = day.counter, day.records["stall"]
    assert counter.paper_kinds(record_id) == ["result_slip"]
    assert counter.member(record_id, "SC006").delivered
    assert counter.case(record_id).rating == "very_satisfied"


def test_what_was_missing_was_told_in_the_citizens_words(day: Day) -> None:
    said = day.counter.said(day.records["correction"], "correction_notice")
    gaps = said.values["gaps"]
    assert [row["name"] for row in gaps] == ["布局流程图"]  # type: ignore[attr-defined]
    assert day.counter.statuses(day.records["correction"]) == {"SC017": "correction_pending"}


def test_the_restaurant_is_accepted_with_a_signed_promise(day: Day) -> None:
    record_id = day.records["deferral"]
    assert day.counter.statuses(record_id)["SC017"] == "accepted_deferred"
    assert day.counter.paper_kinds(record_id)[:2] == ["commitment_letter", "deferred_acceptance_notice"]


def test_the_refusal_names_the_right_organ_and_was_served(day: Day) -> None:
    record_id = day.records["refusal"]
    assert day.counter.paper_kinds(record_id) == ["refusal_notice", "delivery_record"]
    said = day.counter.said(record_id, "refusal_notice").values
    assert said["refusal"]["right_organ"] == "温岭市水利局"  # type: ignore[index]
    assert said["organ"]["court"]  # type: ignore[index]


def test_the_figures_at_the_end_of_the_day(day: Day) -> None:
    expected = {
        "received": 7, "accepted": 5, "corrected": 1, "deferred": 1, "refused": 1, "granted": 2, "delivered": 2,
        "withdrawn": 1, "consulted": 1, "rated": 1,
    }  # fmt: skip
    with day.counter.store.reading() as reading:
        assert dict(reading.counts(MORNING.date())) == expected
        assert dict(reading.counts(MORNING.date(), CLERK.clerk)) == expected
        bench = view_workbench(day.counter.desk, reading)
    assert bench.to_print == ()
    assert bench.drafts == ()
    tasks = Tally(row.task for row in (*bench.mine, *bench.running))
    assert tasks == {
        "accept_or_tell": 3, "in_department": 2, "await_supplement": 1, "await_deferred": 1, "hand_over_result": 1,
    }  # fmt: skip


def test_every_number_was_used_once_and_in_order(day: Day) -> None:
    serials = sorted(int(number.split("-")[3]) for number in day.counter.store.shelves.papers)
    assert serials == list(range(1, len(serials) + 1))
    assert all(paper.printed_at for paper in day.counter.store.shelves.papers.values())


def test_a_look_at_the_next_persons_page_starts_from_nothing(day: Day, catalogue: Catalogue) -> None:
    counter = day.counter
    before = counter.everything_written()
    with counter.store.reading() as reading:
        shown = view_sheet(counter.desk, reading, IntakeSheet(COMPANY, True, catalogue.release))
    assert all(row.entry == MaterialEntry() for row in shown.materials)
    assert counter.everything_written() == before


# -- the days after ----------------------------------------------------------------------------------------------


def test_what_was_begun_comes_to_its_end(day: Day) -> None:
    """Runs last: corrected, completed, granted, handed over; and nobody forgot the five days."""
    counter, records = day.counter, day.records
    counter.clock.go_to(date(2026, 11, 6))
    counter.do(
        ReceiveSupplement, record_id=records["correction"], materials={"m_bjlct": MaterialEntry(MaterialMark.ORIGINAL)}
    )
    counter.do(AcceptCase, record_id=records["correction"])
    promise = counter.member(records["correction"], "SC017").promise
    assert promise is not None
    assert promise.day == date(2026, 11, 13)

    with pytest.raises(DeskRefusal, match="not_allowed_now"):
        counter.do(DecideCase, record_id=records["deferral"], granted=True, **OFFICER)
    counter.do(ReceiveSupplement, record_id=records["deferral"], materials={"m_jk": MaterialEntry(MaterialMark.COPY)})
    counter.sign_in(FOOD_OFFICE)
    counter.do(DecideCase, record_id=records["deferral"], granted=True, result_number="JY33310810000001")
    counter.sign_in(CLERK)
    row = ResultRow(counter.papers(records["correction"])[0].number, "SC017", granted=True, officer="王科长")
    counter.do(ImportResults, row=row)
    for story in ("correction", "deferral"):
        counter.do(DeliverResult, record_id=records[story], way="counter", receiver="林小满")
        counter.do(RateCase, record_id=records[story], grade="satisfied")
        assert not counter.case(records[story]).is_open
        assert counter.paper_kinds(records[story])[-2:] == ["completion_notice", "delivery_record"]
    assert counter.counts() == {"accepted": 1, "granted": 2, "delivered": 2, "rated": 2}

    counter.clock.go_to(date(2026, 11, 11))
    with counter.store.reading() as reading:
        late = past_telling_wall(reading, counter.today)
    assert set(late) == {records["company"], records["taken_in"]}
    for record_id in late:
        counter.do(MarkDeemedAcceptance, record_id=record_id)
    deemed = [fact for record_id in late for fact in counter.facts(record_id) if fact.kind == "DeemedAccepted"]
    assert deemed == []  # neither is a licence: the light is red, and the law accepts nothing for them
