"""One row of a list into one item of the catalogue, or the reasons why not."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from wenling_desk.catalogue.findings import Findings, Place
from wenling_desk.catalogue.import_mapping import ImportMapping
from wenling_desk.catalogue.import_sources import WHOLE_ROW, SourceRow
from wenling_desk.domain.catalogue import Department
from wenling_desk.domain.service_item import HandlingKind, ItemType, TimeUnit

LONGEST_NAME = 200
LONGEST_LIMIT = 10_000
LONGEST_SHOWN = 80
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}")
_AMOUNT = re.compile(r"([0-9]{1,9})\s*(.*)", re.DOTALL)
_BOOLEANS = {"true": True, "false": False}


@dataclass(slots=True)
class DepartmentBook:
    """Departments by key and by every name they go by; new ones get a key of their own when that is allowed."""

    known: dict[str, Department]
    may_grow: bool
    used: dict[str, Department] = field(default_factory=dict)
    _by_name: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for key, department in self.known.items():
            self._by_name.update({key: key, department.name: key, department.short_name: key})

    def find(self, written: str) -> str | None:
        """The key of the department so written; ``None`` when it is unknown and none may be added."""
        key = self._by_name.get(written) or (self._add(written) if self.may_grow else None)
        if key is not None:
            self.used[key] = self.known[key]
        return key

    def _add(self, name: str) -> str:
        key = next(key for number in count(1) if (key := f"D{number:03}") not in self._by_name)
        self.known[key] = Department(key, name, name)
        self._by_name[key] = self._by_name[name] = key
        return key


class RowReader:
    """Turns rows into items in the shape of the item files; why a row is refused goes to ``findings``."""

    def __init__(self, file: str, mapping: ImportMapping, departments: DepartmentBook, findings: Findings) -> None:
        """``file`` is the list's name for the findings; ``departments`` grows when the mapping allows it."""
        self._file = file
        self._mapping = mapping
        self._departments = departments
        self._findings = findings
        self._codes: dict[str, int] = {}
        self._mapped = set(mapping.columns.values())

    def read(self, row: SourceRow) -> tuple[str, dict[str, Any]] | None:
        """The department key and the item; ``None`` after noting every reason to refuse the row."""
        refused_before = len(self._findings.found)
        for column, flaw in row.flaws.items():
            if column in self._mapped or column == WHOLE_ROW:
                self._findings.error(Place(self._file, row.number), flaw, column=column)
        values = {target: self._value(target, row) for target in (*self._mapping.columns, *self._mapping.defaults)}
        name = values.get("name", "").replace("\n", "")
        if not name:
            self._refuse(row, "name", "name_missing")
        elif len(name) > LONGEST_NAME:
            self._refuse(row, "name", "name_too_long", limit=LONGEST_NAME)
        department = self._department(row, values.get("department", ""))
        code = self._code(row, values.get("code", ""), f"{department}|{name}")
        item: dict[str, Any] = {"code": code, "name": name}
        item["item_type"] = self._word(row, "item_type", values, ItemType)
        item["handling_kind"] = self._word(row, "handling_kind", values, HandlingKind)
        item["statutory_time_limit"] = self._limit(row, "statutory", values)
        item["committed_time_limit"] = self._limit(row, "committed", values)
        self._add_texts(row, item, values)
        if len(self._findings.found) > refused_before:
            return None
        self._codes[code] = row.number
        return department, item

    def _refuse(self, row: SourceRow, target: str, code: str, /, **values: object) -> None:
        column = self._mapping.columns.get(target, target)
        self._findings.error(Place(self._file, row.number), code, column=column, **values)

    def _value(self, target: str, row: SourceRow) -> str:
        column = self._mapping.columns.get(target)
        written = row.cells.get(column, "") if column is not None else ""
        written = self._mapping.values.get(target, {}).get(written, written)
        return written or self._mapping.defaults.get(target, "")

    def _department(self, row: SourceRow, written: str) -> str:
        if not written:
            self._refuse(row, "department", "value_missing", target="department")
            return ""
        key = self._departments.find(written)
        if key is None:
            self._refuse(row, "department", "department_not_mapped", value=written)
        return key or ""

    def _code(self, row: SourceRow, written: str, identity: str) -> str:
        code = written
        if not code and self._mapping.code_prefix:
            digest = hashlib.blake2b(identity.encode(), digest_size=5).hexdigest()
            code = f"{self._mapping.code_prefix}{digest.upper()}"
        if not code:
            self._refuse(row, "code", "value_missing", target="code")
        elif not _CODE.fullmatch(code):
            self._refuse(row, "code", "code_spelling", value=code[:LONGEST_SHOWN])
        elif code in self._codes:
            self._refuse(row, "code", "code_of_earlier_row", value=code, first=self._codes[code])
        return code

    def _word(
        self,
        row: SourceRow,
        target: str,
        values: Mapping[str, str],
        words: type[ItemType] | type[HandlingKind],
    ) -> str:
        written = values.get(target, "")
        if not written:
            self._refuse(row, target, "value_missing", target=target)
        elif written not in {word.value for word in words}:
            self._refuse(row, target, "value_not_mapped", value=written[:LONGEST_SHOWN], target=target)
        return written

    def _limit(self, row: SourceRow, which: str, values: Mapping[str, str]) -> dict[str, object]:
        """``20``, ``20个工作日``, a word for on the spot: digits, then the unit's word, or the unit column's."""
        target = f"{which}_time_limit"
        written = unicodedata.normalize("NFKC", values.get(target, "")).strip()
        shown = written[:LONGEST_SHOWN]
        units = self._mapping.values.get("unit", {})
        found = _AMOUNT.fullmatch(written)
        amount = int(found.group(1)) if found is not None else 0
        word = (found.group(2).strip() if found is not None else written) or values.get(f"{which}_unit", "")
        word = units.get(word, word)
        if not written:
            self._refuse(row, target, "value_missing", target=target)
        elif word not in {unit.value for unit in TimeUnit} or (found is None and word != TimeUnit.ON_THE_SPOT):
            self._refuse(row, target, "limit_not_understood", value=shown)
        elif amount > LONGEST_LIMIT:
            self._refuse(row, target, "limit_too_long", value=shown, limit=LONGEST_LIMIT)
        if word == TimeUnit.ON_THE_SPOT or amount == 0:
            return {"unit": TimeUnit.ON_THE_SPOT.value, "status": "inferred"}
        return {"amount": amount, "unit": word, "status": "inferred"}

    def _add_texts(self, row: SourceRow, item: dict[str, Any], values: Mapping[str, str]) -> None:
        bases = self._split("legal_basis", values)
        item["legal_basis"] = [{"citation": each, "status": "inferred"} for each in bases]
        if result := values.get("result_name", "").replace("\n", "、"):
            item["result_name"] = result
        if fee := values.get("fee", "").replace("\n", " "):
            item["fee"] = {"text": fee, "status": "inferred"}
        free = values.get("no_materials", "")
        if names := self._split("materials", values):
            item["materials"] = [{"id": f"m{number}", "name": name} for number, name in enumerate(names, start=1)]
        elif free and free not in _BOOLEANS:
            self._refuse(row, "no_materials", "value_not_mapped", value=free[:LONGEST_SHOWN], target="no_materials")
        elif _BOOLEANS.get(free, False):
            item["no_materials"] = True
        item["status"] = "inferred"
        item["sources"] = [self._mapping.source]
        if note := values.get("note", ""):
            item["note"] = note.replace("\n", " ")
        kept = {column: text for column, text in row.cells.items() if column not in self._mapped}
        if kept and self._mapping.keep_other_columns:
            item["extra"] = kept

    def _split(self, target: str, values: Mapping[str, str]) -> list[str]:
        """The parts of a cell, each once; the line break always separates."""
        text = values.get(target, "")
        for separator in self._mapping.split.get(target, ()):
            text = text.replace(separator, "\n")
        parts = (part.strip() for part in text.split("\n"))
        return list(dict.fromkeys(part for part in parts if part))
