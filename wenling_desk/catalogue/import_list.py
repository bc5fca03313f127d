"""Turns a published list into a catalogue folder: all of it or nothing, with every refused row and column named."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from wenling_desk.catalogue.draft import Draft
from wenling_desk.catalogue.files import locate
from wenling_desk.catalogue.findings import Finding, Findings, Place, describe
from wenling_desk.catalogue.import_mapping import ImportMapping, read_mapping
from wenling_desk.catalogue.import_rows import DepartmentBook, RowReader
from wenling_desk.catalogue.import_sources import SourceTable, read_table
from wenling_desk.catalogue.loader import check_catalogue, exit_status, read_draft
from wenling_desk.catalogue.paused_gc import paused_gc
from wenling_desk.catalogue.yaml_reading import nearest
from wenling_desk.catalogue.yaml_writer import document
from wenling_desk.domain.catalogue import Department
from wenling_desk.domain.errors import KnownTrouble

ITEMS_PER_FILE = 2000
SHOWN_OF_A_KIND = 5


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did.

    ``refusals`` name every refused row (its line in the list) and column; ``findings`` are what the check says about
    the written folder: what is left to fill in. ``out_dir`` is ``None`` when there was nothing to write.
    """

    rows_read: int
    items_written: int
    refusals: tuple[Finding, ...]
    findings: tuple[Finding, ...]
    out_dir: Path | None

    @property
    def written(self) -> bool:
        """Whether the folder was written."""
        return self.out_dir is not None

    @property
    def exit_status(self) -> int:
        """0 when every row and column was taken and the result can be used as it is, else 1."""
        return 1 if self.refusals or not self.written else exit_status(self.findings)

    def lines(self, sentence: Callable[..., str]) -> list[str]:
        """Totals, every refusal, then what is left to fill in, the first few of each kind."""
        refused = len({refusal.line for refusal in self.refusals if refusal.code not in COLUMN_FLAWS})
        total = sentence("catalogue.import.total", read=self.rows_read, written=self.items_written, refused=refused)
        lines = [total, *(describe(refusal, sentence) for refusal in self.refusals)]
        by_code: dict[str, list[Finding]] = {}
        for finding in self.findings:
            by_code.setdefault(finding.code, []).append(finding)
        for group in by_code.values():
            lines += [describe(finding, sentence) for finding in group[:SHOWN_OF_A_KIND]]
            if len(group) > SHOWN_OF_A_KIND:
                lines.append(sentence("catalogue.import.more_of_kind", count=len(group) - SHOWN_OF_A_KIND))
        if self.out_dir is None:
            lines.append(sentence("catalogue.import.nothing_written"))
        elif exit_status(self.findings):
            lines.append(sentence("catalogue.import.must_be_filled", folder=str(self.out_dir)))
        return lines


COLUMN_FLAWS = frozenset({"header_missing", "header_twice", "header_too_long", "column_not_found"})


def import_list(file: Path, mapping: Path, out_dir: Path, *, base: Path | None = None) -> ImportReport:
    """Import ``file`` as directed by the mapping file into the new folder ``out_dir``.

    ``base`` is a catalogue whose departments, calendars, divisions, centre and region are taken over. The folder is
    made beside ``out_dir`` and renamed at the end. Raises :class:`KnownTrouble` (``import_…``; the mapping's
    ``import_mapping_broken`` carries findings) and has then written nothing; without one good row it writes nothing
    either.
    """
    directions = read_mapping(mapping)
    if out_dir.exists() and (not out_dir.is_dir() or any(out_dir.iterdir())):
        raise KnownTrouble("import_out_not_empty", folder=str(out_dir))
    with paused_gc():
        return _import(file, directions, out_dir, base)


def _import(file: Path, directions: ImportMapping, out_dir: Path, base: Path | None) -> ImportReport:
    table = read_table(file, directions)
    origin = read_draft(base, samples=False, tables_only=True) if base is not None else Draft(out_dir)
    departments = DepartmentBook(dict(origin.departments), directions.new_departments)
    refusals = Findings()
    _refuse_columns(file.name, table, directions, refusals)
    items = _read_items(table, RowReader(file.name, directions, departments, refusals))
    if not items:
        return ImportReport(len(table.rows), 0, tuple(refusals.found), (), None)
    try:
        findings = _write(out_dir, directions, items, departments, origin, base)
    except OSError as error:
        raise KnownTrouble("import_not_written", folder=str(out_dir), reason=error.strerror or "") from error
    written = sum(len(each) for each in items.values())
    return ImportReport(len(table.rows), written, tuple(refusals.found), tuple(findings), out_dir)


def _refuse_columns(file: str, table: SourceTable, mapping: ImportMapping, refusals: Findings) -> None:
    place = Place(file, mapping.header_row)
    for column, flaw in table.bad_headers.items():
        refusals.error(place, flaw, column=column)
    for target, column in mapping.columns.items():
        if column not in table.headers:
            known = list(table.headers)
            refusals.error(place, "column_not_found", column=column, target=target, like=nearest(column, known))


def _read_items(table: SourceTable, reader: RowReader) -> dict[str, list[dict[str, Any]]]:
    items: dict[str, list[dict[str, Any]]] = {}
    for row in table.rows:
        if (read := reader.read(row)) is not None:
            department, item = read
            items.setdefault(department, []).append(item)
    return items


def _write(
    out_dir: Path,
    mapping: ImportMapping,
    items: Mapping[str, list[dict[str, Any]]],
    departments: DepartmentBook,
    origin: Draft,
    base: Path | None,
) -> list[Finding]:
    out_dir.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=out_dir.parent, prefix=f".{out_dir.name}-"))
    try:
        catalogue = fresh / "catalogue"
        (catalogue / "items").mkdir(parents=True)
        for department, listed in items.items():
            for number, start in enumerate(range(0, len(listed), ITEMS_PER_FILE), start=1):
                name = department if number == 1 else f"{department}-{number}"
                page = listed[start : start + ITEMS_PER_FILE]
                _put(catalogue / "items" / f"{name}.yaml", _items_page(department, mapping.effective_from, page))
        _put(catalogue / "release.yaml", _release(mapping, origin))
        _put(catalogue / "departments.yaml", _departments(departments.used, origin))
        if base is not None:
            _copy_tables(locate(base)[0], catalogue)
        findings = check_catalogue(fresh)
        fresh.chmod(0o755)
        if out_dir.exists():
            out_dir.rmdir()  # only ever an empty folder: a full one was refused before
        fresh.rename(out_dir)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    return findings


def _put(path: Path, value: Mapping[str, Any]) -> None:
    path.write_text(document((), value), encoding="utf-8", newline="\n")


def _items_page(department: str, since: date, items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"schema": "wenling-desk/items@1", "department": department, "effective_from": since, "items": items}


def _release(mapping: ImportMapping, origin: Draft) -> dict[str, Any]:
    centre = {"name": "", "address": "", "phone": "", "supervision_phone": "", "query": ""}
    region = ""
    if origin.release is not None:
        region = origin.release.region
        centre = {key: getattr(origin.release.centre, key) for key in centre}
    return {
        "schema": "wenling-desk/release@1",
        "release": mapping.release,
        "effective_from": mapping.effective_from,
        "region": region,
        "centre": {**centre, "status": "inferred"},
        "source": mapping.source,
    }


def _departments(used: Mapping[str, Department], origin: Draft) -> dict[str, Any]:
    rows = []
    for key, department in used.items():
        row: dict[str, Any] = {"key": key, "name": department.name, "short_name": department.short_name}
        if not department.is_organ:
            row["is_organ"] = False
        if key in origin.remedy_basis:
            row["remedy"] = {
                "review_organ": department.review_organ,
                "court": department.court,
                "basis": origin.remedy_basis[key],
                "status": origin.remedy_status[key].value,
            }
        row["status"] = department.status.value
        rows.append(row)
    return {"schema": "wenling-desk/departments@1", "departments": rows}


def _copy_tables(source: Path, target: Path) -> None:
    if (source / "calendars").is_dir():
        shutil.copytree(source / "calendars", target / "calendars")
    if (source / "divisions.yaml").exists():
        shutil.copyfile(source / "divisions.yaml", target / "divisions.yaml")
