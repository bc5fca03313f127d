"""沿用: what a form already knows is proposed in its empty fields, with where it comes from, never silently.

A proposal (沿用项) is no entry: it stands on the screen until somebody takes the form over, and only then goes into the
sheet, marked as proposed. As long as nobody edits it, it follows what it comes from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from wenling_desk.domain.carry_over import CarryOver, Origin, OriginKind, PartyValue
from wenling_desk.domain.form import (
    AskedField,
    FieldDefinition,
    FieldType,
    FormSet,
    Sensitivity,
    condition_holds,
)
from wenling_desk.domain.identity import IdentityKind
from wenling_desk.domain.intake import ADULT_AGE, IntakeSheet, is_filled
from wenling_desk.domain.party import Party, PartyKind

PROPOSED = "proposed"
"""How a value came that was taken over as proposed: a key of ``IntakeSheet.form_sources`` begins with it, followed by
a colon and the kind of its origin. Whatever a person typed, read or chose has another one."""
EMPTIED = "typed"
"""Source of a field that somebody emptied: it has no value, and nothing is proposed for it any more."""

Value = str | list[dict[str, str]]
"""One text (dates ISO, figures plain), or the rows of a roster."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value that may be taken over, and where it comes from."""

    value: Value = field(repr=False)
    origin: Origin = field(repr=False)

    @property
    def source(self) -> str:
        """How ``IntakeSheet.form_sources`` names it once it is taken over."""
        return f"{PROPOSED}:{self.origin.kind}"


def is_proposed(source: str) -> bool:
    """Whether a source of ``form_sources`` is that of a proposal nobody edited."""
    return source.partition(":")[0] == PROPOSED


def proposals(
    rules: Mapping[str, Sequence[CarryOver]],
    form_set: FormSet | None,
    asked: Iterable[AskedField],
    definitions: Mapping[str, FieldDefinition],
    sheet: IntakeSheet,
    today: date,
) -> dict[str, Proposal]:
    """What may be proposed for the fields the form asks: field -> proposal, taken over already or not.

    Nothing is proposed for a field somebody filled in or emptied, for one that a role of the form holds (that person
    says it), for what the completion of a member brings, or for a yes or no (that is a declaration).
    """
    found = _Search(rules, form_set, tuple(asked), definitions, sheet, today)
    return found.all()


def take_over(sheet: IntakeSheet, found: Mapping[str, Proposal]) -> IntakeSheet:
    """The sheet with every proposal in its field; what was taken over before follows its origin."""
    return _with(followed(sheet, found), found)


def followed(sheet: IntakeSheet, found: Mapping[str, Proposal]) -> IntakeSheet:
    """The sheet whose proposals taken over before are as they are proposed now; those no longer proposed are gone."""
    held = [field_id for field_id, source in sheet.form_sources.items() if is_proposed(source)]
    gone = {field_id for field_id in held if field_id not in found}
    form = {key: value for key, value in sheet.form.items() if key not in gone}
    sources = {key: source for key, source in sheet.form_sources.items() if key not in gone}
    kept = replace(sheet, form=form, form_sources=sources) if gone else sheet
    return _with(kept, {field_id: found[field_id] for field_id in held if field_id in found})


def _with(sheet: IntakeSheet, found: Mapping[str, Proposal]) -> IntakeSheet:
    form: dict[str, Any] = {**sheet.form, **{key: proposal.value for key, proposal in found.items()}}
    sources = {**sheet.form_sources, **{key: proposal.source for key, proposal in found.items()}}
    if form == sheet.form and sources == sheet.form_sources:
        return sheet
    return replace(sheet, form=form, form_sources=sources)


class _Search:
    """Proposals may rest on proposals (the roster on the post, the post on what is usual); each is found once."""

    def __init__(
        self,
        rules: Mapping[str, Sequence[CarryOver]],
        form_set: FormSet | None,
        asked: tuple[AskedField, ...],
        definitions: Mapping[str, FieldDefinition],
        sheet: IntakeSheet,
        today: date,
    ) -> None:
        self._rules, self._definitions, self._sheet, self._today = rules, definitions, sheet, today
        self._asked = {row.field_id: row for row in asked}
        slots = form_set.parties if form_set is not None else ()
        self._held = {field_id for slot in slots for field_id in slot.fields}
        self._found: dict[str, Proposal | None] = {}

    def all(self) -> dict[str, Proposal]:
        wanted = ((field_id, self._proposal(field_id)) for field_id in self._asked if field_id in self._rules)
        return {field_id: proposal for field_id, proposal in wanted if proposal is not None}

    def _proposal(self, field_id: str) -> Proposal | None:
        if field_id not in self._found:
            # Set first: a rule that leads back to itself proposes nothing.
            self._found[field_id] = None
            if self._may_be_proposed(field_id):
                self._found[field_id] = self._make(field_id)
        return self._found[field_id]

    def _may_be_proposed(self, field_id: str) -> bool:
        asked, definition = self._asked.get(field_id), self._definitions[field_id]
        if asked is None or asked.produced or definition.type is FieldType.BOOL:
            return False
        if field_id in self._held and definition.type is not FieldType.TABLE:
            return False
        source = self._sheet.form_sources.get(field_id, "")
        return is_proposed(source) or not (source or is_filled(self._sheet.form.get(field_id)))

    def _make(self, field_id: str) -> Proposal | None:
        definition = self._definitions[field_id]
        rule = next((rule for rule in self._rules.get(field_id, ()) if self._applies(rule, definition)), None)
        if rule is None:
            return None
        if rule.origin is not None:
            value = self._value(rule.origin, definition.type, definition.choices)
            return Proposal(value, rule.origin) if value else None
        columns = {column.column_id: column for column in definition.columns}
        row: dict[str, str] = {}
        for column_id, origin in (rule.columns or {}).items():
            column = columns[column_id]
            row[column_id] = self._value(origin, column.type, column.choices)
        # Half a row would pass for a filled roster.
        return Proposal([row], next(iter(rule.origins()))) if row and all(row.values()) else None

    def _applies(self, rule: CarryOver, definition: FieldDefinition) -> bool:
        if rule.forms and self._sheet.target_code not in rule.forms:
            return False
        if not condition_holds(rule.when, self._sheet.answers):
            return False
        origin = rule.origin
        if origin is None or origin.kind in (OriginKind.TODAY, OriginKind.USUAL):
            return True
        if origin.kind is OriginKind.FIELD:
            return origin.ref in self._asked
        if origin.kind is OriginKind.ANSWER:
            return bool(self._sheet.answers.get(origin.ref))
        return self._person(origin, definition.sensitivity is not Sensitivity.NONE) is not None

    def _person(self, origin: Origin, is_personal: bool) -> Party | None:
        """The party a value may come from: there, named, a person where the field is about one, and of age."""
        party = self._sheet.party(origin.ref)
        if party is None or not party.name.strip():
            return None
        if is_personal and party.kind is not PartyKind.NATURAL_PERSON:
            return None
        age = party.age(self._today)
        return None if age is not None and age < ADULT_AGE else party

    def _value(self, origin: Origin, kind: FieldType, choices: Sequence[str]) -> str:
        """The value of one origin, empty where it has none or none that fits."""
        value = ""
        match origin.kind:
            case OriginKind.USUAL:
                value = origin.value
            case OriginKind.TODAY:
                value = years_later(self._today, origin.years).isoformat()
            case OriginKind.ANSWER:
                chosen = self._sheet.answers.get(origin.ref, ())
                value = (origin.values or {}).get(chosen[0], "") if len(chosen) == 1 else ""
            case OriginKind.FIELD:
                value = self._of_field(origin)
            case OriginKind.PARTY:
                value = self._of_party(origin, kind)
        return value if not choices or value in choices else ""

    def _of_field(self, origin: Origin) -> str:
        proposal = self._proposal(origin.ref)
        known = proposal.value if proposal is not None else self._sheet.form.get(origin.ref, "")
        value = known.strip() if isinstance(known, str) else ""
        return origin.values.get(value, "") if origin.values is not None else value

    def _of_party(self, origin: Origin, kind: FieldType) -> str:
        party = self._sheet.party(origin.ref)
        if party is None:
            return ""
        if origin.attribute is PartyValue.IDENTITY_NUMBER:
            is_code = party.identity_kind is IdentityKind.USCC
            return party.identity_number if is_code is (kind is FieldType.USCC) else ""
        return str(getattr(party, origin.attribute)).strip()


def years_later(day: date, years: int) -> date:
    """The same day some years later; 29 February becomes the 28th where the year has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
