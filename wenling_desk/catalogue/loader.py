"""Loads the catalogue of one folder: reads every file, runs every check, hands out frozen data or all findings."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from wenling_desk.catalogue.check_bundles import check_bundles
from wenling_desk.catalogue.check_carry_over import check_carry_over
from wenling_desk.catalogue.check_forms import check_forms
from wenling_desk.catalogue.check_items import check_items
from wenling_desk.catalogue.check_tables import check_tables
from wenling_desk.catalogue.draft import CalendarYear, Draft
from wenling_desk.catalogue.files import REQUIRED, catalogue_files, locate
from wenling_desk.catalogue.findings import CatalogueBroken, Finding, Place, Severity
from wenling_desk.catalogue.outcomes import spaces_of
from wenling_desk.catalogue.paused_gc import paused_gc
from wenling_desk.catalogue.read_bundles import FILE_KEYS as BUNDLE_KEYS
from wenling_desk.catalogue.read_bundles import read_bundle_file
from wenling_desk.catalogue.read_carry_over import CARRY_OVER_KEYS, read_carry_over_file
from wenling_desk.catalogue.read_forms import FIELDS_KEYS, FORM_KEYS, read_fields_file, read_form_file
from wenling_desk.catalogue.read_items import FILE_KEYS as ITEMS_KEYS
from wenling_desk.catalogue.read_items import read_item_file
from wenling_desk.catalogue.read_tables import (
    CALENDAR_KEYS,
    DELEGATIONS_KEYS,
    DEPARTMENTS_KEYS,
    DIVISIONS_KEYS,
    PARTNERS_KEYS,
    RELEASE_KEYS,
    SOURCES_KEYS,
    read_calendar_file,
    read_delegation_file,
    read_departments_file,
    read_divisions_file,
    read_partners_file,
    read_release_file,
    read_sources_file,
)
from wenling_desk.catalogue.yaml_reading import YamlMapping
from wenling_desk.catalogue.yaml_source import compose_file
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.working_days import Calendar

Reader = Callable[[YamlMapping, Draft], None]

_TABLE_READERS: dict[str, tuple[tuple[str, ...], Reader]] = {
    "release": (RELEASE_KEYS, read_release_file),
    "sources": (SOURCES_KEYS, read_sources_file),
    "departments": (DEPARTMENTS_KEYS, read_departments_file),
    "divisions": (DIVISIONS_KEYS, read_divisions_file),
    "partners": (PARTNERS_KEYS, read_partners_file),
    "delegation": (DELEGATIONS_KEYS, read_delegation_file),
}


def load_catalogue(root: Path, *, samples: bool = False) -> Catalogue:
    """The checked catalogue of ``root``, a folder with ``catalogue/`` and ``forms/`` or the catalogue folder itself.

    ``samples`` adds the rows of ``catalogue/samples/`` (practice and demonstration). Raises
    :class:`CatalogueBroken` with every finding when there is an error.
    """
    with paused_gc():
        draft = read_draft(root, samples=samples)
        check_draft(draft)
    if draft.findings.has_errors:
        raise CatalogueBroken(draft.findings.in_order())
    return assemble(draft)


def check_catalogue(root: Path) -> list[Finding]:
    """Everything wrong or doubtful in that folder, sample rows included, by file and line. Empty means clean."""
    with paused_gc():
        draft = read_draft(root, samples=True)
        check_draft(draft)
    return draft.findings.in_order()


def exit_status(findings: Iterable[Finding]) -> int:
    """1 when any finding is an error, else 0."""
    return 1 if any(finding.severity is Severity.ERROR for finding in findings) else 0


def read_draft(root: Path, *, samples: bool, tables_only: bool = False) -> Draft:
    """Read every file, or only the small tables; what cannot be read is a finding."""
    draft = Draft(root)
    catalogue, forms = locate(root)
    present = catalogue_files(root, samples=samples)
    missing = [path for name in REQUIRED if (path := catalogue / f"{name}.yaml") not in present]
    for path in [*missing, *present]:
        if tables_only and path.parent != catalogue:
            continue
        known, reader = _reader_of(path, catalogue, forms)
        shown = _shown(path, root, catalogue)
        node = compose_file(path, shown, draft.findings)
        if node is None:
            draft.unreadable = True
        else:
            reader(YamlMapping(node, shown, draft.findings, known), draft)
    return draft


def _reader_of(path: Path, catalogue: Path, forms: Path) -> tuple[tuple[str, ...], Reader]:
    if path.parent == forms:
        if path.stem == "fields":
            return FIELDS_KEYS, read_fields_file
        if path.stem == "carry_over":
            return CARRY_OVER_KEYS, read_carry_over_file
        return FORM_KEYS, _with_stem(read_form_file, path)
    if path.parent == catalogue:
        return _TABLE_READERS[path.stem]
    match path.parent.name:
        case "calendars":
            return CALENDAR_KEYS, _with_stem(read_calendar_file, path)
        case "items":
            return ITEMS_KEYS, read_item_file
        case "bundles":
            return BUNDLE_KEYS, _with_stem(read_bundle_file, path)
        case _:
            return DELEGATIONS_KEYS, read_delegation_file


def _with_stem(reader: Callable[[YamlMapping, str, Draft], None], path: Path) -> Reader:
    return lambda top, draft: reader(top, path.stem, draft)


def _shown(path: Path, root: Path, catalogue: Path) -> str:
    """The path as findings show it: from ``root``, or from its parent for forms beside a catalogue folder."""
    top = root if path.is_relative_to(root) else catalogue.parent
    return path.relative_to(top).as_posix()


def check_draft(draft: Draft) -> None:
    """Run the cross-checks, unless a file is missing from the picture and they would only echo that."""
    if draft.unreadable:
        draft.findings.warning(Place("", 0), "cross_checks_skipped")
        return
    spaces = spaces_of(draft.bundles)
    check_tables(draft)
    check_items(draft)
    check_bundles(draft, spaces)
    check_forms(draft, spaces)
    check_carry_over(draft)


def assemble(draft: Draft) -> Catalogue:
    """The frozen catalogue of a draft without errors."""
    release = draft.release
    assert release is not None, "a draft without errors has a release"
    return Catalogue(
        release=release.number,
        effective_from=release.effective_from,
        region=release.region,
        centre=release.centre,
        items=draft.items,
        bundles=draft.bundles,
        departments=draft.departments,
        divisions=draft.divisions,
        delegations=tuple(draft.delegations),
        fields=draft.fields,
        roles=draft.roles,
        forms=draft.forms,
        calendar=build_calendar(draft.years.values()),
        carry_over={field_id: tuple(rules) for field_id, rules in draft.carry_over.items()},
    )


def build_calendar(years: Iterable[CalendarYear]) -> Calendar:
    """The working-day calendar of consecutive years; its version changes whenever a day changes."""
    ordered = sorted(years, key=lambda year: year.year)
    off_days = frozenset(day for year in ordered for day, _ in year.off_days)
    make_up_days = frozenset(day for year in ordered for day, _ in year.make_up_days)
    first, last = ordered[0].year, ordered[-1].year
    text = " ".join(day.isoformat() for group in (off_days, make_up_days) for day in sorted(group))
    digest = hashlib.sha256(f"{first}-{last} {len(off_days)} {text}".encode()).hexdigest()
    return Calendar(f"{first}-{last}.{digest[:8]}", off_days, make_up_days, date(first, 1, 1), date(last, 12, 31))
