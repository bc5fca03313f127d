"""Canned answers of the telephone: a letter picks one, its sentence is filled from the catalogue and read aloud."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Final

PLACES: Final = frozenset({
    "item", "materials", "limit", "organ", "organ_phone", "fee", "hall", "centre", "address", "centre_phone", "hours",
})  # fmt: skip
"""What a sentence may say."""


@dataclass(frozen=True, slots=True)
class CannedAnswer:
    """A canned answer (现成答复). ``key`` is its letter. Where a value of ``sentence`` is not known, most often because
    no item was named, the first of ``without`` is said of which every value is."""

    key: str
    answer_id: str
    title: str
    sentence: str
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerBook:
    """``resources/counter/answers.yaml``."""

    hours: str
    most_materials: int
    answers: tuple[CannedAnswer, ...]
    status: str
    source: str

    def by_key(self, letter: str) -> CannedAnswer | None:
        """The answer of that letter."""
        return next((answer for answer in self.answers if answer.key == letter.upper()), None)


def places_of(sentence: str) -> frozenset[str]:
    """The values a sentence needs. Raises ValueError for one that is no template."""
    return frozenset(name for _, name, _, _ in Formatter().parse(sentence) if name is not None)


def speak(answer: CannedAnswer, values: Mapping[str, str]) -> str:
    """The sentence to read aloud: the first of which every value is known; empty where there is none."""
    for sentence in (answer.sentence, *answer.without):
        if all(values.get(name) for name in places_of(sentence)):
            return sentence.format_map(values)
    return ""
