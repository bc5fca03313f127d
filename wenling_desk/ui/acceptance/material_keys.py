"""One letter on a material row -> how the material stands, or what the desk must still ask. No Qt here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from wenling_desk.domain.materials import LETTERS, MaterialEntry, MaterialMark, check_entry
from wenling_desk.domain.service_item import Material, MaterialSource

COUNTED = frozenset({MaterialMark.ORIGINAL, MaterialMark.COPY, MaterialMark.ELECTRONIC})
"""Marks that say something lies on the counter: the same key again counts one more."""
MOST_COPIES = 999


class Asking(StrEnum):
    """What must be typed before the mark holds."""

    REASON = "reason"
    """Why the material does not apply (X)."""
    PROOF = "proof"
    """What proves the same thing instead (M on a material no data sharing provides; Zhejiang rules art. 9)."""
    DEFECT = "defect"
    """What is wrong with what was brought (D)."""
    PAGES = "pages"
    """How many pages it has (Y)."""
    SIGNED = "signed"
    """How the applicant signed a commitment that an agent brings (C)."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a key meant: a new ``entry``, a question, or ``make_paper`` (print the form to be signed)."""

    entry: MaterialEntry | None = None
    asking: Asking | None = None
    make_paper: bool = False


def press(material: Material, entry: MaterialEntry, letter: str, *, by_agent: bool = False) -> Pressed | None:
    """What ``letter`` (upper case) means on that row; ``None`` for a key that means nothing.

    Raises the refusals of ``check_entry`` for what the guide does not allow.
    """
    if letter in {"0", "\b"}:
        return Pressed(MaterialEntry())
    if letter == "V":
        return Pressed(_toggle_checked(material, entry))
    if letter == "P":
        return Pressed(make_paper=True) if material.source is MaterialSource.DESK_FORM else None
    if letter in _QUESTIONS:
        return Pressed(asking=_QUESTIONS[letter])
    mark = LETTERS.get(letter)
    if mark is None:
        return None
    if mark is MaterialMark.NOT_APPLICABLE and not entry.reason:
        return Pressed(asking=Asking.REASON)
    if mark is MaterialMark.EXEMPT and not (material.shareable or entry.alternative_proof):
        return Pressed(asking=Asking.PROOF)
    if mark is MaterialMark.PLEDGED and by_agent and material.pledgeable and not material.pledge_by_agent:
        return Pressed(asking=Asking.SIGNED)
    changed = _marked(material, entry, mark)
    check_entry(material, changed, by_agent=by_agent)
    return Pressed(changed)


_QUESTIONS: Mapping[str, Asking] = {"D": Asking.DEFECT, "Y": Asking.PAGES}


def _marked(material: Material, entry: MaterialEntry, mark: MaterialMark) -> MaterialEntry:
    if entry.mark is mark and mark in COUNTED:
        return replace(entry, copies=min(entry.copies + 1, MOST_COPIES))
    return replace(
        entry,
        mark=mark,
        copies=max(1, material.copies or 1) if mark in COUNTED else 1,
        checked_against_original=entry.checked_against_original and mark is MaterialMark.COPY,
        # A new look at the material is a new judgement.
        defect="",
    )


def _toggle_checked(material: Material, entry: MaterialEntry) -> MaterialEntry:
    copy = entry if entry.mark is MaterialMark.COPY else _marked(material, entry, MaterialMark.COPY)
    return replace(copy, checked_against_original=not copy.checked_against_original)


def answered(
    material: Material, entry: MaterialEntry, asking: Asking, text: str, *, by_agent: bool = False
) -> MaterialEntry:
    """The entry once the question was answered; an empty defect or page count takes it back.

    Raises ``reason_needed``, ``not_exempt`` and ``pledge_needs_applicant`` for an empty answer, ``ValueError`` for
    pages that are no number from 1 to 9999.
    """
    words = " ".join(text.split())
    if asking is Asking.REASON:
        changed = replace(entry, mark=MaterialMark.NOT_APPLICABLE, reason=words, defect="")
    elif asking is Asking.PROOF:
        changed = replace(entry, mark=MaterialMark.EXEMPT, alternative_proof=words, defect="")
    elif asking is Asking.SIGNED:
        changed = replace(entry, mark=MaterialMark.PLEDGED, reason=words, defect="")
    elif asking is Asking.DEFECT:
        changed = replace(entry, defect=words)
    else:
        changed = replace(entry, pages=_pages(words))
    check_entry(material, changed, by_agent=by_agent)
    return changed


def _pages(words: str) -> int | None:
    if not words:
        return None
    count = int(words)
    if not 1 <= count <= 9999:
        raise ValueError(words)
    return count


def given_text(entry: MaterialEntry, asking: Asking) -> str:
    """What was answered before, for the prompt to begin with."""
    return {
        Asking.REASON: entry.reason,
        Asking.PROOF: entry.alternative_proof,
        Asking.DEFECT: entry.defect,
        Asking.SIGNED: entry.reason,
        Asking.PAGES: "" if entry.pages is None else str(entry.pages),
    }[asking]
