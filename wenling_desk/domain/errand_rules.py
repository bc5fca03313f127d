"""Which parts of the counter's work look for errands on which kind of record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wenling_desk.domain import back_room, fees, handover, leaving, seals, shelf
from wenling_desk.domain.acceptance import ACCEPTANCE, CaseView
from wenling_desk.domain.errands import Errand, Rule
from wenling_desk.domain.ledger_clocks import entry_errands, is_entry
from wenling_desk.domain.record import RecordState
from wenling_desk.domain.workflow import Workflow

EDITION: Final = 1
"""Raised with the first release whose rules find anything else in the same facts: every desk then makes its errands
anew."""

RULES: Mapping[str, tuple[Rule, ...]] = {
    ACCEPTANCE: (
        handover.errands,
        shelf.errands,
        back_room.errands,
        fees.errands,
        leaving.errands,
        seals.paper_errands,
    ),
    seals.SEAL: (seals.seal_errands,),
}
"""By kind of record."""


def errands_of(record: RecordState, case: CaseView | None, workflow: Workflow | None = None) -> list[Errand]:
    """Everything that waits on a record; the same facts always give the same errands. Of an entry of a ledger it is
    what its ``workflow`` has clocks for."""
    found = [errand for rule in RULES.get(record.kind, ()) for errand in rule(record, case)]
    if workflow is not None and is_entry(record):
        found += entry_errands(record, workflow)
    return found
