"""Values of a ledger in words, for rows, titles and papers; private ones masked by what they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.identity import mask_name, mask_number, mask_phone
from wenling_desk.domain.ledger import Ledger, LedgerField, ValueType
from wenling_desk.domain.ledger_values import is_empty, plain_number
from wenling_desk.use_cases.ports import Words
from wenling_desk.use_cases.wording import day_words

MASKS: Final = {ValueType.NAME: mask_name, ValueType.PHONE: mask_phone, ValueType.ID_NUMBER: mask_number}
"""How a private value is masked; one of any other type is left out."""


def value_words(words: Words, catalogue: Catalogue, field: LedgerField, value: Any) -> str:
    """A value as a paper says it, in full; empty where there is none. A table says how many rows it has."""
    if is_empty(value):
        return ""
    match field.type:
        case ValueType.NUMBER:
            amount = plain_number(field, value) if isinstance(value, int) else str(value)
            return f"{amount} {field.unit}" if field.unit else amount
        case ValueType.DATE:
            return day_words(words, date.fromisoformat(str(value)))
        case ValueType.MONTH:
            year, month = str(value).split("-")
            return words("case.month", year=int(year), month=int(month))
        case ValueType.YES_NO:
            return words("case.yes" if value is True else "case.no")
        case ValueType.CHOICES:
            return words("case.joined").join(field.choices.get(str(each), str(each)) for each in _listed(value))
        case ValueType.TABLE:
            return words("case.rows", count=len(_listed(value)))
        case ValueType.EVIDENCE:
            return words("case.joined").join(str(row.get("name", "")) for row in _listed(value))
        case _:
            return code_words(catalogue, field, str(value))


def code_words(catalogue: Catalogue, field: LedgerField, code: str) -> str:
    """What a code is called; any other text, and a code the release does not know, as it is."""
    match field.type:
        case ValueType.CHOICE:
            return field.choices.get(code, code)
        case ValueType.DEPARTMENT:
            return catalogue.departments[code].name if code in catalogue.departments else code
        case ValueType.ITEM:
            return catalogue.items[code].name if code in catalogue.items else code
        case ValueType.BUNDLE:
            return catalogue.bundles[code].name if code in catalogue.bundles else code
        case ValueType.TOWN:
            return catalogue.divisions[code].name if code in catalogue.divisions else code
        case _:
            return code


def masked(field: LedgerField, value: Any) -> Any:
    """A value as lists show it: a private one masked by its type, ``None`` where nothing of it may be shown; the
    private columns of a table likewise."""
    if is_empty(value):
        return value
    if field.private:
        mask = MASKS.get(field.type)
        return mask(str(value)) if mask is not None else None
    if field.type is ValueType.TABLE:
        columns = {column.field_id: column for column in field.columns}
        return [
            {name: masked(columns[name], cell) if name in columns else cell for name, cell in row.items()}
            for row in _listed(value)
        ]
    return value


def is_hidden(field: LedgerField, values: Mapping[str, Any], counter: str) -> bool:
    """Whether a value is kept from this counter: it is the one the entry is about."""
    return bool(field.hidden_at) and bool(counter) and str(values.get(field.hidden_at) or "") == counter


def shown_values(ledger: Ledger, values: Mapping[str, Any], counter: str) -> dict[str, Any]:
    """The values of an entry that this counter may see at all."""
    return {
        name: value
        for name, value in values.items()
        if name not in ledger.fields or not is_hidden(ledger.fields[name], values, counter)
    }


def _listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, (list, tuple)) else ()
