"""Papers kept, reprinted, voided, signed by the applicant; drafts kept and forgotten."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.support.counter_acts import applicant_paper, first_number, taken_in
from tests.support.fakes import CLERK, EVERYTHING, LEADER, NO_GLYPH, Counter
from tests.support.law_catalogue import CHAIN, LICENCE, SHOP, applicant, sheet_for
from wenling_desk.domain.authority import Role, Session
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.materials import MaterialEntry, MaterialMark
from wenling_desk.domain.paper import GlyphMissing
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.handle_papers import (
    IssueCaseSummary,
    MakeApplicantPaper,
    MarkApplicantPaper,
    ReportPrinted,
    ReprintPaper,
    VoidPaper,
)
from wenling_desk.use_cases.save_draft import DiscardDraft, SaveDraft
from wenling_desk.use_cases.take_in import TakeIn


@pytest.fixture
def counter() -> Counter:
    return Counter(session=EVERYTHING)


def refused(counter: Counter, kind: type[Command], **values: Any) -> str:
    before = counter.everything_written()
    with pytest.raises(DeskRefusal) as caught:
        counter.do(kind, **values)
    assert counter.everything_written() == before
    return caught.value.code


# -- printing -----------------------------------------------------------------------------------------------


def test_a_name_that_cannot_be_printed_stops_the_whole_act(counter: Counter) -> None:
    before = counter.everything_written()
    sheet = sheet_for(LICENCE, parties=(applicant(name=f"林{NO_GLYPH}"),))
    with pytest.raises(GlyphMissing) as caught:
        counter.do(TakeIn, sheet=sheet)
    assert "name" in str(caught.value.values["field"])
    assert counter.everything_written() == before


def test_a_paper_waits_until_the_printer_says_so(counter: Counter) -> None:
    number = first_number(counter, taken_in(counter))
    with counter.store.reading() as reading:
        assert [paper.number for paper in reading.papers_to_print()] == [number]
    counter.do(ReportPrinted, number=number, printed=False, printer="HP", trouble="缺纸")
    with counter.store.reading() as reading:
        assert reading.papers_to_print()
    counter.do(ReportPrinted, number=number, printed=True, printer="HP")
    with counter.store.reading() as reading:
        assert reading.papers_to_print() == ()
        paper = reading.paper(number)
    assert paper is not None
    assert paper.printed_at == counter.clock.now()
    record_id = paper.record_id
    assert counter.kinds(record_id)[-2:] == ["PaperPrintFailed", "PaperPrinted"]


def test_the_first_printing_is_the_one_that_counts(counter: Counter) -> None:
    number = first_number(counter, taken_in(counter))
    first = counter.clock.now()
    counter.do(ReportPrinted, number=number, printed=True)
    counter.later(days=1)
    counter.do(ReportPrinted, number=number, printed=True)
    assert counter.store.shelves.papers[number].printed_at == first


def test_a_reprint_is_the_same_paper_again(counter: Counter) -> None:
    record_id = taken_in(counter)
    number = first_number(counter, record_id)
    with counter.store.reading() as reading:
        before = reading.paper_pdf(number)
    serial = counter.store.shelves.next_serial
    counter.later(days=9)
    for times in (1, 2):
        changes = counter.do(ReprintPaper, number=number)
        assert changes.to_print == (number,)
        assert counter.facts(record_id)[-1].body == {"number": number, "count": times}
    with counter.store.reading() as reading:
        assert reading.paper_pdf(number) == before
        paper = reading.paper(number)
    assert paper is not None
    assert paper.reprints == 2
    assert paper.issued_at < counter.clock.now()
    assert counter.store.shelves.next_serial == serial


def test_a_void_number_stays_with_its_reason_and_is_not_printed_again(counter: Counter) -> None:
    record_id = taken_in(counter)
    number = first_number(counter, record_id)
    assert refused(counter, VoidPaper, number=number, reason=" ", collected=True) == "value_needed"
    changes = counter.do(VoidPaper, number=number, reason="姓名打错", collected=True)
    paper = counter.store.shelves.papers[number]
    assert (paper.voided_at, paper.void_reason) == (counter.clock.now(), "姓名打错")
    assert counter.paper_kinds(record_id) == ["intake_receipt", "amendment_notice"]
    assert changes.to_print == (counter.papers(record_id)[1].number,)
    assert refused(counter, ReprintPaper, number=number) == "paper_is_void"
    assert refused(counter, VoidPaper, number=number, reason="x", collected=False) == "paper_is_void"
    assert counter.statuses(record_id) == {LICENCE: "taken_in"}


def test_a_clerk_voids_the_own_paper_only_a_leader_any(counter: Counter) -> None:
    number = first_number(counter, taken_in(counter))
    counter.sign_in(CLERK)
    values: dict[str, Any] = {"number": number, "reason": "x", "collected": False}
    assert refused(counter, VoidPaper, **values) == "not_own"
    counter.sign_in(LEADER)
    counter.do(VoidPaper, **values)


def test_a_project_agent_acts_on_own_cases_only(counter: Counter) -> None:
    other = taken_in(counter)
    helper = Session("0301", "代办员", (Role.PROJECT_AGENT,))
    counter.sign_in(helper)
    own = taken_in(counter)
    counter.do(ReportPrinted, number=first_number(counter, own), printed=True)
    made = counter.do(MakeApplicantPaper, record_id=own, paper_kind="application_form")
    counter.do(MarkApplicantPaper, number=made.number, state="signed")
    assert refused(counter, ReportPrinted, number=first_number(counter, other), printed=True) == "not_own"
    assert refused(counter, MakeApplicantPaper, record_id=other, paper_kind="application_form") == "not_own"
    assert refused(counter, AcceptCase, record_id=other) == "not_permitted"


def test_numbers_nobody_issued(counter: Counter) -> None:
    more: dict[type[Command], dict[str, Any]] = {
        ReportPrinted: {"printed": True},
        ReprintPaper: {},
        VoidPaper: {"reason": "x", "collected": True},
        MarkApplicantPaper: {"state": "signed"},
    }
    for kind, values in more.items():
        assert refused(counter, kind, number="331081-26-K7QX-000042-0", **values) == "no_such_paper"


def test_the_summary_of_a_case_or_of_some_members(counter: Counter) -> None:
    record_id = taken_in(counter, SHOP)
    counter.do(IssueCaseSummary, record_id=record_id)
    counter.do(IssueCaseSummary, record_id=record_id, members=(LICENCE,))
    assert [len(paper.members) for paper in counter.papers(record_id) if paper.kind == "case_summary"] == [3, 1]
    assert refused(counter, IssueCaseSummary, record_id=record_id, members=("X",)) == "no_such_member"


# -- papers the applicant signs ------------------------------------------------------------------------------


def test_a_paper_signed_on_the_draft_stands_at_the_beginning_of_the_case(counter: Counter) -> None:
    sheet = sheet_for(CHAIN)
    made = counter.do(MakeApplicantPaper, sheet=sheet, draft_id="draft-1", paper_kind="application_form")
    assert counter.heads("draft-1") == ()
    counter.do(MarkApplicantPaper, number=made.number, state="signed")
    counter.do(MarkApplicantPaper, number=made.number, state="scanned")
    counter.do(AcceptCase, sheet=sheet, draft_id="draft-1")
    assert counter.kinds("draft-1")[:4] == [
        "ApplicantPaperMade", "ApplicantPaperSigned", "ApplicantPaperScanned", "TakenIn",
    ]  # fmt: skip
    assert counter.papers("draft-1")[0].applicant_paper


def test_a_draft_with_papers_is_no_case_yet(counter: Counter) -> None:
    applicant_paper(counter)
    assert refused(counter, AcceptCase, record_id="draft-9") == "no_such_record"
    assert refused(counter, IssueCaseSummary, record_id="draft-9") == "no_such_record"


@pytest.mark.parametrize("kind", ["acceptance_notice", "refusal_notice", "completion_notice", "result_slip", "dowry"])
def test_nobody_prints_the_organs_papers_as_the_applicants(counter: Counter, kind: str) -> None:
    values: dict[str, Any] = {"sheet": sheet_for(LICENCE), "draft_id": "d", "paper_kind": kind}
    assert refused(counter, MakeApplicantPaper, **values) == "not_for_the_applicant"
    assert refused(counter, MakeApplicantPaper, record_id=taken_in(counter), paper_kind=kind) == "not_for_the_applicant"


@pytest.mark.parametrize("kind", ["application_form", "commitment_letter", "power_of_attorney", "withdrawal_request"])
def test_what_the_applicant_signs_is_printed_from_the_case_too(counter: Counter, kind: str) -> None:
    pledged = {**sheet_for(LICENCE).materials, "m_word": MaterialEntry(MaterialMark.PLEDGED)}
    record_id = counter.do(AcceptCase, sheet=sheet_for(LICENCE, materials=pledged)).record_id
    changes = counter.do(MakeApplicantPaper, record_id=record_id, paper_kind=kind)
    assert counter.store.shelves.papers[changes.number].applicant_paper
    assert counter.statuses(record_id) == {LICENCE: "accepted"}


def test_signed_before_scanned_and_never_when_void(counter: Counter) -> None:
    number = applicant_paper(counter)
    assert refused(counter, MarkApplicantPaper, number=number, state="scanned") == "paper_not_signed"
    assert refused(counter, MarkApplicantPaper, number=number, state="eaten") == "not_an_applicant_paper"
    counter.do(VoidPaper, number=number, reason="填错", collected=True)
    assert refused(counter, MarkApplicantPaper, number=number, state="signed") == "paper_is_void"


def test_the_centres_own_paper_is_not_the_applicants(counter: Counter) -> None:
    number = first_number(counter, taken_in(counter))
    assert refused(counter, MarkApplicantPaper, number=number, state="signed") == "not_an_applicant_paper"


# -- drafts ---------------------------------------------------------------------------------------------------


def test_a_draft_is_kept_on_every_field_and_read_back(counter: Counter) -> None:
    sheet = sheet_for(LICENCE)
    for note in ("一", "二"):
        counter.do(SaveDraft, draft_id="d1", sheet=replace(sheet, note=note), title="食品经营许可 · 林**")
    with counter.store.reading() as reading:
        (draft,) = reading.drafts(EVERYTHING.clerk)
    assert IntakeSheet.from_plain(draft.sheet) == replace(sheet, note="二")
    assert (draft.catalogue_release, draft.counter, draft.clerk) == ("law.1", "A03", EVERYTHING.clerk)


def test_a_draft_pins_the_release_it_was_begun_under(counter: Counter) -> None:
    counter.do(SaveDraft, draft_id="d1", sheet=replace(sheet_for(LICENCE), catalogue_release=""), title="x")
    assert counter.store.shelves.drafts["d1"].catalogue_release == "law.1"


def test_a_draft_goes_only_with_the_act_that_uses_it(counter: Counter) -> None:
    sheet = sheet_for(LICENCE, without=("m_main",))
    counter.do(SaveDraft, draft_id="d1", sheet=sheet, title="x")
    assert refused(counter, AcceptCase, sheet=sheet, draft_id="d1") == "still_missing"
    assert "d1" in counter.store.shelves.drafts
    counter.do(TakeIn, sheet=sheet, draft_id="d1")
    assert counter.store.shelves.drafts == {}


def test_a_clerk_discards_own_drafts_only(counter: Counter) -> None:
    counter.do(SaveDraft, draft_id="d1", sheet=sheet_for(LICENCE), title="x")
    counter.sign_in(CLERK)
    assert refused(counter, DiscardDraft, draft_id="d1") == "not_own"
    assert refused(counter, SaveDraft, draft_id="d1", sheet=sheet_for(LICENCE), title="y") == "not_own"
    counter.sign_in(LEADER)
    counter.do(DiscardDraft, draft_id="d1")
    assert counter.store.shelves.drafts == {}
    counter.do(DiscardDraft, draft_id="d1")
