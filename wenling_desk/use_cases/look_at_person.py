"""An audited look at a person's data: the own open case silently, any other with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.facts import Fact
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import Look, UnitOfWork
from wenling_desk.use_cases.record_book import RecordBook


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAtPerson(Command):
    """Reveal the people of a record; ``reason`` is needed when it is not the clerk's own open case."""

    record_id: str
    reason: str = ""


def look_at_person(desk: Desk, uow: UnitOfWork, command: LookAtPerson) -> Changes:
    """Write the look into the device ledger; carries ids only. Refuses with ``no_such_record``,
    ``reveal_needs_reason``."""
    role = desk.role_for("look_at_person")
    facts = uow.facts_of(command.record_id)
    if not facts:
        raise DeskRefusal("no_such_record")
    if not is_own_open_case(desk, uow, facts) and not command.reason.strip():
        raise DeskRefusal("reveal_needs_reason")
    look = Look("PersonLookedAt", desk.session.clerk, str(role), desk.now(), command.record_id, command.reason)
    uow.add_look(look)
    uow.commit()
    return Changes(command_id=command.command_id, record_id=command.record_id, initiator=command.initiator)


def is_own_open_case(desk: Desk, uow: UnitOfWork, facts: Sequence[Fact]) -> bool:
    """Whether the clerk signed in made this record and it is still open."""
    return facts[0].clerk == desk.session.clerk and _is_open(desk, uow, facts)


def _is_open(desk: Desk, uow: UnitOfWork, facts: Sequence[Fact]) -> bool:
    """Whether the person may still be sitting at the counter: a draft's papers, or a case with an open member."""
    book = RecordBook(desk, uow, facts[0].record_kind)
    book.open(facts[0].record_id)
    return book.case.is_open if book.taken_in else True
