"""What plain-language guidance knows (data) and keeps (index): the catalogue's names and the words people use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

ITEM, BUNDLE = "item", "bundle"
"""The kinds of a :class:`SearchHit`: a single item (事项) or a one-thing bundle (一件事)."""

INDEX_VERSION = 2
"""Changes whenever a packed index of an older program must not be used."""


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A suggestion. ``score`` only ranks hits of one search (higher is better, about 0 to 2).

    ``reason`` is a code, for a text by id: ``code``, ``name``, ``pinyin``, ``department`` or ``meaning``; ``matched``
    is the phrase of the catalogue or of the guidance data that fitted best.
    """

    code: str
    kind: str
    name: str
    score: float
    reason: str
    matched: str = ""


@dataclass(frozen=True, slots=True)
class GuidanceEntry:
    """What guidance reads of one item or bundle: ``results`` are the documents it ends in, ``related`` the names of a
    bundle's members, ``materials`` what must be handed in, ``departments`` the keys of those who handle it."""

    code: str
    kind: str
    name: str
    departments: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Readings:
    """Pinyin without tones: ``characters`` gives each its commonest reading, ``words`` what differs in context
    (a reading per character, separated by blanks)."""

    characters: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GuidanceData:
    """The words people use; every value is data of ``resources/catalogue/guidance``.

    ``things``, ``people`` and ``acts`` name a meaning and its words; ``aliases`` the phrases of an item or bundle code;
    ``departments`` the short and old names of a department key; ``rewrite`` replaces dialect and outdated names,
    ``shapes`` misspellings, ``traditional`` characters; ``protect`` is never rewritten. ``initials`` and ``finals`` say
    which parts of a syllable sound alike. ``out_of_scope`` holds what is asked for but not handled here.
    """

    things: Mapping[str, tuple[str, ...]]
    people: Mapping[str, tuple[str, ...]]
    acts: Mapping[str, tuple[str, ...]]
    fillers: tuple[str, ...]
    joiners: tuple[str, ...]
    asks: tuple[str, ...]
    objects: tuple[str, ...]
    aliases: Mapping[str, tuple[str, ...]]
    departments: Mapping[str, tuple[str, ...]]
    out_of_scope: Mapping[str, tuple[str, ...]]
    rewrite: Mapping[str, str]
    protect: tuple[str, ...]
    shapes: Mapping[str, str]
    traditional: Mapping[str, str]
    initials: Mapping[str, str]
    finals: Mapping[str, str]
    readings: Readings


@dataclass(frozen=True, slots=True)
class GuideIndex:
    """Everything a search needs, in plain containers, so that it can be packed and read back.

    ``words`` maps a word to its meanings. ``phrases`` are normalised texts, ``phrase_entries`` the entry of each;
    entries from ``len(codes)`` on are out-of-scope topics. ``postings`` maps a feature to phrases, ``coverage`` to
    entries, both as one flat list of number, weight, number, weight (a list per pair would make reading a packed
    index three times slower). ``weights`` is how telling a feature is; ``sounds`` maps a blurred reading to words.
    """

    codes: list[str]
    kinds: list[str]
    names: list[str]
    department_keys: list[list[str]]
    words: dict[str, list[str]]
    people: list[str]
    acts: list[str]
    fillers: list[str]
    joiners: list[str]
    asks: list[str]
    objects: list[str]
    rewrite: dict[str, str]
    traditional: dict[str, str]
    initials: dict[str, str]
    finals: dict[str, str]
    characters: dict[str, str]
    word_readings: dict[str, str]
    sounds: dict[str, list[str]]
    phrases: list[str]
    phrase_entries: list[int]
    phrase_pinyin: list[str]
    phrase_initials: list[str]
    postings: dict[str, list[float]]
    coverage: dict[str, list[float]]
    weights: dict[str, float]
    entry_acts: list[list[str]]
    version: int = INDEX_VERSION

    def to_plain(self) -> dict[str, Any]:
        """The index as plain data; :meth:`from_plain` is the way back."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> GuideIndex:
        """The index of :meth:`to_plain`; raises ``ValueError`` for another version, which must be built anew."""
        if plain.get("version") != INDEX_VERSION:
            raise ValueError("the packed guidance index has another version")
        return cls(**plain)
