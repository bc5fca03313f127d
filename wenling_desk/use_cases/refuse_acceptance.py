"""不予受理 and 不受理: two different answers, never one 退件."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.new_case import receipt_for_rest
from wenling_desk.use_cases.ports import UnitOfWork
from wenling_desk.use_cases.record_writer import RecordWriter
from wenling_desk.use_cases.targets import CaseCommand, lawful_members, open_target


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseAcceptance(CaseCommand):
    """Refuse acceptance (不予受理). ``ground``: ``not_this_organ`` (art. 32(2), names ``right_organ``),
    ``still_wrong_after_correction`` (Zhejiang rules art. 11(3)) or ``not_lawful``."""

    ground: str
    reasons: tuple[str, ...]
    right_organ: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareNotRequired(CaseCommand):
    """Tell that the matter needs no licence (不受理, Licensing Law art. 32(1))."""

    reasons: tuple[str, ...]


def refuse_acceptance(desk: Desk, uow: UnitOfWork, command: RefuseAcceptance) -> Changes:
    """A 不予受理通知书 with reasons and remedies for each member; the other members go on."""
    body = {"ground": command.ground, "reasons": list(command.reasons), "right_organ": command.right_organ}
    return _end_members(desk, uow, command, "refuse_acceptance", "refusal_notice", body)


def declare_not_required(desk: Desk, uow: UnitOfWork, command: DeclareNotRequired) -> Changes:
    """A dated 不受理告知 for each member."""
    return _end_members(
        desk, uow, command, "declare_not_required", "not_required_notice", {"reasons": list(command.reasons)}
    )


def _end_members(
    desk: Desk, uow: UnitOfWork, command: CaseCommand, action: str, paper: str, body: Mapping[str, object]
) -> Changes:
    writer = RecordWriter(desk, uow, command)
    if (earlier := writer.earlier()) is not None:
        return earlier
    open_target(writer, command)
    codes = lawful_members(writer, command, action, lambda _: body)
    for code in codes:
        writer.do(action, (code,), body)
    for code in codes:
        writer.issue(paper, (code,))
    if command.sheet is not None:
        receipt_for_rest(writer, codes)
    return writer.finish(drop_draft=command.draft_id)
