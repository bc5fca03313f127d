"""What the editors of a form hold, and what a fact keeps of it. No Qt here.

An editor holds text for most values, a code for a choice or a reference, codes on one line each for several choices,
``yes`` or ``no``, rows of texts for a table, and rows ``{name, sha256, path}`` for evidence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from wenling_desk.domain.ledger import LedgerField, ValueType
from wenling_desk.domain.ledger_values import ME, MOST_FIGURES, TODAY, plain_number
from wenling_desk.ui.widgets.field import FieldValue
from wenling_desk.ui.widgets.typed_values import (
    UnreadableError,
    narrow,
    read_code,
    read_date,
    read_number,
    read_phone,
    read_text,
)

YES, NO = "yes", "no"
_MONTH = re.compile(r"(\d{4})[-/.年]?(\d{1,2})月?")
_TIME = re.compile(r"(\d{1,2})[:点时.]?(\d{2})分?")

REFERENCES = frozenset({
    ValueType.DEPARTMENT, ValueType.ITEM, ValueType.BUNDLE, ValueType.TOWN, ValueType.CLERK, ValueType.RECORD,
})  # fmt: skip
"""Values that are picked from what the desk knows."""


def read_month(text: str) -> str:
    """202611, 2026-11, 2026/11 or 2026年11月 -> 2026-11. Raises UnreadableError."""
    match = _MONTH.fullmatch(narrow(text).replace(" ", ""))
    if match is None or not 1 <= int(match[2]) <= 12:
        raise UnreadableError("ledgers.field.month_unreadable")
    return f"{int(match[1]):04d}-{int(match[2]):02d}"


def read_time(text: str) -> str:
    """930, 9:30, 09:30 or 9点30分 -> 09:30. Raises UnreadableError."""
    match = _TIME.fullmatch(narrow(text).replace(" ", "").replace("：", ":"))
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        raise UnreadableError("ledgers.field.time_unreadable")
    return f"{int(match[1]):02d}:{int(match[2]):02d}"


READERS: Mapping[ValueType, Callable[[str], str]] = {
    ValueType.TEXT: read_text,
    ValueType.PARAGRAPH: lambda text: text.strip(),
    ValueType.NAME: read_text,
    ValueType.PHONE: read_phone,
    ValueType.ID_NUMBER: read_code,
    ValueType.NUMBER: read_number,
    ValueType.DATE: read_date,
    ValueType.MONTH: read_month,
    ValueType.TIME: read_time,
    ValueType.CASE: read_code,
}
"""Type -> reader of typed text."""


def kept(field: LedgerField, typed: FieldValue) -> Any:
    """What the fact keeps; ``None`` for nothing. Raises UnreadableError for a text no value can be made of."""
    if not typed:
        return None
    if field.type is ValueType.TABLE:
        return [_kept_row(field, row) for row in typed] if isinstance(typed, list) else None
    if field.type is ValueType.EVIDENCE:
        rows = typed if isinstance(typed, list) else []
        return [{"name": row["name"], "sha256": row["sha256"]} for row in rows]
    text = str(typed)
    if field.type is ValueType.YES_NO:
        return text == YES
    if field.type is ValueType.CHOICES:
        return text.split("\n")
    if field.type is ValueType.NUMBER:
        return _kept_number(field, read_number(text))
    reader = READERS.get(field.type)
    return reader(text) if reader is not None else text


def _kept_row(field: LedgerField, row: Mapping[str, str]) -> dict[str, Any]:
    values = {column.field_id: kept(column, row.get(column.field_id, "")) for column in field.columns}
    return {key: value for key, value in values.items() if value is not None}


def _kept_number(field: LedgerField, text: str) -> int:
    amount = Decimal(text).scaleb(field.places)
    if amount != amount.to_integral_value():
        raise UnreadableError("ledgers.field.whole_only" if not field.places else "ledgers.field.too_fine")
    if abs(amount) >= Decimal(10) ** MOST_FIGURES:
        raise UnreadableError("ledgers.field.too_great")
    return int(amount)


def typed(field: LedgerField, value: Any) -> FieldValue:
    """A kept value as its editor holds it."""
    if value is None:
        return ""
    if field.type is ValueType.TABLE:
        return [
            {each.field_id: _cell(each, row.get(each.field_id)) for each in field.columns}
            for row in _rows(value)
        ]  # fmt: skip
    if field.type is ValueType.EVIDENCE:
        return [{key: str(word) for key, word in row.items()} for row in _rows(value)]
    if field.type is ValueType.CHOICES:
        return "\n".join(str(each) for each in value)
    return _cell(field, value)


def _rows(value: Any) -> Sequence[Mapping[str, Any]]:
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list | tuple) else []


def _cell(field: LedgerField, value: Any) -> str:
    if value is None:
        return ""
    if field.type is ValueType.YES_NO:
        return YES if value in (True, YES) else NO
    if field.type is ValueType.NUMBER and isinstance(value, int):
        return plain_number(field, value)
    return str(value)


def default_value(field: LedgerField, default: str, today: date, clerk: str) -> FieldValue:
    """What ``=today``, ``=me`` or ``=code`` puts into an editor."""
    if default == TODAY:
        return today.isoformat()[:7] if field.type is ValueType.MONTH else today.isoformat()
    return clerk if default == ME else default
