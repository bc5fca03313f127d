"""The values of a ledger: what each type accepts, how it is kept, and what an act may bring."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, DecimalException
from typing import Any, Final

from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.identity import normal_number, phone_problem, resident_number_problem, uscc_problem
from wenling_desk.domain.ledger import AskedValue, Ledger, LedgerField, ValueType, holds

TODAY: Final = "today"
ME: Final = "me"
MOST_TEXT, MOST_PARAGRAPH, MOST_ROWS, MOST_FIGURES = 200, 2000, 200, 15
"""Characters of a line and of a paragraph, rows of a table, figures of a number, where the ledger says nothing."""

_MONTH: Final = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_TIME: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_NUMBER: Final = re.compile(r"[0-9A-Z()（）-]{5,24}")
_UNSPEAKABLE: Final = frozenset({"Cc", "Cs", "Co"})


def is_empty(value: object) -> bool:
    """Whether a value says nothing."""
    return value is None or (isinstance(value, str) and not value.strip()) or (value == [] or value == ())


def check_value(field: LedgerField, value: Any, values: Mapping[str, Any], today: date) -> Any:
    """A value as it is kept; one that is empty is ``None``.

    A number given as text is one somebody typed (``"96.85"``), any other is kept already. ``values`` are those of the
    entry and of the form: a day may be bound by another one. Refuses with the ``field`` and its ``label``:
    ``text_too_long`` (most), ``text_too_short`` (least), ``value_characters``, ``value_form`` (rule),
    ``value_phone``, ``value_id_number``, ``value_not_a_number``, ``value_too_small`` (least, unit),
    ``value_too_great`` (most, unit), ``value_not_a_day``, ``value_not_a_month``, ``value_not_a_time``,
    ``value_too_early`` and ``value_too_late`` (day), ``choice_unknown`` (value), ``rows_too_few`` (least),
    ``rows_too_many`` (most), ``value_not_asked`` (for a column) and ``value_wrong`` for what is nothing of the kind.
    """
    if is_empty(value):
        return None
    check: Callable[[LedgerField, Any], Any] = _CHECKS.get(field.type, _line)
    kept = check(field, value)
    if field.type in (ValueType.DATE, ValueType.MONTH):
        _check_bounds(field, kept, values, today)
    if field.type is ValueType.TABLE:
        kept = _rows(field, kept, values, today)
    return kept


def refuse(field: LedgerField, code: str, **values: object) -> DeskRefusal:
    """The refusal of a value: it names the field by id, for the screen, and by label, for the sentence."""
    return DeskRefusal(code, field=field.field_id, label=field.label, **values)


def _text(field: LedgerField, value: Any, most: int, lines: str) -> str:
    if not isinstance(value, str):
        raise refuse(field, "value_wrong")
    text = value.strip()
    if any(unicodedata.category(each) in _UNSPEAKABLE and each not in lines for each in text):
        raise refuse(field, "value_characters")
    limit = field.maximum if field.maximum is not None else most
    if len(text) > limit:
        raise refuse(field, "text_too_long", most=limit)
    if field.minimum is not None and len(text) < field.minimum:
        raise refuse(field, "text_too_short", least=field.minimum)
    if field.pattern and not re.fullmatch(field.pattern, text):
        raise refuse(field, "value_form", rule=field.rule or field.pattern)
    return text


def _line(field: LedgerField, value: Any) -> str:
    return " ".join(_text(field, value, MOST_TEXT, "\t\n\r").split())


def _paragraph(field: LedgerField, value: Any) -> str:
    return _text(field, value, MOST_PARAGRAPH, "\t\n\r").replace("\r\n", "\n").replace("\r", "\n")


def _phone(field: LedgerField, value: Any) -> str:
    text = _line(field, value)
    if phone_problem(text) is not None:
        raise refuse(field, "value_phone")
    return "".join(text.split())


def _id_number(field: LedgerField, value: Any) -> str:
    """Any number a person may show; one of eighteen characters checks as a resident's or a company's."""
    number = normal_number(_line(field, value))
    if len(number) == 18 and resident_number_problem(number, date.max) is not None and uscc_problem(number) is not None:
        raise refuse(field, "value_id_number")
    if not _NUMBER.fullmatch(number):
        raise refuse(field, "value_id_number")
    return number


def _number(field: LedgerField, value: Any) -> int:
    if isinstance(value, str):
        try:
            amount = Decimal(value.strip()).scaleb(field.places)
        except DecimalException:
            raise refuse(field, "value_not_a_number") from None
        if not amount.is_finite() or amount.adjusted() > 2 * MOST_FIGURES or amount != amount.to_integral_value():
            raise refuse(field, "value_not_a_number")
        value = int(amount)
    if isinstance(value, bool) or not isinstance(value, int):
        raise refuse(field, "value_not_a_number")
    if field.minimum is not None and value < field.minimum:
        raise refuse(field, "value_too_small", least=plain_number(field, field.minimum), unit=field.unit)
    most = field.maximum if field.maximum is not None else 10**MOST_FIGURES
    if value > most or value < -(10**MOST_FIGURES):
        raise refuse(field, "value_too_great", most=plain_number(field, most), unit=field.unit)
    return value


def plain_number(field: LedgerField, kept: int) -> str:
    """A kept number as somebody would type it: 9685 with two places is 96.85."""
    return str(Decimal(kept).scaleb(-field.places)) if field.places else str(kept)


def _day(field: LedgerField, value: Any) -> str:
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise refuse(field, "value_not_a_day") from None


def _month(field: LedgerField, value: Any) -> str:
    if not _MONTH.fullmatch(str(value)):
        raise refuse(field, "value_not_a_month")
    return str(value)


def _time(field: LedgerField, value: Any) -> str:
    if not _TIME.fullmatch(str(value)):
        raise refuse(field, "value_not_a_time")
    return str(value)


def _yes_no(field: LedgerField, value: Any) -> bool:
    if value in (True, "yes"):
        return True
    if value in (False, "no"):
        return False
    raise refuse(field, "choice_unknown", value=value)


def _choice(field: LedgerField, value: Any) -> str:
    if str(value) not in field.choices:
        raise refuse(field, "choice_unknown", value=value)
    return str(value)


def _choices(field: LedgerField, value: Any) -> list[str]:
    if not isinstance(value, (list, tuple)):
        raise refuse(field, "value_wrong")
    return list(dict.fromkeys(_choice(field, each) for each in value))


def _evidence(field: LedgerField, value: Any) -> list[dict[str, str]]:
    found = []
    for row in _listed(field, value):
        name, digest = row.get("name"), row.get("sha256")
        if not isinstance(name, str) or not name.strip() or not _DIGEST.fullmatch(str(digest)):
            raise refuse(field, "value_wrong")
        found.append({"name": name.strip()[:MOST_TEXT], "sha256": str(digest)})
    return found


def _listed(field: LedgerField, value: Any) -> list[Mapping[str, Any]]:
    if not isinstance(value, (list, tuple)) or not all(isinstance(row, Mapping) for row in value):
        raise refuse(field, "value_wrong")
    most = field.maximum if field.maximum is not None else MOST_ROWS
    if len(value) > most:
        raise refuse(field, "rows_too_many", most=most)
    return list(value)


def _rows(field: LedgerField, rows: Sequence[Mapping[str, Any]], values: Mapping[str, Any], today: date) -> Any:
    """The rows of a table, empty ones left out; a cell is refused as a value is, with its row in the label."""
    columns = {column.field_id: column for column in field.columns}
    found = []
    for number, row in enumerate(rows, 1):
        kept: dict[str, Any] = {}
        for name, value in row.items():
            column = columns.get(name)
            if column is None:
                raise DeskRefusal("value_not_asked", field=field.field_id, label=name)
            try:
                cell = check_value(column, value, {**values, **row}, today)
            except DeskRefusal as refusal:
                told = {**refusal.values, "field": field.field_id, "label": f"{field.label} {number} · {column.label}"}
                raise DeskRefusal(refusal.code, **told) from None
            if cell is not None:
                kept[name] = cell
        if kept:
            found.append({name: kept[name] for name in columns if name in kept})
    if field.minimum is not None and len(found) < field.minimum:
        raise refuse(field, "rows_too_few", least=field.minimum)
    return found or None


def _check_bounds(field: LedgerField, kept: str, values: Mapping[str, Any], today: date) -> None:
    first, last = (_bound(name, values, today) for name in (field.not_before, field.not_after))
    if first and kept[: len(first)] < first[: len(kept)]:
        raise refuse(field, "value_too_early", day=first)
    if last and kept[: len(last)] > last[: len(kept)]:
        raise refuse(field, "value_too_late", day=last)


def _bound(name: str, values: Mapping[str, Any], today: date) -> str:
    return today.isoformat() if name == TODAY else str(values.get(name) or "") if name else ""


_CHECKS: Final[Mapping[ValueType, Callable[[LedgerField, Any], Any]]] = {
    ValueType.PARAGRAPH: _paragraph,
    ValueType.PHONE: _phone,
    ValueType.ID_NUMBER: _id_number,
    ValueType.NUMBER: _number,
    ValueType.DATE: _day,
    ValueType.MONTH: _month,
    ValueType.TIME: _time,
    ValueType.YES_NO: _yes_no,
    ValueType.CHOICE: _choice,
    ValueType.CHOICES: _choices,
    ValueType.EVIDENCE: _evidence,
    ValueType.TABLE: _listed,
}
"""Every other type is a line of text."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the values of an act are checked against: the release in force, today, who acts, and the kind of a record
    this desk knows of (empty for one it does not)."""

    catalogue: Catalogue
    today: date
    clerk: str
    kind_of: Callable[[str], str]


def check_values(
    ledger: Ledger, action_id: str, given: Mapping[str, Any], standing: Mapping[str, Any], around: Surroundings
) -> dict[str, Any]:
    """The values an act brings, as they are kept: those it asks for, with defaults where nothing was given. A value
    taken out is ``None``; what is asked under a condition that does not hold is left out.

    Refuses like :func:`check_value`, with ``value_not_asked`` for what the act never asks, with ``value_needed``
    (act, field), and with ``value_not_known`` (value) for a reference to nothing.
    """
    asks = {ask.field_id: ask for ask in ledger.acts[action_id].asks}
    for name in given:
        if name not in asks:
            label = ledger.fields[name].label if name in ledger.fields else name
            raise DeskRefusal("value_not_asked", field=name, label=label)
    asked = asked_now(ledger, action_id, given, standing, around)
    found: dict[str, Any] = {}
    known: dict[str, Any] = {**standing, **{name: given[name] for name in asked if name in given}}
    for name, ask in asked.items():
        field = ledger.fields[name]
        value = given.get(name)
        if is_empty(value) and name not in given:
            value = default_of(field, ask, around)
        kept = check_value(field, value, known, around.today)
        if kept is None and ask.required:
            raise DeskRefusal("value_needed", act=action_id, field=name)
        if kept is not None:
            _check_reference(field, kept, around)
        if kept is not None or (name in given and not is_empty(standing.get(name))):
            found[name] = known[name] = kept
    return found


def asked_now(
    ledger: Ledger, action_id: str, given: Mapping[str, Any], standing: Mapping[str, Any], around: Surroundings
) -> dict[str, AskedValue]:
    """The fields an act asks while these values stand: a field that is itself not asked makes no condition hold."""
    asks = {ask.field_id: ask for ask in ledger.acts[action_id].asks}
    known = {**standing, **given}
    for name, ask in asks.items():
        if name not in given and ask.default:
            known[name] = default_of(ledger.fields[name], ask, around)
        known.setdefault(name, None)
    while True:
        idle = [name for name, ask in asks.items() if known.get(name) is not None and not holds(ask.when, known)]
        if not idle:
            return {name: ask for name, ask in asks.items() if holds(ask.when, known)}
        known.update(dict.fromkeys(idle))


def default_of(field: LedgerField, ask: AskedValue, around: Surroundings) -> Any:
    """What stands in a field before anybody types: today, the person who acts, or a code; ``None`` for nothing."""
    match ask.default:
        case "":
            return None
        case "today":
            return around.today.isoformat()[:7] if field.type is ValueType.MONTH else around.today.isoformat()
        case "me":
            return around.clerk
        case code:
            return [code] if field.type is ValueType.CHOICES else code


def _check_reference(field: LedgerField, kept: Any, around: Surroundings) -> None:
    if field.type is ValueType.TABLE:
        for row in kept:
            for column in field.columns:
                if column.field_id in row:
                    try:
                        _check_reference(column, row[column.field_id], around)
                    except DeskRefusal as refusal:
                        raise DeskRefusal(refusal.code, **{**refusal.values, "field": field.field_id}) from None
        return
    catalogue = around.catalogue
    known: Mapping[ValueType, Mapping[str, object]] = {
        ValueType.DEPARTMENT: catalogue.departments,
        ValueType.ITEM: catalogue.items,
        ValueType.BUNDLE: catalogue.bundles,
        ValueType.TOWN: catalogue.divisions,
    }
    if field.type in known and kept not in known[field.type]:
        raise refuse(field, "value_not_known", value=kept)
    if field.type is ValueType.RECORD and around.kind_of(str(kept)) != field.record_of:
        raise refuse(field, "value_not_known", value=kept)
