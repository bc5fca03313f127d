"""The list of things a clerk can do, and the one place where a command meets its handler."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from wenling_desk.domain.authority import Session
from wenling_desk.use_cases.absence import EndAbsence, NoteAbsence, end_absence, note_absence
from wenling_desk.use_cases.accept_case import AcceptCase, accept_case
from wenling_desk.use_cases.act_in_ledger import ActInLedger, act_in_ledger
from wenling_desk.use_cases.amend_paper import AmendPaper, amend_paper
from wenling_desk.use_cases.archive_case import ArchiveCase, TakeOutArchive, archive_case, take_out_archive
from wenling_desk.use_cases.ask_progress import AskProgress, ask_progress
from wenling_desk.use_cases.attach_scan import AttachScan, attach_scan
from wenling_desk.use_cases.back_entry import (
    NoteBackEntry,
    TakePlatformRow,
    WaiveBackEntry,
    note_back_entry,
    take_platform_row,
    waive_back_entry,
)
from wenling_desk.use_cases.back_room_acts import AdviseCorrection, ExplainDelay, advise_correction, explain_delay
from wenling_desk.use_cases.batches import ReceiveRosterRows, receive_roster_rows
from wenling_desk.use_cases.bookings import (
    ArriveBooking,
    Book,
    CancelBooking,
    MissBooking,
    MoveBooking,
    arrive_booking,
    book,
    cancel_booking,
    miss_booking,
    move_booking,
)
from wenling_desk.use_cases.change_hall import ChangeHall, change_hall
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.consult import CloseConsultation, Consult, close_consultation, consult
from wenling_desk.use_cases.daily_report import MakeDailyReport, make_daily_report
from wenling_desk.use_cases.decide_case import DecideCase, ReviewCase, decide_case, review_case
from wenling_desk.use_cases.defer_materials import DeferMaterials, defer_materials
from wenling_desk.use_cases.deliver_result import DeliverResult, RateCase, deliver_result, rate_case
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.desk_day import (
    CloseDay,
    CountersignDay,
    HandOverShift,
    NameDifference,
    OpenDay,
    close_day,
    countersign_day,
    hand_over_shift,
    name_difference,
    open_day,
)
from wenling_desk.use_cases.edit_case import (
    CorrectOnTheSpot,
    EditFormField,
    RecordOfficialNumber,
    correct_on_the_spot,
    edit_form_field,
    record_official_number,
)
from wenling_desk.use_cases.end_application import (
    DeemWithdrawn,
    RevokeAcceptance,
    TerminateCase,
    WithdrawApplication,
    deem_withdrawn,
    revoke_acceptance,
    terminate_case,
    withdraw_application,
)
from wenling_desk.use_cases.fees import (
    CancelFee,
    NotifyFee,
    RecordPayment,
    RefundFee,
    cancel_fee,
    notify_fee,
    record_payment,
    refund_fee,
)
from wenling_desk.use_cases.figure_exports import ExportFigures, export_figures
from wenling_desk.use_cases.finish_on_the_spot import NEEDS as FINISHING_NEEDS
from wenling_desk.use_cases.finish_on_the_spot import FinishOnTheSpot, finish_on_the_spot
from wenling_desk.use_cases.hand_over import MakeHandoverList, make_handover_list
from wenling_desk.use_cases.handle_papers import (
    IssueCaseSummary,
    MakeApplicantPaper,
    MarkApplicantPaper,
    ReportPrinted,
    ReprintPaper,
    VoidPaper,
    issue_case_summary,
    make_applicant_paper,
    mark_applicant_paper,
    report_printed,
    reprint_paper,
    void_paper,
)
from wenling_desk.use_cases.import_past_cases import ImportPastCase, import_past_case
from wenling_desk.use_cases.import_results import ImportResults, import_results
from wenling_desk.use_cases.leave_half_way import GiveMaterialsBack, LeaveHalfWay, give_materials_back, leave_half_way
from wenling_desk.use_cases.look_at_person import LookAtPerson, look_at_person
from wenling_desk.use_cases.mark_deemed_acceptance import MarkDeemedAcceptance, mark_deemed_acceptance
from wenling_desk.use_cases.month_close import CloseMonth, close_month
from wenling_desk.use_cases.notify_applicant import NotifyApplicant, notify_applicant
from wenling_desk.use_cases.outage import BeginOutage, EndOutage, begin_outage, end_outage
from wenling_desk.use_cases.ports import UnitOfWork
from wenling_desk.use_cases.ratings import CommentRating, GiveRating, comment_rating, give_rating
from wenling_desk.use_cases.receive_supplement import ReceiveSupplement, receive_supplement
from wenling_desk.use_cases.refuse_acceptance import (
    DeclareNotRequired,
    RefuseAcceptance,
    declare_not_required,
    refuse_acceptance,
)
from wenling_desk.use_cases.request_correction import RequestCorrection, request_correction
from wenling_desk.use_cases.save_draft import DiscardDraft, SaveDraft, discard_draft, save_draft
from wenling_desk.use_cases.seals import (
    HandOverSeal,
    IssueSealRegister,
    RegisterSeal,
    RetireSeal,
    UseSeal,
    hand_over_seal,
    issue_seal_register,
    register_seal,
    retire_seal,
    use_seal,
)
from wenling_desk.use_cases.send_result import (
    IssueCollectionNotice,
    NoteCameBack,
    SendResult,
    issue_collection_notice,
    result_came_back,
    send_result,
)
from wenling_desk.use_cases.settle_conflict import AdoptLosingText, SetAside, adopt_losing_text, set_aside
from wenling_desk.use_cases.settle_dispute import SettleDispute, settle_dispute
from wenling_desk.use_cases.shelve_results import MoveResult, ShelveResult, move_result, shelve_result
from wenling_desk.use_cases.sign_list import (
    DeemDelivered,
    ReturnToCounter,
    SignList,
    deem_delivered,
    return_to_counter,
    sign_list,
)
from wenling_desk.use_cases.special_procedure import (
    EndSpecialProcedure,
    ExtendTimeLimit,
    StartSpecialProcedure,
    end_special_procedure,
    extend_time_limit,
    start_special_procedure,
)
from wenling_desk.use_cases.take_in import TakeIn, take_in_case
from wenling_desk.use_cases.void_case import VoidCase, void_case

Handler = Callable[[Desk, UnitOfWork, Any], Changes]


@dataclass(frozen=True, slots=True)
class Entry:
    """A command's handler and the rows of the authority table it needs, all of them; ``by_action``: that of the action
    the command names as well."""

    handler: Handler
    needs: tuple[str, ...]
    by_action: bool = False

    def wanted(self, command: Command) -> tuple[str, ...]:
        """The rows this command needs."""
        return (*self.needs, str(getattr(command, "action", ""))) if self.by_action else self.needs


ENTRIES: Mapping[type[Command], Entry] = {
    SaveDraft: Entry(save_draft, ("save_draft",)),
    DiscardDraft: Entry(discard_draft, ("discard_draft",)),
    TakeIn: Entry(take_in_case, ("take_in",)),
    AcceptCase: Entry(accept_case, ("accept",)),
    RequestCorrection: Entry(request_correction, ("request_correction",)),
    DeferMaterials: Entry(defer_materials, ("defer",)),
    RefuseAcceptance: Entry(refuse_acceptance, ("refuse_acceptance",)),
    DeclareNotRequired: Entry(declare_not_required, ("declare_not_required",)),
    FinishOnTheSpot: Entry(finish_on_the_spot, FINISHING_NEEDS),
    ReceiveSupplement: Entry(receive_supplement, ("receive_supplement",)),
    DeemWithdrawn: Entry(deem_withdrawn, ("deem_withdrawn",)),
    WithdrawApplication: Entry(withdraw_application, ("withdraw",)),
    RevokeAcceptance: Entry(revoke_acceptance, ("revoke_acceptance",)),
    TerminateCase: Entry(terminate_case, ("terminate",)),
    StartSpecialProcedure: Entry(start_special_procedure, ("start_special_procedure",)),
    EndSpecialProcedure: Entry(end_special_procedure, ("end_special_procedure",)),
    ExtendTimeLimit: Entry(extend_time_limit, ("extend",)),
    AdviseCorrection: Entry(advise_correction, ("advise_correction",)),
    ExplainDelay: Entry(explain_delay, ("explain_delay",)),
    ReviewCase: Entry(review_case, ("review",)),
    DecideCase: Entry(decide_case, ("grant", "deny")),
    ImportResults: Entry(import_results, ("import_results",)),
    DeliverResult: Entry(deliver_result, ("deliver_result",)),
    ShelveResult: Entry(shelve_result, ("shelve_result",)),
    MoveResult: Entry(move_result, ("move_result",)),
    NotifyApplicant: Entry(notify_applicant, ("notify_applicant",)),
    SendResult: Entry(send_result, ("send_result",)),
    NoteCameBack: Entry(result_came_back, ("result_came_back",)),
    IssueCollectionNotice: Entry(issue_collection_notice, ("issue_collection_notice",)),
    RateCase: Entry(rate_case, ("rate",)),
    EditFormField: Entry(edit_form_field, ("edit_field",)),
    CorrectOnTheSpot: Entry(correct_on_the_spot, ("correct_on_the_spot",)),
    RecordOfficialNumber: Entry(record_official_number, ("record_official_number",)),
    Consult: Entry(consult, ("consult",)),
    CloseConsultation: Entry(close_consultation, ("close_consultation",)),
    Book: Entry(book, ("book",)),
    MoveBooking: Entry(move_booking, ("move_booking",)),
    ArriveBooking: Entry(arrive_booking, ("arrive_booking",)),
    MissBooking: Entry(miss_booking, ("miss_booking",)),
    CancelBooking: Entry(cancel_booking, ("cancel_booking",)),
    ImportPastCase: Entry(import_past_case, ("import_past_case",)),
    ReportPrinted: Entry(report_printed, ("report_printed",)),
    ReprintPaper: Entry(reprint_paper, ("reprint_paper",)),
    VoidPaper: Entry(void_paper, ("void_paper",)),
    AmendPaper: Entry(amend_paper, ("amend_paper",)),
    VoidCase: Entry(void_case, ("void_case",)),
    NotifyFee: Entry(notify_fee, ("notify_fee",)),
    RecordPayment: Entry(record_payment, ("record_payment",)),
    RefundFee: Entry(refund_fee, ("refund_fee",)),
    CancelFee: Entry(cancel_fee, ("cancel_fee",)),
    LeaveHalfWay: Entry(leave_half_way, ("leave_half_way",)),
    GiveMaterialsBack: Entry(give_materials_back, ("give_materials_back",)),
    MakeApplicantPaper: Entry(make_applicant_paper, ("make_applicant_paper",)),
    MarkApplicantPaper: Entry(mark_applicant_paper, ("mark_applicant_paper",)),
    IssueCaseSummary: Entry(issue_case_summary, ("issue_case_summary",)),
    LookAtPerson: Entry(look_at_person, ("look_at_person",)),
    AskProgress: Entry(ask_progress, ("ask_progress",)),
    MarkDeemedAcceptance: Entry(mark_deemed_acceptance, ("mark_deemed_acceptance",)),
    BeginOutage: Entry(begin_outage, ("begin_outage",)),
    EndOutage: Entry(end_outage, ("end_outage",)),
    NoteBackEntry: Entry(note_back_entry, ("note_back_entry",)),
    WaiveBackEntry: Entry(waive_back_entry, ("waive_back_entry",)),
    TakePlatformRow: Entry(take_platform_row, ("import_platform_list",)),
    ReceiveRosterRows: Entry(receive_roster_rows, ("receive_roster_rows",)),
    ChangeHall: Entry(change_hall, ("change_hall",)),
    MakeHandoverList: Entry(make_handover_list, ("make_list", "hand_over")),
    SignList: Entry(sign_list, ("sign_list", "sign_for")),
    DeemDelivered: Entry(deem_delivered, ("deem_list_delivered",)),
    ReturnToCounter: Entry(return_to_counter, ("return_to_counter",)),
    NoteAbsence: Entry(note_absence, ("note_absence",)),
    EndAbsence: Entry(end_absence, ("end_absence",)),
    ArchiveCase: Entry(archive_case, ("archive_case",)),
    TakeOutArchive: Entry(take_out_archive, ("take_out_archive",)),
    AttachScan: Entry(attach_scan, ("attach_scan",)),
    RegisterSeal: Entry(register_seal, ("register_seal",)),
    HandOverSeal: Entry(hand_over_seal, ("hand_over_seal",)),
    UseSeal: Entry(use_seal, ("use_seal",)),
    RetireSeal: Entry(retire_seal, ("retire_seal",)),
    IssueSealRegister: Entry(issue_seal_register, ("issue_seal_register",)),
    OpenDay: Entry(open_day, ("open_day",)),
    HandOverShift: Entry(hand_over_shift, ("hand_over_shift",)),
    NameDifference: Entry(name_difference, ("name_difference",)),
    CloseDay: Entry(close_day, ("close_day",)),
    CountersignDay: Entry(countersign_day, ("countersign_day",)),
    SettleDispute: Entry(settle_dispute, ("settle_dispute",)),
    AdoptLosingText: Entry(adopt_losing_text, ("settle_conflict", "edit_field")),
    SetAside: Entry(set_aside, ("settle_conflict",)),
    CloseMonth: Entry(close_month, ("close_month",)),
    MakeDailyReport: Entry(make_daily_report, ("issue_daily_report",)),
    ExportFigures: Entry(export_figures, ("export_figures",)),
    ActInLedger: Entry(act_in_ledger, (), by_action=True),
    GiveRating: Entry(give_rating, ("give_rating",)),
    CommentRating: Entry(comment_rating, ("comment_rating",)),
}
"""Every command there is."""


class Dispatcher:
    """Carries out commands one after the other, each in its own unit of work; lives on the desk thread."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def sign_in(self, session: Session) -> None:
        """From now on commands are this person's."""
        self.desk = replace(self.desk, session=session)

    def dispatch(self, command: Command) -> Changes:
        """Check authority, open the unit of work, call the handler. Leaving without commit rolls back.

        Raises ``DeskRefusal`` for what the clerk must be told and ``KnownTrouble`` for disk, printer or keys.
        """
        entry = ENTRIES[type(command)]
        for wanted in entry.wanted(command):
            self.desk.role_for(wanted)
        with self.desk.store.unit_of_work() as uow:
            return entry.handler(self.desk, uow, command)
