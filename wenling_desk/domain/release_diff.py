"""What a newer release of the catalogue changes for one applicant, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.delegation import Delegation, find_delegation
from wenling_desk.domain.form import AskedField, joint_form
from wenling_desk.domain.service_bundle import BundleStatus, HandlingPlan, plan_bundle, plan_single
from wenling_desk.domain.service_item import Material, ServiceItem, TimeLimit
from wenling_desk.domain.situation import Answers, Situation

ChangeValue = str | bool | int | date | TimeLimit | tuple[str, ...] | None


class ChangeKind(StrEnum):
    """What kind of thing changed; the sentence for it belongs to the screen."""

    TARGET_GONE = "target_gone"
    TARGET_NOT_IN_FORCE = "target_not_in_force"
    QUESTION_ADDED = "question_added"
    QUESTION_REMOVED = "question_removed"
    QUESTION_REWORDED = "question_reworded"
    ANSWER_GONE = "answer_gone"
    MEMBER_ADDED = "member_added"
    MEMBER_REMOVED = "member_removed"
    MEMBER_ORDER = "member_order"
    ITEM_CHANGED = "item_changed"
    STATUTORY_TIME_LIMIT = "statutory_time_limit"
    COMMITTED_TIME_LIMIT = "committed_time_limit"
    DELEGATION_GAINED = "delegation_gained"
    DELEGATION_LOST = "delegation_lost"
    DELEGATION_CHANGED = "delegation_changed"
    MATERIAL_ADDED = "material_added"
    MATERIAL_REMOVED = "material_removed"
    MATERIAL_CHANGED = "material_changed"
    FIELD_ADDED = "field_added"
    FIELD_REMOVED = "field_removed"
    FIELD_CHANGED = "field_changed"


@dataclass(frozen=True, slots=True)
class PlanChange:
    """One change: ``subject`` is the code or id, ``name`` what people call it, ``aspect`` what about it changed."""

    kind: ChangeKind
    subject: str
    name: str
    aspect: str = ""
    before: ChangeValue = None
    after: ChangeValue = None


_ITEM_ASPECTS: tuple[tuple[str, Callable[[ServiceItem], ChangeValue]], ...] = (
    ("name", lambda item: item.name),
    ("department", lambda item: item.department_key),
    ("item_type", lambda item: item.item_type.value),
    ("handling_kind", lambda item: item.handling_kind.value),
    ("result_name", lambda item: item.result_name),
    ("fee", lambda item: item.fee),
)
_MATERIAL_ASPECTS: tuple[tuple[str, Callable[[Material], ChangeValue]], ...] = (
    ("name", lambda material: material.name),
    ("form", lambda material: material.form.value),
    ("copies", lambda material: material.copies),
    ("source", lambda material: material.source.value),
    ("shareable", lambda material: material.shareable),
    ("deferrable", lambda material: material.deferrable),
    ("pledgeable", lambda material: material.pledgeable),
)
_DELEGATION_ASPECTS: tuple[tuple[str, Callable[[Delegation], ChangeValue]], ...] = (
    ("document", lambda row: row.document),
    ("seal", lambda row: row.seal),
    ("seal_holder", lambda row: row.seal_holder),
    ("effective_to", lambda row: row.effective_to),
)


def diff_for_plan(
    old: Catalogue,
    new: Catalogue,
    target_code: str,
    answers: Answers,
    already_done: frozenset[str] = frozenset(),
    *,
    on: date | None = None,
) -> list[PlanChange]:
    """What release ``new`` changes for an applicant whose draft was begun under ``old``.

    ``target_code`` is a bundle or an item of ``old``; ``already_done`` are the members left out (已办, 不办). Answers
    the new release does not know are left out of the new plan and reported. ``on`` is the day delegations and force
    are judged by; by default the day the new release takes effect.
    """
    day = on or new.effective_from
    if target_code not in new.bundles and target_code not in new.items:
        return [PlanChange(ChangeKind.TARGET_GONE, target_code, _name_of(old, target_code))]
    changes = list(_force_changes(new, target_code, day))
    kept = answers
    if target_code in old.bundles and target_code in new.bundles:
        before, after = old.bundles[target_code].questions, new.bundles[target_code].questions
        changes += _question_changes(before, after, answers)
        kept = _known_answers(after, answers)
    old_plan = _plan(old, target_code, answers, already_done)
    new_plan = _plan(new, target_code, kept, already_done)
    changes += _member_changes(old, new, old_plan, new_plan)
    for code in _common_members(old_plan, new_plan):
        changes += _item_changes(old.items[code], new.items[code])
        changes += _delegation_changes(old, new, code, day)
    changes += _material_changes(old_plan, new_plan)
    changes += _field_changes(
        old,
        new,
        _form(old, target_code, old_plan, answers, already_done),
        _form(new, target_code, new_plan, kept, already_done),
    )
    return changes


def _name_of(catalogue: Catalogue, code: str) -> str:
    target = catalogue.bundles.get(code) or catalogue.items.get(code)
    return target.name if target is not None else code


def _force_changes(new: Catalogue, code: str, day: date) -> Iterator[PlanChange]:
    if (bundle := new.bundles.get(code)) is not None:
        if bundle.bundle_status is not BundleStatus.IN_FORCE or bundle.effective_from > day:
            status = bundle.bundle_status.value
            yield PlanChange(ChangeKind.TARGET_NOT_IN_FORCE, code, bundle.name, "bundle_status", after=status)
    elif not new.items[code].is_in_force(day):
        item = new.items[code]
        yield PlanChange(ChangeKind.TARGET_NOT_IN_FORCE, code, item.name, "effective_to", after=item.effective_to)


def _question_changes(
    before: tuple[Situation, ...], after: tuple[Situation, ...], answers: Answers
) -> Iterator[PlanChange]:
    old = {question.question_id: question for question in before}
    new = {question.question_id: question for question in after}
    for question_id, question in new.items():
        if question_id not in old:
            yield PlanChange(ChangeKind.QUESTION_ADDED, question_id, question.ask, after=question.required)
        elif old[question_id].ask != question.ask:
            yield PlanChange(
                ChangeKind.QUESTION_REWORDED, question_id, question.ask, "ask", old[question_id].ask, question.ask
            )
    for question_id, question in old.items():
        if question_id not in new:
            yield PlanChange(ChangeKind.QUESTION_REMOVED, question_id, question.ask)
            continue
        current = {option.option_id: option.label for option in new[question_id].options}
        for option in question.options:
            if option.option_id in answers.get(question_id, ()) and current.get(option.option_id) != option.label:
                yield PlanChange(
                    ChangeKind.ANSWER_GONE, question_id, question.ask, option.option_id, option.label,
                    current.get(option.option_id),
                )  # fmt: skip


def _known_answers(questions: tuple[Situation, ...], answers: Answers) -> Answers:
    kept = {}
    for question in questions:
        known = {option.option_id for option in question.options}
        chosen = tuple(option for option in answers.get(question.question_id, ()) if option in known)
        if chosen and (question.multiple or len(chosen) == 1):
            kept[question.question_id] = chosen
    return kept


def _plan(catalogue: Catalogue, code: str, answers: Answers, already_done: frozenset[str]) -> HandlingPlan:
    if (bundle := catalogue.bundles.get(code)) is not None:
        return plan_bundle(bundle, answers, already_done)
    item = catalogue.items.get(code)
    return plan_single(item) if item is not None else HandlingPlan((), ())


def _common_members(old_plan: HandlingPlan, new_plan: HandlingPlan) -> list[str]:
    new_codes = {member.item_code for member in new_plan.members}
    return [member.item_code for member in old_plan.members if member.item_code in new_codes]


def _member_changes(
    old: Catalogue, new: Catalogue, old_plan: HandlingPlan, new_plan: HandlingPlan
) -> Iterator[PlanChange]:
    before = {member.item_code: member.after for member in old_plan.members}
    after = {member.item_code: member.after for member in new_plan.members}
    for code, predecessors in after.items():
        name = _name_of(new, code)
        if code not in before:
            yield PlanChange(ChangeKind.MEMBER_ADDED, code, name, "after", after=predecessors)
        elif set(before[code]) != set(predecessors):
            yield PlanChange(ChangeKind.MEMBER_ORDER, code, name, "after", before[code], predecessors)
    for code in before:
        if code not in after:
            yield PlanChange(ChangeKind.MEMBER_REMOVED, code, _name_of(old, code))


def _item_changes(old: ServiceItem, new: ServiceItem) -> Iterator[PlanChange]:
    for aspect, value in _ITEM_ASPECTS:
        if value(old) != value(new):
            yield PlanChange(ChangeKind.ITEM_CHANGED, new.code, new.name, aspect, value(old), value(new))
    for kind, before, after in (
        (ChangeKind.STATUTORY_TIME_LIMIT, old.statutory_time_limit, new.statutory_time_limit),
        (ChangeKind.COMMITTED_TIME_LIMIT, old.committed_time_limit, new.committed_time_limit),
    ):
        if before != after:
            yield PlanChange(kind, new.code, new.name, kind.value, before, after)


def _delegation_changes(old: Catalogue, new: Catalogue, code: str, day: date) -> Iterator[PlanChange]:
    item = new.items[code]
    before = find_delegation(old.delegations, old.items[code].department_key, code, day)
    after = find_delegation(new.delegations, item.department_key, code, day)
    if before is None and after is not None:
        yield PlanChange(ChangeKind.DELEGATION_GAINED, code, item.name, "document", after=after.document)
    elif before is not None and after is None:
        yield PlanChange(ChangeKind.DELEGATION_LOST, code, item.name, "document", before=before.document)
    elif before is not None and after is not None:
        for aspect, value in _DELEGATION_ASPECTS:
            if value(before) != value(after):
                yield PlanChange(ChangeKind.DELEGATION_CHANGED, code, item.name, aspect, value(before), value(after))


def _material_changes(old_plan: HandlingPlan, new_plan: HandlingPlan) -> Iterator[PlanChange]:
    before = {material.material_id: material for material in old_plan.materials}
    after = {material.material_id: material for material in new_plan.materials}
    for material_id, material in after.items():
        earlier = before.get(material_id)
        if earlier is None:
            yield PlanChange(ChangeKind.MATERIAL_ADDED, material_id, material.name)
            continue
        for aspect, value in _MATERIAL_ASPECTS:
            if value(earlier) != value(material):
                yield PlanChange(
                    ChangeKind.MATERIAL_CHANGED, material_id, material.name, aspect, value(earlier), value(material)
                )
    for material_id, material in before.items():
        if material_id not in after:
            yield PlanChange(ChangeKind.MATERIAL_REMOVED, material_id, material.name)


def _form(
    catalogue: Catalogue, code: str, plan: HandlingPlan, answers: Answers, already_done: Iterable[str]
) -> Mapping[str, AskedField]:
    form_set = catalogue.forms.get(code)
    if form_set is None:
        return {}
    materials = frozenset(material.material_id for material in plan.materials)
    codes = [member.item_code for member in plan.members]
    done = [each for each in sorted(already_done) if each not in codes]
    asked = joint_form(form_set, catalogue.fields, codes, materials, answers, done)
    return {field.field_id: field for field in asked}


def _field_changes(
    old: Catalogue, new: Catalogue, before: Mapping[str, AskedField], after: Mapping[str, AskedField]
) -> Iterator[PlanChange]:
    for field_id, field in after.items():
        earlier = before.get(field_id)
        if earlier is None:
            yield PlanChange(ChangeKind.FIELD_ADDED, field_id, field.label, "required", after=field.required)
            continue
        kinds = old.fields[field_id].type.value, new.fields[field_id].type.value
        choices = old.fields[field_id].choices, new.fields[field_id].choices
        for aspect, was, now in (
            ("label", earlier.label, field.label),
            ("required", earlier.required, field.required),
            ("type", *kinds),
            ("choices", *choices),
        ):
            if was != now:
                yield PlanChange(ChangeKind.FIELD_CHANGED, field_id, field.label, aspect, was, now)
    for field_id, field in before.items():
        if field_id not in after:
            yield PlanChange(ChangeKind.FIELD_REMOVED, field_id, field.label)
