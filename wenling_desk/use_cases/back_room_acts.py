"""What a department says between intake and decision: its opinion on what is missing, and why a decision is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import UnitOfWork
from wenling_desk.use_cases.record_writer import RecordWriter
from wenling_desk.use_cases.targets import CaseCommand, lawful_members, possible_members

MOST_CHARACTERS = 2000
"""An opinion or a reason is no longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviseCorrection(CaseCommand):
    """The organ's opinion (补正意见) on what the applicant has to mend; the counter tells it, once. ``by`` is the
    person of the department, ``way`` is ``seat``, ``signed_paper`` or ``phone``."""

    opinion: str
    by: str
    way: str = "seat"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainDelay(CaseCommand):
    """Tell the applicant why the promised day passed (超期说明) and the day now ``expected``. ``public`` is the reason
    as it is told, ``reason`` what stays inside; ``by`` and ``way`` as in :class:`AdviseCorrection`."""

    public: str
    expected: date
    by: str
    reason: str = ""
    way: str = "seat"


def advise_correction(desk: Desk, uow: UnitOfWork, command: AdviseCorrection) -> Changes:
    """The opinion as a fact; no status and no clock changes, and nothing is told by it yet."""
    writer = RecordWriter(desk, uow, command)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(command.record_id)
    opinion = _short("advise_correction", "opinion", command.opinion)
    codes = possible_members(writer, command, "advise_correction")
    writer.do("advise_correction", codes, {"opinion": opinion, "by": command.by.strip(), "way": command.way})
    return writer.finish()


def explain_delay(desk: Desk, uow: UnitOfWork, command: ExplainDelay) -> Changes:
    """A 超期说明 for each late member; the clock stays late, for an explanation is no extension."""
    writer = RecordWriter(desk, uow, command)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(command.record_id)
    body = {
        "reason": _short("explain_delay", "reason", command.reason),
        "public": _short("explain_delay", "public", command.public),
        "expected": command.expected.isoformat(),
        "by": command.by.strip(),
        "way": command.way,
    }
    for code in lawful_members(writer, command, "explain_delay", lambda _: body):
        promise = writer.case.member(code).promise
        promised = promise.day.isoformat() if promise is not None else ""
        writer.do("explain_delay", (code,), {**body, "promised": promised})
        writer.issue("delay_explanation", (code,))
    return writer.finish()


def _short(act: str, field: str, text: str) -> str:
    words = text.strip()
    if len(words) > MOST_CHARACTERS:
        raise DeskRefusal("value_too_long", act=act, field=field, most=MOST_CHARACTERS)
    return words
