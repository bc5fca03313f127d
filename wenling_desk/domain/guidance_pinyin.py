"""Sounds: readings of words, syllables that sound alike here, and typed pinyin turned back into words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from wenling_desk.domain.guidance_text import Rewriter

_LONGEST_SYLLABLE = 6
_VOWELS = frozenset("aeiouv")


class Sounds:
    """Readings without tones, and which of them count as the same sound."""

    def __init__(
        self,
        characters: Mapping[str, str],
        words: Mapping[str, str],
        initials: Mapping[str, str],
        finals: Mapping[str, str],
    ) -> None:
        self._characters = characters
        self._words = words
        self._contextual = Rewriter({word: f"\0{word}\0" for word in words})
        self._initials = sorted(initials.items(), key=lambda pair: -len(pair[0]))
        self._finals = sorted(finals.items(), key=lambda pair: -len(pair[0]))
        self._blurred: dict[str, str] = {}

    @cached_property
    def syllables(self) -> frozenset[str]:
        """Every syllable that is a reading of some character."""
        return frozenset(self._characters.values())

    def read(self, text: str) -> list[str]:
        """A reading per character; letters and digits stand for themselves."""
        readings: list[str] = []
        for part in self._contextual.rewrite(text).split("\0"):
            if part in self._words:
                readings += self._words[part].split()
            else:
                readings += [self._characters.get(char, char) for char in part]
        return readings

    def initials(self, text: str) -> str:
        """The first letter of every reading: qykb for the name of the enterprise bundle."""
        return "".join(reading[:1] for reading in self.read(text))

    def blur(self, syllable: str) -> str:
        """The syllable with the parts replaced that sound alike here (zh and z, ing and in)."""
        known = self._blurred.get(syllable)
        if known is None:
            known = self._blurred[syllable] = self._blur(syllable)
        return known

    def _blur(self, syllable: str) -> str:
        for written, heard in self._initials:
            if syllable.startswith(written):
                syllable = heard + syllable[len(written) :]
                break
        for written, heard in self._finals:
            if syllable.endswith(written):
                return syllable[: -len(written)] + heard
        return syllable

    def sound(self, text: str) -> str:
        """The blurred readings of every character, a key for words that sound alike. Not contextual, so that a
        wrong character in the middle of a word leaves the rest of the key as it was."""
        return " ".join(self.blur(self._characters.get(char, char)) for char in text)

    def split(self, letters: str) -> list[str] | None:
        """Typed letters as syllables, ``None`` when they are no pinyin; long syllables first, none left over."""
        best: list[list[str] | None] = [None] * (len(letters) + 1)
        best[len(letters)] = []
        for at in range(len(letters) - 1, -1, -1):
            for length in range(min(_LONGEST_SYLLABLE, len(letters) - at), 0, -1):
                rest = best[at + length]
                found = best[at]
                if (
                    rest is not None
                    and letters[at : at + length] in self.syllables
                    and (found is None or len(rest) + 1 < len(found))
                ):
                    best[at] = [letters[at : at + length], *rest]
        return best[0]


def looks_like_initials(letters: str) -> bool:
    """Whether letters can hardly be syllables: no vowel within reach."""
    return not _VOWELS.intersection(letters)


def sound_table(sounds: Sounds, words: Iterable[str]) -> dict[str, list[str]]:
    """Words of two and more characters by their sound."""
    table: dict[str, list[str]] = {}
    for word in words:
        if len(word) > 1 and not word.isascii():
            table.setdefault(sounds.sound(word), []).append(word)
    return table
