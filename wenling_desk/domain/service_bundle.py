"""A bundle: several items handled together, and the plan its answers lead to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wenling_desk.domain.service_item import Material, ServiceItem, SourceStatus
from wenling_desk.domain.situation import Answers, Situation, chosen_effects


class BundleStatus(StrEnum):
    """Only a bundle IN_FORCE (实施) can be taken in; 梳理, 公布 and 停用 cannot."""

    SORTED = "sorted"
    PUBLISHED = "published"
    IN_FORCE = "in_force"
    SUSPENDED = "suspended"


class Audience(StrEnum):
    """Whom a bundle is for: 企业, 个人, 项目."""

    ENTERPRISE = "enterprise"
    PERSON = "person"
    PROJECT = "project"


@dataclass(frozen=True, slots=True)
class BundleMember:
    """One item of a bundle; ``after`` names the members whose completion it waits for (serial)."""

    item_code: str
    default: bool
    after: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class ServiceBundle:
    """A one-thing bundle (一件事): integrated handling led by one department.

    A bundle without ``members`` is a name in the list (no detail worked out): it guides, and cannot be taken in.
    """

    code: str
    name: str
    audience: Audience
    stage: str
    lead_department: str
    participating_departments: tuple[str, ...]
    item_codes: tuple[str, ...]
    members: tuple[BundleMember, ...]
    questions: tuple[Situation, ...]
    materials: tuple[Material, ...]
    bundle_status: BundleStatus
    status: SourceStatus
    sources: tuple[str, ...]
    effective_from: date
    counter_name: str = ""
    note: str = ""

    @property
    def has_detail(self) -> bool:
        """Whether members, questions and materials are worked out."""
        return bool(self.members)


@dataclass(frozen=True, slots=True)
class PlannedMember:
    """A member to handle; ``after`` keeps only predecessors that are themselves to be handled."""

    item_code: str
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HandlingPlan:
    """What the answers lead to: members in catalogue order and the materials to hand in, each once.

    ``members`` empty means 无需办理: nothing to handle, and the way on is a consultation.
    """

    members: tuple[PlannedMember, ...]
    materials: tuple[Material, ...]


def plan_bundle(bundle: ServiceBundle, answers: Answers, already_done: frozenset[str] = frozenset()) -> HandlingPlan:
    """Evaluate the answers: (defaults + added) - dropped; materials only where a handled member uses them.

    Members ``already_done`` (已办, verified) are not handled and no longer hold back their successors.
    """
    codes = {member.item_code for member in bundle.members if member.default}
    materials = {material.material_id for material in bundle.materials if material.default}
    effects = chosen_effects(bundle.questions, answers)
    for effect in effects:
        codes.update(effect.add_items)
        materials.update(effect.add_materials)
    for effect in effects:
        codes.difference_update(effect.drop_items)
        materials.difference_update(effect.drop_materials)
    handled = codes - already_done
    members = tuple(
        PlannedMember(member.item_code, tuple(code for code in member.after if code in handled))
        for member in bundle.members
        if member.item_code in handled
    )
    needed = tuple(
        material
        for material in bundle.materials
        if material.material_id in materials and handled.intersection(material.used_by)
    )
    return HandlingPlan(members, needed)


def plan_single(item: ServiceItem) -> HandlingPlan:
    """The plan of an item handled on its own."""
    return HandlingPlan((PlannedMember(item.code, ()),), item.materials)


def saving(plan: HandlingPlan) -> tuple[int, int]:
    """Materials counted item by item, and together: a constructed comparison for clerk and director only."""
    codes = {member.item_code for member in plan.members}
    apart = sum(len(codes.intersection(material.used_by)) for material in plan.materials)
    return apart, len(plan.materials)
