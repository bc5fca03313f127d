"""Batches: a lawful example of each command, for ``counter_acts.py``."""

from __future__ import annotations

from typing import Any

from tests.support.fakes import Counter
from tests.support.law_catalogue import LICENCE, sheet_for
from tests.support.rosters import roster, row
from wenling_desk.use_cases.batches import ReceiveRosterRows
from wenling_desk.use_cases.take_in import TakeIn


def _later(counter: Counter) -> dict[str, Any]:
    record_id = counter.do(TakeIn, sheet=sheet_for(LICENCE, roster=roster(3, 2))).record_id
    return {"record_id": record_id, "rows": (row(4),)}


BATCHES = ((ReceiveRosterRows, _later, True),)
"""Command, how to come to the point where it is lawful, and whether it issues papers."""
