"""A lawful example of each command of bookings and past cases: the command, how to come there, whether it prints."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from tests.support.fakes import Counter
from tests.support.law_catalogue import LICENCE
from wenling_desk.domain.past_cases import PastCaseRow
from wenling_desk.use_cases.bookings import ArriveBooking, Book, CancelBooking, MissBooking, MoveBooking
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.import_past_cases import ImportPastCase

PHONE = "13800005678"


def a_booking(counter: Counter, **changes: Any) -> dict[str, Any]:
    """The values of a booking for today."""
    plain = {
        "name": "林小满", "phone": PHONE, "title": "食品经营许可", "target_code": LICENCE, "day": counter.today,
        "slot": "10:30",
    }  # fmt: skip
    return {**plain, **changes}


def booked(counter: Counter, **changes: Any) -> str:
    """A booking; its record id."""
    return counter.do(Book, **a_booking(counter, **changes)).record_id


def a_past_case(**changes: Any) -> PastCaseRow:
    """A row of an old list."""
    plain: dict[str, Any] = {
        "row": 2, "number": "温食2019-00417", "title": "食品流通许可", "department_key": "FOOD",
        "applicant": "林小满", "applicant_masked": "林**", "received_on": date(2019, 3, 4),
        "decided_on": date(2019, 3, 20), "outcome": "准予", "phone": PHONE,
    }  # fmt: skip
    return PastCaseRow(**(plain | changes))


BOOKINGS: tuple[tuple[type[Command], Callable[[Counter], dict[str, Any]], bool], ...] = (
    (Book, a_booking, False),
    (
        MoveBooking,
        lambda c: {"record_id": booked(c), "day": c.today + timedelta(days=1), "slot": "09:30", "capacity": 4},
        False,
    ),
    (ArriveBooking, lambda c: {"record_id": booked(c), "draft_id": "draft-7"}, False),
    (MissBooking, lambda c: {"record_id": booked(c)}, False),
    (CancelBooking, lambda c: {"record_id": booked(c), "reason": "本人说不来了"}, False),
    (
        ImportPastCase,
        lambda c: {"row": a_past_case(), "source": "旧台账.xlsx", "sha256": "f" * 64, "mapping": "通用台账"},
        False,
    ),
)
