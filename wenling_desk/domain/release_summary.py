"""What a release of the catalogue changes in all: for those who publish it, before it goes out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Final, TypeVar

from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.release_diff import ChangeKind, PlanChange, diff_for_plan
from wenling_desk.domain.service_bundle import ServiceBundle
from wenling_desk.domain.service_item import ServiceItem

Target = TypeVar("Target", ServiceItem, ServiceBundle)


class Whole(StrEnum):
    """What became of an item, a bundle or a table of the catalogue."""

    ITEM_ADDED = "item_added"
    ITEM_REMOVED = "item_removed"
    ITEM_CHANGED = "item_changed"
    BUNDLE_ADDED = "bundle_added"
    BUNDLE_REMOVED = "bundle_removed"
    BUNDLE_CHANGED = "bundle_changed"
    FORMS = "forms"
    FIELDS = "fields"
    DEPARTMENTS = "departments"
    DIVISIONS = "divisions"
    DELEGATIONS = "delegations"
    CALENDAR = "calendar"
    CENTRE = "centre"
    OTHER = "other"
    """Something else in the catalogue, which no word above is about."""


@dataclass(frozen=True, slots=True)
class ReleaseChange:
    """One thing that changed. ``details`` are the changes an applicant of it would see, as far as they can be named;
    ``code`` and ``name`` are empty for a table."""

    kind: Whole
    code: str = ""
    name: str = ""
    details: tuple[PlanChange, ...] = ()


_TOLD: Final = frozenset({
    "release", "effective_from", "region", "items", "bundles", "forms", "fields", "roles", "departments", "divisions",
    "delegations", "calendar", "centre",
})  # fmt: skip
_OTHERS: Final = tuple(field.name for field in fields(Catalogue) if field.name not in _TOLD)
_TABLES: Final = (
    (Whole.FORMS, lambda catalogue: catalogue.forms),
    (Whole.FIELDS, lambda catalogue: (catalogue.fields, catalogue.roles)),
    (Whole.DEPARTMENTS, lambda catalogue: catalogue.departments),
    (Whole.DIVISIONS, lambda catalogue: catalogue.divisions),
    (Whole.DELEGATIONS, lambda catalogue: sorted(map(repr, catalogue.delegations))),
    (Whole.CALENDAR, lambda catalogue: catalogue.calendar),
    (Whole.CENTRE, lambda catalogue: catalogue.centre),
    (Whole.OTHER, lambda catalogue: [getattr(catalogue, name) for name in _OTHERS]),
)


def summarise(old: Catalogue, new: Catalogue, on: date) -> list[ReleaseChange]:
    """Everything that differs between two releases, judged by the day ``on``; empty when only their numbers do.

    Items come first, then bundles with what is theirs alone (what one of their items changes is told once), then
    tables. Nothing that differs is left out: what has no words of its own is told as changed.
    """
    changes = list(_targets(old, new, old.items, new.items, on, "item"))
    told = {detail for change in changes for detail in change.details}
    for change in _targets(old, new, old.bundles, new.bundles, on, "bundle"):
        own = tuple(detail for detail in change.details if detail not in told)
        if own or change.kind is not Whole.BUNDLE_CHANGED or old.bundles[change.code] != new.bundles[change.code]:
            changes.append(ReleaseChange(change.kind, change.code, change.name, own))
    changes += [ReleaseChange(kind) for kind, table in _TABLES if table(old) != table(new)]
    return changes


def _targets(
    old: Catalogue, new: Catalogue, before: Mapping[str, Target], after: Mapping[str, Target], on: date, word: str
) -> Iterator[ReleaseChange]:
    for code, target in after.items():
        if code not in before:
            yield ReleaseChange(Whole(f"{word}_added"), code, target.name)
            continue
        is_same = before[code] == target
        details = tuple(
            detail
            for detail in diff_for_plan(old, new, code, {}, on=on)
            if not (is_same and detail.kind is ChangeKind.TARGET_NOT_IN_FORCE)  # it was not before either
        )
        if details or not is_same:
            yield ReleaseChange(Whole(f"{word}_changed"), code, target.name, details)
    for code, target in before.items():
        if code not in after:
            yield ReleaseChange(Whole(f"{word}_removed"), code, target.name)
