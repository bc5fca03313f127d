"""What codes are called, and what can be picked: departments, items, bundles, towns, clerks. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.ledger import Ledger, LedgerField, ValueType
from wenling_desk.use_cases.ports import CatalogueSearch

MOST_PICKS = 6
SEARCHED = 24
"""Hits of the catalogue search of which those of one sort are taken."""
BUNDLE, ITEM = "bundle", "item"

Spell = Callable[[str], Sequence[str]]
"""A name -> its pinyin: initials, whole syllables."""


@dataclass(frozen=True, slots=True)
class Pick:
    """Something that can be picked: its code, what it is called, what tells it from others."""

    code: str
    name: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """The words for the codes of one release. ``titles`` are entries of other ledgers by record."""

    catalogue: Catalogue
    clerk_name: Callable[[str], str]
    titles: Mapping[str, str]

    def word(self, field: LedgerField, code: str) -> str:
        """What a code is called; the code itself where nothing is known of it."""
        catalogue = self.catalogue
        if field.choices:
            return field.choices.get(code, code)
        if field.type is ValueType.DEPARTMENT:
            return catalogue.departments[code].called if code in catalogue.departments else code
        if field.type is ValueType.ITEM:
            return catalogue.items[code].name if code in catalogue.items else code
        if field.type is ValueType.BUNDLE:
            return catalogue.bundles[code].name if code in catalogue.bundles else code
        if field.type is ValueType.TOWN:
            return catalogue.divisions[code].name if code in catalogue.divisions else code
        if field.type is ValueType.CLERK:
            return self.clerk_name(code)
        return self.titles.get(code, code)

    def title(self, ledger: Ledger, title: str) -> str:
        """What an entry is called: a clerk whose number names it by name."""
        return self.clerk_name(title) if ledger.fields[ledger.title].type is ValueType.CLERK else title

    def all_of(self, field: LedgerField) -> tuple[Pick, ...]:
        """Everything of a short list; empty for what is searched."""
        if field.choices:
            return tuple(Pick(code, word) for code, word in field.choices.items())
        if field.type is ValueType.DEPARTMENT:
            departments = self.catalogue.departments.values()
            return tuple(
                Pick(each.key, each.called, each.name if each.name != each.called else "") for each in departments
            )
        if field.type is ValueType.TOWN:
            return tuple(Pick(each.code, each.name, each.kind) for each in self.catalogue.divisions.values())
        return ()


def fitting(picks: Iterable[Pick], text: str, spell: Spell) -> tuple[Pick, ...]:
    """Those whose code, name or pinyin has what was typed; what is just that first. All for an empty text."""
    wanted = "".join(text.split()).casefold()
    if not wanted:
        return tuple(picks)
    ranked: list[tuple[int, int, Pick]] = []
    for at, pick in enumerate(picks):
        words = [pick.name, pick.detail, pick.code]
        if wanted.isascii():
            words += [*spell(pick.name)]
        lowered = ["".join(word.split()).casefold() for word in words if word]
        if any(wanted in word for word in lowered):
            begins = any(word.startswith(wanted) for word in lowered)
            ranked.append((0 if wanted in lowered else 1 if begins else 2, at, pick))
    return tuple(pick for _, _, pick in sorted(ranked, key=lambda each: each[:2]))


def found_in_catalogue(
    catalogue: Catalogue, search: CatalogueSearch, field_type: ValueType, text: str
) -> tuple[Pick, ...]:
    """Items or bundles by words, pinyin, initials or code."""
    kind = BUNDLE if field_type is ValueType.BUNDLE else ITEM
    picks = []
    for hit in search.search(text, SEARCHED):
        if hit.kind != kind:
            continue
        if kind == BUNDLE and hit.code in catalogue.bundles:
            picks.append(Pick(hit.code, catalogue.bundles[hit.code].name, hit.code))
        elif kind == ITEM and hit.code in catalogue.items:
            item = catalogue.items[hit.code]
            picks.append(Pick(hit.code, item.name, catalogue.get_department(item.department_key).called))
    return tuple(picks[:MOST_PICKS])
