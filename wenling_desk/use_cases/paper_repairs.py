"""缴费通知书, 暂存清单 and 材料退还清单: what is owed, what stays at the counter, what goes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wenling_desk.domain.acceptance import CaseView
from wenling_desk.domain.fees import find_fee
from wenling_desk.domain.intake import plan_sheet
from wenling_desk.domain.repairs import materials_away, with_department
from wenling_desk.use_cases.fee_words import capital_amount, yuan_of
from wenling_desk.use_cases.paper_context import PaperContext
from wenling_desk.use_cases.paper_materials import chosen_rows, paper_rows, received_rows, returnable_rows


def fee_values(context: PaperContext, extra: Mapping[str, Any]) -> dict[str, Any]:
    """The fee of a notice, in figures and in capital figures; without a basis of its own the guide's words stand."""
    fee = find_fee(context.record, extra.get("fee_id"))
    if fee is None:
        return {}
    item = context.catalogue.items.get(fee.members[0]) if fee.members else None
    return {
        "fee": {
            "title": fee.title,
            "amount": yuan_of(fee.amount_fen),
            "capital": capital_amount(context.words, fee.amount_fen),
            "payment_code": fee.payment_code,
            "basis": fee.basis or (item.fee if item is not None else ""),
        }
    }


def kept_values(context: PaperContext, extra: Mapping[str, Any]) -> dict[str, Any]:
    """What stays and what the applicant takes home again, of an application that was not taken in."""
    sheet = context.sheet
    if sheet is None:
        return {}
    rows = paper_rows(context, sheet)
    return {
        "kept": chosen_rows(rows, extra.get("kept", ())),
        "with_applicant": chosen_rows(rows, extra.get("with_applicant", ())),
    }


def return_values(
    context: PaperContext, case: CaseView, codes: Sequence[str], extra: Mapping[str, Any]
) -> dict[str, Any]:
    """What is handed back on the spot, and of the rest why it is not: a department has it, another item needs it, or
    it waits at the counter."""
    words = context.words
    returned = set(extra.get("returned", ()))
    away = with_department(case.record, codes)
    organs = [context.catalogue.get_department(case.member(code).department_key).name for code in away]
    free = {row["id"] for row in returnable_rows(context, case.sheet, codes)}
    with_them = {
        material.material_id for material in materials_away(case, plan_sheet(case.sheet, context.catalogue), codes)
    }
    running = words("case.joined").join(
        member.name for member in case.members if not member.terminal and member.code not in codes
    )
    kept: list[dict[str, str]] = []
    for row in received_rows(context, case.sheet, codes):
        if row["id"] in returned or not row["copies"]:
            continue
        if row["id"] in with_them:
            why = words("papers.why_kept.department", organ=words("case.joined").join(dict.fromkeys(organs)))
        elif row["id"] not in free:
            why = words("papers.why_kept.other_item", item=running)
        else:
            why = words("papers.why_kept.counter")
        kept.append({**row, "no": str(len(kept) + 1), "why": why})
    everything = received_rows(context, case.sheet, [member.code for member in case.members])
    return {
        "returned": chosen_rows(everything, returned),
        "kept": kept,
        "at_department": bool(with_them - returned),
    }
