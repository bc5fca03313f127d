"""查进度, the second half: an answer about somebody's case is opened, and that is written down."""

from __future__ import annotations

from dataclasses import dataclass

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.look_at_person import is_own_open_case
from wenling_desk.use_cases.ports import Look, UnitOfWork, WorkQuery

ASKED = "ProgressAsked"
"""The kind of look in the device ledger."""
AT_THE_COUNTER = "asked_at_the_counter"
"""The reason written for a case that is not the clerk's own open one. Nobody is asked for it: the answer names nobody,
and who is asked ten times a day would type a dot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskProgress(Command):
    """Open the answer about one case; it may be one of which only the hall's row is here."""

    record_id: str


def ask_progress(desk: Desk, uow: UnitOfWork, command: AskProgress) -> Changes:
    """Write the look into the device ledger; carries ids only. Refuses with ``no_such_record``."""
    role = desk.role_for("ask_progress")
    facts = uow.facts_of(command.record_id)
    if not facts and not uow.worklist(WorkQuery(records=(command.record_id,), open_only=False, limit=1)).rows:
        raise DeskRefusal("no_such_record")
    reason = "" if facts and is_own_open_case(desk, uow, facts) else AT_THE_COUNTER
    uow.add_look(Look(ASKED, desk.session.clerk, str(role), desk.now(), command.record_id, reason))
    uow.commit()
    return Changes(command_id=command.command_id, record_id=command.record_id, initiator=command.initiator)
