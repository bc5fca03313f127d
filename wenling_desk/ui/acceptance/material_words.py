"""Materials and gaps in the words of the counter: the cells of a row, who issues what, what is still missing. No Qt
here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wenling_desk.domain.materials import Gap, MaterialEntry, MaterialMark
from wenling_desk.domain.service_item import Material, MaterialForm, MaterialSource
from wenling_desk.texts import Texts
from wenling_desk.use_cases.queries import MaterialRow
from wenling_desk.use_cases.wording import circled, gap_words

MOST_NUMBERS = 3
FEW = 3
"""So many gaps are named in the line; the others are counted."""


@dataclass(frozen=True, slots=True)
class StateWords:
    """A material's state: its word and what it means (``good``, ``soon``, ``act`` or ``quiet``)."""

    word: str
    tone: str


def counts(entry: MaterialEntry) -> tuple[str, str, str]:
    """Originals, copies and electronic pieces as the columns show them."""
    column = {MaterialMark.ORIGINAL: 0, MaterialMark.COPY: 1, MaterialMark.ELECTRONIC: 2}.get(entry.mark)
    cells = ["", "", ""]
    if column is not None:
        cells[column] = str(entry.copies)
    return cells[0], cells[1], cells[2]


def state_words(texts: Texts, row: MaterialRow) -> StateWords:
    """The chip of a row."""
    entry, material = row.entry, row.material
    if entry.defect:
        return StateWords(texts("acceptance.state.defect", defect=entry.defect), "soon")
    match entry.mark:
        case MaterialMark.COPY if entry.checked_against_original:
            return StateWords(texts("acceptance.state.copy_checked"), "good")
        case MaterialMark.ORIGINAL | MaterialMark.COPY | MaterialMark.ELECTRONIC:
            return StateWords(texts("acceptance.state.received"), "good")
        case MaterialMark.EXEMPT if entry.alternative_proof:
            return StateWords(texts("acceptance.state.exempt_proof", proof=entry.alternative_proof), "good")
        case MaterialMark.EXEMPT:
            return StateWords(texts("acceptance.state.exempt"), "good")
        case MaterialMark.PLEDGED:
            return StateWords(texts("acceptance.state.pledged"), "good")
        case MaterialMark.NOT_APPLICABLE:
            return StateWords(texts("acceptance.state.not_applicable", reason=entry.reason), "quiet")
        case MaterialMark.GENERATED:
            return StateWords(texts("acceptance.state.generated"), "act")
        case MaterialMark.DEFERRED:
            return StateWords(texts("acceptance.state.deferred"), "soon")
        case MaterialMark.MISSING:
            return StateWords(_with_ways_out(texts, "acceptance.state.missing", material), "soon")
        case _ if entry.reused:
            form = texts(f"case.form.{entry.reused}")
            return StateWords(texts("repairs.reused", form=form, copies=entry.copies), "soon")
        case _:
            return StateWords(_with_ways_out(texts, "acceptance.state.unseen", material), "quiet")


def _with_ways_out(texts: Texts, key: str, material: Material) -> str:
    """缺 · 可容缺: what the guide allows where a material is not there."""
    ways = [
        texts(f"acceptance.way_out.{name}")
        for name, allowed in (
            ("print", material.source is MaterialSource.DESK_FORM),
            ("exempt", material.shareable),
            ("defer", material.deferrable),
            ("pledge", material.pledgeable),
        )
        if allowed
    ]
    return texts("acceptance.dot").join([texts(key), *ways[:2]])


def serves_words(texts: Texts, row: MaterialRow, members: int = 0) -> str:
    """①②; 全部 where it serves all of more than three members."""
    if len(row.serves) == members > MOST_NUMBERS:
        return texts("acceptance.material.serves_all")
    return "".join(circled(texts, position) for position in row.serves)


def origin_words(texts: Texts, material: Material) -> str:
    """Who issues a material and what the guide adds."""
    parts = [texts(f"case.source.{material.source}"), material.note]
    return texts("acceptance.dot").join(part for part in parts if part)


def material_detail(texts: Texts, row: MaterialRow) -> str:
    """The line under the table about the row in focus: form, copies, where it comes from, what the guide allows."""
    material, entry = row.material, row.entry
    parts = [material.name, origin_words(texts, material)]
    if material.form is not MaterialForm.UNKNOWN:
        wanted = texts(f"case.form.{material.form}")
        parts.append(texts("acceptance.wanted", form=wanted, copies=material.copies) if material.copies else wanted)
    else:
        parts.append(texts("acceptance.copies_unknown"))
    for name, allowed in (("defer", material.deferrable), ("pledge", material.pledgeable)):
        if allowed:
            parts.append(texts(f"acceptance.way_out.{name}"))
    if entry.pages:
        parts.append(texts("acceptance.pages", count=entry.pages))
    return texts("acceptance.dot").join(part for part in parts if part)


def gap_phrase(texts: Texts, gap: Gap) -> str:
    """One gap in the citizen's words, with who issues what is missing."""
    if gap.kind != "material":
        return gap_words(texts, gap.to_plain()) if gap.kind != "form" else gap.label
    if gap.code == "material_defective":
        return texts("acceptance.gap.defective", label=gap.label, defect=gap.defect)
    if gap.code == "material_unsigned":
        return texts("acceptance.gap.unsigned", label=gap.label)
    sources = [texts(f"acceptance.origin.{gap.source}")] if gap.source and gap.source != "unknown" else []
    if gap.deferrable:
        sources.append(texts("acceptance.way_out.defer"))
    if not sources:
        return gap.label
    return texts("acceptance.gap.material", label=gap.label, origin=texts("acceptance.comma").join(sources))


def gap_line(texts: Texts, gaps: Sequence[Gap]) -> str:
    """The first gaps; forms that wait for a signature and empty fields are told together; the rest is counted and read
    in full with F6."""
    if not gaps:
        return texts("acceptance.gap.none")
    order = {"answer": 0, "party": 1, "mandate": 2, "material": 3}
    unsigned = [gap for gap in gaps if gap.code == "material_unsigned"]
    fields = [gap for gap in gaps if gap.kind == "form"]
    others = [gap for gap in gaps if gap.kind != "form" and gap.code != "material_unsigned"]
    others.sort(key=lambda gap: order[gap.kind])
    phrases = [gap_phrase(texts, gap) for gap in others]
    if len(unsigned) == 1:
        phrases.append(gap_phrase(texts, unsigned[0]))
    elif unsigned:
        phrases.append(texts("acceptance.gap.unsigned_more", first=unsigned[0].label, count=len(unsigned)))
    if fields:
        phrases.append(fields_phrase(texts, fields))
    shown = texts("acceptance.semicolon").join(phrases[:FEW])
    if len(phrases) > FEW:
        return texts("acceptance.gap.and_more", first=shown, count=len(phrases) - FEW)
    return shown


def fields_phrase(texts: Texts, fields: Sequence[Gap]) -> str:
    """Empty fields of the forms as one gap."""
    named = texts("case.joined").join(gap.label for gap in fields[:2])
    key = "acceptance.gap.fields" if len(fields) <= 2 else "acceptance.gap.fields_more"
    return texts(key, count=len(fields), first=named)
