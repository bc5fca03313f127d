"""Reads the small tables: release, sources, departments, divisions, partners, delegations and calendar years."""

from __future__ import annotations

from wenling_desk.catalogue.draft import EPOCH, CalendarYear, Draft, Release
from wenling_desk.catalogue.read_items import check_schema
from wenling_desk.catalogue.yaml_reading import YamlMapping
from wenling_desk.domain.catalogue import Centre, Department, Division
from wenling_desk.domain.delegation import Delegation
from wenling_desk.domain.service_item import SourceStatus

RELEASE_KEYS = ("schema", "release", "effective_from", "region", "centre", "source")
CENTRE_KEYS = ("name", "address", "phone", "supervision_phone", "query", "status")
SOURCES_KEYS = ("schema", "sources")
DEPARTMENTS_KEYS = ("schema", "departments")
DEPARTMENT_KEYS = ("key", "name", "short_name", "uscc", "phone", "is_organ", "remedy", "status", "note")
REMEDY_KEYS = ("review_organ", "court", "basis", "status")
DIVISIONS_KEYS = ("schema", "county", "source", "divisions")
COUNTY_KEYS = ("code", "name", "city", "city_code", "province", "province_code")
DIVISION_KEYS = ("code", "name", "kind")
PARTNERS_KEYS = ("schema", "modes", "claimed", "partners", "note")
CLAIMED_KEYS = ("count", "source")
PARTNER_KEYS = ("name", "code", "province", "scope", "via", "with", "since", "status", "source")
DELEGATIONS_KEYS = ("schema", "sample", "delegations")
DELEGATION_KEYS = ("department", "items", "effective_from", "effective_to", "document", "seal", "seal_holder")
CALENDAR_KEYS = ("schema", "year", "notice", "source", "holidays")
HOLIDAY_KEYS = ("name", "days_off", "make_up")


def read_release_file(top: YamlMapping, draft: Draft) -> None:
    """The head of the release."""
    check_schema(top, "wenling-desk/release@1")
    top.need("release", "effective_from", "region", "centre")
    top.text("source")
    draft.places["release",] = top.place("release")
    centre = top.mapping("centre", CENTRE_KEYS)
    read = Centre("")
    if centre is not None:
        centre.need("name", "status")
        centre.word("status", SourceStatus, SourceStatus.INFERRED)
        read = Centre(
            centre.text("name"),
            centre.text("address"),
            centre.text("phone"),
            centre.text("supervision_phone"),
            centre.text("query"),
        )
    draft.release = Release(top.text("release"), top.day("effective_from") or EPOCH, top.text("region"), read)


def read_sources_file(top: YamlMapping, draft: Draft) -> None:
    """The sources cited by id."""
    check_schema(top, "wenling-desk/sources@1")
    table = top.mapping("sources", ())
    if table is not None:
        draft.sources.update({name: table.text(name) for name in table.names()})


def read_departments_file(top: YamlMapping, draft: Draft) -> None:
    """Departments with their short names and the remedies their refusals name."""
    check_schema(top, "wenling-desk/departments@1")
    for entry in top.mappings("departments", DEPARTMENT_KEYS):
        entry.need("key", "name", "short_name", "status")
        entry.text("note")
        key = entry.text("key")
        if not draft.claim(entry.place("key"), "department", key):
            continue
        remedy = entry.mapping("remedy", REMEDY_KEYS)
        if remedy is not None:
            remedy.need("basis", "status")
            draft.remedy_basis[key] = remedy.text("basis")
            draft.remedy_status[key] = remedy.word("status", SourceStatus, SourceStatus.INFERRED)
        draft.departments[key] = Department(
            key=key,
            name=entry.text("name"),
            short_name=entry.text("short_name"),
            uscc=entry.text("uscc"),
            phone=entry.text("phone"),
            review_organ=remedy.text("review_organ") if remedy is not None else "",
            court=remedy.text("court") if remedy is not None else "",
            is_organ=entry.flag("is_organ", default=True),
            status=entry.word("status", SourceStatus, SourceStatus.INFERRED),
        )


def read_divisions_file(top: YamlMapping, draft: Draft) -> None:
    """Towns, subdistricts and functional zones."""
    check_schema(top, "wenling-desk/divisions@1")
    top.text("source")
    county = top.mapping("county", COUNTY_KEYS)
    for key in COUNTY_KEYS if county is not None else ():
        assert county is not None
        county.text(key)
    for entry in top.mappings("divisions", DIVISION_KEYS):
        entry.need("code", "name", "kind")
        code = entry.text("code")
        if draft.claim(entry.place("code"), "division", code):
            draft.divisions[code] = Division(code, entry.text("name"), entry.text("kind"))


def read_partners_file(top: YamlMapping, draft: Draft) -> None:
    """Places of cross-region handling: only checked, nothing loads them yet."""
    check_schema(top, "wenling-desk/partners@1")
    top.texts("modes")
    top.text("note")
    claimed = top.mapping("claimed", CLAIMED_KEYS)
    if claimed is not None:
        claimed.whole("count")
        claimed.text("source")
    for entry in top.mappings("partners", PARTNER_KEYS):
        entry.need("name", "scope", "status", "source")
        entry.word("status", SourceStatus, SourceStatus.INFERRED)
        for key in ("code", "province", "scope", "via", "with", "since", "source"):
            entry.text(key)
        draft.claim(entry.place("name"), "partner", entry.text("name"))


def read_delegation_file(top: YamlMapping, draft: Draft) -> None:
    """Rows of delegated acceptance; a file marked ``sample`` is for practice and demonstration only."""
    check_schema(top, "wenling-desk/delegation@1")
    sample = top.flag("sample", default=False)
    for entry in top.mappings("delegations", DELEGATION_KEYS):
        entry.need("department", "effective_from", "document", "seal", "seal_holder")
        draft.places["delegation", str(len(draft.delegations))] = entry.place("department")
        draft.delegations.append(
            Delegation(
                department_key=entry.text("department"),
                item_codes=entry.texts("items"),
                effective_from=entry.day("effective_from") or EPOCH,
                document=entry.text("document"),
                seal=entry.text("seal"),
                seal_holder=entry.text("seal_holder"),
                effective_to=entry.day("effective_to"),
                sample=sample,
            )
        )


def read_calendar_file(top: YamlMapping, stem: str, draft: Draft) -> None:
    """One year's notice of the State Council; ``stem`` is the file's name, which must be the year."""
    check_schema(top, "wenling-desk/calendar@1")
    top.need("year", "source", "holidays")
    top.text("notice")
    top.text("source")
    year = top.whole("year")
    if year is None or str(year) != stem:
        top.error("year", "file_name_differs", code=year)
        return
    holidays = top.mappings("holidays", HOLIDAY_KEYS)
    for holiday in holidays:
        holiday.need("name", "days_off")
    draft.years[year] = CalendarYear(
        year,
        tuple(pair for holiday in holidays for pair in holiday.days("days_off")),
        tuple(pair for holiday in holidays for pair in holiday.days("make_up")),
        tuple(holiday.text("name") for holiday in holidays),
        top.place("year"),
    )
