"""Forms: one field dictionary, a form per item, and the joint form as their union."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from wenling_desk.domain.situation import Answers

Condition = tuple[Mapping[str, tuple[str, ...]], ...]
"""Alternatives (or) of question -> options (and); empty means always."""


class FieldType(StrEnum):
    """How a field is entered and checked."""

    TEXT = "text"
    NAME = "name"
    ID_NUMBER = "id_number"
    USCC = "uscc"
    PHONE = "phone"
    DATE = "date"
    NUMBER = "number"
    MONEY = "money"
    AREA_M2 = "area_m2"
    ADDRESS = "address"
    CHOICE = "choice"
    BOOL = "bool"
    PARTY = "party"
    TABLE = "table"


class Sensitivity(StrEnum):
    """How a value is shown: anything but NONE is masked on screen by default."""

    NONE = "none"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"
    MINOR = "minor"


class Autofill(StrEnum):
    """Where a value may come from besides the clerk's hands."""

    ID_CARD = "id_card"
    BUSINESS_LICENCE = "business_licence"
    PREVIOUS_CASE = "previous_case"
    COMPUTED = "computed"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a TABLE field."""

    column_id: str
    label: str
    type: FieldType
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldDefinition:
    """A field (栏目): the same thing has one id in all forms. ``minimum``/``maximum`` are values, lengths or rows."""

    field_id: str
    label: str
    type: FieldType
    sensitivity: Sensitivity = Sensitivity.NONE
    autofill: Autofill = Autofill.NONE
    choices: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    pattern: str = ""
    minimum: float | None = None
    maximum: float | None = None
    rule: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class FieldUse:
    """A field as one form asks it."""

    field_id: str
    required: bool
    when: Condition = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One printed form of an item; ``material_id`` None where the guide lists no material for it."""

    material_id: str | None
    fields: tuple[FieldUse, ...]
    basis: str = "inferred"


@dataclass(frozen=True, slots=True)
class AlreadyDone:
    """How a member handled earlier is verified: evidence and the fields that capture it."""

    typical: bool = False
    evidence: str = ""
    material_id: str | None = None
    capture: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemForm:
    """The form of one item. ``produces`` are fields its completion fills in, so later members never ask them."""

    item_code: str
    name: str
    sheets: tuple[Sheet, ...]
    produces: tuple[str, ...] = ()
    already_done: AlreadyDone = AlreadyDone()


@dataclass(frozen=True, slots=True)
class PartySlot:
    """A role the form knows: who must be there, whose data it is, what they sign."""

    role: str
    label: str
    needed: str
    when: Condition = ()
    data_subject: bool = False
    fields: tuple[str, ...] = ()
    signs: tuple[tuple[str, str], ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class FormSet:
    """All forms of a bundle (or of one item), the roles, and the usual answers."""

    code: str
    items: tuple[ItemForm, ...]
    parties: tuple[PartySlot, ...] = ()
    default_answers: Mapping[str, tuple[str, ...]] | None = None
    typical_answers: Mapping[str, tuple[str, ...]] | None = None
    labels: Mapping[str, str] | None = None
    subject_note: str = ""
    status: str = "inferred"

    def form_of(self, item_code: str) -> ItemForm | None:
        """The form of that member, ``None`` where the set has none."""
        return next((form for form in self.items if form.item_code == item_code), None)


@dataclass(frozen=True, slots=True)
class AskedField:
    """A field of the joint form (联办表): asked once, for ``item_codes``; ``produced`` ones are not typed."""

    field_id: str
    label: str
    required: bool
    item_codes: tuple[str, ...]
    material_ids: tuple[str, ...]
    produced: bool = False


def condition_holds(when: Condition, answers: Answers) -> bool:
    """Whether any alternative holds under these answers; an empty condition always does."""
    if not when:
        return True
    return any(
        all(set(options) & set(answers.get(question, ())) for question, options in alternative.items())
        for alternative in when
    )


def joint_form(
    form_set: FormSet,
    definitions: Mapping[str, FieldDefinition],
    item_codes: Iterable[str],
    material_ids: frozenset[str],
    answers: Answers,
    already_done: Iterable[str] = (),
) -> tuple[AskedField, ...]:
    """The union of the handled members' forms in catalogue order, then the capture fields of members done before."""
    codes = tuple(item_codes)
    found: dict[str, tuple[bool, list[str], list[str]]] = {}
    produced: set[str] = set()
    for code in codes:
        form = form_set.form_of(code)
        if form is None:
            continue
        produced.update(form.produces)
        for sheet in form.sheets:
            if sheet.material_id is not None and sheet.material_id not in material_ids:
                continue
            for use in sheet.fields:
                if not condition_holds(use.when, answers):
                    continue
                required, items, sheets = found.get(use.field_id, (False, [], []))
                if code not in items:
                    items.append(code)
                if sheet.material_id and sheet.material_id not in sheets:
                    sheets.append(sheet.material_id)
                found[use.field_id] = (required or use.required, items, sheets)
    for code in already_done:
        form = form_set.form_of(code)
        for field_id in form.already_done.capture if form else ():
            required, items, sheets = found.get(field_id, (False, [], []))
            found[field_id] = (required, items if code in items else [*items, code], sheets)
            produced.discard(field_id)
    labels = form_set.labels or {}
    return tuple(
        AskedField(
            field_id,
            labels.get(field_id, definitions[field_id].label),
            required,
            tuple(items),
            tuple(sheets),
            produced=field_id in produced,
        )
        for field_id, (required, items, sheets) in found.items()
    )
