"""The filled forms as papers print them: groups of labelled values, tables for rosters, and who signs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.form import AskedField, FieldDefinition, FieldType
from wenling_desk.domain.intake import IntakeSheet, SheetPlan, is_filled, plan_sheet
from wenling_desk.domain.party import AGENT, Party
from wenling_desk.use_cases.form_signers import signer_rows
from wenling_desk.use_cases.paper_context import PaperContext
from wenling_desk.use_cases.ports import Words
from wenling_desk.use_cases.wording import circled, day_words

APPLICANT_FORMS = frozenset({"application_form", "power_of_attorney"})
"""Papers the applicant signs that carry the form's values."""

POWERS = ("submit", "sign", "receive_papers", "receive_result")
"""Powers a prefilled mandate gives; to withdraw is left to the principal to tick."""

BOXES = 44
"""Options of an empty choice are printed as boxes to tick up to this many characters; beyond, a blank is left."""

BLANK_LINES = 3
"""Lines left to write on in a table without entries."""


def form_values(
    context: PaperContext, sheet: IntakeSheet, members: tuple[str, ...], material_id: str
) -> dict[str, Any]:
    """``form.subject``, ``groups`` (title with rows, or with columns and entries), ``signers``, ``items``,
    ``principal``, ``attorney``, ``mandate``.

    With ``material_id`` the groups hold that material's sheets only; otherwise the joint form of these members, each
    field once: what several members share first, then the rest item by item. Empty optional fields are left out,
    empty required ones print as blanks to fill by hand.
    """
    words, catalogue = context.words, context.catalogue
    found = plan_sheet(sheet, catalogue)
    asked = [field for field in found.fields if _belongs(field, members, material_id)]
    grouped: dict[str, list[AskedField]] = {}
    for field in asked:
        grouped.setdefault(_group_of(field, members, material_id), []).append(field)
    groups = [_people(words, sheet)]
    for key, fields in sorted(grouped.items(), key=lambda entry: _place(entry[0], found)):
        title = _title(context, found, sheet, key, members)
        groups += _filled_groups(words, catalogue, sheet, title, fields)
    agent = sheet.party(AGENT)
    material = next((row.name for row in found.plan.materials if row.material_id == material_id), "")
    return {
        "form": {"subject": material or _subject(catalogue, sheet, members)},
        "groups": groups,
        "signers": signer_rows(context, sheet, members, material_id),
        "items": _items(catalogue, members),
        "principal": _signer(words, sheet.applicant),
        "attorney": _signer(words, agent),
        "mandate": {
            "powers": list(POWERS),
            "scope": agent.mandate.scope if agent is not None and agent.mandate is not None else "",
            "from": day_words(words, context.now.date()),
            "until": _until(words, agent),
        },
    }


def _subject(catalogue: Catalogue, sheet: IntakeSheet, members: Sequence[str]) -> str:
    """What is applied for: the bundle where several members are, else the item."""
    if sheet.is_bundle and len(members) > 1:
        return catalogue.get_bundle(sheet.target_code).name
    return "".join(catalogue.get_item(code).name for code in members[:1])


SHARED = ""
"""Key of the group of fields that several members ask for."""


def _group_of(field: AskedField, members: Sequence[str], material_id: str) -> str:
    """The member whose form a field is printed under, or ``SHARED``."""
    codes = [code for code in members if code in field.item_codes]
    if material_id:
        return material_id
    return codes[0] if len(codes) == 1 else SHARED


def _place(key: str, found: SheetPlan) -> int:
    return found.codes.index(key) + 1 if key in found.codes else 0


def _title(context: PaperContext, found: SheetPlan, sheet: IntakeSheet, key: str, members: Sequence[str]) -> str:
    words, catalogue = context.words, context.catalogue
    material = next((row for row in found.plan.materials if row.material_id == key), None)
    if material is not None:
        return material.name
    if key == SHARED:
        return words("papers.application_form.shared" if len(members) > 1 else "case.bundle_form.entries")
    form_set = catalogue.forms.get(sheet.target_code)
    form = form_set.form_of(key) if form_set is not None else None
    item = catalogue.get_item(key)
    if len(members) == 1:
        return form.name if form is not None else item.name
    number = circled(words, found.codes.index(key) + 1) if key in found.codes else ""
    organ = catalogue.get_department(item.department_key).short_name
    return words("papers.application_form.of_item", number=number, item=item.name, organ=organ)


def _filled_groups(
    words: Words, catalogue: Catalogue, sheet: IntakeSheet, title: str, fields: Iterable[AskedField]
) -> list[dict[str, Any]]:
    """One group of pairs, and one for each roster among the fields."""
    rows: list[dict[str, Any]] = []
    tables: list[dict[str, Any]] = []
    for field in fields:
        definition = catalogue.fields[field.field_id]
        value = sheet.form.get(field.field_id)
        if not (is_filled(value) or field.required):
            continue
        if definition.type is FieldType.TABLE:
            tables.append(_table(words, field, definition, value))
        else:
            shown = value_words(words, definition, value) or _boxes(words, definition)
            rows.append({"label": field.label, "value": shown})
    return [*([{"title": title, "rows": rows}] if rows else []), *tables]


def _boxes(words: Words, definition: FieldDefinition) -> str:
    """The answers of an empty field as boxes to tick by hand; nothing where they are not fixed or too many."""
    if definition.type is FieldType.BOOL:
        options: tuple[str, ...] = (words("case.yes"), words("case.no"))
    else:
        options = definition.choices if definition.type is FieldType.CHOICE else ()
    if sum(map(len, options)) > BOXES:
        return ""
    return "\u3000".join(words("papers.common.unticked", option=option) for option in options)


def _items(catalogue: Catalogue, members: tuple[str, ...]) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    for code in members:
        item = catalogue.items.get(code)
        if item is not None:
            organ = catalogue.get_department(item.department_key).short_name
            rows.append({"no": str(len(rows) + 1), "name": item.name, "organ": organ})
    return rows


def _until(words: Words, agent: Party | None) -> str:
    """The last day of a mandate: a date in words, and free words as they were typed."""
    typed = agent.mandate.until.strip() if agent is not None and agent.mandate is not None else ""
    return _date_words(words, typed)


def _date_words(words: Words, typed: str) -> str:
    try:
        return day_words(words, date.fromisoformat(typed))
    except ValueError:
        return typed


def _signer(words: Words, party: Party | None) -> dict[str, str]:
    """A person as the applicant's own paper names them: in full, since they sign it."""
    if party is None or not party.name:
        return {"name": "", "identity_number": "", "phone": "", "address": ""}
    kind = words(f"case.identity_kind.{party.identity_kind}") if party.identity_number else ""
    return {
        "name": party.name,
        "identity_number": f"{kind} {party.identity_number}".strip() or party.alternative_proof,
        "phone": party.phone,
        "address": party.address,
    }


def _people(words: Words, sheet: IntakeSheet) -> dict[str, Any]:
    applicant, agent = _signer(words, sheet.applicant), _signer(words, sheet.party(AGENT))
    rows: list[dict[str, Any]] = [
        {"label": words("case.bundle_form.name"), "value": applicant["name"]},
        {"label": words("case.bundle_form.identity"), "value": applicant["identity_number"]},
        {"label": words("case.bundle_form.phone"), "value": applicant["phone"]},
    ]
    if applicant["address"]:
        rows.append({"label": words("case.bundle_form.address"), "value": applicant["address"]})
    if agent["name"]:
        rows += [
            {"label": words("case.bundle_form.agent"), "value": agent["name"]},
            {"label": words("case.bundle_form.agent_identity"), "value": agent["identity_number"]},
            {"label": words("case.bundle_form.agent_phone"), "value": agent["phone"]},
        ]
    return {"title": words("case.bundle_form.people"), "rows": rows}


def _belongs(field: AskedField, members: tuple[str, ...], material_id: str) -> bool:
    if field.produced:
        return False
    if material_id:
        return material_id in field.material_ids
    return bool(set(field.item_codes) & set(members))


def value_words(words: Words, definition: FieldDefinition, value: object) -> str:
    """A single value as printed; nothing filled in is an empty text."""
    if definition.type is FieldType.BOOL:
        return words("case.yes") if value is True else words("case.no") if value is False else ""
    if isinstance(value, list | tuple):
        return words("case.joined").join(str(part) for part in value)
    typed = "" if value is None else str(value)
    return _date_words(words, typed) if definition.type is FieldType.DATE else typed


def _table(words: Words, field: AskedField, definition: FieldDefinition, value: object) -> dict[str, Any]:
    """Entries are rows of texts; without any, empty lines are left to write on."""
    given: list[Mapping[str, Any]] = (
        [row for row in value if isinstance(row, Mapping) and is_filled(row)] if isinstance(value, list | tuple) else []
    )
    rows = given or [{} for _ in range(BLANK_LINES)]
    return {
        "title": field.label,
        "columns": [column.label for column in definition.columns],
        "entries": [
            [
                _date_words(words, str(row.get(column.column_id, "")))
                if column.type is FieldType.DATE
                else str(row.get(column.column_id, ""))
                for column in definition.columns
            ]
            for row in rows
        ],
    }
