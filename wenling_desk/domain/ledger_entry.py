"""An entry of a ledger, read from its record's facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from wenling_desk.domain.heads import first_number
from wenling_desk.domain.ledger import Ledger, LedgerField, ValueType
from wenling_desk.domain.ledger_clocks import DUES, HEAD, carried, due_of, facts_in_force, running_clocks
from wenling_desk.domain.ledger_computing import with_rows
from wenling_desk.domain.record import RecordState
from wenling_desk.domain.workflow import Workflow

RESERVED: Final = frozenset({DUES, HEAD})
"""Keys of a body no field of a ledger may be called."""


@dataclass(frozen=True, slots=True)
class EntryStep:
    """One act of an entry's history: ``act`` is the action that made the fact, ``given`` the values it brought."""

    fact_id: str
    act: str
    at: datetime
    clerk: str
    role: str
    given: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """An entry (一件). ``values`` are the last ones of every field, as they are kept; ``dues`` the last days of the
    clocks that run; ``due`` the one it is waited for now, of the clock ``due_clock``."""

    kind: str
    record_id: str
    number: str
    title: str
    status: str
    is_open: bool
    values: Mapping[str, Any]
    dues: Mapping[str, date]
    due: date | None
    due_clock: str
    late: bool
    opened_at: datetime
    clerk: str
    department_key: str
    history: tuple[EntryStep, ...]
    disputed: bool = False


def standing_values(record: RecordState, ledger: Ledger, workflow: Workflow) -> dict[str, Any]:
    """The values that stand: of every field the last one, of a table that grows all its rows; none that was taken
    out."""
    values: dict[str, Any] = {}
    for fact in facts_in_force(record, workflow):
        given = {name: value for name, value in fact.body.items() if name in ledger.fields}
        values = with_rows(ledger, values, given)
    return {name: value for name, value in values.items() if value is not None}


def read_entry(record: RecordState, ledger: Ledger, workflow: Workflow, today: date) -> LedgerEntry:
    """The entry of a record. Its number is that of its own field, else of its first paper."""
    status = record.status_of("")
    known = workflow.statuses.get(status)
    due = due_of(record, workflow)
    return LedgerEntry(
        kind=record.kind,
        record_id=record.record_id,
        number=carried(record, workflow, "number") or first_number(record.facts),
        title=carried(record, workflow, "title"),
        status=status,
        is_open=known is not None and not known.terminal,
        values=standing_values(record, ledger, workflow),
        dues={each.clock: each.day for each in running_clocks(record, workflow).values()},
        due=due.day if due is not None else None,
        due_clock=due.clock if due is not None else "",
        late=due is not None and due.day < today,
        opened_at=record.beginning.at,
        clerk=record.beginning.clerk,
        department_key=carried(record, workflow, "department_key"),
        history=tuple(_steps(record, ledger, workflow)),
        disputed=record.disputed or bool(record.out_of_table),
    )


def _steps(record: RecordState, ledger: Ledger, workflow: Workflow) -> list[EntryStep]:
    found = []
    for fact in facts_in_force(record, workflow):
        action = next(iter(workflow.actions_making(fact.kind)), None)
        given = {name: value for name, value in fact.body.items() if name in ledger.fields}
        act = action.action_id if action is not None else ""
        found.append(EntryStep(fact.fact_id, act, fact.at, fact.clerk, fact.role, given))
    return found


def marks_of(ledger: Ledger, values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The (field, code) pairs by which the ledger's list is narrowed and entries that refer to another are found, one
    for each of several choices. An entry whose facts are here has at least the empty one."""
    found = [("", "")]
    references = [name for name, each in ledger.fields.items() if each.type is ValueType.RECORD]
    for name in (*ledger.list_view.filters, *references):
        value = values.get(name)
        each = value if isinstance(value, (list, tuple)) else [value]
        found += [(name, mark) for one in each if (mark := _mark(ledger.fields[name], one))]
    return list(dict.fromkeys(found))


def _mark(field_: LedgerField, value: Any) -> str:
    if value is None or field_.type in (ValueType.TABLE, ValueType.EVIDENCE):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)[:80]
