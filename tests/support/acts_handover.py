"""Handing papers over: a lawful example of each command, for ``counter_acts.py``."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from tests.support.fakes import Counter
from tests.support.law_catalogue import LICENCE, sheet_for
from wenling_desk import resources
from wenling_desk.catalogue.handover_file import read_handover_rules
from wenling_desk.domain.handover_rules import DeemedRule, HandoverRules, Span
from wenling_desk.use_cases.absence import EndAbsence, NoteAbsence
from wenling_desk.use_cases.hand_over import HandoverRow, MakeHandoverList
from wenling_desk.use_cases.sign_list import DeemDelivered, ReturnToCounter, SignList
from wenling_desk.use_cases.take_in import TakeIn

ABSENT: dict[str, Any] = {
    "name": "王科",
    "who": "0201",
    "department_key": "FOOD",
    "first": date(2026, 11, 2),
    "last": date(2026, 11, 6),
    "stand_in_name": "李科",
    "stand_in": "0202",
}


@cache
def handover_rules() -> HandoverRules:
    """The hall's own file."""
    return read_handover_rules(resources.path("counter", "handover.yaml"))


def rules_with_deemed() -> HandoverRules:
    """A hall where what nobody signs for counts as delivered after a working day."""
    return replace(handover_rules(), deemed=DeemedRule(Span(1, "working_days"), "部门会议纪要（样例）"))


def waiting(counter: Counter) -> str:
    """A case whose papers wait for its department."""
    return counter.do(TakeIn, sheet=sheet_for(LICENCE)).record_id


def listed(counter: Counter, *records: str) -> str:
    """A list with these cases, or a new one; its record."""
    rows = tuple(HandoverRow(record_id) for record_id in records or (waiting(counter),))
    return counter.do(MakeHandoverList, department_key="FOOD", rows=rows).record_id


def handed_over(counter: Counter) -> str:
    """A case whose papers went to its department."""
    record_id = waiting(counter)
    listed(counter, record_id)
    return record_id


def _overdue(counter: Counter) -> dict[str, Any]:
    list_id = listed(counter)
    counter.later(days=3)
    return {"list_id": list_id, "rules": rules_with_deemed()}


HANDOVER = (
    (MakeHandoverList, lambda c: {"department_key": "FOOD", "rows": (HandoverRow(waiting(c)),)}, True),
    (SignList, lambda c: {"list_id": listed(c), "by": "王科"}, False),
    (DeemDelivered, _overdue, False),
    (ReturnToCounter, lambda c: {"record_id": handed_over(c), "reason_class": "content", "note": "面积对不上"}, False),
    (NoteAbsence, lambda _: dict(ABSENT), False),
    (EndAbsence, lambda c: {"absence_id": c.do(NoteAbsence, **ABSENT).record_id}, False),
)
"""Command, how to come to the point where it is lawful, and whether it issues papers."""
