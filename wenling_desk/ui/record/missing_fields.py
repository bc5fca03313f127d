"""Form fields, mandates and identities that are still missing, as fields of a panel and back again. No Qt here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wenling_desk.domain.form import FieldDefinition, FieldType
from wenling_desk.domain.materials import Gap
from wenling_desk.domain.party import Mandate, Party
from wenling_desk.texts import Texts
from wenling_desk.ui.record.form_field import FieldValue, FormField, Values
from wenling_desk.ui.record.sheet import RecordSheet

FORM, MANDATE, IDENTITY = "form:", "mandate:", "identity:"
"""Prefixes of such fields' ids; the rest is the id of the form field or of the party."""


def missing_fields(texts: Texts, sheet: RecordSheet, members: Sequence[str]) -> tuple[FormField, ...]:
    """One field for each gap of these members that is no material; none of them is required here: what stays empty
    stays missing."""
    fields = []
    for gap in sheet.gaps_of(members):
        if gap.kind == "form":
            fields.append(_form_field(gap, sheet.catalogue.fields[gap.ref]))
        elif gap.kind == "mandate":
            label = texts("record.form.mandate_received", name=gap.label)
            fields.append(FormField(MANDATE + gap.ref, "bool", label))
        elif gap.kind == "party" and gap.code == "identity_unproven":
            label = texts("record.form.identity_proof", name=gap.label)
            fields.append(FormField(IDENTITY + gap.ref, "text", label, hint=texts("record.form.identity_hint")))
    return tuple(fields)


def _form_field(gap: Gap, definition: FieldDefinition) -> FormField:
    choices = tuple((choice, choice) for choice in definition.choices)
    columns = tuple((column.column_id, column.label) for column in definition.columns)
    kind = "name" if definition.type is FieldType.PARTY else str(definition.type)
    return FormField(FORM + gap.ref, kind, gap.label, choices=choices, columns=columns)


def form_values(values: Values) -> dict[str, FieldValue]:
    """The form fields that were filled in, by their ids."""
    return {key.removeprefix(FORM): value for key, value in values.items() if key.startswith(FORM) and value}


def completed_parties(sheet: RecordSheet, values: Values) -> tuple[Party, ...]:
    """All parties with the mandates and proofs that came in; empty where nothing came."""
    if sheet.case is None:
        return ()
    parties = tuple(_completed(party, values) for party in sheet.case.sheet.parties)
    return parties if parties != sheet.case.sheet.parties else ()


def _completed(party: Party, values: Values) -> Party:
    if values.get(MANDATE + party.party_id) is True:
        party = replace(party, mandate=replace(party.mandate or Mandate(), received=True))
    proof = values.get(IDENTITY + party.party_id)
    if isinstance(proof, str) and proof.strip():
        party = replace(party, alternative_proof=proof.strip())
    return party
