"""Reads ``forms/carry_over.yaml``: from where the fields of the forms may be proposed."""

from __future__ import annotations

from wenling_desk.catalogue.draft import Draft
from wenling_desk.catalogue.read_forms import read_condition
from wenling_desk.catalogue.read_items import check_schema
from wenling_desk.catalogue.yaml_reading import YamlMapping
from wenling_desk.domain.carry_over import CarryOver, Origin, OriginKind, PartyValue
from wenling_desk.domain.service_item import SourceStatus

CARRY_OVER_SCHEMA = "wenling-desk/carry-over@1"
CARRY_OVER_KEYS = ("schema", "proposals")
ORIGIN_KEYS = ("from", "role", "take", "same_as", "question", "values", "years", "value")
RULE_KEYS = ("field", "forms", "when", *ORIGIN_KEYS, "first_row", "status", "note")

NEEDS = {
    OriginKind.PARTY: ("role", "take"),
    OriginKind.FIELD: ("same_as",),
    OriginKind.ANSWER: ("question", "values"),
    OriginKind.TODAY: (),
    OriginKind.USUAL: ("value",),
}
MAY_HAVE = {OriginKind.FIELD: ("values",), OriginKind.TODAY: ("years",)}
MOST_YEARS = 100


def read_carry_over_file(top: YamlMapping, draft: Draft) -> None:
    """Add the rules to the draft, by field, in file order."""
    check_schema(top, CARRY_OVER_SCHEMA)
    top.need("proposals")
    for entry in top.mappings("proposals", RULE_KEYS):
        entry.need("field", "status")
        field_id = entry.text("field")
        entry.text("note")
        rule = CarryOver(
            field_id=field_id,
            origin=None if entry.has("first_row") else _read_origin(entry),
            columns=_read_columns(entry),
            forms=entry.texts("forms"),
            when=read_condition(entry),
            status=entry.word("status", SourceStatus, SourceStatus.INFERRED).value,
        )
        rules = draft.carry_over.setdefault(field_id, [])
        draft.places["carry_over", field_id, str(len(rules))] = entry.place("field")
        rules.append(rule)


def _read_columns(entry: YamlMapping) -> dict[str, Origin] | None:
    columns = entry.mapping("first_row", ())
    if columns is None:
        return None
    for key in ORIGIN_KEYS:
        if entry.has(key):
            entry.error(key, "carry_over_key_misplaced", key=key, kind="first_row")
    read: dict[str, Origin] = {}
    for column_id in columns.names():
        cell = columns.mapping(column_id, ORIGIN_KEYS)
        if cell is not None:
            read[column_id] = _read_origin(cell)
    return read


def _read_origin(entry: YamlMapping) -> Origin:
    entry.need("from")
    kind = entry.word("from", OriginKind, OriginKind.USUAL)
    if entry.has("from"):
        entry.need(*NEEDS[kind])
    for key in ORIGIN_KEYS:
        if key != "from" and entry.has(key) and key not in (*NEEDS[kind], *MAY_HAVE.get(kind, ())):
            entry.error(key, "carry_over_key_misplaced", key=key, kind=kind.value)
    years = entry.whole("years") or 0
    if not 0 <= years <= MOST_YEARS:
        entry.error("years", "carry_over_years", years=years, most=MOST_YEARS)
        years = 0
    values = entry.mapping("values", ())
    refs = {
        OriginKind.PARTY: entry.text("role"),
        OriginKind.FIELD: entry.text("same_as"),
        OriginKind.ANSWER: entry.text("question"),
    }
    return Origin(
        kind=kind,
        ref=refs.get(kind, ""),
        attribute=entry.word("take", PartyValue, PartyValue.NAME),
        values={key: values.text(key) for key in values.names()} if values is not None else None,
        value=entry.text("value"),
        years=years,
    )
