"""Undoes typing: characters that sound like the meant ones, initials and full pinyin in the middle of a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from wenling_desk.domain.guidance_pinyin import Sounds, looks_like_initials
from wenling_desk.domain.guidance_text import TextReader, Token, TokenKind

_LONGEST_REPAIR = 7
_MOST_VARIANTS = 4
_WORD_COST, _SYLLABLE_COST = 2, 5
"""Typed pinyin becomes few known words rather than many, and leaves out as few syllables as possible."""
_ALONE, _UNKNOWN = 1, 2
_LETTERS = re.compile(r"[a-z]+")


class TypingRepair:
    """Proposes other readings of a text. The text itself always comes first."""

    def __init__(
        self,
        reader: TextReader,
        sounds: Sounds,
        by_sound: Mapping[str, Sequence[str]],
        fillers: Iterable[str],
        weights: Mapping[str, float],
    ) -> None:
        self._reader = reader
        self._sounds = sounds
        self._by_sound = by_sound
        self._weights = weights
        self._words = [word for words in by_sound.values() for word in words]
        self._fillers = list(fillers)

    @cached_property
    def _by_pinyin(self) -> dict[str, list[str]]:
        """Words and fillers by their letters; only typed letters need it."""
        words: dict[str, list[str]] = {}
        for word in (*self._words, *self._fillers):
            words.setdefault("".join(self._sounds.read(word)), []).append(word)
        return words

    @cached_property
    def _by_initials(self) -> dict[str, list[str]]:
        words: dict[str, list[str]] = {}
        for word in self._words:
            if len(word) > 2:
                words.setdefault(self._sounds.initials(word), []).append(word)
        return words

    def variants(self, text: str) -> list[str]:
        """``text`` and its repairs, at most four, the likeliest first."""
        found = [text]
        for variant in self._repairs(self._letters_to_words(text)):
            if variant not in found:
                found.append(variant)
            if len(found) == _MOST_VARIANTS:
                break
        return found

    def _letters_to_words(self, text: str) -> str:
        """Runs of letters that are no known word become the words they spell or abbreviate."""

        def replace(match: re.Match[str]) -> str:
            letters = match[0]
            if self._reader.meanings(letters) or len(letters) < 2:
                return letters
            if looks_like_initials(letters) or letters in self._by_initials:
                words = self._by_initials.get(letters)
                if words:
                    return min(words, key=len)
            return self._spell(letters) or letters

        pieces = text.split()
        spelled = len(pieces) > 1 and all(piece in self._sounds.syllables for piece in pieces)
        return _LETTERS.sub(replace, "".join(pieces) if spelled else text)

    def _spell(self, letters: str) -> str:
        """The words whose pinyin makes up the letters, as few as possible; empty when they are no pinyin at all."""
        best: list[tuple[int, str] | None] = [None] * (len(letters) + 1)
        best[len(letters)] = (0, "")
        for at in range(len(letters) - 1, -1, -1):
            for end in range(at + 1, len(letters) + 1):
                rest = best[end]
                piece = letters[at:end]
                words = self._by_pinyin.get(piece)
                if rest is None or not (words or piece in self._sounds.syllables):
                    continue
                cost, word = (_WORD_COST, words[0]) if words else (_SYLLABLE_COST, " ")
                known = best[at]
                if known is None or rest[0] + cost < known[0]:
                    best[at] = (rest[0] + cost, word + rest[1])
        whole = best[0]
        return whole[1].strip() if whole is not None else ""

    def _repairs(self, text: str) -> Iterator[str]:
        """Texts with one wrong span replaced by a word that sounds the same; then the spans of that, and so on."""
        pending = [text]
        while pending:
            current = pending.pop(0)
            replaced = self._first_repair(current)
            if replaced:
                pending += replaced[:2]
            elif current:
                yield current

    def _first_repair(self, text: str) -> list[str]:
        tokens = self._reader.tokens(text)
        bounds = _boundaries(tokens)
        doubts = _doubts(tokens)
        for length in range(_LONGEST_REPAIR, 1, -1):
            for start in range(len(text) - length + 1):
                end = start + length
                if not any(doubts[start:end]) or start not in bounds or end not in bounds:
                    continue
                words = self._same_sound(text, start, end, doubts)
                if words:
                    return sorted(
                        (text[:start] + word + text[end:] for word in words),
                        key=lambda repaired: -self._fit(repaired, start, end),
                    )
        return []

    def _same_sound(self, text: str, start: int, end: int, doubts: Sequence[int]) -> list[str]:
        """Words that sound like the span; of two characters one must stay, and the other be one of no known word
        or give a pair with its neighbour that the catalogue has."""
        piece = text[start:end]
        if not _is_han(piece):
            return []
        found = []
        for word in self._by_sound.get(self._sounds.sound(piece), ()):
            wrong = [at for at in range(len(piece)) if word[at] != piece[at]]
            if not wrong or (len(piece) < 3 and len(wrong) > 1):
                continue
            sure = all(doubts[start + at] == _UNKNOWN for at in wrong)
            if sure or len(piece) > 2 or self._fit(text[:start] + word + text[end:], start, end) > 0:
                found.append(word)
        return found

    def _fit(self, text: str, start: int, end: int) -> float:
        """How well the replaced span goes with its neighbours."""
        pairs = (text[at : at + 2] for at in (start - 1, end - 1) if 0 <= at < len(text) - 1)
        return sum(self._weights.get(pair, 0.0) for pair in pairs)


def _boundaries(tokens: Sequence[Token]) -> set[int]:
    """Where a repair may start or end: not inside a known word of two or more characters."""
    bounds = {0}
    at = 0
    for token in tokens:
        if token.kind is TokenKind.GAP:
            bounds.update(range(at, at + len(token.text) + 1))
        at += len(token.text)
        bounds.add(at)
    return bounds


def _doubts(tokens: Sequence[Token]) -> list[int]:
    """Per character: _UNKNOWN in no known word, _ALONE a known word of one character, else 0."""
    doubts: list[int] = []
    for token in tokens:
        if token.kind is TokenKind.GAP:
            doubts += [_UNKNOWN] * len(token.text)
        else:
            doubts += [_ALONE if len(token.text) == 1 and token.kind is not TokenKind.BREAK else 0] * len(token.text)
    return doubts


def _is_han(text: str) -> bool:
    return all(not char.isascii() for char in text)
