"""Who must be entered, and which fields of the forms are thereby filled in: nobody is asked for the same thing twice.

The catalogue says which fields belong to a role (``PartySlot.fields``). What the fields hold follows from their types
and from their common stem: ``legal_rep_name``, ``legal_rep_id_no``, ``legal_rep_phone``. No Qt here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from wenling_desk.domain.form import AskedField, FieldDefinition, FieldType, FormSet, PartySlot, condition_holds
from wenling_desk.domain.identity import (
    CARRIES_RESIDENT_NUMBER,
    IdentityKind,
    birth_date,
    resident_number_problem,
)
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.party import AGENT, APPLICANT, Party, PartyKind
from wenling_desk.use_cases.ports import Words

ORGANISATIONS = ("entity", "employer", "construct_unit", "mortgagee", "chain_hq")
"""Roles that are filled by an organisation."""
ABOUT_WHOM = ("subject", "newborn", "child", "deceased", "employee")
"""Roles whose person the case is about when somebody else applies: search, duplicates and minors' rules go by them."""
WITHOUT_PAPERS = ("newborn",)
"""Roles of people who have no document yet."""
APPLYING = (APPLICANT, "subject", "entity", "employer", "legal_rep", "buyer", "mother", "child")
"""Whose role it is to apply, first come first, where a form does not say."""
SAME_AS = "person"
"""Key of ``Party.sources``: the whole person was taken over from the party of that id."""


@dataclass(frozen=True, slots=True)
class Link:
    """A form field that holds a value of a party: ``attribute`` is ``name``, ``identity_number``, ``identity_kind``,
    ``phone``, ``address``, ``birth_date`` or ``sex``."""

    field_id: str
    party_id: str
    attribute: str


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A party the page asks for. ``optional`` rows were added by the clerk and may be taken away again.

    ``linked`` are the attributes some form needs; ``signs`` names the materials this party signs, with the manner.
    """

    party_id: str
    role: str
    label: str
    optional: bool = False
    linked: frozenset[str] = frozenset()
    signs: tuple[tuple[str, str], ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class PartyPlan:
    """Rows in the order they are shown, the applicant first; ``links`` of fields to them; ``mandate_materials`` are
    the materials by which an agent is authorised; ``roles`` may still be added (role, label)."""

    rows: tuple[PartyRow, ...]
    links: tuple[Link, ...]
    mandate_materials: frozenset[str] = frozenset()
    roles: tuple[tuple[str, str], ...] = ()
    applicant_kind: PartyKind = PartyKind.NATURAL_PERSON

    def row(self, party_id: str) -> PartyRow | None:
        """The row of that party."""
        return next((row for row in self.rows if row.party_id == party_id), None)


def plan_parties(
    sheet: IntakeSheet,
    form_set: FormSet | None,
    asked: Sequence[AskedField],
    definitions: Mapping[str, FieldDefinition],
    role_labels: Mapping[str, str],
) -> PartyPlan:
    """Who is asked for under the sheet's answers."""
    slots = form_set.parties if form_set is not None else ()
    askable = {field.field_id: definitions[field.field_id] for field in asked if not field.produced}
    single = {slot.role: _name_field(slot, askable) for slot in slots}
    applying = _applicant_slot(slots, single, askable, sheet)
    rows: list[PartyRow] = []
    links: list[Link] = []
    _add(rows, links, applying, askable, PartyRow(APPLICANT, APPLICANT, role_labels.get(APPLICANT, APPLICANT)))
    agent_slot = next((slot for slot in slots if slot.role == AGENT), None)
    if sheet.party(AGENT) is not None or (agent_slot is not None and _holds(agent_slot, sheet)):
        label = agent_slot.label if agent_slot is not None else role_labels.get(AGENT, AGENT)
        _add(rows, links, agent_slot, askable, PartyRow(AGENT, AGENT, label, agent_slot is None))
    else:
        # Without an agent nothing about one is asked.
        links += [Link(field_id, AGENT, "name") for field_id in (agent_slot.fields if agent_slot else ())]
    for slot in slots:
        if slot is applying or slot.role == AGENT or single[slot.role] is None:
            continue
        entered = any(party.role == slot.role for party in sheet.parties)
        if _holds(slot, sheet) or entered:
            row = PartyRow(_fresh(slot.role, rows), slot.role, slot.label, slot.needed == "optional")
            _add(rows, links, slot, askable, row)
    for party in sheet.parties:
        if all(row.party_id != party.party_id for row in rows):
            label = role_labels.get(party.role, party.role)
            rows.append(PartyRow(party.party_id, party.role, label, optional=True))
    return PartyPlan(
        rows=tuple(rows),
        links=tuple(links),
        mandate_materials=frozenset(material for material, _ in agent_slot.signs) if agent_slot else frozenset(),
        roles=_addable(slots, rows, role_labels),
        applicant_kind=PartyKind.LEGAL_PERSON
        if applying is not None and applying.role in ORGANISATIONS
        else PartyKind.NATURAL_PERSON,
    )


def _holds(slot: PartySlot, sheet: IntakeSheet) -> bool:
    return slot.needed == "always" or (slot.needed == "when" and condition_holds(slot.when, sheet.answers))


def _name_field(slot: PartySlot, askable: Mapping[str, FieldDefinition]) -> str | None:
    """The field with the name of the one person of this role; ``None`` for rosters and opinions."""
    kinds = (FieldType.NAME, FieldType.PARTY)
    for field_id in slot.fields:
        if field_id in askable and (askable[field_id].type in kinds or field_id.endswith("_name")):
            return field_id
    return None


def _applicant_slot(
    slots: Sequence[PartySlot],
    single: Mapping[str, str | None],
    askable: Mapping[str, FieldDefinition],
    sheet: IntakeSheet,
) -> PartySlot | None:
    """Whose name and number the applicant's are. An organisation that is only being founded has no number yet: then
    it is the person who founds it."""
    possible = [slot for slot in slots if slot.role != AGENT and single[slot.role] is not None and _holds(slot, sheet)]
    for with_number in (True, False):
        for role in APPLYING:
            for slot in possible:
                if slot.role == role and (not with_number or _number_field(slot, askable)):
                    return slot
    return possible[0] if possible else None


def _number_field(slot: PartySlot, askable: Mapping[str, FieldDefinition]) -> str | None:
    numbers = (FieldType.ID_NUMBER, FieldType.USCC)
    return next((name for name in slot.fields if name in askable and askable[name].type in numbers), None)


def _fresh(role: str, rows: Sequence[PartyRow]) -> str:
    taken = {row.party_id for row in rows}
    return next(name for name in (role, *(f"{role}-{n}" for n in range(2, 99))) if name not in taken)


def _add(
    rows: list[PartyRow],
    links: list[Link],
    slot: PartySlot | None,
    askable: Mapping[str, FieldDefinition],
    row: PartyRow,
) -> None:
    """Append a row with its links; a slot all of whose fields belong to earlier rows needs no row of its own."""
    taken = {link.field_id for link in links}
    found = [
        Link(field_id, row.party_id, attribute)
        for attribute, field_id in _fields_of(slot, askable).items()
        if field_id not in taken
    ]
    if slot is not None and row.role not in (APPLICANT, AGENT) and not any(link.attribute == "name" for link in found):
        return
    links += found
    rows.append(
        replace(
            row,
            linked=frozenset(link.attribute for link in found),
            signs=slot.signs if slot is not None else (),
            note=slot.label if slot is not None and row.role == APPLICANT else "",
        )
    )


def _fields_of(slot: PartySlot | None, askable: Mapping[str, FieldDefinition]) -> dict[str, str]:
    if slot is None:
        return {}
    name = _name_field(slot, askable)
    if name is None:
        return {}
    stem = name.removesuffix("_name")
    found = {"name": name}
    if number := _number_field(slot, askable) or _asked(f"{stem}_id_no", askable):
        found["identity_number"] = number
    for attribute, suffix, kind in (
        ("identity_kind", "id_type", FieldType.CHOICE),
        ("phone", "phone", FieldType.PHONE),
        ("address", "address", FieldType.ADDRESS),
        ("birth_date", "birth_date", FieldType.DATE),
        ("sex", "sex", FieldType.CHOICE),
    ):
        field_id = _asked(f"{stem}_{suffix}", askable)
        if field_id and askable[field_id].type is kind:
            found[attribute] = field_id
    return found


def _asked(field_id: str, askable: Mapping[str, FieldDefinition]) -> str | None:
    return field_id if field_id in askable else None


def _addable(
    slots: Sequence[PartySlot], rows: Sequence[PartyRow], role_labels: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    """Roles to add: those the form names first, then all others; one role may be there several times."""
    first = {slot.role: slot.label for slot in slots if slot.role not in (APPLICANT, AGENT)}
    rest = {role: label for role, label in role_labels.items() if role not in first}
    shown = {row.role for row in rows}
    ordered = {**first, **rest}
    return tuple((role, label) for role, label in ordered.items() if not (role in (APPLICANT, AGENT) and role in shown))


def blank_party(row: PartyRow, plan: PartyPlan) -> Party:
    """The party of a row before anything is typed."""
    organisation = row.role in ORGANISATIONS or (
        row.role == APPLICANT and plan.applicant_kind is PartyKind.LEGAL_PERSON
    )
    kind = IdentityKind.USCC if organisation else IdentityKind.RESIDENT_ID_CARD
    numberless = row.role in WITHOUT_PAPERS or (
        bool(row.linked) and "identity_number" not in row.linked and row.role not in (APPLICANT, AGENT)
    )
    return Party(
        party_id=row.party_id,
        role=row.role,
        kind=PartyKind.LEGAL_PERSON if organisation else PartyKind.NATURAL_PERSON,
        name="",
        identity_kind=IdentityKind.NONE if numberless else kind,
        is_data_subject=row.role in ABOUT_WHOM,
        represented=APPLICANT if row.role == AGENT else "",
    )


def carry_over(
    sheet: IntakeSheet,
    plan: PartyPlan,
    definitions: Mapping[str, FieldDefinition],
    words: Words,
    today: date,
) -> IntakeSheet:
    """The sheet with every linked field as its party says; a field whose party says nothing is empty."""
    parties = {party.party_id: party for party in sheet.parties}
    form, sources = dict(sheet.form), dict(sheet.form_sources)
    for link in plan.links:
        party = parties.get(link.party_id)
        value = _value(party, link, definitions[link.field_id], words, today) if party is not None else ""
        if value and link.attribute in DERIVED:
            form[link.field_id], sources[link.field_id] = value, COMPUTED
        elif value and party is not None:
            form[link.field_id], sources[link.field_id] = value, party.sources.get(link.attribute, "typed")
        elif link.attribute not in DERIVED or sources.get(link.field_id) == COMPUTED:
            form.pop(link.field_id, None)
            sources.pop(link.field_id, None)
    if form == sheet.form and sources == sheet.form_sources:
        return sheet
    return replace(sheet, form=form, form_sources=sources)


DERIVED = ("identity_kind", "birth_date", "sex")
"""Attributes that follow from others; where they do not, the field is asked in the form."""
COMPUTED = "computed"
"""Source of a form value that follows from a party's number."""


def _value(party: Party, link: Link, definition: FieldDefinition, words: Words, today: date) -> str:
    match link.attribute:
        case "name" | "phone" | "address" | "identity_number":
            return str(getattr(party, link.attribute))
        case "identity_kind":
            word = words(f"case.identity_kind.{party.identity_kind}")
            return word if party.identity_number and word in definition.choices else ""
        case _:
            return _from_number(party, link.attribute, definition, today)


def _from_number(party: Party, attribute: str, definition: FieldDefinition, today: date) -> str:
    """Birth date and sex as the resident identity number says, only where its check digit holds."""
    number = party.identity_number
    if party.identity_kind not in CARRIES_RESIDENT_NUMBER or resident_number_problem(number, today) is not None:
        return ""
    born = birth_date(number)
    if attribute == "birth_date":
        return born.isoformat() if born is not None else ""
    # GB 11643: the seventeenth digit is odd for men; the dictionary lists men first.
    return definition.choices[1 - int(number[16]) % 2] if len(definition.choices) >= 2 else ""


def hidden_fields(sheet: IntakeSheet, plan: PartyPlan) -> frozenset[str]:
    """Fields the form does not ask, because a party's row holds them or they follow from it. What follows from a number
    is asked only once there is a number it does not follow from."""
    rows = {row.party_id for row in plan.rows}
    numbers = {party.party_id for party in sheet.parties if party.identity_number}
    return frozenset(
        link.field_id
        for link in plan.links
        if link.party_id not in rows
        or link.attribute not in DERIVED
        or link.party_id not in numbers
        or sheet.form_sources.get(link.field_id) == COMPUTED
    )
