"""出件与评价: hand the result over against a signature, and let the applicant rate."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.guards_outreach import SCREEN
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import UnitOfWork
from wenling_desk.use_cases.ratings import enter_in_ledger
from wenling_desk.use_cases.record_writer import RecordWriter
from wenling_desk.use_cases.targets import CaseCommand, lawful_members, possible_members

GRADES = ("very_satisfied", "satisfied", "fair", "dissatisfied", "very_dissatisfied")
"""The five grades by name (GB/T 39046: 1 is 非常满意); never mapped by a platform's number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverResult(CaseCommand):
    """Hand over a result or serve a refusal (送达): ``way`` is ``counter``, ``courier``, ``locker`` or ``electronic``;
    by proxy with a ``proof``; once more only ``again_because`` (a parcel came back). ``slip`` is ``shown`` or ``lost``
    at the counter: who lost it shows who he is (``identity_checked``) and signs (``signed``)."""

    way: str
    receiver: str = field(repr=False)
    by_proxy: bool = False
    proof: str = field(default="", repr=False)
    relation: str = ""
    witness: str = field(default="", repr=False)
    again_because: str = ""
    slip: str = ""
    identity_checked: bool = False
    signed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RateCase(CaseCommand):
    """The applicant's own rating (好差评), pressed by ``means`` on the screen turned to him; an unrated case stays
    unrated."""

    grade: str
    words: str = ""
    means: str = SCREEN


def deliver_result(desk: Desk, uow: UnitOfWork, command: DeliverResult) -> Changes:
    """One 送达回证 for the members handed over; without service no period starts."""
    writer = RecordWriter(desk, uow, command)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(command.record_id)
    body: dict[str, Any] = {
        "way": command.way,
        "receiver": command.receiver,
        "by_proxy": command.by_proxy,
        "proof": command.proof,
        "relation": command.relation,
        "witness": command.witness,
        "again_because": command.again_because,
    }
    if command.slip:
        body |= {"slip": command.slip, "identity_checked": command.identity_checked, "signed": command.signed}
    codes = lawful_members(writer, command, "deliver_result", lambda _: body)
    writer.do("deliver_result", codes, body)
    writer.issue("delivery_record", codes)
    return writer.finish()


def rate_case(desk: Desk, uow: UnitOfWork, command: RateCase) -> Changes:
    """Keep the grade the applicant chose, once for a case; the ledger of ratings has it as well."""
    writer = RecordWriter(desk, uow, command)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(command.record_id)
    if command.grade not in GRADES:
        raise DeskRefusal("choice_unknown", field="grade", value=command.grade)
    codes = possible_members(writer, command, "rate")
    writer.do("rate", codes, {"grade": command.grade, "words": command.words})
    enter_in_ledger(writer, codes, command.grade, command.words, command.means)
    return writer.finish()
