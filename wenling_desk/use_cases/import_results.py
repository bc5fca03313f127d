"""An imported result list: number, result, date and licence number, matched to accepted members."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.decide_case import day_of_decision, start_successors
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import UnitOfWork
from wenling_desk.use_cases.record_writer import RecordWriter


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One row of a department's list; ``number`` is one of our paper numbers or the official number."""

    number: str
    member: str
    granted: bool
    officer: str
    result_number: str = ""
    reasons: tuple[str, ...] = ()
    decided_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResults(Command):
    """Enter one row of a result list; the list's reader sends a command for each row, so one bad row stops no other."""

    row: ResultRow


def import_results(desk: Desk, uow: UnitOfWork, command: ImportResults) -> Changes:
    """The decision of one member; refuses with ``no_such_record`` or ``result_row_unmatched``."""
    row = command.row
    writer = RecordWriter(desk, uow, command)
    if (earlier := writer.earlier()) is not None:
        return earlier
    record_id = uow.record_of_number(row.number)
    if record_id is None:
        raise DeskRefusal("result_row_unmatched", number=row.number)
    writer.open(record_id)
    members = [member.code for member in writer.case.members if member.status in {"accepted", "accepted_deferred"}]
    code = row.member or (members[0] if len(members) == 1 else "")
    if code not in members:
        raise DeskRefusal("result_row_unmatched", number=row.number)
    body = {
        "way": "imported",
        "officer": row.officer,
        "result_number": row.result_number,
        "reasons": list(row.reasons),
        "decided_on": day_of_decision(writer, row.decided_on),
    }
    writer.do("grant" if row.granted else "deny", (code,), body)
    writer.issue("completion_notice", (code,))
    if row.granted:
        start_successors(writer)
    return writer.finish()


def doubtful_rows(rows: Sequence[ResultRow]) -> list[int]:
    """Positions of rows that name the same number and member as an earlier one."""
    seen: set[tuple[str, str]] = set()
    doubtful = []
    for position, row in enumerate(rows):
        key = (row.number, row.member)
        if key in seen:
            doubtful.append(position)
        seen.add(key)
    return doubtful
