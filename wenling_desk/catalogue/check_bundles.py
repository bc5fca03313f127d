"""Cross-checks of bundles: references, cycles, reachability, and the plan behind every combination of answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wenling_desk.catalogue.check_items import check_terms
from wenling_desk.catalogue.draft import Draft
from wenling_desk.catalogue.outcomes import BundleSpace
from wenling_desk.catalogue.result_names import is_own_result
from wenling_desk.catalogue.yaml_reading import nearest
from wenling_desk.domain.service_bundle import BundleStatus, ServiceBundle
from wenling_desk.domain.service_item import Material, MaterialSource


def check_bundles(draft: Draft, spaces: Mapping[str, BundleSpace]) -> None:
    """Every bundle; the answers of those with detail, which ``spaces`` holds."""
    names: dict[str, str] = {}
    for code, bundle in draft.bundles.items():
        if (first := names.setdefault(bundle.name, code)) != code:
            draft.findings.error(draft.place("bundle", code), "bundle_name_twice", name=bundle.name, first=first)
        _check_references(bundle, draft)
        if bundle.has_detail:
            _check_structure(bundle, draft)
            _check_answers(spaces[code], draft)
        elif bundle.bundle_status is BundleStatus.IN_FORCE:
            draft.findings.error(draft.place("bundle", code), "in_force_without_detail", name=bundle.name)


def _check_references(bundle: ServiceBundle, draft: Draft) -> None:
    place = draft.place("bundle", bundle.code)
    for key in (bundle.lead_department, *bundle.participating_departments):
        if key not in draft.departments:
            like = nearest(key, list(draft.departments))
            draft.findings.error(place, "department_unknown", key=key, like=like)
    if not bundle.item_codes:
        draft.findings.warning(place, "bundle_without_items", name=bundle.name)
    for code in bundle.item_codes:
        item = draft.items.get(code)
        where = draft.place("bundle", bundle.code, "member", code)
        if item is None:
            draft.findings.error(where, "item_unknown", code=code, like=nearest(code, list(draft.items)))
        elif draft.release is not None and not item.is_in_force(draft.release.effective_from):
            draft.findings.warning(where, "member_not_in_force", code=code, name=item.name)


def _check_structure(bundle: ServiceBundle, draft: Draft) -> None:
    members = {member.item_code: member for member in bundle.members}
    materials = {material.material_id for material in bundle.materials}
    for member in bundle.members:
        for code in member.after:
            if code not in members:
                where = draft.place("bundle", bundle.code, "member", member.item_code)
                draft.findings.error(where, "member_unknown", code=code, like=nearest(code, list(members)))
    for question in bundle.questions:
        if len(question.options) < 2:
            where = draft.place("bundle", bundle.code, "question", question.question_id)
            draft.findings.error(where, "question_without_choice", ask=question.ask)
        for option in question.options:
            where = draft.place("bundle", bundle.code, "question", question.question_id, option.option_id)
            for code in (*option.effect.add_items, *option.effect.drop_items):
                if code not in members:
                    draft.findings.error(where, "member_unknown", code=code, like=nearest(code, list(members)))
            for each in (*option.effect.add_materials, *option.effect.drop_materials):
                if each not in materials:
                    draft.findings.error(where, "material_unknown", id=each, like=nearest(each, list(materials)))
            if option.exclusive and not question.multiple:
                draft.findings.warning(where, "exclusive_without_multiple", label=option.label)
    for material in bundle.materials:
        where = draft.place("bundle", bundle.code, "material", material.material_id)
        for code in material.used_by:
            if code not in members:
                draft.findings.error(where, "member_unknown", code=code, like=nearest(code, list(members)))
        check_terms(material, where, draft)
    if cycle := find_cycle({code: member.after for code, member in members.items()}):
        where = draft.place("bundle", bundle.code, "member", cycle[0])
        draft.findings.error(where, "members_in_cycle", cycle=" → ".join(cycle))


def find_cycle(after: dict[str, tuple[str, ...]]) -> list[str]:
    """The first cycle of ``after`` as a closed walk, empty when there is none."""
    done: set[str] = set()
    for start in after:
        path: dict[str, Iterator[str]] = {} if start in done else {start: iter(after[start])}
        while path:
            code, followers = next(reversed(path.items()))
            following = next((each for each in followers if each in after and each not in done), None)
            if following is None:
                done.add(code)
                del path[code]
            elif following in path:
                walked = list(path)
                return [*walked[walked.index(following) :], following]
            else:
                path[following] = iter(after[following])
    return []


def _check_answers(space: BundleSpace, draft: Draft) -> None:
    bundle = space.bundle
    place = draft.place("bundle", bundle.code)
    if not space.is_complete:
        draft.findings.warning(place, "too_many_combinations", name=bundle.name, tried=len(space.outcomes))
    reached_members = reached_materials = 0
    distinct: dict[tuple[int, int], int] = {}
    for outcome in space.outcomes:
        reached_members |= outcome.members
        reached_materials |= outcome.materials
        if not outcome.members and not outcome.hinted:
            answers = space.answers_of(outcome.chosen)
            draft.findings.error(place, "nothing_to_handle_unexplained", name=bundle.name, answers=answers)
            break
        distinct.setdefault((outcome.members, outcome.materials), outcome.chosen)
    for code, bit in space.member_bits.items():
        if not reached_members & bit:
            where = draft.place("bundle", bundle.code, "member", code)
            draft.findings.error(where, "member_unreachable", code=code)
    for material_id, bit in space.material_bits.items():
        if not reached_materials & bit:
            where = draft.place("bundle", bundle.code, "material", material_id)
            draft.findings.error(where, "material_unreachable", id=material_id)
    _check_member_materials(space, distinct, draft)
    _check_results(space, distinct, draft)


def _check_member_materials(space: BundleSpace, distinct: dict[tuple[int, int], int], draft: Draft) -> None:
    """Every handled member has a material, or is said to need none; and not all of them may be deferred."""
    bundle = space.bundle
    waivable = space.materials_mask(each.material_id for each in bundle.materials if each.deferrable or each.shareable)
    deferrable = space.materials_mask(each.material_id for each in bundle.materials if each.deferrable)
    for code, bit in space.member_bits.items():
        uses = space.materials_mask(each.material_id for each in bundle.materials if code in each.used_by)
        where = draft.place("bundle", bundle.code, "member", code)
        declared_free = (bundle.code, code) in draft.no_materials
        sets = [(needed & uses, chosen) for (members, needed), chosen in distinct.items() if members & bit]
        bare = next((chosen for own, chosen in sets if not own), None)
        if bare is not None and not declared_free:
            answers = space.answers_of(bare)
            draft.findings.error(where, "member_without_material", code=code, answers=answers)
        if declared_free and any(own for own, _ in sets):
            draft.findings.error(where, "materials_despite_none", code=code)
        loose = next((chosen for own, chosen in sets if own & deferrable and not own & ~waivable), None)
        if loose is not None and code in draft.items:
            draft.findings.warning(where, "all_materials_deferrable", item=draft.items[code].name)


def _check_results(space: BundleSpace, distinct: dict[tuple[int, int], int], draft: Draft) -> None:
    """A document that a member issues cannot be handed in before it exists.

    Demanded of its own member, the questions must ask whether there is one: some answers demand it, others do not;
    or the material is said to be the earlier one (``held_before``). Demanded of another member, that one comes after
    the issuer or may hand it in later.
    """
    bundle = space.bundle
    before = _predecessors(bundle)
    for material in bundle.materials:
        own_form = material.source is MaterialSource.DESK_FORM
        if own_form or (bundle.code, material.material_id) in draft.held_before:
            continue
        where = draft.place("bundle", bundle.code, "material", material.material_id)
        bit = space.material_bits[material.material_id]
        for code, issuer in space.member_bits.items():
            item = draft.items.get(code)
            if item is None or not is_own_result(material.name, item.result_name):
                continue
            handled = [(members, needed & bit) for members, needed in distinct if members & issuer]
            names = {"item": item.name, "material": material.name}
            if code in material.used_by and handled and all(needed for _, needed in handled):
                draft.findings.error(where, "result_is_own_material", result=item.result_name, **names)
            together = [members for members, needed in handled if needed]
            late = [] if material.deferrable else _users_not_after(material, code, before, space, together)
            if late:
                draft.findings.warning(where, "result_needed_early", users="、".join(late), **names)


def _users_not_after(
    material: Material, issuer: str, before: dict[str, set[str]], space: BundleSpace, together: list[int]
) -> list[str]:
    users = [code for code in material.used_by if code != issuer and code in space.member_bits]
    return [
        code
        for code in users
        if issuer not in before[code] and any(members & space.member_bits[code] for members in together)
    ]


def _predecessors(bundle: ServiceBundle) -> dict[str, set[str]]:
    """All members each member waits for, directly or through others."""
    direct = {member.item_code: set(member.after) for member in bundle.members}
    found: dict[str, set[str]] = {}
    for code in direct:
        seen: set[str] = set()
        stack = [code]
        while stack:
            fresh = direct.get(stack.pop(), set()) - seen
            seen |= fresh
            stack += fresh
        found[code] = seen
    return found
