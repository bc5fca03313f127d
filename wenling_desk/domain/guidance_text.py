"""Reads what a person typed: one spelling, dialect turned into standard words, cut into known words and the rest."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

LONGEST_TEXT = 120
"""Characters of a query that are read; a person's wish is shorter, and a pasted file must not stall the counter."""

_LONGEST_WORD = 16


class TokenKind(Enum):
    """WORD has meanings, FILLER carries none, GAP is not in the list of words, BREAK stands for punctuation."""

    WORD = "word"
    FILLER = "filler"
    GAP = "gap"
    BREAK = "break"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a text with the meanings of its word."""

    text: str
    kind: TokenKind
    meanings: tuple[str, ...] = ()


class Rewriter:
    """Replaces spellings by the longest match from the left; a word replaced by itself is kept whole."""

    def __init__(self, replacements: Mapping[str, str]) -> None:
        self._by_first: dict[str, list[tuple[str, str]]] = {}
        for source, target in replacements.items():
            self._by_first.setdefault(source[:1], []).append((source, target))
        for choices in self._by_first.values():
            choices.sort(key=lambda choice: -len(choice[0]))

    def rewrite(self, text: str) -> str:
        """``text`` with every replacement made once; what a replacement produced is not looked at again."""
        parts: list[str] = []
        at = 0
        while at < len(text):
            for source, target in self._by_first.get(text[at], ()):
                if text.startswith(source, at):
                    parts.append(target)
                    at += len(source)
                    break
            else:
                parts.append(text[at])
                at += 1
        return "".join(parts)


class TextReader:
    """Turns a text into tokens, by the word list of the guidance data."""

    def __init__(
        self,
        words: Mapping[str, Sequence[str]],
        fillers: Iterable[str],
        rewrite: Mapping[str, str],
        traditional: Mapping[str, str],
    ) -> None:
        self._words = words
        self._fillers = frozenset(fillers)
        self._rewriter = Rewriter(rewrite)
        self._traditional = str.maketrans({old: new for old, new in traditional.items() if len(old) == 1})
        self._reach: dict[str, int] = {}
        for word in (*words, *self._fillers):
            self._reach[word[:1]] = max(self._reach.get(word[:1], 0), min(len(word), _LONGEST_WORD))

    def simplify(self, text: str) -> str:
        """One width, lower case, simplified characters; punctuation and blanks become single blanks."""
        plain = unicodedata.normalize("NFKC", text[:LONGEST_TEXT]).lower().translate(self._traditional)
        if not plain.isalnum():
            plain = " ".join("".join(char if char.isalnum() else " " for char in plain).split())
        return plain

    def normalise(self, text: str) -> str:
        """:meth:`simplify`, and dialect, outdated names and common misspellings replaced."""
        return self._rewriter.rewrite(self.simplify(text))

    def tokens(self, text: str) -> list[Token]:
        """The tokens of a normalised text: as many characters as possible in known words, long words first."""
        size = len(text)
        best = [0.0] * (size + 1)
        step = [1] * (size + 1)
        words, fillers, reach = self._words, self._fillers, self._reach
        latin = any(map(_is_latin, text))
        for at in range(size - 1, -1, -1):
            highest, taken = best[at + 1], 1
            for end in range(at + 1, min(at + reach.get(text[at], 0), size) + 1):
                piece = text[at:end]
                if piece in words:
                    worth = (end - at) ** 2 + best[end]
                elif piece in fillers:
                    worth = 0.9 * (end - at) ** 2 + best[end]
                else:
                    continue
                if worth > highest and not (latin and _cuts_letters(text, at, end)):
                    highest, taken = worth, end - at
            best[at], step[at] = highest, taken
        tokens: list[Token] = []
        at = 0
        while at < size:
            tokens.append(self._token(text[at : at + step[at]]))
            at += step[at]
        return _merge_gaps(tokens)

    def _token(self, piece: str) -> Token:
        if piece in self._words:
            return Token(piece, TokenKind.WORD, tuple(self._words[piece]))
        if piece in self._fillers:
            return Token(piece, TokenKind.FILLER)
        return Token(piece, TokenKind.BREAK if piece == " " else TokenKind.GAP)

    def meanings(self, word: str) -> Sequence[str]:
        """The meanings of a known word, empty for any other text."""
        return self._words.get(word, ())

    def inner_words(self, word: str) -> list[str]:
        """The known words of two and more characters inside a longer word, and its last character if that is one:
        驾驶证公证 holds 公证, 火锅店 ends in 店."""
        size = len(word)
        found = [
            word[start:end]
            for start in range(size - 1)
            for end in range(start + 2, size + 1)
            if end - start < size and word[start:end] in self._words
        ]
        return [*found, word[-1]] if size > 1 and word[-1] in self._words else found


def _cuts_letters(text: str, start: int, end: int) -> bool:
    """Whether a piece would cut a run of letters and digits: drop holds no DR."""
    return (start > 0 and _is_latin(text[start - 1]) and _is_latin(text[start])) or (
        end < len(text) and _is_latin(text[end - 1]) and _is_latin(text[end])
    )


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _merge_gaps(tokens: list[Token]) -> list[Token]:
    merged: list[Token] = []
    for token in tokens:
        if token.kind is TokenKind.GAP and merged and merged[-1].kind is TokenKind.GAP:
            merged[-1] = Token(merged[-1].text + token.text, TokenKind.GAP)
        else:
            merged.append(token)
    return merged
