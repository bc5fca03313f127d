"""旧件导入: a row of another system's list becomes a record that is looked up and never handled."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.past_cases import IMPORTED, PAST_CASE, PastCaseList, PastCaseRow
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import Reading, UnitOfWork, WorkQuery
from wenling_desk.use_cases.record_writer import RecordWriter

PAGE = 1000
"""Rows of the worklist read at a time."""

ReadPastCases = Callable[[Path, Path | None], PastCaseList]
"""Reads a list by a mapping file, or by the default one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPastCase(Command):
    """One row of a list; the list's reader sends a command for each, so one bad row stops no other."""

    row: PastCaseRow
    source: str
    sha256: str
    mapping: str


def import_past_case(desk: Desk, uow: UnitOfWork, command: ImportPastCase) -> Changes:
    """One record, ended as it begins: no clock runs, no figure of the day moves. Refuses with ``past_case_is_ours``
    where the number is that of a case of this desk's own."""
    writer = RecordWriter(desk, uow, command, PAST_CASE)
    if (earlier := writer.earlier()) is not None:
        return earlier
    row = command.row
    if uow.record_of_number(row.number) is not None:
        raise DeskRefusal("past_case_is_ours", number=row.number)
    writer.begin()
    body = {
        "title": row.title,
        "department_key": row.department_key,
        "number": row.number,
        "applicant": row.applicant,
        "applicant_masked": row.applicant_masked,
        "phone": row.phone,
        "received_on": row.received_on.isoformat(),
        "decided_on": row.decided_on.isoformat() if row.decided_on is not None else "",
        "outcome": row.outcome,
        "source": command.source,
        "row": row.row,
        "mapping": command.mapping,
        "sha256": command.sha256,
        "typist": desk.session.clerk_name,
    }
    writer.do("import_past_case", (), body)
    return writer.finish()


class PastStanding(StrEnum):
    """What is known of a row: not yet here, imported from this very file, imported from another one, or a case of this
    program."""

    NEW = "new"
    HERE = "here"
    KNOWN = "known"
    OURS = "ours"


@dataclass(frozen=True, slots=True)
class CheckedCase:
    """A row beside what is here."""

    row: PastCaseRow
    standing: PastStanding


def check_past_cases(desk: Desk, reading: Reading, listed: PastCaseList) -> tuple[CheckedCase, ...]:
    """Each row of a list as it stands here."""
    known = _imported_numbers(reading)
    checked = []
    for row in listed.rows:
        standing = PastStanding.NEW
        if reading.has_command(past_case_command_id(desk.identity.device, listed.sha256, row.row)) is not None:
            standing = PastStanding.HERE
        elif (row.number, row.department_key) in known:
            standing = PastStanding.KNOWN
        elif reading.record_of_number(row.number) is not None:
            standing = PastStanding.OURS
        checked.append(CheckedCase(row, standing))
    return tuple(checked)


def past_case_commands(
    desk: Desk, listed: PastCaseList, rows: Sequence[PastCaseRow], initiator: str = ""
) -> list[ImportPastCase]:
    """A command for each row; one that was carried out before changes nothing."""
    return [
        ImportPastCase(
            command_id=past_case_command_id(desk.identity.device, listed.sha256, row.row),
            initiator=initiator,
            row=row,
            source=listed.file_name,
            sha256=listed.sha256,
            mapping=listed.mapping,
        )
        for row in rows
    ]


def past_case_command_id(device: str, sha256: str, row: int) -> str:
    """The same row of the same file is the same command, on this desk."""
    digest = hashlib.sha256(f"{device}\0{sha256}\0{row}".encode()).hexdigest()
    return f"past-{digest[:40]}"


def _imported_numbers(reading: Reading) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    offset = 0
    while True:
        query = WorkQuery(statuses=(IMPORTED,), open_only=False, order="received", limit=PAGE, offset=offset)
        rows = reading.worklist(query).rows
        found |= {(head.number, head.department_key) for head in rows if head.record_kind == PAST_CASE}
        if len(rows) < PAGE:
            return found
        offset += PAGE
