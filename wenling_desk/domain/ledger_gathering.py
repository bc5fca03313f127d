"""Rows of a table that nobody types twice: gathered from the entries of another ledger (汇集)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from wenling_desk.domain.ledger import Ledger, LedgerField, ValueType

SINCE: Final = "=since"
"""A column filled with the day the entry came into its status."""
DAYS: Final = "=days"
"""A column filled with the days since then; of entries chosen by a day that is past, the days since that day."""


@dataclass(frozen=True, slots=True)
class Gathering:
    """How the table ``field_id`` of ``kind`` is filled: a row for each entry of ``ledger`` in one of ``statuses``.

    ``columns`` maps columns to fields of the other ledger, to ``SINCE`` or ``DAYS``. ``past`` names a day that must lie
    before today. ``where`` maps fields of the other ledger to fields of this one that must hold the same. The rows
    stand in the order of the choices of ``order``, and where these are the same in the order of the entries.
    """

    kind: str
    field_id: str
    ledger: str
    statuses: tuple[str, ...]
    columns: Mapping[str, str]
    order: str = ""
    past: str = ""
    where: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StandingEntry:
    """An entry as it stands: its status, since when, and its values as they are kept."""

    status: str
    since: date
    values: Mapping[str, Any]


def gather(
    gathering: Gathering,
    table: LedgerField,
    source: Ledger,
    entries: Iterable[StandingEntry],
    own: Mapping[str, Any],
    today: date,
) -> list[dict[str, Any]]:
    """The rows, as an act would keep them; ``own`` are the values of the entry the table belongs to. A row nobody could
    fill a column of is left out."""
    columns = {column.field_id: column for column in table.columns}
    chosen = [each for each in entries if _counts(gathering, each, own, today)]
    if gathering.order:
        codes = list(source.fields[gathering.order].choices)
        chosen.sort(key=lambda each: _place(codes, each.values.get(gathering.order)))
    rows = [dict(_cells(gathering, columns, source, each, today)) for each in chosen]
    return [row for row in rows if row]


def _counts(gathering: Gathering, entry: StandingEntry, own: Mapping[str, Any], today: date) -> bool:
    if entry.status not in gathering.statuses:
        return False
    if gathering.past:
        day = entry.values.get(gathering.past)
        if not isinstance(day, str) or not day or day >= today.isoformat():
            return False
    return all(entry.values.get(theirs) == own.get(ours) for theirs, ours in gathering.where.items())


def _place(codes: list[str], code: object) -> int:
    return codes.index(code) if isinstance(code, str) and code in codes else len(codes)


def _cells(
    gathering: Gathering, columns: Mapping[str, LedgerField], source: Ledger, entry: StandingEntry, today: date
) -> Iterator[tuple[str, Any]]:
    for name, taken in gathering.columns.items():
        value = _taken(gathering, columns[name], source, entry, taken, today)
        if value is not None and value != "":
            yield name, value


def _taken(
    gathering: Gathering, column: LedgerField, source: Ledger, entry: StandingEntry, taken: str, today: date
) -> Any:
    if taken == SINCE:
        return entry.since.isoformat()
    if taken == DAYS:
        begins = date.fromisoformat(entry.values[gathering.past]) if gathering.past else entry.since
        return (today - begins).days * 10**column.places
    value = entry.values.get(taken)
    field_ = source.fields[taken]
    if field_.private:
        return None
    if field_.type is ValueType.CHOICE and column.type is ValueType.TEXT:
        return field_.choices.get(str(value), "")
    if field_.type is ValueType.NUMBER and column.type is ValueType.NUMBER and isinstance(value, int):
        return value * 10**column.places // 10**field_.places
    return value
