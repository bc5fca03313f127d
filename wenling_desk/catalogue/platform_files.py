"""Loads and checks ``resources/platform_forms``: the other system's field orders, its list, when a number is late."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from wenling_desk.catalogue.plain_file import STATUSES, Broken, broken_by, read_plain
from wenling_desk.domain.back_entry import (
    NO_SPACES,
    PLAIN,
    BackEntryRule,
    FieldSource,
    ListShape,
    PlatformFiles,
    PlatformForm,
)

PLATFORM_FILE: Final = "platform.yaml"
PLATFORM_SCHEMA: Final = "wenling-desk/platform@1"
FORM_SCHEMA: Final = "wenling-desk/platform-form@1"
PARTY_VALUES: Final = frozenset({"name", "kind", "identity_kind", "identity_number", "phone", "address"})
CASE_VALUES: Final = frozenset({"received_on", "number", "item_name", "item_code", "delivery_way", "delivery_address"})
LIST_COLUMNS: Final = ("official_number", "status", "applicant", "item_name", "item_code", "applied_on", "as_of")
STATES: Final = frozenset({"returned"})


def read_platform_files(folder: Path) -> PlatformFiles:
    """Everything in the folder. Raises ``platform_data_broken`` (file, detail) for the first flaw found."""
    top = read_plain(folder / PLATFORM_FILE, PLATFORM_SCHEMA, _broken(PLATFORM_FILE))
    try:
        formats = _formats(top["day_formats"])
        forms = tuple(_form(path, formats) for path in sorted(folder.glob("*.yaml")) if path.name != PLATFORM_FILE)
        rule, shape = _rule(top["back_entry"]), _shape(top["list"])
    except (KeyError, TypeError, ValueError, AttributeError, re.error) as error:
        raise _broken(PLATFORM_FILE)(f"{type(error).__name__} {error}") from error
    _check_together(forms)
    return PlatformFiles(forms, rule, shape)


def _broken(file: str) -> Broken:
    return broken_by("platform_data_broken", file)


def _formats(plain: Mapping[str, Any]) -> Mapping[str, str]:
    """The names of formats; each way to write a day is tried."""
    days = {str(name): str(pattern) for name, pattern in plain.items()}
    for pattern in days.values():
        pattern.format(year=2026, month=11, day=24)
    return {PLAIN: PLAIN, NO_SPACES: NO_SPACES, **days}


def _form(path: Path, formats: Mapping[str, str]) -> PlatformForm:
    plain = read_plain(path, FORM_SCHEMA, _broken(path.name))
    try:
        form = PlatformForm(
            form_id=str(plain["form"]),
            items=tuple(map(str, plain["items"])),
            fields=tuple(
                FieldSource(row["source"], row.get("label", ""), formats[row.get("format", PLAIN)])
                for row in plain["fields"]
            ),
            status=plain["status"],
            source=str(plain["source"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _broken(path.name)(f"{type(error).__name__} {error}") from error
    flaw = next(_flaws(form), "")
    if flaw:
        raise _broken(path.name)(flaw)
    return form


def _flaws(form: PlatformForm) -> Iterator[str]:
    if form.status not in STATUSES:
        yield f"status {form.status}"
    if not form.fields:
        yield "no fields"
    sources = [each.source for each in form.fields]
    for twice in sorted({source for source in sources if sources.count(source) > 1}):
        yield f"{twice} stands twice"
    for each in form.fields:
        if not _is_source(each.source):
            yield f"source {each.source}"
        elif not each.label and not each.source.startswith(("form.", "material.")):
            yield f"no label for {each.source}"


def _is_source(source: str) -> bool:
    match source.split("."):
        case ["applicant" | "agent", value] | ["party", _, value]:
            return value in PARTY_VALUES
        case ["case", value]:
            return value in CASE_VALUES
        case ["form" | "material", key]:
            return bool(key)
    return False


def _check_together(forms: tuple[PlatformForm, ...]) -> None:
    owners: dict[str, str] = {}
    for form in forms:
        for code in form.items:
            if code in owners:
                raise _broken(form.form_id)(f"{code} belongs to {owners[code]} too")
            owners[code] = form.form_id
    if sum(not form.items for form in forms) != 1:
        raise _broken(PLATFORM_FILE)("exactly one form must stand for all items")


def _rule(plain: Mapping[str, Any]) -> BackEntryRule:
    re.compile(plain["number_shape"])
    hours = plain["within_hours"]
    if not isinstance(hours, int) or not 0 < hours <= 240 or plain["status"] not in STATUSES:
        raise ValueError("within_hours")
    return BackEntryRule(hours, plain["number_shape"], plain["status"], str(plain["source"]))


def _shape(plain: Mapping[str, Any]) -> ListShape:
    columns = {name: tuple(map(str, spellings)) for name, spellings in plain["columns"].items()}
    if set(columns) != set(LIST_COLUMNS) or not all(columns.values()):
        raise ValueError("columns")
    states = {str(word): str(state) for word, state in plain["states"].items()}
    if not set(states.values()) <= STATES:
        raise ValueError("states")
    return ListShape(columns, states, max(1, int(plain["header_rows"])))
