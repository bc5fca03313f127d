"""What the act behind a paper adds to it: gaps, reasons, special procedures, results, delivery, amendments."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from wenling_desk.domain.acceptance import CaseMember, CaseView, pauses_of
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.record import RecordState
from wenling_desk.domain.service_item import ItemType, TimeUnit
from wenling_desk.domain.working_days import ONE_DAY, Pause, deadline, working_days_between
from wenling_desk.use_cases.paper_amendments import amendment_values
from wenling_desk.use_cases.paper_archive import volume_values
from wenling_desk.use_cases.paper_back_room import delay_values
from wenling_desk.use_cases.paper_batch import annex_values
from wenling_desk.use_cases.paper_collecting import collection_values
from wenling_desk.use_cases.paper_context import PaperContext
from wenling_desk.use_cases.paper_gaps import gap_rows, gaps_for, open_deferrals
from wenling_desk.use_cases.paper_lists import OF_RECORD
from wenling_desk.use_cases.paper_materials import returnable_rows, sound_rows
from wenling_desk.use_cases.paper_records import consultation_values, delivery_values, summary_values
from wenling_desk.use_cases.paper_repairs import fee_values, kept_values, return_values
from wenling_desk.use_cases.paper_requests import commitment_values, withdrawal_values
from wenling_desk.use_cases.paper_supplement import supplement_values
from wenling_desk.use_cases.paper_titles import number_beside
from wenling_desk.use_cases.wording import day_values, day_words, deadline_values, formal_weekday, limit_words

GROUNDS = {"not_this_organ": "not_competent", "still_wrong_after_correction": "still_incomplete"}
"""Our ground of a refusal -> the paper's; any other ground prints its reasons alone."""

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ActOfCase:
    """One act on one case, as a paper about it is filled in: ``member`` is the first of ``codes``."""

    context: PaperContext
    record: RecordState
    case: CaseView
    codes: Sequence[str]
    extra: Mapping[str, Any]

    @property
    def member(self) -> CaseMember:
        """The member the paper is about, the first of several."""
        return self.case.member(self.codes[0])

    def last(self, kind: str) -> Fact | None:
        """The latest fact of that kind about the member."""
        return self.record.last(kind, self.member.code)


def act_values(
    context: PaperContext, sheet: IntakeSheet | None, kind: str, codes: Sequence[str], extra: Mapping[str, Any]
) -> Values:
    """What only papers of this kind say; nothing for a kind that says no more than the case does."""
    if kind == "commitment_letter" and sheet is not None:
        return commitment_values(context, sheet, codes, extra)
    if kind == "kept_materials_list":
        return kept_values(context, extra)
    if context.record is None:
        return {}
    if kind == "amendment_notice":
        return amendment_values(context, extra)
    if kind == "consultation_notice":
        return consultation_values(context, sheet)
    if kind in OF_RECORD:
        return OF_RECORD[kind](context, extra)
    if context.case is None or not codes:
        return {}
    by_kind = OF_KIND.get(kind)
    return by_kind(ActOfCase(context, context.record, context.case, codes, extra)) if by_kind is not None else {}


def _correction_values(act: ActOfCase) -> Values:
    words, sheet = act.context.words, act.case.sheet
    asked = act.record.facts_of("CorrectionRequested", act.member.code)
    if not asked:
        return {}
    last = asked[-1]
    rows = gap_rows(act.context, sheet, last.body["gaps"])
    correction = {"count": str(len(rows))}
    if len(asked) > 1:
        earlier = asked[-2]
        correction |= {
            "round": str(len(asked)),
            "previous_number": number_beside(act.record, "correction_notice", earlier),
            "previous_date": day_words(words, earlier.at.date()),
            "second_reason": str(last.body.get("not_seen_before_because", "")),
        }
    wrong = {str(gap["ref"]) for gap in last.body["gaps"]}
    return {
        "gaps": rows,
        "correction": correction,
        "supplement": day_values(words, date.fromisoformat(last.body["due"])),
        "materials": sound_rows(act.context, sheet, act.codes, wrong),
    }


def _deemed_withdrawal_values(act: ActOfCase) -> Values:
    words = act.context.words
    asked = act.last("CorrectionRequested")
    if asked is None:
        return {}
    return {
        "gaps": gap_rows(act.context, act.case.sheet, gaps_for(asked.body["gaps"], act.member.code)),
        "correction": {
            "number": number_beside(act.record, "correction_notice", asked),
            "date": day_words(words, asked.at.date()),
            "deadline": day_words(words, date.fromisoformat(asked.body["due"])),
        },
        "returned": returnable_rows(act.context, act.case.sheet, act.codes),
    }


def _deferral_values(act: ActOfCase) -> Values:
    deferred = act.last("AcceptedWithDeferral")
    if deferred is None:
        return {}
    return {
        "deferred": gap_rows(act.context, act.case.sheet, deferred.body["gaps"]),
        "supplement": day_values(act.context.words, date.fromisoformat(deferred.body["due"])),
    }


def _revocation_values(act: ActOfCase) -> Values:
    revoked, deferred = act.last("AcceptanceRevoked"), act.last("AcceptedWithDeferral")
    if revoked is None or deferred is None:
        return {}
    gaps = deferred.body["gaps"]
    return {
        "reasons": list(revoked.body["reasons"]),
        "deferred": gap_rows(act.context, act.case.sheet, open_deferrals(act.case.sheet, gaps)),
        "supplement": day_values(act.context.words, date.fromisoformat(deferred.body["due"])),
        "acceptance": _acceptance(act),
        "returned": returnable_rows(act.context, act.case.sheet, act.codes),
    }


def _refusal_values(act: ActOfCase) -> Values:
    refused = act.last("AcceptanceRefused")
    if refused is None:
        return {}
    ground = str(refused.body["ground"])
    return {
        "reasons": list(refused.body["reasons"]),
        "refusal": {"ground": GROUNDS.get(ground, ground), "right_organ": refused.body.get("right_organ", "")},
        "returned": returnable_rows(act.context, act.case.sheet, act.codes),
    }


def _not_required_values(act: ActOfCase) -> Values:
    told = act.last("NotRequiredTold")
    if told is None:
        return {}
    return {
        "reasons": list(told.body["reasons"]),
        "returned": returnable_rows(act.context, act.case.sheet, act.codes),
    }


def _completion_values(act: ActOfCase) -> Values:
    decided = act.last("Granted") or act.last("Denied")
    if decided is None:
        return {}
    words, item = act.context.words, act.context.catalogue.get_item(act.member.code)
    granted = decided.kind == "Granted"
    way = act.case.sheet.delivery.way
    return {
        "outcome": "granted" if granted else "denied",
        "reasons": [] if granted else list(decided.body.get("reasons", ())),
        "result": {
            "date": _decided_on(act, decided),
            "name": item.result_name,
            "number": str(decided.body.get("result_number", "")),
            "basis": words("case.joined").join(dict.fromkeys(basis.citation for basis in item.legal_basis)),
            "delivery": words(f"case.way.{way}"),
            "place": act.context.identity.hall_name if way == "counter" else "",
        },
    }


def _decided_on(act: ActOfCase, decided: Fact) -> str:
    """The day of the decision, which is not always the day it was entered."""
    day = str(decided.body.get("decided_on") or "")
    return day_words(act.context.words, date.fromisoformat(day) if day else decided.at.date())


def _spot_values(act: ActOfCase) -> Values:
    """The results of what was finished on the spot; several stand in a table."""
    words, catalogue = act.context.words, act.context.catalogue
    rows: list[dict[str, str]] = []
    for code in act.codes:
        granted = act.record.last("Granted", code)
        if granted is not None:
            item = catalogue.get_item(code)
            number = str(granted.body.get("result_number", ""))
            rows.append({"no": str(len(rows) + 1), "item": item.name, "name": item.result_name, "number": number})
    one = rows[0] if len(rows) == 1 else {"name": words("case.joined").join(row["name"] for row in rows), "number": ""}
    return {
        "result": {"date": day_words(words, act.context.now.date()), "name": one["name"], "number": one["number"]},
        "results": rows if len(rows) > 1 else [],
    }


def _acceptance(act: ActOfCase) -> dict[str, str]:
    """``number`` and ``date`` of the acceptance, and ``reference`` as a sentence names it; an acceptance by force of
    law has no paper."""
    words = act.context.words
    moment = act.member.accepted_at
    day = day_words(words, moment.date()) if moment is not None else ""
    for kind, paper in (("AcceptedWithDeferral", "deferred_acceptance_notice"), ("Accepted", "acceptance_notice")):
        fact = act.last(kind)
        number = number_beside(act.record, paper, fact) if fact is not None else ""
        if number:
            is_enterprise = act.member.item_type is ItemType.ENTERPRISE_SERVICE
            key = "papers.reference.slip" if is_enterprise else "papers.reference.voucher"
            return {"number": number, "date": day, "reference": words(key, number=number)}
    return {"number": "", "date": day, "reference": words("papers.reference.deemed", date=day)}


def _procedure_values(act: ActOfCase) -> Values:
    """The special procedure, and the date of the decision if it ends as expected."""
    words, member = act.context.words, act.member
    calendar = act.context.catalogue.calendar
    started = act.last("SpecialProcedureStarted")
    if started is None:
        return {}
    expected = date.fromisoformat(started.body["expected_end"])
    days = working_days_between(started.at.date(), expected, calendar)
    is_licence = member.item_type is ItemType.LICENCE
    values: Values = {
        "acceptance": _acceptance(act),
        "procedure": {
            "kind": words(f"case.procedure.{started.body['procedure']}"),
            "reason": started.body["reason"],
            "basis": words("papers.law.special" if is_licence else "papers.reference.guide"),
            "started_date": day_words(words, started.at.date()),
            "expected_days": words("case.limit.working_days", amount=days),
            "expected_date": day_words(words, expected),
            "expected_weekday": formal_weekday(words, expected),
        },
    }
    if member.promise is not None and member.accepted_at is not None:
        closed = [pause for pause in pauses_of(act.record, member.code) if pause.last is not None]
        first = started.at.date() + ONE_DAY
        paused = [*closed, Pause(first, expected)] if expected >= first else closed
        moved = deadline(member.accepted_at, member.promise.limit, calendar, paused)
        values["deadline"] = deadline_values(words, moved)
    return values


def _extension_values(act: ActOfCase) -> Values:
    words, promise = act.context.words, act.member.promise
    extended = act.last("Extended")
    if extended is None or promise is None:
        return {}
    unit = TimeUnit.WORKING_DAYS if promise.limit.unit is TimeUnit.ON_THE_SPOT else promise.limit.unit
    before = str(extended.body.get("previous_day") or "")
    return {
        "acceptance": _acceptance(act),
        "extension": {
            "days": words(f"case.limit.{unit}", amount=extended.body["days"]),
            "reason": extended.body["reason"],
            "approver": extended.body["approver"],
            "approved_date": day_words(words, extended.at.date()),
            "previous_date": day_words(words, date.fromisoformat(before)) if before else "",
            "new_date": day_words(words, promise.day),
            "new_weekday": formal_weekday(words, promise.day),
            "limit": limit_words(words, promise.limit),
        },
    }


def _delay(act: ActOfCase) -> Values:
    return delay_values(act.context.words, act.last("DelayExplained"), _acceptance(act))


def _supplement(act: ActOfCase) -> Values:
    return supplement_values(act.context, act.case, act.codes)


def _annex(act: ActOfCase) -> Values:
    return annex_values(act.context, act.case, act.codes, act.extra)


def _delivery(act: ActOfCase) -> Values:
    return delivery_values(act.context, act.case, act.codes)


def _volume(act: ActOfCase) -> Values:
    return volume_values(act.context, act.case, act.extra)


def _summary(act: ActOfCase) -> Values:
    return summary_values(act.context, act.case, act.codes)


def _withdrawal(act: ActOfCase) -> Values:
    return withdrawal_values(act.extra)


def _collection(act: ActOfCase) -> Values:
    return collection_values(act.context, act.case, act.codes, act.extra)


OF_KIND: Mapping[str, Callable[[ActOfCase], Values]] = {
    "correction_notice": _correction_values,
    "deemed_withdrawal_notice": _deemed_withdrawal_values,
    "deferred_acceptance_notice": _deferral_values,
    "acceptance_revocation": _revocation_values,
    "refusal_notice": _refusal_values,
    "not_required_notice": _not_required_values,
    "completion_notice": _completion_values,
    "result_slip": _spot_values,
    "special_procedure_notice": _procedure_values,
    "extension_notice": _extension_values,
    "delay_explanation": _delay,
    "supplement_receipt": _supplement,
    "batch_annex": _annex,
    "delivery_record": _delivery,
    "collection_notice": _collection,
    "case_summary": _summary,
    "volume_cover": _volume,
    "volume_index": _volume,
    "withdrawal_request": _withdrawal,
    "fee_notice": lambda act: fee_values(act.context, act.extra),
    "material_return_list": lambda act: return_values(act.context, act.case, act.codes, act.extra),
}
"""What is read from the case's facts for a paper of each kind."""
