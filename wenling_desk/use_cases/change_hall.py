"""转大厅: another hall answers for the case from now on; its number, its papers and its clocks stay."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import UnitOfWork
from wenling_desk.use_cases.record_writer import RecordWriter
from wenling_desk.use_cases.targets import CaseCommand, possible_members

HALL_CODE: Final = re.compile(r"[0-9A-Za-z-]{1,20}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeHall(CaseCommand):
    """Hand a case on to another hall; ``to_hall`` is its code."""

    to_hall: str
    reason: str


def change_hall(desk: Desk, uow: UnitOfWork, command: ChangeHall) -> Changes:
    """The move as a fact. Refuses with ``hall_wrong`` (hall), ``same_hall``, ``value_needed``, ``not_allowed_now``."""
    writer = RecordWriter(desk, uow, command)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(command.record_id)
    to_hall = command.to_hall.strip()
    if to_hall and not HALL_CODE.fullmatch(to_hall):
        raise DeskRefusal("hall_wrong", hall=to_hall[:20])
    if to_hall == writer.case.hall_code:
        raise DeskRefusal("same_hall", hall=to_hall)
    body = {"to_hall": to_hall, "reason": command.reason.strip()}
    writer.do("change_hall", possible_members(writer, command, "change_hall"), body)
    return writer.finish()
