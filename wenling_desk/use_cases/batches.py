"""Batches (批量): one application for many people, its annex, and the people taken in later."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.roster import RosterRow, check_sound, line_of, with_rows
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.paper_batch import ANNEX
from wenling_desk.use_cases.ports import UnitOfWork
from wenling_desk.use_cases.record_writer import RecordWriter
from wenling_desk.use_cases.targets import CaseCommand, possible_members

RECEIPT = "intake_receipt"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveRosterRows(CaseCommand):
    """People of a roster whose gaps are mended now. ``rows`` are complete and checked; each stands on the roster."""

    rows: tuple[RosterRow, ...] = field(default=(), repr=False)


def receive_roster_rows(desk: Desk, uow: UnitOfWork, command: ReceiveRosterRows) -> Changes:
    """补收: these people are part of the application from now on; one annex for them, the status stays.

    Refuses with ``value_needed``, ``roster_row_unknown``, ``roster_row_not_waiting`` and the codes of ``check_sound``.
    """
    writer = RecordWriter(desk, uow, command)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(command.record_id)
    roster = writer.case.sheet.roster
    _check_waiting(roster, command.rows)
    codes = possible_members(writer, command, "receive_roster_rows")
    body: dict[str, Any] = {"rows": [row.to_plain() for row in command.rows]}
    check_sound((row for row in with_rows(roster, command.rows) if row.is_taken_in), writer.now.date())
    writer.do("receive_roster_rows", codes, body)
    positions = [row.position for row in command.rows]
    writer.issue(ANNEX, codes, {"main_kind": _main_kind(writer), "positions": positions})
    return writer.finish()


def _check_waiting(roster: tuple[RosterRow, ...], rows: tuple[RosterRow, ...]) -> None:
    by_place = {row.position: row for row in roster}
    for row in rows:
        known = by_place.get(row.position)
        if known is None:
            raise DeskRefusal("roster_row_unknown", row=line_of(row))
        if known.is_taken_in:
            raise DeskRefusal("roster_row_not_waiting", row=line_of(row))


def _main_kind(writer: RecordWriter) -> str:
    """The kind of the first paper of the case, whose number names it at the counter."""
    first = next((fact for fact in writer.facts if fact.kind == "PaperIssued"), None)
    return str(first.body["paper_kind"]) if first is not None else RECEIPT
