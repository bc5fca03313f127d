"""Cross-checks of ``forms/carry_over.yaml``: what is proposed fits its field, comes from something the form knows, and
never speaks for somebody else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from wenling_desk.catalogue.draft import Draft
from wenling_desk.catalogue.findings import Place
from wenling_desk.catalogue.yaml_reading import nearest
from wenling_desk.domain.carry_over import CarryOver, Origin, OriginKind, PartyValue
from wenling_desk.domain.form import FieldDefinition, FieldType, FormSet
from wenling_desk.domain.service_bundle import ServiceBundle
from wenling_desk.domain.situation import Situation

_WORDS = frozenset({FieldType.TEXT, FieldType.NAME, FieldType.ADDRESS, FieldType.CHOICE, FieldType.PARTY})
_FIGURES = frozenset({FieldType.NUMBER, FieldType.MONEY, FieldType.AREA_M2})
_TAKES = {
    PartyValue.NAME: frozenset({FieldType.NAME, FieldType.TEXT, FieldType.PARTY}),
    PartyValue.IDENTITY_NUMBER: frozenset({FieldType.ID_NUMBER, FieldType.USCC}),
    PartyValue.PHONE: frozenset({FieldType.PHONE}),
    PartyValue.ADDRESS: frozenset({FieldType.ADDRESS}),
}


def check_carry_over(draft: Draft) -> None:
    """Every rule by itself, then whether rules lead back to themselves."""
    for field_id, rules in draft.carry_over.items():
        for number, rule in enumerate(rules):
            place = draft.place("carry_over", field_id, str(number))
            definition = draft.fields.get(field_id)
            if definition is None:
                draft.findings.error(place, "field_unknown", id=field_id, like=nearest(field_id, list(draft.fields)))
                continue
            _check_scope(rule, definition, place, draft)
            _check_targets(rule, definition, place, draft)
    _check_cycles(draft)


def _check_scope(rule: CarryOver, definition: FieldDefinition, place: Place, draft: Draft) -> None:
    """The forms exist and ask the field, and nobody else in them is the one to say it."""
    known = [code for code in rule.forms if code in draft.forms]
    for code in rule.forms:
        if code not in draft.forms:
            draft.findings.error(place, "form_unknown", code=code, like=nearest(code, list(draft.forms)))
        elif rule.field_id not in _asked(draft.forms[code]):
            draft.findings.error(place, "carry_over_not_asked", id=rule.field_id, code=code)
        elif definition.type is not FieldType.TABLE and (label := _holder(draft.forms[code], rule.field_id)):
            draft.findings.error(place, "carry_over_for_somebody_else", id=rule.field_id, code=code, label=label)
    if not rule.forms and not any(rule.field_id in _asked(form_set) for form_set in draft.forms.values()):
        draft.findings.error(place, "carry_over_not_asked", id=rule.field_id, code="*")
    questions = {question for way in rule.when for question in way}
    if (questions or any(each.kind is OriginKind.ANSWER for each in rule.origins())) and not rule.forms:
        draft.findings.error(place, "carry_over_answer_without_form", id=rule.field_id)
    for code in known:
        for way in rule.when:
            for question, options in way.items():
                _check_options(draft.bundles.get(code), question, options, place, draft)


def _check_targets(rule: CarryOver, definition: FieldDefinition, place: Place, draft: Draft) -> None:
    """One value for a field, a row for a roster, nothing for a declaration."""
    if definition.type is FieldType.BOOL:
        draft.findings.error(place, "carry_over_of_declaration", id=rule.field_id)
    elif (definition.type is FieldType.TABLE) != (rule.columns is not None):
        draft.findings.error(place, "carry_over_row_or_value", id=rule.field_id)
    elif rule.origin is not None:
        _check_origin(rule.origin, definition, rule.forms, place, draft)
    columns = {column.column_id: column for column in definition.columns}
    for column_id, origin in (rule.columns or {}).items():
        column = columns.get(column_id)
        if column is None:
            like = nearest(column_id, list(columns))
            draft.findings.error(place, "carry_over_column_unknown", id=rule.field_id, column=column_id, like=like)
            continue
        shown = FieldDefinition(f"{rule.field_id}.{column_id}", column.label, column.type, choices=column.choices)
        _check_origin(origin, shown, rule.forms, place, draft)


def _check_origin(origin: Origin, target: FieldDefinition, forms: Sequence[str], place: Place, draft: Draft) -> None:
    match origin.kind:
        case OriginKind.PARTY:
            if origin.ref not in draft.roles:
                like = nearest(origin.ref, list(draft.roles))
                draft.findings.error(place, "role_unknown", role=origin.ref, like=like)
            if target.type not in _TAKES[origin.attribute]:
                _misfit(target, origin.attribute.value, place, draft)
        case OriginKind.FIELD:
            _check_field(origin, target, forms, place, draft)
        case OriginKind.ANSWER:
            for code in forms if origin.ref else ():
                if code in draft.forms:
                    _check_options(draft.bundles.get(code), origin.ref, tuple(origin.values or ()), place, draft)
            _check_values((origin.values or {}).values(), target, place, draft)
        case OriginKind.TODAY:
            if target.type is not FieldType.DATE:
                _misfit(target, origin.kind.value, place, draft)
        case OriginKind.USUAL:
            _check_values((origin.value,), target, place, draft)


def _check_field(origin: Origin, target: FieldDefinition, forms: Sequence[str], place: Place, draft: Draft) -> None:
    """The other field exists, is asked in the same forms, and its values can stand in this one."""
    other = draft.fields.get(origin.ref)
    if other is None:
        draft.findings.error(place, "field_unknown", id=origin.ref, like=nearest(origin.ref, list(draft.fields)))
        return
    for code in forms:
        if code in draft.forms and origin.ref not in _asked(draft.forms[code]):
            draft.findings.error(place, "carry_over_not_asked", id=origin.ref, code=code)
    if origin.values is not None:
        for value in origin.values:
            if other.choices and value not in other.choices:
                draft.findings.error(place, "carry_over_value_unfit", id=other.field_id, value=value)
        _check_values(origin.values.values(), target, place, draft)
    elif not _fits(other, target):
        _misfit(target, other.field_id, place, draft)


def _fits(other: FieldDefinition, target: FieldDefinition) -> bool:
    if target.choices:
        return bool(set(other.choices) & set(target.choices))
    same = other.type is target.type or (other.type in _FIGURES and target.type in _FIGURES)
    return same or (other.type in _WORDS and target.type is FieldType.TEXT)


def _check_values(values: Iterable[str], target: FieldDefinition, place: Place, draft: Draft) -> None:
    for value in values:
        if value and not _stands(value, target):
            draft.findings.error(place, "carry_over_value_unfit", id=target.field_id, value=value)


def _stands(value: str, target: FieldDefinition) -> bool:
    """Whether a fixed value is one the field takes."""
    if target.choices:
        return value in target.choices
    if target.type in _FIGURES:
        if not re.fullmatch(r"(0|[1-9][0-9]*)([.][0-9]+)?", value):
            return False
        low, high = target.minimum, target.maximum
        return (low is None or float(value) >= low) and (high is None or float(value) <= high)
    if target.type is FieldType.DATE:
        try:
            return date.fromisoformat(value).isoformat() == value
        except ValueError:
            return False
    if target.type in (FieldType.ID_NUMBER, FieldType.USCC, FieldType.PHONE):
        return False  # nobody's number is usual
    return not target.pattern or re.fullmatch(target.pattern, value) is not None


def _misfit(target: FieldDefinition, source: str, place: Place, draft: Draft) -> None:
    draft.findings.error(place, "carry_over_kinds_differ", id=target.field_id, source=source)


def _check_options(
    bundle: ServiceBundle | None, question_id: str, options: Sequence[str], place: Place, draft: Draft
) -> None:
    questions: Mapping[str, Situation] = (
        {question.question_id: question for question in bundle.questions} if bundle is not None else {}
    )
    question = questions.get(question_id)
    if question is None:
        draft.findings.error(place, "condition_on_unknown_question", question=question_id)
        return
    known = {option.option_id for option in question.options}
    for option in options:
        if option not in known:
            draft.findings.error(place, "condition_on_unknown_option", question=question_id, option=option)


def _asked(form_set: FormSet) -> set[str]:
    asked = {use.field_id for form in form_set.items for sheet in form.sheets for use in sheet.fields}
    return asked | {field_id for form in form_set.items for field_id in form.already_done.capture}


def _holder(form_set: FormSet, field_id: str) -> str:
    """The role of the form whose own the field is."""
    return next((slot.label for slot in form_set.parties if field_id in slot.fields), "")


def _check_cycles(draft: Draft) -> None:
    for field_id, rules in draft.carry_over.items():
        for number, rule in enumerate(rules):
            if field_id in _leads_to(rule, draft, set()):
                place = draft.place("carry_over", field_id, str(number))
                draft.findings.error(place, "carry_over_in_cycle", id=field_id)


def _leads_to(rule: CarryOver, draft: Draft, seen: set[str]) -> Iterator[str]:
    for origin in rule.origins():
        if origin.kind is OriginKind.FIELD and origin.ref not in seen:
            seen.add(origin.ref)
            yield origin.ref
            for further in draft.carry_over.get(origin.ref, ()):
                yield from _leads_to(further, draft, seen)
