"""Which text ids the project uses, and which it has.

An id counts as used when it stands as a literal in ``wenling_desk`` or as a word in a file of ``resources``;
``refusal.x`` and ``trouble.x`` when the code ``x`` does. Ids that code composes are families, declared with
their prefix in ``allowed.TEXT_FAMILIES``: such an id counts as used when each further part of it is a word.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.architecture.project import Finding, Source, last_name
from wenling_desk.texts import ITEM_TYPES, Texts

ID = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+")
PREFIX = re.compile(r"[a-z][a-z0-9_]*\.(?:[a-z0-9_]+\.)*[a-z0-9_]*")
FILE_NAME = re.compile(r"\.(yaml|toml|json|py|pdf|png|csv|xlsx|qss|css|db|txt|ttf|xz|md|log|svg|qm)$")
WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*")
CODED = {"DeskRefusal": "refusal", "KnownTrouble": "trouble"}
ASKING = {"texts", "_texts", "words", "variant"}


@dataclass
class TextKeys:
    """The texts of a project, asked about its code and its data files."""

    texts: Texts
    families: Mapping[str, str]
    not_ids: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.ids = set(self.texts.keys())
        self.topics = {each.partition(".")[0] for each in self.ids}

    def unknown_in_code(self, source: Source) -> Iterator[Finding]:
        """Literals that name a text which does not exist, and composed ids of an undeclared family."""
        for line, text in source.strings:
            if self._names_no_text(text):
                yield Finding(source.path, line, f"no text {text!r} in resources/texts/zh_CN")
        for node in source.nodes:
            if isinstance(node, ast.Call):
                yield from self._unknown_in_call(source, node)
        for node, prefix in composed_prefixes(source):
            if prefix.partition(".")[0] in self.topics and not prefix.startswith(tuple(self.families)):
                what = f"composed text id {prefix!r}…: declare it in allowed.TEXT_FAMILIES"
                yield source.find(node, what)

    def unknown_in_data(self, path: str, text: str) -> Iterator[Finding]:
        """Words of a paper or workflow file that name a text which does not exist."""
        for number, line in enumerate(text.splitlines(), start=1):
            for word in ID.findall(line.partition(" #")[0]):
                if self._names_no_text(word):
                    yield Finding(path, number, f"no text {word!r} in resources/texts/zh_CN")

    def unused(self, words: set[str]) -> list[str]:
        """The ids that no word of the project asks for."""
        return sorted(each for each in self.ids if not self._is_used(each, words))

    def _names_no_text(self, word: str) -> bool:
        return (
            ID.fullmatch(word) is not None
            and word.partition(".")[0] in self.topics
            and not FILE_NAME.search(word)
            and word not in self.not_ids
            and not self.texts.has(word)
            and not self._is_family_part(word)
        )

    def _is_family_part(self, word: str) -> bool:
        """``status.acceptance`` where ``status.acceptance.*`` is composed."""
        return any(family.startswith(word + ".") or word.startswith(family) for family in self.families)

    def _unknown_in_call(self, source: Source, call: ast.Call) -> Iterator[Finding]:
        name = last_name(call.func)
        match call.args[:1]:
            case [ast.Constant(value=str(word))] if name in CODED:
                key = f"{CODED[name]}.{word}"
            case [ast.Constant(value=str(key))] if name in ASKING and ID.fullmatch(key):
                pass
            case _:
                return
        if not self.texts.has(key):
            yield source.find(call, f"no text {key!r} in resources/texts/zh_CN")
        elif all(each.arg is not None for each in call.keywords):
            given = {each.arg for each in call.keywords}
            needed = {name for each in self._readings(key) for name in self.texts.placeholders(each)}
            if needed - given:
                yield source.find(call, f"text {key!r} needs {sorted(needed - given)}")

    def _readings(self, key: str) -> list[str]:
        names = [key, f"{key}.default", *(f"{key}.{kind}" for kind in ITEM_TYPES)]
        return [name for name in names if name in self.ids]

    def _is_used(self, key: str, words: set[str]) -> bool:
        stem, _, last = key.rpartition(".")
        plain = stem if last == "default" or last in ITEM_TYPES else key
        topic, _, code = plain.partition(".")
        if key in words or plain in words or (topic in CODED.values() and code in words):
            return True
        rests = [name.removeprefix(each) for each in self.families for name in {key, plain} if name.startswith(each)]
        return any(all(_is_word(part, words) for part in rest.split(".")) for rest in rests)


def composed_prefixes(source: Source) -> Iterator[tuple[ast.expr, str]]:
    """The literal beginnings of f-strings and sums that look like the beginning of a text id."""
    for node in source.nodes:
        match node:
            case ast.JoinedStr(values=[ast.Constant(value=str(text)) as first, *_]):
                pass
            case ast.BinOp(left=ast.Constant(value=str(text)) as first, op=ast.Add()):
                pass
            case _:
                continue
        if PREFIX.fullmatch(text):
            yield first, text


def _is_word(part: str, words: set[str]) -> bool:
    return part.isdigit() or part in words or ("_" in part and all(_is_word(each, words) for each in part.split("_")))


def words_of(text: str) -> Iterator[str]:
    """Every word of a text that may be an id, a part of one or a code; ``a.b`` also as ``a_b``."""
    for word in WORD.findall(text):
        yield from (word, word.replace(".", "_"), *word.split("."))


def words_of_code(sources: Iterable[Source]) -> set[str]:
    return {word for source in sources for _, text in source.strings for word in words_of(text)}


def words_of_data(files: Iterable[Path]) -> set[str]:
    return {word for file in files for word in words_of(file.read_text(encoding="utf-8"))}
