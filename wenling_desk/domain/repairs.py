"""Repairs after printing: what an amended paper says, what stands in the way, and what a wrong item leaves behind."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from wenling_desk.domain.acceptance import CaseView
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.edits import with_edit
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.handover import DEPARTMENT, whereabouts
from wenling_desk.domain.intake import IntakeSheet, SheetPlan, plan_sheet, serving
from wenling_desk.domain.materials import MaterialEntry, MaterialMark
from wenling_desk.domain.record import RecordState
from wenling_desk.domain.service_item import Material

AMENDED: Final = "PaperAmended"
VOIDED: Final = "CaseVoided"
WORDING: Final = "wording"
"""The field of a change that mends words on the paper alone (字句), not a value of the case."""

AMENDABLE: Final = frozenset({
    "intake_receipt", "joint_acceptance", "acceptance_notice", "deferred_acceptance_notice", "correction_notice",
    "supplement_receipt", "refusal_notice", "not_required_notice", "deemed_withdrawal_notice",
    "acceptance_revocation", "special_procedure_notice", "extension_notice", "completion_notice", "delivery_record",
    "result_slip", "case_summary",
})  # fmt: skip
"""Kinds that are put together from the case's facts and can so be made anew. What the applicant signs is voided and
filled in again: nobody corrects a signed paper for somebody else."""

DECIDED: Final = frozenset({"completed", "denied", "acceptance_refused", "not_required", "acceptance_revoked"})
"""Endings by which something was decided about the applicant: such a case is not voided any more."""


@dataclass(frozen=True, slots=True)
class Change:
    """One correction (更正): ``field`` as ``domain/edits.py`` names it, or ``wording``; ``what`` is what a person calls
    it, ``before`` and ``after`` are as the papers say them."""

    field: str
    what: str
    before: str = dataclasses.field(repr=False)
    after: str = dataclasses.field(repr=False)

    def to_plain(self) -> dict[str, str]:
        """JSON shape."""
        return {"field": self.field, "what": self.what, "before": self.before, "after": self.after}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Change:
        """The change of a JSON shape."""
        return cls(*(str(plain.get(key, "")) for key in ("field", "what", "before", "after")))


def is_reply(reply: Any) -> bool:
    """Whether a department's reply says who gave it and what."""
    return isinstance(reply, Mapping) and all(str(reply.get(key, "")).strip() for key in ("by", "note"))


def with_department(record: RecordState, members: Iterable[str]) -> tuple[str, ...]:
    """The members whose papers are with their department."""
    return tuple(
        member for member in members if member in record.lanes and whereabouts(record, member).place == DEPARTMENT
    )


def materials_away(case: CaseView, plan: SheetPlan, members: Iterable[str]) -> tuple[Material, ...]:
    """The materials on paper that a department has for these members: they come back with it, not from the drawer."""
    away = set(with_department(case.record, members))
    return tuple(
        material
        for material in plan.plan.materials
        if case.sheet.entry(material.material_id).is_on_paper and away.intersection(serving(material, plan.codes))
    )


def amendment_of(record: RecordState, number: str) -> Fact | None:
    """The fact by which the paper of that number was replaced."""
    return next((fact for fact in record.facts_of(AMENDED) if fact.body.get("number") == number), None)


def replaced_by(record: RecordState, number: str) -> str:
    """The paper that counts in place of that number, however often it was amended; empty where it was not."""
    found = ""
    while (fact := amendment_of(record, found or number)) is not None:
        found = str(fact.body.get("replaced_by", ""))
    return found


def first_of(record: RecordState, number: str) -> tuple[str, tuple[Change, ...]]:
    """The paper an amended one goes back to, and everything that was corrected since, oldest first."""
    changes: list[Change] = []
    while (fact := _making(record, number)) is not None:
        changes[:0] = [Change.from_plain(plain) for plain in fact.body.get("changes", ())]
        number = str(fact.body["number"])
    return number, tuple(changes)


def _making(record: RecordState, number: str) -> Fact | None:
    return next((fact for fact in record.facts_of(AMENDED) if fact.body.get("replaced_by") == number), None)


def facts_until(facts: Sequence[Fact], number: str) -> list[Fact]:
    """The facts a paper was made from: all before the one that says it was issued."""
    for at, fact in enumerate(facts):
        if fact.kind in {"PaperIssued", "ApplicantPaperMade"} and fact.body.get("number") == number:
            return list(facts[:at])
    return list(facts)


def amended_sheet(sheet: IntakeSheet, changes: Iterable[Change]) -> IntakeSheet:
    """The application as an amended paper tells it."""
    for change in changes:
        if change.field != WORDING:
            sheet = with_edit(sheet, change.field, change.after)
    return sheet


def reworded(values: Any, changes: Sequence[Change]) -> Any:
    """The values of a paper with words replaced by others, wherever they stand."""
    if isinstance(values, str):
        for change in changes:
            values = values.replace(change.before, change.after)
        return values
    if isinstance(values, Mapping):
        return {key: reworded(part, changes) for key, part in values.items()}
    if isinstance(values, list | tuple):
        return [reworded(part, changes) for part in values]
    return values


def says(values: Any, words: str) -> bool:
    """Whether any value of a paper says these words."""
    if isinstance(values, str):
        return words in values
    if isinstance(values, Mapping):
        return any(says(part, words) for part in values.values())
    return isinstance(values, list | tuple) and any(says(part, words) for part in values)


def copied_sheet(sheet: IntakeSheet, target_code: str, catalogue: Catalogue, record_id: str) -> IntakeSheet:
    """The application begun anew for the right item: the people, the form values its forms ask for too, and how each
    material lies on the counter. Nothing counts as checked: every material is looked at again.

    Refuses with ``unknown_item`` or ``unknown_bundle``.
    """
    is_bundle = target_code in catalogue.bundles
    if not is_bundle:
        catalogue.get_item(target_code)
    parties = tuple(
        replace(
            party, sources={**party.sources, **dict.fromkeys(("name", "identity_number", "phone", "address"), "reused")}
        )
        for party in sheet.parties
    )
    begun = IntakeSheet(
        target_code=target_code,
        is_bundle=is_bundle,
        catalogue_release=catalogue.release,
        answers=sheet.answers if target_code == sheet.target_code else {},
        parties=parties,
        delivery=sheet.delivery,
        note=sheet.note,
        queue_ticket=sheet.queue_ticket,
        copied_from=record_id,
    )
    found = plan_sheet(begun, catalogue)
    asked = {each.field_id for each in found.fields}
    form = {key: value for key, value in sheet.form.items() if key in asked}
    return replace(
        begun,
        form=form,
        form_sources=dict.fromkeys(form, "reused"),
        materials=_reused(sheet, begun, catalogue),
    )


def _reused(sheet: IntakeSheet, begun: IntakeSheet, catalogue: Catalogue) -> dict[str, MaterialEntry]:
    """What lies there already, by the material's id or, where the other guide calls it by another, by its name."""
    names = {material.name: material.material_id for material in plan_sheet(sheet, catalogue).plan.materials}
    entries: dict[str, MaterialEntry] = {}
    for material in plan_sheet(begun, catalogue).plan.materials:
        known = material.material_id if material.material_id in sheet.materials else names.get(material.name, "")
        entry = sheet.materials.get(known)
        if entry is not None and entry.is_on_paper:
            entries[material.material_id] = replace(
                entry, mark=MaterialMark.UNSEEN, checked_against_original=False, reused=str(entry.mark)
            )
    return entries
