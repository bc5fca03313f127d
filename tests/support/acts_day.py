"""A counter where each command of the day and of seals is lawful now: kind, how to come there, whether it prints."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.support.fakes import Counter
from tests.support.law_catalogue import LICENCE, sheet_for
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.desk_day import CloseDay, CountersignDay, HandOverShift, NameDifference, OpenDay
from wenling_desk.use_cases.handle_papers import ReportPrinted
from wenling_desk.use_cases.seals import HandOverSeal, IssueSealRegister, RegisterSeal, RetireSeal, UseSeal

Values = dict[str, Any]


def seal_values(counter: Counter, **changes: Any) -> Values:
    """A seal of the first delegation there is, in the hands of the person signed in."""
    mandate = counter.desk.catalogue().delegations[0]
    values: Values = {
        "title": mandate.seal, "number": "SJ-01", "holder": counter.desk.session.clerk, "holder_name": "周全",
        "place": "3 号窗口抽屉",
    }  # fmt: skip
    return {**values, **changes}


def registered(counter: Counter, **changes: Any) -> str:
    """A seal; its record id."""
    return counter.do(RegisterSeal, **seal_values(counter, **changes)).record_id


def sealed_paper(counter: Counter) -> str:
    """A paper under the seal of a delegation, printed; its number."""
    record_id = counter.do(AcceptCase, sheet=sheet_for(LICENCE)).record_id
    for paper in counter.papers(record_id):
        counter.do(ReportPrinted, number=paper.number, printed=True)
    return next(paper.number for paper in counter.papers(record_id) if paper.kind == "acceptance_notice")


def _used(counter: Counter) -> Values:
    return {"record_id": registered(counter), "numbers": (sealed_paper(counter),), "purpose": "文书用印"}


def _closed(counter: Counter) -> Values:
    counter.do(CloseDay)
    return {"by": "0199", "name": "林岚"}


DAY: tuple[tuple[type[Command], Callable[[Counter], Values], bool], ...] = (
    (RegisterSeal, seal_values, False),
    (
        HandOverSeal,
        lambda c: {"record_id": registered(c), "to": "0199", "to_name": "林岚", "reason": "shift"},
        False,
    ),
    (UseSeal, _used, False),
    (RetireSeal, lambda c: {"record_id": registered(c), "reason": "磨损，换新"}, False),
    (IssueSealRegister, lambda c: {"record_id": registered(c)}, True),
    (OpenDay, lambda c: {"checks": {"disk": "good"}}, False),
    (HandOverShift, lambda c: {"to": "0199", "to_name": "林岚", "waiting": 2}, True),
    (NameDifference, lambda c: {"number": "331081-26-K7QX-000001-J", "why": "打印机故障"}, False),
    (CloseDay, lambda c: {}, True),
    (CountersignDay, _closed, False),
)
