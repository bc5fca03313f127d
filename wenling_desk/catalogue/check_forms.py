"""Cross-checks of forms: fields, materials, members, conditions, parties, default and typical answers."""

from __future__ import annotations

from collections.abc import Mapping

from wenling_desk.catalogue.draft import Draft
from wenling_desk.catalogue.findings import Place
from wenling_desk.catalogue.outcomes import BundleSpace, holds
from wenling_desk.catalogue.yaml_reading import nearest
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.form import Condition, FieldDefinition, FieldType, FormSet, ItemForm, Sensitivity
from wenling_desk.domain.service_item import Material, MaterialSource
from wenling_desk.domain.situation import check_answers

_ANSWER_FLAWS = {
    "unknown_question": "answer_to_unknown_question",
    "unknown_option": "answer_with_unknown_option",
    "one_answer_only": "answer_more_than_one",
    "exclusive_answer": "answer_beside_exclusive",
    "question_unanswered": "answer_missing",
}


def check_forms(draft: Draft, spaces: Mapping[str, BundleSpace]) -> None:
    """The dictionary, then every form against its item or against its bundle, whose answers ``spaces`` holds."""
    used: set[str] = set()
    for field in draft.fields.values():
        _check_field(field, draft)
    for code, form_set in draft.forms.items():
        _check_form_fields(form_set, used, draft)
        if (space := spaces.get(code)) is not None:
            _check_bundle_form(form_set, space, draft)
        elif (item := draft.items.get(code)) is not None:
            _check_items_match(form_set, (code,), draft)
            _check_sheets(form_set, item.materials, draft)
        else:
            draft.findings.error(draft.place("form", code), "form_of_unknown", code=code)
    for code, bundle in draft.bundles.items():
        if bundle.has_detail and code not in draft.forms:
            draft.findings.warning(draft.place("bundle", code), "bundle_without_form", name=bundle.name)
    for field_id in draft.fields:
        if field_id not in used:
            draft.findings.warning(draft.place("field", field_id), "field_unused", id=field_id)


def _check_field(field: FieldDefinition, draft: Draft) -> None:
    place = draft.place("field", field.field_id)
    if not field.field_id.isidentifier() or field.field_id != field.field_id.lower():
        draft.findings.error(place, "field_id_spelling", id=field.field_id)
    if field.type is FieldType.CHOICE and len(field.choices) < 2:
        draft.findings.error(place, "field_without_choices", id=field.field_id)
    if field.type is FieldType.TABLE and not field.columns:
        draft.findings.error(place, "table_without_columns", id=field.field_id)
    if len({column.column_id for column in field.columns}) < len(field.columns):
        draft.findings.error(place, "column_twice", id=field.field_id)
    for column in field.columns:
        if column.type is FieldType.CHOICE and len(column.choices) < 2:
            draft.findings.error(place, "field_without_choices", id=f"{field.field_id}.{column.column_id}")
    if field.minimum is not None and field.maximum is not None and field.minimum > field.maximum:
        draft.findings.error(place, "field_bounds_reversed", id=field.field_id)
    if field.type is FieldType.ID_NUMBER and field.sensitivity in (Sensitivity.NONE, Sensitivity.PERSONAL):
        draft.findings.error(place, "id_number_not_sensitive", id=field.field_id)


def _check_form_fields(form_set: FormSet, used: set[str], draft: Draft) -> None:
    def check(field_id: str, place: Place) -> None:
        used.add(field_id)
        if field_id not in draft.fields:
            like = nearest(field_id, list(draft.fields))
            draft.findings.error(place, "field_unknown", id=field_id, like=like)

    code = form_set.code
    for form in form_set.items:
        where = draft.place("form", code, "item", form.item_code)
        for field_id in (*form.produces, *form.already_done.capture):
            check(field_id, where)
        for number, sheet in enumerate(form.sheets):
            for use in sheet.fields:
                key = ("form", code, "item", form.item_code, f"sheet {number}", use.field_id)
                check(use.field_id, draft.place(*key))
    for number, party in enumerate(form_set.parties):
        where = draft.place("form", code, "party", str(number))
        for field_id in party.fields:
            check(field_id, where)
        if party.role not in draft.roles:
            like = nearest(party.role, list(draft.roles))
            draft.findings.error(where, "role_unknown", role=party.role, like=like)
    for field_id in form_set.labels or ():
        check(field_id, draft.place("form", code))


def _check_items_match(form_set: FormSet, codes: tuple[str, ...], draft: Draft) -> None:
    written = [form.item_code for form in form_set.items]
    for code in written:
        if code not in codes:
            draft.findings.error(draft.place("form", form_set.code, "item", code), "form_of_no_member", code=code)
    for code in codes:
        if code not in written:
            draft.findings.error(draft.place("form", form_set.code), "member_without_form", code=code)


def _check_sheets(form_set: FormSet, materials: tuple[Material, ...], draft: Draft) -> None:
    by_id = {material.material_id: material for material in materials}
    carried: set[tuple[str, str]] = set()
    for form in form_set.items:
        for number, sheet in enumerate(form.sheets):
            if sheet.material_id is None:
                continue
            where = draft.place("form", form_set.code, "item", form.item_code, f"sheet {number}")
            material = by_id.get(sheet.material_id)
            if material is None:
                like = nearest(sheet.material_id, list(by_id))
                draft.findings.error(where, "material_unknown", id=sheet.material_id, like=like)
                continue
            carried.add((form.item_code, sheet.material_id))
            if material.source is not MaterialSource.DESK_FORM:
                draft.findings.error(where, "sheet_of_no_desk_form", id=sheet.material_id, name=material.name)
            if form.item_code not in material.used_by:
                draft.findings.error(where, "sheet_not_for_item", id=sheet.material_id, code=form.item_code)
        done = form.already_done.material_id
        if done is not None and done not in by_id:
            where = draft.place("form", form_set.code, "item", form.item_code)
            draft.findings.error(where, "material_unknown", id=done, like=nearest(done, list(by_id)))
    _check_desk_forms(form_set, by_id, carried, draft)


def _check_desk_forms(
    form_set: FormSet, by_id: dict[str, Material], carried: set[tuple[str, str]], draft: Draft
) -> None:
    """A material filled in at the window needs a sheet for every item it serves, and somebody who signs it."""
    signed = set()
    for number, party in enumerate(form_set.parties):
        for material_id, _ in party.signs:
            signed.add(material_id)
            if material_id not in by_id:
                where = draft.place("form", form_set.code, "party", str(number))
                like = nearest(material_id, list(by_id))
                draft.findings.error(where, "material_unknown", id=material_id, like=like)
    place = draft.place("form", form_set.code)
    for material in by_id.values():
        if material.source is not MaterialSource.DESK_FORM:
            continue
        for code in material.used_by:
            if (code, material.material_id) not in carried:
                draft.findings.error(place, "desk_form_without_sheet", id=material.material_id, code=code)
        if material.material_id not in signed:
            draft.findings.warning(place, "desk_form_without_signer", id=material.material_id, name=material.name)


def _check_bundle_form(form_set: FormSet, space: BundleSpace, draft: Draft) -> None:
    bundle = space.bundle
    _check_items_match(form_set, tuple(member.item_code for member in bundle.members), draft)
    _check_sheets(form_set, bundle.materials, draft)
    place = draft.place("form", form_set.code)
    for name, answers in (("default_answers", form_set.default_answers), ("typical_answers", form_set.typical_answers)):
        if answers is None:
            draft.findings.error(place, "key_missing", key=name)
            continue
        try:
            check_answers(bundle.questions, answers, complete=True)
        except DeskRefusal as refusal:
            values = {key: value for key, value in refusal.values.items() if key in ("question", "option")}
            draft.findings.error(place, _ANSWER_FLAWS[refusal.code], answers=name, **values)
    for form in form_set.items:
        _check_reachable(form, form_set.code, space, draft)
    for number, party in enumerate(form_set.parties):
        where = draft.place("form", form_set.code, "party", str(number))
        masks = _check_condition(party.when, where, space, draft)
        if not any(holds(masks, outcome.chosen) for outcome in space.outcomes):
            draft.findings.error(where, "party_never_needed", label=party.label)


def _check_condition(when: Condition, place: Place, space: BundleSpace, draft: Draft) -> list[list[int]]:
    questions = {question.question_id for question in space.bundle.questions}
    for alternative in when:
        for question, options in alternative.items():
            if question not in questions:
                draft.findings.error(place, "condition_on_unknown_question", question=question)
                continue
            for option in options:
                if (question, option) not in space.option_bits:
                    draft.findings.error(place, "condition_on_unknown_option", question=question, option=option)
    return space.condition_masks(when)


def _check_reachable(form: ItemForm, code: str, space: BundleSpace, draft: Draft) -> None:
    """Every field is asked under some answers; else it is a mistake in its condition or its sheet."""
    member = space.member_bits.get(form.item_code)
    if member is None:
        return
    for number, sheet in enumerate(form.sheets):
        bit = space.material_bits.get(sheet.material_id, 0) if sheet.material_id is not None else 0
        chosen = {
            outcome.chosen
            for outcome in space.outcomes
            if outcome.members & member and (not bit or outcome.materials & bit)
        }
        verdicts: dict[str, bool] = {}
        for use in sheet.fields:
            where = draft.place("form", code, "item", form.item_code, f"sheet {number}", use.field_id)
            key = repr(use.when)
            if key not in verdicts:
                masks = _check_condition(use.when, where, space, draft)
                verdicts[key] = any(holds(masks, each) for each in chosen)
            if not verdicts[key]:
                draft.findings.error(where, "field_never_asked", id=use.field_id)
