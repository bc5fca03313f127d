"""Reads ``items/<department>.yaml``: service items with limits, legal bases and materials."""

from __future__ import annotations

import re
from datetime import date

from wenling_desk.catalogue.draft import EPOCH, Draft
from wenling_desk.catalogue.yaml_reading import YamlMapping, nearest
from wenling_desk.domain.service_item import (
    HandlingKind,
    ItemType,
    LegalBasis,
    Material,
    MaterialForm,
    MaterialSource,
    ServiceItem,
    SourceStatus,
    TimeLimit,
    TimeUnit,
)

SCHEMA = "wenling-desk/items@1"
FILE_KEYS = ("schema", "department", "effective_from", "items")
ITEM_KEYS = (
    "code", "name", "item_type", "handling_kind", "statutory_time_limit", "committed_time_limit", "legal_basis",
    "result_name", "fee", "materials", "no_materials", "cross_region", "status", "sources", "effective_from",
    "effective_to", "note", "extra",
)  # fmt: skip
LIMIT_KEYS = ("amount", "unit", "status", "source")
BASIS_KEYS = ("citation", "status", "source")
FEE_KEYS = ("text", "status", "source")
CROSS_KEYS = ("national", "batch", "status", "source")
MATERIAL_KEYS = (
    "id", "name", "form", "copies", "source", "shareable", "deferrable", "pledgeable", "pledge_by_agent",
    "default", "used_by", "held_before", "status", "note",
)  # fmt: skip
_SOURCE_ID = re.compile(r"[a-z0-9_]+")


def check_schema(entry: YamlMapping, expected: str) -> None:
    """Every file names the schema it was written for, so that an old file is not misread."""
    written = entry.text("schema")
    if written != expected:
        entry.error("schema", "schema_wrong", written=written, expected=expected)


def read_item_file(top: YamlMapping, draft: Draft) -> None:
    """Add one department's items to the draft."""
    check_schema(top, SCHEMA)
    top.need("department", "items")
    department = top.text("department")
    since = top.day("effective_from")
    for entry in top.mappings("items", ITEM_KEYS):
        item = _read_item(entry, department, since, draft)
        if draft.claim(entry.place("code"), "item", item.code):
            draft.items[item.code] = item


def _read_item(entry: YamlMapping, department: str, since: date | None, draft: Draft) -> ServiceItem:
    entry.need("code", "name", "item_type", "handling_kind", "statutory_time_limit", "committed_time_limit", "status")
    code = entry.text("code")
    statutory, statutory_status = read_limit(entry, "statutory_time_limit")
    committed, committed_status = read_limit(entry, "committed_time_limit")
    effective_from = entry.day("effective_from") or since
    if effective_from is None:
        entry.error("effective_from", "key_missing", key="effective_from")
    if entry.flag("no_materials", default=False):
        draft.no_materials.add(("", code))
    return ServiceItem(
        code=code,
        name=entry.text("name"),
        department_key=department,
        item_type=entry.word("item_type", ItemType, ItemType.PUBLIC_SERVICE),
        handling_kind=entry.word("handling_kind", HandlingKind, HandlingKind.TIME_LIMITED),
        statutory_time_limit=statutory,
        committed_time_limit=committed,
        statutory_status=statutory_status,
        committed_status=committed_status,
        legal_basis=_read_bases(entry),
        result_name=entry.text("result_name"),
        materials=read_materials(entry, code, (code,), SourceStatus.INFERRED, draft),
        fee=_read_fee(entry),
        status=entry.word("status", SourceStatus, SourceStatus.INFERRED),
        sources=read_sources(entry, draft),
        effective_from=effective_from or EPOCH,
        effective_to=entry.day("effective_to"),
        cross_region=_read_cross_region(entry),
        note=entry.text("note"),
    )


def read_limit(entry: YamlMapping, key: str) -> tuple[TimeLimit, SourceStatus]:
    """A time limit: amount and unit, and how it is supported. On the spot has no amount, all others need one."""
    limit = entry.mapping(key, LIMIT_KEYS)
    if limit is None:
        return TimeLimit(0, TimeUnit.ON_THE_SPOT), SourceStatus.INFERRED
    limit.need("unit", "status")
    unit = limit.word("unit", TimeUnit, TimeUnit.ON_THE_SPOT)
    status = limit.word("status", SourceStatus, SourceStatus.INFERRED)
    limit.text("source")
    amount = limit.whole("amount")
    if unit is TimeUnit.ON_THE_SPOT:
        if amount:
            limit.error("amount", "limit_on_the_spot_with_amount", amount=amount)
        return TimeLimit(0, unit), status
    if amount is None or amount < 1:
        limit.error("amount", "limit_without_amount", unit=unit.value)
        return TimeLimit(1, unit), status
    return TimeLimit(amount, unit), status


def _read_bases(entry: YamlMapping) -> tuple[LegalBasis, ...]:
    bases = []
    for basis in entry.mappings("legal_basis", BASIS_KEYS):
        basis.need("citation", "status")
        basis.text("source")
        bases.append(LegalBasis(basis.text("citation"), basis.word("status", SourceStatus, SourceStatus.INFERRED)))
    return tuple(bases)


def _read_fee(entry: YamlMapping) -> str:
    fee = entry.mapping("fee", FEE_KEYS)
    if fee is None:
        return ""
    fee.need("text", "status")
    fee.word("status", SourceStatus, SourceStatus.INFERRED)
    fee.text("source")
    return fee.text("text")


def _read_cross_region(entry: YamlMapping) -> bool:
    cross = entry.mapping("cross_region", CROSS_KEYS)
    if cross is None:
        return False
    cross.need("national", "status")
    cross.text("batch")
    cross.text("source")
    cross.word("status", SourceStatus, SourceStatus.INFERRED)
    return cross.flag("national", default=False)


def read_sources(entry: YamlMapping, draft: Draft) -> tuple[str, ...]:
    """Sources: an id of sources.yaml, or the source itself in words."""
    found = []
    for source in entry.texts("sources"):
        if source in draft.sources:
            found.append(draft.sources[source])
        elif _SOURCE_ID.fullmatch(source):
            entry.error("sources", "source_unknown", id=source, like=nearest(source, list(draft.sources)))
        else:
            found.append(source)
    return tuple(found)


def read_materials(
    entry: YamlMapping, owner: str, used_by: tuple[str, ...], status: SourceStatus, draft: Draft
) -> tuple[Material, ...]:
    """The materials of an item (``used_by`` is the item) or of a bundle (``used_by`` empty, each material names it).

    An id and a name are a whole entry: required, all else unknown. ``status`` holds where a material has none.
    """
    kind = "item" if used_by else "bundle"
    found: list[Material] = []
    for material in entry.mappings("materials", MATERIAL_KEYS):
        material.need("id", "name")
        read = _read_material(material, used_by, status)
        if not draft.claim(material.place("id"), kind, owner, "material", read.material_id):
            continue
        found.append(read)
        if kind == "item" and material.has("used_by"):
            material.error("used_by", "used_by_in_item")
        if kind == "bundle":
            material.need("used_by")
        if material.flag("held_before", default=False):
            draft.held_before.add((owner, read.material_id))
    return tuple(found)


def _read_material(entry: YamlMapping, used_by: tuple[str, ...], status: SourceStatus) -> Material:
    copies = entry.whole("copies")
    if copies is not None and copies < 0:
        entry.error("copies", "number_negative", key="copies")
    return Material(
        material_id=entry.text("id"),
        name=entry.text("name"),
        form=entry.word("form", MaterialForm, MaterialForm.UNKNOWN),
        copies=copies,
        source=entry.word("source", MaterialSource, MaterialSource.UNKNOWN),
        shareable=entry.flag("shareable", default=False),
        deferrable=entry.flag("deferrable", default=False),
        pledgeable=entry.flag("pledgeable", default=False),
        pledge_by_agent=entry.flag("pledge_by_agent", default=False),
        default=entry.flag("default", default=True),
        used_by=entry.texts("used_by") or used_by,
        note=entry.text("note"),
        status=entry.word("status", SourceStatus, status),
    )
