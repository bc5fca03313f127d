"""Keep and discard drafts: saved on every field leave, recovered by asking, never leaking into the next case."""

from __future__ import annotations

from dataclasses import dataclass, field

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.leaving import kept_materials
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
    desk.role_for("save_draft", owner=draft_owner(uow, command.draft_id))
    uow.save_draft(draft_of(desk, command.draft_id, command.sheet, command.title))
    uow.commit()
    return Changes(command_id=command.command_id, drafts=True, initiator=command.initiator)


def draft_of(desk: Desk, draft_id: str, sheet: IntakeSheet, title: str) -> Draft:
    """The draft of an application as it lies on the counter now, the clerk's own."""
    return Draft(
        draft_id=draft_id,
        clerk=desk.session.clerk,
        counter=desk.identity.counter,
        title=title,
        saved_at=desk.now(),
        catalogue_release=sheet.catalogue_release or desk.catalogue().release,
        sheet=sheet.to_plain(),
    )


def discard_draft(desk: Desk, uow: UnitOfWork, command: DiscardDraft) -> Changes:
    """Forget the draft of that id; a colleague's only where the table says so. Refuses with ``materials_still_kept``
    while materials lie at the counter for it."""
    desk.role_for("discard_draft", owner=draft_owner(uow, command.draft_id))
    kept = kept_materials(uow.facts_of(command.draft_id))
    if kept:
        raise DeskRefusal("materials_still_kept", count=len(kept))
    uow.drop_draft(command.draft_id)
    uow.commit()
    return Changes(command_id=command.command_id, drafts=True, initiator=command.initiator)


def draft_owner(uow: UnitOfWork, draft_id: str) -> str:
    """Whose draft it is; nobody's before it was kept."""
    draft = uow.draft(draft_id)
    return draft.clerk if draft is not None else ""
