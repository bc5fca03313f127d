"""取件: a lawful example of each command, for ``counter_acts.py``."""

from __future__ import annotations

from typing import Any

from tests.support.fakes import Counter
from tests.support.law_catalogue import LICENCE, sheet_for
from wenling_desk.domain.collecting import HallShelves, ShelfUnit
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.decide_case import DecideCase
from wenling_desk.use_cases.notify_applicant import NotifyApplicant
from wenling_desk.use_cases.send_result import IssueCollectionNotice, NoteCameBack, SendResult
from wenling_desk.use_cases.shelve_results import MoveResult, ShelveResult

SHELVES = HallShelves((ShelfUnit("1", 3, 2), ShelfUnit("2", 2, 1)))
LICENCE_NUMBER = "JY23310810000001"


def decided(counter: Counter, number: str = LICENCE_NUMBER, **more: Any) -> str:
    """A case granted with a licence's number; its record id."""
    record_id = counter.do(AcceptCase, sheet=sheet_for(LICENCE, **more)).record_id
    counter.do(DecideCase, record_id=record_id, granted=True, way="signed_paper", officer="王科", result_number=number)
    return record_id


def shelved(counter: Counter, number: str = LICENCE_NUMBER, **more: Any) -> str:
    """The same, put on the shelf."""
    record_id = decided(counter, number, **more)
    counter.do(ShelveResult, scan=number, shelves=SHELVES)
    return record_id


def sent(counter: Counter) -> str:
    """The same, given to a courier."""
    record_id = shelved(counter)
    counter.do(SendResult, record_id=record_id, way="courier", carrier="邮政 EMS", tracking="EX123456789CN")
    return record_id


def _scanned(counter: Counter) -> dict[str, Any]:
    decided(counter)
    return {"scan": LICENCE_NUMBER, "shelves": SHELVES}


COLLECTING = (
    (ShelveResult, _scanned, False),
    (MoveResult, lambda c: {"record_id": shelved(c), "place": "2-1", "shelves": SHELVES}, False),
    (
        NotifyApplicant,
        lambda c: {"record_id": shelved(c), "about": "result_ready", "way": "phone", "outcome": "reached"},
        False,
    ),
    (
        SendResult,
        lambda c: {"record_id": shelved(c), "way": "courier", "carrier": "邮政 EMS", "tracking": "EX123456789CN"},
        False,
    ),
    (NoteCameBack, lambda c: {"record_id": sent(c), "reason": "没有人收"}, False),
    (IssueCollectionNotice, lambda c: {"record_id": shelved(c), "locker_days": 7}, True),
)
"""Command, how to come to the point where it is lawful, and whether it issues papers."""
