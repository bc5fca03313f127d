"""视为受理: nobody told the applicant within five working days, so the law accepts from the receipt date."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from wenling_desk.domain.service_item import ItemType
from wenling_desk.use_cases.accept_case import acceptance_body
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import UnitOfWork
from wenling_desk.use_cases.record_writer import RecordWriter


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkDeemedAcceptance(Command):
    """State for one case that the telling wall has passed; the desk sends it at start and at midnight."""

    record_id: str


def mark_deemed_acceptance(desk: Desk, uow: UnitOfWork, command: MarkDeemedAcceptance) -> Changes:
    """A fact whose id derives from case, member and rule, so that two desks make one (Licensing Law art. 32(4)).

    Accepted from the receipt date; after a correction that was told in time, from the day its supplement came.
    """
    writer = RecordWriter(desk, uow, command)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(command.record_id)
    writer.role = desk.role_for("mark_deemed_acceptance")
    for member in writer.case.members:
        passed = member.due is not None and member.due.day < writer.now.date()
        if member.status != "taken_in" or member.item_type is not ItemType.LICENCE or not passed:
            continue
        body = acceptance_body(writer, member, accepted_at=member.told_from)
        writer.do("deem_accepted", (member.code,), body, fact_id=deemed_fact_id(writer.record_id, member.code))
    if not writer.fresh:
        return Changes(command_id=command.command_id, record_id=command.record_id, initiator=command.initiator)
    return writer.finish()


def deemed_fact_id(record_id: str, member: str) -> str:
    """The id every desk gives this fact."""
    return sha256(f"deemed_acceptance/{record_id}/{member}".encode()).hexdigest()[:32]
