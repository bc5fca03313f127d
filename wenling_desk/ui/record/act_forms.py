"""What each act still asks before it is done: plain field descriptions, in the order of the eye. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from wenling_desk.domain.identity import mask_name
from wenling_desk.domain.materials import MaterialMark
from wenling_desk.domain.service_item import ItemType, TimeLimit, TimeUnit
from wenling_desk.domain.working_days import deadline
from wenling_desk.texts import Texts
from wenling_desk.ui.record.acts import Act
from wenling_desk.ui.record.back_room_forms import advice_fields, delay_fields
from wenling_desk.ui.record.fee_forms import fee_fields, fee_lines
from wenling_desk.ui.record.form_field import TICKED, FormField, GapLine
from wenling_desk.ui.record.missing_fields import missing_fields
from wenling_desk.ui.record.repair_forms import AMEND, VOID, repair_fields
from wenling_desk.ui.record.sheet import RecordSheet

WAYS = ("seat", "signed_paper", "imported")
"""The three equal ways in which a department's answer reaches the counter."""
LONGEST_EXTENSION = 10
"""Working days by which a licence's decision may be extended (Licensing Law art. 42)."""


@dataclass(frozen=True, slots=True)
class ActForm:
    """The panel of an act: fields, the members to choose from, sentences to read first (``before``), and whether it
    also shows gaps, material rows (``materials``) or a result list (``results``).
    """

    act: Act
    fields: tuple[FormField, ...] = ()
    before: tuple[str, ...] = ()
    gaps: tuple[GapLine, ...] = ()
    materials: tuple[str, ...] = ()
    results: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to fill in or to choose: the strip can open at once."""
        return not (self.fields or self.gaps or self.materials or len(self.act.members) > 1)


def act_form(texts: Texts, sheet: RecordSheet, act: str) -> ActForm:
    """The form of an act on this record; raises ``KeyError`` for one the record does not have."""
    found = sheet.acts[act]
    build = BUILDERS.get(act)
    return build(texts, sheet, found) if build is not None else ActForm(found)


def _day_after(sheet: RecordSheet, days: int) -> str:
    """The day so many working days from now; the clerk sets it with the applicant."""
    return deadline(sheet.today, TimeLimit(days, TimeUnit.WORKING_DAYS), sheet.calendar).day.isoformat()


def with_receiver(form: ActForm, sheet: RecordSheet) -> ActForm:
    """The delivery's panel with the applicant as receiver: where the people are shown, nobody types a name again."""
    applicant = sheet.case.sheet.applicant if sheet.case is not None else None
    if applicant is None:
        return form
    fields = tuple(
        replace(asked, initial=applicant.name) if asked.field_id == "receiver" else asked for asked in form.fields
    )
    return replace(form, fields=fields)


def _reasons(texts: Texts, when: tuple[str, tuple[str, ...]] | None = None) -> FormField:
    return FormField(
        "reasons", "lines", texts("record.form.reasons"), True, hint=texts("record.form.reasons_hint"), when=when
    )


def _correction(texts: Texts, sheet: RecordSheet, act: Act) -> ActForm:
    due = _day_after(sheet, sheet.days[0])
    fields = [
        FormField(
            "due", "date", texts("record.form.correction_due"), True, initial=due,
            hint=texts("record.form.correction_hint"),
        )
    ]  # fmt: skip
    before = sheet.first_notice(texts, act.members)
    if before:
        label = texts("record.form.not_seen_before")
        fields.append(FormField("not_seen_before_because", "text", label, True))
    return ActForm(act, tuple(fields), before, gaps=tuple(_gap_lines(texts, sheet, act)))


def _gap_lines(texts: Texts, sheet: RecordSheet, act: Act) -> list[GapLine]:
    return [
        GapLine(gap.ref, gap.label, *sheet.gap_words(texts, gap.to_plain()))
        for gap in sheet.gaps_to_tell(texts, act.members)
    ]


def _defer(texts: Texts, sheet: RecordSheet, act: Act) -> ActForm:
    due = _day_after(sheet, sheet.days[1])
    before = tuple(
        texts("record.form.deferred_gap", label=gap.label) for gap in sheet.gaps_of(act.members) if gap.deferrable
    )
    due_field = FormField(
        "due", "date", texts("record.form.deferral_due"), True, initial=due,
        hint=texts("record.form.deferral_hint"),
    )  # fmt: skip
    return ActForm(act, (due_field,), before)


def _supplement(texts: Texts, sheet: RecordSheet, act: Act) -> ActForm:
    return ActForm(act, missing_fields(texts, sheet, act.members), materials=_awaited(sheet, act))


def _awaited(sheet: RecordSheet, act: Act) -> tuple[str, ...]:
    """The materials that may come now: those missing, and all where the organ had something to say about them."""
    advised = any(gap.get("kind") == "advice" for code in act.members for gap in sheet.member(code).open_gaps)
    if advised:
        return tuple(line.material.material_id for line in sheet.materials)
    return tuple(gap.ref for gap in sheet.gaps_of(act.members) if gap.kind == "material")


def _on_the_spot(texts: Texts, sheet: RecordSheet, act: Act) -> ActForm:
    what = FormField("what", "text", texts("record.form.what_mended"), True)
    return ActForm(
        act,
        (what, *missing_fields(texts, sheet, act.members)),
        materials=tuple(gap.ref for gap in sheet.gaps_of(act.members) if gap.kind == "material"),
    )


def _refusal(texts: Texts, _sheet: RecordSheet, act: Act) -> ActForm:
    grounds = ("not_this_organ", "still_wrong_after_correction", "not_lawful")
    return ActForm(
        act,
        (
            FormField(
                "ground", "choice", texts("record.form.ground"), True,
                choices=tuple((ground, texts(f"case.ground.{ground}")) for ground in grounds),
            ),
            FormField(
                "right_organ", "text", texts("record.form.right_organ"), True, when=("ground", ("not_this_organ",))
            ),
            _reasons(texts),
        ),
    )  # fmt: skip


def _only_reasons(texts: Texts, _sheet: RecordSheet, act: Act) -> ActForm:
    return ActForm(act, (_reasons(texts),))


def _withdrawal(texts: Texts, sheet: RecordSheet, act: Act) -> ActForm:
    brought = {MaterialMark.ORIGINAL, MaterialMark.COPY}
    held = tuple((line.material.material_id, line.name) for line in sheet.materials if line.entry.mark in brought)
    away = {material.material_id for material in sheet.materials_away(act.members)}
    here = tuple((material_id, name) for material_id, name in held if material_id not in away)
    names = texts("case.joined").join(name for material_id, name in held if material_id in away)
    now = ("step", ("withdraw",))
    steps = (("withdraw", texts("repairs.withdraw_now")), ("print", texts("repairs.withdraw_print")))
    fields = [
        FormField("step", "choice", texts("repairs.what"), True, choices=steps, initial="withdraw"),
        FormField("request_received", "bool", texts("record.form.request_received"), True, when=now),
        FormField("reason", "text", texts("record.form.withdrawal_reason")),
    ]
    if here:
        fields.append(FormField("returned", "ticks", texts("record.form.returned"), choices=here, when=now))
    return ActForm(act, tuple(fields), (texts("repairs.withdraw_away", names=names),) if names else ())


def _revocation(texts: Texts, sheet: RecordSheet, act: Act) -> ActForm:
    # Before the last day is over an acceptance is revoked only for what was brought and is still wrong.
    due_days = [member.due.day for code in act.members if (member := sheet.member(code)).due is not None]
    early = any(day >= sheet.today for day in due_days)
    still_wrong = FormField("still_wrong", "bool", texts("record.form.still_wrong"), early)
    return ActForm(act, (still_wrong, _reasons(texts)))


def _procedure_start(texts: Texts, _sheet: RecordSheet, act: Act) -> ActForm:
    kinds = (
        "hearing", "tender", "auction", "inspection", "testing", "quarantine", "appraisal", "expert_review",
    )  # fmt: skip
    return ActForm(
        act,
        (
            FormField(
                "procedure", "choice", texts("record.form.procedure"), True,
                choices=tuple((kind, texts(f"case.procedure.{kind}")) for kind in kinds),
            ),
            FormField("reason", "text", texts("record.form.procedure_reason"), True),
            FormField("expected_end", "date", texts("record.form.expected_end"), True),
            FormField("approver", "text", texts("record.form.approver"), True),
        ),
    )  # fmt: skip


def _procedure_end(texts: Texts, _sheet: RecordSheet, act: Act) -> ActForm:
    return ActForm(act, (FormField("result", "text", texts("record.form.procedure_result")),))


def _extension(texts: Texts, sheet: RecordSheet, act: Act) -> ActForm:
    licence = any(sheet.member(code).item_type is ItemType.LICENCE for code in act.members)
    return ActForm(
        act,
        (
            FormField(
                "days", "number", texts("record.form.days"), True, initial=str(LONGEST_EXTENSION) if licence else "",
                hint=texts("record.form.days_hint", most=LONGEST_EXTENSION) if licence else "",
            ),
            FormField("reason", "text", texts("record.form.extension_reason"), True),
            FormField("approver", "text", texts("record.form.approver"), True),
        ),
    )  # fmt: skip


def _ways(texts: Texts, sheet: RecordSheet, act: Act) -> FormField:
    """Own seat for the department's own people; the other two for whoever sits at the counter."""
    words = {
        "seat": texts("record.form.way_seat"),
        "signed_paper": texts("record.form.way_signed_paper"),
        "imported": texts("record.form.way_imported"),
    }
    at_counter = ("signed_paper", *(("imported",) if sheet.may_import and act.act == "decide" else ()))
    open_ways = (*(("seat",) if sheet.own_seat else ()), *(at_counter if sheet.at_counter else ()))
    return FormField(
        "way", "choice", texts("record.form.way"), True,
        choices=tuple((way, words[way]) for way in open_ways), initial=open_ways[0],
    )  # fmt: skip


def _officer(texts: Texts) -> FormField:
    return FormField("officer", "text", texts("record.form.officer"), True, when=("way", ("signed_paper",)))


def _review(texts: Texts, sheet: RecordSheet, act: Act) -> ActForm:
    opinion = FormField("opinion", "lines", texts("record.form.opinion"), True)
    return ActForm(act, (_ways(texts, sheet, act), _officer(texts), opinion))


def _decision(texts: Texts, sheet: RecordSheet, act: Act) -> ActForm:
    outcomes = {"grant": texts("record.form.granted"), "deny": texts("record.form.denied")}
    choices = tuple((offer, outcomes[offer]) for offer in act.offers)
    by_hand = ("way", ("seat", "signed_paper"))
    return ActForm(
        act,
        (
            _ways(texts, sheet, act),
            _officer(texts),
            FormField("outcome", "choice", texts("record.form.outcome"), True, choices=choices, when=by_hand),
            FormField("result_number", "text", texts("record.form.result_number"), when=("outcome", ("grant",))),
            FormField(
                "decided_on",
                "date",
                texts("record.form.decided_on"),
                initial=sheet.today.isoformat(),
                when=("way", ("signed_paper",)),
            ),
            _reasons(texts, ("outcome", ("deny",))),
            FormField(
                "scan",
                "scan",
                texts("back_room.form.scan"),
                hint=texts("back_room.form.scan_hint"),
                when=("way", ("signed_paper",)),
            ),
        ),
        results=sheet.may_import,
    )


def _delivery(texts: Texts, sheet: RecordSheet, act: Act) -> ActForm:
    ways = ("counter", "courier", "locker", "electronic")
    applicant = sheet.case.sheet.applicant if sheet.case is not None else None
    hint = texts("record.form.receiver_hint", name=mask_name(applicant.name)) if applicant is not None else ""
    again = FormField("again_because", "text", texts("record.form.again_because"), True)
    return ActForm(
        act,
        (
            *((again,) if act.forgiven else ()),
            FormField(
                "way", "choice", texts("record.form.delivery_way"), True,
                choices=tuple((way, texts(f"case.way.{way}")) for way in ways),
                initial=sheet.case.sheet.delivery.way if sheet.case is not None else "counter",
            ),
            FormField("receiver", "name", texts("record.form.receiver"), True, hint=hint),
            FormField("by_proxy", "bool", texts("record.form.by_proxy")),
            FormField("relation", "text", texts("record.form.relation"), when=("by_proxy", (TICKED,))),
            FormField(
                "proof", "text", texts("record.form.proof"), True, when=("by_proxy", (TICKED,)),
                hint=texts("record.form.proof_hint"),
            ),
            FormField("witness", "name", texts("record.form.witness"), hint=texts("record.form.witness_hint")),
        ),
    )  # fmt: skip


def _field_edit(texts: Texts, sheet: RecordSheet, act: Act) -> ActForm:
    choices = tuple((asked.field_id, asked.label) for asked in sheet.editable_fields())
    return ActForm(
        act,
        (
            FormField("field", "choice", texts("record.form.field"), True, choices=choices),
            FormField("new", "text", texts("record.form.new_value"), True),
        ),
        before=(texts("record.form.field_before"),),
    )


def _official_number(texts: Texts, _sheet: RecordSheet, act: Act) -> ActForm:
    label, hint = texts("record.form.official_number"), texts("record.form.official_number_hint")
    return ActForm(act, (FormField("official_number", "text", label, True, hint=hint),))


def _hall_change(texts: Texts, _sheet: RecordSheet, act: Act) -> ActForm:
    hall, hint = texts("record.form.to_hall"), texts("record.form.to_hall_hint")
    reason = FormField("reason", "text", texts("record.form.hall_reason"), True)
    return ActForm(act, (FormField("to_hall", "text", hall, True, hint=hint), reason))


def _closing(texts: Texts, _sheet: RecordSheet, act: Act) -> ActForm:
    return ActForm(act, (FormField("answer", "lines", texts("record.form.answer"), "call_back" in act.offers),))


def _fee(texts: Texts, sheet: RecordSheet, act: Act) -> ActForm:
    fields = fee_fields(texts, sheet, act.offers, act.members)
    return ActForm(replace(act, members=act.members[:1]), tuple(fields), fee_lines(texts, sheet))


def _repair(texts: Texts, sheet: RecordSheet, act: Act, first: str) -> ActForm:
    return ActForm(replace(act, members=act.members[:1]), tuple(repair_fields(texts, sheet, first)))


BUILDERS: Mapping[str, Callable[[Texts, RecordSheet, Act], ActForm]] = {
    "request_correction": _correction,
    "defer": _defer,
    "receive_supplement": _supplement,
    "correct_on_the_spot": _on_the_spot,
    "refuse_acceptance": _refusal,
    "declare_not_required": _only_reasons,
    "terminate": _only_reasons,
    "withdraw": _withdrawal,
    "revoke_acceptance": _revocation,
    "start_special_procedure": _procedure_start,
    "end_special_procedure": _procedure_end,
    "extend": _extension,
    "advise_correction": lambda texts, sheet, act: ActForm(act, advice_fields(texts, sheet)),
    "explain_delay": lambda texts, sheet, act: ActForm(act, delay_fields(texts, sheet)),
    "review": _review,
    "decide": _decision,
    "deliver_result": _delivery,
    "edit_field": _field_edit,
    "record_official_number": _official_number,
    "change_hall": _hall_change,
    "close_consultation": _closing,
    "fee": _fee,
    "amend_paper": lambda texts, sheet, act: _repair(texts, sheet, act, AMEND),
    "void_case": lambda texts, sheet, act: _repair(texts, sheet, act, VOID),
}
"""Act -> its form; an act without one asks nothing."""
