"""Builds the index of plain-language guidance from the catalogue's names and the guidance data."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from wenling_desk.domain.guidance_features import MEANING, OFFICE, TOPIC, FeatureReader
from wenling_desk.domain.guidance_model import GuidanceData, GuidanceEntry, GuideIndex
from wenling_desk.domain.guidance_pinyin import Sounds, sound_table
from wenling_desk.domain.guidance_text import TextReader

NOWHERE = "out_of_scope"
"""The kind of the topics that are known not to be handled here."""

LONGEST_TOPIC_WORD = 5

NAME_SHARE, RESULT_SHARE, OFFICE_SHARE, RELATED_SHARE, MATERIAL_SHARE = 1.0, 1.0, 0.45, 0.35, 0.15
"""How much of a query a field may account for: the name and the aliases in full, a material only a little."""


def build_index(entries: Iterable[GuidanceEntry], data: GuidanceData) -> GuideIndex:
    """The index of ``entries`` and the out-of-scope topics. Takes about 0.15 s for 500 entries; pack it and keep it."""
    known = list(entries)
    words = word_meanings(data)
    own_words = list(words)
    words.update(topic_words(data, words))
    sounds = Sounds(data.readings.characters, data.readings.words, data.initials, data.finals)
    reader = text_reader(words, data)
    index = GuideIndex(
        codes=[entry.code for entry in known],
        kinds=[entry.kind for entry in known],
        names=[entry.name for entry in known],
        department_keys=[list(entry.departments) for entry in known],
        words=words,
        people=sorted(data.people),
        acts=sorted(data.acts),
        fillers=sorted(set(data.fillers)),
        joiners=sorted(set(data.joiners), key=len, reverse=True),
        asks=sorted(set(data.asks)),
        objects=sorted(set(data.objects)),
        rewrite=rewrites(words, data),
        traditional=dict(data.traditional),
        initials=dict(data.initials),
        finals=dict(data.finals),
        characters=dict(data.readings.characters),
        word_readings=dict(data.readings.words),
        sounds=sound_table(sounds, own_words),
        phrases=[],
        phrase_entries=[],
        phrase_pinyin=[],
        phrase_initials=[],
        postings={},
        coverage={},
        weights={},
        entry_acts=[],
    )
    _Builder(index, reader, FeatureReader(reader, data.acts, data.people), sounds).fill(known, data)
    return index


def word_meanings(data: GuidanceData) -> dict[str, list[str]]:
    """Every word with its meanings, in lower case; department words mean their department."""
    words: dict[str, list[str]] = {}
    for group in (data.things, data.people, data.acts):
        for meaning, members in group.items():
            for word in members:
                meanings = words.setdefault(word.lower(), [])
                if meaning not in meanings:
                    meanings.append(meaning)
    for key, members in data.departments.items():
        for word in members:
            words.setdefault(word.lower(), []).append(OFFICE + key)
    return words


def topic_words(data: GuidanceData, words: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Out-of-scope phrases that are words of their own: short, and without a known word in them (快递, 违章).

    They keep a wish about something else from being read as one of ours; 宽带坏了 holds 宽带 and stays a phrase.
    """
    found: dict[str, list[str]] = {}
    for topic, phrases in data.out_of_scope.items():
        for phrase in phrases:
            inside = {phrase[start:end] for start in range(len(phrase)) for end in range(start + 2, len(phrase) + 1)}
            if len(phrase) <= LONGEST_TOPIC_WORD and phrase not in data.fillers and not inside & words.keys():
                found.setdefault(phrase.lower(), []).append(TOPIC + topic)
    return found


def text_reader(words: Mapping[str, Sequence[str]], data: GuidanceData) -> TextReader:
    """The reader that the phrases of the catalogue and the queries share."""
    rewrite = rewrites(words, data)
    return TextReader(words, data.fillers, rewrite, data.traditional)


def rewrites(words: Iterable[str], data: GuidanceData) -> dict[str, str]:
    """The replacements, and the longer words that hold one and must stay whole: 劳务派遣 holds no 派遣证."""
    replacements = {**data.rewrite, **data.shapes}
    kept = {
        word
        for word in words
        for start in range(len(word))
        for end in range(start + 1, len(word) + 1)
        if end - start < len(word) and word[start:end] in replacements and word not in replacements
    }
    return {**replacements, **{word: word for word in (*kept, *data.protect)}}


class _Builder:
    def __init__(self, index: GuideIndex, reader: TextReader, features: FeatureReader, sounds: Sounds) -> None:
        self._index = index
        self._reader = reader
        self._features = features
        self._sounds = sounds
        self._phrase_features: list[dict[str, float]] = []
        self._seen: dict[str, list[str]] = {}

    def fill(self, entries: Sequence[GuidanceEntry], data: GuidanceData) -> None:
        for at, entry in enumerate(entries):
            for phrase in dict.fromkeys((entry.name, *name_parts(entry.name), *data.aliases.get(entry.code, ()))):
                self._add_phrase(at, phrase)
            self._index.entry_acts.append(sorted(self._acts_of(entry.name)))
        self._add_topics(data.out_of_scope)
        self._weigh(len(self._index.names))
        self._fill_postings()
        self._fill_coverage(entries)

    def _acts_of(self, text: str) -> set[str]:
        return self._features.acts(self._reader.tokens(self._reader.normalise(text)))

    def _add_topics(self, topics: Mapping[str, tuple[str, ...]]) -> None:
        for topic, phrases in topics.items():
            at = len(self._index.names)
            self._index.names.append(topic)
            self._index.kinds.append(NOWHERE)
            self._index.entry_acts.append([])
            for phrase in phrases:
                self._add_phrase(at, phrase)

    def _add_phrase(self, entry: int, phrase: str) -> None:
        text = self._reader.normalise(phrase)
        foreign = self._index.kinds[entry] == NOWHERE
        readings = [] if foreign else self._sounds.read(self._reader.simplify(phrase))
        self._index.phrases.append(text)
        self._index.phrase_entries.append(entry)
        self._index.phrase_pinyin.append("".join(readings))
        self._index.phrase_initials.append("".join(reading[:1] for reading in readings))
        found = self._features.features(self._reader.tokens(text))
        if foreign:
            found = {feature: weight for feature, weight in found.items() if not _is_own_meaning(feature)}
        self._phrase_features.append(found)

    def _weigh(self, entries: int) -> None:
        """How telling a feature is: the fewer entries have it, the more."""
        seen: Counter[str] = Counter()
        holders: dict[str, int] = {}
        for entry, found in zip(self._index.phrase_entries, self._phrase_features, strict=True):
            for feature in found:
                if holders.get(feature) != entry:
                    holders[feature] = entry
                    seen[feature] += 1
        for feature, count in seen.items():
            self._index.weights[feature] = round(math.log(1 + entries / count), 4)
        for keys in self._index.department_keys:
            for key in keys:
                self._index.weights[OFFICE + key] = 3.0

    def _fill_postings(self) -> None:
        weights, postings = self._index.weights, self._index.postings
        for at, found in enumerate(self._phrase_features):
            weighted = {feature: weight * weights[feature] for feature, weight in found.items()}
            norm = math.sqrt(sum(weight * weight for weight in weighted.values())) or 1.0
            for feature, weight in weighted.items():
                postings.setdefault(feature, []).extend((at, round(weight / norm, 4)))

    def _fill_coverage(self, entries: Sequence[GuidanceEntry]) -> None:
        best: dict[str, dict[int, float]] = {}
        for owner, found in zip(self._index.phrase_entries, self._phrase_features, strict=True):
            for feature in found:
                best.setdefault(feature, {})[owner] = NAME_SHARE
        for at, entry in enumerate(entries):
            for key in entry.departments:
                best.setdefault(OFFICE + key, {})[at] = OFFICE_SHARE
            for share, texts in (
                (RESULT_SHARE, entry.results),
                (RELATED_SHARE, entry.related),
                (MATERIAL_SHARE, entry.materials),
            ):
                for feature in self._text_features(texts):
                    holders = best.setdefault(feature, {})
                    holders[at] = max(holders.get(at, 0.0), share)
        for feature, holders in best.items():
            self._index.coverage[feature] = [part for pair in sorted(holders.items()) for part in pair]

    def _text_features(self, texts: Iterable[str]) -> Iterator[str]:
        for text in texts:
            known = self._seen.get(text)
            if known is None:
                found = self._features.features(self._reader.tokens(self._reader.normalise(text)))
                known = [feature for feature in found if feature[0] == MEANING or len(feature) > 1]
                self._seen[text] = known
            yield from known


def _is_own_meaning(feature: str) -> bool:
    """A meaning or department of ours: what is not handled here must not be found by it."""
    return feature.startswith(OFFICE) or (feature.startswith(MEANING) and not feature.startswith(MEANING + TOPIC))


def name_parts(name: str) -> Iterator[str]:
    """A name without its brackets, and what stands before the first one: people leave out the fine print."""
    before, bracket, rest = name.partition("(")
    if bracket:
        yield before
        inner, _, after = rest.partition(")")
        yield before + inner + after
