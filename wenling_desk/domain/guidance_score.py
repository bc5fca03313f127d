"""Ranks entries for one wish: how like one of their phrases it is, and how much of it they account for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from wenling_desk.domain.guidance_features import MEANING, TOPIC
from wenling_desk.domain.guidance_model import GuideIndex

PHRASE_SHARE, COVERAGE_SHARE = 0.7, 0.4
UNKNOWN_WEIGHT = 6.0
"""What an unknown character or pair counts that no phrase of the catalogue has: it speaks against every entry."""
SAME_ACT, OTHER_ACT, UNASKED_ACT = 0.06, -0.06, -0.04
FOREIGN_COST, UNASKED_FOREIGN_COST = 0.3, 1.8
"""What a wish loses for every entry of ours when all its words are of things not handled here."""
SAME_PHRASE, IDLE_SHARE = 0.75, 0.55
"""Who names only an object (电梯, 宽带) and asks for nothing is hardly here for it, unless that is all they say."""
MOST_ACTS = 4
"""Acts are compared only where an entry has few of them; many acts in a name say little."""
_NO_PHRASE = (0.0, -1)


@dataclass(frozen=True, slots=True)
class Wish:
    """What was said, as features: ``unknown`` are those of no known word, ``acts`` what is to be done.

    ``asks`` says that it has a word of someone who wants something handled: 办, 申请, 过户.
    """

    found: Mapping[str, float]
    unknown: frozenset[str]
    acts: frozenset[str]
    asks: bool


@dataclass(frozen=True, slots=True)
class Scored:
    """An entry with its score, the phrase it was found by (-1 for none), and how much of what it shares with the
    wish speaks of things: acts, people and departments say nothing about which item is meant."""

    entry: int
    score: float
    phrase: int
    evidence: float


class Ranker:
    """Scores every entry that shares a feature with a wish."""

    def __init__(self, index: GuideIndex) -> None:
        self._index = index
        self._entries = len(index.codes)
        self._quiet = {MEANING + meaning for meaning in (*index.acts, *index.people)}
        self._objects = {MEANING + meaning for meaning in index.objects}

    def rank(self, wish: Wish) -> list[Scored]:
        """Entries by score, best first; out-of-scope topics are among them. Empty without any known feature."""
        weighted = self._weighted(wish)
        norm = sum(weight * weight for weight in weighted.values()) ** 0.5
        total = sum(weighted.values())
        if not norm:
            return []
        best = self._best_phrases(self._likeness(weighted))
        covered, evidence = self._covered(weighted, self._telling(wish))
        foreign = sum(weight for feature, weight in weighted.items() if feature.startswith(MEANING + TOPIC)) / total
        foreign *= FOREIGN_COST if wish.asks else UNASKED_FOREIGN_COST
        idle = not wish.asks and self._only_objects(wish)
        scored = []
        for entry, share in covered.items():
            likeness, phrase = best.get(entry, (0.0, -1))
            score = PHRASE_SHARE * likeness / norm + COVERAGE_SHARE * share / total
            if entry < self._entries:
                score += self._act_bonus(entry, wish.acts) - foreign
                if idle and likeness / norm < SAME_PHRASE:
                    score *= IDLE_SHARE
            scored.append(Scored(entry, score, phrase, evidence.get(entry, 0.0)))
        return sorted(scored, key=lambda each: (-each.score, each.entry))

    def tells(self, found: Mapping[str, float]) -> bool:
        """Whether a text names a thing of the catalogue, not only acts, people or unknown words."""
        return any(self._is_thing(feature) for feature in found)

    def _is_thing(self, feature: str) -> bool:
        return feature[0] == MEANING and feature[1:2] != TOPIC and feature not in self._quiet

    def _only_objects(self, wish: Wish) -> bool:
        return all(feature in self._objects for feature in wish.found if self._is_thing(feature))

    def _telling(self, wish: Wish) -> set[str]:
        return {
            feature
            for feature in wish.found
            if (len(feature) == 2 and feature in wish.unknown) or (feature[0] == MEANING and feature not in self._quiet)
        }

    def _weighted(self, wish: Wish) -> dict[str, float]:
        get = self._index.weights.get
        return {
            feature: weight * get(feature, UNKNOWN_WEIGHT if feature in wish.unknown else 0.0)
            for feature, weight in wish.found.items()
        }

    def _likeness(self, weighted: Mapping[str, float]) -> dict[int, float]:
        like: dict[int, float] = {}
        get = like.get
        for feature, weight in weighted.items():
            for phrase, share in _pairs(self._index.postings.get(feature, ())):
                like[phrase] = get(phrase, 0.0) + weight * share
        return like

    def _best_phrases(self, like: Mapping[int, float]) -> dict[int, tuple[float, int]]:
        best: dict[int, tuple[float, int]] = {}
        for phrase, value in like.items():
            entry = self._index.phrase_entries[phrase]
            if value > best.get(entry, _NO_PHRASE)[0]:
                best[entry] = (value, phrase)
        return best

    def _covered(self, weighted: Mapping[str, float], telling: set[str]) -> tuple[dict[int, float], dict[int, float]]:
        covered: dict[int, float] = {}
        evidence: dict[int, float] = {}
        for feature, weight in weighted.items():
            tells = feature in telling
            foreign = feature.startswith(MEANING + TOPIC)
            for entry, share in _pairs(self._index.coverage.get(feature, ())):
                covered[entry] = covered.get(entry, 0.0) + weight * share
                if tells and not (foreign and entry < self._entries):
                    evidence[entry] = evidence.get(entry, 0.0) + weight * share
        return covered, evidence

    def _act_bonus(self, entry: int, acts: frozenset[str]) -> float:
        own = self._index.entry_acts[entry]
        if not own or len(own) > MOST_ACTS:
            return 0.0
        if not acts:
            return UNASKED_ACT
        return SAME_ACT if acts.intersection(own) else OTHER_ACT


def _pairs(flat: Sequence[float]) -> Iterator[tuple[int, float]]:
    """The pairs of a flat list; the first of each is a whole number and is stored as one."""
    parts = iter(flat)
    return zip(parts, parts, strict=True)  # type: ignore[arg-type]
