"""Values of a ledger in words, private ones masked. No Qt here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from wenling_desk.domain.ledger import LedgerField, ValueType
from wenling_desk.domain.ledger_values import plain_number
from wenling_desk.texts import Texts
from wenling_desk.ui.ledgers.names import Names
from wenling_desk.ui.ledgers.typed import REFERENCES, YES
from wenling_desk.ui.widgets.typed_values import group_thousands
from wenling_desk.use_cases.ledger_words import MASKS

GROUPED = 10_000
"""From here on figures are grouped for the eye; a year is not."""


def value_words(texts: Texts, names: Names, field: LedgerField, value: Any, *, masked: bool = False) -> str:
    """A value as it is read on the screen; empty where there is none. Tables say how many rows they have."""
    if value is None or value == "" or value == []:
        return ""
    if masked and field.private:
        return masked_words(texts, field, value)
    if field.type is ValueType.NUMBER:
        return number_words(texts, field, value)
    if field.type is ValueType.YES_NO:
        return texts("ledgers.yes" if value in (True, YES) else "ledgers.no")
    if field.type is ValueType.CHOICES:
        return texts("ledgers.joined").join(names.word(field, str(each)) for each in _listed(value))
    if field.type is ValueType.TABLE:
        return texts("ledgers.rows", count=len(_listed(value)))
    if field.type is ValueType.EVIDENCE:
        return texts("ledgers.joined").join(str(row.get("name", "")) for row in _listed(value))
    if field.type is ValueType.CHOICE or field.type in REFERENCES:
        return names.word(field, str(value))
    return str(value)


def number_words(texts: Texts, field: LedgerField, value: Any) -> str:
    """96.85 万元: with its places, grouped for the eye, with its unit."""
    if isinstance(value, bool) or not isinstance(value, int):
        return str(value)
    amount = plain_number(field, value)
    if abs(value) >= GROUPED * 10**field.places:
        amount = group_thousands(amount)
    return texts("ledgers.amount", amount=amount, unit=field.unit) if field.unit else amount


def masked_words(texts: Texts, field: LedgerField, value: Any) -> str:
    """A private value as lists and entries show it."""
    mask = MASKS.get(field.type)
    return mask(str(value)) if mask is not None else texts("ledgers.private")


def table_words(
    texts: Texts, names: Names, field: LedgerField, value: Any, *, masked: bool = False
) -> tuple[tuple[str, ...], ...]:
    """The rows of a table, cell by cell."""
    return tuple(
        tuple(value_words(texts, names, column, row.get(column.field_id), masked=masked) for column in field.columns)
        for row in _listed(value)
        if isinstance(row, Mapping)
    )


def day_of(value: object) -> date | None:
    """A date or month as a day (the first of the month); ``None`` for anything else."""
    text = str(value or "")
    try:
        return date.fromisoformat(f"{text}-01" if len(text) == 7 else text)
    except ValueError:
        return None


def _listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()
