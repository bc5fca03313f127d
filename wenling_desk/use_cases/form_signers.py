"""Who signs an application form: the applicant, and every role the catalogue says signs one of its sheets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wenling_desk.domain.form import FieldType, FormSet, PartySlot, condition_holds
from wenling_desk.domain.intake import IntakeSheet, plan_sheet
from wenling_desk.domain.party import AGENT, APPLICANT
from wenling_desk.use_cases.paper_context import PaperContext

_BRACKETS = re.compile(r"[(\uff08][^)\uff09]*[)\uff09]")

MOST_SIGNERS = 12
"""More people of one role sign on a list of their own, and the form keeps one line for the role."""


def signer_rows(
    context: PaperContext, sheet: IntakeSheet, members: Sequence[str], material_id: str
) -> list[dict[str, str]]:
    """Rows {role, name}, one for each person; empty where only the applicant signs. A person with two roles signs
    once, the agent on a line of the paper's own. A name that is not known yet leaves room to write it."""
    form_set = context.catalogue.forms.get(sheet.target_code)
    if form_set is None:
        return []
    slots = [slot for slot in form_set.parties if _signs(slot, form_set, context, sheet, members, material_id)]
    applicant = sheet.applicant
    label = context.catalogue.roles.get(APPLICANT, "")
    people: dict[str, list[str]] = {applicant.name: [label]} if applicant is not None and applicant.name else {}
    nameless: list[str] = []
    for slot in slots:
        names = list(_names(context, sheet, slot))
        if not names or len(names) > MOST_SIGNERS:
            nameless.append(slot.label)
        for name in names if len(names) <= MOST_SIGNERS else ():
            people.setdefault(name, []).append(slot.label)
    if len(people) == 1 and not nameless and len(next(iter(people.values()))) == 1:
        return []
    joined = context.words("case.joined")
    rows = [{"role": joined.join(dict.fromkeys(map(_short, roles))), "name": name} for name, roles in people.items()]
    return [*rows, *({"role": _short(label), "name": ""} for label in nameless)] if slots else []


def _short(label: str) -> str:
    """A role without its brackets: the line beside it is to be signed on."""
    return _BRACKETS.sub("", label) or label


def _signs(
    slot: PartySlot,
    form_set: FormSet,
    context: PaperContext,
    sheet: IntakeSheet,
    members: Sequence[str],
    material_id: str,
) -> bool:
    """Whether a role signs this paper: it is there under the answers given, and signs one of the sheets printed."""
    if slot.role in {AGENT, APPLICANT} or not slot.signs:
        return False
    is_there = any(party.role == slot.role and party.name for party in sheet.parties)
    if not (
        is_there or slot.needed == "always" or (slot.needed == "when" and condition_holds(slot.when, sheet.answers))
    ):
        return False
    printed = {material_id} if material_id else _sheets(form_set, context, sheet, members)
    return any(material in printed for material, _ in slot.signs)


def _sheets(form_set: FormSet, context: PaperContext, sheet: IntakeSheet, members: Sequence[str]) -> set[str]:
    """The materials whose sheets the joint form of these members takes together."""
    collected = {material.material_id for material in plan_sheet(sheet, context.catalogue).plan.materials}
    forms = (form_set.form_of(code) for code in members)
    return {
        part.material_id
        for form in forms
        if form is not None
        for part in form.sheets
        if part.material_id is not None and part.material_id in collected
    }


def _names(context: PaperContext, sheet: IntakeSheet, slot: PartySlot) -> Iterator[str]:
    """The people of a role: those entered as parties, else those the form names."""
    entered = [party.name for party in sheet.parties if party.role == slot.role and party.name]
    if entered:
        yield from dict.fromkeys(entered)
        return
    found: dict[str, None] = {}
    for field_id in slot.fields:
        definition = context.catalogue.fields.get(field_id)
        value = sheet.form.get(field_id)
        if definition is None:
            continue
        if definition.type is FieldType.TABLE and isinstance(value, list | tuple):
            column = next((column.column_id for column in definition.columns if column.type is FieldType.NAME), "")
            found |= dict.fromkeys(_cells(value, column))
        elif definition.type is FieldType.NAME and isinstance(value, str) and value.strip():
            found[value.strip()] = None
    yield from found


def _cells(rows: Sequence[Any], column: str) -> Iterator[str]:
    for row in rows:
        if isinstance(row, Mapping) and str(row.get(column, "")).strip():
            yield str(row[column]).strip()
