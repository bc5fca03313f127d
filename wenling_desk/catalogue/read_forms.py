"""Reads ``forms/fields.yaml`` and ``forms/<code>.yaml``: the field dictionary, and what each form asks."""

from __future__ import annotations

import re
from enum import StrEnum

from wenling_desk.catalogue.draft import Draft
from wenling_desk.catalogue.read_items import check_schema
from wenling_desk.catalogue.yaml_reading import YamlMapping, nearest
from wenling_desk.domain.form import (
    AlreadyDone,
    Autofill,
    Column,
    Condition,
    FieldDefinition,
    FieldType,
    FieldUse,
    FormSet,
    ItemForm,
    PartySlot,
    Sensitivity,
    Sheet,
)
from wenling_desk.domain.service_item import SourceStatus

FIELDS_SCHEMA = "wenling-desk/fields@1"
FORM_SCHEMA = "wenling-desk/form@1"
FIELDS_KEYS = ("schema", "status", "patterns", "roles", "fields")
PATTERN_KEYS = ("regex", "note")
FIELD_KEYS = (
    "id", "label", "type", "unit", "choices", "multiple", "columns", "pattern", "minimum", "maximum", "rule",
    "sensitivity", "autofill", "note",
)  # fmt: skip
COLUMN_KEYS = ("id", "label", "type", "choices")
FORM_KEYS = (
    "schema", "code", "status", "sources", "default_answers", "typical_answers", "data_subject", "labels", "parties",
    "items", "note",
)  # fmt: skip
SUBJECT_KEYS = ("differs", "note")
PARTY_KEYS = ("role", "label", "needed", "when", "data_subject", "fields", "signs", "note")
SIGN_KEYS = ("material", "as")
ITEM_KEYS = ("item", "name", "produces", "already_done", "sheets", "note")
DONE_KEYS = ("typical", "evidence", "material", "capture")
SHEET_KEYS = ("material", "basis", "fields")
USE_KEYS = ("field", "required", "when")


class Needed(StrEnum):
    """When a party must be there: always, under a condition, or if it wishes."""

    ALWAYS = "always"
    WHEN = "when"
    OPTIONAL = "optional"


class SheetBasis(StrEnum):
    """How far a sheet was compared with a published form."""

    PUBLIC_FORM = "public_form"
    PUBLIC_PARTLY = "public_partly"
    INFERRED = "inferred"


def read_fields_file(top: YamlMapping, draft: Draft) -> None:
    """Add the field dictionary, its patterns and the role table to the draft."""
    check_schema(top, FIELDS_SCHEMA)
    top.need("fields", "roles")
    top.word("status", SourceStatus, SourceStatus.INFERRED)
    patterns = _read_patterns(top)
    roles = top.mapping("roles", ())
    if roles is not None:
        draft.roles.update({role: roles.text(role) for role in roles.names()})
    for entry in top.mappings("fields", FIELD_KEYS):
        entry.need("id", "label", "type")
        read = _read_field(entry, patterns)
        if draft.claim(entry.place("id"), "field", read.field_id):
            draft.fields[read.field_id] = read


def _read_patterns(top: YamlMapping) -> dict[str, str]:
    patterns: dict[str, str] = {}
    table = top.mapping("patterns", ())
    for name in table.names() if table is not None else ():
        assert table is not None
        pattern = table.mapping(name, PATTERN_KEYS)
        if pattern is None:
            continue
        pattern.text("note")
        regex = pattern.text("regex")
        try:
            re.compile(regex)
        except re.error:
            pattern.error("regex", "pattern_broken", pattern=name)
        patterns[name] = regex
    return patterns


def _read_field(entry: YamlMapping, patterns: dict[str, str]) -> FieldDefinition:
    pattern = entry.text("pattern")
    if pattern and pattern not in patterns:
        entry.error("pattern", "pattern_unknown", pattern=pattern, like=nearest(pattern, list(patterns)))
    entry.flag("multiple", default=False)
    return FieldDefinition(
        field_id=entry.text("id"),
        label=with_unit(entry.text("label"), entry.text("unit")),
        type=entry.word("type", FieldType, FieldType.TEXT),
        sensitivity=entry.word("sensitivity", Sensitivity, Sensitivity.NONE),
        autofill=entry.word("autofill", Autofill, Autofill.NONE),
        choices=entry.texts("choices"),
        columns=_read_columns(entry),
        pattern=patterns.get(pattern, ""),
        minimum=entry.number("minimum"),
        maximum=entry.number("maximum"),
        rule=entry.text("rule"),
        note=entry.text("note"),
    )


def with_unit(label: str, unit: str) -> str:
    """A unit is part of the label wherever the field is shown or printed."""
    return f"{label}({unit})" if unit else label


def _read_columns(entry: YamlMapping) -> tuple[Column, ...]:
    columns = []
    for column in entry.mappings("columns", COLUMN_KEYS):
        column.need("id", "label", "type")
        columns.append(
            Column(
                column.text("id"),
                column.text("label"),
                column.word("type", FieldType, FieldType.TEXT),
                column.texts("choices"),
            )
        )
    return tuple(columns)


def read_form_file(top: YamlMapping, stem: str, draft: Draft) -> None:
    """Add the forms of one bundle or item; ``stem`` is the file's name, which must be the code."""
    check_schema(top, FORM_SCHEMA)
    top.need("code", "status", "items")
    code = top.text("code")
    if code != stem:
        top.error("code", "file_name_differs", code=code)
    if not draft.claim(top.place("code"), "form", code):
        return
    labels = top.mapping("labels", ())
    subject = top.mapping("data_subject", SUBJECT_KEYS)
    if subject is not None:
        subject.text("differs")
    top.texts("sources")
    top.text("note")
    draft.forms[code] = FormSet(
        code=code,
        items=_read_item_forms(top, code, draft),
        parties=_read_parties(top, code, draft),
        default_answers=_read_answers(top, "default_answers"),
        typical_answers=_read_answers(top, "typical_answers"),
        labels={field_id: labels.text(field_id) for field_id in labels.names()} if labels is not None else None,
        subject_note=subject.text("note") if subject is not None else "",
        status=top.word("status", SourceStatus, SourceStatus.INFERRED).value,
    )


def _read_answers(top: YamlMapping, key: str) -> dict[str, tuple[str, ...]] | None:
    answers = top.mapping(key, ())
    return None if answers is None else {question: answers.texts(question) for question in answers.names()}


def read_condition(entry: YamlMapping) -> Condition:
    """``when``: a mapping of question to options (and), or a list of such mappings (or)."""
    if entry.is_list("when"):
        alternatives = entry.mappings("when", ())
    else:
        single = entry.mapping("when", ())
        alternatives = [] if single is None else [single]
    return tuple({question: way.texts(question) for question in way.names()} for way in alternatives)


def _read_parties(top: YamlMapping, code: str, draft: Draft) -> tuple[PartySlot, ...]:
    parties = []
    for number, entry in enumerate(top.mappings("parties", PARTY_KEYS)):
        entry.need("role", "label", "needed")
        draft.places["form", code, "party", str(number)] = entry.place("role")
        needed = entry.word("needed", Needed, Needed.OPTIONAL)
        when = read_condition(entry)
        if (needed is Needed.WHEN) != bool(when):
            entry.error("needed", "party_needed_without_when", label=entry.text("label"))
        signs = []
        for sign in entry.mappings("signs", SIGN_KEYS):
            sign.need("material", "as")
            signs.append((sign.text("material"), sign.text("as")))
        parties.append(
            PartySlot(
                role=entry.text("role"),
                label=entry.text("label"),
                needed=needed.value,
                when=when,
                data_subject=entry.flag("data_subject", default=False),
                fields=entry.texts("fields"),
                signs=tuple(signs),
                note=entry.text("note"),
            )
        )
    return tuple(parties)


def _read_item_forms(top: YamlMapping, code: str, draft: Draft) -> tuple[ItemForm, ...]:
    forms = []
    for entry in top.mappings("items", ITEM_KEYS):
        entry.need("item", "name")
        item_code = entry.text("item")
        if not draft.claim(entry.place("item"), "form", code, "item", item_code):
            continue
        entry.text("note")
        forms.append(
            ItemForm(
                item_code=item_code,
                name=entry.text("name"),
                sheets=_read_sheets(entry, code, item_code, draft),
                produces=entry.texts("produces"),
                already_done=_read_already_done(entry),
            )
        )
    return tuple(forms)


def _read_already_done(entry: YamlMapping) -> AlreadyDone:
    done = entry.mapping("already_done", DONE_KEYS)
    if done is None:
        return AlreadyDone()
    return AlreadyDone(
        done.flag("typical", default=False),
        done.text("evidence"),
        done.text("material") or None,
        done.texts("capture"),
    )


def _read_sheets(entry: YamlMapping, code: str, item_code: str, draft: Draft) -> tuple[Sheet, ...]:
    sheets = []
    for number, sheet in enumerate(entry.mappings("sheets", SHEET_KEYS)):
        key = ("form", code, "item", item_code, f"sheet {number}")
        draft.places[key] = sheet.place()
        uses: list[FieldUse] = []
        for place, use in sheet.texts_or_mappings("fields", USE_KEYS):
            read = FieldUse(use, True) if isinstance(use, str) else _read_use(use)
            if draft.claim(place, *key, read.field_id):
                uses.append(read)
        basis = sheet.word("basis", SheetBasis, SheetBasis.INFERRED)
        sheets.append(Sheet(sheet.text("material") or None, tuple(uses), basis.value))
    return tuple(sheets)


def _read_use(entry: YamlMapping) -> FieldUse:
    entry.need("field")
    return FieldUse(entry.text("field"), entry.flag("required", default=True), read_condition(entry))
