"""For every command there is, a counter where it is lawful now: rules that hold for all commands are tried on each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tests.support.acts_archive import ARCHIVE
from tests.support.acts_back_room import BACK_ROOM
from tests.support.acts_batches import BATCHES
from tests.support.acts_bookings import BOOKINGS
from tests.support.acts_collecting import COLLECTING
from tests.support.acts_day import DAY
from tests.support.acts_figures import FIGURES
from tests.support.acts_handover import HANDOVER
from tests.support.acts_ledgers import LEDGERS
from tests.support.acts_ratings import RATINGS
from tests.support.acts_repairs import REPAIRS
from tests.support.fakes import EVERYTHING, Counter
from tests.support.law_catalogue import CHAIN, FILING, LICENCE, law_catalogue, sheet_for
from wenling_desk.domain.back_entry import FieldState
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.materials import MaterialEntry, MaterialMark
from wenling_desk.store.canonical import fact_to_bytes
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.ask_progress import AskProgress
from wenling_desk.use_cases.attach_scan import AttachScan
from wenling_desk.use_cases.back_entry import NoteBackEntry, TakePlatformRow, WaiveBackEntry
from wenling_desk.use_cases.change_hall import ChangeHall
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.consult import CloseConsultation, Consult
from wenling_desk.use_cases.decide_case import DecideCase, ReviewCase
from wenling_desk.use_cases.defer_materials import DeferMaterials
from wenling_desk.use_cases.deliver_result import DeliverResult, RateCase
from wenling_desk.use_cases.edit_case import CorrectOnTheSpot, EditFormField, RecordOfficialNumber
from wenling_desk.use_cases.end_application import (
    DeemWithdrawn,
    RevokeAcceptance,
    TerminateCase,
    WithdrawApplication,
)
from wenling_desk.use_cases.finish_on_the_spot import FinishOnTheSpot
from wenling_desk.use_cases.handle_papers import (
    IssueCaseSummary,
    MakeApplicantPaper,
    MarkApplicantPaper,
    ReportPrinted,
    ReprintPaper,
    VoidPaper,
)
from wenling_desk.use_cases.import_results import ImportResults, ResultRow
from wenling_desk.use_cases.look_at_person import LookAtPerson
from wenling_desk.use_cases.mark_deemed_acceptance import MarkDeemedAcceptance
from wenling_desk.use_cases.outage import BeginOutage, EndOutage
from wenling_desk.use_cases.receive_supplement import ReceiveSupplement
from wenling_desk.use_cases.refuse_acceptance import DeclareNotRequired, RefuseAcceptance
from wenling_desk.use_cases.request_correction import RequestCorrection
from wenling_desk.use_cases.save_draft import DiscardDraft, SaveDraft
from wenling_desk.use_cases.settle_conflict import AdoptLosingText, SetAside
from wenling_desk.use_cases.settle_dispute import LET_STAND, SettleDispute
from wenling_desk.use_cases.special_procedure import EndSpecialProcedure, ExtendTimeLimit, StartSpecialProcedure
from wenling_desk.use_cases.sync_apply import apply_rows
from wenling_desk.use_cases.sync_ports import PulledFact
from wenling_desk.use_cases.sync_rows import FactsRow
from wenling_desk.use_cases.take_in import TakeIn

Values = dict[str, Any]
ORIGINAL = MaterialEntry(MaterialMark.ORIGINAL)


@dataclass
class Act:
    """A command, how to come to the point where it is lawful, and whether it issues papers."""

    kind: type[Command]
    prepare: Callable[[Counter], Values]
    papers: bool = True
    repeats: bool = True
    """Whether the command leaves facts, so that sending it twice is noticed."""


def soon(counter: Counter, days: int = 14) -> date:
    return counter.today + timedelta(days=days)


def taken_in(counter: Counter, target: str = LICENCE, **more: Any) -> str:
    """A case that was taken in; its record id."""
    return counter.do(TakeIn, sheet=sheet_for(target, **more)).record_id


def accepted(counter: Counter, target: str = LICENCE) -> str:
    return counter.do(AcceptCase, sheet=sheet_for(target)).record_id


def corrected(counter: Counter) -> str:
    """A case whose applicant was told what is missing."""
    return counter.do(RequestCorrection, sheet=sheet_for(LICENCE, without=("m_main",)), due=soon(counter)).record_id


def deferred(counter: Counter) -> str:
    """A case accepted with a deferred material."""
    return counter.do(DeferMaterials, sheet=sheet_for(LICENCE, without=("m_late",)), due=soon(counter)).record_id


def halted(counter: Counter) -> str:
    """A case in a special procedure."""
    record_id = accepted(counter)
    values = {"procedure": "testing", "reason": "依法检测", "expected_end": soon(counter), "approver": "李局"}
    counter.do(StartSpecialProcedure, record_id=record_id, **values)
    return record_id


def granted(counter: Counter) -> str:
    record_id = accepted(counter)
    counter.do(DecideCase, record_id=record_id, granted=True, way="signed_paper", officer="王科")
    return record_id


def first_number(counter: Counter, record_id: str) -> str:
    return counter.papers(record_id)[0].number


def applicant_paper(counter: Counter) -> str:
    sheet = sheet_for(LICENCE)
    made = counter.do(MakeApplicantPaper, sheet=sheet, draft_id="draft-9", paper_kind="application_form")
    return made.number


def consulted(counter: Counter) -> str:
    return counter.do(Consult, question="开店要什么", call_back=True, phone="13800005678").record_id


def outage_begun(counter: Counter) -> Values:
    counter.do(BeginOutage)
    return {}


def from_centre(counter: Counter, record_id: str, kind: str, **body: Any) -> Fact:
    """The centre adds a fact to a record of this desk, whose own facts all came back before."""
    with counter.store.sync_reading() as reading:
        own, replica = reading.facts_of(record_id), reading.replica()
    centre = ("centre", "centre", "", "centre")
    number = len(own) + 1
    fact = Fact(
        f"centre-{record_id}-{number}", own[0].record_kind, record_id, kind, counter.clock.now(), *centre[:3],
        centre[3], f"centre-op-{number}", own[0].catalogue_release, (), body,
    )  # fmt: skip
    pulled = [(each, PulledFact(each.fact_id, rank, fact_to_bytes(each))) for rank, each in enumerate([*own, fact], 1)]
    scope = f"device:{counter.desk.identity.device}"
    ver = replica.cursors.get(scope, 0) + 1
    row = FactsRow(ver=ver, raw=b"{}", record_id=record_id, op_id=fact.command_id, facts=tuple(pulled))
    apply_rows(counter.desk, counter.store, scope, [row], ver)
    return fact


def disputed(counter: Counter) -> Values:
    """A case whose acceptance the centre disputes."""
    record_id = accepted(counter)
    acceptance = next(fact for fact in counter.facts(record_id) if fact.kind == "Accepted")
    fact = from_centre(counter, record_id, "Disputed", facts=[acceptance.fact_id], reason="not_allowed_now")
    return {"record_id": record_id, "dispute": fact.fact_id}


def lost_edit(counter: Counter) -> Values:
    """A case whose field was edited here too late."""
    record_id = with_a_form(counter)
    counter.do(EditFormField, record_id=record_id, field_id="address", seen=None, new="某路 1 号")
    edit = counter.facts(record_id)[-1]
    fact = from_centre(
        counter, record_id, "FactRefused", fact_id=edit.fact_id, reason="field_conflict", winner=edit.fact_id
    )
    return {"record_id": record_id, "trouble_id": fact.fact_id}


def past_the_wall(counter: Counter) -> str:
    record_id = taken_in(counter)
    counter.later(days=20)
    return record_id


def overdue(counter: Counter, record_id: str) -> str:
    counter.later(days=30)
    return record_id


def with_a_form(counter: Counter) -> str:
    return taken_in(counter, CHAIN)


def draft(counter: Counter) -> Values:
    counter.do(SaveDraft, draft_id="draft-1", sheet=sheet_for(LICENCE), title="食品经营许可 · 林**")
    return {"draft_id": "draft-1"}


SUPPLEMENT = {"m_main": ORIGINAL}

ACTS: tuple[Act, ...] = (
    Act(
        SaveDraft, lambda c: {"draft_id": "d1", "sheet": sheet_for(LICENCE), "title": "x"}, papers=False, repeats=False
    ),
    Act(DiscardDraft, draft, papers=False, repeats=False),
    Act(TakeIn, lambda c: {"sheet": sheet_for(LICENCE)}),
    Act(AcceptCase, lambda c: {"record_id": taken_in(c)}),
    Act(RequestCorrection, lambda c: {"record_id": taken_in(c, without=("m_main",)), "due": soon(c)}),
    Act(DeferMaterials, lambda c: {"record_id": taken_in(c, without=("m_late",)), "due": soon(c)}),
    Act(RefuseAcceptance, lambda c: {"record_id": taken_in(c), "ground": "not_lawful", "reasons": ("依法不能受理",)}),
    Act(DeclareNotRequired, lambda c: {"record_id": taken_in(c), "reasons": ("不需要许可",)}),
    Act(FinishOnTheSpot, lambda c: {"sheet": sheet_for(FILING)}),
    Act(ReceiveSupplement, lambda c: {"record_id": corrected(c), "materials": SUPPLEMENT}),
    Act(DeemWithdrawn, lambda c: {"record_id": overdue(c, corrected(c))}),
    Act(WithdrawApplication, lambda c: {"record_id": accepted(c), "request_received": True, "reason": "不办了"}),
    Act(RevokeAcceptance, lambda c: {"record_id": overdue(c, deferred(c)), "reasons": ("逾期未补",)}),
    Act(TerminateCase, lambda c: {"record_id": accepted(c), "reasons": ("主体注销",)}),
    Act(
        StartSpecialProcedure,
        lambda c: {
            "record_id": accepted(c), "procedure": "testing", "reason": "依法检测", "expected_end": soon(c),
            "approver": "李局",
        },
    ),
    Act(EndSpecialProcedure, lambda c: {"record_id": halted(c)}, papers=False),
    Act(ExtendTimeLimit, lambda c: {"record_id": accepted(c), "days": 5, "reason": "案情复杂", "approver": "李局"}),
    Act(
        ReviewCase,
        lambda c: {"record_id": accepted(c), "opinion": "同意", "way": "signed_paper", "officer": "王科"},
        papers=False,
    ),
    Act(
        DecideCase, lambda c: {"record_id": accepted(c), "granted": True, "way": "signed_paper", "officer": "王科"}
    ),
    Act(
        ImportResults, lambda c: {"row": ResultRow(first_number(c, accepted(c)), "", granted=True, officer="王科")}
    ),
    Act(DeliverResult, lambda c: {"record_id": granted(c), "way": "counter", "receiver": "林小满"}),
    Act(RateCase, lambda c: {"record_id": granted(c), "grade": "satisfied"}, papers=False),
    Act(
        EditFormField,
        lambda c: {"record_id": with_a_form(c), "field_id": "address", "seen": None, "new": "某路 1 号"},
        papers=False,
    ),
    Act(CorrectOnTheSpot, lambda c: {"record_id": taken_in(c), "what": "电话写错"}, papers=False),
    Act(
        RecordOfficialNumber,
        lambda c: {"record_id": taken_in(c), "official_number": "331081202611030001"},
        papers=False,
    ),
    Act(Consult, lambda c: {"question": "开店要什么", "sheet": sheet_for(LICENCE), "notice": True}),
    Act(CloseConsultation, lambda c: {"record_id": consulted(c), "answer": "已说明"}, papers=False),
    Act(ReportPrinted, lambda c: {"number": first_number(c, taken_in(c)), "printed": True}, papers=False),
    Act(ReprintPaper, lambda c: {"number": first_number(c, taken_in(c))}, papers=False),
    Act(VoidPaper, lambda c: {"number": first_number(c, taken_in(c)), "reason": "打错", "collected": True}),
    Act(
        MakeApplicantPaper,
        lambda c: {"sheet": sheet_for(LICENCE), "draft_id": "draft-2", "paper_kind": "application_form"},
    ),
    Act(MarkApplicantPaper, lambda c: {"number": applicant_paper(c), "state": "signed"}, papers=False),
    Act(IssueCaseSummary, lambda c: {"record_id": taken_in(c)}),
    Act(LookAtPerson, lambda c: {"record_id": taken_in(c), "reason": "核对"}, papers=False, repeats=False),
    Act(AskProgress, lambda c: {"record_id": taken_in(c)}, papers=False, repeats=False),
    Act(MarkDeemedAcceptance, lambda c: {"record_id": past_the_wall(c)}, papers=False),
    Act(BeginOutage, lambda c: {}, papers=False),
    Act(EndOutage, outage_begun, papers=False),
    Act(
        NoteBackEntry,
        lambda c: {
            "record_id": taken_in(c),
            "member": LICENCE,
            "form_id": "generic",
            "fields": {"applicant.name": FieldState.ENTERED},
        },
        papers=False,
    ),
    Act(
        WaiveBackEntry,
        lambda c: {"record_id": taken_in(c), "members": (LICENCE,), "reason": "部门自己的系统办"},
        papers=False,
    ),
    Act(
        TakePlatformRow,
        lambda c: {
            "record_id": taken_in(c),
            "member": LICENCE,
            "official_number": "331081202611030001",
            "status": "已受理",
            "as_of": "2026-11-03T10:00:00",
            "source": "f" * 64,
        },
        papers=False,
    ),
    Act(ChangeHall, lambda c: {"record_id": taken_in(c), "to_hall": "H2", "reason": "申请人搬家"}, papers=False),
    Act(
        AttachScan,
        lambda c: {"record_id": taken_in(c), "data": b"%PDF-1.7 scan", "media_type": "application/pdf"},
        papers=False,
    ),
    Act(SettleDispute, lambda c: {**disputed(c), "outcome": LET_STAND, "reason": "以先到的为准"}, papers=False),
    Act(AdoptLosingText, lost_edit, papers=False),
    Act(SetAside, lost_edit, papers=False, repeats=False),
    *(Act(kind, prepare, papers=papers, repeats=repeats) for kind, prepare, papers, repeats in ARCHIVE),
    *(Act(kind, prepare, papers=papers) for kind, prepare, papers in BOOKINGS),
    *(Act(kind, prepare, papers=papers) for kind, prepare, papers in BACK_ROOM),
    *(Act(kind, prepare, papers=papers) for kind, prepare, papers in BATCHES),
    *(Act(kind, prepare, papers=papers) for kind, prepare, papers in COLLECTING),
    *(Act(kind, prepare, papers=papers) for kind, prepare, papers in DAY),
    *(Act(kind, prepare, papers=papers, repeats=repeats) for kind, prepare, papers, repeats in FIGURES),
    *(Act(kind, prepare, papers=papers) for kind, prepare, papers in HANDOVER),
    *(Act(kind, prepare, papers=papers) for kind, prepare, papers in LEDGERS),
    *(Act(kind, prepare, papers=papers) for kind, prepare, papers in RATINGS),
    *(Act(kind, prepare, papers=papers) for kind, prepare, papers in REPAIRS),
)  # fmt: skip


@dataclass
class Ready:
    """A counter standing right before an act."""

    counter: Counter
    kind: type[Command]
    values: Values = field(default_factory=dict)


def ready(act: Act) -> Ready:
    """A new counter, prepared."""
    counter = Counter(law_catalogue(), EVERYTHING)
    values = act.prepare(counter)
    return Ready(counter, act.kind, {"command_id": "the-command", **values})
