"""Writes YAML as a person would: short things on one line, one thing per line where they are long, nothing guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import yaml

WIDTH = 110
_PLAIN = re.compile(r"[\w《〔“‘(（/.][^\n\t\r]*")
_NEVER_PLAIN = re.compile(r": |:$| #|^\s|\s$")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_FLOW_SIGNS = re.compile(r"[\[\]{},]")
_MOST_KEYS_IN_LINE = 4
_RESOLVER = yaml.SafeLoader("")


def scalar(value: object, *, flow: bool) -> str:
    """One value; a text stays unquoted only where YAML reads back the same text."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    if _is_plain(text) and not (flow and _FLOW_SIGNS.search(text)):
        return text
    if _UNPRINTABLE.search(text):
        quoted = text.replace("\\", "\\\\").replace('"', '\\"')
        return '"' + _UNPRINTABLE.sub(lambda found: f"\\u{ord(found.group()):04x}", quoted) + '"'
    return "'" + text.replace("'", "''") + "'"


@lru_cache(maxsize=4096)
def _is_plain(text: str) -> bool:
    if not _PLAIN.fullmatch(text) or _NEVER_PLAIN.search(text) or _UNPRINTABLE.search(text):
        return False
    tag = _RESOLVER.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    return bool(tag == "tag:yaml.org,2002:str")


def columns(text: str) -> int:
    """How wide a text stands on the screen: East Asian characters take two columns."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def flow(value: object) -> str:
    """A value on one line."""
    if isinstance(value, Mapping):
        inside = ", ".join(f"{scalar(key, flow=True)}: {flow(each)}" for key, each in value.items())
        return "{" + inside + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(flow(each) for each in value) + "]"
    return scalar(value, flow=True)


def block(value: Mapping[str, Any], indent: int = 0) -> Iterator[str]:
    """A mapping as lines."""
    margin = " " * indent
    for key, each in value.items():
        head = f"{margin}{scalar(key, flow=False)}:"
        if isinstance(each, Mapping) and each:
            if _fits(each, head, most_keys=6):
                yield f"{head} {flow(each)}"
            else:
                yield head
                yield from block(each, indent + 2)
        elif isinstance(each, (list, tuple)) and each:
            if not any(isinstance(one, Mapping) for one in each) and _fits(each, head, most_keys=0):
                yield f"{head} {flow(each)}"
            else:
                yield head
                yield from _entries(each, indent + 2)
        elif isinstance(each, (Mapping, list, tuple)):
            yield f"{head} {flow(each)}"
        else:
            yield f"{head} {scalar(each, flow=False)}"


def _entries(values: Sequence[object], indent: int) -> Iterator[str]:
    margin = " " * indent
    for each in values:
        if not isinstance(each, Mapping):
            yield f"{margin}- {flow(each) if isinstance(each, (list, tuple)) else scalar(each, flow=False)}"
        elif _fits(each, margin + "- ", most_keys=_MOST_KEYS_IN_LINE):
            yield f"{margin}- {flow(each)}"
        else:
            lines = list(block(each, indent + 2))
            yield margin + "- " + lines[0].lstrip()
            yield from lines[1:]


def _fits(value: object, head: str, *, most_keys: int) -> bool:
    if isinstance(value, Mapping):
        if len(value) > most_keys or any(isinstance(each, Mapping) for each in value.values()):
            return False
        inner = [each for each in value.values() if isinstance(each, (list, tuple))]
        if any(isinstance(one, (Mapping, list, tuple)) for each in inner for one in each):
            return False
    return columns(head + " " + flow(value)) <= WIDTH


def document(header: Sequence[str], value: Mapping[str, Any]) -> str:
    """A whole file: the header as comment lines, then the mapping."""
    lines = [f"# {line}".rstrip() for line in header]
    return "\n".join([*lines, *block(value)]) + "\n"
