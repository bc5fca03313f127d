"""Cross-checks of service items: departments, limits, handling kinds, legal bases, materials."""

from __future__ import annotations

from wenling_desk.catalogue.draft import Draft
from wenling_desk.catalogue.findings import Place
from wenling_desk.catalogue.result_names import is_own_result
from wenling_desk.catalogue.yaml_reading import nearest
from wenling_desk.domain.service_item import (
    HandlingKind,
    ItemType,
    Material,
    MaterialForm,
    MaterialSource,
    ServiceItem,
    TimeLimit,
    TimeUnit,
)

_NATURAL_DAYS = {
    TimeUnit.ON_THE_SPOT: 0.0,
    TimeUnit.HOURS: 1 / 24,
    TimeUnit.WORKING_DAYS: 1.4,
    TimeUnit.NATURAL_DAYS: 1.0,
    TimeUnit.MONTHS: 30.0,
}
"""Rough length in natural days, for comparing limits of different units only."""


def check_items(draft: Draft) -> None:
    """Every item on its own."""
    for item in draft.items.values():
        _check_department(item, draft)
        _check_limits(item, draft)
        _check_materials(item, draft)
        place = draft.place("item", item.code)
        if item.effective_to is not None and item.effective_to <= item.effective_from:
            draft.findings.error(place, "range_empty", first=item.effective_from, last=item.effective_to)
        if not item.legal_basis:
            draft.findings.warning(place, "legal_basis_missing", code=item.code, name=item.name)


def _check_department(item: ServiceItem, draft: Draft) -> None:
    department = draft.departments.get(item.department_key)
    place = draft.place("item", item.code)
    if department is None:
        like = nearest(item.department_key, list(draft.departments))
        draft.findings.error(place, "department_unknown", key=item.department_key, like=like)
    elif department.is_organ and item.item_type is ItemType.ENTERPRISE_SERVICE:
        draft.findings.error(place, "enterprise_item_of_organ", code=item.code, name=department.name)
    elif not department.is_organ and item.item_type in (ItemType.LICENCE, ItemType.LEVY):
        draft.findings.error(place, "power_without_organ", code=item.code, name=department.name)


def is_longer(limit: TimeLimit, other: TimeLimit) -> bool:
    """Whether ``limit`` is certainly (same unit) or in all likelihood (other unit) the longer one."""
    if limit.unit is other.unit:
        return limit.amount > other.amount
    return limit.amount * _NATURAL_DAYS[limit.unit] > other.amount * _NATURAL_DAYS[other.unit]


def _check_limits(item: ServiceItem, draft: Draft) -> None:
    place = draft.place("item", item.code)
    statutory, committed = item.statutory_time_limit, item.committed_time_limit
    if is_longer(committed, statutory):
        draft.findings.error(place, "committed_beyond_statutory", code=item.code, name=item.name)
    on_the_spot = committed.unit is TimeUnit.ON_THE_SPOT
    if item.handling_kind is HandlingKind.IMMEDIATE and not on_the_spot:
        draft.findings.warning(place, "immediate_takes_time", code=item.code, name=item.name)
    if item.handling_kind is HandlingKind.TIME_LIMITED and on_the_spot:
        draft.findings.warning(place, "time_limited_on_the_spot", code=item.code, name=item.name)


def _check_materials(item: ServiceItem, draft: Draft) -> None:
    place = draft.place("item", item.code)
    declared_free = ("", item.code) in draft.no_materials
    if not item.materials and not declared_free:
        draft.findings.error(place, "materials_missing", code=item.code, name=item.name)
    if item.materials and declared_free:
        draft.findings.error(place, "materials_despite_none", code=item.code)
    for material in item.materials:
        where = draft.place("item", item.code, "material", material.material_id)
        check_terms(material, where, draft)
        excused = (item.code, material.material_id) in draft.held_before or material.source is MaterialSource.DESK_FORM
        if not excused and is_own_result(material.name, item.result_name):
            draft.findings.error(
                where, "result_is_own_material", item=item.name, result=item.result_name, material=material.name
            )
        if material.deferrable and all(each.deferrable or each.shareable for each in item.materials):
            draft.findings.warning(where, "all_materials_deferrable", item=item.name)
            break


def check_terms(material: Material, where: Place, draft: Draft) -> None:
    """Whoever knows that a material may come later or be replaced by a pledge knows the form it is asked for in."""
    if (material.deferrable or material.pledgeable) and material.form is MaterialForm.UNKNOWN:
        draft.findings.warning(where, "deferrable_without_form", name=material.name)
    if material.source is MaterialSource.SHARED_DATA and not material.shareable:
        draft.findings.warning(where, "shared_data_not_shareable", name=material.name)
