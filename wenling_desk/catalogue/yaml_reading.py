"""Typed access to a YAML mapping: every wrong key, kind, spelling or word becomes a finding with its line.

YAML 1.1 guesses types from spelling (``no`` is false, ``0123`` is octal, ``12:30`` is a number of seconds). Nothing is
guessed here: where a text is due, what YAML would read as something else must be quoted.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import TypeVar

import yaml

from wenling_desk.catalogue.findings import Findings, Place

Word = TypeVar("Word", bound=StrEnum)

_PREFIX = "tag:yaml.org,2002:"
_WHOLE = re.compile(r"-?(0|[1-9][0-9]*)")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SURPRISES = {"int": "text_reads_as_number", "float": "text_reads_as_number", "bool": "text_reads_as_boolean"}
LONGEST_TEXT = 4000


def _kind(node: yaml.Node) -> str:
    return str(node.tag.removeprefix(_PREFIX))


def nearest(word: str, known: Sequence[str]) -> str:
    """The known word most like ``word``, or an empty text when none is like it."""
    return next(iter(difflib.get_close_matches(word, known, n=1, cutoff=0.6)), "")


class YamlMapping:
    """One mapping of a file with the keys it may have."""

    def __init__(self, node: yaml.MappingNode, file: str, findings: Findings, known: Sequence[str]) -> None:
        """``known`` are the allowed keys; empty means the keys are data (ids) and only checked to be texts."""
        self._file = file
        self._findings = findings
        self._line = node.start_mark.line + 1
        self._values: dict[str, yaml.Node] = {}
        self._lines: dict[str, int] = {}
        for key_node, value in node.value:
            self._take(key_node, value, known)

    def _take(self, key_node: yaml.Node, value: yaml.Node, known: Sequence[str]) -> None:
        place = Place(self._file, key_node.start_mark.line + 1)
        if not isinstance(key_node, yaml.ScalarNode) or _kind(key_node) != "str":
            written = key_node.value if isinstance(key_node, yaml.ScalarNode) else "[…]"
            self._findings.error(place, "key_is_no_text", key=written)
            return
        key = str(key_node.value)
        if key in self._values:
            self._findings.error(place, "key_twice", key=key, first=self._lines[key])
            return
        if known and key not in known:
            self._findings.error(place, "key_unknown", key=key, known="、".join(known), like=nearest(key, known))
            return
        self._values[key] = value
        self._lines[key] = place.line

    def place(self, key: str | None = None) -> Place:
        """Where the mapping starts, or where ``key`` stands in it."""
        return Place(self._file, self._lines.get(key, self._line) if key is not None else self._line)

    def has(self, key: str) -> bool:
        """Whether the key is there with a value."""
        node = self._values.get(key)
        return node is not None and _kind(node) != "null"

    def names(self) -> tuple[str, ...]:
        """The keys in file order."""
        return tuple(self._values)

    def error(self, key: str | None, code: str, /, **values: object) -> None:
        """Note an error at the line of ``key``."""
        self._findings.error(self.place(key), code, **values)

    def need(self, *keys: str) -> None:
        """Note every key that must be there and is not."""
        for key in keys:
            if not self.has(key):
                self.error(key, "key_missing", key=key)

    def text(self, key: str, default: str = "") -> str:
        """A text; what YAML would not read as a text is an error."""
        node = self._values.get(key)
        return default if node is None else self._text(node, key, default)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, empty when absent."""
        return tuple(text for node in self._nodes(key) if (text := self._text(node, key, "")))

    def flag(self, key: str, *, default: bool) -> bool:
        """``true`` or ``false``, spelled out."""
        node = self._values.get(key)
        if node is None:
            return default
        if isinstance(node, yaml.ScalarNode) and node.value in ("true", "false") and _kind(node) == "bool":
            return bool(node.value == "true")
        written = node.value if isinstance(node, yaml.ScalarNode) else "[…]"
        self._error(node, "boolean_spelling", key=key, written=written)
        return default

    def whole(self, key: str) -> int | None:
        """A whole number in plain decimal digits, ``None`` when absent."""
        node = self._scalar(key)
        if node is None:
            return None
        if _kind(node) != "int" or not _WHOLE.fullmatch(node.value) or len(node.value) > 9:
            self._error(node, "number_spelling", key=key, written=node.value)
            return None
        return int(node.value)

    def number(self, key: str) -> float | None:
        """A finite decimal number, ``None`` when absent."""
        node = self._scalar(key)
        if node is None:
            return None
        if _kind(node) not in ("int", "float") or not _NUMBER.fullmatch(node.value):
            self._error(node, "number_spelling", key=key, written=node.value)
            return None
        value = float(node.value)
        return value if math.isfinite(value) else None

    def day(self, key: str) -> date | None:
        """A day written 2026-01-31, ``None`` when absent."""
        node = self._scalar(key)
        return None if node is None else self._day(node, key)

    def days(self, key: str) -> tuple[tuple[date, Place], ...]:
        """A list of days with their places."""
        found = ((self._day(node, key), node) for node in self._nodes(key))
        return tuple((day, self._at(node)) for day, node in found if day is not None)

    def word(self, key: str, words: type[Word], default: Word) -> Word:
        """One of a fixed set of words, ``default`` when absent or wrong."""
        written = self.text(key)
        if not written:
            return default
        known = tuple(word.value for word in words)
        if written in known:
            return words(written)
        self.error(key, "word_unknown", key=key, written=written, known="、".join(known), like=nearest(written, known))
        return default

    def mapping(self, key: str, known: Sequence[str]) -> YamlMapping | None:
        """The mapping under ``key``, ``None`` when absent or no mapping."""
        node = self._values.get(key)
        if node is None or _kind(node) == "null":
            return None
        if isinstance(node, yaml.MappingNode):
            return YamlMapping(node, self._file, self._findings, known)
        self._error(node, "mapping_expected", key=key)
        return None

    def mappings(self, key: str, known: Sequence[str]) -> list[YamlMapping]:
        """The list of mappings under ``key``, empty when absent."""
        found = []
        for node in self._nodes(key):
            if isinstance(node, yaml.MappingNode):
                found.append(YamlMapping(node, self._file, self._findings, known))
            else:
                self._error(node, "mapping_expected", key=key)
        return found

    def texts_or_mappings(self, key: str, known: Sequence[str]) -> Iterator[tuple[Place, str | YamlMapping]]:
        """A list whose entries are a plain text or a mapping, each with its place."""
        for node in self._nodes(key):
            if isinstance(node, yaml.MappingNode):
                yield self._at(node), YamlMapping(node, self._file, self._findings, known)
            elif text := self._text(node, key, ""):
                yield self._at(node), text

    def is_list(self, key: str) -> bool:
        """Whether the value under ``key`` is a list."""
        return isinstance(self._values.get(key), yaml.SequenceNode)

    def is_mapping(self, key: str) -> bool:
        """Whether the value under ``key`` is a mapping."""
        return isinstance(self._values.get(key), yaml.MappingNode)

    def _nodes(self, key: str) -> list[yaml.Node]:
        node = self._values.get(key)
        if node is None or _kind(node) == "null":
            return []
        if isinstance(node, yaml.SequenceNode):
            return list(node.value)
        self._error(node, "list_expected", key=key)
        return []

    def _scalar(self, key: str) -> yaml.ScalarNode | None:
        node = self._values.get(key)
        if node is None or _kind(node) == "null":
            return None
        if isinstance(node, yaml.ScalarNode):
            return node
        self._error(node, "single_value_expected", key=key)
        return None

    def _text(self, node: yaml.Node, key: str, default: str) -> str:
        kind = _kind(node)
        if not isinstance(node, yaml.ScalarNode):
            self._error(node, "single_value_expected", key=key)
            return default
        if kind == "null":
            return default
        if kind != "str":
            self._error(node, _SURPRISES.get(kind, "text_reads_as_date"), key=key, written=node.value)
            return default
        if len(node.value) > LONGEST_TEXT:
            self._error(node, "text_too_long", key=key, limit=LONGEST_TEXT)
            return default
        return str(node.value)

    def _day(self, node: yaml.Node, key: str) -> date | None:
        written = node.value if isinstance(node, yaml.ScalarNode) else "[…]"
        if _ISO_DAY.fullmatch(str(written)):
            try:
                return date.fromisoformat(written)
            except ValueError:
                pass
        self._error(node, "day_spelling", key=key, written=written)
        return None

    def _at(self, node: yaml.Node) -> Place:
        return Place(self._file, node.start_mark.line + 1)

    def _error(self, node: yaml.Node, code: str, /, **values: object) -> None:
        self._findings.error(self._at(node), code, **values)
