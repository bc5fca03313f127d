"""暂存离开: somebody has to go before anything is taken in; what stays behind is listed, and found again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.intake import IntakeSheet, plan_sheet
from wenling_desk.domain.leaving import (
    AT_COUNTER,
    GIVEN_BACK,
    HOLDERS,
    KEPT,
    WITH_APPLICANT,
    KeptMaterial,
    kept_materials,
)
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import UnitOfWork
from wenling_desk.use_cases.record_writer import RecordWriter
from wenling_desk.use_cases.save_draft import draft_of, draft_owner


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveHalfWay(Command):
    """Keep an application that is left half-way (暂存离开). ``holders`` says of each material on paper in whose hands
    it is: ``applicant`` or ``counter``."""

    draft_id: str
    sheet: IntakeSheet = field(repr=False)
    title: str
    holders: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveMaterialsBack(Command):
    """Give back what was kept (退还暂存材料): these materials, all of them by default. ``to`` is who fetched them."""

    draft_id: str
    materials: tuple[str, ...] = ()
    to: str = field(default="", repr=False)


def materials_at_hand(sheet: IntakeSheet, desk: Desk) -> tuple[KeptMaterial, ...]:
    """The materials of an application that lie on the counter on paper, in the order of the guide."""
    rows = []
    for material in plan_sheet(sheet, desk.catalogue()).plan.materials:
        entry = sheet.entry(material.material_id)
        mark = entry.reused or str(entry.mark)
        if entry.is_on_paper or entry.reused:
            rows.append(
                KeptMaterial(
                    material.material_id, material.name, mark, entry.copies, "", desk.now(), desk.session.clerk
                )
            )
    return tuple(rows)


def leave_half_way(desk: Desk, uow: UnitOfWork, command: LeaveHalfWay) -> Changes:
    """The draft is kept; what stays at the counter gets its 暂存清单.

    Codes: ``value_needed`` for a material nobody asked about, ``choice_unknown``, ``material_not_in_guide``,
    ``already_taken_in``.
    """
    writer = RecordWriter(desk, uow, command)
    if (earlier := writer.earlier()) is not None:
        return earlier
    role = desk.role_for("leave_half_way", owner=draft_owner(uow, command.draft_id))
    writer.begin(command.draft_id)
    writer.sheet = command.sheet
    rows = materials_at_hand(command.sheet, desk)
    _check(rows, command.holders)
    uow.save_draft(draft_of(desk, command.draft_id, command.sheet, command.title))
    here = [row for row in rows if command.holders[row.material_id] == AT_COUNTER]
    gone = [row for row in rows if command.holders[row.material_id] == WITH_APPLICANT]
    number = ""
    if here:
        codes = plan_sheet(command.sheet, writer.catalogue).codes
        extra = {"kept": [row.material_id for row in here], "with_applicant": [row.material_id for row in gone]}
        number = writer.issue("kept_materials_list", codes, extra).number
    for held_by, held in ((AT_COUNTER, here), (WITH_APPLICANT, gone)):
        if held:
            materials = [row.to_plain() for row in held]
            writer.add(
                KEPT, (), {"list": number if held is here else "", "materials": materials, "held_by": held_by}, role
            )
    return replace(writer.finish(), drafts=True)


def _check(rows: Sequence[KeptMaterial], holders: Mapping[str, str]) -> None:
    known = {row.material_id for row in rows}
    for material_id, holder in holders.items():
        if material_id not in known:
            raise DeskRefusal("material_not_in_guide", material=material_id)
        if holder not in HOLDERS:
            raise DeskRefusal("choice_unknown", field="held_by", value=holder)
    if known - set(holders):
        raise DeskRefusal("value_needed", act="leave_half_way", field="held_by")


def give_materials_back(desk: Desk, uow: UnitOfWork, command: GiveMaterialsBack) -> Changes:
    """What was kept is back in the applicant's hands. Refuses with ``nothing_kept`` where nothing was."""
    writer = RecordWriter(desk, uow, command)
    if (earlier := writer.earlier()) is not None:
        return earlier
    facts = uow.facts_of(command.draft_id)
    kept = [
        row
        for row in (kept_materials(facts) if facts else ())
        if not command.materials or row.material_id in command.materials
    ]
    if not kept:
        raise DeskRefusal("nothing_kept")
    role = desk.role_for("give_materials_back", owner=kept[0].clerk)
    writer.open(command.draft_id)
    body = {"materials": [{"id": row.material_id, "name": row.name} for row in kept], "to": command.to.strip()}
    writer.add(GIVEN_BACK, (), body, role)
    return replace(writer.finish(), drafts=True)
