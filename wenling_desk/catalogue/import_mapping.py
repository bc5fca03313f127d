"""The mapping file of an import: which column means what, how values translate, what holds where nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from wenling_desk.catalogue.draft import EPOCH
from wenling_desk.catalogue.files import is_release_number
from wenling_desk.catalogue.findings import CatalogueBroken, Findings
from wenling_desk.catalogue.read_items import check_schema
from wenling_desk.catalogue.yaml_reading import YamlMapping
from wenling_desk.catalogue.yaml_source import compose_file

SCHEMA = "wenling-desk/import-mapping@1"
KEYS = (
    "schema", "format", "encoding", "delimiter", "sheet", "header_row", "rows", "columns", "values", "split",
    "defaults", "release", "effective_from", "source", "new_departments", "code_prefix", "keep_other_columns",
)  # fmt: skip
TARGETS = (
    "code", "name", "department", "item_type", "handling_kind", "statutory_time_limit", "statutory_unit",
    "committed_time_limit", "committed_unit", "legal_basis", "result_name", "fee", "materials", "no_materials", "note",
)  # fmt: skip
VALUE_TARGETS = (*TARGETS, "unit")
SPLIT_TARGETS = ("legal_basis", "materials")


class ListFormat(StrEnum):
    """What kind of file the list is."""

    CSV = "csv"
    JSON = "json"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class ImportMapping:
    """A mapping as read. ``columns`` maps a target to a header or, for JSON, a path; ``split`` to its separators."""

    list_format: ListFormat | None
    encoding: str
    delimiter: str
    sheet: str
    header_row: int
    rows: str
    columns: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    split: Mapping[str, tuple[str, ...]]
    defaults: Mapping[str, str]
    release: str
    effective_from: date
    source: str
    new_departments: bool
    code_prefix: str
    keep_other_columns: bool


def read_mapping(path: Path) -> ImportMapping:
    """The mapping of that file. Raises :class:`CatalogueBroken` with code ``import_mapping_broken``."""
    findings = Findings()
    node = compose_file(path, path.name, findings)
    if node is None:
        raise CatalogueBroken(findings.in_order(), "import_mapping_broken")
    mapping = _read(YamlMapping(node, path.name, findings, KEYS))
    if findings.has_errors:
        raise CatalogueBroken(findings.in_order(), "import_mapping_broken")
    return mapping


def _read(top: YamlMapping) -> ImportMapping:
    check_schema(top, SCHEMA)
    top.need("columns", "release", "effective_from", "source")
    release = top.text("release")
    if not is_release_number(release):
        top.error("release", "release_number_spelling", number=release)
    columns = _texts_of(top, "columns", TARGETS)
    if "name" not in columns or ("code" not in columns and not top.has("code_prefix")):
        top.error("columns", "import_columns_incomplete")
    split = top.mapping("split", SPLIT_TARGETS)
    delimiter = top.text("delimiter", ",")
    if len(delimiter) != 1:
        top.error("delimiter", "import_delimiter", written=delimiter)
    return ImportMapping(
        list_format=top.word("format", ListFormat, ListFormat.CSV) if top.has("format") else None,
        encoding=top.text("encoding"),
        delimiter=delimiter,
        sheet=top.text("sheet"),
        header_row=max(1, top.whole("header_row") or 1),
        rows=top.text("rows"),
        columns=columns,
        values=_read_values(top),
        split={target: split.texts(target) for target in split.names()} if split is not None else {},
        defaults=_texts_of(top, "defaults", TARGETS),
        release=release,
        effective_from=top.day("effective_from") or EPOCH,
        source=top.text("source"),
        new_departments=top.flag("new_departments", default=False),
        code_prefix=top.text("code_prefix"),
        keep_other_columns=top.flag("keep_other_columns", default=True),
    )


def _texts_of(top: YamlMapping, key: str, known: tuple[str, ...]) -> dict[str, str]:
    table = top.mapping(key, known)
    return {} if table is None else {name: table.text(name) for name in table.names()}


def _read_values(top: YamlMapping) -> dict[str, dict[str, str]]:
    table = top.mapping("values", VALUE_TARGETS)
    if table is None:
        return {}
    return {target: _texts_of(table, target, ()) for target in table.names()}
