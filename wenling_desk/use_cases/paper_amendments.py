"""更正通知 and 作废通知: which papers do not count any more, why, and what counts in their place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wenling_desk.domain.edits import party_value
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.form import FieldType
from wenling_desk.use_cases.paper_context import CENTRE_PAPERS, SIGNED_BY_APPLICANT, UNDER_MANDATE, PaperContext
from wenling_desk.use_cases.paper_titles import paper_fact, paper_title
from wenling_desk.use_cases.wording import day_words

SHOWN = 3
"""Characters of a number that stand on papers, whatever was mistyped."""
HIDDEN = frozenset({FieldType.PHONE, FieldType.ID_NUMBER})


def amendment_values(context: PaperContext, extra: Mapping[str, Any]) -> dict[str, Any]:
    """A paper made void or replaced (``replaced_by`` and ``changes``), or several made void at once (``papers``)."""
    told = [dict(row) for row in extra.get("papers", ())] or [dict(extra)]
    rows = [_voided(context, row) for row in told]
    replaced_by = str(extra.get("replaced_by", ""))
    values: dict[str, Any] = {
        "amendment": {
            **(rows[0] if len(rows) == 1 else {}),
            "kind": "correction" if replaced_by else "void",
            "reason": extra.get("reason", ""),
            "replaced_by": replaced_by,
        },
        "voided": _listed(context, rows) if len(rows) > 1 else [],
        "changes": [_change(context, change) for change in extra.get("changes", ())],
        "issuer": _issuer(context, told),
    }
    return values


def _voided(context: PaperContext, row: Mapping[str, Any]) -> dict[str, str]:
    number, kind = str(row.get("number", "")), str(row.get("paper_kind", "intake_receipt"))
    issued = paper_fact(context.record, number) if context.record is not None else None
    items = [context.catalogue.get_item(code) for code in issued.members] if issued is not None else []
    variant = str(items[0].item_type) if items else "public_service"
    return {
        "number": number,
        "title": paper_title(context.words, kind, variant, other=_was_denied(context, kind, issued)),
        "date": day_words(context.words, issued.at.date()) if issued is not None else "",
        "recalled": "yes" if row.get("collected") else "no",
    }


def _listed(context: PaperContext, rows: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    words = context.words
    return [
        {
            "name": row["title"],
            "number": row["number"],
            "date": row["date"],
            "recalled": words("case.yes") if row["recalled"] == "yes" else words("case.no"),
        }
        for row in rows
    ]


def _change(context: PaperContext, change: Mapping[str, Any]) -> dict[str, str]:
    """One correction; of a number only what was mistyped stands beside its beginning."""
    name, before, after = str(change["field"]), str(change["before"]), str(change["after"])
    about, known = party_value(name), context.catalogue.fields.get(name)
    if (about is not None and about[1] == "phone") or (known is not None and known.type in HIDDEN):
        before, after = masked_pair(before, after)
    nothing = context.words("papers.amendment_notice.nothing")
    return {"what": str(change["what"]), "before": before or nothing, "after": after or nothing}


def masked_pair(before: str, after: str) -> tuple[str, str]:
    """Two numbers with everything hidden that they have in common, but for how they begin."""
    alike = [len(before) == len(after) and at >= SHOWN and before[at] == after[at] for at in range(len(before))]
    if len(before) != len(after):
        return before, after
    hide = ("".join("*" if alike[at] else sign for at, sign in enumerate(text)) for text in (before, after))
    return next(hide), next(hide)


def _issuer(context: PaperContext, told: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Whoever spoke on the paper: the centre on its own and on those it printed for the applicant, the organ on all
    others; of several it is an organ as soon as one of them spoke."""
    words, centre = context.words, context.catalogue.centre
    for row in told:
        kind = str(row.get("paper_kind", "intake_receipt"))
        issued = paper_fact(context.record, str(row.get("number", ""))) if context.record is not None else None
        items = [context.catalogue.get_item(code) for code in issued.members] if issued is not None else []
        if kind in CENTRE_PAPERS | SIGNED_BY_APPLICANT or not items:
            continue
        organs = [context.catalogue.get_department(key) for key in dict.fromkeys(item.department_key for item in items)]
        mandate = context.delegation(items[0].code) if kind in UNDER_MANDATE and len(organs) == 1 else None
        return {
            "name": words("case.joined").join(organ.name for organ in organs),
            "seal_name": mandate.seal if mandate is not None else "\n".join(organ.name for organ in organs),
            "phone": organs[0].phone if len(organs) == 1 else "",
        }
    return {"name": centre.name, "seal_name": "", "phone": centre.phone}


def _was_denied(context: PaperContext, kind: str, issued: Fact | None) -> bool:
    if kind != "completion_notice" or issued is None or context.record is None:
        return False
    return context.record.last("Denied", issued.members[0] if issued.members else None) is not None
