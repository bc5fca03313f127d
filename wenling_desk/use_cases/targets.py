"""Where a command acts: on what lies on the counter now, or on a case that exists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from wenling_desk.domain.authority import Role
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.intake import IntakeSheet, SheetPlan, check_sheet
from wenling_desk.domain.materials import MaterialEntry, check_entry
from wenling_desk.domain.service_item import ServiceItem, TimeLimit
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.record_book import RecordBook


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCommand(Command):
    """A command on one case. Exactly one of ``sheet`` (a new application, with its draft's id) and ``record_id``.

    ``members`` are item codes; empty means every member the action is possible for. ``as_role`` is the role to act
    in where a person holds several (``reviewer`` for an act at the organ's own seat); empty means the first allowed.
    """

    sheet: IntakeSheet | None = field(default=None, repr=False)
    draft_id: str = ""
    record_id: str = ""
    members: tuple[str, ...] = ()
    as_role: str = ""


def open_target(writer: RecordBook, command: CaseCommand) -> None:
    """Load the case, or take the application in first; the facts of both go into one database transaction."""
    if command.sheet is not None:
        take_in(writer, command.sheet, command.draft_id)
    else:
        writer.open(command.record_id)


def take_in(writer: RecordBook, sheet: IntakeSheet, draft_id: str = "") -> SheetPlan:
    """收件 of a new application: parallel members are taken in at one moment, serial ones are held
    (Zhejiang rules art. 5(2), 5(3))."""
    writer.catalogue = pinned(writer, sheet)
    found = check_sheet(sheet, writer.catalogue, writer.now.date())
    writer.begin(draft_id)
    body = {
        "sheet": sheet.to_plain(),
        "hall_code": writer.desk.identity.hall_code,
        "calendar": writer.catalogue.calendar.version,
        "members": [
            member_plain(writer.catalogue.get_item(member.item_code), member.after) for member in found.plan.members
        ],
    }
    if writer.visit is not None:
        body["visit"] = writer.visit.record_id
    now = [member.item_code for member in found.plan.members if not member.after]
    held = [member.item_code for member in found.plan.members if member.after]
    fact = writer.do("take_in", now, body)
    if held:
        action = writer.workflow.actions["hold_for_predecessor"]
        writer.add(action.fact, held, {"received_with": fact.fact_id}, Role(fact.role))
    return found


def pinned(writer: RecordBook, sheet: IntakeSheet) -> Catalogue:
    """The release a sheet was begun under while it is still in force; an outdated one is refused, with its draft
    kept, until the clerk has seen what the newer release changes (``catalogue_changed``)."""
    current = writer.desk.catalogue()
    if sheet.catalogue_release and sheet.catalogue_release != current.release:
        raise DeskRefusal("catalogue_changed", old=sheet.catalogue_release, new=current.release)
    return current


def member_plain(item: ServiceItem, after: tuple[str, ...]) -> dict[str, Any]:
    """What a case keeps of an item, so that later changes of the catalogue never change it."""
    return {
        "code": item.code,
        "name": item.name,
        "department_key": item.department_key,
        "item_type": str(item.item_type),
        "handling_kind": str(item.handling_kind),
        "after": list(after),
        "limit": limit_plain(item.committed_time_limit),
        "statutory_limit": limit_plain(item.statutory_time_limit),
        "result_name": item.result_name,
        "fee": item.fee,
    }


def limit_plain(limit: TimeLimit) -> dict[str, Any]:
    """JSON shape of a time limit."""
    return {"amount": limit.amount, "unit": str(limit.unit)}


def possible_members(writer: RecordBook, command: CaseCommand, action_id: str) -> tuple[str, ...]:
    """The members named by the command, or all that stand where the action is possible.

    Refuses with ``no_such_member`` for one the case does not have, ``not_allowed_now`` when there is none.
    """
    action = writer.workflow.actions[action_id]
    case = writer.case
    if command.members:
        return known_members(writer, command.members)
    found = tuple(
        member.code
        for member in case.members
        if member.status in action.sources and (not action.applies_to or member.item_type in action.applies_to)
    )
    if not found:
        raise DeskRefusal("not_allowed_now", act=action_id, status=case.members[0].status, member="")
    return found


def known_members(writer: RecordBook, members: Iterable[str]) -> tuple[str, ...]:
    """Each of these members once; refuses with ``no_such_member`` for one the case does not have."""
    known = {member.code for member in writer.case.members}
    for code in members:
        if code not in known:
            raise DeskRefusal("no_such_member", member=code)
    return tuple(dict.fromkeys(members))


def check_handed_in(writer: RecordBook, materials: Mapping[str, MaterialEntry]) -> None:
    """Refuse what the guide does not list (``material_not_in_guide``) and marks it does not allow."""
    sheet = writer.case.sheet
    wanted = {material.material_id: material for material in writer.plan().plan.materials}
    for material_id, entry in materials.items():
        if material_id not in wanted:
            raise DeskRefusal("material_not_in_guide", material=material_id)
        check_entry(wanted[material_id], entry, by_agent=sheet.has_agent)


def lawful_members(
    writer: RecordBook, command: CaseCommand, action_id: str, body_of: Callable[[str], Mapping[str, Any]]
) -> tuple[str, ...]:
    """The members named by the command as they are, or of all that are possible those the guards let through.

    Refuses with the first guard's refusal when none is.
    """
    codes = possible_members(writer, command, action_id)
    if command.members:
        return codes
    lawful: list[str] = []
    refusal: DeskRefusal | None = None
    for code in codes:
        try:
            writer.check(action_id, (code,), body_of(code))
        except DeskRefusal as caught:
            refusal = refusal or caught
        else:
            lawful.append(code)
    if refusal is not None and not lawful:
        raise refusal
    return tuple(lawful)
