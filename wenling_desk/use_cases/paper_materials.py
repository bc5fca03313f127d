"""The lists of materials on papers: what came, what to bring, what goes back."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from wenling_desk.domain.intake import IntakeSheet, SheetPlan, plan_sheet, serving
from wenling_desk.domain.materials import MaterialEntry, MaterialMark
from wenling_desk.domain.service_item import Material, MaterialForm
from wenling_desk.use_cases.paper_context import PaperContext
from wenling_desk.use_cases.ports import Words
from wenling_desk.use_cases.wording import circled, full_width

Row = dict[str, str]


def received_rows(context: PaperContext, sheet: IntakeSheet, codes: Collection[str]) -> list[Row]:
    """What was handed in for these members, each material once."""
    return _numbered(
        _received(context.words, found, sheet, material)
        for found, material in _of_members(context, sheet, codes)
        if sheet.entry(material.material_id).is_handed_in
    )


def paper_rows(context: PaperContext, sheet: IntakeSheet) -> list[Row]:
    """Every material of an application that lies there on paper, or lay there when it was copied from another case."""
    rows = []
    for found, material in _of_members(context, sheet, plan_sheet(sheet, context.catalogue).codes):
        entry = sheet.entry(material.material_id)
        if entry.reused:
            entry = replace(entry, mark=MaterialMark(entry.reused))
        if entry.is_on_paper:
            seen = replace(sheet, materials={**sheet.materials, material.material_id: entry})
            rows.append(_received(context.words, found, seen, material))
    return _numbered(rows)


def sound_rows(context: PaperContext, sheet: IntakeSheet, codes: Collection[str], wrong: Collection[str]) -> list[Row]:
    """Of what was handed in, what need not be brought again: without the materials that are ``wrong``."""
    return _numbered(row for row in received_rows(context, sheet, codes) if row["id"] not in wrong)


def returnable_rows(context: PaperContext, sheet: IntakeSheet, codes: Collection[str]) -> list[Row]:
    """Paper that can be handed back when these members end: what serves another member that still runs stays."""
    case = context.case
    running = (
        {member.code for member in case.members if not member.terminal} - set(codes) if case is not None else set()
    )
    return _numbered(
        _received(context.words, found, sheet, material)
        for found, material in _of_members(context, sheet, codes)
        if sheet.entry(material.material_id).is_on_paper and not running.intersection(serving(material, found.codes))
    )


def wanted_rows(context: PaperContext, sheet: IntakeSheet) -> list[Row]:
    """All there is to bring under the answers given, what shared data usually covers last."""
    found = plan_sheet(sheet, context.catalogue)
    words = context.words
    ordered = sorted(found.plan.materials, key=lambda material: material.shareable)
    return _numbered(
        {
            **_named(words, found, material),
            "form": guide_form(words, material.form),
            "copies": str(material.copies or ""),
            "issuer": words(f"papers.bring_from.{'shared_data' if material.shareable else material.source}"),
            "remedy": _guide_words(words, material),
        }
        for material in ordered
    )


def guide_form(words: Words, form: object) -> str:
    """The form the guide asks for; nothing where it says none."""
    return "" if form in {"", None, MaterialForm.UNKNOWN} else words(f"case.form.{form}")


def _guide_words(words: Words, material: Material) -> str:
    """What the guide adds to a material, and what it leaves to a commitment or to later."""
    parts = [guide_note(words, material)]
    if material.deferrable:
        parts.append(words("papers.bring.deferrable"))
    if material.pledgeable:
        parts.append(words("papers.bring.pledgeable"))
    return words("papers.bring.joint").join(filter(None, parts))


def guide_note(words: Words, material: Material) -> str:
    """What the guide adds to a material, set as papers are; nothing where it is not settled yet (待核, 待确认)."""
    if any(mark in material.note for mark in words("papers.bring.unsettled").split()):
        return ""
    return full_width(material.note)


def _of_members(context: PaperContext, sheet: IntakeSheet, codes: Collection[str]) -> list[tuple[SheetPlan, Material]]:
    found = plan_sheet(sheet, context.catalogue)
    wanted = set(codes)
    return [
        (found, material) for material in found.plan.materials if wanted.intersection(serving(material, found.codes))
    ]


def _named(words: Words, found: SheetPlan, material: Material) -> Row:
    positions = {code: position for position, code in enumerate(found.codes, 1)}
    serves = "".join(circled(words, positions[code]) for code in serving(material, found.codes))
    return {"id": material.material_id, "name": material.name, "serves": serves if len(positions) > 1 else ""}


def _received(words: Words, found: SheetPlan, sheet: IntakeSheet, material: Material) -> Row:
    entry = sheet.entry(material.material_id)
    return {
        **_named(words, found, material),
        "form": _form(words, entry),
        "copies": str(entry.copies) if entry.is_on_paper else "",
        "pages": str(entry.pages) if entry.pages is not None else "",
        "source": words(f"papers.source.{_source(entry)}"),
        "verification": words(f"papers.verification.{_verification(entry)}"),
    }


def _form(words: Words, entry: MaterialEntry) -> str:
    if entry.mark in {MaterialMark.EXEMPT, MaterialMark.PLEDGED}:
        return words(f"papers.handed_in.{entry.mark}")
    return words(f"case.form.{entry.mark}")


def _source(entry: MaterialEntry) -> str:
    if entry.mark is MaterialMark.EXEMPT:
        return "proven" if entry.alternative_proof else "shared"
    return "pledged" if entry.mark is MaterialMark.PLEDGED else "submitted"


def _verification(entry: MaterialEntry) -> str:
    if entry.mark is MaterialMark.COPY:
        return "copy_checked" if entry.checked_against_original else "copy"
    if entry.mark is MaterialMark.EXEMPT:
        return "exempt_proof" if entry.alternative_proof else "exempt"
    return str(entry.mark)


def _numbered(rows: Iterable[Row]) -> list[Row]:
    return [{**row, "no": str(position)} for position, row in enumerate(rows, 1)]


def chosen_rows(rows: Iterable[Row], wanted: Collection[str]) -> list[Row]:
    """The rows of these materials, numbered anew."""
    return _numbered(row for row in rows if row["id"] in wanted)


def pledged_rows(
    context: PaperContext, sheet: IntakeSheet, codes: Collection[str], material_id: str
) -> list[dict[str, Any]]:
    """The materials a commitment (告知承诺) stands for: the one named, else those marked so. ``by_agent`` is whether
    the guide lets an agent make it."""
    rows: list[dict[str, Any]] = []
    for found, material in _of_members(context, sheet, codes):
        is_marked = sheet.entry(material.material_id).mark is MaterialMark.PLEDGED
        if material.material_id == material_id or (not material_id and is_marked):
            row: dict[str, Any] = {**_named(context.words, found, material), "no": str(len(rows) + 1)}
            row |= {
                "note": guide_note(context.words, material),
                "by_agent": material.pledge_by_agent,
                "codes": serving(material, found.codes),
            }
            rows.append(row)
    return rows
