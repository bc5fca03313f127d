"""Papers that tell what was done before: proof of service, the summary of a case, a consultation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from wenling_desk.domain.acceptance import CaseView
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.intake import IntakeSheet, plan_sheet
from wenling_desk.domain.repairs import replaced_by
from wenling_desk.use_cases.paper_context import PaperContext
from wenling_desk.use_cases.paper_materials import wanted_rows
from wenling_desk.use_cases.paper_members import member_state, next_step
from wenling_desk.use_cases.paper_titles import paper_title
from wenling_desk.use_cases.ports import Words
from wenling_desk.use_cases.wording import circled, full_width, limit_words, moment_words

SERVED = frozenset({
    "completion_notice", "refusal_notice", "not_required_notice", "deemed_withdrawal_notice", "acceptance_revocation",
})  # fmt: skip
"""Papers that are served: without proof of service no period starts."""

METHODS = {"counter": "direct", "courier": "post", "locker": "direct", "electronic": "electronic"}
"""Way of delivery -> the box ticked on a 送达回证; by proxy ticks its own."""

NOT_TOLD = frozenset({
    "PaperPrinted", "PaperPrintFailed", "PaperReprinted", "Reviewed", "Rated", "ApplicantPaperSigned",
    "ApplicantPaperScanned", "PaperIssued", "ApplicantPaperMade",
})  # fmt: skip
"""Facts that are no step of the handling; papers are told beside the act that issued them."""


def delivery_values(context: PaperContext, case: CaseView, codes: Sequence[str]) -> dict[str, Any]:
    """What was handed over, to whom and how; what only signatures can prove is left to fill in by hand."""
    delivered = case.record.last("ResultDelivered", codes[0])
    if delivered is None:
        return {}
    words, body = context.words, delivered.body
    applicant = case.sheet.applicant
    by_proxy = bool(body.get("by_proxy"))
    proxy = [str(body.get("receiver", "")), str(body.get("relation", ""))] if by_proxy else []
    return {
        "delivered": _served(context, case, codes),
        "delivery": {
            "addressee": applicant.name if applicant is not None else body.get("receiver", ""),
            "method": "proxy" if by_proxy else METHODS.get(str(body["way"]), "direct"),
            "place": _place(context, case, str(body["way"])),
            "delivered_at": moment_words(words, delivered.at),
            "relation": words("papers.delivery_record.comma").join(filter(None, proxy)),
            "reason": str(body.get("proof", "")) if by_proxy else "",
            "tracking": _tracking(case, codes),
            "note": _delivery_note(words, body),
        },
    }


def _tracking(case: CaseView, codes: Sequence[str]) -> str:
    """What the parcels that were sent are traced by, each once."""
    sent = [case.record.last("ResultSent", code) for code in codes]
    return " ".join(dict.fromkeys(str(fact.body.get("tracking", "")) for fact in sent if fact is not None)).strip()


def _delivery_note(words: Words, body: Mapping[str, Any]) -> str:
    """Why it is handed over once more, and that a lost slip was made up for."""
    again = str(body.get("again_because", ""))
    notes = [words("papers.delivery_record.again", reason=again)] if again else []
    if body.get("slip") == "lost":
        notes.append(words("papers.delivery_record.slip_lost"))
    return "\n".join(notes)


def _place(context: PaperContext, case: CaseView, way: str) -> str:
    if way == "counter":
        return context.identity.hall_name
    return case.sheet.delivery.address if way == "courier" else ""


def _served(context: PaperContext, case: CaseView, codes: Sequence[str]) -> list[dict[str, str]]:
    words, rows = context.words, []
    for code in codes:
        variant = str(case.member(code).item_type)
        granted = case.record.last("Granted", code)
        for fact in case.record.facts_of("PaperIssued", code):
            kind, counts = str(fact.body.get("paper_kind")), not replaced_by(case.record, str(fact.body["number"]))
            if kind in SERVED and code in fact.members and counts:
                denied = kind == "completion_notice" and granted is None
                name = paper_title(words, kind, variant, other=denied)
                rows.append({"name": name, "number": str(fact.body["number"]), "copies": "1"})
        if granted is not None:
            number = str(granted.body.get("result_number", ""))
            rows.append({"name": context.catalogue.get_item(code).result_name, "number": number, "copies": "1"})
    return [{"no": str(position), **row} for position, row in enumerate(rows, 1)]


def summary_values(context: PaperContext, case: CaseView, codes: Sequence[str]) -> dict[str, Any]:
    """How the case stands now, and what happened, one row for each act."""
    words = context.words
    positions = {member.code: position for position, member in enumerate(case.members, 1)}
    one = case.member(codes[0]) if len(case.members) == 1 else None
    ended = case.record.last("Terminated", codes[0])
    if one is not None:
        state = member_state(context, one, positions)
    else:
        state = words("case.overall.running" if case.is_open else "case.overall.ended")
    ended_now = {"deadline": {"date": "", "weekday": ""}} if one is not None and one.terminal else {}
    return {
        **ended_now,
        "case": {"state": state, "next_step": next_step(context, one, case) if one is not None else ""},
        "timeline": _timeline(context, case, positions),
        "reasons": list(ended.body.get("reasons", ())) if ended is not None else [],
    }


def _timeline(context: PaperContext, case: CaseView, positions: Mapping[str, int]) -> list[dict[str, str]]:
    rows = []
    for _, group in groupby(case.record.facts, key=lambda fact: fact.command_id):
        facts = list(group)
        told = [fact for fact in facts if fact.kind not in NOT_TOLD and fact.fact_id not in case.record.unknown]
        acts = _acts(context, told, positions)
        papers = [_paper(context, fact) for fact in facts if fact.kind in {"PaperIssued", "ApplicantPaperMade"}]
        if not acts and not papers:
            continue
        first = facts[0]
        rows.append({
            "time": moment_words(context.words, first.at),
            "act": "\n".join([*acts, *papers]),
            "by": context.clerk_name(first.clerk),
        })  # fmt: skip
    return rows


def _acts(context: PaperContext, facts: Sequence[Fact], positions: Mapping[str, int]) -> list[str]:
    """Acts in words, with the signs of the members each concerned where it concerned some only."""
    concerned: dict[str, set[str]] = {}
    for fact in facts:
        kind = fact.body.get("paper_kind")
        said = context.words(f"case.fact.{fact.kind}", paper=context.words(f"case.paper.{kind}") if kind else "")
        concerned.setdefault(said, set()).update(code for code in fact.members if code in positions)
    return [
        "".join(circled(context.words, positions[code]) for code in positions if code in some and some < set(positions))
        + said
        for said, some in concerned.items()
    ]


def _paper(context: PaperContext, fact: Fact) -> str:
    kind = str(fact.body.get("paper_kind"))
    return context.words(
        "papers.case_summary.paper", title=context.words(f"case.paper.{kind}"), number=fact.body["number"]
    )


def consultation_values(context: PaperContext, sheet: IntakeSheet | None) -> dict[str, Any]:
    """What to bring first, then every item with its own limits, under the situation that was asked about."""
    words, record = context.words, context.record
    consulted = record.last("Consulted") if record is not None else None
    if consulted is None:
        return {}
    answer = str(consulted.body.get("answer", ""))
    values: dict[str, Any] = {
        "consultation": {
            "question": consulted.body.get("question", ""),
            "asked_at": moment_words(words, consulted.at),
            "catalogue": words("papers.consultation_notice.release", release=context.catalogue.release),
        },
        "answers": [line.strip() for line in answer.splitlines() if line.strip()],
    }
    if sheet is not None:
        values |= {"materials": wanted_rows(context, sheet), "situation": _situation(context, sheet)}
        if sheet.is_bundle:
            values["members"] = _items_with_limits(context, sheet)
    return values


def _items_with_limits(context: PaperContext, sheet: IntakeSheet) -> list[dict[str, str]]:
    words, rows = context.words, []
    planned = plan_sheet(sheet, context.catalogue).plan.members
    positions = {member.item_code: position for position, member in enumerate(planned, 1)}
    for member in planned:
        item = context.catalogue.get_item(member.item_code)
        after = "".join(circled(words, positions[code]) for code in member.after)
        limit = limit_words(words, item.committed_time_limit)
        rows.append({
            "no": circled(words, positions[member.item_code]),
            "name": item.name,
            "organ": context.catalogue.get_department(item.department_key).short_name,
            "limit": words("papers.consultation_notice.after", numbers=after, limit=limit) if after else limit,
            "result_name": item.result_name,
            "fee": item.fee,
        })  # fmt: skip
    return rows


def _situation(context: PaperContext, sheet: IntakeSheet) -> str:
    """The answers the list rests on, in the words of the guide."""
    if not sheet.is_bundle:
        return ""
    said = []
    for question in context.catalogue.get_bundle(sheet.target_code).questions:
        chosen = [
            option.label
            for option in question.options
            if option.option_id in sheet.answers.get(question.question_id, ())
        ]
        if chosen:
            answer = context.words("case.joined").join(chosen)
            said.append(context.words("papers.consultation_notice.answer", question=question.ask, answer=answer))
    return full_width(context.words("papers.consultation_notice.answers_joint").join(said))
