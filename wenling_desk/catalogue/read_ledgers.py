"""Reads ``ledgers/<kind>/ledger.yaml``: the fields of a ledger, what its acts ask, and its list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from wenling_desk.catalogue.yaml_reading import YamlMapping, nearest
from wenling_desk.domain.ledger import (
    AskedValue,
    Computed,
    EntryOrder,
    FollowUp,
    Ledger,
    LedgerAct,
    LedgerField,
    ListView,
    ValueType,
)
from wenling_desk.domain.ledger_clocks import DUES, HEAD
from wenling_desk.domain.ledger_computing import COMPUTATIONS
from wenling_desk.domain.service_item import SourceStatus

LEDGER_KEYS: Final = (
    "ledger", "name", "group", "about", "version", "source", "status", "title", "who", "number", "day", "department",
    "target", "statuses", "fields", "acts", "list",
)  # fmt: skip
FIELD_KEYS: Final = (
    "label", "type", "unit", "places", "choices", "columns", "min", "max", "pattern", "rule", "not_before", "not_after",
    "of", "private", "hidden_at", "grows", "computed", "note", "source", "status",
)  # fmt: skip
ACT_KEYS: Final = ("label", "fields", "hint", "opens")
OPENS_KEYS: Final = ("ledger", "act", "with", "back", "when")
LIST_KEYS: Final = ("columns", "filters", "order", "empty", "shape", "begins", "ends", "lines")
_ID: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_WITH_CHOICES: Final = frozenset({ValueType.CHOICE, ValueType.CHOICES})
_DAYS: Final = frozenset({ValueType.DATE, ValueType.MONTH})
TODAY: Final = "today"
TAKEN: Final = frozenset({DUES, HEAD})
"""Keys a fact's body has of its own."""


def read_ledger(top: YamlMapping, kind: str) -> Ledger:
    """The ledger of a file; every flaw becomes a finding of the mapping."""
    top.need("ledger", "name", "group", "about", "version", "source", "title", "statuses", "fields", "acts", "list")
    if top.text("ledger") != kind:
        top.error("ledger", "file_name_differs", code=top.text("ledger"))
    fields = _fields(top, "fields")
    for field_id, each in fields.items():
        _check_references(top, field_id, each, fields)
    ledger = Ledger(
        kind=kind,
        name=top.text("name"),
        group=top.text("group"),
        about=top.text("about"),
        version=top.text("version"),
        source=top.text("source"),
        status=str(top.word("status", SourceStatus, SourceStatus.INFERRED)),
        title=top.text("title"),
        who=top.text("who"),
        number=top.text("number"),
        day=top.text("day"),
        department=top.text("department"),
        target=top.text("target"),
        fields=fields,
        statuses=_labels(top, "statuses"),
        acts=_acts(top, fields),
        list_view=_list_view(top, fields),
    )
    for key in ("title", "who", "number", "day", "department", "target"):
        named = getattr(ledger, key)
        if named and named not in fields:
            _unknown(top, key, named, fields)
    return ledger


def _labels(top: YamlMapping, key: str) -> dict[str, str]:
    """Ids and what they are called, in file order."""
    table = top.mapping(key, ())
    return {name: table.text(name) for name in table.names()} if table is not None else {}


def _fields(top: YamlMapping, key: str) -> dict[str, LedgerField]:
    table = top.mapping(key, ())
    found: dict[str, LedgerField] = {}
    for name in table.names() if table is not None else ():
        assert table is not None
        entry = table.mapping(name, FIELD_KEYS)
        if entry is None:
            continue
        if not _ID.fullmatch(name):
            table.error(name, "field_id_spelling", id=name)
        if name in TAKEN:
            table.error(name, "ledger_field_taken", field=name)
        found[name] = _field(name, entry)
    return found


def _field(name: str, entry: YamlMapping) -> LedgerField:
    entry.need("label", "type")
    kind = entry.word("type", ValueType, ValueType.TEXT)
    choices = _labels(entry, "choices")
    columns = tuple(_fields(entry, "columns").values())
    if kind in _WITH_CHOICES and not choices:
        entry.error("type", "field_without_choices", id=name)
    if kind is ValueType.TABLE and not columns:
        entry.error("type", "table_without_columns", id=name)
    if kind is ValueType.RECORD and not entry.has("of"):
        entry.error("type", "key_missing", key="of")
    low, high = entry.whole("min"), entry.whole("max")
    if low is not None and high is not None and low > high:
        entry.error("min", "field_bounds_reversed", id=name)
    pattern = entry.text("pattern")
    try:
        re.compile(pattern)
    except re.error:
        entry.error("pattern", "pattern_broken", pattern=name)
        pattern = ""
    entry.text("source")
    entry.word("status", SourceStatus, SourceStatus.INFERRED)
    return LedgerField(
        field_id=name,
        label=entry.text("label"),
        type=kind,
        unit=entry.text("unit"),
        places=entry.whole("places") or 0,
        choices=choices,
        columns=columns,
        minimum=low,
        maximum=high,
        pattern=pattern,
        rule=entry.text("rule"),
        not_before=entry.text("not_before"),
        not_after=entry.text("not_after"),
        record_of=entry.text("of"),
        private=entry.flag("private", default=False),
        hidden_at=entry.text("hidden_at"),
        grows=entry.flag("grows", default=False),
        computed=_computed(entry),
        note=entry.text("note"),
    )


def _computed(entry: YamlMapping) -> Computed | None:
    table = entry.mapping("computed", ("by", "of"))
    if table is None:
        return None
    table.need("by", "of")
    by = table.text("by")
    if by and by not in COMPUTATIONS:
        known = sorted(COMPUTATIONS)
        table.error("by", "word_unknown", key="by", written=by, known="、".join(known), like=nearest(by, known))
    return Computed(by, table.texts("of"))


def _check_references(top: YamlMapping, field_id: str, each: LedgerField, fields: Mapping[str, LedgerField]) -> None:
    """What a field says of other fields: they exist, and days are compared with days."""
    table = top.mapping("fields", ())
    entry = table.mapping(field_id, ()) if table is not None else None
    if entry is None:
        return
    for key, named in (("not_before", each.not_before), ("not_after", each.not_after)):
        if named and named != TODAY and (named not in fields or fields[named].type not in _DAYS):
            _unknown(entry, key, named, {name: one for name, one in fields.items() if one.type in _DAYS})
    if each.hidden_at and each.hidden_at not in fields:
        _unknown(entry, "hidden_at", each.hidden_at, fields)
    for path in each.computed.of if each.computed is not None else ():
        name, _, column = path.partition(".")
        columns = {one.field_id for one in fields[name].columns} if name in fields else set()
        if name not in fields or (column and column not in columns):
            _unknown(entry, "computed", path, fields)


def _acts(top: YamlMapping, fields: Mapping[str, LedgerField]) -> dict[str, LedgerAct]:
    table = top.mapping("acts", ())
    found: dict[str, LedgerAct] = {}
    for name in table.names() if table is not None else ():
        assert table is not None
        entry = table.mapping(name, ACT_KEYS)
        if entry is None:
            continue
        entry.need("label")
        found[name] = LedgerAct(
            action_id=name,
            label=entry.text("label"),
            asks=_asks(entry, fields),
            hint=entry.text("hint"),
            opens=_opens(entry, fields),
        )
    return found


def _asks(entry: YamlMapping, fields: Mapping[str, LedgerField]) -> tuple[AskedValue, ...]:
    found: list[AskedValue] = []
    for _, each in entry.texts_or_mappings("fields", ()):
        when: dict[str, tuple[str, ...]] = {}
        default = ""
        if isinstance(each, str):
            written = each
        else:
            names = each.names()
            if len(names) != 1:
                entry.error("fields", "asked_alone")
                continue
            written = names[0]
            when, default = _condition(each, written, fields)
        name = written.rstrip("*")
        if name not in fields:
            _unknown(entry, "fields", name, fields)
        elif fields[name].computed is not None:
            entry.error("fields", "computed_asked", field=name)
        elif any(ask.field_id == name for ask in found):
            entry.error("fields", "asked_twice", field=name)
        else:
            found.append(AskedValue(name, written.endswith("*"), when, default))
    return tuple(found)


def _condition(
    each: YamlMapping, written: str, fields: Mapping[str, LedgerField]
) -> tuple[dict[str, tuple[str, ...]], str]:
    """``{x: =value}`` is a default, ``{x: {field: [codes]}}`` a condition, which may hold ``default`` as well."""
    if not each.is_mapping(written):
        default = each.text(written)
        if not default.startswith("="):
            each.error(written, "default_spelling", written=default)
        return {}, default.removeprefix("=")
    table = each.mapping(written, ())
    assert table is not None
    default = table.text("default").removeprefix("=") if table.has("default") else ""
    when = {name: table.texts(name) for name in table.names() if name != "default"}
    for name, codes in when.items():
        if name not in fields:
            _unknown(table, name, name, fields)
            continue
        known = ("yes", "no") if fields[name].type is ValueType.YES_NO else tuple(fields[name].choices)
        for code in codes:
            if known and code not in known:
                like = nearest(code, known)
                table.error(name, "word_unknown", key=name, written=code, known="、".join(known), like=like)
    return when, default


def _opens(entry: YamlMapping, fields: Mapping[str, LedgerField]) -> tuple[FollowUp, ...]:
    tables = entry.mappings("opens", OPENS_KEYS) if entry.is_list("opens") else [entry.mapping("opens", OPENS_KEYS)]
    found = []
    for table in tables:
        if table is None:
            continue
        table.need("ledger", "act")
        values = _labels(table, "with")
        for target, source in values.items():
            if not source.startswith("=") and source not in fields:
                _unknown(table, "with", f"{target}: {source}", fields)
        when = table.mapping("when", ())
        found.append(
            FollowUp(
                ledger=table.text("ledger"),
                act=table.text("act"),
                values=values,
                back=table.text("back"),
                when={name: when.texts(name) for name in when.names()} if when is not None else {},
            )
        )
    return tuple(found)


def _list_view(top: YamlMapping, fields: Mapping[str, LedgerField]) -> ListView:
    table = top.mapping("list", LIST_KEYS)
    if table is None:
        return ListView(())
    table.need("columns", "empty")
    view = ListView(
        columns=table.texts("columns"),
        filters=table.texts("filters"),
        order=table.word("order", EntryOrder, EntryOrder.DUE),
        empty=table.text("empty"),
        shape=table.text("shape", "rows"),
        begins=table.text("begins"),
        ends=table.text("ends"),
        lines=table.text("lines"),
    )
    if view.shape not in ("rows", "axis"):
        table.error("shape", "word_unknown", key="shape", written=view.shape, known="rows、axis", like="")
    for key, names in (
        ("columns", view.columns),
        ("filters", view.filters),
        ("begins", (view.begins,)),
        ("ends", (view.ends,)),
        ("lines", (view.lines,)),
    ):
        for name in names:
            if name and name not in fields:
                _unknown(table, key, name, fields)
    return view


def _unknown(entry: YamlMapping, key: str, name: str, fields: Mapping[str, LedgerField]) -> None:
    entry.error(key, "ledger_field_unknown", field=name, like=nearest(name, list(fields)))
