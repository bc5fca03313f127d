"""Plain-language guidance: what a person says at the counter, turned into items and bundles of the catalogue.

Build a :class:`GuideIndex` once per release (:func:`build_index`), keep it packed, and ask a :class:`Guide`. In a
catalogue far larger than the bundled one (an imported list of thousands of rows) most entries have a name and nothing
else: there the store's search table answers names, pinyin and codes, and the guide, built of the entries that have
phrases of their own, answers first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from wenling_desk.domain.guidance_features import OFFICE, FeatureReader
from wenling_desk.domain.guidance_index import build_index
from wenling_desk.domain.guidance_model import (
    BUNDLE,
    ITEM,
    GuidanceData,
    GuidanceEntry,
    GuideIndex,
    Readings,
    SearchHit,
)
from wenling_desk.domain.guidance_pinyin import Sounds
from wenling_desk.domain.guidance_score import Ranker, Scored, Wish
from wenling_desk.domain.guidance_text import LONGEST_TEXT, TextReader, Token, TokenKind
from wenling_desk.domain.guidance_typing import TypingRepair
from wenling_desk.domain.guidance_wishes import clauses, wishes

__all__ = [
    "BUNDLE",
    "ITEM",
    "GuidanceData",
    "GuidanceEntry",
    "Guide",
    "GuideIndex",
    "Readings",
    "SearchHit",
    "build_index",
]

LEAST_SCORE, LEAST_EVIDENCE = 0.3, 1.2
"""Below either nothing is suggested: a wrong guess costs the citizen a way, none costs a question."""
LEAST_OF_SCORE, LEAST_OF_BEST = 0.6, 0.4
"""Further suggestions need that share of LEAST_SCORE and of the best one's score."""
ELSEWHERE_EVIDENCE, ASKED_ELSEWHERE_EVIDENCE = 0.7, 1.5
"""A topic that is not handled here wins only with that share of the evidence of the best of ours: more where
something is asked for."""
WISH_SCORE = 0.45
"""A part of what was said counts as a wish of its own from this score on."""
CLOSE_SHARE = 0.75
"""Answers to a wish within that share of the best are taken to fit equally."""
REASON_SHARE = 0.85
"""What a word counts in a clause that only gives the reason."""
LONGEST_NAME_PART = 4
REPAIR_COST = 0.04
"""A repaired spelling must fit that much better than what was typed."""
CODE_SCORE, DEPARTMENT_SCORE = 2.0, 1.0

_CODE = re.compile(r"[A-Z]{2}[-A-Z0-9]*\d[-A-Z0-9]*|[A-Z]{2}-[A-Z-]*")


class Guide:
    """Searches one index. Holds no state between searches and may be shared by threads."""

    def __init__(self, index: GuideIndex) -> None:
        self._index = index
        self._reader = TextReader(index.words, index.fillers, index.rewrite, index.traditional)
        self._features = FeatureReader(self._reader, index.acts, index.people)
        sounds = Sounds(index.characters, index.word_readings, index.initials, index.finals)
        self.sounds = sounds
        self._repair = TypingRepair(self._reader, sounds, index.sounds, index.fillers, index.weights)
        self._ranker = Ranker(index)
        self._entries = len(index.codes)

    def search(self, text: str, limit: int = 10) -> list[SearchHit]:
        """At most ``limit`` suggestions, best first; empty when nothing fits well enough.

        Takes a code, pinyin, initials, a department, one character or more of a name, or a sentence. Of a longer text
        only the first 120 characters are read.
        """
        text = unicodedata.normalize("NFKC", text[:LONGEST_TEXT]).strip()
        if not text or limit < 1:
            return []
        hits = self._by_code(text) or self._by_department(text) or self._by_letters(text)
        if not hits and len(text) == 1:
            hits = self._by_name(text)
        return (hits or self._by_meaning(text) or self._by_name(text))[:limit]

    def _by_code(self, text: str) -> list[SearchHit]:
        wanted = text.upper().replace(" ", "")
        if not _CODE.fullmatch(wanted):
            return []
        found = [at for at, code in enumerate(self._index.codes) if code.upper().startswith(wanted)]
        found.sort(key=lambda at: (len(self._index.codes[at]), self._index.codes[at]))
        return [self._hit(at, CODE_SCORE, "code", self._index.codes[at]) for at in found]

    def _by_department(self, text: str) -> list[SearchHit]:
        """The bundles and items of a department, when nothing but its name was said."""
        tokens = self._reader.tokens(self._reader.normalise(text))
        told = [token for token in tokens if token.kind in (TokenKind.WORD, TokenKind.GAP)]
        if len(told) != 1 or not told[0].meanings:
            return []
        if not all(meaning.startswith(OFFICE) for meaning in told[0].meanings):
            return []
        keys = {meaning.removeprefix(OFFICE) for meaning in told[0].meanings}
        return [
            self._hit(at, DEPARTMENT_SCORE, "department", told[0].text)
            for at, own in enumerate(self._index.department_keys)
            if keys.intersection(own)
        ]

    def _by_letters(self, text: str) -> list[SearchHit]:
        """Names and phrases whose pinyin or initials were typed."""
        letters = re.sub(r"[\s']+", "", text.lower())
        if len(letters) < 2 or not (letters.isascii() and letters.isalpha()) or letters in self._index.words:
            return []
        best: dict[int, tuple[float, int]] = {}
        for at, entry in enumerate(self._index.phrase_entries):
            worth = max(
                _letters_fit(letters, self._index.phrase_initials[at], 3),
                _letters_fit(letters, self._index.phrase_pinyin[at], 4),
            )
            if worth > best.get(entry, (0.0, 0))[0]:
                best[entry] = (worth, at)
        found = sorted(best.items(), key=lambda each: (-each[1][0], each[0]))
        return [self._hit(entry, worth, "pinyin", self._index.phrases[at]) for entry, (worth, at) in found]

    def _by_name(self, text: str) -> list[SearchHit]:
        """Names that contain a short text: what is typed while the list narrows."""
        part = self._reader.simplify(text)
        if not part or len(part) > LONGEST_NAME_PART or part.isascii():
            return []
        found = [
            (len(part) / len(name), -at)
            for at, name in enumerate(self._index.names[: self._entries])
            if part in self._reader.simplify(name)
        ]
        return [self._hit(-at, share, "name", part) for share, at in sorted(found, reverse=True)]

    def _by_meaning(self, text: str) -> list[SearchHit]:
        fitting = self._fitting(text)
        parts = wishes(text, self._index.joiners)
        if len(parts) > 1:
            fitting = _answer_all(fitting, [self._fitting(part) for part in parts])
        phrases = self._index.phrases
        return [
            self._hit(each.entry, each.score, "meaning", phrases[each.phrase] if each.phrase >= 0 else "")
            for each in fitting
        ]

    def _fitting(self, text: str) -> list[Scored]:
        """The entries worth suggesting; none when the wish is rather about something not handled here."""
        ranked, asks = self._rank(text)
        own = [each for each in ranked if each.entry < self._entries]
        if not own or own[0].score < LEAST_SCORE:
            return []
        elsewhere = next((each for each in ranked if each.entry >= self._entries), None)
        if elsewhere is not None and elsewhere.score > own[0].score:
            share = ASKED_ELSEWHERE_EVIDENCE if asks else ELSEWHERE_EVIDENCE
            if elsewhere.evidence > share * own[0].evidence:
                return []
        least = max(LEAST_SCORE * LEAST_OF_SCORE, own[0].score * LEAST_OF_BEST)
        return [each for each in own if each.score >= least]

    def _rank(self, text: str) -> tuple[list[Scored], bool]:
        """Every entry that fits, out-of-scope topics among them, and whether something is asked for; a repaired
        spelling counts where it fits better."""
        best: list[Scored] = []
        asks = False
        readings = [self._repair.variants(self._reader.normalise(clause)) for clause in clauses(text)]
        for at in range(max(map(len, readings), default=0)):
            wish = self._wish([self._reader.tokens(variants[min(at, len(variants) - 1)]) for variants in readings])
            ranked = [each for each in self._ranker.rank(wish) if each.evidence >= LEAST_EVIDENCE]
            if ranked and (not best or ranked[0].score - (REPAIR_COST if at else 0) > best[0].score):
                best, asks = ranked, wish.asks
        return best, asks

    def _wish(self, spoken: Sequence[Sequence[Token]]) -> Wish:
        """``spoken`` holds the tokens of each clause; the last one that tells a thing is what is asked for, the
        ones before it say why."""
        told = [self._features.features(tokens) for tokens in spoken]
        asked = max((at for at, found in enumerate(told) if self._ranker.tells(found)), default=len(told) - 1)
        found: dict[str, float] = {}
        for at, features in enumerate(told):
            share = 1.0 if at == asked else REASON_SHARE
            for feature, weight in features.items():
                found[feature] = max(found.get(feature, 0.0), weight * share)
        tokens = [token for clause in spoken for token in clause]
        text = "".join(token.text for token in tokens)
        return Wish(
            found,
            frozenset(self._features.unknown(tokens)),
            frozenset(self._features.acts(tokens)),
            any(word in text for word in self._index.asks),
        )

    def _hit(self, entry: int, score: float, reason: str, matched: str) -> SearchHit:
        index = self._index
        return SearchHit(index.codes[entry], index.kinds[entry], index.names[entry], round(score, 4), reason, matched)


def _letters_fit(letters: str, of_phrase: str, least_inside: int) -> float:
    """How well typed letters name a phrase: all of it, its beginning, or a part of it."""
    if letters == of_phrase:
        return 1.5
    share = len(letters) / max(len(of_phrase), 1)
    if of_phrase.startswith(letters):
        return 1.0 + 0.4 * share
    return 0.6 + 0.4 * share if len(letters) >= least_inside and letters in of_phrase else 0.0


def _answer_all(whole: list[Scored], parts: Sequence[list[Scored]]) -> list[Scored]:
    """The best answer to each wish first, in the order of the wishes; one answer when it fits every wish.

    Among answers that fit a wish about equally, what else was said decides: after 退休 the fund is withdrawn for it.
    """
    strong = [part for part in parts if part and part[0].score >= WISH_SCORE]
    if len(strong) < 2:
        return whole
    if whole and all(whole[0].entry in [each.entry for each in part[:2]] for part in strong):
        return whole
    in_all = {each.entry: each.score for each in whole}
    first: dict[int, Scored] = {}
    for part in strong:
        close = [each for each in part if each.score >= CLOSE_SHARE * part[0].score]
        leader = max(close, key=lambda each: each.score + in_all.get(each.entry, 0.0))
        first.setdefault(leader.entry, leader)
    return [*first.values(), *(each for each in whole if each.entry not in first)]
