"""Leaving half-way (暂存离开): in whose hands the materials of an application are that was not taken in yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from wenling_desk.domain.acceptance import CaseView
from wenling_desk.domain.errands import Errand
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.record import RecordState

KEPT: Final = "MaterialsKept"
GIVEN_BACK: Final = "MaterialsGivenBack"
WITH_APPLICANT, AT_COUNTER = "applicant", "counter"
HOLDERS: Final = (WITH_APPLICANT, AT_COUNTER)


@dataclass(frozen=True, slots=True)
class KeptMaterial:
    """A material that stays at the counter: its id and name, how it lies there, on which list, and since when."""

    material_id: str
    name: str
    mark: str
    copies: int
    list_number: str
    since: datetime
    clerk: str

    def to_plain(self) -> dict[str, Any]:
        """As a fact names it."""
        return {"id": self.material_id, "name": self.name, "mark": self.mark, "copies": self.copies}


def kept_materials(facts: Iterable[Fact]) -> tuple[KeptMaterial, ...]:
    """What lies at the counter for an application (暂存): nothing any more once it was taken in, since the case has its
    materials then."""
    kept: dict[str, KeptMaterial] = {}
    for fact in facts:
        if fact.kind == "TakenIn":
            kept.clear()
        elif fact.kind == KEPT:
            for plain in fact.body.get("materials", ()):
                material = _material(plain, fact.body, fact.at, fact.clerk)
                if fact.body.get("held_by") == AT_COUNTER:
                    kept[material.material_id] = material
                else:
                    kept.pop(material.material_id, None)
        elif fact.kind == GIVEN_BACK:
            for plain in fact.body.get("materials", ()):
                kept.pop(str(plain.get("id", "")), None)
    return tuple(kept.values())


def _material(plain: Mapping[str, Any], body: Mapping[str, Any], since: datetime, clerk: str) -> KeptMaterial:
    return KeptMaterial(
        material_id=str(plain.get("id", "")),
        name=str(plain.get("name", "")),
        mark=str(plain.get("mark", "")),
        copies=int(plain.get("copies", 1)),
        list_number=str(body.get("list", "")),
        since=since,
        clerk=clerk,
    )


def errands(record: RecordState, _case: CaseView | None) -> Iterable[Errand]:
    """One errand for what lies at the counter, since the oldest of it."""
    kept = kept_materials(record.facts)
    if kept:
        yield Errand(
            record_id=record.record_id,
            record_kind=record.kind,
            member="",
            kind="materials_kept",
            key="",
            since=min(material.since for material in kept),
            number=kept[-1].list_number,
            who=kept[-1].clerk,
            amount=len(kept),
        )
