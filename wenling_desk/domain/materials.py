"""How each material stands: one letter at the counter, one mark in the case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.service_item import Material, MaterialSource


class MaterialMark(StrEnum):
    """What the clerk found; UNSEEN until looked at, and UNSEEN counts as missing."""

    UNSEEN = "unseen"
    ORIGINAL = "original"
    COPY = "copy"
    ELECTRONIC = "electronic"
    EXEMPT = "exempt"
    GENERATED = "generated"
    DEFERRED = "deferred"
    PLEDGED = "pledged"
    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"


LETTERS: Mapping[str, MaterialMark] = {
    "1": MaterialMark.ORIGINAL,
    "2": MaterialMark.COPY,
    "3": MaterialMark.ELECTRONIC,
    "M": MaterialMark.EXEMPT,
    "R": MaterialMark.DEFERRED,
    "C": MaterialMark.PLEDGED,
    "Q": MaterialMark.MISSING,
    "X": MaterialMark.NOT_APPLICABLE,
}
"""The one-letter keys of the material rows."""

SETTLED = frozenset({
    MaterialMark.ORIGINAL, MaterialMark.COPY, MaterialMark.ELECTRONIC, MaterialMark.EXEMPT,
    MaterialMark.PLEDGED, MaterialMark.NOT_APPLICABLE,
})  # fmt: skip
"""Marks after which nothing is missing any more."""


@dataclass(frozen=True, slots=True)
class MaterialEntry:
    """A material as it lies on the counter.

    ``defect`` says what is wrong with one that was brought; ``checked_against_original`` is 与原件核对无异; ``reason``
    justifies NOT_APPLICABLE, and says how the applicant signed a commitment that an agent brings. ``reused`` (复用) is
    the mark it had in the case this application was copied from: it lies on the counter and has to be looked at again.
    """

    mark: MaterialMark = MaterialMark.UNSEEN
    copies: int = 1
    pages: int | None = None
    checked_against_original: bool = False
    defect: str = ""
    reason: str = ""
    alternative_proof: str = ""
    reused: str = ""

    @property
    def is_handed_in(self) -> bool:
        """Whether the material counts as received: on paper, electronically, by sharing, or by commitment."""
        return self.mark in SETTLED and self.mark is not MaterialMark.NOT_APPLICABLE

    @property
    def is_on_paper(self) -> bool:
        """Whether sheets of paper lie at the counter."""
        return self.mark in {MaterialMark.ORIGINAL, MaterialMark.COPY}

    def to_plain(self) -> dict[str, Any]:
        """JSON shape."""
        return {
            "mark": str(self.mark),
            "copies": self.copies,
            "pages": self.pages,
            "checked_against_original": self.checked_against_original,
            "defect": self.defect,
            "reason": self.reason,
            "alternative_proof": self.alternative_proof,
            **({"reused": self.reused} if self.reused else {}),
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> MaterialEntry:
        """The entry of a JSON shape."""
        return cls(
            mark=MaterialMark(plain.get("mark", MaterialMark.UNSEEN)),
            copies=plain.get("copies", 1),
            pages=plain.get("pages"),
            checked_against_original=plain.get("checked_against_original", False),
            defect=plain.get("defect", ""),
            reason=plain.get("reason", ""),
            alternative_proof=plain.get("alternative_proof", ""),
            reused=plain.get("reused", ""),
        )


def check_entry(material: Material, entry: MaterialEntry, *, by_agent: bool = False) -> None:
    """Refuse a mark the guide does not allow for this material; ``by_agent``: an agent stands at the counter.

    Codes: ``not_deferrable`` and ``not_pledgeable`` (only what the guide lists, Zhejiang rules art. 11(2)),
    ``pledge_needs_applicant`` (an agent cannot promise for somebody, unless the guide says so), ``not_exempt`` (only
    what data sharing provides or a recorded alternative proof, art. 7 and 9), ``reason_needed``, ``not_generated``
    (only forms the desk fills), ``copies_wrong``.
    """
    if entry.mark is MaterialMark.DEFERRED and not material.deferrable:
        raise DeskRefusal("not_deferrable", material=material.name)
    if entry.mark is MaterialMark.PLEDGED and not material.pledgeable:
        raise DeskRefusal("not_pledgeable", material=material.name)
    if entry.mark is MaterialMark.PLEDGED and by_agent and not material.pledge_by_agent and not entry.reason.strip():
        raise DeskRefusal("pledge_needs_applicant", material=material.name)
    if entry.mark is MaterialMark.EXEMPT and not (material.shareable or entry.alternative_proof.strip()):
        raise DeskRefusal("not_exempt", material=material.name)
    if entry.mark is MaterialMark.NOT_APPLICABLE and not entry.reason.strip():
        raise DeskRefusal("reason_needed", material=material.name)
    if entry.mark is MaterialMark.GENERATED and material.source is not MaterialSource.DESK_FORM:
        raise DeskRefusal("not_generated", material=material.name)
    if not 0 <= entry.copies <= 999:
        raise DeskRefusal("copies_wrong", material=material.name)


@dataclass(frozen=True, slots=True)
class Gap:
    """Something missing, to be told in the citizen's words.

    ``kind`` is ``material``, ``party``, ``mandate``, ``form`` or ``answer``; ``code`` names the text of what is wrong;
    ``ref`` the material, party, field or question; ``members`` the item codes that need it.
    """

    kind: str
    code: str
    ref: str
    label: str
    members: tuple[str, ...]
    deferrable: bool = False
    pledgeable: bool = False
    source: str = ""
    form: str = ""
    copies: int | None = None
    defect: str = ""

    def to_plain(self) -> dict[str, Any]:
        """JSON shape, as a correction fact carries it."""
        return {
            "kind": self.kind,
            "code": self.code,
            "ref": self.ref,
            "label": self.label,
            "members": list(self.members),
            "source": self.source,
            "form": self.form,
            "copies": self.copies,
            "defect": self.defect,
        }


def material_gap(material: Material, entry: MaterialEntry, members: tuple[str, ...]) -> Gap | None:
    """The gap a material leaves for these members, ``None`` when it is settled."""
    if entry.defect:
        code = "material_defective"
    elif entry.mark in SETTLED:
        return None
    elif entry.mark is MaterialMark.GENERATED:
        code = "material_unsigned"
    else:
        code = "material_missing"
    return Gap(
        "material",
        code,
        material.material_id,
        material.name,
        members,
        deferrable=material.deferrable,
        pledgeable=material.pledgeable,
        source=str(material.source),
        form=str(material.form),
        copies=material.copies,
        defect=entry.defect,
    )
