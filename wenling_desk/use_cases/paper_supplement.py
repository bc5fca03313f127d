"""补交材料接收单: what came after a correction notice or a deferral, what is missing still, and what date follows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from wenling_desk.domain.acceptance import CaseView
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.intake import plan_sheet
from wenling_desk.domain.service_item import TimeUnit
from wenling_desk.domain.working_days import Deadline
from wenling_desk.use_cases.paper_context import PaperContext
from wenling_desk.use_cases.paper_gaps import gap_rows
from wenling_desk.use_cases.paper_materials import chosen_rows, received_rows
from wenling_desk.use_cases.paper_titles import number_beside
from wenling_desk.use_cases.wording import day_values, deadline_values, moment_words

CAME = ("SupplementReceived", "DeferredMaterialsReceived", "DeferralClosed")
"""Facts by which later materials come in."""


def supplement_values(context: PaperContext, case: CaseView, codes: Sequence[str]) -> dict[str, Any]:
    """The receipt for what the latest command brought to these members."""
    brought = _brought(case, codes)
    if not brought:
        return {}
    words, last = context.words, brought[-1]
    asked = {
        "correction": _asked(case, codes, "CorrectionRequested", {"SupplementReceived"}, brought),
        "deferral": _asked(
            case, codes, "AcceptedWithDeferral", {"DeferredMaterialsReceived", "DeferralClosed"}, brought
        ),
    }
    papers = {"correction": "correction_notice", "deferral": "deferred_acceptance_notice"}
    numbers = {
        f"{kind}_number": words("case.joined").join(
            number for fact in facts if (number := number_beside(case.record, papers[kind], fact))
        )
        for kind, facts in asked.items()
    }
    supplement: dict[str, Any] = {**numbers, "received_at": moment_words(words, last.at)}
    remaining = _remaining(context, case, codes)
    due = max((date.fromisoformat(fact.body["due"]) for facts in asked.values() for fact in facts), default=None)
    if remaining and due is not None and due >= context.now.date():
        supplement |= day_values(words, due)
    handed = {material_id for fact in brought for material_id in fact.body.get("materials", {})}
    values: dict[str, Any] = {
        "supplement": supplement,
        "materials": chosen_rows(received_rows(context, case.sheet, codes), handed),
        "filled": _filled(context, case, brought),
        "remaining": remaining,
    }
    deferred = [
        code for code in codes if any(fact.kind != "SupplementReceived" and code in fact.members for fact in brought)
    ]
    if deferred:
        promises = [promise for code in deferred if (promise := case.member(code).promise) is not None]
        latest = max(promises, key=lambda promise: promise.day, default=None)
        values["deadline"] = {**deadline_values(words, latest), **_state_of(context, latest, bool(remaining))}
    return values


def _state_of(context: PaperContext, promise: Deadline | None, is_incomplete: bool) -> dict[str, bool]:
    """What may be said of the promise once everything came: ``ahead``, ``now`` (on the spot) or ``passed``."""
    if promise is None or is_incomplete:
        return {}
    is_now = promise.limit.unit is TimeUnit.ON_THE_SPOT
    passed = promise.day < context.now.date()
    return {"now": is_now, "passed": passed and not is_now, "ahead": not passed and not is_now}


def _brought(case: CaseView, codes: Sequence[str]) -> list[Fact]:
    """The facts of the latest command that brought something to any of these members."""
    found = [fact for fact in case.record.facts if fact.kind in CAME and set(fact.members) & set(codes)]
    return [fact for fact in found if fact.command_id == found[-1].command_id]


def _asked(case: CaseView, codes: Sequence[str], kind: str, came: set[str], brought: Sequence[Fact]) -> list[Fact]:
    """The notices that what came answers, each once."""
    answered = {code for fact in brought if fact.kind in came for code in fact.members if code in codes}
    found = (case.record.last(kind, code) for code in codes if code in answered)
    return list({fact.fact_id: fact for fact in found if fact is not None}.values())


def _remaining(context: PaperContext, case: CaseView, codes: Sequence[str]) -> list[dict[str, str]]:
    found = plan_sheet(case.sheet, context.catalogue, context.now.date())
    gaps = {(gap.kind, gap.ref): gap for code in codes for gap in found.gaps_of(code)}
    return gap_rows(context, case.sheet, (gap.to_plain() for gap in gaps.values()))


def _filled(context: PaperContext, case: CaseView, brought: Sequence[Fact]) -> list[str]:
    """The labels of form fields that were filled in with it, and people or mandates that came."""
    labels = {field.field_id: field.label for field in plan_sheet(case.sheet, context.catalogue).fields}
    ids = dict.fromkeys(field_id for fact in brought for field_id in fact.body.get("form", {}))
    people = [context.words("case.people")] if any(fact.body.get("parties") for fact in brought) else []
    return [*people, *(labels.get(field_id, field_id) for field_id in ids)]
