"""Computations: the named ways in which a ledger works out a value nobody types."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from wenling_desk.domain.ledger import Ledger, LedgerField, ValueType
from wenling_desk.domain.working_days import Calendar, working_days_between

Number = Fraction | int
Computation = Callable[[Sequence[Any], Calendar], Number | None]
"""From its operands, in order, to a number in whole units; ``None`` where one it needs is not there. A number comes as
a fraction in whole units, a day or a month as a day, a table as its rows, a column as the values that stand in it."""


def _difference(operands: Sequence[Any], _: Calendar) -> Number | None:
    if any(each is None for each in operands):
        return None
    return Fraction(operands[0]) - sum(map(Fraction, operands[1:]))


def _total(operands: Sequence[Any], _: Calendar) -> Number | None:
    """Of columns and of plain numbers; nothing where no operand has anything."""
    parts: list[Number] = []
    for each in operands:
        parts += each if isinstance(each, tuple) else () if each is None else (each,)
    return sum(parts, Fraction(0)) if parts else None


def _mean(operands: Sequence[Any], calendar: Calendar) -> Number | None:
    total = _total(operands, calendar)
    count = sum(len(each) if isinstance(each, tuple) else each is not None for each in operands)
    return None if total is None else Fraction(total, count)


def _percent(operands: Sequence[Any], _: Calendar) -> Number | None:
    part, whole = operands
    return None if part is None or not whole else Fraction(part) * 100 / whole


def _months_between(operands: Sequence[Any], _: Calendar) -> Number | None:
    """Whole months from the first day to the second; negative where the second is earlier."""
    first, last = operands
    if first is None or last is None:
        return None
    if last < first:
        back = _months_between((last, first), _)
        return None if back is None else -back
    return int((last.year - first.year) * 12 + last.month - first.month - (last.day < first.day))


def _days_between(operands: Sequence[Any], _: Calendar) -> Number | None:
    first, last = operands
    return None if first is None or last is None else int((last - first).days)


def _working_days_between(operands: Sequence[Any], calendar: Calendar) -> Number | None:
    first, last = operands
    return None if first is None or last is None else working_days_between(first, last, calendar)


def _count_rows(operands: Sequence[Any], _: Calendar) -> Number | None:
    tables = [each for each in operands if each is not None]
    return sum(map(len, tables)) if tables else None


COMPUTATIONS: Mapping[str, Computation] = {
    "difference": _difference,
    "sum": _total,
    "mean": _mean,
    "percent": _percent,
    "months_between": _months_between,
    "days_between": _days_between,
    "working_days_between": _working_days_between,
    "count_rows": _count_rows,
}
"""By the name a ledger calls it: the first less the others; the sum and the mean of columns or numbers; the first in
percent of the second; whole months, days and working days from the first day to the second; how many rows."""


def compute(ledger: Ledger, values: Mapping[str, Any], calendar: Calendar) -> dict[str, Any]:
    """Every computed value of an entry with these values, as it is kept: those with an operand missing are left out.

    A computed value may be an operand of a later one. A result is rounded to the places of its field, half away from
    zero.
    """
    found: dict[str, Any] = {}
    for field_id, each in ledger.fields.items():
        if each.computed is None:
            continue
        operands = [_operand(ledger, path, {**values, **found}) for path in each.computed.of]
        result = COMPUTATIONS[each.computed.by](operands, calendar)
        if result is not None:
            found[field_id] = rounded(Fraction(result), each.places)
    return found


def rounded(value: Fraction, places: int) -> int:
    """A number as it is kept: whole units of ``10**-places``, half away from zero."""
    scaled = abs(value) * Fraction(10) ** places
    whole = int((2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator))
    return -whole if value < 0 else whole


def _operand(ledger: Ledger, path: str, values: Mapping[str, Any]) -> Any:
    name, _, column = path.partition(".")
    each, value = ledger.fields[name], values.get(name)
    if each.type is not ValueType.TABLE:
        return _read(each, value)
    rows = value if isinstance(value, (list, tuple)) else None
    if not column or rows is None:
        return rows
    one = next(known for known in each.columns if known.field_id == column)
    return tuple(read for row in rows if (read := _read(one, row.get(column))) is not None)


def _read(each: LedgerField, value: Any) -> Any:
    if value is None or value == "":
        return None
    match each.type:
        case ValueType.NUMBER:
            return Fraction(int(value), 10**each.places)
        case ValueType.DATE:
            return date.fromisoformat(str(value))
        case ValueType.MONTH:
            return date.fromisoformat(f"{value}-01")
        case ValueType.YES_NO:
            return Fraction(int(bool(value)))
        case _:
            return value


def with_rows(ledger: Ledger, standing: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The values of an entry after an act: what it gives goes before what stood, a table that grows gets its rows."""
    after = dict(standing)
    for field_id, value in given.items():
        each = ledger.fields.get(field_id)
        if each is not None and each.grows and isinstance(value, (list, tuple)):
            after[field_id] = [*(after.get(field_id) or ()), *value]
        else:
            after[field_id] = value
    return after
