"""What is missing, as papers tell it: each gap once, what is wrong, and how the guide wants it put right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from wenling_desk.domain.intake import IntakeSheet, plan_sheet
from wenling_desk.domain.materials import MaterialMark
from wenling_desk.domain.service_item import Material, MaterialForm, MaterialSource
from wenling_desk.use_cases.paper_context import PaperContext
from wenling_desk.use_cases.paper_materials import guide_form, guide_note
from wenling_desk.use_cases.ports import Words

PlainGap = Mapping[str, Any]
"""A gap as its fact keeps it (:meth:`wenling_desk.domain.materials.Gap.to_plain`)."""


def gap_rows(context: PaperContext, sheet: IntakeSheet, gaps: Iterable[PlainGap]) -> list[dict[str, str]]:
    """Rows {no, name, gap, remedy, form, copies, how}; the empty fields of one form are told together, under its title,
    and with them that it is not signed yet."""
    teller = _Teller(context, sheet)
    told = list(gaps)
    forms: dict[str, list[str]] = {}
    for gap in told:
        if gap["kind"] == "form":
            forms.setdefault(teller.form_title(str(gap["ref"])), []).append(str(gap["label"]))
    rows = [teller.row(gap) for gap in told if gap["kind"] != "form"]
    unsigned = {str(gap.get("label", "")) for gap in told if gap["code"] == "material_unsigned"}
    rows = [row for row in rows if not (row["name"] in unsigned and row["name"] in forms)]
    rows += [teller.form_row(title, labels) for title, labels in forms.items()]
    return [{**row, "no": str(position)} for position, row in enumerate(rows, 1)]


def gaps_for(gaps: Iterable[PlainGap], member: str) -> list[PlainGap]:
    """Of a notice to several members, what concerns this one."""
    return [gap for gap in gaps if not gap.get("members") or member in gap["members"]]


def open_deferrals(sheet: IntakeSheet, gaps: Iterable[PlainGap]) -> list[PlainGap]:
    """Of deferred materials, those that did not come, or came and are wrong."""
    return [gap for gap in gaps if not (entry := sheet.entry(str(gap["ref"]))).is_handed_in or entry.defect]


class _Teller:
    """Knows the guide, the forms and the people of one application."""

    def __init__(self, context: PaperContext, sheet: IntakeSheet) -> None:
        self._words = context.words
        self._sheet = sheet
        self._catalogue = context.catalogue
        self._found = plan_sheet(sheet, context.catalogue)
        self._materials = {material.material_id: material for material in self._found.plan.materials}

    def row(self, gap: PlainGap) -> dict[str, str]:
        """A gap that is no empty field."""
        words, code = self._words, str(gap["code"])
        material = self._materials.get(str(gap["ref"]))
        name = self._name(gap)
        return {
            "name": name,
            "gap": _sentence(words, words(f"papers.gap.{code}", name=name, defect=gap.get("defect", ""))),
            "remedy": _sentence(words, str(gap.get("remedy") or "") or self._remedy(code, gap, material)),
            "form": guide_form(words, gap.get("form")),
            "copies": str(gap["copies"]) if gap.get("copies") else "",
            "how": self._later(material) if material is not None else "",
        }

    def form_row(self, title: str, labels: Iterable[str]) -> dict[str, str]:
        """The empty fields of one form."""
        words = self._words
        return {
            "name": title,
            "gap": words("papers.gap.field_empty", fields=words("case.joined").join(labels)),
            "remedy": words("papers.remedy_how.fill"),
            "form": "",
            "copies": "",
            "how": "",
        }

    def form_title(self, field_id: str) -> str:
        """The form a field is asked on: the one being filled in here, else the item's own, else 申请表."""
        asked = next((field for field in self._found.fields if field.field_id == field_id), None)
        if asked is None:
            return self._words("case.form_gap.no_form")
        titles = [self._materials[ref] for ref in asked.material_ids if ref in self._materials]
        filled = [row for row in titles if self._sheet.entry(row.material_id).mark is MaterialMark.GENERATED]
        if filled or titles:
            return (filled or titles)[0].name
        form_set = self._catalogue.forms.get(self._sheet.target_code)
        forms = (form_set.form_of(code) for code in asked.item_codes) if form_set is not None else iter(())
        return next((form.name for form in forms if form is not None), self._words("case.form_gap.no_form"))

    def _name(self, gap: PlainGap) -> str:
        """What is missing: the material, or the person by the full name, since the paper is for them."""
        words = self._words
        party = next((party for party in self._sheet.parties if party.party_id == gap["ref"]), None)
        match str(gap["code"]):
            case "mandate_missing" | "mandate_expired":
                return words("papers.power_of_attorney.title")
            case "applicant_unnamed":
                return words("papers.label.applicant_name")
            case _ if party is not None:
                return party.name
            case _:
                return str(gap.get("label", ""))

    def _remedy(self, code: str, gap: PlainGap, material: Material | None) -> str:
        words = self._words
        match code:
            case "material_missing" | "material_defective":
                return self._bring(gap, material)
            case "material_unsigned":
                return words("papers.remedy_how.sign")
            case "identity_unproven" | "applicant_unnamed":
                return words("papers.remedy_how.prove")
            case "mandate_missing" | "mandate_expired":
                return words("papers.remedy_how.mandate")
            case "guardian_missing":
                return words("papers.remedy_how.guardian")
            case "advised":
                return words("papers.remedy_how.advised")
            case _:
                return words("papers.remedy_how.fill")

    def _bring(self, gap: PlainGap, material: Material | None) -> str:
        """Form and copies as the guide says, who issues it, and what the guide adds."""
        words = self._words
        form = guide_form(words, gap.get("form"))
        copies = words("papers.remedy_how.copies", count=gap["copies"]) if gap.get("copies") else ""
        asked = f"{form}{copies}"
        checked = words("papers.remedy_how.with_original") if gap.get("form") == MaterialForm.COPY else ""
        source = str(gap.get("source") or MaterialSource.UNKNOWN)
        what = words(f"papers.remedy_from.{source}", asked=asked or words("papers.remedy_how.this"), checked=checked)
        note = guide_note(words, material) if material is not None else ""
        return what + words("papers.remedy_how.guide_note", note=note) if note else what

    def _later(self, material: Material) -> str:
        """What is asked of a material that may follow: who issues it and what the guide adds."""
        words = self._words
        parts = [words(f"papers.bring_from.{'shared_data' if material.shareable else material.source}")]
        parts.append(guide_note(words, material))
        return words("papers.bring.joint").join(filter(None, parts))


def _sentence(words: Words, text: str) -> str:
    """With a full stop, unless the clerk ended it."""
    end = words("papers.gap.stop")
    return text if not text or text[-1] in words("papers.gap.ends") else text + end
