"""What was read so far, before the cross-checks: domain objects, where each stands, and notes for the checks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from wenling_desk.catalogue.findings import Findings, Place
from wenling_desk.domain.carry_over import CarryOver
from wenling_desk.domain.catalogue import Centre, Department, Division
from wenling_desk.domain.delegation import Delegation
from wenling_desk.domain.form import FieldDefinition, FormSet
from wenling_desk.domain.service_bundle import ServiceBundle
from wenling_desk.domain.service_item import ServiceItem, SourceStatus

EPOCH = date(1, 1, 1)
"""Stands in for a day that could not be read; its finding keeps the catalogue from being used."""


@dataclass(frozen=True, slots=True)
class Release:
    """The head of a release: number, effective day, region and the centre as it prints itself."""

    number: str
    effective_from: date
    region: str
    centre: Centre


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """One year's notice: days off and make-up days, each with its place, and the holidays it names."""

    year: int
    off_days: tuple[tuple[date, Place], ...]
    make_up_days: tuple[tuple[date, Place], ...]
    names: tuple[str, ...]
    place: Place


@dataclass(slots=True)
class Draft:
    """A catalogue being read. ``places`` maps what was read, by kind and ids, to its line."""

    root: Path
    findings: Findings = field(default_factory=Findings)
    release: Release | None = None
    items: dict[str, ServiceItem] = field(default_factory=dict)
    bundles: dict[str, ServiceBundle] = field(default_factory=dict)
    departments: dict[str, Department] = field(default_factory=dict)
    divisions: dict[str, Division] = field(default_factory=dict)
    delegations: list[Delegation] = field(default_factory=list)
    fields: dict[str, FieldDefinition] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    forms: dict[str, FormSet] = field(default_factory=dict)
    carry_over: dict[str, list[CarryOver]] = field(default_factory=dict)
    years: dict[int, CalendarYear] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    places: dict[tuple[str, ...], Place] = field(default_factory=dict)
    held_before: set[tuple[str, str]] = field(default_factory=set)
    no_materials: set[tuple[str, str]] = field(default_factory=set)
    remedy_status: dict[str, SourceStatus] = field(default_factory=dict)
    remedy_basis: dict[str, str] = field(default_factory=dict)
    unreadable: bool = False

    def place(self, *key: str) -> Place:
        """Where that thing stands; its owner's line when it has none of its own."""
        for length in range(len(key), 0, -1):
            if (place := self.places.get(key[:length])) is not None:
                return place
        return Place("", 0)

    def claim(self, place: Place, *key: str) -> bool:
        """Register ``key`` at ``place``; an error and ``False`` when it is there already or empty."""
        if not key[-1]:
            return False
        if (first := self.places.get(key)) is not None:
            self.findings.error(place, "id_twice", id=key[-1], first=f"{first.file}:{first.line}")
            return False
        self.places[key] = place
        return True
