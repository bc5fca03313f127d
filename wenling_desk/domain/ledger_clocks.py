"""When an entry of a ledger is due: the days its acts promised, and which of these clocks still run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from wenling_desk.domain.errands import Errand
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.record import DISPUTE_SETTLED, KEPT_KINDS, PUT_IN_FORCE, RecordState
from wenling_desk.domain.workflow import NEW, Workflow, WorkflowClock
from wenling_desk.domain.working_days import Calendar, deadline

DUES: Final = "dues"
"""In the body of every fact of a ledger: clock -> the last day it promised, in ISO spelling."""

HEAD: Final = "head"
"""In its body: what it says of the entry's row (``title``, ``applicant_masked``, ``number``, ``department_key``,
``target_code``, and ``day``: when the entry is due where no clock runs)."""

DAY: Final = "day"
DEPARTMENT: Final = "department_key"
LEDGER_DUE: Final = "ledger_due"


@dataclass(frozen=True, slots=True)
class Running:
    """A clock that runs in an entry: its last day, and the moment of the act that promised it."""

    clock: str
    day: date
    since: datetime


def is_entry(record: RecordState) -> bool:
    """Whether the record is an entry of a ledger."""
    return DUES in record.beginning.body


def facts_in_force(record: RecordState, workflow: Workflow) -> tuple[Fact, ...]:
    """The record's own facts that the table allowed where they stand, in the order they took effect: what a person put
    in force later takes effect then."""
    by_id = {fact.fact_id: fact for fact in record.facts}
    found: dict[str, Fact] = {}
    status = NEW
    for fact in record.facts:
        if fact.kind == DISPUTE_SETTLED and fact.body.get("outcome") == PUT_IN_FORCE:
            for fact_id in fact.body.get("facts", ()):
                settled = by_id.get(str(fact_id))
                if settled is not None and settled.fact_id not in found:
                    found[settled.fact_id] = settled
                    target = next((each.target for each in workflow.actions_making(settled.kind) if each.target), None)
                    status = target or status
        if fact.kind in KEPT_KINDS:
            continue
        action = workflow.action_for(fact.kind, status)
        if action is not None:
            found[fact.fact_id] = fact
            status = action.target or status
    return tuple(found.values())


def running_clocks(record: RecordState, workflow: Workflow) -> dict[str, Running]:
    """The clocks that run; none in an entry that has ended. A fact that stops a clock and names it starts it anew."""
    status = workflow.statuses.get(record.status_of(""))
    if status is None or status.terminal:
        return {}
    found: dict[str, Running] = {}
    for fact in facts_in_force(record, workflow):
        for clock in workflow.clocks.values():
            if fact.kind in clock.stops_on:
                found.pop(clock.clock_id, None)
        dues = fact.body.get(DUES)
        for clock_id, plain in dues.items() if isinstance(dues, Mapping) else ():
            if (day := day_of(plain)) is not None and clock_id in workflow.clocks:
                found[clock_id] = Running(clock_id, day, fact.at)
    return found


def due_of(record: RecordState, workflow: Workflow) -> Running | None:
    """What an entry is due for now: the clock of its status, else the one that ends first, else the day its ledger
    names (with an empty ``clock``); ``None`` for an entry that has ended or has none of these."""
    running = running_clocks(record, workflow)
    status = workflow.statuses.get(record.status_of(""))
    if status is None or status.terminal:
        return None
    if status.clock in running:
        return running[status.clock]
    if running:
        return min(running.values(), key=lambda each: (each.day, each.clock))
    for fact in reversed(facts_in_force(record, workflow)):
        head = fact.body.get(HEAD, {})
        if DAY in head:
            day = day_of(head[DAY])
            return Running("", day, fact.at) if day is not None else None
    return None


def day_of(plain: object) -> date | None:
    """A day in ISO spelling; ``None`` for anything else."""
    try:
        return date.fromisoformat(plain) if isinstance(plain, str) else None
    except ValueError:
        return None


def promised_days(
    workflow: Workflow,
    fact_kind: str,
    values: Mapping[str, Any],
    given: Iterable[str],
    running: Mapping[str, Running],
    now: datetime,
    calendar: Calendar,
) -> dict[str, str]:
    """The last days an act promises, by clock: those of the clocks it starts, and of a running clock that goes by a
    date this act has changed. ``values`` are those of the entry after the act, ``given`` the ids of its own.

    A class the clock has no limit for starts no clock. Refuses as :func:`deadline`.
    """
    changed = set(given)
    found: dict[str, str] = {}
    for clock in workflow.clocks.values():
        moved = bool(clock.until) and clock.until in changed and clock.clock_id in running
        if fact_kind in clock.starts_on or (moved and fact_kind not in clock.stops_on):
            day = _last_day(clock, values, now, calendar)
            if day is not None:
                found[clock.clock_id] = day.isoformat()
    return found


def _last_day(clock: WorkflowClock, values: Mapping[str, Any], now: datetime, calendar: Calendar) -> date | None:
    if clock.until:
        return day_of(values.get(clock.until))
    limit = clock.limits.get(str(values.get(clock.limit_by, ""))) if clock.limit_by else clock.limit
    return deadline(now, limit, calendar).day if limit is not None else None


def entry_errands(record: RecordState, workflow: Workflow) -> Iterator[Errand]:
    """Every clock that runs in an open entry waits for its department, or for the clerk who made it; so does the day of
    an entry without a clock."""
    running = list(running_clocks(record, workflow).values())
    due = due_of(record, workflow)
    if not running and due is not None:
        running = [due]
    department = carried(record, workflow, DEPARTMENT)
    for each in running:
        yield Errand(
            record_id=record.record_id,
            record_kind=record.kind,
            member="",
            kind=LEDGER_DUE,
            key=each.clock,
            since=each.since,
            due=each.day,
            place=department,
            who="" if department else record.beginning.clerk,
            state=record.status_of(""),
        )


def carried(record: RecordState, workflow: Workflow, key: str) -> str:
    """What the facts in force last said of a key of the worklist row; empty where none does."""
    heads = (fact.body.get(HEAD, {}) for fact in reversed(facts_in_force(record, workflow)))
    return next((str(head[key] or "") for head in heads if key in head), "")
