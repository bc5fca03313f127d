"""Keep and discard drafts: saved on every field leave, recovered by asking, never leaking into the next case."""

from __future__ import annotations

from dataclasses import dataclass, field

from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import Draft, UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveDraft(Command):
    """Keep the application on the counter as it is now (暂存)."""

    draft_id: str
    sheet: IntakeSheet = field(repr=False)
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscardDraft(Command):
    """Forget a draft; asked for by the clerk, never done silently."""

    draft_id: str


def save_draft(desk: Desk, uow: UnitOfWork, command: SaveDraft) -> Changes:
    """Keep or replace the draft of that id; nobody writes over a colleague's."""
    desk.role_for("save_draft", owner=_owner(uow, command.draft_id))
    draft = Draft(
        draft_id=command.draft_id,
        clerk=desk.session.clerk,
        counter=desk.identity.counter,
        title=command.title,
        saved_at=desk.now(),
        catalogue_release=command.sheet.catalogue_release or desk.catalogue().release,
        sheet=command.sheet.to_plain(),
    )
    uow.save_draft(draft)
    uow.commit()
    return Changes(command_id=command.command_id, drafts=True, initiator=command.initiator)


def discard_draft(desk: Desk, uow: UnitOfWork, command: DiscardDraft) -> Changes:
    """Forget the draft of that id; a colleague's only where the table says so."""
    desk.role_for("discard_draft", owner=_owner(uow, command.draft_id))
    uow.drop_draft(command.draft_id)
    uow.commit()
    return Changes(command_id=command.command_id, drafts=True, initiator=command.initiator)


def _owner(uow: UnitOfWork, draft_id: str) -> str:
    draft = uow.draft(draft_id)
    return draft.clerk if draft is not None else ""
