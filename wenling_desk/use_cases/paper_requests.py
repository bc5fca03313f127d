"""What the applicant asks for and promises: 承诺书 (容缺, 告知承诺) and 撤回申请书."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.use_cases.paper_context import PaperContext
from wenling_desk.use_cases.paper_gaps import gap_rows
from wenling_desk.use_cases.paper_materials import pledged_rows
from wenling_desk.use_cases.wording import day_values


def commitment_values(
    context: PaperContext, sheet: IntakeSheet, codes: Sequence[str], extra: Mapping[str, Any]
) -> dict[str, Any]:
    """A commitment to bring deferred materials (先予受理), or one that stands for a proof (告知承诺).

    The first is printed by the act of deferring; the second for the material named, else for all that are marked so.
    """
    if extra.get("commitment") == "deferral":
        return _deferral(context, sheet, codes)
    words, catalogue = context.words, context.catalogue
    pledged = pledged_rows(context, sheet, codes, str(extra.get("material_id", "")))
    concerned = dict.fromkeys(code for row in pledged for code in row["codes"] if code in codes)
    items = [catalogue.get_item(code) for code in concerned]
    organs = dict.fromkeys(catalogue.get_department(item.department_key).name for item in items)
    basis = dict.fromkeys(each.citation for item in items for each in item.legal_basis)
    joined = words("case.joined")
    values: dict[str, Any] = {
        "commitment": {
            "kind": "notification",
            "matter": joined.join(item.name for item in items),
            "basis": joined.join(basis),
            "in_person": any(not row["by_agent"] for row in pledged),
        },
        "pledged": pledged,
    }
    if items:
        values["organ"] = {"name": joined.join(organs)}
        values["item"] = {"name": joined.join(item.name for item in items)}
    return values


def _deferral(context: PaperContext, sheet: IntakeSheet, codes: Sequence[str]) -> dict[str, Any]:
    record = context.record
    facts = [record.last("AcceptedWithDeferral", code) for code in codes] if record is not None else []
    deferred = [fact for fact in facts if fact is not None]
    if not deferred:
        return {"commitment": {"kind": "deferred"}}
    gaps = {(gap["kind"], gap["ref"]): gap for fact in deferred for gap in fact.body["gaps"]}
    due = max(date.fromisoformat(fact.body["due"]) for fact in deferred)
    return {
        "commitment": {"kind": "deferred"},
        "deferred": gap_rows(context, sheet, gaps.values()),
        "supplement": day_values(context.words, due),
    }


def withdrawal_values(extra: Mapping[str, Any]) -> dict[str, Any]:
    """Why the applicant withdraws; what is handed back stands on its own list."""
    return {"withdrawal": {"reason": extra.get("reason", "")}}
