"""What the strip says before an act: members, papers, seals, and what follows from it. No Qt here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from wenling_desk.domain.identity import mask_name
from wenling_desk.texts import Texts
from wenling_desk.ui.record.act_commands import Filled
from wenling_desk.ui.record.act_forms import ActForm
from wenling_desk.ui.record.clock_words import short_day_with_weekday
from wenling_desk.ui.record.fee_forms import WHAT, fee_strip
from wenling_desk.ui.record.paper_names import paper_name
from wenling_desk.ui.record.repair_forms import AMEND, VOID, repair_strip
from wenling_desk.ui.record.sheet import RecordSheet

FURTHER_PAPERS: Mapping[str, tuple[str, ...]] = {
    "defer": ("commitment_letter",),
    "withdraw": ("withdrawal_request", "material_return_list"),
    "terminate": ("case_summary",),
}
"""Papers an act makes beside those its workflow names."""

ONE_FOR_ALL = frozenset({
    "correction_notice", "supplement_receipt", "delivery_record", "withdrawal_request", "case_summary",
    "commitment_letter", "consultation_notice", "material_return_list",
})  # fmt: skip
"""Papers that are made once for all members; every other kind is made for each member."""

SEALED_ACTS = frozenset({"accept", "defer", "refuse_acceptance", "declare_not_required"})
"""Acts whose papers carry the delegating organ's seal at this counter."""

DIRECT = frozenset({
    "record_official_number", "edit_field", "review", "correct_on_the_spot", "close_consultation", "advise_correction",
})  # fmt: skip
"""Acts that print nothing and can be followed by another of their kind: no strip."""


def needs_strip(form: ActForm) -> bool:
    """Whether the strip opens before the act is done."""
    return form.act.act not in DIRECT


def papers_of(form: ActForm, filled: Filled) -> list[tuple[str, int]]:
    """Kinds of papers the act makes and how many of each, copies not counted."""
    kinds = (*FURTHER_PAPERS.get(form.act.act, ()), *form.act.papers)
    if filled.text("step") == "print":
        kinds = ("withdrawal_request",)
    each = max(1, len(filled.members))
    return [(kind, 1 if kind in ONE_FOR_ALL else each) for kind in kinds]


def act_verb(texts: Texts, form: ActForm, filled: Filled) -> str:
    """The verb on the strip: that of the act, or of the outcome chosen."""
    chosen = {**WHAT, AMEND: "repairs.amend", VOID: "repairs.void", "print": "repairs.withdraw_print"}
    key = chosen.get(filled.text("what") or filled.text("step"))
    if key is not None and form.act.act in {"fee", "amend_paper", "void_case", "withdraw"}:
        return texts(key)
    outcomes = {"grant": texts("record.form.granted"), "deny": texts("record.form.denied")}
    return outcomes.get(filled.text("outcome"), form.act.verb) if form.act.act == "decide" else form.act.verb


def strip_sentence(texts: Texts, sheet: RecordSheet, form: ActForm, filled: Filled) -> str:
    """将受理 ① …,出 2 份文书(受理通知书 2),加盖市监局受理专用章。"""
    if form.act.act == "fee":
        return fee_strip(texts, sheet, filled.values)
    if form.act.act in {"amend_paper", "void_case"}:
        return repair_strip(texts, sheet, filled.values)
    parts = [_what(texts, sheet, form, filled), _papers(texts, sheet, form, filled), _seals(texts, sheet, form, filled)]
    follows = _follows(texts, sheet, form, filled)
    return texts("record.confirm.joined").join(part for part in parts if part) + texts("record.confirm.end") + follows


def _what(texts: Texts, sheet: RecordSheet, form: ActForm, filled: Filled) -> str:
    names = texts("case.joined").join(sheet.member_name(code) for code in filled.members)
    return texts("record.confirm.what", verb=act_verb(texts, form, filled), names=names)


def _papers(texts: Texts, sheet: RecordSheet, form: ActForm, filled: Filled) -> str:
    papers = [(kind, count * sheet.copies.get(kind, 1)) for kind, count in papers_of(form, filled)]
    if not papers:
        return ""
    kinds = [texts("record.confirm.paper", kind=paper_name(texts, kind), count=count) for kind, count in papers]
    total = sum(count for _, count in papers)
    return texts("record.confirm.papers", count=total, kinds=texts("case.joined").join(kinds))


def _seals(texts: Texts, sheet: RecordSheet, form: ActForm, filled: Filled) -> str:
    if form.act.act not in SEALED_ACTS:
        return ""
    found = (sheet.delegations.get(code) for code in filled.members)
    seals = dict.fromkeys(row.seal for row in found if row is not None and row.seal)
    return texts("record.confirm.seals", seals=texts("case.joined").join(seals)) if seals else ""


def _follows(texts: Texts, sheet: RecordSheet, form: ActForm, filled: Filled) -> str:
    act = form.act.act
    if act in {"request_correction", "defer"}:
        day = short_day_with_weekday(texts, date.fromisoformat(filled.text("due")), sheet.today)
        key = "record.confirm.correction_follows" if act == "request_correction" else "record.confirm.deferral_follows"
        return texts(key, day=day)
    if act == "decide":
        return _decision_follows(texts, sheet, filled)
    if act == "withdraw" and filled.text("step") != "print":
        count = len(filled.chosen("returned"))
        return texts("record.confirm.returned", count=count) if count else texts("record.confirm.nothing_returned")
    if act == "deliver_result":
        return texts("record.confirm.delivered_to", receiver=mask_name(filled.text("receiver")))
    return ""


def _decision_follows(texts: Texts, sheet: RecordSheet, filled: Filled) -> str:
    """The members that start with it, and whether the signed paper is there as a scan."""
    scan = ""
    if filled.text("way") == "signed_paper":
        scan = texts("back_room.scan.with_scan" if filled.text("scan") else "back_room.scan.without")
    if filled.text("outcome") != "grant":
        return scan
    started = [code for code in _successors(sheet, filled) if code not in filled.members]
    names = texts("case.joined").join(sheet.member_name(code) for code in started)
    return scan + (texts("record.confirm.successors", names=names) if started else "")


def _successors(sheet: RecordSheet, filled: Filled) -> list[str]:
    """Held members that start with this decision: all their other predecessors are completed."""
    if sheet.case is None:
        return []
    case, done = sheet.case, set(filled.members)
    return [
        member.code
        for member in case.members
        if member.status == "waiting_predecessor" and not set(case.open_predecessors(member.code)) - done
    ]
