"""Reads ``resources/exports/*.yaml``: which named cell of a receiving office's template takes which figure."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Final

from wenling_desk.catalogue.counter_file import close_counter_file, open_counter_file, status_of
from wenling_desk.catalogue.yaml_reading import YamlMapping, nearest
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.use_cases.figure_exports import CellMeta, CellPart, NamedCell, WorkbookMapping

MAPPING_SCHEMA: Final = "wenling-desk/workbook-export@1"
_KEYS: Final = ("schema", "name", "template", "cells", "source", "status")
_CELL_KEYS: Final = ("figure", "column", "part", "meta")


def read_export_mapping(path: Path, figures: Collection[str], columns: Collection[str]) -> WorkbookMapping:
    """The file. Raises ``CatalogueBroken`` with code ``counter_file_broken`` (count, file, line of the first)."""
    top, findings = open_counter_file(path, MAPPING_SCHEMA, _KEYS)
    top.need("name", "template", "cells", "source", "status")
    cells = top.mapping("cells", ())
    found = []
    for name in cells.names() if cells is not None else ():
        assert cells is not None
        entry = cells.mapping(name, _CELL_KEYS)
        if entry is not None:
            found.append(_cell(name, entry, figures, columns))
    template = top.text("template")
    if Path(template).name != template:
        top.error("template", "word_unknown", key="template", written=template, known=Path(template).name, like="")
    mapping = WorkbookMapping(
        mapping_id=path.stem,
        name=top.text("name"),
        template=template,
        cells=tuple(found),
        source=top.text("source"),
        status=status_of(top),
        folder=path.parent,
    )
    close_counter_file(findings)
    return mapping


def _cell(name: str, entry: YamlMapping, figures: Collection[str], columns: Collection[str]) -> NamedCell:
    meta = entry.word("meta", CellMeta, CellMeta.HALL) if entry.has("meta") else None
    figure, column = entry.text("figure"), entry.text("column")
    if meta is None:
        entry.need("figure")
    _check(entry, "figure", figure, figures)
    _check(entry, "column", column, columns)
    return NamedCell(name, figure, column, entry.word("part", CellPart, CellPart.VALUE), meta)


def _check(entry: YamlMapping, key: str, written: str, known: Collection[str]) -> None:
    if written and written not in known:
        like = nearest(written, sorted(known))
        listed = "、".join(sorted(known)) if len(known) < 12 else "resources/figures"
        entry.error(key, "word_unknown", key=key, written=written, known=listed, like=like)


def read_export_mappings(
    folder: Path, figures: Collection[str], columns: Collection[str]
) -> tuple[tuple[WorkbookMapping, ...], tuple[KnownTrouble, ...]]:
    """Every mapping of a folder by name, and what is wrong with the others: a broken one hides no other."""
    found, troubles = [], []
    for path in sorted(folder.glob("*.yaml")) if folder.is_dir() else ():
        try:
            found.append(read_export_mapping(path, figures, columns))
        except KnownTrouble as trouble:
            troubles.append(trouble)
    return tuple(found), tuple(troubles)
