"""Counting the year: what the centre holds against what the desks did, figure by figure."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from tests.year.run import YearReport
from wenling_desk.store.centre import tables
from wenling_desk.store.centre.session import Session
from wenling_desk.store.centre.store import CentreStore

VISITOR = "cold-laptop"
"""What the laptops that only look are called: the marks of their own ledgers are nobody's work."""


def compare(report: YearReport, store: CentreStore) -> list[str]:
    """What is not exactly equal; empty when all is."""
    held = store.read(_counted)
    done = report.done
    expected: dict[str, Any] = {
        "ops": done["ops"],
        "cases": done["cases"],
        "joint cases": done["joint"],
        "papers": done["papers"],
        "facts by kind": dict(sorted(report.kinds.items())),
        "held": 0,
        "disputed": 0,
        "holes in logs": 0,
        "doubled numbers": 0,
    }
    wrong = [f"{name}: {value} done, {held[name]} held" for name, value in expected.items() if held[name] != value]
    if done["cases"] != report.cases or done["commands"] != done["ops"]:
        wrong.append(
            f"{report.cases} cases planned, {done['cases']} done; {done['commands']} commands, {done['ops']} ops"
        )
    return wrong


def _counted(session: Session) -> dict[str, Any]:
    fact, record, log = tables.fact, tables.record, tables.change_log
    kinds = session.rows(select(fact.c.kind, func.count()).group_by(fact.c.kind))
    serial = select(fact.c.record_id).where(fact.c.kind == "HeldForPredecessor").distinct().subquery()
    versions = session.rows(select(log.c.scope, func.count(), func.max(log.c.ver)).group_by(log.c.scope))
    return {
        "ops": _one(session, select(func.count()).where(~tables.op_ledger.c.device_id.startswith(VISITOR))),
        "cases": _one(session, select(func.count()).select_from(record)),
        "joint cases": _one(session, select(func.count()).select_from(serial)),
        "papers": _one(session, select(func.count()).select_from(tables.paper)),
        "facts by kind": dict(sorted((str(kind), int(amount)) for kind, amount in kinds)),
        "held": _one(session, select(func.count()).select_from(tables.quarantine)),
        "disputed": _one(session, select(func.count()).where(fact.c.kind == "Disputed")),
        "holes in logs": sum(int(last) - int(amount) for _, amount, last in versions),
        "doubled numbers": _one(session, select(func.count()).select_from(tables.paper_alias)),
    }


def _one(session: Session, statement: Any) -> int:
    found = session.first(statement)
    return int(found[0]) if found else 0
