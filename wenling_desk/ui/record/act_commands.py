"""From the panel's values to the command: checks what the fields themselves require, nothing of the law. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from wenling_desk.domain.materials import MaterialEntry
from wenling_desk.texts import Texts
from wenling_desk.ui.record.act_forms import ActForm
from wenling_desk.ui.record.fee_forms import fee_command, fee_faults
from wenling_desk.ui.record.form_field import FieldValue, FormField, Values
from wenling_desk.ui.record.missing_fields import completed_parties, form_values
from wenling_desk.ui.record.repair_forms import repair_command
from wenling_desk.ui.record.sheet import RecordSheet
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.back_room_acts import AdviseCorrection, ExplainDelay
from wenling_desk.use_cases.change_hall import ChangeHall
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.consult import CloseConsultation
from wenling_desk.use_cases.decide_case import DecideCase, ReviewCase
from wenling_desk.use_cases.defer_materials import DeferMaterials
from wenling_desk.use_cases.deliver_result import DeliverResult
from wenling_desk.use_cases.edit_case import CorrectOnTheSpot, EditFormField, RecordOfficialNumber
from wenling_desk.use_cases.end_application import (
    DeemWithdrawn,
    RevokeAcceptance,
    TerminateCase,
    WithdrawApplication,
)
from wenling_desk.use_cases.handle_papers import IssueCaseSummary, MakeApplicantPaper
from wenling_desk.use_cases.receive_supplement import ReceiveSupplement
from wenling_desk.use_cases.refuse_acceptance import DeclareNotRequired, RefuseAcceptance
from wenling_desk.use_cases.request_correction import RequestCorrection
from wenling_desk.use_cases.special_procedure import EndSpecialProcedure, ExtendTimeLimit, StartSpecialProcedure

INITIATOR = "record"


@dataclass(frozen=True, slots=True)
class Filled:
    """A panel as filled in: values by field, members chosen, gaps worded anew by ref, material entries by id."""

    values: Values = field(repr=False)
    members: tuple[str, ...]
    remedies: Mapping[str, str] = field(default_factory=dict)
    materials: Mapping[str, MaterialEntry] = field(default_factory=dict)

    def text(self, key: str) -> str:
        """A text value, empty where the field is not asked."""
        value = self.values.get(key, "")
        return value.strip() if isinstance(value, str) else ""

    def lines(self, key: str) -> tuple[str, ...]:
        """The lines of a value that are not empty."""
        return tuple(line.strip() for line in self.text(key).splitlines() if line.strip())

    def ticked(self, key: str) -> bool:
        """Whether a box is ticked."""
        return self.values.get(key) is True

    def chosen(self, key: str) -> tuple[str, ...]:
        """The ids ticked in a list."""
        value = self.values.get(key, ())
        return value if isinstance(value, tuple) else ()


def faults_of(texts: Texts, form: ActForm, filled: Filled) -> dict[str, str]:
    """Field id -> what to do about it, for fields that are asked, required and empty; ``members`` where none is
    chosen, ``materials`` where nothing was brought at all."""
    faults = {
        asked.field_id: _fault(texts, asked)
        for asked in form.fields
        if asked.required and asked.applies(filled.values) and not _is_given(filled.values.get(asked.field_id))
    }
    if form.act.members and not filled.members:
        faults["members"] = texts("record.fault.members")
    if form.act.act == "receive_supplement" and not _brings_anything(filled):
        faults["materials"] = texts("record.fault.nothing_brought")
    if form.act.act == "extend" and "days" not in faults and not _is_whole(filled.text("days")):
        faults["days"] = texts("record.fault.whole_days")
    return {**fee_faults(texts, filled.values), **faults} if form.act.act == "fee" else faults


def _is_whole(days: str) -> bool:
    return days.isdecimal() and 0 < int(days) < 1000


def _fault(texts: Texts, asked: FormField) -> str:
    if asked.kind == "choice":
        return texts("record.fault.choose")
    if asked.kind == "bool":
        return texts("record.fault.tick")
    return texts("record.fault.fill", label=asked.label)


def _is_given(value: FieldValue | None) -> bool:
    return bool(value.strip()) if isinstance(value, str) else bool(value)


def _brings_anything(filled: Filled) -> bool:
    return bool(filled.materials) or any(":" in key and _is_given(value) for key, value in filled.values.items())


def build_command(sheet: RecordSheet, form: ActForm, filled: Filled, command_id: str) -> Command:
    """The command of a panel without faults; raises ``KeyError`` for an act that is no command (rating, import)."""
    target: dict[str, Any] = {"command_id": command_id, "initiator": INITIATOR, "record_id": sheet.record_id}
    if sheet.case is not None:
        target["members"] = filled.members
    return BUILDERS[form.act.act](sheet, filled, target)


Target = dict[str, Any]


def _supplement(sheet: RecordSheet, filled: Filled, target: Target) -> Command:
    return ReceiveSupplement(
        **target,
        materials=filled.materials,
        form=form_values(filled.values),
        parties=completed_parties(sheet, filled.values),
    )


def _on_the_spot(_sheet: RecordSheet, filled: Filled, target: Target) -> Command:
    what, form = filled.text("what"), form_values(filled.values)
    return CorrectOnTheSpot(**target, what=what, materials=filled.materials, form=form)


def _procedure(_sheet: RecordSheet, filled: Filled, target: Target) -> Command:
    return StartSpecialProcedure(
        **target,
        procedure=filled.text("procedure"),
        reason=filled.text("reason"),
        expected_end=date.fromisoformat(filled.text("expected_end")),
        approver=filled.text("approver"),
    )


def _decision(_sheet: RecordSheet, filled: Filled, target: Target) -> Command:
    granted = filled.text("outcome") == "grant"
    return DecideCase(
        **target,
        granted=granted,
        result_number=filled.text("result_number") if granted else "",
        reasons=() if granted else filled.lines("reasons"),
        way=filled.text("way"),
        officer=filled.text("officer") if filled.text("way") == "signed_paper" else "",
        decided_on=date.fromisoformat(filled.text("decided_on")) if filled.text("decided_on") else None,
    )


def _review(_sheet: RecordSheet, filled: Filled, target: Target) -> Command:
    officer = filled.text("officer") if filled.text("way") == "signed_paper" else ""
    return ReviewCase(**target, opinion=filled.text("opinion"), way=filled.text("way"), officer=officer)


def _speaker(sheet: RecordSheet, filled: Filled) -> str:
    """Whose word it is: at the own seat the person's who sits there."""
    return sheet.clerk_name if filled.text("way") == "seat" else filled.text("by")


def _advice(sheet: RecordSheet, filled: Filled, target: Target) -> Command:
    by, way = _speaker(sheet, filled), filled.text("way")
    return AdviseCorrection(**target, opinion=filled.text("opinion"), by=by, way=way)


def _delay(sheet: RecordSheet, filled: Filled, target: Target) -> Command:
    return ExplainDelay(
        **target,
        public=filled.text("public"),
        expected=date.fromisoformat(filled.text("expected")),
        reason=filled.text("reason"),
        by=_speaker(sheet, filled),
        way=filled.text("way"),
    )


def _delivery(_sheet: RecordSheet, filled: Filled, target: Target) -> Command:
    by_proxy = filled.ticked("by_proxy")
    return DeliverResult(
        **target,
        way=filled.text("way"),
        receiver=filled.text("receiver"),
        by_proxy=by_proxy,
        proof=filled.text("proof") if by_proxy else "",
        relation=filled.text("relation") if by_proxy else "",
        witness=filled.text("witness"),
        again_because=filled.text("again_because"),
    )


def _refusal(_sheet: RecordSheet, filled: Filled, target: Target) -> Command:
    ground = filled.text("ground")
    organ = filled.text("right_organ") if ground == "not_this_organ" else ""
    return RefuseAcceptance(**target, ground=ground, reasons=filled.lines("reasons"), right_organ=organ)


def _correction(sheet: RecordSheet, filled: Filled, target: Target) -> Command:
    advised = {fact.fact_id for fact in sheet.record.facts_of("CorrectionAdvised")}
    told = {gap.ref for gap in sheet.gaps_of(filled.members)} | advised
    return RequestCorrection(
        **target,
        due=date.fromisoformat(filled.text("due")),
        remedies=tuple((ref, words.strip()) for ref, words in filled.remedies.items() if ref in told and words.strip()),
        not_seen_before_because=filled.text("not_seen_before_because"),
    )


def _withdrawal(_sheet: RecordSheet, filled: Filled, target: Target) -> Command:
    if filled.text("step") == "print":
        return MakeApplicantPaper(**target, paper_kind="withdrawal_request", reason=filled.text("reason"))
    return WithdrawApplication(
        **target,
        request_received=filled.ticked("request_received"),
        reason=filled.text("reason"),
        returned=filled.chosen("returned"),
    )


def _field_edit(sheet: RecordSheet, filled: Filled, target: Target) -> Command:
    field_id = filled.text("field")
    return EditFormField(**target, field_id=field_id, seen=sheet.form_value(field_id), new=filled.text("new"))


def _extension(_sheet: RecordSheet, filled: Filled, target: Target) -> Command:
    days, reason, approver = int(filled.text("days")), filled.text("reason"), filled.text("approver")
    return ExtendTimeLimit(**target, days=days, reason=reason, approver=approver)


BUILDERS: Mapping[str, Callable[[RecordSheet, Filled, Target], Command]] = {
    "accept": lambda _sheet, _filled, target: AcceptCase(**target),
    "request_correction": _correction,
    "defer": lambda _sheet, filled, target: DeferMaterials(**target, due=date.fromisoformat(filled.text("due"))),
    "receive_supplement": _supplement,
    "correct_on_the_spot": _on_the_spot,
    "refuse_acceptance": _refusal,
    "declare_not_required": lambda _sheet, filled, target: DeclareNotRequired(
        **target, reasons=filled.lines("reasons")
    ),
    "deem_withdrawn": lambda _sheet, _filled, target: DeemWithdrawn(**target),
    "withdraw": _withdrawal,
    "revoke_acceptance": lambda _sheet, filled, target: RevokeAcceptance(
        **target, reasons=filled.lines("reasons"), still_wrong=filled.ticked("still_wrong")
    ),
    "terminate": lambda _sheet, filled, target: TerminateCase(**target, reasons=filled.lines("reasons")),
    "start_special_procedure": _procedure,
    "end_special_procedure": lambda _sheet, filled, target: EndSpecialProcedure(**target, result=filled.text("result")),
    "extend": _extension,
    "advise_correction": _advice,
    "explain_delay": _delay,
    "review": _review,
    "decide": _decision,
    "deliver_result": _delivery,
    "edit_field": _field_edit,
    "record_official_number": lambda _sheet, filled, target: RecordOfficialNumber(
        **target, official_number=filled.text("official_number")
    ),
    "change_hall": lambda _sheet, filled, target: ChangeHall(
        **target, to_hall=filled.text("to_hall"), reason=filled.text("reason")
    ),
    "issue_case_summary": lambda _sheet, _filled, target: IssueCaseSummary(**target),
    "fee": lambda sheet, filled, target: fee_command(sheet, filled.values, target),
    "amend_paper": lambda sheet, filled, target: repair_command(sheet, filled.values, target),
    "void_case": lambda sheet, filled, target: repair_command(sheet, filled.values, target),
    "close_consultation": lambda _sheet, filled, target: CloseConsultation(**target, answer=filled.text("answer")),
}
"""Act -> its command."""
