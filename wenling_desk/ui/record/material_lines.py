"""The materials of a case as they stand now. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass

from wenling_desk.domain.intake import IntakeSheet, SheetPlan, serving
from wenling_desk.domain.materials import MaterialEntry, MaterialMark
from wenling_desk.domain.service_item import Material, SourceStatus
from wenling_desk.texts import Texts
from wenling_desk.use_cases.wording import circled, mark_words

TONES = {
    MaterialMark.ORIGINAL: "good",
    MaterialMark.COPY: "good",
    MaterialMark.ELECTRONIC: "good",
    MaterialMark.EXEMPT: "good",
    MaterialMark.PLEDGED: "good",
    MaterialMark.GENERATED: "act",
    MaterialMark.DEFERRED: "soon",
    MaterialMark.NOT_APPLICABLE: "quiet",
}
"""Mark -> tone; all others are missing."""


@dataclass(frozen=True, slots=True)
class MaterialLine:
    """A material: the circled numbers of the members it serves, copies, its mark in words, who issues a missing one,
    and what the guide says."""

    material: Material
    entry: MaterialEntry
    name: str
    serves: str
    copies: str
    state: str
    tone: str
    issuer: str
    reference_only: bool


def material_lines(texts: Texts, sheet: IntakeSheet, plan: SheetPlan) -> tuple[MaterialLine, ...]:
    """The materials of the plan in the guide's order."""
    positions = {code: position for position, code in enumerate(plan.codes, 1)}
    missing = {gap.ref for gap in plan.gaps if gap.kind == "material"}
    return tuple(
        material_line(texts, material, sheet.entry(material.material_id), positions, material.material_id in missing)
        for material in plan.plan.materials
    )


def material_line(
    texts: Texts, material: Material, entry: MaterialEntry, positions: dict[str, int], missing: bool
) -> MaterialLine:
    """One material with the entry as given."""
    serves = serving(material, tuple(positions))
    brought = entry.mark in {MaterialMark.ORIGINAL, MaterialMark.COPY, MaterialMark.ELECTRONIC}
    state = mark_words(texts, entry)
    if entry.defect:
        state = texts("case.gap.material_defective", defect=entry.defect)
    return MaterialLine(
        material=material,
        entry=entry,
        name=material.name,
        serves="".join(circled(texts, positions[code]) for code in serves) if len(positions) > 1 else "",
        copies=str(entry.copies) if brought else "",
        state=state,
        tone="soon" if missing else TONES.get(entry.mark, "soon"),
        issuer=texts(f"case.source.{material.source}") if missing else "",
        reference_only=material.status is not SourceStatus.DOCUMENTED,
    )
