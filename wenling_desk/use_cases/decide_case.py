"""审查与决定: from the organ's own seat, from its signed paper, or from an imported result list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import UnitOfWork
from wenling_desk.use_cases.record_writer import RecordWriter
from wenling_desk.use_cases.targets import CaseCommand, possible_members


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewCase(CaseCommand):
    """Record a review opinion. ``way`` is ``seat``, ``signed_paper`` or ``imported``; the last two name ``officer``."""

    opinion: str
    way: str = "seat"
    officer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideCase(CaseCommand):
    """Record the decision: ``granted`` or denied with ``reasons`` (Licensing Law art. 38). ``decided_on`` is the day
    on the organ's paper where it is entered later."""

    granted: bool
    result_number: str = ""
    reasons: tuple[str, ...] = ()
    way: str = "seat"
    officer: str = ""
    scan_sha256: str = ""
    decided_on: date | None = None


def review_case(desk: Desk, uow: UnitOfWork, command: ReviewCase) -> Changes:
    """The opinion as a fact of each member."""
    writer = RecordWriter(desk, uow, command)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(command.record_id)
    codes = possible_members(writer, command, "review")
    writer.do("review", codes, {"opinion": command.opinion, "way": command.way, "officer": command.officer})
    return writer.finish()


def decide_case(desk: Desk, uow: UnitOfWork, command: DecideCase) -> Changes:
    """A 办结通知 for each member; serial members whose predecessors are all completed start at this moment
    (Zhejiang rules art. 5(3)), and the worklist says so."""
    writer = RecordWriter(desk, uow, command)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(command.record_id)
    action = "grant" if command.granted else "deny"
    codes = possible_members(writer, command, action)
    body = {
        "way": command.way,
        "officer": command.officer,
        "result_number": command.result_number,
        "reasons": list(command.reasons),
        "scan_sha256": command.scan_sha256,
        "decided_on": day_of_decision(writer, command.decided_on),
    }
    for code in codes:
        writer.do(action, (code,), body)
    for code in codes:
        writer.issue("completion_notice", (code,))
    if command.granted:
        start_successors(writer)
    return writer.finish()


def day_of_decision(writer: RecordWriter, day: date | None) -> str:
    """The day of a decision as its fact keeps it, today where none is given; refuses with ``decided_in_future``."""
    if day is not None and day > writer.now.date():
        raise DeskRefusal("decided_in_future", day=day.isoformat())
    return (day or writer.now.date()).isoformat()


def start_successors(writer: RecordWriter) -> tuple[str, ...]:
    """Start every held member whose predecessors are completed; returns their codes."""
    case = writer.case
    ready = tuple(
        member.code
        for member in case.members
        if member.status == "waiting_predecessor" and not case.open_predecessors(member.code)
    )
    for code in ready:
        writer.do("start_member", (code,), {"completed": list(case.member(code).after)})
    return ready
