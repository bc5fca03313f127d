"""The catalogue of one release: everything the counter may handle, as frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from wenling_desk.domain.carry_over import CarryOver
from wenling_desk.domain.delegation import Delegation
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.form import FieldDefinition, FormSet
from wenling_desk.domain.service_bundle import ServiceBundle
from wenling_desk.domain.service_item import ServiceItem, SourceStatus
from wenling_desk.domain.working_days import Calendar


@dataclass(frozen=True, slots=True)
class Department:
    """A department or organ. ``review_organ`` and ``court`` name where its decisions can be contested; a paper
    that must name them refuses to print while they are empty."""

    key: str
    name: str
    short_name: str
    uscc: str = ""
    phone: str = ""
    review_organ: str = ""
    court: str = ""
    is_organ: bool = True
    status: SourceStatus = SourceStatus.INFERRED

    @property
    def called(self) -> str:
        """How it is called at the counter: its short name, where it has one."""
        return self.short_name or self.name


@dataclass(frozen=True, slots=True)
class Division:
    """A town, subdistrict or functional zone."""

    code: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Centre:
    """The administrative service centre as printed on its own papers; empty values are not printed."""

    name: str
    address: str = ""
    phone: str = ""
    supervision_phone: str = ""
    query: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One release. ``forms`` is keyed by bundle or item code; ``carry_over`` are the rules by which a field is
    proposed, in the order they are tried."""

    release: str
    effective_from: date
    region: str
    centre: Centre
    items: Mapping[str, ServiceItem]
    bundles: Mapping[str, ServiceBundle]
    departments: Mapping[str, Department]
    divisions: Mapping[str, Division]
    delegations: tuple[Delegation, ...]
    fields: Mapping[str, FieldDefinition]
    roles: Mapping[str, str]
    forms: Mapping[str, FormSet]
    calendar: Calendar
    carry_over: Mapping[str, tuple[CarryOver, ...]] = field(default_factory=dict)

    def get_item(self, code: str) -> ServiceItem:
        """The item of that code; refuses with ``unknown_item``."""
        try:
            return self.items[code]
        except KeyError:
            raise DeskRefusal("unknown_item", item=code) from None

    def get_bundle(self, code: str) -> ServiceBundle:
        """The bundle of that code; refuses with ``unknown_bundle``."""
        try:
            return self.bundles[code]
        except KeyError:
            raise DeskRefusal("unknown_bundle", bundle=code) from None

    def get_department(self, key: str) -> Department:
        """The department of that key; raises ``KeyError`` (the loader has checked all references)."""
        return self.departments[key]
