"""What a text is about: the meanings of its words and, for the rest, pairs of characters; each with a weight."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from wenling_desk.domain.guidance_text import TextReader, Token, TokenKind

THING, ACT, PERSON, DEPARTMENT = 1.0, 0.65, 0.5, 0.5
"""How much a meaning says about which item is meant."""
SINGLE, DOUBTFUL = 0.8, 0.5
"""A word of one character may be part of another word, most likely beside unknown characters: 洋气 is no 气."""
INNER = 0.9
"""A word inside a longer word says a little less."""
GAP_PAIR, GAP_SINGLE, WORD_PAIR, CROSSING_PAIR = 0.6, 0.3, 0.22, 0.3
"""Pairs of characters: outside known words, inside them, and across the seam of two words."""

TOPIC = "!"
"""First character of the meanings that are an out-of-scope topic."""
MEANING, OFFICE = "@", "#"
"""First characters of the features that are a meaning and a department key; all others are characters."""


class FeatureReader:
    """Features of texts. The same reader serves phrases of the catalogue and queries, so that they compare."""

    def __init__(self, reader: TextReader, acts: Collection[str], people: Collection[str]) -> None:
        self._reader = reader
        self._acts = frozenset(acts)
        self._people = frozenset(people)
        self._of_words: dict[tuple[str, bool], dict[str, float]] = {}

    def features(self, tokens: Sequence[Token]) -> dict[str, float]:
        """Feature to weight, before how rare the feature is."""
        found: dict[str, float] = {}
        previous: Token | None = None
        for at, token in enumerate(tokens):
            if token.kind is TokenKind.WORD:
                near = tokens[max(at - 1, 0) : at + 2]
                self._add_word(found, token, any(each.kind is TokenKind.GAP for each in near))
            elif token.kind is TokenKind.GAP:
                _add_pairs(found, token.text, GAP_PAIR)
                for char in token.text:
                    _add(found, char, GAP_SINGLE)
            if previous is not None and token.kind in _SOLID and previous.kind in _SOLID:
                _add(found, previous.text[-1] + token.text[0], CROSSING_PAIR)
            previous = token
        return found

    def _add_word(self, found: dict[str, float], token: Token, near_gap: bool) -> None:
        key = (token.text, near_gap and len(token.text) == 1)
        known = self._of_words.get(key)
        if known is None:
            known = self._of_words[key] = self._word_features(token, *key)
        for feature, weight in known.items():
            if weight > found.get(feature, 0.0):
                found[feature] = weight

    def _word_features(self, token: Token, text: str, doubtful: bool) -> dict[str, float]:
        found: dict[str, float] = {}
        share = 1.0 if len(text) > 1 else DOUBTFUL if doubtful else SINGLE
        self._add_meanings(found, token.meanings, share)
        _add_pairs(found, text, WORD_PAIR)
        if len(text) == 1:
            _add(found, text, GAP_SINGLE)
        for word in self._reader.inner_words(text):
            own = [meaning for meaning in self._reader.meanings(word) if not meaning.startswith(TOPIC)]
            self._add_meanings(found, own, INNER)
        return found

    def _add_meanings(self, found: dict[str, float], meanings: Sequence[str], share: float) -> None:
        if meanings:
            share /= len(meanings) ** 0.5
        for meaning in meanings:
            if meaning.startswith(OFFICE):
                _add(found, meaning, DEPARTMENT * share)
            else:
                _add(found, MEANING + meaning, self.kind_weight(meaning) * share)

    def unknown(self, tokens: Sequence[Token]) -> set[str]:
        """Characters and pairs outside known words: all that is left of what the word list does not have."""
        gaps = [token.text for token in tokens if token.kind is TokenKind.GAP]
        return {gap[at : at + size] for gap in gaps for size in (1, 2) for at in range(len(gap) - size + 1)}

    def kind_weight(self, meaning: str) -> float:
        """THING, ACT or PERSON."""
        if meaning in self._acts:
            return ACT
        return PERSON if meaning in self._people else THING

    def acts(self, tokens: Sequence[Token]) -> set[str]:
        """The acts a text names: 补办, 注销, …"""
        return {meaning for token in tokens for meaning in token.meanings if meaning in self._acts}


_SOLID = (TokenKind.WORD, TokenKind.GAP)


def _add(found: dict[str, float], feature: str, weight: float) -> None:
    if weight > found.get(feature, 0.0):
        found[feature] = weight


def _add_pairs(found: dict[str, float], text: str, weight: float) -> None:
    for at in range(len(text) - 1):
        _add(found, text[at : at + 2], weight)
