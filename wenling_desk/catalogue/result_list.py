"""A department's result list: a CSV or XLSX file of numbers, results and licence numbers, as rows to enter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from wenling_desk.catalogue.import_mapping import ImportMapping
from wenling_desk.catalogue.import_sources import SourceTable, clean, read_table
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.use_cases.import_results import ResultRow

HEADERS: Final[Mapping[str, tuple[str, ...]]] = {
    "number": ("文书编号", "收件编号", "办件编号", "编号", "number"),
    "result": ("结果", "办理结果", "决定", "result"),
    "officer": ("经办人", "决定人", "签发人", "officer"),
    "member": ("事项编码", "事项", "member"),
    "result_number": ("证照编号", "证号", "结果文号", "result_number"),
    "reason": ("理由", "不予理由", "说明", "reason"),
}
"""What a column may be called; the first three must be there."""

RESULTS: Final[Mapping[str, bool]] = {
    "准予": True, "同意": True, "通过": True, "办结": True, "granted": True,
    "不予": False, "不准予": False, "不同意": False, "不通过": False, "denied": False,
}  # fmt: skip


_AS_IT_COMES: Final = ImportMapping(
    list_format=None, encoding="", delimiter=",", sheet="", header_row=1, rows="", columns={}, values={}, split={},
    defaults={}, release="", effective_from=date.min, source="", new_departments=False, code_prefix="",
    keep_other_columns=True,
)  # fmt: skip


def read_result_list(path: Path) -> Sequence[ResultRow]:
    """The rows of a list. Raises ``KnownTrouble``: ``result_list_columns``, ``result_list_value`` (nothing is entered
    from a list that is wrong), and the codes ``import_…`` of an unreadable file."""
    table = read_table(path, _AS_IT_COMES)
    columns = _columns(table, path)
    return [
        _row(cells.number, {key: clean(cells.cells.get(name, "")) for key, name in columns.items()})
        for cells in table.rows
    ]


def _columns(table: SourceTable, path: Path) -> dict[str, str]:
    found = {
        key: next((header for header in table.headers if header.strip() in names), "") for key, names in HEADERS.items()
    }
    for key in ("number", "result", "officer"):
        if not found[key]:
            raise KnownTrouble("result_list_columns", file=path.name, column=HEADERS[key][0])
    return {key: name for key, name in found.items() if name}


def _row(number: int, cells: Mapping[str, str]) -> ResultRow:
    granted = RESULTS.get(cells["result"])
    if granted is None:
        raise KnownTrouble("result_list_value", row=number, value=cells["result"][:20])
    return ResultRow(
        number="".join(cells["number"].split()).upper(),
        member=cells.get("member", ""),
        granted=granted,
        officer=cells["officer"],
        result_number=cells.get("result_number", ""),
        reasons=tuple(filter(None, [cells.get("reason", "")])),
    )
