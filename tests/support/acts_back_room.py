"""What a department says: a lawful example of each command, for ``counter_acts.py``."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.support.fakes import Counter
from tests.support.law_catalogue import LICENCE, sheet_for
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.back_room_acts import AdviseCorrection, ExplainDelay
from wenling_desk.use_cases.take_in import TakeIn


def _advice(counter: Counter) -> dict[str, Any]:
    record_id = counter.do(TakeIn, sheet=sheet_for(LICENCE)).record_id
    return {"record_id": record_id, "opinion": "平面图没有标面积", "by": "王科", "way": "phone"}


def _late(counter: Counter) -> dict[str, Any]:
    record_id = counter.do(AcceptCase, sheet=sheet_for(LICENCE)).record_id
    counter.later(days=60)
    expected = counter.today + timedelta(days=3)
    return {"record_id": record_id, "public": "需要再核查一次", "expected": expected, "by": "王科", "way": "phone"}


BACK_ROOM = ((AdviseCorrection, _advice, False), (ExplainDelay, _late, True))
"""Command, how to come to the point where it is lawful, and whether it issues papers."""
