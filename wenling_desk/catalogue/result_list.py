"""A department's result list: a CSV or XLSX file of numbers, results, days and licence numbers, as rows to enter."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from wenling_desk.catalogue.counter_tables import LONGEST_VALUE, find_table, read_day
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.use_cases.import_results import ListedResult, ResultFile, ResultRow

HEADERS: Final[Mapping[str, tuple[str, ...]]] = {
    "number": ("文书编号", "收件编号", "办件编号", "编号", "number"),
    "result": ("结果", "办理结果", "决定", "result"),
    "officer": ("经办人", "决定人", "签发人", "officer"),
    "member": ("事项编码", "事项", "事项名称", "member"),
    "result_number": ("证照编号", "证号", "结果文号", "result_number"),
    "decided_on": ("决定日期", "办结日期", "发证日期", "日期", "decided_on"),
    "reason": ("理由", "不予理由", "说明", "reason"),
}
"""What a column may be called; the first three must be there."""

RESULTS: Final[Mapping[str, bool]] = {
    "准予": True, "同意": True, "通过": True, "办结": True, "granted": True,
    "不予": False, "不准予": False, "不同意": False, "不通过": False, "denied": False,
}  # fmt: skip

HEADER_ROWS: Final = 8
"""Lines of a title that may stand above the header."""


def read_result_list(path: Path) -> ResultFile:
    """The rows of a list; a cell that cannot be understood spoils its own row only.

    Raises ``KnownTrouble``: ``result_list_columns``, and the codes ``import_…`` of an unreadable file.
    """
    try:
        table = find_table(path, HEADERS, ("number", "result", "officer"), HEADER_ROWS)
    except KnownTrouble as trouble:
        if trouble.code != "counter_list_columns":
            raise
        raise KnownTrouble("result_list_columns", **trouble.values) from trouble
    rows = []
    for source in table.rows:
        cells = table.cells(source)
        flaw = table.flaw(source)
        number = "".join(cells["number"].split()).upper()
        if flaw is not None:
            rows.append(ListedResult(source.number, number, None, flaw[1] or HEADERS["number"][0]))
        else:
            rows.append(_row(source.number, number, cells))
    return ResultFile(path.name, table.sha256, tuple(rows))


def _row(line: int, number: str, cells: Mapping[str, str]) -> ListedResult:
    granted = RESULTS.get("".join(cells["result"].split()))
    day = cells.get("decided_on", "")
    decided_on = read_day(day) if day else None
    if granted is None:
        return ListedResult(line, number, None, HEADERS["result"][0], cells["result"][:LONGEST_VALUE])
    if day and decided_on is None:
        return ListedResult(line, number, None, HEADERS["decided_on"][0], day[:LONGEST_VALUE])
    row = ResultRow(
        number=number,
        member=cells.get("member", ""),
        granted=granted,
        officer=cells["officer"],
        result_number=cells.get("result_number", ""),
        reasons=tuple(filter(None, [cells.get("reason", "")])),
        decided_on=decided_on,
    )
    return ListedResult(line, number, row)
