"""The worklist rows and the day's figures of records whose facts came back from the issue journal."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Protocol

from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import UnitOfWork
from wenling_desk.use_cases.record_writer import amounts_of
from wenling_desk.use_cases.sync_heads import save_record_heads


class NotingUnitOfWork(UnitOfWork, Protocol):
    """A unit of work that keeps a note in the same database transaction."""

    def keep_note(self, name: str, text: str) -> None:
        """Keep or replace a note."""
        ...


def rebuild_heads(desk: Desk, uow: NotingUnitOfWork, note: str, name: str) -> frozenset[str]:
    """Make the rows of every record the note lists, count its facts into the day they happened, and empty the note:
    all in one database transaction, so that nothing is counted twice.

    ``note`` maps record ids to ids of facts (JSON). Returns the ids of the records whose rows were made; one this
    version cannot fold keeps the rows it had.
    """
    returned: Mapping[str, list[str]] = json.loads(note)
    amounts: dict[tuple[date, str], Counter[str]] = {}
    made: set[str] = set()
    for record_id, fact_ids in returned.items():
        if save_record_heads(desk, uow, record_id):
            made.add(record_id)
        wanted = set(fact_ids)
        for fact in uow.facts_of(record_id):
            if fact.fact_id in wanted:
                amounts.setdefault((fact.at.date(), fact.clerk), Counter()).update(amounts_of([fact]))
    for (day, clerk), each in amounts.items():
        if each:
            uow.count(day, clerk, each)
    uow.keep_note(name, "")
    uow.commit()
    return frozenset(made)
