"""Cross-checks of departments, delegations and the calendar."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from wenling_desk.catalogue.draft import CalendarYear, Draft
from wenling_desk.catalogue.files import is_release_number
from wenling_desk.catalogue.findings import Place
from wenling_desk.catalogue.yaml_reading import nearest
from wenling_desk.domain.delegation import Delegation
from wenling_desk.domain.service_item import ItemType, SourceStatus

HOLIDAYS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
"""The holidays every year's notice arranges; two may be arranged together (国庆节、中秋节)."""


def check_tables(draft: Draft) -> None:
    """Release, departments, delegations, calendar years."""
    if draft.release is not None and not is_release_number(draft.release.number):
        draft.findings.error(draft.place("release"), "release_number_spelling", number=draft.release.number)
    _check_remedies(draft)
    for number, row in enumerate(draft.delegations):
        _check_delegation(row, draft.place("delegation", str(number)), draft)
    _check_overlaps(draft)
    _check_years(draft)


def _check_remedies(draft: Draft) -> None:
    """A paper that names remedies refuses to print without them; inferred ones must be confirmed once."""
    in_use = {item.department_key for item in draft.items.values() if item.item_type is not ItemType.ENTERPRISE_SERVICE}
    inferred = []
    for key, department in draft.departments.items():
        if not department.is_organ or key not in in_use:
            continue
        if not department.review_organ or not department.court:
            draft.findings.warning(draft.place("department", key), "remedy_missing", name=department.name)
        elif draft.remedy_status.get(key) is not SourceStatus.DOCUMENTED:
            inferred.append(key)
    if inferred:
        names = "、".join(draft.departments[key].short_name for key in inferred)
        place = draft.place("department", inferred[0])
        draft.findings.warning(place, "remedies_inferred", count=len(inferred), names=names)


def _check_delegation(row: Delegation, place: Place, draft: Draft) -> None:
    department = draft.departments.get(row.department_key)
    if department is None:
        like = nearest(row.department_key, list(draft.departments))
        draft.findings.error(place, "department_unknown", key=row.department_key, like=like)
        return
    if not department.is_organ:
        draft.findings.error(place, "delegation_by_no_organ", name=department.name)
    if row.effective_to is not None and row.effective_to <= row.effective_from:
        draft.findings.error(place, "range_empty", first=row.effective_from, last=row.effective_to)
    for code in row.item_codes:
        item = draft.items.get(code)
        if item is None:
            draft.findings.error(place, "item_unknown", code=code, like=nearest(code, list(draft.items)))
        elif item.department_key != row.department_key:
            draft.findings.error(place, "delegation_of_others_item", code=code, name=item.name)


def _check_overlaps(draft: Draft) -> None:
    """Two rows for one item on one day: which seal goes on the notice would be chance."""
    rows = [row for row in draft.delegations if not row.sample]
    for number, row in enumerate(rows):
        for other in rows[:number]:
            same = row.department_key == other.department_key and (
                not row.item_codes or not other.item_codes or set(row.item_codes) & set(other.item_codes)
            )
            apart = (row.effective_to is not None and row.effective_to <= other.effective_from) or (
                other.effective_to is not None and other.effective_to <= row.effective_from
            )
            if same and not apart:
                place = draft.place("delegation", str(draft.delegations.index(row)))
                draft.findings.error(place, "delegation_twice", department=row.department_key)
                return


def _check_years(draft: Draft) -> None:
    years = sorted(draft.years)
    if not years:
        draft.findings.error(Place("calendars", 0), "calendar_missing")
        return
    for before, after in pairwise(years):
        if after != before + 1:
            draft.findings.error(draft.years[after].place, "calendar_gap", year=before + 1)
    for year in years:
        _check_year(draft.years[year], draft)
    if draft.release is not None and draft.release.effective_from.year > years[-1]:
        draft.findings.warning(draft.place("release"), "calendar_behind_release", last=years[-1])


def _check_year(year: CalendarYear, draft: Draft) -> None:
    seen: dict[date, Place] = {}
    for days, kind in ((year.off_days, "off"), (year.make_up_days, "make_up")):
        for day, place in days:
            if day in seen:
                draft.findings.error(place, "calendar_day_twice", day=day, first=seen[day].line)
            seen.setdefault(day, place)
            if day.year != year.year:
                draft.findings.error(place, "calendar_day_of_other_year", day=day, year=year.year)
            if kind == "make_up" and day.weekday() < 5:
                draft.findings.error(place, "make_up_on_weekday", day=day)
    missing = [name for name in HOLIDAYS if not any(name in arranged for arranged in year.names)]
    if missing:
        draft.findings.error(year.place, "holiday_missing", year=year.year, names="、".join(missing))
